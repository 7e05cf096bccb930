/* What the subcommands share: reading options, opening the configuration and the store, saying what went
 * wrong. Called by main.c and every file of src/cmd/, in the process the user started. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unistd.h>

#include "hubbrief/changes.h"
#include "hubbrief/child.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/keymap.h"
#include "hubbrief/pane.h"
#include "hubbrief/past.h"

int cmd_fail(int code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fflush(stdout);
	fputs("hubbrief: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return code;
}

int cmd_flush(int code)
{
	if (fflush(stdout) || ferror(stdout))
		return cmd_fail(code ? code : EXIT_NO, "the output could not be written whole. Is the disk full?");
	return code;
}

/* ---- options ------------------------------------------------------------------------------------ */

void cmd_global_options(struct options *options, const char **profile, const char **now,
	struct option_row rows[GLOBAL_OPTIONS])
{
	const struct option_row table[GLOBAL_OPTIONS] = {
		{ "config", "FILE", "the configuration", &options->config, NULL },
		{ "records", "FILE", "the store of records", &options->records, NULL },
		{ "state", "FILE", "the store of your own work", &options->state, NULL },
		{ "now", "TIME", "the time to show, instead of the clock's", now, NULL },
		{ "as-of", "BRIEFING", "the board, or what reads, as it stood at a past briefing", &options->as_of, NULL },
		{ "offline", NULL, "ask no source", NULL, &options->offline },
		{ "profile", "team|room|public", "what may be shown", profile, NULL },
		{ "view", "NAME", "the view to open", &options->view, NULL },
		{ "hub", "ID", "one hub", &options->hub, NULL },
		{ "area", "ID", "one priority area", &options->area, NULL },
		{ "theme", "NAME", "colours", &options->theme, NULL },
		{ "ascii", NULL, "7-bit characters only", NULL, &options->ascii },
		{ "mono", NULL, "no colours", NULL, &options->mono },
		{ "kiosk", NULL, "nothing that leaves the board", NULL, &options->kiosk },
		{ "log", "FILE", "write what the program does to a file", &options->log, NULL },
	};
	memcpy(rows, table, sizeof table);
}

static const struct option_row *row_named(const struct option_row *rows, size_t count, const char *word, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(rows[i].name) == length && !strncmp(rows[i].name, word, length))
			return &rows[i];
	return NULL;
}

static bool unknown_option(const struct option_row *rows, size_t count, const char *word)
{
	const char **names = mem_array(count + 1, sizeof *names);
	char *bare = mem_dupn(word + 2, strcspn(word + 2, "="));
	for (size_t i = 0; i < count; i++)
		names[i] = rows[i].name;
	const char *near = str_nearest(bare, names, count);
	cmd_fail(EXIT_USAGE, "there is no option --%s%s%s%s. `hubbrief help` lists them.", bare,
		near ? " here (did you mean --" : " here", near ? near : "", near ? "?)" : "");
	free(bare);
	free(names);
	return false;
}

/* Sets one option; *at moves over a value that stands in the next word. */
static bool take_value(const struct option_row *row, char **argv, int argc, int *at)
{
	const char *equals = strchr(argv[*at], '=');
	if (!row->argument) {
		if (equals)
			return cmd_fail(EXIT_USAGE, "--%s takes no value.", row->name), false;
		*row->flag = true;
	} else if (equals) {
		*row->value = equals + 1;
	} else if (*at + 1 < argc) {
		*row->value = argv[++*at];
	} else {
		return cmd_fail(EXIT_USAGE, "--%s needs a value: --%s %s.", row->name, row->name, row->argument), false;
	}
	return true;
}

bool cmd_take_options(const struct option_row *rows, size_t count, bool pass_on, int *argc, char **argv)
{
	int kept = 1, at = 1;
	for (; at < *argc && strcmp(argv[at], "--"); at++) {
		const char *word = argv[at];
		bool is_option = str_starts(word, "--");
		const struct option_row *row = is_option ? row_named(rows, count, word + 2, strcspn(word + 2, "=")) : NULL;
		if (!row && is_option && !(pass_on && kept > 1))
			return unknown_option(rows, count, word);
		if (!row)
			argv[kept++] = argv[at];
		else if (!take_value(row, argv, *argc, &at))
			return false;
	}
	if (at < *argc && !pass_on)
		at++; /* the "--" itself, once nobody else has to see it */
	while (at < *argc)
		argv[kept++] = argv[at++];
	argv[kept] = NULL;
	*argc = kept;
	return true;
}

/* ---- configuration, store, moment --------------------------------------------------------------- */

struct config_words cmd_words(void)
{
	return (struct config_words){ pane_kind_names, action_names, keys_valid };
}

static void print_faults(const struct config_faults *faults)
{
	struct str text = { 0 };
	for (size_t i = 0; i < faults->count; i++) {
		config_fault_print(&faults->list[i], &text);
		str_addc(&text, '\n');
	}
	fputs(str_text(&text), stderr);
	str_free(&text);
}

char *cmd_config_path(const struct options *options)
{
	return options->demo && !options->config ? NULL : config_find(options->config);
}

int cmd_config(const struct options *options, struct config **config)
{
	struct config_faults faults = { 0 };
	struct config_words words = cmd_words();
	char *path = cmd_config_path(options);
	*config = config_load(path, options->demo_socket, &words, &faults);
	free(path);
	struct keymap *keymap = *config ? keymap_new(*config, &faults) : NULL;
	bool good = keymap != NULL;
	keymap_free(keymap);
	print_faults(&faults);
	config_faults_free(&faults);
	if (!good && *config) {
		config_free(*config);
		*config = NULL;
	}
	return good ? EXIT_OK : cmd_fail(EXIT_CONFIG, "the configuration has faults. `hubbrief check` lists them.");
}

int cmd_store(const struct options *options, struct store **store)
{
	struct error error = { 0 };
	bool missing = false;
	char *path = store_path(options->records, "records.db", &error);
	*store = path ? store_open(path, &missing, &error) : NULL;
	free(path);
	if (!*store)
		return cmd_fail(EXIT_STORE, "%s", error.text);
	if (missing)
		cmd_fail(EXIT_OK, "no records yet: no source has been asked. `hubbrief sync` asks them.");
	return EXIT_OK;
}

int cmd_state(const struct options *options, struct state **state)
{
	struct error error = { "" };
	char *notice = NULL, *path = store_path(options->state, "state.db", &error);
	*state = path ? state_open(path, &notice, &error) : NULL;
	free(path);
	if (notice)
		cmd_fail(EXIT_OK, "%s", notice);
	free(notice);
	return *state ? EXIT_OK : cmd_fail(EXIT_STORE, "%s", error.text);
}

struct moment cmd_moment(const struct options *options, const struct config *config, struct store *store, int hub)
{
	struct moment moment = moment_at(clock_now(&options->clock),
		options->has_profile ? options->profile : config->profile);
	struct state *state = NULL;
	char *path = store_path(options->state, "state.db", NULL);
	moment.past = options->past;
	moment.past_in_part = options->past_in_part;
	if (path && access(path, F_OK) == 0 && !cmd_state(options, &state))
		brief_baseline(state, store, config, config->forum, hub, &moment);
	state_close(state);
	free(path);
	return moment;
}

int cmd_since(const struct options *options, const struct config *config, struct store *store, int hub, const char *when,
	struct moment *moment)
{
	struct state *state = NULL;
	struct past past;
	struct error error = { "" };
	char *path = store_path(options->state, "state.db", NULL);
	if (path && access(path, F_OK) == 0)
		cmd_state(options, &state);
	bool found = past_named(state, store, config->forum, hub >= 0 ? config->hubs[hub].id : "", when, moment->now, &past, &error);
	if (found)
		moment_count_from(moment, (struct baseline){ past.sequence, past.at, !past.briefing });
	state_close(state);
	free(path);
	return found ? EXIT_OK : cmd_fail(EXIT_USAGE, "--since: %s", error.text);
}

static int unknown_place(const char *what, const char *id, const char *const *ids, size_t count)
{
	const char *near = str_nearest(id, ids, count);
	return cmd_fail(EXIT_USAGE, "--%s %s: the configuration has no %s of that id%s%s%s.", what, id, what,
		near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

int cmd_places(const struct options *options, const struct config *config, int *hub, int *area)
{
	struct known_places places = config_places(config);
	*hub = *area = PLACE_ANY;
	if (options->hub) {
		*hub = config_hub_index(config, options->hub);
		if (*hub < 0 && strcmp(options->hub, "countywide"))
			return unknown_place("hub", options->hub, places.hubs, places.hub_count);
	}
	if (options->area) {
		*area = config_area_index(config, options->area);
		if (*area < 0)
			return unknown_place("area", options->area, places.areas, places.area_count);
	}
	return EXIT_OK;
}

/* ---- the feeder --------------------------------------------------------------------------------- */

enum { FEEDER_ARGUMENTS = 16 };

const char *const *cmd_feeder_arguments(const struct options *options, struct arena *arena, bool once,
	char *const *sources)
{
	size_t source_count = 0, count = 0;
	char now[DATE_TEXT];
	while (once && sources && sources[source_count])
		source_count++;
	char *config = cmd_config_path(options), *records = store_path(options->records, "records.db", NULL);
	char *state = store_path(options->state, "state.db", NULL);
	const struct { const char *name, *value; } pairs[] = {
		{ "--config", config }, { "--records", records }, { "--state", state }, { "--log", options->log },
		{ "--demo-socket", options->demo_socket },
		{ "--now", options->clock.set ? instant_iso(now, clock_now(&options->clock)) : NULL },
	};
	const char **list = arena_alloc(arena, (FEEDER_ARGUMENTS + source_count) * sizeof *list);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (pairs[i].value) {
			list[count++] = pairs[i].name;
			list[count++] = arena_dup(arena, pairs[i].value);
		}
	free(config);
	free(records);
	free(state);
	if (once)
		list[count++] = "--once";
	for (size_t i = 0; i < source_count; i++)
		list[count++] = sources[i];
	return list;
}

int cmd_ask_once(const struct options *options, char *const *sources)
{
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct child feeder;
	int status = 0;
	const char *const *arguments = cmd_feeder_arguments(options, &arena, true, sources);
	bool started = child_start(&feeder, "hubbrief-feeder", arguments, true, &error); /* ends when this process does */
	while (started && waitpid(feeder.pid, &status, 0) < 0 && errno == EINTR)
		continue;
	arena_free(&arena);
	if (!started)
		return cmd_fail(EXIT_STORE, "%s", error.text);
	close(feeder.fd);
	if (WIFSIGNALED(status))
		return cmd_fail(EXIT_NO, "the feeder was ended by signal %d before it had finished.", WTERMSIG(status));
	if (WEXITSTATUS(status) > EXIT_NO)
		return cmd_fail(WEXITSTATUS(status), "the feeder could not run: it ended with %d.", WEXITSTATUS(status));
	return EXIT_OK;
}
