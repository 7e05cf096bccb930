/* Retention in records.db: what goes, step by step, and that no trace of it stays in the files. See keeper.h. Called by
 * the feeder between its polls; when an answer brings a record, answer.c asks here whether it is past its time, and when it
 * drops one, put.c does. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/purge_inside.h"
#include "hubbrief/state.h"

enum { MERGE_PAGES = 64 };

/* ---- what is past its time --------------------------------------------------------------------- */

/* An action taken in the room goes with the briefings when they are kept shorter: its truth is state.db. */
static enum retention rule_of(const struct keeper *keeper, enum kind kind, bool room)
{
	enum retention rule = retention_of(kind);
	if (rule == RETENTION_NONE)
		return RETENTION_NONE;
	int days = keeper->keep[rule], briefings = keeper->keep[RETENTION_BRIEFINGS];
	if (room && briefings && (!days || briefings < days))
		return RETENTION_BRIEFINGS;
	return days ? rule : RETENTION_NONE;
}

static day_t purge_day(const struct keeper *keeper)
{
	return instant_day(keeper->answer.received);
}

enum retention keeper_past(const struct keeper *keeper, enum kind kind, const char *source, instant_t kept_from,
	day_t review_by)
{
	enum retention rule = rule_of(keeper, kind, strcmp(source, ROOM_SOURCE) == 0);
	if (review_by <= purge_day(keeper))
		return RETENTION_REVIEW_BY;
	if (rule == RETENTION_NONE || kept_from == INSTANT_NONE)
		return RETENTION_NONE;
	return kept_from < retention_before(keeper->keep[rule], purge_day(keeper)) ? rule : RETENTION_NONE;
}

enum retention row_past(const struct keeper *keeper, const struct record *record)
{
	const struct value *review_by = &record->value[FIELD_REVIEW_BY];
	return keeper_past(keeper, record->kind, record->source, record_kept_from(record),
		review_by->set ? review_by->as.day : DAY_NONE);
}

/* ---- the audit lines --------------------------------------------------------------------------- */

static bool write_line(struct keeper *keeper, const char *what, enum retention rule, int64_t count, int64_t sequence,
	struct error *error)
{
	struct purge_line line = { .at = keeper->answer.received, .count = count };
	snprintf(line.what, sizeof line.what, "%s", what);
	retention_text(line.rule, rule, rule < RETENTION_COUNT ? keeper->keep[rule] : 0);
	return purge_write(keeper->db, &line, sequence, error) || keeper_failed(keeper, error);
}

static bool set_untidy(struct keeper *keeper, int untidy, struct error *error)
{
	bool fine = keeper_run(keeper, "INSERT OR REPLACE INTO meta(key,value) VALUES('untidy',?1)", untidy, error);
	keeper->untidy = untidy;
	keeper->merging = false;
	return fine;
}

/* What is to be wiped is remembered with the purge, so that it is done though the program is killed in between. */
static bool remember_untidy(struct keeper *keeper, struct error *error)
{
	int untidy = keeper->unindexed ? UNTIDY_WORDS : UNTIDY_FILE;
	return keeper->untidy > untidy || set_untidy(keeper, untidy, error);
}

bool purged_write(struct keeper *keeper, struct error *error)
{
	bool fine = true, any = false;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		for (int rule = 0; fine && rule <= RETENTION_COUNT; rule++) {
			int64_t count = keeper->purged[kind][rule];
			any |= count > 0;
			fine = !count || write_line(keeper, kind_table[kind].singular, (enum retention)rule, count, keeper->sequence, error);
		}
	return fine && (!any || remember_untidy(keeper, error));
}

/* A feed's action that names one taken in the room stands for it. When it is purged, that one must not come back. */
bool purged_joins(struct keeper *keeper, const char *data, struct error *error)
{
	sqlite3_stmt *write = NULL;
	bool fine = true;
	for (const char *at = data; fine && strcmp(keeper->source, ROOM_SOURCE) != 0 && at && (at = strstr(at, "\"R-"));) {
		size_t length = strcspn(++at, "\"");
		if (strspn(at + 2, "0123456789") + 2 != length || length < 3)
			continue;
		if (!write)
			write = db_prepare(keeper->db, "INSERT OR REPLACE INTO meta(key,value) VALUES('joined '||?1,1)", error);
		fine = write && sqlite3_bind_text(write, 1, at, (int)length, SQLITE_STATIC) == SQLITE_OK && db_done(write, error);
	}
	sqlite3_finalize(write);
	return fine || keeper_failed(keeper, error);
}

/* ---- what is due ------------------------------------------------------------------------------- */

/* Records, or records that are gone and stand in the log only, of one source. */
struct due {
	struct due_one { int64_t n; char *id; enum kind kind; } *list; /* owned */
	size_t count;
	char *source; /* owned */
	enum retention rule;
};

static void due_free(struct due *due)
{
	for (size_t i = 0; i < due->count; i++)
		free(due->list[i].id);
	free(due->list);
	free(due->source);
}

/* What is gone is no longer there under its name, nor is there a later word of it. */
#define GONE "FROM log l WHERE what='gone' AND NOT EXISTS(SELECT 1 FROM record r WHERE r.id=l.id AND r.source=l.source)" \
	" AND NOT EXISTS(SELECT 1 FROM log h WHERE h.id=l.id AND h.source=l.source AND h.seq>l.seq)"
#define BY_AGE " AND kind=?1 AND kept_from<?2 AND (?3=0 OR source='" ROOM_SOURCE "') LIMIT ?4"
#define BY_DAY " AND review_by<=?2 LIMIT ?4"

enum where { IN_RECORDS, IN_LOG };
/* ?1 the kind, ?2 the instant or day, ?3 only what was taken in the room, ?4 how many. */
static const char *const due_by_age[] = {
	[IN_RECORDS] = "SELECT n, id, source, kind FROM record WHERE true" BY_AGE, [IN_LOG] = "SELECT seq, id, source, kind " GONE BY_AGE,
};
static const char *const due_by_day[] = {
	[IN_RECORDS] = "SELECT n, id, source, kind FROM record WHERE true" BY_DAY, [IN_LOG] = "SELECT seq, id, source, kind " GONE BY_DAY,
};

static bool take_due(struct keeper *keeper, const char *sql, const int64_t values[4], struct due *due, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, sql, error);
	if (!read)
		return keeper_failed(keeper, NULL);
	for (int i = 0; i < 4; i++)
		sqlite3_bind_int64(read, i + 1, values[i]);
	int code;
	while ((code = sqlite3_step(read)) == SQLITE_ROW && (!due->source || strcmp(due->source, db_text(read, 2)) == 0)) {
		if (!due->source) {
			due->source = db_text_owned(read, 2);
			due->list = mem_array((size_t)values[3], sizeof *due->list);
		}
		due->list[due->count++] = (struct due_one){ sqlite3_column_int64(read, 0), db_text_owned(read, 1),
			(enum kind)sqlite3_column_int(read, 3) };
	}
	sqlite3_finalize(read);
	return code == SQLITE_DONE || code == SQLITE_ROW || keeper_failed(keeper, error);
}

/* Those of a kind by its own rule, then those taken in the room where they go by another. */
static bool due_of_kind(struct keeper *keeper, enum where where, enum kind kind, int most, struct due *due,
	struct error *error)
{
	bool fine = true;
	for (int room = 0; fine && !due->count && room <= 1; room++) {
		due->rule = rule_of(keeper, kind, room);
		if (due->rule == RETENTION_NONE || (room && due->rule == rule_of(keeper, kind, false)))
			continue;
		const int64_t values[] = { kind, retention_before(keeper->keep[due->rule], purge_day(keeper)), room, most };
		fine = take_due(keeper, due_by_age[where], values, due, error);
	}
	return fine;
}

static bool find_due(struct keeper *keeper, enum where where, int most, struct due *due, struct error *error)
{
	const int64_t values[] = { 0, purge_day(keeper), 0, most };
	*due = (struct due){ .rule = RETENTION_REVIEW_BY };
	bool fine = take_due(keeper, due_by_day[where], values, due, error);
	for (int kind = 0; fine && !due->count && kind < KIND_COUNT; kind++)
		fine = due_of_kind(keeper, where, (enum kind)kind, most, due, error);
	return fine;
}

static int by_n(const void *a, const void *b)
{
	const struct due_one *left = a, *right = b;
	return (left->n > right->n) - (left->n < right->n);
}

/* ---- one step ---------------------------------------------------------------------------------- */

bool purged_log(struct keeper *keeper, const char *id, enum kind kind, enum retention rule, struct error *error)
{
	sqlite3_stmt *drop = keeper_statement(keeper, KEEP_LOG_DROP);
	sqlite3_bind_text(drop, 1, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(drop, 2, keeper->source, -1, SQLITE_STATIC);
	keeper->purged[kind][rule]++;
	return db_done(drop, error) || keeper_failed(keeper, error);
}

static bool drop_due(struct keeper *keeper, enum where where, int most, bool *any, struct error *error)
{
	struct due due;
	bool fine = find_due(keeper, where, most, &due, error);
	*any = due.count > 0;
	if (*any)
		qsort(due.list, due.count, sizeof *due.list, by_n); /* in another order the search index writes out each one */
	keeper->source = due.source;
	for (size_t i = 0; fine && i < due.count; i++)
		fine = where == IN_RECORDS ? row_gone(keeper, due.list[i].n, error) :
			purged_log(keeper, due.list[i].id, due.list[i].kind, due.rule, error);
	fine = fine && (!*any || keeper_settle(keeper, error));
	due_free(&due);
	keeper->source = NULL;
	return fine;
}

/* ---- the log by its age ------------------------------------------------------------------------ */

static bool change_entries(struct keeper *keeper, const char *sql, const struct numbers *entries, struct error *error)
{
	sqlite3_stmt *change = db_prepare(keeper->db, sql, error);
	bool fine = change;
	for (size_t i = 0; fine && i < entries->count; i++) {
		sqlite3_bind_int64(change, 1, entries->at[i]);
		fine = db_done(change, error);
	}
	sqlite3_finalize(change);
	return fine;
}

/* The oldest entries, up to the floor. The last one of a record that is there stays without what it held, so that after
 * damage it is not taken for new. */
static bool drop_old(struct keeper *keeper, const struct purge_run *run, bool *any, struct error *error)
{
	static const char find[] = "SELECT l.seq, EXISTS(SELECT 1 FROM record r WHERE r.id=l.id AND r.source=l.source AND"
		" r.seq=l.seq), l.at<?3 FROM log l WHERE l.seq>(" PURGE_LOG_FROM ") AND l.seq<=?1 ORDER BY l.seq LIMIT ?2";
	static const char *const change[] = { "DELETE FROM log WHERE seq=?1", "UPDATE log SET before=NULL,"
		" due=NULL, slips=NULL, base=NULL, owner=NULL, stage=NULL, severity=NULL WHERE seq=?1" };
	instant_t before = retention_before(keeper->keep[RETENTION_LOG], purge_day(keeper));
	struct numbers old[2] = { { 0 } };
	int64_t last = 0;
	*any = false;
	if (before == INSTANT_NONE || run->floor < 0)
		return true;
	sqlite3_stmt *read = db_prepare(keeper->db, find, error);
	bool fine = read;
	const int64_t values[] = { run->floor, run->most, before };
	for (int i = 0; fine && i < 3; i++)
		sqlite3_bind_int64(read, i + 1, values[i]);
	int code = SQLITE_ROW;
	while (fine && (code = sqlite3_step(read)) == SQLITE_ROW && sqlite3_column_int(read, 2)) {
		last = sqlite3_column_int64(read, 0);
		numbers_add(&old[sqlite3_column_int(read, 1)], last);
	}
	sqlite3_finalize(read);
	fine = fine && (code == SQLITE_ROW || code == SQLITE_DONE || keeper_failed(keeper, error));
	for (int i = 0; fine && i < 2; i++)
		fine = change_entries(keeper, change[i], &old[i], error);
	*any = old[0].count + old[1].count > 0;
	if (fine && *any)
		fine = write_line(keeper, PURGE_LOG_ENTRY, RETENTION_LOG, (int64_t)(old[0].count + old[1].count), last, error) &&
			remember_untidy(keeper, error);
	free(old[0].at);
	free(old[1].at);
	return fine || keeper_failed(keeper, error);
}

/* ---- no trace of it ---------------------------------------------------------------------------- */

/* Words of what went stand in the search index until its parts are merged: all of them, some pages a step. Deleted
 * bytes are zeroed by SQLite itself (secure_delete), but what was written before stands in the log of writes, the WAL,
 * until that is emptied. */
static bool merge_words(struct keeper *keeper, int pages, bool *any, struct error *error)
{
	int before = sqlite3_total_changes(keeper->db);
	bool fine = keeper_run(keeper, "INSERT INTO search(search,rank) VALUES('merge',?1)", pages, error);
	*any = sqlite3_total_changes(keeper->db) - before >= 2;
	return fine;
}

static enum purge_result tidy(struct keeper *keeper, struct error *error)
{
	bool any = false, begun = keeper->merging;
	if (keeper->untidy == TIDY)
		return PURGE_DONE;
	if (keeper->untidy == UNTIDY_WORDS) {
		keeper->merging = true;
		bool fine = merge_words(keeper, begun ? MERGE_PAGES : -MERGE_PAGES, &any, error);
		if (fine && begun && !any)
			fine = set_untidy(keeper, UNTIDY_FILE, error);
		return fine ? PURGE_MORE : PURGE_FAILED;
	}
	if (!db_wipe(keeper->db))
		return PURGE_LATER;
	keeper->untidy = TIDY;
	keeper_touch(keeper); /* boards show what is left */
	return db_run(keeper->db, "DELETE FROM meta WHERE key='untidy'", error) ? PURGE_DONE : PURGE_FAILED;
}

bool keeper_untidy(const struct keeper *keeper)
{
	return keeper->untidy != TIDY;
}

enum purge_result keeper_purge(struct keeper *keeper, const struct purge_run *run, struct error *error)
{
	struct answer step = { .received = run->at };
	bool any = false;
	if (keeper->merging) /* what has come due meanwhile waits for it: to look takes longer than a step of it */
		return tidy(keeper, error);
	bool fine = keeper_start(keeper, &step, error) && drop_due(keeper, IN_RECORDS, run->most, &any, error) &&
		(any || drop_due(keeper, IN_LOG, run->most, &any, error)) && (any || drop_old(keeper, run, &any, error)) &&
		(!any || db_run(keeper->db, "COMMIT", error));
	if (!fine) {
		keeper_failed(keeper, NULL);
		keeper_abandon(keeper);
		return PURGE_FAILED;
	}
	if (!any) {
		keeper_abandon(keeper);
		return tidy(keeper, error);
	}
	keeper_end(keeper);
	return PURGE_MORE;
}
