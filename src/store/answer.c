/* One answer from begin to commit, as one transaction: see keeper.h. Called by the feeder. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"

/* ---- lists of numbers -------------------------------------------------------------------------- */

void numbers_add(struct numbers *numbers, int64_t n)
{
	if (numbers->count == numbers->room) {
		numbers->room = numbers->room ? 2 * numbers->room : 256;
		numbers->at = mem_grow(numbers->at, numbers->room, sizeof *numbers->at);
	}
	numbers->at[numbers->count++] = n;
}

static int by_number(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

void numbers_sort(struct numbers *numbers)
{
	size_t kept = 0;
	if (numbers->count)
		qsort(numbers->at, numbers->count, sizeof *numbers->at, by_number);
	for (size_t i = 0; i < numbers->count; i++)
		if (!i || numbers->at[i] != numbers->at[kept - 1])
			numbers->at[kept++] = numbers->at[i];
	numbers->count = kept;
}

bool numbers_has(const struct numbers *sorted, int64_t n)
{
	return sorted->count && bsearch(&n, sorted->at, sorted->count, sizeof n, by_number);
}

/* ---- begin ------------------------------------------------------------------------------------- */

void keeper_end(struct keeper *keeper)
{
	keeper->past = 0;
	keeper->unindexed = false;
	memset(keeper->purged, 0, sizeof keeper->purged);
	points_forget(keeper);
	keeper->measured = false;
	repeats_forget(keeper);
	tally_forget(keeper->tally);
	free(keeper->seen.at);
	keeper->seen = (struct numbers){ 0 };
	arena_free(&keeper->arena);
	keeper->answering = false;
}

static void copy_answer(struct keeper *keeper, const struct answer *answer)
{
	struct answer *copy = &keeper->answer;
	*copy = *answer;
	copy->etag = arena_dup(&keeper->arena, answer->etag);
	copy->last_modified = arena_dup(&keeper->arena, answer->last_modified);
	copy->gate = arena_dup(&keeper->arena, answer->gate);
	copy->hash = arena_dup(&keeper->arena, answer->hash);
	copy->delta = arena_dup(&keeper->arena, answer->delta);
}

static const char *request_source(struct keeper *keeper, int64_t request)
{
	const char *source = NULL;
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT source FROM request WHERE id=?1", NULL);
	if (read) {
		sqlite3_bind_int64(read, 1, request);
		source = sqlite3_step(read) == SQLITE_ROW ? arena_dup(&keeper->arena, db_text(read, 0)) : NULL;
	}
	if (!source)
		keeper_failed(keeper, NULL);
	sqlite3_finalize(read);
	return source;
}

static bool drop_quarantine(struct keeper *keeper, struct error *error)
{
	return keeper_run(keeper, "DELETE FROM quarantine WHERE request=?1", keeper->answer.request, error);
}

bool keeper_start(struct keeper *keeper, const struct answer *answer, struct error *error)
{
	if (!keeper->tally)
		return error_set(error, "The records cannot be written before the configuration is known.");
	if (keeper->answering)
		keeper_abandon(keeper);
	if (!db_run(keeper->db, "BEGIN IMMEDIATE", error))
		return keeper_failed(keeper, error);
	keeper->answering = true;
	keeper->sequence_before = keeper->sequence;
	copy_answer(keeper, answer);
	return true;
}

bool keeper_begin(struct keeper *keeper, const struct answer *answer, struct error *error)
{
	if (answer->no_store)
		return error_set(error, "The source forbids storing its answers (no-store), so nothing of it can be shown.");
	if (!keeper_start(keeper, answer, error))
		return false;
	keeper->source = request_source(keeper, answer->request);
	if (keeper->source && (!answer->complete || drop_quarantine(keeper, error)))
		return true;
	keeper_abandon(keeper);
	return keeper->source ? false : error_set(error, "There is no request %lld.", (long long)answer->request);
}

/* ---- the records of it ------------------------------------------------------------------------- */

/* What is past its time is not brought back: it is only counted. What stands there stays for the next purge, so that
 * a briefing sees that it was closed; but not past the day that its source has set. */
static bool leave_out(struct keeper *keeper, const struct record *record, bool *left, struct error *error)
{
	enum retention past = row_past(keeper, record);
	const char *id = record->value[FIELD_ID].as.text;
	int64_t n = past == RETENTION_NONE ? -1 : row_find(keeper, id);
	*left = past != RETENTION_NONE && (n < 0 || past == RETENTION_REVIEW_BY);
	keeper->past += *left && (record->kind != KIND_MEASURE || points_past(keeper, id)); /* it comes point by point */
	return !*left || n < 0 || row_gone(keeper, n, error);
}

bool keeper_put(struct keeper *keeper, const struct record *record, struct error *error)
{
	int64_t n;
	bool left;
	if (!leave_out(keeper, record, &left, error))
		return false;
	if (left)
		return true;
	if (record->kind == KIND_MEASURE)
		return points_add_series(keeper, record, error);
	if (!row_put(keeper, record, &n, error))
		return false;
	numbers_add(&keeper->seen, n);
	return true;
}

bool keeper_point(struct keeper *keeper, const struct record *record, const char *period, double value,
	struct error *error)
{
	bool left;
	if (!leave_out(keeper, record, &left, error))
		return false;
	if (left)
		return true;
	return points_add(keeper, record, period, value, error);
}

void keeper_refuse(struct keeper *keeper, int index, const char *id, const struct refusal *refusal)
{
	sqlite3_stmt *refuse = keeper_statement(keeper, KEEP_REFUSE);
	sqlite3_bind_int64(refuse, 1, keeper->answer.request);
	sqlite3_bind_int(refuse, 2, index);
	db_bind_text(refuse, 3, refusal->field ? refusal->field : "");
	db_bind_text(refuse, 4, refusal->reason);
	db_bind_text(refuse, 5, id ? id : "");
	sqlite3_bind_int64(refuse, 6, keeper->answer.received);
	db_done(refuse, NULL);
	int64_t n = id && *id ? row_find(keeper, id) : -1;
	if (n < 0)
		return;
	row_quarantine(keeper, n, id, NULL);
	numbers_add(&keeper->seen, n); /* the last good version stays */
}

void keeper_unknown_fields(struct keeper *keeper, int count)
{
	keeper->answer.unknown_fields = count;
}

bool keeper_remove(struct keeper *keeper, const char *id, struct error *error)
{
	int64_t n = row_find(keeper, id);
	return n < 0 || row_gone(keeper, n, error);
}

/* ---- commit ------------------------------------------------------------------------------------ */

static bool read_numbers(struct keeper *keeper, const char *sql, struct numbers *numbers, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, sql, error);
	if (!read)
		return false;
	sqlite3_bind_int64(read, 1, keeper->answer.request);
	int code;
	while ((code = sqlite3_step(read)) == SQLITE_ROW)
		numbers_add(numbers, sqlite3_column_int64(read, 0));
	sqlite3_finalize(read);
	return code == SQLITE_DONE || keeper_failed(keeper, error);
}

static bool run_giver(struct keeper *keeper, enum keeper_statement which, int64_t request, int64_t n, struct error *error)
{
	sqlite3_stmt *statement = keeper_statement(keeper, which);
	sqlite3_bind_int64(statement, 1, request);
	sqlite3_bind_int64(statement, 2, n);
	return db_done(statement, error) || keeper_failed(keeper, error);
}

/* Another request that gives the record takes it over; without one it is gone. */
static bool pass_on(struct keeper *keeper, int64_t n, struct error *error)
{
	sqlite3_stmt *any = keeper_statement(keeper, KEEP_ALSO_ANY);
	sqlite3_bind_int64(any, 1, n);
	int64_t other = sqlite3_step(any) == SQLITE_ROW ? sqlite3_column_int64(any, 0) : -1;
	sqlite3_reset(any);
	if (other < 0)
		return row_gone(keeper, n, error);
	return run_giver(keeper, KEEP_ALSO_DROP, other, n, error) && run_giver(keeper, KEEP_GIVER, other, n, error);
}

/* What a complete answer no longer has: given by this request alone, it is gone. */
static bool drop_absent(struct keeper *keeper, struct error *error)
{
	struct numbers ours = { 0 }, shared = { 0 };
	bool fine = read_numbers(keeper, "SELECT n FROM record WHERE request=?1", &ours, error) &&
		read_numbers(keeper, "SELECT n FROM also WHERE request=?1", &shared, error);
	numbers_sort(&keeper->seen);
	for (size_t i = 0; fine && i < shared.count; i++)
		if (!numbers_has(&keeper->seen, shared.at[i]))
			fine = run_giver(keeper, KEEP_ALSO_DROP, keeper->answer.request, shared.at[i], error);
	for (size_t i = 0; fine && i < ours.count; i++)
		if (!numbers_has(&keeper->seen, ours.at[i]))
			fine = pass_on(keeper, ours.at[i], error);
	free(ours.at);
	free(shared.at);
	return fine;
}

static bool write_request(struct keeper *keeper, struct error *error)
{
	static const char sql[] = "UPDATE request SET received=?2, made=?3, made_stated=?4, stale_at=?5, dead_at=?6,"
		" last_poll=?2, refused=0, status=?7, failures=0, bytes=?8, milliseconds=?9, unchanged=0, error='', etag=?10,"
		" last_modified=?11, gate=ifnull(?12,gate), hash=ifnull(?13,''), delta=?14, unknown_fields=?15, past=?16, off=0,"
		REQUEST_COUNTS " WHERE id=?1";
	const struct answer *answer = &keeper->answer;
	sqlite3_stmt *update = db_prepare(keeper->db, sql, error);
	if (!update)
		return false;
	bool stated = answer->made != INSTANT_NONE;
	instant_t made = stated ? answer->made : answer->received;
	struct request_ages ages = request_ages(keeper, made, answer->expect);
	const int64_t numbers[] = { answer->request, answer->received, made, stated, ages.stale_at, ages.dead_at,
		answer->status, answer->bytes, answer->milliseconds };
	int at = 1;
	for (; at <= (int)(sizeof numbers / sizeof *numbers); at++)
		sqlite3_bind_int64(update, at, numbers[at - 1]);
	const char *const texts[] = { answer->etag, answer->last_modified, answer->gate, answer->hash, answer->delta };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		db_bind_text(update, at++, texts[i]);
	sqlite3_bind_int(update, at++, answer->unknown_fields);
	sqlite3_bind_int(update, at, keeper->past);
	bool fine = db_done(update, error) || keeper_failed(keeper, error);
	sqlite3_finalize(update);
	return fine;
}

bool keeper_settle(struct keeper *keeper, struct error *error)
{
	return groups_commit(keeper, error) && repeats_commit(keeper, error) && tally_flush(keeper->tally, error) &&
		purged_write(keeper, error) && sequence_write(keeper, error);
}

static bool finish(struct keeper *keeper, struct error *error)
{
	const struct answer *answer = &keeper->answer;
	struct poll_outcome poll = { .request = answer->request, .at = answer->received, .status = answer->status,
		.milliseconds = answer->milliseconds, .bytes = answer->bytes };
	return points_commit(keeper, error) && (!answer->complete || drop_absent(keeper, error)) &&
		keeper_settle(keeper, error) && write_request(keeper, error) && poll_write(keeper, &poll, "", error) &&
		db_run(keeper->db, "COMMIT", error);
}

bool keeper_commit(struct keeper *keeper, int64_t *sequence, struct error *error)
{
	if (!finish(keeper, error)) {
		keeper_failed(keeper, NULL);
		keeper_abandon(keeper);
		return false;
	}
	*sequence = keeper->sequence;
	keeper_end(keeper);
	keeper_touch(keeper);
	return true;
}

void keeper_abandon(struct keeper *keeper)
{
	if (!keeper->answering)
		return;
	for (int i = 0; i < KEEP_COUNT; i++)
		sqlite3_reset(keeper->statements[i]);
	db_run(keeper->db, "ROLLBACK", NULL);
	keeper->sequence = keeper->sequence_before;
	keeper_end(keeper);
	places_load(&keeper->places, keeper->db);
}
