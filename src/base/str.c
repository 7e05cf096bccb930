/* The growing text buffer and word distance: see str.h. Called from everywhere, in every process. */
#include "hubbrief/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/mem.h"

static void make_room(struct str *s, size_t more)
{
	size_t need = s->length + more + 1;
	if (need <= s->room)
		return;
	s->room = need > 2 * s->room ? need + 32 : 2 * s->room;
	s->at = mem_grow(s->at, s->room, 1);
}

void str_addn(struct str *s, const char *bytes, size_t count)
{
	make_room(s, count);
	if (count)
		memcpy(s->at + s->length, bytes, count);
	s->length += count;
	s->at[s->length] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text));
}

void str_addc(struct str *s, char c)
{
	str_addn(s, &c, 1);
}

void str_add_code_point(struct str *s, uint32_t c)
{
	if (c < 0x80) {
		str_addc(s, (char)c);
		return;
	}
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned first[] = { 0, 0xc0, 0xe0, 0xf0 };
	str_addc(s, (char)(first[more] | c >> (6 * more)));
	while (more-- > 0)
		str_addc(s, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

void str_addf(struct str *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length <= 0)
		return;
	make_room(s, (size_t)length);
	va_start(args, format);
	vsnprintf(s->at + s->length, (size_t)length + 1, format, args);
	va_end(args);
	s->length += (size_t)length;
}

void str_pad(struct str *s, int columns)
{
	while (columns-- > 0)
		str_addc(s, ' ');
}

const char *str_text(const struct str *s)
{
	return s->at ? s->at : "";
}

char *str_take(struct str *s)
{
	char *text = s->at ? s->at : mem_dup("");
	*s = (struct str){ 0 };
	return text;
}

void str_reset(struct str *s)
{
	s->length = 0;
	if (s->at)
		s->at[0] = '\0';
}

void str_free(struct str *s)
{
	free(s->at);
	*s = (struct str){ 0 };
}

bool str_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Edit distance with swaps of neighbours; words longer than 63 bytes are never close. */
static int distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	if (n > 63 || m > 63)
		return 64;
	int rows[3][64];
	int *before = rows[0], *last = rows[1], *now = rows[2];
	for (size_t j = 0; j <= m; j++)
		last[j] = (int)j;
	for (size_t i = 1; i <= n; i++) {
		now[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			int best = last[j - 1] + (a[i - 1] != b[j - 1]);
			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		int *oldest = before;
		before = last;
		last = now;
		now = oldest;
	}
	return last[m];
}

const char *str_nearest(const char *word, const char *const *options, size_t count)
{
	int allowed = (int)(strlen(word) / 3);
	int best = allowed < 1 ? 1 : allowed;
	const char *nearest = NULL;
	for (size_t i = 0; i < count; i++) {
		int d = distance(word, options[i]);
		if (d < (int)strlen(word) && (d < best || (d == best && !nearest))) {
			best = d;
			nearest = options[i];
		}
	}
	return nearest;
}
