/* Rectangles of a view: inside the screen, no overlap, contents before shares, the focused pane always there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hubbrief/layout.h"

static struct layout_node leaf(int parent, int index, int weight, int least, int want, int least_columns)
{
	return (struct layout_node){ .parent = parent, .leaf = index, .weight = weight, .least_rows = least,
		.want_rows = want, .least_columns = least_columns };
}

static struct layout_node box(int parent, int is_rows, int weight)
{
	return (struct layout_node){ .parent = parent, .leaf = -1, .is_rows = is_rows, .weight = weight };
}

static bool inside(struct rect r, struct rect outer)
{
	return r.row >= outer.row && r.column >= outer.column && r.row + r.rows <= outer.row + outer.rows &&
		r.column + r.columns <= outer.column + outer.columns;
}

static bool apart(struct rect a, struct rect b)
{
	return a.row + a.rows <= b.row || b.row + b.rows <= a.row || a.column + a.columns <= b.column ||
		b.column + b.columns <= a.column;
}

static void test_overview(void **state)
{
	(void)state;
	struct layout_node nodes[] = { box(-1, 1, 0), leaf(0, 0, 0, 4, 9, 20), leaf(0, 1, 1, 3, 1000, 20) };
	layout_place(nodes, 3, (struct rect){ 2, 0, 20, 80 }, 0);
	assert_int_equal(nodes[1].rect.row, 2);
	assert_int_equal(nodes[1].rect.rows, 9);
	assert_int_equal(nodes[2].rect.row, 11);
	assert_int_equal(nodes[2].rect.rows, 11);
	assert_int_equal(nodes[2].rect.columns, 80);
}

static void test_all_contents_leave_a_rest(void **state)
{
	(void)state;
	struct layout_node nodes[] = { box(-1, 1, 0), leaf(0, 0, 0, 1, 3, 1), leaf(0, 1, 0, 1, 4, 1) };
	layout_place(nodes, 3, (struct rect){ 0, 0, 20, 80 }, -1);
	assert_int_equal(nodes[1].rect.rows, 3);
	assert_int_equal(nodes[2].rect.rows, 4);
}

static void test_shares_by_weight(void **state)
{
	(void)state;
	struct layout_node nodes[] = { box(-1, 0, 0), leaf(0, 0, 2, 1, 5, 10), leaf(0, 1, 1, 1, 5, 10) };
	layout_place(nodes, 3, (struct rect){ 0, 0, 10, 91 }, -1);
	assert_int_equal(nodes[1].rect.columns, 60);
	assert_int_equal(nodes[2].rect.columns, 30);
	assert_int_equal(nodes[2].rect.column, 61); /* a blank column between */
	assert_int_equal(nodes[2].rect.rows, 10);
}

static void test_focused_stays_when_not_all_fit(void **state)
{
	(void)state;
	struct layout_node nodes[] = { box(-1, 1, 0), leaf(0, 0, 0, 3, 9, 1), leaf(0, 1, 0, 3, 9, 1), leaf(0, 2, 0, 3, 9, 1) };
	for (int focus = 0; focus < 3; focus++) {
		layout_place(nodes, 4, (struct rect){ 0, 0, 4, 30 }, focus);
		for (int i = 0; i < 3; i++)
			assert_int_equal(nodes[1 + i].rect.rows, i == focus ? 4 : 0);
	}
	layout_place(nodes, 4, (struct rect){ 0, 0, 7, 30 }, 2);
	assert_int_equal(nodes[1].rect.rows, 0);
	assert_int_equal(nodes[2].rect.rows + nodes[3].rect.rows, 7);
}

static void test_any_size(void **state)
{
	(void)state;
	struct layout_node nodes[] = { box(-1, 1, 0), leaf(0, 0, 0, 4, 9, 40), box(0, 0, 1), leaf(2, 1, 2, 3, 30, 20),
		box(2, 1, 1), leaf(4, 2, 1, 3, 5, 20), leaf(4, 3, 0, 2, 2, 30) };
	for (int rows = 1; rows <= 60; rows++)
		for (int columns = 1; columns <= 200; columns += columns < 90 ? 1 : 10)
			for (int focus = 0; focus < 4; focus++) {
				struct rect screen = { 1, 2, rows, columns };
				layout_place(nodes, 7, screen, focus);
				for (int i = 0; i < 7; i++) {
					if (!nodes[i].rect.rows)
						continue;
					assert_true(nodes[i].rect.columns > 0);
					assert_true(inside(nodes[i].rect, screen));
					if (nodes[i].leaf == focus)
						assert_true(nodes[i].rect.rows > 0);
					for (int j = 0; j < i; j++)
						if (nodes[i].leaf >= 0 && nodes[j].leaf >= 0 && nodes[j].rect.rows)
							assert_true(apart(nodes[i].rect, nodes[j].rect));
				}
				for (int i = 0; i < 7; i++)
					assert_true(nodes[i].leaf != focus || nodes[i].rect.rows > 0);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overview),
		cmocka_unit_test(test_all_contents_leave_a_rest),
		cmocka_unit_test(test_shares_by_weight),
		cmocka_unit_test(test_focused_stays_when_not_all_fit),
		cmocka_unit_test(test_any_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
