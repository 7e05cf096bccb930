/* The feeder's loop: waits for transfers, the dashboard's wire, the FIFO of other processes and signals, and
 * asks what is due. Holds the lock of records.db or waits for it. Called by main.c of hubbrief-feeder. */
#include "hubbrief/feeder.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "hubbrief/feeding.h"
#include "hubbrief/lock.h"
#include "hubbrief/state.h"
#include "hubbrief/wire.h"

enum { TRIES_AFTER_GONE = 6, TRY_MS = 200, ASK_WAIT_MS = 60000, FDS = 4, BATCHES_MOST = 32 };

/* ---- signals --------------------------------------------------------------------------------------- */

static int open_signals(void)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void read_signals(struct feeder *feeder)
{
	struct signalfd_siginfo info;
	while (read(feeder->signals, &info, sizeof info) == (ssize_t)sizeof info)
		feeder->stopping = true;
}

/* ---- who asked for what ---------------------------------------------------------------------------- */

static int source_index(const struct feeder *feeder, const char *id)
{
	for (size_t i = 0; i < feeder->source_count; i++)
		if (strcmp(feeder->sources[i].source->id, id) == 0 && !feeder->sources[i].source->off)
			return (int)i;
	return -1;
}

/* Polls these sources (none named: all) and tells `reply_to` when they are through. */
static void add_batch(struct feeder *feeder, long reply_to, const char *const *ids, int count)
{
	if (feeder->batch_count == BATCHES_MOST)
		return;
	struct batch *batch = &feeder->batches[feeder->batch_count++];
	if (count == 0)
		room_store(feeder);
	*batch = (struct batch){ reply_to, mem_array(feeder->source_count, sizeof *batch->wanted) };
	for (int i = 0; i < count; i++) {
		int index = source_index(feeder, ids[i]);
		if (strcmp(ids[i], ROOM_SOURCE) == 0)
			room_store(feeder);
		if (index >= 0)
			batch->wanted[index] = true;
	}
	for (size_t i = 0; i < feeder->source_count; i++) {
		if (count == 0)
			batch->wanted[i] = !feeder->sources[i].source->off;
		if (batch->wanted[i])
			jobs_want(feeder, i);
	}
}

/* True when nothing of it is under way any more. */
static bool batch_through(const struct feeder *feeder, const struct batch *batch, bool *good)
{
	*good = true;
	for (size_t i = 0; i < feeder->source_count; i++) {
		if (!batch->wanted[i])
			continue;
		if (jobs_busy(&feeder->sources[i]))
			return false;
		*good = *good && jobs_good(&feeder->sources[i]);
	}
	return true;
}

static void end_batches(struct feeder *feeder)
{
	for (size_t i = 0; i < feeder->batch_count;) {
		struct batch *batch = &feeder->batches[i];
		bool good;
		if (!batch_through(feeder, batch, &good)) {
			i++;
			continue;
		}
		if (batch->reply_to)
			lock_reply(feeder->lock, batch->reply_to, good);
		else
			feeder->once_good = feeder->once_good && good;
		free(batch->wanted);
		*batch = feeder->batches[--feeder->batch_count];
	}
}

static void drop_batches(struct feeder *feeder)
{
	for (size_t i = 0; i < feeder->batch_count; i++) {
		lock_reply(feeder->lock, feeder->batches[i].reply_to, false);
		free(feeder->batches[i].wanted);
	}
	feeder->batch_count = 0;
}

static void read_asks(struct feeder *feeder)
{
	struct lock_request request;
	const char *ids[64];
	while (lock_next_request(feeder->lock, &request)) {
		for (int i = 0; i < request.count; i++)
			ids[i] = request.sources[i];
		log_line(feeder->options->log, "asked by process %ld to poll %d sources", request.reply_to, request.count);
		add_batch(feeder, request.reply_to, ids, request.count);
	}
}

/* ---- the wire -------------------------------------------------------------------------------------- */

static void load_config(struct feeder *feeder, bool first)
{
	struct config_faults faults = { 0 };
	struct config *config = config_load(feeder->options->config, feeder->options->demo_socket, NULL, &faults);
	for (size_t i = 0; i < faults.count; i++) {
		struct str line = { 0 };
		config_fault_print(&faults.list[i], &line);
		log_line(feeder->options->log, "%s", str_text(&line));
		if (first)
			fprintf(stderr, "%s\n", str_text(&line));
		str_free(&line);
	}
	config_faults_free(&faults);
	if (!config)
		return; /* a bad new one leaves the old in force */
	if (feeder->config) {
		drop_batches(feeder);
		jobs_free(feeder);
		config_free(feeder->config);
	}
	feeder->config = config;
}

static bool configure(struct feeder *feeder, struct error *error)
{
	if (!keeper_configure(feeder->keeper, feeder->config, error))
		return false;
	jobs_build(feeder);
	purging_again(feeder);
	return true;
}

static void reload(struct feeder *feeder)
{
	struct error error;
	struct config *before = feeder->config;
	load_config(feeder, false);
	if (feeder->config != before && feeder->holding && !configure(feeder, &error))
		log_line(feeder->options->log, "%s", error.text);
}

/* While another feeder holds the store, a wish goes on to that one. */
static void refresh(struct feeder *feeder, int64_t argument)
{
	const struct config *config = feeder->config;
	bool one = argument > 0 && argument <= (int64_t)config->source_count;
	const char *id = one ? config->sources[argument - 1].id : NULL;
	if (!feeder->holding)
		lock_ask(feeder->lock, &id, one, 0);
	else if (one && !config->sources[argument - 1].off)
		jobs_want(feeder, (size_t)argument - 1);
	else if (!one)
		for (size_t i = 0; i < feeder->source_count; i++)
			if (!config->sources[i].off)
				jobs_want(feeder, i);
}

static void read_room(struct feeder *feeder)
{
	static const char *const room[] = { ROOM_SOURCE };
	if (feeder->holding)
		room_store(feeder);
	else
		lock_ask(feeder->lock, room, 1, 0);
}

static void read_wire(struct feeder *feeder)
{
	struct wire_message message;
	int got;
	while ((got = wire_receive(feeder->options->wire, &message)) > 0) {
		if (message.type == WIRE_REFRESH)
			refresh(feeder, message.argument);
		else if (message.type == WIRE_PAUSE)
			feeder->paused = message.argument != 0;
		else if (message.type == WIRE_ROOM)
			read_room(feeder);
		else if (message.type == WIRE_RELOAD)
			reload(feeder);
		else if (message.type == WIRE_STOP)
			feeder->stopping = true;
	}
	if (got < 0)
		feeder->stopping = true;
}

static void tell_asking(struct feeder *feeder)
{
	int asking = jobs_asking(feeder);
	if (asking != feeder->asking_told && feeder->options->wire >= 0)
		wire_send(feeder->options->wire, WIRE_ASKING, asking);
	feeder->asking_told = asking;
}

/* ---- waiting --------------------------------------------------------------------------------------- */

static int to_timeout(int64_t ms)
{
	return ms == NEVER_DUE ? -1 : ms > 3600000 ? 3600000 : ms < 0 ? 0 : (int)ms;
}

static void wait_and_read(struct feeder *feeder, int timeout)
{
	struct pollfd fds[FDS] = {
		{ .fd = feeder->signals, .events = POLLIN },
		{ .fd = feeder->options->wire, .events = POLLIN },
		{ .fd = lock_ask_fd(feeder->lock), .events = POLLIN },
		{ .fd = lock_gone_fd(feeder->lock), .events = POLLIN },
	};
	struct pollfd open[FDS];
	unsigned count = 0;
	for (unsigned i = 0; i < FDS; i++)
		if (fds[i].fd >= 0)
			open[count++] = fds[i];
	http_wait(feeder->http, open, count, timeout);
	for (unsigned i = 0; i < count; i++) {
		if (!open[i].revents)
			continue;
		if (open[i].fd == feeder->signals) {
			read_signals(feeder);
		} else if (open[i].fd == feeder->options->wire) {
			read_wire(feeder);
		} else if (open[i].fd == lock_ask_fd(feeder->lock)) {
			read_asks(feeder);
		} else {
			lock_gone_drain(feeder->lock);
			feeder->lock_tries = TRIES_AFTER_GONE;
			feeder->lock_try_ms = clock_mono_ms();
		}
	}
}

/* Until the lock is taken or there is nothing left to wait for. The event that the holder's file was closed
 * comes a moment before its lock is free: hence a few tries soon after. */
static bool wait_for_lock(struct feeder *feeder, struct error *error)
{
	while (!feeder->stopping) {
		if (lock_take(feeder->lock, error))
			return true;
		if (error->text[0])
			return false;
		if (!feeder->waiting_told && feeder->options->wire >= 0)
			wire_send(feeder->options->wire, WIRE_WAITING, 0);
		feeder->waiting_told = true;
		int64_t left = NEVER_DUE;
		if (feeder->lock_tries > 0) {
			feeder->lock_tries--;
			left = TRY_MS;
		}
		wait_and_read(feeder, to_timeout(left));
	}
	return false;
}

/* ---- the run --------------------------------------------------------------------------------------- */

static bool open_store(struct feeder *feeder, struct error *error)
{
	char *notice = NULL;
	feeder->keeper = keeper_open(feeder->options->records, &notice, error);
	if (notice) {
		log_line(feeder->options->log, "%s", notice);
		fprintf(stderr, "hubbrief: %s\n", notice);
		free(notice);
	}
	return feeder->keeper && configure(feeder, error);
}

static void loop(struct feeder *feeder)
{
	while (!feeder->stopping) {
		http_run(feeder->http);
		int64_t now = clock_mono_ms(), next = NEVER_DUE;
		if (!feeder->paused && !feeder->options->once)
			next = jobs_due(feeder, now);
		int64_t send = jobs_send(feeder, now), purge = purging_step(feeder);
		if (send == NEVER_DUE && jobs_waiting(feeder))
			continue; /* queued again by what ended at once */
		end_batches(feeder);
		tell_asking(feeder);
		if (feeder->options->once && feeder->batch_count == 0 && purging_over(feeder))
			return;
		next = send < next ? send : next;
		wait_and_read(feeder, to_timeout(purge < next ? purge : next));
	}
}

static enum exit_code hold(struct feeder *feeder)
{
	struct error error;
	feeder->holding = true;
	if (!open_store(feeder, &error)) {
		fprintf(stderr, "hubbrief: %s\n", error.text);
		log_line(feeder->options->log, "%s", error.text);
		return EXIT_STORE;
	}
	room_store(feeder);
	if (feeder->options->once)
		add_batch(feeder, 0, feeder->options->sources, feeder->options->source_count);
	loop(feeder);
	return !feeder->options->once || (feeder->once_good && !feeder->stopping) ? EXIT_OK : EXIT_NO;
}

/* Another feeder holds the store: it does the polling; if it goes meanwhile, this one does. */
static enum exit_code ask_holder(struct feeder *feeder, bool *held)
{
	const struct feeder_options *options = feeder->options;
	struct error error;
	*held = false;
	for (int i = 0; i < 2; i++) {
		int answer = lock_ask(feeder->lock, options->sources, options->source_count, ASK_WAIT_MS);
		if (answer >= 0)
			return answer ? EXIT_OK : EXIT_NO;
		*held = lock_take(feeder->lock, &error);
		if (*held)
			return EXIT_OK;
	}
	fprintf(stderr, "hubbrief: another hubbrief polls already and does not answer. Close it and try again.\n");
	return EXIT_NO;
}

static bool names_known(const struct feeder *feeder)
{
	const struct config *config = feeder->config;
	bool good = true;
	for (int i = 0; i < feeder->options->source_count; i++) {
		const char *id = feeder->options->sources[i];
		bool known = strcmp(id, ROOM_SOURCE) == 0;
		for (size_t s = 0; s < config->source_count && !known; s++)
			known = strcmp(config->sources[s].id, id) == 0;
		if (!known)
			fprintf(stderr, "hubbrief: there is no source \"%s\" in the configuration\n", id);
		good = good && known;
	}
	return good;
}

static enum exit_code run(struct feeder *feeder)
{
	struct error error = { "" };
	bool held = lock_take(feeder->lock, &error);
	if (!held && !error.text[0] && feeder->options->once) {
		enum exit_code code = ask_holder(feeder, &held);
		if (!held)
			return code;
	} else if (!held && !error.text[0]) {
		held = wait_for_lock(feeder, &error);
	}
	if (held)
		return hold(feeder);
	if (!error.text[0])
		return EXIT_OK;
	fprintf(stderr, "hubbrief: %s\n", error.text);
	return EXIT_STORE;
}

static void close_all(struct feeder *feeder)
{
	drop_batches(feeder);
	jobs_free(feeder);
	room_free(feeder);
	http_free(feeder->http);
	keeper_close(feeder->keeper);
	lock_free(feeder->lock);
	config_free(feeder->config);
	free(feeder->batches);
	close(feeder->signals);
}

enum exit_code feeder_run(const struct feeder_options *options)
{
	struct error error;
	struct feeder feeder = { .options = options, .once_good = true, .asking_told = -1,
		.chance = ((uint32_t)clock_mono_ms() ^ (uint32_t)getpid() << 16) | 1 };
	enum exit_code code = EXIT_CONFIG;
	feeder.signals = open_signals();
	feeder.batches = mem_array(BATCHES_MOST, sizeof *feeder.batches);
	load_config(&feeder, true);
	if (feeder.config && !names_known(&feeder)) {
		code = EXIT_USAGE;
	} else if (feeder.config) {
		feeder.http = http_new(&error);
		feeder.lock = feeder.http ? lock_new(options->records, &error) : NULL;
		if (feeder.lock)
			code = run(&feeder);
		else
			fprintf(stderr, "hubbrief: %s\n", error.text);
		if (!feeder.lock)
			code = EXIT_STORE;
	}
	close_all(&feeder);
	return code;
}
