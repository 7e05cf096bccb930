/* Days, months, periods, instants and UK time, at their edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/dates.h"

static day_t day(const char *text)
{
	day_t found;
	enum precision precision;
	if (!day_parse(text, &found, &precision) || precision != PRECISION_DAY)
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

static void test_days_and_back(void **state)
{
	(void)state;
	assert_int_equal(day_of(1970, 1, 1), 0);
	assert_int_equal(day_of(2000, 3, 1), 11017);
	assert_int_equal(day_of(1969, 12, 31), -1);
	day_t expected = day_of(1583, 1, 1);
	for (int year = 1583; year < 2410; year++)
		for (int month = 1; month <= 12; month++)
			for (int d = 1; d <= day_civil(day_month_end(day_of(year, month, 1))).day; d++, expected++) {
				struct civil c = day_civil(expected);
				assert_true(day_of(year, month, d) == expected && c.year == year && c.month == month && c.day == d);
			}
}

static void test_leap_years(void **state)
{
	(void)state;
	assert_int_equal(day_of(2024, 3, 1) - day_of(2024, 2, 1), 29);
	assert_int_equal(day_of(2023, 3, 1) - day_of(2023, 2, 1), 28);
	assert_int_equal(day_of(2000, 3, 1) - day_of(2000, 2, 1), 29);
	assert_int_equal(day_of(2100, 3, 1) - day_of(2100, 2, 1), 28);
}

static void test_weekdays(void **state)
{
	(void)state;
	assert_int_equal(day_weekday(day("2023-03-14")), 1);
	assert_int_equal(day_weekday(day("2023-03-19")), 6);
	assert_int_equal(day_weekday(day("1970-01-01")), 3);
	assert_int_equal(day_weekday(day("1969-12-29")), 0);
	assert_int_equal(day_weekday(day("1815-06-18")), 6); /* Waterloo, a Sunday */
}

static void test_months_clamp(void **state)
{
	(void)state;
	assert_int_equal(day_add_months(day("2023-01-31"), 1), day("2023-02-28"));
	assert_int_equal(day_add_months(day("2024-01-31"), 1), day("2024-02-29"));
	assert_int_equal(day_add_months(day("2023-03-31"), -1), day("2023-02-28"));
	assert_int_equal(day_add_months(day("2023-12-15"), 1), day("2024-01-15"));
	assert_int_equal(day_add_months(day("2023-01-15"), -1), day("2022-12-15"));
	assert_int_equal(day_add_months(day("2024-02-29"), 12), day("2025-02-28"));
	assert_int_equal(day_add_months(day("2021-12-20"), 36), day("2024-12-20"));
	assert_int_equal(day_month_end(day("2024-02-01")), day("2024-02-29"));
	assert_int_equal(day_month_end(day("2023-12-31")), day("2023-12-31"));
}

static void test_precision(void **state)
{
	(void)state;
	day_t d;
	enum precision precision;
	assert_true(day_parse("2024-01", &d, &precision));
	assert_int_equal(d, day("2024-01-31"));
	assert_int_equal(precision, PRECISION_MONTH);
	assert_true(day_parse("2024", &d, &precision));
	assert_int_equal(d, day("2024-12-31"));
	assert_int_equal(precision, PRECISION_YEAR);
	assert_true(day_parse("2024-02", &d, &precision));
	assert_int_equal(d, day("2024-02-29"));
}

static void test_days_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "2023-", "2023-3-14", "2023-03-1", "2023-02-29", "2023-13-01", "2023-00-01", "2023-01-00", "2023-04-31",
		"2023-03-14 ", " 2023-03-14", "2023/03/14", "20230314", "-2023-03-14", "+023-03-14", "0000-01-01",
		"2023-03-14T08:30:00Z", "14 Mar 2023", "99999", "2023-03-\xd9\xa1\xd9\xa2",
	};
	day_t d = 7;
	enum precision precision;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (day_parse(bad[i], &d, &precision))
			fail_msg("taken for a day: %s", bad[i]);
	assert_int_equal(d, 7);
}

static void period_is(const char *text, const char *first, const char *last)
{
	day_t from, to;
	if (!period_parse(text, &from, &to))
		fail_msg("not a period: %s", text);
	assert_int_equal(from, day(first));
	assert_int_equal(to, day(last));
}

static void test_periods(void **state)
{
	(void)state;
	period_is("2023-02-28", "2023-02-28", "2023-02-28");
	period_is("2023-02", "2023-02-01", "2023-02-28");
	period_is("2023", "2023-01-01", "2023-12-31");
	period_is("2023-Q1", "2023-01-01", "2023-03-31");
	period_is("2023-Q4", "2023-10-01", "2023-12-31");
	period_is("2023-W01", "2023-01-02", "2023-01-08");
	period_is("2023-W07", "2023-02-13", "2023-02-19");
	period_is("2020-W53", "2020-12-28", "2021-01-03"); /* a long year */
	period_is("2021-W01", "2021-01-04", "2021-01-10");
	period_is("2025-W01", "2024-12-30", "2025-01-05");
}

static void test_periods_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"2023-W00", "2023-W53", "2021-W53", "2023-W7", "2023-W071", "2023-Q0", "2023-Q5", "2023-Q", "2023-Q11", "2023-w07",
		"2023-13", "Q1", "",
	};
	day_t first, last;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (period_parse(bad[i], &first, &last))
			fail_msg("taken for a period: %s", bad[i]);
}

static void test_instants(void **state)
{
	(void)state;
	assert_int_equal(instant("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(instant("2023-03-14T08:30:00Z"), 1678782600);
	assert_int_equal(instant("2023-03-14T09:30:00+01:00"), 1678782600);
	assert_int_equal(instant("2023-03-14T03:00:00-05:30"), 1678782600);
	assert_int_equal(instant("2023-03-14t08:30:00.999z"), 1678782600);
	assert_int_equal(instant("2023-03-14 08:30:00Z"), 1678782600);
	assert_int_equal(instant("2038-01-19T03:14:08Z"), INT64_C(2147483648));
	assert_int_equal(instant("1969-12-31T23:59:59Z"), -1);
}

static void test_instants_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"2023-03-14T08:30:60Z", "2016-12-31T23:59:60Z", "2023-03-14T24:00:00Z", "2023-03-14T08:60:00Z",
		"2023-03-14T08:30:00", "2023-03-14T08:30Z", "2023-03-14", "2023-03-14T08:30:00.Z", "2023-03-14T08:30:00+0100",
		"2023-03-14T08:30:00+24:00", "2023-03-14T08:30:00+01:60", "2023-03-14T08:30:00ZZ", "2023-02-30T08:30:00Z", "",
	};
	instant_t at;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (instant_parse(bad[i], &at))
			fail_msg("taken for an instant: %s", bad[i]);
}

static instant_t uk(const char *text)
{
	instant_t at;
	if (!instant_local(text, "Europe/London", &at))
		fail_msg("not a local time: %s", text);
	return at;
}

/* fault 54: clocks forward on 29 March 2026, back on 25 October 2026 */
static void test_clocks_change(void **state)
{
	(void)state;
	assert_int_equal(instant_offset(instant("2026-03-29T00:59:59Z")), 0);
	assert_int_equal(instant_offset(instant("2026-03-29T01:00:00Z")), 3600);
	assert_int_equal(instant_offset(instant("2026-10-25T00:59:59Z")), 3600);
	assert_int_equal(instant_offset(instant("2026-10-25T01:00:00Z")), 0);
	assert_int_equal(instant_offset(instant("2024-03-31T01:00:00Z")), 3600); /* the last day is that Sunday */
	assert_int_equal(instant_offset(instant("2023-12-31T23:59:59Z")), 0);
}

static void test_local_times(void **state)
{
	(void)state;
	instant_t at;
	assert_int_equal(uk("2023-03-14T08:30:00"), instant("2023-03-14T08:30:00Z"));
	assert_int_equal(uk("2023-07-14T08:30:00"), instant("2023-07-14T07:30:00Z"));
	assert_int_equal(uk("2023-07-14T08:30"), instant("2023-07-14T07:30:00Z"));
	assert_int_equal(uk("2026-03-29T00:59:59"), instant("2026-03-29T00:59:59Z"));
	assert_int_equal(uk("2026-03-29T01:30:00"), instant("2026-03-29T01:30:00Z")); /* skipped: counts on to 02:30 */
	assert_int_equal(uk("2026-03-29T02:00:00"), instant("2026-03-29T01:00:00Z"));
	assert_int_equal(uk("2026-10-25T01:30:00"), instant("2026-10-25T00:30:00Z")); /* twice: the first */
	assert_int_equal(uk("2026-10-25T02:00:00"), instant("2026-10-25T02:00:00Z"));
	assert_true(instant_local("2023-07-14T08:30:00", "UTC", &at));
	assert_int_equal(at, instant("2023-07-14T08:30:00Z"));
	assert_false(instant_local("2023-07-14T08:30:00", "Europe/Paris", &at));
	assert_false(instant_local("2023-07-14T08:30:00Z", "Europe/London", &at));
}

static void test_local_day_and_minute(void **state)
{
	(void)state;
	assert_int_equal(instant_day(instant("2023-07-13T22:59:59Z")), day("2023-07-13"));
	assert_int_equal(instant_day(instant("2023-07-13T23:00:00Z")), day("2023-07-14"));
	assert_int_equal(instant_minute(instant("2023-07-13T23:00:00Z")), 0);
	assert_int_equal(instant_minute(instant("2023-03-14T23:59:59Z")), 1439);
	assert_int_equal(instant_minute(instant("1969-12-31T23:59:59Z")), 1439);
	for (day_t d = day("2019-12-30"); d < day("2032-01-05"); d++) {
		assert_int_equal(instant_day(day_start(d)), d);
		assert_int_equal(instant_minute(day_start(d)), 0);
		assert_int_equal(instant_day(day_start(d) - 1), d - 1);
	}
}

static const day_t easter_2023[] = { 19454, 19457, 19478, 19485 }; /* 7 and 10 April, 1 and 8 May */
static const struct holidays spring = { easter_2023, 4 };

static void test_working_days(void **state)
{
	(void)state;
	assert_int_equal(day("2023-04-07"), easter_2023[0]);
	assert_false(day_is_business(day("2023-04-07"), &spring));
	assert_false(day_is_business(day("2023-04-08"), &spring));
	assert_true(day_is_business(day("2023-04-07"), NULL));
	assert_true(day_is_business(day("2023-04-11"), &spring));
	assert_int_equal(day_add_business(day("2023-04-06"), 1, &spring), day("2023-04-11"));
	assert_int_equal(day_add_business(day("2023-04-11"), -1, &spring), day("2023-04-06"));
	assert_int_equal(day_add_business(day("2023-03-18"), 1, NULL), day("2023-03-20"));
	assert_int_equal(day_add_business(day("2023-03-18"), 0, NULL), day("2023-03-18"));
	assert_int_equal(day_business_between(day("2023-04-06"), day("2023-04-11"), &spring), 1);
	assert_int_equal(day_business_between(day("2023-04-11"), day("2023-04-06"), &spring), -1);
	assert_int_equal(day_business_between(day("2023-04-10"), day("2023-04-10"), &spring), 0);
	assert_int_equal(day_business_between(day("2023-04-06"), day("2023-04-10"), &spring), 0);
	assert_int_equal(day_business_between(day("2023-04-07"), day("2023-04-12"), &spring), 2);
}

static void test_working_days_counted(void **state)
{
	(void)state;
	for (day_t from = day("1969-12-20"); from < day("1970-01-20"); from++)
		for (day_t to = from, count = 0; to < from + 40; to++, count += day_is_business(to, NULL))
			assert_int_equal(day_business_between(from, to, NULL), count);
}

static void test_texts(void **state)
{
	(void)state;
	char out[DATE_TEXT];
	day_t d = day("2023-03-04");
	assert_string_equal(day_text(out, d), "Sat 4 Mar");
	assert_string_equal(day_short(out, d), "4 Mar");
	assert_string_equal(day_long(out, d), "Sat 4 Mar 2023");
	assert_string_equal(day_iso(out, d), "2023-03-04");
	assert_string_equal(day_due(out, d, PRECISION_DAY), "Sat 4 Mar");
	assert_string_equal(day_due(out, day("2024-01-31"), PRECISION_MONTH), "by Jan 2024");
	assert_string_equal(day_due(out, day("2024-12-31"), PRECISION_YEAR), "by 2024");
	assert_string_equal(instant_clock(out, instant("2023-07-14T07:05:59Z")), "08:05");
	assert_string_equal(instant_iso(out, instant("2023-07-14T07:05:59Z")), "2023-07-14T07:05:59Z");
	assert_string_equal(instant_iso(out, -1), "1969-12-31T23:59:59Z");
}

static void test_ages(void **state)
{
	(void)state;
	char out[DATE_TEXT];
	assert_string_equal(instant_age(out, -1), "in future");
	assert_string_equal(instant_age(out, 0), "0 min");
	assert_string_equal(instant_age(out, 15 * 60 + 59), "15 min");
	assert_string_equal(instant_age(out, 3599), "59 min");
	assert_string_equal(instant_age(out, 3600), "1 h");
	assert_string_equal(instant_age(out, 2 * 3600), "2 h");
	assert_string_equal(instant_age(out, 48 * 3600 - 1), "47 h");
	assert_string_equal(instant_age(out, 7 * 86400 + 900), "7 days");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days_and_back), cmocka_unit_test(test_leap_years), cmocka_unit_test(test_weekdays),
		cmocka_unit_test(test_months_clamp), cmocka_unit_test(test_precision), cmocka_unit_test(test_days_refused),
		cmocka_unit_test(test_periods), cmocka_unit_test(test_periods_refused), cmocka_unit_test(test_instants),
		cmocka_unit_test(test_instants_refused), cmocka_unit_test(test_clocks_change), cmocka_unit_test(test_local_times),
		cmocka_unit_test(test_local_day_and_minute), cmocka_unit_test(test_working_days),
		cmocka_unit_test(test_working_days_counted), cmocka_unit_test(test_texts), cmocka_unit_test(test_ages),
	};
	return cmocka_run_group_tests_name("dates", tests, NULL, NULL);
}
