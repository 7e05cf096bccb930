/* The matrix and the pack on the demonstration feed, and what sources speak for: src/brief/{matrix,sources}.c,
 * src/report/. What is expected is domain.md §5 on Tue 14 Mar 2023, 08:45. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "hubbrief/mem.h"
#include "hubbrief/report.h"

struct demo {
	struct config *config;
	struct store *store;
	struct matrix matrix;
};

static void load(struct demo *demo, enum profile profile)
{
	struct moment moment = moment_at(demo_now(), profile);
	struct error error = { 0 };

	matrix_free(&demo->matrix);
	if (!brief_matrix(demo->store, demo->config, &moment, &demo->matrix, &error))
		fail_msg("%s", error.text);
}

static int demo_start(void **state)
{
	struct demo *demo = mem_alloc(sizeof *demo);
	struct error error = { 0 };
	bool missing = false;
	char path[256];

	snprintf(path, sizeof path, "%s/brief.db", folder_path());
	demo->config = demo_config();
	demo_fill(path, demo->config, demo_now(), NULL);
	demo->store = store_open(path, &missing, &error);
	assert_non_null(demo->store);
	*state = demo;
	return 0;
}

static int demo_end(void **state)
{
	struct demo *demo = *state;

	matrix_free(&demo->matrix);
	store_close(demo->store);
	config_free(demo->config);
	free(demo);
	return 0;
}

static const struct hub_line *line_of(const struct demo *demo, const char *hub)
{
	return &demo->matrix.lines[hub ? config_hub_index(demo->config, hub) + 1 : 0];
}

static const struct cell *cell_of(const struct demo *demo, const char *hub, const char *area)
{
	return &line_of(demo, hub)->cells[config_area_index(demo->config, area)];
}

/* ---- the matrix ----------------------------------------------------------------------------------- */

static void test_totals(void **state)
{
	struct demo *demo = *state;

	load(demo, PROFILE_ROOM);
	assert_int_equal(demo->matrix.late, 3);      /* REC-07, A-44, A-41 */
	assert_int_equal(demo->matrix.due_today, 3); /* A-43, C-22, the papers of MT-CSP */
	assert_int_equal(demo->matrix.no_data, 1);
	assert_int_equal(demo->matrix.changed, 0);   /* events count from a baseline; there is none */
	assert_int_equal(line_of(demo, "scarborough")->changed, -1); /* rule 9: nothing is marked without a baseline */
	assert_true(demo->matrix.demo);
	assert_false(demo->matrix.first_morning);
	assert_int_equal(demo->matrix.sources_in, 9);
	assert_int_equal(demo->matrix.banner, MARKING_SENSITIVE);
	load(demo, PROFILE_PUBLIC);
	assert_int_equal(demo->matrix.banner, MARKING_OFFICIAL);
	assert_int_equal(demo->matrix.late, 2); /* REC-07 is OFFICIAL-SENSITIVE */
}

static void test_hub_states(void **state)
{
	static const struct { const char *hub; enum hub_state state; int late, due_today; } expected[] = {
		{ NULL, HUB_NORMAL, 1, 1 }, { "craven", HUB_NORMAL, 0, 0 }, { "hambleton", HUB_NORMAL, 0, 0 },
		{ "harrogate", HUB_NORMAL, 0, 1 }, { "richmondshire", HUB_NO_DATA, 0, 0 }, { "ryedale", HUB_QUIET, 0, 0 },
		{ "scarborough", HUB_NORMAL, 1, 0 }, { "selby", HUB_NORMAL, 1, 1 },
	};
	struct demo *demo = *state;

	load(demo, PROFILE_ROOM);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const struct hub_line *line = line_of(demo, expected[i].hub);
		assert_int_equal(line->state, expected[i].state);
		assert_int_equal(line->late, expected[i].late);
		assert_int_equal(line->due_today, expected[i].due_today);
	}
	assert_int_equal(line_of(demo, "richmondshire")->days_old, 7);
}

static void test_cells(void **state)
{
	struct demo *demo = *state;

	load(demo, PROFILE_ROOM);
	assert_int_equal(cell_of(demo, NULL, "vawg")->state, CELL_RED);
	assert_int_equal(cell_of(demo, NULL, "partnership")->state, CELL_AMBER);
	assert_int_equal(cell_of(demo, NULL, "hubs")->state, CELL_OK);
	assert_int_equal(cell_of(demo, "selby", "hubs")->state, CELL_RED);
	assert_int_equal(cell_of(demo, "scarborough", "hubs")->state, CELL_AMBER);
	assert_string_equal(cell_of(demo, "scarborough", "hubs")->why, "1 action late, none over 7 days");
	assert_int_equal(cell_of(demo, "scarborough", "hubs")->rule->rate, 'A');
	assert_int_equal(cell_of(demo, "scarborough", "hubs")->late, 1);
	assert_int_equal(cell_of(demo, "richmondshire", "hubs")->state, CELL_UNKNOWN);
	assert_int_equal(cell_of(demo, "ryedale", "cohesion")->state, CELL_OK); /* K-HATE is suppressed, not a rating */
}

static void test_sensitive_area(void **state)
{
	struct demo *demo = *state;
	struct area *area = &demo->config->areas[config_area_index(demo->config, "hubs")];

	area->sensitive = true;
	load(demo, PROFILE_ROOM);
	assert_int_equal(cell_of(demo, "selby", "hubs")->state, CELL_SUPPRESSED);
	assert_int_equal(cell_of(demo, "selby", "hubs")->late, -1);
	assert_int_equal(cell_of(demo, "craven", "hubs")->state, CELL_OK);
	load(demo, PROFILE_TEAM);
	assert_int_equal(cell_of(demo, "selby", "hubs")->state, CELL_RED);
	assert_int_equal(cell_of(demo, "selby", "hubs")->late, 1);
	area->sensitive = false;
}

/* ---- sources ---------------------------------------------------------------------------------------- */

static void test_covers(void **state)
{
	static const char *hubs[] = { "craven", "countywide" }, *areas[] = { "vawg" }, *none[] = { "none" };
	struct config config = { .holidays_source = "holidays" };
	struct source each = { .id = "each", .hubs = { hubs, 2 } }, wide = { .id = "wide" };
	struct source narrow = { .id = "narrow", .cover_areas = { areas, 1 } };
	struct source nothing = { .id = "n", .cover_areas = { none, 1 } };
	struct source holidays = { .id = "holidays" }, off = { .id = "off", .off = "not yet" };

	(void)state;
	assert_true(source_covers(&config, &each, "craven", "vawg"));
	assert_true(source_covers(&config, &each, NULL, "vawg"));
	assert_false(source_covers(&config, &each, "selby", "vawg"));
	assert_true(source_covers(&config, &wide, "selby", NULL));
	assert_true(source_covers(&config, &narrow, "selby", "vawg"));
	assert_false(source_covers(&config, &narrow, "selby", "hubs"));
	assert_false(source_covers(&config, &nothing, "selby", "hubs"));
	assert_false(source_covers(&config, &nothing, "selby", NULL));
	assert_false(source_covers(&config, &holidays, "selby", NULL));
	assert_false(source_covers(&config, &off, "selby", NULL));
}

static char empty[] = "";

static struct request_status request(const char *hub, const char *month, instant_t made, const char *error)
{
	instant_t now = demo_now();

	return (struct request_status){ .source = mem_dup("crime"), .hub = mem_dup(hub), .month = mem_dup(month),
		.made = made,
		.received = made, .stale_at = made == INSTANT_NONE ? INSTANT_NONE : made + 1000,
		.dead_at = made == INSTANT_NONE ? INSTANT_NONE : made + 2000, .next_poll = now + 60, .last_poll = now,
		.error = mem_dup(error ? error : empty), .records = 5 };
}

static void test_source_lines(void **state)
{
	static const char *hubs[] = { "craven", "selby" };
	struct source source = { .id = "crime", .hubs = { hubs, 2 }, .months = 2 };
	struct config config = { .sources = &source, .source_count = 1 };
	instant_t now = demo_now();
	struct request_list requests = { mem_array(3, sizeof(struct request_status)), 3 };
	struct arena arena = { 0 };
	struct source_line *lines;
	struct str text = { 0 };

	(void)state;
	requests.list[0] = request("craven", "2023-01", now - 100, NULL);
	requests.list[1] = request("craven", "2023-02", now - 50, NULL);
	requests.list[2] = request("selby", "2023-01", INSTANT_NONE, "the server did not answer");
	assert_int_equal(source_lines(&config, &requests, now, &arena, &lines), 1); /* by month: one line */
	assert_int_equal(lines[0].asked, 4);
	assert_int_equal(lines[0].polled, 3);
	assert_int_equal(lines[0].answered, 2);
	assert_int_equal(lines[0].records, 15);
	assert_int_equal(lines[0].state, SOURCE_NEVER);
	assert_true(lines[0].made == now - 100);
	source_line_sentence(&lines[0], now, &text);
	assert_string_equal(str_text(&text), "2 of 4 answers are in. The last poll failed: the server did not answer.");
	source.months = 0;
	assert_int_equal(source_lines(&config, &requests, now, &arena, &lines), 2); /* else one for each hub */
	assert_string_equal(lines[1].name, "crime/selby");
	request_list_free(&requests);
	arena_free(&arena);
	str_free(&text);
}

/* ---- the pack ----------------------------------------------------------------------------------------- */

typedef void report_writer(const struct report *report, struct str *out);

static void report_in(struct demo *demo, enum profile profile, int hub, report_writer *write, struct str *out)
{
	struct moment moment = moment_at(demo_now(), profile);
	struct error error = { 0 };
	struct report report;

	if (!report_load(demo->store, demo->config, &moment, hub, PLACE_ANY, write == report_json, &report, &error))
		fail_msg("%s", error.text);
	write(&report, out);
	report_free(&report);
}

static void test_text(void **state)
{
	static const char *const said[] = {
		"North Yorkshire Community Safety Partnership", "Tue 14 Mar 2023", "This is a demonstration", "Craven:",
		"Hambleton:", "Harrogate:", "Richmondshire: No data for 7 days", "Ryedale: Quiet.", "Scarborough:", "Selby:",
		"(A-41), Scarborough, SCA-BC: was due Fri 10 Mar, 4 days late.",
		"(A-44), Selby, SEL-DC: was due Tue 28 Feb, 14 days late.", "CSP meeting (MT-CSP), countywide, CSP: Tue 21 Mar",
		"No briefing closed yet: last 24 hours shown.",
		"SCA-BC: Lighting survey, zone 2 (A-41), Scarborough: was due Fri 10 Mar, 4 days late.", "No briefing has been held yet.",
	};
	static const char *const never[] = { "MT-TRAP", "Test record", "TRAP-SECRET", "<5", "\033", "\t" };
	struct demo *demo = *state;
	struct str text = { 0 };

	report_in(demo, PROFILE_ROOM, PLACE_ANY, report_text, &text);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (!strstr(str_text(&text), said[i]))
			fail_msg("the pack does not say \"%s\"", said[i]);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_null(strstr(str_text(&text), never[i]));
	assert_true(str_starts(str_text(&text), "OFFICIAL-SENSITIVE\n"));
	assert_string_equal(str_text(&text) + text.length - strlen("\nOFFICIAL-SENSITIVE\n"), "\nOFFICIAL-SENSITIVE\n");
	str_reset(&text);
	report_in(demo, PROFILE_PUBLIC, PLACE_ANY, report_text, &text);
	assert_true(str_starts(str_text(&text), "OFFICIAL\n"));
	assert_null(strstr(str_text(&text), "REC-07"));
	assert_null(strstr(str_text(&text), "withheld"));
	str_free(&text);
}

static void test_json(void **state)
{
	static const char *const members[] = {
		"as_of", "partnership", "marking", "profile", "withheld", "baseline", "sources", "cells", "changes", "actions",
		"measures", "milestones", "meetings", "reviews", "powers", "notices", "campaigns", "objectives", "bodies",
		"briefing", "decisions", "questions",
	};
	struct demo *demo = *state;
	struct str text = { 0 };
	json_error_t error;

	report_in(demo, PROFILE_ROOM, PLACE_ANY, report_json, &text);
	json_t *pack = json_loads(str_text(&text), JSON_REJECT_DUPLICATES, &error);
	assert_non_null(pack);
	assert_int_equal(json_object_size(pack), sizeof members / sizeof *members);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		assert_non_null(json_object_get(pack, members[i]));
	assert_true(json_is_null(json_object_get(pack, "baseline")));
	assert_int_equal(json_array_size(json_object_get(pack, "cells")), 40); /* eight rows, five areas */
	assert_int_equal(json_array_size(json_object_get(json_object_get(pack, "actions"), "overdue")), 3);
	json_decref(pack);
	str_reset(&text);
	report_in(demo, PROFILE_PUBLIC, config_hub_index(demo->config, "selby"), report_json, &text);
	pack = json_loads(str_text(&text), JSON_REJECT_DUPLICATES, &error);
	assert_null(json_object_get(pack, "withheld"));
	assert_null(json_object_get(pack, "decisions"));
	assert_int_equal(json_array_size(json_object_get(pack, "cells")), 5);
	assert_int_equal(json_array_size(json_object_get(json_object_get(pack, "actions"), "overdue")), 1);
	json_decref(pack);
	str_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_totals), cmocka_unit_test(test_hub_states), cmocka_unit_test(test_cells),
		cmocka_unit_test(test_sensitive_area), cmocka_unit_test(test_covers), cmocka_unit_test(test_source_lines),
		cmocka_unit_test(test_text), cmocka_unit_test(test_json),
	};
	return cmocka_run_group_tests_name("brief", tests, demo_start, demo_end);
}
