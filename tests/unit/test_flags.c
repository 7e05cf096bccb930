/* The flags in C and in SQL say the same of random records on random days, and rule 19's order is the same whether
 * the database walks its classes or C sorts the rows. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/flags.h"
#include "harness/stores.h"
#include "hubbrief/keeper_inside.h"
#include "hubbrief/record_json.h"

enum { RECORDS = 400, DAYS = 40, FIRST_DAY = 19400, SPAN = 60 };

static struct stores stores;
static uint32_t seed = 20230314;
static struct arena arena;
static struct record records[RECORDS];
static struct derived derived[RECORDS];

static int any(int most)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)most);
}

static const char *random_day(char *out)
{
	return day_iso(out, FIRST_DAY + any(SPAN));
}

static void set(struct record *record, enum field field, const char *text)
{
	struct refusal refusal;
	if (!record_set_text(record, field, text, &refusal))
		fail_msg("%s: %s", refusal.field, refusal.reason);
}

static void set_day(struct record *record, enum field field, int odds)
{
	char day[DATE_TEXT];
	if (any(10) < odds)
		set(record, field, random_day(day));
}

static void set_one(struct record *record, enum field field, const char *const *words, int count, int odds)
{
	if (any(10) < odds)
		set(record, field, words[any(count)]);
}

static void set_dated(struct record *record)
{
	static const char *const statuses[] = { "open", "in-progress", "blocked", "proposed", "done", "cancelled" };
	static const char *const others[] = { "planned", "live", "paused", "complete", "withdrawn" };
	set_one(record, FIELD_STATUS, record->kind == KIND_ACTION ? statuses : others, record->kind == KIND_ACTION ? 6 : 5, 8);
	set_day(record, FIELD_DUE, 7);
	set_day(record, FIELD_CLOSED, 1);
}

static void set_by_kind(struct record *record)
{
	static const char *const severities[] = { "critical", "high", "medium", "low" };
	static const char *const powers[] = { "PSPO", "closure-order", "closure-notice", "CBO" };
	static const char *const polarities[] = { "lower-better", "higher-better", "neutral" };
	char text[200];
	switch (record->kind) {
	case KIND_INCIDENT:
		set_one(record, FIELD_SEVERITY, severities, 4, 9);
		if (any(6) == 0)
			set(record, FIELD_REPEAT_REF, "I-0");
		break;
	case KIND_CASE: set_day(record, FIELD_NEXT_REVIEW, 7); break;
	case KIND_POWER:
		set(record, FIELD_TYPE, powers[any(4)]);
		set_day(record, FIELD_EXPIRES, 9);
		break;
	case KIND_ACTION:
		if (any(4) == 0) {
			snprintf(text, sizeof text, "[\"2023-01-0%d\"]", 1 + any(9));
			record->value[FIELD_DUE_HISTORY] = (struct value){ .set = true, .as.text = arena_dup(&arena, text) };
		}
		break;
	case KIND_MILESTONE: set(record, FIELD_STATUTORY, any(2) ? "1" : "0"); break;
	case KIND_MEETING:
		set(record, FIELD_TYPE, "MAPS");
		set_day(record, FIELD_PAPERS_DUE, 7);
		break;
	case KIND_MEASURE:
		set(record, FIELD_UNIT, "count");
		set(record, FIELD_POLARITY, polarities[any(3)]);
		set(record, FIELD_SENSITIVE, any(3) ? "0" : "1");
		set(record, FIELD_GREEN, "20");
		set(record, FIELD_AMBER, "40");
		snprintf(text, sizeof text, "[[\"2022-09\",%d],[\"2022-10\",%d],[\"2022-11\",%d],[\"2022-12\",%d],[\"2023-01\",%d],"
			"[\"2023-02\",%d]]", any(40), any(40), any(40), any(80), any(80), any(80));
		record->value[FIELD_SERIES] = (struct value){ .set = true, .as.text = arena_dup(&arena, text) };
		break;
	case KIND_OBJECTIVE: case KIND_REVIEW: case KIND_CAMPAIGN: case KIND_NOTICE: case KIND_BODY: case KIND_HOLIDAY:
	case KIND_COUNT:
		break;
	}
}

static void set_texts(struct record *record)
{
	static const char *const owners[] = { "NYP", "SCA-BC" }, *const tags[] = { "SVD", "SVD,LGR" }, *const texts[] = { "a note",
		"a \"second\" note, with \\ and more" };
	set_one(record, FIELD_OWNER, owners, 2, 8);
	set_one(record, FIELD_TAGS, tags, 2, 4);
	set_one(record, FIELD_NOTE, texts, 2, 4);
	set_one(record, FIELD_OFFICE, texts, 2, 2);
	if (record->kind == KIND_INCIDENT) {
		static const char *const categories[] = { "hate", "burglary" }, *const strands[] = { "race", "race,disability" };
		set_one(record, FIELD_CATEGORY, categories, 2, 8);
		set_one(record, FIELD_STRAND, strands, 2, 4);
	}
}

static void make(struct record *record, int i)
{
	static const char *const hubs[] = { "craven", "craven,selby", "ryedale" }, *const areas[] = { "hubs", "vawg", "hubs,vawg" };
	static const char *const handlings[] = { "police-only", "hub-partners", "do-not-display", "separate-governance",
		"embargo-until:2023-03-20", "commercial" };
	char text[40];
	record_start(record, "partners", &arena);
	record->kind = (enum kind)any(KIND_HOLIDAY);
	snprintf(text, sizeof text, "%c-%d", 'A' + any(4), i);
	set(record, FIELD_ID, text);
	set(record, FIELD_KIND, kind_table[record->kind].word);
	set(record, FIELD_TITLE, text);
	snprintf(text, sizeof text, "2023-03-%02dT0%d:00:00Z", 1 + any(28), any(10));
	set(record, FIELD_UPDATED, text);
	set(record, FIELD_MARKING, any(4) ? "OFFICIAL" : "OFFICIAL-SENSITIVE");
	set_one(record, FIELD_HUBS, hubs, 3, 7);
	set_one(record, FIELD_AREAS, areas, 3, 7);
	set_one(record, FIELD_HANDLING, handlings, 6, 2);
	set_texts(record);
	set_dated(record);
	set_by_kind(record);
	record_derive(record, &derived[i]);
}

/* What an answer gives of a record: in the first some are missing or over, in the second some are refused. */
enum given { GIVEN, MISSING, OVER, REFUSED };

static void give(int i, enum given given)
{
	struct error error = { "" };
	struct record record = records[i];
	if (given == MISSING)
		return;
	if (given == REFUSED) {
		keeper_refuse(stores.keeper, i, record_text(&record, FIELD_ID), &(struct refusal){ .field = "due", .reason = "is no day" });
		return;
	}
	if (given == OVER)
		set(&record, FIELD_STATUS, record.kind == KIND_ACTION ? "done" : "complete");
	if (!keeper_put(stores.keeper, &record, &error))
		fail_msg("%s", error.text);
}

static int start(void **state)
{
	(void)state;
	static const enum given answers[][5] = { { MISSING, OVER, GIVEN, GIVEN, GIVEN }, { GIVEN, GIVEN, REFUSED, GIVEN, GIVEN } };
	struct error error = { "" };
	stores_start(&stores);
	struct answer answer = { .request = stores.request, .received = stores.at, .made = INSTANT_NONE, .complete = true,
		.expect = { CADENCE_DAYS, 4 } }; /* stale from 19 March */
	for (int i = 0; i < RECORDS; i++)
		make(&records[i], i);
	for (size_t a = 0; a < sizeof answers / sizeof *answers; a++) {
		assert_true(keeper_begin(stores.keeper, &answer, &error));
		for (int i = 0; i < RECORDS; i++)
			give(i, answers[a][i % 5]);
		assert_true(keeper_commit(stores.keeper, &stores.sequence, &error));
	}
	stores_open(&stores);
	return 0;
}

static int end(void **state)
{
	(void)state;
	stores_end(&stores);
	arena_free(&arena);
	return 0;
}

static struct moment on(day_t day, enum profile profile)
{
	return moment_at(day_start(day) + 9 * 3600, profile);
}

static int number_of(const struct row *row)
{
	return atoi(strchr(row->id, '-') + 1);
}

static bool visible(const struct derived *one, const struct moment *moment)
{
	enum disclosure class = one->disclosure;
	if (one->embargo != DAY_NONE && moment->today < one->embargo && class < DISCLOSURE_TEAM)
		class = DISCLOSURE_TEAM;
	return class <= profile_class(moment->profile);
}

/* ---- flags ------------------------------------------------------------------------------------- */

#define COMPARED (~(1u << FLAG_NEW | 1u << FLAG_CHANGED | 1u << FLAG_REOPENED | 1u << FLAG_STALE | 1u << FLAG_QUARANTINED))

static uint32_t flags_in_c(int i, const struct moment *moment)
{
	uint32_t flags = record_flags(&records[i], &derived[i], moment->today);
	if (moment->profile != PROFILE_TEAM && derived[i].series.suppressed) /* rule 8 */
		flags &= ~(1u << FLAG_WORSE | 1u << FLAG_BETTER);
	if (moment->profile != PROFILE_TEAM && derived[i].share_safe) /* which incident it repeats is hidden */
		flags &= ~(1u << FLAG_REPEAT);
	return flags;
}

struct seen { const struct moment *moment; int count; uint32_t want; };

static bool compare_row(void *context, const struct row *row)
{
	struct seen *seen = context;
	int i = number_of(row);
	uint32_t c = flags_in_c(i, seen->moment) & COMPARED, sql = row->flags & COMPARED;
	if (c != sql)
		fail_msg("%s %s on %d: C %x, SQL %x", kind_table[row->kind].word, row->id, seen->moment->today, c, sql);
	assert_true(visible(&derived[i], seen->moment));
	assert_true(!seen->want || (c & seen->want));
	seen->count++;
	return true;
}

static void same_flags(void **state)
{
	(void)state;
	for (int round = 0; round < DAYS; round++) {
		struct moment moment = on(FIRST_DAY - 5 + any(SPAN + 10), (enum profile)any(3));
		struct seen seen = { .moment = &moment };
		int expected = 0;
		for (int i = 0; i < RECORDS; i++)
			expected += visible(&derived[i], &moment);
		assert_true(store_each(stores.store, &moment, NULL, NULL, compare_row, &seen, NULL));
		assert_int_equal(seen.count, expected);
	}
}

/* Each flag as a filter finds exactly the records that have it. */
static void flags_as_filters(void **state)
{
	(void)state;
	for (int flag = 0; flag < FLAG_COUNT; flag++) {
		if (!(COMPARED >> flag & 1))
			continue;
		struct moment moment = on(FIRST_DAY + any(SPAN), (enum profile)any(3));
		struct seen seen = { .moment = &moment, .want = 1u << flag };
		const struct filter *filter = filter_flag(&stores.arena, (enum flag)flag);
		int expected = 0;
		for (int i = 0; i < RECORDS; i++)
			expected += visible(&derived[i], &moment) && (flags_in_c(i, &moment) >> flag & 1);
		assert_true(store_each(stores.store, &moment, filter, NULL, compare_row, &seen, NULL));
		if (seen.count != expected)
			fail_msg("%s: %d found, %d expected", flag_table[flag].word, seen.count, expected);
		assert_int_equal(store_count(stores.store, &moment, filter), expected);
	}
}

struct agreement { uint32_t flag; int with, count; };

static bool count_flag(void *context, const struct row *row)
{
	struct agreement *agreement = context;
	agreement->with += (row->flags & agreement->flag) != 0;
	agreement->count++;
	return true;
}

/* A line bears a flag exactly when the filter of that name finds it: of all flags, with and without a baseline. */
static void lines_as_filters(void **state)
{
	(void)state;
	int borne[FLAG_COUNT] = { 0 };
	for (int round = 0; round < 8 * FLAG_COUNT; round++) {
		enum flag flag = (enum flag)(round % FLAG_COUNT);
		struct moment moment = on(FIRST_DAY + any(SPAN), (enum profile)any(3));
		if (any(2)) {
			moment.since = any((int)stores.sequence + 1);
			moment.since_at = day_start(FIRST_DAY + any(SPAN));
		}
		struct agreement found = { .flag = 1u << flag }, all = found;
		const struct filter *filter = filter_flag(&stores.arena, flag);
		assert_true(store_each(stores.store, &moment, filter, "id", count_flag, &found, NULL));
		assert_true(store_each(stores.store, &moment, NULL, "id", count_flag, &all, NULL));
		if (found.with != found.count || all.with != found.count)
			fail_msg("%s: %d of %d found bear it, of all %d", flag_table[flag].word, found.with, found.count, all.with);
		borne[flag] += found.count;
	}
	for (int flag = 0; flag < FLAG_COUNT; flag++)
		if (!borne[flag])
			fail_msg("%s: no line ever bore it", flag_table[flag].word);
}

/* Rule 3 and 15: the rating on a day. */
static bool compare_rating(void *context, const struct row *row)
{
	const struct seen *seen = context;
	const struct derived *one = &derived[number_of(row)];
	day_t today = seen->moment->today;
	char rating = one->rating == 'R' || one->red_from <= today ? 'R' :
		one->rating == 'A' || one->amber_from <= today ? 'A' : one->rating;
	if (row->rating != rating)
		fail_msg("%s: %c, not %c", row->id, row->rating, rating);
	return true;
}

static void same_ratings(void **state)
{
	(void)state;
	for (int round = 0; round < DAYS; round++) {
		struct moment moment = on(FIRST_DAY + any(SPAN), PROFILE_TEAM);
		struct seen seen = { .moment = &moment };
		assert_true(store_each(stores.store, &moment, NULL, "id", compare_rating, &seen, NULL));
	}
}

/* ---- order ------------------------------------------------------------------------------------- */

struct last { enum rank rank; int64_t key; char id[40]; int count; };

static int64_t key_of(const struct row *row)
{
	bool by_due = row->rank == RANK_STATUTORY_OVERDUE || row->rank == RANK_OVERDUE || row->rank == RANK_DUE_SOON;
	return by_due ? row->due : (int64_t)row->kind;
}

static bool compare_order(void *context, const struct row *row)
{
	struct last *last = context;
	int64_t key = key_of(row);
	bool after = row->rank != last->rank ? row->rank > last->rank :
		key != last->key ? key > last->key : strcmp(row->id, last->id) > 0;
	if (last->count++ && !after)
		fail_msg("%s (%d) after %s (%d)", row->id, row->rank, last->id, last->rank);
	last->rank = row->rank;
	last->key = key;
	snprintf(last->id, sizeof last->id, "%s", row->id);
	return true;
}

/* Rule 19, for filters that walk and filters that are gathered. */
static void rank_order(void **state)
{
	(void)state;
	static const char *const filters[] = { "", "hub:craven", "overdue or due-today", "kind:action", "changed", "-overdue",
		"rating:R,A", "not changed open", "due-soon", "repeat", "worse", "kind:action,incident -due-soon", "overdue",
		"rating:R", "rating:a", "rating:r -kind:measure", "status:blocked", "tag:svd", "stale", "-stale" };
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		for (int round = 0; round < 8; round++) {
			struct moment moment = on(FIRST_DAY + any(SPAN), (enum profile)any(3));
			const struct filter *filter = stores_filter(&stores, filters[i]);
			struct last last = { .count = 0 };
			assert_true(store_each(stores.store, &moment, filter, NULL, compare_order, &last, NULL));
			assert_int_equal(last.count, store_count(stores.store, &moment, filter));
		}
}

/* What the store keeps of a record is what record_write would say. */
static void same_json(void **state)
{
	(void)state;
	for (int i = 0; i < RECORDS; i++) {
		struct str text = { 0 };
		row_json(&records[i], &text);
		json_t *kept = json_loads(str_text(&text), JSON_REJECT_DUPLICATES, NULL);
		json_t *written = record_write(&records[i], &derived[i], false);
		if (!json_equal(kept, written))
			fail_msg("%s", str_text(&text));
		json_decref(kept);
		json_decref(written);
		str_free(&text);
	}
	struct record record;
	record_start(&record, "partners", &arena);
	set(&record, FIELD_TITLE, "quote \" and \\ backslash");
	set(&record, FIELD_DUE, "2024-02");
	set(&record, FIELD_GREEN, "0.1");
	struct str text = { 0 };
	row_json(&record, &text);
	json_t *kept = json_loads(str_text(&text), 0, NULL);
	assert_string_equal(json_string_value(json_object_get(kept, "title")), "quote \" and \\ backslash");
	assert_string_equal(json_string_value(json_object_get(kept, "due")), "2024-02");
	assert_true(json_real_value(json_object_get(kept, "green")) == 0.1);
	json_decref(kept);
	str_free(&text);
}

/* What is put into the search index is what is taken out of it when the record changes. */
static void same_search_texts(void **state)
{
	(void)state;
	struct sqlite3_stmt *stored = keeper_statement(stores.keeper, KEEP_TEXTS);
	for (int i = 0; i < RECORDS; i++) {
		if (derived[i].disclosure == DISCLOSURE_NEVER)
			continue;
		struct str texts[SEARCH_TEXTS] = { { 0 } };
		row_search(&records[i], &derived[i], texts);
		sqlite3_bind_int64(stored, 1, store_number(stores.store, NULL, record_text(&records[i], FIELD_ID)));
		assert_int_equal(sqlite3_step(stored), SQLITE_ROW);
		for (int t = 0; t < SEARCH_TEXTS; t++) {
			const char *ours = str_text(&texts[t]), *theirs = db_text(stored, t);
			ours += strspn(ours, " ");
			theirs += strspn(theirs, " ");
			if (strncmp(ours, theirs, strlen(ours)) != 0 || strspn(theirs + strlen(ours), " ") != strlen(theirs + strlen(ours)))
				fail_msg("\"%s\" but \"%s\"", ours, theirs);
			str_free(&texts[t]);
		}
		sqlite3_reset(stored);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_flags), cmocka_unit_test(flags_as_filters), cmocka_unit_test(lines_as_filters),
		cmocka_unit_test(same_ratings), cmocka_unit_test(rank_order), cmocka_unit_test(same_json), cmocka_unit_test(same_search_texts),
	};
	return cmocka_run_group_tests(tests, start, end);
}
