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
const char *key_text(uint32_t code, char out[16]);
bool keys_next(const char **keys, uint32_t *code); /* walks a blank-separated list; false after the last */
bool keys_valid(const char *keys);             /* a blank-separated list of names */

/* ---- bytes of a terminal to keys (src/ui/decode.c): pure, so that it can be fuzzed --------------- */

enum key_state { KEY_START, KEY_ESC, KEY_CSI, KEY_SS3, KEY_UTF8 };
struct key_decoder { /* start from { 0 } */
	enum key_state state;
	char text[16];     /* of a sequence, after its introducer */
	int length;
	uint32_t code;     /* of a UTF-8 character so far */
	int left;
	uint32_t least;    /* below it the character is overlong */
	int64_t since_ms;  /* when the sequence began */
	int64_t late_ms;   /* when a lone Esc was given: its sequence may still come, split on the way */
	bool late, mute;
};
/* Takes one byte; gives 0 to 2 keys. A sequence that no key has gives KEYCODE_NONE once, whole. */
int key_decode(struct key_decoder *decoder, unsigned char byte, int64_t now_ms, uint32_t out[2]);
/* Milliseconds until a sequence that stopped midway is given up; −1 none is open. */
int key_patience(const struct key_decoder *decoder, int64_t now_ms);
/* Gives it up: an Esc alone is the key Esc, any other beginning is dropped. */
int key_give_up(struct key_decoder *decoder, int64_t now_ms, uint32_t out[2]);

#endif
