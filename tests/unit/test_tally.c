/* Tallies and the questions they answer: cells, counts, withheld, the banner; right after any change, in every
 * profile, on every day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/store_inside.h"
#include "hubbrief/tally.h"

static uint32_t seed = 7;

static int any(int most)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)most);
}

/* ---- plans ------------------------------------------------------------------------------------- */

struct plan_case { const char *filter, *text; day_t from, to; };

static void plans(void **state)
{
	(void)state;
	static const struct plan_case cases[] = {
		{ "", ": ", INT32_MIN, DAY_NONE },
		{ "overdue", "late: open", INT32_MIN, 99 },
		{ "due-today", ": open", 100, 100 },
		{ "kind:action overdue", "late: kind:action open", INT32_MIN, 99 },
		{ "kind:action due<-7d open", ": kind:action open", INT32_MIN, 92 },
		{ "due>=today due<=+7d", ": ", 100, 107 },
		{ "due>2023-01-01 open", ": open", 19359, DAY_NONE - 1 },
		{ "overdue due-today", "late: open open", 100, 99 },
		{ "due-soon", "soon: open", INT32_MIN, 100 }, { "kind:action due-soon", "soon: kind:action open", INT32_MIN, 100 },
	};
	struct arena arena = { 0 };
	struct moment moment = { .today = 100, .since = -1 };
	struct places places = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct filter_error error;
		struct tally_plan plan;
		struct filter *filter = filter_parse(&arena, cases[i].filter, NULL, &error);
		assert_true(tally_plan(&arena, filter, &moment, &places, &plan));
		assert_string_equal(plan.text, cases[i].text);
		assert_int_equal(plan.from, cases[i].from);
		assert_int_equal(plan.to, cases[i].to);
	}
	static const char *const not_tallied[] = { "changed", "rating:R", "due-soon due<=+3d", "overdue due-soon", "\"car park\"", "stale", "overdue or open",
		"-overdue", "updated>=-3d", "age<3", "repeat" };
	for (size_t i = 0; i < sizeof not_tallied / sizeof *not_tallied; i++) {
		struct filter_error error;
		struct tally_plan plan;
		assert_false(tally_plan(&arena, filter_parse(&arena, not_tallied[i], NULL, &error), &moment, &places, &plan));
	}
	arena_free(&arena);
}

/* ---- the same by asking ------------------------------------------------------------------------ */

enum { HUBS = 4, AREAS = 3, CELLS = (HUBS + 2) * (AREAS + 1) };

struct by_hand { struct stores *stores; int counts[CELLS]; };

static bool count_row(void *context, const struct row *row)
{
	struct by_hand *hand = context;
	const struct config *config = &hand->stores->config;
	for (int line = 0; line < HUBS + 2; line++) {
		bool in_line = line == 0 ? !row->hubs : line == HUBS + 1 ||
			(row->hubs >> store_hub_bit(hand->stores->store, config->hubs[line - 1].id) & 1);
		for (int column = 0; in_line && column <= AREAS; column++)
			hand->counts[line * (AREAS + 1) + column] +=
				column == 0 || (row->areas >> store_area_bit(hand->stores->store, config->areas[column - 1].id) & 1);
	}
	return true;
}

static void compare_cells(struct stores *stores, const char *text)
{
	struct moment moment = moment_at(STORES_NOW + (any(30) - 10) * 86400, (enum profile)any(3));
	const struct filter *filter = stores_filter(stores, text);
	struct by_hand hand = { .stores = stores };
	int counts[CELLS];
	assert_true(store_cells(stores->store, &stores->config, &moment, filter, counts));
	assert_true(store_each(stores->store, &moment, filter, "id", count_row, &hand, NULL));
	for (int i = 0; i < CELLS; i++)
		if (counts[i] != hand.counts[i])
			fail_msg("%s, %s, row %d column %d: %d, by hand %d", text, profile_text(moment.profile), i / (AREAS + 1),
				i % (AREAS + 1), counts[i], hand.counts[i]);
	assert_int_equal(store_count(stores->store, &moment, filter), hand.counts[(HUBS + 1) * (AREAS + 1)]);
}

static void random_record(struct str *out, int id)
{
	static const char *const hubs[] = { "", "'hubs':['craven'],", "'hubs':['craven','selby'],", "'hubs':['ryedale'],",
		"'hubs':['craven','harrogate','ryedale','selby']," };
	static const char *const areas[] = { "", "'areas':['hubs'],", "'areas':['hubs','cohesion'],", "'areas':['vawg']," };
	static const char *const handlings[] = { "", "", "", "'handling':['police-only'],", "'handling':['hub-partners'],",
		"'handling':['embargo-until:2023-03-16'],", "'handling':['separate-governance']," };
	static const char *const statuses[] = { "open", "open", "in-progress", "done", "proposed" };
	if (out->length > 1)
		str_addc(out, ',');
	str_addf(out, "{'id':'R-%d',%s%s%s'marking':'%s',", id, hubs[any(5)], areas[any(4)], handlings[any(7)],
		any(3) ? "OFFICIAL" : "OFFICIAL-SENSITIVE");
	if (id % 4 == 0)
		str_addf(out, "'kind':'measure','unit':'count','polarity':'lower-better','period':'month','sensitive':%s,"
			"'series':[['2022-09',%d],['2022-10',9],['2022-11',9],['2022-12',1],['2023-01',90],['2023-02',%d]]}",
			any(2) ? "true" : "false", any(20), any(9));
	else if (id % 4 == 3)
		str_addf(out, "'kind':'incident','category':'%s'%s}", any(2) ? "hate" : "burglary", any(3) ? ",'strand':['race']" : "");
	else
		str_addf(out, "'kind':'%s','status':'%s','demo':%s,'due':'2023-03-%02d'}", id % 4 == 1 ? "milestone" : "action",
			id % 4 == 1 ? "live" : statuses[any(5)], any(2) ? "true" : "false", 1 + any(28));
}

static const char *const filters[] = { "", "overdue", "due-today", "kind:action overdue", "kind:action due<-7d open",
	"kind:measure worse", "open", "due-soon", "kind:action due-soon", "open due<=+7d due>=today", "kind:milestone overdue", "changed", "rating:R",
	"strand:race", "kind:incident -strand:race" };

static void compare_all(struct stores *stores)
{
	stores_open(stores);
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		for (int round = 0; round < 3; round++)
			compare_cells(stores, filters[i]);
}

/* Answers that add, change and drop at random leave the tallies right; so does counting anew. */
static void right_after_changes(void **state)
{
	(void)state;
	struct stores stores;
	stores_start(&stores);
	for (int round = 0; round < 12; round++) {
		struct str json = { 0 };
		str_addc(&json, '[');
		for (int id = 0; id < 60; id++)
			if (any(4))
				random_record(&json, id);
		str_addc(&json, ']');
		if (round % 3 == 2)
			stores_delta(&stores, str_text(&json));
		else
			stores_answer(&stores, 0, str_text(&json));
		str_free(&json);
		compare_all(&stores);
	}
	stores.config.rating_count = 1; /* other slots: counted anew */
	assert_true(keeper_configure(stores.keeper, &stores.config, NULL));
	compare_all(&stores);
	stores_answer(&stores, 0, "[]");
	compare_all(&stores);
	stores_open(&stores);
	assert_int_equal(db_number(stores.store->db, "SELECT count(*) FROM tally", -1), 0);
	stores_end(&stores);
}

/* An answer that is abandoned leaves them as they were. */
static void right_after_rollback(void **state)
{
	(void)state;
	struct stores stores;
	struct arena arena = { 0 };
	struct record record;
	struct answer answer = { .received = STORES_NOW, .made = INSTANT_NONE, .complete = true };
	stores_start(&stores);
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','due':'2023-03-01'}]");
	answer.request = stores.request;
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	stores_read("partners", "{'id':'A-2','kind':'action','status':'open','due':'2023-03-02'}", &arena, &record);
	assert_true(keeper_put(stores.keeper, &record, NULL));
	keeper_abandon(stores.keeper);
	stores_expect(&stores, PROFILE_TEAM, "overdue", "A-1");
	stores_delta(&stores, "[{'id':'A-3','kind':'action','status':'open','due':'2023-03-03'}]");
	stores_expect(&stores, PROFILE_TEAM, "overdue", "A-1 A-3");
	compare_all(&stores);
	arena_free(&arena);
	stores_end(&stores);
}

/* ---- what is withheld -------------------------------------------------------------------------- */

static void withheld_and_banner(void **state)
{
	(void)state;
	struct stores stores;
	struct moment public = stores_moment(PROFILE_PUBLIC), room = stores_moment(PROFILE_ROOM), team = stores_moment(PROFILE_TEAM);
	stores_start(&stores);
	stores_answer(&stores, 0, "["
		"{'id':'A-1','kind':'action','status':'open','hubs':['craven'],'areas':['vawg']},"
		"{'id':'A-2','kind':'action','status':'open','hubs':['craven','selby'],'handling':['police-only']},"
		"{'id':'A-3','kind':'action','status':'open','marking':'OFFICIAL-SENSITIVE','hubs':['craven'],'demo':true},"
		"{'id':'A-4','kind':'action','status':'open','handling':['separate-governance'],'hubs':['craven']},"
		"{'id':'2023-04-07','kind':'holiday','title':'Good Friday'}]");
	stores_open(&stores);
	int craven = store_hub_bit(stores.store, "craven"), selby = store_hub_bit(stores.store, "SELBY");
	assert_int_equal(store_withheld(stores.store, &team, -1, -1), 0);
	assert_int_equal(store_withheld(stores.store, &room, -1, -1), 1);
	assert_int_equal(store_withheld(stores.store, &public, -1, -1), 2);
	assert_int_equal(store_withheld(stores.store, &public, craven, -1), 2);
	assert_int_equal(store_withheld(stores.store, &public, selby, -1), 1);
	assert_int_equal(store_withheld(stores.store, &public, craven, store_area_bit(stores.store, "vawg")), 0);
	assert_int_equal(store_banner(stores.store, &room), MARKING_SENSITIVE);
	assert_int_equal(store_banner(stores.store, &public), MARKING_OFFICIAL);
	assert_true(store_has_demo(stores.store, &room));
	assert_false(store_has_demo(stores.store, &public));
	struct holidays holidays = store_holidays(stores.store);
	assert_int_equal(holidays.count, 1);
	assert_int_equal(holidays.days[0], day_of(2023, 4, 7));
	stores_end(&stores);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans), cmocka_unit_test(right_after_changes), cmocka_unit_test(right_after_rollback),
		cmocka_unit_test(withheld_and_banner),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
