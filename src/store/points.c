/* A measure's series, put together from the points that its source's requests gave (design.md §5). Points wait
 * until the commit, then each touched measure is written once. Called by answer.c, in the feeder. */
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/record_json.h"

/* ---- waiting ----------------------------------------------------------------------------------- */

static struct pending **bucket(struct keeper *keeper, const char *id)
{
	uint32_t hash = 2166136261u;
	for (const char *c = id; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	return &keeper->pending[hash % PENDING_BUCKETS];
}

/* Made when it is not there yet. */
static struct pending *find_pending(struct keeper *keeper, const char *id)
{
	struct pending **head = bucket(keeper, id), *pending = *head;
	while (pending && strcmp(pending->id, id) != 0)
		pending = pending->next;
	if (pending)
		return pending;
	pending = arena_alloc(&keeper->arena, sizeof *pending);
	*pending = (struct pending){ .id = arena_dup(&keeper->arena, id), .next = *head };
	*head = pending;
	return pending;
}

/* The first point of a measure brings the rest of its record. */
static struct pending *pending_for(struct keeper *keeper, const struct record *record)
{
	struct pending *pending = find_pending(keeper, record->value[FIELD_ID].as.text);
	if (pending->json)
		return pending;
	struct record rest = *record;
	rest.value[FIELD_SERIES].set = rest.value[FIELD_HIDDEN].set = false; /* what is hidden, groups.c finds */
	struct str json = { 0 };
	row_json(&rest, &json);
	pending->json = arena_dup(&keeper->arena, str_text(&json));
	str_free(&json);
	return pending;
}

/* A period that is given twice: the last one counts. */
static void pend(struct keeper *keeper, struct pending *pending, const char *period, double value)
{
	for (size_t i = pending->point_count; i-- > 0;)
		if (strcmp(pending->points[i].period, period) == 0) {
			pending->points[i].value = value;
			return;
		}
	if (pending->point_count == pending->point_room) {
		pending->point_room = pending->point_room ? 2 * pending->point_room : 16;
		pending->points = mem_grow(pending->points, pending->point_room, sizeof *pending->points);
	}
	pending->points[pending->point_count++] =
		(struct pending_point){ .period = arena_dup(&keeper->arena, period), .value = value };
}

bool points_add(struct keeper *keeper, const struct record *record, const char *period, double value, struct error *error)
{
	(void)error;
	pend(keeper, pending_for(keeper, record), period, value);
	return true;
}

bool points_add_series(struct keeper *keeper, const struct record *record, struct error *error)
{
	struct pending *pending = pending_for(keeper, record);
	const struct value *value = &record->value[FIELD_SERIES];
	struct series series = { 0 };
	struct arena arena = { 0 };
	if (value->set && !series_parse(&arena, value->as.text, &series)) {
		arena_free(&arena);
		return error_set(error, "The series of %s cannot be read.", pending->id);
	}
	for (size_t i = 0; i < series.count; i++)
		pend(keeper, pending, series.points[i].period, series.points[i].value);
	arena_free(&arena);
	return true;
}

bool points_past(struct keeper *keeper, const char *id)
{
	struct pending *pending = find_pending(keeper, id);
	bool first = !pending->past;
	pending->past = true;
	return first;
}

void points_forget(struct keeper *keeper)
{
	for (int i = 0; i < PENDING_BUCKETS; i++) {
		for (struct pending *pending = keeper->pending[i]; pending; pending = pending->next)
			free(pending->points);
		keeper->pending[i] = NULL;
	}
}

/* ---- putting together -------------------------------------------------------------------------- */

static void add_point(json_t *series, const char *period, double value)
{
	bool whole = floor(value) == value && fabs(value) < 1e15;
	json_t *point = json_array();
	json_array_append_new(point, json_string(period));
	json_array_append_new(point, whole ? json_integer((json_int_t)value) : json_real(value));
	json_array_append_new(series, point);
}

/* What groups.c hid of it stays hidden until that looks again, so that the same answer makes no change. */
static void carry_hidden(struct keeper *keeper, int64_t n, json_t *object)
{
	sqlite3_stmt *data = keeper_statement(keeper, KEEP_DATA);
	sqlite3_bind_int64(data, 1, n);
	if (sqlite3_step(data) == SQLITE_ROW && strstr(db_text(data, 0), "\"hidden\"")) {
		json_t *stored = json_loads(db_text(data, 0), 0, NULL);
		json_t *hidden = json_object_get(stored, "hidden");
		if (hidden)
			json_object_set(object, "hidden", hidden);
		json_decref(stored);
	}
	sqlite3_reset(data);
}

/* Reads the record back and gives it the series. `n`: −1 a new one. */
static bool put_with_series(struct keeper *keeper, const char *json, json_t *series, int64_t *n, struct error *error)
{
	struct arena arena = { 0 };
	struct record record;
	struct refusal refusal = { 0 };
	int unknown = 0;
	json_t *object = json_loads(json, 0, NULL);
	record_start(&record, keeper->source, &arena);
	if (*n >= 0)
		carry_hidden(keeper, *n, object);
	bool fine = object && record_read(&record, object, &unknown, &refusal);
	if (!fine)
		error_set(error, "A stored measure cannot be read back: %s", refusal.reason);
	if (fine && json_array_size(series)) {
		char *text = json_dumps(series, JSON_COMPACT | JSON_REAL_PRECISION(15));
		record.value[FIELD_SERIES] = (struct value){ .set = true, .as.text = arena_dup(&arena, text) };
		free(text);
	}
	fine = fine && row_put(keeper, &record, n, error);
	json_decref(object);
	arena_free(&arena);
	return fine;
}

static bool write_points(struct keeper *keeper, int64_t n, const struct pending *pending, struct error *error)
{
	sqlite3_stmt *write = keeper_statement(keeper, KEEP_POINT_WRITE);
	bool fine = true;
	for (size_t i = 0; fine && i < pending->point_count; i++) {
		sqlite3_bind_int64(write, 1, n);
		sqlite3_bind_text(write, 2, pending->points[i].period, -1, SQLITE_STATIC);
		sqlite3_bind_double(write, 3, pending->points[i].value);
		sqlite3_bind_int64(write, 4, keeper->answer.request);
		fine = db_done(write, error) || keeper_failed(keeper, error);
	}
	return fine;
}

static bool given(const struct pending *pending, const char *period)
{
	for (size_t i = 0; pending && i < pending->point_count; i++)
		if (strcmp(pending->points[i].period, period) == 0)
			return true;
	return false;
}

/* Points that this request gave before and does not give now. `pending` NULL: none at all. */
static bool drop_points(struct keeper *keeper, int64_t n, const struct pending *pending, struct error *error)
{
	sqlite3_stmt *ours = keeper_statement(keeper, KEEP_POINT_OURS), *drop = keeper_statement(keeper, KEEP_POINT_DROP);
	bool fine = true;
	int code;
	sqlite3_bind_int64(ours, 1, keeper->answer.request);
	sqlite3_bind_int64(ours, 2, n);
	while (fine && (code = sqlite3_step(ours)) == SQLITE_ROW) {
		if (given(pending, db_text(ours, 0)))
			continue;
		sqlite3_bind_int64(drop, 1, n);
		db_bind_text(drop, 2, db_text(ours, 0));
		fine = db_done(drop, error) || keeper_failed(keeper, error);
	}
	sqlite3_reset(ours);
	return fine;
}

static json_t *stored_series(struct keeper *keeper, int64_t n)
{
	json_t *series = json_array();
	sqlite3_stmt *read = keeper_statement(keeper, KEEP_POINT_READ);
	sqlite3_bind_int64(read, 1, n);
	while (sqlite3_step(read) == SQLITE_ROW)
		add_point(series, db_text(read, 0), sqlite3_column_double(read, 1));
	sqlite3_reset(read);
	return series;
}

static int by_period(const void *a, const void *b)
{
	return strcmp(((const struct pending_point *)a)->period, ((const struct pending_point *)b)->period);
}

static bool commit_new(struct keeper *keeper, struct pending *pending, struct error *error)
{
	int64_t n = -1;
	if (pending->point_count)
		qsort(pending->points, pending->point_count, sizeof *pending->points, by_period);
	json_t *series = json_array();
	for (size_t i = 0; i < pending->point_count; i++)
		add_point(series, pending->points[i].period, pending->points[i].value);
	bool fine = put_with_series(keeper, pending->json, series, &n, error) && write_points(keeper, n, pending, error);
	json_decref(series);
	if (fine)
		numbers_add(&keeper->seen, n);
	return fine;
}

static bool commit_pending(struct keeper *keeper, struct pending *pending, struct error *error)
{
	int64_t n = row_find(keeper, pending->id);
	if (n < 0)
		return commit_new(keeper, pending, error);
	if (!write_points(keeper, n, pending, error) ||
			(keeper->answer.complete && !drop_points(keeper, n, pending, error)))
		return false;
	json_t *series = stored_series(keeper, n);
	bool fine = put_with_series(keeper, pending->json, series, &n, error);
	json_decref(series);
	numbers_add(&keeper->seen, n);
	return fine;
}

/* A measure that this request gave points of and gives no more: what other requests gave stays. */
static bool shrink(struct keeper *keeper, int64_t n, struct error *error)
{
	if (!drop_points(keeper, n, NULL, error))
		return false;
	json_t *series = stored_series(keeper, n);
	bool fine = true;
	if (json_array_size(series)) {
		sqlite3_stmt *data = keeper_statement(keeper, KEEP_DATA);
		sqlite3_bind_int64(data, 1, n);
		char *json = sqlite3_step(data) == SQLITE_ROW ? db_text_owned(data, 0) : NULL;
		sqlite3_reset(data);
		fine = !json || put_with_series(keeper, json, series, &n, error);
		free(json);
	}
	json_decref(series);
	return fine;
}

static bool shrink_absent(struct keeper *keeper, struct error *error)
{
	struct numbers ours = { 0 };
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT DISTINCT n FROM point WHERE request=?1", error);
	bool fine = read;
	if (read)
		sqlite3_bind_int64(read, 1, keeper->answer.request);
	while (read && sqlite3_step(read) == SQLITE_ROW)
		numbers_add(&ours, sqlite3_column_int64(read, 0));
	sqlite3_finalize(read);
	numbers_sort(&keeper->seen);
	for (size_t i = 0; fine && i < ours.count; i++)
		if (!numbers_has(&keeper->seen, ours.at[i]))
			fine = shrink(keeper, ours.at[i], error);
	free(ours.at);
	return fine;
}

bool points_commit(struct keeper *keeper, struct error *error)
{
	bool fine = true;
	for (int i = 0; fine && i < PENDING_BUCKETS; i++)
		for (struct pending *pending = keeper->pending[i]; fine && pending; pending = pending->next)
			fine = !pending->json || commit_pending(keeper, pending, error);
	points_forget(keeper);
	return fine && (!keeper->answer.complete || shrink_absent(keeper, error));
}
