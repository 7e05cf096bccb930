/* What lies ahead, in words: countdowns, gates, the clocks of reviews, next meetings, offices. Today is Tue 14 Mar
 * 2023, as in the test vectors of domain.md §4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/ahead.h"

enum { TODAY = 19430 };

static day_t on(const char *text)
{
	enum precision precision;
	day_t day;

	assert_true(day_parse(text, &day, &precision));
	return day;
}

static void says(struct str *text, const char *expected)
{
	assert_string_equal(str_text(text), expected);
	str_free(text);
}

static void counts(const char *due, const char *expected)
{
	enum precision precision;
	struct str text = { 0 };
	day_t day;

	assert_true(day_parse(due, &day, &precision));
	countdown_text(day, precision, TODAY, &text);
	says(&text, expected);
}

static void test_rule_3_countdown(void **state)
{
	struct str text = { 0 };
	(void)state;

	assert_int_equal(TODAY, day_of(2023, 3, 14));
	counts("2024-01", "by Jan 2024, 323 days left");
	counts("2024", "by 2024, 658 days left");
	counts("2023-04-01", "Sat 1 Apr, 18 days left");
	counts("2023-03-15", "Wed 15 Mar, 1 day left");
	counts("2023-03-14", "today");
	counts("2023-03-13", "Mon 13 Mar, 1 day late");
	counts("2023-02-24", "Fri 24 Feb, 18 days late");
	counts("2023-02", "by Feb 2023, 14 days late");
	counts("2024-12-19", "19 Dec 2024, 646 days left"); /* another year is said */
	countdown_text(DAY_NONE, PRECISION_DAY, TODAY, &text);
	says(&text, "no date");
}

static void test_rule_3_gates(void **state)
{
	struct gate open = { "Draft", on("2023-03-24"), DAY_NONE }, late = { "Returns", on("2023-03-03"), DAY_NONE };
	struct gate today = { "Vote", TODAY, DAY_NONE }, done = { "Request", on("2023-02-03"), on("2023-02-02") };
	struct str text = { 0 };
	(void)state;

	gate_text(&open, TODAY, &text);
	says(&text, "gate Fri 24 Mar, 10 days left: Draft");
	gate_text(&late, TODAY, &text);
	says(&text, "gate late 11 days: Returns");
	gate_text(&today, TODAY, &text);
	says(&text, "gate today: Vote");
	gate_text(&done, TODAY, &text);
	says(&text, "gate done 2 Feb: Request");
	assert_true(gate_is_late(&late, TODAY));
	assert_false(gate_is_late(&today, TODAY));
	assert_false(gate_is_late(&done, TODAY));
}

/* ---- reviews ------------------------------------------------------------------------------------- */

static char clock_says(const char *json, const char *expected)
{
	struct arena arena = { 0 };
	struct record record;
	struct str text = { 0 };

	stores_read("partners", json, &arena, &record);
	struct review_clock clock = review_clock(&record, TODAY, &text);
	says(&text, expected);
	arena_free(&arena);
	return clock.rating;
}

#define REVIEW "{'id':'R','kind':'review','status':'live','type':'dhr',"

static void test_rule_12_review_clocks(void **state)
{
	(void)state;
	/* One calendar month to decide, clamped: 31 January gives 28 February. */
	assert_int_equal(clock_says(REVIEW "'stage':'scoping','notified':'2023-01-31'}", "decide by Tue 28 Feb, 14 days late"), 'R');
	assert_int_equal(clock_says(REVIEW "'stage':'notified','notified':'2023-02-14'}", "decide today"), 'G');
	assert_int_equal(clock_says(REVIEW "'stage':'IMRs','notified':'2022-09-01','decided':'2022-10-01'}",
		"complete by Sat 1 Apr, 18 days left"), 'G');
	assert_int_equal(clock_says(REVIEW "'stage':'HO-QA','submitted':'2022-11-21'}",
		"113 days with the Home Office QA Panel, no target"), '-');
	/* Pausing stops red and says why. */
	assert_int_equal(clock_says(REVIEW "'stage':'paused','notified':'2022-01-31','paused_reason':'a trial is pending'}",
		"paused: a trial is pending"), '-');
	assert_int_equal(clock_says(REVIEW "'stage':'not-stated'}", "stage not stated"), '-');
	/* Publication is late only once approved. */
	assert_int_equal(clock_says(REVIEW "'stage':'approved','stage_since':'2023-03-01'}",
		"13 days at this stage, not yet published"), 'A');
	assert_int_equal(clock_says(REVIEW "'stage':'published','published':'2023-03-01'}",
		"published Wed 1 Mar 2023"), 'B');
	assert_int_equal(clock_says(REVIEW "'stage':'action-plan','published':'2023-03-01'}",
		"action plan, published Wed 1 Mar 2023"), 'B');
	assert_int_equal(clock_says("{'id':'R','kind':'review','status':'complete','type':'thematic','stage':'action-plan',"
		"'closed':'2023-02-10'}", "closed Fri 10 Feb 2023"), 'B');
	/* domain.md §2.3: eight weeks for an ASB case review. */
	assert_int_equal(clock_says("{'id':'R','kind':'review','status':'live','type':'asb-case-review','stage':'decision',"
		"'notified':'2023-02-20'}", "action plan by Mon 17 Apr, 34 days left"), 'G');
}

/* ---- meetings ------------------------------------------------------------------------------------ */

static struct meeting_ahead ahead_of(const char *json, day_t from, const struct holidays *holidays)
{
	struct arena arena = { 0 };
	struct record record;

	stores_read("partners", json, &arena, &record);
	struct meeting_ahead ahead = meeting_ahead(&record, from, holidays);
	arena_free(&arena);
	return ahead;
}

#define MEETING "{'id':'M','kind':'meeting','status':'planned','type':'CSP',"

static void test_rule_14_meetings(void **state)
{
	day_t good_friday = on("2023-04-07");
	struct holidays none = { NULL, 0 }, easter = { &good_friday, 1 };
	(void)state;

	struct meeting_ahead ahead = ahead_of(MEETING "'starts':'2023-03-21T10:00:00Z'}", TODAY, &none);
	assert_int_equal(ahead.day, on("2023-03-21"));
	assert_int_equal(ahead.papers, TODAY);
	assert_int_equal(ahead.minute, 600);
	/* Papers given count for the first meeting only. */
	ahead = ahead_of(MEETING "'starts':'2023-03-21T10:00:00Z','recurs':'weekly','papers_due':'2023-03-16'}", TODAY, &none);
	assert_int_equal(ahead.papers, on("2023-03-16"));
	ahead = ahead_of(MEETING "'starts':'2023-03-21T10:00:00Z','recurs':'weekly','papers_due':'2023-03-16'}", on("2023-03-22"),
		&none);
	assert_int_equal(ahead.day, on("2023-03-28"));
	assert_int_equal(ahead.papers, on("2023-03-21"));
	/* A bank holiday is flagged, the meeting stays, and its papers count one working day more. */
	ahead = ahead_of(MEETING "'starts':'2023-03-31T10:00:00Z','recurs':'weekly'}", on("2023-04-01"), &easter);
	assert_int_equal(ahead.day, good_friday);
	assert_true(ahead.clash);
	ahead = ahead_of(MEETING "'starts':'2023-04-11T10:00:00Z'}", TODAY, &easter);
	assert_int_equal(ahead.papers, on("2023-04-03"));
	/* Without a date there is none, and no papers. */
	ahead = ahead_of(MEETING "'starts':'2023-03-01T10:00:00Z'}", TODAY, &none);
	assert_int_equal(ahead.day, DAY_NONE);
	assert_int_equal(ahead.papers, DAY_NONE);
}

/* ---- offices ------------------------------------------------------------------------------------- */

static void office_says(const char *name, const char *from, const char *to, const char *successor, enum office_state expected,
	const char *words)
{
	struct office office = { .office = name, .role = "chair", .successor = successor, .from = on(from),
		.to = to ? on(to) : DAY_NONE };
	struct str text = { 0 };

	assert_int_equal(office_state(&office, TODAY), expected);
	office_text(&office, TODAY, &text);
	says(&text, words);
}

static void test_rule_15_offices(void **state)
{
	(void)state;
	office_says("Chair", "2022-01-01", NULL, "", OFFICE_HELD, "");
	office_says("Chair", "2022-01-01", "2023-03-31", "", OFFICE_ENDING, "ends Fri 31 Mar, 17 days left, no successor named");
	office_says("Chair", "2022-01-01", "2023-03-31", "Vice-chair", OFFICE_CHANGES,
		"ends Fri 31 Mar, 17 days left, then Vice-chair");
	office_says("Chair", "2022-01-01", "2023-04-11", "", OFFICE_CHANGES,
		"ends Tue 11 Apr, 28 days left, no successor named"); /* D + 28 is not yet within */
	office_says("Chair", "2022-01-01", "2023-03-13", "", OFFICE_VACANT, "vacant since Mon 13 Mar 2023");
	office_says("Chair", "2023-04-01", NULL, "", OFFICE_FUTURE, "from Sat 1 Apr");
}

static void test_bodies_by_code(void **state)
{
	char id[] = "B-CRA-DC";
	struct row row = { .id = id };
	(void)state;

	assert_true(body_is_called(&row, "B-CRA-DC"));
	assert_true(body_is_called(&row, "CRA-DC"));
	assert_true(body_is_called(&row, "DC"));
	assert_false(body_is_called(&row, "A-DC"));
	assert_false(body_is_called(&row, ""));
	assert_false(body_is_called(&row, "X-B-CRA-DC"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rule_3_countdown), cmocka_unit_test(test_rule_3_gates),
		cmocka_unit_test(test_rule_12_review_clocks), cmocka_unit_test(test_rule_14_meetings),
		cmocka_unit_test(test_rule_15_offices), cmocka_unit_test(test_bodies_by_code),
	};
	return cmocka_run_group_tests_name("ahead", tests, NULL, NULL);
}
