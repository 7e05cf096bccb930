/* SQLite as both databases use it: opened private, migrated, checked, set aside when damaged. Only
 * src/store uses this. Texts are bound, never built into SQL. */
#ifndef HUBBRIEF_DB_H
#define HUBBRIEF_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/dates.h"
#include "hubbrief/error.h"

struct sqlite3;
struct sqlite3_stmt;

/* One database's shape: migrations[i], a NULL-terminated list of statements, brings user_version i to i + 1. */
struct db_schema {
	const char *what;             /* for sentences: "the records" */
	const char *const *const *migrations;
	int version;                  /* how many there are */
	const char *synchronous;      /* "NORMAL" or "FULL" */
	const char *check;            /* fails when something is damaged that SQLite's own check does not see; or NULL */
	/* Carries what can be read of a damaged file over into the new one; returns the rows it saved. */
	int64_t (*salvage)(struct sqlite3 *from, struct sqlite3 *to);
	const char *salvaged;         /* "log entries", for the notice */
};

extern const struct db_schema records_schema, state_schema;

/* For writing: created 0600 when missing, migrated. A damaged file is renamed NAME.damaged-DATE-TIME, what
 * is readable is salvaged, and *notice tells (owned, or NULL). NULL with the error otherwise: a newer
 * schema, a file that others may read or that is not ours, a full disk. */
struct sqlite3 *db_open(const char *path, const struct db_schema *schema, char **notice, struct error *error);
/* For reading only. *missing: there is none yet, or it is still empty; then NULL without an error. */
struct sqlite3 *db_open_reader(const char *path, const struct db_schema *schema, bool *missing, struct error *error);
void db_close(struct sqlite3 *db);
/* A copy at `to`, which must not exist, of the whole database as it is at one moment; `from` is only read. *missing: there
 * is none to copy. */
bool db_copy(const char *from, const char *to, const struct db_schema *schema, bool *missing, struct error *error);

/* Empties the log of writes, where what was deleted may still stand. False: a reader is in the way; try again. */
bool db_wipe(struct sqlite3 *db);

char *db_stamp(const char *path); /* "records.stamp" beside "records.db"; owned */

/* The last failure as a sentence, damage of a file that is open for writing marked (db_suspect); always false. */
bool db_failed(struct sqlite3 *db, struct error *error);
bool db_damaged(struct sqlite3 *db); /* whether the last failure means damage */
bool db_astray(struct sqlite3 *db);  /* or anything else that a sound file of ours cannot give */
/* Somebody met damage in it: the next time it is opened for writing it is set aside. */
void db_suspect(const char *path);

bool db_run(struct sqlite3 *db, const char *sql, struct error *error); /* one or more statements without rows */
struct sqlite3_stmt *db_prepare(struct sqlite3 *db, const char *sql, struct error *error);
/* The same for a question that is asked again and again: prepared at the first time into *kept (NULL until then), given
 * back with db_rest; the owner of *kept finalizes it before the database is closed. */
struct sqlite3_stmt *db_keep(struct sqlite3 *db, struct sqlite3_stmt **kept, const char *sql);
void db_rest(struct sqlite3_stmt *statement); /* NULL does nothing */
bool db_done(struct sqlite3_stmt *statement, struct error *error); /* steps to the end and resets */
int64_t db_number(struct sqlite3 *db, const char *sql, int64_t otherwise); /* first column of the first row */
void db_bind_text(struct sqlite3_stmt *statement, int index, const char *text); /* NULL binds NULL; copied */
const char *db_text(struct sqlite3_stmt *statement, int column); /* borrowed; "" for NULL */
char *db_text_owned(struct sqlite3_stmt *statement, int column); /* NULL for NULL */

/* The holidays that records.db holds. The days are *owned, the caller's. Shared by keeper.c and store.c. */
struct holidays holidays_read(struct sqlite3 *db, day_t **owned);

#endif
