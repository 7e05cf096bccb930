/* What mappings need beside SQL: HTML made plain, slugs, and whether a point lies in a hub. Pure. */
#ifndef HUBBRIEF_PLAIN_H
#define HUBBRIEF_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/mem.h"
#include "hubbrief/str.h"

/* Appends the text of an HTML fragment: tags gone, scripts and styles with their content, entities
 * read once, white space folded, the rest cleaned (clean.h); at most 64 KB of it. Plain text comes out as it went in. */
void plain_add(struct str *out, const char *html, size_t count);

/* Appends lower-case ASCII letters and digits, everything between them one hyphen: "Public Order" is
 * "public-order". */
void slug_add(struct str *out, const char *text, size_t count);

/* An outline "lat,lng:lat,lng:…" as the hubs of the configuration carry it. */
struct outline {
	double (*corners)[2]; /* latitude, longitude; the arena's */
	size_t count;
};
bool outline_parse(struct arena *arena, const char *poly, struct outline *out); /* at least three corners */
bool outline_holds(const struct outline *outline, double latitude, double longitude);

#endif
