/* The feeder beside the dashboard: found, started, watched. Used by the board's loop and by `sync`. */
#ifndef HUBBRIEF_CHILD_H
#define HUBBRIEF_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "hubbrief/error.h"

struct child { pid_t pid; int fd; }; /* fd: this side of the socketpair, non-blocking, close-on-exec */

/* Full path of a program that stands beside this one (build tree) or under libexec. Owned; NULL not found.
 * "hubbrief-feeder", "hubfeed". */
char *child_program(const char *name);
/* Starts it with `arguments` (NULL-terminated, without argv[0]) and `--wire 3` as descriptor 3 when
 * `with_wire`; signal mask reset, stdin /dev/null, environment scrubbed to what it needs. */
bool child_start(struct child *child, const char *name, const char *const *arguments, bool with_wire, struct error *error);
bool child_ended(struct child *child, int *status); /* reaps without waiting */
void child_stop(struct child *child);               /* SIGTERM, at most 2 s, then SIGKILL; reaps */

#endif
