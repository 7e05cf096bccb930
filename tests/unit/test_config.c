/* The configuration: every file of tests/config/ gives exactly the faults that its last lines expect
 * ("# expect LINE:COLUMN: how the fault begins"), the shipped files give none, and what is loaded is what
 * was written. */
#include <dirent.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "hubbrief/config.h"

static const char *const pane_kinds[] = {
	"matrix", "table", "list", "detail", "chart", "coming", "sources", "text", "help", "tiles", "pipeline", "tree", "timeline", "calendar",
	"governance", NULL,
};
static const char *const actions[] = { "open", "refresh", "quit", NULL };

static bool key_valid(const char *keys)
{
	return strcmp(keys, "Ctrl-s") != 0;
}

static const struct config_words words = { pane_kinds, actions, key_valid };

static struct config *load(const char *path, const char *socket)
{
	struct config_faults faults = { 0 };
	struct config *config = config_load(path, socket, &words, &faults);
	for (size_t i = 0; i < faults.count; i++) {
		struct str text = { 0 };
		config_fault_print(&faults.list[i], &text);
		print_message("%s\n", text.at);
		str_free(&text);
	}
	config_faults_free(&faults);
	return config;
}

/* ---- the files that are wrong -------------------------------------------------------------------- */

static bool begins_as_expected(const struct config_fault *fault, const char *path, const char *expected)
{
	char file[512], place[64];
	int line, column, used = 0;
	snprintf(file, sizeof file, "%s", path);
	const char *part = strstr(expected, ".part ");
	if (part && part < strchr(expected, ':')) {
		snprintf(file, sizeof file, "tests/config/%.*s", (int)(part + 5 - expected), expected);
		expected = part + 6;
	}
	if (sscanf(expected, "%d:%d:%n", &line, &column, &used) < 2 || used == 0)
		return false;
	snprintf(place, sizeof place, "%d:%d:", fault->at.line, fault->at.column);
	return strncmp(expected, place, strlen(place)) == 0 && strcmp(fault->at.file, file) == 0 &&
		(!expected[used] || str_starts(fault->text, expected + used + 1));
}

static int compare_file(const char *path)
{
	struct config_faults faults = { 0 };
	char line[512];
	size_t expected = 0;
	int wrong = 0;
	assert_null(config_load(path, NULL, &words, &faults));
	FILE *file = fopen(path, "r");
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!str_starts(line, "# expect "))
			continue;
		if (expected >= faults.count || !begins_as_expected(&faults.list[expected], path, line + 9)) {
			print_error("%s: expected %s\n", path, line + 9);
			wrong++;
		}
		expected++;
	}
	fclose(file);
	wrong += faults.count != expected;
	for (size_t i = 0; wrong && i < faults.count; i++) {
		struct str text = { 0 };
		config_fault_print(&faults.list[i], &text);
		print_error("  got %s\n", text.at);
		str_free(&text);
	}
	config_faults_free(&faults);
	return wrong;
}

static void test_faults(void **state)
{
	(void)state;
	int wrong = 0, files = 0;
	DIR *folder = opendir("tests/config");
	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder));) {
		size_t length = strlen(entry->d_name);
		char path[512];
		if (length < 5 || strcmp(entry->d_name + length - 5, ".yaml") != 0)
			continue;
		snprintf(path, sizeof path, "tests/config/%s", entry->d_name);
		wrong += compare_file(path);
		files++;
	}
	closedir(folder);
	assert_int_equal(wrong, 0);
	assert_true(files > 15);
}

static void test_no_file(void **state)
{
	(void)state;
	struct config_faults faults = { 0 };
	assert_null(config_load("tests/config/none.yaml", NULL, NULL, &faults));
	assert_int_equal(faults.count, 1);
	assert_string_equal(faults.list[0].text, "tests/config/none.yaml cannot be read: No such file or directory");
	config_faults_free(&faults);
	assert_null(config_load("tests/config", NULL, NULL, &faults));
	assert_string_equal(faults.list[0].text, "tests/config is no file");
	config_faults_free(&faults);
}

/* ---- the built-in configuration ------------------------------------------------------------------ */

static void test_builtin(void **state)
{
	(void)state;
	struct config *config = load(NULL, "/run/demo.sock");
	assert_non_null(config);
	assert_string_equal(config->path, "built in");
	assert_string_equal(config->short_name, "North Yorkshire CSP");
	assert_int_equal(config->hub_count, 7);
	assert_int_equal(config_hub_index(config, "scarborough"), 5);
	assert_int_equal(config->hubs[5].key, '6');
	assert_int_equal(config->area_count, 5);
	assert_string_equal(config->areas[2].column, "DA");
	assert_int_equal(config->areas[2].key, 'd');
	assert_int_equal(config->profile, PROFILE_ROOM);
	const struct source *partners = &config->sources[0];
	assert_string_equal(partners->url, "unix:/run/demo.sock:/v1/{hub}");
	assert_null(partners->off);
	assert_int_equal(partners->hubs.count, 8);
	assert_string_equal(partners->hubs.at[7], "countywide");
	assert_int_equal(partners->every, 60);
	assert_int_equal(partners->timeout, 30);
	assert_int_equal(partners->max_records, 1000000);
	assert_int_equal(partners->expect.unit, CADENCE_WORKING_DAYS);
	assert_int_equal(partners->marking, MARKING_UNKNOWN);
	assert_string_equal(config->sources[1].map_path, "builtin:bank-holidays.sql");
	assert_int_equal(config->sources[1].marking, MARKING_OFFICIAL);
	assert_true(config->sources[1].context);
	assert_string_equal(config->holidays_source, "bank-holidays");
	assert_string_equal(config->ratings[0].text, "kind:action overdue");
	assert_non_null(config->ratings[0].when);
	static const char *const views[] = {
		"overview", "hub", "area", "duties", "reviews", "calendar", "governance", "detail", "sources", "help",
	};
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		assert_non_null(config_view(config, views[i]));
	config_free(config);
}

static void test_demo_without_socket(void **state)
{
	(void)state;
	struct config *config = load(NULL, NULL);
	assert_string_equal(config->sources[0].url, "unix:{demo}:/v1/{hub}");
	assert_non_null(strstr(config->sources[0].off, "hubbrief demo"));
	config_free(config);
}

static int panes_at(const struct box *box, int rows, int columns)
{
	if (box->from_rows > rows || box->from_columns > columns)
		return 0;
	int count = box->type == BOX_PANE;
	for (size_t i = 0; i < box->child_count; i++)
		count += panes_at(&box->children[i], rows, columns);
	return count;
}

/* screens.md: as drawn at 80x24; larger terminals add. */
static void test_overview_grows(void **state)
{
	(void)state;
	struct config *config = load(NULL, NULL);
	const struct box *root = &config_view(config, "overview")->root;
	assert_int_equal(panes_at(root, 24, 80), 2);
	assert_int_equal(panes_at(root, 36, 80), 3);
	assert_int_equal(panes_at(root, 24, 100), 3);
	assert_int_equal(panes_at(root, 50, 200), 6);
	config_free(config);
}

/* ---- North Yorkshire ----------------------------------------------------------------------------- */

static void test_north_yorkshire(void **state)
{
	(void)state;
	struct config *config = load("config/north-yorkshire.yaml", NULL);
	assert_non_null(config);
	assert_int_equal(config->file_count, 2);
	assert_string_equal(config->files[1], "config/north-yorkshire-hubs.yaml");
	const struct source *crime = &config->sources[0];
	assert_string_equal(crime->url, "https://data.police.uk/api/crimes-street/all-crime");
	assert_string_equal(crime->form, "date={month}&poly={hub.poly}");
	assert_int_equal(crime->form_count, 2);
	assert_int_equal(crime->hubs.count * (size_t)crime->months, 91);
	assert_string_equal(crime->gate_url, "https://data.police.uk/api/crime-last-updated");
	assert_string_equal(crime->gate_pick, "$.date");
	assert_int_equal(crime->gate_every, 86400);
	assert_true(crime->rate > 9.9 && crime->rate < 10.1);
	assert_int_equal(crime->timeout, 60);
	assert_true(crime->empty_is_error);
	assert_string_equal(crime->map_path, "config/sources/police-uk-street.sql");
	for (size_t i = 0; i < config->source_count; i++)
		assert_string_equal(config->sources[i].attribution,
			"Contains public sector information licensed under the Open Government Licence v3.0.");
	assert_string_equal(config->areas[3].headline, "street-crime/{hub}/violent-crime");
	assert_non_null(config_view(config, "overview")); /* of the built-in configuration, as are the ratings */
	assert_true(config->rating_count >= 6);
	config_free(config);
}

static void test_outlines(void **state)
{
	(void)state;
	json_t *map = json_load_file("../shared/data/hubs.geojson", 0, NULL);
	if (!map)
		skip();
	struct config *config = load("config/north-yorkshire.yaml", NULL);
	size_t i, found = 0;
	json_t *feature;
	json_array_foreach(json_object_get(map, "features"), i, feature) {
		json_t *district = json_object_get(feature, "properties");
		for (size_t h = 0; h < config->hub_count; h++)
			if (strcmp(config->hubs[h].name, json_string_value(json_object_get(district, "name"))) == 0) {
				assert_string_equal(config->hubs[h].poly, json_string_value(json_object_get(district, "poly")));
				found++;
			}
	}
	assert_int_equal(found, 7);
	config_free(config);
	json_decref(map);
}

/* ---- what is written is what is loaded ----------------------------------------------------------- */

static struct config *load_text(const char *text)
{
	char path[] = "/tmp/hubbrief-config-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	struct config *config = load(path, NULL);
	unlink(path);
	return config;
}

#define TOP "partnership: { id: test, name: Test }\nhubs:\n  - { id: craven, name: Craven }\n" \
	"  - { id: selby, name: Selby, key: 7 }\n"
#define AREAS "areas:\n  - { id: hubs, label: Hubs }\n"

static void test_defaults(void **state)
{
	(void)state;
	struct config *config = load_text(TOP AREAS
		"sources:\n  - { id: one, type: hub-feed, url: 'https://example.org/' }\n");
	assert_non_null(config);
	assert_string_equal(config->short_name, "Test");
	assert_int_equal(config->hubs[0].key, '1');
	assert_string_equal(config->hubs[0].short_name, "Craven");
	assert_int_equal(config->hubs[0].tile_row, -1);
	assert_int_equal(config->hubs[1].key, '7');
	assert_string_equal(config->areas[0].column, "Hubs");
	assert_int_equal(config->areas[0].key, 0);
	assert_int_equal(config->sources[0].every, 900);
	assert_int_equal(config->sources[0].expect.count, 0);
	assert_string_equal(config->theme, "default");
	assert_string_equal(config->forum, "daily");
	config_free(config);
}

/* Whichever view of the built-in configuration a copy of it leaves out, it is there all the same. */
static void test_each_view_left_out(void **state)
{
	(void)state;
	struct config *whole = load(NULL, NULL);
	const char *text = builtin_file("hubbrief.yaml", NULL);
	for (size_t i = 0; i < whole->view_count; i++) {
		const char *name = whole->views[i].name;
		char *key = mem_printf("\n  %s:\n", name);
		const char *at = strstr(text, key);
		assert_non_null(at);
		char *other = mem_printf("%.*s\n  mine:%s", (int)(at - text), text, at + strlen(key) - 1);
		struct config *config = load_text(other);
		assert_non_null(config);
		assert_non_null(config_view(config, "mine"));
		assert_non_null(config_view(config, name));
		assert_int_equal(config->view_count, whole->view_count + 1);
		config_free(config);
		free(other);
		free(key);
	}
	config_free(whole);
}

static void test_cadences(void **state)
{
	(void)state;
	static const struct { const char *text; struct cadence is; } cadences[] = {
		{ "15m", { CADENCE_SECONDS, 900 } }, { "2 working days", { CADENCE_WORKING_DAYS, 2 } },
		{ "45d", { CADENCE_DAYS, 45 } }, { "monthly", { CADENCE_DAYS, 45 } }, { "quarterly", { CADENCE_DAYS, 120 } },
		{ "1 day", { CADENCE_DAYS, 1 } }, { "24h", { CADENCE_SECONDS, 86400 } },
	};
	for (size_t i = 0; i < sizeof cadences / sizeof *cadences; i++) {
		char *text = mem_printf(TOP AREAS
			"sources:\n  - { id: a, type: hub-feed, url: 'https://a.example/', expect: %s }\n", cadences[i].text);
		struct config *config = load_text(text);
		assert_non_null(config);
		assert_int_equal(config->sources[0].expect.unit, cadences[i].is.unit);
		assert_int_equal(config->sources[0].expect.count, cadences[i].is.count);
		config_free(config);
		free(text);
	}
}

static void test_labels_by_day(void **state)
{
	(void)state;
	struct config *config = load_text(TOP "areas:\n  - id: hubs\n    column: Hubs\n    labels:\n"
		"      - { label: Old, to: 2023-03-31 }\n      - { label: New, from: 2023-04-01 }\n");
	assert_non_null(config);
	assert_string_equal(area_label_on(&config->areas[0], day_of(2023, 3, 31)), "Old");
	assert_string_equal(area_label_on(&config->areas[0], day_of(2023, 4, 1)), "New");
	config_free(config);
}

static void test_files_beside(void **state)
{
	(void)state;
	setenv("HOME", "/home/hub", 1);
	struct config *config = load_text(TOP AREAS "sources:\n  - { id: a, type: hub-feed, url: 'file:feeds/a.json', "
		"auth: { bearer_file: ~/.config/token }, ca_file: ca.pem }\n");
	assert_non_null(config);
	assert_string_equal(config->sources[0].url, "file:/tmp/feeds/a.json");
	assert_string_equal(config->sources[0].bearer_file, "/home/hub/.config/token");
	assert_string_equal(config->sources[0].ca_file, "/tmp/ca.pem");
	config_free(config);
}

static void test_own_views(void **state)
{
	(void)state;
	struct config *config = load_text(TOP AREAS "views:\n  overview:\n    columns:\n"
		"      - { pane: list, sort: -due, weight: 3 }\n"
		"  mine:\n    rows:\n      - { pane: matrix }\n");
	assert_non_null(config);
	const struct view_config *view = config_view(config, "overview");
	assert_int_equal(view->root.type, BOX_COLUMNS);
	assert_int_equal(view->root.child_count, 1);
	assert_string_equal(view->root.children[0].pane->sort, "-due");
	assert_int_equal(view->root.children[0].weight, 3);
	assert_non_null(view->root.children[0].pane->filter);
	assert_non_null(config_view(config, "mine"));
	assert_non_null(config_view(config, "hub")); /* the built-in one */
	config_free(config);
}

static void test_find(void **state)
{
	(void)state;
	setenv("HUBBRIEF_CONFIG", "/some/where.yaml", 1);
	char *path = config_find(NULL);
	assert_string_equal(path, "/some/where.yaml");
	free(path);
	path = config_find("given.yaml");
	assert_string_equal(path, "given.yaml");
	free(path);
	unsetenv("HUBBRIEF_CONFIG");
	char folder[] = "/tmp/hubbrief-config-XXXXXX";
	assert_non_null(mkdtemp(folder));
	setenv("XDG_CONFIG_HOME", folder, 1);
	path = config_find(NULL);
	assert_true(path == NULL || str_starts(path, "/etc/"));
	free(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults), cmocka_unit_test(test_no_file), cmocka_unit_test(test_builtin),
		cmocka_unit_test(test_demo_without_socket), cmocka_unit_test(test_overview_grows),
		cmocka_unit_test(test_north_yorkshire), cmocka_unit_test(test_outlines), cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_each_view_left_out), cmocka_unit_test(test_cadences), cmocka_unit_test(test_labels_by_day), cmocka_unit_test(test_files_beside),
		cmocka_unit_test(test_own_views), cmocka_unit_test(test_find),
	};
	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
