/* A place in the past that a user names: a briefing that was closed, or a moment. */
#ifndef HUBBRIEF_PAST_H
#define HUBBRIEF_PAST_H

#include "hubbrief/state.h"
#include "hubbrief/store.h"

struct past {
	int64_t sequence; /* its place in the log */
	instant_t at;
	int64_t briefing; /* that was closed then; 0 none */
};

/* `when`: a day, "2023-03-10", "10 Mar", "fri" or "yesterday", is the last briefing of the forum that was closed on it for
 * all hubs or for this one ("" all), or where none was the day's beginning; a time, "2023-03-10T09:00", is the briefing
 * closed in that minute, or the moment. `state` may be NULL. False with a sentence when it is none, or not past. */
bool past_named(struct state *state, struct store *store, const char *forum, const char *hub, const char *when,
	instant_t now, struct past *out, struct error *error);
/* The same for `--as-of`, which is about a briefing: a day on which none was closed is refused, and the sentence tells the
 * last ones that were. */
bool past_briefing(struct state *state, struct store *store, const char *forum, const char *hub, const char *when,
	instant_t now, struct past *out, struct error *error);
/* Of a store that was gone back to and does not hold all of it. */
extern const char past_in_part_text[];

#endif
