/* kill -9 of a briefing held on the board, at 200 random moments: of the dashboard, of its feeder, of both. Whatever the
 * screen had confirmed is in state.db, and the actions among it are among the records once a feeder has run. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/tui.h"
#include "hubbrief/clock.h"
#include "hubbrief/mem.h"
#include "hubbrief/state.h"
#include "hubbrief/store.h"

enum { KILLS = 200, LATEST_MS = 45, KEPT_MOST = 4000, TEXT = 64 };

struct places { char config[256], records[256], state[256]; };

/* What is typed at the meeting, the run's number between the words; as what it is kept; what the screen says then. */
static const struct step { const char *key, *word, *kept_word, *which, *rest, *confirms; } steps[] = {
	{ "i", "minute", "minute", "a", "\r", "Note taken down" }, { "a", "action", "Action", "a", ", NYP, fri\r", "Action taken" },
	{ "i", "question", "question", "a?", "\r", "Question kept" }, { "a", "action", "Action", "b", ", ICB, fri\r", "Action taken" },
	{ "i", "minute", "minute", "b", "\r", "Note taken down" },
};
enum { STEPS = sizeof steps / sizeof *steps };

static struct tui *start(const struct places *places)
{
	const char *argv[] = { folder_program("hubbrief"), "--config", places->config, "--records", places->records, "--state",
		places->state, "--now", "2023-03-14T08:45:00Z", NULL };
	return tui_start(24, 80, "xterm-256color", argv, folder_environment());
}

/* The feeder that the board started; 0 none yet. */
static pid_t feeder_of(pid_t board)
{
	char path[64];
	int feeder = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)board, (int)board);
	FILE *children = fopen(path, "r");
	if (children && fscanf(children, "%d", &feeder) != 1)
		feeder = 0;
	if (children)
		fclose(children);
	return feeder;
}

static void kill_one(pid_t pid)
{
	if (pid > 0)
		kill(pid, SIGKILL);
}

/* The steps from `done` on, in turn, until the moment is there. How many are confirmed. */
static int hold(struct tui *tui, int run, int done, int64_t until)
{
	for (; done < STEPS; done++) {
		char keys[TEXT];
		const struct step *step = &steps[done];
		snprintf(keys, sizeof keys, "%s%s %d %s%s", step->key, step->word, run, step->which, step->rest);
		if (!tui_within(tui, (int)(until - clock_mono_ms()), keys, step->confirms))
			break;
	}
	return done;
}

static bool is_kept(const struct decision *kept, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(kept[i].text, text) == 0 || strcmp(kept[i].title, text) == 0)
			return true;
	return false;
}

static void expect_kept(const struct places *places, int run, int confirmed)
{
	struct error error = { "" };
	char *notice = NULL, text[TEXT];
	struct state *state = state_open(places->state, &notice, &error);
	if (!state || notice)
		fail_msg("%s", state ? notice : error.text);
	struct decision *kept = mem_array(KEPT_MOST, sizeof *kept);
	size_t count = state_decisions(state, 0, kept, KEPT_MOST);
	for (int i = 0; i < confirmed; i++) {
		snprintf(text, sizeof text, "%s %d %s", steps[i].kept_word, run, steps[i].which);
		if (!is_kept(kept, count, text))
			fail_msg("confirmed, and lost: %s", text);
	}
	for (size_t i = 0; i < count; i++)
		decision_clear(&kept[i]);
	free(kept);
	state_close(state);
}

static bool count_room(void *context, const char *id, const char *json)
{
	(void)id;
	(void)json;
	++*(int64_t *)context;
	return true;
}

/* One that is let be brings in what is still missing. */
static void expect_records(const struct places *places)
{
	struct error error = { "" };
	char *notice = NULL;
	bool missing;
	int64_t actions = 0, known = -1;
	struct state *state = state_open(places->state, &notice, &error);
	assert_true(state_room_each(state, count_room, &actions));
	assert_true(actions > 0);
	state_close(state);
	struct tui *tui = start(places);
	assert_true(tui_wait(tui, "7 Selby"));
	struct store *store = store_open(places->records, &missing, &error);
	struct moment moment = moment_at(demo_now(), PROFILE_ROOM);
	struct arena arena = { 0 };
	const struct filter *room = filter_word(&arena, BY_SOURCE, ROOM_SOURCE);
	for (int64_t until = clock_mono_ms() + 10000; known != actions && clock_mono_ms() < until;) {
		store_refresh(store);
		known = store_count(store, &moment, room);
	}
	assert_int_equal(known, actions);
	arena_free(&arena);
	store_close(store);
	tui_stop(tui);
}

static void test_kills(void **unused)
{
	struct places places;
	int confirmed = 0;
	uint32_t chance = 2463534242u;
	(void)unused;
	snprintf(places.config, sizeof places.config, "%s", demo_config_file());
	snprintf(places.records, sizeof places.records, "%s/state/records.db", folder_path());
	snprintf(places.state, sizeof places.state, "%s/state/state.db", folder_path());
	struct config *config = demo_config();
	demo_fill(places.records, config, demo_now(), NULL);
	config_free(config);
	for (int run = 0; run < KILLS; run++) {
		chance = chance * 1664525u + 1013904223u;
		struct tui *tui = start(&places);
		assert_true(tui_wait(tui, "7 Selby"));
		tui_keys(tui, "b\r\r"); /* who records and who is here, as offered */
		assert_true(tui_wait(tui, "Esc end"));
		pid_t board = tui_pid(tui), feeder = feeder_of(board);
		int wait = (int)(chance >> 16) % LATEST_MS;
		int kept = hold(tui, run, 0, clock_mono_ms() + wait);
		if (run % 3) /* the feeder alone, and the board goes on; or both */
			kill_one(feeder);
		if (run % 3 == 1)
			kept = hold(tui, run, kept, clock_mono_ms() + wait);
		kill_one(board);
		tui_stop(tui);
		expect_kept(&places, run, kept);
		confirmed += kept;
	}
	print_message("# %d confirmed in %d runs\n", confirmed, KILLS);
	assert_true(confirmed > KILLS / 2); /* else the moments were all before anything */
	expect_records(&places);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills) };
	return cmocka_run_group_tests_name("briefing killed on the screen", tests, NULL, NULL);
}
