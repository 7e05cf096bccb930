/* state.db, the user's own work: see state.h. Owned by the dashboard and the commands; the feeder never opens it. */
#include "hubbrief/state.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "hubbrief/db.h"
#include "hubbrief/mem.h"

struct state { struct sqlite3 *db; };

struct state *state_open(const char *path, char **notice, struct error *error)
{
	struct sqlite3 *db = db_open(path, &state_schema, notice, error);
	if (!db)
		return NULL;
	struct state *state = mem_alloc(sizeof *state);
	state->db = db;
	return state;
}

void state_close(struct state *state)
{
	if (!state)
		return;
	db_close(state->db);
	free(state);
}

char *state_recall(struct state *state, const char *key)
{
	char *value = NULL;
	sqlite3_stmt *read = db_prepare(state->db, "SELECT value FROM memo WHERE key=?1", NULL);
	if (!read)
		return NULL;
	db_bind_text(read, 1, key);
	if (sqlite3_step(read) == SQLITE_ROW)
		value = db_text_owned(read, 0);
	sqlite3_finalize(read);
	return value;
}

bool state_remember(struct state *state, const char *key, const char *value, struct error *error)
{
	sqlite3_stmt *write = db_prepare(state->db, "INSERT OR REPLACE INTO memo(key,value) VALUES(?1,?2)", error);
	if (!write)
		return false;
	db_bind_text(write, 1, key);
	db_bind_text(write, 2, value);
	bool fine = db_done(write, error);
	sqlite3_finalize(write);
	return fine;
}
