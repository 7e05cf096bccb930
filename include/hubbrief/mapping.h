/* A mapping: one SELECT over json_each(:body) in a locked in-memory database (design.md §5). Run by the
 * feeder; `check` only compiles it. */
#ifndef HUBBRIEF_MAPPING_H
#define HUBBRIEF_MAPPING_H

#include "hubbrief/config.h"
#include "hubbrief/error.h"

struct mapping;
/* `file` names it in messages ("file:line:column: …"). NULL with the error when it does not compile, is not
 * one SELECT, or names columns that are no field. */
struct mapping *mapping_new(const char *file, const char *sql, const struct config *config, struct error *error);
void mapping_free(struct mapping *mapping);

struct mapping_input { const char *body; size_t length; const char *hub, *month, *source; instant_t now; };
/* One row of the answer: `set` is called for each non-null column. A row with `error` refuses the answer. */
struct mapping_row { const char *const *names; const char *const *texts; size_t count; }; /* texts NULL: null */
bool mapping_run(struct mapping *mapping, const struct mapping_input *input,
	bool (*row)(void *context, const struct mapping_row *row), void *context, struct error *error);

#endif
