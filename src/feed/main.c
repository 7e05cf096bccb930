/* hubbrief-feeder: options and the hygiene of a process that holds tokens and reads foreign bytes (faults.md
 * §2, R11–R17). Everything else is feeder.c. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "hubbrief/dates.h"
#include "hubbrief/feeder.h"
#include "hubbrief/mem.h"
#include "hubbrief/str.h"

static const char usage[] =
	"hubbrief-feeder is started by hubbrief; run `hubbrief sync` instead.\n"
	"usage: hubbrief-feeder --records FILE [--state FILE] [--config FILE] [--now TIME] [--demo-socket PATH] [--wire FD]\n"
	"                       [--log FILE] [--once [SOURCE...]]\n"
	"       hubbrief-feeder --check-feed URL\n";

/* Of the environment only this stays: proxies, key logs, netrc homes and library settings do not. */
static void scrub_environment(void)
{
	static const char *const kept[] = { "HOME", "LANG", "TZ", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
		"HUBBRIEF_CONFIG", "ASAN_OPTIONS", "UBSAN_OPTIONS" };
	char *values[sizeof kept / sizeof *kept];
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		values[i] = mem_dup(getenv(kept[i]));
	clearenv();
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (values[i])
			setenv(kept[i], values[i], 1);
		free(values[i]);
	}
}

/* No core file and no debugger of the same user gets at tokens; files are made private. */
static void close_shutters(void)
{
	umask(077);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	scrub_environment();
}

struct given {
	struct feeder_options options;
	const char *now, *log, *check;
};

static bool read_options(int argc, char **argv, struct given *given)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' }, { "records", required_argument, NULL, 'r' }, { "state", required_argument, NULL, 's' },
		{ "now", required_argument, NULL, 'n' }, { "demo-socket", required_argument, NULL, 'd' },
		{ "wire", required_argument, NULL, 'w' }, { "log", required_argument, NULL, 'l' },
		{ "once", no_argument, NULL, 'o' }, { "check-feed", required_argument, NULL, 'k' }, { 0 },
	};
	for (int which; (which = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (which == 'c')
			given->options.config = optarg;
		else if (which == 'r')
			given->options.records = optarg;
		else if (which == 's')
			given->options.state = optarg;
		else if (which == 'n')
			given->now = optarg;
		else if (which == 'd')
			given->options.demo_socket = optarg;
		else if (which == 'w')
			given->options.wire = (int)strtol(optarg, NULL, 10);
		else if (which == 'l')
			given->log = optarg;
		else if (which == 'o')
			given->options.once = true;
		else if (which == 'k')
			given->check = optarg;
		else
			return false;
	}
	given->options.sources = (const char *const *)(argv + optind);
	given->options.source_count = argc - optind;
	return given->check || (given->options.records && (given->options.once || argc == optind));
}

static bool set_clock(struct given *given)
{
	instant_t at;
	given->options.clock = clock_real();
	if (!given->now)
		return true;
	if (!instant_parse(given->now, &at) && !instant_local(given->now, "Europe/London", &at))
		return false;
	given->options.clock = clock_at(at);
	return true;
}

int main(int argc, char **argv)
{
	struct given given = { .options = { .wire = -1 } };
	struct error error;
	close_shutters();
	if (!read_options(argc, argv, &given)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (!set_clock(&given)) {
		fprintf(stderr, "hubbrief-feeder: --now %s is no time; 2023-03-14T08:45:00Z was expected\n", given.now);
		return EXIT_USAGE;
	}
	if (given.check)
		return (int)feed_check(given.check);
	if (given.log && !(given.options.log = log_open(given.log, &given.options.clock, &error))) {
		fprintf(stderr, "hubbrief-feeder: %s\n", error.text);
		return EXIT_USAGE;
	}
	enum exit_code code = feeder_run(&given.options);
	log_close(given.options.log);
	return (int)code;
}
