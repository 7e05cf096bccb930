/* Every pane kind drawn from the demonstration feed into a grid, without a terminal, against golden screens
 * (tests/render/golden/, looked at by eye against the frames). The first tests say by themselves what must be
 * true; the goldens hold the rest still. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/golden.h"
#include "hubbrief/pane.h"

struct screen {
	struct config *config;
	struct store *store;
	struct matrix matrix;
	struct request_list requests;
	struct arena arena;
	struct pane_env env;
	struct grid grid;
};

static char path[256];

/* ---- setting up ----------------------------------------------------------------------------------- */

static void screen_load(struct screen *screen, enum profile profile, int64_t since)
{
	struct error error = { 0 };
	struct moment moment = moment_at(demo_now(), profile);

	if (since >= 0) {
		moment.since = since;
		assert_true(instant_parse("2023-03-10T09:00:00Z", &moment.since_at));
	}
	matrix_free(&screen->matrix);
	request_list_free(&screen->requests);
	if (!brief_matrix(screen->store, screen->config, &moment, &screen->matrix, &error))
		fail_msg("%s", error.text);
	assert_true(store_requests(screen->store, &screen->requests));
	screen->env = (struct pane_env){ .store = screen->store, .config = screen->config, .matrix = &screen->matrix,
		.moment = moment, .requests = &screen->requests, .screen_rows = 24, .screen_columns = 80 };
}

static struct screen *screen_new(const char *name, const char *const *only)
{
	struct screen *screen = mem_alloc(sizeof *screen);
	struct error error = { 0 };
	bool missing = false;

	snprintf(path, sizeof path, "%s/%s.db", folder_path(), name);
	screen->config = demo_config();
	demo_fill(path, screen->config, demo_now(), only);
	screen->store = store_open(path, &missing, &error);
	if (!screen->store)
		fail_msg("%s", error.text);
	screen_load(screen, PROFILE_ROOM, -1);
	return screen;
}

static void screen_free(struct screen *screen)
{
	matrix_free(&screen->matrix);
	request_list_free(&screen->requests);
	store_close(screen->store);
	config_free(screen->config);
	grid_free(&screen->grid);
	arena_free(&screen->arena);
	free(screen);
}

static int demo_start(void **state)
{
	*state = screen_new("demo", NULL);
	return 0;
}

static int demo_end(void **state)
{
	screen_free(*state);
	return 0;
}

/* ---- one pane ------------------------------------------------------------------------------------- */

struct wanted {
	const char *kind, *title, *filter, *each, *sort;
	int hub, area;
	int64_t record;
	int rows, columns;
	bool utf8;
	const enum action *acts; /* ends with ACTION_NONE */
	bool filtered;
};

#define ANYWHERE .hub = PLACE_ANY, .area = PLACE_ANY, .record = -1

static struct filter *filter_of(struct screen *screen, const struct wanted *wanted)
{
	struct filter_error error = { 0 };
	struct arena *arena = &screen->arena;
	struct filter *filter = filter_parse(arena, wanted->filter ? wanted->filter : "", NULL, &error);

	if (!filter)
		fail_msg("%s", error.text);
	if (wanted->hub != PLACE_ANY)
		filter = filter_and(arena, filter, filter_word(arena, BY_HUB,
			wanted->hub < 0 ? "countywide" : screen->config->hubs[wanted->hub].id));
	if (wanted->area >= 0)
		filter = filter_and(arena, filter, filter_word(arena, BY_AREA, screen->config->areas[wanted->area].id));
	return filter;
}

/* Draws the pane alone on a screen of its size, after `acts`; `why` receives its line. */
static void draw(struct screen *screen, const struct wanted *wanted, struct str *why)
{
	struct pane_config setup = { .kind = wanted->kind, .title = wanted->title, .each = wanted->each,
		.sort = wanted->sort };
	struct pane pane = { .ops = pane_named(wanted->kind), .setup = &setup, .hub = wanted->hub, .area = wanted->area,
		.record = wanted->record, .filter = filter_of(screen, wanted), .filtered = wanted->filtered,
		.rect = { 0, 0, wanted->rows, wanted->columns } };
	struct error error = { 0 };

	assert_non_null(pane.ops);
	screen->env.screen_rows = wanted->rows;
	screen->env.screen_columns = wanted->columns;
	pane.ops->open(&pane, &screen->env);
	if (!pane.ops->load(&pane, &screen->env, &error))
		fail_msg("%s", error.text);
	for (const enum action *act = wanted->acts; act && *act != ACTION_NONE; act++)
		pane.ops->act(&pane, &screen->env, *act);
	grid_start(&screen->grid, wanted->rows, wanted->columns, !wanted->utf8);
	pane.ops->draw(&pane, &screen->env, &screen->grid, pane.ops->focusable);
	if (why && pane.ops->why)
		pane.ops->why(&pane, &screen->env, why);
	pane.ops->close(&pane);
}

static void line_is(const struct screen *screen, int row, const char *expected)
{
	struct str text = { 0 };

	grid_text(&screen->grid, row, &text);
	while (text.length && text.at[text.length - 1] == ' ')
		text.at[--text.length] = '\0';
	assert_string_equal(str_text(&text), expected);
	str_free(&text);
}

static int64_t number_of(const struct screen *screen, const char *id)
{
	int64_t n = store_number(screen->store, NULL, id);

	if (n < 0)
		fail_msg("%s is not in the store", id);
	return n;
}

static int hub_of(const struct screen *screen, const char *id)
{
	return config_hub_index(screen->config, id);
}

static int area_of(const struct screen *screen, const char *id)
{
	return config_area_index(screen->config, id);
}

/* ---- the matrix ----------------------------------------------------------------------------------- */

static void test_matrix(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "matrix", ANYWHERE, .rows = 9, .columns = 80 };

	draw(screen, &wanted, NULL);
	line_is(screen, 0, "   HUB          CHANGED LATE TODAY p Partn s Hubs  d DA    e Early c Hate  DATA");
	line_is(screen, 1, ">0 Countywide         -    1     1 AMBER   ok      RED     AMBER   ok      08:30");
	line_is(screen, 5, " 4 Richmondshire NO DATA 7 days    unknown unknown unknown unknown unknown 7 Mar");
	line_is(screen, 6, " 5 Ryedale       Quiet             ok      ok      ok      ok      ok      08:30");
	line_is(screen, 7, " 6 Scarborough        -    1     0 ok      AMBER   ok      ok      ok      08:30");
	line_is(screen, 8, " 7 Selby              -    1     1 ok      RED     ok      ok      ok      08:30");
	golden_check("matrix-80", &screen->grid);
}

static void test_matrix_widths(void **state)
{
	static const int widths[] = { 160, 120, 100, 60, 34, 28, 16 };
	(void)state;
	struct screen *screen = screen_new("widths", NULL);

	screen->config->areas[area_of(screen, "hubs")].headline = "K-ASB";
	screen->config->areas[area_of(screen, "cohesion")].headline = "K-HATE";
	screen->config->areas[area_of(screen, "vawg")].headline = "K-DVDS";
	screen_load(screen, PROFILE_ROOM, -1);

	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		struct wanted wanted = { .kind = "matrix", ANYWHERE, .rows = 9, .columns = widths[i] };
		char name[32];
		draw(screen, &wanted, NULL);
		snprintf(name, sizeof name, "matrix-%d", widths[i]);
		golden_check(name, &screen->grid);
	}
	screen_free(screen);
}

static void test_matrix_moves(void **state)
{
	static const enum action acts[] = { ACTION_BOTTOM, ACTION_UP, ACTION_RIGHT, ACTION_RIGHT, ACTION_NONE };
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "matrix", ANYWHERE, .rows = 9, .columns = 80, .acts = acts };
	struct str why = { 0 };

	draw(screen, &wanted, &why);
	assert_string_equal(str_text(&why), "Why: Scarborough, Hubs is AMBER: 1 action late, none over 7 days.");
	line_is(screen, 7, ">6 Scarborough        -    1     0 ok     >AMBER   ok      ok      ok      08:30");
	assert_int_equal(screen->grid.cursor_row, 7);
	assert_int_equal(screen->grid.cursor_column, 43);
	str_free(&why);
}

/* ---- lists ---------------------------------------------------------------------------------------- */

static void test_list_changes(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "list", ANYWHERE, .rows = 13, .columns = 80 };
	struct str why = { 0 };

	draw(screen, &wanted, &why);
	golden_check("list-last-24-hours", &screen->grid);
	str_free(&why);
}

/* Scarborough comes after the baseline: its records are new, and what became late since is said so. */
static void test_list_baseline(void **state)
{
	static const char *const before[] = { "countywide", "craven", "hambleton", "harrogate", "richmondshire", "ryedale",
		"selby", "bank-holidays", NULL };
	static const char *const after[] = { "scarborough", NULL };
	(void)state;
	struct screen *screen = screen_new("baseline", before);
	int64_t since = store_sequence(screen->store);
	struct wanted wanted = { .kind = "list", ANYWHERE, .rows = 15, .columns = 80 };

	demo_fill(path, screen->config, demo_now(), after);
	store_refresh(screen->store);
	screen_load(screen, PROFILE_ROOM, since);
	draw(screen, &wanted, NULL);
	golden_check("list-baseline", &screen->grid);
	wanted.columns = 120;
	draw(screen, &wanted, NULL);
	golden_check("list-baseline-120", &screen->grid);
	wanted.columns = 50;
	draw(screen, &wanted, NULL);
	golden_check("list-baseline-50", &screen->grid);
	screen_free(screen);
}

static void test_list_area(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "list", .title = "{area}", .filter = "open", .each = "area",
		.hub = hub_of(screen, "scarborough"), .area = area_of(screen, "hubs"), .record = -1, .rows = 8, .columns = 80 };
	struct str why = { 0 };

	draw(screen, &wanted, &why);
	line_is(screen, 1, ">LATE     Lighting survey, zone 2                      SCA-BC  due 10 Mar 4 days");
	assert_string_equal(str_text(&why), "Why: Safety hubs is AMBER: 1 action late, none over 7 days.");
	golden_check("list-scarborough-hubs", &screen->grid);
	wanted.each = "hub";
	wanted.title = "{hub}";
	wanted.hub = -1;
	wanted.area = area_of(screen, "vawg");
	draw(screen, &wanted, NULL);
	golden_check("list-countywide-vawg", &screen->grid);
	str_free(&why);
}

static void test_coming(void **state)
{
	struct screen *screen = *state;
	struct wanted hub = { .kind = "coming", .filter = "open kind:meeting,campaign,power", .area = PLACE_ANY,
		.hub = hub_of(screen, "selby"), .record = -1, .rows = 6, .columns = 80 };
	struct wanted all = { .kind = "coming", .filter = "open kind:meeting,campaign,power", ANYWHERE, .rows = 20,
		.columns = 80 };
	struct str why = { 0 };

	draw(screen, &hub, &why);
	golden_check("coming-selby", &screen->grid);
	assert_string_equal(str_text(&why), "18 days: 1 action, 1 case, 1 power need a new owner: SEL-DC ends 31 Mar.");
	draw(screen, &all, NULL);
	golden_check("coming", &screen->grid);
	hub.hub = hub_of(screen, "ryedale");
	draw(screen, &hub, NULL);
	line_is(screen, 1, ">  nothing in the next four weeks");
	str_free(&why);
}

/* Five reasons for an empty list, five sentences. */
static void test_list_empty(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "list", .title = "{area}", .each = "area", .filter = "id:none-such",
		.hub = hub_of(screen, "ryedale"), .area = area_of(screen, "hubs"), .record = -1, .rows = 2, .columns = 80 };

	draw(screen, &wanted, NULL);
	line_is(screen, 1, ">  quiet: nothing needs the room");
	wanted.hub = hub_of(screen, "richmondshire");
	draw(screen, &wanted, NULL);
	line_is(screen, 1, ">  no data: this is not quiet, it is unknown");
	wanted.hub = hub_of(screen, "harrogate");
	draw(screen, &wanted, NULL);
	line_is(screen, 1, ">  nothing needs the room");
	wanted.filtered = true;
	draw(screen, &wanted, NULL);
	line_is(screen, 1, ">  nothing matches the filter; \\ changes it");
}

static void test_first_morning(void **state)
{
	static const char *const only[] = { "craven", NULL };
	(void)state;
	struct screen *screen = screen_new("first", only);
	struct wanted list = { .kind = "list", ANYWHERE, .rows = 12, .columns = 80 };
	struct wanted matrix = { .kind = "matrix", ANYWHERE, .rows = 9, .columns = 80 };
	struct wanted empty = { .kind = "list", .title = "{area}", .each = "area", .hub = hub_of(screen, "selby"),
		.area = area_of(screen, "hubs"), .record = -1, .rows = 2, .columns = 80 };
	struct str why = { 0 };

	draw(screen, &list, &why);
	assert_string_equal(str_text(&why), "Nothing here is a zero until its source has answered.");
	line_is(screen, 0, "-- FIRST FETCH: 1 of 9 sources in. Incomplete until this line goes. ------------");
	golden_check("first-morning-list", &screen->grid);
	draw(screen, &matrix, NULL);
	line_is(screen, 8, " 7 Selby              -    0     0 unknown unknown unknown unknown unknown never");
	golden_check("first-morning-matrix", &screen->grid);
	draw(screen, &empty, NULL);
	line_is(screen, 1, ">  not yet in: nothing here is a zero until its source has answered");
	str_free(&why);
	screen_free(screen);
}

/* ---- the others ----------------------------------------------------------------------------------- */

static void test_details(void **state)
{
	static const char *const ids[] = { "A-41", "A-44", "K-ASB", "K-HATE", "M-LGR", "B-PREV", "T-11", "I-103", "P-32" };
	struct screen *screen = *state;

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct wanted wanted = { .kind = "detail", .hub = PLACE_ANY, .area = PLACE_ANY,
			.record = number_of(screen, ids[i]),
			.rows = 40, .columns = 80 };
		char name[64];
		draw(screen, &wanted, NULL);
		snprintf(name, sizeof name, "detail-%s", ids[i]);
		golden_check(name, &screen->grid);
	}
}

static void test_detail_scrolls(void **state)
{
	static const enum action acts[] = { ACTION_BOTTOM, ACTION_NONE };
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "detail", .hub = PLACE_ANY, .area = PLACE_ANY,
		.record = number_of(screen, "K-ASB"),
		.rows = 12, .columns = 60, .acts = acts };

	draw(screen, &wanted, NULL);
	golden_check("detail-bottom", &screen->grid);
}

static void test_charts(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "chart", ANYWHERE, .filter = "hub:scarborough", .rows = 16, .columns = 80,
		.utf8 = true };

	draw(screen, &wanted, NULL);
	golden_check("chart-utf8", &screen->grid);
	wanted.utf8 = false;
	draw(screen, &wanted, NULL);
	golden_check("chart-ascii", &screen->grid);
	wanted.filter = "hub:ryedale";
	wanted.utf8 = true;
	draw(screen, &wanted, NULL);
	golden_check("chart-suppressed", &screen->grid);
}

static void test_table(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "table", ANYWHERE, .filter = "kind:action", .sort = "due", .rows = 14,
		.columns = 80 };

	draw(screen, &wanted, NULL);
	golden_check("table-80", &screen->grid);
	wanted.columns = 132;
	draw(screen, &wanted, NULL);
	golden_check("table-132", &screen->grid);
}

static void test_sources(void **state)
{
	static const enum action acts[] = { ACTION_DOWN, ACTION_DOWN, ACTION_DOWN, ACTION_NONE };
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "sources", ANYWHERE, .rows = 20, .columns = 80, .acts = acts };

	draw(screen, &wanted, NULL);
	golden_check("sources-80", &screen->grid);
	wanted = (struct wanted){ .kind = "sources", .hub = PLACE_ANY, .area = PLACE_ANY,
		.record = screen->requests.list[0].id,
		.rows = 6, .columns = 80 };
	draw(screen, &wanted, NULL);
	golden_check("sources-polls", &screen->grid);
}

static void test_help(void **state)
{
	struct screen *screen = *state;
	struct wanted wanted = { .kind = "help", ANYWHERE, .rows = 70, .columns = 80 };

	draw(screen, &wanted, NULL);
	golden_check("help", &screen->grid);
}

/* Any pane at any size from 1×1: nothing outside its rectangle, nothing that stops the program. */
static void test_sizes(void **state)
{
	struct screen *screen = *state;
	static const int sizes[] = { 1, 2, 3, 5, 12, 40, 200 };
	enum { COUNT = sizeof sizes / sizeof *sizes };

	for (const char *const *kind = pane_kind_names; *kind; kind++)
		for (size_t r = 0; r < COUNT; r++)
			for (size_t c = 0; c < COUNT; c++) {
				struct wanted wanted = { .kind = *kind, .hub = PLACE_ANY, .area = PLACE_ANY, .rows = sizes[r],
					.columns = sizes[c], .record = strcmp(*kind, "detail") ? -1 : number_of(screen, "K-ASB") };
				draw(screen, &wanted, NULL);
				assert_int_equal(screen->grid.rows, sizes[r]);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matrix), cmocka_unit_test(test_matrix_widths), cmocka_unit_test(test_matrix_moves),
		cmocka_unit_test(test_list_changes), cmocka_unit_test(test_list_baseline), cmocka_unit_test(test_list_area),
		cmocka_unit_test(test_coming), cmocka_unit_test(test_list_empty), cmocka_unit_test(test_first_morning),
		cmocka_unit_test(test_details), cmocka_unit_test(test_detail_scrolls), cmocka_unit_test(test_charts),
		cmocka_unit_test(test_table), cmocka_unit_test(test_sources), cmocka_unit_test(test_help),
		cmocka_unit_test(test_sizes),
	};
	return cmocka_run_group_tests_name("panes", tests, demo_start, demo_end);
}
