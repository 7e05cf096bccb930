/* Foreign text: nothing harmful comes out, columns are what terminals count, twice is as once. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "hubbrief/clean.h"

static void cleans_to(const char *text, const char *expected)
{
	struct str out = { 0 };
	clean_add(&out, text, strlen(text));
	assert_string_equal(str_text(&out), expected);
	str_free(&out);
}

static void cuts_to(const char *text, int columns, const char *expected)
{
	struct str out = { 0 };
	clean_cut(&out, text, columns, "~");
	assert_string_equal(str_text(&out), expected);
	str_free(&out);
}

static bool is_harmful(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ 0x00, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, { 0x61C, 0x61C }, { 0x180E, 0x180E }, { 0x200B, 0x200F },
		{ 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xD800, 0xF8FF }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
		{ 0xFFF9, 0xFFFB }, { 0x1F1E6, 0x1F1FF }, { 0x1F3FB, 0x1F3FF }, { 0xE0000, 0x10FFFF },
	};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

/* Reads well-formed UTF-8 by hand, so that the code under test is not its own judge. */
static uint32_t next_code_point(const unsigned char **at)
{
	uint32_t c = *(*at)++;
	int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
	if (more)
		c &= 0x3Fu >> more;
	while (more-- > 0)
		c = c << 6 | (*(*at)++ & 0x3F);
	return c;
}

static void assert_harmless(const struct str *out)
{
	assert_true(clean_valid(str_text(out), out->length));
	const unsigned char *at = (const unsigned char *)str_text(out), *end = at + out->length;
	while (at < end) {
		uint32_t c = next_code_point(&at);
		if (is_harmful(c))
			fail_msg("U+%04X came through", (unsigned)c);
	}
}

static void assert_stable(const struct str *out)
{
	struct str again = { 0 };
	clean_add(&again, str_text(out), out->length);
	assert_string_equal(str_text(&again), str_text(out));
	str_free(&again);
}

static void test_plain(void **state)
{
	(void)state;
	cleans_to("Lighting survey, zone 2", "Lighting survey, zone 2");
	cleans_to("caf\xc3\xa9 \xe2\x82\xac" "5", "caf\xc3\xa9 \xe2\x82\xac" "5");
	cleans_to("", "");
	cleans_to("~!@#$%^&*()_+`-={}|[]\\:\";'<>?,./", "~!@#$%^&*()_+`-={}|[]\\:\";'<>?,./");
}

static void test_white_space(void **state)
{
	(void)state;
	cleans_to("  a\t b\r\n\r\nc\xc2\xa0\xe2\x80\xa8 d \n", "a b c d");
	cleans_to("a\xc2\x85" "b", "a b");
	cleans_to(" \t\n ", "");
}

static void test_escapes(void **state)
{
	(void)state;
	cleans_to("\x1b[31mred\x1b]0;title\x07", "[31mred]0;title");
	cleans_to("a\xc2\x9b" "31m", "a31m");          /* CSI as U+009B */
	cleans_to("a\x9b" "31m", "a\xef\xbf\xbd" "31m"); /* CSI as a lone byte is no UTF-8 */
	cleans_to("x\x7f\x08y", "xy");
	cleans_to("\xe2\x80\xae" "evil\xe2\x81\xa6" "lro\xd8\x9c", "evillro");
	cleans_to("zero\xe2\x80\x8bwidth\xef\xbb\xbf", "zerowidth");
	cleans_to("tag\xf3\xa0\x80\x81\xf3\xa0\x81\x81 private\xee\x80\x80", "tag private");
}

static void test_broken_utf8(void **state)
{
	(void)state;
	static const char *const bad[] = { "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2\x82", "\xf0\x9f\x91", "\x80" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct str out = { 0 };
		clean_add(&out, bad[i], strlen(bad[i]));
		assert_harmless(&out);
		assert_true(out.length >= 3 && memcmp(out.at, "\xef\xbf\xbd", 3) == 0);
		assert_false(clean_valid(bad[i], strlen(bad[i])));
		str_free(&out);
	}
	assert_false(clean_valid("a\0b", 3));
	assert_true(clean_valid("a\xc3\xa9", 3));
	assert_true(clean_valid("", 0));
}

static void test_combining_flood(void **state)
{
	(void)state;
	struct str flood = { 0 };
	str_add(&flood, "e");
	for (int i = 0; i < 5000; i++)
		str_add(&flood, "\xcc\x81");
	str_add(&flood, "x");
	cleans_to(flood.at, "e\xcc\x81\xcc\x81x");
	assert_int_equal(clean_columns(flood.at), 2);
	str_free(&flood);
	cleans_to("\xcc\x81start", "start");
	cleans_to("a \xcc\x81" "b", "a b");
	cleans_to("e\xe2\x80\x8b\xcc\x81\xcc\x82\xcc\x83", "e\xcc\x81\xcc\x82");
}

static void test_emoji(void **state)
{
	(void)state;
	cleans_to("\xf0\x9f\x87\xac\xf0\x9f\x87\xa7", "GB"); /* a flag */
	cleans_to("\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7!", "\xf0\x9f\x91\xa8!"); /* a family */
	cleans_to("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "\xf0\x9f\x91\x8d"); /* a skin tone */
	cleans_to("\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x94\xa5", "\xe2\x9d\xa4"); /* VS16 inside a joined one */
	cleans_to("\xf0\x9f\x91\xa8\xe2\x80\x8d" "x", "\xf0\x9f\x91\xa8x"); /* a joiner before a letter joins nothing */
	assert_int_equal(clean_columns("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"), 2);
}

static void test_columns_and_cut(void **state)
{
	(void)state;
	assert_int_equal(clean_columns("Ryedale"), 7);
	assert_int_equal(clean_columns("e\xcc\x81t\xc3\xa9"), 3);
	assert_int_equal(clean_columns("\xe4\xb8\xad\xe6\x96\x87"), 4);
	assert_int_equal(clean_columns("\x1b\x07"), 0);
	cuts_to("Scarborough", 11, "Scarborough");
	cuts_to("Scarborough", 6, "Scarb~");
	cuts_to("Scarborough", 1, "~");
	cuts_to("Scarborough", 0, "");
	cuts_to("Scarborough", -4, "");
	cuts_to("\xe4\xb8\xad\xe6\x96\x87", 4, "\xe4\xb8\xad\xe6\x96\x87");
	cuts_to("\xe4\xb8\xad\xe6\x96\x87", 3, "\xe4\xb8\xad~");
	cuts_to("\xe4\xb8\xad\xe6\x96\x87", 2, "~"); /* half a character does not fit */
	cuts_to("e\xcc\x81" "clair", 2, "e\xcc\x81~");
	cuts_to("a\x1b" "b", 2, "ab");
}

static void test_next(void **state)
{
	(void)state;
	struct glyph glyph;
	const char *text = "\x07" "e\xcc\x81\xe4\xb8\xad";
	assert_int_equal(clean_next(text, 7, &glyph), 4);
	assert_int_equal(glyph.base, 'e');
	assert_int_equal(glyph.marks[0], 0x301);
	assert_int_equal(glyph.marks[1], 0);
	assert_int_equal(glyph.columns, 1);
	assert_int_equal(clean_next(text + 4, 3, &glyph), 3);
	assert_int_equal(glyph.base, 0x4E2D);
	assert_int_equal(glyph.columns, 2);
	assert_int_equal(clean_next(text, 0, &glyph), 0);
	assert_int_equal(clean_next("\x07\x08", 2, &glyph), 0);
	assert_int_equal(clean_next("\t", 1, &glyph), 1);
	assert_int_equal(glyph.base, ' ');
}

static void test_ascii(void **state)
{
	(void)state;
	assert_int_equal(clean_ascii('x'), 'x');
	assert_int_equal(clean_ascii(0xE9), 'e');
	assert_int_equal(clean_ascii(0x1EC7), 'e'); /* two accents */
	assert_int_equal(clean_ascii(0x2019), '\'');
	assert_int_equal(clean_ascii(0x201C), '"');
	assert_int_equal(clean_ascii(0x2013), '-');
	assert_int_equal(clean_ascii(0xA0), ' ');
	assert_int_equal(clean_ascii(0x4E2D), '?');
	assert_int_equal(clean_ascii(0x1B), '?');
	assert_int_equal(clean_ascii(0x7F), '?');
	for (uint32_t c = 0; c < 0x110000; c++) {
		char as = clean_ascii(c);
		assert_true(as >= ' ' && as < 0x7F);
	}
}

static size_t encode(uint32_t c, char *out)
{
	if (c < 0x80)
		return (void)(out[0] = (char)c), 1;
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned lead[] = { 0, 0xC0, 0xE0, 0xF0 };
	out[0] = (char)(lead[more] | c >> (6 * more));
	for (int i = 1; i <= more; i++)
		out[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3F));
	return (size_t)more + 1;
}

/* Every code point between two letters: harmless, stable, and as wide as libc (what terminals use) says. */
static void test_every_code_point(void **state)
{
	(void)state;
	bool widths = setlocale(LC_CTYPE, "C.UTF-8") != NULL;
	struct str out = { 0 };
	for (uint32_t c = 0; c < 0x110000; c++) {
		char text[8] = "a";
		size_t length = 1 + encode(c, text + 1);
		text[length++] = 'b';
		str_reset(&out);
		clean_add(&out, text, length);
		assert_harmless(&out);
		assert_stable(&out);
		assert_true(out.length >= 2 && out.at[0] == 'a' && out.at[out.length - 1] == 'b');
		wchar_t wide[8];
		if (widths && mbstowcs(wide, out.at, 8) < 8 && wcswidth(wide, 8) != clean_columns(out.at))
			fail_msg("U+%04X: %d columns, libc says %d", (unsigned)c, clean_columns(out.at), wcswidth(wide, 8));
	}
	str_free(&out);
	setlocale(LC_CTYPE, "C");
}

static void test_every_pair_of_bytes(void **state)
{
	(void)state;
	struct str out = { 0 };
	for (int i = 0; i < 0x10000; i++) {
		const char text[] = { (char)(i >> 8), (char)i, 'z' };
		str_reset(&out);
		clean_add(&out, text, 3);
		assert_harmless(&out);
		assert_stable(&out);
	}
	str_free(&out);
}

/* The same in every locale: widths come from tables, not from the environment. */
static void test_locale_does_not_matter(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_ALL, "C"));
	assert_int_equal(clean_columns("\xe4\xb8\xad"), 2);
	cleans_to("caf\xc3\xa9", "caf\xc3\xa9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain), cmocka_unit_test(test_white_space), cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_broken_utf8), cmocka_unit_test(test_combining_flood), cmocka_unit_test(test_emoji),
		cmocka_unit_test(test_columns_and_cut), cmocka_unit_test(test_next), cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_every_code_point), cmocka_unit_test(test_every_pair_of_bytes),
		cmocka_unit_test(test_locale_does_not_matter),
	};
	return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
