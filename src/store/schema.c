/* The two databases' tables, as numbered migrations, and what is saved from a damaged file. A migration
 * that has been released is never edited: append another. Used by db.c on behalf of keeper.c and state.c. */
#include <sqlite3.h>
#include <stdlib.h>

#include "hubbrief/db.h"
#include "hubbrief/mem.h"
#include "hubbrief/str.h"

/* Conventions: days count from 1970-01-01 and 2147483647 is no day (DAY_NONE); instants are seconds and
 * −9223372036854775808 is none (INSTANT_NONE); kind, class, marking and judgement are the enums' numbers,
 * which may only grow at the end; hubs and areas are masks of place bits; lists of words are ",a,b,".
 * standing packs what rule 19 asks of a record on every day: 1 open, 2 can be late, 4 statutory, 8 a critical
 * incident, 16 a measure that is red and worse, 32 whose figure rule 8 hides. class is enum disclosure; 4 is a
 * holiday, which no profile's projection reaches.
 * A tally's hub is a bit, −1 countywide, −2 each record once; its area a bit or −1 any. The search index
 * holds all texts in `full`, what rule 8 lets through in `safe` (that only of share-safe records), and in `words`
 * each word with its field before it ("ownernyp"), to find the few records that an unusual word leaves. */
static const char *const records_1[] = {
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE place(kind TEXT NOT NULL, id TEXT NOT NULL, bit INTEGER NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;",
	"CREATE TABLE request(id INTEGER PRIMARY KEY, source TEXT NOT NULL, hub TEXT NOT NULL, month TEXT NOT NULL,"
	" off INTEGER NOT NULL DEFAULT 0, made_stated INTEGER NOT NULL DEFAULT 0,"
	" received INTEGER NOT NULL DEFAULT (-9223372036854775808), made INTEGER NOT NULL DEFAULT (-9223372036854775808),"
	" stale_at INTEGER NOT NULL DEFAULT 9223372036854775807, dead_at INTEGER NOT NULL DEFAULT 9223372036854775807,"
	" next_poll INTEGER NOT NULL DEFAULT (-9223372036854775808),"
	" last_poll INTEGER NOT NULL DEFAULT (-9223372036854775808),"
	" refused INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,"
	" bytes INTEGER NOT NULL DEFAULT 0, milliseconds INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,"
	" error TEXT NOT NULL DEFAULT '', etag TEXT, last_modified TEXT, gate TEXT, hash TEXT NOT NULL DEFAULT '', delta TEXT,"
	" records INTEGER NOT NULL DEFAULT 0, quarantined INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,"
	" unknown_fields INTEGER NOT NULL DEFAULT 0, UNIQUE(source, hub, month));"
	"CREATE TABLE poll(request INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL, bytes INTEGER NOT NULL,"
	" milliseconds INTEGER NOT NULL, unchanged INTEGER NOT NULL, outcome TEXT NOT NULL);"
	"CREATE INDEX poll_request ON poll(request);"
	"CREATE TABLE poll_day(day INTEGER PRIMARY KEY, asked INTEGER NOT NULL, unchanged INTEGER NOT NULL);"
	"CREATE TABLE quarantine(request INTEGER NOT NULL, item INTEGER NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,"
	" id TEXT NOT NULL, at INTEGER NOT NULL);"
	"CREATE INDEX quarantine_request ON quarantine(request, item);",
	"CREATE TABLE record(n INTEGER PRIMARY KEY, id TEXT NOT NULL, source TEXT NOT NULL, request INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, class INTEGER NOT NULL, embargo INTEGER NOT NULL, hubs INTEGER NOT NULL,"
	" areas INTEGER NOT NULL,"
	" open INTEGER NOT NULL, ended INTEGER NOT NULL, can_late INTEGER NOT NULL, due INTEGER NOT NULL,"
	" due_precision INTEGER NOT NULL,"
	" soon_from INTEGER NOT NULL, statutory INTEGER NOT NULL, base TEXT NOT NULL, amber_from INTEGER NOT NULL,"
	" red_from INTEGER NOT NULL, flagged_from INTEGER NOT NULL, slips INTEGER NOT NULL, share_safe INTEGER NOT NULL,"
	" suppressed INTEGER NOT NULL, standing INTEGER NOT NULL, judgement INTEGER NOT NULL,"
	" repeat_named INTEGER NOT NULL, quarantined INTEGER NOT NULL,"
	" born INTEGER NOT NULL, seq INTEGER NOT NULL, reopened INTEGER NOT NULL,"
	" value REAL, total REAL, change REAL, run INTEGER NOT NULL, year_ago INTEGER NOT NULL,"
	" updated INTEGER NOT NULL, opened INTEGER NOT NULL, closed INTEGER NOT NULL,"
	" occurred INTEGER NOT NULL, starts INTEGER NOT NULL, expires INTEGER NOT NULL, ends INTEGER NOT NULL,"
	" progress INTEGER NOT NULL, marking INTEGER NOT NULL, demo INTEGER NOT NULL, sensitive INTEGER NOT NULL,"
	" title TEXT NOT NULL COLLATE NOCASE, safe_title TEXT NOT NULL COLLATE NOCASE, status TEXT NOT NULL COLLATE NOCASE,"
	" rating TEXT NOT NULL COLLATE NOCASE, owner TEXT NOT NULL COLLATE NOCASE, office TEXT NOT NULL COLLATE NOCASE,"
	" tags TEXT NOT NULL COLLATE NOCASE, category TEXT NOT NULL COLLATE NOCASE, severity TEXT NOT NULL COLLATE NOCASE,"
	" place TEXT NOT NULL COLLATE NOCASE, strand TEXT NOT NULL COLLATE NOCASE, risk TEXT NOT NULL COLLATE NOCASE,"
	" stage TEXT NOT NULL COLLATE NOCASE, type TEXT NOT NULL COLLATE NOCASE, body TEXT NOT NULL COLLATE NOCASE,"
	" period TEXT NOT NULL, data TEXT NOT NULL);",
	"CREATE UNIQUE INDEX record_id ON record(id, source);"
	"CREATE INDEX record_kind ON record(kind, id, class, embargo, hubs, areas);"
	"CREATE INDEX record_due ON record(due, id, class, embargo, hubs, areas, standing, soon_from, kind)"
	" WHERE open=1 AND due<2147483647;"
	"CREATE INDEX record_statutory ON record(due, id) WHERE open=1 AND statutory=1 AND due<2147483647;"
	"CREATE INDEX record_critical ON record(kind, id, class, embargo, hubs, areas, standing,"
	" due) WHERE kind=1 AND severity='critical' AND open=1;"
	"CREATE INDEX record_judged ON record(judgement, kind, id, class, embargo, hubs, areas, suppressed) WHERE judgement>2;"
	"CREATE INDEX record_updated ON record(updated, class, embargo, hubs, areas, standing, due, soon_from, kind, id);"
	"CREATE INDEX record_occurred ON record(kind, occurred, class, embargo, hubs, areas);"
	"CREATE INDEX record_request ON record(request);"
	"CREATE INDEX record_place ON record(place, hubs, occurred) WHERE kind=1 AND place<>'';"
	"CREATE INDEX record_quarantined ON record(request) WHERE quarantined=1;"
	"CREATE TABLE also(request INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(request, n)) WITHOUT ROWID;"
	"CREATE INDEX also_n ON also(n);"
	"CREATE TABLE repeat(n INTEGER NOT NULL, class INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
	" PRIMARY KEY(n, class)) WITHOUT ROWID;"
	"CREATE TABLE point(n INTEGER NOT NULL, period TEXT NOT NULL, value REAL NOT NULL, request INTEGER NOT NULL,"
	" PRIMARY KEY(n, period)) WITHOUT ROWID;"
	"CREATE INDEX point_request ON point(request, n);"
	"CREATE INDEX record_base ON record(base) WHERE base='R' OR base='A';"
	"CREATE INDEX record_red ON record(red_from) WHERE red_from<2147483647;"
	"CREATE INDEX record_amber ON record(amber_from) WHERE amber_from<2147483647;"
	"CREATE VIRTUAL TABLE search USING fts5(full, safe, words, content='', columnsize=0,"
	" tokenize='unicode61 remove_diacritics 2');",
	"CREATE TABLE log(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL,"
	" what TEXT NOT NULL, class INTEGER, share_safe INTEGER, suppressed INTEGER, before TEXT);"
	"CREATE INDEX log_id ON log(id, source);",
	"CREATE TABLE tally_filter(slot INTEGER PRIMARY KEY, text TEXT NOT NULL, dated INTEGER NOT NULL);"
	"CREATE TABLE tally(slot INTEGER NOT NULL, due INTEGER NOT NULL, hub INTEGER NOT NULL, area INTEGER NOT NULL,"
	" class INTEGER NOT NULL, embargo INTEGER NOT NULL, count INTEGER NOT NULL,"
	" PRIMARY KEY(slot, due, hub, area, class, embargo)) WITHOUT ROWID;",
	NULL
};

/* Each entry of the log keeps beside the whole record what events are made of (query.h), so that comparing a
 * thousand records with what they were parses nothing. `told` is the number of the record's last event, told_events
 * what it was, told_before the number of the entry before: when that is not after the baseline, nothing needs comparing,
 * and counting events reads an index only. */
static const char *const records_2[] = {
	"ALTER TABLE log ADD COLUMN kind INTEGER; ALTER TABLE log ADD COLUMN hubs INTEGER;"
	"ALTER TABLE log ADD COLUMN areas INTEGER;"
	"ALTER TABLE log ADD COLUMN open INTEGER; ALTER TABLE log ADD COLUMN ended INTEGER;"
	"ALTER TABLE log ADD COLUMN due INTEGER;"
	"ALTER TABLE log ADD COLUMN slips INTEGER; ALTER TABLE log ADD COLUMN base TEXT;"
	"ALTER TABLE log ADD COLUMN owner TEXT;"
	"ALTER TABLE log ADD COLUMN stage TEXT; ALTER TABLE log ADD COLUMN severity TEXT;"
	"ALTER TABLE log ADD COLUMN quarantined INTEGER;"
	"CREATE INDEX log_gone ON log(seq) WHERE what='gone';",
	"ALTER TABLE record ADD COLUMN told INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE record ADD COLUMN told_events INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE record ADD COLUMN told_before INTEGER NOT NULL DEFAULT 0;"
	"DROP INDEX record_due;"
	"CREATE INDEX record_due ON record(due, id, class, embargo, hubs, areas, standing, soon_from, kind, told)"
	" WHERE open=1 AND due<2147483647;",
	"CREATE INDEX record_told ON record(told, class, embargo, hubs, areas, standing, due, soon_from, kind, id,"
	" told_before,"
	" told_events, open, born);",
	NULL
};

/* suppressed is 2 where a measure is hidden beside others of one total (groups.c); shut is the class that a record
 * of a sensitive area would have, −1 of others (closed.c). */
static const char *const records_3[] = {
	"ALTER TABLE record ADD COLUMN part_of TEXT NOT NULL DEFAULT '';"
	"CREATE INDEX record_part ON record(source, n) WHERE part_of<>'';"
	"ALTER TABLE record ADD COLUMN shut INTEGER NOT NULL DEFAULT -1;",
	NULL
};

/* What was purged: when, how many of what, by which rule, and the log's number then (of log entries: the last one that
 * went). Never what it was. */
#define PURGE_TABLE "CREATE TABLE purge(at INTEGER NOT NULL, what TEXT NOT NULL, rule TEXT NOT NULL, count INTEGER NOT NULL," \
	" seq INTEGER NOT NULL, PRIMARY KEY(at, what, rule)) WITHOUT ROWID;"

/* The instant of a day, a month or a year that JSON names: the beginning of its last day. */
#define DAY_OF(json, name) "unixepoch(CASE length(" json "->>'$." name "') WHEN 7 THEN date(" json "->>'$." name "'||'-01'," \
	"'+1 month','-1 day') WHEN 4 THEN " json "->>'$." name "'||'-12-31' ELSE " json "->>'$." name "' END)"
/* record_kept_from in SQL, of what was stored before there was such a column. */
#define PASSED_OF(json) "CASE WHEN " json "->>'$.recurs' IS NOT NULL THEN NULL WHEN kind IN (3,10) THEN " \
	DAY_OF(json, "expires") " WHEN kind=8 THEN unixepoch(" json "->>'$.starts') WHEN kind=9 THEN " DAY_OF(json, "ends") " END"
#define KEPT_FROM_OF(json) "CASE WHEN kind=1 THEN iif(ended=0 AND " json "->>'$.status' IS NOT NULL,NULL," \
	"max(ifnull(" DAY_OF(json, "closed") ",0),unixepoch(coalesce(" json "->>'$.occurred'," json "->>'$.reported'," json \
	"->>'$.updated')))) WHEN kind NOT IN (2,3,4,7,8,9,10) THEN NULL WHEN ended=1 THEN coalesce(" DAY_OF(json, "closed") "," \
	DAY_OF(json, "done") "," PASSED_OF(json) ",unixepoch(" json "->>'$.updated')) ELSE " PASSED_OF(json) " END"
#define REVIEW_BY_OF(json) DAY_OF(json, "review_by") "/86400"

/* Retention (retention.h): kept_from is record_kept_from or NULL, review_by a day or NULL; of the log for entries of
 * records that are gone. `past` counts what an answer gave beyond its time. */
static const char *const records_4[] = {
	"ALTER TABLE record ADD COLUMN kept_from INTEGER; ALTER TABLE record ADD COLUMN review_by INTEGER;"
	"ALTER TABLE log ADD COLUMN kept_from INTEGER; ALTER TABLE log ADD COLUMN review_by INTEGER;"
	"ALTER TABLE request ADD COLUMN past INTEGER NOT NULL DEFAULT 0;",
	"UPDATE record SET kept_from=" KEPT_FROM_OF("data") ", review_by=" REVIEW_BY_OF("data") ";",
	"UPDATE log SET kept_from=" KEPT_FROM_OF("before") ", review_by=" REVIEW_BY_OF("before") " WHERE what='gone';",
	"CREATE INDEX record_kept ON record(kind, kept_from) WHERE kept_from IS NOT NULL;"
	"CREATE INDEX record_review_by ON record(review_by) WHERE review_by IS NOT NULL;"
	"CREATE INDEX log_kept ON log(kind, kept_from) WHERE what='gone' AND kept_from IS NOT NULL;"
	"CREATE INDEX log_review_by ON log(review_by) WHERE what='gone' AND review_by IS NOT NULL;",
	PURGE_TABLE,
	NULL
};

static const char *const state_1[] = {
	"CREATE TABLE memo(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;", NULL
};

/* A briefing under way has held −9223372036854775808 and sequence −1. `room` of a decision is the id of the room
 * action that was taken down with it, so that undoing one undoes the other. A room action without json is
 * withdrawn; its row stays, because its number is never given again. */
static const char *const state_2[] = {
	"CREATE TABLE briefing(id INTEGER PRIMARY KEY, forum TEXT NOT NULL, hub TEXT NOT NULL, office TEXT NOT NULL,"
	" agencies TEXT NOT NULL, started INTEGER NOT NULL, held INTEGER NOT NULL, sequence INTEGER NOT NULL,"
	" page INTEGER NOT NULL, keeper TEXT NOT NULL);"
	"CREATE INDEX briefing_held ON briefing(forum, held);",
	"CREATE TABLE decision(id INTEGER PRIMARY KEY, briefing INTEGER NOT NULL, at INTEGER NOT NULL, type INTEGER NOT NULL,"
	" source TEXT NOT NULL, record TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, owner TEXT NOT NULL,"
	" due INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0, room TEXT NOT NULL DEFAULT '');"
	"CREATE INDEX decision_briefing ON decision(briefing);"
	"CREATE INDEX decision_type ON decision(type);",
	"CREATE TABLE room(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, json TEXT);",
	"CREATE TABLE seen(source TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL,"
	" PRIMARY KEY(source, id)) WITHOUT ROWID;",
	NULL
};

/* When a briefing was last touched, and for how many seconds it has been held: it may be stopped and resumed. */
static const char *const state_3[] = {
	"ALTER TABLE briefing ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE briefing ADD COLUMN spent INTEGER NOT NULL DEFAULT 0;",
	NULL
};

/* How the sources stood when it was closed, as store_standing tells it: "" not kept. */
static const char *const state_4[] = {
	"ALTER TABLE briefing ADD COLUMN sources TEXT NOT NULL DEFAULT ''", NULL
};

static const char *const state_5[] = { PURGE_TABLE, NULL };

static const char *const *const records_migrations[] = { records_1, records_2, records_3, records_4 };
static const char *const *const state_migrations[] = { state_1, state_2, state_3, state_4, state_5 };

/* Copies what can still be read of a table in that order, one row at a time, until the damage. */
static int64_t copy_rows(sqlite3 *from, sqlite3 *to, const char *table, const char *columns, const char *order)
{
	struct str sql = { 0 };
	str_addf(&sql, "SELECT %s FROM %s ORDER BY %s", columns, table, order);
	sqlite3_stmt *read = db_prepare(from, str_text(&sql), NULL);
	int count = read ? sqlite3_column_count(read) : 0;
	str_reset(&sql);
	str_addf(&sql, "INSERT OR IGNORE INTO %s(%s) VALUES(", table, columns);
	for (int i = 0; i < count; i++)
		str_add(&sql, i ? ",?" : "?");
	str_addc(&sql, ')');
	sqlite3_stmt *write = db_prepare(to, str_text(&sql), NULL);
	int64_t copied = 0;
	while (read && write && sqlite3_step(read) == SQLITE_ROW) {
		for (int i = 0; i < count; i++)
			sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
		copied += db_done(write, NULL) && sqlite3_changes(to) > 0;
	}
	sqlite3_finalize(read);
	sqlite3_finalize(write);
	str_free(&sql);
	return copied;
}

/* From both ends, so that one bad page in the middle costs only what stands on it. Records that the log
 * knows are not new when they are fetched again: `salvaged` tells put.c to look. */
static int64_t salvage_records(sqlite3 *from, sqlite3 *to)
{
	static const char purge[] = "at,what,rule,count,seq", *const log[] = {
		"seq,at,source,id,what,class,share_safe,suppressed,before,kind,hubs,areas,open,ended,due,slips,base,owner,stage,"
			"severity,quarantined,kept_from,review_by",
		"seq,at,source,id,what,class,share_safe,suppressed,before,kind,hubs,areas,open,ended,due,slips,base,owner,stage,"
			"severity,quarantined", /* of a file older than retention */
	};
	if (!db_run(to, "BEGIN IMMEDIATE", NULL))
		return 0;
	int64_t saved = 0;
	for (size_t i = 0; i < sizeof log / sizeof *log && !saved; i++)
		saved = copy_rows(from, to, "log", log[i], "seq") + copy_rows(from, to, "log", log[i], "seq DESC");
	copy_rows(from, to, "purge", purge, "at");
	copy_rows(from, to, "purge", purge, "at DESC");
	db_run(to, "INSERT INTO meta VALUES('seq',max((SELECT ifnull(max(seq),0) FROM log),(SELECT ifnull(max(seq),0) FROM purge))),"
		"('salvaged',1)", NULL);
	db_run(to, "COMMIT", NULL);
	return saved;
}

static int64_t salvage_state(sqlite3 *from, sqlite3 *to)
{
	static const struct { const char *table, *columns, *key; } tables[] = {
		{ "memo", "key,value", "key" },
		{ "briefing", "id,forum,hub,office,agencies,started,held,sequence,page,keeper,touched,spent,sources", "id" },
		{ "briefing", "id,forum,hub,office,agencies,started,held,sequence,page,keeper", "id" }, /* before version 4 */
		{ "decision", "id,briefing,at,type,source,record,title,text,owner,due,undone,room", "id" },
		{ "room", "number,id,json", "number" },
		{ "seen", "source,id,sequence", "source" },
		{ "purge", "at,what,rule,count,seq", "at" },
	};
	int64_t saved = 0;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		char *down = mem_printf("%s DESC", tables[i].key);
		saved += copy_rows(from, to, tables[i].table, tables[i].columns, tables[i].key);
		saved += copy_rows(from, to, tables[i].table, tables[i].columns, down);
		free(down);
	}
	return saved;
}

const struct db_schema records_schema = {
	.what = "the records", .migrations = records_migrations, .version = 4, .synchronous = "NORMAL",
	.check = "SAVEPOINT c; INSERT INTO search(search) VALUES('integrity-check'); RELEASE c",
	.salvage = salvage_records, .salvaged = "log entries",
};

const struct db_schema state_schema = {
	.what = "your own work", .migrations = state_migrations, .version = 5, .synchronous = "FULL",
	.salvage = salvage_state, .salvaged = "entries",
};
