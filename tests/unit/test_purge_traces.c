/* That nothing of what was purged can be found in the files of the store; the log by its age and what it must not lose;
 * audit lines after damage; stores made before there was retention; and a purge cut off anywhere. */
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/stores.h"
#include "hubbrief/purge.h"
#include "hubbrief/store_inside.h"

static struct stores stores;

static enum purge_result step(struct keeper *keeper, int64_t floor, struct error *error)
{
	struct purge_run run = { .at = STORES_NOW, .floor = floor, .most = 2 };
	return keeper_purge(keeper, &run, error);
}

static enum purge_result steps(int64_t floor, int most)
{
	struct error error = { "" };
	enum purge_result result = PURGE_MORE;
	while (result == PURGE_MORE && most-- > 0)
		result = step(stores.keeper, floor, &error);
	if (result == PURGE_FAILED)
		fail_msg("%s", error.text);
	return result;
}

static void purge(int64_t floor)
{
	assert_int_equal(steps(floor, 1000), PURGE_DONE);
}

/* ---- no trace ---------------------------------------------------------------------------------- */

static bool stands_in(const char *suffix, const char *word)
{
	char *path = mem_printf("%s%s", stores.path, suffix);
	FILE *file = fopen(path, "rb");
	struct str bytes = { 0 };
	char buffer[65536];
	size_t got;
	while (file && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
		str_addn(&bytes, buffer, got);
	if (file)
		fclose(file);
	bool found = bytes.length && memmem(bytes.at, bytes.length, word, strlen(word));
	str_free(&bytes);
	free(path);
	return found;
}

static bool stands(const char *word)
{
	return stands_in("", word) || stands_in("-wal", word);
}

#define ACTION(id, status, title) "{'id':'" id "','kind':'action','title':'" title "','status':'" status "'}"
#define CLOSED(id, title) "{'id':'" id "','kind':'action','title':'" title "','status':'done','closed':'2022-01-10'}"

/* The title and what it was before, among others that stay: in the rows, the log, the index of words and the WAL. */
static void nothing_is_left(void **state)
{
	(void)state;
	static const char *const secrets[] = { "Quagga", "quagga", "Xylograph", "xylograph", "Jackdaw", "jackdaw" };
	struct str many = { 0 };
	for (int i = 0; i < 200; i++)
		str_addf(&many, ",{'id':'M-%d','kind':'action','status':'open','title':'Lighting survey number %d, zone %d'}", i, i, i % 9);
	char *first = mem_printf("[%s%s]", ACTION("A-1", "open", "Quagga in the park") "," ACTION("A-2", "open", "Jackdaw nuisance"), str_text(&many));
	char *second = mem_printf("[%s%s]", CLOSED("A-1", "Xylograph in the park") "," ACTION("A-2", "open", "Jackdaw nuisance"), str_text(&many));
	char *third = mem_printf("[%s%s]", CLOSED("A-1", "Xylograph in the park") "," CLOSED("A-2", "Jackdaw nuisance"), str_text(&many));
	stores_answer(&stores, 0, first);
	stores_answer(&stores, 0, second);
	stores_answer(&stores, 0, third);
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		assert_true(stands(secrets[i]));
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	stores_open(&stores); /* a board is open on it meanwhile */
	purge(INT64_MAX);
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		if (stands(secrets[i]))
			fail_msg("%s still stands in it", secrets[i]);
	assert_true(stands("Lighting survey number 7, zone 7"));
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM search WHERE search MATCH 'lighting'"), 200);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM search WHERE search MATCH 'quagga OR xylograph OR jackdaw'"), 0);
	free(first);
	free(second);
	free(third);
	str_free(&many);
}

/* While a reader holds the old view, it is purged but not wiped: that is done once the reader has let go. */
static void a_reader_in_the_way(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[" CLOSED("A-1", "Quagga in the park") "]");
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	stores_open(&stores);
	store_read_begin(stores.store);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM record"), 1);
	assert_int_equal(steps(INT64_MAX, 1000), PURGE_LATER);
	assert_true(keeper_untidy(stores.keeper));
	store_read_end(stores.store);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM record"), 0);
	assert_true(stands("Quagga"));
	purge(INT64_MAX);
	assert_false(stands("Quagga"));
}

/* ---- cut off ----------------------------------------------------------------------------------- */

static void fill_forty(void)
{
	struct str json = { 0 };
	for (int i = 0; i < 40; i++)
		str_addf(&json, "%s{'id':'A-%d','kind':'action','title':'Quagga %d','status':'%s'}", i ? "," : "[", i, i,
			i % 2 ? "open" : "done','closed':'2022-01-10");
	str_addc(&json, ']');
	stores_answer(&stores, 0, str_text(&json));
	str_free(&json);
}

/* A feeder that is killed after some steps: what it purged is told, what it did not is there whole. */
static void killed(void **state)
{
	(void)state;
	fill_forty();
	for (int after = 0; after < 24; after++) {
		pid_t pid = fork();
		if (pid == 0) {
			struct error error;
			char *notice;
			struct keeper *keeper = keeper_open(stores.path, &notice, &error);
			stores.config.keep[RETENTION_ACTIONS] = 365;
			if (!keeper || !keeper_configure(keeper, &stores.config, &error) || step(keeper, INT64_MAX, &error) == PURGE_FAILED)
				_exit(1);
			kill(getpid(), SIGKILL);
		}
		int status;
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		int64_t left = stores_ask(&stores, "SELECT count(*) FROM record");
		int64_t told = stores_ask(&stores, "SELECT ifnull(sum(count),0) FROM purge");
		assert_int_equal(left + told, 40);
		assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), left);
		assert_int_equal(stores_ask(&stores, "SELECT count FROM tally WHERE slot=0 AND hub=-2 AND area=-1"), left);
		assert_int_equal(stores_ask(&stores, "SELECT records FROM request"), left);
		assert_int_equal(told, 2 * (after < 10 ? after + 1 : 10));
	}
}

/* Nor does the wiping get lost: the next feeder does it. */
static void killed_before_wiping(void **state)
{
	(void)state;
	fill_forty();
	stores_keep(&stores, RETENTION_ACTIONS, 365);
	steps(INT64_MAX, 10); /* all are purged, nothing is merged yet */
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM record"), 20);
	assert_null(stores_reopen(&stores));
	assert_true(keeper_untidy(stores.keeper));
	purge(INT64_MAX);
	assert_false(keeper_untidy(stores.keeper));
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM meta WHERE key='untidy'"), 0);
	assert_false(stands("Quagga 12"));
	assert_true(stands("Quagga 13"));
}

/* ---- the log by its age ------------------------------------------------------------------------ */

#define OWNED(id, owner) "{'id':'" id "','kind':'action','title':'Quagga','status':'open','owner':'" owner "'}"

/* Four answers, 2021 to 2023: A-1 changes in each, A-2 never, A-3 is gone after the second. */
static void fill_years(int64_t sequences[4])
{
	static const char *const answers[] = {
		"[" OWNED("A-1", "NYP") "," OWNED("A-2", "NYP") "," OWNED("A-3", "NYP") "]",
		"[" OWNED("A-1", "NYFRS") "," OWNED("A-2", "NYP") "," OWNED("A-3", "NYFRS") "]",
		"[" OWNED("A-1", "YJS") "," OWNED("A-2", "NYP") "]",
		"[" OWNED("A-1", "CSP") "," OWNED("A-2", "NYP") "]",
	};
	static const int years[] = { 2021, 2021, 2022, 2023 };
	for (int i = 0; i < 4; i++) {
		stores.at = day_start(day_of(years[i], 1 + i % 2, 10));
		stores_answer(&stores, 0, answers[i]);
		sequences[i] = stores.sequence;
	}
}

static void old_log_goes(void **state)
{
	(void)state;
	int64_t seq[4], limit;
	instant_t at;
	fill_years(seq);
	stores_open(&stores);
	assert_false(store_log_limit(stores.store, &limit, &at));
	stores_keep(&stores, RETENTION_LOG, 400);
	purge(INT64_MAX);
	/* What is left: A-1 of 2023, and of A-2 that it is known. */
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), 2);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE id='A-2' AND before IS NULL"), 1);
	assert_true(store_log_limit(stores.store, &limit, &at));
	assert_int_equal(limit, seq[2]);
	assert_int_equal(at, day_start(day_of(2023, 2, 10)));
	struct purge_line line;
	struct str text = { 0 };
	assert_int_equal(store_purges(stores.store, INT64_MAX, &line, 1), 1);
	purge_say(&line, &text);
	assert_string_equal(str_text(&text), "7 log entries older than 400 days");
	str_free(&text);
	purge(INT64_MAX); /* and no second time */
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM purge"), 1);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM record"), 2);
}

/* Of an entry that stays for its name nothing stays of what the record was. */
static void name_stays_alone(void **state)
{
	(void)state;
	int64_t seq[4];
	fill_years(seq);
	stores_keep(&stores, RETENTION_LOG, 1);
	purge(INT64_MAX);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE (id,what) IN (VALUES('A-1','changed'),('A-2','new'))"), 2);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log WHERE coalesce(before,due,slips,base,owner,stage,severity) IS NOT NULL"), 0);
}

/* The log stays as far back as a baseline needs it, and changes since then are told as before. */
static void log_needed(void **state)
{
	(void)state;
	int64_t seq[4], limit;
	instant_t at;
	struct moment moment = stores_moment(PROFILE_TEAM);
	struct facts before;
	fill_years(seq);
	stores_keep(&stores, RETENTION_LOG, 1);
	purge(-1);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), seq[3]);
	purge(seq[1]);
	assert_true(store_log_limit(stores.store, &limit, &at));
	assert_int_equal(limit, seq[1]);
	moment.since = seq[1];
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "changed")), 1);
	assert_true(store_before(stores.store, &moment, store_number(stores.store, NULL, "A-1"), 0, &before));
	assert_string_equal(before.owner, "NYFRS");
	facts_clear(&before);
	purge(seq[3]); /* closed meanwhile */
	moment.since = seq[3];
	stores_open(&stores);
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "changed")), 0);
	assert_int_equal(stores_ask(&stores, "SELECT count(*) FROM log"), 2);
}

/* After damage the audit lines are there, numbers go on from where they were, and nothing known is new. */
static void salvaged(void **state)
{
	(void)state;
	int64_t seq[4];
	fill_years(seq);
	stores_keep(&stores, RETENTION_LOG, 1);
	purge(INT64_MAX);
	stores_open(&stores);
	store_close(stores.store);
	stores.store = NULL;
	db_suspect(stores.path);
	char *notice = stores_reopen(&stores);
	assert_non_null(notice);
	free(notice);
	assert_true(keeper_sequence(stores.keeper) >= seq[3]);
	assert_int_equal(stores_ask(&stores, "SELECT sum(count) FROM purge"), seq[3]);
	stores.at = STORES_NOW;
	stores_answer(&stores, 0, "[" OWNED("A-1", "CSP") "," OWNED("A-2", "NYP") "]");
	struct moment moment = stores_moment(PROFILE_TEAM);
	moment.since = seq[3];
	stores_open(&stores);
	assert_int_equal(store_count(stores.store, &moment, stores_filter(&stores, "new")), 0);
}

/* ---- a store from before ------------------------------------------------------------------------- */

/* Makes a new store out of records_1 to records_3 and what is in this one, so that records_4 has to fill it in. */
static void step_back(void)
{
	static const char undo[] = "DROP INDEX record_kept; DROP INDEX record_review_by; DROP INDEX log_kept; DROP INDEX log_review_by;"
		"DROP TABLE purge; ALTER TABLE record DROP COLUMN kept_from; ALTER TABLE record DROP COLUMN review_by;"
		"ALTER TABLE log DROP COLUMN kept_from; ALTER TABLE log DROP COLUMN review_by; ALTER TABLE request DROP COLUMN past;"
		"PRAGMA user_version=3";
	sqlite3 *db;
	char *wrong = NULL;
	assert_int_equal(sqlite3_open(stores.path, &db), SQLITE_OK);
	if (sqlite3_exec(db, undo, NULL, NULL, &wrong) != SQLITE_OK)
		fail_msg("%s", wrong);
	sqlite3_close(db);
}

static const char *const olds[] = {
	"'kind':'incident','occurred':'2022-07-01T00:30:00Z'", "'kind':'incident','occurred':'2023-01-10T12:00:00Z','status':'open'",
	"'kind':'incident','reported':'2022-01-10T12:00:00Z','status':'closed','closed':'2022-02'", "'kind':'incident'",
	"'kind':'action','status':'open'", "'kind':'action','status':'done','done':'2022-07-01'",
	"'kind':'action','status':'verified','updated':'2022-07-01T22:30:00Z'", "'kind':'action','closed':'2022','status':'cancelled'",
	"'kind':'power','expires':'2022-12-31'", "'kind':'power','status':'complete'", "'kind':'meeting','starts':'2022-03-03T10:00:00Z'",
	"'kind':'meeting','starts':'2022-03-03T10:00:00Z','recurs':'every 2 weeks'", "'kind':'campaign','starts':'2022-01-01','ends':'2022-02'",
	"'kind':'notice','expires':'2022-06-30','review_by':'2022-09'", "'kind':'review','status':'complete','closed':'2022-08-01'",
	"'kind':'milestone','status':'complete','closed':'2022-08-01','review_by':'2024'", "'kind':'body','review_by':'2023-03-14'",
	"'kind':'objective','status':'withdrawn'", "'kind':'case','status':'closed','review_by':'2022-07-15'",
};
enum { OLDS = sizeof olds / sizeof *olds };

/* Day for day what the program itself gives; the same for what is gone. */
static char *columns_of(const char *from)
{
	struct str out = { 0 };
	sqlite3_stmt *read;
	stores_open(&stores);
	assert_int_equal(sqlite3_prepare_v2(stores.store->db, from, -1, &read, NULL), SQLITE_OK);
	while (sqlite3_step(read) == SQLITE_ROW) {
		bool counted = sqlite3_column_type(read, 1) != SQLITE_NULL;
		str_addf(&out, "%s %d %s; ", db_text(read, 0), counted ? instant_day(sqlite3_column_int64(read, 1)) : -1, db_text(read, 2));
	}
	sqlite3_finalize(read);
	return str_take(&out);
}

static void filled_in(void **state)
{
	(void)state;
	static const char records[] = "SELECT id, kept_from, review_by FROM record ORDER BY id";
	static const char gone[] = "SELECT id, kept_from, review_by FROM log WHERE what='gone' ORDER BY id";
	struct str json = { 0 };
	for (int i = 0; i < OLDS; i++)
		str_addf(&json, "%s{'id':'N-%02d',%s}", i ? "," : "[", i, olds[i]);
	str_addc(&json, ']');
	stores_answer(&stores, 0, str_text(&json));
	int64_t other = keeper_request(stores.keeper, "crime", "", "");
	char *again = mem_dup(str_text(&json));
	for (char *at = again; (at = strstr(at, "'N-"));)
		at[1] = 'G';
	stores_answer(&stores, other, again);
	stores_answer(&stores, other, "[]");
	char *own = columns_of(records), *own_gone = columns_of(gone);
	store_close(stores.store);
	stores.store = NULL;
	keeper_close(stores.keeper);
	stores.keeper = NULL;
	step_back();
	assert_null(stores_reopen(&stores));
	char *filled = columns_of(records), *filled_gone = columns_of(gone);
	assert_string_equal(filled, own);
	assert_string_equal(filled_gone, own_gone);
	assert_non_null(strstr(own_gone, "G-14"));
	assert_null(strstr(own_gone, "G-18")); /* its day had come: it was never kept */
	char *const texts[] = { own, own_gone, filled, filled_gone, again };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	str_free(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORES_TEST(nothing_is_left, &stores),
		STORES_TEST(a_reader_in_the_way, &stores),
		STORES_TEST(killed, &stores), STORES_TEST(killed_before_wiping, &stores),
		STORES_TEST(old_log_goes, &stores), STORES_TEST(name_stays_alone, &stores),
		STORES_TEST(log_needed, &stores),
		STORES_TEST(salvaged, &stores), STORES_TEST(filled_in, &stores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
