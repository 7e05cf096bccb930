/* The words of one list line: what it is (NOW LATE, NEW), where, what, and when (screens.md, first two
 * frames). Pure but for the store's names of hubs and areas. Dashboard and commands. */
#include "hubbrief/changes.h"

#include <stdio.h>
#include <string.h>

static bool has(const struct row *row, enum flag flag)
{
	return row->flags & 1U << flag;
}

const char *line_word(const struct row *row, const struct moment *moment)
{
	bool events = moment_has_baseline(moment) && row->events; /* rule 9: without a baseline nothing is marked new */

	if (has(row, FLAG_OVERDUE))
		return events && row->events & (1U << CHANGE_NEWLY_LATE | 1U << CHANGE_NEW) ? "NOW LATE" : "LATE";
	if (has(row, FLAG_REPEAT))
		return "REPEAT";
	if (events)
		return change_word(change_first(row->events));
	if (has(row, FLAG_DUE_TODAY))
		return "TODAY";
	if (has(row, FLAG_UNDATED))
		return "NO DATE";
	if (has(row, FLAG_QUARANTINED))
		return "CHECK";
	return has(row, FLAG_STALE) ? "OLD" : "";
}

/* ---- when --------------------------------------------------------------------------------------- */

static const char *some_day(char *buffer, day_t day, bool wide)
{
	return wide ? day_text(buffer, day) : day_short(buffer, day);
}

static void when_late(const struct row *row, const struct moment *moment, bool wide, struct str *out)
{
	char day[DATE_TEXT];

	if (wide)
		str_addf(out, "due %s ", day_short(day, row->due));
	plural(days_overdue(row->due, moment->today), "day", "days", out);
}

static void when_due(const struct row *row, const struct moment *moment, bool wide, struct str *out)
{
	char day[DATE_TEXT];
	int left = days_left(row->due, moment->today);

	if (row->kind == KIND_CASE)
		str_addf(out, "review %s", day_short(day, row->due));
	else if (row->kind == KIND_MILESTONE && left >= 0)
		plural(left, "day left", "days left", out);
	else if (row->due_precision != PRECISION_DAY)
		str_add(out, day_due(day, row->due, row->due_precision));
	else
		str_addf(out, "due %s", some_day(day, row->due, wide));
}

static void when_ends(const struct row *row, const struct moment *moment, struct str *out)
{
	int left = days_left(row->expires, moment->today);
	char day[DATE_TEXT];

	if (left < 0)
		str_addf(out, "ended %s", day_short(day, row->expires));
	else if (left == 0)
		str_add(out, "ends today");
	else {
		str_add(out, "ends in ");
		plural(left, "day", "days", out);
	}
}

static void when_campaign(const struct row *row, const struct moment *moment, struct str *out)
{
	char day[DATE_TEXT];
	day_t starts = row->starts == INSTANT_NONE ? DAY_NONE : instant_day(row->starts);

	if (starts != DAY_NONE && starts > moment->today)
		str_addf(out, "from %s", day_short(day, starts));
	else if (row->ends != DAY_NONE)
		str_addf(out, "%s to %s", row->ends < moment->today ? "was" : "live", day_short(day, row->ends));
}

/* What has a day of its own: an incident occurred, a meeting starts, a notice came. */
static void when_happens(const struct row *row, const struct moment *moment, bool wide, struct str *out)
{
	char day[DATE_TEXT];
	instant_t at = row->kind == KIND_MEETING ? row->starts : row->kind == KIND_INCIDENT ? row->occurred : INSTANT_NONE;
	day_t on = at != INSTANT_NONE ? instant_day(at) : row->opened != DAY_NONE ? row->opened
		: row->updated != INSTANT_NONE ? instant_day(row->updated) : DAY_NONE;

	if (on == DAY_NONE)
		return;
	bool ahead = on > moment->today;
	if (on == moment->today)
		str_add(out, "today");
	else
		str_add(out, some_day(day, on, wide && (ahead || row->kind == KIND_MEETING)));
}

void line_when(const struct row *row, const struct moment *moment, bool wide, struct str *out)
{
	if (has(row, FLAG_OVERDUE))
		when_late(row, moment, wide, out);
	else if (has(row, FLAG_DUE_TODAY))
		str_add(out, !wide ? "today" : row->kind == KIND_CASE ? "review today" : "due today");
	else if (row->kind == KIND_CAMPAIGN)
		when_campaign(row, moment, out);
	else if (row->kind == KIND_POWER && row->expires != DAY_NONE)
		when_ends(row, moment, out);
	else if (row->kind == KIND_OBJECTIVE && row->progress >= 0)
		str_addf(out, "%d %%", row->progress);
	else if (row->kind != KIND_MEETING && row->due != DAY_NONE)
		when_due(row, moment, wide, out);
	else if (row->kind == KIND_INCIDENT || row->kind == KIND_MEETING || row->kind == KIND_NOTICE)
		when_happens(row, moment, wide, out);
	else if (has(row, FLAG_UNDATED))
		str_add(out, "no date");
}

/* ---- where -------------------------------------------------------------------------------------- */

void brief_row_cell(const struct row *row, const struct config *config, struct store *store, int *hub, int *area)
{
	*hub = *area = -1;
	for (size_t i = config->hub_count; i-- > 0;) {
		int bit = store_hub_bit(store, config->hubs[i].id);
		if (bit >= 0 && row->hubs >> bit & 1)
			*hub = (int)i;
	}
	for (size_t i = config->area_count; i-- > 0;) {
		int bit = store_area_bit(store, config->areas[i].id);
		if (bit >= 0 && row->areas >> bit & 1)
			*area = (int)i;
	}
}

void line_place(const struct row *row, const struct config *config, struct store *store, char key[4], struct str *name)
{
	int hub, area, others = -1;

	brief_row_cell(row, config, store, &hub, &area);
	for (uint64_t rest = row->hubs; rest; rest &= rest - 1)
		others++;
	char hub_key = hub >= 0 ? config->hubs[hub].key : row->hubs ? '-' : '0';
	char area_key = others > 0 ? '+' : area >= 0 ? config->areas[area].key : ' ';
	snprintf(key, 4, "%c%c", hub_key ? hub_key : ' ', area_key ? area_key : ' ');
	if (!row->hubs)
		str_add(name, row->york ? "County+York" : "Countywide");
	else if (hub < 0)
		str_add(name, store_hub_id(store, __builtin_ctzll(row->hubs)));
	else
		str_add(name, config->hubs[hub].name);
	if (others > 0)
		str_addf(name, " +%d", others);
}

/* ---- what --------------------------------------------------------------------------------------- */

/* "quarter to Feb" of three months, "three weeks to week 7", "Feb" of one. */
static void measure_period(const struct row *row, struct str *out)
{
	if (!row->period || !*row->period)
		return;
	bool week = strstr(row->period, "-W"), month = strlen(row->period) == 7 && !strstr(row->period, "-Q");
	str_add(out, ", ");
	if (row->run == 3)
		str_add(out, week ? "three weeks to " : month ? "quarter to " : "three to ");
	period_text(row->period, out);
}

const char *suppressed_word(bool withheld)
{
	return withheld ? "hidden" : "<5";
}

void line_measure(const struct row *row, struct str *out)
{
	str_add(out, row->title);
	measure_period(row, out);
	str_add(out, ": ");
	if (row->suppressed || !row->has_value) {
		str_add(out, row->suppressed ? suppressed_word(row->withheld) : "unknown");
		return;
	}
	number_text(row->total, out);
	if (row->has_change) {
		str_add(out, ", ");
		change_text(row->change, row->judgement, row->year_ago ? " on last year" : "", out);
	}
}

/* Stages of a review and of a case in words. Words not in the table are shown with blanks for hyphens. */
static const struct { const char *stage, *words; } stage_words[] = {
	{ "HO-QA", "with the Home Office QA Panel" }, { "HO-notified", "Home Office notified" },
	{ "IMRs", "management reviews under way" }, { "CSP-signoff", "for the partnership's sign-off" },
	{ "panel-underway", "panel under way" },
};

void stage_text(const char *stage, struct str *out)
{
	for (size_t i = 0; i < sizeof stage_words / sizeof *stage_words; i++)
		if (strcasecmp(stage_words[i].stage, stage) == 0) {
			str_add(out, stage_words[i].words);
			return;
		}
	plain_word(stage, out);
}

void line_title(const struct row *row, struct str *out)
{
	if (row->kind == KIND_MEASURE) {
		line_measure(row, out);
		return;
	}
	if (row->kind == KIND_MEETING && (has(row, FLAG_DUE_TODAY) || has(row, FLAG_DUE_SOON)))
		str_add(out, "Papers for "); /* what is due of a meeting */
	str_add(out, row->title);
	if (row->kind == KIND_REVIEW && *row->stage && !row->share_safe) {
		struct str stage = { 0 };
		stage_text(row->stage, &stage);
		if (!strcasestr(row->title, str_text(&stage)))
			str_addf(out, ": %s", str_text(&stage));
		str_free(&stage);
	}
	if (row->kind == KIND_ACTION && row->slips > 2)
		str_addf(out, "; date moved %d times", row->slips);
	else if (row->kind == KIND_ACTION && row->slips > 0)
		str_add(out, row->slips == 2 ? "; date moved twice" : "; date moved once");
	if (row->kind == KIND_BODY && has(row, FLAG_FLAGGED))
		str_add(out, "; no successor named");
}
