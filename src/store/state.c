/* state.db, the user's own work: opening it, what is remembered between sessions, what was seen. See state.h;
 * briefings are state_briefing.c, decisions and room actions state_decision.c. Owned by the dashboard and the
 * commands; the feeder only reads its room actions. */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <string.h>

#include "hubbrief/mem.h"
#include "hubbrief/state_inside.h"

struct state *state_open(const char *path, char **notice, struct error *error)
{
	struct sqlite3 *db = db_open(path, &state_schema, notice, error);
	if (!db)
		return NULL;
	struct state *state = mem_alloc(sizeof *state);
	state->db = db;
	return state;
}

struct state *state_open_reader(const char *path, struct error *error)
{
	bool missing = false;
	error->text[0] = '\0';
	struct sqlite3 *db = db_open_reader(path, &state_schema, &missing, error);
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

void state_beside(struct state *state, struct store *store)
{
	state->beside = store;
}

char *state_folder(struct state *state)
{
	const char *path = sqlite3_db_filename(state->db, "main"), *slash = strrchr(path, '/');
	return slash ? mem_dupn(path, (size_t)(slash - path)) : mem_dup(".");
}

bool state_write(struct state *state, struct error *error, const char *sql, const char *types, ...)
{
	sqlite3_stmt *write = db_prepare(state->db, sql, error);
	if (!write)
		return false;
	va_list values;
	va_start(values, types);
	for (int at = 0; types[at]; at++)
		if (types[at] == 'i')
			sqlite3_bind_int64(write, at + 1, va_arg(values, int64_t));
		else {
			const char *text = va_arg(values, const char *);
			db_bind_text(write, at + 1, text || types[at] == 'n' ? text : "");
		}
	va_end(values);
	bool fine = db_done(write, error);
	sqlite3_finalize(write);
	return fine;
}

/* ---- what is remembered ------------------------------------------------------------------------ */

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
	return state_write(state, error, "INSERT OR REPLACE INTO memo(key,value) VALUES(?1,?2)", "tt", key, value);
}

/* ---- what was seen ----------------------------------------------------------------------------- */

bool state_see(struct state *state, const char *source, const char *id, int64_t sequence, struct error *error)
{
	return state_write(state, error, "INSERT OR REPLACE INTO seen(source,id,sequence) VALUES(?1,?2,?3)", "tti", source, id,
		sequence);
}

bool state_unsee(struct state *state, const char *source, const char *id, struct error *error)
{
	return state_write(state, error, "DELETE FROM seen WHERE source=?1 AND id=?2", "tt", source, id);
}

int64_t state_seen(struct state *state, const char *source, const char *id)
{
	int64_t sequence = -1;
	sqlite3_stmt *read = db_prepare(state->db, "SELECT sequence FROM seen WHERE source=?1 AND id=?2", NULL);
	if (!read)
		return -1;
	db_bind_text(read, 1, source);
	db_bind_text(read, 2, id);
	if (sqlite3_step(read) == SQLITE_ROW)
		sequence = sqlite3_column_int64(read, 0);
	sqlite3_finalize(read);
	return sequence;
}

bool state_seen_since(struct state *state, int64_t since, struct seen_list *out)
{
	size_t room = 0;
	*out = (struct seen_list){ 0 };
	sqlite3_stmt *read = db_prepare(state->db, "SELECT source, id, sequence FROM seen WHERE sequence>?1 ORDER BY source, id",
		NULL);
	if (!read)
		return false;
	sqlite3_bind_int64(read, 1, since);
	int code;
	while ((code = sqlite3_step(read)) == SQLITE_ROW) {
		if (out->count == room) {
			room = room ? 2 * room : 32;
			out->list = mem_grow(out->list, room, sizeof *out->list);
		}
		out->list[out->count++] = (struct seen){ db_text_owned(read, 0), db_text_owned(read, 1),
			sqlite3_column_int64(read, 2) };
	}
	sqlite3_finalize(read);
	return code == SQLITE_DONE;
}

static int by_name(const void *left, const void *right)
{
	const struct seen *a = left, *b = right;
	int order = strcmp(a->source, b->source);
	return order ? order : strcmp(a->id, b->id);
}

bool seen_has(const struct seen_list *seen, const char *source, const char *id, int64_t told)
{
	struct seen key = { mem_dup(source), mem_dup(id), 0 };
	const struct seen *found = seen && seen->count ? bsearch(&key, seen->list, seen->count, sizeof key, by_name) : NULL;
	free(key.source);
	free(key.id);
	return found && found->sequence >= told;
}

void seen_free(struct seen_list *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		free(seen->list[i].source);
		free(seen->list[i].id);
	}
	free(seen->list);
	*seen = (struct seen_list){ 0 };
}

bool state_together(struct state *state, struct error *error)
{
	return db_run(state->db, "BEGIN IMMEDIATE", error);
}

bool state_together_end(struct state *state, bool keep, struct error *error)
{
	if (keep && db_run(state->db, "COMMIT", error))
		return true;
	db_run(state->db, "ROLLBACK", NULL);
	return false;
}
