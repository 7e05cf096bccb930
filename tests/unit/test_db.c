/* Opening the databases: private files, migrations, what is damaged, newer or not ours. */
#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glob.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/stores.h"
#include "hubbrief/db.h"

static char *new_path(void)
{
	static int made;
	return mem_printf("%s/db-%d.db", folder_path(), ++made);
}

static void expect_no(const char *path, const char *says)
{
	struct error error = { "" };
	char *notice = NULL;
	bool missing;
	assert_null(db_open(path, &records_schema, &notice, &error));
	if (!strstr(error.text, says))
		fail_msg("writer: %s", error.text);
	assert_null(notice);
	error.text[0] = '\0';
	assert_null(db_open_reader(path, &records_schema, &missing, &error));
	if (!strstr(error.text, says))
		fail_msg("reader: %s", error.text);
}

static void make(const char *path)
{
	struct error error = { "" };
	char *notice;
	struct sqlite3 *db = db_open(path, &records_schema, &notice, &error);
	if (!db)
		fail_msg("%s", error.text);
	assert_null(notice);
	db_close(db);
}

static int mode_of(const char *path, const char *suffix)
{
	char *name = mem_printf("%s%s", path, suffix);
	struct stat is;
	int mode = stat(name, &is) == 0 ? (int)(is.st_mode & 07777) : -1;
	free(name);
	return mode;
}

/* ---- modes ------------------------------------------------------------------------------------- */

static void private_whatever_the_umask(void **state)
{
	(void)state;
	char *path = new_path(), *notice;
	mode_t mask = umask(0);
	struct sqlite3 *db = db_open(path, &records_schema, &notice, NULL);
	assert_non_null(db);
	assert_true(db_run(db, "INSERT INTO meta VALUES('x',1)", NULL));
	assert_int_equal(mode_of(path, ""), 0600);
	assert_int_equal(mode_of(path, "-wal"), 0600);
	assert_int_equal(mode_of(path, "-shm"), 0600);
	assert_int_equal(umask(mask), 0);
	db_close(db);
	free(path);
}

static void not_ours(void **state)
{
	(void)state;
	char *path = new_path(), *link = new_path();
	make(path);
	assert_int_equal(chmod(path, 0640), 0);
	expect_no(path, "chmod 600");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(symlink(path, link), 0);
	expect_no(link, "ordinary file");
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, 12345), 0);
		expect_no(path, "another user");
		assert_int_equal(chown(path, 0, 0), 0);
	}
	char *wal = mem_printf("%s-wal", path);
	assert_int_equal(symlink("/etc/passwd", wal), 0);
	expect_no(path, "ordinary file");
	free(wal);
	free(link);
	free(path);
}

/* ---- versions ---------------------------------------------------------------------------------- */

static void newer_is_left_alone(void **state)
{
	(void)state;
	char *path = new_path();
	make(path);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	expect_no(path, "newer");
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(db_number(db, "PRAGMA user_version", 0), 99);
	sqlite3_close(db);
	free(path);
}

static void missing_and_unfinished(void **state)
{
	(void)state;
	char *path = new_path(), *notice;
	struct error error = { "" };
	bool missing;
	assert_null(db_open_reader(path, &records_schema, &missing, &error));
	assert_true(missing);
	assert_int_equal(access(path, F_OK), -1); /* a reader makes nothing */
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	close(fd);
	assert_null(db_open_reader(path, &records_schema, &missing, &error));
	assert_true(missing);
	assert_string_equal(error.text, "");
	struct sqlite3 *db = db_open(path, &records_schema, &notice, &error);
	assert_non_null(db);
	assert_non_null(strstr(notice, "was empty"));
	free(notice);
	db_close(db);
	db = db_open_reader(path, &records_schema, &missing, &error);
	assert_non_null(db);
	assert_false(missing);
	assert_false(db_run(db, "INSERT INTO meta VALUES('x',1)", NULL));
	db_close(db);
	free(path);
}

/* ---- damage ------------------------------------------------------------------------------------ */

static void overwrite(const char *path, long at, size_t count)
{
	FILE *file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fseek(file, at, SEEK_SET), 0);
	for (size_t i = 0; i < count; i++)
		fputc((int)(i * 37 % 251), file);
	fclose(file);
}

static size_t set_aside_count(const char *path)
{
	char *pattern = mem_printf("%s.damaged-[0-9]*[0-9]", path);
	glob_t found = { 0 };
	glob(pattern, 0, NULL, &found);
	size_t count = found.gl_pathc;
	globfree(&found);
	free(pattern);
	return count;
}

/* A store with a log of 400 changes, closed; its path is the caller's. */
static char *filled_store(void)
{
	struct stores stores;
	struct str json = { 0 };
	stores_start(&stores);
	str_addc(&json, '[');
	for (int i = 0; i < 400; i++)
		str_addf(&json, "%s{'id':'A-%d','kind':'action','status':'open','title':'Number %d'}", i ? "," : "", i, i);
	str_addc(&json, ']');
	stores_answer(&stores, 0, str_text(&json));
	str_free(&json);
	char *path = mem_dup(stores.path);
	stores_end(&stores);
	return path;
}

static void expect_set_aside(const char *path, bool log_saved)
{
	struct error error = { "" };
	char *notice;
	struct sqlite3 *db = db_open(path, &records_schema, &notice, &error);
	if (!db)
		fail_msg("%s", error.text);
	assert_non_null(notice);
	assert_non_null(strstr(notice, "damaged"));
	free(notice);
	assert_int_equal(set_aside_count(path), 1);
	assert_int_equal(db_number(db, "SELECT count(*) FROM record", -1), 0);
	if (log_saved)
		assert_true(db_number(db, "SELECT count(*) FROM log", -1) > 100);
	db_close(db);
}

static void garbage_header(void **state)
{
	(void)state;
	char *path = filled_store();
	struct error error = { "" };
	bool missing;
	overwrite(path, 0, 200);
	assert_null(db_open_reader(path, &records_schema, &missing, &error));
	assert_false(missing);
	assert_non_null(strstr(error.text, "damaged"));
	expect_set_aside(path, false);
	free(path);
}

static void truncated(void **state)
{
	(void)state;
	char *path = filled_store();
	assert_int_equal(truncate(path, 30000), 0);
	expect_set_aside(path, false);
	free(path);
}

/* After an end that was not clean the file is checked whole; the log is saved from it. */
static void garbage_page(void **state)
{
	(void)state;
	char *path = filled_store();
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	int64_t page = db_number(db, "SELECT rootpage FROM sqlite_schema WHERE name='record_kind'", 0);
	sqlite3_close(db);
	overwrite(path, (long)(page - 1) * 4096, 4096);
	char *wal = mem_printf("%s-wal", path); /* left by an end that was not clean */
	int fd = open(wal, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "left", 4), 4);
	close(fd);
	free(wal);
	expect_set_aside(path, true);
	free(path);
}

/* Records fetched again after a salvage are not new: the log knows them. */
static void known_after_salvage(void **state)
{
	(void)state;
	struct stores stores;
	stores_start(&stores);
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'},{'id':'A-2','kind':'action','status':'open'}]");
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'}]");
	int64_t baseline = stores.sequence;
	keeper_close(stores.keeper);
	stores.keeper = NULL;
	sqlite3 *db;
	assert_int_equal(sqlite3_open(stores.path, &db), SQLITE_OK);
	int64_t page = db_number(db, "SELECT rootpage FROM sqlite_schema WHERE name='record'", 0);
	sqlite3_close(db);
	overwrite(stores.path, (long)(page - 1) * 4096, 4096);
	db_suspect(stores.path);
	char *notice = stores_reopen(&stores);
	assert_non_null(notice);
	assert_non_null(strstr(notice, "3 log entries were saved"));
	free(notice);
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'},{'id':'A-2','kind':'action','status':'open'}]");
	stores_open(&stores);
	struct moment moment = stores_moment(PROFILE_TEAM);
	moment.since = baseline;
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "new id:A-1")), 0);
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "new id:A-2")), 1); /* it was gone */
	stores_end(&stores);
}

/* A reader that has the damaged file open follows to the new one. */
static void reader_follows(void **state)
{
	(void)state;
	struct stores stores;
	stores_start(&stores);
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'}]");
	stores_open(&stores);
	stores_expect(&stores, PROFILE_TEAM, "", "A-1");
	keeper_close(stores.keeper);
	stores.keeper = NULL;
	overwrite(stores.path, 0, 100);
	free(stores_reopen(&stores));
	stores_answer(&stores, 0, "[{'id':'A-2','kind':'action','status':'open'}]");
	assert_true(store_refresh(stores.store));
	stores_expect(&stores, PROFILE_TEAM, "", "A-2");
	assert_false(store_refresh(stores.store));
	stores_end(&stores);
}

static void waits_for_the_feeder(void **state)
{
	(void)state;
	struct stores stores;
	struct error error = { "" };
	bool missing;
	char *path = new_path();
	struct store *store = store_open(path, &missing, &error);
	assert_non_null(store);
	assert_true(missing);
	struct moment moment = stores_moment(PROFILE_ROOM);
	assert_int_equal(store_count(store, &moment, NULL), 0);
	assert_false(store_refresh(store));
	make(path);
	assert_true(store_refresh(store));
	assert_int_equal(store_count(store, &moment, NULL), 0);
	store_close(store);
	free(path);
	stores_start(&stores); /* the stamp tells of a commit */
	stores_open(&stores);
	int fd = store_stamp_fd(stores.store);
	char byte[512];
	assert_true(fd >= 0);
	store_stamp_drain(stores.store);
	assert_int_equal(read(fd, byte, sizeof byte), -1);
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'}]");
	assert_true(read(fd, byte, sizeof byte) > 0);
	assert_true(store_refresh(stores.store));
	stores_end(&stores);
}

static void paths(void **state)
{
	(void)state;
	struct error error = { "" };
	char *given = store_path("/x/y.db", "records.db", &error);
	assert_string_equal(given, "/x/y.db");
	free(given);
	char *state_home = mem_printf("%s/deep/state", folder_path());
	setenv("XDG_STATE_HOME", state_home, 1);
	char *path = store_path(NULL, "records.db", &error), *folder = mem_printf("%s/hubbrief", state_home);
	assert_non_null(path);
	assert_int_equal(mode_of(folder, ""), 0700);
	free(path);
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	assert_null(store_path(NULL, "records.db", &error));
	assert_non_null(strstr(error.text, "HOME"));
	free(folder);
	free(state_home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(private_whatever_the_umask), cmocka_unit_test(not_ours), cmocka_unit_test(newer_is_left_alone),
		cmocka_unit_test(missing_and_unfinished), cmocka_unit_test(garbage_header), cmocka_unit_test(truncated),
		cmocka_unit_test(garbage_page), cmocka_unit_test(known_after_salvage), cmocka_unit_test(reader_follows),
		cmocka_unit_test(waits_for_the_feeder), cmocka_unit_test(paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
