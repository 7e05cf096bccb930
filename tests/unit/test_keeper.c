/* What the keeper makes of answers: new, changed, the same, gone; who gives a record; series from points; repeats;
 * quarantine; requests and polls; the log and its history. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/store_inside.h"

static struct stores stores;

static void expect(const char *filter, const char *ids)
{
	stores_expect(&stores, PROFILE_TEAM, filter, ids);
}

#define A1 "{'id':'A-1','kind':'action','status':'open','due':'2023-03-20','owner':'NYP'}"
#define A2 "{'id':'A-2','kind':'action','status':'open','due':'2023-03-21','owner':'NYP'}"

/* ---- changes ----------------------------------------------------------------------------------- */

static void new_changed_gone(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" A1 "," A2 "]");
	int64_t before = stores.sequence;
	assert_int_equal(before, 2);
	stores_answer(&stores, 0, "[" A1 "," A2 "]"); /* the same: nothing is written */
	assert_int_equal(stores.sequence, before);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), 2);
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'done','due':'2023-03-20','owner':'NYP'}]");
	assert_int_equal(stores.sequence, before + 2);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE what='changed' AND id='A-1'"
		" AND before LIKE '%\"open\"%'"), 1);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE what='gone' AND id='A-2' AND before LIKE '%A-2%'"), 1);
	expect("", "A-1");
	stores_delta(&stores, "[" A2 "]"); /* not complete: the others stay */
	expect("kind:action", "A-2 A-1");
}

/* With a baseline, new and changed and reopened follow the log (rule 9). */
static void since_a_baseline(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" A1 ",{'id':'A-3','kind':'action','status':'done','due':'2023-03-22'}]");
	struct moment moment = stores_moment(PROFILE_TEAM);
	moment.since = stores.sequence;
	stores_answer(&stores, 0, "[" A1 "," A2 ",{'id':'A-3','kind':'action','status':'open','due':'2023-03-22'}]");
	stores_open(&stores);
	static const struct { const char *filter; int count; } cases[] = { { "new", 1 }, { "changed", 2 }, { "reopened", 1 },
		{ "changed -new", 1 }, { "new or reopened", 2 }, { "", 3 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, cases[i].filter)), cases[i].count);
	moment.since = stores.sequence;
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "changed")), 0);
	moment.since = -1;
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "new or reopened")), 0);
}

/* A record that two requests give stays until the last of them drops it. */
static void two_givers(void **state)
{
	(void)state;
	int64_t other = keeper_request(stores.keeper, "partners", "selby", "");
	stores_answer(&stores, 0, "[" A1 "," A2 "]");
	stores_answer(&stores, other, "[" A1 "]");
	stores_answer(&stores, 0, "[" A2 "]");
	expect("", "A-1 A-2");
	stores_answer(&stores, other, "[]");
	expect("", "A-2");
	stores_answer(&stores, other, "[" A2 "]");
	stores_answer(&stores, other, "[]");
	expect("", "A-2");
	int64_t before = stores.sequence;
	stores_answer(&stores, other, "[" A2 "]"); /* taking turns changes nothing */
	stores_answer(&stores, 0, "[" A2 "]");
	stores_answer(&stores, other, "[" A2 "]");
	assert_int_equal(stores.sequence, before);
	assert_int_equal(keeper_sequence(stores.keeper), before);
}

static void nothing_half_done(void **state)
{
	(void)state;
	struct answer answer = { .received = STORES_NOW, .made = INSTANT_NONE, .complete = true };
	struct arena arena = { 0 };
	struct record record;
	stores_answer(&stores, 0, "[" A1 "]");
	answer.request = stores.request;
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	stores_read("partners", A2, &arena, &record);
	assert_true(keeper_put(stores.keeper, &record, NULL));
	assert_true(keeper_remove(stores.keeper, "A-1", NULL));
	expect("", "A-1"); /* the reader sees whole answers only */
	keeper_abandon(stores.keeper);
	expect("", "A-1");
	answer.no_store = true;
	assert_false(keeper_begin(stores.keeper, &answer, NULL));
	arena_free(&arena);
}

/* ---- series ------------------------------------------------------------------------------------ */

static void give_point(int64_t request, instant_t at, const char *period, double value)
{
	struct answer answer = { .request = request, .received = at, .made = INSTANT_NONE, .complete = true };
	struct arena arena = { 0 };
	struct record record;
	int64_t sequence;
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	stores_read("crime", "{'id':'K-1','kind':'measure','unit':'count','polarity':'lower-better','period':'month'}", &arena,
		&record);
	if (period)
		assert_true(keeper_point(stores.keeper, &record, period, value, NULL));
	assert_true(keeper_commit(stores.keeper, &sequence, NULL));
	arena_free(&arena);
}

static void expect_series(const char *series)
{
	struct moment moment = stores_moment(PROFILE_TEAM);
	struct arena arena = { 0 };
	struct record record;
	struct row row;
	stores_open(&stores);
	assert_true(store_record(stores.store, &moment, store_number(stores.store, "crime", "K-1"), &arena, &record, &row));
	assert_string_equal(record_text(&record, FIELD_SERIES), series);
	row_clear(&row);
	arena_free(&arena);
}

static void series_from_points(void **state)
{
	(void)state;
	int64_t january = keeper_request(stores.keeper, "crime", "", "2023-01");
	int64_t february = keeper_request(stores.keeper, "crime", "", "2023-02");
	give_point(february, STORES_NOW, "2023-02", 7);
	give_point(january, STORES_NOW, "2023-01", 5);
	expect_series("[[\"2023-01\",5],[\"2023-02\",7]]");
	int64_t before = keeper_sequence(stores.keeper);
	give_point(january, STORES_NOW, "2023-01", 5);
	assert_int_equal(keeper_sequence(stores.keeper), before);
	give_point(january, STORES_NOW, "2023-01", 6); /* revised */
	expect_series("[[\"2023-01\",6],[\"2023-02\",7]]");
	struct moment moment = stores_moment(PROFILE_TEAM);
	stores_open(&stores);
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "value=7")), 1);
	give_point(february, STORES_NOW, NULL, 0); /* February gives it no more: January's points stay */
	expect_series("[[\"2023-01\",6]]");
	give_point(january, STORES_NOW, NULL, 0);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM record"), 0);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM point"), 0);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM also"), 0);
}

/* A measure that comes with its series: periods it gives no more go, those of another request stay. */
static void series_of_two_requests(void **state)
{
	(void)state;
#define SERIES(points) "[{'id':'K-1','kind':'measure','unit':'count','period':'month','series':[" points "]}]"
	int64_t other = keeper_request(stores.keeper, "partners", "selby", "");
	struct moment moment = stores_moment(PROFILE_TEAM);
	stores_answer(&stores, 0, SERIES("['2022-12',4],['2023-01',5]"));
	stores_answer(&stores, other, SERIES("['2023-02',6]"));
	stores_answer(&stores, 0, SERIES("['2023-01',7]"));
	struct arena arena = { 0 };
	struct record record;
	struct row row;
	stores_open(&stores);
	assert_true(store_record(stores.store, &moment, store_number(stores.store, NULL, "K-1"), &arena, &record, &row));
	assert_string_equal(record_text(&record, FIELD_SERIES), "[[\"2023-01\",7],[\"2023-02\",6]]");
	row_clear(&row);
	arena_free(&arena);
}

/* ---- repeats (rule 11) ------------------------------------------------------------------------- */

#define INCIDENT(id, place, day, more) "{'id':'" id "','kind':'incident','place':'" place "','hubs':['craven']," \
	"'occurred':'" day "T10:00:00Z'" more "}"

static void repeat_locations(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" INCIDENT("I-1", "zone 2", "2023-02-20", "") "," INCIDENT("I-2", "Zone 2", "2023-03-01", "")
		"," INCIDENT("I-3", "zone 2", "2023-03-13", "") "," INCIDENT("I-4", "zone 3", "2023-03-13", "") "]");
	expect("repeat", "I-3");
	stores_answer(&stores, 0, "[" INCIDENT("I-1", "zone 2", "2023-02-10", "") "," INCIDENT("I-2", "Zone 2", "2023-03-01", "")
		"," INCIDENT("I-3", "zone 2", "2023-03-13", "") "," INCIDENT("I-4", "zone 3", "2023-03-13", "") "]");
	expect("repeat", ""); /* 31 days */
	stores_delta(&stores, "[" INCIDENT("I-5", "zone 2", "2023-03-05", "") "]");
	expect("repeat", "I-3");
}

/* Of incidents at one moment it is the last by its id, not by when it came. */
static void repeats_at_one_moment(void **state)
{
	(void)state;
	stores_delta(&stores, "[" INCIDENT("I-3", "zone 2", "2023-03-10", "") "," INCIDENT("I-1", "zone 2", "2023-03-10", "") "]");
	stores_delta(&stores, "[" INCIDENT("I-2", "zone 2", "2023-03-10", "") "]");
	expect("repeat", "I-3");
}

/* A repeat does not tell of incidents that the profile does not see. */
static void repeats_keep_secrets(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" INCIDENT("I-1", "zone 2", "2023-03-01", ",'handling':['police-only']")
		"," INCIDENT("I-2", "zone 2", "2023-03-02", "") "," INCIDENT("I-3", "zone 2", "2023-03-13", "")
		"," INCIDENT("I-4", "zone 4", "2023-03-01", "") "," INCIDENT("I-5", "zone 4", "2023-03-02", "")
		"," INCIDENT("I-6", "zone 4", "2023-03-03", ",'category':'hate'")
		"," INCIDENT("I-7", "zone 5", "2023-03-03", ",'repeat_ref':'I-0'") "]");
	expect("repeat", "I-3 I-6 I-7");
	stores_expect(&stores, PROFILE_ROOM, "repeat", "I-7");
	stores_expect(&stores, PROFILE_PUBLIC, "repeat", "I-7");
}

/* ---- quarantine -------------------------------------------------------------------------------- */

static void last_good_version_stays(void **state)
{
	(void)state;
	struct answer answer = { .received = stores.at, .made = INSTANT_NONE, .complete = true };
	struct refusal refusal = { .field = "due", .reason = "not a date" }, held = { .field = "note", .reason = "held: postcode" };
	struct quarantine_entry entries[4];
	struct request_list list;
	stores_answer(&stores, 0, "[" A1 "]");
	answer.request = stores.request;
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	keeper_refuse(stores.keeper, 3, "A-1", &refusal);
	keeper_refuse(stores.keeper, 4, NULL, &held);
	assert_true(keeper_commit(stores.keeper, &stores.sequence, NULL));
	expect("quarantined", "A-1");
	assert_int_equal(store_quarantine(stores.store, stores.request, entries, 4), 2);
	assert_int_equal(entries[0].index, 3);
	assert_string_equal(entries[0].field, "due");
	assert_string_equal(entries[0].id, "A-1");
	assert_true(store_requests(stores.store, &list));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.list[0].quarantined, 1);
	assert_int_equal(list.list[0].held, 1);
	assert_int_equal(list.list[0].records, 1);
	request_list_free(&list);
	stores_answer(&stores, 0, "[" A1 "]"); /* as it was: no longer quarantined */
	expect("quarantined", "");
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE what='accepted' AND id='A-1'"
		" AND before LIKE '%A-1%' AND quarantined=1"), 1);
	stores_answer(&stores, 0, "[" A1 "]");
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE what='accepted'"), 1);
	assert_int_equal(store_quarantine(stores.store, stores.request, entries, 4), 0);
}

/* ---- requests and polls ------------------------------------------------------------------------ */

static struct request_status status_of(int64_t id)
{
	struct request_list list;
	struct request_status found = { .id = -1 };
	stores_open(&stores);
	assert_true(store_requests(stores.store, &list));
	for (size_t i = 0; i < list.count; i++)
		if (list.list[i].id == id)
			found = list.list[i];
	found.source = found.hub = found.month = found.error = NULL;
	request_list_free(&list);
	return found;
}

static void polls_and_ages(void **state)
{
	(void)state;
	struct cadence day = { CADENCE_DAYS, 1 };
	enum { DAY = 86400 };
	struct poll_outcome outcome = { .request = stores.request, .at = STORES_NOW, .next_poll = STORES_NOW + 60, .status = 503,
		.error = "The server is down.", .expect = day };
	assert_int_equal(status_of(stores.request).received, INSTANT_NONE);
	struct request_status status = status_of(stores.request);
	assert_int_equal(request_state(&status, STORES_NOW), SOURCE_NEVER);
	assert_true(keeper_polled(stores.keeper, &outcome, NULL));
	assert_true(keeper_polled(stores.keeper, &outcome, NULL));
	status = status_of(stores.request);
	assert_int_equal(status.failures, 2);
	assert_int_equal(status.received, INSTANT_NONE);

	struct answer answer = { .request = stores.request, .received = STORES_NOW, .made = STORES_NOW - DAY, .complete = true,
		.etag = "\"x\"", .hash = "abc", .gate = "2023-01", .expect = day, .status = 200 };
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	assert_true(keeper_commit(stores.keeper, &stores.sequence, NULL));
	status = status_of(stores.request);
	assert_int_equal(status.failures, 0);
	assert_int_equal(request_state(&status, STORES_NOW), SOURCE_FRESH);
	assert_int_equal(request_state(&status, STORES_NOW + DAY), SOURCE_STALE);
	assert_int_equal(request_state(&status, STORES_NOW + 3 * DAY), SOURCE_DEAD);

	/* an unchanged answer renews the receipt, never what the answer said of its making */
	outcome = (struct poll_outcome){ .request = stores.request, .at = STORES_NOW + DAY, .unchanged = true, .status = 304,
		.expect = day, .next_poll = STORES_NOW + 2 * DAY };
	assert_true(keeper_polled(stores.keeper, &outcome, NULL));
	status = status_of(stores.request);
	assert_int_equal(status.received, STORES_NOW + DAY);
	assert_int_equal(status.made, STORES_NOW - DAY);
	assert_int_equal(request_state(&status, STORES_NOW + DAY), SOURCE_STALE);

	struct validators validators;
	assert_true(keeper_validators(stores.keeper, stores.request, &validators));
	assert_string_equal(validators.etag, "\"x\"");
	assert_string_equal(validators.hash, "abc");
	assert_string_equal(validators.gate, "2023-01");
	assert_null(validators.error);
	validators_free(&validators);

	struct poll_entry polls[8];
	int asked, unchanged;
	assert_int_equal(store_polls(stores.store, stores.request, polls, 8), 4);
	assert_string_equal(polls[0].outcome, "unchanged");
	assert_string_equal(polls[3].outcome, "The server is down.");
	store_polls_today(stores.store, STORES_NOW, &asked, &unchanged);
	assert_int_equal(asked, 3);
	assert_int_equal(unchanged, 0);
	for (int i = 0; i < 30; i++)
		assert_true(keeper_polled(stores.keeper, &outcome, NULL));
	assert_true(stores_ask(&stores, "SELECT count(*) FROM poll") <= 21);
}

static void requests_come_and_go(void **state)
{
	(void)state;
	int64_t old = keeper_request(stores.keeper, "crime", "", "2022-12"), new = keeper_request(stores.keeper, "crime", "", "2023-01");
	int64_t never = keeper_request(stores.keeper, "crime", "", "2022-11");
	assert_int_equal(keeper_request(stores.keeper, "crime", "", "2022-12"), old);
	give_point(old, STORES_NOW, "2022-12", 1);
	give_point(new, STORES_NOW, "2023-01", 1);
	char *month = keeper_newest_month(stores.keeper, "crime");
	assert_string_equal(month, "2023-01");
	free(month);
	assert_true(keeper_retire(stores.keeper, "crime", &new, 1));
	assert_true(status_of(old).off);
	assert_false(status_of(new).off);
	assert_int_equal(status_of(never).id, -1);
	expect_series("[[\"2022-12\",1],[\"2023-01\",1]]"); /* what they gave stays */
	stores.config.source_count = 1; /* only "partners" is configured now */
	assert_true(keeper_configure(stores.keeper, &stores.config, NULL));
	assert_true(status_of(new).off);
	assert_false(status_of(stores.request).off);
}

/* ---- history ----------------------------------------------------------------------------------- */

static size_t history(enum profile profile, const char *id, struct history_entry *entries, size_t most)
{
	struct moment moment = stores_moment(profile);
	stores_open(&stores);
	return store_history(stores.store, &moment, store_number(stores.store, NULL, id), entries, most);
}

static void history_in_sentences(void **state)
{
	(void)state;
	struct history_entry entries[8];
	stores_answer(&stores, 0, "[" A1 "]");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','due':'2023-03-27','owner':'ICB'}]");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'done','due':'2023-03-27','owner':'ICB'}]");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'done','due':'2023-03-27','owner':'ICB','title':'Other'}]");
	stores_answer(&stores, 0, "[]");
	stores_answer(&stores, 0, "[" A1 "]");
	assert_int_equal(history(PROFILE_ROOM, "A-1", entries, 8), 6);
	static const char *const sentences[] = { "new", "gone from its source", "title changed", "closed; status open became done",
		"due 20 Mar became 27 Mar; owner NYP became ICB", "new" };
	for (int i = 0; i < 6; i++)
		assert_string_equal(entries[i].what, sentences[i]);
	assert_true(entries[0].sequence > entries[1].sequence && entries[0].at > entries[5].at);
	assert_int_equal(history(PROFILE_ROOM, "A-1", entries, 2), 2);
}

/* A version that was not for this profile says only that something changed. */
static void history_keeps_secrets(void **state)
{
	(void)state;
	struct history_entry entries[4];
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'NYP','handling':['police-only']}]");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'ICB'}]");
	assert_int_equal(history(PROFILE_TEAM, "A-1", entries, 4), 2);
	assert_string_equal(entries[0].what, "owner NYP became ICB");
	assert_int_equal(history(PROFILE_ROOM, "A-1", entries, 4), 2);
	assert_string_equal(entries[0].what, "changed");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'ICB','handling':['police-only']}]");
	assert_int_equal(history(PROFILE_ROOM, "A-1", entries, 4), 0);
}

/* ---- one record -------------------------------------------------------------------------------- */

static void record_within_the_profile(void **state)
{
	(void)state;
	struct moment room = stores_moment(PROFILE_ROOM), team = stores_moment(PROFILE_TEAM);
	struct arena arena = { 0 };
	struct record record;
	struct row row;
	stores_answer(&stores, 0, "[{'id':'I-1','kind':'incident','category':'hate','strand':['race'],'place':'zone 9',"
		"'title':'Graffiti at the mosque','note':'secret','occurred':'2023-03-12T10:00:00Z'},"
		"{'id':'A-9','kind':'action','status':'open','handling':['police-only']}]");
	stores_open(&stores);
	int64_t incident = store_number(stores.store, NULL, "I-1"), hidden = store_number(stores.store, "partners", "A-9");
	assert_true(store_record(stores.store, &room, incident, &arena, &record, &row));
	assert_string_equal(record_text(&record, FIELD_TITLE), row.title);
	assert_null(strstr(row.title, "mosque"));
	assert_string_equal(row.place, "");
	assert_false(record.value[FIELD_NOTE].set || record.value[FIELD_STRAND].set || record.value[FIELD_PLACE].set);
	row_clear(&row);
	assert_true(store_record(stores.store, &team, incident, &arena, &record, &row));
	assert_string_equal(record_text(&record, FIELD_NOTE), "secret");
	assert_string_equal(row.place, "zone 9");
	row_clear(&row);
	assert_false(store_record(stores.store, &room, hidden, &arena, &record, &row));
	assert_false(store_record(stores.store, &team, 4711, &arena, &record, &row));
	assert_int_equal(store_number(stores.store, "crime", "I-1"), -1);
	arena_free(&arena);
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &stores)
	const struct CMUnitTest tests[] = {
		TEST(new_changed_gone), TEST(since_a_baseline), TEST(two_givers), TEST(nothing_half_done), TEST(series_from_points), TEST(series_of_two_requests),
		TEST(repeat_locations), TEST(repeats_at_one_moment), TEST(repeats_keep_secrets), TEST(last_good_version_stays), TEST(polls_and_ages),
		TEST(requests_come_and_go), TEST(history_in_sentences), TEST(history_keeps_secrets), TEST(record_within_the_profile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
