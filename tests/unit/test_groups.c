/* Rule 8 over stored measures (store/groups.c): what a total would give away is hidden beside it, in every reading. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/stores.h"
#include "hubbrief/record_json.h"
#include "hubbrief/store_inside.h"

static struct stores stores;

#define MEASURE "'kind':'measure','category':'hate','unit':'count','polarity':'lower-better','period':'month','sensitive':true"
#define PART(id, value) "{'id':'" id "'," MEASURE ",'part_of':['T'],'series':[['2023-02'," #value "]]}"
#define TOTAL(value) "{'id':'T'," MEASURE ",'series':[['2023-02'," #value "]]}"

/* "12 hidden 3": what the room reads of those measures, in that order. */
static void reads(const char *ids, const char *expected)
{
	struct moment moment = stores_moment(PROFILE_ROOM);
	char found[200] = "", id[20];
	stores_open(&stores);
	for (int at = 0, used; sscanf(ids + at, "%19s%n", id, &used) == 1; at += used) {
		struct arena arena = { 0 };
		struct record record;
		struct row row;
		int64_t n = store_number(stores.store, NULL, id);
		assert_true(store_record(stores.store, &moment, n, &arena, &record, &row));
		size_t length = strlen(found);
		if (row.suppressed || !row.has_value)
			snprintf(found + length, sizeof found - length, " %s", row.withheld ? "hidden" : row.suppressed ? "<5" : "none");
		else
			snprintf(found + length, sizeof found - length, " %g", row.total);
		row_clear(&row);
		arena_free(&arena);
	}
	assert_string_equal(found[0] ? found + 1 : "", expected);
}

static void the_next_smallest(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" PART("A", 12) "," PART("B", 7) "," PART("C", 3) "," PART("D", 9) "," TOTAL(31) "]");
	reads("A B C D T", "12 hidden hidden 9 31");
	stores_expect(&stores, PROFILE_TEAM, "value<5", "C");
	stores_expect(&stores, PROFILE_ROOM, "value<8", "");
	char *sorted = stores_ids(&stores, PROFILE_ROOM, "", "value");
	assert_string_equal(sorted, "B C D A T"); /* the hidden ones by id, whatever they are */
	free(sorted);
}

/* Without a total to take from, a small number is hidden alone. */
static void without_a_total(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" PART("A", 12) "," PART("C", 3) "]");
	reads("A C", "12 <5");
}

static void all_that_is_left(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" PART("A", 4) "," PART("B", 4) "," TOTAL(8) "]");
	reads("A B T", "hidden hidden hidden");
}

/* Nothing is written again for the same answer; hiding is neither an event nor forgotten, and ends with its reason. */
static void comes_and_goes(void **state)
{
	(void)state;
	static const char small[] = "[" PART("A", 12) "," PART("B", 7) "," PART("C", 3) "," TOTAL(22) "]";
	stores_answer(&stores, 0, small);
	int64_t before = stores.sequence;
	stores_answer(&stores, 0, small);
	assert_int_equal(stores.sequence, before);
	struct moment moment = stores_moment(PROFILE_ROOM);
	moment.since = before;
	stores_answer(&stores, 0, "[" PART("A", 12) "," PART("B", 7) "," PART("C", 8) "," TOTAL(27) "]");
	reads("A B C T", "12 7 8 27");
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "changed")), 0);
	stores_answer(&stores, 0, small);
	reads("A B C T", "12 hidden hidden 22");
}

/* One request a hub: each measure stays what its own request gave. */
static void parts_of_several_requests(void **state)
{
	(void)state;
	int64_t craven = keeper_request(stores.keeper, "partners", "craven", "");
	int64_t selby = keeper_request(stores.keeper, "partners", "selby", "");
	stores_answer(&stores, craven, "[" PART("A", 12) "]");
	stores_answer(&stores, 0, "[" TOTAL(22) "," PART("B", 7) "]");
	reads("A B T", "12 7 22");
	stores_answer(&stores, selby, "[" PART("C", 3) "]");
	reads("A B C T", "12 hidden hidden 22");
	stores_answer(&stores, craven, "[" PART("A", 12) "]");
	stores_answer(&stores, selby, "[]");
	reads("A B T", "12 7 22");
	stores_open(&stores);
	assert_int_equal(db_number(stores.store->db, "SELECT count(*) FROM also", -1), 0);
}

static void a_feed_hides_nothing(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[{'id':'A'," MEASURE ",'hidden':['2023-02'],'series':[['2023-02',12]]}]");
	reads("A", "12");
}

/* ---- an attacker of whole stores ---------------------------------------------------------------- */

enum { PARTS = 6, PERIODS = 6, RUN = 3 };

/* What the room is shown: of each measure its points (−1 hidden) and the total of its last three (−1 not given). */
struct shown { double truth[PARTS + 1][PERIODS], point[PARTS + 1][PERIODS], run[PARTS + 1]; };

static void look(struct shown *shown)
{
	struct moment moment = stores_moment(PROFILE_ROOM);
	stores_open(&stores);
	for (int i = 0; i <= PARTS; i++) {
		char id[3] = { 'P', (char)('0' + i), 0 };
		struct arena arena = { 0 };
		struct record record;
		struct derived derived;
		struct row row;
		int64_t n = store_number(stores.store, NULL, i == PARTS ? "T" : id);
		assert_true(store_record(stores.store, &moment, n, &arena, &record, &row));
		record_derive(&record, &derived);
		json_t *object = record_write(&record, &derived, true), *series = json_object_get(object, "series");
		for (int p = 0; p < PERIODS; p++) {
			const json_t *value = json_array_get(json_array_get(series, (size_t)p), 1);
			shown->point[i][p] = json_is_number(value) ? json_number_value(value) : -1;
		}
		shown->run[i] = row.suppressed || row.run != RUN ? -1 : row.total;
		assert_null(json_object_get(object, "hidden"));
		json_decref(object);
		row_clear(&row);
		arena_free(&arena);
	}
}

/* Every period's total and every measure's run of three, where they are shown, leave no single hidden number. */
static void attack(const struct shown *shown, int round)
{
	for (int p = 0; p < PERIODS; p++) {
		int hidden = 0, noughts = 0;
		double left = shown->point[PARTS][p];
		for (int i = 0; i < PARTS; i++) {
			hidden += shown->point[i][p] < 0;
			noughts += shown->point[i][p] < 0 && shown->truth[i][p] == 0;
			left -= shown->point[i][p] < 0 ? 0 : shown->point[i][p];
		}
		if (shown->point[PARTS][p] >= 0 && hidden && (hidden == 1 || (!noughts && left <= hidden)))
			fail_msg("store %d: period %d gives away a hidden number", round, p);
	}
	for (int i = 0; i <= PARTS; i++) {
		int hidden = 0;
		for (int p = PERIODS - RUN; p < PERIODS; p++)
			hidden += shown->point[i][p] < 0;
		if (shown->run[i] >= 0 && hidden)
			fail_msg("store %d: measure %d tells the total of a run with %d hidden", round, i, hidden);
	}
}

static void random_stores(void **state)
{
	(void)state;
	uint32_t seed = 7;
	for (int round = 0; round < 150; round++) {
		struct str json = { 0 };
		struct shown shown;
		double totals[PERIODS] = { 0 };
		int hidden = 0;
		str_add(&json, "[");
		for (int i = 0; i <= PARTS; i++) {
			str_addf(&json, i == PARTS ? "{'id':'T'," MEASURE ",'series':[" : "{'id':'P%d'," MEASURE
				",'part_of':['T'],'series':[", i);
			for (int p = 0; p < PERIODS; p++) {
				seed = seed * 1664525u + 1013904223u;
				double value = i == PARTS ? totals[p] : (seed >> 24) % (round % 3 ? 30 : 6);
				totals[p] += value;
				shown.truth[i][p] = value;
				str_addf(&json, "%s['2022-%02d',%g]", p ? "," : "", p + 7, value);
			}
			str_add(&json, i == PARTS ? "]}]" : "]},");
		}
		stores_answer(&stores, 0, str_text(&json));
		str_free(&json);
		look(&shown);
		attack(&shown, round);
		for (int i = 0; i < PARTS; i++)
			hidden += shown.point[i][0] < 0;
		assert_true(round % 3 || hidden); /* there was something to give away */
	}
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &stores)
	const struct CMUnitTest tests[] = {
		TEST(the_next_smallest), TEST(without_a_total), TEST(all_that_is_left), TEST(comes_and_goes),
		TEST(parts_of_several_requests), TEST(a_feed_hides_nothing), TEST(random_stores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
