/* Foreign text made harmless: see clean.h. The feeder calls it before storing, the dashboard again before
 * drawing, reports before writing. Tables come from libunistring, so the machine's locale changes nothing;
 * the few widths on which it and the terminals (libc) differ are set here. */
#include "hubbrief/clean.h"

#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

enum { MOST_MARKS = 2, REPLACEMENT = 0xFFFD, JOINER = 0x200D };

enum shape { SHAPE_DROP, SHAPE_SPACE, SHAPE_MARK, SHAPE_BASE };

struct range { uint32_t from, to; };

static bool in_ranges(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}
#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof *(ranges))

/* Invisible though their category says mark, letter or symbol: joiners, fillers, variation selectors,
 * skin tones. */
static const struct range invisible[] = {
	{ 0x034F, 0x034F }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F }, { 0x3164, 0x3164 },
	{ 0xFE00, 0xFE0F }, { 0xFFA0, 0xFFA0 }, { 0x1F3FB, 0x1F3FF }, { 0xE0000, 0xE0FFF },
};
/* Parts of a Korean syllable that take no column of their own. */
static const struct range jamo[] = { { 0x1161, 0x11FF }, { 0xD7B0, 0xD7FB } };
/* Two columns in terminals, one in libunistring. */
static const struct range wide[] = { { 0x3248, 0x324F }, { 0x4DC0, 0x4DFF } };

static enum shape shape_of(uint32_t c)
{
	if (c < 0x20 || c == 0x85)
		return (c >= '\t' && c <= '\r') || c == 0x85 ? SHAPE_SPACE : SHAPE_DROP;
	if (c == ' ')
		return SHAPE_SPACE;
	if (c < 0x7F)
		return SHAPE_BASE;
	if (IN(c, invisible))
		return SHAPE_DROP;
	uc_general_category_t category = uc_general_category(c);
	if (uc_is_general_category(c, UC_CATEGORY_Z))
		return SHAPE_SPACE;
	if (category.bitmask & (UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me))
		return SHAPE_MARK;
	if (category.bitmask & (UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cs))
		return SHAPE_DROP;
	return SHAPE_BASE;
}

/* What is drawn for a base: flags become letters; what no terminal knows becomes U+FFFD. */
static uint32_t drawn(uint32_t c)
{
	if (c >= 0x1F1E6 && c <= 0x1F1FF)
		return 'A' + (c - 0x1F1E6);
	if (IN(c, jamo) || uc_is_general_category(c, UC_CATEGORY_Cn))
		return REPLACEMENT;
	return c;
}

static int columns_of(uint32_t c)
{
	if (c < 0x7F)
		return 1;
	return IN(c, wide) || uc_width(c, "UTF-8") == 2 ? 2 : 1;
}

/* One code point; invalid bytes give U+FFFD. `count` must not be 0. */
static size_t decode(const char *bytes, size_t count, uint32_t *c)
{
	ucs4_t found;
	int used = u8_mbtouc(&found, (const uint8_t *)bytes, count);
	*c = found;
	return (size_t)used;
}

/* After an emoji: a joiner and the emoji that it joins are left out. Returns the bytes to skip. */
static size_t joined(const char *bytes, size_t count)
{
	uint32_t c;
	size_t used = 0;
	if (count == 0)
		return 0;
	used = decode(bytes, count, &c);
	if (c != JOINER || used == count)
		return 0;
	size_t next = decode(bytes + used, count - used, &c);
	return c >= 0x80 && uc_is_property_extended_pictographic(c) ? used + next : 0;
}

/* The marks and dropped characters that follow a base. */
static size_t take_marks(const char *bytes, size_t count, struct glyph *glyph)
{
	bool emoji = glyph->base >= 0x80 && uc_is_property_extended_pictographic(glyph->base);
	bool blank = glyph->base == ' ';
	size_t at = 0;
	int marks = 0;
	while (at < count) {
		uint32_t c;
		size_t skip = emoji ? joined(bytes + at, count - at) : 0;
		size_t used = skip ? skip : decode(bytes + at, count - at, &c);
		if (!skip) {
			enum shape shape = shape_of(c);
			if (shape != SHAPE_MARK && shape != SHAPE_DROP)
				break;
			if (shape == SHAPE_MARK && marks < MOST_MARKS && !blank)
				glyph->marks[marks++] = c;
		}
		at += used;
	}
	return at;
}

size_t clean_next(const char *bytes, size_t count, struct glyph *glyph)
{
	*glyph = (struct glyph){ .columns = 1 };
	if (count > 0 && bytes[0] >= ' ' && bytes[0] < 0x7F && (count == 1 || (unsigned char)bytes[1] < 0x80)) {
		glyph->base = (unsigned char)bytes[0];
		return 1;
	}
	size_t at = 0;
	while (at < count) {
		uint32_t c;
		at += decode(bytes + at, count - at, &c);
		enum shape shape = shape_of(c);
		if (shape != SHAPE_SPACE && shape != SHAPE_BASE)
			continue;
		glyph->base = shape == SHAPE_SPACE ? ' ' : drawn(c);
		glyph->columns = columns_of(glyph->base);
		return at + take_marks(bytes + at, count - at, glyph);
	}
	return 0;
}

static void add_code_point(struct str *out, uint32_t c)
{
	uint8_t bytes[6];
	int used = u8_uctomb(bytes, c, sizeof bytes);
	if (used > 0)
		str_addn(out, (const char *)bytes, (size_t)used);
}

static void add_glyph(struct str *out, const struct glyph *glyph)
{
	add_code_point(out, glyph->base);
	for (int i = 0; i < MOST_MARKS && glyph->marks[i]; i++)
		add_code_point(out, glyph->marks[i]);
}

/* Visible ASCII at the start of `bytes` that nothing after it can change. */
static size_t plain_run(const char *bytes, size_t count)
{
	size_t n = 0;
	while (n < count && bytes[n] > ' ' && bytes[n] < 0x7F)
		n++;
	return n > 0 && n < count && (unsigned char)bytes[n] >= 0x80 ? n - 1 : n;
}

void clean_add(struct str *out, const char *bytes, size_t count)
{
	bool begun = false, space = false;
	size_t at = 0;
	while (at < count) {
		size_t run = plain_run(bytes + at, count - at);
		struct glyph glyph = { .base = 0 };
		size_t used = run ? run : clean_next(bytes + at, count - at, &glyph);
		if (used == 0)
			break;
		if (glyph.base == ' ') {
			space = begun;
		} else {
			if (space)
				str_addc(out, ' ');
			if (run)
				str_addn(out, bytes + at, run);
			else
				add_glyph(out, &glyph);
			begun = true;
			space = false;
		}
		at += used;
	}
}

int clean_columns(const char *text)
{
	size_t left = strlen(text), used;
	int columns = 0;
	struct glyph glyph;
	while ((used = clean_next(text, left, &glyph)) > 0) {
		columns += glyph.columns;
		text += used;
		left -= used;
	}
	return columns;
}

void clean_cut(struct str *out, const char *text, int columns, const char *more)
{
	bool longer = clean_columns(text) > columns;
	int room = longer ? columns - 1 : columns;
	size_t left = strlen(text), used;
	struct glyph glyph;
	if (columns <= 0)
		return;
	while ((used = clean_next(text, left, &glyph)) > 0 && glyph.columns <= room) {
		add_glyph(out, &glyph);
		room -= glyph.columns;
		text += used;
		left -= used;
	}
	if (longer)
		str_add(out, more);
}

/* Stand-ins that taking the accent off does not give. */
static char substitute(uint32_t c)
{
	static const struct { uint32_t from, to; char as; } table[] = {
		{ 0x00A0, 0x00A0, ' ' }, { 0x00A3, 0x00A3, 'L' }, { 0x00AB, 0x00AB, '"' }, { 0x00AF, 0x00AF, '-' },
		{ 0x00B4, 0x00B4, '\'' }, { 0x00B7, 0x00B7, '.' }, { 0x00BB, 0x00BB, '"' }, { 0x00C6, 0x00C6, 'A' },
		{ 0x00D0, 0x00D0, 'D' }, { 0x00D7, 0x00D7, 'x' }, { 0x00D8, 0x00D8, 'O' }, { 0x00DE, 0x00DE, 'T' },
		{ 0x00DF, 0x00DF, 's' }, { 0x00E6, 0x00E6, 'a' }, { 0x00F0, 0x00F0, 'd' }, { 0x00F8, 0x00F8, 'o' },
		{ 0x00FE, 0x00FE, 't' }, { 0x0110, 0x0110, 'D' }, { 0x0111, 0x0111, 'd' }, { 0x0131, 0x0131, 'i' },
		{ 0x0141, 0x0141, 'L' }, { 0x0142, 0x0142, 'l' }, { 0x0152, 0x0152, 'O' }, { 0x0153, 0x0153, 'o' },
		{ 0x2010, 0x2015, '-' }, { 0x2018, 0x201B, '\'' }, { 0x201C, 0x201F, '"' }, { 0x2022, 0x2023, '*' },
		{ 0x2026, 0x2026, '.' }, { 0x2032, 0x2032, '\'' }, { 0x2033, 0x2033, '"' }, { 0x2039, 0x203A, '\'' },
		{ 0x2043, 0x2043, '-' }, { 0x2044, 0x2044, '/' }, { 0x2190, 0x2190, '<' }, { 0x2191, 0x2191, '^' },
		{ 0x2192, 0x2192, '>' }, { 0x2193, 0x2193, 'v' }, { 0x2212, 0x2212, '-' }, { 0x2248, 0x2248, '~' },
		{ 0x25B2, 0x25B2, '^' }, { 0x25BC, 0x25BC, 'v' }, { 0x3000, 0x3000, ' ' },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (c >= table[i].from && c <= table[i].to)
			return table[i].as;
	return '?';
}

char clean_ascii(uint32_t code_point)
{
	ucs4_t c = code_point, parts[UC_DECOMPOSITION_MAX_LENGTH];
	while (c >= 0x80 && uc_canonical_decomposition(c, parts) > 0)
		c = parts[0];
	if (c >= ' ' && c < 0x7F)
		return (char)c;
	return substitute(c);
}

void clean_upper(struct str *out, const char *text)
{
	struct glyph glyph;
	size_t length = strlen(text);
	for (size_t at = 0, used; (used = clean_next(text + at, length - at, &glyph)) > 0; at += used)
		str_add_code_point(out, uc_toupper(glyph.base));
}

bool clean_valid(const char *bytes, size_t count)
{
	return !memchr(bytes, 0, count) && !u8_check((const uint8_t *)bytes, count);
}
