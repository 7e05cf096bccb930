/* Rule 8 over measures that make a total together (`part_of`): which of their points must be hidden so that no number
 * of one to four follows by taking the others from the total. Worked out afresh from all of a source's parts and
 * totals whenever one of its measures changed, and kept with each as `hidden`. Called by answer.c before the commit of
 * an answer, in the feeder. */
#include <jansson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/record_json.h"
#include "hubbrief/rules.h"

/* A part or a total. */
struct measure {
	struct record record;
	struct series series;
	bool *hidden; /* of each point */
};

struct group_list {
	struct arena arena;
	struct measure *at; /* owned */
	size_t count, room;
};

/* The points of one period: the cells of suppress_sums. */
struct cells {
	struct measure **of;
	size_t *point; /* which point of it */
	double *values;
	bool *hidden;
	size_t count;
	struct sum *sums;
	size_t sum_count;
};

/* ---- reading ----------------------------------------------------------------------------------- */

static const char *id_of(const struct measure *measure)
{
	return measure->record.value[FIELD_ID].as.text;
}

static struct measure *find_measure(const struct group_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(id_of(&list->at[i]), id) == 0)
			return &list->at[i];
	return NULL;
}

static bool add_measure(struct keeper *keeper, struct group_list *list, int64_t n)
{
	sqlite3_stmt *data = keeper_statement(keeper, KEEP_DATA);
	struct measure measure = { 0 };
	struct refusal refusal;
	int unknown = 0;
	sqlite3_bind_int64(data, 1, n);
	json_t *object = sqlite3_step(data) == SQLITE_ROW ? json_loads(db_text(data, 0), 0, NULL) : NULL;
	sqlite3_reset(data);
	record_start(&measure.record, keeper->source, &list->arena);
	bool fine = object && record_read(&measure.record, object, &unknown, &refusal) &&
		measure.record.kind == KIND_MEASURE && measure.record.value[FIELD_SERIES].set &&
		series_parse(&list->arena, measure.record.value[FIELD_SERIES].as.text, &measure.series);
	json_decref(object);
	if (!fine)
		return false;
	measure.hidden = arena_alloc(&list->arena, (measure.series.count + 1) * sizeof *measure.hidden);
	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 64;
		list->at = mem_grow(list->at, list->room, sizeof *list->at);
	}
	list->at[list->count++] = measure;
	return true;
}

/* The totals of a part that are not in the list yet. */
static void add_totals(struct keeper *keeper, struct group_list *list, size_t part)
{
	const struct value totals = list->at[part].record.value[FIELD_PART_OF];
	for (size_t i = 0; totals.set && i < totals.as.words.count; i++) {
		int64_t n = find_measure(list, totals.as.words.at[i]) ? -1 : row_find(keeper, totals.as.words.at[i]);
		if (n >= 0)
			add_measure(keeper, list, n);
	}
}

static bool load(struct keeper *keeper, struct group_list *list, struct error *error)
{
	struct numbers parts = { 0 };
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT n FROM record INDEXED BY record_part WHERE source=?1 AND part_of<>''",
		error);
	if (!read)
		return false;
	db_bind_text(read, 1, keeper->source);
	int code;
	while ((code = sqlite3_step(read)) == SQLITE_ROW)
		numbers_add(&parts, sqlite3_column_int64(read, 0));
	sqlite3_finalize(read);
	for (size_t i = 0; i < parts.count; i++)
		add_measure(keeper, list, parts.at[i]);
	for (size_t i = 0, all = list->count; i < all; i++)
		add_totals(keeper, list, i);
	free(parts.at);
	return code == SQLITE_DONE || keeper_failed(keeper, error);
}

/* ---- one period -------------------------------------------------------------------------------- */

static bool point_of(const struct measure *measure, const char *period, size_t *at)
{
	for (*at = 0; *at < measure->series.count; (*at)++)
		if (strcmp(measure->series.points[*at].period, period) == 0)
			return true;
	return false;
}

static void gather(struct cells *cells, const struct group_list *list, const char *period)
{
	cells->count = 0;
	for (size_t i = 0; i < list->count; i++) {
		size_t at;
		if (!point_of(&list->at[i], period, &at))
			continue;
		cells->of[cells->count] = &list->at[i];
		cells->point[cells->count] = at;
		cells->values[cells->count] = list->at[i].series.points[at].value;
		cells->hidden[cells->count++] = false;
	}
}

/* What is hidden for itself, among those that make a total: the others see to themselves. */
static void hide_small(struct cells *cells, size_t cell)
{
	cells->hidden[cell] = record_flag(&cells->of[cell]->record, FIELD_SENSITIVE) && series_is_small(cells->values[cell]);
}

/* The cells are in the order of their ids. */
static bool cell_named(const struct cells *cells, const char *id, size_t *at)
{
	size_t from = 0, to = cells->count;
	while (from < to) {
		*at = from + (to - from) / 2;
		int order = strcmp(id, id_of(cells->of[*at]));
		if (order == 0)
			return true;
		if (order < 0)
			to = *at;
		else
			from = *at + 1;
	}
	return false;
}

/* Calls with each part and its total, both among the cells. */
static void each_part(const struct cells *cells, void (*visit)(size_t **parts, size_t *counts, size_t total, size_t part),
	size_t **parts, size_t *counts)
{
	for (size_t i = 0; i < cells->count; i++) {
		const struct value *totals = &cells->of[i]->record.value[FIELD_PART_OF];
		size_t total;
		for (size_t k = 0; totals->set && k < totals->as.words.count; k++)
			if (cell_named(cells, totals->as.words.at[k], &total) && total != i)
				visit(parts, counts, total, i);
	}
}

static void count_part(size_t **parts, size_t *counts, size_t total, size_t part)
{
	(void)parts, (void)part;
	counts[total]++;
}

static void take_part(size_t **parts, size_t *counts, size_t total, size_t part)
{
	parts[total][counts[total]++] = part;
}

/* The parts of each total among the cells. */
static void gather_sums(struct cells *cells, struct arena *arena)
{
	size_t *counts = arena_alloc(arena, (cells->count + 1) * sizeof *counts);
	size_t **parts = arena_alloc(arena, (cells->count + 1) * sizeof *parts);
	each_part(cells, count_part, parts, counts);
	for (size_t total = 0; total < cells->count; total++) {
		parts[total] = arena_alloc(arena, (counts[total] + 1) * sizeof *parts[total]);
		counts[total] = 0;
	}
	each_part(cells, take_part, parts, counts);
	cells->sum_count = 0;
	for (size_t total = 0; total < cells->count; total++)
		if (counts[total])
			cells->sums[cells->sum_count++] = (struct sum){ total, parts[total], counts[total] };
}

static void hide_period(struct cells *cells, const struct group_list *list, const char *period)
{
	struct arena arena = { 0 };
	gather(cells, list, period);
	gather_sums(cells, &arena);
	for (size_t s = 0; s < cells->sum_count; s++) {
		hide_small(cells, cells->sums[s].total);
		for (size_t i = 0; i < cells->sums[s].part_count; i++)
			hide_small(cells, cells->sums[s].parts[i]);
	}
	suppress_sums(cells->values, cells->count, cells->sums, cells->sum_count, cells->hidden);
	for (size_t i = 0; i < cells->count; i++)
		cells->of[i]->hidden[cells->point[i]] = cells->hidden[i];
	arena_free(&arena);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(id_of(a), id_of(b));
}

/* Every period that some of them has, sorted; one may stand there several times. */
static size_t all_periods(struct group_list *list, const char ***periods)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->at[i].series.count;
	*periods = arena_alloc(&list->arena, (count + 1) * sizeof **periods);
	count = 0;
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < list->at[i].series.count; k++)
			(*periods)[count++] = list->at[i].series.points[k].period;
	if (count)
		qsort(*periods, count, sizeof **periods, by_text);
	return count;
}

static void hide_all(struct group_list *list)
{
	size_t room = list->count + 1;
	struct cells cells = { arena_alloc(&list->arena, room * sizeof *cells.of),
		arena_alloc(&list->arena, room * sizeof *cells.point), arena_alloc(&list->arena, room * sizeof *cells.values),
		arena_alloc(&list->arena, room * sizeof *cells.hidden), 0, arena_alloc(&list->arena, room * sizeof *cells.sums), 0 };
	const char **periods;
	size_t count = all_periods(list, &periods);
	if (list->count)
		qsort(list->at, list->count, sizeof *list->at, by_id);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(periods[i], periods[i - 1]) != 0)
			hide_period(&cells, list, periods[i]);
}

/* ---- keeping ----------------------------------------------------------------------------------- */

static struct value hidden_periods(struct group_list *list, const struct measure *measure)
{
	const char **periods = arena_alloc(&list->arena, (measure->series.count + 1) * sizeof *periods);
	size_t count = 0;
	for (size_t i = 0; i < measure->series.count; i++)
		if (measure->hidden[i])
			periods[count++] = measure->series.points[i].period;
	return (struct value){ .set = count > 0, .as.words = { periods, count } };
}

static bool same_words(const struct value *a, const struct value *b)
{
	bool same = a->set == b->set && (!a->set || a->as.words.count == b->as.words.count);
	for (size_t i = 0; same && a->set && i < a->as.words.count; i++)
		same = strcmp(a->as.words.at[i], b->as.words.at[i]) == 0;
	return same;
}

bool groups_commit(struct keeper *keeper, struct error *error)
{
	struct group_list list = { 0 };
	bool fine = !keeper->measured || load(keeper, &list, error);
	hide_all(&list);
	for (size_t i = 0; fine && i < list.count; i++) {
		struct measure *measure = &list.at[i];
		struct value hidden = hidden_periods(&list, measure), *kept = &measure->record.value[FIELD_HIDDEN];
		if (same_words(&hidden, kept))
			continue;
		*kept = hidden;
		fine = row_again(keeper, &measure->record, error);
	}
	keeper->measured = false;
	free(list.at);
	arena_free(&list.arena);
	return fine;
}
