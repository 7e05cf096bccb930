/* Where two sources give one measure and period different values (design.md §7): see brief.h. Only values that both
 * may be shown are compared, so that nothing follows about one that is hidden. Called by matrix.c, in the dashboard
 * and the commands. */
#include "hubbrief/brief.h"

#include <math.h>
#include <string.h>

#include "hubbrief/series.h"

/* One source's version of the measure that is being compared. */
struct version {
	const char *id, *source;
	uint64_t hubs, areas;
	struct series series;
};

struct search {
	struct store *store;
	const struct moment *moment;
	struct arena *arena;
	struct version last;
	struct conflict *found;
};

/* Equal but for what writing them as decimals may cost. */
static bool same_value(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static const struct point *other_value(const struct series *series, const struct point *point)
{
	for (size_t i = 0; i < series->count; i++)
		if (strcmp(series->points[i].period, point->period) == 0)
			return series->points[i].suppressed || same_value(series->points[i].value, point->value) ? NULL
				: &series->points[i];
	return NULL;
}

static void tell(struct search *search, const struct version *other, const struct point *ours, const struct point *theirs)
{
	struct str why = { 0 };
	struct conflict *conflict = arena_alloc(search->arena, sizeof *conflict);

	str_addf(&why, "two sources differ: %s for ", other->id);
	period_text(ours->period, &why);
	str_add(&why, " is ");
	number_text(ours->value, &why);
	str_addf(&why, " by %s, ", search->last.source);
	number_text(theirs->value, &why);
	str_addf(&why, " by %s", other->source);
	*conflict = (struct conflict){ search->found, search->last.hubs | other->hubs, search->last.areas | other->areas,
		arena_dup(search->arena, str_text(&why)) };
	search->found = conflict;
	str_free(&why);
}

/* The newest period on which they differ is enough. */
static void compare(struct search *search, const struct version *other)
{
	for (size_t i = search->last.series.count; i-- > 0;) {
		const struct point *ours = &search->last.series.points[i];
		const struct point *theirs = ours->suppressed ? NULL : other_value(&other->series, ours);
		if (theirs) {
			tell(search, other, ours, theirs);
			return;
		}
	}
}

static void take_version(void *context, int64_t n)
{
	struct search *search = context;
	struct record record;
	struct row row;

	if (!store_record(search->store, search->moment, n, search->arena, &record, &row))
		return;
	struct version version = { arena_dup(search->arena, row.id), arena_dup(search->arena, row.source), row.hubs, row.areas,
		{ NULL, 0 } };
	if (measure_series(&record, &version.series)) {
		if (search->last.id && strcmp(search->last.id, version.id) == 0)
			compare(search, &version);
		search->last = version;
	}
	row_clear(&row);
}

const struct conflict *brief_conflicts(struct store *store, const struct moment *moment, struct arena *arena)
{
	struct search search = { .store = store, .moment = moment, .arena = arena };

	store_doubles(store, moment, take_version, &search);
	return search.found;
}
