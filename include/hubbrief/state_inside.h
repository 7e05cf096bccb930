/* What state.c (opening, memory, what was seen), state_briefing.c, state_decision.c, state_purge.c and rewind_state.c share.
 * Inside src/store only. */
#ifndef HUBBRIEF_STATE_INSIDE_H
#define HUBBRIEF_STATE_INSIDE_H

#include "hubbrief/db.h"
#include "hubbrief/state.h"

#define NOT_HELD "-9223372036854775808" /* the column held of a briefing under way */

struct state {
	struct sqlite3 *db;
	struct store *beside; /* borrowed; NULL none */
};

/* One write with its values, each as "t" text, "i" int64_t or "n" a text that may be NULL. Committed and synced when it
 * returns true, unless a transaction is open. */
bool state_write(struct state *state, struct error *error, const char *sql, const char *types, ...);

#endif
