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

/* The pages of the meeting, held for the first time. */
static void test_briefing_at_three_sizes(void **state)
{
	static const char *const keys = "Space Space Space Space Space Space";
	static const struct { int rows, columns; } sizes[] = { { 24, 80 }, { 36, 120 }, { 50, 200 } };
	char name[64], pressed[64], kept[300];
	struct error error = { 0 };
	char *notice = NULL;

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (int page = 0; page < 6; page++) {
			snprintf(kept, sizeof kept, "%s/state-%d-%zu.db", folder_path(), page, s);
			struct state *kept_in = state_open(kept, &notice, &error);
			assert_non_null(kept_in);
			snprintf(name, sizeof name, "briefing-%d-%dx%d", page + 1, sizes[s].columns, sizes[s].rows);
			snprintf(pressed, sizeof pressed, "b %.*s", 6 * page, keys);
			screen_with(kept_in, name, sizes[s].rows, sizes[s].columns, true, pressed);
			state_close(kept_in);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames), cmocka_unit_test(test_sizes), cmocka_unit_test(test_views_at_three_sizes),
		cmocka_unit_test(test_briefing_at_three_sizes),
	};
	return cmocka_run_group_tests_name("screens", tests, demo_start, NULL);
}
