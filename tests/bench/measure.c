/* measure CONFIG STORE [COUNT]: start to first full screen, key to frame, bytes a key, memory and idle wake-ups of the board
 * over STORE against the floor programs, interleaved in one run; then key to frame while COUNT records are stored in it.
 * Prints ratios; asserts nothing. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/folder.h"
#include "harness/tui.h"

enum { ROUNDS = 60, KEYED = 15, KEYS = 300, PROGRAMS = 3 }; /* of the rounds, some with keys */

static struct subject {
	const char *name, *shown; /* what stands on the screen once it is full */
	const char *argv[14];
	double start[ROUNDS], key[KEYED * KEYS], page[KEYED * 20];
	int keys, pages;
	double bytes_key, bytes_page, rss;
	long idle_wakeups, idle_bytes;
} subjects[PROGRAMS];

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double percentile(double *values, int count, double p)
{
	if (count == 0)
		return 0;
	qsort(values, (size_t)count, sizeof *values, by_value);
	return values[(int)(p * (count - 1))];
}

static long status_value(pid_t pid, const char *name)
{
	char path[64], line[256];
	long value = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtol(line + strlen(name) + 1, NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static void press_keys(struct tui *tui, struct subject *s, int round)
{
	size_t before, after;
	tui_output(tui, &before);
	for (int i = 0; i < KEYS; i++)
		s->key[s->keys++] = tui_time_key(tui, i / 8 % 2 ? "k" : "j");
	tui_output(tui, &after);
	s->bytes_key = (double)(after - before) / KEYS;
	s->rss = (double)status_value(tui_pid(tui), "VmRSS:") / 1024;
	for (int i = 0; i < 20; i++)
		s->page[s->pages++] = tui_time_key(tui, i < 10 ? "\033[6~" : "\033[5~");
	tui_output(tui, &before);
	s->bytes_page = (double)(before - after) / 20;
	if (round == 0) {
		long wakeups = status_value(tui_pid(tui), "voluntary_ctxt_switches:");
		sleep(5);
		s->idle_wakeups = status_value(tui_pid(tui), "voluntary_ctxt_switches:") - wakeups;
		tui_wait(tui, s->shown);
		tui_output(tui, &after);
		s->idle_bytes = (long)(after - before);
	}
}

static void one_round(struct subject *s, int round)
{
	double began = now_ms();
	struct tui *tui = tui_start(24, 80, "xterm-256color", s->argv, folder_environment());
	if (!tui_wait(tui, s->shown))
		exit(1); /* a board that does not come up has no figures */
	s->start[round] = now_ms() - began;
	if (round < KEYED)
		press_keys(tui, s, round);
	tui_send(tui, "Q");
	tui_wait_exit(tui, NULL);
	tui_stop(tui);
}

/* Keys until the writer has ended. A key that got no frame within ten seconds is lost. */
static void while_storing(const char *store, const char *count)
{
	enum { MOST = 200000, LOST_MS = 9000 };
	static double keys[MOST];
	struct subject *board = &subjects[PROGRAMS - 1];
	struct tui *tui = tui_start(24, 80, "xterm-256color", board->argv, folder_environment());
	int pressed = 0, lost = 0, status = 0;
	double floor_p95 = percentile(subjects[0].key, subjects[0].keys, 0.95);
	if (!tui_wait(tui, board->shown))
		exit(1);
	pid_t writer = fork();
	if (writer == 0) {
		execl(folder_program("tests/bench/fill"), "fill", store, count, (char *)NULL);
		_exit(127);
	}
	pid_t ended = 0;
	while (pressed < MOST && (ended = waitpid(writer, &status, WNOHANG)) == 0) {
		keys[pressed] = tui_time_key(tui, pressed / 8 % 2 ? "k" : "j");
		lost += keys[pressed++] > LOST_MS;
	}
	if (!ended) {
		kill(writer, SIGKILL);
		waitpid(writer, NULL, 0);
	}
	if (status != 0)
		exit(1); /* not all was stored meanwhile */
	double p95 = percentile(keys, pressed, 0.95);
	printf("%s records being stored: %d keys, %d lost, p50 %.3f ms, p95 %.3f (%.2f x floor), p99 %.3f, worst %.3f\n", count,
		pressed, lost, percentile(keys, pressed, 0.5), p95, p95 / floor_p95, percentile(keys, pressed, 0.99),
		percentile(keys, pressed, 1));
	tui_stop(tui);
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 4)
		return 2;
	static char floor_path[512], board_path[512];
	snprintf(floor_path, sizeof floor_path, "%s", folder_program("tests/bench/floor"));
	snprintf(board_path, sizeof board_path, "%s", folder_program("hubbrief"));
	subjects[0] = (struct subject){ .name = "floor", .shown = "line  22", .argv = { floor_path, NULL } };
	subjects[1] = (struct subject){ .name = "floor+sqlite", .shown = "number", .argv = { floor_path, argv[2], NULL } };
	static char state[512];
	snprintf(state, sizeof state, "%s.state", argv[2]); /* the briefings that fill closed, if any */
	subjects[2] = (struct subject){ .name = "hubbrief", .shown = "help",
		.argv = { board_path, "--config", argv[1], "--records", argv[2], "--state", state, "--offline",
			"--now", "2023-03-14T08:45:00Z", NULL } };
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < PROGRAMS; i++)
			one_round(&subjects[i], round);
	printf("%-13s %9s %6s %8s %6s %8s %8s %8s %8s %7s %7s %6s %10s\n", "program", "start ms", "ratio", "key p50", "ratio",
		"key p95", "key p99", "page p50", "page p99", "B/key", "B/page", "RSS MB", "idle wakes");
	double floor_start = 0, floor_key = 0;
	for (int i = 0; i < PROGRAMS; i++) {
		struct subject *s = &subjects[i];
		double start = percentile(s->start, ROUNDS, 0.5), key = percentile(s->key, s->keys, 0.5);
		if (i == 0) {
			floor_start = start;
			floor_key = key;
		}
		printf("%-13s %9.2f %6.2f %8.3f %6.2f %8.3f %8.3f %8.3f %8.3f %7.0f %7.0f %6.1f %10ld\n", s->name, start,
			start / floor_start, key, key / floor_key, percentile(s->key, s->keys, 0.95),
			percentile(s->key, s->keys, 0.99), percentile(s->page, s->pages, 0.5),
			percentile(s->page, s->pages, 0.99), s->bytes_key, s->bytes_page, s->rss, s->idle_wakeups);
	}
	if (argc == 4)
		while_storing(argv[2], argv[3]);
	return 0;
}
