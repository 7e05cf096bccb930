/* The pack as text that reads aloud: whole sentences, one a line, no glyphs, no columns; the marking on the
 * first and the last line. Called by cmd/report.c. What comes from outside is cleaned again here. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/pack.h"
#include "hubbrief/report_words.h"

static void say(struct str *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct str *out, const char *format, ...)
{
	char line[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	clean_add(out, line, strlen(line));
	str_addc(out, '\n');
}

static void heading(struct str *out, const char *text)
{
	str_addc(out, '\n');
	say(out, "%s", text);
}

/* ---- the head ------------------------------------------------------------------------------------ */

static void tell_lines(const struct pack_section *section, struct str *out)
{
	for (size_t i = 0; i < section->line_count; i++)
		say(out, "%s", section->lines[i]);
}

static void tell_sources(const struct report *report, struct str *out)
{
	struct str text = { 0 };
	int fresh = 0;

	heading(out, "Sources");
	for (size_t i = 0; i < report->source_count; i++) {
		const struct source_line *line = &report->sources[i];
		if (!report_shows_source(report, line))
			continue;
		int back = report->moment.profile == PROFILE_PUBLIC ? 0 : line->quarantined + line->held;
		if (line->state == SOURCE_FRESH && !back) {
			fresh++;
			continue;
		}
		str_reset(&text);
		source_line_sentence(line, report->moment.now, &text);
		if (back) {
			str_addc(&text, ' ');
			plural(back, "record was", "records were", &text);
			str_add(&text, " held back.");
		}
		if (line->state == SOURCE_FRESH)
			say(out, "%s: %s", line->name, str_text(&text));
		else
			say(out, "%s is %s. %s", line->name, source_state_text(line->state), str_text(&text));
	}
	str_reset(&text);
	plural(fresh, "source is", "sources are", &text);
	say(out, "%s fresh%s.", str_text(&text), report->moment.profile == PROFILE_PUBLIC ? "" : ", with nothing held back");
	str_free(&text);
}

/* ---- hubs ---------------------------------------------------------------------------------------- */

static void tell_cell(const struct report *report, size_t l, size_t a, struct str *out)
{
	const struct hub_line *line = &report->matrix.lines[l];
	const struct cell *cell = &line->cells[a];

	if (cell->state == CELL_OK || cell->state == CELL_DONE || line->state == HUB_NO_DATA || line->made == INSTANT_NONE)
		return;
	say(out, *cell->why ? "%s, %s is %s: %s." : "%s, %s is %s.", line->hub ? line->hub->name : "Countywide",
		area_label_on(&report->config->areas[a], report->moment.today), report_state(cell->state), cell->why);
}

static void tell_hubs(const struct report *report, struct str *out)
{
	struct str text = { 0 };

	heading(out, "Hubs");
	for (size_t l = 0; l < report->matrix.line_count; l++) {
		const struct hub_line *line = &report->matrix.lines[l];
		if (report->hub != PLACE_ANY && (size_t)(report->hub + 1) != l)
			continue;
		str_reset(&text);
		report_hub_state(report, line, &text);
		say(out, "%s: %s", line->hub ? line->hub->name : "Countywide", str_text(&text));
		for (size_t a = 0; a < report->matrix.area_count; a++)
			if (report->area < 0 || (size_t)report->area == a)
				tell_cell(report, l, a, out);
	}
	str_free(&text);
}

/* ---- lists --------------------------------------------------------------------------------------- */

/* "Lighting survey, zone 2, Scarborough, SCA-BC: was due Fri 10 Mar, 4 days late." */
static void tell_row(const struct report *report, enum report_list list, const struct report_entry *entry,
	struct str *out)
{
	const struct row *row = &entry->row;
	struct str title = { 0 }, place = { 0 }, when = { 0 };

	report_what(list, row, &title);
	report_place(report, entry, &place);
	report_when(report, list, row, &when);
	say(out, "%s (%s), %s%s%s%s%s.", str_text(&title), row->id, str_text(&place), *row->owner ? ", " : "", row->owner,
		when.length ? ": " : "", str_text(&when));
	str_free(&title);
	str_free(&place);
	str_free(&when);
}

static bool any(const struct row *row, day_t today)
{
	(void)row, (void)today;
	return true;
}

typedef bool row_test(const struct row *row, day_t today);

static size_t tell_list(const struct report *report, enum report_list list, row_test *fits, struct str *out)
{
	size_t told = 0;

	for (size_t i = 0; i < report->lists[list].count; i++)
		if (fits(&report->lists[list].at[i].row, report->moment.today)) {
			tell_row(report, list, &report->lists[list].at[i], out);
			told++;
		}
	return told;
}

/* "Severity was low, now medium: Deliberate fire, bin store (I-102), Scarborough, NYFRS." */
static void tell_change(const struct report *report, const struct change *change, struct str *out)
{
	struct str what = { 0 }, title = { 0 }, place = { 0 };
	char key[4];

	change_say(change, &what);
	report_what(REPORT_CHANGES, &change->row, &title);
	line_place(&change->row, report->config, report->store, key, &place);
	say(out, "%s: %s (%s), %s%s%s.", str_text(&what), str_text(&title), change->row.id, str_text(&place),
		*change->row.owner ? ", " : "", change->row.owner);
	str_free(&what);
	str_free(&title);
	str_free(&place);
}

static void tell_changes(const struct report *report, struct str *out)
{
	str_addf(out, "\nChanged s%s\n", str_text(&report->matrix.baseline) + 1); /* "since briefing Fri 10 Mar 09:00" */
	for (size_t i = 0; i < report->changes.count; i++)
		tell_change(report, &report->changes.list[i], out);
	if (!report->changes.count)
		say(out, "Nothing has changed.");
}

static const struct { const char *title, *empty; enum report_list list; } sections[] = {
	{ "Late", "Nothing is late.", REPORT_OVERDUE },
	{ "Due today", "Nothing is due today.", REPORT_DUE_TODAY },
	{ "Due soon", "Nothing else is due soon.", REPORT_DUE_SOON },
};

static void tell_sections(const struct report *report, struct str *out)
{
	if (report->moment.since >= 0) {
		tell_changes(report, out);
	} else {
		heading(out, "Last 24 hours");
		if (!tell_list(report, REPORT_CHANGES, any, out))
			say(out, "Nothing has changed.");
	}
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		heading(out, sections[i].title);
		if (!tell_list(report, sections[i].list, any, out))
			say(out, "%s", sections[i].empty);
	}
}

static void tell_week(const struct report *report, struct str *out)
{
	heading(out, "This week");
	size_t told = tell_list(report, REPORT_MEETINGS, report_this_week, out);
	told += tell_list(report, REPORT_POWERS, report_this_week, out);
	told += tell_list(report, REPORT_CAMPAIGNS, report_this_week, out);
	if (!told)
		say(out, "No meeting, no power that ends, no campaign.");
}

static void tell_optional(const struct report *report, const char *title, enum report_list list, struct str *out)
{
	if (report->lists[list].count) {
		heading(out, title);
		tell_list(report, list, any, out);
	}
}

/* "NYP: Lighting survey, zone 2, Scarborough: was due Fri 10 Mar, 4 days late." */
static void tell_actions(const struct pack_section *section, struct str *out)
{
	enum { AGENCY, WHEN, ACTION, WHERE, REFERENCE };

	heading(out, section->title);
	for (size_t i = 0; i < section->table.rows; i++) {
		const struct pack_cell *row = section->table.cells + i * section->table.column_count;
		say(out, "%s: %s (%s), %s%s%s.", row[AGENCY].text, row[ACTION].text, row[REFERENCE].text, row[WHERE].text,
			*row[WHEN].text ? ": " : "", row[WHEN].text);
	}
	tell_lines(section, out);
}

static void tell_decisions(const struct pack_section *section, struct str *out)
{
	heading(out, section->title);
	for (size_t i = 0; i < section->table.rows; i++)
		say(out, "%s", section->table.cells[i * section->table.column_count].text);
	tell_lines(section, out);
}

void report_text(const struct report *report, struct str *out)
{
	struct pack pack;

	pack_build(report, &pack);
	say(out, "%s", pack.marking);
	say(out, "%s.", pack.title);
	tell_lines(pack_section(&pack, "cover"), out);
	tell_sources(report, out);
	tell_hubs(report, out);
	tell_sections(report, out);
	tell_actions(pack_section(&pack, "actions"), out);
	tell_week(report, out);
	tell_optional(report, "Duties and milestones", REPORT_MILESTONES, out);
	tell_optional(report, "Reviews", REPORT_REVIEWS, out);
	tell_optional(report, "Figures, as context", REPORT_MEASURES, out);
	tell_optional(report, "Notices", REPORT_NOTICES, out);
	tell_decisions(pack_section(&pack, "decisions"), out);
	str_addc(out, '\n');
	say(out, "%s", pack.marking);
	pack_free(&pack);
}
