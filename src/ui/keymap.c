/* Which key does what: see keymap.h. Built at the start and after each reload of the configuration, in the
 * dashboard and in the commands that check or list keys. */
#include "hubbrief/keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/mem.h"

const struct action_info action_table[ACTION_COUNT] = {
#define ACTION(id, name, keys, help, kiosk, writes) { name, keys, help, kiosk, writes },
#include "hubbrief/actions.def"
#undef ACTION
};

const char *const action_names[ACTION_COUNT + 1] = {
#define ACTION(id, name, keys, help, kiosk, writes) name,
#include "hubbrief/actions.def"
#undef ACTION
};

struct binding {
	uint32_t code;
	enum action action;
	int argument;
	const struct place_in_file *at; /* NULL: built in */
};

struct keymap {
	struct arena arena;
	struct binding *list;
	size_t count;
	const char *keys[ACTION_COUNT];
};

static const struct binding *binding_of(const struct keymap *keymap, uint32_t code)
{
	for (size_t i = 0; i < keymap->count; i++)
		if (keymap->list[i].code == code)
			return &keymap->list[i];
	return NULL;
}

/* What a binding does, as a message names it. */
static const char *does(struct arena *arena, const struct config *config, const struct binding *binding)
{
	int argument = binding->argument;
	if (binding->action == ACTION_HUB)
		return argument < 0 ? "the countywide row" : arena_printf(arena, "hub %s", config->hubs[argument].id);
	if (binding->action == ACTION_AREA)
		return arena_printf(arena, "area %s", config->areas[argument].id);
	return action_table[binding->action].name;
}

static void clash(struct keymap *keymap, const struct config *config, const struct binding *one,
	const struct binding *two, struct config_faults *faults)
{
	const struct binding *new = two->at ? two : one, *old = two->at ? one : two;
	const char *what = does(&keymap->arena, config, new), *other = does(&keymap->arena, config, old);
	static const struct place_in_file nowhere = { "built in", 1, 1 };
	char name[16];
	key_text(new->code, name);
	if (old->at)
		config_fault_add(faults, new->at, "the key %s is given to %s here and to %s in %s:%d: give one of them another key",
			name, what, other, old->at->file, old->at->line);
	else
		config_fault_add(faults, new->at ? new->at : &nowhere,
			"the key %s is given to %s here, but it is %s already: give %s another key under keys:, or use another here",
			name, what, other, other);
}

static bool is_reserved(uint32_t code)
{
	static const char letters[] = "abhjksq"; /* screens, flow control, and what Enter and Backspace send */
	return code >= 1 && code <= 26 && strchr(letters, (int)('a' + code - 1));
}

static void bind(struct keymap *keymap, const struct config *config, struct binding binding,
	struct config_faults *faults)
{
	char name[16];
	if (is_reserved(binding.code)) {
		config_fault_add(faults, binding.at,
			"%s cannot be given to %s: terminals and screen or tmux keep it for themselves",
			key_text(binding.code, name), does(&keymap->arena, config, &binding));
		return;
	}
	const struct binding *old = binding_of(keymap, binding.code);
	if (old && (old->action != binding.action || old->argument != binding.argument)) {
		clash(keymap, config, old, &binding, faults);
		return;
	}
	keymap->list = mem_grow(keymap->list, keymap->count + 1, sizeof *keymap->list);
	keymap->list[keymap->count++] = binding;
}

/* Digits are hubs and letters are areas as the configuration gives them: `key:` stands at the hub. */
static void bind_places(struct keymap *keymap, const struct config *config, struct config_faults *faults)
{
	struct str hubs = { 0 }, areas = { 0 };
	bind(keymap, config, (struct binding){ '0', ACTION_HUB, -1, NULL }, faults);
	str_addc(&hubs, '0');
	for (size_t i = 0; i < config->hub_count; i++) {
		const struct hub *hub = &config->hubs[i];
		if (!hub->key)
			continue;
		bind(keymap, config, (struct binding){ (uint32_t)hub->key, ACTION_HUB, (int)i, &hub->at }, faults);
		str_addf(&hubs, " %c", hub->key);
	}
	for (size_t i = 0; i < config->area_count; i++) {
		const struct area *area = &config->areas[i];
		if (!area->key)
			continue;
		bind(keymap, config, (struct binding){ (uint32_t)area->key, ACTION_AREA, (int)i, &area->at }, faults);
		str_addf(&areas, "%s%c", areas.length ? " " : "", area->key);
	}
	keymap->keys[ACTION_HUB] = arena_dup(&keymap->arena, str_text(&hubs));
	keymap->keys[ACTION_AREA] = arena_dup(&keymap->arena, str_text(&areas));
	str_free(&hubs);
	str_free(&areas);
}

static const struct key_config *configured(const struct config *config, enum action action)
{
	for (size_t i = 0; i < config->key_count; i++)
		if (!strcmp(config->keys[i].action, action_table[action].name))
			return &config->keys[i];
	return NULL;
}

static void bind_action(struct keymap *keymap, const struct config *config, enum action action,
	const struct key_config *given, struct config_faults *faults)
{
	const char *keys = given ? given->keys : action_table[action].keys;
	uint32_t code;
	keymap->keys[action] = arena_dup(&keymap->arena, keys);
	while (keys_next(&keys, &code))
		if (code != KEYCODE_NONE)
			bind(keymap, config, (struct binding){ code, action, 0, given ? &given->at : NULL }, faults);
}

struct keymap *keymap_new(const struct config *config, struct config_faults *faults)
{
	struct keymap *keymap = mem_alloc(sizeof *keymap);
	size_t before = faults->count;
	bind_places(keymap, config, faults);
	for (int i = 0; i < ACTION_COUNT; i++) {
		const struct key_config *given = configured(config, (enum action)i);
		if (i != ACTION_HUB && i != ACTION_AREA)
			bind_action(keymap, config, (enum action)i, given, faults);
		else if (given)
			config_fault_add(faults, &given->at, "the keys of %ss stand at each %s as key:, not under keys:",
				action_table[i].name, action_table[i].name);
	}
	if (faults->count == before)
		return keymap;
	keymap_free(keymap);
	return NULL;
}

void keymap_free(struct keymap *keymap)
{
	if (!keymap)
		return;
	free(keymap->list);
	arena_free(&keymap->arena);
	free(keymap);
}

enum action keymap_action(const struct keymap *keymap, uint32_t key, int *argument)
{
	const struct binding *binding = binding_of(keymap, key);
	*argument = binding ? binding->argument : 0;
	return binding ? binding->action : ACTION_NONE;
}

const char *keymap_keys(const struct keymap *keymap, enum action action)
{
	return keymap->keys[action];
}
