/* A mapping: one SELECT over json_each(:body) in a locked in-memory database (design.md §5). Run by the
 * feeder; `check` only compiles it. */
#ifndef HUBBRIEF_MAPPING_H
#define HUBBRIEF_MAPPING_H

#include "hubbrief/config.h"
#include "hubbrief/error.h"

struct mapping;
/* `file` names it in messages ("file:line:column: …"). NULL with the error when it does not compile, is not
 * one SELECT, or names columns that are no field. `config` (for in_hub) may be NULL and is not kept. */
struct mapping *mapping_new(const char *file, const char *sql, const struct config *config, struct error *error);
void mapping_free(struct mapping *mapping);

/* The text of a mapping: "builtin:NAME" from those compiled in, else a file of at most 64 KB. Owned. */
char *mapping_text(const char *path, struct error *error);

/* The body is JSON that json_valid (decode.h) has accepted: SQLite alone is not strict enough. */
struct mapping_input {
	const char *body;
	size_t length;
	const char *hub, *month, *source; /* "" when not asked by */
	instant_t now;
	int limit_ms; /* 0: 2,000 */
};
/* One row of the answer; texts[i] is NULL for a null. A row with a column `error` that is not null refuses
 * the answer: mapping_run then fails with its text. */
struct mapping_row {
	const char *const *names;
	const char *const *texts;
	size_t count;
};
/* Calls `row` for each row until it returns false (then fails with what it put into the error). */
bool mapping_run(struct mapping *mapping, const struct mapping_input *input,
	bool (*row)(void *context, const struct mapping_row *row, struct error *error), void *context,
	struct error *error);

#endif
