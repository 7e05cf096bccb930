/* One view of the board: see view.h. Called by board.c, in the dashboard. The tree of boxes stays the
 * configuration's; it is walked once to make the panes and at each layout to place them, in the same order. */
#include "hubbrief/view.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_ROWS = 2, LEAST_COLUMNS = 10 };

/* ---- opening ------------------------------------------------------------------------------------ */

/* Views that a configuration may leave out. */
static const struct fallback { const char *name; struct pane_config pane; } fallbacks[] = {
	{ "overview", { .kind = "matrix" } }, { "hub", { .kind = "list", .title = "{area}", .each = "area" } },
	{ "area", { .kind = "list", .title = "{hub}", .each = "hub" } }, { "detail", { .kind = "detail" } },
	{ "source", { .kind = "sources" } }, { "sources", { .kind = "sources" } }, { "help", { .kind = "help" } },
};

static int copies(const struct pane_config *setup, const struct config *config, int *first)
{
	bool hubs = str_same(setup->each, "hub"), areas = str_same(setup->each, "area");
	*first = hubs ? -1 : 0; /* the countywide row is one of them */
	return hubs ? (int)config->hub_count + 1 : areas ? (int)config->area_count : 1;
}

static void bind_filter(struct view *view, struct slot *slot, const struct config *config)
{
	struct pane *pane = &slot->pane;
	struct filter *filter = pane->setup->filter;
	if (!filter)
		filter = filter_parse(&view->arena, "", NULL, &(struct filter_error){ 0 });
	if (pane->hub != PLACE_ANY)
		filter = filter_and(&view->arena, filter,
			filter_word(&view->arena, BY_HUB, pane->hub < 0 ? "countywide" : config->hubs[pane->hub].id));
	if (pane->area != PLACE_ANY)
		filter = filter_and(&view->arena, filter, filter_word(&view->arena, BY_AREA, config->areas[pane->area].id));
	pane->filter = filter;
}

static void add_pane(struct view *view, const struct pane_config *setup, int hub, int area, const struct pane_env *env)
{
	const struct pane_ops *ops = pane_named(setup->kind);
	if (!ops)
		return;
	view->slots = mem_grow(view->slots, view->count + 1, sizeof *view->slots);
	struct slot *slot = &view->slots[view->count++];
	*slot = (struct slot){ .pane = { .ops = ops, .setup = setup, .hub = hub, .area = area,
		.record = view->place.record } };
	slot->follows = view->place.record < 0 && !strcmp(setup->kind, "detail");
	bind_filter(view, slot, env->config);
	ops->open(&slot->pane, env);
}

static void add_panes(struct view *view, const struct pane_config *setup, const struct pane_env *env)
{
	int first, count = copies(setup, env->config, &first);
	for (int i = 0; i < count; i++) {
		bool hubs = str_same(setup->each, "hub"), areas = str_same(setup->each, "area");
		add_pane(view, setup, hubs ? first + i : view->place.hub, areas ? first + i : view->place.area, env);
	}
}

static void add_boxes(struct view *view, const struct box *box, const struct pane_env *env)
{
	if (box->type == BOX_PANE)
		add_panes(view, box->pane, env);
	for (size_t i = 0; i < box->child_count; i++)
		add_boxes(view, &box->children[i], env);
}

/* A view of one pane, in the arena of the view. */
static const struct box *fallback_box(struct view *view, const char *name)
{
	for (size_t i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++) {
		if (strcmp(fallbacks[i].name, name))
			continue;
		struct box *root = arena_alloc(&view->arena, 2 * sizeof *root);
		struct pane_config *pane = arena_alloc(&view->arena, sizeof *pane);
		*pane = fallbacks[i].pane;
		root[0] = (struct box){ .type = BOX_ROWS, .children = &root[1], .child_count = 1, .weight = 1 };
		root[1] = (struct box){ .type = BOX_PANE, .pane = pane, .weight = 1 };
		return root;
	}
	return NULL;
}

struct view *view_open(struct place place, const struct pane_env *env)
{
	struct view *view = mem_alloc(sizeof *view);
	const struct view_config *setup = config_view(env->config, place.name);
	view->place = place;
	view->focus = -1;
	view->title = setup ? setup->title : NULL;
	view->root = setup ? &setup->root : fallback_box(view, place.name);
	if (view->root)
		add_boxes(view, view->root, env);
	if (view->count)
		return view;
	view_close(view);
	return NULL;
}

void view_close(struct view *view)
{
	if (!view)
		return;
	for (size_t i = 0; i < view->count; i++) {
		view->slots[i].pane.ops->close(&view->slots[i].pane);
		free(view->slots[i].user_filter);
		free(view->slots[i].user_sort);
	}
	free(view->slots);
	arena_free(&view->arena);
	free(view);
}

/* ---- loading ------------------------------------------------------------------------------------ */

static bool box_shown(const struct box *box, const struct pane_env *env)
{
	return env->screen_rows >= box->from_rows && env->screen_columns >= box->from_columns;
}

/* Which panes the terminal has room for, in the order in which they were made. */
static void mark_shown(struct view *view, const struct box *box, const struct pane_env *env, bool shown, size_t *at)
{
	shown = shown && box_shown(box, env);
	if (box->type == BOX_PANE && pane_named(box->pane->kind)) {
		int first, count = copies(box->pane, env->config, &first);
		for (int i = 0; i < count && *at < view->count; i++)
			view->slots[(*at)++].shown = shown;
	}
	for (size_t i = 0; i < box->child_count; i++)
		mark_shown(view, &box->children[i], env, shown, at);
}

bool view_load(struct view *view, const struct pane_env *env, bool all, struct error *error)
{
	size_t at = 0;
	bool good = true;
	mark_shown(view, view->root, env, true, &at);
	for (size_t i = 0; i < view->count; i++) {
		struct slot *slot = &view->slots[i];
		slot->loaded = slot->loaded && !all;
		if (slot->shown && !slot->loaded && good)
			good = slot->loaded = slot->pane.ops->load(&slot->pane, env, error);
	}
	return good;
}

/* ---- layout and drawing ------------------------------------------------------------------------- */

struct placing {
	struct view *view;
	const struct pane_env *env;
	struct layout_node *nodes;
	size_t count, at; /* at: the next pane */
};

static int add_node(struct placing *placing, int parent, int weight)
{
	placing->nodes = mem_grow(placing->nodes, placing->count + 1, sizeof *placing->nodes);
	placing->nodes[placing->count] = (struct layout_node){ .parent = parent, .leaf = -1, .weight = weight };
	return (int)placing->count++;
}

static void add_leaves(struct placing *placing, const struct pane_config *setup, int parent, int weight)
{
	int first, count = copies(setup, placing->env->config, &first);
	for (int i = 0; i < count && placing->at < placing->view->count; i++, placing->at++) {
		if (!placing->view->slots[placing->at].shown)
			continue;
		int own = add_node(placing, parent, weight);
		struct layout_node *leaf = &placing->nodes[own];
		leaf->leaf = (int)placing->at;
		leaf->least_rows = leaf->want_rows = setup->min_rows ? setup->min_rows : LEAST_ROWS;
		leaf->least_columns = setup->min_columns ? setup->min_columns : LEAST_COLUMNS;
	}
}

static void add_box_nodes(struct placing *placing, const struct box *box, int parent)
{
	if (box->type == BOX_PANE) {
		if (pane_named(box->pane->kind))
			add_leaves(placing, box->pane, parent, box->weight);
		return;
	}
	int own = add_node(placing, parent, box->weight);
	placing->nodes[own].is_rows = box->type == BOX_ROWS;
	for (size_t i = 0; i < box->child_count; i++)
		add_box_nodes(placing, &box->children[i], own);
}

/* Boxes that hold nothing shown would still take columns. */
static size_t without_empty(struct layout_node *nodes, size_t count)
{
	int *becomes = mem_array(count, sizeof *becomes);
	bool *used = mem_array(count, sizeof *used);
	size_t kept = 0;
	for (size_t i = count; i-- > 0;) {
		used[i] = used[i] || nodes[i].leaf >= 0 || i == 0;
		if (used[i] && i > 0)
			used[nodes[i].parent] = true;
	}
	for (size_t i = 0; i < count; i++) {
		if (!used[i])
			continue;
		becomes[i] = (int)kept;
		nodes[kept] = nodes[i];
		if (nodes[kept].parent >= 0)
			nodes[kept].parent = becomes[nodes[kept].parent];
		kept++;
	}
	free(becomes);
	free(used);
	return kept;
}

static void zoom_focused(struct view *view, struct rect room)
{
	for (size_t i = 0; i < view->count; i++)
		view->slots[i].pane.rect = (int)i == view->focus ? room : (struct rect){ 0, 0, 0, 0 };
}

/* The width of a pane does not depend on anyone's rows: placed once for the widths, it is asked how many
 * rows it wants at its width, then placed for good. */
void view_layout(struct view *view, const struct pane_env *env, struct rect room)
{
	struct placing placing = { .view = view, .env = env };
	if (view->zoom && view->focus >= 0) {
		zoom_focused(view, room);
		return;
	}
	add_box_nodes(&placing, view->root, -1);
	placing.count = without_empty(placing.nodes, placing.count);
	layout_place(placing.nodes, placing.count, room, view->focus);
	for (size_t i = 0; i < placing.count; i++) {
		struct layout_node *node = &placing.nodes[i];
		if (node->leaf < 0)
			continue;
		const struct pane *pane = &view->slots[node->leaf].pane;
		int columns = node->rect.columns ? node->rect.columns : room.columns;
		int want = pane->ops->want_rows ? pane->ops->want_rows(pane, env, columns) : room.rows;
		node->want_rows = want > node->least_rows ? want : node->least_rows;
	}
	layout_place(placing.nodes, placing.count, room, view->focus);
	for (size_t i = 0; i < view->count; i++)
		view->slots[i].pane.rect = (struct rect){ 0, 0, 0, 0 };
	for (size_t i = 0; i < placing.count; i++)
		if (placing.nodes[i].leaf >= 0)
			view->slots[placing.nodes[i].leaf].pane.rect = placing.nodes[i].rect;
	free(placing.nodes);
}

void view_draw(struct view *view, const struct pane_env *env, struct grid *grid)
{
	for (size_t i = 0; i < view->count; i++) {
		struct slot *slot = &view->slots[i];
		if (slot->pane.rect.rows > 0 && slot->loaded)
			slot->pane.ops->draw(&slot->pane, env, grid, (int)i == view->focus);
	}
}

/* ---- focus -------------------------------------------------------------------------------------- */

static bool can_focus(const struct slot *slot)
{
	return slot->shown && slot->pane.ops->focusable && !slot->follows;
}

struct pane *view_focused(const struct view *view)
{
	return view->focus >= 0 ? &view->slots[view->focus].pane : NULL;
}

struct target view_target(const struct view *view, const struct pane_env *env)
{
	const struct pane *pane = view_focused(view);
	if (pane && pane->ops->target && view->slots[view->focus].loaded)
		return pane->ops->target(pane, env);
	return (struct target){ .type = TARGET_NONE, .number = -1, .hub = PLACE_ANY, .area = PLACE_ANY };
}

void view_focus_first(struct view *view, const struct pane_env *env)
{
	int first = -1;
	for (size_t i = 0; i < view->count; i++) {
		if (!can_focus(&view->slots[i]))
			continue;
		first = first < 0 ? (int)i : first;
		view->focus = (int)i;
		enum target_type type = view_target(view, env).type;
		if (type == TARGET_RECORD || type == TARGET_SOURCE)
			return;
	}
	view->focus = first < 0 && view->count ? 0 : first;
}

bool view_focus_step(struct view *view, int step, bool around)
{
	int count = (int)view->count, at = view->focus;
	for (int i = 0; i < count; i++) {
		at += step;
		if (at < 0 || at >= count) {
			if (!around)
				return false;
			at = at < 0 ? count - 1 : 0;
		}
		if (can_focus(&view->slots[at])) {
			bool moved = at != view->focus;
			view->focus = at;
			return moved;
		}
	}
	return false;
}

bool view_focus_area(struct view *view, int area)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->slots[i].pane.area == area && view->slots[i].pane.ops->focusable) {
			view->focus = (int)i;
			view->touched = true;
			return true;
		}
	return false;
}

bool view_follow(struct view *view, const struct pane_env *env)
{
	struct target target = view_target(view, env);
	int64_t record = target.type == TARGET_RECORD ? target.number : -1;
	bool changed = false;
	for (size_t i = 0; i < view->count; i++) {
		struct slot *slot = &view->slots[i];
		if (!slot->follows || !slot->shown || slot->pane.record == record)
			continue;
		slot->pane.record = record;
		slot->loaded = false;
		changed = true;
	}
	return changed;
}

/* ---- the user's own filter and sort --------------------------------------------------------------- */

bool view_filter(struct view *view, const struct pane_env *env, const char *text, struct filter_error *error)
{
	struct known_places places = config_places(env->config);
	struct slot *slot = view->focus >= 0 ? &view->slots[view->focus] : NULL;
	struct filter *own = NULL;
	if (!slot)
		return true;
	if (*text && !(own = filter_parse(&view->arena, text, &places, error)))
		return false;
	free(slot->user_filter);
	slot->user_filter = *text ? mem_dup(text) : NULL;
	bind_filter(view, slot, env->config);
	slot->pane.filter = filter_and(&view->arena, slot->pane.filter, own);
	slot->pane.filtered = own != NULL;
	slot->loaded = false;
	return true;
}

const char *view_sort(struct view *view, bool invert)
{
	static const char *const sorts[] = { "rank", "due", "updated", "title", "owner", "kind" };
	enum { SORTS = sizeof sorts / sizeof *sorts };
	struct slot *slot = &view->slots[view->focus];
	const char *now = slot->pane.sort ? slot->pane.sort : slot->pane.setup->sort ? slot->pane.setup->sort : "rank";
	bool inverted = *now == '-';
	size_t next = 0;
	if (invert && !strcmp(now, "rank"))
		return now; /* what wants the room most stands first, or nothing does */
	for (size_t i = 0; i < SORTS; i++)
		if (!strcmp(sorts[i], now + inverted))
			next = (i + 1) % SORTS;
	char *sort = invert ? mem_printf("%s%s", inverted ? "" : "-", now + inverted) : mem_dup(sorts[next]);
	free(slot->user_sort);
	slot->pane.sort = slot->user_sort = sort;
	slot->loaded = false;
	return sort;
}
