/* How long records are kept: from when their time counts, by kind; what goes from a store and what stays, on both sides
 * of each boundary; that nothing of a purge is a change. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/changes.h"
#include "hubbrief/purge.h"
#include "hubbrief/store_inside.h"

static struct stores stores;

/* ---- from when time counts --------------------------------------------------------------------- */

static instant_t kept_from(const char *json)
{
	struct arena arena = { 0 };
	struct record record;
	stores_read("partners", json, &arena, &record);
	instant_t from = record_kept_from(&record);
	arena_free(&arena);
	return from;
}

/* Each kind: never, open, and over on 2023-01-10 (what was updated on 2023-01-05 by default). */
static const struct { const char *json; bool over; } kinds[] = {
	{ "{'id':'1','kind':'incident','occurred':'2023-01-10T12:00:00Z'}", true },
	{ "{'id':'1','kind':'incident','occurred':'2023-01-08T12:00:00Z','status':'closed','closed':'2023-01-10'}", true },
	{ "{'id':'1','kind':'incident','occurred':'2023-01-10T12:00:00Z','status':'closed','closed':'2023-01-10'}", true },
	{ "{'id':'1','kind':'incident','reported':'2023-01-10T12:00:00Z'}", true },
	{ "{'id':'1','kind':'incident','occurred':'2023-01-10T12:00:00Z','status':'open'}", false },
	{ "{'id':'1','kind':'incident','occurred':'2023-01-10T12:00:00Z','status':'live'}", false },
	{ "{'id':'1','kind':'action','status':'open','due':'2023-01-10'}", false },
	{ "{'id':'1','kind':'action','status':'proposed'}", false },
	{ "{'id':'1','kind':'action','status':'blocked','updated':'2020-01-01T00:00:00Z'}", false },
	{ "{'id':'1','kind':'action','status':'done','closed':'2023-01-10'}", true },
	{ "{'id':'1','kind':'action','status':'verified','done':'2023-01-10'}", true },
	{ "{'id':'1','kind':'action','status':'cancelled','updated':'2023-01-10T09:00:00Z'}", true },
	{ "{'id':'1','kind':'case','status':'open','next_review':'2023-01-10'}", false },
	{ "{'id':'1','kind':'case','status':'closed','closed':'2023-01-10'}", true },
	{ "{'id':'1','kind':'power','expires':'2023-01-10'}", true },
	{ "{'id':'1','kind':'power','status':'live'}", false },
	{ "{'id':'1','kind':'power','status':'complete','expires':'2023-01-10'}", true },
	{ "{'id':'1','kind':'review','stage':'HO-QA'}", false },
	{ "{'id':'1','kind':'review','status':'complete','closed':'2023-01-10'}", true },
	{ "{'id':'1','kind':'meeting','starts':'2023-01-10T10:00:00Z'}", true },
	{ "{'id':'1','kind':'meeting','starts':'2023-01-10T10:00:00Z','recurs':'every 2 weeks'}", false },
	{ "{'id':'1','kind':'campaign','starts':'2023-01-01','ends':'2023-01-10'}", true },
	{ "{'id':'1','kind':'campaign','starts':'2023-01-01'}", false },
	{ "{'id':'1','kind':'notice','expires':'2023-01-10'}", true },
	{ "{'id':'1','kind':'notice','published':'2023-01-10'}", false },
	{ "{'id':'1','kind':'milestone','status':'complete','closed':'2023-01-10'}", false },
	{ "{'id':'1','kind':'objective','status':'withdrawn','closed':'2023-01-10'}", false },
	{ "{'id':'1','kind':'body','status':'withdrawn','closed':'2023-01-10'}", false },
	{ "{'id':'1','kind':'measure','closed':'2023-01-10'}", false },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void counts_from(void **state)
{
	(void)state;
	for (int i = 0; i < KINDS; i++) {
		instant_t from = kept_from(kinds[i].json);
		bool right = kinds[i].over ? from != INSTANT_NONE && instant_day(from) == day_of(2023, 1, 10) : from == INSTANT_NONE;
		if (!right)
			fail_msg("%s: %lld", kinds[i].json, (long long)from);
	}
	assert_int_equal(kept_from("{'id':'1','kind':'action','status':'done','closed':'2023-01'}"),
		day_start(day_of(2023, 1, 31))); /* a month counts from its end */
}

static void says_why(void **state)
{
	(void)state;
	char text[RETENTION_TEXT];
	assert_string_equal(retention_text(text, RETENTION_INCIDENTS, 90), "older than 90 days");
	assert_string_equal(retention_text(text, RETENTION_ACTIONS, 1), "closed for more than 1 day");
	assert_string_equal(retention_text(text, RETENTION_CASES, 36500), "over for more than 36500 days");
	assert_string_equal(retention_text(text, RETENTION_REVIEW_BY, 0), "whose review_by had come");
	for (int rule = 0; rule <= RETENTION_COUNT; rule++)
		assert_true(strlen(retention_text(text, (enum retention)rule, 36500)) + 1 < RETENTION_TEXT);
	struct str out = { 0 };
	purge_say(&(struct purge_line){ .what = "log entry", .rule = "older than 90 days", .count = 2 }, &out);
	assert_string_equal(str_text(&out), "2 log entries older than 90 days");
	str_free(&out);
}

/* ---- purging a store --------------------------------------------------------------------------- */

/* Everything that is due at noon of that day. */
static void purge_from(day_t day, int64_t floor)
{
	struct error error = { "" };
	struct purge_run run = { .at = day_start(day) + 12 * 3600, .floor = floor, .most = 3 };
	enum purge_result result;
	while ((result = keeper_purge(stores.keeper, &run, &error)) == PURGE_MORE)
		continue;
	if (result != PURGE_DONE)
		fail_msg("%d %s", (int)result, error.text);
	assert_false(keeper_untidy(stores.keeper));
}

static void purge_on(day_t day)
{
	purge_from(day, INT64_MAX);
}

/* Exactly these, by their ids. */
static void expect_found(const char *filter, const char *ids)
{
	char *found = stores_ids(&stores, PROFILE_TEAM, filter, "id");
	assert_string_equal(found, ids);
	free(found);
}

static void expect(const char *ids)
{
	expect_found("", ids);
}

/* All audit lines, the oldest first, without their time; "; " between. */
static void expect_lines(const char *wanted)
{
	struct purge_line lines[40];
	struct str out = { 0 };
	stores_open(&stores);
	for (size_t i = store_purges(stores.store, INT64_MAX, lines, 40); i-- > 0;) {
		str_add(&out, out.length ? "; " : "");
		purge_say(&lines[i], &out);
	}
	assert_string_equal(str_text(&out), wanted);
	str_free(&out);
}

static void both_sides(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[{'id':'I-1','kind':'incident','occurred':'2023-03-26T00:30:00Z'},"
		"{'id':'I-2','kind':'incident','occurred':'2023-06-30T22:59:59Z'},"
		"{'id':'I-3','kind':'incident','occurred':'2023-06-30T23:00:00Z'}]"); /* British summer: 1 July */
	purge_on(day_of(2043, 1, 1)); /* nothing is limited */
	expect("I-1 I-2 I-3");
	stores_keep(&stores, RETENTION_INCIDENTS, 90);
	purge_on(day_of(2023, 6, 24)); /* the ninetieth day */
	expect("I-1 I-2 I-3");
	expect_lines("");
	purge_on(day_of(2023, 6, 25));
	expect("I-2 I-3");
	purge_on(day_of(2023, 9, 28));
	expect("I-2 I-3");
	purge_on(day_of(2023, 9, 29));
	expect("I-3");
	purge_on(day_of(2023, 9, 30));
	expect("");
	expect_lines("1 incident older than 90 days; 1 incident older than 90 days; 1 incident older than 90 days");
}

/* Whatever is limited to a day, a century later only what is over is gone; and all of that is. */
static void open_stays(void **state)
{
	(void)state;
	struct str json = { 0 };
	str_addc(&json, '[');
	for (int i = 0; i < KINDS; i++) {
		str_addf(&json, "%s{'id':'N-%02d'%s", i ? "," : "", i, strstr(kinds[i].json, ",'kind'"));
	}
	str_addc(&json, ']');
	stores_answer(&stores, 0, str_text(&json));
	for (int i = 0; i < RETENTION_COUNT; i++)
		stores_keep(&stores, (enum retention)i, 1);
	purge_on(day_of(2123, 1, 1));
	char *left = stores_ids(&stores, PROFILE_TEAM, "", "id"), id[16];
	for (int i = 0; i < KINDS; i++) {
		snprintf(id, sizeof id, "N-%02d", i);
		if (!strstr(left, id) != kinds[i].over)
			fail_msg("%s: %s", kinds[i].json, left);
	}
	free(left);
	str_free(&json);
}

static void review_by(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','review_by':'2023-04-01'},"
		"{'id':'B-1','kind':'body','review_by':'2023-04'},"
		"{'id':'K-1','kind':'measure','unit':'count','polarity':'neutral','period':'month','series':[['2023-01',7]],"
		"'review_by':'2023-04-01'},{'id':'A-2','kind':'action','status':'open'}]");
	purge_on(day_of(2023, 3, 31));
	expect("A-1 A-2 B-1 K-1");
	purge_on(day_of(2023, 4, 1)); /* no retention is configured: the feed asked for it */
	expect("A-2 B-1");
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM point"), 0);
	purge_on(day_of(2023, 4, 30));
	expect("A-2");
	expect_lines("1 measure whose review_by had come; 1 action whose review_by had come; 1 body whose review_by had come");
}

static void lines_up_to_a_moment(void **state)
{
	(void)state;
	struct purge_line lines[4];
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','review_by':'2023-04-01'},"
		"{'id':'A-2','kind':'action','status':'open','review_by':'2023-04-02'}]");
	purge_on(day_of(2023, 4, 1));
	purge_on(day_of(2023, 4, 2));
	stores_open(&stores);
	assert_int_equal(store_purges(stores.store, day_start(day_of(2023, 4, 1)), lines, 4), 0);
	assert_int_equal(store_purges(stores.store, day_start(day_of(2023, 4, 2)), lines, 4), 1);
	assert_int_equal(instant_day(lines[0].at), day_of(2023, 4, 1));
}

/* ---- no change --------------------------------------------------------------------------------- */

static bool count_row(void *context, const struct row *row)
{
	(void)row;
	++*(int *)context;
	return true;
}

static void expect_changes(int64_t since, int changed, int gone)
{
	struct moment moment = stores_moment(PROFILE_TEAM);
	int withdrawn = 0;
	moment.since = since;
	stores_open(&stores);
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "changed")), changed);
	assert_true(store_gone(stores.store, &moment, count_row, &withdrawn, NULL));
	assert_int_equal(withdrawn, gone);
}

#define OLD(id) "{'id':'" id "','kind':'action','status':'done','closed':'2022-01-10','hubs':['selby'],'areas':['hubs']}"
#define OPEN(id) "{'id':'" id "','kind':'action','status':'open','due':'2023-03-20','hubs':['selby'],'areas':['hubs']}"

static void is_no_change(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" OLD("A-1") "," OLD("A-2") "," OPEN("A-3") "]");
	int64_t since = stores.sequence;
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	purge_on(day_of(2023, 3, 14));
	expect("A-3");
	expect_changes(since, 0, 0);
	expect_changes(0, 1, 0);
	assert_int_equal(stores_ask(&stores, "SELECT value FROM meta WHERE key='seq'"), since);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE id<>'A-3'"), 0);
	assert_int_equal(stores_ask(&stores, "SELECT records FROM request"), 1);
	/* Its source goes on reporting one of them, and drops the other. */
	stores.at = STORES_NOW;
	stores_answer(&stores, 0, "[" OLD("A-1") "," OPEN("A-3") "]");
	expect("A-3");
	expect_changes(since, 0, 0);
	assert_int_equal(stores_ask(&stores, "SELECT past FROM request"), 1);
	assert_int_equal(stores_ask(&stores, "SELECT quarantined+held FROM request"), 0);
	stores_keep(&stores, RETENTION_ACTIONS, 3650); /* kept longer, it comes */
	stores_answer(&stores, 0, "[" OLD("A-1") "," OPEN("A-3") "]");
	expect("A-1 A-3");
	assert_int_equal(stores_ask(&stores, "SELECT past FROM request"), 0);
}

/* What leaves an answer when its time is over is purged; before that it is gone, and purged when it comes. */
static void leaves_late(void **state)
{
	(void)state;
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	stores.at = day_start(day_of(2022, 6, 1));
	stores_answer(&stores, 0, "[" OLD("A-1") "," OLD("A-2") "," OPEN("A-3") "]");
	int64_t since = stores.sequence;
	stores_answer(&stores, 0, "[" OLD("A-2") "," OPEN("A-3") "]");
	expect_changes(since, 0, 1);
	stores.at = STORES_NOW;
	stores_answer(&stores, 0, "[" OPEN("A-3") "]");
	expect_changes(since, 0, 1); /* A-1 still */
	expect_lines("1 action closed for more than 365 days");
	purge_on(day_of(2023, 3, 14));
	expect_changes(since, 0, 0);
	expect_lines("1 action closed for more than 365 days; 1 action closed for more than 365 days");
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), 1);
}

/* A record that is open again keeps its log, though it was gone and closed long ago. */
static void comes_back(void **state)
{
	(void)state;
	stores.at = day_start(day_of(2022, 1, 10));
	stores_answer(&stores, 0, "[" OLD("A-1") "]");
	stores_answer(&stores, 0, "[]");
	stores_answer(&stores, 0, "[" OPEN("A-1") "]");
	int64_t entries = stores_ask(&stores, "SELECT count(*) FROM log");
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	purge_on(day_of(2023, 3, 14));
	expect("A-1");
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), entries);
}

/* One that is open and is closed now, long ago: first the briefing sees it closed, then it goes. */
static void closed_of_old(void **state)
{
	(void)state;
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	stores.at = STORES_NOW;
	stores_answer(&stores, 0, "[" OPEN("A-1") "]");
	int64_t since = stores.sequence;
	stores_answer(&stores, 0, "[" OLD("A-1") "]");
	expect_changes(since, 1, 0);
	purge_on(day_of(2023, 3, 15));
	expect("");
	expect_changes(since, 0, 0);
}

/* An answer that cannot be written whole is not written in part. */
static void cannot_be_left_out(void **state)
{
	(void)state;
	struct answer answer = { .request = stores.request, .complete = true, .hash = "", .status = 200 };
	struct record records[2];
	struct error error = { "" };
	sqlite3 *db = NULL;
	answer.received = day_start(day_of(2023, 5, 1));
#define DUE "'review_by':'2023-04-01'"
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'," DUE "},{'id':'K-1','kind':'measure','unit':'count',"
		"'polarity':'neutral','period':'month','series':[['2023-01',7]]," DUE "}]");
	stores_read("partners", "{'id':'A-1','kind':'action','status':'open'," DUE "}", &stores.arena, &records[0]);
	stores_read("partners", "{'id':'K-1','kind':'measure','unit':'count','polarity':'neutral','period':'month'," DUE "}",
		&stores.arena, &records[1]);
	assert_int_equal(sqlite3_open(stores.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TRIGGER stays BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT,'stays'); END",
		NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_true(keeper_begin(stores.keeper, &answer, &error));
	assert_false(keeper_put(stores.keeper, &records[0], &error));
	assert_false(keeper_point(stores.keeper, &records[1], "2023-01", 7, &error));
	keeper_abandon(stores.keeper);
	expect("A-1 K-1");
}

/* What is left out is counted by its records, though some points of one may not be past their time. */
static void counts_records_left_out(void **state)
{
	(void)state;
	struct answer answer = { .request = stores.request, .received = STORES_NOW, .complete = true, .hash = "", .status = 200 };
	struct error error = { "" };
	static const char *const measures[][3] = { { "K-1", "01", "14" }, { "K-1", "02", "14" }, { "K-2", "01", "14" },
		{ "K-2", "02", "15" }, { "K-1", "03", "14" } };
	assert_true(keeper_begin(stores.keeper, &answer, &error));
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
		struct record record;
		char period[] = "2023-01", *json = mem_printf("{'id':'%s','kind':'measure','unit':'count','polarity':'neutral',"
			"'period':'month','review_by':'2023-03-%s'}", measures[i][0], measures[i][2]);
		stores_read("partners", json, &stores.arena, &record);
		memcpy(strrchr(period, '0'), measures[i][1], 2);
		assert_true(keeper_point(stores.keeper, &record, period, 7, &error));
		free(json);
	}
	assert_true(keeper_commit(stores.keeper, &stores.sequence, &error));
	assert_int_equal(stores_ask(&stores, "SELECT past FROM request"), 2);
	expect("K-2");
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM point"), 1);
}

/* ---- what is kept beside records ----------------------------------------------------------------- */

static int tallied(const char *filter)
{
	struct moment moment = stores_moment(PROFILE_TEAM);
	int counts[6 * 4];
	stores_open(&stores);
	assert_true(store_cells(stores.store, &stores.config, &moment, stores_filter(&stores, filter), counts));
	return counts[5 * 4];
}

static void the_rest_is_right(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[{'id':'I-1','kind':'incident','occurred':'2023-02-20T10:00:00Z','place':'zone 2','title':'Zebra one'},"
		"{'id':'I-2','kind':'incident','occurred':'2023-03-02T10:00:00Z','place':'zone 2','title':'Zebra two'},"
		"{'id':'I-3','kind':'incident','occurred':'2023-03-12T10:00:00Z','place':'zone 2','title':'Zebra three'},"
		"{'id':'K-1','kind':'measure','unit':'count','polarity':'neutral','period':'month','sensitive':true,"
		"'series':[['2023-02',3]],'part_of':['K-9'],'review_by':'2023-03-14'},"
		"{'id':'K-2','kind':'measure','unit':'count','polarity':'neutral','period':'month','series':[['2023-02',30]],'part_of':['K-9']},"
		"{'id':'K-9','kind':'measure','unit':'count','polarity':'neutral','period':'month','series':[['2023-02',33]]}]");
	expect_found("repeat", "I-3");
	expect_found("zebra", "I-1 I-2 I-3");
	assert_int_equal(tallied("kind:incident open"), 3);
	assert_int_equal(stores_ask(&stores, "SELECT suppressed FROM record WHERE id='K-2'"), 2);
	stores_keep(&stores, RETENTION_INCIDENTS, 20);
	purge_on(day_of(2023, 3, 14));
	expect_found("repeat", "");
	expect_found("zebra", "I-2 I-3");
	assert_int_equal(tallied("kind:incident open"), 2);
	assert_int_equal(stores_ask(&stores, "SELECT suppressed FROM record WHERE id='K-2'"), 0); /* nothing is hidden beside it */
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM repeat"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORES_TEST(counts_from, &stores), cmocka_unit_test(says_why),
		STORES_TEST(both_sides, &stores), STORES_TEST(open_stays, &stores),
		STORES_TEST(review_by, &stores), STORES_TEST(lines_up_to_a_moment, &stores),
		STORES_TEST(is_no_change, &stores),
		STORES_TEST(leaves_late, &stores), STORES_TEST(comes_back, &stores),
		STORES_TEST(closed_of_old, &stores), STORES_TEST(cannot_be_left_out, &stores),
		STORES_TEST(counts_records_left_out, &stores),
		STORES_TEST(the_rest_is_right, &stores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
