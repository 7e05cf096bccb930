/* The user's own work as it stood at a moment: see rewind.h. On a private copy, in the process the user started. */
#include "hubbrief/purge_inside.h"
#include "hubbrief/rewind.h"
#include "hubbrief/state_inside.h"

bool state_copy(const char *from, const char *to, bool *missing, struct error *error)
{
	return db_copy(from, to, &state_schema, missing, error);
}

/* ?1 the moment, ?2 the briefing that was closed there, ?3 the place in the log. What was decided in that briefing is its
 * own, also where a close that was forgotten is dated back. */
static const char *const steps[] = {
	"DELETE FROM briefing WHERE started>?1 AND id<>?2",
	"UPDATE briefing SET held=" NOT_HELD ", sequence=-1 WHERE held>?1 OR id=?2",
	"DELETE FROM decision WHERE at>?1 AND briefing<>?2",
	"DELETE FROM room WHERE id NOT IN (SELECT room FROM decision)",
	"DELETE FROM seen WHERE sequence>?3",
};

bool rewind_state(struct state *state, const struct rewind_point *point, bool *in_part, struct error *error)
{
	bool fine = state_together(state, error);
	*in_part |= purge_since(state->db, point->at + 1); /* what `close` purges goes before that briefing is closed */
	for (size_t i = 0; fine && i < sizeof steps / sizeof *steps; i++)
		fine = state_write(state, error, steps[i], "iii", point->at, point->briefing, point->sequence);
	return state_together_end(state, fine, error);
}
