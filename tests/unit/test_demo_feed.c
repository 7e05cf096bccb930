/* The demonstration feed against the model: all of domain.md §5 is there, every record but the two traps is
 * accepted, and on Tue 14 Mar 2023 each says what §5 says of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "hubbrief/config.h"
#include "hubbrief/record.h"
#include "hubbrief/record_json.h"

enum { MOST = 100 };

static const char *const hubs[] = { "craven", "hambleton", "harrogate", "richmondshire", "ryedale", "scarborough",
	"selby" };
static const char *const areas[] = { "partnership", "hubs", "vawg", "prevention", "cohesion" };
static const struct known_places places = { hubs, areas, 7, 5 };

struct feed {
	struct arena arena;
	struct record records[MOST];
	struct derived derived[MOST];
	const char *refused[MOST], *fields[MOST];
	size_t count, refused_count;
};

static json_t *load(const char *name)
{
	char path[64];
	size_t length = 0;
	json_error_t error;
	snprintf(path, sizeof path, "demo/%s.json", name);
	const char *text = builtin_file(path, &length);
	assert_non_null(text);
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("%s:%d: %s", path, error.line, error.text);
	return root;
}

static void take(struct feed *feed, const json_t *object)
{
	struct record *record = &feed->records[feed->count];
	struct refusal refusal = { 0 };
	bool faulted = false;
	int unknown = 0;
	record_start(record, "partners", &feed->arena);
	if (record_read(record, object, &unknown, &refusal)
		&& record_check(record, &places, MARKING_OFFICIAL, &faulted, &refusal)) {
		assert_int_equal(unknown, 0);
		assert_false(faulted);
		assert_true(record_flag(record, FIELD_DEMO));
		record_derive(record, &feed->derived[feed->count++]);
		return;
	}
	feed->fields[feed->refused_count] = arena_dup(&feed->arena, refusal.field);
	feed->refused[feed->refused_count++] = arena_dup(&feed->arena, json_string_value(json_object_get(object, "id")));
}

static void take_file(struct feed *feed, const char *name)
{
	json_t *root = load(name), *object;
	size_t i;
	assert_string_equal(json_string_value(json_object_get(root, "feed")), "hub-feed/1");
	assert_string_equal(json_string_value(json_object_get(root, "generated_at")),
		strcmp(name, "richmondshire") ? "2023-03-14T08:30:00Z" : "2023-03-07T08:30:00Z");
	assert_true(json_is_true(json_object_get(root, "complete")));
	json_array_foreach(json_object_get(root, "records"), i, object)
		take(feed, object);
	json_decref(root);
}

static int feed_load(void **state)
{
	struct feed *feed = mem_alloc(sizeof *feed);
	*state = feed;
	take_file(feed, "countywide");
	for (size_t i = 0; i < places.hub_count; i++)
		take_file(feed, hubs[i]);
	return 0;
}

static int feed_free(void **state)
{
	struct feed *feed = *state;
	arena_free(&feed->arena);
	free(feed);
	return 0;
}

static size_t find(const struct feed *feed, const char *id)
{
	for (size_t i = 0; i < feed->count; i++)
		if (!strcmp(record_text(&feed->records[i], FIELD_ID), id))
			return i;
	fail_msg("%s is not in the demonstration", id);
	return 0;
}

static void test_only_the_traps_are_refused(void **state)
{
	const struct feed *feed = *state;
	for (size_t i = 0; i < feed->refused_count; i++)
		print_message("# refused: %s, %s\n", feed->refused[i], feed->fields[i]);
	assert_int_equal(feed->refused_count, 2);
	assert_string_equal(feed->refused[0], "TRAP-SECRET");
	assert_string_equal(feed->fields[0], "marking");
	assert_string_equal(feed->refused[1], "TRAP-KIND");
	assert_string_equal(feed->fields[1], "kind");
}

static void test_all_of_it(void **state)
{
	static const char *const ids[] = {
		"M-LGR", "M-SVD", "M-SNA", "M-PLAN", "M-SAFEL", "M-DLUHC", "M-THEME", "B-CSP", "B-PREV", "B-CHAN", "MT-TRAP",
		"B-SRO", "O-V1", "O-V2", "O-V3", "O-V4", "O-V5", "O-V6", "DHR-A", "DHR-BCD", "REC-07", "N-SPR", "N-NCHI",
		"N-MARTYN", "I-101", "I-102", "I-103", "I-104", "I-105", "I-106", "T-11", "C-21", "C-22", "P-31", "P-32", "A-41",
		"A-42", "A-43", "A-44", "A-45", "A-46", "A-47", "A-48", "MT-MATAC", "MT-CSP", "MT-LSP", "MT-LEARN", "CP-SPIKE",
		"CP-HCAW", "K-ASB", "K-HATE", "K-DVDS", "K-ANI", "I-091", "I-096",
	};
	const struct feed *feed = *state;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		find(feed, ids[i]);
	assert_int_equal(feed->count, sizeof ids / sizeof *ids);
}

/* Overdue, due today, due soon, slipped, undated: only those that §5 names. */
static void test_flags_on_the_day(void **state)
{
	static const struct { const char *id; enum flag flag; } expected[] = {
		{ "REC-07", FLAG_OVERDUE }, { "A-41", FLAG_OVERDUE }, { "A-44", FLAG_OVERDUE }, { "A-44", FLAG_SLIPPED },
		{ "A-43", FLAG_DUE_TODAY }, { "C-22", FLAG_DUE_TODAY }, { "MT-CSP", FLAG_DUE_TODAY }, { "A-46", FLAG_UNDATED },
		{ "B-PREV", FLAG_FLAGGED }, { "P-31", FLAG_FLAGGED }, { "P-32", FLAG_FLAGGED },
	};
	const uint32_t looked_at = 1u << FLAG_OVERDUE | 1u << FLAG_DUE_TODAY | 1u << FLAG_SLIPPED | 1u << FLAG_UNDATED
		| 1u << FLAG_FLAGGED;
	const struct feed *feed = *state;
	uint32_t wanted[MOST] = { 0 };
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		wanted[find(feed, expected[i].id)] |= 1u << expected[i].flag;
	for (size_t i = 0; i < feed->count; i++) {
		uint32_t flags = record_flags(&feed->records[i], &feed->derived[i], day_of(2023, 3, 14)) & looked_at;
		if (flags != wanted[i])
			fail_msg("%s: flags %x, expected %x", record_text(&feed->records[i], FIELD_ID), flags, wanted[i]);
	}
	assert_int_equal(feed->derived[find(feed, "A-44")].slips, 2);
}

static char rating_on(const struct derived *derived, day_t day)
{
	return derived->red_from <= day ? 'R' : derived->amber_from <= day ? 'A' : derived->rating;
}

static void test_ratings_on_the_day(void **state)
{
	static const struct { const char *id; char rating; } expected[] = {
		{ "M-LGR", 'A' }, { "M-SVD", 'G' }, { "M-SNA", 'A' }, { "M-PLAN", 'G' }, { "M-SAFEL", 'A' }, { "M-THEME", 'G' },
		{ "B-SRO", 'G' }, { "O-V1", 'A' }, { "O-V2", 'G' }, { "O-V3", 'A' }, { "O-V4", 'G' }, { "O-V5", 'G' }, { "O-V6", 'A' },
		{ "B-PREV", 'A' }, { "K-ASB", 'R' }, { "K-ANI", 'G' }, { "K-HATE", '-' }, { "K-DVDS", '-' },
	};
	const struct feed *feed = *state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		char rating = rating_on(&feed->derived[find(feed, expected[i].id)], day_of(2023, 3, 14));
		if (rating != expected[i].rating)
			fail_msg("%s: rated %c, expected %c", expected[i].id, rating, expected[i].rating);
	}
}

static void test_figures(void **state)
{
	const struct feed *feed = *state;
	const struct series_summary *asb = &feed->derived[find(feed, "K-ASB")].series;
	assert_true(asb->total == 142 && asb->before == 118 && asb->year_ago);
	assert_int_equal(asb->percent, 20);
	assert_int_equal(asb->judgement, JUDGE_CHANCE);
	assert_true(asb->points >= 13);
	const struct series_summary *dvds = &feed->derived[find(feed, "K-DVDS")].series;
	assert_true(dvds->total == 64 && dvds->before == 41);
	assert_int_equal(dvds->judgement, JUDGE_UP);
	const struct series_summary *hate = &feed->derived[find(feed, "K-HATE")].series;
	assert_true(hate->value == 3 && hate->suppressed);
	assert_true(feed->derived[find(feed, "K-ANI")].series.total == 96);
}

static void test_disclosure(void **state)
{
	const struct feed *feed = *state;
	assert_int_equal(feed->derived[find(feed, "MT-TRAP")].disclosure, DISCLOSURE_NEVER);
	assert_true(feed->derived[find(feed, "I-103")].share_safe);
	assert_int_equal(feed->derived[find(feed, "B-CHAN")].disclosure, DISCLOSURE_PUBLIC);
	for (size_t i = 0; i < feed->count; i++)
		assert_true(feed->derived[i].disclosure == DISCLOSURE_NEVER || feed->derived[i].disclosure <= DISCLOSURE_ROOM);
}

/* Rule 11 has its third incident at the seafront: three at one place within 28 days. */
static void test_third_at_one_place(void **state)
{
	const struct feed *feed = *state;
	day_t days[MOST], from, to;
	size_t count = 0;
	const char *place = record_text(&feed->records[find(feed, "I-101")], FIELD_PLACE);
	static const char *const ids[] = { "I-091", "I-096", "I-101" };
	for (size_t i = 0; i < 3; i++) {
		const struct record *record = &feed->records[find(feed, ids[i])];
		assert_string_equal(record_text(record, FIELD_PLACE), place);
		days[count++] = record_day(record, FIELD_OCCURRED);
	}
	assert_true(repeat_location_span(days, count, 2, &from, &to));
	assert_true(from <= day_of(2023, 3, 14) && day_of(2023, 3, 14) <= to);
	assert_false(repeat_location_span(days, count, 1, &from, &to));
}

static void test_bank_holidays(void **state)
{
	(void)state;
	json_t *root = load("bank-holidays");
	const json_t *events = json_object_get(json_object_get(root, "england-and-wales"), "events");
	day_t before = 0;
	size_t i;
	json_t *event;
	json_array_foreach(events, i, event) {
		day_t day = DAY_NONE;
		enum precision precision;
		assert_true(day_parse(json_string_value(json_object_get(event, "date")), &day, &precision));
		assert_true(day > before && day_weekday(day) < 5);
		before = day;
	}
	assert_int_equal(json_array_size(events), 8 + 10 + 9 + 8); /* 2021 to 2024: two more in 2022, one in 2023 */
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_the_traps_are_refused), cmocka_unit_test(test_all_of_it),
		cmocka_unit_test(test_flags_on_the_day), cmocka_unit_test(test_ratings_on_the_day),
		cmocka_unit_test(test_figures), cmocka_unit_test(test_disclosure), cmocka_unit_test(test_third_at_one_place),
		cmocka_unit_test(test_bank_holidays),
	};
	return cmocka_run_group_tests(tests, feed_load, feed_free);
}
