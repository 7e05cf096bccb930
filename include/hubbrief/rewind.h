/* Private copies of the two databases, and bringing them back to a place in the log (`--as-of`). Nothing here touches
 * the user's own files but to read them. Called by src/cmd/as_of.c, in the process the user started. */
#ifndef HUBBRIEF_REWIND_H
#define HUBBRIEF_REWIND_H

#include "hubbrief/keeper.h"
#include "hubbrief/state.h"

/* A copy of the whole database at `to`, which must not exist; *missing: there is none to copy. */
bool records_copy(const char *from, const char *to, bool *missing, struct error *error);
bool state_copy(const char *from, const char *to, bool *missing, struct error *error);

struct rewind_point {
	int64_t sequence;    /* the last entry of the log that stays */
	instant_t at;
	int64_t briefing;    /* that was closed there; 0 none */
	const char *sources; /* how they stood, as store_standing told it; "" not kept */
	day_t today;         /* the present one */
};

/* Whether the log still holds all that has to be taken back. False with a sentence for the user when it does not. */
bool rewind_reaches(struct store *store, const struct rewind_point *point, struct error *error);
/* Records, log, counts and the search index as they were then; sources and their ages as far as it is known how they
 * stood, else unknown. The configuration is the present one, and a record that is closed to a profile today stays closed to
 * it in its older form. *in_part: entries of the log that would tell of it are
 * gone. The copy can be read, and takes no further answer. */
bool rewind_records(struct keeper *keeper, const struct config *config, const struct rewind_point *point, bool *in_part,
	struct error *error);
/* Briefings, decisions and what was seen as they were then: a briefing that was closed at that moment, or later, is
 * under way. Undone decisions stay undone: when that was is not kept. *in_part is set when some of it was purged since. */
bool rewind_state(struct state *state, const struct rewind_point *point, bool *in_part, struct error *error);

#endif
