/* What the two purges share with what tells of them: the table of audit lines. Inside src/store only. */
#ifndef HUBBRIEF_PURGE_INSIDE_H
#define HUBBRIEF_PURGE_INSIDE_H

#include "hubbrief/purge.h"

struct sqlite3;

#define PURGE_LOG_ENTRY "log entry"
/* Up to which entry the log was purged by its age. */
#define PURGE_LOG_FROM "SELECT ifnull(max(seq),0) FROM purge WHERE what='" PURGE_LOG_ENTRY "'"

/* Adds to the line of `at`, what and rule. `sequence`: of the log then, or the last entry of it that went. */
bool purge_write(struct sqlite3 *db, const struct purge_line *line, int64_t sequence, struct error *error);
bool purge_since(struct sqlite3 *db, instant_t at); /* something was purged then or later; true also when that cannot be read */

#endif
