/* Starting and ending the programs beside this one: see child.h. Only the dashboard program does so; this
 * is the one file that starts a process. */
#include "hubbrief/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hubbrief/mem.h"
#include "hubbrief/str.h"

enum { WIRE_FD = 3, STOP_STEPS = 400, STEP_MS = 5 };

/* ---- where it stands ------------------------------------------------------------------------------ */

/* The folder of the running program, without a trailing '/'. False when /proc does not say. */
static bool own_folder(char *out, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", out, size - 1);
	if (length <= 0)
		return false;
	out[length] = '\0';
	char *slash = strrchr(out, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

static char *if_runs(char *path)
{
	if (access(path, X_OK) == 0)
		return path;
	free(path);
	return NULL;
}

char *child_program(const char *name)
{
	char folder[PATH_MAX];
	char *found = NULL;
	if (own_folder(folder, sizeof folder)) {
		found = if_runs(mem_printf("%s/%s", folder, name));
		if (!found)
			found = if_runs(mem_printf("%s/../libexec/hubbrief/%s", folder, name));
	}
	if (!found)
		found = if_runs(mem_printf("%s/libexec/hubbrief/%s", HUBBRIEF_PREFIX, name));
	if (!found)
		found = if_runs(mem_printf("%s/bin/%s", HUBBRIEF_PREFIX, name));
	return found;
}

/* ---- what it inherits ----------------------------------------------------------------------------- */

/* Names the child keeps; one that ends in '*' is a beginning. Everything else (proxies, key logs,
 * OpenSSL and loader settings) stays behind. */
static bool is_kept(const char *entry)
{
	static const char *const kept[] = {
		"PATH=", "HOME=", "LANG=", "TZ=", "TERM=", "XDG_*", "HUBBRIEF_*", "ASAN_OPTIONS=", "UBSAN_OPTIONS=",
	};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		size_t length = strlen(kept[i]);
		if (kept[i][length - 1] == '*')
			length--;
		if (strncmp(entry, kept[i], length) == 0)
			return true;
	}
	return false;
}

/* Entries are borrowed from this process's environment; the array is the caller's. */
static char **scrubbed_environment(void)
{
	size_t count = 0, used = 0;
	while (environ && environ[count])
		count++;
	char **list = mem_array(count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++)
		if (is_kept(environ[i]))
			list[used++] = environ[i];
	return list;
}

/* argv: the program's name, the arguments, then `--wire 3`. The array is the caller's, its texts borrowed. */
static char **argument_list(char *path, const char *const *arguments, bool with_wire)
{
	static char wire[] = "--wire", wire_fd[] = "3";
	size_t count = 0, used = 0;
	while (arguments && arguments[count])
		count++;
	union { const char *from; char *to; } text;
	char **list = mem_array(count + 4, sizeof *list);
	list[used++] = path;
	for (size_t i = 0; i < count; i++) {
		text.from = arguments[i];
		list[used++] = text.to;
	}
	if (with_wire) {
		list[used++] = wire;
		list[used++] = wire_fd;
	}
	return list;
}

/* ---- starting and ending ---------------------------------------------------------------------------- */

static void set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, usual;
	sigemptyset(&none);
	sigemptyset(&usual);
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT, SIGWINCH, SIGTSTP };
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(&usual, signals[i]);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &usual);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Output of a child must never land on a board that is being drawn. */
static void set_files(posix_spawn_file_actions_t *files, int wire)
{
	posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (isatty(STDOUT_FILENO))
		posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (isatty(STDERR_FILENO))
		posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (wire >= 0)
		posix_spawn_file_actions_adddup2(files, wire, WIRE_FD);
}

static int spawn(pid_t *pid, const char *path, char **arguments, int wire)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	set_files(&files, wire);
	set_attributes(&attributes);
	char **environment = scrubbed_environment();
	int failed = posix_spawn(pid, path, &files, &attributes, arguments, environment);
	free(environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

bool child_start(struct child *child, const char *name, const char *const *arguments, bool with_wire, struct error *error)
{
	int pair[2] = { -1, -1 };
	*child = (struct child){ .pid = -1, .fd = -1 };
	char *path = child_program(name);
	if (!path)
		return error_set(error, "the program %s was not found beside this one nor in %s/libexec/hubbrief; "
			"install hubbrief again", name, HUBBRIEF_PREFIX);
	if (with_wire && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0) {
		int why = errno;
		free(path);
		return error_set(error, "%s could not be started: %s", name, strerror(why));
	}
	char **list = argument_list(path, arguments, with_wire);
	int failed = spawn(&child->pid, path, list, pair[1]);
	free(list);
	free(path);
	if (pair[1] >= 0)
		close(pair[1]);
	if (failed) {
		if (pair[0] >= 0)
			close(pair[0]);
		child->pid = -1;
		return error_set(error, "%s could not be started: %s", name, strerror(failed));
	}
	child->fd = pair[0];
	return true;
}

static void forget(struct child *child)
{
	if (child->fd >= 0)
		close(child->fd);
	*child = (struct child){ .pid = -1, .fd = -1 };
}

bool child_ended(struct child *child, int *status)
{
	int how = 0;
	if (child->pid <= 0 || waitpid(child->pid, &how, WNOHANG) != child->pid)
		return false;
	if (status)
		*status = how;
	forget(child);
	return true;
}

void child_stop(struct child *child)
{
	if (child->pid <= 0)
		return;
	kill(child->pid, SIGTERM);
	for (int i = 0; i < STOP_STEPS; i++) {
		if (child_ended(child, NULL))
			return;
		nanosleep(&(struct timespec){ .tv_nsec = STEP_MS * 1000000L }, NULL);
	}
	kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, 0);
	forget(child);
}
