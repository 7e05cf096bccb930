/* The words of list lines, whys and cells: src/brief/{words,lines,why}.c against the frames of the screens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "hubbrief/brief.h"
#include "hubbrief/mem.h"

#define TODAY day_of(2023, 3, 14)
#define FLAG_BIT(flag) (1U << FLAG_##flag)

static struct moment at(bool baseline)
{
	struct moment moment = { .today = TODAY, .profile = PROFILE_ROOM, .since = -1 };
	assert_true(instant_parse("2023-03-14T08:45:00Z", &moment.now));
	moment.since_at = moment.now - 86400;
	if (baseline) {
		moment.since = 7;
		assert_true(instant_parse("2023-03-10T09:00:00Z", &moment.since_at));
	}
	return moment;
}

/* A row with every text "" and every date absent. */
static struct row row_of(enum kind kind, const char *title)
{
	struct row row = { .kind = kind, .due = DAY_NONE, .expires = DAY_NONE, .opened = DAY_NONE, .ends = DAY_NONE,
		.occurred = INSTANT_NONE, .updated = INSTANT_NONE, .starts = INSTANT_NONE, .progress = -1, .rating = '-' };
	char **texts[] = { &row.id, &row.source, &row.title, &row.owner, &row.status, &row.stage, &row.type, &row.severity,
		&row.category, &row.place, &row.period };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = mem_dup(texts[i] == &row.title ? title : "");
	return row;
}

static void set(char **text, const char *value)
{
	free(*text);
	*text = mem_dup(value);
}

static void when_is(const struct row *row, bool wide, const char *expected)
{
	struct moment moment = at(true);
	struct str text = { 0 };
	line_when(row, &moment, wide, &text);
	assert_string_equal(str_text(&text), expected);
	str_free(&text);
}

static void title_is(const struct row *row, const char *expected)
{
	struct str text = { 0 };
	line_title(row, &text);
	assert_string_equal(str_text(&text), expected);
	str_free(&text);
}

static void test_words(void **state)
{
	(void)state;
	static const struct { uint32_t flags, events; const char *with, *without; } cases[] = {
		{ FLAG_BIT(OVERDUE), 1U << CHANGE_NEWLY_LATE, "NOW LATE", "LATE" },
		{ FLAG_BIT(OVERDUE), 1U << CHANGE_OWNER, "LATE", "LATE" }, /* it was late when the briefing was held */
		{ FLAG_BIT(OVERDUE), 0, "LATE", "LATE" },
		{ 0, 1U << CHANGE_NEW, "NEW", "" },
		{ FLAG_BIT(REPEAT), 1U << CHANGE_NEW, "REPEAT", "REPEAT" },
		{ 0, 1U << CHANGE_REOPENED | 1U << CHANGE_OWNER, "REOPENED", "" },
		{ 0, 1U << CHANGE_REDATED, "RE-DATED", "" },
		{ FLAG_BIT(CLOSED), 1U << CHANGE_CLOSED | 1U << CHANGE_SEVERITY, "CLOSED", "" },
		{ 0, 1U << CHANGE_OTHER, "CHANGED", "" },
		{ FLAG_BIT(DUE_TODAY), 0, "TODAY", "TODAY" },
		{ FLAG_BIT(DUE_TODAY), 1U << CHANGE_NEW, "NEW", "TODAY" }, /* that it is today stands at the end of the line */
		{ FLAG_BIT(UNDATED), 0, "NO DATE", "NO DATE" },
		{ FLAG_BIT(STALE), 0, "OLD", "OLD" },
		{ FLAG_BIT(OPEN), 0, "", "" },
	};
	struct moment with = at(true), without = at(false);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct row row = row_of(KIND_ACTION, "Lighting survey, zone 2");
		row.flags = cases[i].flags;
		row.events = cases[i].events;
		assert_string_equal(line_word(&row, &with), cases[i].with);
		assert_string_equal(line_word(&row, &without), cases[i].without);
		row_clear(&row);
	}
}

static void test_when_actions(void **state)
{
	(void)state;
	struct row row = row_of(KIND_ACTION, "Lighting survey, zone 2");
	row.flags = FLAG_BIT(OVERDUE);
	row.due = TODAY - 4;
	when_is(&row, true, "due 10 Mar 4 days");
	when_is(&row, false, "4 days");
	row.due = TODAY - 1;
	when_is(&row, false, "1 day");
	row.flags = FLAG_BIT(DUE_TODAY);
	row.due = TODAY;
	when_is(&row, true, "due today");
	when_is(&row, false, "today");
	row.flags = 0;
	row.due = TODAY + 3;
	when_is(&row, true, "due Fri 17 Mar");
	when_is(&row, false, "due 17 Mar");
	row.due = day_of(2024, 1, 31);
	row.due_precision = PRECISION_MONTH;
	when_is(&row, true, "by Jan 2024");
	row.due = DAY_NONE;
	row.flags = FLAG_BIT(UNDATED);
	when_is(&row, true, "no date");
	row_clear(&row);
}

static void test_when_others(void **state)
{
	(void)state;
	struct row power = row_of(KIND_POWER, "PSPO zone A, renewal consultation");
	power.expires = day_of(2023, 5, 31);
	when_is(&power, true, "ends in 78 days");
	power.expires = TODAY;
	when_is(&power, true, "ends today");
	row_clear(&power);
	struct row incident = row_of(KIND_INCIDENT, "ASB, seafront zone 2");
	incident.occurred = day_start(TODAY - 1) + 3600;
	when_is(&incident, true, "13 Mar");
	incident.occurred = day_start(TODAY + 4);
	when_is(&incident, true, "Sat 18 Mar");
	row_clear(&incident);
	struct row campaign = row_of(KIND_CAMPAIGN, "Spiking awareness, pubs and clubs");
	campaign.starts = day_start(day_of(2023, 3, 6));
	campaign.ends = day_of(2023, 3, 31);
	when_is(&campaign, true, "live to 31 Mar");
	campaign.starts = day_start(day_of(2023, 10, 14));
	when_is(&campaign, true, "from 14 Oct");
	row_clear(&campaign);
	struct row milestone = row_of(KIND_MILESTONE, "Serious violence strategy published");
	milestone.due = day_of(2024, 1, 31);
	milestone.due_precision = PRECISION_MONTH;
	when_is(&milestone, true, "323 days left");
	row_clear(&milestone);
	struct row visit = row_of(KIND_CASE, "Property, vacant premises");
	visit.due = TODAY + 2;
	when_is(&visit, true, "review 16 Mar");
	row_clear(&visit);
}

static void test_titles(void **state)
{
	(void)state;
	struct row row = row_of(KIND_ACTION, "Target-harden pavilion");
	row.slips = 2;
	title_is(&row, "Target-harden pavilion; date moved twice");
	row.slips = 1;
	title_is(&row, "Target-harden pavilion; date moved once");
	row.slips = 5;
	title_is(&row, "Target-harden pavilion; date moved 5 times");
	row_clear(&row);
	struct row review = row_of(KIND_REVIEW, "Three further reviews");
	set(&review.stage, "not-stated");
	title_is(&review, "Three further reviews: not stated");
	set(&review.stage, "HO-QA");
	title_is(&review, "Three further reviews: with the Home Office QA Panel");
	row_clear(&review);
}

static void test_change_words(void **state)
{
	(void)state;
	static const struct { double change; enum judgement judgement; const char *words; } cases[] = {
		{ 2, JUDGE_WORSE, "up 2, worse" }, { -1, JUDGE_BETTER, "down 1, better" },
		{ 24, JUDGE_CHANCE, "up 24; may be chance" }, { 5, JUDGE_FEW, "up 5; too few to say" },
		{ 23, JUDGE_UP, "up 23" }, /* rule 5: more reports are never worse */
		{ 0, JUDGE_CHANCE, "no change" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = { 0 };
		change_text(cases[i].change, cases[i].judgement, "", &text);
		assert_string_equal(str_text(&text), cases[i].words);
		str_free(&text);
	}
}

static void test_periods(void **state)
{
	(void)state;
	static const struct { const char *period, *words; } cases[] = {
		{ "2023-02", "Feb" }, { "2023-Q1", "Jan to Mar" }, { "2022", "2022" }, { "2023-03-13", "13 Mar" },
		{ "2023-W07", "week 7" }, { "nonsense", "nonsense" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = { 0 };
		period_text(cases[i].period, &text);
		assert_string_equal(str_text(&text), cases[i].words);
		str_free(&text);
	}
}

/* ---- ratings explain themselves ------------------------------------------------------------------ */

static void why_is(const char *when, char rate, int count, const char *expected)
{
	struct arena arena = { 0 };
	struct filter_error error;
	struct rating_rule rules[] = {
		{ .text = when, .when = filter_parse(&arena, when, NULL, &error), .at_least = 1, .rate = rate },
		{ .text = "kind:action open due<-7d", .when = filter_parse(&arena, "kind:action open due<-7d", NULL, &error),
			.at_least = 1, .rate = 'R' },
	};
	struct config config = { .ratings = rules, .rating_count = 2 };
	struct str text = { 0 };
	assert_non_null(rules[0].when);
	brief_why_rule(&config, &rules[0], count, &text);
	assert_string_equal(str_text(&text), expected);
	str_free(&text);
	arena_free(&arena);
}

static void test_why_rule(void **state)
{
	(void)state;
	why_is("kind:action overdue", 'A', 1, "1 action late, none over 7 days");
	why_is("kind:action overdue", 'A', 3, "3 actions late, none over 7 days");
	why_is("kind:milestone overdue", 'A', 1, "1 milestone late"); /* the graver rule counts actions */
	why_is("kind:action open due<-7d", 'R', 1, "1 action over 7 days late");
	why_is("kind:action open due<=-7d", 'R', 2, "2 actions over 6 days late");
	why_is("kind:measure worse", 'A', 1, "1 measure worse");
	why_is("kind:milestone open rating:A", 'A', 2, "2 milestones rated AMBER");
	why_is("kind:body flagged", 'A', 1, "1 body without a successor named");
	why_is("kind:power flagged", 'A', 2, "2 powers running out");
	why_is("kind:incident severity:critical", 'R', 1, "1 critical incident");
	why_is("kind:power expires<=14d", 'A', 1, "1 power ending within 14 days");
	why_is("undated", 'A', 4, "4 records without a date");
	why_is("kind:action tag:svd overdue", 'A', 1, "1 action matching \"kind:action tag:svd overdue\"");
}

static void test_why_cell(void **state)
{
	(void)state;
	struct hub hub = { .id = "scarborough", .name = "Scarborough" };
	struct area areas[] = { { .id = "hubs", .column = "H", .short_name = "Hubs" } };
	struct config config = { .areas = areas, .area_count = 1, .hubs = &hub, .hub_count = 1 };
	struct cell cell = { .state = CELL_AMBER, .why = "1 action late, none over 7 days" }, good = { .state = CELL_OK };
	struct hub_line lines[] = { { .cells = &good }, { .hub = &hub, .cells = &cell } };
	struct matrix matrix = { .lines = lines, .line_count = 2, .area_count = 1 };
	struct str text = { 0 };
	brief_why_cell(&matrix, &config, 1, 0, &text);
	assert_string_equal(str_text(&text), "Scarborough, Hubs is AMBER: 1 action late, none over 7 days.");
	str_reset(&text);
	brief_why_cell(&matrix, &config, 0, 0, &text);
	assert_string_equal(str_text(&text), "Countywide, Hubs is ok.");
	str_free(&text);
}

static void test_headline(void **state)
{
	(void)state;
	struct matrix matrix = { .changed = 9, .late = 3, .due_today = 3, .no_data = 1 };
	struct str text = { 0 };
	brief_headline(&matrix, -1, &text);
	assert_string_equal(str_text(&text), "No briefing closed yet: last 24 hours shown. 3 late, 3 due today. 1 hub no data.");
	assert_true(text.length <= 80);
	str_reset(&text);
	str_add(&matrix.baseline, "Since briefing Fri 10 Mar 09:00");
	brief_headline(&matrix, -1, &text);
	assert_string_equal(str_text(&text), "Since briefing Fri 10 Mar 09:00: 9 changes. 3 late, 3 due today. 1 hub no data.");
	str_free(&text);
	str_free(&matrix.baseline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_when_actions), cmocka_unit_test(test_when_others),
		cmocka_unit_test(test_titles), cmocka_unit_test(test_change_words), cmocka_unit_test(test_periods),
		cmocka_unit_test(test_why_rule), cmocka_unit_test(test_why_cell), cmocka_unit_test(test_headline),
	};
	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
