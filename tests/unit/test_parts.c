/* The parts of an action make the one line that is read as if it had been typed whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hubbrief/parts.h"

static const char *answer(struct parts *parts, const char *text)
{
	static const struct holidays none = { NULL, 0 };
	return parts_answer(parts, text, day_of(2023, 3, 14), &none);
}

/* Asked again until it is an agency, and a day. */
static void test_no_answer(void **state)
{
	(void)state;
	struct parts parts = { 0 };
	parts_start(&parts);
	answer(&parts, "book a hall");
	assert_string_equal(answer(&parts, "NPY"), "Who will do it? ");
	assert_string_equal(parts.fault, "NPY is no agency known here. Did you mean NYP?");
	assert_string_equal(answer(&parts, "nyp"), "By when? ");
	assert_string_equal(parts.fault, "");
	assert_string_equal(answer(&parts, "soon"), "By when? ");
	assert_string_equal(parts.fault, "That is no day. For example: fri, +7d, 21 Mar, 5 working days.");
	assert_null(answer(&parts, "fri"));
	assert_string_equal(str_text(&parts.line), "book a hall, nyp, fri");
	parts_stop(&parts);
}

static void test_what_who_when(void **state)
{
	(void)state;
	struct parts parts = { 0 };
	assert_string_equal(parts_start(&parts), "What is to be done? ");
	assert_string_equal(answer(&parts, "book a hall"), "Who will do it? ");
	assert_string_equal(answer(&parts, "NYP"), "By when? ");
	assert_null(answer(&parts, "fri"));
	assert_string_equal(str_text(&parts.line), "book a hall, NYP, fri");
	assert_false(parts.asking);
	parts_stop(&parts);
}

static void test_nothing_typed_leaves_it_out(void **state)
{
	(void)state;
	struct parts parts = { 0 };
	parts_start(&parts);
	answer(&parts, "book a hall");
	answer(&parts, "");
	assert_null(answer(&parts, "+7d"));
	assert_string_equal(str_text(&parts.line), "book a hall, +7d");
	assert_string_equal(parts_start(&parts), "What is to be done? ");
	assert_string_equal(str_text(&parts.line), "");
	parts_stop(&parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_who_when), cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_nothing_typed_leaves_it_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
