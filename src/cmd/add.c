/* `hubbrief add "TEXT, OWNER, WHEN"`: an action taken down outside a meeting, as the meeting takes it. Saved in
 * state.db; then the feeder brings it among the records. */
#include <stdio.h>
#include <stdlib.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/meeting.h"

int cmd_room_stored(const struct options *options)
{
	char room[] = ROOM_SOURCE, *sources[] = { room, NULL };
	return cmd_ask_once(options, sources);
}

static int save(const struct options *options, const struct config *config, const struct action_draft *draft)
{
	struct error error = { "" };
	struct state *state = NULL;
	struct str said = { 0 };
	int code = cmd_state(options, &state);
	if (code)
		return code;
	action_say(draft, &said);
	if (action_save(state, config, draft, 0, clock_now(&options->clock), &error))
		printf("Saved: %s\n", str_text(&said));
	else
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	str_free(&said);
	state_close(state);
	if (!code)
		code = cmd_flush(EXIT_OK);
	return code ? code : cmd_room_stored(options);
}

static int add(const struct options *options, const struct config *config, struct store *store, const char *line)
{
	int hub, area, code = cmd_places(options, config, &hub, &area);
	struct action_draft draft;
	if (code)
		return code;
	const struct holidays holidays = store_holidays(store);
	action_parse(line, NULL, config, store, instant_day(clock_now(&options->clock)), &holidays, &draft);
	if (*draft.fault)
		return cmd_fail(EXIT_USAGE, "%s", draft.fault);
	if (hub >= 0) {
		snprintf(draft.hub, sizeof draft.hub, "%s", config->hubs[hub].id);
		snprintf(draft.place, sizeof draft.place, "%s", config->hubs[hub].name);
	}
	if (area >= 0)
		snprintf(draft.area, sizeof draft.area, "%s", config->areas[area].id);
	return save(options, config, &draft);
}

int cmd_add(const struct options *options, int argc, char **argv)
{
	struct config *config = NULL;
	struct store *store = NULL;
	if (!cmd_take_options(NULL, 0, false, &argc, argv))
		return EXIT_USAGE;
	if (argc != 2)
		return cmd_fail(EXIT_USAGE, "add takes one text in quotes: hubbrief add \"send training dates to CSP, ICB, fri\"");
	int code = cmd_config(options, &config);
	if (!code)
		code = cmd_store(options, &store);
	if (!code)
		code = add(options, config, store, argv[1]);
	if (store)
		store_close(store);
	if (config)
		config_free(config);
	return code;
}
