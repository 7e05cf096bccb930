/* The circumstances of a question: the clock, the profile, and which baseline holds for which hubs. See store.h. Used by
 * every file of this folder that asks, and by brief/, in the dashboard and the commands. */
#include "hubbrief/query.h"

struct moment moment_at(instant_t now, enum profile profile)
{
	enum { DAY_SECONDS = 86400 };
	return (struct moment){ .now = now, .today = instant_day(now), .profile = profile, .since = -1,
		.since_at = now - DAY_SECONDS };
}

static bool baseline_same(const struct baseline *one, const struct baseline *other)
{
	return one->sequence == other->sequence && one->at == other->at;
}

bool moment_same(const struct moment *one, const struct moment *other)
{
	const struct baseline common = moment_common(one), others = moment_common(other);
	bool same = one->now == other->now && one->today == other->today && one->profile == other->profile &&
		baseline_same(&common, &others) && one->own_count == other->own_count;
	for (int i = 0; same && i < one->own_count; i++)
		same = one->own[i].hubs == other->own[i].hubs && baseline_same(&one->own[i].baseline, &other->own[i].baseline);
	return same;
}

bool baseline_older(const struct baseline *one, const struct baseline *other)
{
	if (one->sequence < 0 || other->sequence < 0)
		return one->sequence >= 0 && other->sequence < 0;
	return one->sequence < other->sequence || (one->sequence == other->sequence && one->at < other->at);
}

day_t baseline_day(const struct baseline *baseline)
{
	return baseline->sequence < 0 || baseline->at == INSTANT_NONE ? DAY_NONE : instant_day(baseline->at);
}

static void forget_own(struct moment *moment, uint64_t hub)
{
	int kept = 0;
	for (int i = 0; i < moment->own_count; i++)
		if (moment->own[i].hubs != hub)
			moment->own[kept++] = moment->own[i];
	moment->own_count = kept;
}

void moment_count_from(struct moment *moment, struct baseline baseline)
{
	moment->since = baseline.sequence;
	moment->since_at = baseline.at;
	moment->since_named = baseline.named;
	moment->own_count = 0;
}

void moment_own(struct moment *moment, int hub_bit, struct baseline baseline)
{
	if (hub_bit < 0)
		return;
	uint64_t hub = (uint64_t)1 << hub_bit;
	forget_own(moment, hub);
	int at = moment->own_count;
	bool common = baseline.sequence == moment->since && (baseline.sequence < 0 || baseline.at == moment->since_at);
	if (common || at == OWN_BASELINES)
		return;
	for (; at > 0 && baseline_older(&baseline, &moment->own[at - 1].baseline); at--)
		moment->own[at] = moment->own[at - 1];
	moment->own[at] = (struct own_baseline){ hub, baseline };
	moment->own_count++;
}

struct baseline moment_common(const struct moment *moment)
{
	return (struct baseline){ moment->since, moment->since_at, moment->since_named };
}

bool moment_has_baseline(const struct moment *moment)
{
	return moment_oldest(moment).sequence >= 0;
}

struct baseline moment_baseline(const struct moment *moment, uint64_t hubs)
{
	const struct baseline common = moment_common(moment);
	struct baseline oldest = BASELINE_NONE;
	uint64_t left = hubs;
	for (int i = 0; i < moment->own_count; i++) {
		left &= ~moment->own[i].hubs;
		if (hubs & moment->own[i].hubs && baseline_older(&moment->own[i].baseline, &oldest))
			oldest = moment->own[i].baseline;
	}
	return (!hubs || left) && !baseline_older(&oldest, &common) ? common : oldest;
}

struct baseline moment_oldest(const struct moment *moment)
{
	const struct baseline common = moment_common(moment);
	return moment->own_count && baseline_older(&moment->own[0].baseline, &common) ? moment->own[0].baseline : common;
}
