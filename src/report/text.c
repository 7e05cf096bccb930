/* The pack as text that reads aloud: whole sentences, one a line, no glyphs, no columns; the marking on the
 * first and the last line. Called by cmd/report.c. What comes from outside is cleaned again here. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/report.h"

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

static void tell_scope(const struct report *report, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];
	const struct config *config = report->config;

	say(out, "%s: briefing for %s, %s.", config->name, day_long(day, report->moment.today),
		instant_clock(time, report->moment.now));
	if (report->hub != PLACE_ANY)
		say(out, "Only %s.", report->hub >= 0 ? config->hubs[report->hub].name : "what is countywide");
	if (report->area >= 0)
		say(out, "Only the area %s.", area_label_on(&config->areas[report->area], report->moment.today));
	for (size_t i = 0; i < config->area_count; i++)
		if (area_closed(&config->areas[i], report->moment.profile))
			say(out, "%s is sensitive: its lists and counts are closed in profile %s, and every total is only in part.",
				area_label_on(&config->areas[i], report->moment.today), profile_text(report->moment.profile));
	if (report->matrix.demo)
		say(out, "This is a demonstration: nothing in it is real.");
}

static void tell_baseline(const struct report *report, struct str *out)
{
	struct str line = { 0 };

	if (report->moment.since >= 0)
		say(out, "%s.", str_text(&report->matrix.baseline));
	else
		say(out, "No briefing has been closed yet: what came in the last 24 hours is listed, and not marked new.");
	if (report->moment.profile != PROFILE_PUBLIC && report->withheld > 0) {
		plural((int)report->withheld, "record is", "records are", &line);
		say(out, "%s withheld in profile %s.", str_text(&line), profile_text(report->moment.profile));
	}
	str_free(&line);
}

static bool shows_source(const struct report *report, const struct source_line *line)
{
	if (report->hub == PLACE_ANY || !*line->hub)
		return true;
	return str_same(line->hub, report->hub >= 0 ? report->config->hubs[report->hub].id : "countywide");
}

static void tell_sources(const struct report *report, struct str *out)
{
	struct str text = { 0 };
	int fresh = 0;

	heading(out, "Sources");
	for (size_t i = 0; i < report->source_count; i++) {
		const struct source_line *line = &report->sources[i];
		if (!shows_source(report, line))
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

static void hub_counts(const struct hub_line *line, struct str *out)
{
	if (line->changed > 0) {
		plural(line->changed, "change", "changes", out);
		str_add(out, " since the last briefing, ");
	}
	str_addf(out, "%d late, %d due today. ", line->late, line->due_today);
}

static void hub_state_text(const struct report *report, const struct hub_line *line, struct str *out)
{
	char age[DATE_TEXT];

	if (line->made == INSTANT_NONE) {
		str_add(out, "No data yet: nothing is known of it.");
		return;
	}
	if (line->state == HUB_NO_DATA) {
		str_add(out, "No data for ");
		plural(line->days_old, "day", "days", out);
		str_add(out, ": that is not quiet, it is unknown. Before that: ");
	} else if (line->state == HUB_QUIET)
		str_add(out, "Quiet. ");
	hub_counts(line, out);
	str_addf(out, "Data of %s.", data_age(age, line->made, report->moment.now));
}

/* What is read aloud has no "<5". */
static const char *state_words(enum cell_state state)
{
	return state == CELL_SUPPRESSED ? "fewer than five" : cell_state_text(state);
}

static void tell_cell(const struct report *report, size_t l, size_t a, struct str *out)
{
	const struct hub_line *line = &report->matrix.lines[l];
	const struct cell *cell = &line->cells[a];

	if (cell->state == CELL_OK || cell->state == CELL_DONE || line->state == HUB_NO_DATA || line->made == INSTANT_NONE)
		return;
	say(out, *cell->why ? "%s, %s is %s: %s." : "%s, %s is %s.", line->hub ? line->hub->name : "Countywide",
		area_label_on(&report->config->areas[a], report->moment.today), state_words(cell->state), cell->why);
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
		hub_state_text(report, line, &text);
		say(out, "%s: %s", line->hub ? line->hub->name : "Countywide", str_text(&text));
		for (size_t a = 0; a < report->matrix.area_count; a++)
			if (report->area < 0 || (size_t)report->area == a)
				tell_cell(report, l, a, out);
	}
	str_free(&text);
}

/* ---- lists --------------------------------------------------------------------------------------- */

static void place_text(const struct report *report, const struct report_entry *entry, struct str *out)
{
	const struct value *hubs = &entry->record.value[FIELD_HUBS];

	if (!entry->row.hubs)
		str_add(out, entry->row.york ? "the county and York" : "countywide");
	for (size_t i = 0; entry->row.hubs && i < hubs->as.words.count; i++) {
		int hub = config_hub_index(report->config, hubs->as.words.at[i]);
		str_addf(out, "%s%s", i ? " and " : "", hub >= 0 ? report->config->hubs[hub].name : hubs->as.words.at[i]);
	}
}

static void when_text(const struct report *report, enum report_list list, const struct row *row, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	if (row->kind == KIND_MEASURE)
		return;
	if (list == REPORT_MEETINGS && row->starts != INSTANT_NONE)
		str_addf(out, "%s at %s", day_text(day, instant_day(row->starts)), instant_clock(time, row->starts));
	else if (row->flags & 1U << FLAG_OVERDUE) {
		str_addf(out, "was due %s, ", day_text(day, row->due));
		plural(days_overdue(row->due, report->moment.today), "day late", "days late", out);
	} else
		line_when(row, &report->moment, true, out);
}

static void what_text(enum report_list list, const struct row *row, struct str *out)
{
	if (list == REPORT_MEETINGS)
		str_add(out, row->title);
	else if (row->kind == KIND_MEASURE && row->suppressed)
		str_addf(out, "%s: %s", row->title, row->withheld ? "hidden" : "fewer than five");
	else
		line_title(row, out);
}

/* "Lighting survey, zone 2, Scarborough, SCA-BC: was due Fri 10 Mar, 4 days late." */
static void tell_row(const struct report *report, enum report_list list, const struct report_entry *entry,
	struct str *out)
{
	const struct row *row = &entry->row;
	struct str title = { 0 }, place = { 0 }, when = { 0 };

	what_text(list, row, &title);
	place_text(report, entry, &place);
	when_text(report, list, row, &when);
	say(out, "%s (%s), %s%s%s%s%s.", str_text(&title), row->id, str_text(&place), *row->owner ? ", " : "", row->owner,
		when.length ? ": " : "", str_text(&when));
	str_free(&title);
	str_free(&place);
	str_free(&when);
}

/* What takes place within a week: a meeting starts, a power ends, a campaign runs. */
static bool this_week(const struct row *row, day_t today)
{
	day_t starts = row->starts == INSTANT_NONE ? DAY_NONE : instant_day(row->starts);
	day_t until = today + 7;

	if (row->kind == KIND_MEETING)
		return starts != DAY_NONE && starts >= today && starts <= until;
	if (row->kind == KIND_POWER)
		return row->expires != DAY_NONE && row->expires >= today && row->expires <= until;
	return (starts == DAY_NONE || starts <= until) && (row->ends == DAY_NONE || row->ends >= today);
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
	what_text(REPORT_CHANGES, &change->row, &title);
	line_place(&change->row, report->config, report->store, key, &place);
	say(out, "%s: %s (%s), %s%s%s.", str_text(&what), str_text(&title), change->row.id, str_text(&place),
		*change->row.owner ? ", " : "", change->row.owner);
	str_free(&what);
	str_free(&title);
	str_free(&place);
}

static void tell_changes(const struct report *report, struct str *out)
{
	heading(out, "Changed since the last briefing");
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
	size_t told = tell_list(report, REPORT_MEETINGS, this_week, out);
	told += tell_list(report, REPORT_POWERS, this_week, out);
	told += tell_list(report, REPORT_CAMPAIGNS, this_week, out);
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

void report_text(const struct report *report, struct str *out)
{
	const char *marking = marking_text(report->matrix.banner);

	say(out, "%s", marking);
	tell_scope(report, out);
	tell_baseline(report, out);
	tell_sources(report, out);
	tell_hubs(report, out);
	tell_sections(report, out);
	tell_week(report, out);
	tell_optional(report, "Duties and milestones", REPORT_MILESTONES, out);
	tell_optional(report, "Reviews", REPORT_REVIEWS, out);
	tell_optional(report, "Figures, as context", REPORT_MEASURES, out);
	tell_optional(report, "Notices", REPORT_NOTICES, out);
	str_addc(out, '\n');
	say(out, "%s", marking);
}
