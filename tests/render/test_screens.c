/* Whole screens of the board on the demonstration feed, as the frames of the screens: what is drawn after
 * which keys, at the sizes that matter, against golden files. No terminal, no feeder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/golden.h"
#include "hubbrief/board.h"
#include "hubbrief/key.h"
#include "hubbrief/meeting.h"
#include "hubbrief/state.h"

static char path[256];

static int demo_start(void **state)
{
	struct config *config = demo_config();

	(void)state;
	snprintf(path, sizeof path, "%s/screens.db", folder_path());
	demo_fill(path, config, demo_now(), NULL);
	config_free(config);
	return 0;
}

/* Draws the board after `keys` (names separated by blanks) and compares. Without a state no briefing can be kept. */
static void screen_with(struct state *state, const char *name, int rows, int columns, bool ascii, const char *keys)
{
	struct error error = { 0 };
	bool missing = false;
	struct store *store = store_open(path, &missing, &error);
	struct grid grid = { 0 };
	uint32_t code;

	if (!store)
		fail_msg("%s", error.text);
	struct board_setup setup = { .config = demo_config(), .store = store, .state = state, .profile = PROFILE_ROOM,
		.hub = PLACE_ANY, .area = PLACE_ANY, .ascii = ascii };
	struct board *board = board_new(&setup, demo_now());
	board_resize(board, rows, columns);
	grid_start(&grid, rows, columns, ascii);
	board_draw(board, &grid);
	while (keys_next(&keys, &code)) {
		board_key(board, code, demo_now());
		grid_start(&grid, rows, columns, ascii);
		board_draw(board, &grid);
	}
	golden_check(name, &grid);
	grid_free(&grid);
	board_free(board);
	store_close(store);
}

static void screen(const char *name, int rows, int columns, bool ascii, const char *keys)
{
	screen_with(NULL, name, rows, columns, ascii, keys);
}

static void test_frames(void **state)
{
	(void)state;
	screen("screen-overview", 24, 80, true, "");
	screen("screen-hub", 24, 80, true, "6");
	screen("screen-hub-area", 24, 80, true, "6 d");
	screen("screen-area", 24, 80, true, "d");
	screen("screen-detail", 24, 80, true, "6 Tab Enter");
	screen("screen-sources", 24, 80, true, "F");
	screen("screen-help", 24, 80, true, "?");
	screen("screen-countywide", 24, 80, true, "0");
}

static void test_sizes(void **state)
{
	(void)state;
	screen("screen-overview-100x30", 30, 100, false, "");
	screen("screen-overview-160x50", 50, 160, false, "");
	screen("screen-hub-160x50", 50, 160, false, "6");
	screen("screen-overview-60x20", 20, 60, true, "");
	screen("screen-overview-40x12", 12, 40, true, "");
	screen("screen-overview-20x6", 6, 20, true, "");
}

/* Whole views as most will have them, and as a large terminal shows them. */
static void test_views_at_three_sizes(void **state)
{
	static const struct { const char *name, *keys; bool drawn; /* at 80x24, by test_frames */ } views[] = {
		{ "duties", "T", false }, { "reviews", "V", false }, { "calendar", "C", false }, { "governance", "O", false },
		{ "records", ": r e c o r d s Enter", false }, { "detail", "6 Tab Enter", true }, { "sources", "F", true },
		{ "help", "?", true }, { "overview", "", true }, { "hub", "6", true }, { "area", "d", true },
	};
	static const struct { int rows, columns; } sizes[] = { { 24, 80 }, { 36, 120 }, { 50, 200 } };
	char name[64];

	(void)state;
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		for (size_t s = views[i].drawn; s < sizeof sizes / sizeof *sizes; s++) {
			snprintf(name, sizeof name, "screen-%s-%dx%d", views[i].name, sizes[s].columns, sizes[s].rows);
			screen(name, sizes[s].rows, sizes[s].columns, true, views[i].keys);
		}
}

/* A state of its own with a briefing under way on that page, kept by that account. */
static struct state *on_page(int page, const char *account)
{
	static int number;
	struct error error = { 0 };
	char kept[300], forum[] = "daily", none[] = "", keeper[64], *notice = NULL;
	snprintf(kept, sizeof kept, "%s/state-%d.db", folder_path(), ++number);
	snprintf(keeper, sizeof keeper, "%s", account);
	struct state *state = state_open(kept, &notice, &error);
	assert_non_null(state);
	const struct briefing briefing = { .forum = forum, .hub = none, .office = none, .agencies = none, .started = demo_now(),
		.held = INSTANT_NONE, .sequence = -1, .page = page, .keeper = keeper };
	assert_true(state_briefing_begin(state, &briefing, &error) > 0);
	return state;
}

/* The pages of the meeting, held for the first time. */
static void test_briefing_at_three_sizes(void **state)
{
	static const struct { int rows, columns; } sizes[] = { { 24, 80 }, { 36, 120 }, { 50, 200 } };
	char name[64];

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (int page = 0; page < 6; page++) {
			struct state *kept_in = on_page(page, meeting_account());
			snprintf(name, sizeof name, "briefing-%d-%dx%d", page + 1, sizes[s].columns, sizes[s].rows);
			screen_with(kept_in, name, sizes[s].rows, sizes[s].columns, true, "b Enter Enter");
			state_close(kept_in);
		}
}

/* The third frame of the screens; what is longer than a line; small terminals; somebody else's briefing. */
static void test_briefing_below(void **state)
{
	static const struct { const char *name; int rows, columns; const char *account, *keys; } drawn[] = {
		{ "briefing-asks", 24, 80, NULL, "b" },
		{ "briefing-action", 24, 80, NULL,
			"b Enter Enter Enter a s e n d Space t r a i n i n g Space d a t e s Space t o Space C S P , Space f r i" },
		{ "briefing-long-date", 24, 80, NULL, "b Enter Enter Down Enter 2 f r i , Space w a i t i n g Space f o r Space t h e Space s u r v e y" },
		{ "briefing-finish", 24, 80, NULL, "b Enter Enter Enter 1 Esc" },
		{ "briefing-blank", 24, 80, NULL, "b Enter Enter ." },
		{ "briefing-read-only", 24, 80, "hub-sca", "b a" },
		{ "briefing-60x15", 15, 60, NULL, "b Enter Enter Enter" },
		{ "briefing-40x12", 12, 40, NULL, "b Enter Enter Down" },
		{ "briefing-20x6", 6, 20, NULL, "b Enter Enter a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
		struct state *kept_in = on_page(2, drawn[i].account ? drawn[i].account : meeting_account());
		screen_with(kept_in, drawn[i].name, drawn[i].rows, drawn[i].columns, true, drawn[i].keys);
		state_close(kept_in);
	}
}

/* When the minute changes, the time and the two clocks do, and no other cell of the page. */
static void test_briefing_minute(void **state)
{
	struct error error = { 0 };
	struct grid grids[2] = { { 0 }, { 0 } };
	bool missing = false;
	struct store *store = store_open(path, &missing, &error);
	struct state *kept_in = on_page(2, meeting_account());
	struct board_setup setup = { .config = demo_config(), .store = store, .state = kept_in, .profile = PROFILE_ROOM,
		.hub = PLACE_ANY, .area = PLACE_ANY, .ascii = true };
	struct board *board = board_new(&setup, demo_now());
	int changed = 0;

	(void)state;
	board_resize(board, 24, 80);
	for (const char *key = "b\r\r"; *key; key++)
		board_key(board, *key == '\r' ? KEYCODE_ENTER : (uint32_t)*key, demo_now());
	for (int i = 0; i < 2; i++) {
		board_tick(board, demo_now() + 60 * i);
		grid_start(&grids[i], 24, 80, true);
		board_draw(board, &grids[i]);
	}
	for (int cell = 0; cell < 24 * 80; cell++)
		if (grids[0].cells[cell].base != grids[1].cells[cell].base) {
			assert_true(cell / 80 < 3);
			changed++;
		}
	assert_in_range(changed, 3, 4); /* 08:45 to 08:46, 4 min to 3, 12 of 12 min to 11 */
	for (int i = 0; i < 2; i++)
		grid_free(&grids[i]);
	board_free(board);
	state_close(kept_in);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames), cmocka_unit_test(test_sizes), cmocka_unit_test(test_views_at_three_sizes),
		cmocka_unit_test(test_briefing_at_three_sizes), cmocka_unit_test(test_briefing_below),
		cmocka_unit_test(test_briefing_minute),
	};
	return cmocka_run_group_tests_name("screens", tests, demo_start, NULL);
}
