/* `hubbrief check --feed URL`: the feeder asks a server and tells how it keeps hub-feed(7); this passes on what
 * it says. Called by cmd/check.c. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hubbrief/child.h"
#include "hubbrief/cmd.h"

/* Starts it with its standard output in `into`: on a terminal a child would else be silent. */
static bool start(struct child *feeder, const char *url, int into, struct error *error)
{
	const char *const arguments[] = { "--check-feed", url, NULL };
	int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(into, STDOUT_FILENO);
	bool started = child_start(feeder, "hubbrief-feeder", arguments, false, error);
	dup2(own, STDOUT_FILENO);
	close(own);
	close(into);
	return started;
}

int cmd_check_feed(const char *url)
{
	struct error error = { 0 };
	struct child feeder;
	char text[4096];
	int ends[2], status = 0;
	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC))
		return cmd_fail(EXIT_NO, "%s.", strerror(errno));
	bool started = start(&feeder, url, ends[1], &error);
	ssize_t length;
	while (started && ((length = read(ends[0], text, sizeof text)) > 0 || (length < 0 && errno == EINTR)))
		fwrite(text, 1, length > 0 ? (size_t)length : 0, stdout);
	close(ends[0]);
	if (!started)
		return cmd_fail(EXIT_NO, "%s", error.text);
	while (waitpid(feeder.pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return cmd_flush(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_NO);
}
