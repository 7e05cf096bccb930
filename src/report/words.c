/* What the pack's writers say alike of a source, a hub or a record: see report_words.h. */
#include "hubbrief/report_words.h"

#include <string.h>

#include "hubbrief/ahead.h"

bool report_shows_source(const struct report *report, const struct source_line *line)
{
	if (report->hub == PLACE_ANY || !*line->hub)
		return true;
	return str_same(line->hub, report->hub >= 0 ? report->config->hubs[report->hub].id : "countywide");
}

/* ---- hubs ---------------------------------------------------------------------------------------- */

bool report_line_known(const struct hub_line *line)
{
	return line->made != INSTANT_NONE && line->state != HUB_NO_DATA;
}

struct report_counts report_counts(const struct report *report, const struct hub_line *line)
{
	if (report->area >= 0) {
		const struct cell *cell = &line->cells[report->area];
		return (struct report_counts){ cell->changed, cell->late, cell->due_today };
	}
	return (struct report_counts){ line->changed, line->late, line->due_today };
}

const char *report_line_name(const struct hub_line *line)
{
	return line->hub ? line->hub->name : "Countywide";
}

static void hub_counts(const struct report *report, const struct hub_line *line, struct str *out)
{
	struct report_counts counts = report_counts(report, line);

	if (counts.late < 0) {
		str_add(out, "Its counts are not shown. ");
		return;
	}
	str_add(out, report_line_known(line) ? "" : "Before that: ");
	if (counts.changed > 0) {
		plural(counts.changed, "change", "changes", out);
		str_add(out, ", ");
	}
	str_addf(out, "%d late, %d due today. ", counts.late, counts.due_today);
}

void report_hub_state(const struct report *report, const struct hub_line *line, struct str *out)
{
	char age[DATE_TEXT];

	if (line->made == INSTANT_NONE) {
		str_add(out, "No data yet: nothing is known of it.");
		return;
	}
	if (line->state == HUB_NO_DATA) {
		str_add(out, "No data for ");
		plural(line->days_old, "day", "days", out);
		str_add(out, ": that is not quiet, it is unknown. ");
	} else if (line->state == HUB_QUIET && report->area < 0)
		str_add(out, "Quiet. ");
	hub_counts(report, line, out);
	if (line->made == INSTANT_UNKNOWN) {
		str_add(out, "How old its data was then is not kept.");
		return;
	}
	str_addf(out, "Data of %s.", data_age(age, line->made, report->moment.now));
}

/* What is read aloud has no "<5". */
const char *report_state(enum cell_state state)
{
	return state == CELL_SUPPRESSED ? "fewer than five" : cell_state_text(state);
}

/* ---- where --------------------------------------------------------------------------------------- */

static const char *hub_name(const struct report *report, int bit)
{
	const char *id = store_hub_id(report->store, bit);
	int hub = id ? config_hub_index(report->config, id) : -1;

	return hub >= 0 ? report->config->hubs[hub].name : id ? id : "";
}

void report_place(const struct report *report, const struct row *row, struct str *out)
{
	int count = __builtin_popcountll(row->hubs), told = 0;

	if (!row->hubs)
		str_add(out, row->york ? "the county and York" : "countywide");
	else if (count > 2 && (size_t)count == report->config->hub_count)
		str_add(out, "all hubs");
	else
		for (uint64_t rest = row->hubs; rest; rest &= rest - 1, told++)
			str_addf(out, "%s%s", !told ? "" : told + 1 < count ? ", " : " and ", hub_name(report, __builtin_ctzll(rest)));
}

/* ---- when ---------------------------------------------------------------------------------------- */

const char *report_day(char *out, day_t day, day_t today)
{
	return day_civil(day).year == day_civil(today).year ? day_text(out, day) : day_long(out, day);
}

void report_moment(instant_t at, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	str_addf(out, "%s, %s", day_long(day, instant_day(at)), instant_clock(time, at));
}

day_t report_day_of(instant_t at)
{
	return at == INSTANT_NONE ? DAY_NONE : instant_day(at);
}

static day_t when_due(const struct row *row, day_t today, struct str *out)
{
	char day[DATE_TEXT];
	const char *verb = row->kind == KIND_CASE ? "review" : "due";

	if (row->flags & 1U << FLAG_OVERDUE) {
		str_addf(out, "%s %s, ", row->kind == KIND_CASE ? "review was due" : "was due", report_day(day, row->due, today));
		days_text(row->due, today, out);
	} else if (row->due == today)
		str_addf(out, "%s today", verb);
	else if (row->due_precision != PRECISION_DAY)
		str_addf(out, "due %s", day_due(day, row->due, row->due_precision));
	else
		str_addf(out, "%s %s", verb, report_day(day, row->due, today));
	return row->due;
}

static day_t when_ends(const struct row *row, day_t today, struct str *out)
{
	char day[DATE_TEXT];

	if (row->expires == DAY_NONE)
		return DAY_NONE;
	if (row->expires == today)
		str_add(out, "ends today");
	else {
		str_addf(out, "%s %s, ", row->expires < today ? "ended" : "ends", report_day(day, row->expires, today));
		days_text(row->expires, today, out);
	}
	return row->expires;
}

static day_t when_runs(const struct row *row, day_t today, struct str *out)
{
	char day[DATE_TEXT];
	day_t starts = report_day_of(row->starts);
	bool to_come = starts != DAY_NONE && starts > today;

	if (to_come)
		str_addf(out, "from %s%s", report_day(day, starts, today), row->ends != DAY_NONE ? " " : "");
	else if (row->ends != DAY_NONE)
		str_add(out, row->ends < today ? "was live " : "live ");
	if (row->ends != DAY_NONE)
		str_addf(out, "to %s", report_day(day, row->ends, today));
	return to_come ? starts : row->ends;
}

static day_t when_on(const char *before, day_t on, day_t today, struct str *out)
{
	char day[DATE_TEXT];

	if (on != DAY_NONE)
		str_addf(out, "%s%s", before, on == today ? "today" : report_day(day, on, today));
	return on;
}

static day_t when_published(const struct report_entry *entry, day_t today, struct str *out)
{
	day_t published = record_day(&entry->record, FIELD_PUBLISHED);

	return published != DAY_NONE ? when_on("published ", published, today, out)
		: when_on("updated ", report_day_of(entry->row.updated), today, out);
}

static day_t when_meets(const struct row *row, day_t today, struct str *out)
{
	char time[DATE_TEXT];
	day_t on = when_on("", report_day_of(row->starts), today, out);

	if (on != DAY_NONE)
		str_addf(out, " at %s", instant_clock(time, row->starts));
	return on;
}

static day_t when_reviewed(const struct report_entry *entry, day_t today, struct str *out)
{
	struct review_clock clock = review_clock(&entry->record, today, out);

	if (out->length && strstr(entry->row.title, str_text(out))) /* "Three reviews, stage not stated" */
		str_reset(out);
	return clock.due;
}

day_t report_when(const struct report *report, enum report_list list, const struct report_entry *entry, struct str *out)
{
	const struct row *row = &entry->row;
	day_t today = report->moment.today;

	if (row->kind == KIND_MEASURE)
		return DAY_NONE;
	if (row->kind == KIND_MEETING && (list == REPORT_MEETINGS || row->due == DAY_NONE))
		return when_meets(row, today, out);
	if (row->kind == KIND_MILESTONE && list == REPORT_MILESTONES) {
		countdown_text(row->due, row->due_precision, today, out);
		return row->due;
	}
	if (row->kind == KIND_REVIEW)
		return when_reviewed(entry, today, out);
	if (row->kind == KIND_CAMPAIGN)
		return when_runs(row, today, out);
	if (row->kind == KIND_POWER)
		return when_ends(row, today, out);
	if (row->due != DAY_NONE)
		return when_due(row, today, out);
	if (row->kind == KIND_NOTICE)
		return when_published(entry, today, out);
	if (row->kind == KIND_INCIDENT)
		return when_on("", report_day_of(row->occurred), today, out);
	if (row->flags & 1U << FLAG_UNDATED)
		str_add(out, "no date");
	return DAY_NONE;
}

/* ---- what ---------------------------------------------------------------------------------------- */

static bool says_stage(const struct row *row, const char *when)
{
	struct str stage = { 0 };

	stage_text(row->stage, &stage);
	bool says = stage.length && strstr(when, str_text(&stage));
	str_free(&stage);
	return says;
}

/* A figure's period is said without its year, which is this one's unless said. */
static void add_year(const struct row *row, day_t today, struct str *out)
{
	day_t first, last;

	if (row->has_value && row->period && period_parse(row->period, &first, &last) && strlen(row->period) > 4 &&
		day_civil(last).year != day_civil(today).year)
		str_addf(out, "; in %d", day_civil(last).year);
}

bool report_rated(char rating)
{
	return rating && strchr("RAGB", rating);
}

void report_what(const struct report *report, enum report_list list, const struct row *row, const char *when,
	struct str *out)
{
	if (list == REPORT_MEETINGS || (row->kind == KIND_REVIEW && says_stage(row, when)))
		str_add(out, row->title);
	else if (row->kind == KIND_MEASURE && row->suppressed)
		str_addf(out, "%s: %s", row->title, row->withheld ? "hidden" : "fewer than five");
	else
		line_title(row, out);
	if (row->kind == KIND_MEASURE && !row->suppressed)
		add_year(row, report->moment.today, out);
}
