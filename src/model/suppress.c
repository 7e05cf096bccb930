/* Rule 8 over sums: small numbers hidden so that what is shown beside them does not give them away (see rules.h,
 * suppress_sums). Pure. Called by store/groups.c, in the feeder.
 *
 * Who reads the board knows every shown cell, that each total is the sum of its parts, and that a number told as
 * "<5" is 1 to 4. A hidden cell falls to them when the equations leave it one value (elimination), or when its
 * bounds meet (two hidden ones that make 2 are 1 and 1). Then one more cell is hidden, until none falls. */
#include "hubbrief/rules.h"

#include <math.h>
#include <stdlib.h>

#include "hubbrief/mem.h"

enum {
	SMALL_BELOW = 5,
	UNKNOWN_MOST = 200, /* beyond, elimination would keep the feeder busy: everything beside a hidden cell is hidden */
	ROUNDS_MOST = 100,
};

struct problem {
	const double *values;
	size_t count;
	const struct sum *sums;
	size_t sum_count;
	bool *hidden;
	double *low, *high; /* of each cell, as its reader can bound it */
};

/* A sum as an equation: its parts count 1 and its total −1, and together they make nothing. Member 0 is the total. */
static size_t members(const struct sum *sum)
{
	return sum->part_count + 1;
}

static size_t member(const struct sum *sum, size_t i)
{
	return i ? sum->parts[i - 1] : sum->total;
}

static double sign(size_t i)
{
	return i ? 1 : -1;
}

static size_t hidden_in(const struct problem *p, const struct sum *sum)
{
	size_t hidden = 0;
	for (size_t i = 0; i < members(sum); i++)
		hidden += p->hidden[member(sum, i)];
	return hidden;
}

static bool has(const struct sum *sum, size_t cell)
{
	for (size_t i = 0; i < members(sum); i++)
		if (member(sum, i) == cell)
			return true;
	return false;
}

/* ---- choosing ---------------------------------------------------------------------------------- */

struct candidate {
	bool total, zero;
	size_t bare; /* its sums in which nothing is hidden yet: each would need another one */
	double value;
	size_t cell;
};

static struct candidate candidate_of(const struct problem *p, const struct sum *sum, size_t i)
{
	size_t cell = member(sum, i);
	struct candidate out = { .total = i == 0, .zero = p->values[cell] == 0, .value = p->values[cell], .cell = cell };
	for (size_t s = 0; s < p->sum_count; s++)
		out.bare += has(&p->sums[s], cell) && hidden_in(p, &p->sums[s]) == 0;
	return out;
}

/* Parts before totals, non-zero before zero, what needs no more hiding, the smaller, the first. */
static bool better(const struct candidate *a, const struct candidate *b)
{
	if (a->total != b->total)
		return b->total;
	if (a->zero != b->zero)
		return b->zero;
	if (a->bare != b->bare)
		return a->bare < b->bare;
	return a->value < b->value;
}

static bool take_better(const struct problem *p, const struct sum *sum, struct candidate *best, bool found)
{
	for (size_t i = 0; i < members(sum); i++) {
		struct candidate next = candidate_of(p, sum, i);
		if (p->hidden[next.cell] || (found && !better(&next, best)))
			continue;
		*best = next;
		found = true;
	}
	return found;
}

/* Where all of its sums are hidden whole, the totals of others told it: the smallest of those that are shown. */
static bool smallest_total(const struct problem *p, struct candidate *best)
{
	bool found = false;
	for (size_t s = 0; s < p->sum_count; s++) {
		struct candidate next = candidate_of(p, &p->sums[s], 0);
		if (p->hidden[next.cell] || !hidden_in(p, &p->sums[s]) || (found && !better(&next, best)))
			continue;
		*best = next;
		found = true;
	}
	return found;
}

/* Hides one more cell of the sums that the cell stands in. False: nothing is left to hide; or it is a nought, hidden
 * only for others: to know it tells nobody's number. */
static bool hide_beside(const struct problem *p, size_t cell)
{
	struct candidate best = { 0 };
	bool found = false;
	for (size_t s = 0; p->values[cell] != 0 && s < p->sum_count; s++)
		if (has(&p->sums[s], cell))
			found = take_better(p, &p->sums[s], &best, found);
	if (p->values[cell] != 0 && !found)
		found = smallest_total(p, &best);
	if (found)
		p->hidden[best.cell] = true;
	return found;
}

/* ---- what falls -------------------------------------------------------------------------------- */

/* A sum with one hidden member tells it. */
static bool hide_for_single(const struct problem *p)
{
	struct candidate best = { 0 };
	for (size_t s = 0; s < p->sum_count; s++) {
		const struct sum *sum = &p->sums[s];
		bool nought = true;
		for (size_t i = 0; i < members(sum); i++)
			nought &= !p->hidden[member(sum, i)] || p->values[member(sum, i)] == 0;
		if (!nought && hidden_in(p, sum) == 1 && take_better(p, sum, &best, false))
			return p->hidden[best.cell] = true;
	}
	return false;
}

static bool is_small(double value)
{
	return value > 0 && value < SMALL_BELOW;
}

static void bounds_start(const struct problem *p)
{
	for (size_t i = 0; i < p->count; i++) {
		double value = p->values[i];
		p->low[i] = !p->hidden[i] ? value : is_small(value) ? 1 : 0;
		p->high[i] = !p->hidden[i] ? value : is_small(value) ? SMALL_BELOW - 1 : (double)INFINITY;
	}
}

/* Takes in that the cell lies within these. One that is not told as "<5" is nought, or five and more. */
static bool bounds_take(const struct problem *p, size_t cell, double low, double high)
{
	if (low <= p->low[cell] && high >= p->high[cell])
		return false;
	low = fmax(low, p->low[cell]);
	high = fmin(high, p->high[cell]);
	bool small = is_small(p->values[cell]);
	p->low[cell] = !small && low > 0 ? fmax(low, SMALL_BELOW) : low;
	p->high[cell] = !small && high < SMALL_BELOW ? 0 : high;
	return true;
}

/* Each member lies within what the others leave of the sum. */
static bool bounds_narrow(const struct problem *p, const struct sum *sum)
{
	bool narrowed = false;
	for (size_t i = 0; i < members(sum); i++) {
		double least = 0, most = 0; /* of the others, with their signs, seen from this one */
		for (size_t k = 0; k < members(sum); k++) {
			double against = -sign(k) * sign(i);
			if (k == i)
				continue;
			least += against > 0 ? p->low[member(sum, k)] : -p->high[member(sum, k)];
			most += against > 0 ? p->high[member(sum, k)] : -p->low[member(sum, k)];
		}
		narrowed |= p->hidden[member(sum, i)] && bounds_take(p, member(sum, i), least, most);
	}
	return narrowed;
}

static bool hide_for_bounds(const struct problem *p)
{
	bool narrowed = true;
	bounds_start(p);
	for (int round = 0; narrowed && round < ROUNDS_MOST; round++) {
		narrowed = false;
		for (size_t s = 0; s < p->sum_count; s++)
			narrowed |= hidden_in(p, &p->sums[s]) && bounds_narrow(p, &p->sums[s]);
	}
	for (size_t i = 0; i < p->count; i++)
		if (p->hidden[i] && p->high[i] - p->low[i] < 0.5 && hide_beside(p, i))
			return true;
	return false;
}

/* The equations in the hidden cells, one row a sum, reduced in place: Gauss and Jordan. */
static size_t reduce(double *m, size_t rows, size_t columns)
{
	size_t rank = 0;
	for (size_t c = 0; c < columns && rank < rows; c++) {
		size_t pivot = rank;
		for (size_t r = rank + 1; r < rows; r++)
			if (fabs(m[r * columns + c]) > fabs(m[pivot * columns + c]))
				pivot = r;
		if (fabs(m[pivot * columns + c]) < 1e-9)
			continue;
		double lead = m[pivot * columns + c];
		for (size_t k = 0; k < columns; k++) {
			double moved = m[pivot * columns + k] / lead;
			m[pivot * columns + k] = m[rank * columns + k];
			m[rank * columns + k] = moved;
		}
		for (size_t r = 0; r < rows; r++) {
			double factor = r == rank ? 0 : m[r * columns + c];
			for (size_t k = 0; factor != 0 && k < columns; k++)
				m[r * columns + k] -= factor * m[rank * columns + k];
		}
		rank++;
	}
	return rank;
}

/* The only column of a reduced row that is not nought; `columns` when there are several. */
static size_t lone_column(const double *row, size_t columns)
{
	size_t lone = columns, found = 0;
	for (size_t c = 0; c < columns; c++)
		if (fabs(row[c]) > 1e-9) {
			lone = c;
			found++;
		}
	return found == 1 ? lone : columns;
}

static bool hide_for_equations(const struct problem *p)
{
	size_t *unknown = mem_array(p->count, sizeof *unknown), *cells = mem_array(p->count, sizeof *cells), columns = 0;
	bool more = false;
	for (size_t i = 0; i < p->count; i++)
		if (p->hidden[i]) {
			cells[columns] = i;
			unknown[i] = columns++;
		}
	double *m = mem_array(p->sum_count * columns + 1, sizeof *m);
	for (size_t s = 0; s < p->sum_count; s++)
		for (size_t i = 0; i < members(&p->sums[s]); i++)
			if (p->hidden[member(&p->sums[s], i)])
				m[s * columns + unknown[member(&p->sums[s], i)]] += sign(i);
	size_t rank = reduce(m, p->sum_count, columns);
	for (size_t r = 0; r < rank && !more; r++) {
		size_t lone = lone_column(&m[r * columns], columns);
		more = lone < columns && hide_beside(p, cells[lone]);
	}
	free(m);
	free(cells);
	free(unknown);
	return more;
}

static bool too_many(const struct problem *p)
{
	size_t hidden = 0;
	for (size_t i = 0; i < p->count; i++)
		hidden += p->hidden[i];
	return hidden > UNKNOWN_MOST;
}

static void hide_all_beside(const struct problem *p)
{
	for (bool more = true; more;) {
		more = false;
		for (size_t s = 0; s < p->sum_count; s++) {
			size_t hidden = hidden_in(p, &p->sums[s]);
			for (size_t i = 0; hidden && i < members(&p->sums[s]); i++)
				p->hidden[member(&p->sums[s], i)] = true;
			more |= hidden && hidden < members(&p->sums[s]);
		}
	}
}

static void solve(const struct problem *p)
{
	bool more = true;
	while (more && !too_many(p))
		more = hide_for_single(p) || hide_for_bounds(p) || hide_for_equations(p);
	if (more)
		hide_all_beside(p);
}

/* ---- sums that share no cell, each by itself ---------------------------------------------------- */

static size_t root(size_t *group, size_t cell)
{
	while (group[cell] != cell)
		cell = group[cell] = group[group[cell]];
	return cell;
}

/* The group of each cell: cells that stand in one sum, or in sums that are joined by others. */
static size_t *groups_of(size_t count, const struct sum *sums, size_t sum_count)
{
	size_t *group = mem_array(count + 1, sizeof *group);
	for (size_t i = 0; i < count; i++)
		group[i] = i;
	for (size_t s = 0; s < sum_count; s++)
		for (size_t i = 0; i < sums[s].part_count; i++)
			group[root(group, sums[s].parts[i])] = root(group, sums[s].total);
	return group;
}

/* The cells and sums of one group by themselves; `place` says where a cell stands among them. */
static void solve_group(const double *values, size_t *group, size_t count, size_t which, const struct sum *sums,
	size_t sum_count, size_t *place, bool *hidden)
{
	struct arena arena = { 0 };
	struct sum *own = arena_alloc(&arena, (sum_count + 1) * sizeof *own);
	double *numbers = arena_alloc(&arena, (3 * count + 1) * sizeof *numbers);
	bool *hide = arena_alloc(&arena, (count + 1) * sizeof *hide);
	struct problem p = { .values = numbers, .sums = own, .hidden = hide, .low = numbers + count,
		.high = numbers + 2 * count };
	for (size_t i = 0; i < count; i++)
		if (root(group, i) == which) {
			place[i] = p.count;
			numbers[p.count] = values[i];
			hide[p.count++] = hidden[i];
		}
	for (size_t s = 0; s < sum_count; s++)
		if (root(group, sums[s].total) == which) {
			size_t *parts = arena_alloc(&arena, (sums[s].part_count + 1) * sizeof *parts);
			for (size_t i = 0; i < sums[s].part_count; i++)
				parts[i] = place[sums[s].parts[i]];
			own[p.sum_count++] = (struct sum){ place[sums[s].total], parts, sums[s].part_count };
		}
	solve(&p);
	for (size_t i = 0; i < count; i++)
		if (root(group, i) == which)
			hidden[i] = hide[place[i]];
	arena_free(&arena);
}

void suppress_sums(const double *values, size_t count, const struct sum *sums, size_t sum_count, bool *hidden)
{
	size_t *group = groups_of(count, sums, sum_count), *place = mem_array(count + 1, sizeof *place);
	bool *solved = mem_array(count + 1, sizeof *solved);
	for (size_t s = 0; s < sum_count; s++) {
		size_t which = root(group, sums[s].total);
		if (!solved[which])
			solve_group(values, group, count, which, sums, sum_count, place, hidden);
		solved[which] = true;
	}
	free(solved);
	free(place);
	free(group);
}
