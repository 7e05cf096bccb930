/* Foreign text made harmless (design.md §11, faults.md §2): valid UTF-8; C0, DEL, C1, bidi controls,
 * zero-width, tags and private use dropped; white space folded; at most two combining marks a base.
 * Called where text is stored (feeder) and again where it is drawn (dashboard), exports included. */
#ifndef HUBBRIEF_CLEAN_H
#define HUBBRIEF_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/str.h"

/* Appends the cleaned text. Invalid bytes become U+FFFD. White space, line breaks included, becomes one
 * space; there is none before the first and after the last character. */
void clean_add(struct str *out, const char *bytes, size_t count);

/* The next character to draw: its code point, its columns (1 or 2) and its combining marks (at most
 * two, 0-terminated). Returns the bytes consumed, 0 at the end. Skips what clean_add drops, so it is
 * safe on any bytes. */
struct glyph {
	uint32_t base;
	uint32_t marks[3];
	int columns;
};
size_t clean_next(const char *bytes, size_t count, struct glyph *glyph);

int clean_columns(const char *text); /* width of the cleaned text in columns */

/* Appends at most `columns` columns of text; one that is longer ends in `more` ("…" or "~", 1 column). */
void clean_cut(struct str *out, const char *text, int columns, const char *more);

/* A 7-bit stand-in for one code point ('-' for dashes, quotes, letters without their accents, '?' else). */
char clean_ascii(uint32_t code_point);

void clean_upper(struct str *out, const char *text); /* appends the cleaned text in capitals, without its marks */

bool clean_valid(const char *bytes, size_t count); /* valid UTF-8 without NUL */

#endif
