/* Writing into the grid: clipping, cutting, wide characters, hostile bytes, folding to 7 bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/grid.h"

static const struct rect whole = { 0, 0, 3, 20 };

static void row_is(const struct grid *grid, int row, const char *expected)
{
	struct str text = { 0 };
	grid_text(grid, row, &text);
	assert_string_equal(str_text(&text), expected);
	str_free(&text);
}

static void test_put_and_cut(void **state)
{
	(void)state;
	struct grid grid = { 0 };
	grid_start(&grid, 3, 20, false);
	assert_int_equal(grid_put(&grid, whole, 0, 2, 10, ROLE_TEXT, "Ryedale"), 7);
	assert_int_equal(grid_put(&grid, whole, 1, 0, 6, ROLE_RED, "Scarborough"), 6);
	assert_int_equal(grid_put(&grid, whole, 2, 15, 50, ROLE_TEXT, "Harrogate"), 5);
	row_is(&grid, 0, "  Ryedale");
	row_is(&grid, 1, "Scarb…");
	row_is(&grid, 2, "               Harr…");
	assert_int_equal(grid_put(&grid, whole, 3, 0, 5, ROLE_TEXT, "x"), 0);
	assert_int_equal(grid_put(&grid, whole, -1, 0, 5, ROLE_TEXT, "x"), 0);
	assert_int_equal(grid_put(&grid, whole, 0, 20, 5, ROLE_TEXT, "x"), 0);
	assert_int_equal(grid_put(&grid, whole, 0, 0, 0, ROLE_TEXT, "x"), 0);
	struct str roles = { 0 };
	grid_roles(&grid, 1, &roles);
	assert_int_equal(str_text(&roles)[0], 'a' + ROLE_RED - 1);
	assert_int_equal(str_text(&roles)[6], '.');
	str_free(&roles);
	grid_free(&grid);
}

static void test_area_clips(void **state)
{
	(void)state;
	struct grid grid = { 0 };
	grid_start(&grid, 3, 20, true);
	struct rect area = { 1, 5, 1, 4 };
	grid_put(&grid, area, 0, 0, 99, ROLE_TEXT, "123456");
	grid_put(&grid, area, 1, 0, 99, ROLE_TEXT, "no");
	row_is(&grid, 1, "     123~");
	row_is(&grid, 2, "");
	grid_free(&grid);
}

static void test_wide(void **state)
{
	(void)state;
	struct grid grid = { 0 };
	grid_start(&grid, 3, 20, false);
	assert_int_equal(grid_put(&grid, whole, 0, 0, 20, ROLE_TEXT, "日本"), 4);
	grid_put(&grid, whole, 0, 1, 1, ROLE_TEXT, "x"); /* over the right half of the first */
	row_is(&grid, 0, " x本");
	grid_put(&grid, whole, 0, 2, 1, ROLE_TEXT, "y"); /* over the left half of the second */
	row_is(&grid, 0, " xy");
	assert_int_equal(grid_put(&grid, whole, 1, 0, 3, ROLE_TEXT, "日本"), 3);
	row_is(&grid, 1, "日…");
	grid_start(&grid, 3, 20, true);
	assert_int_equal(grid_put(&grid, whole, 0, 0, 20, ROLE_TEXT, "caf\xc3\xa9 \xe2\x80\x93 日"), 8);
	row_is(&grid, 0, "cafe - ?");
	grid_free(&grid);
}

static void test_hostile_bytes(void **state)
{
	(void)state;
	struct grid grid = { 0 };
	grid_start(&grid, 3, 20, false);
	grid_put(&grid, whole, 0, 0, 20, ROLE_TEXT, "a\033[31m\xe2\x80\xae" "b\xc2\x9b" "c\x7f\xff");
	for (int i = 0; i < 20; i++) {
		uint32_t c = grid.cells[i].base;
		assert_true(c == 0 || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x202e));
	}
	grid_free(&grid);
}

static void test_rule_and_right(void **state)
{
	(void)state;
	struct grid grid = { 0 };
	struct rect wide = { 0, 0, 2, 40 };
	grid_start(&grid, 2, 40, true);
	grid_rule(&grid, wide, 0, ROLE_HEADING, "SAFETY HUBS  AMBER", "1-5 of 6");
	row_is(&grid, 0, "-- SAFETY HUBS  AMBER ------ 1-5 of 6 --");
	grid_rule(&grid, wide, 1, ROLE_HEADING, NULL, NULL);
	row_is(&grid, 1, "----------------------------------------");
	grid_rule(&grid, wide, 1, ROLE_HEADING, "a title that is much longer than all the columns", "7");
	row_is(&grid, 1, "-- a title that is much longer t~ - 7 --");
	grid_free(&grid);
	grid_start(&grid, 1, 10, true);
	grid_put_right(&grid, (struct rect){ 0, 0, 1, 10 }, 0, 10, ROLE_TEXT, "1-10");
	row_is(&grid, 0, "      1-10");
	grid_put_right(&grid, (struct rect){ 0, 0, 1, 10 }, 0, 10, ROLE_TEXT, "123456789012");
	row_is(&grid, 0, "123456789~");
	grid_free(&grid);
}

static void test_cursor_and_same(void **state)
{
	(void)state;
	struct grid a = { 0 }, b = { 0 };
	grid_start(&a, 3, 20, true);
	grid_start(&b, 3, 20, true);
	assert_true(grid_same(&a, &b));
	grid_cursor(&a, (struct rect){ 1, 1, 1, 5 }, 0, 2);
	assert_int_equal(a.cursor_row, 1);
	assert_int_equal(a.cursor_column, 3);
	assert_false(grid_same(&a, &b));
	grid_cursor(&b, (struct rect){ 1, 1, 1, 5 }, 0, 9);
	assert_int_equal(b.cursor_row, -1);
	grid_free(&a);
	grid_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_and_cut),
		cmocka_unit_test(test_area_clips),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_hostile_bytes),
		cmocka_unit_test(test_rule_and_right),
		cmocka_unit_test(test_cursor_and_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
