/* state.db: briefings and baselines, decisions and questions, room actions, what was seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/folder.h"
#include "hubbrief/mem.h"
#include "hubbrief/state.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* state.h takes structs that own their texts */

static char path[128];

static struct state *open_state(void)
{
	char *notice = NULL;
	struct error error = { "" };
	struct state *state = state_open(path, &notice, &error);
	if (!state)
		fail_msg("%s", error.text);
	assert_null(notice);
	return state;
}

static int fresh(void **context)
{
	static int number;
	snprintf(path, sizeof path, "%s/state-%d.db", folder_path(), ++number);
	*context = open_state();
	return 0;
}

static int done(void **context)
{
	state_close(*context);
	return 0;
}

/* Closed and opened again: what was said to be kept must be in the file. */
static struct state *again(void **context)
{
	state_close(*context);
	return *context = open_state();
}

static int64_t held(struct state *state, const char *forum, const char *hub, instant_t at, int64_t sequence)
{
	struct error error;
	struct briefing briefing = { .forum = TEXT(forum), .hub = TEXT(hub), .started = at - 600 };
	int64_t id = state_briefing_begin(state, &briefing, &error);
	assert_true(id > 0);
	assert_true(state_briefing_close(state, id, at, sequence, &error));
	return id;
}

static void expect_baseline(struct state *state, const char *forum, const char *hub, instant_t now, int64_t sequence)
{
	struct briefing found;
	bool any = state_baseline(state, forum, hub, now, &found);
	assert_int_equal(any ? found.sequence : -1, sequence);
	if (any)
		briefing_clear(&found);
}

static void test_baselines(void **context)
{
	struct state *state = *context;
	expect_baseline(state, "daily", "", 9000, -1);
	held(state, "daily", "", 1000, 10);
	held(state, "daily", "", 2000, 20);
	held(state, "daily", "selby", 3000, 30);
	held(state, "weekly", "", 4000, 40);
	state = again(context);
	expect_baseline(state, "daily", "", 9000, 20);
	expect_baseline(state, "daily", "selby", 9000, 30);
	expect_baseline(state, "daily", "craven", 9000, 20);
	expect_baseline(state, "weekly", "", 9000, 40);
	expect_baseline(state, "daily", "", 2000, 10); /* held before now, not at it */
	expect_baseline(state, "daily", "", 1000, -1);
	held(state, "daily", "", 5000, 50);
	expect_baseline(state, "daily", "selby", 9000, 50); /* one of all hubs counts for each */
}

static void test_cut_off(void **context)
{
	struct error error;
	struct briefing found, briefing = { .forum = TEXT("daily"), .hub = TEXT(""), .office = TEXT("SPOC"),
		.started = 500, .keeper = TEXT("hub-sca") };
	int64_t id = state_briefing_begin(*context, &briefing, &error);
	assert_true(state_briefing_page(*context, id, 3, &error));
	assert_true(state_briefing_agencies(*context, id, "lead", "NYP, YJS", &error));
	struct state *state = again(context);
	assert_true(state_briefing_open(state, "daily", &found));
	assert_int_equal(found.id, id);
	assert_int_equal(found.page, 3);
	assert_int_equal(found.sequence, -1);
	assert_true(found.held == INSTANT_NONE);
	assert_string_equal(found.agencies, "NYP, YJS");
	assert_string_equal(found.office, "lead");
	assert_string_equal(found.keeper, "hub-sca");
	briefing_clear(&found);
	assert_false(state_briefing_open(state, "weekly", &found));
	expect_baseline(state, "daily", "", 9000, -1);
	assert_true(state_briefing_close(state, id, 800, 7, &error));
	assert_false(state_briefing_open(state, "daily", &found));
	expect_baseline(state, "daily", "", 9000, 7);
	assert_true(state_briefing_reopen(state, id, &error));
	expect_baseline(state, "daily", "", 9000, -1);
	assert_true(state_briefing_open(state, "daily", &found));
	briefing_clear(&found);
}

static void test_newest_first(void **context)
{
	struct briefing list[2];
	held(*context, "daily", "", 1000, 1);
	held(*context, "daily", "", 3000, 3);
	held(*context, "daily", "selby", 2000, 2);
	assert_int_equal(state_briefings(*context, list, 2), 2);
	assert_int_equal(list[0].sequence, 3);
	assert_int_equal(list[1].sequence, 2);
	briefing_clear(&list[0]);
	briefing_clear(&list[1]);
}

static int64_t decide(struct state *state, int64_t briefing, enum decision_type type, const char *text)
{
	struct error error;
	struct decision decision = { .briefing = briefing, .at = 100, .type = type,
		.source = TEXT("partners"), .record = TEXT("A-41"),
		.title = TEXT("Lighting survey"), .text = TEXT(text), .due = DAY_NONE };
	int64_t id = state_decide(state, &decision, &error);
	assert_true(id > 0);
	return id;
}

static size_t count_decisions(struct state *state, int64_t briefing)
{
	struct decision list[9];
	size_t count = state_decisions(state, briefing, list, 9);
	for (size_t i = 0; i < count; i++)
		decision_clear(&list[i]);
	return count;
}

static void test_decisions(void **context)
{
	struct error error = { "" };
	struct decision list[9];
	decide(*context, 1, DECISION_DONE, "lamp replaced");
	decide(*context, 1, DECISION_MINUTE, "a minute");
	decide(*context, 2, DECISION_LEAVE, NULL);
	struct state *state = again(context);
	assert_int_equal(count_decisions(state, 0), 3);
	assert_int_equal(state_decisions(state, 1, list, 9), 2);
	assert_int_equal(list[0].type, DECISION_DONE);
	assert_string_equal(list[0].text, "lamp replaced");
	assert_string_equal(list[0].record, "A-41");
	assert_int_equal(list[0].due, DAY_NONE);
	decision_clear(&list[0]);
	decision_clear(&list[1]);
	assert_true(state_undo(state, 1, &error));
	assert_int_equal(count_decisions(state, 1), 1);
	assert_int_equal(count_decisions(state, 2), 1); /* another meeting's is left alone */
	assert_true(state_undo(state, 1, &error));
	assert_false(state_undo(state, 1, &error));
	assert_string_equal(error.text, "There is nothing to undo.");
}

static size_t count_questions(struct state *state)
{
	struct decision list[9];
	size_t count = state_open_questions(state, list, 9);
	for (size_t i = 0; i < count; i++)
		decision_clear(&list[i]);
	return count;
}

static void test_questions(void **context)
{
	struct state *state = *context;
	struct error error;
	char number[24];
	int64_t first = decide(state, 1, DECISION_QUESTION, "who pays?");
	decide(state, 2, DECISION_QUESTION, "by when?");
	assert_int_equal(count_questions(state), 2);
	snprintf(number, sizeof number, "%lld", (long long)first);
	struct decision answer = { .briefing = 3, .type = DECISION_ANSWER, .source = TEXT(QUESTION_SOURCE), .record = number,
		.text = TEXT("the county"), .due = DAY_NONE };
	assert_true(state_decide(state, &answer, &error) > 0);
	assert_int_equal(count_questions(state), 1);
	assert_true(state_undo(state, 3, &error));
	assert_int_equal(count_questions(state), 2);
}

static bool add_id(void *context, const char *id, const char *json)
{
	char *ids = context;
	assert_non_null(strstr(json, id));
	strcat(ids, id);
	strcat(ids, " ");
	return true;
}

static void expect_room(struct state *state, const char *wanted)
{
	char ids[100] = "";
	assert_true(state_room_each(state, add_id, ids));
	assert_string_equal(ids, wanted);
}

static void test_room(void **context)
{
	struct error error = { "" };
	struct decision decision = { .briefing = 1, .type = DECISION_ACTION, .title = TEXT("Send dates"), .due = DAY_NONE };
	assert_int_equal(state_room_next(*context), 1);
	assert_true(state_room_add(*context, "{\"id\":\"R-1\",\"kind\":\"action\"}", &decision, &error) > 0);
	assert_true(state_room_add(*context, "{\"id\":\"R-2\",\"kind\":\"action\"}", &decision, &error) > 0);
	assert_int_equal(state_room_add(*context, "{\"id\":\"R-2\",\"kind\":\"action\"}", &decision, &error), 0);
	struct state *state = again(context);
	expect_room(state, "R-1 R-2 ");
	assert_int_equal(count_decisions(state, 1), 2); /* the one refused left no decision */
	assert_true(state_undo(state, 1, &error));
	expect_room(state, "R-1 ");
	assert_int_equal(state_room_next(state), 3); /* a number is not given twice */
	assert_true(state_room_set(state, "R-1", NULL, &error));
	expect_room(state, "");
}

static void test_seen(void **context)
{
	struct error error;
	assert_int_equal(state_seen(*context, "partners", "A-41"), -1);
	assert_true(state_see(*context, "partners", "A-41", 7, &error));
	assert_true(state_see(*context, "partners", "A-41", 9, &error));
	struct state *state = again(context);
	assert_int_equal(state_seen(state, "partners", "A-41"), 9);
	assert_int_equal(state_seen(state, "others", "A-41"), -1);
	assert_true(state_unsee(state, "partners", "A-41", &error));
	assert_int_equal(state_seen(state, "partners", "A-41"), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)
	const struct CMUnitTest tests[] = {
		TEST(test_baselines), TEST(test_cut_off), TEST(test_newest_first), TEST(test_decisions), TEST(test_questions),
		TEST(test_room), TEST(test_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
