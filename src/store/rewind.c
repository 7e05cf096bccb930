/* The records as they stood at a place in the log: see rewind.h. Each record that the log tells of after that place is
 * put back as its first entry there holds it, by the way on which the feeder's answers are written (put.c), so that
 * every column, count and index follows. Works on a private copy, in the process the user started.
 *
 * Which points of a series came from which request (`point`) matters only to the next answer: a rewound copy takes none,
 * and they are left as they are. Which other requests gave a record (`also`) counts for them, but no log tells it: of the
 * records that were there it is as it is now. */
#include "hubbrief/rewind.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/purge_inside.h"
#include "hubbrief/record_json.h"
#include "hubbrief/rewind_inside.h"
#include "hubbrief/store_inside.h"

bool records_copy(const char *from, const char *to, bool *missing, struct error *error)
{
	return db_copy(from, to, &records_schema, missing, error);
}

/* ---- how far back ------------------------------------------------------------------------------ */

static int64_t number_of(sqlite3 *db, const char *sql, int64_t value, int64_t otherwise)
{
	sqlite3_stmt *read = db_prepare(db, sql, NULL);
	if (!read)
		return otherwise;
	sqlite3_bind_int64(read, 1, value);
	if (sqlite3_step(read) == SQLITE_ROW && sqlite3_column_type(read, 0) == SQLITE_INTEGER)
		otherwise = sqlite3_column_int64(read, 0);
	sqlite3_finalize(read);
	return otherwise;
}

bool rewind_reaches(struct store *store, const struct rewind_point *point, struct error *error)
{
	char day[DATE_TEXT], hour[DATE_TEXT];
	if (!store->db)
		return error_set(error, "Nothing has been stored yet, so there is nothing to look back at.");
	int64_t first = db_number(store->db, "SELECT min(seq) FROM log", 0);
	instant_t begun = number_of(store->db, "SELECT at FROM log WHERE seq=?1", first, INSTANT_NONE);
	int64_t stood = number_of(store->db, "SELECT max(seq) FROM log WHERE seq<=?1", point->sequence, 0);
	instant_t at = number_of(store->db, "SELECT at FROM log WHERE seq=?1", stood, INSTANT_NONE);
	if (begun == INSTANT_NONE)
		return error_set(error, "Nothing has been stored yet, so there is nothing to look back at.");
	day_long(day, instant_day(begun));
	instant_clock(hour, begun);
	/* Numbers that the log has not reached, or gave at another time: it is not the log that was counted in. */
	if (point->sequence > store_sequence(store) || (at != INSTANT_NONE && at > point->at + CLOSING_TAKES))
		return error_set(error, "What stood then is not kept: the records were begun anew on %s at %s.", day, hour);
	if (point->sequence == 0 && first == 1)
		return error_set(error, "Nothing was stored then: the first records came on %s at %s.", day, hour);
	if (point->sequence < first - 1)
		return error_set(error, "What stood then is not kept: the log of changes reaches back to %s at %s.", day, hour);
	return true;
}

/* ---- one record -------------------------------------------------------------------------------- */

/* What the log's first entry after the place says of a record there. */
struct stood {
	char *source, *id, *before; /* owned */
	int class;                     /* as the log holds it */
	bool there, quarantined, kept; /* not kept: it was there, but as what the log does not hold any more */
};

static void stood_clear(struct stood *stood)
{
	free(stood->source);
	free(stood->id);
	free(stood->before);
}

static bool read_stood(struct keeper *keeper, int64_t entry, struct stood *stood, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT source, id, before, what<>'new', quarantined, before<>'', class"
		" FROM log WHERE seq=?1", error);
	*stood = (struct stood){ 0 };
	if (!read)
		return false;
	sqlite3_bind_int64(read, 1, entry);
	bool found = sqlite3_step(read) == SQLITE_ROW;
	if (found)
		*stood = (struct stood){ .source = db_text_owned(read, 0), .id = db_text_owned(read, 1),
			.before = db_text_owned(read, 2), .there = sqlite3_column_int(read, 3), .quarantined = sqlite3_column_int(read, 4),
			.kept = sqlite3_column_int(read, 5), .class = sqlite3_column_int(read, 6) };
	sqlite3_finalize(read);
	return found || keeper_failed(keeper, error);
}

static sqlite3_stmt *of_name(struct keeper *keeper, const struct stood *stood, const char *sql, int64_t place,
	struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, sql, error);
	if (read) {
		db_bind_text(read, 1, stood->id);
		db_bind_text(read, 2, stood->source);
		sqlite3_bind_int64(read, 3, place);
	}
	return read;
}

/* The row that is there now, when it is the one that was there: it has not gone since. What it says of entries up to the
 * place holds still. */
static bool read_present(struct keeper *keeper, const struct stood *stood, int64_t place, struct row_numbers *numbers,
	int64_t *request, struct error *error)
{
	sqlite3_stmt *read = of_name(keeper, stood, "SELECT n, request, iif(born<=?3,born,0), iif(reopened<=?3,reopened,0),"
		" iif(told<=?3,told,0), iif(told<=?3,told_events,0), iif(told<=?3,told_before,0) FROM record WHERE id=?1 AND"
		" source=?2 AND NOT EXISTS(SELECT 1 FROM log l WHERE l.id=?1 AND l.source=?2 AND l.seq>?3 AND l.what='gone')", place,
		error);
	*numbers = (struct row_numbers){ .n = -1 };
	*request = -1;
	if (!read)
		return false;
	int code = sqlite3_step(read);
	if (code == SQLITE_ROW) {
		*numbers = (struct row_numbers){ .n = sqlite3_column_int64(read, 0), .born = sqlite3_column_int64(read, 2),
			.reopened = sqlite3_column_int64(read, 3), .told = sqlite3_column_int64(read, 4),
			.told_events = sqlite3_column_int64(read, 5), .told_before = sqlite3_column_int64(read, 6) };
		*request = sqlite3_column_int64(read, 1);
	}
	sqlite3_finalize(read);
	return code == SQLITE_ROW || code == SQLITE_DONE || keeper_failed(keeper, error);
}

static bool is_embargoed(const struct derived *derived, day_t day)
{
	return derived->embargo != DAY_NONE && derived->embargo > day;
}

/* `class` as record and log hold it; that of holidays closes nothing. */
static enum disclosure closed_at_least(enum disclosure closed, int class)
{
	return class > (int)closed && class <= (int)DISCLOSURE_NEVER ? (enum disclosure)class : closed;
}

/* The class of a version in the log, which closed.c raises for good. The team's stands there for any embargo, too: as long
 * as one lasted it closes by itself; of one that had ended it is not known whether its area was sensitive. */
static enum disclosure closed_in_log(int class, const struct derived *derived, const struct rewind_point *point)
{
	bool by_embargo = class == DISCLOSURE_TEAM && is_embargoed(derived, instant_day(point->at));
	return by_embargo ? DISCLOSURE_PUBLIC : closed_at_least(DISCLOSURE_PUBLIC, class);
}

/* What cannot be read is the team's. */
static void derive_json(struct keeper *keeper, const char *json, struct derived *derived)
{
	struct arena arena = { 0 };
	struct record record;
	*derived = (struct derived){ .disclosure = DISCLOSURE_TEAM, .embargo = DAY_NONE };
	if (record_parse(&record, json, keeper->source, &arena))
		record_derive(&record, derived);
	arena_free(&arena);
}

/* What is closed today, or was when it went, stays closed: it may have been sent too openly at first. */
static bool closed_now(struct keeper *keeper, const struct stood *stood, const struct rewind_point *point,
	enum disclosure *closed, struct error *error)
{
	struct derived derived;
	sqlite3_stmt *read = of_name(keeper, stood, "SELECT data, class, 0 FROM record WHERE id=?1 AND source=?2 UNION ALL SELECT *"
		" FROM (SELECT before, class, 1 FROM log WHERE id=?1 AND source=?2 AND what='gone' AND seq>?3 AND before<>''"
		" ORDER BY seq DESC LIMIT 1)", point->sequence, error);
	int code = read ? sqlite3_step(read) : SQLITE_ERROR;
	*closed = DISCLOSURE_PUBLIC;
	if (code == SQLITE_ROW) { /* where it is there, what it was when it went before is past */
		int class = sqlite3_column_int(read, 1); /* by its area, too */
		derive_json(keeper, db_text(read, 0), &derived);
		*closed = is_embargoed(&derived, point->today) ? DISCLOSURE_TEAM : DISCLOSURE_PUBLIC;
		*closed = closed_at_least(*closed, (int)derived.disclosure);
		*closed = closed_at_least(*closed, sqlite3_column_int(read, 2) ? (int)closed_in_log(class, &derived, point) : class);
	}
	sqlite3_finalize(read);
	return code == SQLITE_ROW || code == SQLITE_DONE || keeper_failed(keeper, error);
}

/* The request that gave a record is not in the log: where its row is gone, the one that asks for its hub. */
static bool find_request(struct keeper *keeper, const struct record *record, int64_t *request, struct error *error)
{
	struct str hubs = { 0 };
	row_list(&record->value[FIELD_HUBS], &hubs);
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT id FROM request WHERE source=?1 ORDER BY instr(?2,','||hub||',')>0"
		" DESC, hub='' DESC, id LIMIT 1", error);
	int code = SQLITE_ERROR;
	if (read) {
		db_bind_text(read, 1, keeper->source);
		db_bind_text(read, 2, hubs.length ? str_text(&hubs) : ",countywide,");
		code = sqlite3_step(read);
		*request = code == SQLITE_ROW ? sqlite3_column_int64(read, 0) : -1;
	}
	sqlite3_finalize(read);
	str_free(&hubs);
	return code == SQLITE_ROW || code == SQLITE_DONE || keeper_failed(keeper, error);
}

/* Entry l with the state r that came of it, which the record's next entry holds. */
#define WALK "SELECT l.seq, l.what, " QUERY_EVENTS ", " QUERY_EVENTS "|" QUERY_WORSE "|((l.class<>r.class OR l.class=2)<<17)," \
	" l.ended=1 AND l.open=0 AND r.open=1 FROM log l JOIN (SELECT seq, kind, open, ended, due, owner, base, stage, severity," \
	" '' risk, quarantined, class FROM log) r ON r.seq=(SELECT min(f.seq) FROM log f WHERE f.id=l.id AND f.source=l.source AND" \
	" f.seq>l.seq) WHERE l.id=?1 AND l.source=?2 AND l.seq<=?3 ORDER BY l.seq"

/* One entry, as put.c numbered it. */
static void take_entry(sqlite3_stmt *walk, struct row_numbers *numbers)
{
	int64_t entry = sqlite3_column_int64(walk, 0), events = sqlite3_column_int64(walk, 2);
	const char *what = db_text(walk, 1);
	bool refused = strcmp(what, "quarantined") == 0, changed = strcmp(what, "changed") == 0;
	if (strcmp(what, "new") == 0)
		*numbers = (struct row_numbers){ .n = numbers->n, .born = entry, .told = entry, .told_events = 1 << CHANGE_NEW,
			.told_before = numbers->sequence };
	if (refused || (changed && events)) {
		numbers->told_before = numbers->told;
		numbers->told = entry;
		numbers->told_events = refused ? 1 << CHANGE_QUARANTINED : sqlite3_column_int64(walk, 3);
	}
	if (changed && sqlite3_column_int(walk, 4))
		numbers->reopened = entry;
	if (strcmp(what, "accepted") != 0)
		numbers->sequence = entry;
}

/* Which entries up to the place told of it. Where they are not kept, the row that is there knows some. */
static bool number_again(struct keeper *keeper, const struct stood *stood, int64_t place, struct row_numbers *numbers,
	struct error *error)
{
	const struct row_numbers present = *numbers;
	sqlite3_stmt *walk = of_name(keeper, stood, WALK, place, error);
	int code = SQLITE_ERROR;
	*numbers = (struct row_numbers){ .n = present.n, .quarantined = stood->quarantined };
	while (walk && (code = sqlite3_step(walk)) == SQLITE_ROW)
		take_entry(walk, numbers);
	sqlite3_finalize(walk);
	numbers->quarantined = stood->quarantined;
	numbers->born = present.born ? present.born : numbers->born;
	numbers->reopened = present.reopened ? present.reopened : numbers->reopened;
	if (present.told) {
		numbers->told = present.told;
		numbers->told_events = present.told_events;
		numbers->told_before = present.told_before;
	}
	return code == SQLITE_DONE || keeper_failed(keeper, error);
}

static bool write_back(struct keeper *keeper, const struct stood *stood, const struct rewind_point *point,
	struct error *error)
{
	int64_t place = point->sequence;
	struct arena arena = { 0 };
	struct record record;
	struct row_numbers numbers;
	struct derived derived;
	enum disclosure closed;
	bool fine = record_parse(&record, stood->before, keeper->source, &arena);
	if (!fine)
		error_set(error, "What %s was cannot be read back from the log.", stood->id);
	fine = fine && read_present(keeper, stood, place, &numbers, &keeper->answer.request, error) &&
		number_again(keeper, stood, place, &numbers, error) &&
		(keeper->answer.request >= 0 || find_request(keeper, &record, &keeper->answer.request, error)) &&
		closed_now(keeper, stood, point, &closed, error);
	if (fine) {
		record_derive(&record, &derived);
		closed = closed_at_least(closed, (int)closed_in_log(stood->class, &derived, point));
		fine = row_put_back(keeper, stood->id, &record, stood->before, closed, &numbers, error);
	}
	arena_free(&arena);
	return fine;
}

static bool put_back(struct keeper *keeper, int64_t entry, const struct rewind_point *point, bool *in_part,
	struct error *error)
{
	struct stood stood;
	bool fine = read_stood(keeper, entry, &stood, error);
	keeper->source = stood.source;
	*in_part |= stood.there && !stood.kept;
	if (fine)
		fine = stood.there && stood.kept ? write_back(keeper, &stood, point, error)
			: row_put_back(keeper, stood.id, NULL, NULL, DISCLOSURE_PUBLIC, NULL, error);
	keeper->source = NULL;
	stood_clear(&stood);
	return fine;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* The first entry after the place, of each record that has one. */
static bool first_entries(struct keeper *keeper, int64_t place, struct numbers *entries, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT min(seq) FROM log WHERE seq>?1 GROUP BY source, id ORDER BY 1", error);
	int code = SQLITE_ERROR;
	if (read)
		sqlite3_bind_int64(read, 1, place);
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		numbers_add(entries, sqlite3_column_int64(read, 0));
	sqlite3_finalize(read);
	return code == SQLITE_DONE || keeper_failed(keeper, error);
}

static bool rewind_all(struct keeper *keeper, const struct config *config, const struct rewind_point *point, bool *in_part,
	struct error *error)
{
	struct numbers entries = { 0 };
	bool fine = first_entries(keeper, point->sequence, &entries, error);
	*in_part = number_of(keeper->db, "SELECT count(*) FROM log WHERE seq>?1", point->sequence, 0) <
		keeper->sequence - point->sequence || purge_since(keeper->db, point->at);
	for (size_t i = 0; fine && i < entries.count; i++)
		fine = put_back(keeper, entries.at[i], point, in_part, error);
	free(entries.at);
	keeper->sequence = point->sequence;
	return fine && repeats_commit(keeper, error) && tally_flush(keeper->tally, error) &&
		keeper_run(keeper, "DELETE FROM log WHERE seq>?1", point->sequence, error) &&
		rewind_sources(keeper, config, point, error) && sequence_write(keeper, error) && db_run(keeper->db, "COMMIT", error);
}

bool rewind_records(struct keeper *keeper, const struct config *config, const struct rewind_point *point, bool *in_part,
	struct error *error)
{
	/* Which requests are off is theirs of that day: bringing the counts in line with the configuration changes it. */
	if (!db_run(keeper->db, "CREATE TEMP TABLE asked AS SELECT id, off FROM request", error) ||
			!keeper_configure(keeper, config, error) ||
			!db_run(keeper->db, "BEGIN IMMEDIATE; UPDATE request SET off=(SELECT a.off FROM asked a WHERE a.id=request.id)", error))
		return false;
	keeper->answering = true;
	keeper->sequence_before = keeper->sequence;
	if (!rewind_all(keeper, config, point, in_part, error)) {
		keeper_abandon(keeper);
		return false;
	}
	keeper->answering = false;
	return true;
}
