/* What has changed since the baseline (without one: in the last 24 hours), read once for all that is asked in one view of
 * the data: the cells' counts, the list and how many of the late are among them would each walk the same thousand records.
 * See store_inside.h. Called by ask.c and gather.c. */
#include <sqlite3.h>
#include <stdlib.h>

#include "hubbrief/rank_sql.h"

enum { CHANGED_MOST = 5000 };

void changed_forget(struct store *store)
{
	struct changed_set *set = &store->changed;
	free(set->list);
	arena_free(&set->arena);
	*set = (struct changed_set){ 0 };
}

/* ---- ways to them ------------------------------------------------------------------------------ */

/* Those with an event in the log. */
static void add_told(struct query *query)
{
	query_told(&query->sql, &query->moment);
}

/* Those that are late now without a word in the log. */
static void add_late(struct query *query)
{
	query_add(query, "r.told<=");
	query_since(&query->sql, &query->moment, "r.hubs");
	query_add(query, " AND ");
	query_newly_late(&query->sql, &query->moment);
	query_add(query, DATED);
}

/* Without a baseline: those updated lately. */
static void add_lately(struct query *query)
{
	query_flag(&query->sql, FLAG_CHANGED, &query->moment);
}

static const struct {
	bool baseline;
	const char *index, *columns; /* where told: born, told_before, told_events */
	void (*add)(struct query *query);
} ways[] = {
	[CHANGED_TOLD] = { true, "record_told", ",r.born,r.told_before,r.told_events", add_told },
	[CHANGED_LATE] = { true, "record_due", "", add_late },
	[CHANGED_LATELY] = { false, "record_updated", "", add_lately },
};

void changed_from(struct query *query, enum changed_way way)
{
	str_addf(&query->sql, " FROM record r INDEXED BY %s", ways[way].index);
	query_where(query, NULL, NULL);
	query_add(query, " AND ");
	ways[way].add(query);
}

/* ---- reading them ------------------------------------------------------------------------------ */

static struct changed_one *add_one(struct changed_set *set)
{
	if (set->count == set->room) {
		set->room = set->room ? 2 * set->room : 64;
		set->list = mem_grow(set->list, set->room, sizeof *set->list);
	}
	return &set->list[set->count++];
}

static void take(struct store *store, const struct moment *moment, enum changed_way way, sqlite3_stmt *read)
{
	struct standing standing = { .n = sqlite3_column_int64(read, 0), .kind = (enum kind)sqlite3_column_int(read, 2),
		.hubs = (uint64_t)sqlite3_column_int64(read, 3), .bits = sqlite3_column_int(read, 5), .due = sqlite3_column_int(read, 6),
		.soon_from = sqlite3_column_int(read, 7), .repeats = sqlite3_column_int(read, 8), .updated = moment->now,
		.flagged_from = DAY_NONE };
	if (way == CHANGED_TOLD) {
		standing.told = INT64_MAX;
		standing.born = sqlite3_column_int64(read, 9);
		standing.told_before = sqlite3_column_int64(read, 10);
		standing.told_events = sqlite3_column_int64(read, 11);
	}
	uint32_t flags = standing_flags(&standing, moment);
	*add_one(&store->changed) = (struct changed_one){ .n = standing.n, .kind = standing.kind, .hubs = standing.hubs,
		.id = arena_dup(&store->changed.arena, db_text(read, 1)), .areas = (uint64_t)sqlite3_column_int64(read, 4),
		.due = standing.due, .flags = flags, .events = standing_events(store, &standing, moment),
		.rank = standing_rank(&standing, flags, moment->profile) };
}

/* The columns as they are, all from the index: what is made of them is made in C, with a tenth of the work. What a way says
 * of all its records is not asked of each. */
static bool read_way(struct store *store, const struct moment *moment, enum changed_way way)
{
	struct query query;
	query_start(&query, moment, &store->places);
	str_addf(&query.sql, "SELECT r.n,r.id,r.kind,r.hubs,r.areas,r.standing,r.due,r.soon_from,iif(r.kind=1,r.n IN %s,0)%s",
		rank_repeat_members(moment->profile), ways[way].columns);
	changed_from(&query, way);
	str_addf(&query.sql, " LIMIT %d", CHANGED_MOST + 1);
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	query_free(&query);
	int code = SQLITE_ERROR;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		take(store, moment, way, read);
	sqlite3_finalize(read);
	return code == SQLITE_DONE;
}

static bool read_all(struct store *store, const struct moment *moment)
{
	bool fine = true, baseline = moment_has_baseline(moment);
	for (int way = 0; fine && way <= CHANGED_LATELY; way++)
		if (ways[way].baseline == baseline)
			fine = read_way(store, moment, (enum changed_way)way);
	return fine && store->changed.count <= CHANGED_MOST;
}

const struct changed_set *changed_set(struct store *store, const struct moment *moment)
{
	struct changed_set *set = &store->changed;
	if (!store->reading || !store->db)
		return NULL;
	if (set->view != store->views || !moment_same(&set->moment, moment)) {
		changed_forget(store);
		bool few = read_all(store, moment);
		if (!few)
			changed_forget(store);
		if (!few && store_stopped(store))
			return NULL; /* not known yet */
		set->few = few;
		set->view = store->views;
		set->moment = *moment;
	}
	return set->few ? set : NULL;
}

int64_t changed_count(const struct changed_set *set, enum flag flag)
{
	int64_t count = 0;
	for (size_t i = 0; i < set->count; i++)
		count += set->list[i].flags >> flag & 1;
	return count;
}
