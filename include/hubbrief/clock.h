/* The one place that reads a clock. `--now` sets the wall clock of both programs, which then runs on
 * CLOCK_MONOTONIC; timers and TLS never use the wall clock. */
#ifndef HUBBRIEF_CLOCK_H
#define HUBBRIEF_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t instant_t; /* seconds since 1970-01-01T00:00:00Z */
#define INSTANT_NONE INT64_MIN
#define INSTANT_UNKNOWN (INT64_MIN + 1) /* there was one, but which is not kept any more */

bool instant_known(instant_t at); /* neither of them */

struct clock {
	bool set;       /* false: follow the machine's clock */
	instant_t from; /* the wall clock at `mono_ms`, when set */
	int64_t mono_ms;
	bool still;     /* set, and does not run on */
};

struct clock clock_real(void);
struct clock clock_at(instant_t now); /* shows `now` at this moment and runs on from there */
struct clock clock_still(instant_t now); /* shows `now` for good */
instant_t clock_now(const struct clock *clock);
int64_t clock_mono_ms(void); /* milliseconds, never goes back */

#endif
