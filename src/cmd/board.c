/* `hubbrief`: the board on the terminal; without a terminal the report. Opens what the board needs, in the
 * order in which a fault can still be told on the plain screen, and hands over to ui/loop.c. The first frame
 * stands before the feeder is started. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/cmd.h"
#include "hubbrief/loop.h"
#include "hubbrief/pane.h"
#include "hubbrief/past.h"
#include "hubbrief/theme.h"

struct start {
	const struct options *options;
	struct config *config;     /* the board's once it is there */
	const struct config *board_config; /* as at the start; borrowed */
	struct store *store;
	struct state *state;
	char *notice;              /* of the state; owned */
	struct log *log;
	struct term *term;
	int hub, area;
};

static struct config *read_config(void *context, struct config_faults *faults)
{
	const struct start *start = context;
	struct config_words words = cmd_words();
	char *path = cmd_config_path(start->options);
	struct config *config = config_load(path, start->options->demo_socket, &words, faults);
	free(path);
	return config;
}

static const char *const *feeder_arguments(void *context, struct arena *arena)
{
	const struct start *start = context;
	return cmd_feeder_arguments(start->options, arena, false, NULL);
}

/* ---- opening -------------------------------------------------------------------------------------- */

static int open_stores(struct start *start)
{
	struct error error = { "" };
	bool missing;
	char *records = store_path(start->options->records, "records.db", &error);
	start->store = records ? store_open(records, &missing, &error) : NULL;
	free(records);
	if (!start->store)
		return cmd_fail(EXIT_STORE, "%s", error.text);
	char *state = store_path(start->options->state, "state.db", &error);
	start->state = state ? state_open(state, &start->notice, &error) : NULL;
	free(state);
	if (start->state)
		state_beside(start->state, start->store);
	return start->state ? EXIT_OK : cmd_fail(EXIT_STORE, "%s", error.text);
}

/* The meeting is no view of the configuration: it stands before the first one. */
static bool opens_briefing(const struct options *options)
{
	return str_same(options->view, "briefing");
}

static int check_names(const struct start *start)
{
	const char *view = start->options->view, *theme = start->options->theme;
	if (theme && !theme_named(theme))
		return cmd_fail(EXIT_USAGE, "--theme %s: expected default or mono.", theme);
	if (!view || opens_briefing(start->options) || config_view(start->config, view))
		return EXIT_OK;
	const char **names = mem_array(start->config->view_count + 1, sizeof *names);
	for (size_t i = 0; i < start->config->view_count; i++)
		names[i] = start->config->views[i].name;
	const char *near = str_nearest(view, names, start->config->view_count);
	cmd_fail(EXIT_USAGE, "--view %s: the configuration has no view of that name%s%s%s.", view,
		near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
	free(names);
	return EXIT_USAGE;
}

static int open_log(struct start *start)
{
	struct error error = { "" };
	if (!start->options->log)
		return EXIT_OK;
	start->log = log_open(start->options->log, &start->options->clock, &error);
	return start->log ? EXIT_OK : cmd_fail(EXIT_USAGE, "%s", error.text);
}

static int open_all(struct start *start)
{
	int code = cmd_config(start->options, &start->config);
	if (!code)
		code = check_names(start);
	if (!code)
		code = cmd_places(start->options, start->config, &start->hub, &start->area);
	if (!code)
		code = open_log(start);
	return code ? code : open_stores(start);
}

static void close_all(struct start *start)
{
	config_free(start->config);
	if (start->store)
		store_close(start->store);
	if (start->state)
		state_close(start->state);
	log_close(start->log);
	free(start->notice);
}

/* ---- glyphs --------------------------------------------------------------------------------------- */

/* PuTTY says it is an xterm, and whether it shows UTF-8 nobody can know but who looks at it. */
static bool may_be_putty(void)
{
	return str_same(getenv("TERM"), "xterm");
}

static void choose_glyphs(const struct start *start, struct board_setup *setup)
{
	const char *glyphs = start->config->glyphs ? start->config->glyphs : "auto";
	if (start->options->ascii || !strcmp(glyphs, "ascii") || !term_utf8(start->term)) {
		setup->ascii = true;
		return;
	}
	if (strcmp(glyphs, "auto"))
		return;
	char *remembered = state_recall(start->state, "glyphs");
	setup->ascii = str_same(remembered, "ascii");
	setup->ask_glyphs = !remembered && may_be_putty() && !start->options->kiosk && !start->options->read_only;
	free(remembered);
}

static void drawn(void *context)
{
	struct start *start = context;
	cmd_purge_state(start->state, start->board_config, clock_now(&start->options->clock), start->log);
}

/* ---- running -------------------------------------------------------------------------------------- */

static int run(struct start *start)
{
	const struct options *options = start->options;
	struct board_setup setup = { .config = start->config, .store = start->store, .state = start->state,
		.profile = options->has_profile ? options->profile : start->config->profile, .view = opens_briefing(options) ? NULL : options->view,
		.briefing = opens_briefing(options), .forum = options->forum,
		.briefing_hub = opens_briefing(options) && start->hub >= 0 ? options->hub : NULL,
		.hub = start->hub, .area = start->area, .kiosk = options->kiosk, .offline = options->offline,
		.read_only = options->read_only, .past = options->past,
		.past_in_part = options->past_in_part, .folder = options->own_folder,
		.words = cmd_words() };
	choose_glyphs(start, &setup);
	struct loop_setup loop = { .term = start->term, .store = start->store, .clock = options->clock, .log = start->log,
		.config = start->config, .offline = options->offline, .read_config = read_config,
		.feeder_arguments = feeder_arguments, .drawn = options->read_only ? NULL : drawn, .context = start };
	loop.board = board_new(&setup, clock_now(&options->clock));
	start->board_config = start->config;
	start->config = NULL;
	if (start->notice)
		board_message(loop.board, start->notice);
	else if (options->past_in_part)
		board_message(loop.board, past_in_part_text);
	int code = loop_run(&loop);
	board_free(loop.board);
	return code;
}

int cmd_board_or(const struct options *options, int (*otherwise)(const struct options *options))
{
	struct start start = { .options = options };
	struct error error = { "" };
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return otherwise(options);
	int code = open_all(&start);
	if (!code) {
		const char *theme = options->theme ? options->theme : start.config->theme;
		start.term = term_open(theme ? theme : "default", options->mono, &error);
		code = start.term ? run(&start) : -1;
	}
	close_all(&start);
	return code < 0 ? otherwise(options) : code;
}

/* A terminal that cannot show a board reads. */
static int read_report(const struct options *options)
{
	char report[] = "report", *argv[] = { report, NULL };
	return cmd_report(options, 1, argv);
}

int cmd_board(const struct options *options, int argc, char **argv)
{
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "board takes nothing more: %s", argv[1]);
	return cmd_board_or(options, read_report);
}
