/* The window shows the rows of store_each at every index, however one moves, and a move inside what is held asks
 * nothing of the database. */
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

enum { RECORDS = 700, SCREEN = 10 };

static struct stores stores;
static uint32_t seed = 3;

static int any(int most)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)most);
}

static void add_record(struct str *json, int i)
{
	static const char *const statuses[] = { "open", "done", "open", "in-progress" };
	str_addf(json, "%s{'id':'%c-%d',", i ? "," : "", 'A' + any(3), i);
	if (i % 5 == 0)
		str_addf(json, "'kind':'incident','severity':'%s','place':'zone %d','occurred':'2023-03-%02dT10:00:00Z',",
			i % 50 ? "low" : "critical", any(40), 1 + any(14));
	else
		str_addf(json, "'kind':'action','status':'%s',", statuses[any(4)]);
	if (any(3))
		str_addf(json, "'due':'2023-0%d-%02d',", 2 + any(3), 1 + any(28));
	str_addf(json, "'title':'%s %d','hubs':['%s'],'updated':'2023-03-%02dT0%d:00:00Z'}", any(2) ? "Survey" : "Patrol",
		any(50), any(2) ? "craven" : "selby", 1 + any(14), any(9));
}

static void fill(int count)
{
	struct str json = { 0 };
	str_addc(&json, '[');
	for (int i = 0; i < count; i++)
		add_record(&json, i);
	str_addc(&json, ']');
	stores_answer(&stores, 0, str_text(&json));
	str_free(&json);
	stores_open(&stores);
}

static int start(void **state)
{
	(void)state;
	stores_start(&stores);
	fill(RECORDS);
	return 0;
}

static int end(void **state)
{
	(void)state;
	stores_end(&stores);
	return 0;
}

/* ---- the list as it should be ------------------------------------------------------------------ */

struct list { int64_t at[RECORDS + 10]; int count; };

static bool add_number(void *context, const struct row *row)
{
	struct list *list = context;
	list->at[list->count++] = row->n;
	return true;
}

static struct list all_of(const struct moment *moment, const struct filter *filter, const char *sort)
{
	struct list list = { .count = 0 };
	assert_true(store_each(stores.store, moment, filter, sort, add_number, &list, NULL));
	return list;
}

static void expect_rows(const struct window *window, const struct list *list, int64_t top, int rows)
{
	for (int64_t i = top; i < top + rows && i < list->count; i++) {
		const struct row *row = window_row(window, i);
		if (!row)
			fail_msg("row %d of %d is not held", (int)i, list->count);
		assert_int_equal(row->n, list->at[i]);
	}
	assert_null(window_row(window, list->count));
	assert_null(window_row(window, -1));
}

static const struct { const char *filter, *sort; } views[] = {
	{ "", NULL }, { "", "rank" }, { "", "-rank" }, { "hub:craven", NULL }, { "changed", NULL }, { "open", "due" },
	{ "", "-title" }, { "survey", NULL }, { "survey", "title" }, { "repeat", NULL }, { "overdue or due-today", NULL },
	{ "kind:incident severity:critical", NULL }, { "id:none", NULL },
};
enum { VIEWS = sizeof views / sizeof *views };

static void moves(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	for (int i = 0; i < 3 * VIEWS; i++) {
		enum window_hold hold = (enum window_hold)(i / VIEWS);
		const char *sort = views[i % VIEWS].sort;
		const struct filter *filter = stores_filter(&stores, views[i % VIEWS].filter);
		struct list list = all_of(&moment, filter, sort);
		struct window *window = window_new(stores.store, filter, sort);
		assert_true(window_load(window, &moment, SCREEN, hold, NULL));
		assert_int_equal(window_holds(window), hold != HOLD_NOTHING);
		if (hold == HOLD_NOTHING)
			assert_null(window_row(window, 0));
		else
			expect_rows(window, &list, 0, hold == HOLD_START ? (SCREEN + 1) / 2 : SCREEN);
		int64_t top = 0;
		for (int move = 0; move < 120; move++) {
			int how = any(6), most = list.count > SCREEN ? list.count - SCREEN : 0;
			top = how == 0 ? any(list.count + 1) : how == 1 ? top + SCREEN : how == 2 ? top - SCREEN : how == 3 ? top + 1 :
				how == 4 ? top - 1 : most;
			top = top < 0 ? 0 : top > most ? most : top;
			if (how == 5)
				window_end(window);
			int rows = 1 + any(SCREEN);
			window_seek(window, top, rows);
			expect_rows(window, &list, top, rows);
		}
		bool exact;
		window_end(window);
		assert_int_equal(window_count(window, &exact), list.count);
		assert_true(exact);
		window_free(window);
	}
}

/* ---- what is asked of the database ------------------------------------------------------------- */

static int statements;

static int count_statement(unsigned what, void *context, void *statement, void *text)
{
	(void)what, (void)context, (void)statement, (void)text;
	statements++;
	return 0;
}

static void still_inside(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	struct window *window = window_new(stores.store, NULL, NULL);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
	sqlite3_trace_v2(stores.store->db, SQLITE_TRACE_STMT, count_statement, NULL);
	statements = 0;
	for (int64_t top = 0; top <= 2 * SCREEN; top++)
		window_seek(window, top, SCREEN);
	for (int64_t top = 2 * SCREEN; top >= 0; top--)
		window_seek(window, top, SCREEN);
	assert_int_equal(statements, 0);
	window_seek(window, 2 * SCREEN + 1, SCREEN);
	assert_true(statements > 0);
	sqlite3_trace_v2(stores.store->db, 0, NULL, NULL);
	window_free(window);
}

/* At most about three screens are held, wherever one has been. */
static void holds_three_screens(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	struct window *window = window_new(stores.store, NULL, NULL);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
	for (int64_t top = 0; top < RECORDS - SCREEN; top += SCREEN)
		window_seek(window, top, SCREEN);
	int held = 0;
	for (int64_t i = 0; i < RECORDS; i++)
		held += window_row(window, i) != NULL;
	assert_true(held >= SCREEN && held <= 3 * SCREEN);
	window_free(window);
}

/* ---- loading again ----------------------------------------------------------------------------- */

static void same_place_after_a_change(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	struct window *window = window_new(stores.store, NULL, NULL);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
	window_seek(window, 300, SCREEN);
	int64_t n = window_row(window, 300)->n, index;
	stores_delta(&stores, "[{'id':'X-1','kind':'action','status':'open','due':'2023-01-01'},"
		"{'id':'X-2','kind':'action','status':'open','due':'2023-01-02'}]"); /* two more, first of all */
	stores_open(&stores);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
	assert_true(window_find(window, n, &index));
	assert_true(index == 300 || index == 302);
	for (int64_t i = index; i < index + SCREEN; i++)
		assert_non_null(window_row(window, i));
	struct list list = all_of(&moment, NULL, NULL);
	bool exact;
	assert_int_equal(window_count(window, &exact), list.count);
	assert_true(exact);
	for (int64_t top = index; top >= 0; top -= SCREEN / 2) { /* up to the start, whose index is then right */
		window_seek(window, top, SCREEN);
		assert_true(window_find(window, n, &index) || top < 290);
	}
	window_seek(window, 0, SCREEN);
	expect_rows(window, &list, 0, SCREEN);
	assert_int_equal(window_count(window, &exact), list.count);
	window_end(window);
	expect_rows(window, &list, list.count - SCREEN, SCREEN);
	window_free(window);
}

/* Near the end, and with a filter that no tally counts, the indices come right too. */
static void same_place_near_the_end(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	static const char *const filters[] = { "-survey", "hub:craven", "survey or patrol" };
	for (int i = 0; i < 3; i++) {
		const struct filter *filter = stores_filter(&stores, filters[i]);
		struct window *window = window_new(stores.store, filter, NULL);
		assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
		window_end(window);
		char json[200];
		snprintf(json, sizeof json, "[{'id':'Y-%d','kind':'action','status':'open','due':'2023-01-01','hubs':['craven'],"
			"'title':'Patrol'}]", i);
		stores_delta(&stores, json);
		stores_open(&stores);
		assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
		struct list list = all_of(&moment, filter, NULL);
		window_end(window);
		expect_rows(window, &list, list.count - SCREEN, SCREEN);
		for (int64_t top = list.count - SCREEN; top >= 0; top -= SCREEN) {
			int rows = 1 + any(SCREEN);
			window_seek(window, top, rows);
			expect_rows(window, &list, top, rows);
		}
		window_free(window);
	}
}

static void row_that_goes(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	const struct filter *filter = stores_filter(&stores, "hub:craven");
	struct window *window = window_new(stores.store, filter, NULL);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
	window_seek(window, 100, SCREEN);
	int64_t next = window_row(window, 101)->n;
	struct answer answer = { .request = stores.request, .received = stores.at, .made = INSTANT_NONE };
	assert_true(keeper_begin(stores.keeper, &answer, NULL));
	assert_true(keeper_remove(stores.keeper, window_row(window, 100)->id, NULL));
	assert_true(keeper_commit(stores.keeper, &stores.sequence, NULL));
	stores_open(&stores);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, NULL));
	assert_int_equal(window_row(window, 100)->n, next);
	window_free(window);
}

static int stop(void *context)
{
	(void)context;
	return 1;
}

/* A load that a key stops leaves what was held, and says nothing. */
static void gives_way(void **state)
{
	(void)state;
	struct moment moment = stores_moment(PROFILE_ROOM);
	struct window *window = window_new(stores.store, NULL, "title");
	struct error error = { "" };
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, &error));
	int64_t n = window_row(window, 0)->n;
	sqlite3_progress_handler(stores.store->db, 1, stop, NULL);
	assert_false(window_load(window, &moment, SCREEN, HOLD_ALL, &error));
	assert_string_equal(error.text, "");
	assert_int_equal(window_row(window, 0)->n, n);
	sqlite3_progress_handler(stores.store->db, 0, NULL, NULL);
	assert_true(window_load(window, &moment, SCREEN, HOLD_ALL, &error));
	assert_int_equal(window_row(window, 0)->n, n);
	window_free(window);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves), cmocka_unit_test(still_inside), cmocka_unit_test(holds_three_screens),
		cmocka_unit_test(gives_way), cmocka_unit_test(same_place_after_a_change), cmocka_unit_test(row_that_goes),
		cmocka_unit_test(same_place_near_the_end),
	};
	return cmocka_run_group_tests(tests, start, end);
}
