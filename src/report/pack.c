/* The pack's document (domain.md §3): see pack.h. One row a section in the table below, whose function (pack_*.c)
 * fills it with the helpers here. Called by the writers of text, Markdown, HTML and CSV. */
#include "hubbrief/pack_inside.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/mem.h"
#include "hubbrief/report_words.h"

/* ---- filling ------------------------------------------------------------------------------------- */

const char *pack_clean(struct pack *pack, const char *text)
{
	struct str out = { 0 };

	clean_add(&out, text, strlen(text));
	const char *kept = arena_dup(&pack->arena, str_text(&out));
	str_free(&out);
	return kept;
}

/* Some of what stands last comes from outside, with its full stop or without. */
static const char *sentence(struct pack *pack, const char *text)
{
	const char *clean = pack_clean(pack, text);
	size_t length = strlen(clean);

	return length && strchr(".?!", clean[length - 1]) ? clean : arena_printf(&pack->arena, "%s.", clean);
}

void pack_say(struct pack *pack, struct pack_lines *lines, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	lines->at = mem_grow(lines->at, lines->count + 1, sizeof *lines->at);
	lines->at[lines->count++] = sentence(pack, arena_vprintf(&pack->arena, format, args));
	va_end(args);
}

void pack_columns(struct pack_section *section, const struct pack_column *columns, size_t count)
{
	section->table.columns = columns;
	section->table.column_count = count;
}

struct pack_cell *pack_row(struct pack *pack, struct pack_section *section, const char *const *texts)
{
	struct pack_table *table = &section->table;

	if (table->rows == table->room) {
		table->room = table->room ? table->room * 2 : 16;
		table->cells = mem_grow(table->cells, table->room * table->column_count, sizeof *table->cells);
		table->sentences = mem_grow(table->sentences, table->room, sizeof *table->sentences);
	}
	table->sentences[table->rows] = "";
	struct pack_cell *row = table->cells + table->rows++ * table->column_count;
	for (size_t i = 0; i < table->column_count; i++)
		row[i] = (struct pack_cell){ .text = texts[i] ? pack_clean(pack, texts[i]) : "" };
	return row;
}

void pack_sentence(struct pack *pack, struct pack_section *section, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	section->table.sentences[section->table.rows - 1] = sentence(pack, arena_vprintf(&pack->arena, format, args));
	va_end(args);
}

/* ---- records ------------------------------------------------------------------------------------- */

void pack_entry_columns(struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "What" }, { .title = "When" }, { .csv = "Date" },
		{ .title = "Where" }, { .title = "Owner" }, { .title = "Reference", .kind = CSV_ID } };

	PACK_COLUMNS(section, columns);
}

enum pack_tone pack_due_tone(const struct row *row, bool due)
{
	if (row->flags & 1U << FLAG_OVERDUE)
		return TONE_RED;
	return due && row->flags & 1U << FLAG_DUE_TODAY ? TONE_AMBER : TONE_PLAIN;
}

const char *pack_place(struct pack *pack, const struct row *row)
{
	struct str place = { 0 };

	report_place(pack->report, row, &place);
	char *kept = arena_dup(&pack->arena, str_text(&place));
	str_free(&place);
	return kept;
}

/* At the head of a cell: "Countywide", "County and York". */
const char *pack_place_cell(struct pack *pack, const struct row *row)
{
	const char *place = pack_place(pack, row);
	char *cell = arena_dup(&pack->arena, str_starts(place, "the ") ? place + strlen("the ") : place);

	if (*cell >= 'a' && *cell <= 'z')
		*cell -= 'a' - 'A';
	return cell;
}

/* "A-41" is said in "Survey A-41", "A-4" is not. */
static bool says_id(const char *title, const char *id)
{
	size_t length = strlen(id);

	for (const char *at = title; length && (at = strstr(at, id)); at++)
		if ((at == title || at[-1] == ' ') && (!at[length] || strchr(" ,.;:)", at[length])))
			return true;
	return false;
}

const char *pack_reference(struct pack *pack, const char *title, const char *id)
{
	return says_id(title, id) ? "" : arena_printf(&pack->arena, " (%s)", id);
}

const char *pack_named(struct pack *pack, const struct row *row, const char *title)
{
	return arena_printf(&pack->arena, "%s%s, %s%s%s", title, pack_reference(pack, title, row->id), pack_place(pack, row),
		*row->owner ? ", " : "", row->owner);
}

struct pack_cell *pack_entry(struct pack *pack, struct pack_section *section, enum report_list list,
	const struct report_entry *entry)
{
	const struct row *row = &entry->row;
	struct str title = { 0 }, when = { 0 };
	char iso[DATE_TEXT];

	day_t day = report_when(pack->report, list, entry, &when);
	report_what(pack->report, list, row, str_text(&when), &title);
	struct pack_cell *cells = pack_row(pack, section, (const char *const[]){ str_text(&title), str_text(&when),
		day == DAY_NONE ? "" : day_iso(iso, day), pack_place_cell(pack, row), row->owner, row->id });
	cells[1].tone = pack_due_tone(row, list != REPORT_MEETINGS);
	pack_sentence(pack, section, "%s%s%s", pack_named(pack, row, str_text(&title)), when.length ? ": " : "", str_text(&when));
	str_free(&title);
	str_free(&when);
	return cells;
}

void pack_list(struct pack *pack, struct pack_section *section, enum report_list list)
{
	const struct report *report = pack->report;

	for (size_t i = 0; i < report->lists[list].count; i++)
		if (report_fits(report, list, &report->lists[list].at[i].row))
			pack_entry(pack, section, list, &report->lists[list].at[i]);
}

/* ---- what is not there --------------------------------------------------------------------------- */

bool pack_hub_asked(const struct report *report, size_t line)
{
	return report->hub == PLACE_ANY || (size_t)(report->hub + 1) == line;
}

/* Of what the pack is about, the lines of the matrix that give no data; one of them. */
static size_t silent_lines(const struct report *report, size_t *all, const struct hub_line **one)
{
	size_t silent = 0;

	*all = 0;
	for (size_t i = 0; i < report->matrix.line_count; i++) {
		const struct hub_line *line = &report->matrix.lines[i];
		if (!pack_hub_asked(report, i))
			continue;
		++*all;
		if (!report_line_known(line)) {
			silent++;
			*one = line;
		}
	}
	return silent;
}

void pack_when_empty(struct pack *pack, struct pack_section *section, const char *what)
{
	const struct report *report = pack->report;
	const struct hub_line *one = NULL;
	size_t all, silent = silent_lines(report, &all, &one);

	if (section->table.rows)
		return;
	if (report->area >= 0 && area_closed(&report->config->areas[report->area], report->moment.profile))
		pack_say(pack, &section->lines, "Closed in profile %s: this area is sensitive", profile_text(report->moment.profile));
	else if (silent && silent == all)
		pack_say(pack, &section->lines, "Not known: %s", one->made == INSTANT_NONE ? "no source has answered yet"
			: "there is no data");
	else if (silent == 1)
		pack_say(pack, &section->lines, "%s, as far as is known: %s gives no data", what, report_line_name(one));
	else if (silent)
		pack_say(pack, &section->lines, "%s, as far as is known: %zu hubs give no data", what, silent);
	else
		pack_say(pack, &section->lines, "%s", what);
}

void pack_more(struct pack *pack, struct pack_section *section, size_t left_out)
{
	if (left_out && !pack->whole)
		pack_say(pack, &section->after, "%zu more %s not listed here; the pack as CSV or JSON has all.", left_out,
			left_out == 1 ? "is" : "are");
}

/* ---- tones --------------------------------------------------------------------------------------- */

enum pack_tone pack_cell_tone(enum cell_state state)
{
	static const enum pack_tone tones[] = {
		[CELL_OK] = TONE_GOOD, [CELL_DONE] = TONE_GOOD, [CELL_AMBER] = TONE_AMBER, [CELL_RED] = TONE_RED,
		[CELL_OLD] = TONE_UNKNOWN, [CELL_UNKNOWN] = TONE_UNKNOWN, [CELL_SUPPRESSED] = TONE_UNKNOWN,
		[CELL_NONE_KEPT] = TONE_UNKNOWN, [CELL_CHECK] = TONE_UNKNOWN,
	};
	return tones[state];
}

enum pack_tone pack_rating_tone(char rating)
{
	switch (rating) {
	case 'R': return TONE_RED;
	case 'A': return TONE_AMBER;
	case 'G':
	case 'B': return TONE_GOOD;
	default: return TONE_PLAIN;
	}
}

/* ---- the document -------------------------------------------------------------------------------- */

static const struct {
	const char *name, *title;
	void (*fill)(struct pack *pack, struct pack_section *section);
} section_table[] = {
	{ "cover", "The briefing", fill_cover },
	{ "changes", "What changed", fill_changes },
	{ "hubs", "Hubs and areas", fill_hubs },
	{ "late", "Late and due today", fill_late },
	{ "actions", "Actions by agency", fill_actions },
	{ "week", "The week ahead", fill_week },
	{ "countdowns", "Countdowns and reviews", fill_countdowns },
	{ "notices", "Notices", fill_notices },
	{ "decisions", "Decisions", fill_decisions },
	{ "figures", "Figures", fill_figures },
	{ "sources", "Sources", fill_sources },
};
enum { SECTIONS = sizeof section_table / sizeof *section_table };

void pack_build(const struct report *report, struct pack *pack)
{
	struct str at = { 0 };

	*pack = (struct pack){ .report = report, .marking = marking_text(report->matrix.banner), .count = SECTIONS,
		.whole = report->whole, .sections = mem_array(SECTIONS, sizeof *pack->sections) };
	report_moment(report->moment.now, &at);
	pack->name = pack_clean(pack, report->config->name);
	pack->about = arena_printf(&pack->arena, "briefing for %s", str_text(&at));
	str_free(&at);
	for (size_t i = 0; i < SECTIONS; i++) {
		pack->sections[i].name = section_table[i].name;
		pack->sections[i].title = section_table[i].title;
		section_table[i].fill(pack, &pack->sections[i]);
	}
}

void pack_free(struct pack *pack)
{
	for (size_t i = 0; i < pack->count; i++) {
		free(pack->sections[i].lines.at);
		free(pack->sections[i].notes.at);
		free(pack->sections[i].after.at);
		free(pack->sections[i].table.cells);
		free(pack->sections[i].table.sentences);
	}
	free(pack->sections);
	arena_free(&pack->arena);
	*pack = (struct pack){ 0 };
}
