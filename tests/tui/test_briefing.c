/* A whole briefing on a terminal: two actions, a minute, a question, decisions, read back, closed; the next
 * start shows them and marks as changed only what changed after. The feed is the demonstration's, from files,
 * so that both starts share their stores. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/tui.h"
#include "hubbrief/state.h"

/* Each test has stores of its own. */
static const char *state_path(const char *name)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s.db", folder_path(), name);
	return path;
}

static struct tui *start_with(const char *term, const char *state, const char *now, const char *const *words)
{
	char records[256];
	snprintf(records, sizeof records, "%s/%s-records.db", folder_path(), state);
	const char *argv[20] = { folder_program("hubbrief"), "--config", demo_config_file(), "--now", now, "--state", state_path(state),
		"--records", records };
	size_t count = 9;
	for (; words && *words; words++)
		argv[count++] = *words;
	return tui_start(24, 80, term, argv, folder_environment());
}

static struct tui *start(const char *state, const char *now)
{
	return start_with("xterm-256color", state, now, NULL);
}

/* Asks the sources once. */
static void sync_first(const char *state, const char *now)
{
	static const char *const words[] = { "sync", NULL };
	int status;
	struct tui *tui = start_with("dumb", state, now, words);
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);
}

/* `b`, and the two questions confirmed as they are offered. */
static void begin(struct tui *tui)
{
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "b");
	assert_true(tui_wait(tui, "Which office is recording?"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Who is here?"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Esc end"));
}

/* Turns on until that page comes; a page may be longer than the screen. */
static void turn_to(struct tui *tui, const char *title)
{
	for (int i = 0; i < 20 && !tui_has(tui, title); i++)
		tui_keys(tui, " ");
	assert_true(tui_has(tui, title));
}

/* Everything that is typed for an action beside the words of what is to be done, in under ten keys. */
static void take_action(struct tui *tui, const char *words, const char *rest, const char *saves)
{
	assert_true(strlen("a") + strlen(rest) + strlen("\r") < 10);
	tui_keys(tui, "a");
	tui_keys(tui, words);
	tui_keys(tui, rest);
	assert_true(tui_wait(tui, saves));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Action taken"));
}

static void test_whole_briefing(void **state)
{
	(void)state;
	struct tui *tui = start("whole", "2023-03-14T08:45:00Z");
	assert_true(tui_wait(tui, "Recommendation REC-07"));
	assert_true(tui_wait(tui, "No briefing closed yet"));
	assert_true(tui_wait_gone(tui, "FIRST FETCH"));

	tui_keys(tui, "b");
	assert_true(tui_wait(tui, "IN THE ROOM"));
	assert_true(tui_wait(tui, "Which office is recording?"));
	tui_keys(tui, "Hub coordinator\r");
	assert_true(tui_wait(tui, "Who is here?"));
	tui_keys(tui, "nyp, npy\r");
	assert_true(tui_wait(tui, "npy is no agency known here. Did you mean NYP?"));
	tui_keys(tui, "\x7f\x7f\x7fyj\r");
	assert_true(tui_wait(tui, "Present: NYP, YJS."));
	assert_true(tui_wait(tui, "1 min left on page"));

	turn_to(tui, "LATE AND DUE TODAY");
	assert_true(tui_wait_cursor(tui, "Recommendation REC-07"));
	tui_keys(tui, "\r2");
	assert_true(tui_wait(tui, "New date, and why:"));
	tui_keys(tui, "21 mar, staff away");
	assert_true(tui_wait(tui, "Will save:  New date: Recommendation REC-07. Why: staff away."));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "1 of 6 decided"));
	tui_keys(tui, "\r1"); /* decided anew, and taken back */
	assert_true(tui_wait(tui, "DONE"));
	tui_keys(tui, "u");
	assert_true(tui_wait(tui, "Taken back: Done: Recommendation REC-07."));
	assert_true(tui_wait(tui, "NEW DATE"));
	take_action(tui, "send training dates to CSP", ", fri",
		"Will save:  Send training dates to CSP.  Owner ICB.  Due Fri 17 Mar.");
	tui_keys(tui, "7"); /* the next line of Selby */
	assert_true(tui_wait_cursor(tui, "Target-harden pavilion"));
	take_action(tui, "tell the hubs", ", +7d", "Tell the hubs.  Owner SEL-DC.  Due Tue 21 Mar.  Selby.");
	tui_keys(tui, "iagreed to meet weekly\r");
	assert_true(tui_wait(tui, "Note taken down"));
	tui_keys(tui, "iwho pays for the hall?");
	assert_true(tui_wait(tui, "About: Target-harden"));
	tui_keys(tui, "\t");
	assert_true(tui_wait_gone(tui, "About: "));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Question kept"));

	turn_to(tui, "READ-BACK");
	assert_true(tui_wait(tui, "Send training dates to CSP"));
	assert_true(tui_wait(tui, "Tell the hubs"));
	assert_true(tui_wait(tui, "agreed to meet weekly"));
	assert_true(tui_wait(tui, "who pays for the hall?"));
	assert_true(tui_wait(tui, "staff away"));
	assert_false(tui_has(tui, "Done: Recommendation"));
	tui_keys(tui, " ");
	assert_true(tui_wait(tui, "Finish? 1 Close: changes will count from 08:4"));
	tui_keys(tui, "\r"); /* the default is back */
	assert_true(tui_wait_gone(tui, "Finish?"));
	tui_keys(tui, " 1");
	assert_true(tui_wait(tui, "u reopens it"));
	assert_true(tui_wait(tui, "Since briefing Tue 14 Mar"));
	tui_keys(tui, "u");
	assert_true(tui_wait(tui, "open again: b resumes it"));
	begin(tui);
	assert_true(tui_has(tui, "READ-BACK"));
	tui_keys(tui, " 1");
	assert_true(tui_wait(tui, "u reopens it"));
	assert_true(tui_leave(tui));

	tui = start("whole", "2023-03-15T08:45:00Z");
	assert_true(tui_wait(tui, "Since briefing Tue 14 Mar"));
	tui_keys(tui, ":records\r");
	tui_keys(tui, "\\source:room\r");
	assert_true(tui_wait(tui, "Send training dates to CSP"));
	assert_true(tui_wait(tui, "Tell the hubs"));
	assert_false(tui_has(tui, "NEW      "));
	tui_keys(tui, "b"); /* the last office is offered, and the question of the last briefing waits */
	assert_true(tui_wait(tui, "Which office is recording? Hub coordinator"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Who is here? NYP, YJS"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Recorded by Hub coordinator."));
	assert_true(tui_wait(tui, "who pays for the hall?"));
	tui_keys(tui, "j\r");
	assert_true(tui_wait(tui, "Answer:"));
	tui_keys(tui, "the council does\r");
	assert_true(tui_wait(tui, "the question is closed"));
	turn_to(tui, "Finish?");
	tui_keys(tui, "1");
	assert_true(tui_wait(tui, "u reopens it"));
	assert_true(tui_leave(tui));
}

/* What a presenter's remote sends, and what blanks. */
static void test_presenter_keys(void **state)
{
	(void)state;
	sync_first("presenter", "2023-03-14T08:44:00Z");
	struct tui *tui = start("presenter", "2023-03-14T08:45:00Z");
	begin(tui);
	static const struct { const char *key, *page; } turns[] = {
		{ "\x1b[6~", "Page 2 of 6" }, { " ", "Page 3 of 6" }, { "\x1b[C", "Page 4 of 6" }, { "\x1b[D", "Page 3 of 6" },
		{ "\x1b[5~", "Page 2 of 6" }, { "l", "Page 3 of 6" }, { "h", "Page 2 of 6" },
	};
	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
		tui_keys(tui, turns[i].key);
		assert_true(tui_wait(tui, turns[i].page));
	}
	tui_keys(tui, ".");
	assert_true(tui_wait_gone(tui, "CHANGED"));
	assert_true(tui_has(tui, "OFFICIAL"));
	assert_false(tui_has(tui, "SCARBOROUGH"));
	tui_keys(tui, "\x1b[6~"); /* only brings it back */
	assert_true(tui_wait(tui, "Page 2 of 6"));
	turn_to(tui, "DUTIES"); /* longer than the screen: nothing of it is passed over */
	assert_true(tui_has(tui, "more: Space"));
	tui_keys(tui, "\x1b[6~");
	assert_true(tui_wait(tui, "REVIEWS"));
	assert_true(tui_has(tui, "Page 5 of 6"));
	tui_keys(tui, "\x1b[5~");
	assert_true(tui_wait(tui, "COUNTDOWNS"));
	tui_keys(tui, "\x1b");
	assert_true(tui_wait(tui, "Finish?"));
	tui_keys(tui, "2");
	assert_true(tui_wait(tui, "b resumes it"));
	tui_keys(tui, "Q");
	assert_true(tui_wait(tui, "The briefing is still open"));
	tui_keys(tui, "n");
	begin(tui);
	tui_keys(tui, "Q");
	assert_true(tui_wait(tui, "Finish?"));
	int status;
	tui_send(tui, "1");
	assert_true(tui_wait_exit(tui, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	tui_stop(tui);
}

/* Hub digits and area letters go on over the pages; while choices are open digits choose, and only those there are. */
static void test_jump(void **state)
{
	(void)state;
	sync_first("jump", "2023-03-14T08:44:00Z");
	struct tui *tui = start("jump", "2023-03-14T08:45:00Z");
	begin(tui);
	tui_keys(tui, "3");
	assert_true(tui_wait_cursor(tui, "Hate incident"));
	assert_true(tui_has(tui, "The next line of Harrogate stands on page 2."));
	tui_keys(tui, "3");
	assert_true(tui_wait_cursor(tui, "Refresh third-party reporting centre"));
	tui_keys(tui, "d");
	assert_true(tui_wait(tui, "The next line of Domestic abuse and VAWG stands on page 5."));
	tui_keys(tui, "4");
	assert_true(tui_wait(tui, "No page has a line of Richmondshire."));
	tui_keys(tui, "6");
	assert_true(tui_wait(tui, "SCARBOROUGH"));
	tui_keys(tui, "s3");
	assert_true(tui_wait_cursor(tui, "HARROGATE"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "ASK "));
	tui_keys(tui, "7"); /* no such choice: it stays */
	assert_true(tui_has(tui, "ASK "));
	tui_keys(tui, "4");
	assert_true(tui_wait(tui, "LEFT"));
	tui_stop(tui);
}

/* A configuration that is read again while the meeting is held: its names are the new ones. */
static void test_reconfigured(void **state)
{
	char line[1024], path[256], kept[256];
	(void)state;
	sync_first("reconfigured", "2023-03-14T08:44:00Z");
	struct tui *tui = start("reconfigured", "2023-03-14T08:45:00Z");
	begin(tui);
	snprintf(path, sizeof path, "%s/other.yaml", folder_path());
	snprintf(kept, sizeof kept, "%s/kept.yaml", folder_path());
	assert_int_equal(link(demo_config_file(), kept), 0);
	FILE *in = fopen(demo_config_file(), "r"), *out = fopen(path, "w");
	while (fgets(line, sizeof line, in)) {
		char *at = strstr(line, "name: Harrogate");
		if (at)
			fprintf(out, "%.*sname: Knaresborough%s", (int)(at - line), line, at + strlen("name: Harrogate"));
		else
			fputs(line, out);
	}
	fclose(in);
	fclose(out);
	assert_int_equal(rename(path, demo_config_file()), 0);
	for (int i = 0; i < 1000 && !tui_has(tui, "Knaresborough"); i++) /* until it was read */
		tui_keys(tui, "3");
	assert_true(tui_has(tui, "Knaresborough"));
	tui_stop(tui);
	assert_int_equal(rename(kept, demo_config_file()), 0);
}

/* Cut off by a kill, it resumes on its page with everything confirmed; after a hang-up the line that was being typed
 * is there as well. */
static void test_cut_off(void **state)
{
	int status;
	(void)state;
	sync_first("cut", "2023-03-16T08:44:00Z");
	struct tui *tui = start("cut", "2023-03-16T08:45:00Z");
	begin(tui);
	turn_to(tui, "LATE AND DUE TODAY");
	tui_keys(tui, "acheck the lock, NYP, fri\r");
	assert_true(tui_wait(tui, "Action taken"));
	tui_stop(tui); /* kill -9 */

	tui = start("cut", "2023-03-16T08:50:00Z");
	begin(tui);
	assert_true(tui_has(tui, "LATE AND DUE TODAY"));
	tui_keys(tui, "aorder new lamps");
	tui_keys(tui, "\x1b");
	assert_true(tui_wait(tui, "The text is kept: a goes on with it."));
	tui_keys(tui, "a for zone 2");
	assert_true(tui_wait(tui, "New action: order new lamps for zone 2"));
	kill(tui_pid(tui), SIGHUP);
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);

	tui = start("cut", "2023-03-16T08:52:00Z");
	begin(tui);
	assert_true(tui_has(tui, "LATE AND DUE TODAY"));
	assert_true(tui_has(tui, "An action that was being typed is kept: a goes on with it."));
	tui_keys(tui, "a");
	assert_true(tui_wait(tui, "New action: order new lamps for zone 2"));
	tui_keys(tui, ", NYP, fri\r");
	assert_true(tui_wait(tui, "Action taken"));
	turn_to(tui, "READ-BACK");
	assert_true(tui_wait(tui, "Check the lock"));
	assert_true(tui_wait(tui, "Order new lamps for zone 2"));
	turn_to(tui, "Finish?");
	tui_keys(tui, "2");
	assert_true(tui_wait(tui, "b resumes it"));
	tui_keys(tui, "Q");
	assert_true(tui_wait(tui, "Leave all the same?"));
	tui_send(tui, "y");
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);

	/* The next morning: as of the last thing recorded in it; b asks as well. */
	tui = start("cut", "2023-03-17T08:45:00Z");
	assert_true(tui_wait(tui, "Thursday's briefing was not closed: close it at 08:52 on Thursday? y/n"));
	assert_true(tui_has(tui, "No briefing closed yet"));
	tui_keys(tui, "n");
	assert_true(tui_wait_gone(tui, "was not closed"));
	tui_keys(tui, "b");
	assert_true(tui_wait(tui, "was not closed: close it at 08:52 on Thursday?"));
	tui_keys(tui, "\x1b");
	assert_true(tui_wait_gone(tui, "was not closed"));
	assert_true(tui_has(tui, "7 Selby"));
	tui_keys(tui, "by");
	assert_true(tui_wait(tui, "Page 1 of 6")); /* today's */
	assert_true(tui_wait(tui, "Which office is recording?"));
	tui_keys(tui, "\r\r");
	turn_to(tui, "Changes count since the briefing of Thu 16 Mar 08:52.");
	tui_stop(tui);
}

/* An action of the room that a feed reports under an id of its own: joined by the user, and taken back. */
static void test_join(void **state)
{
	(void)state;
	sync_first("join", "2023-03-17T08:44:00Z");
	struct tui *tui = start("join", "2023-03-17T08:45:00Z");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "alighting survey again, SCA-BC, fri\r");
	assert_true(tui_wait(tui, "Action taken"));
	tui_keys(tui, ":records\r");
	tui_keys(tui, "\\source:room lighting\r");
	assert_true(tui_wait(tui, "Lighting survey again"));
	tui_keys(tui, "J");
	assert_true(tui_wait(tui, "WHICH ACTION OF A FEED IS IT?"));
	assert_true(tui_wait(tui, "SCA-BC, due 10 Mar: Lighting survey"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "is A-41 from now on"));
	assert_true(tui_wait(tui, "nothing matches"));
	tui_keys(tui, "u");
	assert_true(tui_wait(tui, "Taken back"));
	assert_true(tui_wait(tui, "Lighting survey again"));
	tui_keys(tui, ":view overview\r");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "jJ"); /* on one of a feed */
	assert_true(tui_wait(tui, "J joins an action taken in the room"));
	assert_true(tui_leave(tui));
}

static struct state *open_state(const char *name)
{
	struct error error = { "" };
	char *notice = NULL;
	struct state *state = state_open(state_path(name), &notice, &error);
	if (!state)
		fail_msg("%s", error.text);
	return state;
}

/* A hub's own briefing of a forum, on the board: its lines, its baseline. */
static void test_forum_and_hub(void **state)
{
	(void)state;
	static const char *const words[] = { "--hub", "selby", "brief", "--forum", "tasking", NULL };
	sync_first("hub", "2023-03-14T08:44:00Z");
	struct tui *tui = start_with("xterm-256color", "hub", "2023-03-14T08:45:00Z", words);
	assert_true(tui_wait(tui, "SELBY BRIEFING"));
	assert_true(tui_wait(tui, "Which office is recording?"));
	tui_keys(tui, "SEL-DC\r\r");
	turn_to(tui, "LATE AND DUE TODAY");
	assert_true(tui_has(tui, "Target-harden pavilion"));
	assert_false(tui_has(tui, "Recommendation REC-07"));
	turn_to(tui, "Finish?");
	tui_keys(tui, "1");
	assert_true(tui_wait(tui, "u reopens it"));
	assert_true(tui_leave(tui));
	struct state *kept = open_state("hub");
	struct briefing closed;
	assert_true(state_baseline(kept, "tasking", "selby", INT64_MAX, &closed));
	assert_string_equal(closed.hub, "selby");
	assert_string_equal(closed.office, "SEL-DC");
	briefing_clear(&closed);
	assert_false(state_baseline(kept, "tasking", "", INT64_MAX, &closed));
	assert_false(state_baseline(kept, "daily", "selby", INT64_MAX, &closed));
	state_close(kept);
}

/* A briefing of another account: on the board, line by line, and from `close`. */
static void test_read_only(void **context)
{
	(void)context;
	static const char wanted[] = "kept by hub-sca, read only here";
	static const char *const aloud[] = { "brief", "--plain", NULL }, *const close[] = { "close", NULL };
	char forum[] = "daily", none[] = "", keeper[] = "hub-sca";
	int status;
	const struct briefing theirs = { .forum = forum, .hub = none, .office = none, .agencies = none, .started = 1678783500,
		.held = INSTANT_NONE, .sequence = -1, .page = 2, .keeper = keeper };
	struct state *kept = open_state("theirs");
	assert_true(state_briefing_begin(kept, &theirs, NULL) > 0);
	state_close(kept);

	struct tui *tui = start("theirs", "2023-03-15T08:45:00Z"); /* not closed yesterday, but not by this account */
	assert_true(tui_wait(tui, "7 Selby"));
	assert_false(tui_has(tui, "was not closed"));
	tui_keys(tui, "b");
	assert_true(tui_wait(tui, wanted));
	assert_true(tui_has(tui, "Page 3 of 6"));
	static const char *const keys[] = { "\r", "a", "A", "i", "u" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		tui_keys(tui, keys[i]);
		assert_true(tui_wait(tui, "Not taken down: this briefing is kept by hub-sca, read only here."));
		tui_keys(tui, "j");
		assert_true(tui_wait_gone(tui, "Not taken down"));
	}
	tui_keys(tui, " ");
	assert_true(tui_wait(tui, "Page 4 of 6"));
	tui_keys(tui, "\x1b");
	assert_true(tui_wait(tui, "That briefing is kept by hub-sca, read only here."));
	assert_true(tui_leave(tui));

	kept = open_state("theirs"); /* once it is closed there, changes can be counted from it here */
	assert_true(state_briefing_close(kept, 1, 1678786200, 0, NULL));
	state_close(kept);
	tui = start("theirs", "2023-03-15T08:45:00Z");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "X");
	assert_true(tui_wait(tui, "daily, all hubs, kept by hub-sca"));
	tui_keys(tui, "\x1b");
	assert_true(tui_leave(tui));
	kept = open_state("theirs");
	assert_true(state_briefing_reopen(kept, 1, NULL));
	state_close(kept);

	tui = start_with("dumb", "theirs", "2023-03-15T08:45:00Z", aloud);
	assert_true(tui_wait(tui, "This briefing is kept by hub-sca, read only here."));
	assert_true(tui_wait(tui, "End of page 3"));
	tui_send(tui, "1\n");
	assert_true(tui_wait(tui, "Not taken down: this briefing is kept by hub-sca, read only here."));
	tui_send(tui, "f\n");
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);

	tui = start_with("dumb", "theirs", "2023-03-15T08:45:00Z", close);
	assert_true(tui_wait(tui, wanted));
	assert_true(tui_wait_exit(tui, &status));
	assert_int_equal(WEXITSTATUS(status), 1);
	tui_stop(tui);
}

/* A terminal that can place no cursor holds the briefing line by line, without being asked to. */
static void test_dumb_terminal(void **state)
{
	int status;
	size_t length;
	(void)state;
	static const char *const words[] = { "brief", NULL };
	struct tui *tui = start_with("dumb", "dumb", "2023-03-14T08:45:00Z", words);
	assert_true(tui_wait(tui, "Which office is recording?"));
	tui_send(tui, "SCA-BC\nNYP\n");
	assert_true(tui_wait(tui, "End of page 1"));
	tui_send(tui, "s\n");
	assert_true(tui_wait_exit(tui, &status));
	assert_int_equal(WEXITSTATUS(status), 0);
	const char *written = tui_output(tui, &length);
	assert_null(memchr(written, 27, length));
	tui_stop(tui);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole_briefing), cmocka_unit_test(test_presenter_keys),
		cmocka_unit_test(test_jump), cmocka_unit_test(test_reconfigured),
		cmocka_unit_test(test_cut_off), cmocka_unit_test(test_join),
		cmocka_unit_test(test_forum_and_hub), cmocka_unit_test(test_read_only), cmocka_unit_test(test_dumb_terminal) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
