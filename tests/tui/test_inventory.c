/* Every row of the partnership's inventory (tests/inventory.tsv) on the demo board, at 80x24 and at 120x36: the view
 * is opened, the filter typed, and the text stands on the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/tui.h"
#include "hubbrief/config.h"

enum { COLUMNS = 6, MOST = 300, LINE = 1000, LAST_ROW = 53, LINES_1B = 10 };

struct inventory {
	struct entry { char *row, *what, *records, *view, *filter, *text; } entries[MOST];
	size_t count;
};

static char *next_column(char **at)
{
	char *column = strsep(at, "\t");
	if (!column)
		fail_msg("a line of the inventory has fewer than %d columns", COLUMNS);
	return column;
}

static int inventory_load(void **state)
{
	struct inventory *inventory = calloc(1, sizeof *inventory);
	FILE *file = fopen("tests/inventory.tsv", "r");
	char line[LINE];

	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#' || !*line)
			continue;
		assert_true(inventory->count < MOST);
		char *at = strdup(line);
		struct entry *entry = &inventory->entries[inventory->count++];
		entry->row = next_column(&at); /* the line is theirs from here on */
		entry->what = next_column(&at);
		entry->records = next_column(&at);
		entry->view = next_column(&at);
		entry->filter = next_column(&at);
		entry->text = next_column(&at);
	}
	fclose(file);
	*state = inventory;
	return 0;
}

static int inventory_free(void **state)
{
	struct inventory *inventory = *state;

	for (size_t i = 0; i < inventory->count; i++)
		free(inventory->entries[i].row); /* where its line begins */
	free(inventory);
	return 0;
}

static bool has_row(const struct inventory *inventory, const char *row)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (!strcmp(inventory->entries[i].row, row))
			return true;
	return false;
}

static void test_no_row_is_missing(void **state)
{
	char row[16];

	for (int i = 1; i <= LAST_ROW; i++) {
		snprintf(row, sizeof row, "%d", i);
		if (!has_row(*state, row))
			fail_msg("row %s is not in the inventory", row);
	}
	assert_true(has_row(*state, "4a") && has_row(*state, "4b"));
	for (int i = 1; i <= LINES_1B; i++) {
		snprintf(row, sizeof row, "1b.%d", i);
		if (!has_row(*state, row))
			fail_msg("line %s is not in the inventory", row);
	}
}

static bool in_the_feed(const char *id)
{
	char wanted[100];
	const char *name;

	snprintf(wanted, sizeof wanted, "\"id\": \"%s\"", id);
	for (size_t i = 0; (name = builtin_name(i)); i++) {
		size_t length;
		const char *text = builtin_file(name, &length);
		if (!strncmp(name, "demo/", 5) && memmem(text, length, wanted, strlen(wanted)))
			return true;
	}
	return false;
}

static void test_every_record_is_in_the_feed(void **state)
{
	const struct inventory *inventory = *state;

	for (size_t i = 0; i < inventory->count; i++) {
		char *copy = strdup(inventory->entries[i].records), *at = copy, *id;
		assert_true(*copy != '\0');
		while ((id = strsep(&at, " ")))
			if (!in_the_feed(id))
				fail_msg("row %s: %s is not in the demo feed", inventory->entries[i].row, id);
		free(copy);
	}
}

/* ---- on the board ------------------------------------------------------------------------------------ */

static bool at_overview(struct tui *tui)
{
	return tui_has(tui, "   HUB          CHANGED");
}

/* A meeting that is resumed stands on the page where it was stopped: the inventory asks for pages in their order. */
static void go_to_page(struct tui *tui, const char *page)
{
	char title[40];
	snprintf(title, sizeof title, "Page %s of", page);
	tui_keys(tui, "b\r\r"); /* who records and who is here, as it is offered */
	for (int i = 0; i < 9 && !tui_has(tui, title); i++)
		tui_keys(tui, " ");
}

static void go_back(struct tui *tui)
{
	for (int back = 0; back < 3 && !at_overview(tui); back++) {
		tui_keys(tui, "q");
		if (tui_has(tui, "2 Stop"))
			tui_keys(tui, "2");
	}
	assert_true(at_overview(tui));
}

/* Types the view, its pane and the filter; "hub 6" is a key, "overview" where the board begins. */
static void go(struct tui *tui, const char *place, const char *filter)
{
	char keys[300], view[40];
	int pane = 1;
	bool detail = !strcmp(place, "detail");

	if (!strcmp(place, "overview"))
		return;
	if (!strncmp(place, "hub ", 4)) {
		tui_keys(tui, place + 4);
		return;
	}
	if (!strncmp(place, "briefing ", 9)) {
		go_to_page(tui, place + 9);
		return;
	}
	snprintf(view, sizeof view, "%s", detail ? "records" : place);
	if (strchr(view, '/')) {
		pane = atoi(strchr(view, '/') + 1);
		*strchr(view, '/') = '\0';
	}
	snprintf(keys, sizeof keys, ":view %s\r", view);
	tui_keys(tui, keys);
	while (--pane > 0)
		tui_keys(tui, "\t");
	snprintf(keys, sizeof keys, "\\%s\r", filter);
	tui_keys(tui, keys);
	assert_true(tui_wait(tui, "FILTERED"));
	if (detail)
		tui_keys(tui, "\r");
}

static void walk(const struct inventory *inventory, int rows, int columns)
{
	const char *argv[] = { folder_program("hubbrief"), "demo", NULL };
	struct tui *tui = tui_start(rows, columns, "xterm-256color", argv, folder_environment());
	size_t missing = 0;
	int status;

	assert_true(tui_wait(tui, "NO DATA 7 days"));
	for (size_t i = 0; i < inventory->count; i++) {
		const struct entry *entry = &inventory->entries[i];
		go(tui, entry->view, entry->filter);
		if (!tui_wait(tui, entry->text)) {
			print_message("# row %s (%s): \"%s\" does not stand in %s %s\n", entry->row, entry->what, entry->text,
				entry->view, entry->filter);
			tui_print(tui);
			missing++;
		}
		assert_false(tui_has(tui, "MT-TRAP"));
		go_back(tui);
	}
	tui_keys(tui, "Q");
	assert_true(tui_wait(tui, "The briefing is still open"));
	tui_send(tui, "y");
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);
	assert_int_equal(missing, 0);
}

/* What a careless board would get wrong, each as it must read. */
static void test_hard_ones(void **state)
{
	static const struct { const char *view, *filter, *text, *never; } facts[] = {
		{ "overview", "", "4 Richmondshire NO DATA 7 days    unknown", NULL },
		{ "overview", "", "5 Ryedale       Quiet             ok", NULL },
		{ "duties", "id:M-SVD", "by Jan 2024, 323 days left", NULL },
		{ "records", "id:K-HATE", "Hate reports, quarter to Feb: <5", " RED" },
		{ "detail", "id:K-HATE", "fewer than five: not shown", "AMBER" },
		{ "governance", "id:B-PREV", "successor named", NULL },
		{ "records", "trap", "nothing matches", "Test record" },
		{ "records", "id:MT-TRAP", "nothing matches", "Test record" },
	};
	const char *argv[] = { folder_program("hubbrief"), "demo", NULL };
	struct tui *tui = tui_start(24, 80, "xterm-256color", argv, folder_environment());
	int status;

	(void)state;
	assert_true(tui_wait(tui, "NO DATA 7 days"));
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		go(tui, facts[i].view, facts[i].filter);
		if (!tui_wait(tui, facts[i].text) || (facts[i].never && tui_has(tui, facts[i].never))) {
			tui_print(tui);
			fail_msg("%s %s: %s", facts[i].view, facts[i].filter, facts[i].text);
		}
		go_back(tui);
	}
	tui_send(tui, "Q");
	assert_true(tui_wait_exit(tui, &status));
	tui_stop(tui);
}

static void test_on_80x24(void **state)
{
	walk(*state, 24, 80);
}

static void test_on_120x36(void **state)
{
	walk(*state, 36, 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_row_is_missing), cmocka_unit_test(test_every_record_is_in_the_feed),
		cmocka_unit_test(test_hard_ones), cmocka_unit_test(test_on_80x24), cmocka_unit_test(test_on_120x36),
	};
	return cmocka_run_group_tests_name("inventory", tests, inventory_load, inventory_free);
}
