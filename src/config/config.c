/* The configuration in force: which file, its includes gathered into one tree, the faults sorted; and what
 * others ask of it. Called by both programs at the start and when the file changes. */
#include "hubbrief/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/build.h"

#define BUILT_IN "built in"
#define DEFAULT_NAME "hubbrief.yaml"

/* ---- files --------------------------------------------------------------------------------------- */

char *config_find(const char *given)
{
	const char *variable = getenv("HUBBRIEF_CONFIG"), *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (given || (variable && *variable))
		return mem_dup(given ? given : variable);
	char *path = NULL;
	if (folder && *folder == '/')
		path = mem_printf("%s/hubbrief/" DEFAULT_NAME, folder);
	else if (home)
		path = mem_printf("%s/.config/hubbrief/" DEFAULT_NAME, home);
	if (path && access(path, F_OK) == 0)
		return path;
	free(path);
	return access("/etc/hubbrief/" DEFAULT_NAME, F_OK) == 0 ? mem_dup("/etc/hubbrief/" DEFAULT_NAME) : NULL;
}

/* One byte more than a file may have, so that a larger one is noticed. */
static bool read_bytes(int fd, struct str *text)
{
	char buffer[16384];
	ssize_t got = 0;
	while (text->length <= YAML_MOST_BYTES && (got = read(fd, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0)
			str_addn(text, buffer, (size_t)got);
	}
	return true;
}

static bool read_file_text(const char *path, struct str *text, const struct place_in_file *at,
	struct config_faults *faults)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool good = fd >= 0 && fstat(fd, &status) == 0;
	if (good && !S_ISREG(status.st_mode)) {
		config_fault_add(faults, at, "%s is no file", path);
		close(fd);
		return false;
	}
	good = good && read_bytes(fd, text);
	if (!good)
		config_fault_add(faults, at, "%s cannot be read: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

/* The tree of one file; NULL with the fault. */
static struct node *read_tree(struct building *building, const char *path, const struct place_in_file *at)
{
	struct str text = { 0 };
	struct yaml yaml = { 0 };
	size_t length = 0;
	struct reading *reading = &building->reading;
	const char *builtin = str_same(path, BUILT_IN) ? builtin_file(DEFAULT_NAME, &length) : NULL;
	if (builtin)
		yaml = yaml_read(reading->arena, path, builtin, length, reading->faults);
	else if (read_file_text(path, &text, at, reading->faults))
		yaml = yaml_read(reading->arena, path, str_text(&text), text.length, reading->faults);
	else
		yaml.whole = true; /* told already; what it would hold is missing all the same */
	str_free(&text);
	reading->whole = reading->whole && yaml.whole && (yaml.root || reading->faults->count == 0);
	if (!yaml.root && reading->faults->count == 0)
		config_fault_add(reading->faults, at, "%s is empty; expected partnership, hubs, areas, sources", path);
	if (yaml.root && !settings_expect(reading, yaml.root, NODE_MAP, "the file"))
		return NULL;
	return yaml.root;
}

static struct node **joined(struct arena *arena, struct node **first, size_t count, struct node **more,
	size_t more_count)
{
	struct node **both = arena_alloc(arena, (count + more_count + 1) * sizeof *both);
	if (count)
		memcpy(both, first, count * sizeof *both);
	if (more_count)
		memcpy(both + count, more, more_count * sizeof *both);
	return both;
}

static void merge(struct building *building, struct node *root, const struct node *more);

/* Lists of an included file are added to the main one's, views and keys too; all else is given once. */
static void merge_key(struct building *building, struct node *root, struct node *key, struct node *new)
{
	struct arena *arena = building->reading.arena;
	struct node *old = node_get(root, key->text);
	bool named = str_same(key->text, "views") || str_same(key->text, "keys");
	if (!old) {
		root->keys = joined(arena, root->keys, root->count, &key, 1);
		root->items = joined(arena, root->items, root->count++, &new, 1);
	} else if (old->type == NODE_LIST && new->type == NODE_LIST) {
		old->items = joined(arena, old->items, old->count, new->items, new->count);
		old->count += new->count;
	} else if (named && old->type == NODE_MAP && new->type == NODE_MAP) {
		merge(building, old, new);
	} else {
		config_fault_add(building->reading.faults, &key->at, "\"%.40s\" again; it stands already in %s, line %d",
			key->text, old->at.file, old->at.line);
	}
}

static void merge(struct building *building, struct node *root, const struct node *more)
{
	for (size_t i = 0; i < more->count; i++)
		if (str_same(more->keys[i]->text, "include"))
			config_fault_add(building->reading.faults, &more->keys[i]->at, "an included file cannot include others");
		else
			merge_key(building, root, more->keys[i], more->items[i]);
}

static void add_file(struct config *config, const char *path)
{
	const char **files = arena_alloc(&config->arena, (config->file_count + 1) * sizeof *files);
	for (size_t i = 0; i < config->file_count; i++)
		files[i] = config->files[i];
	files[config->file_count++] = path;
	config->files = files;
}

static void read_includes(struct building *building, struct node *root)
{
	struct node *list = node_get(root, "include");
	if (!list || !settings_expect(&building->reading, list, NODE_LIST, "include"))
		return;
	for (size_t i = 0; i < list->count; i++) {
		const struct node *item = list->items[i];
		if (!settings_expect(&building->reading, item, NODE_SCALAR, "include"))
			continue;
		const char *path = path_beside(&building->config->arena, building->config->path, item->text);
		const struct node *more = read_tree(building, path, &item->at);
		add_file(building->config, path);
		if (more)
			merge(building, root, more);
	}
}

/* Whether there is a view in the built-in text that these lack. To parse it is most of what a start spends on its
 * configuration, and who copied the file has them all: so its views are looked for as keys two blanks in. */
static bool lacks_view(const struct node *views, const char *text)
{
	char name[64];
	const char *line = strstr(text, "\nviews:\n");
	for (line = line ? strchr(line + 1, '\n') : NULL; line && strspn(line + 1, " #\n"); line = strchr(line + 1, '\n'))
		if (strspn(line + 1, " ") == 2 && sscanf(line, "\n  %63[a-z0-9_-]:", name) == 1 && !node_get(views, name))
			return true;
	return false;
}

static void read_builtin(struct building *building)
{
	size_t length;
	const char *text = builtin_file(DEFAULT_NAME, &length);
	bool wanted = !node_get(building->root, "ratings") || (text && lacks_view(node_get(building->root, "views"), text));
	if (text && wanted && !str_same(building->config->path, BUILT_IN))
		building->builtin = yaml_read(building->reading.arena, BUILT_IN, text, length, building->reading.faults).root;
}

/* ---- faults in order ----------------------------------------------------------------------------- */

static size_t file_index(const struct config *config, const char *file)
{
	size_t i = 0;
	while (i < config->file_count && !str_same(config->files[i], file))
		i++;
	return i;
}

static bool stands_before(const struct config *config, const struct place_in_file *a, const struct place_in_file *b)
{
	size_t file_a = file_index(config, a->file), file_b = file_index(config, b->file);
	if (file_a != file_b)
		return file_a < file_b;
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

static void sort_faults(const struct config *config, struct config_faults *faults)
{
	for (size_t i = 1; i < faults->count; i++) { /* at most a hundred */
		struct config_fault fault = faults->list[i];
		size_t j = i;
		for (; j > 0 && stands_before(config, &fault.at, &faults->list[j - 1].at); j--)
			faults->list[j] = faults->list[j - 1];
		faults->list[j] = fault;
	}
}

/* ---- loading ------------------------------------------------------------------------------------- */

static void build(struct building *building)
{
	struct config *config = building->config;
	settings_read(&building->reading, SECTION_TOP, building->root, config);
	if (!config->short_name)
		config->short_name = config->name;
	build_meeting(building);
	build_hubs(building); /* filters and sources name hubs and areas, so these come first */
	build_areas(building);
	build_sources(building);
	build_ratings(building);
	build_keys(building);
	build_views(building);
	check_whole(building);
}

struct config *config_load(const char *path, const char *demo_socket, const struct config_words *words,
	struct config_faults *faults)
{
	struct config *config = mem_alloc(sizeof *config);
	struct building building = { .config = config, .words = words };
	building.reading = (struct reading){ &config->arena, faults, demo_socket, config, true };
	config->path = path ? arena_dup(&config->arena, path) : BUILT_IN;
	add_file(config, config->path);
	struct node *root = read_tree(&building, config->path, &(struct place_in_file){ config->path, 1, 1 });
	building.root = root;
	if (root) {
		read_includes(&building, root);
		read_builtin(&building);
		build(&building);
	}
	sort_faults(config, faults);
	if (faults->count == 0)
		return config;
	config_free(config);
	return NULL;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	struct arena arena = config->arena;
	free(config);
	arena_free(&arena);
}

/* ---- questions ----------------------------------------------------------------------------------- */

struct known_places config_places(const struct config *config)
{
	return (struct known_places){ config->hub_ids, config->area_ids, config->hub_count, config->area_count };
}

int config_hub_index(const struct config *config, const char *id)
{
	for (size_t i = 0; i < config->hub_count; i++)
		if (str_same(config->hubs[i].id, id))
			return (int)i;
	return -1;
}

int config_area_index(const struct config *config, const char *id)
{
	for (size_t i = 0; i < config->area_count; i++)
		if (str_same(config->areas[i].id, id))
			return (int)i;
	return -1;
}

const char *area_label_on(const struct area *area, day_t day)
{
	for (size_t i = 0; i < area->label_count; i++)
		if (area->labels[i].from <= day && day <= area->labels[i].to)
			return area->labels[i].label;
	return area->short_name;
}

const struct view_config *config_view(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->view_count; i++)
		if (str_same(config->views[i].name, name))
			return &config->views[i];
	return NULL;
}
