/* The parts of an action make the one line that is read as if it had been typed whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hubbrief/parts.h"

static void test_what_who_when(void **state)
{
	(void)state;
	struct parts parts = { 0 };
	assert_string_equal(parts_start(&parts), "What is to be done? ");
	assert_string_equal(parts_answer(&parts, "book a hall"), "Who will do it? ");
	assert_string_equal(parts_answer(&parts, "NYP"), "By when? ");
	assert_null(parts_answer(&parts, "fri"));
	assert_string_equal(str_text(&parts.line), "book a hall, NYP, fri");
	assert_false(parts.asking);
	parts_stop(&parts);
}

static void test_nothing_typed_leaves_it_out(void **state)
{
	(void)state;
	struct parts parts = { 0 };
	parts_start(&parts);
	parts_answer(&parts, "book a hall");
	parts_answer(&parts, "");
	assert_null(parts_answer(&parts, "+7d"));
	assert_string_equal(str_text(&parts.line), "book a hall, +7d");
	assert_string_equal(parts_start(&parts), "What is to be done? ");
	assert_string_equal(str_text(&parts.line), "");
	parts_stop(&parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_who_when),
		cmocka_unit_test(test_nothing_typed_leaves_it_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
