/* Hubs, areas, sources, ratings and keys out of their nodes: the table reads each mapping, this file gives
 * what the table cannot: lists, defaults that depend on others, names that must differ. Called by config.c. */
#include "hubbrief/build.h"

#include <string.h>

const struct node **build_items(struct building *building, const struct node *map, const char *key, size_t *count)
{
	const struct node *list = node_get(map, key);
	*count = 0;
	if (!list || !settings_expect(&building->reading, list, NODE_LIST, key))
		return NULL;
	const struct node **items = arena_alloc(building->reading.arena, (list->count + 1) * sizeof *items);
	for (size_t i = 0; i < list->count; i++)
		if (settings_expect(&building->reading, list->items[i], NODE_MAP, key))
			items[(*count)++] = list->items[i];
	return items;
}

bool build_unique(struct building *building, const char *what, const struct node *map, const char *key,
	struct seen *seen, size_t *count)
{
	const struct node *node = node_get(map, key);
	if (!node || node->type != NODE_SCALAR)
		return true;
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(seen[i].name, node->text) != 0)
			continue;
		bool here = str_same(seen[i].at.file, node->at.file);
		config_fault_add(building->reading.faults, &node->at, "%s \"%.60s\" a second time; the first stands in %s%sline %d",
			what, node->text, here ? "" : seen[i].at.file, here ? "" : ", ", seen[i].at.line);
		return false;
	}
	seen[(*count)++] = (struct seen){ node->text, node->at };
	return true;
}

static struct seen *seen_new(struct building *building, size_t count)
{
	return arena_alloc(building->reading.arena, (count + 1) * sizeof(struct seen));
}

/* The minutes have their defaults whether or not they are written. */
void build_meeting(struct building *building)
{
	static const struct node nothing = { .type = NODE_MAP };
	const struct node *meeting = node_get(building->root, "meeting"), *minutes = NULL;
	if (meeting && settings_expect(&building->reading, meeting, NODE_MAP, "meeting")) {
		settings_read(&building->reading, SECTION_MEETING, meeting, building->config);
		minutes = node_get(meeting, "minutes");
	}
	bool given = minutes && settings_expect(&building->reading, minutes, NODE_MAP, "minutes");
	settings_read(&building->reading, SECTION_MINUTES, given ? minutes : &nothing, building->config);
}

/* ---- hubs and areas ------------------------------------------------------------------------------ */

static void finish_hub(struct hub *hub, size_t index)
{
	if (!hub->short_name)
		hub->short_name = hub->name;
	if (!hub->key && index < 9)
		hub->key = (char)('1' + index);
}

static void reserved_hub(struct building *building, const struct node *map)
{
	const struct node *id = node_get(map, "id");
	if (id && id->type == NODE_SCALAR && (str_same(id->text, "all") || str_same(id->text, "countywide")))
		config_fault_add(building->reading.faults, &id->at, "\"%s\" cannot be a hub's id; it has a meaning of its own",
			id->text);
}

void build_hubs(struct building *building)
{
	struct config *config = building->config;
	size_t count, ids = 0, names = 0, keys = 0;
	const struct node **items = build_items(building, building->root, "hubs", &count);
	struct seen *seen_ids = seen_new(building, count), *seen_names = seen_new(building, count);
	struct seen *seen_keys = seen_new(building, count);
	config->hubs = arena_alloc(&config->arena, (count + 1) * sizeof *config->hubs);
	config->hub_ids = arena_alloc(&config->arena, (count + 1) * sizeof *config->hub_ids);
	for (size_t i = 0; i < count; i++) {
		struct hub *hub = &config->hubs[config->hub_count];
		*hub = (struct hub){ .tile_row = -1, .tile_column = -1, .at = items[i]->at };
		settings_read(&building->reading, SECTION_HUB, items[i], hub);
		reserved_hub(building, items[i]);
		/* one fault for one hub given twice, however much of it agrees */
		if (!build_unique(building, "hub", items[i], "id", seen_ids, &ids) ||
			!build_unique(building, "hub", items[i], "name", seen_names, &names) || !hub->id || !hub->name)
			continue;
		build_unique(building, "key", items[i], "key", seen_keys, &keys);
		finish_hub(hub, i);
		config->hub_ids[config->hub_count++] = hub->id;
	}
}

static void read_labels(struct building *building, const struct node *map, struct area *area)
{
	struct arena *arena = &building->config->arena;
	const struct node *label = node_get(map, "label");
	size_t count;
	const struct node **items = build_items(building, map, "labels", &count);
	area->labels = arena_alloc(arena, (count + 1) * sizeof *area->labels);
	for (size_t i = 0; i < count; i++) {
		struct area_label *own = &area->labels[area->label_count++];
		*own = (struct area_label){ .to = DAY_NONE };
		settings_read(&building->reading, SECTION_LABEL, items[i], own);
		if (own->to < own->from)
			config_fault_add(building->reading.faults, &items[i]->at, "a label that ends before it begins");
	}
	if (label && items)
		config_fault_add(building->reading.faults, &label->at, "label and labels; expected one of the two");
	else if (label && settings_expect(&building->reading, label, NODE_SCALAR, "label"))
		area->labels[area->label_count++] = (struct area_label){ label->text, 0, DAY_NONE };
	else if (!label && !items && building->reading.whole)
		config_fault_add(building->reading.faults, &map->at, "\"label\" is missing: the area's name");
}

static void finish_area(struct building *building, struct area *area, const struct node *map)
{
	if (!area->short_name && area->label_count)
		area->short_name = area->labels[area->label_count - 1].label;
	if (area->column || !area->short_name)
		return;
	area->column = area->short_name;
	if (strlen(area->column) > 7)
		config_fault_add(building->reading.faults, &map->at,
			"\"column\" is missing: \"%.40s\" is too wide to head a column of the matrix; expected at most 7 columns",
			area->short_name);
}

void build_areas(struct building *building)
{
	struct config *config = building->config;
	size_t count, ids = 0, keys = 0;
	const struct node **items = build_items(building, building->root, "areas", &count);
	struct seen *seen_ids = seen_new(building, count), *seen_keys = seen_new(building, count);
	config->areas = arena_alloc(&config->arena, (count + 1) * sizeof *config->areas);
	config->area_ids = arena_alloc(&config->arena, (count + 1) * sizeof *config->area_ids);
	for (size_t i = 0; i < count; i++) {
		struct area *area = &config->areas[config->area_count];
		*area = (struct area){ .at = items[i]->at };
		settings_read(&building->reading, SECTION_AREA, items[i], area);
		read_labels(building, items[i], area);
		if (!build_unique(building, "area", items[i], "id", seen_ids, &ids) || !area->id)
			continue;
		build_unique(building, "key", items[i], "key", seen_keys, &keys);
		finish_area(building, area, items[i]);
		config->area_ids[config->area_count++] = area->id;
	}
}

/* ---- sources ------------------------------------------------------------------------------------- */

static void read_form(struct building *building, const struct node *map, struct source *source)
{
	const struct node *form = node_get(map, "form");
	struct str text = { 0 };
	if (!form || !settings_expect(&building->reading, form, NODE_MAP, "form"))
		return;
	source->form_parts = arena_alloc(&building->config->arena, (form->count + 1) * sizeof *source->form_parts);
	for (size_t i = 0; i < form->count; i++) {
		if (!settings_expect(&building->reading, form->items[i], NODE_SCALAR, form->keys[i]->text))
			continue;
		source->form_parts[source->form_count++] = (struct form_part){ form->keys[i]->text, form->items[i]->text };
		str_addf(&text, "%s%s=%s", i ? "&" : "", form->keys[i]->text, form->items[i]->text);
	}
	source->form = arena_dup(&building->config->arena, str_text(&text));
	str_free(&text);
}

void build_sources(struct building *building)
{
	struct config *config = building->config;
	size_t count, ids = 0;
	const struct node **items = build_items(building, building->root, "sources", &count);
	struct seen *seen = seen_new(building, count);
	config->sources = arena_alloc(&config->arena, (count + 1) * sizeof *config->sources);
	for (size_t i = 0; i < count; i++) {
		struct source *source = &config->sources[config->source_count];
		*source = (struct source){ .marking = MARKING_UNKNOWN, .at = items[i]->at };
		settings_read(&building->reading, SECTION_SOURCE, items[i], source);
		read_form(building, items[i], source);
		check_source(building, source, items[i]);
		if (build_unique(building, "source", items[i], "id", seen, &ids) && source->id)
			config->source_count++;
	}
}

/* ---- ratings and keys ---------------------------------------------------------------------------- */

struct filter *build_filter(struct building *building, const struct node *node)
{
	struct known_places places = config_places(building->config);
	struct filter_error error;
	struct filter *filter = filter_parse(&building->config->arena, node->text,
		building->reading.whole ? &places : NULL, &error);
	if (!filter) {
		struct place_in_file at = node->at;
		if (node->text_column)
			at.column = node->text_column + error.column - 1;
		config_fault_add(building->reading.faults, &at, "%s", error.text);
	}
	return filter;
}

void build_ratings(struct building *building)
{
	struct config *config = building->config;
	bool own = node_get(building->root, "ratings") || !building->builtin;
	size_t count;
	const struct node **items = build_items(building, own ? building->root : building->builtin, "ratings", &count);
	config->ratings = arena_alloc(&config->arena, (count + 1) * sizeof *config->ratings);
	for (size_t i = 0; i < count; i++) {
		struct rating_rule *rule = &config->ratings[config->rating_count++];
		const struct node *when = node_get(items[i], "when");
		rule->at = items[i]->at;
		settings_read(&building->reading, SECTION_RATING, items[i], rule);
		if (rule->text)
			rule->when = build_filter(building, when);
	}
}

static void check_key(struct building *building, const struct node *action, const struct node *keys)
{
	const struct config_words *words = building->words;
	size_t count = 0;
	bool known = !words || !words->actions;
	for (; !known && words->actions[count]; count++)
		known = strcmp(words->actions[count], action->text) == 0;
	if (!known)
		config_fault_add(building->reading.faults, &action->at,
			"unknown action \"%.40s\"; expected one that `hubbrief keys` lists%s", action->text,
			did_you_mean(building->reading.arena, action->text, words->actions, count));
	if (words && words->key_valid && !words->key_valid(keys->text))
		config_fault_add(building->reading.faults, &keys->at,
			"\"%.40s\" is no key, or one that may not be bound; expected such as \"x\", \"PgDn\", \"Ctrl-d\" or \"F5\"",
			keys->text);
}

void build_keys(struct building *building)
{
	struct config *config = building->config;
	const struct node *keys = node_get(building->root, "keys");
	if (!keys || !settings_expect(&building->reading, keys, NODE_MAP, "keys"))
		return;
	config->keys = arena_alloc(&config->arena, (keys->count + 1) * sizeof *config->keys);
	for (size_t i = 0; i < keys->count; i++) {
		if (!settings_expect(&building->reading, keys->items[i], NODE_SCALAR, keys->keys[i]->text))
			continue;
		check_key(building, keys->keys[i], keys->items[i]);
		config->keys[config->key_count++] = (struct key_config){ keys->keys[i]->text, keys->items[i]->text,
			keys->keys[i]->at };
	}
}
