/* Any bytes through the cleaner: valid, harmless, stable, and never wider than asked. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool has_control(const struct str *text)
{
	for (size_t i = 0; i < text->length; i++) {
		unsigned char c = (unsigned char)text->at[i], next = (unsigned char)text->at[i + 1];
		if (c < ' ' || c == 0x7F || (c == 0xC2 && next < 0xA0))
			return true;
		if (c == 0xE2 && next == 0x80 && (unsigned char)text->at[i + 2] >= 0xAA && (unsigned char)text->at[i + 2] <= 0xAE)
			return true;
	}
	return false;
}

static void try_cuts(const char *text, int columns)
{
	for (int width = 0; width < 12; width++) {
		struct str cut = { 0 };
		clean_cut(&cut, text, width, "~");
		must(clean_columns(str_text(&cut)) <= width);
		if (columns <= width)
			must(clean_columns(str_text(&cut)) == columns);
		must(clean_valid(str_text(&cut), cut.length));
		str_free(&cut);
	}
}

static void try_glyphs(const char *bytes, size_t count)
{
	struct glyph glyph;
	size_t used;
	while ((used = clean_next(bytes, count, &glyph)) > 0) {
		must(used <= count && glyph.base >= ' ' && (glyph.columns == 1 || glyph.columns == 2) && glyph.marks[2] == 0);
		bytes += used;
		count -= used;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str once = { 0 }, twice = { 0 };
	clean_add(&once, (const char *)data, size);
	must(clean_valid(str_text(&once), once.length) && !has_control(&once));
	clean_add(&twice, str_text(&once), once.length);
	must(str_same(str_text(&once), str_text(&twice)));
	try_cuts(str_text(&once), clean_columns(str_text(&once)));
	try_glyphs((const char *)data, size);
	str_free(&once);
	str_free(&twice);
	return 0;
}
