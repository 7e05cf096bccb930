/* Names of keys, and bytes of terminals to keys: PuTTY's sequences, unknown ones, split ones, invalid bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/key.h"

static void test_names(void **state)
{
	(void)state;
	static const struct { const char *name; uint32_t code; } known[] = {
		{ "Ctrl-d", 4 }, { "PgDn", KEYCODE_PGDN }, { "x", 'x' }, { "\\", '\\' }, { "F12", KEYCODE_F12 },
		{ "Space", ' ' }, { "Shift-Tab", KEYCODE_SHIFT_TAB }, { "?", '?' }, { "é", 0xE9 },
	};
	char text[16];
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		assert_int_equal(key_parse(known[i].name), known[i].code);
		assert_string_equal(key_text(known[i].code, text), known[i].name);
	}
	static const char *const unknown[] = { "", "pgdn", "Ctrl-", "Ctrl-D", "Ctrl-dd", "F13", "ab", "\xff", "\033" };
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		assert_int_equal(key_parse(unknown[i]), KEYCODE_NONE);
	assert_true(keys_valid("Up k  Ctrl-u"));
	assert_true(keys_valid(""));
	assert_false(keys_valid("Up Upp"));
	assert_false(keys_valid("anameofakeythatismuchlongerthananykey"));
}

/* Feeds the bytes, all at once, and gives up what is open at the end. */
static int feed(const char *bytes, uint32_t *out)
{
	struct key_decoder decoder = { 0 };
	int count = 0;
	for (const char *p = bytes; *p; p++)
		count += key_decode(&decoder, (unsigned char)*p, 1000, out + count);
	return count + key_give_up(&decoder, 2000, out + count);
}

static void gives(const char *bytes, uint32_t one)
{
	uint32_t out[64];
	assert_int_equal(feed(bytes, out), 1);
	assert_int_equal(out[0], one);
}

static void test_sequences(void **state)
{
	(void)state;
	gives("\033[A", KEYCODE_UP);
	gives("\033OA", KEYCODE_UP);
	gives("\033[1~", KEYCODE_HOME); /* PuTTY */
	gives("\033[4~", KEYCODE_END);
	gives("\033[11~", KEYCODE_F1);
	gives("\033Ow", '7');
	gives("\033OM", KEYCODE_ENTER);
	gives("\033[[A", KEYCODE_F1); /* Linux console */
	gives("\033[6~", KEYCODE_PGDN);
	gives("\033[1;5B", KEYCODE_DOWN);
	gives("\033[Z", KEYCODE_SHIFT_TAB);
	gives("\033[200~", KEYCODE_PASTE_START);
	gives("\033", KEYCODE_ESC);
	gives("\177", KEYCODE_BACKSPACE);
	gives("\r", KEYCODE_ENTER);
	gives("é", 0xE9);
}

static void test_unknown_is_swallowed_whole(void **state)
{
	(void)state;
	gives("\033[99~", KEYCODE_NONE);
	gives("\033[?1;2c", KEYCODE_NONE);
	gives("\033[<0;10;20M", KEYCODE_NONE);
	gives("\033[1234567890123456789012345;5X", KEYCODE_NONE);
	gives("\033OX", KEYCODE_NONE);
}

static void test_invalid_byte_takes_nothing_with_it(void **state)
{
	(void)state;
	uint32_t out[64];
	static const char *const bytes[] = { "\xffz", "\xc3z", "\x80z", "\xc0z", "\xed\xa0\x80z", "\xc2\x9bz", "\xe2\x82z" };
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
		int count = feed(bytes[i], out);
		assert_true(count >= 2);
		assert_int_equal(out[count - 1], 'z');
		for (int k = 0; k < count - 1; k++)
			assert_int_equal(out[k], KEYCODE_NONE);
	}
}

static void test_esc_then_a_letter(void **state)
{
	(void)state;
	uint32_t out[64];
	assert_int_equal(feed("\0336", out), 2);
	assert_int_equal(out[0], KEYCODE_ESC);
	assert_int_equal(out[1], '6');
	assert_int_equal(feed("\033\033[B", out), 2);
	assert_int_equal(out[0], KEYCODE_ESC);
	assert_int_equal(out[1], KEYCODE_DOWN);
}

/* "A split sequence must not become Esc and a letter." */
static void test_split_sequence(void **state)
{
	(void)state;
	struct key_decoder decoder = { 0 };
	uint32_t out[2];
	assert_int_equal(key_patience(&decoder, 0), -1);
	assert_int_equal(key_decode(&decoder, 27, 1000, out), 0);
	assert_int_equal(key_patience(&decoder, 1020), 30);
	assert_int_equal(key_decode(&decoder, '[', 1030, out), 0);
	assert_true(key_patience(&decoder, 1040) > 300);
	assert_int_equal(key_decode(&decoder, 'B', 1200, out), 1);
	assert_int_equal(out[0], KEYCODE_DOWN);
	/* so late that the Esc was given: the rest is still no letter */
	assert_int_equal(key_decode(&decoder, 27, 2000, out), 0);
	assert_int_equal(key_patience(&decoder, 2050), 0);
	assert_int_equal(key_give_up(&decoder, 2050, out), 1);
	assert_int_equal(out[0], KEYCODE_ESC);
	assert_int_equal(key_decode(&decoder, 'O', 2060, out), 0);
	assert_int_equal(key_decode(&decoder, 'B', 2060, out), 0);
	assert_int_equal(key_decode(&decoder, 'j', 2070, out), 1);
	assert_int_equal(out[0], 'j');
	/* and long after it, a letter is a letter */
	key_decode(&decoder, 27, 3000, out);
	key_give_up(&decoder, 3050, out);
	assert_int_equal(key_decode(&decoder, 'O', 3900, out), 1);
	assert_int_equal(out[0], 'O');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_unknown_is_swallowed_whole),
		cmocka_unit_test(test_invalid_byte_takes_nothing_with_it),
		cmocka_unit_test(test_esc_then_a_letter),
		cmocka_unit_test(test_split_sequence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
