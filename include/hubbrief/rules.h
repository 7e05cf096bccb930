/* The nineteen rules of domain.md §4 that are not in series.h, record.h or dates.h: pure functions,
 * each citing its number. `today` is the as-of day D. */
#ifndef HUBBRIEF_RULES_H
#define HUBBRIEF_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/dates.h"
#include "hubbrief/marking.h"
#include "hubbrief/record.h"

/* How often a source or a record is expected: a count of minutes, days or working days. */
enum cadence_unit { CADENCE_SECONDS, CADENCE_DAYS, CADENCE_WORKING_DAYS };
struct cadence {
	enum cadence_unit unit;
	int count; /* 0: not stated */
};

/* Rule 10. The moments after which something made at `made` is stale (1.5 × cadence) and dead (3 ×);
 * INT64_MAX (never) for a cadence not stated. Working days keep the time of day; half a one is 12 hours. */
instant_t stale_after(instant_t made, struct cadence expect, const struct holidays *holidays);
instant_t dead_after(instant_t made, struct cadence expect, const struct holidays *holidays);
struct cadence cadence_default(enum kind kind, const char *period); /* rule 10's list; period may be NULL */

int days_overdue(day_t due, day_t today);    /* rule 1; 0 when not overdue */
int days_left(day_t due, day_t today);       /* rule 3; negative when past */

/* Rule 3: a milestone's own rating as days from which it turns. `worst_gate` is the earliest due day of a
 * gate not done (DAY_NONE: none), `stale_day` the day its update becomes stale. */
struct milestone_days { day_t amber_from, red_from; };
struct milestone_days milestone_rating_days(day_t due, day_t worst_gate, day_t stale_day);

/* Rule 8 over cells of which some are the totals of others. hidden[i] comes in as what is hidden for itself (1 to 4)
 * and goes out with what must be hidden beside it, so that no hidden cell follows from what is shown: not from the
 * sums, nor from their bounds. Whole numbers that are not negative. */
struct sum { size_t total; const size_t *parts; size_t part_count; }; /* places of cells; parts borrowed */
void suppress_sums(const double *values, size_t count, const struct sum *sums, size_t sum_count, bool *hidden);

/* Rule 11: days (sorted) of incidents at one place; the span [from, to] of days on which the incident at
 * `index` is the third or later within 28 days. False when it never is. */
bool repeat_location_span(const day_t *days, size_t count, size_t index, day_t *from, day_t *to);
bool repeat_victim(const day_t *days, size_t count, day_t today);              /* ≥2 in 365 days */
bool case_review_prompt(const day_t *occurred, const day_t *reported, size_t count, day_t today); /* ≥3 in 6 months */

/* Rule 12. */
day_t dhr_decision_due(day_t notified);
day_t dhr_complete_due(day_t decided);
/* Rule 13. */
day_t da_strategy_review_due(day_t first_published);
/* Rule 14. */
day_t papers_due(day_t meeting, const struct holidays *holidays);
/* The next day on or after `today` (DAY_NONE: none), counting from `first`; *clash when it is a holiday.
 * Without `recurs` (NULL or "") `first` itself. */
day_t meeting_next(const char *recurs, day_t first, day_t today, const struct holidays *holidays, bool *clash);
/* "weekly", "every 4 weeks", "monthly 2nd Tuesday", "monthly last Friday", "dates 2023-03-21 2023-06-20":
 * false when not understood */
bool recurs_valid(const char *recurs);
day_t hate_crime_week(int year); /* rule 14: the second Saturday of October; ends on the third */
/* Rule 15: an office ends within 28 days without successor. */
bool succession_flag(day_t to, const char *successor, day_t today);
/* Rule 16: days before the end at which a power of that type is flagged. */
int power_notice_days(const char *type);
/* Rule 17. */
enum hub_state { HUB_NORMAL, HUB_QUIET, HUB_NO_DATA, HUB_NEVER };
struct hub_facts {
	bool ever, fresh;
	int new_incidents, late, due_soon, red;
	bool tension_raised;
};
enum hub_state hub_state(const struct hub_facts *facts);
/* Rule 18: the banner over the markings of what is visible. */
enum marking banner(const enum marking *markings, size_t count);

/* Rule 19: the classes a list walks, in order. */
enum rank {
	RANK_STATUTORY_OVERDUE, RANK_CRITICAL, RANK_OVERDUE, RANK_RED_WORSE, RANK_REPEAT, RANK_DUE_SOON,
	RANK_CHANGED, RANK_STALE, RANK_REST, RANK_COUNT,
};

#endif
