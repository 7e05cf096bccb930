/* What a measure's series says (rules 4 to 8), on the demo's measures and at the edges. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/mem.h"
#include "hubbrief/series.h"

static struct arena arena;

static int free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct series series(const char *json)
{
	struct series out;
	if (!series_parse(&arena, json, &out))
		fail_msg("not a series: %s", json);
	return out;
}

static struct series_summary summary(const char *json, struct series_meaning meaning)
{
	struct series of = series(json);
	struct series_summary out;
	series_summarise(&of, &meaning, &out);
	return out;
}

static const struct series_meaning count_lower = { .polarity = POLARITY_LOWER, .adds_up = true };

static void test_parse_sorts(void **state)
{
	(void)state;
	struct series s = series("[[\"2023-02\", 3], [\"2022-12\", 1.5], [\"2023-01\", null], [\"2023-02\", 4]]");
	assert_int_equal(s.count, 2);
	assert_string_equal(s.points[0].period, "2022-12");
	assert_true(s.points[0].value == 1.5);
	assert_string_equal(s.points[1].period, "2023-02");
	assert_true(s.points[1].value == 4); /* given twice: the later stands */
	assert_int_equal(s.points[1].last - s.points[1].first, 27);
	assert_int_equal(series("[]").count, 0);
	assert_int_equal(series("[[\"2023-01\", null]]").count, 0);
}

static void test_parse_refuses(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "{}", "3", "[3]", "[[]]", "[[\"2023-01\"]]", "[[\"2023-01\", 1, 2]]", "[[202301, 1]]", "[[\"2023-13\", 1]]",
		"[[\"2023-01\", \"1\"]]", "[[\"2023-01\", 1], [\"2023-Q1\", 2]]", "[[\"2023\", 1], [\"2023-01\", 2]]", "[[\"2023-01\", 1]",
		"[[\"2023-01\", 1e999]]", "[[null, 1]]", "[null]",
	};
	struct series out;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (series_parse(&arena, bad[i], &out))
			fail_msg("taken for a series: %s", bad[i]);
	assert_int_equal(out.count, 0);
}

static void test_empty(void **state)
{
	(void)state;
	struct series_summary s = summary("[]", count_lower);
	assert_int_equal(s.points, 0);
	assert_int_equal(s.rating, '-');
	assert_int_equal(s.judgement, JUDGE_NONE);
	assert_false(s.has_change || s.has_percent || s.suppressed);
}

static const char scarborough_asb[] = "[[\"2021-12\",36],[\"2022-01\",40],[\"2022-02\",42],[\"2022-03\",47],[\"2022-04\",53],"
	"[\"2022-05\",58],[\"2022-06\",66],[\"2022-07\",71],[\"2022-08\",74],[\"2022-09\",60],[\"2022-10\",52],[\"2022-11\",45],"
	"[\"2022-12\",44],[\"2023-01\",47],[\"2023-02\",51]]";

static void test_quarter_against_last_year(void **state)
{
	(void)state;
	struct series_meaning meaning = count_lower;
	meaning.thresholds = (struct thresholds){ .has_green = true, .has_amber = true, .green = 115, .amber = 130 };
	struct series_summary s = summary(scarborough_asb, meaning);
	assert_int_equal(s.run, 3);
	assert_true(s.total == 142 && s.before == 118 && s.change == 24 && s.value == 51 && s.rated == 142);
	assert_true(s.year_ago && s.has_change && s.has_percent);
	assert_int_equal(s.percent, 20);
	assert_true(fabs(s.z - 1.49) < 0.005);
	assert_int_equal(s.judgement, JUDGE_CHANCE);
	assert_int_equal(s.rating, 'R');
	assert_string_equal(s.period, "2023-02");
	assert_int_equal(s.period_end, day_of(2023, 2, 28));
}

static void test_run_before_when_no_year(void **state)
{
	(void)state;
	struct series_summary s = summary("[[\"2022-09\",10],[\"2022-10\",10],[\"2022-11\",10],"
		"[\"2022-12\",30],[\"2023-01\",30],[\"2023-02\",30]]", count_lower);
	assert_true(!s.year_ago && s.total == 90 && s.before == 30 && s.percent == 200);
	assert_int_equal(s.judgement, JUDGE_WORSE);
}

static void test_latest_alone(void **state)
{
	(void)state;
	struct series_summary two = summary("[[\"2022-Q4\",118],[\"2023-Q1\",142]]", count_lower);
	assert_int_equal(two.run, 1);
	assert_true(two.total == 142 && two.before == 118 && two.has_change && !two.year_ago && two.percent == 20);
	struct series_summary year = summary("[[\"2022-Q1\",43],[\"2022-Q4\",100],[\"2023-Q1\",62]]", count_lower);
	assert_true(year.year_ago && year.before == 43 && year.percent == 44);
	assert_int_equal(year.judgement, JUDGE_CHANCE); /* z 1.85 */
	struct series_summary one = summary("[[\"2023-02\",96]]", count_lower);
	assert_true(!one.has_change && one.total == 96 && one.run == 1);
	assert_int_equal(one.judgement, JUDGE_NONE);
}

static void test_gaps_are_not_compared(void **state)
{
	(void)state;
	struct series_summary gap = summary("[[\"2022-10\",50],[\"2023-02\",60]]", count_lower);
	assert_false(gap.has_change);
	struct series_summary broken = summary("[[\"2022-08\",10],[\"2022-09\",10],[\"2022-10\",10],[\"2022-12\",30],[\"2023-01\",30],"
		"[\"2023-02\",30]]", count_lower);
	assert_true(broken.run == 1 && broken.before == 30 && broken.change == 0);
}

static void test_years_do_not_overlap(void **state)
{
	(void)state;
	struct series_summary s = summary("[[\"2017\",10],[\"2018\",10],[\"2019\",10],[\"2020\",20],[\"2021\",20],[\"2022\",20]]", count_lower);
	assert_true(s.run == 3 && s.total == 60 && s.before == 30 && !s.year_ago);
}

static void test_weeks(void **state)
{
	(void)state;
	struct series_summary s = summary("[[\"2022-W05\",10],[\"2022-W06\",10],[\"2022-W07\",10],[\"2023-W05\",40],[\"2023-W06\",40],"
		"[\"2023-W07\",40]]", count_lower);
	assert_true(s.year_ago && s.run == 3 && s.before == 30);
	struct series_summary turn = summary("[[\"2022-W52\",10],[\"2023-W01\",12]]", count_lower);
	assert_true(turn.has_change && turn.change == 2);
}

static void test_few(void **state)
{
	(void)state;
	struct series_summary nine = summary("[[\"2022-Q4\",4],[\"2023-Q1\",9]]", count_lower);
	assert_true(nine.change == 5 && !nine.has_percent);
	assert_int_equal(nine.judgement, JUDGE_CHANCE); /* 13 are enough to say so */
	struct series_summary five = summary("[[\"2022-Q4\",4],[\"2023-Q1\",5]]", count_lower);
	assert_int_equal(five.judgement, JUDGE_FEW);
	struct series_summary fresh = summary("[[\"2022-Q4\",0],[\"2023-Q1\",20]]", count_lower);
	assert_true(fresh.before == 0 && fresh.has_change && !fresh.has_percent); /* "new" */
	assert_int_equal(fresh.judgement, JUDGE_WORSE);
}

static void test_rule_05_neutral_is_neutral(void **state)
{
	(void)state;
	static const char rising[] = "[[\"2022-Q1\",41],[\"2023-Q1\",64]]", falling[] = "[[\"2022-Q1\",64],[\"2023-Q1\",41]]";
	struct series_meaning meaning = { .adds_up = true };
	static const struct { enum polarity polarity; enum judgement up, down; } rows[] = {
		{ POLARITY_NEUTRAL, JUDGE_UP, JUDGE_DOWN }, { POLARITY_RANGE, JUDGE_UP, JUDGE_DOWN },
		{ POLARITY_LOWER, JUDGE_WORSE, JUDGE_BETTER }, { POLARITY_HIGHER, JUDGE_BETTER, JUDGE_WORSE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		meaning.polarity = rows[i].polarity;
		assert_int_equal(summary(rising, meaning).judgement, rows[i].up);
		assert_int_equal(summary(falling, meaning).judgement, rows[i].down);
	}
	assert_null(strstr(judgement_text(JUDGE_UP), "worse"));
}

static void test_percentages_do_not_add_up(void **state)
{
	(void)state;
	struct series_meaning meaning = { .polarity = POLARITY_HIGHER,
		.thresholds = { .has_green = true, .has_amber = true, .green = 70, .amber = 50 } };
	struct series_summary s = summary("[[\"2022-12\",40],[\"2023-01\",50],[\"2023-02\",58]]", meaning);
	assert_true(s.run == 1 && s.total == 58 && s.before == 50 && s.change == 8 && !s.has_percent);
	assert_int_equal(s.rating, 'A');
	assert_int_equal(s.judgement, JUDGE_NONE);
}

static void test_rule_08_small_numbers(void **state)
{
	(void)state;
	struct series_meaning meaning = { .polarity = POLARITY_NEUTRAL, .adds_up = true, .sensitive = true,
		.thresholds = { .has_green = true, .has_amber = true, .green = 1, .amber = 2 } };
	struct series_summary three = summary("[[\"2023-01\",0],[\"2023-02\",3]]", meaning);
	assert_true(three.suppressed && !three.has_change && !three.has_percent);
	assert_int_equal(three.rating, '-');
	assert_int_equal(three.judgement, JUDGE_NONE);
	assert_false(summary("[[\"2023-01\",9],[\"2023-02\",0]]", meaning).suppressed);
	assert_false(summary("[[\"2023-01\",9],[\"2023-02\",5]]", meaning).suppressed);
	assert_true(summary("[[\"2023-01\",9],[\"2023-02\",4]]", meaning).suppressed);
	assert_true(summary("[[\"2022-09\",9],[\"2022-10\",9],[\"2022-11\",9],[\"2022-12\",2],[\"2023-01\",1],[\"2023-02\",0]]",
		meaning).suppressed); /* no more than three in the run */
	struct series_summary small_before = summary("[[\"2023-01\",3],[\"2023-02\",40]]", meaning);
	assert_true(!small_before.suppressed && !small_before.has_change); /* the change would tell the 3 */
	meaning.sensitive = false;
	assert_false(summary("[[\"2023-01\",0],[\"2023-02\",3]]", meaning).suppressed);
}

static void hidden_are(const char *json, const char *expected)
{
	struct series s = series(json);
	char found[32] = "";
	series_suppress(&s);
	for (size_t i = 0; i < s.count; i++)
		found[i] = s.points[i].suppressed ? '#' : '.';
	assert_string_equal(found, expected);
}

static void test_rule_08_points(void **state)
{
	(void)state;
	hidden_are("[]", "");
	hidden_are("[[\"2023-01\",0],[\"2023-02\",3]]", ".#");
	hidden_are("[[\"2022-09\",20],[\"2022-10\",3],[\"2022-11\",9],[\"2022-12\",12],[\"2023-01\",7],[\"2023-02\",8]]", ".##...");
	hidden_are("[[\"2022-09\",20],[\"2022-10\",9],[\"2022-11\",9],[\"2022-12\",12],[\"2023-01\",7],[\"2023-02\",3]]", "....##");
	/* The latest figure is shown anyway: the other one goes, a zero only when there is no other. */
	hidden_are("[[\"2022-09\",20],[\"2022-10\",9],[\"2022-11\",9],[\"2022-12\",12],[\"2023-01\",3],[\"2023-02\",7]]", "...##.");
	hidden_are("[[\"2022-09\",0],[\"2022-10\",3],[\"2022-11\",9],[\"2022-12\",0],[\"2023-01\",3],[\"2023-02\",7]]", ".####.");
	hidden_are("[[\"2022-09\",20],[\"2022-10\",9],[\"2022-11\",9],[\"2022-12\",1],[\"2023-01\",7],[\"2023-02\",3]]", "...#.#");
}

static void test_words(void **state)
{
	(void)state;
	enum polarity polarity;
	assert_true(polarity_named("in-range", &polarity) && polarity == POLARITY_RANGE);
	assert_true(polarity_named("lower-better", &polarity) && polarity == POLARITY_LOWER);
	assert_false(polarity_named("better", &polarity));
	assert_string_equal(judgement_text(JUDGE_CHANCE), "may be chance");
	assert_string_equal(judgement_text(JUDGE_NONE), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_sorts), cmocka_unit_test(test_parse_refuses), cmocka_unit_test(test_empty),
		cmocka_unit_test(test_quarter_against_last_year), cmocka_unit_test(test_run_before_when_no_year),
		cmocka_unit_test(test_latest_alone), cmocka_unit_test(test_gaps_are_not_compared),
		cmocka_unit_test(test_years_do_not_overlap), cmocka_unit_test(test_weeks), cmocka_unit_test(test_few),
		cmocka_unit_test(test_rule_05_neutral_is_neutral), cmocka_unit_test(test_percentages_do_not_add_up),
		cmocka_unit_test(test_rule_08_small_numbers), cmocka_unit_test(test_rule_08_points), cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests_name("series", tests, NULL, free_arena);
}
