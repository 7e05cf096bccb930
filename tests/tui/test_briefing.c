/* A whole briefing on a terminal: two actions, a minute, a question, decisions, read back, closed; the next
 * start shows them and marks as changed only what changed after. The feed is the demonstration's, from files,
 * so that both starts share their stores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/tui.h"

/* The shipped configuration with its feeds as files of this checkout. */
static const char *write_config(void)
{
	static const char socket[] = "unix:{demo}:";
	static char path[256];
	char line[1024], here[512];
	snprintf(path, sizeof path, "%s/briefing.yaml", folder_path());
	FILE *in = fopen("config/hubbrief.yaml", "r"), *out = fopen(path, "w");
	assert_non_null(in);
	assert_non_null(getcwd(here, sizeof here));
	while (fgets(line, sizeof line, in)) {
		char *at = strstr(line, socket);
		if (!at) {
			fputs(line, out);
			continue;
		}
		char *rest = at + sizeof socket - 1;
		rest[strcspn(rest, "\n")] = '\0';
		bool hub = strstr(rest, "{hub}") != NULL;
		fprintf(out, "%.*sfile:%s/config/demo/%s\n", (int)(at - line), line, here, hub ? "{hub}.json" : rest + 1);
	}
	fclose(in);
	fclose(out);
	return path;
}

static struct tui *start(const char *config, const char *now)
{
	const char *argv[] = { folder_program("hubbrief"), "--config", config, "--now", now, NULL };
	return tui_start(24, 80, "xterm-256color", argv, folder_environment());
}

static void leave(struct tui *tui)
{
	int status;
	tui_send(tui, "Q");
	assert_true(tui_wait_exit(tui, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	tui_stop(tui);
}

static void test_whole_briefing(void **state)
{
	(void)state;
	const char *config = write_config();
	struct tui *tui = start(config, "2023-03-14T08:45:00Z");
	assert_true(tui_wait(tui, "Recommendation REC-07"));
	assert_true(tui_wait(tui, "No briefing closed yet"));
	assert_true(tui_wait_gone(tui, "FIRST FETCH"));

	tui_keys(tui, "b");
	assert_true(tui_wait(tui, "IN THE ROOM"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Which office is recording?"));
	tui_keys(tui, "Hub coordinator\r");
	assert_true(tui_wait(tui, "Who is here?"));
	tui_keys(tui, "NYP, YJS\r");
	assert_true(tui_wait(tui, "NYP, YJS"));

	tui_keys(tui, "  ");
	assert_true(tui_wait(tui, "LATE AND DUE TODAY"));
	assert_true(tui_wait_cursor(tui, "Recommendation REC-07"));
	tui_keys(tui, "\r2");
	assert_true(tui_wait(tui, "New date, and why:"));
	tui_keys(tui, "21 mar, staff away\r");
	assert_true(tui_wait(tui, "1 of 6 decided"));
	tui_keys(tui, "asend training dates to CSP, fri");
	assert_true(tui_wait(tui, "Owner ICB.  Due Fri 17 Mar."));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Action taken"));
	tui_keys(tui, "atell the hubs, NYP, +7d\r");
	assert_true(tui_wait(tui, "Action taken"));
	tui_keys(tui, "iagreed to meet weekly\r");
	assert_true(tui_wait(tui, "Note taken down"));
	tui_keys(tui, "iwho pays for the hall?\r");
	assert_true(tui_wait(tui, "Question kept"));

	tui_keys(tui, "   ");
	assert_true(tui_wait(tui, "READ-BACK"));
	assert_true(tui_wait(tui, "Send training dates to CSP"));
	assert_true(tui_wait(tui, "Tell the hubs"));
	assert_true(tui_wait(tui, "agreed to meet weekly"));
	assert_true(tui_wait(tui, "who pays for the hall?"));
	assert_true(tui_wait(tui, "staff away"));
	tui_keys(tui, " ");
	assert_true(tui_wait(tui, "Finish?"));
	tui_keys(tui, "1");
	assert_true(tui_wait(tui, "Briefing closed"));
	assert_true(tui_wait(tui, "Since briefing Tue 14 Mar"));
	leave(tui);

	tui = start(config, "2023-03-15T08:45:00Z");
	assert_true(tui_wait(tui, "Since briefing Tue 14 Mar"));
	tui_keys(tui, ":records\r");
	tui_keys(tui, "\\source:room\r");
	assert_true(tui_wait(tui, "Send training dates to CSP"));
	assert_true(tui_wait(tui, "Tell the hubs"));
	assert_false(tui_has(tui, "NEW      "));
	tui_keys(tui, "b"); /* the question of the last briefing waits on the first page */
	assert_true(tui_wait(tui, "who pays for the hall?"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Answer:"));
	tui_keys(tui, "the council does\r");
	assert_true(tui_wait(tui, "the question is closed"));
	tui_keys(tui, "      1");
	assert_true(tui_wait(tui, "Briefing closed"));
	leave(tui);
}

/* Cut off by a lost terminal, it resumes on its page with everything confirmed. */
static void test_cut_off(void **state)
{
	(void)state;
	const char *config = write_config();
	struct tui *tui = start(config, "2023-03-16T08:45:00Z");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "b  ");
	assert_true(tui_wait(tui, "LATE AND DUE TODAY"));
	tui_keys(tui, "acheck the lock, NYP, fri\r");
	assert_true(tui_wait(tui, "Action taken"));
	tui_stop(tui); /* kill -9 */

	tui = start(config, "2023-03-16T08:50:00Z");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "b");
	assert_true(tui_wait(tui, "LATE AND DUE TODAY"));
	tui_keys(tui, "   ");
	assert_true(tui_wait(tui, "Check the lock"));
	tui_keys(tui, " 2");
	assert_true(tui_wait(tui, "b resumes it"));
	leave(tui);
}

/* An action of the room that a feed reports under an id of its own: joined by the user, and taken back. */
static void test_join(void **state)
{
	(void)state;
	const char *config = write_config();
	struct tui *tui = start(config, "2023-03-17T08:45:00Z");
	assert_true(tui_wait(tui, "was not closed: close it as of 08:45 that day?")); /* the one that was stopped */
	tui_keys(tui, "n");
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
	tui_keys(tui, "J");
	assert_true(tui_wait(tui, "J joins an action taken in the room"));
	leave(tui);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole_briefing), cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_join) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
