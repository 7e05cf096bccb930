/* What is coming that no single record says (domain.md §1b): owners that end and what they leave, planned
 * gatherings, data returns that are owed, groups that are not heard; and after them the records with a day ahead.
 * The sentences are pure; brief_coming asks the store. For the pane `coming`. */
#ifndef HUBBRIEF_COMING_H
#define HUBBRIEF_COMING_H

#include "hubbrief/brief.h"
#include "hubbrief/record.h"

enum { COMING_DAYS = 28 }; /* how far ahead it looks, as rule 15 does */

/* The day on which the last of a body's offices ends; DAY_NONE when it has none, or one without an end. */
day_t body_last_day(const struct record *body);
/* An agency that ends: its body is a council whose offices all end. */
struct ending { const char *owner; day_t last; }; /* the last day it is there; borrowed from the record */
/* False when the body stays, is no council, or ends before `today` or after the window. */
bool coming_ending(const struct record *body, day_t today, struct ending *out);
/* "1 action and 1 power need a new owner: SCA-BC ends 31 Mar". `owners` are those that own some of it; false when
 * there is nothing to hand over. */
bool coming_handover(const int counts[KIND_COUNT], const struct ending *owners, size_t owner_count, struct str *out);
/* "Planned gathering, tension level 4, Saturday": a tension with a day ahead. *day is that day. */
bool coming_gathering(const struct record *incident, day_t today, day_t *day, struct str *out);
/* "Needs assessment: 2 of 5 returns owed: justice, ICB, since 3 Mar": the gates of a milestone that are called
 * "Return: …". False when it has none or all are in. */
bool coming_returns(const struct record *milestone, day_t today, struct str *out);
/* "3 of 9 groups unheard: Armed services, Sex workers, Students": objectives tagged groups, those without
 * progress. False when there are none, or all are heard. */
bool coming_unheard(struct record *const *groups, size_t count, struct str *out);
/* The days from today to `day` in words: "18 days", "today"; what is shared with York without a day: "+York". */
void coming_lead(day_t day, day_t today, bool york, struct str *out);

struct coming_line {
	const char *lead, *text; /* the arena's */
	int64_t number;          /* of the record it is about; −1 none */
	day_t day;               /* DAY_NONE: no day of its own */
};
struct coming { /* start from { 0 } */
	struct arena arena;
	struct coming_line *lines; /* the derived ones first, then records by their day */
	size_t count, derived;
};
/* For a hub of the configuration; −1 and PLACE_ANY: the whole partnership. `filter` chooses the records that follow.
 * False with an empty error when a waiting key stopped it. */
bool brief_coming(struct store *store, const struct config *config, const struct moment *moment, int hub,
	struct filter *filter, struct coming *out, struct error *error);
void coming_free(struct coming *coming);

#endif
