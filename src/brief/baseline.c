/* Which briefing a question counts changes from: see changes.h. Dashboard and commands. */
#include "hubbrief/actions_csv.h"
#include "hubbrief/changes.h"

#include <stdlib.h>

bool brief_baseline(struct state *state, const struct config *config, int hub, struct moment *moment)
{
	struct briefing last;
	const char *id = hub >= 0 ? config->hubs[hub].id : "";
	if (!state || !state_baseline(state, config->forum, id, moment->now, &last))
		return false;
	moment->since = last.sequence;
	moment->since_at = last.held;
	briefing_clear(&last);
	return true;
}

bool brief_close(struct state *state, struct store *store, const struct config *config, const struct briefing *briefing,
	struct error *error)
{
	struct briefing open = { 0 };
	const char *forum = briefing->forum ? briefing->forum : config->forum;
	bool under_way = state_briefing_open(state, forum, &open);
	struct briefing own = *briefing;
	own.forum = mem_dup(forum);
	int64_t id = under_way ? open.id : state_briefing_begin(state, &own, error);
	free(own.forum);
	briefing_clear(&open);
	return id && actions_csv_write(state, error) && state_briefing_close(state, id, briefing->held, store_sequence(store), error);
}
