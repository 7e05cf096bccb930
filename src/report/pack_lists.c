/* The pack's lists of records: what is late, whose actions are open, the week ahead, countdowns, notices, figures. See
 * pack_inside.h. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/ahead.h"
#include "hubbrief/mem.h"
#include "hubbrief/pack_inside.h"
#include "hubbrief/report_words.h"

static size_t left_out(const struct report *report, enum report_list list)
{
	return report->lists[list].total - report->lists[list].count;
}

/* ---- late and due today -------------------------------------------------------------------------- */

void fill_late(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;

	pack_entry_columns(section);
	pack_list(pack, section, REPORT_OVERDUE);
	pack_list(pack, section, REPORT_DUE_TODAY);
	if (section->table.rows)
		pack_say(pack, &section->lines, "%zu late, %zu due today.", report->lists[REPORT_OVERDUE].total,
			report->lists[REPORT_DUE_TODAY].total);
	pack_when_empty(pack, section, "Nothing is late or due today");
	pack_more(pack, section, left_out(report, REPORT_OVERDUE) + left_out(report, REPORT_DUE_TODAY));
}

/* ---- actions by agency --------------------------------------------------------------------------- */

static void add_action(struct pack *pack, struct pack_section *section, const struct report_entry *entry)
{
	const struct row *action = &entry->row;
	const char *owner = *action->owner ? action->owner : "No owner", *title = action->title;
	struct str when = { 0 };
	char iso[DATE_TEXT];

	day_t day = report_when(pack->report, REPORT_ACTIONS, entry, &when);
	struct pack_cell *row = pack_row(pack, section, (const char *const[]){ owner, title, str_text(&when),
		day == DAY_NONE ? "" : day_iso(iso, day), pack_place_cell(pack, action), action->id });
	row[2].tone = pack_due_tone(action, true);
	pack_sentence(pack, section, "%s: %s%s, %s%s%s", owner, title, pack_reference(pack, title, action->id),
		pack_place(pack, action), when.length ? ": " : "", str_text(&when));
	str_free(&when);
}

static void say_open(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	struct str line = { 0 };
	size_t late = 0, agencies = 0;

	for (size_t i = 0; i < report->agency_count; i++) {
		late += report->agencies[i].late;
		agencies += *report->agencies[i].owner != '\0';
	}
	plural((int)report->lists[REPORT_ACTIONS].total, "open action", "open actions", &line);
	str_add(&line, " of ");
	plural((int)agencies, "agency", "agencies", &line);
	pack_say(pack, &section->lines, "%s, %zu late.", str_text(&line), late);
	str_free(&line);
}

static void say_rest(struct pack *pack, struct pack_section *section, const struct report_agency *agency)
{
	size_t rest = agency->total - agency->read;

	if (rest && !pack->whole)
		pack_say(pack, &section->after, "%s: %zu more open %s not listed here; of all %zu, %zu %s late.",
			*agency->owner ? agency->owner : "No owner", rest, rest == 1 ? "action is" : "actions are", agency->total,
			agency->late, agency->late == 1 ? "is" : "are");
}

void fill_actions(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "Agency" }, { .title = "Action" }, { .title = "When" },
		{ .csv = "Date" }, { .title = "Where" }, { .title = "Reference", .kind = CSV_ID } };
	const struct report *report = pack->report;
	size_t told = 0;

	PACK_COLUMNS(section, columns);
	for (size_t i = 0; i < report->lists[REPORT_ACTIONS].count; i++)
		add_action(pack, section, &report->lists[REPORT_ACTIONS].at[i]);
	if (section->table.rows)
		say_open(pack, section);
	pack_when_empty(pack, section, "No action is open");
	for (; told < report->agency_count && section->after.count < REPORT_MOST; told++)
		say_rest(pack, section, &report->agencies[told]);
	if (section->after.count)
		pack_say(pack, &section->after, "The pack as CSV has all open actions.");
}

/* ---- the week ahead ------------------------------------------------------------------------------ */

struct day_entry {
	const struct report_entry *entry;
	enum report_list list;
	day_t day; /* what runs all week: DAY_NONE, last */
	size_t at;
};

static int by_day(const void *a, const void *b)
{
	const struct day_entry *left = a, *right = b;
	bool no_left = left->day == DAY_NONE, no_right = right->day == DAY_NONE;

	if (no_left != no_right)
		return no_left - no_right;
	if (left->day != right->day)
		return left->day < right->day ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static day_t day_of_entry(const struct row *row, day_t today)
{
	day_t starts = report_day_of(row->starts);

	if (row->kind == KIND_POWER)
		return row->expires;
	if (row->kind == KIND_CAMPAIGN)
		return starts != DAY_NONE && starts >= today ? starts : DAY_NONE;
	return row->kind == KIND_MEETING && starts != DAY_NONE ? starts : row->due;
}

void fill_week(struct pack *pack, struct pack_section *section)
{
	static const enum report_list lists[] = { REPORT_MEETINGS, REPORT_DUE_SOON, REPORT_POWERS, REPORT_CAMPAIGNS };
	enum { LISTS = sizeof lists / sizeof *lists };
	const struct report *report = pack->report;
	size_t room = 0, count = 0, rest = 0;

	for (size_t l = 0; l < LISTS; l++) {
		room += report->lists[lists[l]].count;
		rest += left_out(report, lists[l]);
	}
	struct day_entry *week = mem_array(room + 1, sizeof *week);
	for (size_t l = 0; l < LISTS; l++)
		for (size_t i = 0; i < report->lists[lists[l]].count; i++) {
			const struct report_entry *entry = &report->lists[lists[l]].at[i];
			if (!report_fits(report, lists[l], &entry->row))
				continue;
			week[count] = (struct day_entry){ entry, lists[l], day_of_entry(&entry->row, report->moment.today), count };
			count++;
		}
	qsort(week, count, sizeof *week, by_day);
	pack_entry_columns(section);
	for (size_t i = 0; i < count; i++)
		pack_entry(pack, section, week[i].list, week[i].entry);
	free(week);
	pack_when_empty(pack, section, "No meeting, nothing due, no power that ends, no campaign");
	pack_more(pack, section, rest);
}

/* ---- countdowns and reviews ---------------------------------------------------------------------- */

static void add_countdown(struct pack *pack, struct pack_section *section, enum report_list list,
	const struct report_entry *entry)
{
	const struct row *row = &entry->row;
	struct str what = { 0 }, when = { 0 }, why = { 0 };
	char iso[DATE_TEXT], rating = row->rating;

	day_t day = report_when(pack->report, list, entry, &when);
	report_what(pack->report, list, row, str_text(&when), &what);
	if (list == REPORT_REVIEWS) {
		struct str words = { 0 };
		rating = review_clock(&entry->record, pack->report->moment.today, &words).rating;
		str_free(&words);
	}
	bool rated = report_rated(rating), bad = rated && strchr("RA", rating);
	struct pack_cell *cells = pack_row(pack, section, (const char *const[]){ str_text(&what), str_text(&when),
		day == DAY_NONE ? "" : day_iso(iso, day), rated ? rating_word(rating) : "", pack_place_cell(pack, row), row->owner,
		row->id });
	cells[3].tone = pack_rating_tone(rating);
	if (bad && list == REPORT_MILESTONES)
		milestone_why(&entry->record, row, pack->report->moment.today, &why);
	else if (bad)
		str_add(&why, rating_word(rating));
	pack_sentence(pack, section, "%s%s%s%s%s", pack_named(pack, row, str_text(&what)), when.length ? ": " : "",
		str_text(&when), why.length ? ". " : "", str_text(&why));
	if (bad && list == REPORT_MILESTONES)
		pack_say(pack, &section->notes, "%s is %s", row->title, str_text(&why));
	str_free(&what);
	str_free(&when);
	str_free(&why);
}

void fill_countdowns(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "What" }, { .title = "When" }, { .csv = "Date" },
		{ .title = "Rating" }, { .title = "Where" }, { .title = "Owner" }, { .title = "Reference", .kind = CSV_ID } };
	static const enum report_list lists[] = { REPORT_MILESTONES, REPORT_REVIEWS };
	const struct report *report = pack->report;
	size_t rest = 0;

	PACK_COLUMNS(section, columns);
	for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
		for (size_t i = 0; i < report->lists[lists[l]].count; i++)
			add_countdown(pack, section, lists[l], &report->lists[lists[l]].at[i]);
		rest += left_out(report, lists[l]);
	}
	pack_when_empty(pack, section, "No duty counts down");
	pack_more(pack, section, rest);
}

/* ---- notices ------------------------------------------------------------------------------------- */

static void add_notice(struct pack *pack, struct pack_section *section, const struct report_entry *entry)
{
	const struct row *row = &entry->row;
	const char *meaning = record_text(&entry->record, FIELD_SO_WHAT);
	struct str when = { 0 };
	char iso[DATE_TEXT];

	day_t day = report_when(pack->report, REPORT_NOTICES, entry, &when);
	size_t head = str_starts(str_text(&when), "published ") ? strlen("published ") : 0; /* as its column says */
	pack_row(pack, section, (const char *const[]){ row->title, str_text(&when) + head,
		day == DAY_NONE ? "" : day_iso(iso, day), meaning, pack_place_cell(pack, row), row->owner, row->id });
	pack_sentence(pack, section, "%s%s%s.%s%s", pack_named(pack, row, row->title), when.length ? ": " : "",
		str_text(&when), *meaning ? " " : "", meaning);
	str_free(&when);
}

void fill_notices(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "What" }, { .title = "Published" }, { .csv = "Date" },
		{ .title = "What it means here" }, { .title = "Where" }, { .title = "Owner" },
		{ .title = "Reference", .kind = CSV_ID } };
	const struct report *report = pack->report;

	PACK_COLUMNS(section, columns);
	for (size_t i = 0; i < report->lists[REPORT_NOTICES].count; i++)
		add_notice(pack, section, &report->lists[REPORT_NOTICES].at[i]);
	pack_when_empty(pack, section, "No notice is in force");
	pack_more(pack, section, left_out(report, REPORT_NOTICES));
}

/* ---- figures ------------------------------------------------------------------------------------- */

static void add_figure(struct pack *pack, struct pack_section *section, const struct report_entry *entry)
{
	const struct row *figure = &entry->row;
	struct str title = { 0 }, value = { 0 }, change = { 0 };
	bool rated = report_rated(figure->rating);

	report_what(pack->report, REPORT_MEASURES, figure, "", &title);
	if (figure->suppressed)
		str_add(&value, suppressed_word(figure->withheld));
	else if (figure->has_value)
		number_text(figure->total, &value);
	if (figure->has_change && !figure->suppressed)
		number_text(figure->change, &change);
	struct pack_cell *row = pack_row(pack, section, (const char *const[]){ str_text(&title),
		figure->period, str_text(&value), str_text(&change), rated ? rating_word(figure->rating) : "",
		pack_place_cell(pack, figure), figure->owner, figure->id });
	row[4].tone = pack_rating_tone(figure->rating);
	pack_sentence(pack, section, "%s%s%s", pack_named(pack, figure, str_text(&title)), rated ? ": " : "",
		rated ? rating_word(figure->rating) : "");
	str_free(&title);
	str_free(&value);
	str_free(&change);
}

void fill_figures(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "Figure" }, { .csv = "Period" },
		{ .csv = "Value", .kind = CSV_NUMBER }, { .csv = "Change", .kind = CSV_NUMBER }, { .title = "Rating" },
		{ .title = "Where" }, { .title = "Owner" }, { .title = "Reference", .kind = CSV_ID } };
	const struct report *report = pack->report;
	size_t rest = left_out(report, REPORT_MEASURES);

	PACK_COLUMNS(section, columns);
	for (size_t i = 0; i < report->lists[REPORT_MEASURES].count; i++)
		add_figure(pack, section, &report->lists[REPORT_MEASURES].at[i]);
	if (section->table.rows)
		pack_say(pack, &section->lines, "Context, not performance.%s", pack->whole ? ""
			: " These are the figures that are rated, that changed beyond chance, or that an area leads with.");
	if (section->table.rows || !report->lists[REPORT_MEASURES].total)
		pack_when_empty(pack, section, "No figure is kept");
	else
		pack_say(pack, &section->lines, "No figure is rated, and none changed beyond chance.");
	pack_more(pack, section, rest);
	section->picture = PICTURE_CHARTS;
}
