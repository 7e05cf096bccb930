/* Rule 8 for tables: small numbers hidden so that visible totals do not give them away (see rules.h,
 * suppress_table). Pure; called where counts of a sensitive area or measure are laid out.
 *
 * A hidden cell joins its row and its column. Where both totals are shown, its value follows from them
 * exactly when no other chain of hidden cells leads from that row to that column (a bridge of the graph
 * whose nodes are rows and columns). Totals that are not shown join all their lines into one node. */
#include "hubbrief/rules.h"

#include <stdlib.h>

#include "hubbrief/mem.h"

enum { SMALL_BELOW = 5, MOST = SMALL_BELOW - 1 };

struct table {
	const double *cells;
	size_t rows, columns;
	bool row_totals, column_totals;
	int least; /* what a hidden cell holds at least: 0 when zeros are hidden too */
	bool *hidden;
	size_t *group; /* rows first, then columns: union-find */
};

static size_t find(const struct table *t, size_t node)
{
	while (t->group[node] != node)
		node = t->group[node] = t->group[t->group[node]];
	return node;
}

static size_t row_node(const struct table *t, size_t cell)
{
	return t->row_totals ? cell / t->columns : 0;
}

static size_t column_node(const struct table *t, size_t cell)
{
	return t->rows + (t->column_totals ? cell % t->columns : 0);
}

static void join_hidden(const struct table *t, size_t except)
{
	for (size_t i = 0; i < t->rows + t->columns; i++)
		t->group[i] = i;
	for (size_t cell = 0; cell < t->rows * t->columns; cell++)
		if (t->hidden[cell] && cell != except)
			t->group[find(t, row_node(t, cell))] = find(t, column_node(t, cell));
}

/* Non-zero before zero, then the smaller, then the first. */
static bool better(const struct table *t, size_t cell, size_t best)
{
	double a = t->cells[cell], b = t->cells[best];
	if ((a > 0) != (b > 0))
		return a > 0;
	return a < b;
}

/* The next cell to hide for `hidden`, with the groups joined without it: one that closes a second way,
 * else one of its row or column. */
static bool choose_way(const struct table *t, size_t hidden, size_t *chosen)
{
	size_t row = find(t, row_node(t, hidden)), column = find(t, column_node(t, hidden));
	bool found = false, found_closing = false;
	for (size_t cell = 0; cell < t->rows * t->columns; cell++) {
		if (t->hidden[cell])
			continue;
		size_t r = find(t, row_node(t, cell)), c = find(t, column_node(t, cell));
		bool closing = (r == row && c == column) || (r == column && c == row);
		bool near = row_node(t, cell) == row_node(t, hidden) || column_node(t, cell) == column_node(t, hidden);
		if (!closing && (!near || found_closing))
			continue;
		if (!found || (closing && !found_closing) || better(t, cell, *chosen))
			*chosen = cell;
		found = true;
		found_closing |= closing;
	}
	return found;
}

/* Hides one more cell for the first hidden one whose value follows from the totals. */
static bool hide_for_bridge(const struct table *t)
{
	for (size_t cell = 0; cell < t->rows * t->columns; cell++) {
		size_t more;
		if (!t->hidden[cell])
			continue;
		join_hidden(t, cell);
		if (find(t, row_node(t, cell)) != find(t, column_node(t, cell)) && choose_way(t, cell, &more)) {
			t->hidden[more] = true;
			return true;
		}
	}
	return false;
}

/* The sum of a line's hidden cells, known from its total, forces them when all must be at their least, or
 * all at the most a small number can be. Hides one more then. */
static bool hide_for_sum(const struct table *t, size_t first, size_t step, size_t length)
{
	double sum = 0;
	size_t count = 0, more = 0;
	bool found = false, all_small = true;
	for (size_t i = 0; i < length; i++) {
		size_t cell = first + i * step;
		if (t->hidden[cell]) {
			sum += t->cells[cell];
			count++;
			all_small &= t->cells[cell] < SMALL_BELOW;
		} else if (!found || better(t, cell, more)) {
			more = cell;
			found = true;
		}
	}
	bool forced = sum <= (double)count * t->least || (all_small && sum >= (double)count * MOST);
	if (count == 0 || !found || !forced)
		return false;
	t->hidden[more] = true;
	return true;
}

static bool hide_for_sums(const struct table *t)
{
	for (size_t row = 0; t->row_totals && row < t->rows; row++)
		if (hide_for_sum(t, row * t->columns, 1, t->columns))
			return true;
	for (size_t column = 0; t->column_totals && column < t->columns; column++)
		if (hide_for_sum(t, column, t->columns, t->rows))
			return true;
	return false;
}

void suppress_table(const double *cells, size_t rows, size_t columns, bool row_totals, bool column_totals,
	bool strict_zero, bool *hidden)
{
	struct table t = {
		.cells = cells, .rows = rows, .columns = columns, .row_totals = row_totals, .column_totals = column_totals,
		.least = strict_zero ? 0 : 1, .hidden = hidden, .group = mem_array(rows + columns, sizeof *t.group),
	};
	for (size_t i = 0; i < rows * columns; i++)
		hidden[i] = (cells[i] > 0 && cells[i] < SMALL_BELOW) || (strict_zero && cells[i] == 0);
	if (row_totals || column_totals)
		while (hide_for_bridge(&t) || hide_for_sums(&t))
			;
	free(t.group);
}
