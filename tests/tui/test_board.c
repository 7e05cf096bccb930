/* The demo board on a terminal, as a coordinator uses it: first screen, moving, opening, going back,
 * finding, help, leaving; sizes; a feeder that is killed. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/tui.h"

static struct tui *start(int rows, int columns, const char *term, const char *option)
{
	const char *argv[] = { folder_program("hubbrief"), option ? option : "demo", option ? "demo" : NULL, NULL };
	return tui_start(rows, columns, term, argv, folder_environment());
}

static struct tui *start_demo(int rows, int columns)
{
	struct tui *tui = start(rows, columns, "xterm-256color", NULL);
	assert_true(tui_wait(tui, "6 Scarborough"));
	assert_true(tui_wait(tui, "Quiet"));
	assert_true(tui_wait(tui, "? help")); /* the last line is drawn last */
	return tui;
}

static void test_first_screen(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	assert_true(tui_wait(tui, "NO DATA 7 days"));
	static const char *const rows[] = {
		"OFFICIAL-SENSITIVE  North Yorkshire CSP  Tue 14 Mar 2023 08:45    DEMO, NOT REAL",
		"Since briefing Fri 10 Mar 09:00: 9 changes. 3 late, 3 due today. 1 hub no data.",
		"   HUB          CHANGED LATE TODAY p Partn s Hubs  d DA    e Early c Hate  DATA",
		" 0 Countywide         2    1     1 AMBER   ok      RED     AMBER   ok      08:30",
		" 1 Craven             1    0     0 ok      ok      ok      ok      ok      08:30",
		" 2 Hambleton          1    0     0 ok      ok      ok      ok      ok      08:30",
		" 3 Harrogate          1    0     1 ok      ok      ok      ok      ok      08:30",
		" 4 Richmondshire NO DATA 7 days    unknown unknown unknown unknown unknown 7 Mar",
		" 5 Ryedale       Quiet             ok      ok      ok      ok      ok      08:30",
		" 6 Scarborough        3    1     0 ok      AMBER   ok      ok      ok      08:30",
		" 7 Selby              1    1     1 ok      RED     ok      ok      ok      08:30",
		NULL, /* the rule has another glyph in UTF-8 */
		">NOW LATE 6s Scarborough Lighting survey, zone 2                 SCA-BC  4 days",
		" REPEAT   6s Scarborough ASB, seafront zone 2: third in 28 days  NYP     13 Mar",
		" NEW      6s Scarborough Deliberate fire, bin store, zone 5      NYFRS   13 Mar",
		" NEW      3c Harrogate   Hate incident (no detail on screen)     NYP     12 Mar",
		" NEW      7s Selby       Criminal damage, park pavilion          NYP     13 Mar",
		" NEW      1s Craven      ASB environmental, town zone 1          CRA-DC  13 Mar",
		" NEW      2s Hambleton   Vehicle nuisance, retail car park       NYP     11 Mar",
		" REOPENED 0d Countywide  Night-time economy training, due 31 Mar OPFCC",
		" NEW      0c Countywide  Draft code, non-crime hate incidents    HO      13 Mar",
		" LATE     0d Countywide  Recommendation REC-07                   ICB     18 days",
		"Why: Scarborough, Hubs is AMBER: 1 action late, none over 7 days.     1-10 of 14",
	};
	for (int row = 0; row < (int)(sizeof rows / sizeof *rows); row++)
		if (rows[row])
			assert_string_equal(tui_row(tui, row), rows[row]);
	assert_true(tui_has(tui, "CHANGED SINCE LAST BRIEFING: 9, all here. Then 2 late, 3 due today"));
	assert_non_null(strstr(tui_row(tui, 23), "OFFICIAL-SENSITIVE"));
	assert_false(tui_has(tui, "MT-TRAP"));
	assert_true(tui_leave(tui));
}

static void test_move_and_open(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	tui_keys(tui, "6");
	assert_true(tui_wait(tui, "6 SCARBOROUGH"));
	tui_keys(tui, "d");
	assert_true(tui_wait(tui, "Spiking awareness"));
	assert_true(tui_wait_cursor(tui, "Spiking awareness"));
	tui_send(tui, "\033");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "6");
	assert_true(tui_wait_cursor(tui, "Lighting survey") || tui_has(tui, "Lighting survey"));
	tui_send(tui, "\033");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "q"); /* back from the first view stays */
	assert_true(tui_alive(tui));
	assert_true(tui_leave(tui));
}

static void test_changes_and_seen(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	tui_keys(tui, "]");
	assert_true(tui_wait_cursor(tui, "REPEAT"));
	tui_keys(tui, "}");
	assert_true(tui_wait_cursor(tui, "REOPENED"));
	tui_keys(tui, "{");
	assert_true(tui_wait_cursor(tui, "NOW LATE"));
	tui_keys(tui, "m");
	assert_true(tui_wait_cursor(tui, "now late")); /* seen is not the same as old: it still counts */
	assert_true(tui_has(tui, "9 changes."));
	tui_keys(tui, "U");
	assert_true(tui_wait_cursor(tui, "NOW LATE"));
	tui_keys(tui, "j\r");
	assert_true(tui_wait(tui, "I-101"));
	tui_keys(tui, "q");
	assert_true(tui_wait_cursor(tui, "repeat"));
	tui_keys(tui, "My");
	assert_true(tui_wait(tui, "All changes seen."));
	assert_false(tui_has(tui, " NEW "));
	tui_keys(tui, "x");
	assert_true(tui_wait_gone(tui, "Recommendation REC-07"));
	assert_true(tui_wait(tui, "CHANGES"));
	tui_keys(tui, "x");
	assert_true(tui_wait(tui, "Recommendation REC-07"));
	tui_keys(tui, "X");
	assert_true(tui_wait(tui, "CHANGES COUNT FROM"));
	tui_keys(tui, "fri\r");
	assert_true(tui_wait(tui, "Changes count from Fri 10 Mar 09:00."));
	assert_true(tui_leave(tui));
}

static void test_open_a_record(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	tui_keys(tui, "/REC-07\r");
	assert_true(tui_wait_cursor(tui, "REC-07"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Owner"));
	assert_true(tui_has(tui, "ICB"));
	tui_send(tui, "\033");
	assert_true(tui_wait_cursor(tui, "REC-07"));
	assert_true(tui_leave(tui));
}

/* W asks for the format, writes a file that is private, and says whole where it is. */
static void test_writes_the_pack(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	glob_t found;
	struct stat is;
	char pattern[300];
	snprintf(pattern, sizeof pattern, "%s/run/*/packs/pack-2023-03-14-0845.html", folder_path());
	tui_keys(tui, "W");
	assert_true(tui_wait(tui, "to print on A4"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Written: "));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(stat(found.gl_pathv[0], &is), 0);
	assert_int_equal(is.st_mode & 0777, 0600);
	assert_true(is.st_size > 20000);
	globfree(&found);
	tui_keys(tui, "4");
	assert_true(tui_wait(tui, "4 RICHMONDSHIRE"));
	tui_keys(tui, "W");
	assert_true(tui_wait(tui, "to print on A4"));
	tui_keys(tui, "\r");
	assert_true(tui_wait(tui, "Written: "));
	assert_true(tui_wait(tui, "pack-2023-03-14-0845-richmondshire.html")); /* on the line below, where the first is full */
	assert_true(tui_leave(tui));
}

static void test_a_kiosk_writes_nothing(void **state)
{
	(void)state;
	struct tui *tui = start(24, 80, "xterm-256color", "--kiosk");
	assert_true(tui_wait(tui, "Quiet"));
	assert_true(tui_wait(tui, "? help"));
	tui_keys(tui, "W");
	assert_true(tui_wait(tui, "Not on this board."));
	tui_keys(tui, "\r"); /* what would take the format that is offered */
	glob_t found;
	char pattern[300];
	snprintf(pattern, sizeof pattern, "%s/run/*/*.db", folder_path());
	assert_int_equal(glob(pattern, 0, NULL, &found), 0); /* here the demo keeps what it has */
	globfree(&found);
	snprintf(pattern, sizeof pattern, "%s/run/*/packs/*", folder_path());
	assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
	assert_true(tui_leave(tui));
}

static void test_help(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	tui_keys(tui, "?");
	assert_true(tui_wait(tui, "move up"));
	tui_send(tui, "\033");
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "F");
	assert_true(tui_wait(tui, "partners/craven"));
	assert_true(tui_wait(tui, "dead"));
	assert_true(tui_leave(tui));
}

static void test_leaves_the_terminal_as_it_was(void **state)
{
	(void)state;
	struct tui *tui = start(24, 80, "xterm", NULL);
	struct termios before, after;
	tcgetattr(tui_master(tui), &before);
	assert_true(tui_wait(tui, "Quiet"));
	assert_true(tui_alternate(tui));
	int status;
	tui_send(tui, "Q");
	assert_true(tui_wait_exit(tui, &status));
	tcgetattr(tui_master(tui), &after);
	assert_int_equal(before.c_lflag, after.c_lflag);
	assert_int_equal(before.c_iflag, after.c_iflag);
	assert_int_equal(before.c_oflag, after.c_oflag);
	assert_false(tui_alternate(tui));
	tui_stop(tui);
}

static void test_sizes(void **state)
{
	(void)state;
	static const int sizes[][2] = { { 36, 120 }, { 50, 200 }, { 24, 80 }, { 12, 40 }, { 6, 20 }, { 2, 10 }, { 1, 1 }, { 24, 80 } };
	struct tui *tui = start_demo(24, 80);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		tui_resize(tui, sizes[i][0], sizes[i][1]);
		tui_keys(tui, "\014"); /* redraw: answered only when the new size is drawn */
		assert_true(tui_alive(tui));
		if (sizes[i][1] < 20)
			continue;
		assert_true(tui_wait(tui, "OFFICIAL-SENSITIVE"));
		assert_non_null(strstr(tui_row(tui, 0), "OFFICIAL-SENSITIVE"));
		assert_non_null(strstr(tui_row(tui, sizes[i][0] - 1), "OFFICIAL-SENSITIVE"));
	}
	assert_true(tui_wait(tui, "6 Scarborough"));
	assert_true(tui_leave(tui));
}

static void test_ascii(void **state)
{
	(void)state;
	struct tui *tui = start(24, 80, "xterm", "--ascii");
	assert_true(tui_wait(tui, "Quiet"));
	size_t length;
	const char *bytes = tui_output(tui, &length);
	for (size_t i = 0; i < length; i++)
		assert_true((unsigned char)bytes[i] < 0x80);
	assert_true(tui_leave(tui));
}

/* Another than that one. */
static pid_t wait_feeder(struct tui *tui, pid_t other)
{
	for (int i = 0; i < 400; i++) {
		pid_t feeder = tui_feeder(tui_pid(tui));
		if (feeder > 0 && feeder != other)
			return feeder;
		tui_keys(tui, "\014");
	}
	return 0;
}

static void test_feeder_killed(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	pid_t feeder = wait_feeder(tui, 0);
	assert_true(feeder > 0);
	kill(feeder, SIGKILL);
	pid_t again = wait_feeder(tui, feeder);
	assert_true(again > 0);
	assert_true(tui_has(tui, "6 Scarborough"));
	assert_true(tui_leave(tui));
}

static void test_terminal_lost(void **state)
{
	(void)state;
	struct tui *tui = start_demo(24, 80);
	kill(tui_pid(tui), SIGHUP);
	int status;
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_screen),
		cmocka_unit_test(test_move_and_open),
		cmocka_unit_test(test_changes_and_seen), cmocka_unit_test(test_open_a_record),
		cmocka_unit_test(test_writes_the_pack), cmocka_unit_test(test_a_kiosk_writes_nothing), cmocka_unit_test(test_help),
		cmocka_unit_test(test_leaves_the_terminal_as_it_was),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_feeder_killed),
		cmocka_unit_test(test_terminal_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
