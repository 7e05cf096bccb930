/* The only reader of a clock: see clock.h. Both programs; `--now` fixes the wall clock at one moment and
 * lets it run on by the monotonic one. */
#include "hubbrief/clock.h"

#include <time.h>

bool instant_known(instant_t at)
{
	return at != INSTANT_NONE && at != INSTANT_UNKNOWN;
}

struct clock clock_real(void)
{
	return (struct clock){ 0 };
}

struct clock clock_at(instant_t now)
{
	return (struct clock){ .set = true, .from = now, .mono_ms = clock_mono_ms() };
}

struct clock clock_still(instant_t now)
{
	return (struct clock){ .set = true, .from = now, .still = true };
}

instant_t clock_now(const struct clock *clock)
{
	if (clock->still)
		return clock->from;
	if (clock->set)
		return clock->from + (clock_mono_ms() - clock->mono_ms) / 1000;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

int64_t clock_mono_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
