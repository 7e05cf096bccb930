/* A place in the past that a user names: a briefing that was closed, or a moment. */
#ifndef HUBBRIEF_PAST_H
#define HUBBRIEF_PAST_H

#include "hubbrief/state.h"
#include "hubbrief/store.h"

/* `when`: a day, "2023-03-10", "10 Mar", "fri" or "yesterday", is the last briefing of the forum that was closed on it for
 * all hubs or for this one ("" all), or where none was the day's beginning; a time, "2023-03-10T09:00", is the briefing
 * closed in that minute, or the moment. `state` may be NULL. False with a sentence when it is none, or not past. */
bool past_named(struct state *state, struct store *store, const char *forum, const char *hub, const char *when,
	instant_t now, struct baseline *out, struct error *error);

#endif
