/* Rule 9: events since the baseline, one by one and counted; through the keeper and the store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stores.h"
#include "hubbrief/changes.h"

static struct stores made; /* each test gets it as its context */

#define ACTION(id, more) "{'id':'" id "','kind':'action','hubs':['craven'],'areas':['hubs'],'owner':'NYP'," more "}"
#define OPEN "'status':'open'"
#define INCIDENT(id, more) "{'id':'" id "','kind':'incident','hubs':['selby'],'areas':['hubs'],'status':'open'," \
	"'category':'burglary','occurred':'2023-03-10T08:00:00Z'," more "}"

/* "A-1 closed; A-2 re-dated 10 Mar > 17 Mar", worse ones with "!". Owned. */
static char *said(struct stores *stores, const struct moment *moment)
{
	struct change_list changes;
	struct error error = { "" };
	struct str out = { 0 };
	if (!brief_changes_list(stores->store, &stores->config, moment, &changes, &error))
		fail_msg("%s", error.text);
	for (size_t i = 0; i < changes.count; i++) {
		const struct change *change = &changes.list[i];
		str_addf(&out, "%s%s %s%s", i ? "; " : "", change->row.id, change_name(change->type), change->worse ? "!" : "");
		if (*change->from || *change->to)
			str_addf(&out, " %s > %s", change->from, change->to);
	}
	change_list_free(&changes);
	return str_take(&out);
}

static struct moment since(int64_t sequence, enum profile profile)
{
	struct moment moment = stores_moment(profile);
	moment.since = sequence;
	moment.since_at = STORES_NOW - 4 * 86400;
	return moment;
}

static void expect(struct stores *stores, const struct moment *moment, const char *wanted)
{
	stores_open(stores);
	char *text = said(stores, moment);
	assert_string_equal(text ? text : "", wanted);
	free(text);
}

/* All events of the partnership, as the matrix counts them. */
static int counted(struct stores *stores, const struct moment *moment, int line, int column)
{
	size_t columns = stores->config.area_count + 1, rows = stores->config.hub_count + 2;
	int *counts = calloc(rows * columns, sizeof *counts);
	assert_true(store_event_cells(stores->store, &stores->config, moment, counts));
	int count = counts[(size_t)line * columns + (size_t)column];
	free(counts);
	return count;
}

enum { ONCE = 5, CRAVEN = 1 };

static void test_three_and_three(void **context)
{
	struct stores *stores = *context;
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN) "," ACTION("A-2", OPEN) "," ACTION("A-3", OPEN) "]");
	struct moment moment = since(stores->sequence, PROFILE_ROOM);
	expect(stores, &moment, "");
	stores_answer(stores, 0, "[" ACTION("A-1", "'status':'done'") "," ACTION("A-2", "'status':'done'") ","
		ACTION("A-3", "'status':'done'") "," ACTION("A-4", OPEN) "," ACTION("A-5", OPEN) "," ACTION("A-6", OPEN) "]");
	expect(stores, &moment, "A-1 closed; A-2 closed; A-3 closed; A-4 new; A-5 new; A-6 new");
	assert_int_equal(counted(stores, &moment, ONCE, 0), 6);
	assert_int_equal(counted(stores, &moment, CRAVEN, 1), 6);
	moment.since = stores->sequence;
	expect(stores, &moment, "");
	moment.since = -1;
	expect(stores, &moment, "");
}

static void test_each_event(void **context)
{
	struct stores *stores = *context;
	stores_answer(stores, 0, "[" ACTION("A-1", "'status':'done'") "," ACTION("A-2", OPEN ",'due':'2023-03-20'") ","
		ACTION("A-3", OPEN) "," ACTION("A-4", OPEN ",'due':'2023-03-12'") "," ACTION("A-5", OPEN) ","
		INCIDENT("I-1", "'severity':'low'") "," INCIDENT("I-2", "'severity':'high'") "]");
	struct moment moment = since(stores->sequence, PROFILE_ROOM);
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN) "," ACTION("A-2", OPEN ",'due':'2023-03-27'") ","
		"{'id':'A-3','kind':'action','hubs':['craven'],'areas':['hubs'],'owner':'YJS','status':'open'},"
		ACTION("A-4", OPEN ",'due':'2023-03-12'") "," INCIDENT("I-1", "'severity':'medium'") ","
		INCIDENT("I-2", "'severity':'low'") "]");
	expect(stores, &moment, "A-4 newly-late!; I-1 severity! low > medium; I-2 severity high > low; A-1 reopened!; "
		"A-2 re-dated! 20 Mar > 27 Mar; A-3 owner NYP > YJS; A-5 withdrawn");
	assert_int_equal(counted(stores, &moment, ONCE, 0), 7);
}

static void test_not_an_event(void **context)
{
	struct stores *stores = *context;
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN ",'note':'one'") "]");
	struct moment moment = since(stores->sequence, PROFILE_ROOM);
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN ",'note':'two'") "]");
	expect(stores, &moment, "");
	assert_int_equal(counted(stores, &moment, ONCE, 0), 0);
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN) "," ACTION("A-2", OPEN) "]");
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN) "]"); /* came and went between two briefings */
	expect(stores, &moment, "");
	assert_int_equal(counted(stores, &moment, ONCE, 0), 0);
}

static void test_two_events_of_one(void **context)
{
	struct stores *stores = *context;
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN ",'due':'2023-03-20'") "]");
	struct moment moment = since(stores->sequence, PROFILE_ROOM);
	stores_answer(stores, 0, "[{'id':'A-1','kind':'action','hubs':['craven'],'areas':['hubs'],'owner':'YJS',"
		"'status':'open','due':'2023-03-19'}]");
	expect(stores, &moment, "A-1 re-dated 20 Mar > 19 Mar; A-1 owner NYP > YJS");
	assert_int_equal(counted(stores, &moment, ONCE, 0), 2);
}

static void test_profile(void **context)
{
	struct stores *stores = *context;
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN ",'handling':['police-only']") "," ACTION("A-2", OPEN) "]");
	struct moment room = since(stores->sequence, PROFILE_ROOM), team = since(stores->sequence, PROFILE_TEAM);
	stores_answer(stores, 0, "[" ACTION("A-3", OPEN ",'handling':['police-only']") "]");
	expect(stores, &room, "A-2 withdrawn");
	assert_int_equal(counted(stores, &room, ONCE, 0), 1);
	expect(stores, &team, "A-3 new; A-2 withdrawn; A-1 withdrawn");
}

static void test_quarantined(void **context)
{
	struct stores *stores = *context;
	stores_answer(stores, 0, "[" ACTION("A-1", OPEN) "]");
	struct moment moment = since(stores->sequence, PROFILE_ROOM);
	struct refusal refusal = { .field = "marking", .reason = "SECRET is above what this board may hold" };
	struct error error = { "" };
	for (int i = 0; i < 2; i++) {
		struct answer answer = { .request = stores->request, .received = stores->at, .made = INSTANT_NONE, .complete = true,
			.hash = "", .status = 200 };
		assert_true(keeper_begin(stores->keeper, &answer, &error));
		keeper_refuse(stores->keeper, 0, "A-1", &refusal);
		assert_true(keeper_commit(stores->keeper, &stores->sequence, &error));
		expect(stores, &moment, "A-1 quarantined!");
	}
	moment.since = stores->sequence; /* refused again, but no news */
	expect(stores, &moment, "");
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &made)
	const struct CMUnitTest tests[] = {
		TEST(test_three_and_three), TEST(test_each_event), TEST(test_not_an_event), TEST(test_two_events_of_one),
		TEST(test_profile), TEST(test_quarantined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
