/* `hubbrief demo [COMMAND...]`: the built-in demonstration feed, served by hubfeed on a private socket, with
 * its own stores and the clock at Tue 14 Mar 2023 08:45. The command runs in a child process; this one waits,
 * passes signals on and removes everything at the end, however the command ends. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hubbrief/child.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/wire.h"

enum { READY_MS = 10000, SIGNAL_CODE = 128 };

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
	demo->folder = cmd_folder();
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
		code = cmd_close_briefing(&then, NULL);
	if (!code && !cmd_demo_feed(demo->feed, false, &error))
		code = cmd_fail(EXIT_STORE, "%s", error.text);
	return code;
}

static int run_command(const struct demo *demo, const struct options *options, int argc, char **argv)
{
	struct options own = *options;
	own.demo = true;
	own.demo_socket = demo->socket;
	own.records = demo->records;
	own.state = demo->state;
	if (!own.clock.set) {
		instant_t now = 0;
		instant_parse(demo_now, &now);
		own.clock = clock_at(now);
		own.now = demo_now;
	}
	int code = hold_last_briefing(demo, &own);
	if (!code)
		code = cmd_ask_once(&own, NULL); /* so that the first screen is the whole morning */
	return code ? code : command_run(&own, argc - 1, argv + 1);
}

/* The command's process, with the signals as they were and an end of its own when this one is killed. */
static pid_t start_command(const struct demo *demo, const struct options *options, const sigset_t *usual, int argc,
	char **argv)
{
	fflush(NULL);
	pid_t parent = getpid(), pid = fork();
	if (pid)
		return pid;
	close(demo->server.fd); /* the server ends when its only other holder does */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, usual, NULL);
	if (getppid() != parent)
		_exit(EXIT_NO);
	int code = run_command(demo, options, argc, argv);
	fflush(NULL);
	_exit(code);
}

/* What the command ended with. A command that stops (Ctrl-z, :suspend) stops this process with it. */
static int wait_for_command(pid_t pid, const sigset_t *watched)
{
	siginfo_t info;
	int status = 0;
	for (;;) {
		if (waitpid(pid, &status, WNOHANG | WUNTRACED) != pid) {
			if (sigwaitinfo(watched, &info) > 0 && info.si_signo != SIGCHLD)
				kill(pid, info.si_signo);
		} else if (WIFSTOPPED(status)) {
			raise(SIGSTOP);
			kill(pid, SIGCONT);
		} else {
			return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_CODE + WTERMSIG(status);
		}
	}
}

int cmd_demo(const struct options *options, int argc, char **argv)
{
	static const int signals[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct demo demo = { .server = { .pid = -1, .fd = -1 } };
	struct error error = { 0 };
	sigset_t watched, usual;
	if (options->demo)
		return cmd_fail(EXIT_USAGE, "demo within demo: give another command.");
	if (argc > 1 && !command_named(argv[1]))
		return command_run(options, argc - 1, argv + 1); /* says so before anything is started */
	sigemptyset(&watched);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(&watched, signals[i]);
	sigprocmask(SIG_BLOCK, &watched, &usual);
	int code = EXIT_STORE;
	pid_t pid = demo_start(&demo, &error) ? start_command(&demo, options, &usual, argc, argv) : -1;
	if (pid > 0)
		code = wait_for_command(pid, &watched);
	else
		cmd_fail(EXIT_STORE, "%s", *error.text ? error.text : strerror(errno));
	demo_end(&demo);
	sigprocmask(SIG_SETMASK, &usual, NULL);
	return code;
}
