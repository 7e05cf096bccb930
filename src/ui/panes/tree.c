/* The tree pane: strategies, their objectives and what delivers them. Records alone make it: an objective stands
 * under its `parent` in the order of `number`; what it refers to, and what refers to it, stands below it. What is
 * tagged contest is shown by its title and nothing else (domain.md §1, row 38). Left folds, Right unfolds, without
 * a query. Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/panes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 500, MOST_DEPTH = 6, MOST_FOLDED = 64, ROOT = -1 };

struct node {
	const struct record *record;
	const struct row *row;
	int parent;        /* index, ROOT none */
	const char *under; /* id of a parent that is no record of its own; NULL */
	bool seen;         /* already drawn: a circle of parents ends there */
};

struct tree_state {
	struct roll roll; /* first: see roll_pane_open */
	struct gathered *list; /* owned; NULL before the first load */
	struct node *nodes;
	size_t count, room;
	int64_t folded[MOST_FOLDED];
	size_t folded_count;
};

/* ---- what hangs where ---------------------------------------------------------------------------- */

static void node_add(struct tree_state *state, size_t record, int parent)
{
	if (state->count == state->room) {
		state->room = state->room ? state->room * 2 : 64;
		state->nodes = mem_grow(state->nodes, state->room, sizeof *state->nodes);
	}
	state->nodes[state->count++] = (struct node){ .record = state->list->records[record], .row = state->list->rows[record],
		.parent = parent };
}

static int record_with(const struct gathered *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->rows[i]->id, id) == 0)
			return (int)i;
	return -1;
}

static bool hangs_there(const struct tree_state *state, int64_t n, int parent)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->nodes[i].row->n == n && state->nodes[i].parent == parent)
			return true;
	return false;
}

/* The objectives come first in the nodes, so that an index of a record below `objectives` is that of its node. */
static void hang_objectives(struct tree_state *state, size_t objectives)
{
	for (size_t i = 0; i < objectives; i++) {
		const char *parent = record_text(state->list->records[i], FIELD_PARENT);
		int above = *parent ? record_with(state->list, parent) : ROOT;
		bool known = above >= 0 && (size_t)above < objectives && (size_t)above != i;
		node_add(state, i, known ? above : ROOT);
		state->nodes[i].under = *parent && !known ? parent : NULL;
	}
}

static void hang(struct tree_state *state, int record, size_t objectives, int parent)
{
	if (record >= (int)objectives && !hangs_there(state, state->list->rows[record]->n, parent))
		node_add(state, (size_t)record, parent);
}

/* What an objective refers to, objectives apart: those hang by their parent. */
static void hang_refs(struct tree_state *state, const struct pane_env *env, size_t objectives)
{
	for (size_t i = 0; i < objectives; i++) {
		const struct words *refs = &state->list->records[i]->value[FIELD_REFS].as.words;
		size_t count = state->list->records[i]->value[FIELD_REFS].set ? refs->count : 0;
		for (size_t r = 0; r < count && state->list->count < 2 * MOST; r++) {
			int record = record_with(state->list, refs->at[r]);
			if (record < 0)
				record = gathered_add(state->list, env->store, &env->moment, store_number(env->store, NULL, refs->at[r]));
			hang(state, record, objectives, (int)i);
		}
	}
}

static void hang_referrers(struct tree_state *state, size_t objectives, size_t loaded)
{
	for (size_t i = objectives; i < loaded; i++) {
		const struct value *refs = &state->list->records[i]->value[FIELD_REFS];
		for (size_t r = 0; refs->set && r < refs->as.words.count; r++) {
			int above = record_with(state->list, refs->as.words.at[r]);
			if (above >= 0 && (size_t)above < objectives)
				hang(state, (int)i, objectives, above);
		}
	}
}

/* ---- order --------------------------------------------------------------------------------------- */

static bool title_only(const struct record *record)
{
	return record_has_word(record, FIELD_TAGS, "contest");
}

/* "2" before "10", "1.2" before "1.10"; nothing after everything. */
static int number_order(const char *a, const char *b)
{
	if (!*a || !*b)
		return (*a == '\0') - (*b == '\0');
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *after_a, *after_b;
			unsigned long x = strtoul(a, &after_a, 10), y = strtoul(b, &after_b, 10);
			if (x != y)
				return x < y ? -1 : 1;
			a = after_a;
			b = after_b;
		} else if (*a != *b)
			return *a < *b ? -1 : 1;
		else {
			a++;
			b++;
		}
	}
	return (*a != '\0') - (*b != '\0');
}

static int node_order(const struct node *a, const struct node *b)
{
	bool x = a->record->kind == KIND_OBJECTIVE, y = b->record->kind == KIND_OBJECTIVE;
	const char *under_a = a->under ? a->under : "", *under_b = b->under ? b->under : "";
	int order = x != y ? (x ? -1 : 1) : title_only(a->record) - title_only(b->record);

	if (!order)
		order = strcmp(under_a, under_b);

	if (!order && x)
		order = number_order(record_text(a->record, FIELD_NUMBER), record_text(b->record, FIELD_NUMBER));
	return order ? order : strcmp(a->row->id, b->row->id);
}

/* The nodes below one, in order. In the roll's arena. */
static size_t children_of(struct tree_state *state, int parent, int **children)
{
	size_t count = 0;

	*children = arena_alloc(&state->roll.arena, (state->count + 1) * sizeof **children);
	for (size_t i = 0; i < state->count; i++) {
		if (state->nodes[i].parent != parent)
			continue;
		size_t at = count++;
		for (; at && node_order(&state->nodes[(*children)[at - 1]], &state->nodes[i]) > 0; at--)
			(*children)[at] = (*children)[at - 1];
		(*children)[at] = (int)i;
	}
	return count;
}

/* ---- lines --------------------------------------------------------------------------------------- */

static bool is_folded(const struct tree_state *state, int64_t n)
{
	for (size_t i = 0; i < state->folded_count; i++)
		if (state->folded[i] == n)
			return true;
	return false;
}

/* The number stands before the title unless the title says it itself. */
static void node_title(const struct node *node, struct str *out)
{
	const char *number = record_text(node->record, FIELD_NUMBER), *title = node->row->title;

	if (node->record->kind != KIND_OBJECTIVE) {
		str_addf(out, "%s: ", kind_table[node->record->kind].singular);
		line_title(node->row, out);
		return;
	}
	if (*number && !strstr(title, number))
		str_addf(out, "%s  ", number);
	str_addf(out, "%s%s", title, node->row->york ? " (+York)" : "");
}

/* ": 3 AMBER, 3 ok", over the objectives below. */
static void rollup(const struct tree_state *state, const int *children, size_t count, struct str *out)
{
	static const char ratings[] = "RAGB";
	const char *separator = ": ";

	for (const char *rating = ratings; *rating; rating++) {
		int found = 0;
		for (size_t i = 0; i < count; i++) {
			const struct node *child = &state->nodes[children[i]];
			found += child->record->kind == KIND_OBJECTIVE && child->row->rating == *rating;
		}
		if (found)
			str_addf(out, "%s%d %s", separator, found, rating_word(*rating));
		separator = found ? ", " : separator;
	}
}

static void node_when(const struct node *node, const struct pane_env *env, struct str *out)
{
	day_t ends = node->row->ends, today = env->moment.today;

	if (node->record->kind != KIND_OBJECTIVE) {
		if (node->record->kind != KIND_MEASURE)
			line_when(node->row, &env->moment, true, out);
		return;
	}
	if (node->parent == ROOT && !node->under && ends != DAY_NONE)
		days_text(ends, today, out);
	else if (node->row->progress >= 0)
		str_addf(out, "%d %%", node->row->progress);
}

static void node_why(const struct node *node, const struct pane_env *env, struct str *out)
{
	const char *note = record_text(node->record, FIELD_NOTE);

	if (node->record->kind == KIND_MILESTONE) {
		milestone_why(node->record, node->row, env->moment.today, out);
		return;
	}
	brief_why_row(node->row, &env->moment, env->config, out);
	if (*note && node->record->kind == KIND_OBJECTIVE)
		str_addf(out, " %s", note);
}

static void add_line(struct tree_state *state, const struct node *node, int depth, const int *children, size_t count,
	const struct pane_env *env)
{
	struct roll *roll = &state->roll;
	struct str text = { 0 };
	bool bare = title_only(node->record), folded = count && is_folded(state, node->row->n);
	const char *word = bare || node->row->rating == '-' || !node->row->rating ? "" : rating_word(node->row->rating);

	node_title(node, &text);
	if (!bare)
		rollup(state, children, count, &text);
	if (folded) {
		str_add(&text, " (folded: ");
		plural((int)count, "part)", "parts)", &text);
	}
	struct roll_line *line = roll_add(roll, node->row->n, role_of_rating(node->row->rating), word, str_text(&text));
	str_reset(&text);
	line->depth = depth;
	if (bare) {
		line->why = "a title only: this is governed apart from the partnership.";
		str_free(&text);
		return;
	}
	node_when(node, env, &text);
	line->when = roll_keep(roll, &text);
	line->when_role = node->row->flags & 1U << FLAG_OVERDUE ? ROLE_LATE : ROLE_TEXT;
	line->owner = arena_dup(&roll->arena, node->row->owner);
	node_why(node, env, &text);
	line->why = roll_keep(roll, &text);
	str_free(&text);
}

/* A parent that is no record: its id in words over what names it. */
static void add_heading(struct tree_state *state, const char *id)
{
	struct str text = { 0 };

	plain_word(id, &text);
	if (text.length)
		text.at[0] = (char)toupper((unsigned char)text.at[0]);
	roll_heading(&state->roll, str_text(&text));
	str_free(&text);
}

static void add_node(struct tree_state *state, int index, int depth, const struct pane_env *env)
{
	struct node *node = &state->nodes[index];
	int *children = NULL;

	if (node->seen || depth > MOST_DEPTH)
		return;
	node->seen = true;
	size_t count = node->record->kind == KIND_OBJECTIVE ? children_of(state, index, &children) : 0;
	add_line(state, node, depth, children, count, env);
	for (size_t i = 0; i < count && !is_folded(state, node->row->n); i++)
		add_node(state, children[i], depth + 1, env);
}

static void make_lines(struct tree_state *state, const struct pane_env *env)
{
	const char *under = NULL;
	int *roots;

	roll_clear(&state->roll);
	for (size_t i = 0; i < state->count; i++)
		state->nodes[i].seen = false;
	size_t count = children_of(state, ROOT, &roots);
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &state->nodes[roots[i]];
		if (node->under && !str_same(node->under, under))
			add_heading(state, node->under);
		under = node->under;
		add_node(state, roots[i], 0, env);
	}
}

/* ---- the pane ------------------------------------------------------------------------------------ */

static void tree_open(struct pane *pane, const struct pane_env *env)
{
	struct tree_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->roll.focused = -1;
	pane->state = state;
}

static void tree_forget(struct tree_state *state)
{
	if (state->list)
		gathered_free(state->list);
	free(state->list);
	state->list = NULL;
	state->count = 0;
}

static void tree_close(struct pane *pane)
{
	struct tree_state *state = pane->state;

	tree_forget(state);
	free(state->nodes);
	roll_pane_close(pane);
}

static bool tree_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct tree_state *state = pane->state;
	struct gathered *list = mem_alloc(sizeof *list);
	bool fine = brief_gather(env->store, &env->moment, "kind:objective -status:withdrawn", pane->filter, "id", MOST, list, error);

	size_t objectives = list->count;
	fine = fine && brief_gather(env->store, &env->moment, "kind:milestone,campaign,body,meeting -status:withdrawn", NULL, "id",
		MOST, list, error);
	if (!fine) {
		gathered_free(list);
		free(list);
		return false;
	}
	tree_forget(state);
	state->list = list;
	hang_objectives(state, objectives);
	hang_referrers(state, objectives, list->count);
	hang_refs(state, env, objectives);
	make_lines(state, env);
	roll_settle(&state->roll, pane);
	return true;
}

static const struct node *node_focused(const struct tree_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->nodes[i].row->n == state->roll.focused)
			return &state->nodes[i];
	return NULL;
}

static bool has_children(const struct tree_state *state, const struct node *node)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->nodes[i].parent == (int)(node - state->nodes))
			return true;
	return false;
}

static void unfold(struct tree_state *state, int64_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < state->folded_count; i++)
		if (state->folded[i] != n)
			state->folded[kept++] = state->folded[i];
	state->folded_count = kept;
}

/* Left on what cannot be folded goes to what it is part of. */
static unsigned fold(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct tree_state *state = pane->state;
	const struct node *node = node_focused(state);
	bool folded = node && is_folded(state, node->row->n);

	if (!node)
		return EFFECT_HANDLED;
	if (action == ACTION_RIGHT && !folded)
		return EFFECT_HANDLED;
	if (action == ACTION_RIGHT)
		unfold(state, node->row->n);
	else if (!folded && has_children(state, node) && state->folded_count < MOST_FOLDED)
		state->folded[state->folded_count++] = node->row->n;
	else if (node->parent >= 0)
		state->roll.focused = state->nodes[node->parent].row->n;
	else
		return EFFECT_HANDLED;
	make_lines(state, env);
	roll_settle(&state->roll, pane);
	return EFFECT_HANDLED | EFFECT_REDRAW;
}

static unsigned tree_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	if (action == ACTION_LEFT || action == ACTION_RIGHT)
		return fold(pane, env, action);
	return roll_pane_act(pane, env, action);
}

static void tree_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	roll_pane_draw(pane, env, grid, focused, "STRATEGIES AND DUTIES", "no objective is kept here");
}

const struct pane_ops pane_tree = {
	.name = "tree", .help = "strategies, their objectives and what delivers them; Left folds, Right unfolds",
	.focusable = true, .filters = true, .open = tree_open, .close = tree_close, .load = tree_load, .want_rows = roll_pane_want_rows,
	.draw = tree_draw, .act = tree_act, .target = roll_pane_target, .why = roll_pane_why, .find = roll_pane_find,
};
