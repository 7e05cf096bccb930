/* The calendar pane: the weeks ahead day by day: meetings with the day their papers are due (rule 14), what is
 * planned, powers that end (rule 16), campaigns; bank holidays, and what falls on one: flagged, never moved.
 * Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/panes.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 500, PLANNED = 100, WEEKS = 4, WEEK = 7, OCCURRENCES = 40, LEAD = 11 };

/* Where an entry stands: in the weeks shown, among what runs, after the weeks, or without a date. */
enum section { SECTION_DAY, SECTION_RUNNING, SECTION_LATER, SECTION_UNDATED };

struct entry {
	enum section section;
	day_t day;
	int order; /* within a day: minutes since midnight */
	int64_t n;
	const char *word, *text, *owner, *when, *why;
	enum role role;
};

struct calendar {
	const struct pane_env *env;
	struct arena *arena;
	struct entry *entries;
	size_t count, room;
	day_t today, end; /* the first day after the weeks shown */
	struct holidays holidays;
};

/* Where it is, unless its title says so or it is countywide: ", Selby". */
static const char *place_of(struct calendar *c, const struct row *row)
{
	struct str name = { 0 };
	char key[4];
	int hub, area;

	brief_row_cell(row, c->env->config, c->env->store, &hub, &area);
	line_place(row, c->env->config, c->env->store, key, &name);
	bool said = !row->hubs || (hub >= 0 && strcasestr(row->title, c->env->config->hubs[hub].name));
	const char *place = said ? "" : arena_printf(c->arena, ", %s", str_text(&name));
	str_free(&name);
	return place;
}

static struct entry *entry_add(struct calendar *c, day_t day, const struct row *row, enum role role, const char *word)
{
	if (c->count == c->room) {
		c->room = c->room ? c->room * 2 : 64;
		c->entries = mem_grow(c->entries, c->room, sizeof *c->entries);
	}
	struct entry *entry = &c->entries[c->count++];
	*entry = (struct entry){ .day = day, .n = row ? row->n : -1, .word = word, .role = role, .text = "", .when = "", .why = "",
		.section = day == DAY_NONE ? SECTION_UNDATED : day < c->end ? SECTION_DAY : SECTION_LATER };
	entry->owner = row ? arena_dup(c->arena, row->owner) : "";
	if (row)
		entry->text = arena_printf(c->arena, "%s%s%s", row->title, row->york ? " (+York)" : "", place_of(c, row));
	return entry;
}

/* ---- meetings ------------------------------------------------------------------------------------ */

static const char *meeting_text(struct calendar *c, const struct row *row, const struct meeting_ahead *ahead)
{
	const char *york = row->york ? " (+York)" : "", *clash = ahead->clash ? "; on a bank holiday, not moved" : "";
	const char *place = place_of(c, row);

	if (ahead->minute < 0)
		return arena_printf(c->arena, "%s%s%s%s", row->title, york, place, clash);
	return arena_printf(c->arena, "%02d:%02d %s%s%s%s", ahead->minute / 60, ahead->minute % 60, row->title, york, place, clash);
}

/* "every 4 weeks, then Wed 19 Apr; papers by Wed 15 Mar" */
static const char *meeting_why(struct calendar *c, const struct record *record, const struct meeting_ahead *ahead)
{
	const char *recurs = record_text(record, FIELD_RECURS), *chair = record_text(record, FIELD_CHAIR_OFFICE);
	struct str text = { 0 };
	char day[DATE_TEXT];

	str_addf(&text, "meeting %s", day_text(day, ahead->day));
	if (*recurs) {
		struct meeting_ahead then = meeting_ahead(record, ahead->day + 1, &c->holidays);
		str_addf(&text, ", %s", str_starts(recurs, "dates ") ? "on set dates" : recurs);
		str_addf(&text, "%s%s", then.day == DAY_NONE ? "" : ", then ", then.day == DAY_NONE ? "" : day_text(day, then.day));
	}
	if (ahead->papers != DAY_NONE)
		str_addf(&text, "; papers by %s", day_text(day, ahead->papers));
	str_addf(&text, "%s%s.", *chair ? "; chair: " : "", chair);
	const char *kept = arena_dup(c->arena, str_text(&text));
	str_free(&text);
	return kept;
}

static void add_papers(struct calendar *c, const struct row *row, const struct meeting_ahead *ahead, const char *why)
{
	char day[DATE_TEXT];

	if (ahead->papers == DAY_NONE || ahead->papers < c->today || ahead->papers >= c->end)
		return;
	struct entry *entry = entry_add(c, ahead->papers, row, ahead->papers == c->today ? ROLE_AMBER : ROLE_TEXT, "PAPERS");
	entry->text = arena_printf(c->arena, "Papers for %s, %s", row->title, day_text(day, ahead->day));
	entry->why = why;
}

static void add_meeting(struct calendar *c, const struct record *record, const struct row *row)
{
	struct meeting_ahead ahead = meeting_ahead(record, c->today, &c->holidays);

	if (ahead.day == DAY_NONE) {
		struct entry *entry = entry_add(c, DAY_NONE, row, ROLE_AMBER, "NO DATE");
		entry->why = "no next date is given: ask the secretariat.";
		return;
	}
	for (int i = 0; i < OCCURRENCES && ahead.day != DAY_NONE; i++) {
		if (ahead.day >= c->end && i > 0)
			return;
		struct entry *entry = entry_add(c, ahead.day, row, ahead.clash ? ROLE_AMBER : ROLE_TEXT, ahead.clash ? "CLASH" : "MEETING");
		entry->text = meeting_text(c, row, &ahead);
		entry->why = meeting_why(c, record, &ahead);
		entry->order = ahead.minute + 1;
		if (i == 0)
			add_papers(c, row, &ahead, entry->why);
		ahead = meeting_ahead(record, ahead.day + 1, &c->holidays);
	}
}

/* ---- what else is ahead -------------------------------------------------------------------------- */

static const char *why_of(struct calendar *c, const struct row *row)
{
	struct str text = { 0 };

	brief_why_row(row, &c->env->moment, c->env->config, &text);
	const char *kept = arena_dup(c->arena, str_text(&text));
	str_free(&text);
	return kept;
}

/* Rule 16 flags a power long before its last weeks: it then stands under LATER. */
static void add_power(struct calendar *c, const struct row *row)
{
	bool flagged = row->flags & 1U << FLAG_FLAGGED;

	if (row->expires == DAY_NONE || row->expires < c->today || (row->expires >= c->end && !flagged))
		return;
	struct entry *entry = entry_add(c, row->expires, row, flagged ? ROLE_AMBER : ROLE_TEXT, "ENDS");
	entry->why = why_of(c, row);
}

static void add_campaign(struct calendar *c, const struct record *record, const struct row *row)
{
	day_t starts = row->starts == INSTANT_NONE ? DAY_NONE : instant_day(row->starts);
	const char *theme = record_text(record, FIELD_THEME);
	char day[DATE_TEXT];

	if (row->ends != DAY_NONE && row->ends < c->today)
		return;
	bool runs = starts != DAY_NONE && starts <= c->today;
	struct entry *entry = entry_add(c, starts, row, ROLE_TEXT, runs ? "LIVE" : "CAMPAIGN");
	if (runs) {
		entry->section = SECTION_RUNNING;
		entry->day = row->ends;
	}
	entry->why = arena_printf(c->arena, "campaign%s%s%s%s.", *theme ? ", " : "", theme,
		row->ends == DAY_NONE ? "" : runs ? ", live to " : ", to ", row->ends == DAY_NONE ? "" : day_text(day, row->ends));
}

/* What is announced for a day to come: a gathering, a march. What happened this morning is not planned. */
static void add_incident(struct calendar *c, const struct row *row)
{
	if (row->occurred != INSTANT_NONE && row->occurred > c->env->moment.now)
		entry_add(c, instant_day(row->occurred), row, ROLE_TEXT, "PLANNED")->why = why_of(c, row);
}

static void add_holidays(struct calendar *c)
{
	for (size_t i = 0; i < c->holidays.count; i++) {
		day_t day = c->holidays.days[i];
		if (day < c->today || day >= c->end)
			continue;
		struct entry *entry = entry_add(c, day, NULL, ROLE_MUTED, "HOLIDAY");
		entry->text = "Bank holiday: no working day";
		entry->why = "a bank holiday of England and Wales; working days leave it out.";
	}
}

static void add_record(struct calendar *c, const struct record *record, const struct row *row)
{
	if (record->kind == KIND_MEETING)
		add_meeting(c, record, row);
	else if (record->kind == KIND_POWER)
		add_power(c, row);
	else if (record->kind == KIND_CAMPAIGN)
		add_campaign(c, record, row);
	else if (record->kind == KIND_INCIDENT)
		add_incident(c, row);
}

/* ---- lines --------------------------------------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->section != y->section)
		return (int)x->section - (int)y->section;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->order != y->order)
		return x->order - y->order;
	return x->n < y->n ? -1 : x->n > y->n;
}

static day_t monday_of(day_t day)
{
	return day - day_weekday(day);
}

static void add_heading(struct roll *roll, const struct calendar *c, const struct entry *entry)
{
	static const char *const names[] = {
		[SECTION_DAY] = "", [SECTION_RUNNING] = "Live now, until", [SECTION_LATER] = "Later", [SECTION_UNDATED] = "Without a date",
	};
	int week = (monday_of(entry->day) - monday_of(c->today)) / WEEK;
	char day[DATE_TEXT];

	if (entry->section != SECTION_DAY)
		roll_heading(roll, names[entry->section]);
	else if (week < 2)
		roll_heading(roll, week ? "Next week" : "This week");
	else
		roll_heading(roll, arena_printf(&roll->arena, "Week of %s", day_text(day, monday_of(entry->day))));
}

static const char *when_of(struct roll *roll, const struct calendar *c, const struct entry *entry)
{
	struct str text = { 0 };

	if (entry->day == c->today)
		str_add(&text, "today");
	else if (entry->day != DAY_NONE)
		plural(entry->day - c->today, "day", "days", &text);
	const char *kept = roll_keep(roll, &text);
	str_free(&text);
	return kept;
}

static void add_line(struct roll *roll, const struct calendar *c, const struct entry *entry)
{
	struct roll_line *line = roll_add(roll, entry->n, entry->role, entry->word, entry->text);
	char day[DATE_TEXT];

	line->lead = entry->day == DAY_NONE ? "" : arena_dup(&roll->arena, day_text(day, entry->day));
	line->owner = arena_dup(&roll->arena, entry->owner);
	line->why = arena_dup(&roll->arena, entry->why);
	line->when = when_of(roll, c, entry);
	line->when_role = entry->role == ROLE_MUTED ? ROLE_TEXT : entry->role;
}

static bool same_heading(const struct entry *a, const struct entry *b)
{
	return a->section == b->section && (a->section != SECTION_DAY || monday_of(a->day) == monday_of(b->day));
}

static void make_lines(struct roll *roll, struct calendar *c)
{
	if (c->count)
		qsort(c->entries, c->count, sizeof *c->entries, by_day);
	roll_clear(roll);
	roll->lead = LEAD;
	for (size_t i = 0; i < c->count; i++) {
		if (!i || !same_heading(&c->entries[i - 1], &c->entries[i]))
			add_heading(roll, c, &c->entries[i]);
		add_line(roll, c, &c->entries[i]);
	}
}

static bool calendar_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct arena arena = { 0 };
	struct calendar c = { .env = env, .arena = &arena, .today = env->moment.today, .holidays = store_holidays(env->store) };
	struct gathered list = { 0 };
	bool fine = brief_gather(env->store, &env->moment, "kind:meeting,campaign,power open", pane->filter, "id", MOST, &list, error)
		&& brief_gather(env->store, &env->moment, "kind:incident occurred>=today", pane->filter, "-occurred", PLANNED,
			&list, error); /* the furthest first: what is planned comes before all that happened today */

	c.end = monday_of(c.today) + WEEKS * WEEK;
	if (fine) {
		for (size_t i = 0; i < list.count; i++)
			add_record(&c, list.records[i], list.rows[i]);
		add_holidays(&c);
		make_lines(pane->state, &c);
		roll_settle(pane->state, pane);
	}
	free(c.entries);
	gathered_free(&list);
	arena_free(&arena);
	return fine;
}

static void calendar_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	char title[64], day[DATE_TEXT];

	snprintf(title, sizeof title, "FOUR WEEKS FROM %s", day_text(day, monday_of(env->moment.today)));
	for (char *c = title; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	roll_pane_draw(pane, env, grid, focused, title, "nothing is planned");
}

const struct pane_ops pane_calendar = {
	.name = "calendar", .help = "the weeks ahead: meetings and papers, what is planned, powers that end, campaigns",
	.focusable = true, .filters = true, .open = roll_pane_open, .close = roll_pane_close, .load = calendar_load,
	.want_rows = roll_pane_want_rows, .draw = calendar_draw, .act = roll_pane_act, .target = roll_pane_target,
	.why = roll_pane_why, .find = roll_pane_find,
};
