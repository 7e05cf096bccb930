/* Which key does what: actions.def overlaid with the configuration's `keys:`. A clash is a fault naming
 * both lines; Ctrl-a -b -h -j -k -s -q may not be bound. */
#ifndef HUBBRIEF_KEYMAP_H
#define HUBBRIEF_KEYMAP_H

#include "hubbrief/config.h"
#include "hubbrief/key.h"

enum action {
#define ACTION(id, name, keys, help, kiosk, writes) ACTION_##id,
#include "hubbrief/actions.def"
#undef ACTION
	ACTION_COUNT,
	ACTION_NONE = ACTION_COUNT,
};
struct action_info { const char *name, *keys, *help; bool kiosk, writes; };
extern const struct action_info action_table[ACTION_COUNT];
extern const char *const action_names[ACTION_COUNT + 1]; /* NULL-terminated */

struct keymap;
struct keymap *keymap_new(const struct config *config, struct config_faults *faults); /* NULL on clash */
void keymap_free(struct keymap *keymap);
/* `argument`: of ACTION_HUB the hub's index (−1 countywide), of ACTION_AREA the area's index. */
enum action keymap_action(const struct keymap *keymap, uint32_t key, int *argument);
const char *keymap_keys(const struct keymap *keymap, enum action action); /* "Down j", as bound now */

#endif
