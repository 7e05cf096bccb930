/* Meetings that were held, as state.db keeps them. Everything asserts: a test that cannot read or write them fails. */
#ifndef TESTS_HELD_H
#define TESTS_HELD_H

#include "hubbrief/state.h"

/* A daily briefing that is begun and closed; its id. */
int64_t held_briefing(struct state *state, const char *hub, instant_t began, instant_t closed, int64_t sequence);
/* Every decision kept in the file, oldest first. */
void held_decisions(const char *path, void (*visit)(void *context, const struct decision *decision), void *context);
int64_t held_room(struct state *state); /* how many actions taken in the room are kept */

#endif
