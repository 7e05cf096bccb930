/* `hubbrief close [--forum NAME] [--hub ID]`: closes a briefing, so that changes count from here. The one that is under
 * way, else one that is held and closed at this moment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/changes.h"
#include "hubbrief/cmd.h"
#include "hubbrief/meeting.h"

/* The one that is under way must be this account's, and the one that is meant. */
static int check_open(struct state *state, const char *forum, const char *hub)
{
	struct briefing open = { 0 };
	struct error error = { "" };
	int code = EXIT_OK;
	if (!state_briefing_open(state, forum, &open))
		return EXIT_OK;
	if (meeting_elsewhere(&open, &error))
		code = cmd_fail(EXIT_NO, "%s", error.text);
	else if (strcmp(hub, open.hub) != 0)
		code = cmd_fail(EXIT_NO, "A briefing of %s for %s is still open. Finish that one first.", forum,
			*open.hub ? open.hub : "all hubs");
	briefing_clear(&open);
	return code;
}

static void say_closed(const struct config *config, const struct briefing *briefing)
{
	struct str text = { 0 };
	closed_say(config, briefing->hub, briefing->held, &text);
	printf("%s\n", str_text(&text));
	str_free(&text);
}

static int close_in(const struct options *options, const struct config *config, struct store *store, const char *forum,
	bool say)
{
	struct error error = { "" };
	struct state *state = NULL;
	instant_t now = clock_now(&options->clock);
	int hub, area, code = cmd_places(options, config, &hub, &area);
	if (code || (code = cmd_state(options, &state)))
		return code;
	state_beside(state, store);
	struct log *log = options->log ? log_open(options->log, &options->clock, &error) : NULL;
	if (options->log && !log) {
		state_close(state);
		return cmd_fail(EXIT_USAGE, "%s", error.text);
	}
	struct briefing briefing = { .started = now, .held = now };
	char *texts[] = { mem_dup(forum ? forum : config->forum), mem_dup(hub >= 0 ? config->hubs[hub].id : ""),
		mem_dup(meeting_account()) };
	briefing.forum = texts[0];
	briefing.hub = texts[1];
	briefing.keeper = texts[2];
	code = check_open(state, briefing.forum, briefing.hub);
	if (!code) /* before it: afterwards the briefing that it counts from is not the last any more, and may go */
		cmd_purge_state(state, config, now, log);
	if (!code && !brief_close(state, store, config, &briefing, &error))
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	if (!code && say)
		say_closed(config, &briefing);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	log_close(log);
	state_close(state);
	return code;
}

int cmd_close_briefing(const struct options *options, const char *forum, bool say)
{
	struct config *config = NULL;
	struct store *store = NULL;
	int code = cmd_config(options, &config);
	if (!code)
		code = cmd_store(options, &store);
	if (!code)
		code = close_in(options, config, store, forum, say);
	if (store)
		store_close(store);
	if (config)
		config_free(config);
	return code;
}

int cmd_close(const struct options *options, int argc, char **argv)
{
	const char *forum = NULL;
	const struct option_row rows[] = { { "forum", "NAME", "", &forum, NULL } };
	if (!cmd_take_options(rows, 1, false, &argc, argv))
		return EXIT_USAGE;
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "close takes no \"%s\"; --forum and --hub say which briefing.", argv[1]);
	int code = cmd_close_briefing(options, forum, true);
	return code ? code : cmd_flush(EXIT_OK);
}
