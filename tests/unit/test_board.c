/* The board without a terminal, on the demonstration feed: where keys lead, what stays, what is asked first,
 * what a move costs the store (nothing), and every size. Screens as such are held by tests/render. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/held.h"
#include "hubbrief/board.h"
#include "hubbrief/state.h"
#include "hubbrief/store_inside.h"

struct desk {
	struct store *store;
	struct state *state;
	struct board *board;
	struct grid grid;
	int asked;    /* statements that the store has run */
	bool waiting; /* a key waits: every statement is stopped at once */
};

static char path[256];

static int demo_start(void **state)
{
	struct config *config = demo_config();
	(void)state;
	snprintf(path, sizeof path, "%s/board.db", folder_path());
	demo_fill(path, config, demo_now(), NULL);
	config_free(config);
	return 0;
}

static int key_waits(void *context)
{
	return ((struct desk *)context)->waiting;
}

static int count_statement(unsigned event, void *context, void *statement, void *text)
{
	(void)event, (void)statement, (void)text;
	((struct desk *)context)->asked++;
	return 0;
}

static void draw(struct desk *desk)
{
	board_draw(desk->board, &desk->grid);
}

static void open_as(struct desk *desk, struct board_setup setup)
{
	struct error error = { "" };
	bool missing = false;
	*desk = (struct desk){ 0 };
	desk->store = store_open(path, &missing, &error);
	assert_non_null(desk->store);
	sqlite3_progress_handler(desk->store->db, 1, key_waits, desk);
	sqlite3_trace_v2(desk->store->db, SQLITE_TRACE_STMT, count_statement, desk);
	setup.config = demo_config();
	setup.store = desk->store;
	setup.profile = PROFILE_ROOM;
	desk->board = board_new(&setup, demo_now());
	board_resize(desk->board, 24, 80);
	draw(desk);
}

static void open_desk(struct desk *desk)
{
	open_as(desk, (struct board_setup){ .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true });
}

static void close_desk(struct desk *desk)
{
	board_free(desk->board);
	store_close(desk->store);
	if (desk->state)
		state_close(desk->state);
	grid_free(&desk->grid);
}

/* Presses keys by name, a blank between; gives the effects of the last. */
static unsigned press(struct desk *desk, const char *keys)
{
	uint32_t code;
	unsigned effect = 0;
	while (keys_next(&keys, &code)) {
		assert_int_not_equal(code, KEYCODE_NONE);
		effect = board_key(desk->board, code, demo_now());
		draw(desk);
	}
	return effect;
}

static void type(struct desk *desk, const char *text)
{
	for (; *text; text++)
		board_key(desk->board, (unsigned char)*text, demo_now());
	draw(desk);
}

static const char *row(struct desk *desk, int index)
{
	static char text[1024];
	struct str out = { 0 };
	grid_text(&desk->grid, index, &out);
	snprintf(text, sizeof text, "%s", str_text(&out));
	str_free(&out);
	return text;
}

static bool shows(struct desk *desk, const char *text)
{
	for (int i = 0; i < desk->grid.rows; i++)
		if (strstr(row(desk, i), text))
			return true;
	return false;
}

static void assert_shows(struct desk *desk, const char *text)
{
	if (shows(desk, text))
		return;
	for (int i = 0; i < desk->grid.rows; i++)
		printf("# |%s\n", row(desk, i));
	fail_msg("the screen lacks \"%s\"", text);
}

static void assert_cursor(struct desk *desk, const char *text)
{
	if (!strstr(row(desk, desk->grid.cursor_row), text))
		fail_msg("the cursor is on \"%s\", not on \"%s\"", row(desk, desk->grid.cursor_row), text);
}

/* ---- from view to view ---------------------------------------------------------------------------- */

static void test_hubs_and_areas(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "6 d");
	assert_shows(&desk, "6 SCARBOROUGH");
	assert_cursor(&desk, "Spiking awareness");
	press(&desk, "7"); /* another hub instead of this one */
	assert_shows(&desk, "7 SELBY");
	press(&desk, "Esc");
	assert_shows(&desk, "North Yorkshire CSP");
	press(&desk, "d"); /* from the overview a letter is the area across the hubs */
	assert_shows(&desk, "d DOMESTIC ABUSE AND");
	press(&desk, "6"); /* and a digit from there that hub, at this area */
	assert_shows(&desk, "6 SCARBOROUGH");
	assert_cursor(&desk, "Spiking awareness");
	press(&desk, "0");
	assert_shows(&desk, "0 COUNTYWIDE");
	close_desk(&desk);
}

/* Every view of what lies ahead by its key, by its name, and from a record of its kind. */
static void test_views_ahead(void **state)
{
	static const struct { const char *key, *name, *shows; } views[] = {
		{ "T", "duties", "COUNTDOWNS" }, { "V", "reviews", "REVIEWS BY STAGE" }, { "C", "calendar", "FOUR WEEKS FROM" },
		{ "O", "governance", "BODIES AND OFFICES" },
	};
	(void)state;
	struct desk desk;
	open_desk(&desk);
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		press(&desk, views[i].key);
		assert_shows(&desk, views[i].shows);
		press(&desk, "Esc");
		assert_shows(&desk, "North Yorkshire CSP");
		press(&desk, ":");
		type(&desk, views[i].name);
		press(&desk, "Enter");
		assert_shows(&desk, views[i].shows);
		press(&desk, "Esc");
	}
	press(&desk, "T Enter G"); /* a milestone: its last lines are below "See also" */
	press(&desk, "/");
	type(&desk, "See also");
	press(&desk, "Enter Enter");
	assert_shows(&desk, "COUNTDOWNS");
	close_desk(&desk);
}

static void test_back_never_leaves(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	for (int i = 0; i < 5; i++)
		assert_int_equal(press(&desk, "q") & BOARD_QUIT, 0);
	assert_int_equal(press(&desk, "Esc") & BOARD_QUIT, 0);
	for (int i = 0; i < 40; i++)
		press(&desk, i % 2 ? "6" : "F"); /* deeper than the stack is */
	for (int i = 0; i < 40; i++)
		press(&desk, "Esc");
	assert_shows(&desk, "North Yorkshire CSP");
	assert_int_equal(press(&desk, "Q"), BOARD_QUIT);
	close_desk(&desk);
}

static void test_last_view(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "6 F -");
	assert_shows(&desk, "6 SCARBOROUGH");
	press(&desk, "-");
	assert_shows(&desk, "SOURCES");
	for (int i = 0; i < 30; i++)
		press(&desk, "-");
	assert_shows(&desk, "SOURCES");
	close_desk(&desk);
}

static void test_open_and_return(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "Down Down");
	char before[1024];
	snprintf(before, sizeof before, "%s", row(&desk, desk.grid.cursor_row));
	press(&desk, "Enter");
	assert_shows(&desk, "Reference");
	press(&desk, "Esc");
	assert_string_equal(row(&desk, desk.grid.cursor_row), before);
	press(&desk, "Tab Down Enter"); /* the matrix: its second line is Craven */
	assert_shows(&desk, "1 CRAVEN");
	close_desk(&desk);
}

/* At the end of one pane, Down goes on in the next. */
static void test_down_goes_on(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "6 d");
	press(&desk, "Down");
	assert_cursor(&desk, "Youth outreach");
	press(&desk, "Up");
	assert_cursor(&desk, "Spiking awareness");
	close_desk(&desk);
}

/* ---- finding, filtering, sorting ---------------------------------------------------------------------- */

static void test_find(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "n");
	assert_shows(&desk, "Nothing was looked for yet");
	press(&desk, "/");
	type(&desk, "REC-07");
	assert_int_equal(desk.grid.cursor_row, 22);
	press(&desk, "Enter");
	assert_cursor(&desk, "REC-07");
	press(&desk, "n"); /* the only one: around to itself */
	assert_cursor(&desk, "REC-07");
	press(&desk, "/");
	type(&desk, "no such thing");
	press(&desk, "Enter");
	assert_shows(&desk, "Not found here: no such thing");
	assert_cursor(&desk, "REC-07");
	press(&desk, "/ Esc");
	assert_cursor(&desk, "REC-07");
	close_desk(&desk);
}

static void test_filter(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "\\");
	type(&desk, "owner:NYP hub:nowhere");
	press(&desk, "Enter");
	assert_int_equal(desk.grid.cursor_row, 22);
	assert_in_range(desk.grid.cursor_column, 11, 15); /* at the term that is wrong, behind the backslash */
	assert_shows(&desk, "nowhere");
	press(&desk, "Ctrl-u");
	type(&desk, "owner:SCA-BC");
	press(&desk, "Enter");
	assert_shows(&desk, "Lighting survey");
	assert_false(shows(&desk, "Recommendation REC-07"));
	assert_shows(&desk, "FILTERED");
	press(&desk, "\\ Ctrl-u Enter");
	assert_shows(&desk, "Recommendation REC-07");
	assert_false(shows(&desk, "FILTERED"));
	close_desk(&desk);
}

static void test_focus_stays_on_its_record(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "/");
	type(&desk, "pavilion");
	press(&desk, "Enter");
	char title[60];
	snprintf(title, sizeof title, "%.30s", row(&desk, desk.grid.cursor_row) + 26);
	press(&desk, "S");
	assert_cursor(&desk, title);
	press(&desk, "I");
	assert_cursor(&desk, title);
	board_tick(desk.board, demo_now() + 120);
	draw(&desk);
	assert_cursor(&desk, title);
	board_resize(desk.board, 40, 120);
	draw(&desk);
	assert_cursor(&desk, "pavilion");
	board_resize(desk.board, 24, 80);
	draw(&desk);
	assert_cursor(&desk, title);
	press(&desk, "z");
	assert_cursor(&desk, title);
	assert_false(shows(&desk, "7 Selby   "));
	press(&desk, "Esc");
	assert_shows(&desk, "7 Selby   ");
	close_desk(&desk);
}

/* ---- the store is asked only when something changed ------------------------------------------------------ */

static void test_a_move_asks_nothing(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	desk.asked = 0;
	press(&desk, "Down Down Down");
	assert_int_equal(desk.grid.cursor_row, 15);
	press(&desk, "Up Tab Down");
	assert_cursor(&desk, ">1 Craven");
	press(&desk, "Right Left : Esc / Esc Ctrl-c Ctrl-l z z");
	assert_int_equal(desk.asked, 0);
	press(&desk, "S");
	assert_shows(&desk, "Nothing to sort here");
	press(&desk, "Tab S");
	assert_true(desk.asked > 0);
	close_desk(&desk);
}

static void test_a_stopped_load_is_tried_again(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	desk.waiting = true;
	press(&desk, "D y");
	assert_true(board_next_tick(desk.board, demo_now()) <= demo_now() + 1);
	assert_shows(&desk, "OFFICIAL-SENSITIVE");
	desk.waiting = false;
	draw(&desk);
	assert_true(board_next_tick(desk.board, demo_now()) > demo_now() + 1);
	assert_shows(&desk, "TEAM");
	close_desk(&desk);
}

static void test_ticks(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	assert_int_equal(board_next_tick(desk.board, demo_now()), demo_now() + 60);
	assert_int_equal(board_next_tick(desk.board, demo_now() + 59), demo_now() + 60);
	assert_int_equal(board_tick(desk.board, demo_now() + 1), 0); /* nothing changed within the minute */
	assert_int_equal(board_tick(desk.board, demo_now() + 60), BOARD_DRAW);
	draw(&desk);
	assert_shows(&desk, "08:46");
	close_desk(&desk);
}

/* ---- what asks first ------------------------------------------------------------------------------------- */

static void test_profile(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "D");
	assert_shows(&desk, "Show what only the team may see");
	press(&desk, "Esc");
	assert_false(shows(&desk, "TEAM"));
	press(&desk, "D y");
	assert_shows(&desk, "TEAM");
	press(&desk, "D"); /* narrowing asks nothing */
	assert_false(shows(&desk, "TEAM"));
	close_desk(&desk);
}

static void test_pause(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "Z");
	assert_int_equal(press(&desk, "x") & BOARD_PAUSE, 0);
	press(&desk, "Z");
	assert_int_equal(press(&desk, "y") & BOARD_PAUSE, BOARD_PAUSE);
	assert_shows(&desk, "PAUSED");
	assert_true(board_paused(desk.board));
	assert_int_equal(press(&desk, "Z") & BOARD_RESUME, BOARD_RESUME);
	assert_false(shows(&desk, "PAUSED"));
	close_desk(&desk);
}

static void test_refresh(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	assert_int_equal(press(&desk, "r") & BOARD_REFRESH, BOARD_REFRESH);
	assert_int_equal(board_refresh_source(desk.board), -1);
	assert_int_equal(press(&desk, "R") & BOARD_REFRESH_ALL, BOARD_REFRESH_ALL);
	press(&desk, "F");
	assert_int_equal(press(&desk, "r") & BOARD_REFRESH, BOARD_REFRESH);
	assert_int_equal(board_refresh_source(desk.board), 0);
	press(&desk, "Enter");
	assert_shows(&desk, "polls");
	assert_int_equal(board_refresh_source(desk.board), 0);
	close_desk(&desk);
	open_as(&desk, (struct board_setup){ .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true, .offline = true });
	assert_int_equal(press(&desk, "R") & BOARD_REFRESH_ALL, 0);
	assert_shows(&desk, "Offline: no source is asked.");
	close_desk(&desk);
}

static void test_keys_that_do_little(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	assert_int_equal(press(&desk, "w"), 0); /* bound to nothing: silent */
	press(&desk, "Ctrl-c");
	assert_shows(&desk, "Nothing copied. Select with the mouse. Q leaves.");
	press(&desk, "j");
	assert_false(shows(&desk, "Nothing copied"));
	board_key(desk.board, KEYCODE_PASTE_START, demo_now());
	assert_int_equal(press(&desk, "Q"), 0); /* pasted text fires nothing */
	board_key(desk.board, KEYCODE_PASTE_END, demo_now());
	press(&desk, "/");
	board_key(desk.board, KEYCODE_PASTE_START, demo_now());
	type(&desk, "a Q\rb");
	board_key(desk.board, KEYCODE_PASTE_END, demo_now());
	draw(&desk);
	assert_string_equal(row(&desk, 22), "/a Qb");
	close_desk(&desk);
}

static void test_commands(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, ":");
	type(&desk, "selb");
	assert_shows(&desk, "> hub 7 Selby");
	press(&desk, "Enter");
	assert_shows(&desk, "7 SELBY");
	press(&desk, ":");
	type(&desk, "susp");
	assert_int_equal(press(&desk, "Enter") & BOARD_SUSPEND, BOARD_SUSPEND);
	press(&desk, ":");
	type(&desk, "zzz");
	press(&desk, "Enter");
	assert_shows(&desk, "7 SELBY");
	press(&desk, "?");
	press(&desk, "/");
	type(&desk, "every source now");
	press(&desk, "Enter");
	assert_cursor(&desk, "ask every source now");
	assert_int_equal(press(&desk, "Enter") & BOARD_REFRESH_ALL, BOARD_REFRESH_ALL); /* Enter in help does it */
	assert_shows(&desk, "7 SELBY");
	close_desk(&desk);
}

static void test_blank(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	press(&desk, "!");
	assert_string_equal(row(&desk, 0), "OFFICIAL-SENSITIVE                       Tue 14 Mar 2023 08:45    DEMO, NOT REAL");
	assert_false(shows(&desk, "Scarborough"));
	assert_shows(&desk, "any key brings the board back");
	press(&desk, "a");
	assert_shows(&desk, "Scarborough");
	assert_false(shows(&desk, "New action"));
	close_desk(&desk);
}

/* Whatever would change something is refused with the reason, and leaves the work of the user as it is. */
static void test_read_only(void **state)
{
	(void)state;
	struct desk desk;
	struct error error = { "" };
	struct seen_list seen;
	char *notice = NULL, state_file[256];
	struct board_setup setup = { .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true, .briefing = true, .past = PAST_BRIEFING,
		.read_only = "this is the board as of Fri 10 Mar 2023 09:00" };
	char daily[] = "daily", none[] = "";
	const struct briefing unclosed = { .forum = daily, .hub = none, .office = none, .agencies = none, .keeper = none,
		.started = demo_now() - 3 * 86400 };
	snprintf(state_file, sizeof state_file, "%s/read-only.db", folder_path());
	setup.state = state_open(state_file, &notice, &error);
	assert_non_null(setup.state);
	held_briefing(setup.state, "", unclosed.started, unclosed.started, 0);
	assert_true(state_briefing_begin(setup.state, &unclosed, &error) > 0);
	open_as(&desk, setup);
	desk.state = setup.state;
	assert_shows(&desk, "Read only: this is the board as of Fri 10 Mar 2023 09:00."); /* the meeting is not begun */
	int refused = 0;
	for (int action = 0; action < ACTION_COUNT; action++) {
		const char *keys = action_table[action].keys;
		uint32_t key;
		if (!action_table[action].writes || !keys_next(&keys, &key))
			continue;
		assert_int_equal(board_key(desk.board, key, demo_now()) & ~(unsigned)BOARD_DRAW, 0);
		draw(&desk);
		assert_shows(&desk, "Read only: this is the board as of Fri 10 Mar 2023 09:00.");
		press(&desk, "j");
		assert_false(shows(&desk, "Read only:"));
		refused++;
	}
	assert_int_equal(refused, 12);
	press(&desk, "g Enter"); /* looking at what has changed does not make it seen */
	assert_shows(&desk, "DETAIL");
	assert_shows(&desk, "READ ONLY");
	assert_true(state_seen_since(setup.state, -1, &seen));
	assert_int_equal(seen.count, 0);
	seen_free(&seen);
	close_desk(&desk);
	for (int read_only = 0; read_only < 2; read_only++) { /* nor is a close that was forgotten offered */
		setup = (struct board_setup){ .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true,
			.state = state_open(state_file, &notice, &error), .read_only = read_only ? "this is a test" : NULL };
		open_as(&desk, setup);
		desk.state = setup.state;
		assert_int_equal(shows(&desk, "was not closed"), !read_only);
		close_desk(&desk);
	}
}

static void test_kiosk(void **state)
{
	(void)state;
	struct desk desk;
	open_as(&desk, (struct board_setup){ .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true, .kiosk = true });
	press(&desk, "D");
	assert_shows(&desk, "Not on this board.");
	assert_int_equal(press(&desk, "Z y") & BOARD_PAUSE, 0);
	close_desk(&desk);
}

static void test_glyphs_are_asked_once(void **state)
{
	(void)state;
	struct desk desk;
	struct error error = { "" };
	char *notice = NULL, state_file[256];
	struct board_setup setup = { .hub = PLACE_ANY, .area = PLACE_ANY, .ask_glyphs = true };
	snprintf(state_file, sizeof state_file, "%s/state.db", folder_path());
	struct state *remembered = state_open(state_file, &notice, &error);
	assert_non_null(remembered);
	setup.state = remembered;
	open_as(&desk, setup);
	desk.state = remembered;
	assert_shows(&desk, "Can you read this line?");
	press(&desk, "n");
	assert_true(desk.grid.ascii);
	char *answer = state_recall(remembered, "glyphs");
	assert_string_equal(answer, "ascii");
	free(answer);
	close_desk(&desk);
	setup.state = NULL;
	open_as(&desk, setup);
	assert_int_equal(press(&desk, "Q") & BOARD_QUIT, BOARD_QUIT); /* the question is no gate */
	close_desk(&desk);
}

/* ---- options, configuration, sizes ------------------------------------------------------------------------ */

static void test_start_at_a_place(void **state)
{
	(void)state;
	struct desk desk;
	open_as(&desk, (struct board_setup){ .hub = 5, .area = 2, .ascii = true });
	assert_shows(&desk, "6 SCARBOROUGH");
	assert_cursor(&desk, "Spiking awareness");
	press(&desk, "Esc");
	assert_shows(&desk, "North Yorkshire CSP");
	close_desk(&desk);
	open_as(&desk, (struct board_setup){ .view = "sources", .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true });
	assert_shows(&desk, "LAST ANSWER");
	close_desk(&desk);
}

static void test_reload(void **state)
{
	(void)state;
	struct desk desk;
	struct config_faults faults = { 0 };
	open_desk(&desk);
	press(&desk, "6 d");
	board_reload(desk.board, demo_config(), &faults);
	draw(&desk);
	assert_shows(&desk, "6 SCARBOROUGH");
	assert_shows(&desk, "The configuration was read again.");
	press(&desk, "Esc");
	assert_shows(&desk, "North Yorkshire CSP");
	config_fault_add(&faults, &(struct place_in_file){ "own.yaml", 12, 3 }, "unknown pane kind \"tabel\"");
	board_reload(desk.board, NULL, &faults);
	draw(&desk);
	assert_shows(&desk, "own.yaml:12:3: unknown pane kind");
	assert_shows(&desk, "6 Scarborough");
	config_faults_free(&faults);
	close_desk(&desk);
}

static void test_trouble_with_the_feeder(void **state)
{
	(void)state;
	struct desk desk;
	open_desk(&desk);
	board_feeder(desk.board, 0, "The feeder could not be started.");
	draw(&desk);
	assert_shows(&desk, "The feeder could not be started.");
	board_feeder(desk.board, 3, NULL);
	draw(&desk);
	assert_false(shows(&desk, "could not be started"));
	close_desk(&desk);
}

static void test_every_size(void **state)
{
	(void)state;
	struct desk desk;
	static const char *const views[] = { "Esc", "6", "d", "F", "?" };
	open_desk(&desk);
	for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
		press(&desk, views[v]);
		for (int rows = 1; rows <= 60; rows += rows < 12 ? 1 : 8)
			for (int columns = 1; columns <= 210; columns += columns < 24 ? 1 : 31) {
				board_resize(desk.board, rows, columns);
				draw(&desk);
				assert_int_equal(desk.grid.rows, rows);
				assert_int_equal(desk.grid.columns, columns);
				if (columns < 20)
					continue;
				assert_ptr_equal(strstr(row(&desk, 0), "OFFICIAL"), row(&desk, 0));
				assert_non_null(strstr(row(&desk, rows - 1), "OFFICIAL"));
			}
		board_resize(desk.board, 24, 80);
		draw(&desk);
	}
	close_desk(&desk);
}

/* What is drawn in parts is what would be drawn whole. */
static void test_parts_equal_the_whole(void **state)
{
	(void)state;
	struct desk desk;
	static const char *const keys[] = { "Down", "Down", "Tab", "Right", "Up", "Tab", "PgDn", "G", "g", "Z", "n", "/", "e",
		"Enter", "n", "S", "I", "z", "z", ":", "s", "Down", "Esc", "6", "Down", "Down", "Tab", "\\", "x", "Enter", "Esc",
		"Ctrl-c", "k", "F", "Down", "Enter", "Esc", "?", "PgDn", "q" };
	for (int wide = 0; wide < 2; wide++) {
		open_desk(&desk);
		if (wide)
			board_resize(desk.board, 50, 170);
		draw(&desk);
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			struct grid whole = { 0 };
			press(&desk, keys[i]);
			board_draw(desk.board, &whole);
			if (!grid_same(&whole, &desk.grid))
				fail_msg("after %s (key %zu) the screen differs from one drawn whole", keys[i], i);
			grid_free(&whole);
		}
		close_desk(&desk);
	}
}

/* ---- each hub from its own briefing ----------------------------------------------------------------- */

static bool line_of_hub(struct desk *desk, const char *text)
{
	return strstr(row(desk, 9), " 6 Scarborough") && strstr(row(desk, 9), text);
}

/* Scarborough held a briefing this morning; what it shares with other hubs counts from the older one. */
static void test_a_hub_of_its_own(void **unused)
{
	(void)unused;
	struct desk desk;
	struct error error = { "" };
	char *notice, state_path[300];
	instant_t before, own;
	assert_true(instant_parse("2023-03-10T09:00:00Z", &before));
	assert_true(instant_parse("2023-03-14T08:00:00Z", &own));
	snprintf(state_path, sizeof state_path, "%s/board-state.db", folder_path());
	struct state *state = state_open(state_path, &notice, &error);
	assert_non_null(state);
	held_briefing(state, "", before, before, 0);
	struct store *store = store_open(path, &(bool){ false }, &error);
	held_briefing(state, "scarborough", own, own, store_sequence(store));
	store_close(store);
	open_as(&desk, (struct board_setup){ .state = state, .hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true });
	desk.state = state;
	assert_shows(&desk, "Since each hub's own briefing: ");
	assert_true(line_of_hub(&desk, " 6 Scarborough        2 ")); /* what it shares with other hubs */
	press(&desk, "6");
	assert_shows(&desk, "Since briefing Tue 14 Mar 08:00: 2 changes.");
	press(&desk, "7");
	assert_shows(&desk, "Since briefing Fri 10 Mar 09:00: ");
	press(&desk, "6 X");
	assert_shows(&desk, "SCARBOROUGH COUNTS FROM");
	assert_shows(&desk, "Enter takes it   Up Down others   Esc leaves it");
	type(&desk, "10 Mar");
	press(&desk, "Enter");
	assert_shows(&desk, "Changes of Scarborough count from Fri 10 Mar 09:00.");
	press(&desk, "Esc");
	assert_shows(&desk, "Since briefing Fri 10 Mar 09:00: ");
	assert_false(line_of_hub(&desk, " 6 Scarborough        2 "));
	press(&desk, "X Enter"); /* all as usual again, and of Scarborough too */
	assert_true(line_of_hub(&desk, " 6 Scarborough        2 "));
	close_desk(&desk);
}

/* On the first morning no briefing can be chosen, but a start can. */
static void test_a_start_by_its_day(void **unused)
{
	(void)unused;
	struct desk desk;
	open_desk(&desk);
	assert_shows(&desk, "No briefing closed yet: last 24 hours shown.");
	press(&desk, "X");
	type(&desk, "someday");
	assert_shows(&desk, "A DAY OR A TIME: fri, 10 Mar, 2023-03-10T09:00");
	press(&desk, "Enter");
	assert_shows(&desk, "\"someday\" is no day and no time.");
	press(&desk, "Esc X");
	type(&desk, "8 Mar");
	press(&desk, "Enter");
	assert_shows(&desk, "Changes count from Wed 8 Mar 00:00. X chooses another.");
	assert_shows(&desk, "Since Wed 8 Mar 00:00: ");
	press(&desk, "X Enter");
	assert_shows(&desk, "No briefing closed yet: last 24 hours shown.");
	close_desk(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hubs_and_areas), cmocka_unit_test(test_views_ahead),
		cmocka_unit_test(test_back_never_leaves),
		cmocka_unit_test(test_last_view),
		cmocka_unit_test(test_open_and_return),
		cmocka_unit_test(test_down_goes_on),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_focus_stays_on_its_record),
		cmocka_unit_test(test_a_move_asks_nothing),
		cmocka_unit_test(test_a_stopped_load_is_tried_again),
		cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_refresh),
		cmocka_unit_test(test_keys_that_do_little),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_blank), cmocka_unit_test(test_read_only), cmocka_unit_test(test_kiosk),
		cmocka_unit_test(test_glyphs_are_asked_once),
		cmocka_unit_test(test_start_at_a_place),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_trouble_with_the_feeder),
		cmocka_unit_test(test_a_hub_of_its_own), cmocka_unit_test(test_a_start_by_its_day),
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_parts_equal_the_whole),
	};
	return cmocka_run_group_tests_name("board", tests, demo_start, NULL);
}
