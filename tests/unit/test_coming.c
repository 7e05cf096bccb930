/* The sentences of what is coming (domain.md §1b), from records made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/coming.h"
#include "hubbrief/record_json.h"

static const day_t no_day = DAY_NONE;
#define D day_of(2023, 3, 14)

static struct record *make(struct arena *arena, const char *json)
{
	struct record *record = arena_alloc(arena, sizeof *record);
	struct refusal refusal = { 0 };
	int unknown = 0;
	json_t *object = json_loads(json, 0, NULL);

	assert_non_null(object);
	record_start(record, "test", arena);
	if (!record_read(record, object, &unknown, &refusal))
		fail_msg("%s: %s", refusal.field, refusal.reason);
	json_decref(object);
	return record;
}

#define COUNCIL(type, offices) "{\"id\": \"B\", \"kind\": \"body\", \"title\": \"B\", \"owner\": \"SCA-BC\", \"type\": \"" type \
	"\", \"offices\": [" offices "]}"
#define LEAVES(day) "{\"office\": \"lead\", \"to\": \"" day "\", \"successor\": \"lead of the new council\"}"

static void test_a_council_ends_when_all_its_offices_do(void **state)
{
	struct arena arena = { 0 };
	struct ending ending;

	(void)state;
	assert_true(coming_ending(make(&arena, COUNCIL("council", LEAVES("2023-03-31"))), D, &ending));
	assert_string_equal(ending.owner, "SCA-BC");
	assert_int_equal(ending.last, day_of(2023, 3, 31));
	assert_true(coming_ending(make(&arena, COUNCIL("council", LEAVES("2023-03-14"))), D, &ending));
	assert_false(coming_ending(make(&arena, COUNCIL("council", LEAVES("2023-03-13"))), D, &ending));
	assert_true(coming_ending(make(&arena, COUNCIL("council", LEAVES("2023-04-10"))), D, &ending));
	assert_false(coming_ending(make(&arena, COUNCIL("council", LEAVES("2023-04-11"))), D, &ending)); /* rule 15: < D + 28 */
	assert_false(coming_ending(make(&arena, COUNCIL("board", LEAVES("2023-03-31"))), D, &ending));
	assert_false(coming_ending(make(&arena, COUNCIL("council", "")), D, &ending));
	assert_false(coming_ending(make(&arena, COUNCIL("council", LEAVES("2023-03-31") ", {\"office\": \"chair\"}")), D, &ending));
	arena_free(&arena);
}

static void handover_is(int actions, int cases, int powers, size_t owners, const char *expected)
{
	const struct ending endings[] = { { "SCA-BC", day_of(2023, 3, 31) }, { "SEL-DC", day_of(2023, 3, 31) } };
	int counts[KIND_COUNT] = { [KIND_ACTION] = actions, [KIND_CASE] = cases, [KIND_POWER] = powers };
	struct str out = { 0 };

	assert_int_equal(coming_handover(counts, endings, owners, &out), expected != NULL);
	assert_string_equal(str_text(&out), expected ? expected : "");
	str_free(&out);
}

static void test_what_needs_a_new_owner(void **state)
{
	(void)state;
	handover_is(1, 0, 1, 1, "1 action and 1 power need a new owner: SCA-BC ends 31 Mar");
	handover_is(5, 1, 2, 2, "5 actions, 1 case, 2 powers need a new owner: 2 bodies end 31 Mar");
	handover_is(0, 1, 0, 1, "1 case needs a new owner: SCA-BC ends 31 Mar");
	const struct ending apart[] = { { "SEL-DC", day_of(2023, 4, 5) }, { "SCA-BC", day_of(2023, 3, 31) } };
	const int counts[KIND_COUNT] = { [KIND_CASE] = 2 };
	struct str out = { 0 };
	assert_true(coming_handover(counts, apart, 2, &out));
	assert_string_equal(str_text(&out), "2 cases need a new owner: 2 bodies end from 31 Mar");
	str_free(&out);
	handover_is(0, 0, 0, 1, NULL);
	handover_is(1, 0, 0, 0, NULL);
}

#define TENSION(day) "{\"id\": \"T\", \"kind\": \"incident\", \"title\": \"T\", \"occurred\": \"" day \
	"T13:00:00Z\", \"tension\": {\"eep\": \"potential\", \"level\": 4}}"

static void gathering_is(const char *json, const char *expected)
{
	struct arena arena = { 0 };
	struct str out = { 0 };
	day_t day = no_day;

	assert_int_equal(coming_gathering(make(&arena, json), D, &day, &out), expected != NULL);
	assert_string_equal(str_text(&out), expected ? expected : "");
	str_free(&out);
	arena_free(&arena);
}

static void test_planned_gatherings(void **state)
{
	(void)state;
	gathering_is(TENSION("2023-03-18"), "Planned gathering, tension level 4, Saturday");
	gathering_is(TENSION("2023-03-20"), "Planned gathering, tension level 4, Monday");
	gathering_is(TENSION("2023-03-21"), "Planned gathering, tension level 4, Tue 21 Mar"); /* a week on: which Tuesday? */
	gathering_is(TENSION("2023-03-14"), NULL); /* it is happening, not planned */
	gathering_is(TENSION("2023-03-01"), NULL);
	gathering_is(TENSION("2023-04-11"), NULL);
	gathering_is("{\"id\": \"I\", \"kind\": \"incident\", \"title\": \"I\", \"occurred\": \"2023-03-18T13:00:00Z\"}", NULL);
}

#define RETURNS(gates) "{\"id\": \"M\", \"kind\": \"milestone\", \"title\": \"Needs assessment: data\", \"gates\": [" gates "]}"
#define GATE(title, rest) "{\"title\": \"" title "\", \"due\": \"2023-03-03\"" rest "}"

static void returns_are(const char *json, const char *expected)
{
	struct arena arena = { 0 };
	struct str out = { 0 };

	assert_int_equal(coming_returns(make(&arena, json), D, &out), expected != NULL);
	assert_string_equal(str_text(&out), expected ? expected : "");
	str_free(&out);
	arena_free(&arena);
}

static void test_returns_owed(void **state)
{
	(void)state;
	returns_are(RETURNS(GATE("Request sent", "") "," GATE("Return: police", ", \"done\": \"2023-02-17\"") ","
		GATE("Return: justice", "") "," GATE("Return: ICB", "")), "Needs assessment: 2 of 3 returns owed since 3 Mar: justice, ICB");
	returns_are(RETURNS("{\"title\": \"Return: fire\", \"due\": \"2023-03-14\"}"), "Needs assessment: 1 of 1 returns owed: fire");
	returns_are(RETURNS(GATE("Return: police", ", \"done\": \"2023-02-17\"")), NULL);
	returns_are(RETURNS(GATE("Draft", "")), NULL);
}

#define GROUP(title, progress) "{\"id\": \"O\", \"kind\": \"objective\", \"title\": \"" title "\"" progress "}"

static void test_groups_unheard(void **state)
{
	struct arena arena = { 0 };
	struct str out = { 0 };
	struct record *groups[] = {
		make(&arena, GROUP("Rural communities", ", \"progress\": 100")), make(&arena, GROUP("Armed services communities", "")),
		make(&arena, GROUP("Students", ", \"progress\": 0")), make(&arena, GROUP("LGBTQ+ community", ", \"progress\": 0")),
	};

	(void)state;
	assert_true(coming_unheard(groups, 4, &out));
	assert_string_equal(str_text(&out), "3 of 4 groups unheard: Armed services, Students, LGBTQ+");
	str_reset(&out);
	assert_false(coming_unheard(groups, 1, &out));
	assert_false(coming_unheard(groups, 0, &out));
	str_free(&out);
	arena_free(&arena);
}

static void lead_is(day_t day, bool york, const char *expected)
{
	struct str out = { 0 };

	coming_lead(day, D, york, &out);
	assert_string_equal(str_text(&out), expected);
	str_free(&out);
}

static void test_leads(void **state)
{
	(void)state;
	lead_is(day_of(2023, 4, 1), true, "18 days");
	lead_is(D + 1, false, "1 day");
	lead_is(D, false, "today");
	lead_is(no_day, true, "+York");
	lead_is(no_day, false, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_council_ends_when_all_its_offices_do), cmocka_unit_test(test_what_needs_a_new_owner),
		cmocka_unit_test(test_planned_gatherings), cmocka_unit_test(test_returns_owed),
		cmocka_unit_test(test_groups_unheard), cmocka_unit_test(test_leads),
	};
	return cmocka_run_group_tests_name("coming", tests, NULL, NULL);
}
