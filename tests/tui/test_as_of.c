/* The demo's board as it stood at the briefing of Friday: it says so at every size, and takes nothing down. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/tui.h"

static struct tui *start(const char *more, const char *value)
{
	const char *argv[] = { folder_program("hubbrief"), "demo", "--as-of", "fri", more, value, NULL };
	return tui_start(24, 80, "xterm-256color", argv, folder_environment());
}

/* Folders of the demo and of the copies. */
static size_t folders(void)
{
	char pattern[300];
	glob_t found;
	snprintf(pattern, sizeof pattern, "%s/run/*", folder_path());
	size_t count = glob(pattern, 0, NULL, &found) ? 0 : found.gl_pathc;
	globfree(&found);
	return count;
}

static struct tui *start_board(void)
{
	struct tui *tui = start(NULL, NULL);
	assert_true(tui_wait(tui, "6 Scarborough"));
	assert_true(tui_wait(tui, "READ ONLY")); /* the last line is drawn last */
	assert_true(folders() > 0);
	return tui;
}

static void leave(struct tui *tui)
{
	assert_true(tui_leave(tui));
	assert_int_equal(folders(), 0);
}

static void test_first_screen(void **state)
{
	(void)state;
	struct tui *tui = start_board();
	static const char *const rows[] = {
		"OFFICIAL-SENSITIVE  North Yorkshire CSP  AS OF Fri 10 Mar 09:00   DEMO, NOT REAL",
		"No briefing closed yet: last 24 hours shown. 2 late, 1 due today. 1 hub no data.",
		"   HUB          CHANGED LATE TODAY p Partn s Hubs  d DA    e Early c Hate  DATA",
		" 0 Countywide         -    1     0 AMBER   ok      RED     AMBER   ok      08:30",
		" 1 Craven             -    0     0 ok      ok      ok      ok      ok      08:30",
		" 2 Hambleton     Quiet             ok      ok      ok      ok      ok      08:30",
		" 3 Harrogate          -    0     0 ok      ok      ok      ok      ok      08:30",
		" 4 Richmondshire NO DATA 3 days    unknown unknown unknown unknown unknown 7 Mar",
		" 5 Ryedale       Quiet             ok      ok      ok      ok      ok      08:30",
		" 6 Scarborough        -    0     1 ok      ok      ok      ok      ok      08:30",
		" 7 Selby              -    1     0 ok      RED     ok      ok      ok      08:30",
	};
	for (int row = 0; row < (int)(sizeof rows / sizeof *rows); row++)
		assert_string_equal(tui_row(tui, row), rows[row]);
	assert_string_equal(tui_row(tui, 23), "Enter open  0-7 hub  PgDn more  ? help             READ ONLY  OFFICIAL-SENSITIVE");
	leave(tui);
}

static void test_takes_nothing_down(void **state)
{
	(void)state;
	struct tui *tui = start_board();
	static const char *const keys[] = { "a", "A", "b", "i", "m", "M", "U", "u", "J", "r", "R", "Z" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		tui_keys(tui, keys[i]);
		assert_true(tui_wait(tui, "Read only: this is the board as of Fri 10 Mar 2023 09:00."));
		tui_keys(tui, "j");
		assert_true(tui_wait_gone(tui, "Read only:"));
	}
	tui_keys(tui, "F");
	assert_true(tui_wait(tui, "8 fresh, 1 dead, 0 refused."));
	assert_string_equal(tui_row(tui, 0), "OFFICIAL-SENSITIVE  SOURCES  AS OF Fri 10 Mar 2023 09:00          DEMO, NOT REAL");
	assert_false(tui_has(tui, "requests today"));
	tui_keys(tui, "!");
	assert_true(tui_wait(tui, "any key brings the board back"));
	assert_non_null(strstr(tui_row(tui, 0), "AS OF Fri 10 Mar 2023 09:00"));
	tui_keys(tui, "j");
	leave(tui);
}

/* The meeting cannot be opened either. */
static void test_no_meeting(void **state)
{
	(void)state;
	struct tui *tui = start("--view", "briefing");
	assert_true(tui_wait(tui, "Read only: this is the board as of Fri 10 Mar 2023 09:00."));
	assert_true(tui_has(tui, "6 Scarborough"));
	leave(tui);
}

/* Beside the user's own work, not in the copy that goes; and not over the pack of that day. */
static void test_writes_the_pack(void **state)
{
	(void)state;
	struct tui *tui = start_board();
	char pattern[300], line[200];
	glob_t found;
	bool said = false;
	tui_keys(tui, "W");
	assert_true(tui_wait(tui, "to print on A4"));
	tui_keys(tui, "text\r");
	assert_true(tui_wait(tui, "Written: "));
	snprintf(pattern, sizeof pattern, "%s/run/*/packs/pack-as-of-2023-03-10-0900.txt", folder_path());
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	snprintf(pattern, sizeof pattern, "%.*s/feed.sock", (int)(strstr(found.gl_pathv[0], "/packs/") - found.gl_pathv[0]),
		found.gl_pathv[0]);
	FILE *file = fopen(found.gl_pathv[0], "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file))
		said = said || strstr(line, "As it stood when the briefing was closed on Fri 10 Mar 2023, 09:00");
	fclose(file);
	assert_true(said);
	globfree(&found);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0); /* it is the folder of the demo's own stores */
	globfree(&found);
	leave(tui);
}

static void test_every_size(void **state)
{
	(void)state;
	static const struct { int rows, columns, row; const char *said; } sizes[] = {
		{ 36, 120, 0, "AS OF Fri 10 Mar 2023 09:00" }, { 50, 200, 0, "AS OF Fri 10 Mar 2023 09:00" },
		{ 15, 60, 1, "AS OF Fri 10 Mar 2023 09:00" }, { 10, 30, 1, "AS OF Fri 10 Mar 2023 09:00" },
		{ 6, 20, 1, "AS OF 10 Mar 09:00" }, { 24, 80, 0, "AS OF Fri 10 Mar 09:00" },
	};
	struct tui *tui = start_board();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		tui_resize(tui, sizes[i].rows, sizes[i].columns);
		tui_keys(tui, "\014");
		assert_true(tui_wait(tui, sizes[i].said));
		assert_non_null(strstr(tui_row(tui, sizes[i].row), sizes[i].said));
	}
	leave(tui);
}

static void test_stopped(void **state)
{
	(void)state;
	int status;
	struct tui *tui = start_board();
	kill(tui_pid(tui), SIGHUP);
	assert_true(tui_wait_exit(tui, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGHUP);
	tui_stop(tui);
	assert_int_equal(folders(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_screen), cmocka_unit_test(test_takes_nothing_down), cmocka_unit_test(test_no_meeting),
		cmocka_unit_test(test_writes_the_pack), cmocka_unit_test(test_every_size), cmocka_unit_test(test_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
