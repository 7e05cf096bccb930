/* A rewound copy against what was there: after every few answers of a random feed everything that can be asked is
 * remembered; later each of those places is gone back to, and must say the same. Then the ages of sources as the polls
 * tell them, how far the log reaches, and the user's own work. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/held.h"
#include "harness/stores.h"
#include "hubbrief/changes.h"
#include "hubbrief/rewind.h"
#include "hubbrief/store_inside.h"

static struct stores stores;

/* ---- everything that can be asked -------------------------------------------------------------- */

/* Numbers of rows and of requests differ where a record has come back; bit 17 of told_events only says how its events
 * are found. */
static const char *const tables[] = {
	"SELECT r.id, r.source, iif(r.kind=0,'',q.hub), r.kind, r.class, embargo, hubs, areas, open, ended, can_late, due,"
	" due_precision, soon_from, statutory, base, amber_from, red_from, flagged_from, slips, share_safe, suppressed, standing,"
	" judgement, repeat_named, r.quarantined, born, seq, reopened, told, told_before, told_events&131071, value, total, change,"
	" run, year_ago, updated, opened, closed, occurred, starts, expires, ends, progress, marking, demo, sensitive, title,"
	" safe_title, r.status, rating, owner, office, tags, category, severity, place, strand, risk, stage, type, body, period,"
	" part_of, shut, data FROM record r JOIN request q ON q.id=r.request ORDER BY r.source, r.id",
	"SELECT f.text, t.due, t.hub, t.area, t.class, t.embargo, t.count FROM tally t JOIN tally_filter f USING(slot)"
	" WHERE t.count<>0 ORDER BY 1,2,3,4,5,6",
	"SELECT r.source, r.id, p.class, p.first, p.last FROM repeat p JOIN record r USING(n) ORDER BY 1,2,3",
	"SELECT * FROM log ORDER BY seq", "SELECT * FROM meta ORDER BY key",
	"SELECT " REQUEST_STANDING " FROM request ORDER BY source, hub, month",
	"SELECT request, at, status, unchanged, outcome FROM poll ORDER BY rowid",
	"SELECT r.source, r.id, v.term, v.col, v.offset FROM temp.terms v LEFT JOIN record r ON r.n=v.doc ORDER BY 1,2,3,4,5",
};

static void dump_table(sqlite3 *db, const char *sql, struct str *out)
{
	sqlite3_stmt *read = NULL;
	if (sqlite3_prepare_v2(db, sql, -1, &read, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(read) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(read); i++) {
			const unsigned char *text = sqlite3_column_text(read, i);
			str_addf(out, "%s|", text ? (const char *)text : "NULL");
		}
		str_addc(out, '\n');
	}
	sqlite3_finalize(read);
}

static void dump_tables(const char *path, struct str *out)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search, instance)", NULL, NULL, NULL),
		SQLITE_OK);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		dump_table(db, tables[i], out);
	sqlite3_close(db);
}

static bool dump_row(void *context, const struct row *row)
{
	struct str *out = context;
	str_addf(out, "%s %s %s %d %x %x %lld %c%c %d", row->source, row->id, row->title, (int)row->rank, row->flags, row->events,
		(long long)row->told, row->rating, row->base, row->has_value ? (int)row->value : -1);
	str_addc(out, '\n');
	return true;
}

static void dump_changes(struct store *store, const struct moment *moment, struct str *out)
{
	struct change_list changes;
	struct error error = { "" };
	if (!brief_changes_list(store, &stores.config, moment, &changes, &error))
		fail_msg("%s", error.text);
	for (size_t i = 0; i < changes.count; i++)
		str_addf(out, "%s %s %s>%s %d\n", changes.list[i].row.id, change_name(changes.list[i].type), changes.list[i].from,
			changes.list[i].to, changes.list[i].worse);
	change_list_free(&changes);
}

static void dump_cells(struct store *store, const struct moment *moment, struct str *out)
{
	static const char *const filters[] = { "overdue", "due-today", "due-soon", "kind:incident open", "repeat", "stale",
		"quarantined", "kind:measure worse", "new", "reopened" };
	size_t count = (stores.config.hub_count + 2) * (stores.config.area_count + 1);
	int *cells = calloc(count, sizeof *cells);
	for (size_t i = 0; i <= sizeof filters / sizeof *filters; i++) {
		if (i < sizeof filters / sizeof *filters)
			assert_true(store_cells(store, &stores.config, moment, stores_filter(&stores, filters[i]), cells));
		else
			assert_true(store_event_cells(store, &stores.config, moment, cells));
		for (size_t c = 0; c < count; c++)
			str_addf(out, "%d ", cells[c]);
		str_addc(out, '\n');
	}
	free(cells);
}

/* By every profile, since every third of the entries. */
static char *dump(const char *path, instant_t now)
{
	struct str out = { 0 };
	struct error error = { "" };
	bool missing;
	dump_tables(path, &out);
	struct store *store = store_open(path, &missing, &error);
	if (!store)
		fail_msg("%s", error.text);
	int64_t last = store_sequence(store);
	for (int profile = PROFILE_TEAM; profile <= PROFILE_PUBLIC; profile++)
		for (int64_t since = -1; since <= last; since += 3) {
			struct moment moment = moment_at(now, (enum profile)profile);
			moment.since = since;
			moment.since_at = now - 3 * 86400;
			str_addf(&out, "profile %d since %lld\n", profile, (long long)since);
			assert_true(store_each(store, &moment, stores_filter(&stores, ""), NULL, dump_row, &out, &error));
			dump_changes(store, &moment, &out);
			dump_cells(store, &moment, &out);
		}
	store_close(store);
	return str_take(&out);
}

static void expect_same(const char *then, const char *now)
{
	size_t at = 0, line = 0;
	if (strcmp(then, now) == 0)
		return;
	for (; then[at] == now[at]; at++)
		line = then[at] == '\n' ? at + 1 : line;
	fail_msg("was:\n%.*s\nis:\n%.*s", (int)strcspn(then + line, "\n"), then + line, (int)strcspn(now + line, "\n"), now + line);
}

static bool in_part; /* of the last one, some was not kept */

/* A copy of the store gone back to a point. Its path, owned. */
static char *rewound(const struct rewind_point *point)
{
	static int made;
	struct error error = { "" };
	bool missing;
	char *notice, *path = mem_printf("%s/copy-%d.db", folder_path(), ++made);
	if (!records_copy(stores.path, path, &missing, &error))
		fail_msg("%s", error.text);
	struct keeper *keeper = keeper_open(path, &notice, &error);
	if (!keeper || !rewind_records(keeper, &stores.config, point, &in_part, &error))
		fail_msg("%s", error.text);
	assert_null(notice);
	keeper_close(keeper);
	return path;
}

/* ---- a random feed ----------------------------------------------------------------------------- */

enum { IDS = 24, HUBS = 4, MEASURES = 6, STEPS = 45, REMEMBERED_EVERY = 4 };

struct feed {
	uint64_t random;
	unsigned version[IDS]; /* of actions and incidents; 0 not there */
	int64_t requests[HUBS], months[2];
};

static unsigned chance(struct feed *feed, unsigned of)
{
	feed->random = feed->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(feed->random >> 33) % of;
}

/* Actions (even) and incidents (odd), by their number and version; some are for the police only, one is embargoed. */
static char *record_json(int i, unsigned version)
{
	static const char *const hubs[HUBS] = { "craven", "harrogate", "ryedale", "selby" };
	static const char *const areas[] = { "'hubs'", "'vawg'", "'cohesion'", "'hubs','vawg'" };
	static const char *const owners[] = { "NYP", "YJS", "SCA-BC" };
	static const char *const severities[] = { "low", "medium", "high", "critical" };
	if (i % 2 == 0)
		return mem_printf("{'id':'A-%d','kind':'action','hubs':['%s'],'areas':[%s],'title':'Survey %u of zone %d','status':'%s',"
			"'due':'2023-03-%02u','owner':'%s'%s%s}", i, hubs[i % HUBS], areas[version % 4], version, i,
			version % 3 ? "open" : "done", 1 + version * 5 % 28, owners[version % 3], i % 10 ? "" : ",'handling':['police-only']",
			version % 4 == 1 ? ",'due_history':['2023-02-01']" : "");
	return mem_printf("{'id':'I-%d','kind':'incident','hubs':['%s'],'areas':['hubs'],'title':'Damage %u','status':'%s',"
		"'category':'%s','severity':'%s','occurred':'2023-03-%02dT08:00:00Z','place':'zone %u'%s}", i, hubs[i % HUBS], version,
		version % 4 ? "open" : "closed", i % 6 == 1 ? "hate" : "burglary", severities[version % 4], 1 + i % 12, version % 2,
		i == 7 ? ",'handling':['embargo-until:2023-03-20']" : "");
}

static void give(struct feed *feed, int i, struct error *error)
{
	struct arena arena = { 0 };
	struct record record;
	struct refusal refusal = { .field = "marking", .reason = "SECRET is above what this board may hold" };
	char *json = record_json(i, feed->version[i]);
	stores_read("partners", json, &arena, &record);
	if (chance(feed, 12) == 0)
		keeper_refuse(stores.keeper, i, record_text(&record, FIELD_ID), &refusal);
	else if (!keeper_put(stores.keeper, &record, error))
		fail_msg("%s", error->text);
	free(json);
	arena_free(&arena);
}

static void commit(void)
{
	struct error error = { "" };
	if (!keeper_commit(stores.keeper, &stores.sequence, &error))
		fail_msg("%s", error.text);
	stores.at += 3600;
}

static struct answer answer_of(int64_t request, bool complete)
{
	return (struct answer){ .request = request, .received = stores.at, .made = stores.at - 600, .complete = complete, .hash = "",
		.status = 200, .bytes = 100, .expect = { CADENCE_DAYS, 1 } };
}

/* One hub's answer: some come, change, go, or are refused. */
static void answer_hub(struct feed *feed)
{
	struct error error = { "" };
	int hub = (int)chance(feed, HUBS);
	bool complete = chance(feed, 3) > 0;
	struct answer answer = answer_of(feed->requests[hub], complete);
	assert_true(keeper_begin(stores.keeper, &answer, &error));
	for (int i = hub; i < IDS; i += HUBS) {
		unsigned fate = chance(feed, 10);
		feed->version[i] = fate < 2 ? 0 : fate < 6 ? 1 + chance(feed, 12) : feed->version[i];
		if (feed->version[i])
			give(feed, i, &error);
	}
	commit();
}

/* Points of series, by two requests; parts of a total, so that small numbers hide others. */
static void answer_month(struct feed *feed)
{
	struct error error = { "" };
	int month = (int)chance(feed, 2);
	struct answer answer = answer_of(feed->months[month], true);
	assert_true(keeper_begin(stores.keeper, &answer, &error));
	for (int i = 0; i < MEASURES; i++) {
		if (chance(feed, 6) == 0)
			continue;
		struct arena arena = { 0 };
		struct record record;
		char period[8], *json = mem_printf("{'id':'K-%d','kind':'measure','hubs':['craven'],'areas':['cohesion'],"
			"'category':'hate','unit':'count','polarity':'lower-better','period':'month','sensitive':true%s}", i,
			i ? ",'part_of':['K-0']" : "");
		stores_read("crime", json, &arena, &record);
		for (int p = 0; p < 3; p++) {
			snprintf(period, sizeof period, "2022-%02d", 1 + month * 3 + p);
			assert_true(keeper_point(stores.keeper, &record, period, (double)chance(feed, i ? 9 : 60), &error));
		}
		free(json);
		arena_free(&arena);
	}
	commit();
}

static void poll(struct feed *feed)
{
	struct poll_outcome outcome = { .request = feed->requests[chance(feed, HUBS)], .at = stores.at, .next_poll = stores.at + 60,
		.status = 304, .unchanged = chance(feed, 3) > 0, .expect = { CADENCE_DAYS, 1 } };
	if (!outcome.unchanged) {
		outcome.status = 503;
		outcome.error = "The server is down.";
	}
	assert_true(keeper_polled(stores.keeper, &outcome, NULL));
	stores.at += 60;
}

static void begin(struct feed *feed, uint64_t seed)
{
	static const char *const hubs[HUBS] = { "craven", "harrogate", "ryedale", "selby" };
	*feed = (struct feed){ .random = seed };
	for (int i = 0; i < HUBS; i++)
		feed->requests[i] = keeper_request(stores.keeper, "partners", hubs[i], "");
	feed->months[0] = keeper_request(stores.keeper, "crime", "", "2022-03");
	feed->months[1] = keeper_request(stores.keeper, "crime", "", "2022-06");
}

/* ---- the comparison ---------------------------------------------------------------------------- */

struct remembered { struct rewind_point point; char *said, *sources; };

static struct remembered remember(void)
{
	instant_t now = stores.at - 1;
	stores_open(&stores);
	struct remembered out = { .point = { .sequence = store_sequence(stores.store), .at = now, .today = DAY_NONE }, .said = dump(stores.path, now),
		.sources = store_standing(stores.store, now) };
	out.point.sources = out.sources;
	return out;
}

static void goes_back(uint64_t seed)
{
	struct feed feed;
	struct remembered list[STEPS / REMEMBERED_EVERY + 1];
	size_t count = 0;
	begin(&feed, seed);
	for (int step = 1; step <= STEPS; step++) {
		unsigned kind = chance(&feed, 8);
		(kind < 5 ? answer_hub : kind < 7 ? answer_month : poll)(&feed);
		if (step % REMEMBERED_EVERY == 0)
			list[count++] = remember();
	}
	for (size_t i = 0; i < count; i++) {
		char *path = rewound(&list[i].point), *said = dump(path, list[i].point.at);
		expect_same(list[i].said, said);
		assert_false(in_part);
		free(path);
		free(said);
		free(list[i].said);
		free(list[i].sources);
	}
}

static void says_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		goes_back(seed);
		stores_end(&stores);
		stores_start(&stores);
	}
}

/* ---- how old the sources were ------------------------------------------------------------------ */

enum { HOUR = 3600, DAY = 86400 };

/* An answer of "partners" that came then; made INSTANT_NONE: it does not say. */
static void answered(instant_t at, instant_t made)
{
	struct answer answer = { .request = stores.request, .received = at, .made = made, .complete = true, .hash = "", .status = 200,
		.expect = { CADENCE_DAYS, 1 } };
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	assert_true(keeper_commit(stores.keeper, &stores.sequence, NULL));
}

static void polled(instant_t at, const char *error)
{
	struct poll_outcome outcome = { .request = stores.request, .at = at, .unchanged = !error, .status = error ? 503 : 304,
		.error = error, .expect = { CADENCE_DAYS, 1 } };
	assert_true(keeper_polled(stores.keeper, &outcome, NULL));
}

/* How "partners" stood at that moment, as no briefing kept it; "state received made", "-" none, "?" unknown, else hours
 * since STORES_NOW; and the error. */
static void expect_stood(instant_t at, const char *wanted)
{
	struct rewind_point point = { .sequence = stores.sequence, .at = at, .sources = "" };
	struct error error = { "" };
	struct request_list list;
	struct str said = { 0 };
	bool missing;
	char *path = rewound(&point);
	struct store *store = store_open(path, &missing, &error);
	assert_non_null(store);
	assert_true(store_requests(store, &list));
	assert_int_equal(list.count, 1);
	const instant_t times[] = { list.list[0].received, list.list[0].made };
	str_add(&said, source_state_text(request_state(&list.list[0], at)));
	for (int i = 0; i < 2; i++)
		if (times[i] == INSTANT_NONE || times[i] == INSTANT_UNKNOWN)
			str_add(&said, times[i] == INSTANT_NONE ? " -" : " ?");
		else
			str_addf(&said, " %d", (int)((times[i] - STORES_NOW) / HOUR));
	str_addf(&said, "%s%s", *list.list[0].error ? " " : "", list.list[0].error);
	assert_string_equal(str_text(&said), wanted);
	str_free(&said);
	request_list_free(&list);
	store_close(store);
	free(path);
}

static void answer_that_says_when(void **state)
{
	(void)state;
	answered(STORES_NOW, STORES_NOW - 5 * HOUR);
	polled(STORES_NOW + 2 * HOUR, NULL);
	polled(STORES_NOW + 3 * HOUR, "It is down.");
	expect_stood(STORES_NOW - HOUR, "never - -");
	expect_stood(STORES_NOW + HOUR, "fresh 0 -5");
	expect_stood(STORES_NOW + 2 * HOUR, "fresh 2 -5");
	expect_stood(STORES_NOW + 4 * HOUR, "fresh 2 -5 It is down.");
	expect_stood(STORES_NOW + 2 * DAY, "stale 2 -5 It is down.");
	polled(STORES_NOW + 5 * HOUR, NULL);
	expect_stood(STORES_NOW + 4 * HOUR, "fresh 2 -5 It is down.");
	answered(STORES_NOW + 6 * HOUR, STORES_NOW + 6 * HOUR);
	expect_stood(STORES_NOW + 4 * HOUR, "unknown 2 ? It is down."); /* what it said then is not kept */
	expect_stood(STORES_NOW + 6 * HOUR, "fresh 6 6");
}

static void answer_that_does_not_say(void **state)
{
	(void)state;
	answered(STORES_NOW, INSTANT_NONE);
	polled(STORES_NOW + 2 * HOUR, NULL);
	answered(STORES_NOW + 6 * HOUR, INSTANT_NONE);
	expect_stood(STORES_NOW + HOUR, "fresh 0 0");
	expect_stood(STORES_NOW + 5 * HOUR, "fresh 2 2");
	expect_stood(STORES_NOW + 7 * HOUR, "fresh 6 6");
	for (int i = 0; i < 30; i++) /* more than are kept */
		polled(STORES_NOW + (8 + i) * HOUR, NULL);
	expect_stood(STORES_NOW + 7 * HOUR, "unknown ? ?");
	expect_stood(STORES_NOW + 37 * HOUR, "fresh 37 37");
}

/* A record that a second request gives, and that came after the moment, counts for neither of them there. */
static void counts_what_was_given(void **state)
{
	(void)state;
	struct rewind_point point = { .sources = "", .today = DAY_NONE };
	struct error error = { "" };
	struct request_list list;
	bool missing;
	int64_t other = keeper_request(stores.keeper, "partners", "craven", "");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'}]");
	stores_answer(&stores, other, "[{'id':'A-1','kind':'action','status':'open'}]");
	point.sequence = stores.sequence;
	point.at = stores.at - 1;
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'},{'id':'A-2','kind':'action','status':'open'}]");
	stores_answer(&stores, other, "[{'id':'A-1','kind':'action','status':'open'},{'id':'A-2','kind':'action','status':'open'}]");
	char *path = rewound(&point);
	struct store *store = store_open(path, &missing, &error);
	assert_true(store_requests(store, &list));
	assert_int_equal(list.count, 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(list.list[i].records, 1);
	request_list_free(&list);
	store_close(store);
	free(path);
}

static void expect_past(struct rewind_point *point, const char *sources, int wanted)
{
	struct error error = { "" };
	struct request_list list;
	bool missing;
	point->sources = sources;
	char *path = rewound(point);
	struct store *store = store_open(path, &missing, &error);
	assert_true(store_requests(store, &list));
	assert_int_equal(list.list[0].past, wanted);
	request_list_free(&list);
	store_close(store);
	free(path);
}

/* How many were given beyond their time: as the briefing kept it; briefings of before that was kept, and polls, do not know. */
static void counts_what_was_past(void **state)
{
	(void)state;
	struct rewind_point point = { .today = DAY_NONE };
	struct error error = { "" };
	stores.config.keep[RETENTION_ACTIONS] = 365;
	assert_true(keeper_configure(stores.keeper, &stores.config, &error));
#define OLD(id) "{'id':'" id "','kind':'action','status':'done','closed':'2020-01-10'}"
	stores_answer(&stores, 0, "[" OLD("A-1") "," OLD("A-2") ",{'id':'A-3','kind':'action','status':'open'}]");
	point.sequence = stores.sequence;
	point.at = stores.at - 1;
	stores_open(&stores);
	char *sources = store_standing(stores.store, point.at), *older = mem_dup(sources);
	memcpy(strrchr(older, ','), "]]", sizeof "]]");
	stores_answer(&stores, 0, "[" OLD("A-1") "]");
	expect_past(&point, sources, 2);
	expect_past(&point, older, 0);
	expect_past(&point, "", 0);
	free(sources);
	free(older);
}

/* ---- how far the log reaches ------------------------------------------------------------------- */

static void expect_reach(int64_t sequence, instant_t at, const char *wanted)
{
	struct rewind_point point = { .sequence = sequence, .at = at, .sources = "" };
	struct error error = { "" };
	stores_open(&stores);
	assert_int_equal(rewind_reaches(stores.store, &point, &error), !*wanted);
	assert_string_equal(error.text, wanted);
}

static void run(const char *sql)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(stores.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void reaches_as_far_as_the_log(void **state)
{
	(void)state;
	expect_reach(0, STORES_NOW, "Nothing has been stored yet, so there is nothing to look back at.");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'},{'id':'A-2','kind':'action','status':'open'}]");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'done'}]");
	expect_reach(2, STORES_NOW, "");
	expect_reach(4, STORES_NOW, "");
	expect_reach(0, STORES_NOW - 2 * DAY, "Nothing was stored then: the first records came on Mon 13 Mar 2023 at 08:45.");
	expect_reach(5, STORES_NOW, "What stood then is not kept: the records were begun anew on Mon 13 Mar 2023 at 08:45.");
	expect_reach(2, STORES_NOW - 2 * DAY, "What stood then is not kept: the records were begun anew on Mon 13 Mar 2023 at 08:45.");
	run("DELETE FROM log WHERE seq<=2");
	expect_reach(2, STORES_NOW, ""); /* all that has to be taken back is there */
	expect_reach(1, STORES_NOW, "What stood then is not kept: the log of changes reaches back to Mon 13 Mar 2023 at 09:45.");
}

/* A record that was sent too openly at first is not shown as it was then to whom it is closed today. */
static void what_is_closed_stays_closed(void **state)
{
	(void)state;
	struct rewind_point point = { .sources = "", .at = STORES_NOW, .today = instant_day(STORES_NOW) };
	struct error error = { "" };
	bool missing;
#define THEN(id) "{'id':'" id "','kind':'action','status':'open'}"
#define NOW(id, more) "{'id':'" id "','kind':'action','status':'done'," more "}"
	stores_answer(&stores, 0, "[" THEN("A-1") "," THEN("A-2") "," THEN("A-3") "," THEN("A-4") "," THEN("A-5") "," THEN("A-6") "]");
	point.sequence = stores.sequence;
	stores_answer(&stores, 0, "[" NOW("A-1", "'owner':'NYP'") "," NOW("A-2", "'handling':['police-only']") ","
		NOW("A-3", "'handling':['embargo-until:2023-03-20']") "," NOW("A-4", "'embargo':'2023-03-14'") ","
		NOW("A-5", "'handling':['do-not-display']") "," THEN("A-6") "]");
	stores_answer(&stores, 0, "[" NOW("A-1", "'owner':'NYP'") "," NOW("A-2", "'handling':['police-only']") ","
		NOW("A-3", "'handling':['embargo-until:2023-03-20']") "," NOW("A-4", "'embargo':'2023-03-14'") "]"); /* are gone */
	char *path = rewound(&point);
	struct store *store = store_open(path, &missing, &error);
	static const struct { enum profile profile; const char *ids; int count; } cases[] = {
		{ PROFILE_TEAM, "open id:A-1,A-2,A-3,A-4,A-5,A-6", 6 }, { PROFILE_ROOM, "open id:A-1,A-4,A-6", 3 },
		{ PROFILE_ROOM, "id:A-2", 0 }, { PROFILE_ROOM, "id:A-3", 0 }, { PROFILE_ROOM, "id:A-5", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct moment moment = stores_moment(cases[i].profile);
		if (store_count(store, &moment, stores_filter(&stores, cases[i].ids)) != cases[i].count)
			fail_msg("%s in profile %s", cases[i].ids, profile_text(cases[i].profile));
	}
	struct moment room = stores_moment(PROFILE_ROOM);
	assert_int_equal(store_withheld(store, &room, -1, -1), 3);
	store_close(store);
	free(path);
}

/* Whether it is closed today cannot be read: only the team sees what it was. */
static void what_cannot_be_read_is_closed(void **state)
{
	(void)state;
	struct rewind_point point = { .sources = "", .at = STORES_NOW, .today = instant_day(STORES_NOW) };
	struct error error = { "" };
	bool missing;
	stores_answer(&stores, 0, "[" THEN("A-1") "]");
	point.sequence = stores.sequence;
	stores_answer(&stores, 0, "[" NOW("A-1", "'handling':['police-only']") "]");
	stores_answer(&stores, 0, "[]");
	run("UPDATE log SET before='{' WHERE what='gone'");
	char *path = rewound(&point);
	struct store *store = store_open(path, &missing, &error);
	struct moment team = stores_moment(PROFILE_TEAM), room = stores_moment(PROFILE_ROOM);
	assert_int_equal(store_count(store, &team, stores_filter(&stores, "id:A-1 open")), 1);
	assert_int_equal(store_count(store, &room, stores_filter(&stores, "id:A-1")), 0);
	store_close(store);
	free(path);
}

static void sensitive(bool is)
{
	struct error error = { "" };
	stores.config.areas[1].sensitive = is; /* vawg */
	if (!keeper_configure(stores.keeper, &stores.config, &error))
		fail_msg("%s", error.text);
}

/* An area that was sensitive and is open again: what the log holds of its records stays the team's. An embargo is none, as
 * long as it lasts: it closes by itself. */
static void what_was_sensitive_stays_closed(void **state)
{
	(void)state;
	struct rewind_point point = { .sources = "", .at = STORES_NOW, .today = instant_day(STORES_NOW) };
	struct error error = { "" };
	bool missing;
#define IN(id, status, area, more) "{'id':'" id "','kind':'action','status':'" status "','areas':['" area "']" more "}"
	stores_answer(&stores, 0, "[" IN("A-1", "open", "vawg", "") "," IN("A-2", "open", "vawg", "") ","
		IN("A-3", "open", "hubs", "") "," IN("A-4", "open", "hubs", ",'handling':['embargo-until:2023-03-20']") "]");
	point.sequence = stores.sequence;
	sensitive(true);
	stores_answer(&stores, 0, "[" IN("A-1", "done", "vawg", "") "," IN("A-3", "done", "hubs", "") ","
		IN("A-4", "done", "hubs", "") "]");
	sensitive(false);
	char *path = rewound(&point);
	struct store *store = store_open(path, &missing, &error);
	struct moment team = stores_moment(PROFILE_TEAM), room = stores_moment(PROFILE_ROOM), later = room;
	later.today = day_of(2023, 3, 20);
	assert_int_equal(store_count(store, &team, stores_filter(&stores, "open")), 4);
	assert_int_equal(store_count(store, &room, stores_filter(&stores, "")), 1);
	assert_int_equal(store_count(store, &room, stores_filter(&stores, "id:A-3 open")), 1);
	assert_int_equal(store_count(store, &later, stores_filter(&stores, "id:A-4 open")), 1);
	store_close(store);
	free(path);
}

/* What a record was, is not in the log any more: the others are gone back to, and it is said. */
static void tells_that_some_is_not_kept(void **state)
{
	(void)state;
	struct rewind_point point = { .sources = "", .at = STORES_NOW };
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'},{'id':'A-2','kind':'action','status':'open'}]");
	point.sequence = stores.sequence;
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'done'}]");
	static const char *const losses[] = { "UPDATE log SET before=NULL WHERE what='gone'", "DELETE FROM log WHERE what='gone'" };
	for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
		struct error error = { "" };
		bool missing;
		run(losses[i]);
		char *path = rewound(&point);
		assert_true(in_part);
		struct store *store = store_open(path, &missing, &error);
		struct moment moment = stores_moment(PROFILE_TEAM);
		assert_int_equal(store_count(store, &moment, stores_filter(&stores, "id:A-1 open")), 1);
		assert_int_equal(store_count(store, &moment, stores_filter(&stores, "id:A-2")), 0);
		store_close(store);
		free(path);
	}
}

/* ---- the user's own work ----------------------------------------------------------------------- */

static char empty[] = "";

static void decided(struct state *state, int64_t briefing, instant_t at, char *text, const char *room)
{
	struct error error = { "" };
	const struct decision decision = { .briefing = briefing, .at = at, .type = room ? DECISION_ACTION : DECISION_MINUTE,
		.source = empty, .record = empty, .title = empty, .text = text, .owner = empty, .due = DAY_NONE };
	assert_true((room ? state_room_add(state, room, &decision, &error) : state_decide(state, &decision, &error)) > 0);
}

static void own_work(void **unused)
{
	(void)unused;
	struct error error = { "" };
	bool missing;
	char *notice, first[] = "first", second[] = "second", third[] = "third";
	char *path = mem_printf("%s/own.db", folder_path()), *copy = mem_printf("%s/own-copy.db", folder_path());
	struct state *state = state_open(path, &notice, &error);
	int64_t earlier = held_briefing(state, "", STORES_NOW - 3 * DAY, STORES_NOW - 3 * DAY + HOUR, 4);
	int64_t asked = held_briefing(state, "", STORES_NOW - DAY, STORES_NOW - DAY + HOUR, 9);
	held_briefing(state, "", STORES_NOW, STORES_NOW + HOUR, 12);
	decided(state, earlier, STORES_NOW - 3 * DAY, first, "{\"id\":\"R-1\"}");
	decided(state, asked, STORES_NOW - DAY + 60, second, NULL);
	decided(state, 0, STORES_NOW - HOUR, third, "{\"id\":\"R-2\"}");
	assert_true(state_see(state, "partners", "A-1", 9, &error) && state_see(state, "partners", "A-2", 10, &error));
	state_close(state);

	assert_true(state_copy(path, copy, &missing, &error));
	state = state_open(copy, &notice, &error);
	struct rewind_point point = { 9, STORES_NOW - DAY + HOUR, asked, "", DAY_NONE };
	assert_true(rewind_state(state, &point, &in_part, &error));
	struct briefing briefings[4], open, baseline;
	struct decision decisions[4];
	assert_int_equal(state_briefings(state, briefings, 4), 2);
	assert_true(state_briefing_open(state, "daily", &open));
	assert_int_equal(open.id, asked);
	assert_true(state_baseline(state, "daily", "", point.at, &baseline));
	assert_int_equal(baseline.id, earlier);
	assert_int_equal(state_decisions(state, 0, decisions, 4), 2);
	assert_string_equal(decisions[1].text, "second");
	assert_int_equal(held_room(state), 1);
	assert_int_equal(state_seen(state, "partners", "A-1"), 9);
	assert_int_equal(state_seen(state, "partners", "A-2"), -1);
	briefing_clear(&open);
	briefing_clear(&baseline);
	for (int i = 0; i < 2; i++) {
		briefing_clear(&briefings[i]);
		decision_clear(&decisions[i]);
	}
	state_close(state);
	free(path);
	free(copy);
}

/* What was purged after the moment stood there, and is missing; what went at that moment went before the close. */
static void own_work_in_part(void **unused)
{
	(void)unused;
	struct error error = { "" };
	int purged;
	char *notice, old[] = "old", *path = mem_printf("%s/purged.db", folder_path());
	struct state *state = state_open(path, &notice, &error);
	decided(state, held_briefing(state, "", STORES_NOW - 40 * DAY, STORES_NOW - 40 * DAY, 1), STORES_NOW - 40 * DAY, old, NULL);
	held_briefing(state, "", STORES_NOW - DAY, STORES_NOW - DAY, 2);
	assert_true(state_purge(state, 30, STORES_NOW, &purged, &error));
	assert_true(purged > 0);
	for (instant_t at = STORES_NOW; at >= STORES_NOW - 1; at--) {
		struct rewind_point point = { 2, at, 0, "", DAY_NONE };
		in_part = false;
		assert_true(rewind_state(state, &point, &in_part, &error));
		assert_int_equal(in_part, at < STORES_NOW);
	}
	state_close(state);
	free(path);
}

/* A close keeps how the sources stood, but one that is dated back does not know. */
static void close_keeps_the_sources(void **unused)
{
	(void)unused;
	struct error error = { "" };
	char *notice, *path = mem_printf("%s/closing.db", folder_path());
	struct state *state = state_open(path, &notice, &error);
	answered(STORES_NOW, STORES_NOW - HOUR);
	stores_open(&stores);
	int64_t before = held_briefing(state, "", STORES_NOW, STORES_NOW + HOUR, 0);
	state_beside(state, stores.store);
	int64_t kept = held_briefing(state, "", STORES_NOW, STORES_NOW + HOUR, 0);
	int64_t dated = held_briefing(state, "", STORES_NOW - DAY, STORES_NOW - DAY, 0);
	char *none = state_briefing_sources(state, before), *sources = state_briefing_sources(state, kept),
		*late = state_briefing_sources(state, dated);
	assert_string_equal(none, "");
	assert_non_null(strstr(sources, "[[\"partners\",\"\",\"\",0,1,1678783500,1678779900,"));
	assert_string_equal(late, "");
	free(none);
	free(sources);
	free(late);
	state_close(state);
	free(path);
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &stores)
	const struct CMUnitTest tests[] = { TEST(says_the_same), TEST(answer_that_says_when), TEST(answer_that_does_not_say),
		TEST(counts_what_was_given), TEST(counts_what_was_past),
		TEST(reaches_as_far_as_the_log), TEST(what_is_closed_stays_closed),
		TEST(what_cannot_be_read_is_closed), TEST(what_was_sensitive_stays_closed),
		TEST(tells_that_some_is_not_kept), TEST(own_work), TEST(own_work_in_part),
		TEST(close_keeps_the_sources) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
