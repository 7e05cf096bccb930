/* kill -9 of a briefing held in plain text, at 200 random moments: whatever it had said to be saved is in state.db, and
 * the actions among it are among the records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/held.h"
#include "hubbrief/clean.h"
#include "hubbrief/meeting.h"

enum { KILLS = 200, TIMED_EVERY = 20, WHOLE = 5 }; /* whole: what one that is let be has confirmed */

struct places { char records[128], state[128], input[128]; };

/* Who is here is confirmed; each time two minutes, a question and two actions. It goes back a page before it goes on, so
 * that those that are killed between do not come to the end of the meeting. */
static void write_input(const char *path, int run)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	if (run < 0)
		fprintf(file, "SCA-BC\nNYP, YJS\n");
	else
		fprintf(file, "\n\nm minute %d a\na action %d a, NYP, fri\n\nb\nq question %d\na action %d b, ICB, fri\n\nn\nm minute %d b\n",
			run, run, run, run, run);
	fclose(file);
}

static pid_t start(const struct places *places, int *out)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		int in = open(places->input, O_RDONLY), nowhere = open("/dev/null", O_WRONLY);
		dup2(in, STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl(folder_program("hubbrief"), "hubbrief", "--offline", "--records", places->records, "--state", places->state,
			"--now", "2023-03-14T08:45:00Z", "brief", "--plain", (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	close(ends[1]);
	*out = ends[0];
	return pid;
}

/* All that it said until it was killed, `*milliseconds` after its first word; below 0 it is let be, and those are how many
 * it took. */
static char *heard(const struct places *places, int *milliseconds)
{
	struct str all = { 0 };
	char bytes[4096];
	int out, left = -1;
	ssize_t got;
	pid_t pid = start(places, &out);
	int64_t began = 0;
	struct pollfd wait = { .fd = out, .events = POLLIN };
	for (bool alive = true;;) {
		if (alive && poll(&wait, 1, left) == 0) {
			kill(pid, SIGKILL);
			alive = false;
			left = -1;
		}
		if ((got = read(out, bytes, sizeof bytes)) <= 0)
			break;
		str_addn(&all, bytes, (size_t)got);
		began = began ? began : clock_mono_ms();
		if (alive && *milliseconds >= 0) {
			int64_t until = began + *milliseconds - clock_mono_ms();
			left = until > 0 ? (int)until : 0;
		}
	}
	if (*milliseconds < 0)
		*milliseconds = (int)(clock_mono_ms() - began);
	close(out);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return all.length ? str_take(&all) : mem_dup("");
}

/* ---- what is kept ------------------------------------------------------------------------------ */

static void add_saved(void *context, const struct decision *decision)
{
	struct str *all = context;
	str_add(all, "\nSaved. ");
	decision_say(decision, all);
}

/* Every whole line "Saved. …" is among what is kept. How many there were. */
static int look_for(const char *said, const struct places *places)
{
	int count = 0;
	struct str kept = { 0 };
	held_decisions(places->state, add_saved, &kept);
	str_addc(&kept, '\n');
	for (const char *line = strstr(said, "\nSaved. "); line; line = strstr(line + 1, "\nSaved. ")) {
		const char *end = strchr(line + 1, '\n');
		if (!end || strncmp(line, "\nSaved. \n", 9) == 0 || strncmp(line, "\nSaved.\n", 8) == 0)
			continue;
		char *text = mem_dupn(line, (size_t)(end - line) + 1);
		if (!strstr(str_text(&kept), text))
			fail_msg("confirmed, and lost:%s", text);
		if (strstr(end, text)) /* the one before is said again when the last was not kept */
			fail_msg("confirmed twice:%s", text);
		free(text);
		count++;
	}
	str_free(&kept);
	return count;
}

/* One that is let be, and what it has to say; the milliseconds that it took. */
static int hold_whole(const struct places *places, int run)
{
	int took = -1;
	write_input(places->input, run);
	char *said = heard(places, &took);
	assert_int_equal(look_for(said, places), run < 0 ? 0 : WHOLE);
	free(said);
	return took;
}

/* Now that one was let be, no action is missing among the records. */
static void expect_records(const struct places *places)
{
	struct error error = { "" };
	bool missing;
	char *notice = NULL;
	struct state *state = state_open(places->state, &notice, &error);
	struct store *store = store_open(places->records, &missing, &error);
	struct moment moment = moment_at(demo_now(), PROFILE_ROOM);
	struct arena arena = { 0 };
	int64_t actions = held_room(state);
	assert_true(actions > 0);
	assert_int_equal(store_count(store, &moment, filter_word(&arena, BY_SOURCE, "room")), actions);
	arena_free(&arena);
	store_close(store);
	state_close(state);
}

static void test_kills(void **unused)
{
	struct places places;
	int took = 0, confirmed = 0, whole = 0;
	uint32_t chance = 2463534242u;
	(void)unused;
	snprintf(places.records, sizeof places.records, "%s/state/records.db", folder_path());
	snprintf(places.state, sizeof places.state, "%s/state/state.db", folder_path());
	snprintf(places.input, sizeof places.input, "%s/input", folder_path());
	struct config *config = demo_config();
	demo_fill(places.records, config, demo_now(), NULL);
	config_free(config);
	hold_whole(&places, -1);
	for (int run = 0; run < KILLS; run++) {
		if (run % TIMED_EVERY == 0)
			took = hold_whole(&places, KILLS + run);
		chance = chance * 1664525u + 1013904223u;
		write_input(places.input, run);
		int moment = (int)((chance >> 16) % (unsigned)(took * 6 / 5 + 1));
		char *said = heard(&places, &moment);
		int saved = look_for(said, &places);
		confirmed += saved;
		whole += saved == WHOLE;
		free(said);
	}
	print_message("# %d confirmed in %d runs, all in %d\n", confirmed, KILLS, whole);
	assert_true(whole > 0 && whole < KILLS && confirmed > KILLS / 2); /* else the moments were all after everything, or before */
	hold_whole(&places, KILLS);
	expect_records(&places);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills) };
	for (const char *const *set = folder_environment(); *set; set++)
		putenv((char *)(uintptr_t)*set);
	return cmocka_run_group_tests_name("brief killed", tests, NULL, NULL);
}
