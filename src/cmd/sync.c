/* `hubbrief sync [SOURCE...]`: has a feeder ask every source once (or those named), then says of each how it
 * stands. Opens no connection itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/brief.h"
#include "hubbrief/clean.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"

static int unknown_source(const struct config *config, const char *id)
{
	const char **ids = mem_array(config->source_count + 1, sizeof *ids);
	for (size_t i = 0; i < config->source_count; i++)
		ids[i] = config->sources[i].id;
	const char *near = str_nearest(id, ids, config->source_count);
	free(ids);
	return cmd_fail(EXIT_USAGE, "the configuration has no source \"%s\"%s%s%s.", id, near ? " (did you mean \"" : "",
		near ? near : "", near ? "\"?)" : "");
}

static bool is_named(const char *id, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], id))
			return true;
	return argc < 2;
}

static int check_names(const struct config *config, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		bool known = false;
		for (size_t n = 0; n < config->source_count; n++)
			known |= !strcmp(config->sources[n].id, argv[i]);
		if (!known)
			return unknown_source(config, argv[i]);
	}
	return EXIT_OK;
}

static void print_line(const struct source_line *line, instant_t now)
{
	struct str out = { 0 }, sentence = { 0 };
	source_line_sentence(line, now, &sentence);
	str_addf(&out, "%-24s %-8s ", line->name, source_state_text(line->state));
	plural(line->records, "record", "records", &out);
	if (line->quarantined)
		str_addf(&out, ", %d quarantined", line->quarantined);
	if (line->held)
		str_addf(&out, ", %d held back", line->held);
	if (line->past)
		str_addf(&out, ", %d past retention and not kept", line->past);
	if (sentence.length)
		str_add(&out, ". ");
	clean_add(&out, str_text(&sentence), sentence.length);
	puts(str_text(&out));
	str_free(&out);
	str_free(&sentence);
}

/* A line a source; whether all of them are fresh. */
static int print_states(const struct options *options, const struct config *config, struct store *store, int argc,
	char **argv)
{
	struct arena arena = { 0 };
	struct request_list requests = { 0 };
	struct source_line *lines;
	instant_t now = clock_now(&options->clock);
	int code = EXIT_OK;
	store_requests(store, &requests);
	size_t count = source_lines(config, &requests, now, &arena, &lines);
	for (size_t i = 0; i < count; i++) {
		if (!is_named(lines[i].source->id, argc, argv))
			continue;
		print_line(&lines[i], now);
		if (lines[i].state != SOURCE_FRESH && lines[i].state != SOURCE_OFF)
			code = EXIT_NO;
	}
	request_list_free(&requests);
	arena_free(&arena);
	return cmd_flush(code);
}

int cmd_sync(const struct options *options, int argc, char **argv)
{
	struct config *config = NULL;
	struct store *store = NULL;
	if (!cmd_take_options(NULL, 0, false, &argc, argv))
		return EXIT_USAGE;
	int code = cmd_config(options, &config);
	if (!code)
		code = check_names(config, argc, argv);
	if (!code && !options->offline)
		code = cmd_ask_once(options, argv + 1);
	if (!code)
		code = cmd_store(options, &store);
	if (!code)
		code = print_states(options, config, store, argc, argv);
	if (store)
		store_close(store);
	if (config)
		config_free(config);
	return code;
}
