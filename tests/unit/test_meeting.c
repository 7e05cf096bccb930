/* The meeting on the demonstration's records: its pages, choices and decisions, cut off and resumed, closed and
 * reopened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "hubbrief/actions_csv.h"
#include "hubbrief/meeting.h"

struct held {
	struct config *config;
	struct store *store;
	struct state *state;
	struct meeting *meeting;
	char records[128], path[128];
};

static void open_state(struct held *held)
{
	struct error error = { "" };
	char *notice = NULL;
	held->state = state_open(held->path, &notice, &error);
	if (!held->state)
		fail_msg("%s", error.text);
}

static void begin(struct held *held, const char *hub)
{
	struct error error = { "" };
	held->meeting = meeting_begin(held->store, held->state, held->config, demo_now(), NULL, hub, NULL, &error);
	if (!held->meeting)
		fail_msg("%s", error.text);
}

static int setup(void **context)
{
	static int number;
	static char records[128];
	struct error error = { "" };
	bool missing;
	struct held *held = calloc(1, sizeof *held);
	held->config = demo_config();
	if (!number) {
		snprintf(records, sizeof records, "%s/state/meeting.db", folder_path());
		demo_fill(records, held->config, demo_now(), NULL);
	}
	char folder[64];
	snprintf(folder, sizeof folder, "%s/own-%d", folder_path(), ++number);
	assert_int_equal(mkdir(folder, 0700), 0);
	snprintf(held->path, sizeof held->path, "%s/state.db", folder);
	held->store = store_open(records, &missing, &error);
	assert_non_null(held->store);
	open_state(held);
	begin(held, NULL);
	*context = held;
	return 0;
}

static int teardown(void **context)
{
	struct held *held = *context;
	meeting_free(held->meeting);
	state_close(held->state);
	store_close(held->store);
	config_free(held->config);
	free(held);
	return 0;
}

/* The program ended and was started again. */
static void again(struct held *held)
{
	meeting_free(held->meeting);
	state_close(held->state);
	open_state(held);
	begin(held, NULL);
}

static void turn(struct held *held, enum page page)
{
	struct error error = { "" };
	if (!meeting_turn(held->meeting, page, &error))
		fail_msg("%s", error.text);
}

/* The line whose text begins so; fails the test when there is none. */
static const struct meeting_line *line(struct held *held, const char *text)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(held->meeting, &lines);
	for (size_t i = 0; i < count; i++)
		if (strncmp(lines[i].text, text, strlen(text)) == 0)
			return &lines[i];
	fail_msg("no line \"%s\"", text);
	return NULL;
}

static void decide(struct held *held, const char *text, enum decision_type type, const char *detail)
{
	struct error error = { "" };
	if (!meeting_decide(held->meeting, line(held, text)->n, type, detail, demo_now(), &error))
		fail_msg("%s", error.text);
}

static void refuses(struct held *held, const char *text, enum decision_type type, const char *detail, const char *wanted)
{
	struct error error = { "" };
	assert_false(meeting_decide(held->meeting, line(held, text)->n, type, detail, demo_now(), &error));
	if (!strstr(error.text, wanted))
		fail_msg("\"%s\" without \"%s\"", error.text, wanted);
}

/* The third frame of the screens. */
static void test_late(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	int decided, all;
	turn(held, PAGE_LATE);
	const struct meeting_line *late = line(held, "Recommendation REC-07");
	assert_string_equal(late->when, "18 DAYS");
	assert_string_equal(late->place, "COUNTYWIDE");
	assert_string_equal(late->owner, "ICB");
	assert_string_equal(line(held, "Target-harden pavilion; date moved twice")->when, "14 DAYS");
	assert_string_equal(line(held, "Lighting survey, zone 2")->place, "SCARBOROUGH");
	assert_string_equal(line(held, "Refresh third-party reporting centre")->when, "TODAY");
	line(held, "Papers for CSP meeting Tue 21 Mar");
	meeting_decided(held->meeting, &decided, &all);
	assert_int_equal(decided, 0);
	assert_int_equal(all, 6);
	assert_true(meeting_load(held->meeting, demo_now(), &error)); /* the page's clock starts when it is first seen */
	assert_int_equal(meeting_seconds_left(held->meeting, demo_now() + 120), 180);
}

static void test_choices(void **context)
{
	struct held *held = *context;
	const enum decision_type *choices;
	turn(held, PAGE_LATE);
	assert_int_equal(meeting_choices(held->meeting, line(held, "Recommendation")->n, &choices), 4);
	assert_int_equal(choices[1], DECISION_NEW_DATE);
	assert_int_equal(meeting_choices(held->meeting, -1, &choices), 0);
	turn(held, PAGE_CHANGED); /* no briefing was closed: the last 24 hours */
	assert_int_equal(meeting_choices(held->meeting, line(held, "Criminal damage, park pavilion")->n, &choices), 4);
	assert_int_equal(choices[2], DECISION_REFER);
	refuses(held, "Criminal damage", DECISION_DONE, "", "no such choice");
}

static void test_decide(void **context)
{
	struct held *held = *context;
	int decided, all;
	turn(held, PAGE_LATE);
	decide(held, "Recommendation", DECISION_DONE, "");
	refuses(held, "Target-harden", DECISION_NEW_DATE, "", "Which day?");
	refuses(held, "Target-harden", DECISION_NEW_DATE, "soon, they say", "Which day?");
	refuses(held, "Target-harden", DECISION_NEW_DATE, "fri", "Why");
	refuses(held, "Target-harden", DECISION_ESCALATE, "ring 07700 900123", "telephone");
	decide(held, "Target-harden", DECISION_NEW_DATE, "fri, waiting for the survey");
	meeting_decided(held->meeting, &decided, &all);
	assert_int_equal(decided, 2);
	again(held);
	assert_true(meeting_resumed(held->meeting));
	assert_int_equal(meeting_page(held->meeting), PAGE_LATE);
	assert_int_equal(line(held, "Recommendation")->decided, DECISION_DONE);
	turn(held, PAGE_READ_BACK);
	line(held, "Done: Recommendation REC-07. Owner ICB.");
	line(held, "New date: Target-harden pavilion. waiting for the survey. Owner SEL-DC. Due Fri 17 Mar.");
}

static void test_undo(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	turn(held, PAGE_LATE);
	decide(held, "Recommendation", DECISION_DONE, "");
	assert_true(meeting_undo(held->meeting, &error));
	assert_int_equal(line(held, "Recommendation")->decided, DECISION_NONE);
	assert_false(meeting_undo(held->meeting, &error));
}

/* A referral stays open, over meetings, until its receipt is noted. */
static void test_refer(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	const enum decision_type *choices;
	turn(held, PAGE_CHANGED);
	refuses(held, "Criminal damage", DECISION_REFER, "", "whom");
	refuses(held, "Criminal damage", DECISION_REFER, "nobody here", "No single agency");
	decide(held, "Criminal damage", DECISION_REFER, "csc");
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	again(held);
	assert_false(meeting_resumed(held->meeting));
	turn(held, PAGE_LATE);
	const struct meeting_line *referred = line(held, "Criminal damage, park pavilion; referred to CSC, receipt not noted");
	assert_int_equal(meeting_choices(held->meeting, referred->n, &choices), 2);
	assert_int_equal(choices[0], DECISION_RECEIVED);
	decide(held, "Criminal damage", DECISION_RECEIVED, "");
	const struct meeting_line *lines;
	size_t count = meeting_lines(held->meeting, &lines);
	for (size_t i = 0; i < count; i++)
		assert_null(strstr(lines[i].text, "referred to"));
}

static void test_question(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	assert_true(meeting_note(held->meeting, DECISION_QUESTION, -1, "Who keeps the key?", demo_now(), &error));
	assert_false(meeting_note(held->meeting, DECISION_MINUTE, -1, "  ", demo_now(), &error));
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	again(held);
	int64_t question = line(held, "Who keeps the key?")->question;
	assert_true(question > 0);
	assert_true(meeting_answer(held->meeting, question, "The caretaker.", demo_now(), &error));
	assert_false(meeting_answer(held->meeting, question, "Another.", demo_now(), &error));
	turn(held, PAGE_READ_BACK);
	line(held, "Answered: Who keeps the key? The caretaker.");
}

static void test_present(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	assert_true(meeting_present(held->meeting, "SCA-BC", NULL, &error));
	assert_true(meeting_present(held->meeting, NULL, "nyp yjs,sca", &error));
	assert_false(meeting_present(held->meeting, NULL, "NYP, Mr Smith", &error));
	assert_string_equal(meeting_briefing(held->meeting)->agencies, "NYP, YJS, SCA-BC");
	again(held);
	assert_string_equal(meeting_briefing(held->meeting)->office, "SCA-BC");
	assert_string_equal(meeting_briefing(held->meeting)->agencies, "NYP, YJS, SCA-BC");
}

/* The action is what the file holds; a close can be taken back; a formula in the table is harmless. */
static void test_action(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct action_draft draft;
	struct row row = { 0 };
	struct str csv = { 0 };
	const struct holidays none = { NULL, 0 };
	turn(held, PAGE_LATE);
	assert_true(meeting_row(held->meeting, line(held, "Target-harden")->n, &row));
	action_parse("=SUM(1) of \"keys\", and locks, fri", &row, held->config, held->store, day_of(2023, 3, 14), &none, &draft);
	row_clear(&row);
	assert_string_equal(draft.fault, "");
	assert_string_equal(draft.owner, "SEL-DC");
	assert_string_equal(draft.hub, "selby");
	assert_string_equal(draft.area, "hubs");
	assert_true(meeting_add(held->meeting, &draft, demo_now(), &error));
	assert_true(actions_csv(held->state, &csv));
	assert_non_null(strstr(str_text(&csv), "R-1,\"'=SUM(1) of \"\"keys\"\", and locks\",SEL-DC,2023-03-17,open,selby,hubs,2023-03-14,A-44,"));
	str_free(&csv);
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	assert_true(meeting_undo(held->meeting, &error));
	assert_true(meeting_undo(held->meeting, &error)); /* now the action */
	assert_true(actions_csv(held->state, &csv));
	assert_null(strstr(str_text(&csv), "R-1"));
	str_free(&csv);
}

static void test_hub(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	assert_null(meeting_begin(held->store, held->state, held->config, demo_now(), NULL, "selby", NULL, &error));
	assert_non_null(strstr(error.text, "still open"));
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	meeting_free(held->meeting);
	begin(held, "selby");
	turn(held, PAGE_LATE);
	const struct meeting_line *lines;
	size_t count = meeting_lines(held->meeting, &lines), records = 0;
	for (size_t i = 0; i < count; i++)
		if (lines[i].n >= 0) {
			assert_string_equal(lines[i].place, "SELBY");
			records++;
		}
	assert_int_equal(records, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_late), TEST(test_choices), TEST(test_decide), TEST(test_undo), TEST(test_refer), TEST(test_question),
		TEST(test_present), TEST(test_action), TEST(test_hub),
	};
	return cmocka_run_group_tests_name("meeting", tests, NULL, NULL);
}
