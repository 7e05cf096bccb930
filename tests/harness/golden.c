/* Golden screens: see golden.h. Tests run from the root of the project. */
#include "harness/golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add_rows(const struct grid *grid, void (*row_text)(const struct grid *grid, int row, struct str *out),
	struct str *out)
{
	for (int row = 0; row < grid->rows; row++) {
		row_text(grid, row, out);
		while (out->length && out->at[out->length - 1] == ' ')
			out->at[--out->length] = '\0';
		str_addc(out, '\n');
	}
}

static void as_text(const struct grid *grid, struct str *out)
{
	add_rows(grid, grid_text, out);
	str_addf(out, "==== roles; cursor at %d,%d\n", grid->cursor_row, grid->cursor_column);
	add_rows(grid, grid_roles, out);
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	struct str text = { 0 };
	char block[4096];
	size_t count;

	if (!file)
		return NULL;
	while ((count = fread(block, 1, sizeof block, file)) > 0)
		str_addn(&text, block, count);
	fclose(file);
	return text.at ? text.at : calloc(1, 1);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static void compare(const char *path, const char *expected, const char *drawn)
{
	for (int line = 1; *expected || *drawn; line++) {
		size_t want = strcspn(expected, "\n"), got = strcspn(drawn, "\n");
		if (want != got || strncmp(expected, drawn, want) != 0)
			fail_msg("%s:%d\nexpected |%.*s|\ndrawn    |%.*s|", path, line, (int)want, expected, (int)got, drawn);
		expected += want + (expected[want] == '\n');
		drawn += got + (drawn[got] == '\n');
	}
}

void golden_check(const char *name, const struct grid *grid)
{
	struct str drawn = { 0 };
	char path[256];

	snprintf(path, sizeof path, "tests/render/golden/%s.txt", name);
	as_text(grid, &drawn);
	if (getenv("GENERATE"))
		write_file(path, str_text(&drawn));
	char *expected = read_file(path);
	if (!expected)
		fail_msg("%s is missing: GENERATE=1 makes it, then look at it", path);
	compare(path, expected ? expected : "", str_text(&drawn));
	free(expected);
	str_free(&drawn);
}
