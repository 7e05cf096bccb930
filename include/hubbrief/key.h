/* Keys by name, apart from any terminal. A code is a Unicode code point, a control character, or one of
 * the names below. */
#ifndef HUBBRIEF_KEY_H
#define HUBBRIEF_KEY_H

#include <stdbool.h>
#include <stdint.h>

enum key_code {
	KEYCODE_TAB = 9, KEYCODE_ENTER = 13, KEYCODE_ESC = 27, KEYCODE_SPACE = 32, KEYCODE_BACKSPACE = 127,
	KEYCODE_UP = 0x110000, KEYCODE_DOWN, KEYCODE_LEFT, KEYCODE_RIGHT, KEYCODE_HOME, KEYCODE_END,
	KEYCODE_PGUP, KEYCODE_PGDN, KEYCODE_INSERT, KEYCODE_DELETE, KEYCODE_SHIFT_TAB,
	KEYCODE_F1, KEYCODE_F2, KEYCODE_F3, KEYCODE_F4, KEYCODE_F5, KEYCODE_F6, KEYCODE_F7, KEYCODE_F8,
	KEYCODE_F9, KEYCODE_F10, KEYCODE_F11, KEYCODE_F12,
	KEYCODE_PASTE_START, KEYCODE_PASTE_END, KEYCODE_NONE,
};

uint32_t key_parse(const char *name);          /* "Ctrl-d", "PgDn", "x", …; KEYCODE_NONE when unknown */
const char *key_name(uint32_t code, char out[16]);
bool keys_next(const char **keys, uint32_t *code); /* walks a blank-separated list; false after the last */
bool keys_valid(const char *keys);             /* a blank-separated list of names */

#endif
