/* Rule 9 where hubs hold briefings of their own: each counts from its own, a record of several from the oldest of theirs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "harness/folder.h"
#include "harness/held.h"
#include "harness/stores.h"
#include "hubbrief/changes.h"
#include "hubbrief/store_inside.h"

enum { CRAVEN, HARROGATE, RYEDALE, SELBY, HUBS };
static const char *const hub_names[HUBS] = { "craven", "harrogate", "ryedale", "selby" };

static struct stores made; /* each test gets it as its context */

/* ---- the moment --------------------------------------------------------------------------------- */

static void expect_baseline(const struct moment *moment, uint64_t hubs, int64_t sequence)
{
	assert_int_equal(moment_baseline(moment, hubs).sequence, sequence);
}

static void test_oldest_of_its_hubs(void **context)
{
	(void)context;
	struct moment moment = moment_at(STORES_NOW, PROFILE_ROOM);
	assert_false(moment_has_baseline(&moment));
	moment.since = 50;
	moment.since_at = 500;
	moment_own(&moment, 0, (struct baseline){ .sequence = 70, .at = 700 });
	moment_own(&moment, 1, (struct baseline){ .sequence = 30, .at = 300 });
	expect_baseline(&moment, 0, 50);     /* of no hub */
	expect_baseline(&moment, 1, 70);
	expect_baseline(&moment, 2, 30);
	expect_baseline(&moment, 3, 30);
	expect_baseline(&moment, 4, 50);
	expect_baseline(&moment, 5, 50);     /* 70 and the common one */
	expect_baseline(&moment, 6, 30);
	assert_int_equal(moment_oldest(&moment).sequence, 30);
	moment_own(&moment, 1, (struct baseline){ .sequence = 50, .at = 500 }); /* the common one again */
	expect_baseline(&moment, 2, 50);
	assert_int_equal(moment.own_count, 1);
	moment_own(&moment, 0, (struct baseline){ .sequence = 50, .at = 900 }); /* held later, with nothing changed in between */
	assert_int_equal(moment_baseline(&moment, 1).at, 900);
	assert_int_equal(moment_baseline(&moment, 5).at, 500);
}

static void test_only_some_hubs(void **context)
{
	(void)context;
	struct moment moment = moment_at(STORES_NOW, PROFILE_ROOM);
	moment_own(&moment, 2, (struct baseline){ .sequence = 9, .at = 90 });
	assert_true(moment_has_baseline(&moment));
	expect_baseline(&moment, 0, -1);
	expect_baseline(&moment, 1, -1);
	expect_baseline(&moment, 4, 9);
	expect_baseline(&moment, 5, 9);
}

/* ---- from the briefings that were closed --------------------------------------------------------- */

static void test_from_state(void **context)
{
	struct stores *stores = *context;
	struct error error = { "" };
	char *notice, *path = mem_printf("%s/baselines.db", folder_path());
	struct state *state = state_open(path, &notice, &error);
	assert_non_null(state);
	stores->config.forum = "daily";
	stores_open(stores);
	held_briefing(state, "harrogate", STORES_NOW - 900, STORES_NOW - 900, 3);
	held_briefing(state, "", STORES_NOW - 800, STORES_NOW - 800, 5);
	held_briefing(state, "craven", STORES_NOW - 700, STORES_NOW - 700, 6);
	held_briefing(state, "craven", STORES_NOW - 600, STORES_NOW - 600, 7);
	held_briefing(state, "selby", STORES_NOW + 600, STORES_NOW + 600, 9); /* not yet */
	struct moment moment = moment_at(STORES_NOW, PROFILE_ROOM);
	assert_true(brief_baseline(state, stores->store, &stores->config, "daily", -1, &moment));
	const uint64_t bits[] = { 1u << store_hub_bit(stores->store, "craven"), 1u << store_hub_bit(stores->store, "harrogate"),
		1u << store_hub_bit(stores->store, "selby") };
	expect_baseline(&moment, 0, 5);
	expect_baseline(&moment, bits[0], 7);
	expect_baseline(&moment, bits[1], 5); /* its own was before that of all */
	expect_baseline(&moment, bits[2], 5);
	moment = moment_at(STORES_NOW, PROFILE_ROOM);
	assert_true(brief_baseline(state, stores->store, &stores->config, "daily", CRAVEN, &moment));
	assert_int_equal(moment.since, 7);
	assert_int_equal(moment.since_at, STORES_NOW - 600);
	expect_baseline(&moment, bits[0], 7);
	expect_baseline(&moment, bits[0] | bits[2], 5);
	state_close(state);
	free(path);
}

/* ---- events: each record as if its own baseline were the only one --------------------------------- */

static uint32_t seed = 2463534242u;

static unsigned chance(unsigned most)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % most;
}

static void add_record(struct str *json, int id, unsigned hubs, unsigned turn)
{
	static const char *const owners[] = { "NYP", "YJS", "CSP" }, *const states[] = { "open", "open", "in-progress", "done" };
	static const char *const days[] = { "2023-03-11", "2023-03-12", "2023-03-13", "2023-03-14", "2023-03-20" };
	str_addf(json, "%s{'id':'A-%d','kind':'%s','areas':['hubs'],'owner':'%s','status':'%s','due':'%s','hubs':[",
		json->length > 1 ? "," : "", id, id % 7 ? "action" : "incident", owners[(turn + (unsigned)id) % 3],
		states[id % 7 ? chance(4) : 0], days[chance(5)]);
	bool first = true;
	for (int hub = 0; hub < HUBS; hub++)
		if (hubs >> hub & 1) {
			str_addf(json, "%s'%s'", first ? "" : ",", hub_names[hub]);
			first = false;
		}
	str_add(json, "]}");
}

enum { RECORDS = 40, TURNS = 5 };

static void answer_turn(struct stores *stores, unsigned turn)
{
	struct str json = { 0 };
	str_addc(&json, '[');
	for (int id = 0; id < RECORDS; id++)
		if (chance(6)) /* the others are gone, or not there yet */
			add_record(&json, id, (unsigned)id % 16, chance(3) ? 0 : turn);
	str_addc(&json, ']');
	stores_answer(stores, 0, str_text(&json));
	str_free(&json);
}

struct tells { struct stores *stores; const struct moment *moment; int events[HUBS + 2]; };

static void add_events(struct tells *sum, const struct row *row)
{
	int count = __builtin_popcount(row->events & EVENTS_MASK);
	for (int hub = 0; hub < HUBS; hub++)
		if (row->hubs >> store_hub_bit(sum->stores->store, hub_names[hub]) & 1)
			sum->events[1 + hub] += count;
	sum->events[0] += row->hubs ? 0 : count;
	sum->events[HUBS + 1] += count;
}

static bool compare_row(void *context, const struct row *row)
{
	struct tells *sum = context;
	struct moment alone = moment_at(sum->moment->now, sum->moment->profile);
	struct baseline own = moment_baseline(sum->moment, row->hubs);
	struct row same;
	struct arena arena = { 0 };
	struct record record;
	alone.since = own.sequence < 0 ? INT64_MAX : own.sequence; /* no baseline: nothing of it has changed */
	alone.since_at = own.sequence < 0 ? STORES_NOW : own.at;
	assert_true(store_record(sum->stores->store, &alone, row->n, &arena, &record, &same));
	if (row->events != same.events || row->flags != same.flags)
		fail_msg("%s: events %x, alone %x; flags %x, alone %x", row->id, row->events, same.events, row->flags, same.flags);
	add_events(sum, row);
	row_clear(&same);
	arena_free(&arena);
	return true;
}

static bool add_gone(void *context, const struct row *row)
{
	add_events(context, row);
	return true;
}

static bool count_one(void *context, const struct row *row)
{
	(void)row;
	++*(int *)context;
	return true;
}

/* What has not changed is counted as all less what has. */
static void expect_counts(struct stores *stores, const struct moment *moment)
{
	static const char *const filters[] = { "overdue -changed", "due-today -changed", "kind:action open -changed",
		"status:done -changed" };
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		const struct filter *filter = stores_filter(stores, filters[i]);
		int count = 0;
		assert_true(store_each(stores->store, moment, filter, "id", count_one, &count, NULL));
		assert_int_equal(store_count(stores->store, moment, filter), count);
	}
}

static bool add_hubs(void *context, const struct row *row)
{
	*(uint64_t *)context |= row->hubs;
	return true;
}

static void expect_new(struct stores *stores, const struct moment *moment)
{
	const struct filter *filter = stores_filter(stores, "kind:incident new");
	for (uint64_t of = 0; of < 1 << HUBS; of += 3) {
		uint64_t hubs = 0;
		assert_true(store_each(stores->store, moment, filter, "id", add_hubs, &hubs, NULL));
		assert_int_equal(store_hubs_with_new(stores->store, moment, KIND_INCIDENT, of), hubs & of);
	}
}

/* Ids in the order of the list, a blank after each. */
static bool add_id(void *context, const struct row *row)
{
	str_add(context, row->id);
	str_addc(context, ' ');
	return true;
}

/* What is read once for all questions of a view gives the same list and the same counts as each question by itself. */
static void expect_same_in_a_view(struct stores *stores, const struct moment *moment)
{
	static const char *const filters[] = { "overdue -changed", "due-today -changed", "overdue changed" };
	struct error error = { "" };
	int alone[(HUBS + 2) * 4], together[(HUBS + 2) * 4];
	struct str one = { 0 }, other = { 0 };
	int64_t counts[3];
	const struct filter *changed = stores_filter(stores, "changed");
	assert_true(store_event_cells(stores->store, &stores->config, moment, alone));
	const struct filter *half = stores_filter(stores, "changed kind:action,incident"); /* gathered by its own query */
	assert_true(store_each(stores->store, moment, half, "rank", add_id, &one, &error));
	for (int i = 0; i < 3; i++)
		counts[i] = store_count(stores->store, moment, stores_filter(stores, filters[i]));
	store_read_begin(stores->store);
	assert_true(store_event_cells(stores->store, &stores->config, moment, together));
	assert_memory_equal(alone, together, sizeof alone);
	assert_true(store_each(stores->store, moment, changed, "rank", add_id, &other, &error));
	assert_string_equal(str_text(&one), str_text(&other));
	for (int i = 0; i < 3; i++)
		assert_int_equal(store_count(stores->store, moment, stores_filter(stores, filters[i])), counts[i]);
	assert_non_null(changed_set(stores->store, moment)); /* it was used */
	store_read_end(stores->store);
	str_free(&one);
	str_free(&other);
}

static void expect_same(struct stores *stores, const struct moment *moment)
{
	struct tells sum = { stores, moment, { 0 } };
	struct error error = { "" };
	int counts[(HUBS + 2) * 4], listed = 0, changed = 0;
	assert_true(store_each(stores->store, moment, NULL, NULL, compare_row, &sum, &error));
	assert_true(store_gone(stores->store, moment, add_gone, &sum, &error));
	assert_true(store_event_cells(stores->store, &stores->config, moment, counts));
	for (int line = 0; line < HUBS + 2; line++)
		assert_int_equal(counts[line * 4], sum.events[line]);
	/* The list by the index of what changed, and in order of rule 19, holds as many as asking each. */
	const struct filter *filter = stores_filter(stores, "changed");
	assert_true(store_each(stores->store, moment, filter, "rank", count_one, &listed, &error));
	assert_true(store_each(stores->store, moment, filter, "id", count_one, &changed, &error));
	assert_int_equal(listed, changed);
	assert_int_equal(store_count(stores->store, moment, filter), changed);
	expect_counts(stores, moment);
	expect_new(stores, moment);
}

static void test_as_if_alone(void **context)
{
	struct stores *stores = *context;
	int64_t sequences[TURNS];
	for (unsigned turn = 0; turn < TURNS; turn++) {
		answer_turn(stores, turn);
		sequences[turn] = stores->sequence;
	}
	stores_open(stores);
	for (int round = 0; round < 200; round++) {
		struct moment moment = moment_at(STORES_NOW, round % 2 ? PROFILE_TEAM : PROFILE_ROOM);
		unsigned all = chance(TURNS + 1);
		if (all < TURNS) {
			moment.since = sequences[all];
			moment.since_at = STORES_NOW - (instant_t)(TURNS - all) * 86400;
		}
		for (int hub = 0; hub < HUBS; hub++) {
			unsigned own = chance(TURNS);
			if (chance(2))
				moment_own(&moment, store_hub_bit(stores->store, hub_names[hub]), (struct baseline){ .sequence = sequences[own],
					.at = STORES_NOW - (instant_t)(TURNS - own) * 86400 });
		}
		if (moment_has_baseline(&moment)) { /* without any the last day counts, which is another rule */
			expect_same(stores, &moment);
			expect_same_in_a_view(stores, &moment);
		}
	}
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &made)
	const struct CMUnitTest tests[] = {
		TEST(test_oldest_of_its_hubs), TEST(test_only_some_hubs), TEST(test_from_state), TEST(test_as_if_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
