/* Cells of CSV as spreadsheets read them: src/base/csv.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hubbrief/csv.h"

static void cell_is(const char *text, enum csv_kind kind, const char *expected)
{
	struct str out = { 0 };

	csv_cell(text, kind, &out);
	assert_string_equal(str_text(&out), expected);
	str_free(&out);
}

static void quotes(void **unused)
{
	(void)unused;
	cell_is("", CSV_TEXT, "");
	cell_is("plain", CSV_TEXT, "plain");
	cell_is("a,b", CSV_TEXT, "\"a,b\"");
	cell_is("say \"no\"", CSV_TEXT, "\"say \"\"no\"\"\"");
	cell_is("two\r\nlines", CSV_TEXT, "\"two\r\nlines\"");
}

/* With its apostrophe a formula is text; inside quotes too. */
static void formulas(void **unused)
{
	static const char *const formulas[][2] = {
		{ "=1+1", "'=1+1" }, { "+44", "'+44" }, { "-2", "'-2" }, { "@SUM(A1)", "'@SUM(A1)" }, { "\tx", "'\tx" },
		{ "\rx", "\"'\rx\"" }, { "\nx", "\"'\nx\"" }, { "=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"" },
		{ "\xEF\xBC\x9D" "1", "'\xEF\xBC\x9D" "1" }, /* a wide equals sign */
	};
	(void)unused;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		cell_is(formulas[i][0], CSV_TEXT, formulas[i][1]);
		cell_is(formulas[i][0], CSV_ID, formulas[i][1]);
	}
	cell_is("a=b", CSV_TEXT, "a=b");
	cell_is("-2", CSV_NUMBER, "-2");
}

/* An id that would come back as another is kept as text; dates and numbers elsewhere stay what they are. */
static void ids(void **unused)
{
	static const char *const kept[] = { "A-41", "121WAC925", "45", "2023", "", "K-ASB", "MARCH-1", "MAR" };
	static const char *const rewritten[][2] = {
		{ "007", "'007" }, { "12-1", "'12-1" }, { "1E5", "'1E5" }, { "3/4", "'3/4" }, { "2023-03-14", "'2023-03-14" },
		{ "1234567890123456", "'1234567890123456" }, { "10:30", "'10:30" }, { "1.50", "'1.50" },
		{ "MAR-01", "'MAR-01" }, { "2dec", "'2dec" },
	};
	(void)unused;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		cell_is(kept[i], CSV_ID, kept[i]);
	for (size_t i = 0; i < sizeof rewritten / sizeof *rewritten; i++) {
		cell_is(rewritten[i][0], CSV_ID, rewritten[i][1]);
		cell_is(rewritten[i][0], CSV_TEXT, rewritten[i][0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(quotes), cmocka_unit_test(formulas), cmocka_unit_test(ids) };
	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
