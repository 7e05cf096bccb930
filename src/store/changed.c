/* What has changed since the baseline, read once for all that is asked in one view of the data: the cells' counts, the
 * list and how many of the late are among them would each walk the same thousand records. See store_inside.h. Called by
 * ask.c and gather.c. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/rank_sql.h"

enum { CHANGED_MOST = 5000 };

/* Bits of the column standing (schema.c). */
enum { STANDS_OPEN = 1, STANDS_LATE = 3, STANDS_STATUTORY = 4, STANDS_CRITICAL = 8, STANDS_RED_WORSE = 16, STANDS_HIDDEN = 32 };

void changed_forget(struct store *store)
{
	struct changed_set *set = &store->changed;
	free(set->list);
	arena_free(&set->arena);
	*set = (struct changed_set){ 0 };
}

/* The columns as they are, all from the index: what is made of them is made here, with a tenth of the work. */
static void add_columns(struct query *query, const char *index)
{
	str_addf(&query->sql, "SELECT r.n,r.id,r.kind,r.hubs,r.areas,r.standing,r.due,r.soon_from,r.kind=1 AND r.n IN %s,r.born,r.told,"
		"%s FROM record r INDEXED BY %s", rank_repeat_members(query->moment.profile),
		strcmp(index, "record_told") == 0 ? "r.told_before,r.told_events" : "0,0", index);
	query_where(query, NULL, NULL);
}

static void add_told(struct query *query)
{
	add_columns(query, "record_told");
	query_add(query, " AND ");
	query_told(&query->sql, &query->moment);
}

/* Those that are late now without a word in the log. */
static void add_late(struct query *query)
{
	add_columns(query, "record_due");
	query_add(query, " AND r.told<=");
	query_since(&query->sql, &query->moment, "r.hubs");
	query_add(query, " AND ");
	query_newly_late(&query->sql, &query->moment);
	query_add(query, DATED);
}

/* Its events by comparing it with what it was: asked for the few of which the last event does not say it. */
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

/* query_events of the columns. */
static uint32_t events_of(struct store *store, const struct changed_one *one, const struct moment *moment, sqlite3_stmt *read)
{
	struct baseline since = moment_baseline(moment, one->hubs);
	int64_t before = sqlite3_column_int64(read, 11), last = sqlite3_column_int64(read, 12);
	bool told = sqlite3_column_int64(read, 10) > since.sequence;
	if (told && (before > since.sequence || last >= EVENTS_OPEN))
		return compared(store, moment, one->n);
	bool newly_late = one->late && !one->born && one->due >= baseline_day(&since);
	return (told ? (uint32_t)last : 0) | (newly_late ? 1u << CHANGE_NEWLY_LATE : 0);
}

/* Rule 19's class; row_rank says the same of a row. One that has changed is in the seventh at the least. */
static enum rank rank_of(const struct changed_one *one, const struct moment *moment, day_t soon_from, bool repeat)
{
	int red_worse = moment->profile == PROFILE_TEAM ? STANDS_RED_WORSE : STANDS_RED_WORSE | STANDS_HIDDEN;
	bool open = one->standing & STANDS_OPEN, dated = one->due < DAY_NONE;
	bool soon = open && dated && one->due >= moment->today && (soon_from <= moment->today || one->due == moment->today);
	if (one->late && one->standing & STANDS_STATUTORY)
		return RANK_STATUTORY_OVERDUE;
	if (one->standing & STANDS_CRITICAL)
		return RANK_CRITICAL;
	if (one->late)
		return RANK_OVERDUE;
	if ((one->standing & red_worse) == STANDS_RED_WORSE)
		return RANK_RED_WORSE;
	return repeat ? RANK_REPEAT : soon ? RANK_DUE_SOON : RANK_CHANGED;
}

static void take(struct store *store, const struct moment *moment, sqlite3_stmt *read)
{
	struct changed_set *set = &store->changed;
	if (set->count == set->room) {
		set->room = set->room ? 2 * set->room : 64;
		set->list = mem_grow(set->list, set->room, sizeof *set->list);
	}
	struct changed_one *one = &set->list[set->count++];
	*one = (struct changed_one){ .n = sqlite3_column_int64(read, 0), .id = arena_dup(&set->arena, db_text(read, 1)),
		.kind = (enum kind)sqlite3_column_int(read, 2), .hubs = (uint64_t)sqlite3_column_int64(read, 3),
		.areas = (uint64_t)sqlite3_column_int64(read, 4), .standing = sqlite3_column_int(read, 5),
		.due = sqlite3_column_int(read, 6) };
	one->late = (one->standing & STANDS_LATE) == STANDS_LATE && one->due < moment->today;
	one->born = sqlite3_column_int64(read, 9) > moment_baseline(moment, one->hubs).sequence;
	one->events = events_of(store, one, moment, read);
	one->rank = rank_of(one, moment, sqlite3_column_int(read, 7), sqlite3_column_int(read, 8));
}

static bool read_arm(struct store *store, const struct moment *moment, void (*add_arm)(struct query *query))
{
	struct query query;
	query_start(&query, moment, &store->places);
	add_arm(&query);
	str_addf(&query.sql, " LIMIT %d", CHANGED_MOST + 1);
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	query_free(&query);
	int code = SQLITE_ERROR;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		take(store, moment, read);
	sqlite3_finalize(read);
	return code == SQLITE_DONE;
}

const struct changed_set *changed_set(struct store *store, const struct moment *moment)
{
	struct changed_set *set = &store->changed;
	if (!store->reading || !store->db || !moment_has_baseline(moment))
		return NULL;
	if (set->view != store->views || !moment_same(&set->moment, moment)) {
		changed_forget(store);
		set->few = read_arm(store, moment, add_told) && read_arm(store, moment, add_late) && set->count <= CHANGED_MOST;
		if (!set->few && store_stopped(store))
			return NULL; /* not known yet */
		set->view = store->views;
		set->moment = *moment;
	}
	return set->few ? set : NULL;
}

int64_t changed_count(const struct changed_set *set, const struct moment *moment, enum flag flag)
{
	int64_t count = 0;
	for (size_t i = 0; i < set->count; i++) {
		const struct changed_one *one = &set->list[i];
		bool today = one->standing & STANDS_OPEN && one->due == moment->today;
		count += flag == FLAG_OVERDUE ? one->late : today;
	}
	return count;
}
