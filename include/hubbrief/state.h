/* state.db: the user's own work (design.md §2). synchronous=FULL; never replaced silently. Owned by the
 * dashboard and the commands. */
#ifndef HUBBRIEF_STATE_H
#define HUBBRIEF_STATE_H

#include "hubbrief/error.h"

struct state;

/* Creates (0600 in 0700) and migrates. *notice (owned, or NULL) tells what was set aside and salvaged. */
struct state *state_open(const char *path, char **notice, struct error *error);
void state_close(struct state *state);

/* What the program remembers for its user between sessions ("glyphs", "view"). Owned; NULL unset. */
char *state_recall(struct state *state, const char *key);
bool state_remember(struct state *state, const char *key, const char *value, struct error *error);

#endif
