/* Back-off, Retry-After, statuses, rates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/retry.h"

static void test_delay(void **state)
{
	static const struct { int failures, every, least, most; } cases[] = {
		{ 1, 3600, 15, 30 }, { 2, 3600, 30, 60 }, { 3, 3600, 60, 120 }, { 6, 3600, 450, 900 }, { 7, 3600, 450, 900 },
		{ 1000000, 86400, 450, 900 }, { 1, 10, 5, 10 }, { 2, 10, 10, 20 }, { 1, 1, 0, 1 }, { 1, 0, 15, 30 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int low = INT32_MAX, high = 0;
		for (uint32_t chance = 0; chance < 2000; chance++) {
			int delay = retry_delay(cases[i].failures, cases[i].every, chance * 2654435761u);
			low = delay < low ? delay : low;
			high = delay > high ? delay : high;
		}
		assert_in_range(low, cases[i].least, cases[i].least + 1);
		assert_int_equal(high, cases[i].most);
	}
}

static void test_after(void **state)
{
	(void)state;
	assert_int_equal(retry_after(37, 20), 37);
	assert_int_equal(retry_after(3, 20), 20);
	assert_int_equal(retry_after(-1, 20), 20);
	assert_int_equal(retry_after(0, 20), 20);
	assert_int_equal(retry_after(1000000000, 20), 3600);
	assert_int_equal(retry_after(INT64_MAX, 20), 3600);
}

static void test_regular(void **state)
{
	(void)state;
	for (uint32_t chance = 0; chance < 1000; chance++)
		assert_in_range(retry_regular(900, chance * 2654435761u), 900, 945);
	assert_int_equal(retry_regular(1, 12345), 1);
}

static void test_status(void **state)
{
	static const struct { int status; enum verdict verdict; const char *says; } cases[] = {
		{ 200, VERDICT_GOOD, "" }, { 304, VERDICT_UNCHANGED, "" }, { 401, VERDICT_REFUSED, "401: the server wants a credential" },
		{ 403, VERDICT_REFUSED, "403: " }, { 404, VERDICT_LATER, "404: there is nothing" }, { 410, VERDICT_GONE, "410: " },
		{ 429, VERDICT_LATER, "429: asked too often" }, { 503, VERDICT_LATER, "503: the server is busy or down" },
		{ 204, VERDICT_LATER, "204: an empty answer" }, { 599, VERDICT_LATER, "599: the server failed" },
		{ 418, VERDICT_LATER, "418: the server refuses the request" }, { 206, VERDICT_LATER, "206: not an answer" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char sentence[SENTENCE_ROOM];
		status_sentence(cases[i].status, sentence);
		assert_int_equal(status_verdict(cases[i].status), cases[i].verdict);
		assert_memory_equal(sentence, cases[i].says, strlen(cases[i].says));
		assert_true(strlen(sentence) <= 120);
	}
}

/* Ten a second: ten at once, then one each 100 ms, whatever the pause before. */
static void test_pace(void **state)
{
	struct pace pace;
	int64_t now = 1000000;
	(void)state;
	pace_start(&pace, 10, now);
	for (int i = 0; i < 10; i++)
		assert_int_equal(pace_take(&pace, now), 0);
	int64_t wait = pace_take(&pace, now);
	assert_in_range(wait, 1, 101);
	now += wait;
	assert_int_equal(pace_take(&pace, now), 0);
	assert_true(pace_take(&pace, now) > 0);
	now += 3600000;
	for (int i = 0; i < 10; i++)
		assert_int_equal(pace_take(&pace, now), 0);
	assert_true(pace_take(&pace, now) > 0);
}

/* In any second never more than the burst and the rate. */
static void test_pace_long(void **state)
{
	struct pace pace;
	int sent = 0;
	(void)state;
	pace_start(&pace, 7.5, 0);
	for (int64_t now = 0; now < 100000; now += 3)
		while (pace_take(&pace, now) == 0)
			sent++;
	assert_in_range(sent, 750, 758);
}

static void test_pace_free_and_closed(void **state)
{
	struct pace pace;
	(void)state;
	pace_start(&pace, 0, 5);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(pace_take(&pace, 5), 0);
	pace_close(&pace, 2000);
	pace_close(&pace, 1000);
	assert_int_equal(pace_take(&pace, 500), 1500);
	assert_int_equal(pace_take(&pace, 2000), 0);
	pace_start(&pace, 0.5, 0);
	assert_int_equal(pace_take(&pace, 0), 0);
	assert_in_range(pace_take(&pace, 0), 1999, 2001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_delay), cmocka_unit_test(test_after), cmocka_unit_test(test_regular),
		cmocka_unit_test(test_status), cmocka_unit_test(test_pace), cmocka_unit_test(test_pace_long),
		cmocka_unit_test(test_pace_free_and_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
