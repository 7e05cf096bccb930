/* The pack's hubs: the board's matrix as a table, the map of tiles and the whys. See pack_inside.h. */
#include "hubbrief/pack_inside.h"
#include "hubbrief/report_words.h"

static bool area_asked(const struct report *report, size_t area)
{
	return report->area < 0 || (size_t)report->area == area;
}

static const char *count_text(struct pack *pack, const struct hub_line *line, int count)
{
	if (!report_line_known(line))
		return "unknown";
	return count < 0 ? "not shown" : arena_printf(&pack->arena, "%d", count);
}

/* "08:30" of today, "7 Mar", "7 Mar 2021" of another year. */
static const char *age_text(struct pack *pack, instant_t made)
{
	char age[DATE_TEXT];
	day_t today = pack->report->moment.today;

	data_age(age, made, pack->report->moment.now);
	if (!instant_known(made) || day_civil(instant_day(made)).year == day_civil(today).year)
		return arena_dup(&pack->arena, age);
	return arena_printf(&pack->arena, "%s %d", age, day_civil(instant_day(made)).year);
}

/* Why its cells are not ok, in one text and as notes that name the hub; of a hub without data that. */
static const char *whys(struct pack *pack, const struct hub_line *line, struct pack_lines *notes)
{
	const struct report *report = pack->report;
	struct str all = { 0 };

	if (!report_line_known(line)) {
		report_hub_state(report, line, &all);
		pack_say(pack, notes, "%s: %s", report_line_name(line), str_text(&all));
	}
	for (size_t a = 0; a < report->matrix.area_count && report_line_known(line); a++) {
		const struct cell *cell = &line->cells[a];
		if (!area_asked(report, a) || cell->state == CELL_OK || cell->state == CELL_DONE)
			continue;
		const char *why = arena_printf(&pack->arena, *cell->why ? "%s is %s: %s." : "%s is %s.",
			area_label_on(&report->config->areas[a], report->moment.today), report_state(cell->state), cell->why);
		pack_say(pack, notes, "%s, %s", report_line_name(line), why);
		str_addf(&all, "%s%s", all.length ? " " : "", why);
	}
	const char *kept = arena_dup(&pack->arena, str_text(&all));
	str_free(&all);
	return kept;
}

static void add_hub(struct pack *pack, struct pack_section *section, const struct hub_line *line)
{
	const struct report *report = pack->report;
	const char **texts = arena_alloc(&pack->arena, section->table.column_count * sizeof *texts);
	struct report_counts counts = report_counts(report, line);
	struct str state = { 0 };
	char iso[DATE_TEXT];
	size_t at = 0;

	texts[at++] = report_line_name(line);
	for (size_t a = 0; a < report->matrix.area_count; a++)
		if (area_asked(report, a))
			texts[at++] = cell_state_text(line->cells[a].state);
	texts[at++] = !moment_has_baseline(&report->moment) ? "" : count_text(pack, line, counts.changed);
	texts[at++] = count_text(pack, line, counts.late);
	texts[at++] = count_text(pack, line, counts.due_today);
	texts[at++] = age_text(pack, line->made);
	const char *why = texts[at] = whys(pack, line, &section->notes);
	struct pack_cell *row = pack_row(pack, section, texts);
	at = 1;
	for (size_t a = 0; a < report->matrix.area_count; a++)
		if (area_asked(report, a))
			row[at++].tone = pack_cell_tone(line->cells[a].state);
	row[section->table.column_count - 2].csv = instant_known(line->made) ?
		arena_dup(&pack->arena, instant_iso(iso, line->made)) : "";
	if (report_line_known(line)) {
		report_hub_state(report, line, &state);
		str_add(&state, *why ? " " : "");
	}
	pack_sentence(pack, section, "%s: %s%s", report_line_name(line), str_text(&state), why);
	str_free(&state);
}

static void set_columns(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column counts[] = { { .title = "Changed" }, { .title = "Late" }, { .title = "Due today" },
		{ .title = "Data of" }, { .csv = "Why" } };
	enum { COUNTS = sizeof counts / sizeof *counts };
	const struct report *report = pack->report;
	struct pack_column *columns = arena_alloc(&pack->arena, (report->matrix.area_count + COUNTS + 1) * sizeof *columns);
	size_t count = 0;

	columns[count++].title = "Hub";
	for (size_t a = 0; a < report->matrix.area_count; a++) {
		const struct area *area = &report->config->areas[a];
		if (area_asked(report, a))
			columns[count++].title = pack_clean(pack, area->short_name ? area->short_name
				: area_label_on(area, report->moment.today));
	}
	for (int i = 0; i < COUNTS; i++)
		columns[count++] = counts[i];
	if (!moment_has_baseline(&report->moment)) /* nothing is counted as changed */
		columns[count - COUNTS] = (struct pack_column){ .csv = "Changed" };
	pack_columns(section, columns, count);
}

void fill_hubs(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;

	set_columns(pack, section);
	for (size_t l = 0; l < report->matrix.line_count; l++)
		if (pack_hub_asked(report, l))
			add_hub(pack, section, &report->matrix.lines[l]);
	section->picture = report->hub == PLACE_ANY ? PICTURE_TILES : PICTURE_NONE;
}
