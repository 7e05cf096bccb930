/* A growing text buffer and the few text helpers that every module needs. */
#ifndef HUBBRIEF_STR_H
#define HUBBRIEF_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start from { 0 }. `at` is NUL-terminated once anything was added, NULL before that. */
struct str {
	char *at;
	size_t length;
	size_t room;
};

void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *bytes, size_t count);
void str_addc(struct str *s, char c);
void str_add_code_point(struct str *s, uint32_t c); /* as UTF-8 */
void str_addf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_pad(struct str *s, int columns); /* adds that many spaces; none when negative */
const char *str_text(const struct str *s); /* borrowed; "" when empty */
char *str_take(struct str *s);             /* owned by the caller; leaves s empty */
void str_reset(struct str *s);             /* keeps its room */
void str_free(struct str *s);

bool str_same(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts(const char *text, const char *prefix);

/* The option closest to `word` (edit distance at most a third of its length, at least 1, less than all of
 * it), or NULL.
 * Borrowed from `options`. For "did you mean". */
const char *str_nearest(const char *word, const char *const *options, size_t count);

#endif
