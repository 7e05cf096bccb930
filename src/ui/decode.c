/* Bytes of a terminal to keys: see key.h. Called by ui/term.c. Knows the sequences of xterm, PuTTY (which
 * announces itself as xterm but sends its own Home, End, F1 and keypad), rxvt, tmux and the Linux console,
 * whatever TERM says. A sequence is swallowed whole, known or not, split on the way or not; an invalid byte
 * never takes the next key with it. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/key.h"

enum {
	ESC_WAIT_MS = 50,       /* an Esc followed by nothing for so long is the key */
	SEQUENCE_WAIT_MS = 400, /* the rest of a sequence that has begun */
	LATE_WAIT_MS = 200,     /* the rest of a sequence whose Esc was already given */
};

static const struct { char final; uint32_t code; } letters[] = { /* CSI and SS3 alike */
	{ 'A', KEYCODE_UP }, { 'B', KEYCODE_DOWN }, { 'C', KEYCODE_RIGHT }, { 'D', KEYCODE_LEFT }, { 'H', KEYCODE_HOME },
	{ 'F', KEYCODE_END }, { 'P', KEYCODE_F1 }, { 'Q', KEYCODE_F2 }, { 'R', KEYCODE_F3 }, { 'S', KEYCODE_F4 },
	{ 'Z', KEYCODE_SHIFT_TAB },
}, keypad[] = { /* SS3 only */
	{ 'p', '0' }, { 'q', '1' }, { 'r', '2' }, { 's', '3' }, { 't', '4' }, { 'u', '5' }, { 'v', '6' }, { 'w', '7' },
	{ 'x', '8' }, { 'y', '9' }, { 'n', '.' }, { 'j', '*' }, { 'k', '+' }, { 'l', '+' }, { 'm', '-' }, { 'o', '/' },
	{ 'M', KEYCODE_ENTER }, { 'I', KEYCODE_TAB }, { ' ', ' ' },
};

static const struct { int number; uint32_t code; } numbers[] = { /* CSI number ~ */
	{ 1, KEYCODE_HOME }, { 2, KEYCODE_INSERT }, { 3, KEYCODE_DELETE }, { 4, KEYCODE_END }, { 5, KEYCODE_PGUP },
	{ 6, KEYCODE_PGDN }, { 7, KEYCODE_HOME }, { 8, KEYCODE_END }, { 11, KEYCODE_F1 }, { 12, KEYCODE_F2 },
	{ 13, KEYCODE_F3 }, { 14, KEYCODE_F4 }, { 15, KEYCODE_F5 }, { 17, KEYCODE_F6 }, { 18, KEYCODE_F7 },
	{ 19, KEYCODE_F8 }, { 20, KEYCODE_F9 }, { 21, KEYCODE_F10 }, { 23, KEYCODE_F11 }, { 24, KEYCODE_F12 },
	{ 200, KEYCODE_PASTE_START }, { 201, KEYCODE_PASTE_END },
};

static uint32_t of_letter(char final)
{
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].final == final)
			return letters[i].code;
	return KEYCODE_NONE;
}

static uint32_t of_keypad(char final)
{
	for (size_t i = 0; i < sizeof keypad / sizeof *keypad; i++)
		if (keypad[i].final == final)
			return keypad[i].code;
	return of_letter(final);
}

static uint32_t of_number(const char *text)
{
	int number = atoi(text);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].number == number)
			return numbers[i].code;
	return KEYCODE_NONE;
}

/* The key of a whole CSI sequence. Modifiers (1;5A) are not told apart. */
static uint32_t of_csi(const char *text, char final)
{
	if (text[0] == '[') /* the Linux console: ESC [ [ A is F1 */
		return final >= 'A' && final <= 'E' ? KEYCODE_F1 + (uint32_t)(final - 'A') : KEYCODE_NONE;
	if (final == '~')
		return of_number(text);
	return text[0] == '<' || text[0] == '?' ? KEYCODE_NONE : of_letter(final);
}

static int start(struct key_decoder *decoder, enum key_state state, int64_t now_ms)
{
	decoder->state = state;
	decoder->length = 0;
	decoder->text[0] = '\0';
	decoder->since_ms = now_ms;
	return 0;
}

static int give(struct key_decoder *decoder, uint32_t code, uint32_t out[2])
{
	bool mute = decoder->mute;
	decoder->state = KEY_START;
	decoder->mute = decoder->late = false;
	out[0] = code;
	return mute ? 0 : 1;
}

static int start_character(struct key_decoder *decoder, unsigned char byte, int64_t now_ms)
{
	decoder->left = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
	decoder->code = byte & (0x3Fu >> decoder->left);
	decoder->least = decoder->left == 1 ? 0x80 : decoder->left == 2 ? 0x800 : 0x10000;
	return start(decoder, KEY_UTF8, now_ms);
}

static int at_start(struct key_decoder *decoder, unsigned char byte, int64_t now_ms, uint32_t out[2])
{
	bool late = decoder->late && now_ms - decoder->late_ms < LATE_WAIT_MS;
	decoder->late = false;
	if (late && (byte == '[' || byte == 'O')) {
		decoder->mute = true;
		return start(decoder, byte == '[' ? KEY_CSI : KEY_SS3, now_ms);
	}
	if (byte == KEYCODE_ESC)
		return start(decoder, KEY_ESC, now_ms);
	if (byte >= 0xC2 && byte <= 0xF4)
		return start_character(decoder, byte, now_ms);
	if (byte == 8)
		return give(decoder, KEYCODE_BACKSPACE, out);
	if (byte == '\n')
		return give(decoder, KEYCODE_ENTER, out);
	return give(decoder, byte > 0 && byte < 0x80 ? byte : KEYCODE_NONE, out);
}

static int after_esc(struct key_decoder *decoder, unsigned char byte, int64_t now_ms, uint32_t out[2])
{
	if (byte == '[' || byte == 'O')
		return start(decoder, byte == '[' ? KEY_CSI : KEY_SS3, now_ms);
	int given = give(decoder, KEYCODE_ESC, out);
	return given + at_start(decoder, byte, now_ms, out + given);
}

static int in_sequence(struct key_decoder *decoder, unsigned char byte, int64_t now_ms, uint32_t out[2])
{
	bool csi = decoder->state == KEY_CSI;
	if (byte < 0x20 || byte >= 0x7F) { /* broken off by something else */
		int given = give(decoder, KEYCODE_NONE, out);
		return given + at_start(decoder, byte, now_ms, out + given);
	}
	bool more = csi ? byte < 0x40 || (byte == '[' && !decoder->length) : byte >= '0' && byte <= '9';
	if (!more)
		return give(decoder, csi ? of_csi(decoder->text, (char)byte) : of_keypad((char)byte), out);
	if (decoder->length < (int)sizeof decoder->text - 1) {
		decoder->text[decoder->length++] = (char)byte;
		decoder->text[decoder->length] = '\0';
	}
	return 0;
}

static int in_character(struct key_decoder *decoder, unsigned char byte, int64_t now_ms, uint32_t out[2])
{
	if ((byte & 0xC0) != 0x80) {
		int given = give(decoder, KEYCODE_NONE, out);
		return given + at_start(decoder, byte, now_ms, out + given);
	}
	decoder->code = decoder->code << 6 | (byte & 0x3Fu);
	if (--decoder->left > 0)
		return 0;
	uint32_t c = decoder->code;
	bool good = c >= decoder->least && c >= 0xA0 && c < 0x110000 && !(c >= 0xD800 && c < 0xE000);
	return give(decoder, good ? c : KEYCODE_NONE, out);
}

int key_decode(struct key_decoder *decoder, unsigned char byte, int64_t now_ms, uint32_t out[2])
{
	switch (decoder->state) {
	case KEY_ESC:
		return after_esc(decoder, byte, now_ms, out);
	case KEY_CSI:
	case KEY_SS3:
		return in_sequence(decoder, byte, now_ms, out);
	case KEY_UTF8:
		return in_character(decoder, byte, now_ms, out);
	case KEY_START:
		break;
	}
	return at_start(decoder, byte, now_ms, out);
}

int key_patience(const struct key_decoder *decoder, int64_t now_ms)
{
	if (decoder->state == KEY_START)
		return -1;
	int64_t wait = decoder->state == KEY_ESC ? ESC_WAIT_MS : SEQUENCE_WAIT_MS;
	int64_t left = decoder->since_ms + wait - now_ms;
	return left > 0 ? (int)left : 0;
}

int key_give_up(struct key_decoder *decoder, int64_t now_ms, uint32_t out[2])
{
	bool esc = decoder->state == KEY_ESC;
	if (decoder->state == KEY_START)
		return 0;
	int given = give(decoder, esc ? KEYCODE_ESC : KEYCODE_NONE, out);
	decoder->late = esc;
	decoder->late_ms = now_ms;
	return given;
}
