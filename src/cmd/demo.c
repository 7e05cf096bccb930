/* `hubbrief demo [COMMAND...]`: the built-in demonstration feed, served by hubfeed on a private socket, with
 * its own stores and the clock at Tue 14 Mar 2023 08:45. The command runs in a child process (guard.c); this one
 * removes everything at the end, however the command ends. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/child.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/guard.h"
#include "hubbrief/wire.h"

enum { READY_MS = 10000 };

static const char demo_now[] = "2023-03-14T08:45:00Z";

struct demo {
	char *folder, *feed, *socket, *records, *state;
	struct child server;
};

/* ---- its files ---------------------------------------------------------------------------------- */

static void demo_end(struct demo *demo)
{
	child_stop(&demo->server);
	cmd_folder_remove(demo->folder);
	char **texts[] = { &demo->feed, &demo->socket, &demo->records, &demo->state };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(*texts[i]);
}

/* ---- its server --------------------------------------------------------------------------------- */

static bool start_server(struct demo *demo, struct error *error)
{
	char *listen = mem_printf("unix:%s", demo->socket);
	const char *const arguments[] = { "serve", demo->feed, "--listen", listen, NULL };
	bool started = child_start(&demo->server, "hubfeed", arguments, true, error);
	free(listen);
	if (!started)
		return false;
	struct pollfd wait = { .fd = demo->server.fd, .events = POLLIN };
	struct wire_message ready;
	while (poll(&wait, 1, READY_MS) < 0 && errno == EINTR)
		continue;
	return wire_receive(demo->server.fd, &ready) == 1 || error_set(error, "hubfeed did not start to serve.");
}

static bool demo_start(struct demo *demo, struct error *error)
{
	demo->folder = cmd_folder(0);
	if (!demo->folder)
		return error_set(error, "no private folder could be made for the demonstration: %s.", strerror(errno));
	demo->feed = mem_printf("%s/feed", demo->folder);
	demo->socket = mem_printf("%s/feed.sock", demo->folder);
	demo->records = mem_printf("%s/records.db", demo->folder);
	demo->state = mem_printf("%s/state.db", demo->folder);
	if (mkdir(demo->feed, 0700))
		return error_set(error, "%s: %s.", demo->feed, strerror(errno));
	return cmd_demo_feed(demo->feed, true, error) && start_server(demo, error);
}

/* ---- the command -------------------------------------------------------------------------------- */

/* The feed as it stood when the last briefing was closed is stored first, and that briefing closed. */
static int hold_last_briefing(const struct demo *demo, const struct options *options)
{
	struct options then = *options;
	struct error error = { "" };
	instant_t closed;
	if (!cmd_demo_closed(&closed))
		return EXIT_OK;
	then.clock = clock_at(closed);
	then.hub = then.area = NULL;
	int code = cmd_ask_once(&then, NULL);
	if (!code)
		code = cmd_close_briefing(&then, NULL, false);
	if (!code && !cmd_demo_feed(demo->feed, false, &error))
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	return code;
}

/* What the command's process is given. */
struct demo_command {
	const struct demo *demo;
	const struct options *options;
	int argc;
	char **argv;
};

static int run_command(void *context)
{
	const struct demo_command *command = context;
	const struct demo *demo = command->demo;
	struct options own = *command->options;
	close(demo->server.fd); /* the server ends when its only other holder does */
	own.demo = true;
	own.demo_socket = demo->socket;
	own.records = demo->records;
	own.state = demo->state;
	if (!own.clock.set) {
		instant_t now = 0;
		instant_parse(demo_now, &now);
		own.clock = clock_at(now);
	}
	int code = hold_last_briefing(demo, &own);
	if (!code)
		code = cmd_ask_once(&own, NULL); /* so that the first screen is the whole morning */
	return code ? code : command_run(&own, command->argc - 1, command->argv + 1);
}

int cmd_demo(const struct options *options, int argc, char **argv)
{
	struct demo demo = { .server = { .pid = -1, .fd = -1 } };
	struct demo_command command = { &demo, options, argc, argv };
	struct error error = { 0 };
	struct guard guard;
	if (options->demo)
		return cmd_fail(EXIT_USAGE, "demo within demo: give another command.");
	if (argc > 1 && !command_named(argv[1]))
		return command_run(options, argc - 1, argv + 1); /* says so before anything is started */
	guard_begin(&guard);
	int code = demo_start(&demo, &error) ? guard_run(&guard, run_command, &command) : cmd_fail(EXIT_STORE, "%s", error.text);
	demo_end(&demo);
	guard_end(&guard);
	return code;
}
