/* The diagnostic log of `--log FILE` (0600): one line an event, for whoever maintains the program.
 * Never tokens, never record texts. Both programs; without a file nothing is written. */
#ifndef HUBBRIEF_LOG_H
#define HUBBRIEF_LOG_H

#include "hubbrief/clock.h"
#include "hubbrief/error.h"

struct log; /* may be NULL everywhere below: nothing is written */

struct log *log_open(const char *path, const struct clock *clock, struct error *error);
void log_line(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_close(struct log *log);

#endif
