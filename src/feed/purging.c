/* When the feeder purges (retention): at its start, on each new day, when the configuration changes, and after an answer
 * that purged something itself. One short step a round of the loop, so that polls and the board go on meanwhile. Called
 * by feeder.c; what goes is store/keeper_purge.c. */
#include "hubbrief/feeding.h"
#include "hubbrief/purge.h"
#include "hubbrief/state.h"
#include "hubbrief/wire.h"

/* A step takes about a hundredth of a second. Who asks once waits no longer for it than ONCE_MS; the rest is for the next
 * time. */
enum { STEP_RECORDS = 100, ONCE_MS = 5000, LATER_MS = 5000, FAILED_MS = 900000, LINES_MOST = 32 };

static instant_t wall(const struct feeder *feeder)
{
	return clock_now(&feeder->options->clock);
}

/* Where the log is needed; −1 (all of it) when that cannot be known. */
static int64_t log_floor(const struct feeder *feeder)
{
	struct error error = { "" };
	struct state *state = feeder->options->state ? state_open_reader(feeder->options->state, &error) : NULL;
	int64_t floor = state ? state_log_floor(state) : *error.text ? -1 : INT64_MAX;
	state_close(state);
	return floor;
}

static bool is_due(const struct feeder *feeder)
{
	const struct purging *purging = &feeder->purging;
	return purging->under_way || purging->day != instant_day(wall(feeder)) || keeper_untidy(feeder->keeper);
}

static void tell(struct feeder *feeder)
{
	struct purge_line lines[LINES_MOST];
	size_t count = keeper_purges(feeder->keeper, feeder->purging.told + 1, lines, LINES_MOST);
	struct str text = { 0 };
	for (size_t i = count; i-- > 0;) {
		str_reset(&text);
		purge_say(&lines[i], &text);
		log_line(feeder->options->log, "purged %s", str_text(&text));
	}
	str_free(&text);
	if (!count)
		return;
	feeder->purging.told = lines[0].at;
	if (feeder->options->wire >= 0)
		wire_send(feeder->options->wire, WIRE_CHANGED, keeper_sequence(feeder->keeper));
}

static int64_t to_midnight(const struct feeder *feeder)
{
	instant_t now = wall(feeder);
	return (day_start(instant_day(now) + 1) - now) * 1000;
}

static void begin(struct feeder *feeder)
{
	struct purging *purging = &feeder->purging;
	purging->run = (struct purge_run){ .at = wall(feeder), .floor = log_floor(feeder), .most = STEP_RECORDS };
	purging->under_way = true;
	if (!purging->begun_ms)
		purging->begun_ms = clock_mono_ms();
	if (!purging->told)
		purging->told = purging->run.at - 1;
}

static enum purge_result step(struct feeder *feeder)
{
	struct purging *purging = &feeder->purging;
	struct error error = { "" };
	enum purge_result result = keeper_purge(feeder->keeper, &purging->run, &error);
	if (result == PURGE_FAILED)
		log_line(feeder->options->log, "purging: %s", error.text);
	if (result == PURGE_MORE)
		return result;
	tell(feeder);
	if (result != PURGE_FAILED)
		purging->day = instant_day(purging->run.at);
	purging->under_way = false;
	return result;
}

int64_t purging_step(struct feeder *feeder)
{
	struct purging *purging = &feeder->purging;
	int64_t now = clock_mono_ms();
	if (!is_due(feeder))
		return to_midnight(feeder);
	if (now < purging->next_ms)
		return purging->next_ms - now;
	if (!purging->under_way)
		begin(feeder);
	enum purge_result result = step(feeder);
	if (result == PURGE_MORE)
		return 0;
	int64_t wait = result == PURGE_LATER ? LATER_MS : result == PURGE_FAILED ? FAILED_MS : 0;
	purging->next_ms = now + wait;
	return wait ? wait : to_midnight(feeder);
}

void purging_again(struct feeder *feeder)
{
	feeder->purging = (struct purging){ .day = DAY_NONE, .told = feeder->purging.told, .begun_ms = feeder->purging.begun_ms };
}

bool purging_over(const struct feeder *feeder)
{
	const struct purging *purging = &feeder->purging;
	int64_t now = clock_mono_ms();
	return !is_due(feeder) || now < purging->next_ms || (purging->begun_ms && now - purging->begun_ms >= ONCE_MS);
}
