/* The circumstances of a question: the clock, the profile, and from which briefing changes count (rule 9). Given to every
 * question of store.h; filled by brief/baseline.c and the commands. Pure. */
#ifndef HUBBRIEF_MOMENT_H
#define HUBBRIEF_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "hubbrief/dates.h"
#include "hubbrief/marking.h"

/* A place in the log that changes count from: a briefing, and when it was held. */
struct baseline {
	int64_t sequence;      /* −1 none */
	instant_t at;
	bool named;            /* no briefing, but a moment that the user named */
};
#define BASELINE_NONE ((struct baseline){ .sequence = -1, .at = INSTANT_NONE })

/* What a store was gone back to, if it was (`--as-of`): said wherever its moment is told. */
enum past_kind { PAST_NOT, PAST_MOMENT, PAST_BRIEFING };

enum { OWN_BASELINES = 60 }; /* as many as there can be hubs */
struct own_baseline { uint64_t hubs; struct baseline baseline; };

/* The circumstances of a question. Two equal moments over one sequence number give one answer. */
struct moment {
	instant_t now;
	day_t today;
	enum profile profile;
	int64_t since;         /* the baseline's sequence number, −1 none */
	instant_t since_at;    /* when it was held; without a baseline: now − 24 hours */
	bool since_named;      /* as in struct baseline */
	enum past_kind past;
	bool past_in_part;     /* some of what stood then is not kept any more */
	struct own_baseline own[OWN_BASELINES]; /* of single hubs (one bit each) where it is another; the oldest first */
	int own_count;
};
bool moment_same(const struct moment *one, const struct moment *other); /* one answer to every question */
struct moment moment_at(instant_t now, enum profile profile); /* no baseline */
void moment_count_from(struct moment *moment, struct baseline baseline); /* of every hub alike */
/* A hub (its bit; −1 none) counts changes from a baseline of its own instead of the common one, which is set before;
 * without one (sequence −1) nothing of it has changed. */
void moment_own(struct moment *moment, int hub_bit, struct baseline baseline);
struct baseline moment_common(const struct moment *moment); /* of what has none of its own, and of no hub */
bool moment_has_baseline(const struct moment *moment); /* of all hubs or of some */
/* What a record of those hubs counts from (rule 9): the oldest baseline of its hubs. */
struct baseline moment_baseline(const struct moment *moment, uint64_t hubs);
struct baseline moment_oldest(const struct moment *moment); /* of all in it; sequence −1 when there is none */

#endif
