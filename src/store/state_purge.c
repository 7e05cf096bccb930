/* Retention in state.db: briefings, what was decided and taken down in them, closed actions of the room and what was
 * seen, once they are older than the configuration keeps them. See state.h. Called when the board has its first frame
 * and by `close`. Nothing that is open goes, nor the last briefing of a forum and hub, from which changes count. */
#include <sqlite3.h>
#include <stdio.h>

#include "hubbrief/purge_inside.h"
#include "hubbrief/state_inside.h"

#define OLD_BRIEFING " held>" NOT_HELD " AND held<?1 AND EXISTS(SELECT 1 FROM briefing c WHERE c.forum=briefing.forum AND" \
	" c.hub=briefing.hub AND c.held>" NOT_HELD " AND (c.held,c.id)>(briefing.held,briefing.id))"

/* In this order: what closes a room action is needed as long as that one is there. ?1 is the instant before which all
 * goes, the other parameters are types of decision, as bound below. Without a rule of its own a step goes by that age;
 * one with a rule follows from the step before, and is done where that one deleted something. */
static const struct { const char *what, *sql, *rule; } steps[] = {
	/* The row stays, because its number is never given again. */
	{ "room action", "UPDATE room SET json=NULL WHERE json IS NOT NULL AND EXISTS(SELECT 1 FROM decision WHERE"
		" source='" ROOM_SOURCE "' AND record=room.id AND undone=0 AND type IN (?2,?3) AND at<?1)", NULL },
	{ "decision", "DELETE FROM decision WHERE at<?1"
		" AND NOT EXISTS(SELECT 1 FROM briefing b WHERE b.id=decision.briefing AND b.held=" NOT_HELD ")"
		" AND NOT EXISTS(SELECT 1 FROM room r WHERE decision.source='" ROOM_SOURCE "' AND r.id=decision.record AND r.json IS NOT NULL)"
		" AND (undone=1 OR type<>?4 OR " QUESTION_ANSWERED("decision", "?5", " AND a.at<?1") ")"
		" AND (undone=1 OR type<>?6 OR " REFERRAL_ENDED("decision", "?7", "?8", " AND a.at<?1") ")", NULL },
	{ NULL, "UPDATE decision SET briefing=0 WHERE briefing IN (SELECT id FROM briefing WHERE" OLD_BRIEFING ")", NULL },
	{ "briefing", "DELETE FROM briefing WHERE" OLD_BRIEFING, NULL },
	{ "seen mark", "DELETE FROM seen WHERE sequence<=(SELECT min(sequence) FROM briefing WHERE held>" NOT_HELD ")",
		"from before the oldest briefing left" },
};

static bool run_step(struct state *state, const char *sql, instant_t before, int *changed, struct error *error)
{
	static const enum decision_type types[] = { DECISION_DONE, DECISION_JOINED, DECISION_QUESTION, DECISION_ANSWER,
		DECISION_REFER, DECISION_ACTION, DECISION_LEAVE };
	sqlite3_stmt *statement = db_prepare(state->db, sql, error);
	if (!statement)
		return false;
	int wanted = sqlite3_bind_parameter_count(statement);
	sqlite3_bind_int64(statement, 1, before); /* one has no parameter: refused, fine */
	for (int i = 2; i <= wanted; i++)
		sqlite3_bind_int(statement, i, (int)types[i - 2]);
	bool fine = db_done(statement, error);
	*changed = sqlite3_changes(state->db);
	sqlite3_finalize(statement);
	return fine;
}

static bool run_steps(struct state *state, int days, instant_t now, int *purged, struct error *error)
{
	instant_t before = retention_before(days, instant_day(now));
	bool fine = true;
	int changed = 0;
	for (size_t i = 0; fine && i < sizeof steps / sizeof *steps; i++) {
		struct purge_line line = { .at = now };
		if (steps[i].rule && !changed)
			continue;
		fine = run_step(state, steps[i].sql, before, &changed, error);
		if (!fine || !changed || !steps[i].what)
			continue;
		snprintf(line.what, sizeof line.what, "%s", steps[i].what);
		if (steps[i].rule)
			snprintf(line.rule, sizeof line.rule, "%s", steps[i].rule);
		else
			retention_text(line.rule, RETENTION_BRIEFINGS, days);
		line.count = changed;
		*purged += changed;
		fine = purge_write(state->db, &line, 0, error);
	}
	return fine;
}

bool state_purge(struct state *state, int days, instant_t now, int *purged, struct error *error)
{
	*purged = 0;
	if (days <= 0)
		return true;
	if (!state_together(state, error))
		return false;
	bool fine = run_steps(state, days, now, purged, error);
	fine = state_together_end(state, fine, error);
	if (fine && *purged)
		db_wipe(state->db); /* when a reader is in the way, closing it does the same */
	return fine;
}
