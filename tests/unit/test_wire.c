/* The wire and the child beside this program: frames in order, bad ones ignored, the child started with
 * nothing it should not have, stopped and reaped. This program is its own child: `test_wire --child …`. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "hubbrief/child.h"
#include "hubbrief/log.h"
#include "hubbrief/mem.h"
#include "hubbrief/wire.h"

static void open_pair(int pair[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
}

static void close_pair(const int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

static void test_frames_in_order(void **state)
{
	(void)state;
	int pair[2];
	struct wire_message message;
	open_pair(pair);
	assert_int_equal(wire_receive(pair[1], &message), 0);
	assert_true(wire_send(pair[0], WIRE_REFRESH, 3));
	assert_true(wire_send(pair[0], WIRE_CHANGED, INT64_MAX));
	assert_int_equal(wire_receive(pair[1], &message), 1);
	assert_true(message.type == WIRE_REFRESH && message.argument == 3);
	assert_int_equal(wire_receive(pair[1], &message), 1);
	assert_true(message.type == WIRE_CHANGED && message.argument == INT64_MAX);
	assert_int_equal(wire_receive(pair[1], &message), 0);
	close_pair(pair);
}

static void test_bad_frames_ignored(void **state)
{
	(void)state;
	int pair[2];
	struct wire_message message, bad = { .type = WIRE_TYPE_END };
	char flood[64] = { 0 };
	open_pair(pair);
	assert_int_equal(send(pair[0], flood, 15, 0), 15);
	assert_int_equal(send(pair[0], flood, 17, 0), 17);
	assert_int_equal(send(pair[0], flood, 16, 0), 16); /* type 0 */
	assert_int_equal(send(pair[0], &bad, sizeof bad, 0), (int)sizeof bad);
	assert_true(wire_send(pair[0], WIRE_STOP, 0));
	assert_int_equal(wire_receive(pair[1], &message), 1);
	assert_int_equal(message.type, WIRE_STOP);
	close_pair(pair);
}

static void test_other_side_gone(void **state)
{
	(void)state;
	int pair[2];
	struct wire_message message;
	open_pair(pair);
	close(pair[1]);
	assert_int_equal(wire_receive(pair[0], &message), -1);
	assert_false(wire_send(pair[0], WIRE_STOP, 0)); /* and no SIGPIPE */
	close(pair[0]);
	assert_int_equal(wire_receive(-1, &message), -1);
}

static void test_full_is_not_a_wait(void **state)
{
	(void)state;
	int pair[2], sent = 0;
	open_pair(pair);
	while (sent < 100000 && wire_send(pair[0], WIRE_PAUSE, sent))
		sent++;
	assert_true(sent > 0 && sent < 100000);
	close_pair(pair);
}

/* ---- the child ------------------------------------------------------------------------------------- */

/* Waits at most five seconds for a frame. */
static bool await_frame(int fd, struct wire_message *message)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	return poll(&ready, 1, 5000) == 1 && wire_receive(fd, message) == 1;
}

enum { SAW_SECRET = 1, SAW_KEPT = 2, SAW_BLOCKED = 4, SAW_STDIN = 8, SAW_IGNORED = 16 };

static int64_t what_the_child_sees(void)
{
	static const char *const secret[] = {
		"SSLKEYLOGFILE", "https_proxy", "http_proxy", "ALL_PROXY", "OPENSSL_CONF", "LD_LIBRARY_PATH", "TERMINFO", "XDGX",
	};
	int64_t seen = 0;
	sigset_t mask;
	struct sigaction pipe_action;
	char byte;
	for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
		if (getenv(secret[i]))
			seen |= SAW_SECRET;
	if (getenv("HOME") && getenv("XDG_STATE_HOME") && getenv("HUBBRIEF_TEST"))
		seen |= SAW_KEPT;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	if (sigismember(&mask, SIGTERM))
		seen |= SAW_BLOCKED;
	sigaction(SIGPIPE, NULL, &pipe_action);
	if (pipe_action.sa_handler == SIG_IGN)
		seen |= SAW_IGNORED;
	if (read(STDIN_FILENO, &byte, 1) != 0)
		seen |= SAW_STDIN;
	return seen;
}

/* `--child report|stay|deaf|exit [--wire 3]` */
static int be_child(int argc, char **argv)
{
	const char *what = argv[2];
	bool wired = argc == 5 && strcmp(argv[3], "--wire") == 0 && strcmp(argv[4], "3") == 0;
	if (strcmp(what, "exit") == 0)
		return argc == 3 ? 7 : 8;
	if (!wired)
		return 9;
	if (strcmp(what, "deaf") == 0)
		signal(SIGTERM, SIG_IGN);
	wire_send(3, WIRE_CHANGED, what_the_child_sees());
	if (strcmp(what, "report") == 0)
		return 0;
	struct pollfd wire = { .fd = 3, .events = POLLIN };
	poll(&wire, 1, 20000);
	return 0;
}

static struct child start(const char *what, bool with_wire)
{
	struct child child;
	struct error error = { "" };
	const char *const arguments[] = { "--child", what, NULL };
	if (!child_start(&child, "test_wire", arguments, with_wire, &error))
		fail_msg("%s", error.text);
	return child;
}

static int await_end(struct child *child)
{
	int status = -1;
	for (int i = 0; i < 5000 && !child_ended(child, &status); i++)
		poll(NULL, 0, 1);
	return status;
}

static void test_child_is_clean(void **state)
{
	(void)state;
	sigset_t block, before;
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &before);
	signal(SIGPIPE, SIG_IGN);
	setenv("SSLKEYLOGFILE", "/nowhere", 1);
	setenv("https_proxy", "http://proxy.invalid", 1);
	setenv("OPENSSL_CONF", "/nowhere", 1);
	setenv("TERMINFO", "/nowhere", 1);
	setenv("XDGX", "1", 1);
	setenv("HOME", "/", 0);
	setenv("XDG_STATE_HOME", "/nowhere", 1);
	setenv("HUBBRIEF_TEST", "1", 1);
	struct child child = start("report", true);
	struct wire_message message;
	assert_true(await_frame(child.fd, &message));
	assert_int_equal(message.argument, SAW_KEPT);
	assert_int_equal(fcntl(child.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(fcntl(child.fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	int status = await_end(&child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(child.pid == -1 && child.fd == -1);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void test_child_without_wire(void **state)
{
	(void)state;
	struct child child = start("exit", false);
	assert_int_equal(child.fd, -1);
	int status = await_end(&child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	assert_false(child_ended(&child, &status));
}

static void test_child_stopped(void **state)
{
	(void)state;
	struct child child = start("stay", true);
	struct wire_message message;
	assert_true(await_frame(child.fd, &message));
	pid_t pid = child.pid;
	child_stop(&child);
	assert_int_equal(child.pid, -1);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	child_stop(&child); /* twice is as once */
}

static void test_deaf_child_killed(void **state)
{
	(void)state;
	struct child child = start("deaf", true);
	struct wire_message message;
	assert_true(await_frame(child.fd, &message));
	pid_t pid = child.pid;
	int64_t before = clock_mono_ms();
	child_stop(&child);
	assert_int_equal(kill(pid, 0), -1);
	assert_true(clock_mono_ms() - before < 5000);
}

static void test_program_not_found(void **state)
{
	(void)state;
	struct child child;
	struct error error;
	assert_null(child_program("hubbrief-nonesuch"));
	assert_false(child_start(&child, "hubbrief-nonesuch", NULL, true, &error));
	assert_non_null(strstr(error.text, "hubbrief-nonesuch"));
	assert_int_equal(child.fd, -1);
}

/* ---- the clock and the log, which go with them ------------------------------------------------------- */

static void test_clock(void **state)
{
	(void)state;
	struct clock set = clock_at(1678783500), real = clock_real();
	assert_true(clock_now(&set) >= 1678783500 && clock_now(&set) <= 1678783500 + 5);
	set.mono_ms -= 61000;
	assert_true(clock_now(&set) >= 1678783500 + 61);
	assert_true(clock_now(&real) > 1678783500);
}

static void test_log(void **state)
{
	(void)state;
	char path[] = "/tmp/hubbrief-log-XXXXXX";
	assert_non_null(mkdtemp(path));
	char *file = mem_printf("%s/log", path);
	struct clock clock = clock_at(1678783500);
	struct error error;
	struct log *log = log_open(file, &clock, &error);
	assert_non_null(log);
	log_line(log, "source %s\nfailed\x1b[31m", "partners");
	log_close(log);
	log_line(NULL, "nothing");
	log_close(NULL);
	struct stat status;
	char text[128] = "";
	int fd = open(file, O_RDONLY);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_true(read(fd, text, sizeof text - 1) > 0);
	close(fd);
	assert_string_equal(text, "2023-03-14T08:45:00Z source partners failed[31m\n");
	unlink(file);
	assert_null(log_open(path, &clock, &error)); /* a folder */
	assert_non_null(strstr(error.text, path));
	rmdir(path);
	free(file);
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--child") == 0)
		return be_child(argc, argv);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames_in_order), cmocka_unit_test(test_bad_frames_ignored),
		cmocka_unit_test(test_other_side_gone), cmocka_unit_test(test_full_is_not_a_wait),
		cmocka_unit_test(test_child_is_clean), cmocka_unit_test(test_child_without_wire),
		cmocka_unit_test(test_child_stopped), cmocka_unit_test(test_deaf_child_killed),
		cmocka_unit_test(test_program_not_found), cmocka_unit_test(test_clock), cmocka_unit_test(test_log),
	};
	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
