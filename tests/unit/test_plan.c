/* Which requests a source stands for, and their addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/plan.h"

static const char *const two_hubs[] = { "craven", "selby" };

static struct config make_config(struct hub hubs[2])
{
	hubs[0] = (struct hub){ .id = "craven", .poly = "54.1,-2.5:54.2,-2.4:54.1,-2.3" };
	hubs[1] = (struct hub){ .id = "selby" };
	return (struct config){ .hubs = hubs, .hub_count = 2 };
}

static struct source crime(void)
{
	static struct form_part parts[] = { { "date", "{month}" }, { "poly", "{hub.poly}" }, { "a b", "1&2={hub}" } };
	static const char *hubs[2];
	memcpy(hubs, two_hubs, sizeof hubs);
	return (struct source){ .id = "crime", .url = "https://data.example/all?h={hub}&m={month}", .form_parts = parts,
		.form_count = 3, .hubs = { hubs, 2 }, .months = 13 };
}

static void test_hubs_and_months(void **state)
{
	struct hub hubs[2];
	struct config config = make_config(hubs);
	struct source source = crime();
	struct arena arena = { 0 };
	struct plan plan;
	(void)state;
	plan_source(&arena, &config, &source, "2025-09", &plan);
	assert_int_equal(plan.count, 26);
	assert_string_equal(plan.requests[0].hub, "craven");
	assert_string_equal(plan.requests[0].month, "2024-09");
	assert_string_equal(plan.requests[4].month, "2025-01");
	assert_string_equal(plan.requests[12].month, "2025-09");
	assert_string_equal(plan.requests[13].hub, "selby");
	assert_string_equal(plan.requests[25].month, "2025-09");
	assert_string_equal(plan.requests[12].url, "https://data.example/all?h=craven&m=2025-09");
	assert_string_equal(plan.requests[12].form,
		"date=2025-09&poly=54.1,-2.5:54.2,-2.4:54.1,-2.3&a%20b=1%262%3Dcraven");
	assert_string_equal(plan.requests[13].form, "date=2024-09&poly=&a%20b=1%262%3Dselby");
	arena_free(&arena);
}

static void test_single(void **state)
{
	struct hub hubs[2];
	struct config config = make_config(hubs);
	struct source source = { .id = "floods", .url = "https://data.example/floods?county=North%20Yorkshire" };
	struct arena arena = { 0 };
	struct plan plan;
	(void)state;
	plan_source(&arena, &config, &source, NULL, &plan);
	assert_int_equal(plan.count, 1);
	assert_string_equal(plan.requests[0].hub, "");
	assert_string_equal(plan.requests[0].month, "");
	assert_string_equal(plan.requests[0].url, source.url);
	assert_null(plan.requests[0].form);
	arena_free(&arena);
}

static void test_months(void **state)
{
	static const struct { const char *picked, *month; } cases[] = {
		{ "2025-09-01", "2025-09" }, { "2025-09", "2025-09" }, { "2025-09-30T23:30:00Z", "2025-10" },
		{ "2025", NULL }, { "September", NULL }, { "", NULL }, { "2025-13-01", NULL },
	};
	char month[MONTH_ROOM];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool good = plan_month_of(cases[i].picked, month);
		assert_int_equal(good, cases[i].month != NULL);
		if (good)
			assert_string_equal(month, cases[i].month);
	}
	plan_month_before(1678783500, month); /* 14 March 2023 */
	assert_string_equal(month, "2023-02");
	plan_month_before(1672531200, month); /* 1 January 2023 */
	assert_string_equal(month, "2022-12");
	plan_month_before(1680305400, month); /* 31 March 2023, 23:30 UTC: April in the UK */
	assert_string_equal(month, "2023-03");
}

static void test_hosts(void **state)
{
	static const struct { const char *url, *host; } cases[] = {
		{ "https://data.police.uk/api/x?y=https://z", "https://data.police.uk" },
		{ "http://127.0.0.1:8080", "http://127.0.0.1:8080" }, { "unix:/run/feed.sock:/v1/craven", "unix:/run/feed.sock" },
		{ "file:/srv/feed", "file:" },
	};
	struct arena arena = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(plan_host(&arena, cases[i].url), cases[i].host);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hubs_and_months), cmocka_unit_test(test_single), cmocka_unit_test(test_months),
		cmocka_unit_test(test_hosts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
