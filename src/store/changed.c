/* What has changed since the baseline, read once for all that is asked in one view of the data: the cells' counts, the
 * list and how many of the late are among them would each walk the same thousand records. See store_inside.h. Called by
 * ask.c and gather.c. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/rank_sql.h"

enum { CHANGED_MOST = 5000 };

void changed_forget(struct store *store)
{
	struct changed_set *set = &store->changed;
	for (size_t i = 0; i < set->count; i++)
		free(set->list[i].id);
	free(set->list);
	*set = (struct changed_set){ 0 };
}

/* Rule 19's class of a record that has changed: it is in the seventh at the least. */
static void add_rank(struct query *query)
{
	query_add(query, "SELECT CASE WHEN " IS_LATE " AND (r.standing&4)=4 THEN 0 WHEN " IS_CRITICAL " THEN 1"
		" WHEN " IS_LATE " THEN 2");
	str_addf(&query->sql, " WHEN %s THEN 3 WHEN r.kind=1 AND ", rank_red_worse(query->moment.profile));
	query_flag(&query->sql, FLAG_REPEAT, &query->moment);
	query_add(query, " THEN 4 WHEN " IS_SOON " THEN 5 ELSE 6 END,r.due,r.kind,r.id,r.n,r.hubs,r.areas,r.standing,");
	query_events(&query->sql, &query->moment);
	query_add(query, " FROM record r INDEXED BY ");
}

static void add_told(struct query *query)
{
	query_add(query, "record_told");
	query_where(query, NULL, NULL);
	query_add(query, " AND ");
	query_told(&query->sql, &query->moment);
}

/* Those that are late now without a word in the log. */
static void add_late(struct query *query)
{
	query_add(query, "record_due");
	query_where(query, NULL, NULL);
	query_add(query, " AND r.told<=");
	query_since(&query->sql, &query->moment, "r.hubs");
	query_add(query, " AND ");
	query_newly_late(&query->sql, &query->moment);
	query_add(query, DATED);
}

static void take(struct changed_set *set, sqlite3_stmt *read)
{
	if (set->count == set->room) {
		set->room = set->room ? 2 * set->room : 64;
		set->list = mem_grow(set->list, set->room, sizeof *set->list);
	}
	set->list[set->count++] = (struct changed_one){ .rank = (enum rank)sqlite3_column_int(read, 0),
		.due = sqlite3_column_int(read, 1), .kind = (enum kind)sqlite3_column_int(read, 2), .id = db_text_owned(read, 3),
		.n = sqlite3_column_int64(read, 4), .hubs = (uint64_t)sqlite3_column_int64(read, 5),
		.areas = (uint64_t)sqlite3_column_int64(read, 6), .standing = sqlite3_column_int(read, 7),
		.events = (uint32_t)sqlite3_column_int64(read, 8) };
}

static bool read_arm(struct store *store, const struct moment *moment, void (*add_arm)(struct query *query))
{
	struct query query;
	query_start(&query, moment, &store->places);
	add_rank(&query);
	add_arm(&query);
	str_addf(&query.sql, " LIMIT %d", CHANGED_MOST + 1);
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	query_free(&query);
	int code = SQLITE_ERROR;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		take(&store->changed, read);
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
		bool late = (one->standing & 3) == 3 && one->due < moment->today && one->due < DAY_NONE;
		bool today = one->standing & 1 && one->due == moment->today && one->due < DAY_NONE;
		count += flag == FLAG_OVERDUE ? late : today;
	}
	return count;
}
