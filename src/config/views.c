/* Views out of their nodes: boxes of rows and columns down to panes. Views that the file does not name
 * come from the built-in configuration. Called by config.c. */
#include <string.h>

#include "hubbrief/build.h"

static void check_pane_kind(struct building *building, const struct pane_config *pane, const struct node *map)
{
	const char *const *kinds = building->words ? building->words->pane_kinds : NULL;
	size_t count = 0;
	if (!kinds || !pane->kind)
		return;
	for (; kinds[count]; count++)
		if (strcmp(kinds[count], pane->kind) == 0)
			return;
	struct str list = { 0 };
	for (size_t i = 0; i < count; i++)
		str_addf(&list, "%s%s", i ? ", " : "", kinds[i]);
	config_fault_add(building->reading.faults, &node_get(map, "pane")->at,
		"unknown pane kind \"%.40s\"; expected one of %s%s", pane->kind, str_text(&list),
		did_you_mean(building->reading.arena, pane->kind, kinds, count));
	str_free(&list);
}

static void check_sort(struct building *building, const struct pane_config *pane, const struct node *map)
{
	const char *names[FIELD_COUNT + 1];
	const char *name = pane->sort && *pane->sort == '-' ? pane->sort + 1 : pane->sort;
	size_t count = 0;
	if (!name || !node_get(map, "sort"))
		return;
	names[count++] = "rank";
	for (int i = 0; i < FIELD_COUNT; i++)
		if (field_table[i].column)
			names[count++] = field_table[i].name;
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return;
	config_fault_add(building->reading.faults, &node_get(map, "sort")->at,
		"cannot sort by \"%.40s\"; expected rank, due, updated, title or another field that is listed%s", name,
		did_you_mean(building->reading.arena, name, names, count));
}

static void build_pane(struct building *building, const struct node *map, struct box *box)
{
	struct arena *arena = &building->config->arena;
	struct pane_config *pane = arena_alloc(arena, sizeof *pane);
	const struct node *filter = node_get(map, "filter");
	pane->at = map->at;
	settings_read(&building->reading, SECTION_PANE, map, pane);
	check_pane_kind(building, pane, map);
	check_sort(building, pane, map);
	if (!pane->filter_text)
		pane->filter_text = "";
	if (filter && filter->type == NODE_SCALAR)
		pane->filter = build_filter(building, filter);
	else
		pane->filter = filter_parse(arena, "", NULL, &(struct filter_error){ 0 });
	*box = (struct box){ .type = BOX_PANE, .pane = pane, .weight = pane->weight, .from_rows = pane->from_rows,
		.from_columns = pane->from_columns };
}

static void build_box(struct building *building, const struct node *map, struct box *box);

static void build_children(struct building *building, const struct node *map, struct box *box)
{
	const struct node *rows = node_get(map, "rows"), *columns = node_get(map, "columns");
	size_t count;
	if (rows && columns)
		config_fault_add(building->reading.faults, &columns->at, "rows and columns in one box; expected one of the two");
	const struct node **items = build_items(building, map, rows ? "rows" : "columns", &count);
	box->type = rows ? BOX_ROWS : BOX_COLUMNS;
	box->children = arena_alloc(&building->config->arena, (count + 1) * sizeof *box->children);
	for (size_t i = 0; i < count; i++)
		build_box(building, items[i], &box->children[box->child_count++]);
}

/* A box of boxes, even when its key is misspelt: its faults are then those of a box. */
static bool has_boxes(const struct node *map)
{
	static const char *const keys[] = { "rows", "columns" };
	for (size_t i = 0; i < map->count && !node_get(map, "pane"); i++)
		if (str_nearest(map->keys[i]->text, keys, 2))
			return true;
	return false;
}

static void build_box(struct building *building, const struct node *map, struct box *box)
{
	if (!has_boxes(map)) {
		build_pane(building, map, box);
		return;
	}
	settings_read(&building->reading, SECTION_BOX, map, box);
	build_children(building, map, box);
}

static void build_view(struct building *building, const struct node *name, const struct node *map)
{
	struct config *config = building->config;
	struct view_config *view = &config->views[config->view_count++];
	*view = (struct view_config){ .name = name->text, .at = name->at };
	if (!is_name(name->text))
		config_fault_add(building->reading.faults, &name->at, "view \"%.40s\"; expected a short name of a-z, 0-9, - and _",
			name->text);
	if (!settings_expect(&building->reading, map, NODE_MAP, name->text))
		return;
	settings_read(&building->reading, SECTION_VIEW, map, view);
	view->root.weight = 1;
	if (node_get(map, "rows") || node_get(map, "columns"))
		build_children(building, map, &view->root);
	else if (building->reading.whole)
		config_fault_add(building->reading.faults, &map->at, "a view without rows or columns; expected one of the two");
}

static size_t map_size(const struct node *map)
{
	return map && map->type == NODE_MAP ? map->count : 0;
}

void build_views(struct building *building)
{
	struct config *config = building->config;
	const struct node *own = node_get(building->root, "views"), *others = node_get(building->builtin, "views");
	if (own)
		settings_expect(&building->reading, own, NODE_MAP, "views");
	config->views = arena_alloc(&config->arena, (map_size(own) + map_size(others) + 1) * sizeof *config->views);
	for (size_t i = 0; i < map_size(own); i++)
		build_view(building, own->keys[i], own->items[i]);
	for (size_t i = 0; i < map_size(others); i++)
		if (!config_view(config, others->keys[i]->text))
			build_view(building, others->keys[i], others->items[i]);
}
