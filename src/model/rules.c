/* The rules of domain.md §4 that are about days, rhythms and states: see rules.h. Pure: the day is always
 * an argument. Called when records are derived (feeder) and when a board or pack is made (dashboard). */
#include "hubbrief/rules.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DAY_SECONDS = 86400, HALF_DAY = 43200 };

static day_t earlier(day_t a, day_t b)
{
	return a < b ? a : b;
}

static day_t later(day_t a, day_t b)
{
	return a > b ? a : b;
}

/* The day after; "never" stays never. */
static day_t after(day_t day)
{
	return day == DAY_NONE ? DAY_NONE : day + 1;
}

/* ---- rules 1 to 3: late, soon, countdown ------------------------------------------------------------- */

int days_overdue(day_t due, day_t today)
{
	return due < today ? today - due : 0;
}

int days_left(day_t due, day_t today)
{
	return due == DAY_NONE ? INT_MAX : due - today;
}

struct milestone_days milestone_rating_days(day_t due, day_t worst_gate, day_t stale_day)
{
	enum { RED_WINDOW = 28, AMBER_WINDOW = 90 };
	if (due == DAY_NONE)
		return (struct milestone_days){ DAY_NONE, DAY_NONE };
	day_t gate_late = after(worst_gate);
	return (struct milestone_days){
		.amber_from = later(due - AMBER_WINDOW, earlier(gate_late, stale_day)),
		.red_from = earlier(due + 1, later(due - RED_WINDOW, gate_late)),
	};
}

/* ---- rule 10: stale and dead ------------------------------------------------------------------------- */

/* The first working moment at or after `at`: outside working days the start of the next one. */
static instant_t working_moment(instant_t at, const struct holidays *holidays)
{
	day_t day = instant_day(at);
	return day_is_business(day, holidays) ? at : day_start(day_add_business(day, 1, holidays));
}

static instant_t add_working_days(instant_t made, int64_t halves, const struct holidays *holidays)
{
	instant_t from = working_moment(made, holidays);
	day_t day = instant_day(from), then = day_add_business(day, (int)(halves / 2), holidays);
	instant_t at = day_start(then) + (from - day_start(day));
	if (halves % 2 == 0)
		return at;
	at += HALF_DAY;
	day_t end = instant_day(at);
	if (!day_is_business(end, holidays))
		at = day_start(day_add_business(end, 1, holidays)) + (at - day_start(end));
	return at;
}

static instant_t add_halves(instant_t made, struct cadence expect, int64_t factor, const struct holidays *holidays)
{
	int64_t halves = factor * expect.count;
	if (expect.count <= 0)
		return INT64_MAX;
	if (expect.unit == CADENCE_WORKING_DAYS)
		return add_working_days(made, halves, holidays);
	return made + (expect.unit == CADENCE_DAYS ? halves * HALF_DAY : halves / 2);
}

instant_t stale_after(instant_t made, struct cadence expect, const struct holidays *holidays)
{
	return add_halves(made, expect, 3, holidays);
}

instant_t dead_after(instant_t made, struct cadence expect, const struct holidays *holidays)
{
	return add_halves(made, expect, 6, holidays);
}

static struct cadence measure_cadence(const char *period)
{
	static const struct { const char *period; struct cadence expect; } table[] = {
		{ "day", { CADENCE_WORKING_DAYS, 1 } }, { "week", { CADENCE_DAYS, 7 } }, { "month", { CADENCE_DAYS, 45 } },
		{ "quarter", { CADENCE_DAYS, 120 } }, { "year", { CADENCE_DAYS, 400 } },
	};
	for (size_t i = 0; period && i < sizeof table / sizeof *table; i++)
		if (strcmp(period, table[i].period) == 0)
			return table[i].expect;
	return (struct cadence){ CADENCE_DAYS, 45 };
}

struct cadence cadence_default(enum kind kind, const char *period)
{
	static const struct cadence table[KIND_COUNT] = {
		[KIND_INCIDENT] = { CADENCE_WORKING_DAYS, 1 }, [KIND_NOTICE] = { CADENCE_WORKING_DAYS, 1 },
		[KIND_ACTION] = { CADENCE_DAYS, 14 }, [KIND_CASE] = { CADENCE_DAYS, 14 },
		[KIND_MILESTONE] = { CADENCE_DAYS, 28 }, [KIND_OBJECTIVE] = { CADENCE_DAYS, 45 },
		[KIND_POWER] = { CADENCE_DAYS, 45 }, [KIND_REVIEW] = { CADENCE_DAYS, 45 },
		[KIND_MEETING] = { CADENCE_DAYS, 45 }, [KIND_CAMPAIGN] = { CADENCE_DAYS, 45 },
		[KIND_BODY] = { CADENCE_DAYS, 400 }, [KIND_HOLIDAY] = { CADENCE_DAYS, 400 },
	};
	return kind == KIND_MEASURE || kind == KIND_NONE ? measure_cadence(period) : table[kind];
}

/* ---- rule 11: repeats -------------------------------------------------------------------------------- */

bool repeat_location_span(const day_t *days, size_t count, size_t index, day_t *from, day_t *to)
{
	enum { WINDOW = 28, THIRD = 2 };
	if (index >= count || index < THIRD)
		return false;
	*from = days[index];
	*to = days[index - THIRD] + WINDOW - 1; /* the last day on which the first of the three still counts */
	return *to >= *from;
}

bool repeat_victim(const day_t *days, size_t count, day_t today)
{
	int within = 0;
	for (size_t i = 0; i < count; i++)
		within += days[i] <= today && days[i] > today - 365;
	return within >= 2;
}

bool case_review_prompt(const day_t *occurred, const day_t *reported, size_t count, day_t today)
{
	day_t since = day_add_months(today, -6);
	int qualifying = 0;
	for (size_t i = 0; i < count; i++)
		qualifying += occurred[i] <= today && occurred[i] > since && reported[i] <= day_add_months(occurred[i], 1);
	return qualifying >= 3;
}

/* ---- rules 12 and 13: statutory clocks ---------------------------------------------------------------- */

day_t dhr_decision_due(day_t notified)
{
	return day_add_months(notified, 1);
}

day_t dhr_complete_due(day_t decided)
{
	return day_add_months(decided, 6);
}

day_t da_strategy_review_due(day_t first_published)
{
	return day_add_months(first_published, 36) - 1;
}

/* ---- rule 14: meetings -------------------------------------------------------------------------------- */

enum { PAPERS_BEFORE = 5, LAST = -1, MOST_WEEKS = 104 };

day_t papers_due(day_t meeting, const struct holidays *holidays)
{
	return day_add_business(meeting, -PAPERS_BEFORE, holidays);
}

struct recurrence {
	int weeks;        /* every so many weeks, else 0 */
	int nth, weekday; /* the nth (or LAST) weekday of each month, when nth is not 0 */
	const char *days; /* else a list of days, separated by spaces */
};

/* The word (or its first letters) at *text in `words`, which moves past it and one space; 0-based, −1 none. */
static int take_word(const char **text, const char *const *words, size_t count)
{
	size_t length = strcspn(*text, " ");
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i]) == length && strncasecmp(*text, words[i], length) == 0) {
			*text += length + ((*text)[length] == ' ');
			return (int)i;
		}
	return -1;
}

static bool parse_monthly(const char *text, struct recurrence *out)
{
	static const char *const nths[] = { "1st", "2nd", "3rd", "4th", "last" };
	static const char *const weekdays[] = {
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
	};
	int nth = take_word(&text, nths, 5);
	int weekday = take_word(&text, weekdays, 7);
	*out = (struct recurrence){ .nth = nth == 4 ? LAST : nth + 1, .weekday = weekday };
	return nth >= 0 && weekday >= 0 && !*text;
}

static bool parse_weeks(const char *text, struct recurrence *out)
{
	char *end;
	if (*text < '1' || *text > '9')
		return false;
	long weeks = strtol(text, &end, 10);
	*out = (struct recurrence){ .weeks = (int)weeks };
	return weeks <= MOST_WEEKS && strcmp(end, " weeks") == 0;
}

/* The next day of a list; the list ends at DAY_NONE with true, or a word that is no day gives false. */
static bool next_day(const char **text, day_t *day)
{
	char word[16];
	size_t length = strcspn(*text, " ");
	enum precision precision;
	*day = DAY_NONE;
	if (length == 0)
		return true;
	if (length >= sizeof word)
		return false;
	memcpy(word, *text, length);
	word[length] = '\0';
	*text += length + ((*text)[length] == ' ');
	return day_parse(word, day, &precision) && precision == PRECISION_DAY;
}

static bool parse_days(const char *text, struct recurrence *out)
{
	*out = (struct recurrence){ .days = text };
	bool any = false;
	for (;;) {
		day_t day;
		if (!next_day(&text, &day))
			return false;
		if (day == DAY_NONE)
			return any && !*text;
		any = true;
	}
}

static bool recurs_parse(const char *recurs, struct recurrence *out)
{
	static const char *const words[] = { "weekly", "every", "monthly", "dates" };
	const char *rest = recurs;
	switch (take_word(&rest, words, 4)) {
	case 0: *out = (struct recurrence){ .weeks = 1 }; return !*rest;
	case 1: return parse_weeks(rest, out);
	case 2: return parse_monthly(rest, out);
	case 3: return parse_days(rest, out);
	default: return false;
	}
}

bool recurs_valid(const char *recurs)
{
	struct recurrence recurrence;
	return recurs_parse(recurs, &recurrence);
}

static day_t nth_weekday(int year, int month, int nth, int weekday)
{
	day_t first = day_of(year, month, 1);
	if (nth == LAST) {
		day_t end = day_month_end(first);
		return end - (day_weekday(end) - weekday + 7) % 7;
	}
	return first + (weekday - day_weekday(first) + 7) % 7 + 7 * (nth - 1);
}

static day_t next_of_month(const struct recurrence *r, day_t since)
{
	struct civil c = day_civil(since);
	day_t day = nth_weekday(c.year, c.month, r->nth, r->weekday);
	if (day < since) {
		c = day_civil(day_month_end(since) + 1);
		day = nth_weekday(c.year, c.month, r->nth, r->weekday);
	}
	return day;
}

static day_t next_of_days(const char *text, day_t since)
{
	day_t next = DAY_NONE, day;
	while (next_day(&text, &day) && day != DAY_NONE)
		if (day >= since)
			next = earlier(next, day);
	return next;
}

static day_t next_occurrence(const char *recurs, day_t first, day_t today)
{
	struct recurrence r;
	if (!recurs || !*recurs)
		return first >= today ? first : DAY_NONE;
	if (!recurs_parse(recurs, &r))
		return DAY_NONE;
	day_t since = first == DAY_NONE ? today : later(first, today);
	if (r.days)
		return next_of_days(r.days, since);
	if (r.nth)
		return next_of_month(&r, since);
	if (first == DAY_NONE)
		return DAY_NONE;
	int step = 7 * r.weeks, past = since - first;
	return first + (past + step - 1) / step * step;
}

day_t meeting_next(const char *recurs, day_t first, day_t today, const struct holidays *holidays, bool *clash)
{
	day_t next = next_occurrence(recurs, first, today);
	if (clash)
		*clash = next != DAY_NONE && day_weekday(next) < 5 && !day_is_business(next, holidays);
	return next;
}

day_t hate_crime_week(int year)
{
	enum { OCTOBER = 10, SATURDAY = 5 };
	return nth_weekday(year, OCTOBER, 2, SATURDAY);
}

/* ---- rules 15 to 18 ----------------------------------------------------------------------------------- */

bool succession_flag(day_t to, const char *successor, day_t today)
{
	enum { NOTICE = 28 };
	return to < today + NOTICE && (!successor || !*successor);
}

int power_notice_days(const char *type)
{
	static const struct { const char *type; int days; } table[] = {
		{ "PSPO", 90 }, { "closure-notice", 1 }, { "dispersal", 1 }, { "CPN", 1 }, { "FPN", 1 },
	};
	for (size_t i = 0; type && i < sizeof table / sizeof *table; i++)
		if (strcasecmp(type, table[i].type) == 0)
			return table[i].days;
	return 14;
}

enum hub_state hub_state(const struct hub_facts *facts)
{
	if (!facts->ever)
		return HUB_NEVER;
	if (!facts->fresh)
		return HUB_NO_DATA;
	bool busy = facts->new_incidents || facts->late || facts->due_soon || facts->red || facts->tension_raised;
	return busy ? HUB_NORMAL : HUB_QUIET;
}

enum marking banner(const enum marking *markings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (markings[i] != MARKING_OFFICIAL)
			return MARKING_SENSITIVE;
	return MARKING_OFFICIAL;
}
