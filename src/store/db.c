/* SQLite as both databases use it: see db.h. Owns opening, file modes, migration, damage and the words for
 * what went wrong. Called by keeper.c (feeder), store.c (dashboard, commands) and state.c (dashboard). */
#include "hubbrief/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "hubbrief/dates.h"
#include "hubbrief/mem.h"

static const char *const companions[] = { "", "-wal", "-shm", "-journal" };
enum { COMPANIONS = sizeof companions / sizeof *companions, BUSY_MS = 5000 };

/* ---- damage that somebody met ------------------------------------------------------------------ */

bool db_damaged(struct sqlite3 *db)
{
	int code = sqlite3_errcode(db) & 0xff;
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static char *mark_path(const char *path)
{
	return mem_printf("%s.suspect", path);
}

void db_suspect(const char *path)
{
	char *mark = mark_path(path);
	int fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		close(fd);
	free(mark);
}

/* Whether somebody met damage in it; told once. */
static bool suspected(const char *path)
{
	char *mark = mark_path(path);
	bool found = unlink(mark) == 0;
	free(mark);
	return found;
}

/* ---- words ------------------------------------------------------------------------------------- */

static const struct { int code; const char *sentence; } causes[] = {
	{ SQLITE_FULL, "The disk is full: %s could not be written. Make room; what was stored before is still there." },
	{ SQLITE_READONLY, "%s may not be written here. Check who owns the file and its folder." },
	{ SQLITE_IOERR, "%s could not be read or written: the disk reported an error." },
	{ SQLITE_CORRUPT, "%s is damaged. `hubbrief sync` sets it aside and fetches again." },
	{ SQLITE_NOTADB, "%s is damaged or is not a hubbrief database. `hubbrief sync` sets it aside and fetches again." },
	{ SQLITE_BUSY, "%s is in use by another program that did not finish within five seconds. Try again." },
	{ SQLITE_CANTOPEN, "%s could not be opened. Check that its folder exists and is yours." },
};

bool db_failed(struct sqlite3 *db, struct error *error)
{
	const char *path = sqlite3_db_filename(db, "main");
	if (db_damaged(db) && path && *path && !sqlite3_db_readonly(db, "main"))
		db_suspect(path);
	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if ((sqlite3_errcode(db) & 0xff) == causes[i].code) {
			char *sentence = sqlite3_mprintf(causes[i].sentence, path ? path : "the database");
			error_set(error, "%s", sentence ? sentence : "out of memory");
			sqlite3_free(sentence);
			return false;
		}
	return error_set(error, "%s: %s.", path ? path : "the database", sqlite3_errmsg(db));
}

/* Our own statements on our own tables fail for outward reasons only: anything else means that the file is not what
 * was written (an index that lies, a table that is gone). */
bool db_astray(struct sqlite3 *db)
{
	static const int outward[] = { SQLITE_OK, SQLITE_ROW, SQLITE_DONE, SQLITE_FULL, SQLITE_READONLY, SQLITE_IOERR, SQLITE_BUSY,
		SQLITE_LOCKED, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_PERM, SQLITE_AUTH, SQLITE_INTERRUPT, SQLITE_PROTOCOL,
		SQLITE_NOLFS };
	int code = sqlite3_errcode(db) & 0xff;
	for (size_t i = 0; i < sizeof outward / sizeof *outward; i++)
		if (code == outward[i])
			return false;
	return true;
}

/* ---- statements -------------------------------------------------------------------------------- */

bool db_run(struct sqlite3 *db, const char *sql, struct error *error)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || db_failed(db, error);
}

struct sqlite3_stmt *db_prepare(struct sqlite3 *db, const char *sql, struct error *error)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		db_failed(db, error);
	return statement;
}

struct sqlite3_stmt *db_keep(struct sqlite3 *db, struct sqlite3_stmt **kept, const char *sql)
{
	if (!*kept)
		*kept = db_prepare(db, sql, NULL);
	return *kept;
}

void db_rest(struct sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
}

bool db_done(struct sqlite3_stmt *statement, struct error *error)
{
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		;
	if (code != SQLITE_DONE)
		db_failed(sqlite3_db_handle(statement), error);
	sqlite3_reset(statement);
	return code == SQLITE_DONE;
}

int64_t db_number(struct sqlite3 *db, const char *sql, int64_t otherwise)
{
	sqlite3_stmt *statement = db_prepare(db, sql, NULL);
	if (statement && sqlite3_step(statement) == SQLITE_ROW)
		otherwise = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return otherwise;
}

void db_bind_text(struct sqlite3_stmt *statement, int index, const char *text)
{
	sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT);
}

const char *db_text(struct sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	return text ? (const char *)text : "";
}

char *db_text_owned(struct sqlite3_stmt *statement, int column)
{
	return mem_dup((const char *)sqlite3_column_text(statement, column));
}

/* ---- the file ---------------------------------------------------------------------------------- */

static bool file_private(const char *path, const char *what, bool *missing, struct error *error)
{
	struct stat is;
	*missing = false;
	if (lstat(path, &is) != 0) {
		*missing = errno == ENOENT;
		return *missing || error_set(error, "%s cannot be looked at: %s.", path, strerror(errno));
	}
	if (!S_ISREG(is.st_mode))
		return error_set(error, "%s must be an ordinary file, not a link or anything else, to hold %s.", path, what);
	if (is.st_uid != geteuid())
		return error_set(error, "%s belongs to another user. Use a file of your own for %s.", path, what);
	if (is.st_mode & 077)
		return error_set(error, "%s may be read or changed by others (mode %04o). Run: chmod 600 %s", path,
			(unsigned)(is.st_mode & 07777), path);
	return true;
}

static bool files_private(const char *path, const char *what, bool *missing, struct error *error)
{
	bool other_missing, fine = file_private(path, what, missing, error);
	for (int i = 1; fine && i < COMPANIONS; i++) {
		char *name = mem_printf("%s%s", path, companions[i]);
		fine = file_private(name, what, &other_missing, error);
		free(name);
	}
	return fine;
}

/* WAL needs shared memory, which network file systems do not give. */
static bool on_network(const char *path)
{
	static const unsigned network[] = { 0x6969 /* NFS */, 0x517b /* SMB */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */ };
	struct statfs fs;
	if (statfs(path, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof network / sizeof *network; i++)
		if ((unsigned)fs.f_type == network[i])
			return true;
	return false;
}

/* A whole check is worth its time only after an end that was not clean. */
static bool unclean(const char *path)
{
	char *wal = mem_printf("%s-wal", path);
	struct stat is;
	bool found = stat(wal, &is) == 0 && is.st_size > 0;
	free(wal);
	return found;
}

char *db_stamp(const char *path)
{
	size_t length = strlen(path);
	if (length > 3 && strcmp(path + length - 3, ".db") == 0)
		length -= 3;
	return mem_printf("%.*s.stamp", (int)length, path);
}

/* ---- opening ----------------------------------------------------------------------------------- */

static sqlite3 *open_handle(const char *path, int flags, struct error *error)
{
	sqlite3 *db = NULL;
	/* No program of ours has threads, and none reads twenty pages of each file; once SQLite has begun this is refused. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	flags |= SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
	if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) {
		if (db)
			db_failed(db, error);
		else
			error_set(error, "Out of memory while opening %s.", path);
		sqlite3_close(db);
		return NULL;
	}
	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_extended_result_codes(db, 1);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return db;
}

/* A version that no hubbrief will reach in its life was not written by one. */
static bool version_known(sqlite3 *db, const char *path, const struct db_schema *schema, bool *damaged,
	struct error *error)
{
	enum { LAST_EVER = 1000 };
	int64_t version = db_number(db, "PRAGMA user_version", INT64_MIN);
	*damaged = version != INT64_MIN ? version < 0 || version > LAST_EVER : db_damaged(db);
	if (version == INT64_MIN)
		return db_failed(db, error);
	if (*damaged)
		return error_set(error, "%s is damaged. `hubbrief sync` sets it aside and fetches again.", path);
	if (version > schema->version)
		return error_set(error, "%s was written by a newer hubbrief (format %d; this one knows %d). "
			"Use the newer program, or another file.", path, (int)version, schema->version);
	return true;
}

static bool migrate(sqlite3 *db, const struct db_schema *schema, struct error *error)
{
	for (int version = (int)db_number(db, "PRAGMA user_version", 0); version < schema->version; version++) {
		char pragma[48];
		snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d", version + 1);
		if (!db_run(db, "BEGIN IMMEDIATE", error))
			return false;
		bool done = true;
		for (const char *const *sql = schema->migrations[version]; done && *sql; sql++)
			done = db_run(db, *sql, error);
		if (!done || !db_run(db, pragma, error) || !db_run(db, "COMMIT", error)) {
			db_run(db, "ROLLBACK", NULL);
			return false;
		}
	}
	return true;
}

static bool sound(sqlite3 *db, const struct db_schema *schema)
{
	bool ok = false;
	sqlite3_stmt *check = db_prepare(db, "PRAGMA quick_check(1)", NULL);
	if (check && sqlite3_step(check) == SQLITE_ROW)
		ok = strcmp(db_text(check, 0), "ok") == 0;
	sqlite3_finalize(check);
	return ok && (!schema->check || db_run(db, schema->check, NULL));
}

static bool prepare_file(sqlite3 *db, const char *path, const struct db_schema *schema, bool check, bool *damaged,
	struct error *error)
{
	char pragmas[224];
	snprintf(pragmas, sizeof pragmas, "PRAGMA journal_mode=%s;PRAGMA synchronous=%s;PRAGMA temp_store=MEMORY;"
		"PRAGMA secure_delete=ON;PRAGMA cache_size=-32768", on_network(path) ? "TRUNCATE" : "WAL", schema->synchronous);
	if (!version_known(db, path, schema, damaged, error))
		return false;
	if (db_run(db, pragmas, error)) {
		*damaged = check && !sound(db, schema);
		if (*damaged)
			return error_set(error, "%s is damaged.", path);
		if (migrate(db, schema, error))
			return true;
	}
	*damaged = db_damaged(db) || (db_astray(db) && db_number(db, "PRAGMA user_version", 0) > 0);
	return false;
}

static sqlite3 *try_open(const char *path, const struct db_schema *schema, bool *damaged, struct error *error)
{
	bool missing;
	*damaged = false;
	if (!files_private(path, schema->what, &missing, error))
		return NULL;
	if (suspected(path) && !missing) {
		*damaged = true;
		return NULL;
	}
	bool check = unclean(path);
	mode_t mask = umask(077);
	sqlite3 *db = open_handle(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
	if (db && !prepare_file(db, path, schema, check, damaged, error)) {
		sqlite3_close(db);
		db = NULL;
	}
	umask(mask);
	return db;
}

/* ---- damage ------------------------------------------------------------------------------------ */

/* NAME.damaged-20230314-084500, and its companions with it. */
static char *set_aside(const char *path, struct error *error)
{
	struct clock clock = clock_real();
	instant_t now = clock_now(&clock);
	struct civil day = day_civil(instant_day(now));
	int minute = instant_minute(now);
	char *aside = mem_printf("%s.damaged-%04d%02d%02d-%02d%02d%02d", path, day.year, day.month, day.day, minute / 60,
		minute % 60, (int)(now % 60));
	for (int i = COMPANIONS - 1; i >= 0; i--) {
		char *from = mem_printf("%s%s", path, companions[i]), *to = mem_printf("%s%s", aside, companions[i]);
		bool moved = rename(from, to) == 0 || errno == ENOENT;
		if (!moved)
			error_set(error, "%s is damaged and cannot be set aside: %s.", path, strerror(errno));
		free(from);
		free(to);
		if (!moved) {
			free(aside);
			return NULL;
		}
	}
	return aside;
}

static sqlite3 *replace(const char *path, const struct db_schema *schema, char **notice, struct error *error)
{
	char *aside = set_aside(path, error);
	bool damaged;
	sqlite3 *db = aside ? try_open(path, schema, &damaged, error) : NULL;
	if (db) {
		int64_t rows = 0;
		sqlite3 *old = open_handle(aside, SQLITE_OPEN_READWRITE, NULL);
		if (old && schema->salvage)
			rows = schema->salvage(old, db);
		sqlite3_close(old);
		suspected(aside); /* that it is damaged is known */
		*notice = mem_printf("%s was damaged and is set aside as %s. %lld %s were saved from it.", path, aside,
			(long long)rows, schema->salvaged);
	}
	free(aside);
	return db;
}

/* SQLite takes a file of no bytes for a new database; a person should hear that something is gone. */
static bool emptied(const char *path)
{
	struct stat is;
	return lstat(path, &is) == 0 && S_ISREG(is.st_mode) && is.st_size == 0 && !unclean(path);
}

struct sqlite3 *db_open(const char *path, const struct db_schema *schema, char **notice, struct error *error)
{
	bool damaged, empty = emptied(path);
	*notice = NULL;
	sqlite3 *db = try_open(path, schema, &damaged, error);
	if (db && empty)
		*notice = mem_printf("%s was empty: %s begin anew.", path, schema->what);
	return db || !damaged ? db : replace(path, schema, notice, error);
}

struct sqlite3 *db_open_reader(const char *path, const struct db_schema *schema, bool *missing, struct error *error)
{
	if (!files_private(path, schema->what, missing, error) || *missing)
		return NULL;
	mode_t mask = umask(077); /* a reader may have to make the -shm file */
	sqlite3 *db = open_handle(path, SQLITE_OPEN_READONLY, error);
	bool damaged;
	if (db && !version_known(db, path, schema, &damaged, error)) {
		sqlite3_close(db);
		db = NULL;
	} else if (db && (db_number(db, "PRAGMA user_version", 0) < schema->version ||
			!db_run(db, "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-512;PRAGMA query_only=1", error))) {
		*missing = true; /* the feeder has not finished making it */
		sqlite3_close(db);
		db = NULL;
	}
	umask(mask);
	return db;
}

static bool copy_pages(sqlite3 *from, sqlite3 *to, struct error *error)
{
	enum { WAIT_MS = 50 };
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int code = SQLITE_BUSY;
	if (!backup)
		return db_failed(to, error);
	for (int waited = 0; (code == SQLITE_BUSY || code == SQLITE_LOCKED) && waited <= BUSY_MS; waited += WAIT_MS) {
		sqlite3_sleep(waited ? WAIT_MS : 0);
		code = sqlite3_backup_step(backup, -1); /* all at once: what is written meanwhile stays out */
	}
	return (sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE) || db_failed(to, error);
}

bool db_copy(const char *from, const char *to, const struct db_schema *schema, bool *missing, struct error *error)
{
	bool damaged;
	if (!files_private(from, schema->what, missing, error) || *missing)
		return false;
	mode_t mask = umask(077);
	sqlite3 *source = open_handle(from, SQLITE_OPEN_READONLY, error);
	sqlite3 *copy = source && version_known(source, from, schema, &damaged, error) ?
		open_handle(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) : NULL;
	bool fine = copy && copy_pages(source, copy, error);
	sqlite3_close(copy);
	sqlite3_close(source);
	umask(mask);
	return fine;
}

bool db_wipe(struct sqlite3 *db)
{
	enum { WAIT_MS = 100 };
	sqlite3_busy_timeout(db, WAIT_MS);
	int code = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db, BUSY_MS);
	return code == SQLITE_OK;
}

void db_close(struct sqlite3 *db)
{
	sqlite3_close(db);
}

/* ---- holidays ---------------------------------------------------------------------------------- */

struct holidays holidays_read(struct sqlite3 *db, day_t **owned)
{
	size_t count = 0, room = 0;
	*owned = NULL;
	sqlite3_stmt *read = db_prepare(db, "SELECT DISTINCT id FROM record WHERE kind=12 ORDER BY id", NULL);
	while (read && sqlite3_step(read) == SQLITE_ROW) {
		enum precision precision;
		day_t day;
		if (!day_parse(db_text(read, 0), &day, &precision) || precision != PRECISION_DAY)
			continue;
		if (count == room) {
			room = room ? 2 * room : 128;
			*owned = mem_grow(*owned, room, sizeof **owned);
		}
		(*owned)[count++] = day;
	}
	sqlite3_finalize(read);
	return (struct holidays){ .days = *owned, .count = count };
}
