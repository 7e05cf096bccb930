/* What the stores survive: kill -9 at any moment (faults.md 66, 95), random damage (63), a full disk (59). */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/stores.h"
#include "hubbrief/db.h"
#include "hubbrief/state.h"

enum { KILLS = 60, RECORDS = 15, DAMAGES = 40 };

static uint32_t seed = 11;

static int any(int most)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)most);
}

static void pause_for(long nanoseconds)
{
	struct timespec time = { 0, nanoseconds };
	nanosleep(&time, NULL);
}

/* ---- kill -9 ----------------------------------------------------------------------------------- */

/* Answers without end, each with the same records at the next version; tells each sequence number that was
 * committed through the pipe. */
static void commit_for_ever(struct stores *stores, int acknowledge)
{
	for (int version = 1;; version++) {
		struct str json = { 0 };
		str_addc(&json, '[');
		for (int i = 0; i < RECORDS; i++)
			str_addf(&json, "%s{'id':'A-%d','kind':'action','status':'open','due':'2023-03-%02d','title':'Version %d','hubs':['%s']}",
				i ? "," : "", i, 1 + version % 28, version, version % 2 ? "craven" : "selby");
		str_addc(&json, ']');
		stores_answer(stores, 0, str_text(&json));
		str_free(&json);
		if (write(acknowledge, &stores->sequence, sizeof stores->sequence) < 0)
			_exit(1);
	}
}

static void expect_whole(struct stores *stores, int64_t acknowledged)
{
	bool missing;
	struct error error = { "" };
	struct sqlite3 *db = db_open_reader(stores->path, &records_schema, &missing, &error);
	if (!db)
		fail_msg("%s", error.text);
	assert_true(db_number(db, "SELECT max(seq) FROM log", 0) >= acknowledged);
	assert_true(db_number(db, "SELECT value FROM meta WHERE key='seq'", 0) >= acknowledged);
	assert_int_equal(db_number(db, "SELECT count(DISTINCT title) FROM record", -1), acknowledged > 0);
	assert_int_equal(db_number(db, "SELECT count(*) FROM pragma_quick_check WHERE quick_check<>'ok'", -1), 0);
	assert_int_equal(db_number(db, "SELECT sum(count) FROM tally t JOIN tally_filter f ON f.slot=t.slot WHERE f.text=': '"
		" AND hub=-2 AND area=-1", -1), RECORDS);
	db_close(db);
}

static void kill_nine(void **state)
{
	(void)state;
	struct stores stores;
	stores_start(&stores);
	int64_t acknowledged = 0;
	for (int round = 0; round < KILLS; round++) {
		int pipes[2];
		keeper_close(stores.keeper);
		stores.keeper = NULL;
		assert_int_equal(pipe(pipes), 0);
		pid_t child = fork();
		if (child == 0) {
			assert_null(stores_reopen(&stores));
			commit_for_ever(&stores, pipes[1]);
		}
		close(pipes[1]);
		int64_t sequence;
		assert_int_equal(read(pipes[0], &sequence, sizeof sequence), sizeof sequence); /* it works: now any moment */
		acknowledged = sequence;
		pause_for(100000L * any(100));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(pipes[0], &sequence, sizeof sequence) == sizeof sequence)
			acknowledged = sequence;
		close(pipes[0]);
		assert_null(stores_reopen(&stores));
		expect_whole(&stores, acknowledged);
	}
	stores_end(&stores);
}

/* Killed while the file is being made: it is made the next time. */
static void kill_at_birth(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		char *path = mem_printf("%s/birth-%d.db", folder_path(), round), *notice = NULL;
		struct error error = { "" };
		pid_t child = fork();
		if (child == 0) {
			struct state *made = state_open(path, &notice, &error);
			state_remember(made, "a", "b", &error);
			for (;;)
				pause();
		}
		pause_for(20000L * any(100));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		struct state *opened = state_open(path, &notice, &error);
		if (!opened)
			fail_msg("%s", error.text);
		assert_true(state_remember(opened, "c", "d", &error));
		state_close(opened);
		free(notice);
		free(path);
	}
}

/* ---- random damage ----------------------------------------------------------------------------- */

static void scribble(const char *path)
{
	struct stat is;
	int fd = open(path, O_WRONLY);
	assert_int_equal(fstat(fd, &is), 0);
	for (int i = 0; i < 40; i++) {
		unsigned char bytes[64];
		for (size_t b = 0; b < sizeof bytes; b++)
			bytes[b] = (unsigned char)any(256);
		assert_true(pwrite(fd, bytes, sizeof bytes, any((int)is.st_size - 64)) > 0);
	}
	close(fd);
}

/* One answer, and a question; false when the store cannot take it. */
static bool works(struct stores *stores)
{
	struct error error = { "" };
	char *notice = NULL;
	int64_t sequence;
	struct arena arena = { 0 };
	struct record record;
	stores->keeper = keeper_open(stores->path, &notice, &error);
	bool fine = stores->keeper && keeper_configure(stores->keeper, &stores->config, &error);
	if (fine) {
		struct answer answer = { .request = keeper_request(stores->keeper, "partners", "", ""), .received = stores->at,
			.made = INSTANT_NONE, .complete = true };
		stores_read("partners", "{'id':'A-9','kind':'action','status':'open'}", &arena, &record);
		fine = keeper_begin(stores->keeper, &answer, &error) && keeper_put(stores->keeper, &record, &error) &&
			keeper_commit(stores->keeper, &sequence, &error);
	}
	keeper_close(stores->keeper);
	stores->keeper = NULL;
	arena_free(&arena);
	free(notice);
	return fine || strstr(error.text, "newer"); /* then it is left alone, as a newer program's must be */
}

static void read_damaged(struct stores *stores)
{
	struct error error = { "" };
	bool missing;
	struct moment moment = stores_moment(PROFILE_TEAM);
	struct store *store = store_open(stores->path, &missing, &error);
	if (!store)
		return;
	store_count(store, &moment, stores_filter(stores, "car"));
	struct window *window = window_new(store, NULL, NULL);
	window_load(window, &moment, 10, HOLD_ALL, &error);
	window_free(window);
	store_close(store);
}

/* Whatever is overwritten: the reader never crashes, and a feeder that meets the damage leaves the next one a store
 * that works. */
static void random_damage(void **state)
{
	(void)state;
	for (int round = 0; round < DAMAGES; round++) {
		struct stores stores;
		stores_start(&stores);
		stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','title':'Car park'},"
			"{'id':'K-1','kind':'measure','unit':'count','period':'month','series':[['2023-01',4]]}]");
		keeper_close(stores.keeper);
		stores.keeper = NULL;
		scribble(stores.path);
		read_damaged(&stores);
		if (!works(&stores) && !works(&stores))
			fail_msg("round %d: it does not recover", round);
		stores_end(&stores);
	}
}

/* ---- a full disk ------------------------------------------------------------------------------- */

static bool answer_until_full(struct stores *stores, struct error *error)
{
	struct answer answer = { .request = stores->request, .received = stores->at, .made = INSTANT_NONE };
	struct arena arena = { 0 };
	struct record record;
	char json[200];
	bool fine = keeper_begin(stores->keeper, &answer, error);
	for (int i = 0; fine && i < 20000; i++) {
		snprintf(json, sizeof json, "{'id':'F-%d','kind':'action','status':'open','title':'To fill the disk %d'}", i, i);
		stores_read("partners", json, &arena, &record);
		fine = keeper_put(stores->keeper, &record, error);
		arena_free(&arena);
	}
	if (fine)
		fine = keeper_commit(stores->keeper, &stores->sequence, error);
	keeper_abandon(stores->keeper);
	return fine;
}

static void full_disk(void **state)
{
	(void)state;
	struct stores stores;
	struct error error = { "" };
	char *folder = mem_printf("%s/full", folder_path());
	mkdir(folder, 0700);
	if (mount("tmpfs", folder, "tmpfs", 0, "size=1500k,mode=0700") != 0) {
		print_message("a small tmpfs cannot be mounted: %s\n", strerror(errno));
		free(folder);
		skip();
	}
	stores_start(&stores);
	free(stores.path);
	stores.path = mem_printf("%s/records.db", folder);
	assert_null(stores_reopen(&stores));
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open'}]");
	assert_false(answer_until_full(&stores, &error));
	if (!strstr(error.text, "disk is full"))
		fail_msg("%s", error.text);
	stores_expect(&stores, PROFILE_TEAM, "", "A-1"); /* the last good rows stay */
	stores_delta(&stores, "[{'id':'A-2','kind':'action','status':'open'}]"); /* and small answers still fit */
	stores_expect(&stores, PROFILE_TEAM, "", "A-1 A-2");
	stores_end(&stores);
	umount2(folder, MNT_DETACH);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kill_nine), cmocka_unit_test(kill_at_birth), cmocka_unit_test(random_damage),
		cmocka_unit_test(full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
