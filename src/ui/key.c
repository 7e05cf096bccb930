/* Names of keys: see key.h. Used by the keymap, the configuration's checks and ui/term.c. */
#include "hubbrief/key.h"

#include <stdio.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/str.h"

static const struct { const char *name; uint32_t code; } names[] = {
	{ "Tab", KEYCODE_TAB }, { "Enter", KEYCODE_ENTER }, { "Esc", KEYCODE_ESC }, { "Space", KEYCODE_SPACE },
	{ "Backspace", KEYCODE_BACKSPACE }, { "Up", KEYCODE_UP }, { "Down", KEYCODE_DOWN }, { "Left", KEYCODE_LEFT },
	{ "Right", KEYCODE_RIGHT }, { "Home", KEYCODE_HOME }, { "End", KEYCODE_END }, { "PgUp", KEYCODE_PGUP },
	{ "PgDn", KEYCODE_PGDN }, { "Insert", KEYCODE_INSERT }, { "Delete", KEYCODE_DELETE },
	{ "Shift-Tab", KEYCODE_SHIFT_TAB }, { "F1", KEYCODE_F1 }, { "F2", KEYCODE_F2 }, { "F3", KEYCODE_F3 },
	{ "F4", KEYCODE_F4 }, { "F5", KEYCODE_F5 }, { "F6", KEYCODE_F6 }, { "F7", KEYCODE_F7 }, { "F8", KEYCODE_F8 },
	{ "F9", KEYCODE_F9 }, { "F10", KEYCODE_F10 }, { "F11", KEYCODE_F11 }, { "F12", KEYCODE_F12 },
};

static bool is_control(const char *name)
{
	return str_starts(name, "Ctrl-") && name[5] >= 'a' && name[5] <= 'z' && !name[6];
}

/* A key of one character is its own name; most are. */
uint32_t key_parse(const char *name)
{
	struct glyph glyph;
	size_t length = strlen(name);
	if (length && clean_valid(name, length) && clean_next(name, length, &glyph) == length && glyph.base != ' ' &&
		!glyph.marks[0])
		return glyph.base;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(names[i].name, name))
			return names[i].code;
	return is_control(name) ? (uint32_t)(name[5] - 'a' + 1) : KEYCODE_NONE;
}

const char *key_text(uint32_t code, char out[16])
{
	struct str text = { 0 };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].code == code)
			str_add(&text, names[i].name);
	if (!text.length && code >= 1 && code <= 26)
		str_addf(&text, "Ctrl-%c", (int)('a' + code - 1));
	else if (!text.length && code > ' ' && code < KEYCODE_UP)
		str_add_code_point(&text, code);
	snprintf(out, 16, "%s", str_text(&text));
	str_free(&text);
	return out;
}

bool keys_next(const char **keys, uint32_t *code)
{
	char name[32] = "";
	*keys += strspn(*keys, " ");
	size_t length = strcspn(*keys, " ");
	if (length < sizeof name)
		memcpy(name, *keys, length);
	*code = length < sizeof name ? key_parse(name) : KEYCODE_NONE;
	*keys += length;
	return length > 0;
}

bool keys_valid(const char *keys)
{
	uint32_t code;
	while (keys_next(&keys, &code))
		if (code == KEYCODE_NONE)
			return false;
	return true;
}
