/* What was decided, taken down and asked, and the actions taken in the room. See state.h. Called by the meeting, the
 * board and `add`. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/state_inside.h"

#define COLUMNS "id,briefing,at,type,source,record,title,text,owner,due,undone"

/* Of a decision d about a record: the same meeting decided anew about it. The parameter is DECISION_ACTION: those below it
 * are about records. */
#define OVERRULED(parameter) "(d.type<" parameter " AND EXISTS(SELECT 1 FROM decision l WHERE l.briefing=d.briefing" \
	" AND l.id>d.id AND l.source=d.source AND l.record=d.record AND l.undone=0 AND l.type<" parameter "))"

void decision_clear(struct decision *decision)
{
	char *const texts[] = { decision->source, decision->record, decision->title, decision->text, decision->owner };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	*decision = (struct decision){ 0 };
}

static int64_t insert(struct state *state, const struct decision *decision, const char *json, struct error *error)
{
	bool written = state_write(state, error, "INSERT INTO decision(briefing,at,type,source,record,title,text,owner,due,room)"
		" VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,ifnull(json_extract(?10,'$.id'),''))", "iiitttttin", decision->briefing,
		decision->at, (int64_t)decision->type, decision->source, decision->record, decision->title, decision->text,
		decision->owner, (int64_t)decision->due, json);
	return written ? sqlite3_last_insert_rowid(state->db) : 0;
}

int64_t state_decide(struct state *state, const struct decision *decision, struct error *error)
{
	return insert(state, decision, NULL, error);
}

/* Ends a transaction: kept when `fine` and it can be, else as if nothing had been. */
static bool end(struct state *state, bool fine, struct error *error)
{
	if (fine && db_run(state->db, "COMMIT", error))
		return true;
	db_run(state->db, "ROLLBACK", NULL);
	return false;
}

bool state_undo(struct state *state, int64_t briefing, struct error *error)
{
	static const char last[] = "UPDATE room SET json=NULL WHERE id=(SELECT room FROM decision WHERE briefing=?1 AND undone=0"
		" ORDER BY id DESC LIMIT 1)";
	static const char undo[] = "UPDATE decision SET undone=1 WHERE id=(SELECT max(id) FROM decision WHERE briefing=?1 AND"
		" undone=0)";
	if (!db_run(state->db, "BEGIN IMMEDIATE", error))
		return false;
	bool fine = state_write(state, error, last, "i", briefing) && state_write(state, error, undo, "i", briefing);
	if (fine && sqlite3_changes(state->db) == 0)
		fine = error_set(error, "There is nothing to undo.");
	return end(state, fine, error);
}

static size_t read_decisions(sqlite3_stmt *read, struct decision *out, size_t most)
{
	size_t count = 0;
	while (read && count < most && sqlite3_step(read) == SQLITE_ROW) {
		out[count++] = (struct decision){ .id = sqlite3_column_int64(read, 0), .briefing = sqlite3_column_int64(read, 1),
			.at = sqlite3_column_int64(read, 2), .type = (enum decision_type)sqlite3_column_int(read, 3),
			.source = db_text_owned(read, 4), .record = db_text_owned(read, 5), .title = db_text_owned(read, 6),
			.text = db_text_owned(read, 7), .owner = db_text_owned(read, 8), .due = sqlite3_column_int(read, 9),
			.undone = sqlite3_column_int(read, 10) };
	}
	sqlite3_finalize(read);
	return count;
}

size_t state_decisions(struct state *state, int64_t briefing, struct decision *out, size_t most)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM decision d WHERE undone=0 AND (?1=0 OR briefing=?1)"
		" AND NOT " OVERRULED("?2") " ORDER BY id", NULL);
	if (read) {
		sqlite3_bind_int64(read, 1, briefing);
		sqlite3_bind_int(read, 2, DECISION_ACTION);
	}
	return read_decisions(read, out, most);
}

bool state_decided_before(struct state *state, const char *source, const char *record, int64_t briefing, struct decision *out)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM decision WHERE source=?1 AND record=?2 AND briefing<>?3"
		" AND undone=0 AND type<?4 ORDER BY id DESC LIMIT 1", NULL);
	if (read) {
		db_bind_text(read, 1, source);
		db_bind_text(read, 2, record);
		sqlite3_bind_int64(read, 3, briefing);
		sqlite3_bind_int(read, 4, DECISION_ACTION);
	}
	return read_decisions(read, out, 1) == 1;
}

size_t state_open_questions(struct state *state, struct decision *out, size_t most)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM decision d WHERE type=?1 AND undone=0 AND NOT "
		QUESTION_ANSWERED("d", "?2", "") " ORDER BY id", NULL);
	if (read) {
		sqlite3_bind_int(read, 1, DECISION_QUESTION);
		sqlite3_bind_int(read, 2, DECISION_ANSWER);
	}
	return read_decisions(read, out, most);
}

size_t state_open_referrals(struct state *state, struct decision *out, size_t most)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM decision d WHERE type=?1 AND undone=0 AND NOT "
		REFERRAL_ENDED("d", "?2", "?3", "") " ORDER BY id", NULL);
	if (read) {
		sqlite3_bind_int(read, 1, DECISION_REFER);
		sqlite3_bind_int(read, 2, DECISION_ACTION);
		sqlite3_bind_int(read, 3, DECISION_LEAVE);
	}
	return read_decisions(read, out, most);
}

bool state_asked(struct state *state, const struct decision *answer, struct decision *question)
{
	if (strcmp(answer->source, QUESTION_SOURCE) != 0)
		return false;
	sqlite3_stmt *read = db_prepare(state->db, "SELECT " COLUMNS " FROM decision WHERE id=?1", NULL);
	if (read)
		sqlite3_bind_int64(read, 1, strtoll(answer->record, NULL, 10));
	return read_decisions(read, question, 1) == 1;
}

/* ---- room actions ------------------------------------------------------------------------------ */

int64_t state_room_add(struct state *state, const char *json, const struct decision *decision, struct error *error)
{
	int64_t id = 0;
	if (!db_run(state->db, "BEGIN IMMEDIATE", error))
		return 0;
	bool fine = state_write(state, error, "INSERT INTO room(id,json) VALUES(json_extract(?1,'$.id'),?1)", "t", json) &&
		(id = insert(state, decision, json, error)) != 0;
	return end(state, fine, error) ? id : 0;
}

bool state_room_set(struct state *state, const char *id, const char *json, struct error *error)
{
	return state_write(state, error, "UPDATE room SET json=?2 WHERE id=?1", "tn", id, json);
}

/* A record with one decision in it: what is done is closed, a date that was moved is remembered. */
#define APPLY_DONE "json_set(?1,'$.status','done','$.done',?2,'$.closed',?2,'$.updated',?3)"
#define APPLY_DATE "json_set(json_set(?1,'$.due_history',json_insert(ifnull(json_extract(?1,'$.due_history'),json('[]'))," \
	"'$[#]',json_extract(?1,'$.due'))),'$.due',?2,'$.updated',?3)"

static char *applied(struct state *state, char *json, enum decision_type type, instant_t at, day_t due)
{
	bool done = type == DECISION_DONE;
	char day[DATE_TEXT], updated[DATE_TEXT];
	sqlite3_stmt *apply = db_prepare(state->db, done ? "SELECT " APPLY_DONE : "SELECT " APPLY_DATE, NULL);
	if (!apply)
		return json;
	db_bind_text(apply, 1, json);
	db_bind_text(apply, 2, day_iso(day, done ? instant_day(at) : due));
	db_bind_text(apply, 3, instant_iso(updated, at));
	char *now = sqlite3_step(apply) == SQLITE_ROW ? db_text_owned(apply, 0) : NULL;
	sqlite3_finalize(apply);
	if (!now)
		return json;
	free(json);
	return now;
}

/* Decisions are applied when they are read, so that undoing one needs no other undoing. */
static char *as_decided(struct state *state, sqlite3_stmt *decisions, const char *id, char *json)
{
	sqlite3_reset(decisions);
	db_bind_text(decisions, 1, id);
	while (sqlite3_step(decisions) == SQLITE_ROW)
		json = applied(state, json, (enum decision_type)sqlite3_column_int(decisions, 0), sqlite3_column_int64(decisions, 1),
			sqlite3_column_int(decisions, 2));
	return json;
}

bool state_room_each(struct state *state, bool (*visit)(void *context, const char *id, const char *json), void *context)
{
	sqlite3_stmt *read = db_prepare(state->db, "SELECT id, json FROM room WHERE json IS NOT NULL AND NOT EXISTS("
		"SELECT 1 FROM decision WHERE source='" ROOM_SOURCE "' AND record=room.id AND undone=0 AND type=?1) ORDER BY number", NULL);
	sqlite3_stmt *decisions = db_prepare(state->db, "SELECT type, at, due FROM decision d WHERE source='" ROOM_SOURCE "'"
		" AND record=?1 AND undone=0 AND type IN (?2,?3) AND NOT " OVERRULED("?4") " ORDER BY id", NULL);
	int code = SQLITE_ERROR;
	bool more = read && decisions;
	if (more) {
		sqlite3_bind_int(read, 1, DECISION_JOINED);
		sqlite3_bind_int(decisions, 2, DECISION_DONE);
		sqlite3_bind_int(decisions, 3, DECISION_NEW_DATE);
		sqlite3_bind_int(decisions, 4, DECISION_ACTION);
	}
	while (more && (code = sqlite3_step(read)) == SQLITE_ROW) {
		char *json = as_decided(state, decisions, db_text(read, 0), db_text_owned(read, 1));
		more = visit(context, db_text(read, 0), json);
		free(json);
	}
	sqlite3_finalize(read);
	sqlite3_finalize(decisions);
	return code == SQLITE_DONE || code == SQLITE_ROW;
}

int64_t state_room_next(struct state *state)
{
	return db_number(state->db, "SELECT ifnull(max(CAST(substr(id,3) AS INTEGER)),0)+1 FROM room WHERE id LIKE 'R-%'", 1);
}
