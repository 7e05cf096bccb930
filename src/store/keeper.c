/* The writer of records.db: opening, configuration, requests and polls. See keeper.h; answers are answer.c.
 * Called by the feeder only. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/state.h"

/* ---- statements -------------------------------------------------------------------------------- */

/* row_search in SQL, of a row that is stored. */
#define FULL_TEXT "id||' '||title||' '||place||' '||owner||' '||office||' '||tags||' '||strand||' '||" \
	"iif(json_valid(data),ifnull(data->>'$.note',''),'')"
#define SAFE_TEXT "iif(share_safe,safe_title||' '||id||' '||owner||' '||office||' '||tags,'')"
#define WORD_OF(column) "iif(" column "='','',' " column "'||" column ")||"
#define WORDS_TEXT WORD_OF("status") WORD_OF("owner") WORD_OF("category") WORD_OF("severity") WORD_OF("risk") \
	WORD_OF("stage") WORD_OF("type") WORD_OF("body") "replace(rtrim(tags,','),',',' tag')||replace(rtrim(strand,','),',',' strand')"

static const char *const statement_sql[KEEP_COUNT] = {
	[KEEP_FIND] = "SELECT n, request, born, reopened, told, told_events, told_before, open, ended, quarantined,"
		" iif(embargo>0,max(class,2),class), share_safe, suppressed,"
		" hubs, occurred, kind, data, place FROM record WHERE id=?1 AND source=?2",
	[KEEP_UNQUARANTINE] = "UPDATE record SET quarantined=0 WHERE n=?1",
	[KEEP_QUARANTINE] = "UPDATE record SET quarantined=1, seq=?2, told_before=told, told=?2,"
		" told_events=2048 WHERE n=?1",
	[KEEP_DELETE] = "DELETE FROM record WHERE n=?1",
	[KEEP_LOG] = "INSERT INTO log(seq,at,source,id,what,class,share_safe,suppressed,before,kind,hubs,areas,open,ended,due,"
		"slips,base,owner,stage,severity,quarantined,kept_from,review_by)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[KEEP_BEFORE] = "SELECT kind,hubs,areas,open,ended,due,slips,base,owner,stage," QUERY_SEVERITY ",quarantined,kept_from,"
		"review_by"
		" FROM record r WHERE n=?1",
	[KEEP_TOLD] = "UPDATE record AS r SET told_before=told, told=?2, told_events=(SELECT " QUERY_EVENTS "|" QUERY_WORSE
		"|((l.class<>r.class)<<17) FROM log l WHERE l.seq=?2)"
		" WHERE n=?1 AND EXISTS(SELECT 1 FROM log l WHERE l.seq=?2 AND " QUERY_EVENTS "<>0)",
	[KEEP_TEXTS] = "SELECT " FULL_TEXT ", " SAFE_TEXT ", " WORDS_TEXT " FROM record WHERE n=?1 AND class<=2",
	[KEEP_LEAVING] = "SELECT id, kind, source, kept_from, review_by FROM record WHERE n=?1",
	[KEEP_UNCOUNT] = "UPDATE request SET records=max(0,records-1) WHERE id=?1",
	[KEEP_LOG_DROP] = "DELETE FROM log WHERE id=?1 AND source=?2",
	[KEEP_INDEX] = "INSERT INTO search(rowid,full,safe,words) VALUES(?1,?2,?3,?4)",
	[KEEP_UNINDEX] = "INSERT INTO search(search,rowid,full,safe,words) VALUES('delete',?1,?2,?3,?4)",
	[KEEP_ALSO_ADD] = "INSERT OR IGNORE INTO also(request,n) VALUES(?1,?2)",
	[KEEP_ALSO_DROP] = "DELETE FROM also WHERE request=?1 AND n=?2",
	[KEEP_ALSO_READ] = "SELECT request FROM also WHERE n=?1",
	[KEEP_ALSO_DROP_ALL] = "DELETE FROM also WHERE n=?1",
	[KEEP_ALSO_ANY] = "SELECT min(request) FROM also WHERE n=?1 HAVING count(*)>0",
	[KEEP_GIVER] = "UPDATE record SET request=?1 WHERE n=?2",
	[KEEP_KNOWN] = "SELECT seq, what FROM log WHERE id=?1 AND source=?2 ORDER BY seq DESC LIMIT 1",
	[KEEP_REFUSE] = "INSERT INTO quarantine(request,item,field,reason,id,at) VALUES(?,?,?,?,?,?)",
	[KEEP_DATA] = "SELECT data FROM record WHERE n=?1",
	[KEEP_POINT_WRITE] = "INSERT INTO point(n,period,value,request) VALUES(?1,?2,?3,?4) ON CONFLICT DO UPDATE SET"
		" value=excluded.value, request=excluded.request WHERE value<>excluded.value OR request<>excluded.request",
	[KEEP_POINT_DROP] = "DELETE FROM point WHERE n=?1 AND period=?2",
	[KEEP_POINT_READ] = "SELECT period, value FROM point WHERE n=?1 ORDER BY period",
	[KEEP_POINT_DROP_ALL] = "DELETE FROM point WHERE n=?1",
	[KEEP_POINT_OURS] = "SELECT period FROM point WHERE request=?1 AND n=?2",
	[KEEP_REPEAT_READ] = "SELECT n, occurred, max(iif(embargo>0,2,class), iif(share_safe,2,0)), repeat_named FROM record"
		" WHERE kind=1 AND place<>'' AND place=?1 AND hubs=?2 AND occurred>=?3 AND occurred<?4 AND class<=2"
		" ORDER BY occurred, id",
	[KEEP_REPEAT_WRITE] = "INSERT OR REPLACE INTO repeat(n,class,first,last) VALUES(?,?,?,?)",
	[KEEP_REPEAT_DROP] = "DELETE FROM repeat WHERE n=?1",
};

struct sqlite3_stmt *keeper_statement(struct keeper *keeper, enum keeper_statement which)
{
	return keeper->statements[which];
}

static bool prepare_statements(struct keeper *keeper, struct error *error)
{
	char *write = row_write_sql();
	bool fine = true;
	for (int i = 0; fine && i < KEEP_COUNT; i++)
		fine = (keeper->statements[i] = db_prepare(keeper->db, i == KEEP_WRITE ? write : statement_sql[i], error));
	free(write);
	return fine;
}

bool keeper_failed(struct keeper *keeper, struct error *error)
{
	if (db_astray(keeper->db))
		db_suspect(keeper->path); /* the next feeder to open it sets it aside */
	return error ? db_failed(keeper->db, error) : false;
}

bool keeper_run(struct keeper *keeper, const char *sql, int64_t value, struct error *error)
{
	sqlite3_stmt *statement = db_prepare(keeper->db, sql, error);
	if (!statement)
		return keeper_failed(keeper, NULL);
	sqlite3_bind_int64(statement, 1, value);
	bool fine = db_done(statement, error) || keeper_failed(keeper, error);
	sqlite3_finalize(statement);
	return fine;
}

/* ---- opening ----------------------------------------------------------------------------------- */

struct keeper *keeper_open(const char *path, char **notice, struct error *error)
{
	struct keeper *keeper = mem_alloc(sizeof *keeper);
	keeper->path = mem_dup(path);
	keeper->stamp = db_stamp(path);
	keeper->db = db_open(path, &records_schema, notice, error);
	if (!keeper->db || !prepare_statements(keeper, error)) {
		if (keeper->db)
			keeper_failed(keeper, NULL);
		keeper_close(keeper);
		return NULL;
	}
	keeper->sequence = db_number(keeper->db, "SELECT value FROM meta WHERE key='seq'", 0);
	keeper->untidy = (int)db_number(keeper->db, "SELECT value FROM meta WHERE key='untidy'", TIDY);
	keeper->salvaged = db_number(keeper->db, "SELECT value FROM meta WHERE key='salvaged'", 0);
	places_load(&keeper->places, keeper->db);
	return keeper;
}

void keeper_close(struct keeper *keeper)
{
	if (!keeper)
		return;
	keeper_abandon(keeper);
	for (int i = 0; i < KEEP_COUNT; i++)
		sqlite3_finalize(keeper->statements[i]);
	tally_close(keeper->tally);
	places_clear(&keeper->places);
	db_close(keeper->db);
	free(keeper->holidays);
	free(keeper->stamp);
	free(keeper->path);
	free(keeper);
}

void keeper_touch(struct keeper *keeper)
{
	int fd = open(keeper->stamp, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	futimens(fd, NULL);
	close(fd);
}

int64_t keeper_sequence(struct keeper *keeper)
{
	return keeper->sequence;
}

bool sequence_write(struct keeper *keeper, struct error *error)
{
	if (keeper->sequence == keeper->sequence_before)
		return true;
	return keeper_run(keeper, "INSERT OR REPLACE INTO meta(key,value) VALUES('seq',?1)", keeper->sequence, error);
}

/* ---- configuration ----------------------------------------------------------------------------- */

static int free_bit(char *const *ids)
{
	for (int bit = 0; bit < PLACE_BITS; bit++)
		if (!ids[bit])
			return bit;
	return -1;
}

int keeper_place_bit(struct keeper *keeper, const char *kind, const char *id)
{
	char **ids = strcmp(kind, "hub") == 0 ? keeper->places.hubs : keeper->places.areas;
	int bit = place_bit(ids, id);
	if (bit >= 0 || (bit = free_bit(ids)) < 0)
		return bit;
	sqlite3_stmt *write = db_prepare(keeper->db, "INSERT INTO place(kind,id,bit) VALUES(?1,?2,?3)", NULL);
	if (!write)
		return -1;
	db_bind_text(write, 1, kind);
	db_bind_text(write, 2, id);
	sqlite3_bind_int(write, 3, bit);
	bool fine = db_done(write, NULL) || keeper_failed(keeper, NULL);
	sqlite3_finalize(write);
	if (!fine)
		return -1;
	ids[bit] = mem_dup(id);
	return bit;
}

static bool asks(const struct config *config, const char *source, const char *hub)
{
	if (strcmp(source, ROOM_SOURCE) == 0)
		return true; /* no configuration names it */
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source *candidate = &config->sources[i];
		if (strcmp(candidate->id, source) != 0)
			continue;
		for (size_t h = 0; h < candidate->hubs.count; h++)
			if (strcmp(candidate->hubs.at[h], hub) == 0)
				return true;
		return candidate->hubs.count == 0 && !*hub;
	}
	return false;
}

static bool mark_off(struct keeper *keeper, const struct config *config, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT id, source, hub, off FROM request", error);
	sqlite3_stmt *write = db_prepare(keeper->db, "UPDATE request SET off=?2 WHERE id=?1", error);
	bool fine = read && write;
	while (fine && sqlite3_step(read) == SQLITE_ROW) {
		int off = !asks(config, db_text(read, 1), db_text(read, 2));
		if (off == sqlite3_column_int(read, 3))
			continue;
		sqlite3_bind_int64(write, 1, sqlite3_column_int64(read, 0));
		sqlite3_bind_int(write, 2, off);
		fine = db_done(write, error);
	}
	sqlite3_finalize(read);
	sqlite3_finalize(write);
	return fine;
}

static bool configure(struct keeper *keeper, const struct config *config, struct error *error)
{
	for (size_t i = 0; i < config->hub_count; i++)
		if (keeper_place_bit(keeper, "hub", config->hubs[i].id) < 0)
			return error_set(error, "There is room for %d hubs in the records, not for %s too.", PLACE_BITS, config->hubs[i].id);
	for (size_t i = 0; i < config->area_count; i++)
		if (keeper_place_bit(keeper, "area", config->areas[i].id) < 0)
			return error_set(error, "There is room for %d areas in the records, not for %s too.", PLACE_BITS,
				config->areas[i].id);
	if (!closed_configure(keeper, config, error))
		return false;
	struct tally *tally = tally_open(keeper->db, config, &keeper->places, keeper->closed_areas, error);
	if (!tally)
		return false;
	tally_close(keeper->tally);
	keeper->tally = tally;
	memcpy(keeper->keep, config->keep, sizeof keeper->keep);
	return mark_off(keeper, config, error);
}

bool keeper_configure(struct keeper *keeper, const struct config *config, struct error *error)
{
	keeper_abandon(keeper);
	if (!db_run(keeper->db, "BEGIN IMMEDIATE", error))
		return keeper_failed(keeper, error);
	if (configure(keeper, config, error) && db_run(keeper->db, "COMMIT", error)) {
		keeper_touch(keeper);
		return true;
	}
	keeper_failed(keeper, NULL);
	db_run(keeper->db, "ROLLBACK", NULL);
	places_load(&keeper->places, keeper->db);
	return false;
}

/* ---- requests ---------------------------------------------------------------------------------- */

int64_t keeper_request(struct keeper *keeper, const char *source, const char *hub, const char *month)
{
	int64_t id = -1;
	sqlite3_stmt *find = db_prepare(keeper->db, "SELECT id FROM request WHERE source=?1 AND hub=?2 AND month=?3", NULL);
	sqlite3_stmt *make = db_prepare(keeper->db, "INSERT INTO request(source,hub,month) VALUES(?1,?2,?3)", NULL);
	const char *const names[] = { source, hub, month };
	for (int i = 0; find && make && i < 3; i++) {
		db_bind_text(find, i + 1, names[i]);
		db_bind_text(make, i + 1, names[i]);
	}
	if (find && sqlite3_step(find) == SQLITE_ROW)
		id = sqlite3_column_int64(find, 0);
	else if (make && db_done(make, NULL))
		id = sqlite3_last_insert_rowid(keeper->db);
	if (id < 0)
		keeper_failed(keeper, NULL);
	sqlite3_finalize(find);
	sqlite3_finalize(make);
	return id;
}

bool keeper_knows(struct keeper *keeper, const char *source)
{
	sqlite3_stmt *find = db_prepare(keeper->db, "SELECT 1 FROM request WHERE source=?1", NULL);
	if (!find)
		return false;
	db_bind_text(find, 1, source);
	bool found = sqlite3_step(find) == SQLITE_ROW;
	sqlite3_finalize(find);
	return found;
}

bool keeper_validators(struct keeper *keeper, int64_t request, struct validators *out)
{
	*out = (struct validators){ .received = INSTANT_NONE, .made = INSTANT_NONE, .no_poll_before = INSTANT_NONE };
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT etag, last_modified, gate, delta, hash, received, made, next_poll,"
		" failures, nullif(error,''), records FROM request WHERE id=?1", NULL);
	if (!read)
		return false;
	sqlite3_bind_int64(read, 1, request);
	bool found = sqlite3_step(read) == SQLITE_ROW;
	if (found) {
		out->etag = db_text_owned(read, 0);
		out->last_modified = db_text_owned(read, 1);
		out->gate = db_text_owned(read, 2);
		out->delta = db_text_owned(read, 3);
		strncpy(out->hash, db_text(read, 4), sizeof out->hash - 1);
		out->received = sqlite3_column_int64(read, 5);
		out->made = sqlite3_column_int64(read, 6);
		out->no_poll_before = sqlite3_column_int64(read, 7);
		out->failures = sqlite3_column_int(read, 8);
		out->error = db_text_owned(read, 9);
		out->records = sqlite3_column_int(read, 10);
	}
	sqlite3_finalize(read);
	return found;
}

void validators_free(struct validators *validators)
{
	free(validators->etag);
	free(validators->last_modified);
	free(validators->gate);
	free(validators->delta);
	free(validators->error);
	*validators = (struct validators){ 0 };
}

char *keeper_newest_month(struct keeper *keeper, const char *source)
{
	char *month = NULL;
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT max(month) FROM request WHERE source=?1 AND month<>''"
		" AND received>-9223372036854775808", NULL);
	if (!read)
		return NULL;
	db_bind_text(read, 1, source);
	if (sqlite3_step(read) == SQLITE_ROW)
		month = db_text_owned(read, 0);
	sqlite3_finalize(read);
	return month;
}

static bool among(const int64_t *requests, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (requests[i] == id)
			return true;
	return false;
}

static bool retire(struct keeper *keeper, int64_t id, bool answered)
{
	return keeper_run(keeper, answered ? "UPDATE request SET off=1 WHERE id=?1" : "DELETE FROM request WHERE id=?1", id, NULL);
}

bool keeper_retire(struct keeper *keeper, const char *source, const int64_t *requests, size_t count)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT id, received>-9223372036854775808 FROM request"
		" WHERE source=?1 AND (off=0 OR received=-9223372036854775808)", NULL);
	if (!read)
		return false;
	bool fine = true;
	db_bind_text(read, 1, source);
	while (fine && sqlite3_step(read) == SQLITE_ROW)
		if (!among(requests, count, sqlite3_column_int64(read, 0)))
			fine = retire(keeper, sqlite3_column_int64(read, 0), sqlite3_column_int(read, 1));
	sqlite3_finalize(read);
	return fine;
}

/* ---- polls ------------------------------------------------------------------------------------- */

struct request_ages request_ages(struct keeper *keeper, instant_t made, struct cadence expect)
{
	if (!expect.count)
		return (struct request_ages){ INT64_MAX, INT64_MAX };
	struct holidays holidays = keeper_holidays(keeper);
	return (struct request_ages){ stale_after(made, expect, &holidays), dead_after(made, expect, &holidays) };
}

bool poll_write(struct keeper *keeper, const struct poll_outcome *outcome, const char *text, struct error *error)
{
	static const char *const sql[] = {
		"INSERT INTO poll(request,at,status,bytes,milliseconds,unchanged,outcome) VALUES(?1,?2,?3,?4,?5,?6,?7)",
		"DELETE FROM poll WHERE request=?1 AND rowid<=(SELECT rowid FROM poll WHERE request=?1 ORDER BY rowid DESC"
			" LIMIT 1 OFFSET ?8)",
		"INSERT INTO poll_day(day,asked,unchanged) VALUES(?9,1,?6) ON CONFLICT DO UPDATE SET asked=asked+1,"
			" unchanged=unchanged+excluded.unchanged",
	};
	const int64_t numbers[] = { outcome->request, outcome->at, outcome->status, outcome->bytes, outcome->milliseconds,
		outcome->unchanged };
	bool fine = true;
	for (size_t i = 0; fine && i < sizeof sql / sizeof *sql; i++) {
		sqlite3_stmt *statement = db_prepare(keeper->db, sql[i], error);
		if (!statement)
			return false;
		for (int at = 0; at < (int)(sizeof numbers / sizeof *numbers); at++)
			sqlite3_bind_int64(statement, at + 1, numbers[at]);
		db_bind_text(statement, 7, text);
		sqlite3_bind_int(statement, 8, POLLS_KEPT);
		sqlite3_bind_int64(statement, 9, instant_day(outcome->at));
		fine = db_done(statement, error);
		sqlite3_finalize(statement);
	}
	return fine;
}

/* What the board shows of a request, apart from its age, which the minute brings. */
struct request_standing { bool found, refused, stated, failing, stale; instant_t received, made; };

static struct request_standing standing_of(struct keeper *keeper, const struct poll_outcome *outcome)
{
	struct request_standing standing = { .received = INSTANT_NONE, .made = INSTANT_NONE };
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT refused, made_stated, error<>'', stale_at<=?2, received, made"
		" FROM request WHERE id=?1", NULL);
	if (!read)
		return standing;
	sqlite3_bind_int64(read, 1, outcome->request);
	sqlite3_bind_int64(read, 2, outcome->at);
	if (sqlite3_step(read) == SQLITE_ROW)
		standing = (struct request_standing){ .found = true, .refused = sqlite3_column_int(read, 0),
			.stated = sqlite3_column_int(read, 1), .failing = sqlite3_column_int(read, 2),
			.stale = sqlite3_column_int(read, 3), .received = sqlite3_column_int64(read, 4),
			.made = sqlite3_column_int64(read, 5) };
	sqlite3_finalize(read);
	return standing;
}

static bool write_outcome(struct keeper *keeper, const struct poll_outcome *outcome, const struct request_standing *standing,
	struct error *error)
{
	static const char sql[] = "UPDATE request SET last_poll=?2, next_poll=?3, status=?4, bytes=?5, milliseconds=?6,"
		" unchanged=?7, refused=?8, error=?9, gate=ifnull(?10,gate), failures=iif(?7,0,failures+1),"
		" received=iif(?7,?2,received), made=?11, stale_at=iif(?7,?12,stale_at), dead_at=iif(?7,?13,dead_at), off=0"
		" WHERE id=?1";
	sqlite3_stmt *update = db_prepare(keeper->db, sql, error);
	if (!update)
		return false;
	instant_t made = outcome->unchanged && !standing->stated ? outcome->at : standing->made;
	struct request_ages ages = request_ages(keeper, made, outcome->expect);
	const int64_t numbers[] = { outcome->request, outcome->at, outcome->next_poll, outcome->status, outcome->bytes,
		outcome->milliseconds, outcome->unchanged, outcome->refused };
	int at = 1;
	for (; at <= (int)(sizeof numbers / sizeof *numbers); at++)
		sqlite3_bind_int64(update, at, numbers[at - 1]);
	db_bind_text(update, at++, outcome->error ? outcome->error : "");
	db_bind_text(update, at++, outcome->gate);
	sqlite3_bind_int64(update, at++, made);
	sqlite3_bind_int64(update, at++, ages.stale_at);
	sqlite3_bind_int64(update, at, ages.dead_at);
	bool fine = db_done(update, error);
	sqlite3_finalize(update);
	return fine;
}

bool keeper_polled(struct keeper *keeper, const struct poll_outcome *outcome, struct error *error)
{
	if (keeper->answering)
		return error_set(error, "An answer is being written: finish it before telling of another poll.");
	struct request_standing standing = standing_of(keeper, outcome);
	if (!standing.found)
		return error_set(error, "There is no request %lld.", (long long)outcome->request);
	if (!db_run(keeper->db, "BEGIN IMMEDIATE", error))
		return keeper_failed(keeper, NULL);
	if (!write_outcome(keeper, outcome, &standing, error) ||
			!poll_write(keeper, outcome, outcome->error ? outcome->error : "", error) ||
			!db_run(keeper->db, "COMMIT", error)) {
		keeper_failed(keeper, NULL);
		db_run(keeper->db, "ROLLBACK", NULL);
		return false;
	}
	bool seen = !outcome->unchanged || standing.failing || standing.refused || standing.stale;
	if (seen) /* a receipt renewed is no news: the board need not wake */
		keeper_touch(keeper);
	return true;
}

bool keeper_next_poll(struct keeper *keeper, int64_t request, instant_t at)
{
	sqlite3_stmt *update = db_prepare(keeper->db, "UPDATE request SET next_poll=?2 WHERE id=?1", NULL);
	if (!update)
		return false;
	sqlite3_bind_int64(update, 1, request);
	sqlite3_bind_int64(update, 2, at);
	bool fine = db_done(update, NULL);
	sqlite3_finalize(update);
	return fine;
}

/* ---- holidays ---------------------------------------------------------------------------------- */

struct holidays keeper_holidays(struct keeper *keeper)
{
	free(keeper->holidays);
	return holidays_read(keeper->db, &keeper->holidays);
}

bool keeper_naming(struct keeper *keeper, int64_t since, void (*visit)(void *context, const char *json), void *context)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT data FROM record WHERE seq>?1 AND kind=?2 AND source<>'" ROOM_SOURCE
		"' AND data LIKE '%\"R-%' UNION ALL SELECT '\"'||substr(key,8)||'\"' FROM meta WHERE key LIKE 'joined %'", NULL);
	if (!read)
		return false;
	sqlite3_bind_int64(read, 1, since);
	sqlite3_bind_int(read, 2, KIND_ACTION);
	int code;
	while ((code = sqlite3_step(read)) == SQLITE_ROW)
		visit(context, db_text(read, 0));
	sqlite3_finalize(read);
	return code == SQLITE_DONE;
}
