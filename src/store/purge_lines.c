/* The audit lines of retention, of both databases: see purge.h. Written by the two purges (keeper_purge.c in the feeder,
 * state_purge.c in the dashboard and the commands), read by the sources view and `check`. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/purge_inside.h"
#include "hubbrief/state_inside.h"
#include "hubbrief/store_inside.h"

bool purge_write(struct sqlite3 *db, const struct purge_line *line, int64_t sequence, struct error *error)
{
	sqlite3_stmt *write = db_prepare(db, "INSERT INTO purge(at,what,rule,count,seq) VALUES(?1,?2,?3,?4,?5) ON CONFLICT DO"
		" UPDATE SET count=count+excluded.count, seq=excluded.seq", error);
	if (!write)
		return false;
	sqlite3_bind_int64(write, 1, line->at);
	db_bind_text(write, 2, line->what);
	db_bind_text(write, 3, line->rule);
	sqlite3_bind_int64(write, 4, line->count);
	sqlite3_bind_int64(write, 5, sequence);
	bool fine = db_done(write, error);
	sqlite3_finalize(write);
	return fine;
}

bool purge_since(struct sqlite3 *db, instant_t at)
{
	sqlite3_stmt *read = db_prepare(db, "SELECT 1 FROM purge WHERE at>=?1 LIMIT 1", NULL);
	if (read)
		sqlite3_bind_int64(read, 1, at);
	bool none = read && sqlite3_step(read) == SQLITE_DONE;
	sqlite3_finalize(read);
	return !none;
}

/* Those of that time, both ends of it too, newest first. */
static size_t purge_read(struct sqlite3 *db, instant_t since, instant_t until, struct purge_line *lines, size_t most)
{
	size_t count = 0;
	sqlite3_stmt *read = db ? db_prepare(db, "SELECT at, what, rule, count FROM purge WHERE at BETWEEN ?1 AND ?2"
		" ORDER BY at DESC, what, rule", NULL) : NULL;
	if (!read)
		return 0;
	sqlite3_bind_int64(read, 1, since);
	sqlite3_bind_int64(read, 2, until);
	while (count < most && sqlite3_step(read) == SQLITE_ROW) {
		struct purge_line *line = &lines[count++];
		line->at = sqlite3_column_int64(read, 0);
		snprintf(line->what, sizeof line->what, "%s", db_text(read, 1));
		snprintf(line->rule, sizeof line->rule, "%s", db_text(read, 2));
		line->count = sqlite3_column_int64(read, 3);
	}
	sqlite3_finalize(read);
	return count;
}

size_t store_purges(struct store *store, instant_t until, struct purge_line *lines, size_t most)
{
	return purge_read(store->db, INSTANT_NONE, until, lines, most);
}

size_t keeper_purges(struct keeper *keeper, instant_t since, struct purge_line *lines, size_t most)
{
	return purge_read(keeper->db, since, INT64_MAX, lines, most);
}

size_t state_purges(struct state *state, struct purge_line *lines, size_t most)
{
	return purge_read(state->db, INSTANT_NONE, INT64_MAX, lines, most);
}

bool store_log_limit(struct store *store, int64_t *sequence, instant_t *at)
{
	sqlite3_stmt *read = store->db ? db_prepare(store->db, "SELECT at FROM log WHERE seq>(" PURGE_LOG_FROM ")"
		" ORDER BY seq LIMIT 1", NULL) : NULL;
	*sequence = store->db ? db_number(store->db, PURGE_LOG_FROM, 0) : 0;
	*at = read && sqlite3_step(read) == SQLITE_ROW ? sqlite3_column_int64(read, 0) : INSTANT_NONE;
	sqlite3_finalize(read);
	return *sequence > 0;
}

static const char *many(const char *what)
{
	static const char *const others[][2] = { { PURGE_LOG_ENTRY, "log entries" }, { "briefing", "briefings" },
		{ "decision", "decisions" }, { "room action", "room actions" }, { "seen mark", "seen marks" } };
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (strcmp(kind_table[kind].singular, what) == 0)
			return kind_table[kind].plural;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(others[i][0], what) == 0)
			return others[i][1];
	return what;
}

void purge_say(const struct purge_line *line, struct str *out)
{
	str_addf(out, "%lld %s %s", (long long)line->count, line->count == 1 ? line->what : many(line->what), line->rule);
}
