/* `--as-of BRIEFING`: any command that reads, on the stores as they stood at a past briefing. Both are copied to a private
 * folder and brought back there (store/rewind.h); the command then runs on the copies, its clock standing still, no
 * source asked, nothing taken down. Runs in a child process (guard.c); this one removes the folder, however it ends. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/guard.h"
#include "hubbrief/past.h"
#include "hubbrief/rewind.h"

struct look {
	const struct options *options;
	const struct command *command;
	int argc;
	char **argv;
	char *folder, *records, *state;           /* of the copies */
	char *own_records, *own_state;
	struct past past;                         /* what was named */
	bool in_part;                             /* not all of it is kept */
};

/* What is open while the copies are made. */
struct copies {
	struct config *config;
	struct state *state;   /* NULL: the user has none */
	struct keeper *keeper;
	struct store *store;
	const char *hub;       /* whose briefing is asked for; "" all */
};

/* ---- copying ------------------------------------------------------------------------------------- */

static int64_t size_of(const char *path)
{
	char *wal = mem_printf("%s-wal", path);
	struct stat is, log;
	int64_t size = stat(path, &is) ? 0 : (int64_t)is.st_size + (stat(wal, &log) ? 0 : (int64_t)log.st_size);
	free(wal);
	return size;
}

/* Room for both, and for what is written while the records are brought back. */
static bool make_folder(struct look *look)
{
	enum { SPARE = 8 << 20 };
	look->folder = cmd_folder(2 * (size_of(look->own_records) + size_of(look->own_state)) + SPARE);
	if (!look->folder)
		return false;
	look->records = mem_printf("%s/records.db", look->folder);
	look->state = mem_printf("%s/state.db", look->folder);
	return true;
}

static int open_state(const struct look *look, struct copies *copies)
{
	struct error error = { "" };
	bool missing;
	char *notice = NULL;
	if (!state_copy(look->own_state, look->state, &missing, &error))
		return missing ? EXIT_OK : cmd_fail(EXIT_STORE, "%s", error.text);
	copies->state = state_open(look->state, &notice, &error);
	free(notice);
	return copies->state ? EXIT_OK : cmd_fail(EXIT_STORE, "%s", error.text);
}

static int open_records(const struct look *look, struct copies *copies)
{
	struct error error = { "" };
	bool missing;
	char *notice = NULL;
	if (!records_copy(look->own_records, look->records, &missing, &error))
		return missing ? cmd_fail(EXIT_NO, "--as-of: nothing has been stored yet, so there is nothing to look back at.")
			: cmd_fail(EXIT_STORE, "%s", error.text);
	copies->keeper = keeper_open(look->records, &notice, &error);
	free(notice);
	copies->store = copies->keeper ? store_open(look->records, &missing, &error) : NULL;
	return copies->store ? EXIT_OK : cmd_fail(EXIT_STORE, "%s", error.text);
}

static int open_copies(const struct look *look, struct copies *copies)
{
	int hub, area, code = cmd_config(look->options, &copies->config);
	if (!code)
		code = cmd_places(look->options, copies->config, &hub, &area);
	if (code)
		return code;
	copies->hub = hub >= 0 ? copies->config->hubs[hub].id : "";
	code = open_state(look, copies);
	return code ? code : open_records(look, copies);
}

static void close_copies(struct copies *copies)
{
	state_close(copies->state);
	store_close(copies->store);
	keeper_close(copies->keeper);
	if (copies->config)
		config_free(copies->config);
}

/* ---- going back ---------------------------------------------------------------------------------- */

static int go_back(struct look *look, struct copies *copies)
{
	const struct options *options = look->options;
	struct past *past = &look->past;
	struct error error = { "" };
	if (!past_briefing(copies->state, copies->store, copies->config->forum, copies->hub, options->as_of,
			clock_now(&options->clock), past, &error))
		return cmd_fail(EXIT_USAGE, "--as-of: %s", error.text);
	char *sources = past->briefing ? state_briefing_sources(copies->state, past->briefing) : mem_dup("");
	struct rewind_point point = { past->sequence, past->at, past->briefing, sources,
		instant_day(clock_now(&options->clock)) };
	int code = EXIT_OK;
	if (!rewind_reaches(copies->store, &point, &error))
		code = cmd_fail(EXIT_NO, "--as-of: %s", error.text);
	else if (!rewind_records(copies->keeper, copies->config, &point, &look->in_part, &error) ||
			(copies->state && !rewind_state(copies->state, &point, &look->in_part, &error)))
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	free(sources);
	return code;
}

/* ---- the command --------------------------------------------------------------------------------- */

static int run_command(const struct look *look)
{
	const struct past *past = &look->past;
	struct options own = *look->options;
	char day[DATE_TEXT], hour[DATE_TEXT];
	const char *slash = strrchr(look->own_state, '/');
	char *folder = slash ? mem_dupn(look->own_state, (size_t)(slash - look->own_state)) : mem_dup(".");
	char *why = mem_printf("this is the board as of %s %s", day_long(day, instant_day(past->at)),
		instant_clock(hour, past->at));
	own.as_of = NULL;
	own.records = look->records;
	own.state = look->state;
	own.offline = true;
	own.clock = clock_still(past->at);
	own.past = past->briefing ? PAST_BRIEFING : PAST_MOMENT;
	own.past_in_part = look->in_part;
	own.read_only = why;
	own.own_folder = folder;
	if (look->in_part)
		cmd_fail(EXIT_OK, "--as-of: %s", past_in_part_text);
	int code = look->command->run(&own, look->argc, look->argv);
	free(folder);
	free(why);
	return code;
}

static int look_back(void *context)
{
	struct look *look = context;
	struct copies copies = { 0 };
	int code = open_copies(look, &copies);
	if (!code)
		code = go_back(look, &copies);
	close_copies(&copies);
	malloc_trim(0); /* the command needs a tenth of what going back took */
	return code ? code : run_command(look);
}

int cmd_as_of(const struct options *options, const struct command *command, int argc, char **argv)
{
	struct error error = { "" };
	struct guard guard;
	struct look look = { .options = options, .command = command, .argc = argc, .argv = argv };
	look.own_records = store_path(options->records, "records.db", &error);
	look.own_state = look.own_records ? store_path(options->state, "state.db", &error) : NULL;
	guard_begin(&guard);
	int code;
	if (!look.own_state)
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	else if (!make_folder(&look))
		code = cmd_fail(EXIT_STORE, "--as-of: there is no room for a private copy of the records. Make some in %s.",
			getenv("XDG_RUNTIME_DIR") ? "XDG_RUNTIME_DIR, beside them or in /tmp" : "/tmp or beside them");
	else
		code = guard_run(&guard, look_back, &look);
	cmd_folder_remove(look.folder);
	guard_end(&guard);
	char *texts[] = { look.records, look.state, look.own_records, look.own_state };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	return code;
}
