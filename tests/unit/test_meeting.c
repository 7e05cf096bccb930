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
#include <unistd.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "hubbrief/actions_csv.h"
#include "hubbrief/cmd.h"
#include "hubbrief/meeting.h"
#include "hubbrief/mem.h"

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
	held->meeting = meeting_begin(held->store, held->state, held->config, demo_now(), NULL, hub, &error);
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
	if (!meeting_turn(held->meeting, page, demo_now(), &error))
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
	assert_int_equal(meeting_seconds_left(held->meeting, demo_now() + 60), 180);
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
	line(held, "New date: Target-harden pavilion. Why: waiting for the survey. Owner SEL-DC. Due Fri 17 Mar.");
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
	refuses(held, "Criminal damage", DECISION_REFER, "nobody here", "no agency known here");
	refuses(held, "Criminal damage", DECISION_REFER, "cs", "could be CSC, CSP");
	decide(held, "Criminal damage", DECISION_REFER, "csc");
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	again(held);
	assert_false(meeting_resumed(held->meeting));
	turn(held, PAGE_LATE);
	const struct meeting_line *referred = line(held, "Criminal damage, park pavilion; referred to CSC");
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
	assert_string_equal(draft.place, "Selby");
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

/* What an action refers to is an id as its own is: no spreadsheet takes it for a date. */
static void test_action_ids(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct decision decision = { .briefing = meeting_briefing(held->meeting)->id, .at = demo_now(), .type = DECISION_ACTION,
		.due = DAY_NONE };
	struct str csv = { 0 };
	assert_true(state_room_add(held->state, "{\"id\":\"1E5\",\"title\":\"3-1\",\"refs\":[\"12-1\"]}", &decision, &error) > 0);
	assert_true(actions_csv(held->state, &csv));
	assert_non_null(strstr(str_text(&csv), "\r\n'1E5,3-1,,,,,,,'12-1,\r\n"));
	str_free(&csv);
}

/* What a purge cannot take out of actions.csv is told. */
static void test_renew(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	instant_t later = demo_now() + 400 * 86400LL;
	struct clock clock = clock_still(later);
	char *folder = state_folder(held->state), *csv = mem_printf("%s/actions.csv", folder);
	char *told = mem_printf("%s/told.log", folder), line[400] = "";
	assert_true(actions_csv_renew(held->state, &error)); /* there is none */
	assert_int_equal(access(csv, F_OK), -1);
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	assert_true(actions_csv_renew(held->state, &error));
	again(held);
	assert_true(meeting_close(held->meeting, demo_now() + 120, &error));
	assert_int_equal(unlink(csv), 0);
	assert_int_equal(mkdir(csv, 0700), 0); /* nothing is put in its place */
	held->config->keep[RETENTION_BRIEFINGS] = 30;
	struct log *log = log_open(told, &clock, &error);
	assert_non_null(log);
	cmd_purge_state(held->state, held->config, later, log);
	log_close(log);
	FILE *file = fopen(told, "r");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof line, file));
	assert_non_null(strstr(line, "purging: "));
	assert_non_null(strstr(line, "actions.csv could not be written: Is a directory."));
	assert_null(strstr(line, "not closed"));
	fclose(file);
	free(told);
	free(csv);
	free(folder);
}

static void test_hub(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	assert_null(meeting_begin(held->store, held->state, held->config, demo_now(), NULL, "selby", &error));
	assert_non_null(strstr(error.text, "still open"));
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	meeting_free(held->meeting);
	begin(held, "selby");
	line(held, "Its source is fresh.");
	turn(held, PAGE_DUTIES);
	assert_string_equal(line(held, "1 action, 1 case, 1 power need a new owner: SEL-DC ends 31 Mar")->place, "SELBY");
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

/* The sentence that a call gave when it refused. */
static void refused(bool done, const struct error *error, const char *wanted)
{
	assert_false(done);
	if (!strstr(error->text, wanted))
		fail_msg("\"%s\" without \"%s\"", error->text, wanted);
}

static bool count_open(void *context, const char *id, const char *json)
{
	int *open = context;
	(void)id;
	*open += !strstr(json, "\"status\":\"done\"");
	return true;
}

/* What a meeting decides anew about a line replaces what it had decided; undo brings that back. */
static void test_change(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	const struct meeting_line *lines;
	turn(held, PAGE_LATE);
	decide(held, "Recommendation", DECISION_DONE, "");
	decide(held, "Recommendation", DECISION_ESCALATE, "opf");
	turn(held, PAGE_READ_BACK);
	line(held, "Escalated: Recommendation REC-07. To: OPFCC. Owner ICB.");
	assert_int_equal(meeting_lines(held->meeting, &lines), 1);
	assert_true(meeting_undo(held->meeting, &error));
	line(held, "Done: Recommendation REC-07. Owner ICB.");
	assert_int_equal(meeting_lines(held->meeting, &lines), 1);
}

/* The same of an action of the room: what it is follows the last decision. */
static void test_change_room(void **context)
{
	struct held *held = *context;
	char source[] = "room", id[] = "R-1", none[] = "";
	const char *json = "{\"id\":\"R-1\",\"status\":\"open\",\"due\":\"2023-03-14\"}";
	struct decision decision = { .briefing = 1, .at = demo_now(), .type = DECISION_ACTION, .source = source, .record = id,
		.title = none, .text = none, .owner = none, .due = DAY_NONE };
	int open = 0;
	assert_true(state_room_add(held->state, json, &decision, NULL) > 0);
	decision.type = DECISION_DONE;
	assert_true(state_decide(held->state, &decision, NULL) > 0);
	assert_true(state_room_each(held->state, count_open, &open));
	assert_int_equal(open, 0);
	decision.type = DECISION_LEAVE;
	assert_true(state_decide(held->state, &decision, NULL) > 0);
	assert_true(state_room_each(held->state, count_open, &open));
	assert_int_equal(open, 1);
}

/* An incident referred in this meeting can be decided anew, or its receipt noted at once. */
static void test_refer_at_once(void **context)
{
	struct held *held = *context;
	const enum decision_type *choices;
	turn(held, PAGE_CHANGED);
	decide(held, "Criminal damage", DECISION_REFER, "csc");
	assert_int_equal(meeting_choices(held->meeting, line(held, "Criminal damage")->n, &choices), 5);
	assert_int_equal(choices[4], DECISION_RECEIVED);
	decide(held, "Criminal damage", DECISION_RECEIVED, "");
	turn(held, PAGE_READ_BACK);
	line(held, "Receipt noted: Criminal damage, park pavilion. By CSC. Owner NYP.");
	turn(held, PAGE_CHANGED);
	decide(held, "Criminal damage", DECISION_MONITOR, "");
	turn(held, PAGE_READ_BACK);
	line(held, "To be monitored: Criminal damage, park pavilion. Owner NYP.");
}

/* Told on the first page and on its line; open even when no feed gives the record any more. */
static void test_refer_gone(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	char source[] = "partners", id[] = "I-gone", title[] = "Window broken", body[] = "CSC", none[] = "";
	const struct decision gone = { .briefing = meeting_briefing(held->meeting)->id, .at = demo_now(), .type = DECISION_REFER,
		.source = source, .record = id, .title = title, .text = body, .owner = none, .due = DAY_NONE };
	assert_true(state_decide(held->state, &gone, NULL) > 0);
	turn(held, PAGE_CHANGED);
	decide(held, "Criminal damage", DECISION_REFER, "ASC");
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	again(held);
	line(held, "2 referrals wait for their receipts: page 3.");
	turn(held, PAGE_CHANGED);
	turn(held, PAGE_LATE);
	assert_string_equal(line(held, "Criminal damage, park pavilion; referred to ASC")->owner, "ASC");
	const struct meeting_line *waits = line(held, "Window broken; referred to CSC; no feed gives it any more");
	assert_int_equal(waits->n, -1);
	assert_true(meeting_receive(held->meeting, waits->referral, demo_now(), &error));
	turn(held, PAGE_ROOM);
	line(held, "1 referral waits for its receipt: page 3.");
	turn(held, PAGE_READ_BACK);
	line(held, "Receipt noted: Window broken. By CSC.");
}

/* A referral of what the room may not see any more is not told there: it is not gone, as a line would say. */
static void test_refer_hidden(void **context)
{
	static const char *const records[] = { "I-074", "MT-TRAP" }; /* police only since; under separate governance */
	struct held *held = *context;
	struct error error = { "" };
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		char source[] = "partners", title[] = "Seen before", body[] = "CSC", none[] = "", id[16];
		snprintf(id, sizeof id, "%s", records[i]);
		const struct decision hidden = { .briefing = meeting_briefing(held->meeting)->id, .at = demo_now(), .type = DECISION_REFER,
			.source = source, .record = id, .title = title, .text = body, .owner = none, .due = DAY_NONE };
		assert_true(state_decide(held->state, &hidden, NULL) > 0);
	}
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	again(held);
	for (int page = PAGE_ROOM; page <= PAGE_LATE; page++) {
		const struct meeting_line *lines;
		turn(held, (enum page)page);
		size_t count = meeting_lines(held->meeting, &lines);
		for (size_t i = 0; i < count; i++)
			if (strstr(lines[i].text, "Seen before") || strstr(lines[i].text, "receipt"))
				fail_msg("%s", lines[i].text);
	}
}

/* A briefing that another account keeps: its pages can be read, nothing of it changes. */
static void test_read_only(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct action_draft draft = { .title = "Do it", .owner = "NYP", .due = 19440, .has_due = true };
	char forum[] = "daily", none[] = "", keeper[] = "hub-sca";
	assert_true(meeting_close(held->meeting, demo_now(), &error));
	const struct briefing theirs = { .forum = forum, .hub = none, .office = none, .agencies = none, .started = demo_now(),
		.held = INSTANT_NONE, .sequence = -1, .page = PAGE_CHANGED, .keeper = keeper };
	assert_true(state_briefing_begin(held->state, &theirs, &error) > 0);
	again(held);
	assert_string_equal(meeting_read_only(held->meeting), "kept by hub-sca, read only here");
	assert_int_equal(meeting_page(held->meeting), PAGE_CHANGED);
	turn(held, PAGE_LATE);
	const char *wanted = "kept by hub-sca, read only here";
	int64_t n = line(held, "Recommendation")->n;
	refused(meeting_decide(held->meeting, n, DECISION_DONE, "", demo_now(), &error), &error, wanted);
	refused(meeting_note(held->meeting, DECISION_MINUTE, n, "text", demo_now(), &error), &error, wanted);
	refused(meeting_add(held->meeting, &draft, demo_now(), &error), &error, wanted);
	refused(meeting_present(held->meeting, "SCA-BC", NULL, &error), &error, wanted);
	refused(meeting_undo(held->meeting, &error), &error, wanted);
	refused(meeting_close(held->meeting, demo_now(), &error), &error, wanted);
	struct briefing open;
	assert_false(meeting_forgotten(held->state, "daily", demo_now() + 86400, &open));
	again(held);
	assert_int_equal(meeting_page(held->meeting), PAGE_CHANGED); /* that they were turned here was not kept */
}

/* Another session of the same account has closed it meanwhile. */
static void test_closed_meanwhile(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct held other = { .config = held->config, .store = held->store };
	memcpy(other.path, held->path, sizeof other.path);
	open_state(&other);
	begin(&other, NULL);
	assert_true(meeting_close(other.meeting, demo_now(), &error));
	meeting_free(other.meeting);
	state_close(other.state);
	refused(meeting_note(held->meeting, DECISION_MINUTE, -1, "text", demo_now(), &error), &error, "closed meanwhile");
}

/* Not closed on its day: offered at the time of the last thing recorded in it. */
static void test_forgotten(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct briefing open;
	struct str question = { 0 };
	instant_t next = demo_now() + 24 * 3600;
	assert_false(meeting_forgotten(held->state, "daily", demo_now() + 3600, &open));
	assert_true(meeting_turn(held->meeting, PAGE_LATE, demo_now() + 20 * 60, &error));
	assert_true(meeting_forgotten(held->state, "daily", next, &open));
	meeting_forgotten_ask(&open, next, &question);
	assert_string_equal(str_text(&question), "Tuesday's briefing was not closed: close it at 09:05 on Tuesday?");
	briefing_clear(&open);
	assert_true(meeting_note(held->meeting, DECISION_MINUTE, -1, "A minute.", demo_now() + 25 * 60, &error));
	assert_true(meeting_forgotten(held->state, "daily", next, &open));
	str_reset(&question);
	meeting_forgotten_ask(&open, next + 6 * 24 * 3600, &question);
	assert_string_equal(str_text(&question), "Tue 14 Mar's briefing was not closed: close it at 09:10 on Tue 14 Mar?");
	str_free(&question);
	assert_true(meeting_forgotten_close(held->state, held->store, &open, &error));
	briefing_clear(&open);
	assert_false(meeting_forgotten(held->state, "daily", next, &open));
	assert_true(state_baseline(held->state, "daily", "", next, &open));
	assert_int_equal(open.held, demo_now() + 25 * 60);
	briefing_clear(&open);
}

/* From line to line of a hub or an area, over all pages and round. */
static void test_seek(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	size_t at = 0;
	const struct meeting_line *lines;
	int selby = config_hub_index(held->config, "selby"), area = config_area_index(held->config, "cohesion");
	turn(held, PAGE_LATE);
	assert_true(meeting_seek(held->meeting, at, selby, PLACE_ANY, demo_now(), &at, &error));
	meeting_lines(held->meeting, &lines);
	assert_string_equal(lines[at].text, "Target-harden pavilion; date moved twice");
	assert_true(meeting_seek(held->meeting, at, selby, PLACE_ANY, demo_now(), &at, &error));
	meeting_lines(held->meeting, &lines);
	assert_string_equal(lines[at].text, "Case review: vacant premises");
	assert_true(meeting_seek(held->meeting, at, selby, PLACE_ANY, demo_now(), &at, &error));
	assert_int_equal(meeting_page(held->meeting), PAGE_WEEK);
	for (int i = 0; i < 20 && meeting_page(held->meeting) != PAGE_LATE; i++) /* on, and round */
		assert_true(meeting_seek(held->meeting, at, selby, PLACE_ANY, demo_now(), &at, &error));
	assert_int_equal(meeting_page(held->meeting), PAGE_LATE);
	assert_true(meeting_seek(held->meeting, 0, PLACE_ANY, area, demo_now(), &at, &error));
	meeting_lines(held->meeting, &lines);
	assert_string_equal(lines[at].text, "Refresh third-party reporting centre");
	assert_true(meeting_seek(held->meeting, 0, -1, PLACE_ANY, demo_now(), &at, &error));
	meeting_lines(held->meeting, &lines);
	assert_string_equal(lines[at].place, "COUNTYWIDE");
	again(held);
	assert_int_equal(meeting_page(held->meeting), PAGE_LATE); /* a page gone to is turned */
}

/* The meeting's clock leaves out what lay between a stop and its resume. */
static void test_clock(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	instant_t stopped = demo_now() + 240;
	assert_int_equal(meeting_minutes(held->meeting), 12);
	assert_int_equal(meeting_seconds_left_in_all(held->meeting, demo_now() + 60), 11 * 60);
	assert_true(meeting_turn(held->meeting, PAGE_LATE, stopped, &error));
	assert_int_equal(meeting_seconds_left(held->meeting, stopped + 60), 3 * 60);
	meeting_free(held->meeting);
	held->meeting = meeting_begin(held->store, held->state, held->config, stopped + 3600, NULL, NULL, &error);
	assert_non_null(held->meeting);
	assert_int_equal(meeting_seconds_left_in_all(held->meeting, stopped + 3600), 8 * 60);
}

/* Offered for this meeting's first question: what it was the last time. */
static void test_usual(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	char *office = meeting_usual_office(held->meeting);
	assert_string_equal(office, "");
	free(office);
	assert_true(meeting_present(held->meeting, "SCA-BC", "nyp", &error));
	assert_true(meeting_close(held->meeting, demo_now(), &error));
	again(held);
	assert_string_equal(meeting_briefing(held->meeting)->office, ""); /* until it is confirmed */
	office = meeting_usual_office(held->meeting);
	assert_string_equal(office, "SCA-BC");
	free(office);
	char *agencies = meeting_usual_agencies(held->meeting);
	assert_string_equal(agencies, "NYP");
	free(agencies);
}

/* The next meeting is told what the last one decided. */
static void test_before(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct str said = { 0 };
	turn(held, PAGE_LATE);
	decide(held, "Recommendation", DECISION_NEW_DATE, "fri, staff away");
	decide(held, "Target-harden", DECISION_ESCALATE, "opf");
	meeting_before(held->meeting, line(held, "Recommendation"), &said);
	assert_int_equal(said.length, 0); /* that stands on its line */
	assert_true(meeting_close(held->meeting, demo_now() + 60, &error));
	again(held);
	turn(held, PAGE_LATE);
	meeting_before(held->meeting, line(held, "Recommendation"), &said);
	assert_string_equal(str_text(&said), "On Tue 14 Mar: new date Fri 17 Mar, staff away.");
	str_reset(&said);
	meeting_before(held->meeting, line(held, "Target-harden"), &said);
	assert_string_equal(str_text(&said), "On Tue 14 Mar: escalate to OPFCC.");
	str_reset(&said);
	meeting_before(held->meeting, line(held, "Case review: vacant"), &said);
	assert_int_equal(said.length, 0);
	str_free(&said);
}

/* What would be saved is said with the sentence of a refusal, and saves nothing. */
static void test_would(void **context)
{
	struct held *held = *context;
	struct error error = { "" };
	struct str said = { 0 };
	turn(held, PAGE_LATE);
	int64_t n = line(held, "Recommendation")->n;
	refused(meeting_would(held->meeting, n, DECISION_NEW_DATE, "fri", &said, &error), &error, "Why is the date moved?");
	refused(meeting_would(held->meeting, n, DECISION_NEW_DATE, "2023-03-13, late", &said, &error), &error, "past");
	assert_true(meeting_would(held->meeting, n, DECISION_NEW_DATE, "fri, staff away", &said, &error));
	assert_string_equal(str_text(&said), "New date: Recommendation REC-07. Why: staff away. Owner ICB. Due Fri 17 Mar.");
	str_free(&said);
	assert_null(meeting_last(held->meeting));
	assert_false(meeting_news(held->meeting, demo_now() + 60));
	assert_true(meeting_news(held->meeting, demo_now() + 24 * 3600)); /* one day later than was read */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_late), TEST(test_choices), TEST(test_decide), TEST(test_undo), TEST(test_refer), TEST(test_question),
		TEST(test_present), TEST(test_action), TEST(test_action_ids), TEST(test_renew), TEST(test_hub), TEST(test_change), TEST(test_change_room),
		TEST(test_refer_at_once), TEST(test_refer_gone), TEST(test_refer_hidden), TEST(test_read_only), TEST(test_closed_meanwhile),
		TEST(test_forgotten), TEST(test_seek), TEST(test_clock), TEST(test_usual), TEST(test_would), TEST(test_before),
	};
	return cmocka_run_group_tests_name("meeting", tests, NULL, NULL);
}
