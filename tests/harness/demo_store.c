/* The demonstration feed in a store: see demo_store.h. */
#include "harness/demo_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "hubbrief/decode.h"
#include "hubbrief/keeper.h"

instant_t demo_now(void)
{
	instant_t now = 0;

	assert_true(instant_parse("2023-03-14T08:45:00Z", &now));
	return now;
}

struct config *demo_config(void)
{
	struct config_faults faults = { 0 };
	struct config *config = config_load(NULL, "/nowhere", NULL, &faults);

	if (!config)
		fail_msg("the built-in configuration: %s", faults.count ? faults.list[0].text : "no fault told");
	config_faults_free(&faults);
	return config;
}

static bool put(void *context, const struct record *record, struct error *error)
{
	return keeper_put(context, record, error);
}

static bool put_point(void *context, const struct record *record, const char *period, double value, struct error *error)
{
	return keeper_point(context, record, period, value, error);
}

static void put_refusal(void *context, int index, const char *id, const struct refusal *refusal)
{
	keeper_refuse(context, index, id, refusal);
}

static bool put_removal(void *context, const char *id, struct error *error)
{
	return keeper_remove(context, id, error);
}

static void must(bool good, const char *what, const struct error *error)
{
	if (!good)
		fail_msg("%s: %s", what, error->text);
}

/* One answer of the hub feed, whole or not at all. */
static void fill_hub(struct keeper *keeper, const struct config *config, const struct source *source, const char *hub,
	instant_t received)
{
	struct sink sink = { put, put_point, put_refusal, put_removal, keeper };
	struct error error = { 0 };
	struct reading reading;
	struct page page;
	char name[80];
	size_t length = 0;
	int64_t sequence;

	snprintf(name, sizeof name, "demo/%s.json", hub);
	const char *body = builtin_file(name, &length);
	if (!body)
		fail_msg("%s is not built in", name);
	must(page_read(&page, body, length, &error), name, &error);
	struct answer answer = { .request = keeper_request(keeper, source->id, hub, ""), .received = received,
		.made = page.head.generated, .complete = true, .status = 200, .milliseconds = 3, .bytes = (int64_t)length,
		.expect = source->expect };
	must(keeper_begin(keeper, &answer, &error), name, &error);
	reading_start(&reading, source->id, config_places(config), page.head.marking, source->max_records, &sink);
	must(reading_page(&reading, &page, &error), name, &error);
	reading_end(&reading);
	must(keeper_commit(keeper, &sequence, &error), name, &error);
	page_free(&page);
}

struct rows { struct reading reading; };

static bool take_row(void *context, const struct mapping_row *row, struct error *error)
{
	return reading_row(&((struct rows *)context)->reading, row, error);
}

static void fill_mapped(struct keeper *keeper, const struct config *config, const struct source *source,
	instant_t received)
{
	struct sink sink = { put, put_point, put_refusal, put_removal, keeper };
	struct error error = { 0 };
	struct rows rows;
	size_t length = 0, sql_length = 0;
	int64_t sequence;
	const char *body = builtin_file("demo/bank-holidays.json", &length);
	const char *sql = builtin_file("sources/bank-holidays.sql", &sql_length);
	char *text = mem_dupn(sql, sql_length);
	struct mapping *mapping = mapping_new("sources/bank-holidays.sql", text, config, &error);

	must(mapping != NULL, "mapping", &error);
	struct answer answer = { .request = keeper_request(keeper, source->id, "", ""), .received = received,
		.made = received, .complete = true, .status = 200, .milliseconds = 3, .bytes = (int64_t)length,
		.expect = source->expect };
	must(keeper_begin(keeper, &answer, &error), source->id, &error);
	reading_start(&rows.reading, source->id, config_places(config), source->marking, source->max_records, &sink);
	struct mapping_input input = { .body = body, .length = length, .hub = "", .month = "", .source = source->id,
		.now = received };
	must(mapping_run(mapping, &input, take_row, &rows, &error), source->id, &error);
	reading_end(&rows.reading);
	must(keeper_commit(keeper, &sequence, &error), source->id, &error);
	mapping_free(mapping);
	free(text);
}

static bool wanted(const char *const *only, const char *name)
{
	for (; only && *only; only++)
		if (strcmp(*only, name) == 0)
			return true;
	return !only;
}

void demo_fill(const char *path, const struct config *config, instant_t received, const char *const *only)
{
	struct error error = { 0 };
	char *notice = NULL;
	struct keeper *keeper = keeper_open(path, &notice, &error);

	must(keeper != NULL, path, &error);
	must(keeper_configure(keeper, config, &error), "keeper_configure", &error);
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source *source = &config->sources[i];
		for (size_t h = 0; h < source->hubs.count; h++)
			if (wanted(only, source->hubs.at[h]))
				fill_hub(keeper, config, source, source->hubs.at[h], received);
		if (source->map_file && wanted(only, source->id))
			fill_mapped(keeper, config, source, received);
	}
	keeper_close(keeper);
	free(notice);
}

const char *demo_config_file(void)
{
	static const char socket[] = "unix:{demo}:";
	static char path[256];
	char line[1024], here[512];
	if (*path) /* a board may be watching it */
		return path;
	snprintf(path, sizeof path, "%s/demo.yaml", folder_path());
	FILE *in = fopen("config/hubbrief.yaml", "r"), *out = fopen(path, "w");
	if (!in || !out || !getcwd(here, sizeof here))
		fail_msg("%s cannot be written", path);
	while (fgets(line, sizeof line, in)) {
		char *at = strstr(line, socket);
		if (!at) {
			fputs(line, out);
			continue;
		}
		char *rest = at + sizeof socket - 1;
		rest[strcspn(rest, "\n")] = '\0';
		bool hub = strstr(rest, "{hub}") != NULL;
		fprintf(out, "%.*sfile:%s/config/demo/%s\n", (int)(at - line), line, here, hub ? "{hub}.json" : rest + 1);
	}
	fclose(in);
	fclose(out);
	return path;
}
