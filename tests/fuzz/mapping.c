/* Any text as a mapping over a small answer: it compiles or says why, ends in time, reaches nothing. After a NUL
 * the bytes are HTML for plain(), text for slug() and an outline for in_hub(). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/clean.h"
#include "hubbrief/clock.h"
#include "hubbrief/mapping.h"
#include "hubbrief/plain.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool take(void *context, const struct mapping_row *row, struct error *error)
{
	int *rows = context;
	(void)error;
	for (size_t i = 0; i < row->count; i++)
		must(row->names[i] && (!row->texts[i] || strlen(row->texts[i]) <= 16u << 20));
	return ++*rows < 1000;
}

static void try_mapping(const char *sql)
{
	static const char body[] = "[{\"id\":\"A-1\",\"title\":\"<b>One</b>\",\"when\":\"2025-07-01T10:00:00\",\"n\":5},7,null]";
	struct error error = { "" };
	struct mapping *mapping = mapping_new("fuzz.sql", sql, NULL, &error);
	must(mapping || strncmp(error.text, "fuzz.sql", 8) == 0);
	if (mapping) {
		int rows = 0;
		int64_t before = clock_mono_ms();
		struct mapping_input input = { body, sizeof body - 1, "craven", "2025-07", "fuzz", 1700000000, 50 };
		mapping_run(mapping, &input, take, &rows, &error);
		must(clock_mono_ms() - before < 3000);
		must(access("x.db", F_OK) != 0 && access("x", F_OK) != 0);
	}
	mapping_free(mapping);
}

static void try_text(const char *text, size_t count)
{
	struct str plain = { 0 }, again = { 0 }, slug = { 0 };
	struct arena arena = { 0 };
	struct outline outline;
	plain_add(&plain, text, count);
	must(clean_valid(str_text(&plain), plain.length));
	clean_add(&again, str_text(&plain), plain.length);
	must(strcmp(str_text(&plain), str_text(&again)) == 0);
	slug_add(&slug, text, count);
	must(strspn(str_text(&slug), "abcdefghijklmnopqrstuvwxyz0123456789-") == slug.length);
	if (!memchr(text, '\0', count) && outline_parse(&arena, text, &outline))
		outline_holds(&outline, 54.2, -1.5);
	arena_free(&arena);
	str_free(&plain);
	str_free(&again);
	str_free(&slug);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char *bytes = mem_dupn((const char *)data, size);
	size_t first = strlen(bytes);
	try_mapping(bytes);
	if (first < size)
		try_text(bytes + first + 1, size - first - 1);
	free(bytes);
	return 0;
}
