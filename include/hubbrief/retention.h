/* How long records are kept (domain.md §3): what the configuration may limit, and from when a record's time counts.
 * Pure; used by the configuration, the keeper and the purges of both databases. */
#ifndef HUBBRIEF_RETENTION_H
#define HUBBRIEF_RETENTION_H

#include "hubbrief/record.h"

/* The keys of `retention:`. The first four are about records. */
enum retention {
	RETENTION_INCIDENTS, RETENTION_CASES, RETENTION_ACTIONS, RETENTION_EVENTS, RETENTION_LOG, RETENTION_BRIEFINGS,
	RETENTION_COUNT,
	RETENTION_REVIEW_BY = RETENTION_COUNT, /* no key: the day that the feed itself gave */
	RETENTION_NONE,
};

enum retention retention_of(enum kind kind); /* RETENTION_NONE: no age ends the keeping of such a record */

/* When a record was over, from which its time of keeping counts: INSTANT_NONE while it is open, and of a kind that is
 * kept whatever its age. An incident is over when it has occurred, unless its source says that it is open. */
instant_t record_kept_from(const struct record *record);

/* What counts from before this is kept no longer on the day `today`; INSTANT_NONE (nothing is) when `days` is 0. With
 * 90 days, what was over on 14 December is kept on 14 March and not on the 15th. */
instant_t retention_before(int days, day_t today);

/* "older than 90 days", "closed for more than 365 days", "whose review_by had come": what an audit line says of why. `out`
 * has RETENTION_TEXT bytes; returns it. */
enum { RETENTION_TEXT = 48 };
const char *retention_text(char *out, enum retention retention, int days);

#endif
