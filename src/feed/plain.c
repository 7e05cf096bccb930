/* HTML to text, slugs and outlines for mappings: see plain.h. Pure functions, no SQLite here; mapping.c
 * offers them to SQL as plain(), slug() and in_hub(). Runs in the feeder. */
#include "hubbrief/plain.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/clean.h"

enum { PLAIN_MOST = 65536 }; /* bytes of one text that are looked at: bounds the time a hostile one takes */

/* ---- HTML ----------------------------------------------------------------------------------------- */

static const struct { const char *name, *text; } entities[] = {
	{ "amp", "&" }, { "lt", "<" }, { "gt", ">" }, { "quot", "\"" }, { "apos", "'" }, { "nbsp", " " },
	{ "pound", "£" }, { "ndash", "–" }, { "mdash", "—" }, { "lsquo", "‘" }, { "rsquo", "’" },
	{ "ldquo", "“" }, { "rdquo", "”" }, { "hellip", "…" }, { "bull", "•" }, { "deg", "°" }, { "eacute", "é" },
};

static void add_code_point(struct str *out, unsigned long c)
{
	bool none = c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000);
	str_add_code_point(out, none ? 0xfffd : (uint32_t)c);
}

/* At an '&': appends what the entity means and returns its length, or 0 when it is none. */
static size_t entity(struct str *out, const char *at, size_t count)
{
	const char *end = memchr(at, ';', count < 12 ? count : 12);
	if (!end || end == at + 1)
		return 0;
	char name[12] = "";
	size_t length = (size_t)(end - at) - 1;
	memcpy(name, at + 1, length);
	if (name[0] == '#') {
		bool hex = name[1] == 'x' || name[1] == 'X';
		const char *digits = name + (hex ? 2 : 1);
		char *stop;
		if (!isxdigit((unsigned char)*digits))
			return 0;
		unsigned long c = strtoul(digits, &stop, hex ? 16 : 10);
		if (*stop)
			return 0;
		add_code_point(out, c);
		return length + 2;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (strcmp(name, entities[i].name) == 0) {
			str_add(out, entities[i].text);
			return length + 2;
		}
	return 0;
}

static bool tag_named(const char *tag, size_t count, const char *name)
{
	size_t length = strlen(name);
	return count > length && strncasecmp(tag, name, length) == 0 && !isalnum((unsigned char)tag[length]);
}

/* Length of the element whose content is no text ("<script>…</script>") from its '<', else 0. */
static size_t silent_element(const char *at, size_t count)
{
	static const char *const silent[] = { "script", "style" };
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
		if (!tag_named(at + 1, count - 1, silent[i]))
			continue;
		for (size_t k = 1; k + 2 < count; k++)
			if (at[k] == '<' && at[k + 1] == '/' && tag_named(at + k + 2, count - k - 2, silent[i])) {
				const char *end = memchr(at + k, '>', count - k);
				return end ? (size_t)(end - at) + 1 : count;
			}
		return count;
	}
	return 0;
}

/* Length of the tag or comment that starts at a '<'; 0 when it is only a less-than sign. */
static size_t tag(const char *at, size_t count)
{
	if (count >= 4 && memcmp(at, "<!--", 4) == 0) {
		const char *end = memmem(at + 4, count - 4, "-->", 3);
		return end ? (size_t)(end - at) + 3 : count;
	}
	if (count < 2 || !(isalpha((unsigned char)at[1]) || at[1] == '/' || at[1] == '!'))
		return 0;
	size_t silent = silent_element(at, count);
	if (silent)
		return silent;
	const char *end = memchr(at, '>', count);
	return end ? (size_t)(end - at) + 1 : 0;
}

/* Tags inside a word ("<b>") leave no gap; the others stand for a space. */
static bool tag_inline(const char *at, size_t count)
{
	static const char *const names[] = { "a", "b", "i", "u", "em", "strong", "span", "font", "sup", "sub" };
	const char *name = at + 1 + (at[1] == '/');
	size_t left = count - (size_t)(name - at);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (tag_named(name, left, names[i]))
			return true;
	return false;
}

void plain_add(struct str *out, const char *html, size_t count)
{
	struct str text = { 0 };
	if (count > PLAIN_MOST)
		count = PLAIN_MOST;
	for (size_t i = 0; i < count;) {
		size_t length = 0;
		if (html[i] == '<') {
			length = tag(html + i, count - i);
			if (length && !tag_inline(html + i, length))
				str_addc(&text, ' ');
		} else if (html[i] == '&') {
			length = entity(&text, html + i, count - i);
		}
		if (!length) {
			str_addc(&text, html[i]);
			length = 1;
		}
		i += length;
	}
	clean_add(out, str_text(&text), text.length);
	str_free(&text);
}

void slug_add(struct str *out, const char *text, size_t count)
{
	bool gap = false, any = false;
	for (size_t i = 0; i < count; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x80 || !isalnum(c)) {
			gap = true;
			continue;
		}
		if (gap && any)
			str_addc(out, '-');
		str_addc(out, (char)tolower(c));
		gap = false;
		any = true;
	}
}

/* ---- outlines ------------------------------------------------------------------------------------- */

bool outline_parse(struct arena *arena, const char *poly, struct outline *out)
{
	size_t most = 1;
	for (const char *p = poly; *p; p++)
		most += *p == ':';
	*out = (struct outline){ arena_alloc(arena, most * sizeof *out->corners), 0 };
	for (const char *p = poly; *p;) {
		char *end;
		double latitude = strtod(p, &end);
		if (end == p || *end != ',')
			return false;
		p = end + 1;
		double longitude = strtod(p, &end);
		if (end == p || (*end && *end != ':'))
			return false;
		out->corners[out->count][0] = latitude;
		out->corners[out->count++][1] = longitude;
		p = *end ? end + 1 : end;
	}
	return out->count >= 3;
}

bool outline_holds(const struct outline *outline, double latitude, double longitude)
{
	bool inside = false;
	for (size_t i = 0, j = outline->count - 1; i < outline->count; j = i++) {
		const double *a = outline->corners[i], *b = outline->corners[j];
		if ((a[0] > latitude) != (b[0] > latitude) &&
			longitude < (b[1] - a[1]) * (latitude - a[0]) / (b[0] - a[0]) + a[1])
			inside = !inside;
	}
	return inside;
}
