/* The loop of the dashboard: see loop.h. Called by src/cmd/board.c. It sleeps in one poll() until a key, a
 * signal, the feeder, the stamp of the store, the configuration or the minute wakes it, and draws at most
 * once for all that came. A terminal that takes no bytes is not drawn to until it does: frames are skipped,
 * never queued. */
#include "hubbrief/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "hubbrief/child.h"
#include "hubbrief/mem.h"
#include "hubbrief/wire.h"

enum { MOST_KEYS = 4096, MOST_STARTS = 3, MINUTE_MS = 60000, SIGNAL_CODE = 128 };
enum { FD_TTY, FD_SIGNALS, FD_FEEDER, FD_STAMP, FD_CONFIG, FD_COUNT };

struct watched { int folder; char *name; }; /* a file by the watch of its folder */

struct loop {
	const struct loop_setup *setup;
	struct grid grid;
	struct child feeder;            /* fd −1: none */
	int64_t starts[MOST_STARTS];    /* of the feeder, oldest first; 0 none */
	int signals, inotify;
	struct watched *watched;
	size_t watched_count;
	instant_t tick;                 /* when the board changes by itself */
	bool over;
	int code;
};

static instant_t now(const struct loop *loop)
{
	return clock_now(&loop->setup->clock);
}

/* ---- feeder --------------------------------------------------------------------------------------- */

static bool may_start(const struct loop *loop)
{
	return !loop->starts[0] || clock_mono_ms() - loop->starts[0] >= MINUTE_MS;
}

static void start_feeder(struct loop *loop)
{
	struct arena arena = { 0 };
	struct error error = { "" };
	const struct loop_setup *setup = loop->setup;
	memmove(loop->starts, loop->starts + 1, (MOST_STARTS - 1) * sizeof *loop->starts);
	loop->starts[MOST_STARTS - 1] = clock_mono_ms();
	const char *const *arguments = setup->feeder_arguments(setup->context, &arena);
	bool started = child_start(&loop->feeder, "hubbrief-feeder", arguments, true, &error);
	arena_free(&arena);
	if (!started)
		loop->feeder = (struct child){ .pid = -1, .fd = -1 };
	else if (board_paused(setup->board))
		wire_send(loop->feeder.fd, WIRE_PAUSE, 1);
	log_line(setup->log, started ? "feeder started, process %d" : "feeder not started", (int)loop->feeder.pid);
	board_feeder(setup->board, 0, started ? NULL : error.text);
}

static void stop_feeder(struct loop *loop)
{
	if (loop->feeder.pid <= 0)
		return;
	wire_send(loop->feeder.fd, WIRE_STOP, 0);
	child_stop(&loop->feeder);
	loop->feeder = (struct child){ .pid = -1, .fd = -1 };
}

static void feeder_gone(struct loop *loop)
{
	log_line(loop->setup->log, "feeder %d is gone", (int)loop->feeder.pid);
	child_stop(&loop->feeder);
	loop->feeder = (struct child){ .pid = -1, .fd = -1 };
	if (may_start(loop))
		start_feeder(loop);
	else
		board_feeder(loop->setup->board, 0,
			"The feeder ended three times within a minute: no source is asked. R tries again.");
}

static void hear_feeder(struct loop *loop)
{
	struct wire_message message;
	int got = 0;
	while (loop->feeder.fd >= 0 && (got = wire_receive(loop->feeder.fd, &message)) > 0) {
		if (message.type == WIRE_ASKING && message.argument >= 0 && message.argument < INT32_MAX)
			board_feeder(loop->setup->board, (int)message.argument, NULL);
		else if (message.type == WIRE_CHANGED)
			board_tick(loop->setup->board, now(loop));
	}
	if (got < 0)
		feeder_gone(loop);
}

static void tell_feeder(struct loop *loop, enum wire_type type, int64_t argument)
{
	if (loop->setup->offline)
		return;
	if (loop->feeder.pid <= 0)
		start_feeder(loop);
	if (loop->feeder.fd >= 0)
		wire_send(loop->feeder.fd, type, argument);
}

/* ---- configuration -------------------------------------------------------------------------------- */

static void forget_files(struct loop *loop)
{
	for (size_t i = 0; i < loop->watched_count; i++)
		free(loop->watched[i].name);
	free(loop->watched);
	loop->watched = NULL;
	loop->watched_count = 0;
}

/* The folder is watched, not the file: editors write a new one and rename it. */
static void watch_files(struct loop *loop, const struct config *config)
{
	forget_files(loop);
	for (size_t i = 0; i < config->file_count; i++) {
		const char *slash = strrchr(config->files[i], '/');
		char *folder = slash ? mem_dupn(config->files[i], (size_t)(slash - config->files[i]) + 1) : mem_dup(".");
		int watch = inotify_add_watch(loop->inotify, folder, IN_CLOSE_WRITE | IN_MOVED_TO);
		free(folder);
		if (watch < 0)
			continue;
		loop->watched = mem_grow(loop->watched, loop->watched_count + 1, sizeof *loop->watched);
		loop->watched[loop->watched_count++] = (struct watched){ watch, mem_dup(slash ? slash + 1 : config->files[i]) };
	}
}

static bool is_watched(const struct loop *loop, const struct inotify_event *event)
{
	for (size_t i = 0; i < loop->watched_count; i++)
		if (event->len && loop->watched[i].folder == event->wd && !strcmp(loop->watched[i].name, event->name))
			return true;
	return false;
}

static bool config_changed(struct loop *loop)
{
	_Alignas(struct inotify_event) char events[4096];
	bool changed = false;
	ssize_t got;
	while ((got = read(loop->inotify, events, sizeof events)) > 0)
		for (char *at = events; at < events + got;) {
			const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
			changed = changed || is_watched(loop, event);
			at += sizeof *event + event->len;
		}
	return changed;
}

static void reload(struct loop *loop)
{
	struct config_faults faults = { 0 };
	struct config *config = loop->setup->read_config(loop->setup->context, &faults);
	if (config)
		watch_files(loop, config);
	log_line(loop->setup->log, config ? "configuration read again" : "configuration has faults, the old one stays");
	board_reload(loop->setup->board, config, &faults);
	config_faults_free(&faults);
	if (config && loop->feeder.fd >= 0)
		wire_send(loop->feeder.fd, WIRE_RELOAD, 0);
}

/* ---- keys and signals ------------------------------------------------------------------------------ */

static void take_effects(struct loop *loop, unsigned effects)
{
	struct board *board = loop->setup->board;
	if (effects & BOARD_QUIT)
		loop->over = true;
	if (effects & BOARD_REFRESH)
		tell_feeder(loop, WIRE_REFRESH, 1 + board_refresh_source(board));
	if (effects & BOARD_REFRESH_ALL)
		tell_feeder(loop, WIRE_REFRESH, 0);
	if (effects & BOARD_ROOM)
		tell_feeder(loop, WIRE_ROOM, 0);
	if (effects & (BOARD_PAUSE | BOARD_RESUME))
		tell_feeder(loop, WIRE_PAUSE, effects & BOARD_PAUSE ? 1 : 0);
	if (effects & BOARD_CLEAR)
		term_clear(loop->setup->term);
	if (effects & BOARD_SUSPEND)
		term_suspend(loop->setup->term);
}

static void take_size(struct loop *loop)
{
	int rows, columns;
	term_size(loop->setup->term, &rows, &columns);
	if (rows != loop->grid.rows || columns != loop->grid.columns)
		board_resize(loop->setup->board, rows, columns);
}

static void read_keys(struct loop *loop)
{
	uint32_t key;
	int got = 0;
	for (int i = 0; i < MOST_KEYS && !loop->over && (got = term_read(loop->setup->term, &key)) > 0; i++)
		take_effects(loop, board_key(loop->setup->board, key, now(loop)));
	if (got < 0) {
		loop->over = true;
		loop->code = SIGNAL_CODE + SIGHUP;
	}
}

static void read_signals(struct loop *loop)
{
	struct signalfd_siginfo info;
	while (read(loop->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGWINCH) {
			term_resized(loop->setup->term);
		} else if (info.ssi_signo != SIGCHLD && info.ssi_signo != SIGPIPE) {
			loop->over = true;
			loop->code = SIGNAL_CODE + (int)info.ssi_signo;
		}
	}
}

static int open_signals(void)
{
	static const int taken[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGWINCH, SIGPIPE, SIGCHLD };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* ---- the round ------------------------------------------------------------------------------------ */

static bool can_write(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
	return poll(&out, 1, 0) > 0;
}

/* False: the terminal is stalled; the frame waits, and whatever comes meanwhile goes into it. */
static bool draw(struct loop *loop)
{
	if (!can_write())
		return false;
	take_size(loop);
	board_draw(loop->setup->board, &loop->grid);
	term_draw(loop->setup->term, &loop->grid);
	return true;
}

static int timeout_of(const struct loop *loop)
{
	int64_t wait = (loop->tick - now(loop)) * 1000;
	int patience = term_patience(loop->setup->term);
	if (wait < 0)
		wait = 0;
	if (patience >= 0 && patience < wait)
		wait = patience;
	return wait < INT32_MAX ? (int)wait : INT32_MAX;
}

static void take_tick(struct loop *loop)
{
	if (now(loop) < loop->tick)
		return;
	board_tick(loop->setup->board, now(loop));
	if (!loop->setup->offline && loop->feeder.pid <= 0 && may_start(loop))
		start_feeder(loop);
}

static void handle(struct loop *loop, const struct pollfd *fds)
{
	if (fds[FD_SIGNALS].revents)
		read_signals(loop);
	if (fds[FD_TTY].revents || term_patience(loop->setup->term) >= 0)
		read_keys(loop);
	if (fds[FD_TTY].revents & (POLLHUP | POLLERR | POLLNVAL)) {
		loop->over = true;
		loop->code = SIGNAL_CODE + SIGHUP;
	}
	if (fds[FD_FEEDER].revents)
		hear_feeder(loop);
	if (fds[FD_STAMP].revents) {
		store_stamp_drain(loop->setup->store);
		board_tick(loop->setup->board, now(loop));
	}
	if (fds[FD_CONFIG].revents && config_changed(loop))
		reload(loop);
	take_tick(loop);
}

static void rounds(struct loop *loop)
{
	bool drawn = draw(loop);
	if (loop->setup->drawn)
		loop->setup->drawn(loop->setup->context);
	if (!loop->setup->offline)
		start_feeder(loop);
	while (!loop->over) {
		loop->tick = board_next_tick(loop->setup->board, now(loop));
		struct pollfd fds[FD_COUNT + 1] = {
			[FD_TTY] = { .fd = STDIN_FILENO, .events = POLLIN }, [FD_SIGNALS] = { .fd = loop->signals, .events = POLLIN },
			[FD_FEEDER] = { .fd = loop->feeder.fd, .events = POLLIN },
			[FD_STAMP] = { .fd = store_stamp_fd(loop->setup->store), .events = POLLIN },
			[FD_CONFIG] = { .fd = loop->inotify, .events = POLLIN },
			[FD_COUNT] = { .fd = drawn ? -1 : STDOUT_FILENO, .events = POLLOUT },
		};
		if (poll(fds, FD_COUNT + 1, timeout_of(loop)) < 0 && errno != EINTR)
			break;
		handle(loop, fds);
		if (!loop->over)
			drawn = draw(loop);
	}
}

static bool key_waits(void *context)
{
	return term_waiting(context);
}

int loop_run(const struct loop_setup *setup)
{
	struct loop loop = { .setup = setup, .feeder = { .pid = -1, .fd = -1 }, .signals = open_signals(),
		.inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC) };
	watch_files(&loop, setup->config);
	store_interrupt_when(setup->store, key_waits, setup->term);
	rounds(&loop);
	store_interrupt_when(setup->store, NULL, NULL);
	term_close(setup->term);
	stop_feeder(&loop);
	forget_files(&loop);
	grid_free(&loop.grid);
	close(loop.inotify);
	close(loop.signals);
	return loop.code;
}
