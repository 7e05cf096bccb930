/* What state.c (opening, memory, what was seen), state_briefing.c, state_decision.c, state_purge.c and rewind_state.c share.
 * Inside src/store only. */
#ifndef HUBBRIEF_STATE_INSIDE_H
#define HUBBRIEF_STATE_INSIDE_H

#include "hubbrief/db.h"
#include "hubbrief/state.h"

#define NOT_HELD "-9223372036854775808" /* the column held of a briefing under way */

/* Whether a question was answered, or a referral's receipt noted or it was decided anew: conditions on decision d, given as
 * the name that its table has. The capitals are parameters bound to those types; `more` narrows by what, as " AND a.…". */
#define QUESTION_ANSWERED(d, ANSWER, more) "EXISTS(SELECT 1 FROM decision a WHERE a.type=" ANSWER " AND a.undone=0" \
	" AND a.source='" QUESTION_SOURCE "' AND a.record=CAST(" d ".id AS TEXT)" more ")"
#define REFERRAL_ENDED(d, ACTION, LEAVE, more) "EXISTS(SELECT 1 FROM decision a WHERE a.id>" d ".id AND a.source=" d ".source" \
	" AND a.record=" d ".record AND a.undone=0 AND a.type<" ACTION \
	" AND (a.type<>" LEAVE " OR a.briefing=" d ".briefing)" more ")"

struct state {
	struct sqlite3 *db;
	struct store *beside; /* borrowed; NULL none */
};

/* One write with its values, each as "t" text, "i" int64_t or "n" a text that may be NULL. Committed and synced when it
 * returns true, unless a transaction is open. */
bool state_write(struct state *state, struct error *error, const char *sql, const char *types, ...);

#endif
