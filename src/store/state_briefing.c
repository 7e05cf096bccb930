/* Briefings: begun, turned, closed, and the baselines they leave. See state.h. Called by the board, the meeting and the
 * commands close, report and demo. */
#include <sqlite3.h>
#include <stdlib.h>

#include "hubbrief/mem.h"
#include "hubbrief/state_inside.h"
#include "hubbrief/store.h"

/* Touched: the last thing recorded in it, or its beginning. */
#define COLUMNS "id,forum,hub,office,agencies,started,held,sequence,page,keeper," \
	"max(started,touched,ifnull((SELECT max(at) FROM decision WHERE decision.briefing=briefing.id),0)),spent"

void briefing_clear(struct briefing *briefing)
{
	char *const texts[] = { briefing->forum, briefing->hub, briefing->office, briefing->agencies, briefing->keeper };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	*briefing = (struct briefing){ 0 };
}

static void read_briefing(sqlite3_stmt *read, struct briefing *out)
{
	*out = (struct briefing){ .id = sqlite3_column_int64(read, 0), .forum = db_text_owned(read, 1),
		.hub = db_text_owned(read, 2), .office = db_text_owned(read, 3), .agencies = db_text_owned(read, 4),
		.started = sqlite3_column_int64(read, 5), .held = sqlite3_column_int64(read, 6),
		.sequence = sqlite3_column_int64(read, 7), .page = sqlite3_column_int(read, 8), .keeper = db_text_owned(read, 9),
		.touched = sqlite3_column_int64(read, 10), .spent = sqlite3_column_int64(read, 11) };
}

int64_t state_briefing_begin(struct state *state, const struct briefing *briefing, struct error *error)
{
	bool begun = state_write(state, error, "INSERT INTO briefing(forum,hub,office,agencies,started,held,sequence,page,keeper)"
		" VALUES(?1,?2,?3,?4,?5," NOT_HELD ",-1,?6,?7)", "ttttiit", briefing->forum, briefing->hub, briefing->office,
		briefing->agencies, briefing->started, (int64_t)briefing->page, briefing->keeper);
	return begun ? sqlite3_last_insert_rowid(state->db) : 0;
}

bool state_briefing_page(struct state *state, int64_t id, int page, instant_t at, int64_t spent, struct error *error)
{
	return state_write(state, error, "UPDATE briefing SET page=?2, touched=?3, spent=?4 WHERE id=?1", "iiii", id,
		(int64_t)page, at, spent);
}

bool state_briefing_agencies(struct state *state, int64_t id, const char *office, const char *agencies,
	struct error *error)
{
	return state_write(state, error, "UPDATE briefing SET office=?2, agencies=?3 WHERE id=?1", "itt", id, office, agencies);
}

bool state_briefing_close(struct state *state, int64_t id, instant_t held, int64_t sequence, struct error *error)
{
	char *sources = state->beside ? store_standing(state->beside, held) : NULL;
	bool closed = state_write(state, error, "UPDATE briefing SET held=?2, sequence=?3, sources=?4 WHERE id=?1", "iiit", id, held,
		sequence, sources);
	free(sources);
	return closed;
}

char *state_briefing_sources(struct state *state, int64_t id)
{
	char *sources = NULL;
	sqlite3_stmt *read = db_prepare(state->db, "SELECT sources FROM briefing WHERE id=?1", NULL);
	if (read)
		sqlite3_bind_int64(read, 1, id);
	if (read && sqlite3_step(read) == SQLITE_ROW)
		sources = db_text_owned(read, 0);
	sqlite3_finalize(read);
	return sources ? sources : mem_dup("");
}

bool state_briefing_reopen(struct state *state, int64_t id, struct error *error)
{
	return state_write(state, error, "UPDATE briefing SET held=" NOT_HELD ", sequence=-1 WHERE id=?1", "i", id);
}

/* The first row of a statement; false none. Ends the statement. */
static bool first_briefing(sqlite3_stmt *read, struct briefing *out)
{
	bool found = read && sqlite3_step(read) == SQLITE_ROW;
	if (found)
		read_briefing(read, out);
	sqlite3_finalize(read);
	return found;
}

bool state_briefing_open(struct state *state, const char *forum, struct briefing *out)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM briefing WHERE forum=?1 AND held=" NOT_HELD
		" ORDER BY id DESC LIMIT 1", NULL);
	if (read)
		db_bind_text(read, 1, forum);
	return first_briefing(read, out);
}

bool state_baseline(struct state *state, const char *forum, const char *hub, instant_t now, struct briefing *out)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM briefing WHERE forum=?1 AND hub IN ('',?2)"
		" AND held>" NOT_HELD " AND held<=?3 ORDER BY held DESC, id DESC LIMIT 1", NULL);
	if (read) {
		db_bind_text(read, 1, forum);
		db_bind_text(read, 2, hub);
		sqlite3_bind_int64(read, 3, now);
	}
	return first_briefing(read, out);
}

void state_baselines(struct state *state, const char *forum, instant_t now,
	void (*visit)(void *context, const char *hub, struct baseline baseline), void *context)
{
	/* Of several rows SQLite takes the other columns from the one with the greatest. */
	sqlite3_stmt *read = db_prepare(state->db, "SELECT hub, sequence, held, max(held*1048576+id) FROM briefing"
		" WHERE forum=?1 AND held>" NOT_HELD " AND held<=?2 GROUP BY hub", NULL);
	if (!read)
		return;
	db_bind_text(read, 1, forum);
	sqlite3_bind_int64(read, 2, now);
	while (sqlite3_step(read) == SQLITE_ROW)
		visit(context, db_text(read, 0), (struct baseline){ .sequence = sqlite3_column_int64(read, 1),
			.at = sqlite3_column_int64(read, 2) });
	sqlite3_finalize(read);
}

int64_t state_log_floor(struct state *state)
{
	return db_number(state->db, "SELECT ifnull(min(sequence),9223372036854775807) FROM briefing b WHERE held>" NOT_HELD
		" AND NOT EXISTS(SELECT 1 FROM briefing c WHERE c.forum=b.forum AND c.hub IN ('',b.hub) AND c.held>" NOT_HELD
		" AND (c.held,c.id)>(b.held,b.id))", -1);
}

size_t state_briefings(struct state *state, struct briefing *out, size_t most)
{
	size_t count = 0;
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM briefing ORDER BY started DESC, id DESC", NULL);
	while (read && count < most && sqlite3_step(read) == SQLITE_ROW)
		read_briefing(read, &out[count++]);
	sqlite3_finalize(read);
	return count;
}
