/* The filter language (design.md §6): trees, canonical text, and errors with their column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/filter.h"
#include "hubbrief/record.h"
#include "hubbrief/str.h"

static const char *const hub_ids[] = { "craven", "hambleton", "harrogate", "scarborough" };
static const char *const area_ids[] = { "partnership", "hubs", "vawg" };
static const struct known_places places = { .hubs = hub_ids, .hub_count = 4, .areas = area_ids, .area_count = 3 };

static struct arena arena;

static int clear_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct filter *parse(const char *text)
{
	struct filter_error error;
	struct filter *filter = filter_parse(&arena, text, &places, &error);
	if (!filter)
		fail_msg("\"%s\": column %d: %s", text, error.column, error.text);
	return filter;
}

static void reads_as(const char *text, const char *canonical)
{
	const char *got = filter_text(&arena, parse(text));
	if (strcmp(got, canonical) != 0)
		fail_msg("\"%s\" reads as \"%s\", expected \"%s\"", text, got, canonical);
}

static void fails(const char *text, int column, const char *message)
{
	struct filter_error error;
	if (filter_parse(&arena, text, &places, &error))
		fail_msg("\"%s\" was taken", text);
	if (error.column != column || strcmp(error.text, message) != 0)
		fail_msg("\"%s\": column %d: %s\nexpected column %d: %s", text, error.column, error.text, column, message);
}

static void test_words(void **state)
{
	(void)state;
	struct filter *filter = parse("hub:scarborough,CRAVEN,craven");
	assert_int_equal(filter->op, FILTER_WORD);
	assert_int_equal(filter->field, BY_HUB);
	assert_int_equal(filter->word_count, 2);
	assert_string_equal(filter->words[0], "craven");
	assert_string_equal(filter->words[1], "scarborough");
	assert_string_equal(parse("id:A-41")->words[0], "A-41");
	assert_string_equal(parse("owner:NYP")->words[0], "nyp");
	assert_string_equal(parse("tag:\"Car Park\"")->words[0], "car park");
	assert_string_equal(parse("rating:-")->words[0], "-");
	assert_string_equal(parse("hub:countywide")->words[0], "countywide");
	assert_string_equal(parse("source:police.uk/1")->words[0], "police.uk/1");
	assert_string_equal(parse("status:in-progress")->words[0], "in-progress");
	assert_string_equal(parse("status:planned")->words[0], "planned");
}

static void test_days(void **state)
{
	(void)state;
	struct filter *filter = parse("due<-7d");
	assert_int_equal(filter->op, FILTER_DAY);
	assert_int_equal(filter->compare, COMPARE_LT);
	assert_true(filter->relative);
	assert_int_equal(filter->day, -7);
	filter = parse("due<2023-03-31");
	assert_false(filter->relative);
	assert_int_equal(filter->day, day_of(2023, 3, 31));
	filter = parse("expires>=today");
	assert_int_equal(filter->compare, COMPARE_GE);
	assert_true(filter->relative);
	assert_int_equal(filter->day, 0);
	assert_int_equal(parse("updated>+3D")->day, 3);
	assert_int_equal(parse("opened=2d")->compare, COMPARE_EQ);
}

static void test_numbers(void **state)
{
	(void)state;
	struct filter *filter = parse("value>10");
	assert_int_equal(filter->op, FILTER_NUMBER);
	assert_int_equal(filter->field, BY_VALUE);
	assert_true(filter->number > 9.99 && filter->number < 10.01);
	assert_true(parse("change<=-2.5")->number < -2.4);
	assert_int_equal(parse("slips>=2")->compare, COMPARE_GE);
}

static void test_flags_and_text(void **state)
{
	(void)state;
	assert_int_equal(parse("due-today")->op, FILTER_FLAG);
	assert_int_equal(parse("due-today")->flag, FLAG_DUE_TODAY);
	assert_int_equal(parse("Overdue")->flag, FLAG_OVERDUE);
	struct filter *filter = parse("\"Car  Park\"");
	assert_int_equal(filter->op, FILTER_TEXT);
	assert_int_equal(filter->word_count, 2);
	assert_string_equal(filter->words[0], "car");
	assert_string_equal(filter->words[1], "park");
	assert_int_equal(parse("\"overdue\"")->op, FILTER_TEXT);
	assert_string_equal(parse("A-41")->words[0], "a-41");
	assert_string_equal(parse("10:30")->words[0], "10:30");
	assert_string_equal(parse("\"say \\\"no\\\"\"")->words[1], "\"no\"");
}

static void test_shape(void **state)
{
	(void)state;
	reads_as("", "");
	reads_as("  \t ", "");
	reads_as("hub:harrogate area:vawg kind:action overdue", "hub:harrogate area:vawg kind:action overdue");
	reads_as("due<=7d  -owner:NYP", "due<=7d -owner:nyp");
	reads_as("new OR changed", "new or changed");
	reads_as("tag:svd \"car park\"", "tag:svd \"car park\"");
	reads_as("open and not closed", "open -closed");
	reads_as("new or changed open", "new or changed open");
	reads_as("(new or changed) open", "(new or changed) open");
	reads_as("-(open closed)", "-(open closed)");
	reads_as("not (new or stale)", "-(new or stale)");
	reads_as("--open", "--open");
	reads_as("open (closed new)", "open (closed new)");
	reads_as("((open))", "open");
	reads_as("- open", "-open");
	reads_as("light", "\"light\"");
	reads_as("order android", "\"order\" \"android\"");
	reads_as("due=+0d", "due=today");
	reads_as("due=+7d", "due=7d");
	reads_as("rating:R,A", "rating:a,r");
	reads_as("value>0.1", "value>0.1");
	reads_as("value>1e-9 value<-0", "value>1e-09 value<0");
	reads_as("value=12345678901234567", "value=12345678901234568");
	reads_as("tag:\"a, b\",c", "tag:\"a, b\",c");
	reads_as("open(closed)new", "open closed new");
	reads_as("open\"x\"", "open \"x\"");
}

static void test_columns(void **state)
{
	(void)state;
	struct filter *filter = parse("open -closed (new or \"x\")");
	assert_int_equal(filter->left->left->column, 1);
	assert_int_equal(filter->left->right->column, 6);
	assert_int_equal(filter->left->right->left->column, 7);
	assert_int_equal(filter->right->left->column, 15);
	assert_int_equal(filter->right->right->column, 22);
}

static void test_errors(void **state)
{
	(void)state;
	fails("open hbu:craven", 6, "unknown field \"hbu\", did you mean \"hub\"?");
	fails("hub:harogate", 5, "unknown hub \"harogate\", did you mean \"harrogate\"?");
	fails("hub:x", 5, "unknown hub \"x\", expected one of: craven, hambleton, harrogate, scarborough");
	fails("area:vawg,hub", 11, "unknown area \"hub\", did you mean \"hubs\"?");
	fails("kind:acton", 6, "unknown kind \"acton\", did you mean \"action\"?");
	fails("rating:Q", 8, "unknown rating \"q\", expected one of: B, G, A, R, -");
	fails("\xc3\xa9t\xc3\xa9 hub:", 9, "expected a word right after \"hub:\", like hub:countywide");
	fails("tag:a,", 7, "expected a word right after \"tag:\", like tag:this,that");
	fails("due:today", 4, "\"due\" is compared, expected one of = < <= > >= after it, like due<=7d");
	fails("value:3", 6, "\"value\" is compared, expected one of = < <= > >= after it, like value>10");
	fails("hub=craven", 4, "\"hub\" is not compared, expected hub:word");
	fails("due<soon", 5, "\"soon\" is not a day, expected a date like 2023-03-31, today, 7d or -3d");
	fails("due<2023-03", 5, "\"2023-03\" is not a day, expected a date like 2023-03-31, today, 7d or -3d");
	fails("due<2023-02-30", 5, "\"2023-02-30\" is not a day, expected a date like 2023-03-31, today, 7d or -3d");
	fails("due<", 5, "\"\" is not a day, expected a date like 2023-03-31, today, 7d or -3d");
	fails("due<=9999999d", 6, "\"9999999d\" is not a day, expected a date like 2023-03-31, today, 7d or -3d");
	fails("value>ten", 7, "\"ten\" is not a number, expected one like value>10");
	fails("value>1e999", 7, "\"1e999\" is not a number, expected one like value>10");
	fails("open (new", 6, "the parenthesis that opens here is not closed, expected \")\"");
	fails("open )", 6, "\")\" closes nothing");
	fails("()", 1, "nothing stands between the parentheses");
	fails("new or", 5, "\"or\" joins two terms, expected one on each side of it");
	fails("or new", 1, "\"or\" joins two terms, expected one on each side of it");
	fails("new and or open", 5, "\"and\" joins two terms, expected one on each side of it");
	fails("new or )", 5, "\"or\" joins two terms, expected one on each side of it");
	fails("open not", 6, "expected something after \"not\"");
	fails("open -", 6, "expected something after \"-\"");
	fails("open \"car", 6, "the quote that opens here is not closed, expected another \"");
	fails("\"  \"", 1, "nothing to search for between the quotes");
	fails("open <3", 6, "expected a field before \"<\", like due<=7d or hub:countywide");
	fails("a\xff", 1, "the filter is not valid UTF-8 text");
}

static void test_without_places(void **state)
{
	(void)state;
	struct filter_error error;
	assert_non_null(filter_parse(&arena, "hub:anything area:else", NULL, &error));
}

static void repeat(struct str *out, const char *text, int times)
{
	while (times-- > 0)
		str_add(out, text);
}

static void test_limits(void **state)
{
	(void)state;
	struct filter_error error;
	struct str text = { 0 };
	repeat(&text, "(", 63);
	str_add(&text, "new");
	repeat(&text, ")", 63);
	assert_non_null(filter_parse(&arena, str_text(&text), NULL, &error));
	str_reset(&text);
	repeat(&text, "-", 4000);
	str_add(&text, "new");
	fails(str_text(&text), 65, "the filter is nested too deeply, at most 64 levels");
	str_reset(&text);
	repeat(&text, "new ", 201);
	fails(str_text(&text), 801, "the filter is too long: at most 200 terms");
	str_reset(&text);
	repeat(&text, "x", 4097);
	fails(str_text(&text), 1, "the filter is too long, at most 4096 bytes");
	str_free(&text);
}

static void test_building(void **state)
{
	(void)state;
	struct filter *late = filter_flag(&arena, FLAG_OVERDUE), *mine = filter_word(&arena, BY_OWNER, "NYP");
	assert_string_equal(filter_text(&arena, filter_and(&arena, late, mine)), "overdue owner:nyp");
	assert_ptr_equal(filter_and(&arena, late, NULL), late);
	assert_ptr_equal(filter_and(&arena, parse(""), mine), mine);
	assert_int_equal(filter_and(&arena, NULL, NULL)->op, FILTER_ALL);
}

/* ---- any tree goes to text and back ------------------------------------------------------------- */

static uint32_t random_next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 12) % below;
}

static struct filter *random_tree(uint32_t *seed, int depth)
{
	static const char *const leaves[] = { "hub:craven,harrogate", "-owner:nyp", "id:A-41,\"b c\"", "due<=7d", "due<-7d",
		"occurred=2023-03-14", "value>-0.125", "slips>=2", "overdue", "due-soon", "\"car park\"", "tag:\"a\\\\b\"",
		"rating:-", "\"or\"" };
	struct filter *node = arena_alloc(&arena, sizeof *node);
	if (depth == 0 || random_next(seed, 4) == 0)
		return parse(leaves[random_next(seed, sizeof leaves / sizeof *leaves)]);
	node->op = (enum filter_op)(FILTER_AND + random_next(seed, 3));
	node->left = random_tree(seed, depth - 1);
	node->right = node->op == FILTER_NOT ? NULL : random_tree(seed, depth - 1);
	return node;
}

static bool same(const struct filter *a, const struct filter *b)
{
	if (!a || !b)
		return a == b;
	if (a->op != b->op || a->field != b->field || a->flag != b->flag || a->compare != b->compare ||
		a->relative != b->relative || a->day != b->day || a->number < b->number || a->number > b->number ||
		a->word_count != b->word_count)
		return false;
	for (size_t i = 0; i < a->word_count; i++)
		if (strcmp(a->words[i], b->words[i]) != 0)
			return false;
	return same(a->left, b->left) && same(a->right, b->right);
}

static void test_round_trip(void **state)
{
	(void)state;
	uint32_t seed = 2023;
	for (int round = 0; round < 3000; round++) {
		struct filter *tree = random_tree(&seed, 5);
		const char *text = filter_text(&arena, tree);
		struct filter *again = parse(text);
		if (!same(tree, again))
			fail_msg("\"%s\" came back as \"%s\"", text, filter_text(&arena, again));
		assert_string_equal(filter_text(&arena, again), text);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_words, clear_arena), cmocka_unit_test_teardown(test_days, clear_arena),
		cmocka_unit_test_teardown(test_numbers, clear_arena), cmocka_unit_test_teardown(test_flags_and_text, clear_arena),
		cmocka_unit_test_teardown(test_shape, clear_arena), cmocka_unit_test_teardown(test_columns, clear_arena),
		cmocka_unit_test_teardown(test_errors, clear_arena), cmocka_unit_test_teardown(test_without_places, clear_arena),
		cmocka_unit_test_teardown(test_limits, clear_arena), cmocka_unit_test_teardown(test_building, clear_arena),
		cmocka_unit_test_teardown(test_round_trip, clear_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
