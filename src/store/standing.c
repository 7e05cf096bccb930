/* How a record stands at a moment, from its columns: its flags, its events since the baseline and its class of rule 19. To
 * find records by them, query.c, order.c and gather.c (add_rank) say the same as conditions; tests/unit/test_flags.c and
 * test_baselines.c hold them together. Called by row.c for each line and by changed.c, in the dashboard and the commands. */
#include "hubbrief/store_inside.h"

/* Bits of the column standing (schema.c). */
enum { STANDS_OPEN = 1, STANDS_CAN_LATE = 2, STANDS_STATUTORY = 4, STANDS_CRITICAL = 8, STANDS_RED_WORSE = 16,
	STANDS_HIDDEN = 32 };

static bool is_open(const struct standing *record)
{
	return record->bits & STANDS_OPEN;
}

static bool is_late(const struct standing *record, const struct moment *moment)
{
	return is_open(record) && record->bits & STANDS_CAN_LATE && record->due < moment->today;
}

/* ---- since the baseline ------------------------------------------------------------------------ */

/* Number `number` of the log came after it; nothing does where there is none. */
static bool is_after(int64_t number, const struct baseline *since)
{
	return since->sequence >= 0 && number > since->sequence;
}

static bool is_newly_late(const struct standing *record, const struct moment *moment, const struct baseline *since)
{
	return is_late(record, moment) && record->due >= baseline_day(since);
}

static uint32_t since_flags(const struct standing *record, const struct moment *moment)
{
	struct baseline since = moment_baseline(moment, record->hubs);
	bool lately = record->updated >= moment->since_at && record->updated <= moment->now;
	if (!moment_has_baseline(moment))
		return lately ? 1u << FLAG_CHANGED : 0;
	bool changed = is_after(record->told, &since) || is_newly_late(record, moment, &since);
	return (uint32_t)is_after(record->born, &since) << FLAG_NEW | (uint32_t)changed << FLAG_CHANGED |
		(uint32_t)is_after(record->reopened, &since) << FLAG_REOPENED;
}

/* By comparing it with what it was: asked for the few of which the last event does not say it. */
static uint32_t compared(struct store *store, const struct moment *moment, int64_t n)
{
	struct query query;
	query_start(&query, moment, &store->places);
	query_add(&query, "SELECT ");
	query_events(&query.sql, moment);
	query_add(&query, " FROM record r WHERE r.n=");
	query_integer(&query, n);
	int64_t events = query_number(store, &query);
	query_free(&query);
	return events > 0 ? (uint32_t)events : 0;
}

uint32_t standing_events(struct store *store, const struct standing *record, const struct moment *moment)
{
	struct baseline since = moment_baseline(moment, record->hubs);
	bool told = is_after(record->told, &since);
	if (told && (record->told_before > since.sequence || record->told_events >= EVENTS_OPEN))
		return compared(store, moment, record->n);
	bool newly_late = !is_after(record->born, &since) && is_newly_late(record, moment, &since);
	return (told ? (uint32_t)record->told_events : 0) | (uint32_t)newly_late << CHANGE_NEWLY_LATE;
}

/* ---- flags ------------------------------------------------------------------------------------- */

static uint32_t due_flags(const struct standing *record, const struct moment *moment)
{
	day_t today = moment->today;
	if (!is_open(record) || record->due == DAY_NONE)
		return 0;
	bool soon = record->soon_from <= today && today <= record->due;
	return (uint32_t)is_late(record, moment) << FLAG_OVERDUE | (uint32_t)(record->due == today) << FLAG_DUE_TODAY |
		(uint32_t)soon << FLAG_DUE_SOON;
}

uint32_t standing_flags(const struct standing *record, const struct moment *moment)
{
	const bool flags[FLAG_COUNT] = {
		[FLAG_OPEN] = is_open(record), [FLAG_CLOSED] = record->ended, [FLAG_SLIPPED] = record->slips > 0,
		[FLAG_WORSE] = record->judgement == JUDGE_WORSE, [FLAG_BETTER] = record->judgement == JUDGE_BETTER,
		[FLAG_STALE] = record->stale, [FLAG_REPEAT] = record->repeats,
		[FLAG_UNDATED] = record->kind == KIND_ACTION && is_open(record) && record->due == DAY_NONE,
		[FLAG_STATUTORY] = record->bits & STANDS_STATUTORY,
		[FLAG_FLAGGED] = is_open(record) && record->flagged_from <= moment->today,
		[FLAG_QUARANTINED] = record->quarantined,
	};
	uint32_t out = due_flags(record, moment) | since_flags(record, moment);
	for (int flag = 0; flag < FLAG_COUNT; flag++)
		out |= (uint32_t)flags[flag] << flag;
	return out;
}

enum rank standing_rank(const struct standing *record, uint32_t flags, enum profile profile)
{
	int red_worse = profile == PROFILE_TEAM ? STANDS_RED_WORSE : STANDS_RED_WORSE | STANDS_HIDDEN;
	if (flags >> FLAG_OVERDUE & flags >> FLAG_STATUTORY & 1)
		return RANK_STATUTORY_OVERDUE;
	if (record->bits & STANDS_CRITICAL)
		return RANK_CRITICAL;
	if (flags >> FLAG_OVERDUE & 1)
		return RANK_OVERDUE;
	if ((record->bits & red_worse) == STANDS_RED_WORSE)
		return RANK_RED_WORSE;
	if (flags >> FLAG_REPEAT & 1)
		return RANK_REPEAT;
	if ((flags >> FLAG_DUE_SOON | flags >> FLAG_DUE_TODAY) & 1)
		return RANK_DUE_SOON;
	if (flags >> FLAG_CHANGED & 1)
		return RANK_CHANGED;
	return flags >> FLAG_STALE & 1 ? RANK_STALE : RANK_REST;
}
