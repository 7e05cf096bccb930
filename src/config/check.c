/* What no setting can say alone: a source whose parts contradict each other, a reference to something that
 * is not there. Called by build.c and config.c. */
#include <string.h>
#include <unistd.h>

#include "hubbrief/build.h"

/* The place of a key's value, or of the mapping when the key is absent. */
static const struct place_in_file *place(const struct node *map, const char *key)
{
	const struct node *node = node_get(map, key);
	return node ? &node->at : &map->at;
}

static bool mentions(const struct source *source, const char *placeholder)
{
	return (source->url && strstr(source->url, placeholder)) || (source->form && strstr(source->form, placeholder));
}

static void check_placeholders(struct building *building, const struct source *source, const struct node *map)
{
	struct config_faults *faults = building->reading.faults;
	bool by_hub = source->hubs.count > 0, says_hub = mentions(source, "{hub}") || mentions(source, "{hub.poly}");
	if (!source->url)
		return;
	if (says_hub && !by_hub && !node_get(node_get(map, "each"), "hub"))
		config_fault_add(faults, place(map, "url"), "{hub}, but no hubs to ask for; expected each: { hub: all }");
	if (by_hub && !says_hub)
		config_fault_add(faults, place(map, "each"), "one request for each hub, but all the same; expected {hub} or "
			"{hub.poly} in url or form");
	if (mentions(source, "{month}") && !source->months && !node_get(node_get(map, "each"), "month"))
		config_fault_add(faults, place(map, "url"), "{month}, but no months to ask for; expected each: { month: 13 }");
	if (source->months && !mentions(source, "{month}"))
		config_fault_add(faults, place(map, "each"), "one request for each month, but all the same; expected {month} in "
			"url or form");
}

static void check_polys(struct building *building, const struct source *source, const struct node *map)
{
	const struct config *config = building->config;
	for (size_t i = 0; mentions(source, "{hub.poly}") && i < source->hubs.count; i++) {
		int hub = config_hub_index(config, source->hubs.at[i]);
		if (hub < 0 ? building->reading.whole : !config->hubs[hub].poly)
			config_fault_add(building->reading.faults, place(map, "each"), "{hub.poly}, but \"%s\" has no poly",
				source->hubs.at[i]);
	}
}

static void check_auth(struct building *building, const struct source *source, const struct node *map)
{
	const struct node *auth = node_get(map, "auth");
	struct config_faults *faults = building->reading.faults;
	if (!auth || auth->type != NODE_MAP)
		return;
	if ((source->header_name != NULL) != (source->header_file != NULL))
		config_fault_add(faults, &auth->at, "header and header_file go together; one of them is missing");
	if (source->header_name && source->header_name[strspn(source->header_name,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")])
		config_fault_add(faults, place(auth, "header"), "\"%.60s\" is no name of a header; expected such as X-Api-Key",
			source->header_name);
	if (auth->count == 0)
		config_fault_add(faults, &auth->at, "auth says nothing; expected bearer_file, or header and header_file");
}

/* The mapping beside the configuration, else the one that is built in. */
static void find_map(struct building *building, struct source *source, const struct node *node)
{
	struct arena *arena = &building->config->arena;
	const char *slash = strrchr(source->map_file, '/');
	const char *base = slash ? slash + 1 : source->map_file;
	source->map_path = path_beside(arena, node->at.file, source->map_file);
	bool beside = !str_same(building->config->path, "built in") && access(source->map_path, F_OK) == 0;
	if (!beside)
		source->map_path = arena_printf(arena, "builtin:%s", base);
	if (beside || builtin_file(arena_printf(arena, "sources/%s", base), NULL))
		return;
	const char *names[100];
	size_t count = 0;
	for (size_t i = 0; builtin_name(i) && count < 100; i++)
		if (str_starts(builtin_name(i), "sources/"))
			names[count++] = builtin_name(i);
	config_fault_add(building->reading.faults, &node->at,
		"no file \"%.80s\" beside the configuration, and none is built in%s", source->map_file,
		did_you_mean(arena, source->map_file, names, count));
}

static void check_map(struct building *building, struct source *source, const struct node *map)
{
	const struct node *node = node_get(map, "map");
	if (!node_get(map, "type") || node_get(map, "type")->type != NODE_SCALAR)
		return;
	if (source->map_file && source->type == SOURCE_HUB_FEED)
		config_fault_add(building->reading.faults, &node->at, "a hub-feed needs no map; expected type: json with one");
	else if (source->map_file)
		find_map(building, source, node);
	else if (source->type == SOURCE_JSON && !node && building->reading.whole)
		config_fault_add(building->reading.faults, &map->at,
			"\"map\" is missing (a json source needs the file of its mapping)");
}

void check_source(struct building *building, struct source *source, const struct node *map)
{
	struct config_faults *faults = building->reading.faults;
	const struct node *gate = node_get(map, "gate");
	if (str_same(source->id, "room"))
		config_fault_add(faults, place(map, "id"), "\"room\" cannot be a source's id: it is what was taken down in briefings");
	if (url_is_open_http(source->url) && !source->insecure_http)
		config_fault_add(faults, place(map, "url"), "http:// to another machine can be read and changed on the way; "
			"expected https:// (or insecure_http: true, if it must be)");
	if (url_is_open_http(source->gate_url) && !source->insecure_http)
		config_fault_add(faults, place(gate, "url"), "http:// to another machine; expected https://");
	if (source->gate_pick && !str_starts(source->gate_pick, "$"))
		config_fault_add(faults, place(gate, "pick"), "pick \"%.60s\"; expected a path such as $.date", source->gate_pick);
	if (building->reading.whole) {
		check_placeholders(building, source, map);
		check_polys(building, source, map);
	}
	check_auth(building, source, map);
	check_map(building, source, map);
	if (source->url && strstr(source->url, "{demo}"))
		source->off = "This source is the demonstration's: `hubbrief demo` serves it.";
}

static void check_holidays(struct building *building)
{
	const struct config *config = building->config;
	const char *ids[512];
	size_t count = 0;
	if (!config->holidays_source || !building->reading.whole)
		return;
	for (size_t i = 0; i < config->source_count && count < 512; i++) {
		if (strcmp(config->sources[i].id, config->holidays_source) == 0)
			return;
		ids[count++] = config->sources[i].id;
	}
	config_fault_add(building->reading.faults, place(building->root, "holidays"),
		"holidays \"%.60s\" is no source; expected a source's id%s", config->holidays_source,
		did_you_mean(building->reading.arena, config->holidays_source, ids, count));
}

void check_whole(struct building *building)
{
	check_holidays(building);
}
