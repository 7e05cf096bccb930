/* Running a command in a child, so that something is left to clean up after it: see guard.h. Called by demo.c and
 * as_of.c. */
#include "hubbrief/guard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"

enum { SIGNAL_CODE = 128 };

void guard_begin(struct guard *guard)
{
	static const int signals[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	sigemptyset(&guard->watched);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(&guard->watched, signals[i]);
	sigprocmask(SIG_BLOCK, &guard->watched, &guard->usual);
}

void guard_end(const struct guard *guard)
{
	sigprocmask(SIG_SETMASK, &guard->usual, NULL);
}

/* The command's process, with the signals as they were and an end of its own when this one is killed. */
static pid_t start(const struct guard *guard, int (*run)(void *context), void *context)
{
	fflush(NULL);
	pid_t parent = getpid(), pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, &guard->usual, NULL);
	if (getppid() != parent)
		_exit(EXIT_NO);
	int code = run(context);
	fflush(NULL);
	_exit(code);
}

int guard_run(const struct guard *guard, int (*run)(void *context), void *context)
{
	siginfo_t info;
	int status = 0;
	pid_t pid = start(guard, run, context);
	if (pid < 0)
		return cmd_fail(EXIT_STORE, "%s", strerror(errno));
	for (;;) {
		if (waitpid(pid, &status, WNOHANG | WUNTRACED) != pid) {
			if (sigwaitinfo(&guard->watched, &info) > 0 && info.si_signo != SIGCHLD)
				kill(pid, info.si_signo);
		} else if (WIFSTOPPED(status)) {
			raise(SIGSTOP);
			kill(pid, SIGCONT);
		} else {
			return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_CODE + WTERMSIG(status);
		}
	}
}
