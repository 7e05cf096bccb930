/* `hubbrief preflight`: whether everything is ready for the briefing; a line for each thing that is not, and what to
 * do about it. What is checked is src/brief/preflight.c's. Reads the stores; asks no source. */
#include <stdio.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/preflight.h"

static void print_line(const char *text)
{
	struct str line = { 0 };
	clean_add(&line, text, strlen(text));
	puts(str_text(&line));
	str_free(&line);
}

/* The marking stands first and last, as in every list of records. */
static void print_failures(const struct preflight *preflight, const struct moment *moment)
{
	struct str things = { 0 };
	char day[DATE_TEXT], clock[DATE_TEXT];
	plural(preflight->failures, "thing", "things", &things);
	printf("%s  Not ready for the briefing: %s to see to, %s%s %s%s\n", marking_text(preflight->marking), str_text(&things),
		moment->past == PAST_NOT ? "" : "as of ", day_long(day, moment->today), instant_clock(clock, moment->now),
		preflight->demo ? "  DEMO, NOT REAL" : "");
	for (size_t i = 0; i < preflight->line_count; i++)
		print_line(preflight->lines[i]);
	puts(marking_text(preflight->marking));
	str_free(&things);
}

static void print_ready(const struct preflight *preflight, const struct moment *moment)
{
	char day[DATE_TEXT], clock[DATE_TEXT];
	printf("Ready for the briefing: %s", str_text(&preflight->ready));
	if (moment->past != PAST_NOT)
		printf(", as of %s %s", day_long(day, moment->today), instant_clock(clock, moment->now));
	puts(".");
}

static int print_preflight(const struct options *options, const struct config *config, struct store *store)
{
	struct preflight preflight = { 0 };
	struct error error = { "" };
	int hub, area, code = cmd_places(options, config, &hub, &area);
	if (code)
		return code;
	struct moment moment = cmd_moment(options, config, store, hub);
	if (!brief_preflight(store, config, &moment, hub, area, &preflight, &error))
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	else if (preflight.failures)
		print_failures(&preflight, &moment);
	else
		print_ready(&preflight, &moment);
	code = code ? code : cmd_flush(preflight.failures ? EXIT_NO : EXIT_OK);
	preflight_free(&preflight);
	return code;
}

int cmd_preflight(const struct options *options, int argc, char **argv)
{
	struct config *config = NULL;
	struct store *store = NULL;
	if (!cmd_take_options(NULL, 0, false, &argc, argv))
		return EXIT_USAGE;
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "preflight takes no \"%s\"; --hub and --area narrow it.", argv[1]);
	int code = cmd_config(options, &config);
	if (!code)
		code = cmd_store(options, &store);
	if (!code)
		code = print_preflight(options, config, store);
	if (store)
		store_close(store);
	if (config)
		config_free(config);
	return code;
}
