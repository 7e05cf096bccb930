/* A command that runs in a child process, while this one waits, passes signals on, and is there to clean up however the
 * command ends. For `demo` and `--as-of`, whose stores live as long as the command does. */
#ifndef HUBBRIEF_GUARD_H
#define HUBBRIEF_GUARD_H

#include <signal.h>

struct guard { sigset_t watched, usual; };

void guard_begin(struct guard *guard); /* signals wait from here: nothing that is made from now on can be left behind */
/* Runs it in the child, which ends when this process does; the exit code it ended with, or 128 and its signal. When the
 * command stops (Ctrl-z, :suspend), this process stops with it. Says so and gives EXIT_STORE when no child can be made. */
int guard_run(const struct guard *guard, int (*run)(void *context), void *context);
void guard_end(const struct guard *guard);

#endif
