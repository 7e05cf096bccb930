/* Where panes stand: a view's boxes and a size give rectangles. Pure; inside the screen, no overlap, at
 * every size from 1×1. */
#ifndef HUBBRIEF_LAYOUT_H
#define HUBBRIEF_LAYOUT_H

#include <stddef.h>

#include "hubbrief/grid.h"

/* One leaf after `each` was unrolled and boxes for larger terminals were dropped. */
struct layout_node {
	int parent;          /* index, −1 the root */
	int is_rows;         /* of an inner node */
	int leaf;            /* index of the pane, −1 an inner node */
	int weight;          /* of rows: who gets more while not all get what they want, 0 before the others; of
	                      * columns: share of the width */
	int least_rows, want_rows; /* of a leaf; an inner node's come from its children */
	int least_columns;
	struct rect rect;    /* result; rows 0 when there was no room */
};

/* Fills every node's rect. Nodes come parents first. `scroll_to`: the leaf that must have its rows even
 * when not all fit (the focused one), −1 none. */
void layout_place(struct layout_node *nodes, size_t count, struct rect screen, int scroll_to);

#endif
