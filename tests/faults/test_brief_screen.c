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
#include "harness/held.h"
#include "harness/tui.h"
#include "hubbrief/clock.h"
#include "hubbrief/mem.h"
#include "hubbrief/store.h"

enum { KILLS = 200, TIMED_EVERY = 20, TEXT = 64 };

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

static void add_texts(void *context, const struct decision *decision)
{
	str_addf(context, "\n%s\n%s\n", decision->text, decision->title);
}

static void expect_kept(const struct places *places, int run, int confirmed)
{
	struct str kept = { 0 };
	char line[TEXT + 2];
	held_decisions(places->state, add_texts, &kept);
	for (int i = 0; i < confirmed; i++) {
		snprintf(line, sizeof line, "\n%s %d %s\n", steps[i].kept_word, run, steps[i].which);
		if (!strstr(str_text(&kept), line))
			fail_msg("confirmed, and lost:%s", line);
	}
	str_free(&kept);
}

/* One that is let be brings in what is still missing. */
static void expect_records(const struct places *places)
{
	struct error error = { "" };
	char *notice = NULL;
	bool missing;
	int64_t known = -1;
	struct state *state = state_open(places->state, &notice, &error);
	const int64_t actions = held_room(state);
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

/* The board with the meeting begun. */
static struct tui *begin(const struct places *places)
{
	struct tui *tui = start(places);
	assert_true(tui_wait(tui, "7 Selby"));
	tui_keys(tui, "b\r\r"); /* who records and who is here, as offered */
	assert_true(tui_wait(tui, "Esc end"));
	return tui;
}

/* How many milliseconds the steps of one that is let be take. */
static int time_whole(const struct places *places, int run)
{
	struct tui *tui = begin(places);
	int64_t began = clock_mono_ms();
	assert_int_equal(hold(tui, run, 0, began + 10000), STEPS);
	int took = (int)(clock_mono_ms() - began);
	tui_stop(tui);
	return took;
}

/* Kills at a moment: the board; or the feeder alone, and the board goes on; or both. How many steps are confirmed. */
static int hold_killed(struct tui *tui, int run, int moment, int *feeders)
{
	pid_t board = tui_pid(tui), feeder = run % 3 ? tui_feeder(board) : 0;
	int kept = hold(tui, run, 0, clock_mono_ms() + moment);
	if (feeder && kill(feeder, SIGKILL) == 0)
		++*feeders;
	if (run % 3 == 1)
		kept = hold(tui, run, kept, clock_mono_ms() + moment);
	kill(board, SIGKILL);
	return kept;
}

static void test_kills(void **unused)
{
	struct places places;
	int took = 0, confirmed = 0, whole = 0, feeders = 0;
	uint32_t chance = 2463534242u;
	(void)unused;
	snprintf(places.config, sizeof places.config, "%s", demo_config_file());
	snprintf(places.records, sizeof places.records, "%s/state/records.db", folder_path());
	snprintf(places.state, sizeof places.state, "%s/state/state.db", folder_path());
	struct config *config = demo_config();
	demo_fill(places.records, config, demo_now(), NULL);
	config_free(config);
	for (int run = 0; run < KILLS; run++) {
		if (run % TIMED_EVERY == 0)
			took = time_whole(&places, KILLS + run);
		chance = chance * 1664525u + 1013904223u;
		struct tui *tui = begin(&places);
		int kept = hold_killed(tui, run, (int)((chance >> 16) % (unsigned)(took * 6 / 5 + 1)), &feeders);
		tui_stop(tui);
		expect_kept(&places, run, kept);
		confirmed += kept;
		whole += kept == STEPS;
	}
	print_message("# %d confirmed in %d runs, all in %d; %d feeders killed\n", confirmed, KILLS, whole, feeders);
	assert_true(whole > 0 && whole < KILLS && confirmed > KILLS / 2); /* else the moments were all after everything, or before */
	assert_true(feeders > 0);
	expect_records(&places);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills) };
	return cmocka_run_group_tests_name("briefing killed on the screen", tests, NULL, NULL);
}
