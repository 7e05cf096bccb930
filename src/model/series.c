/* What a measure's series says: number, change, trend and rating by rules 4 to 8 (see series.h). Pure;
 * called when a record is derived (feeder) and where a measure is drawn or reported (dashboard). */
#include "hubbrief/series.h"

#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/mem.h"

enum { RUN = 3, PERCENT_FROM = 30, FEW_BELOW = 10, SMALL_BELOW = 5 };
static const double beyond_chance = 1.96;

bool series_is_small(double value)
{
	return value > 0 && value < SMALL_BELOW;
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* 'D' day, 'W' week, 'M' month, 'Q' quarter, 'Y' year. */
static char period_length(const char *period)
{
	switch (strlen(period)) {
	case 4: return 'Y';
	case 10: return 'D';
	default: return period[5] == 'W' || period[5] == 'Q' ? period[5] : 'M';
	}
}

static bool read_point(struct arena *arena, const json_t *pair, struct point *out)
{
	const char *period = json_string_value(json_array_get(pair, 0));
	const json_t *value = json_array_get(pair, 1);
	if (json_array_size(pair) != 2 || !period || !json_is_number(value))
		return false;
	*out = (struct point){ .value = json_number_value(value) };
	if (!period_parse(period, &out->first, &out->last))
		return false;
	out->period = arena_dup(arena, period);
	return true;
}

static bool is_left_out(const json_t *pair)
{
	return json_array_size(pair) == 2 && json_is_string(json_array_get(pair, 0)) && json_is_null(json_array_get(pair, 1));
}

static bool read_points(struct arena *arena, const json_t *list, struct series *out)
{
	if (!json_is_array(list))
		return false;
	*out = (struct series){ .points = arena_alloc(arena, json_array_size(list) * sizeof *out->points) };
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *pair = json_array_get(list, i);
		if (is_left_out(pair))
			continue;
		struct point *point = &out->points[out->count];
		if (!read_point(arena, pair, point))
			return false;
		if (period_length(point->period) != period_length(out->points[0].period))
			return false;
		out->count++;
	}
	return true;
}

struct place { struct point point; size_t order; };

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->point.first != y->point.first)
		return x->point.first < y->point.first ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* Keeps the order in which points of one period came. */
static void sort_points(struct series *series)
{
	struct place *places = mem_array(series->count, sizeof *places);
	for (size_t i = 0; i < series->count; i++)
		places[i] = (struct place){ series->points[i], i };
	qsort(places, series->count, sizeof *places, compare_places);
	for (size_t i = 0; i < series->count; i++)
		series->points[i] = places[i].point;
	free(places);
}

static void keep_latest(struct series *series)
{
	size_t kept = 0;
	for (size_t i = 0; i < series->count; i++) {
		if (kept > 0 && series->points[kept - 1].first == series->points[i].first)
			kept--;
		series->points[kept++] = series->points[i];
	}
	series->count = kept;
}

bool series_parse(struct arena *arena, const char *json, struct series *out)
{
	json_t *list = json_loads(json, 0, NULL);
	bool good = list && read_points(arena, list, out);
	json_decref(list);
	if (!good) {
		*out = (struct series){ 0 };
		return false;
	}
	sort_points(out);
	keep_latest(out);
	return true;
}

/* ---- the runs that are compared -------------------------------------------------------------------- */

struct runs {
	size_t from, length; /* the current run: the last `length` points */
	bool compared;       /* there is a comparator: */
	size_t before;       /*   its first point */
	bool year_ago;
};

/* Whether `length` points from `from` on follow each other without a gap. */
static bool unbroken(const struct series *series, size_t from, size_t length)
{
	for (size_t i = from + 1; i < from + length; i++)
		if (series->points[i].first != series->points[i - 1].last + 1)
			return false;
	return true;
}

/* The period of the same name one year earlier, before point `end`. */
static bool find_year_ago(const struct series *series, size_t index, size_t end, size_t *found)
{
	char wanted[32];
	const char *period = series->points[index].period;
	snprintf(wanted, sizeof wanted, "%04d%s", atoi(period) - 1, period + 4);
	for (size_t i = end; i-- > 0;)
		if (strcmp(series->points[i].period, wanted) == 0) {
			*found = i;
			return true;
		}
	return false;
}

static bool year_ago_run(const struct series *series, size_t from, size_t length, size_t *before)
{
	for (size_t i = 0; i < length; i++) {
		size_t found;
		if (!find_year_ago(series, from + i, from, &found))
			return false;
		if (i == 0)
			*before = found;
		else if (found != *before + i)
			return false;
	}
	return true;
}

static bool runs_of(const struct series *series, size_t length, struct runs *out)
{
	if (series->count < length || !unbroken(series, series->count - length, length))
		return false;
	*out = (struct runs){ .from = series->count - length, .length = length };
	out->year_ago = year_ago_run(series, out->from, length, &out->before);
	out->compared = out->year_ago;
	if (!out->compared && series->count >= 2 * length && unbroken(series, series->count - 2 * length, 2 * length)) {
		out->compared = true;
		out->before = out->from - length;
	}
	return out->compared;
}

/* Three periods when they have a comparator, else the latest one alone. The series is not empty. */
static struct runs find_runs(const struct series *series, bool adds_up)
{
	struct runs runs;
	if (!adds_up || !runs_of(series, RUN, &runs))
		runs_of(series, 1, &runs);
	return runs;
}

static double run_total(const struct series *series, size_t from, size_t length)
{
	double total = 0;
	for (size_t i = from; i < from + length; i++)
		total += series->points[i].value;
	return total;
}

/* ---- suppression (rule 8) ------------------------------------------------------------------------- */

/* One hidden point of a run with a shown total could be worked out: hide the next smallest as well, zeros
 * last. Never the latest point: it is the figure that is shown anyway. */
static void hide_second(struct series *series, size_t from, size_t length)
{
	size_t hidden = 0;
	struct point *next = NULL;
	for (size_t i = from; i < from + length; i++) {
		struct point *point = &series->points[i];
		if (point->suppressed)
			hidden++;
		else if (i + 1 < series->count && (!next || (point->value > 0 && (point->value < next->value || next->value <= 0))))
			next = point;
	}
	if (hidden == 1 && next)
		next->suppressed = true;
}

void series_withhold(struct series *series, const char *const *periods, size_t count)
{
	for (size_t i = 0; i < series->count; i++)
		for (size_t k = 0; k < count; k++)
			series->points[i].withheld |= strcmp(series->points[i].period, periods[k]) == 0;
}

static bool any_withheld(const struct series *series, size_t from, size_t length)
{
	for (size_t i = from; i < from + length; i++)
		if (series->points[i].withheld)
			return true;
	return false;
}

void series_suppress(struct series *series)
{
	for (size_t i = 0; i < series->count; i++)
		series->points[i].suppressed = series->points[i].withheld || series_is_small(series->points[i].value);
	if (series->count == 0)
		return;
	struct runs runs = find_runs(series, true);
	hide_second(series, runs.from, runs.length);
	if (runs.compared)
		hide_second(series, runs.before, runs.length);
}

/* ---- the summary ---------------------------------------------------------------------------------- */

int percent_change(double current, double previous, bool *has)
{
	*has = previous >= PERCENT_FROM;
	if (!*has)
		return 0;
	double percent = floor(100 * (current - previous) / previous + 0.5);
	return percent > INT_MAX ? INT_MAX : percent < INT_MIN ? INT_MIN : (int)percent;
}

double poisson_z(double a, double b)
{
	return a + b > 0 ? (a - b) / sqrt(a + b) : 0;
}

static enum judgement judge(double total, double before, double z, enum polarity polarity)
{
	static const enum judgement meaning[][2] = { /* down, up */
		[POLARITY_LOWER] = { JUDGE_BETTER, JUDGE_WORSE },
		[POLARITY_HIGHER] = { JUDGE_WORSE, JUDGE_BETTER },
		[POLARITY_NEUTRAL] = { JUDGE_DOWN, JUDGE_UP },
		[POLARITY_RANGE] = { JUDGE_DOWN, JUDGE_UP },
	};
	if (total + before < FEW_BELOW)
		return JUDGE_FEW;
	if (fabs(z) < beyond_chance)
		return JUDGE_CHANCE;
	return meaning[polarity][z > 0];
}

char rate_value(double value, enum polarity polarity, const struct thresholds *thresholds)
{
	double green = thresholds->green, amber = thresholds->amber;
	if (!thresholds->has_green || !thresholds->has_amber || polarity == POLARITY_NEUTRAL)
		return '-';
	if (polarity == POLARITY_RANGE) {
		if (!thresholds->has_target)
			return '-';
		value = fabs(value - thresholds->target);
	}
	if (polarity == POLARITY_HIGHER)
		return value >= green ? 'G' : value >= amber ? 'A' : 'R';
	return value <= green ? 'G' : value <= amber ? 'A' : 'R';
}

static void compare_runs(const struct series_meaning *meaning, struct series_summary *out)
{
	if (meaning->sensitive && series_is_small(out->before))
		return;
	out->has_change = true;
	out->change = out->total - out->before;
	if (!meaning->adds_up)
		return;
	out->percent = percent_change(out->total, out->before, &out->has_percent);
	out->z = poisson_z(out->total, out->before);
	out->judgement = judge(out->total, out->before, out->z, meaning->polarity);
}

void series_summarise(const struct series *series, const struct series_meaning *meaning, struct series_summary *out)
{
	*out = (struct series_summary){ .points = series->count, .rating = '-', .judgement = JUDGE_NONE };
	if (series->count == 0)
		return;
	const struct point *latest = &series->points[series->count - 1];
	struct runs runs = find_runs(series, meaning->adds_up);
	out->period = latest->period;
	out->period_end = latest->last;
	out->value = latest->value;
	out->run = runs.length;
	out->total = run_total(series, runs.from, runs.length);
	out->rated = out->total;
	out->withheld = any_withheld(series, runs.from, runs.length) ||
		(runs.compared && any_withheld(series, runs.before, runs.length));
	out->suppressed = meaning->sensitive && (out->withheld || series_is_small(out->value) || series_is_small(out->total));
	if (runs.compared) {
		out->year_ago = runs.year_ago;
		out->before = run_total(series, runs.before, runs.length);
	}
	if (out->suppressed)
		return;
	out->rating = rate_value(out->rated, meaning->polarity, &meaning->thresholds);
	if (runs.compared)
		compare_runs(meaning, out);
}

/* ---- words ---------------------------------------------------------------------------------------- */

bool polarity_named(const char *word, enum polarity *polarity)
{
	static const char *const words[] = { "lower-better", "higher-better", "neutral", "in-range" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0) {
			*polarity = (enum polarity)i;
			return true;
		}
	return false;
}

const char *judgement_text(enum judgement judgement)
{
	static const char *const texts[] = {
		[JUDGE_NONE] = "", [JUDGE_FEW] = "too few to say", [JUDGE_CHANCE] = "may be chance",
		[JUDGE_BETTER] = "better", [JUDGE_WORSE] = "worse",
		[JUDGE_UP] = "more than chance", [JUDGE_DOWN] = "more than chance",
	};
	return texts[judgement];
}
