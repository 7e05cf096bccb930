/* Which briefing a question counts changes from: see changes.h. Dashboard and commands. */
#include "hubbrief/actions_csv.h"
#include "hubbrief/changes.h"

#include <stdlib.h>

#include "hubbrief/mem.h"

/* The baselines of a forum, as state_baselines visits them. */
struct found {
	const struct config *config;
	struct baseline all, *hubs; /* as many as the configuration has; without one of its own: sequence −1 */
};

static void take(void *context, const char *hub, struct baseline baseline)
{
	struct found *found = context;
	int index = *hub ? config_hub_index(found->config, hub) : -1;
	if (!*hub)
		found->all = baseline;
	else if (index >= 0)
		found->hubs[index] = baseline;
}

bool brief_baseline(struct state *state, struct store *store, const struct config *config, const char *forum, int hub,
	struct moment *moment)
{
	struct found found = { config, BASELINE_NONE, mem_array(config->hub_count + 1, sizeof *found.hubs) };
	for (size_t i = 0; i < config->hub_count; i++)
		found.hubs[i] = BASELINE_NONE;
	if (state)
		state_baselines(state, forum, moment->now, take, &found);
	for (size_t i = 0; i < config->hub_count; i++)
		if (found.all.sequence >= 0 && (found.hubs[i].sequence < 0 || found.hubs[i].at < found.all.at))
			found.hubs[i] = found.all;
	const struct baseline common = hub >= 0 ? found.hubs[hub] : found.all;
	bool counts = hub < 0 || common.sequence >= 0; /* else that hub has closed none, whatever the others have */
	if (common.sequence >= 0)
		moment_count_from(moment, common);
	for (size_t i = 0; counts && i < config->hub_count; i++)
		moment_own(moment, store_hub_bit(store, config->hubs[i].id), found.hubs[i]);
	free(found.hubs);
	return moment_has_baseline(moment);
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
