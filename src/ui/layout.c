/* Where panes stand: see layout.h. Called by ui/view.c when a view opens, the terminal changes its size, or
 * a pane wants more or fewer rows. Pure arithmetic. */
#include "hubbrief/layout.h"

#include <stdbool.h>
#include <stdlib.h>

#include "hubbrief/mem.h"

/* One child of the box being divided. */
struct part { struct layout_node *node; int least, want, weight, given; bool dropped; };

static int greater(int a, int b)
{
	return a > b ? a : b;
}

/* Inner nodes need what their children need: added up along the box, the largest across it. */
static void sum_needs(struct layout_node *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct layout_node *node = &nodes[i];
		if (node->leaf < 0)
			node->least_rows = node->want_rows = node->least_columns = 0;
		node->least_rows = greater(node->least_rows, node->leaf < 0 ? 0 : 1);
		node->least_columns = greater(node->least_columns, node->leaf < 0 ? 0 : 1);
		node->want_rows = greater(node->want_rows, node->least_rows);
		node->rect = (struct rect){ 0, 0, 0, 0 };
	}
	for (size_t i = count; i-- > 1;) {
		const struct layout_node *node = &nodes[i];
		struct layout_node *box = &nodes[node->parent];
		if (box->is_rows) {
			box->least_rows += node->least_rows;
			box->want_rows += node->want_rows;
			box->least_columns = greater(box->least_columns, node->least_columns);
		} else {
			box->least_rows = greater(box->least_rows, node->least_rows);
			box->want_rows = greater(box->want_rows, node->want_rows);
			box->least_columns += node->least_columns + (box->least_columns ? 1 : 0);
		}
	}
}

/* The boxes that hold the leaf, and its own node. */
static bool *chosen_nodes(const struct layout_node *nodes, size_t count, int leaf)
{
	bool *chosen = mem_array(count, sizeof *chosen);
	for (size_t i = 0; i < count; i++)
		if (leaf >= 0 && nodes[i].leaf == leaf)
			for (int at = (int)i; at >= 0; at = nodes[at].parent)
				chosen[at] = true;
	return chosen;
}

/* When not even the least of all fits, a run of neighbours that holds part `must` stays: from the first on
 * as long as `must` fits too. `gap` columns stand between two parts. */
static void drop_parts(struct part *parts, int count, int must, int room, int gap)
{
	int first = 0, sum = 0, last = 0;
	for (int i = 0; i <= must; i++)
		sum += parts[i].least + (i ? gap : 0);
	while (first < must && sum > room) {
		sum -= parts[first].least + gap;
		first++;
	}
	for (last = must; last + 1 < count && sum + gap + parts[last + 1].least <= room; last++)
		sum += gap + parts[last + 1].least;
	for (int i = 0; i < count; i++)
		parts[i].dropped = i < first || i > last;
}

enum who { EVERY, CONTENTS, SHARES }; /* all parts; those without a weight; those with one */

/* Hands out what is left, one at a time, to the part that has least for its weight. `by_want`: only up to
 * what each wants. Gives what nobody took. */
static int hand_out(struct part *parts, int count, int room, bool by_want, enum who who)
{
	while (room > 0) {
		struct part *next = NULL;
		long next_weight = 1;
		for (int i = 0; i < count; i++) {
			struct part *part = &parts[i];
			long weight = part->weight ? part->weight : 1;
			if (part->dropped || (who == SHARES && !part->weight) || (who == CONTENTS && part->weight) ||
				(by_want && part->given >= part->want))
				continue;
			if (!next || part->given * next_weight < next->given * weight) {
				next = part;
				next_weight = weight;
			}
		}
		if (!next)
			break;
		next->given++;
		room--;
	}
	return room;
}

static int start_parts(struct part *parts, int count, int must, int room, int gap)
{
	bool any = false;
	drop_parts(parts, count, must, room, gap);
	for (int i = 0; i < count; i++) {
		if (parts[i].dropped)
			continue;
		room -= any ? gap : 0;
		any = true;
		parts[i].given = parts[i].least < room ? parts[i].least : greater(room, 0);
		room -= parts[i].given;
	}
	return room;
}

/* Contents first: what takes no share of the rest gets its rows before what does, but on a small screen not
 * more than half of what the focused part could use. Rows that nobody wants stay blank at the end, so that
 * short lists stand together. */
static void divide_rows(struct part *parts, int count, int must, int room)
{
	struct part *focused = &parts[must];
	int half = room / 2;
	room = start_parts(parts, count, must, room, 0);
	for (; focused->weight && room > 0 && focused->given < focused->want && focused->given < half; room--)
		focused->given++;
	room = hand_out(parts, count, room, true, CONTENTS);
	hand_out(parts, count, room, true, SHARES);
}

static void divide_columns(struct part *parts, int count, int must, int room)
{
	bool shares = false;
	room = start_parts(parts, count, must, room, 1);
	for (int i = 0; i < count; i++)
		shares = shares || (parts[i].weight && !parts[i].dropped);
	hand_out(parts, count, room, false, shares ? SHARES : EVERY);
}

static int collect(struct layout_node *nodes, size_t count, int box, const bool *chosen, struct part *parts,
	int *must)
{
	int found = 0;
	*must = 0;
	for (size_t i = (size_t)box + 1; i < count; i++) {
		struct layout_node *node = &nodes[i];
		if (node->parent != box)
			continue;
		if (chosen[i])
			*must = found;
		bool rows = nodes[box].is_rows;
		parts[found++] = (struct part){ node, rows ? node->least_rows : node->least_columns, node->want_rows,
			node->weight, 0, false };
	}
	return found;
}

static void place_children(struct layout_node *nodes, size_t count, int box, const bool *chosen,
	struct part *parts)
{
	int must;
	struct rect rect = nodes[box].rect;
	int found = collect(nodes, count, box, chosen, parts, &must);
	if (!found || rect.rows < 1 || rect.columns < 1)
		return;
	bool rows = nodes[box].is_rows;
	if (rows)
		divide_rows(parts, found, must, rect.rows);
	else
		divide_columns(parts, found, must, rect.columns);
	int at = 0;
	for (int i = 0; i < found; i++) {
		if (parts[i].dropped || !parts[i].given)
			continue;
		if (rows)
			parts[i].node->rect = (struct rect){ rect.row + at, rect.column, parts[i].given, rect.columns };
		else
			parts[i].node->rect = (struct rect){ rect.row, rect.column + at, rect.rows, parts[i].given };
		at += parts[i].given + (rows ? 0 : 1);
	}
}

void layout_place(struct layout_node *nodes, size_t count, struct rect screen, int scroll_to)
{
	if (!count)
		return;
	struct part *parts = mem_array(count, sizeof *parts);
	bool *chosen = chosen_nodes(nodes, count, scroll_to);
	sum_needs(nodes, count);
	nodes[0].rect = screen;
	for (size_t i = 0; i < count; i++)
		if (nodes[i].leaf < 0)
			place_children(nodes, count, (int)i, chosen, parts);
	free(chosen);
	free(parts);
}
