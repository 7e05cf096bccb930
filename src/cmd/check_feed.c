/* `hubbrief check --feed URL`: asks a feed once, as a source of the configuration's hubs and areas would be, in a
 * store that is thrown away, and tells all that hub-feed(7) finds wrong with it. Called by cmd/check.c. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/brief.h"
#include "hubbrief/clean.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"

enum { REFUSED_MOST = 1000 };

/* Adds a text in YAML's double quotes. */
static void add_quoted(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_addc(out, '\\');
		str_addc(out, *text);
	}
	str_addc(out, '"');
}

/* A configuration of the same hubs and areas, with this feed as its only source. */
static void add_configuration(const struct config *config, const char *url, struct str *out)
{
	str_add(out, "partnership: { id: check, name: Check }\nhubs:\n");
	for (size_t i = 0; i < config->hub_count; i++)
		str_addf(out, "  - { id: %s, name: %s, short: %s }\n", config->hubs[i].id, config->hubs[i].id, config->hubs[i].id);
	str_add(out, "areas:\n");
	for (size_t i = 0; i < config->area_count; i++)
		str_addf(out, "  - { id: %s, label: %s, short: %s, column: A%zu }\n", config->areas[i].id, config->areas[i].id,
			config->areas[i].id, i);
	str_add(out, "sources:\n  - id: feed\n    type: hub-feed\n    url: ");
	add_quoted(out, url);
	str_add(out, strstr(url, "{hub}") ? "\n    each: { hub: [all, countywide] }\n" : "\n");
}

static size_t print_refused(struct store *store, int64_t request)
{
	struct quarantine_entry *entries = mem_array(REFUSED_MOST, sizeof *entries);
	size_t count = store_quarantine(store, request, entries, REFUSED_MOST);
	for (size_t i = 0; i < count; i++) {
		struct str line = { 0 };
		str_addf(&line, "  record %d", entries[i].index);
		if (*entries[i].id)
			str_addf(&line, " (%s)", entries[i].id);
		if (*entries[i].field)
			str_addf(&line, ", field %s", entries[i].field);
		str_addf(&line, ": %s", entries[i].reason);
		struct str cleaned = { 0 };
		clean_add(&cleaned, str_text(&line), line.length);
		printf("%s\n", str_text(&cleaned));
		str_free(&line);
		str_free(&cleaned);
	}
	free(entries);
	return count;
}

/* One answer: what came, or why none did. Whether it keeps the contract. */
static bool print_answer(struct store *store, const struct request_status *request)
{
	struct str line = { 0 }, error = { 0 };
	bool answered = request->received != INSTANT_NONE && !*request->error;
	str_addf(&line, "%s: ", *request->hub ? request->hub : "the feed");
	if (answered)
		plural(request->records, "record", "records", &line);
	clean_add(&error, request->error, strlen(request->error));
	str_add(&line, str_text(&error));
	if (request->unknown_fields) {
		str_add(&line, ", ");
		plural(request->unknown_fields, "unknown field", "unknown fields", &line);
	}
	puts(str_text(&line));
	str_free(&line);
	str_free(&error);
	return !print_refused(store, request->id) && answered;
}

static int print_answers(const struct options *options)
{
	struct store *store = NULL;
	struct request_list requests = { 0 };
	int code = cmd_store(options, &store);
	if (code)
		return code;
	store_requests(store, &requests);
	for (size_t i = 0; i < requests.count; i++)
		if (!print_answer(store, &requests.list[i]))
			code = EXIT_NO;
	if (!requests.count)
		code = EXIT_NO;
	request_list_free(&requests);
	store_close(store);
	return cmd_flush(code);
}

static int ask_in(const char *folder, const struct options *options, const struct config *config, const char *url)
{
	struct str text = { 0 };
	char *file = mem_printf("%s/feed.yaml", folder), *records = mem_printf("%s/records.db", folder);
	struct options own = *options;
	own.config = file;
	own.records = records;
	add_configuration(config, url, &text);
	int code = cmd_folder_write(file, str_text(&text), text.length) ? EXIT_OK
		: cmd_fail(EXIT_STORE, "%s: %s.", file, strerror(errno));
	struct config *checked = NULL;
	if (!code)
		code = cmd_config(&own, &checked); /* a URL that is none is told here */
	if (checked)
		config_free(checked);
	if (!code)
		code = cmd_ask_once(&own, NULL);
	if (!code)
		code = print_answers(&own);
	str_free(&text);
	free(file);
	free(records);
	return code;
}

int cmd_check_feed(const struct options *options, const char *url)
{
	struct config *config = NULL;
	int code = cmd_config(options, &config);
	if (code)
		return code;
	char *folder = cmd_folder();
	code = folder ? ask_in(folder, options, config, url) : cmd_fail(EXIT_STORE, "no private folder could be made.");
	cmd_folder_remove(folder);
	config_free(config);
	return code;
}
