/* The rules of domain.md §4, by number, with its test vectors (D is Tue 14 March 2023) and their edges. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/rules.h"

static day_t day(const char *text)
{
	day_t found;
	enum precision precision;
	if (!day_parse(text, &found, &precision))
		fail_msg("not a day: %s", text);
	return found;
}

static instant_t instant(const char *text)
{
	instant_t at;
	if (!instant_parse(text, &at))
		fail_msg("not an instant: %s", text);
	return at;
}

static void day_is(day_t found, const char *expected)
{
	char out[DATE_TEXT];
	assert_string_equal(day_iso(out, found), expected);
}

static void instant_is(instant_t found, const char *expected)
{
	char out[DATE_TEXT];
	assert_string_equal(instant_iso(out, found), expected);
}

#define D day("2023-03-14")

/* 7 and 10 April, 1 and 8 May 2023 */
static const day_t spring_days[] = { 19454, 19457, 19478, 19485 };
static const struct holidays spring = { spring_days, 4 };

static void test_rule_01_overdue(void **state)
{
	(void)state;
	assert_int_equal(days_overdue(D, D), 0); /* due today */
	assert_int_equal(days_overdue(day("2023-03-13"), D), 1);
	assert_int_equal(days_overdue(day("2023-02-24"), D), 18); /* REC-07 */
	assert_int_equal(days_overdue(day("2023-02-28"), D), 14); /* A-44 */
	assert_int_equal(days_overdue(day("2023-03-15"), D), 0);
	assert_int_equal(days_overdue(DAY_NONE, D), 0);
}

static void test_rule_02_windows(void **state)
{
	(void)state;
	assert_int_equal(kind_table[KIND_ACTION].soon_days, 7);
	assert_int_equal(kind_table[KIND_MILESTONE].soon_days, 28);
}

static void test_rule_03_countdown(void **state)
{
	(void)state;
	assert_int_equal(days_left(day("2024-01"), D), 323);
	assert_int_equal(days_left(day("2023-04-01"), D), 18);
	assert_int_equal(days_left(D, D), 0);
	assert_int_equal(days_left(day("2023-03-10"), D), -4);
	assert_int_equal(days_left(DAY_NONE, D), INT_MAX);
}

static char milestone_on(day_t due, day_t gate, day_t stale, day_t today)
{
	struct milestone_days days = milestone_rating_days(due, gate, stale);
	return today >= days.red_from ? 'R' : today >= days.amber_from ? 'A' : 'G';
}

static void test_rule_03_milestone_rating(void **state)
{
	(void)state;
	day_t due = day("2023-04-01"), never = DAY_NONE, gone = day("2023-01-10");
	assert_int_equal(milestone_on(due, never, never, D), 'G');
	assert_int_equal(milestone_on(due, never, never, due), 'G');
	assert_int_equal(milestone_on(due, never, never, due + 1), 'R');
	assert_int_equal(milestone_on(due, never, day("2023-03-01"), D), 'A'); /* M-LGR: update stale */
	assert_int_equal(milestone_on(due, never, day("2023-03-15"), D), 'G');
	assert_int_equal(milestone_on(due, gone, never, due - 91), 'G');
	assert_int_equal(milestone_on(due, gone, never, due - 29), 'A');
	assert_int_equal(milestone_on(due, gone, never, due - 28), 'R');
	assert_int_equal(milestone_on(due, D, never, D), 'G'); /* a gate due today is not late */
	assert_int_equal(milestone_on(due, D, never, D + 1), 'R');
	assert_int_equal(milestone_on(day("2024-01"), gone, gone, D), 'G'); /* more than 90 days left */
	assert_int_equal(milestone_on(never, gone, gone, D), 'G');
}

static void test_rule_04_thresholds(void **state)
{
	(void)state;
	struct thresholds lower = { .has_green = true, .has_amber = true, .green = 115, .amber = 130 };
	assert_int_equal(rate_value(115, POLARITY_LOWER, &lower), 'G');
	assert_int_equal(rate_value(115.5, POLARITY_LOWER, &lower), 'A');
	assert_int_equal(rate_value(130, POLARITY_LOWER, &lower), 'A');
	assert_int_equal(rate_value(142, POLARITY_LOWER, &lower), 'R'); /* K-ASB */
	struct thresholds higher = { .has_green = true, .has_amber = true, .green = 90, .amber = 70 };
	assert_int_equal(rate_value(96, POLARITY_HIGHER, &higher), 'G');
	assert_int_equal(rate_value(90, POLARITY_HIGHER, &higher), 'G');
	assert_int_equal(rate_value(70, POLARITY_HIGHER, &higher), 'A');
	assert_int_equal(rate_value(69, POLARITY_HIGHER, &higher), 'R');
	assert_int_equal(rate_value(142, POLARITY_NEUTRAL, &lower), '-');
	struct thresholds half = { .has_green = true, .green = 115 };
	assert_int_equal(rate_value(142, POLARITY_LOWER, &half), '-');
}

static void test_rule_04_in_range(void **state)
{
	(void)state;
	struct thresholds range = { true, true, true, 5, 10, 80 };
	assert_int_equal(rate_value(76, POLARITY_RANGE, &range), 'G');
	assert_int_equal(rate_value(85, POLARITY_RANGE, &range), 'G');
	assert_int_equal(rate_value(71, POLARITY_RANGE, &range), 'A');
	assert_int_equal(rate_value(91, POLARITY_RANGE, &range), 'R');
	range.has_target = false;
	assert_int_equal(rate_value(80, POLARITY_RANGE, &range), '-');
}

static void percent_is(double current, double previous, int expected)
{
	bool has;
	assert_int_equal(percent_change(current, previous, &has), expected);
	assert_true(has);
}

static void test_rule_06_percent(void **state)
{
	(void)state;
	bool has = true;
	percent_is(142, 118, 20);
	percent_is(62, 43, 44);
	percent_is(30, 30, 0);
	percent_is(0, 30, -100);
	percent_is(201, 200, 1);   /* 0.5 rounds up */
	percent_is(199, 200, 0);   /* −0.5 rounds up too */
	percent_is(197, 200, -1);  /* −1.5 */
	percent_change(9, 4, &has);
	assert_false(has);
	percent_change(100, 29, &has);
	assert_false(has);
	percent_change(5, 0, &has);
	assert_false(has);
	percent_is(1e300, 30, INT_MAX);
}

static void test_rule_07_z(void **state)
{
	(void)state;
	assert_true(fabs(poisson_z(142, 118) - 1.49) < 0.005);
	assert_true(fabs(poisson_z(62, 43) - 1.85) < 0.005);
	assert_true(poisson_z(43, 62) < 0);
	assert_true(poisson_z(0, 0) == 0);
}

/* A table as cells and sums: its cells by row, then a total for each row, then one for each column. */
struct table { double cells[64]; size_t parts[2][48], rows, columns, count, sum_count; struct sum sums[16]; };

static void table_line(struct table *table, size_t *parts, size_t first, size_t step, size_t length)
{
	double total = 0;
	for (size_t i = 0; i < length; i++) {
		parts[i] = first + i * step;
		total += table->cells[parts[i]];
	}
	table->sums[table->sum_count++] = (struct sum){ table->count, parts, length };
	table->cells[table->count++] = total;
}

static void table_of(struct table *table, const double *cells, size_t rows, size_t columns, bool by_row, bool by_column)
{
	*table = (struct table){ .rows = rows, .columns = columns, .count = rows * columns };
	memcpy(table->cells, cells, rows * columns * sizeof *cells);
	for (size_t r = 0; by_row && r < rows; r++)
		table_line(table, &table->parts[0][r * columns], r * columns, 1, columns);
	for (size_t c = 0; by_column && c < columns; c++)
		table_line(table, &table->parts[1][c * rows], c, columns, rows);
}

/* What is hidden when each 1 to 4 of the table, and of its totals, is hidden for itself. */
static void table_suppress(const struct table *table, bool *hidden)
{
	for (size_t i = 0; i < table->count; i++)
		hidden[i] = table->cells[i] > 0 && table->cells[i] < 5;
	suppress_sums(table->cells, table->count, table->sums, table->sum_count, hidden);
}

static void hides(const double *cells, size_t rows, size_t columns, bool row_totals, bool column_totals, const char *expected)
{
	struct table table;
	bool hidden[64];
	char found[65] = "";
	table_of(&table, cells, rows, columns, row_totals, column_totals);
	table_suppress(&table, hidden);
	for (size_t i = 0; i < rows * columns; i++)
		found[i] = hidden[i] ? '#' : '.';
	found[rows * columns] = '\0';
	assert_string_equal(found, expected);
}

static void test_rule_08_one_line(void **state)
{
	(void)state;
	hides((const double[]){ 12, 7, 3, 9 }, 1, 4, true, false, ".##.");
	hides((const double[]){ 12, 7, 3, 9 }, 4, 1, false, true, ".##.");
	hides((const double[]){ 12, 7, 3, 9 }, 1, 4, false, false, "..#.");
	hides((const double[]){ 12, 7, 0, 9 }, 1, 4, true, false, "....");  /* a zero shows */
	hides((const double[]){ 12, 5, 0, 9 }, 1, 4, true, false, "....");  /* five shows */
	hides((const double[]){ 0, 3, 0, 9 }, 1, 4, true, false, ".#.#");   /* never a zero while another is there */
	hides((const double[]){ 0, 3, 0, 0 }, 1, 4, true, false, ".#..");   /* the total is as small: it is hidden too */
	hides((const double[]){ 7, 3, 7, 9 }, 1, 4, true, false, "##..");   /* a tie: the first */
	hides((const double[]){ 2, 3, 12, 9 }, 1, 4, true, false, "##..");  /* two already */
}

/* Two hidden that make 2 can only be 1 and 1, two small ones that make 8 only 4 and 4; and who knows that the one
 * told as "<5" is small and the other is not knows both of a 1 and a 5. */
static void test_rule_08_forced_sums(void **state)
{
	(void)state;
	hides((const double[]){ 12, 1, 1, 9 }, 1, 4, true, false, ".###");
	hides((const double[]){ 4, 4, 30, 9 }, 1, 4, true, false, "##.#");
	hides((const double[]){ 1, 5, 30, 9 }, 1, 4, true, false, "##.#");
	hides((const double[]){ 1, 5, 0 }, 1, 3, true, false, "###");
}

/* Nothing is left beside the hidden ones: their total goes, and where it is a part itself, one beside it. */
static void test_rule_08_a_total_goes(void **state)
{
	(void)state;
	const double values[] = { 4, 4, 8, 20, 30, 58 };
	const size_t below[] = { 0, 1 }, above[] = { 2, 3, 4 };
	const struct sum sums[] = { { 2, below, 2 }, { 5, above, 3 } };
	bool hidden[6] = { true, true };
	suppress_sums(values, 6, sums, 2, hidden);
	assert_true(hidden[0] && hidden[1] && hidden[2] && hidden[3] && !hidden[4] && !hidden[5]);
}

static void test_rule_08_both_totals(void **state)
{
	(void)state;
	/* One small cell of a square table takes a rectangle with it. */
	hides((const double[]){
		3, 20, 30,
		10, 40, 50,
		60, 70, 80 }, 3, 3, true, true, "##.##....");
	/* Two rectangles joined by a line: each line holds two or more, and yet the join would follow. */
	hides((const double[]){
		4, 3, 20, 30, 40,
		2, 3, 50, 60, 70,
		80, 90, 3, 4, 50,
		60, 70, 2, 3, 80,
		90, 2, 3, 80, 70 }, 5, 5, true, true, "##...##.....##..###..##..");
}

/* ---- an attacker: every whole number that the hidden cells could be, as far as what is shown goes ---- */

/* Whether the hidden cells from `at` on can be filled so that all sums hold, with cell `fixed` as it is given. All
 * hidden cells read alike, so each may be anything from 0 to `most`. */
static bool fill(const struct table *table, const bool *hidden, double *guess, size_t at, size_t fixed, double most, int *steps)
{
	if (--*steps < 0)
		return true; /* too many ways to count: it does not follow */
	while (at < table->count && (!hidden[at] || at == fixed))
		at++;
	for (size_t s = 0; s < table->sum_count; s++) {
		const struct sum *sum = &table->sums[s];
		double left = guess[sum->total];
		bool whole = sum->total < at || !hidden[sum->total] || sum->total == fixed;
		for (size_t i = 0; i < sum->part_count; i++) {
			size_t part = sum->parts[i];
			bool known = part < at || !hidden[part] || part == fixed;
			whole &= known;
			left -= known ? guess[part] : 0;
		}
		bool total_known = sum->total < at || !hidden[sum->total] || sum->total == fixed;
		if ((whole && fabs(left) > 0.5) || (total_known && left < -0.5))
			return false;
	}
	if (at >= table->count)
		return true;
	for (double v = 0; v <= most; v++) {
		guess[at] = v;
		if (fill(table, hidden, guess, at + 1, fixed, most, steps))
			return true;
	}
	return false;
}

static bool follows(const struct table *table, const bool *hidden, size_t cell)
{
	double guess[64], truth = table->cells[cell];
	for (double other = truth > 4 ? truth - 4 : 0; other <= truth + 4; other++) {
		int steps = 20000;
		memcpy(guess, table->cells, sizeof guess);
		guess[cell] = other;
		if (fabs(other - truth) > 0.5 && fill(table, hidden, guess, 0, cell, 60, &steps))
			return false;
	}
	return true;
}

/* Ten thousand tables up to 6 × 8, crowded with small numbers or with few, with either total or both. */
static void test_rule_08_nothing_follows(void **state)
{
	(void)state;
	uint32_t seed = 2023;
	for (int round = 0; round < 10000; round++) {
		size_t rows = 1 + (size_t)round % 6, columns = 2 + (size_t)round / 6 % 7;
		struct table table;
		bool hidden[64];
		double cells[48];
		for (size_t i = 0; i < rows * columns; i++) {
			seed = seed * 1664525u + 1013904223u;
			cells[i] = (seed >> 24) % (round % 2 ? 40 : 8);
		}
		table_of(&table, cells, rows, columns, round % 5 != 0, round % 7 != 0);
		table_suppress(&table, hidden);
		for (size_t i = 0; i < table.count; i++) {
			assert_true(hidden[i] || table.cells[i] == 0 || table.cells[i] >= 5);
			if (hidden[i] && table.cells[i] > 0 && follows(&table, hidden, i))
fail_msg("round %d: cell %zu of %zu x %zu follows from what is shown", round, i, rows, columns);
		}
	}
}

static const struct cadence monthly = { CADENCE_DAYS, 45 }, working_day = { CADENCE_WORKING_DAYS, 1 };

static void test_rule_10_stale(void **state)
{
	(void)state;
	instant_t now = instant("2023-03-14T08:45:00Z");
	instant_t received = instant("2023-01-05T08:45:00Z"); /* 68 days */
	assert_true(now > stale_after(received, monthly, NULL));
	assert_true(now < dead_after(received, monthly, NULL));
	instant_is(stale_after(received, monthly, NULL), "2023-03-13T20:45:00Z"); /* 67.5 days */
	instant_is(stale_after(now, (struct cadence){ CADENCE_SECONDS, 60 }, NULL), "2023-03-14T08:46:30Z");
	instant_is(dead_after(now, (struct cadence){ CADENCE_SECONDS, 60 }, NULL), "2023-03-14T08:48:00Z");
	assert_true(stale_after(now, (struct cadence){ CADENCE_DAYS, 0 }, NULL) == INT64_MAX);
}

static void test_rule_10_working_days(void **state)
{
	(void)state;
	instant_is(stale_after(instant("2023-03-07T08:30:00Z"), working_day, NULL), "2023-03-08T20:30:00Z");
	instant_is(dead_after(instant("2023-03-07T08:30:00Z"), working_day, NULL), "2023-03-10T08:30:00Z"); /* RIC */
	instant_is(stale_after(instant("2023-03-10T08:30:00Z"), working_day, NULL), "2023-03-13T20:30:00Z"); /* a Friday */
	instant_is(stale_after(instant("2023-03-09T13:00:00Z"), working_day, NULL), "2023-03-13T01:00:00Z"); /* into Saturday */
	instant_is(stale_after(instant("2023-03-11T10:00:00Z"), working_day, NULL), "2023-03-14T12:00:00Z"); /* a Saturday */
	instant_is(stale_after(instant("2023-04-06T07:30:00Z"), working_day, &spring), "2023-04-11T19:30:00Z"); /* Easter */
	instant_is(dead_after(instant("2023-03-24T08:30:00Z"), working_day, NULL), "2023-03-29T07:30:00Z"); /* clocks forward */
}

static void test_rule_10_defaults(void **state)
{
	(void)state;
	static const struct { enum kind kind; const char *period; enum cadence_unit unit; int count; } rows[] = {
		{ KIND_INCIDENT, NULL, CADENCE_WORKING_DAYS, 1 }, { KIND_ACTION, NULL, CADENCE_DAYS, 14 },
		{ KIND_MEASURE, "month", CADENCE_DAYS, 45 }, { KIND_MEASURE, "quarter", CADENCE_DAYS, 120 },
		{ KIND_MEASURE, "year", CADENCE_DAYS, 400 }, { KIND_MEASURE, NULL, CADENCE_DAYS, 45 },
		{ KIND_NONE, "quarter", CADENCE_DAYS, 120 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cadence cadence = cadence_default(rows[i].kind, rows[i].period);
		assert_int_equal(cadence.unit, rows[i].unit);
		assert_int_equal(cadence.count, rows[i].count);
	}
	for (int kind = 0; kind < KIND_COUNT; kind++)
		assert_true(cadence_default((enum kind)kind, NULL).count > 0);
}

static void test_rule_11_repeat_location(void **state)
{
	(void)state;
	const day_t days[] = { day("2023-02-20"), day("2023-03-01"), day("2023-03-13"), day("2023-03-20"), day("2023-05-01") };
	day_t from, to;
	assert_false(repeat_location_span(days, 5, 0, &from, &to));
	assert_false(repeat_location_span(days, 5, 1, &from, &to));
	assert_true(repeat_location_span(days, 5, 2, &from, &to));
	day_is(from, "2023-03-13");
	day_is(to, "2023-03-19"); /* on the 20th the first is 28 days old */
	assert_true(repeat_location_span(days, 5, 3, &from, &to));
	day_is(to, "2023-03-28");
	assert_false(repeat_location_span(days, 5, 4, &from, &to));
	const day_t edge[] = { 100, 110, 127 }, beyond[] = { 100, 110, 128 }, same[] = { 100, 100, 100 };
	assert_true(repeat_location_span(edge, 3, 2, &from, &to) && from == 127 && to == 127);
	assert_false(repeat_location_span(beyond, 3, 2, &from, &to));
	assert_true(repeat_location_span(same, 3, 2, &from, &to) && from == 100 && to == 127);
	assert_false(repeat_location_span(same, 3, 3, &from, &to));
	assert_false(repeat_location_span(NULL, 0, 0, &from, &to));
}

static void test_rule_11_repeat_victim(void **state)
{
	(void)state;
	const day_t days[] = { D - 365, D - 364, D };
	assert_true(repeat_victim(days, 3, D));
	assert_false(repeat_victim(days, 2, D)); /* the first is a year old */
	assert_true(repeat_victim(days, 2, D - 1));
	assert_false(repeat_victim(days, 2, D - 365)); /* the second has not happened yet */
	assert_false(repeat_victim(NULL, 0, D));
}

static void test_rule_11_case_review(void **state)
{
	(void)state;
	const day_t occurred[] = { day("2022-09-15"), day("2022-12-31"), day("2023-03-01") };
	day_t reported[] = { day("2022-10-15"), day("2023-01-31"), day("2023-03-02") };
	assert_true(case_review_prompt(occurred, reported, 3, D));
	assert_false(case_review_prompt(occurred, reported, 2, D));
	assert_false(case_review_prompt(occurred, reported, 3, day("2023-03-15"))); /* the first leaves the six months */
	reported[1] = day("2023-02-01"); /* more than a month after */
	assert_false(case_review_prompt(occurred, reported, 3, D));
}

static void test_rule_12_dhr(void **state)
{
	(void)state;
	day_is(dhr_decision_due(day("2023-01-31")), "2023-02-28");
	day_is(dhr_decision_due(day("2024-01-31")), "2024-02-29");
	day_is(dhr_complete_due(day("2023-02-28")), "2023-08-28");
	day_is(dhr_complete_due(day("2023-08-31")), "2024-02-29");
}

static void test_rule_13_da_strategy(void **state)
{
	(void)state;
	day_is(da_strategy_review_due(day("2021-12-20")), "2024-12-19");
	day_is(da_strategy_review_due(day("2024-02-29")), "2027-02-27");
}

static void test_rule_14_papers(void **state)
{
	(void)state;
	day_is(papers_due(day("2023-03-21"), &spring), "2023-03-14");
	day_is(papers_due(day("2023-04-13"), &spring), "2023-04-04"); /* Good Friday and Easter Monday between */
	day_is(papers_due(day("2023-03-19"), &spring), "2023-03-13"); /* a Sunday */
}

static void test_rule_14_next_meeting(void **state)
{
	(void)state;
	bool clash = true;
	day_t first = day("2023-01-03"); /* a Tuesday */
	day_is(meeting_next("weekly", first, D, &spring, &clash), "2023-03-14");
	assert_false(clash);
	day_is(meeting_next("weekly", first, D + 1, &spring, &clash), "2023-03-21");
	day_is(meeting_next("every 4 weeks", first, D, &spring, &clash), "2023-03-28");
	day_is(meeting_next("weekly", first, day("2022-12-01"), &spring, &clash), "2023-01-03");
	day_is(meeting_next("monthly 2nd Tuesday", first, D, &spring, &clash), "2023-03-14");
	day_is(meeting_next("monthly 2nd Tuesday", first, D + 1, &spring, &clash), "2023-04-11");
	day_is(meeting_next("monthly last friday", first, day("2023-12-30"), &spring, &clash), "2024-01-26");
	day_is(meeting_next("monthly 1st Monday", first, day("2023-04-30"), &spring, &clash), "2023-05-01");
	assert_true(clash); /* May Day: flagged, not moved */
	day_is(meeting_next("dates 2023-06-20 2023-03-21", first, D, &spring, &clash), "2023-03-21");
	day_is(meeting_next("", day("2023-03-21"), D, &spring, &clash), "2023-03-21");
	day_is(meeting_next(NULL, D, D, NULL, NULL), "2023-03-14");
	day_is(meeting_next("monthly 2nd Tuesday", DAY_NONE, D, NULL, NULL), "2023-03-14");
}

static void test_rule_14_no_date(void **state)
{
	(void)state;
	bool clash = true;
	assert_int_equal(meeting_next(NULL, D - 1, D, &spring, &clash), DAY_NONE);
	assert_false(clash);
	assert_int_equal(meeting_next("dates 2023-03-13", D - 1, D, NULL, NULL), DAY_NONE);
	assert_int_equal(meeting_next("weekly", DAY_NONE, D, NULL, NULL), DAY_NONE);
	assert_int_equal(meeting_next("now and then", D, D, NULL, NULL), DAY_NONE);
}

static void test_rule_14_recurs_words(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "weekl", "weekly x", "every", "every 0 weeks", "every 4", "every x weeks", "every 4 months", "every 400 weeks",
		"monthly", "monthly 5th Tuesday", "monthly 2nd", "monthly 2nd Tue", "monthly Tuesday 2nd", "monthly 2nd Tuesday x",
		"dates", "dates 2023-02-30", "dates 2023-03", "dates 2023-03-21  2023-03-28", "dates 2023-03-21,2023-03-28",
	};
	assert_true(recurs_valid("weekly"));
	assert_true(recurs_valid("Every 2 weeks"));
	assert_true(recurs_valid("every 9 weeks"));
	assert_true(recurs_valid("monthly last Friday"));
	assert_true(recurs_valid("dates 2023-03-21"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (recurs_valid(bad[i]))
			fail_msg("understood: %s", bad[i]);
}

static void test_rule_14_hate_crime_week(void **state)
{
	(void)state;
	day_is(hate_crime_week(2023), "2023-10-14");
	day_is(hate_crime_week(2022), "2022-10-08"); /* the 1st is a Saturday */
	day_is(hate_crime_week(2024), "2024-10-12");
}

static void test_rule_15_succession(void **state)
{
	(void)state;
	day_t end = day("2023-03-31");
	assert_true(succession_flag(end, NULL, D));
	assert_true(succession_flag(end, "", D));
	assert_false(succession_flag(end, "NYC", D));
	assert_true(succession_flag(end, NULL, end + 5)); /* already empty */
	assert_true(succession_flag(D + 27, NULL, D));
	assert_false(succession_flag(D + 28, NULL, D));
	assert_false(succession_flag(DAY_NONE, NULL, D));
}

static void test_rule_16_powers(void **state)
{
	(void)state;
	assert_int_equal(power_notice_days("PSPO"), 90);
	assert_int_equal(power_notice_days("pspo"), 90);
	assert_int_equal(power_notice_days("closure-order"), 14);
	assert_int_equal(power_notice_days("CBO"), 14);
	assert_int_equal(power_notice_days("closure-notice"), 1);
	assert_int_equal(power_notice_days(NULL), 14);
}

static void test_rule_17_quiet_is_not_silent(void **state)
{
	(void)state;
	struct hub_facts quiet = { .ever = true, .fresh = true };
	assert_int_equal(hub_state(&quiet), HUB_QUIET); /* Ryedale */
	struct hub_facts old = { .ever = true, .fresh = false };
	assert_int_equal(hub_state(&old), HUB_NO_DATA); /* Richmondshire */
	struct hub_facts never = { .ever = false };
	assert_int_equal(hub_state(&never), HUB_NEVER);
	const struct hub_facts busy[] = {
		{ true, true, 1, 0, 0, 0, false }, { true, true, 0, 1, 0, 0, false }, { true, true, 0, 0, 1, 0, false },
		{ true, true, 0, 0, 0, 1, false }, { true, true, 0, 0, 0, 0, true },
	};
	for (size_t i = 0; i < sizeof busy / sizeof *busy; i++)
		assert_int_equal(hub_state(&busy[i]), HUB_NORMAL);
}

static void test_rule_18_banner(void **state)
{
	(void)state;
	const enum marking plain[] = { MARKING_OFFICIAL, MARKING_OFFICIAL }, one[] = { MARKING_OFFICIAL, MARKING_SENSITIVE },
		unknown[] = { MARKING_UNKNOWN, MARKING_OFFICIAL };
	assert_int_equal(banner(NULL, 0), MARKING_OFFICIAL);
	assert_int_equal(banner(plain, 2), MARKING_OFFICIAL);
	assert_int_equal(banner(one, 2), MARKING_SENSITIVE);
	assert_int_equal(banner(unknown, 2), MARKING_SENSITIVE); /* never understated */
}

static void test_rule_19_order(void **state)
{
	(void)state;
	static const enum rank order[] = {
		RANK_STATUTORY_OVERDUE, RANK_CRITICAL, RANK_OVERDUE, RANK_RED_WORSE, RANK_REPEAT, RANK_DUE_SOON, RANK_CHANGED,
		RANK_STALE, RANK_REST,
	};
	for (int i = 0; i < RANK_COUNT; i++)
		assert_int_equal(order[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rule_01_overdue), cmocka_unit_test(test_rule_02_windows),
		cmocka_unit_test(test_rule_03_countdown), cmocka_unit_test(test_rule_03_milestone_rating),
		cmocka_unit_test(test_rule_04_thresholds), cmocka_unit_test(test_rule_04_in_range),
		cmocka_unit_test(test_rule_06_percent), cmocka_unit_test(test_rule_07_z), cmocka_unit_test(test_rule_08_one_line),
		cmocka_unit_test(test_rule_08_forced_sums), cmocka_unit_test(test_rule_08_a_total_goes),
		cmocka_unit_test(test_rule_08_both_totals), cmocka_unit_test(test_rule_08_nothing_follows),
		cmocka_unit_test(test_rule_10_stale), cmocka_unit_test(test_rule_10_working_days),
		cmocka_unit_test(test_rule_10_defaults), cmocka_unit_test(test_rule_11_repeat_location),
		cmocka_unit_test(test_rule_11_repeat_victim), cmocka_unit_test(test_rule_11_case_review),
		cmocka_unit_test(test_rule_12_dhr), cmocka_unit_test(test_rule_13_da_strategy),
		cmocka_unit_test(test_rule_14_papers), cmocka_unit_test(test_rule_14_next_meeting),
		cmocka_unit_test(test_rule_14_no_date), cmocka_unit_test(test_rule_14_recurs_words),
		cmocka_unit_test(test_rule_14_hate_crime_week), cmocka_unit_test(test_rule_15_succession),
		cmocka_unit_test(test_rule_16_powers), cmocka_unit_test(test_rule_17_quiet_is_not_silent),
		cmocka_unit_test(test_rule_18_banner), cmocka_unit_test(test_rule_19_order),
	};
	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
