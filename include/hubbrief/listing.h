/* Records as `query` gives them out: one JSON object each (design.md §9), and that as a table, CSV or JSON. */
#ifndef HUBBRIEF_LISTING_H
#define HUBBRIEF_LISTING_H

#include <jansson.h>

#include "hubbrief/config.h"
#include "hubbrief/store.h"

/* The object of one record under the moment's profile, with the members of design.md §9 in their order; the
 * fields of its kind, and any other that is set, stand in `data`. Owned by the caller. */
json_t *listing_object(const struct row *row, const struct record *record, const struct moment *moment,
	const struct config *config);

/* A column is a member of the object or of its `data`. NULL for a name that is none; else `name`. */
const char *listing_column(const char *name);
const char *listing_nearest(const char *name); /* for "did you mean"; NULL none */
/* What an object has under a column, as text: lists joined by `between`, nothing for null. */
void listing_cell(const json_t *object, const char *column, const char *between, struct str *out);
/* Only those members, in that order. Owned by the caller. */
json_t *listing_pick(const json_t *object, const struct words *columns);

/* Aligned columns for people, each cell cleaned and all but the last at most 40 columns wide; the last is cut
 * at `width` columns (0: never). */
void listing_table(const json_t *objects, const struct words *columns, int width, struct str *out);
/* RFC 4180 with a heading; its cells are those of csv.h. */
void listing_csv(const json_t *objects, const struct words *columns, struct str *out);

#endif
