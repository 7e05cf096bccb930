/* state.db: what is remembered stays, and is salvaged from a damaged file. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "hubbrief/db.h"
#include "hubbrief/mem.h"
#include "hubbrief/purge.h"
#include "hubbrief/state.h"

static struct state *open_state(const char *path, char **notice)
{
	struct error error = { "" };
	struct state *state = state_open(path, notice, &error);
	if (!state)
		fail_msg("%s", error.text);
	return state;
}

static void expect_memo(struct state *state, const char *key, const char *value)
{
	char *found = state_recall(state, key);
	if (value)
		assert_string_equal(found, value);
	else
		assert_null(found);
	free(found);
}

static void remembers(void **unused)
{
	(void)unused;
	char *path = mem_printf("%s/state-1.db", folder_path()), *notice;
	struct state *state = open_state(path, &notice);
	assert_null(notice);
	expect_memo(state, "glyphs", NULL);
	assert_true(state_remember(state, "glyphs", "ascii", NULL));
	assert_true(state_remember(state, "glyphs", "utf8", NULL));
	assert_true(state_remember(state, "it's", "\"; DROP TABLE memo; --", NULL));
	state_close(state);
	state = open_state(path, &notice);
	assert_null(notice);
	expect_memo(state, "glyphs", "utf8");
	expect_memo(state, "it's", "\"; DROP TABLE memo; --");
	state_close(state);
	free(path);
}

/* Two dashboards of one user share it. */
static void shared(void **unused)
{
	(void)unused;
	char *path = mem_printf("%s/state-2.db", folder_path()), *notice;
	struct state *one = open_state(path, &notice), *two = open_state(path, &notice);
	assert_true(state_remember(one, "view", "overview", NULL));
	expect_memo(two, "view", "overview");
	assert_true(state_remember(two, "view", "hub", NULL));
	expect_memo(one, "view", "hub");
	state_close(one);
	state_close(two);
	free(path);
}

static void salvaged(void **unused)
{
	(void)unused;
	char *path = mem_printf("%s/state-3.db", folder_path()), *notice, key[16];
	struct state *state = open_state(path, &notice);
	char value[400];
	memset(value, 'v', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	for (int i = 0; i < 200; i++) {
		snprintf(key, sizeof key, "key-%03d", i);
		assert_true(state_remember(state, key, value, NULL));
	}
	state_close(state);
	FILE *file = fopen(path, "r+"); /* the last page is lost */
	assert_int_equal(fseek(file, -4096, SEEK_END), 0);
	for (int i = 0; i < 4096; i++)
		fputc(0xa5, file);
	fclose(file);
	db_suspect(path);
	state = open_state(path, &notice);
	assert_non_null(notice);
	assert_non_null(strstr(notice, "set aside"));
	free(notice);
	expect_memo(state, "key-000", value);
	assert_true(state_remember(state, "after", "1", NULL));
	state_close(state);
	free(path);
}

/* ---- retention --------------------------------------------------------------------------------- */

enum { DAY = 86400, NOW = 1678783500 };

static int64_t held(struct state *state, instant_t at, int64_t sequence)
{
	char forum[] = "daily", none[] = "";
	const struct briefing briefing = { .forum = forum, .hub = none, .office = none, .agencies = none, .keeper = none,
		.started = at };
	int64_t id = state_briefing_begin(state, &briefing, NULL);
	assert_true(id > 0 && state_briefing_close(state, id, at, sequence, NULL));
	return id;
}

/* The audit lines of what goes now. */
static void expect_purged(struct state *state, int days, const char *wanted)
{
	static instant_t at = NOW; /* lines of one instant are of one purge */
	struct purge_line lines[8];
	struct str said = { 0 };
	int purged;
	assert_true(state_purge(state, days, ++at, &purged, NULL));
	size_t count = state_purges(state, lines, 8);
	for (size_t i = 0; i < count && lines[i].at == at; i++) {
		str_add(&said, said.length ? "; " : "");
		purge_say(&lines[i], &said);
	}
	assert_string_equal(str_text(&said), wanted);
	str_free(&said);
}

/* What was seen goes with the briefings that it was seen before, by no age of its own. */
static void seen_marks_go_with_briefings(void **unused)
{
	(void)unused;
	char *path = mem_printf("%s/state-4.db", folder_path()), *notice;
	struct state *state = open_state(path, &notice);
	held(state, NOW - 20 * DAY, 5);
	held(state, NOW - DAY, 9);
	assert_true(state_see(state, "partners", "A-1", 4, NULL) && state_see(state, "partners", "A-2", 8, NULL) &&
		state_see(state, "partners", "A-3", 10, NULL));
	expect_purged(state, 30, "");
	assert_int_equal(state_seen(state, "partners", "A-1"), 4);
	expect_purged(state, 10, "1 briefing older than 10 days; 2 seen marks from before the oldest briefing left");
	assert_int_equal(state_seen(state, "partners", "A-3"), 10);
	expect_purged(state, 10, "");
	state_close(state);
	free(path);
}

static void decide(struct state *state, int64_t briefing, instant_t at, enum decision_type type)
{
	char source[] = "partners", record[] = "I-1", none[] = "";
	const struct decision decision = { .briefing = briefing, .at = at, .type = type, .source = source, .record = record,
		.title = none, .text = none, .owner = none, .due = DAY_NONE };
	assert_true(state_decide(state, &decision, NULL) > 0);
}

static size_t referrals(struct state *state)
{
	struct decision open[4];
	size_t count = state_open_referrals(state, open, 4);
	for (size_t i = 0; i < count; i++)
		decision_clear(&open[i]);
	return count;
}

/* A referral that the same meeting left goes with what ended it, and does not come up again; one left in another stays. */
static void referral_goes_whole(void **unused)
{
	(void)unused;
	char *path = mem_printf("%s/state-5.db", folder_path()), *notice;
	struct state *state = open_state(path, &notice);
	int64_t first = held(state, NOW - 30 * DAY, 1), second;
	held(state, NOW - DAY, 9);
	decide(state, first, NOW - 30 * DAY, DECISION_REFER);
	decide(state, first, NOW - 30 * DAY + 1, DECISION_LEAVE);
	assert_int_equal(referrals(state), 0);
	expect_purged(state, 10, "1 briefing older than 10 days; 2 decisions older than 10 days");
	assert_int_equal(referrals(state), 0);
	first = held(state, NOW - 28 * DAY, 3);
	second = held(state, NOW - 27 * DAY, 4);
	decide(state, first, NOW - 28 * DAY, DECISION_REFER);
	decide(state, second, NOW - 27 * DAY, DECISION_LEAVE);
	expect_purged(state, 10, "2 briefings older than 10 days; 1 decision older than 10 days");
	assert_int_equal(referrals(state), 1);
	state_close(state);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembers), cmocka_unit_test(shared), cmocka_unit_test(salvaged),
		cmocka_unit_test(seen_marks_go_with_briefings), cmocka_unit_test(referral_goes_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
