/* The table of settings.def, and the walker that reads one mapping of the tree by the rows of its section:
 * unknown keys, missing ones, defaults. What one value may be stands in values.c. Called by config.c. */
#include "hubbrief/settings.h"

#include <string.h>

#define AT(type, member) offsetof(struct type, member)
#define BUILT SETTING_BUILT
enum { OPTIONAL = false, REQUIRED = true };

const struct setting setting_table[] = {
#define SETTING(section, key, type, need, least, most, choices, fallback, effect, help) \
	{ SECTION_##section, key, SETTING_##type, need, least, most, choices, fallback, effect, help },
#include "hubbrief/settings.def"
#undef SETTING
	{ .key = NULL },
};

const char *const section_names[SECTION_COUNT] = {
	[SECTION_TOP] = "top", [SECTION_PARTNERSHIP] = "partnership", [SECTION_HUB] = "hub", [SECTION_AREA] = "area",
	[SECTION_LABEL] = "label", [SECTION_SOURCE] = "source", [SECTION_EACH] = "each", [SECTION_GATE] = "gate",
	[SECTION_AUTH] = "auth", [SECTION_COVERS] = "covers", [SECTION_RATING] = "rating", [SECTION_VIEW] = "view",
	[SECTION_BOX] = "box", [SECTION_PANE] = "pane", [SECTION_MEETING] = "meeting", [SECTION_MINUTES] = "minutes",
	[SECTION_RETENTION] = "retention",
};

enum section section_named(const char *name)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		if (str_same(section_names[i], name))
			return (enum section)i;
	return SECTION_COUNT;
}

const char **choice_words(struct arena *arena, const char *choices, size_t *count)
{
	const char **words = arena_alloc(arena, (strlen(choices) + 2) * sizeof *words);
	char *rest = arena_dup(arena, choices), *word;
	*count = 0;
	while ((word = strsep(&rest, " ")))
		if (*word)
			words[(*count)++] = word;
	return words;
}

const char *did_you_mean(struct arena *arena, const char *word, const char *const *options, size_t count)
{
	const char *nearest = str_nearest(word, options, count);
	return nearest ? arena_printf(arena, "; did you mean \"%s\"?", nearest) : "";
}

bool settings_expect(struct reading *reading, const struct node *node, enum node_type type, const char *what)
{
	if (node->type == type)
		return true;
	if (node->type == NODE_SCALAR && node->plain && !*node->text)
		config_fault_add(reading->faults, &node->at, "nothing is written for \"%s\"; expected %s", what,
			node_type_text(type));
	else if (node->type != NODE_BROKEN)
		config_fault_add(reading->faults, &node->at, "%s for \"%s\"; expected %s", node_type_text(node->type), what,
			node_type_text(type));
	return false;
}

static const struct setting *setting_find(enum section section, const char *key)
{
	for (const struct setting *setting = setting_table; setting->key; setting++)
		if (setting->section == section && strcmp(setting->key, key) == 0)
			return setting;
	return NULL;
}

static size_t section_keys(enum section section, const char **keys, size_t room)
{
	size_t count = 0;
	for (const struct setting *setting = setting_table; setting->key && count < room; setting++)
		if (setting->section == section)
			keys[count++] = setting->key;
	return count;
}

static bool looks_secret(const char *key)
{
	static const char *const words[] = { "bearer", "token", "password", "passwd", "secret", "authorization",
		"api_key", "apikey", "key", "header_value", "basic" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(key, words[i]) == 0)
			return true;
	return false;
}

static void unknown_key(struct reading *reading, enum section section, const struct node *key, const char *nearest)
{
	if ((section == SECTION_AUTH || section == SECTION_SOURCE) && looks_secret(key->text))
		config_fault_add(reading->faults, &key->at, "\"%.40s\" would put a secret into the configuration; write it "
			"into a file of its own, mode 0600, and give auth: { bearer_file: FILE }", key->text);
	else if (nearest)
		config_fault_add(reading->faults, &key->at, "unknown key \"%.40s\"; did you mean \"%s\"?", key->text, nearest);
	else {
		const char *keys[32];
		struct str list = { 0 };
		size_t count = section_keys(section, keys, 32);
		for (size_t i = 0; i < count; i++)
			str_addf(&list, "%s%s", i ? ", " : "", keys[i]);
		config_fault_add(reading->faults, &key->at, "unknown key \"%.40s\"; expected one of %s", key->text, str_text(&list));
		str_free(&list);
	}
}

/* Tells the unknown keys of a mapping; `meant` gets the keys that they most likely stand for. */
static size_t unknown_keys(struct reading *reading, enum section section, const struct node *map, const char **meant,
	size_t room)
{
	const char *keys[32];
	size_t count = section_keys(section, keys, 32), found = 0;
	for (size_t i = 0; i < map->count; i++) {
		if (setting_find(section, map->keys[i]->text))
			continue;
		const char *nearest = str_nearest(map->keys[i]->text, keys, count);
		unknown_key(reading, section, map->keys[i], nearest);
		if (nearest && found < room)
			meant[found++] = nearest;
	}
	return found;
}

static bool is_meant(const char *key, const char *const *meant, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(meant[i], key) == 0)
			return true;
	return false;
}

/* False when there are too many to look at. */
static bool check_length(struct reading *reading, const struct setting *setting, const struct node *node)
{
	bool counted = node->type == NODE_LIST || (node->type == NODE_MAP && setting->type == SETTING_NAMED);
	bool few = reading->whole && node->count < (size_t)setting->least; /* more may stand in what was not read */
	if (counted && setting->most && (few || node->count > (size_t)setting->most))
		config_fault_add(reading->faults, &node->at, "%zu in \"%s\"; expected %d to %d", node->count, setting->key,
			setting->least, setting->most);
	return !counted || !setting->most || node->count <= (size_t)setting->most;
}

static void read_value(struct reading *reading, const struct setting *setting, const struct node *node, void *out)
{
	if (setting->type != SETTING_TILE && !check_length(reading, setting, node))
		return;
	if (setting->type == SETTING_MAPPING) {
		if (settings_expect(reading, node, NODE_MAP, setting->key))
			settings_read(reading, section_named(setting->choices), node, out);
	} else if (setting->offset != SETTING_BUILT) {
		setting_readers[setting->type](reading, setting, node, (char *)out + setting->offset);
	}
}

static void read_fallback(struct reading *reading, const struct setting *setting, const struct node *map, void *out)
{
	struct node node = { .type = NODE_SCALAR, .text = setting->fallback, .at = map->at };
	if (setting->fallback && setting->offset != SETTING_BUILT)
		setting_readers[setting->type](reading, setting, &node, (char *)out + setting->offset);
}

void settings_read(struct reading *reading, enum section section, const struct node *map, void *out)
{
	const char *meant[16];
	size_t meant_count = unknown_keys(reading, section, map, meant, 16);
	for (const struct setting *setting = setting_table; setting->key; setting++) {
		if (setting->section != section)
			continue;
		const struct node *node = node_get(map, setting->key);
		if (node)
			read_value(reading, setting, node, out);
		else if (!setting->required)
			read_fallback(reading, setting, map, out);
		else if (reading->whole && !is_meant(setting->key, meant, meant_count))
			config_fault_add(reading->faults, &map->at, "\"%s\" is missing (%s)", setting->key, setting->help);
	}
}
