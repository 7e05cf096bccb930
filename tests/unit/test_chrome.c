/* The lines around the panes at every size; the prompt; what `:` finds; looks of all roles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/chrome.h"
#include "hubbrief/palette.h"
#include "hubbrief/prompt.h"
#include "hubbrief/theme.h"

static struct chrome overview(void)
{
	struct chrome chrome = { .marking = MARKING_SENSITIVE, .demo = true, .name = "North Yorkshire CSP",
		.headline = "3 late, 3 due today.", .why = "Why: Scarborough, Hubs is AMBER: 1 action late, none over 7 days.",
		.why_role = ROLE_WHY, .position = "1-10 of 14", .keys = "Enter open  ? help", .keys_role = ROLE_KEYS, .status = "" };
	instant_parse("2023-03-14T08:45:00Z", &chrome.now);
	return chrome;
}

static void row_is(const struct grid *grid, int row, const char *expected)
{
	struct str text = { 0 };
	grid_text(grid, row, &text);
	assert_string_equal(str_text(&text), expected);
	str_free(&text);
}

static void test_frame(void **state)
{
	(void)state;
	struct chrome chrome = overview();
	struct grid grid = { 0 };
	grid_start(&grid, 24, 80, true);
	chrome_top(&chrome, &grid);
	chrome_bottom(&chrome, &grid);
	row_is(&grid, 0, "OFFICIAL-SENSITIVE  North Yorkshire CSP  Tue 14 Mar 2023 08:45    DEMO, NOT REAL");
	row_is(&grid, 22, "Why: Scarborough, Hubs is AMBER: 1 action late, none over 7 days.     1-10 of 14");
	row_is(&grid, 23, "Enter open  ? help                                            OFFICIAL-SENSITIVE");
	chrome.name = "6 SCARBOROUGH";
	chrome.status = "PAUSED";
	chrome_top(&chrome, &grid);
	chrome_bottom(&chrome, &grid);
	row_is(&grid, 0, "OFFICIAL-SENSITIVE  6 SCARBOROUGH        Tue 14 Mar 2023 08:45    DEMO, NOT REAL");
	row_is(&grid, 23, "Enter open  ? help                                    PAUSED  OFFICIAL-SENSITIVE");
	chrome.name = "North Yorkshire Community Safety Partnership";
	chrome_top(&chrome, &grid);
	row_is(&grid, 0, "OFFICIAL-SENSITIVE  North Yorkshire Comm~  Tue 14 Mar 2023 08:45  DEMO, NOT REAL");
	grid_free(&grid);
}

/* From 20 columns the marking stands whole on the first and the last line. */
static void test_marking_at_every_size(void **state)
{
	(void)state;
	struct chrome chrome = overview();
	struct grid grid = { 0 };
	for (int rows = 1; rows <= 30; rows++)
		for (int columns = 1; columns <= 120; columns++) {
			struct str first = { 0 }, last = { 0 };
			grid_start(&grid, rows, columns, true);
			if (chrome_fits(rows, columns)) {
				chrome_top(&chrome, &grid);
				chrome_bottom(&chrome, &grid);
			} else {
				chrome_too_small(&chrome, &grid);
			}
			grid_text(&grid, 0, &first);
			grid_text(&grid, rows - 1, &last);
			assert_int_equal(str_text(&first)[0], columns > 1 ? 'O' : '~');
			if (columns >= 20) {
				assert_non_null(strstr(str_text(&first), "OFFICIAL-SENSITIVE"));
				assert_non_null(strstr(str_text(&last), "OFFICIAL-SENSITIVE"));
			}
			str_free(&first);
			str_free(&last);
		}
	grid_free(&grid);
}

/* Wherever there is a board at all, one that was gone back to says so in its first two lines. */
static void test_past_at_every_size(void **state)
{
	(void)state;
	struct chrome chrome = overview();
	struct grid grid = { 0 };
	chrome.past = true;
	for (int demo = 0; demo < 2; demo++)
		for (int columns = CHROME_LEAST_COLUMNS; columns <= 160; columns++) {
			struct str lines = { 0 };
			chrome.demo = demo;
			chrome.marking = columns % 2 ? MARKING_OFFICIAL : MARKING_SENSITIVE;
			grid_start(&grid, CHROME_LEAST_ROWS, columns, true);
			chrome_top(&chrome, &grid);
			grid_text(&grid, 0, &lines);
			grid_text(&grid, 1, &lines);
			const char *said = strstr(str_text(&lines), "AS OF ");
			assert_non_null(said);
			assert_non_null(strstr(said, "14 Mar "));
			assert_non_null(strstr(said, "08:45"));
			assert_null(strstr(said + 1, "AS OF "));
			str_free(&lines);
		}
	grid_start(&grid, 24, 80, true);
	chrome.demo = false;
	chrome.marking = MARKING_OFFICIAL;
	chrome_top(&chrome, &grid);
	row_is(&grid, 0, "OFFICIAL            North Yorkshire CSP  AS OF Tue 14 Mar 2023 08:45");
	row_is(&grid, 1, "3 late, 3 due today.");
	grid_free(&grid);
}

static void keys_are(const struct keymap *keymap, int columns, const char *expected)
{
	struct str keys = { 0 };
	chrome_keys("hub", keymap, (struct chrome_limits){ 0 }, columns, &keys);
	assert_string_equal(str_text(&keys), expected);
	str_free(&keys);
}

static void test_keys_give_way(void **state)
{
	(void)state;
	struct hub hubs[] = { { .id = "a", .key = '1' }, { .id = "b", .key = '2' } };
	struct config config = { .hubs = hubs, .hub_count = 2 };
	struct config_faults faults = { 0 };
	struct keymap *keymap = keymap_new(&config, &faults);
	keys_are(keymap, 60, "Enter open  a action  Tab area  0-2 hub  b brief  ? help");
	keys_are(keymap, 40, "Enter open  a action  Tab area  ? help");
	keys_are(keymap, 20, "Enter open  ? help");
	keys_are(keymap, 8, "? help");
	keys_are(keymap, 3, "");
	struct str keys = { 0 };
	chrome_keys("hub", keymap, (struct chrome_limits){ .read_only = true }, 60, &keys);
	assert_string_equal(str_text(&keys), "Enter open  Tab area  0-2 hub  ? help");
	str_free(&keys);
	keymap_free(keymap);
}

static void type(struct prompt *prompt, const char *text)
{
	for (; *text; text++)
		assert_int_equal(prompt_key(prompt, (unsigned char)*text), PROMPT_OPEN);
}

static void test_prompt(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	struct grid grid = { 0 };
	prompt_open(&prompt, PROMPT_FILTER, "\\", "owner:NYP");
	type(&prompt, " due");
	assert_int_equal(prompt_key(&prompt, 0xE9), PROMPT_OPEN);
	prompt_key(&prompt, KEYCODE_LEFT);
	type(&prompt, "x");
	assert_string_equal(str_text(&prompt.text), "owner:NYP duex\xc3\xa9");
	prompt_key(&prompt, KEYCODE_END);
	prompt_key(&prompt, KEYCODE_BACKSPACE);
	assert_string_equal(str_text(&prompt.text), "owner:NYP duex");
	prompt_key(&prompt, 23);
	assert_string_equal(str_text(&prompt.text), "owner:NYP ");
	prompt_key(&prompt, KEYCODE_HOME);
	prompt_key(&prompt, KEYCODE_DELETE);
	assert_string_equal(str_text(&prompt.text), "wner:NYP ");
	prompt_key(&prompt, KEYCODE_F1);
	assert_string_equal(str_text(&prompt.text), "wner:NYP ");
	grid_start(&grid, 1, 20, true);
	prompt_draw(&prompt, &grid, (struct rect){ 0, 0, 1, 20 }, 0);
	row_is(&grid, 0, "\\wner:NYP");
	assert_int_equal(grid.cursor_column, 1);
	prompt.error_column = 6;
	prompt_draw(&prompt, &grid, (struct rect){ 0, 0, 1, 20 }, 0);
	assert_int_equal(grid.cursor_column, 6);
	assert_int_equal(prompt_key(&prompt, KEYCODE_ENTER), PROMPT_DONE);
	for (int i = 0; i < 2000; i++)
		prompt_key(&prompt, 'y');
	assert_true(prompt.text.length <= 400);
	prompt_draw(&prompt, &grid, (struct rect){ 0, 0, 1, 20 }, 0);
	assert_in_range(grid.cursor_column, 0, 19);
	prompt_open(&prompt, PROMPT_QUESTION, "Pause? y/n", "");
	assert_int_equal(prompt_key(&prompt, 'x'), PROMPT_LEFT);
	assert_int_equal(prompt_key(&prompt, 'y'), PROMPT_DONE);
	prompt_free(&prompt);
	grid_free(&grid);
}

static const char *best(struct palette *palette, const char *typed)
{
	palette_match(palette, typed);
	return palette_chosen(palette) ? palette_chosen(palette)->words : "";
}

static void test_palette(void **state)
{
	(void)state;
	struct hub hubs[] = { { .id = "scarborough", .name = "Scarborough", .key = '6' } };
	struct area areas[] = { { .id = "vawg", .short_name = "Domestic abuse", .key = 'd' } };
	struct view_config views[] = { { .name = "overview" }, { .name = "sources" } };
	struct config config = { .hubs = hubs, .hub_count = 1, .areas = areas, .area_count = 1, .views = views,
		.view_count = 2 };
	struct palette palette = { 0 };
	palette_open(&palette, &config, false);
	assert_string_equal(best(&palette, "scar"), "hub 6 Scarborough");
	assert_string_equal(best(&palette, "DOM"), "area d Domestic abuse");
	assert_string_equal(best(&palette, "hub6"), "hub 6 Scarborough");
	assert_string_equal(best(&palette, "refr"), "refresh");
	assert_string_equal(best(&palette, "view so"), "view sources");
	assert_string_equal(best(&palette, "susp"), "suspend");
	assert_string_equal(best(&palette, "zzzz"), "");
	palette_match(&palette, "");
	size_t all = palette.matching;
	assert_int_equal(all, palette.count);
	palette_move(&palette, -1);
	assert_int_equal(palette.selected, all - 1);
	palette_move(&palette, 1);
	assert_int_equal(palette.selected, 0);
	palette_open(&palette, &config, true);
	assert_string_equal(best(&palette, "susp"), "");
	palette_free(&palette);
}

static void test_themes(void **state)
{
	(void)state;
	for (size_t i = 0; theme_names[i]; i++) {
		const struct theme *theme = theme_named(theme_names[i]);
		assert_non_null(theme);
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct look mono = theme_look(theme, SCHEME_MONO, (enum role)role);
			assert_true(mono.text < 0 && mono.ground < 0);
			struct look eight = theme_look(theme, SCHEME_8, (enum role)role);
			assert_true(eight.text < 8 && eight.ground < 8);
			assert_true(eight.text < 0 || eight.text != eight.ground);
		}
	}
	assert_null(theme_named("no such"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_marking_at_every_size),
		cmocka_unit_test(test_past_at_every_size),
		cmocka_unit_test(test_keys_give_way),
		cmocka_unit_test(test_prompt),
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_themes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
