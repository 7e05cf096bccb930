/* `hubbrief check [FILE...]`: everything that is wrong with a configuration, at once: the file itself, its keys,
 * its mappings, and the files it names. Changes nothing; asks only the feed of `--feed`. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/brief.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/keymap.h"
#include "hubbrief/mapping.h"
#include "hubbrief/purge.h"

/* ---- files --------------------------------------------------------------------------------------- */

/* A file with a secret: there, a plain file of one's own, and closed to others. */
static void check_secret(struct config_faults *faults, const struct place_in_file *at, const char *what,
	const char *path)
{
	struct stat stat;
	if (!path)
		return;
	if (lstat(path, &stat))
		config_fault_add(faults, at, "%s %s cannot be read: %s.", what, path, strerror(errno));
	else if (!S_ISREG(stat.st_mode))
		config_fault_add(faults, at, "%s %s is not a plain file.", what, path);
	else if (stat.st_uid != geteuid())
		config_fault_add(faults, at, "%s %s belongs to another account. It has to be your own.", what, path);
	else if (stat.st_mode & 077)
		config_fault_add(faults, at, "%s %s is open to others (%04o). chmod 600 %s", what, path, stat.st_mode & 07777u, path);
}

static void check_mapping(struct config_faults *faults, const struct config *config, const struct source *source)
{
	struct error error = { 0 };
	char *sql = mapping_text(source->map_path, &error);
	struct mapping *mapping = sql ? mapping_new(source->map_file, sql, config, &error) : NULL;
	if (!mapping)
		config_fault_add(faults, &source->at, "its mapping: %s", error.text);
	mapping_free(mapping);
	free(sql);
}

static void check_sources(struct config_faults *faults, const struct config *config)
{
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source *source = &config->sources[i];
		check_secret(faults, &source->at, "the token file", source->bearer_file);
		check_secret(faults, &source->at, "the header file", source->header_file);
		if (source->map_path)
			check_mapping(faults, config, source);
	}
}

/* A configuration that others may write decides what others are shown. */
static void check_writable(struct config_faults *faults, const struct config *config)
{
	for (size_t i = 0; i < config->file_count; i++) {
		struct stat stat;
		struct place_in_file at = { config->files[i], 1, 1 };
		if (!lstat(config->files[i], &stat) && S_ISREG(stat.st_mode) && stat.st_mode & 022)
			config_fault_add(faults, &at, "others may write this file (%04o). chmod go-w %s", stat.st_mode & 07777u,
				config->files[i]);
	}
}

/* The stores, where there are any, are private. */
static void check_store(struct config_faults *faults, const char *given, const char *name)
{
	struct error error = { 0 };
	struct stat stat;
	char *path = store_path(given, name, &error);
	struct place_in_file at = { path ? path : name, 1, 1 };
	if (!path)
		config_fault_add(faults, &at, "%s", error.text);
	else if (!lstat(path, &stat) && (stat.st_mode & 077 || stat.st_uid != geteuid()))
		config_fault_add(faults, &at, "the store has to be yours alone (it is %04o). chmod 600 %s",
			stat.st_mode & 07777u, path);
	free(path);
}

/* ---- one configuration --------------------------------------------------------------------------- */

static void say_good(const struct config *config)
{
	struct str out = { 0 };
	str_addf(&out, "%s: no fault. ", config->path);
	plural((int)config->hub_count, "hub, ", "hubs, ", &out);
	plural((int)config->area_count, "area, ", "areas, ", &out);
	plural((int)config->source_count, "source, ", "sources, ", &out);
	plural((int)config->rating_count, "rating, ", "ratings, ", &out);
	plural((int)config->view_count, "view.", "views.", &out);
	puts(str_text(&out));
	str_free(&out);
}

static void print_faults(const struct config_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		struct str out = { 0 };
		config_fault_print(&faults->list[i], &out);
		puts(str_text(&out));
		str_free(&out);
	}
}

/* How many faults there are. `path` NULL: the built-in configuration. */
static size_t check_file(const struct options *options, const char *path)
{
	struct config_faults faults = { 0 };
	struct config_words words = cmd_words();
	struct config *config = config_load(path, options->demo_socket, &words, &faults);
	if (config) {
		keymap_free(keymap_new(config, &faults));
		check_sources(&faults, config);
		check_writable(&faults, config);
	}
	size_t count = faults.count;
	print_faults(&faults);
	if (!count)
		say_good(config);
	config_faults_free(&faults);
	if (config)
		config_free(config);
	return count;
}

static size_t check_stores(const struct options *options)
{
	struct config_faults faults = { 0 };
	check_store(&faults, options->records, "records.db");
	check_store(&faults, options->state, "state.db");
	size_t count = faults.count;
	print_faults(&faults);
	config_faults_free(&faults);
	return count;
}

/* ---- what was purged ------------------------------------------------------------------------------- */

static int newest_first(const void *a, const void *b)
{
	const struct purge_line *left = a, *right = b;
	return (left->at < right->at) - (left->at > right->at);
}

static void print_purged(struct purge_line *lines, size_t count)
{
	if (count)
		qsort(lines, count, sizeof *lines, newest_first);
	for (size_t i = 0; i < count; i++) {
		char day[DATE_TEXT], time[DATE_TEXT];
		struct str out = { 0 };
		str_addf(&out, "%s %s  ", day_iso(day, instant_day(lines[i].at)), instant_clock(time, lines[i].at));
		purge_say(&lines[i], &out);
		puts(str_text(&out));
		str_free(&out);
	}
	if (!count)
		puts("Nothing has been purged yet.");
}

/* The audit lines of both stores. One that is not there yet has none. */
static int tell_purged(const struct options *options)
{
	enum { LINES_MOST = 100000 };
	struct error error = { "" };
	struct store *store = NULL;
	char *path = store_path(options->state, "state.db", &error);
	struct state *state = path ? state_open_reader(path, &error) : NULL;
	int code = *error.text ? cmd_fail(EXIT_STORE, "%s", error.text) : cmd_store(options, &store);
	struct purge_line *lines = mem_array(LINES_MOST, sizeof *lines);
	if (!code) {
		size_t count = store_purges(store, INT64_MAX, lines, LINES_MOST);
		count += state ? state_purges(state, lines + count, LINES_MOST - count) : 0;
		print_purged(lines, count);
	}
	store_close(store);
	state_close(state);
	free(lines);
	free(path);
	return cmd_flush(code);
}

int cmd_check(const struct options *options, int argc, char **argv)
{
	size_t faults = 0;
	const char *feed = NULL;
	bool purged = false;
	const struct option_row rows[] = { { "feed", "URL", "", &feed, NULL }, { "purged", NULL, "", NULL, &purged } };
	if (!cmd_take_options(rows, 2, false, &argc, argv))
		return EXIT_USAGE;
	if ((purged || feed) && argc > 1)
		return cmd_fail(EXIT_USAGE, "check --%s takes no \"%s\".", purged ? "purged" : "feed", argv[1]);
	if (purged && feed)
		return cmd_fail(EXIT_USAGE, "check takes --feed or --purged, not both.");
	if (purged)
		return tell_purged(options);
	if (feed)
		return cmd_check_feed(feed);
	for (int i = 1; i < argc; i++)
		faults += check_file(options, argv[i]);
	if (argc < 2) {
		char *path = cmd_config_path(options);
		faults = check_file(options, path) + check_stores(options);
		free(path);
	}
	return cmd_flush(faults ? EXIT_NO : EXIT_OK);
}
