/* A measure's series and what it says: number, change, trend, rating (rules 4–8). Pure. */
#ifndef HUBBRIEF_SERIES_H
#define HUBBRIEF_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/dates.h"

struct point {
	const char *period; /* "2023-02"; borrowed */
	day_t first, last;  /* of the period */
	double value;
	bool withheld;      /* hidden for another measure's sake: a total beside it would give that one away */
	bool suppressed;    /* hidden, never drawn: 1–4, or a neighbour that would give one away */
};

struct series {
	struct point *points; /* sorted by period, each period once; owned by an arena */
	size_t count;
};

enum polarity { POLARITY_LOWER, POLARITY_HIGHER, POLARITY_NEUTRAL, POLARITY_RANGE };

/* Rule 7: the current three periods against the comparator, and what that means by polarity. */
enum judgement {
	JUDGE_NONE,   /* nothing to compare with */
	JUDGE_FEW,    /* a + b < 10: too few to say */
	JUDGE_CHANCE, /* |z| < 1.96: may be chance */
	JUDGE_BETTER, JUDGE_WORSE,
	JUDGE_UP, JUDGE_DOWN, /* beyond chance, neutral polarity (rule 5) */
};

struct series_summary {
	size_t points;
	const char *period;   /* of the latest point; borrowed */
	day_t period_end;
	double value;         /* the latest point */
	size_t run;           /* periods in `total`: 3, or 1 when there is nothing to compare three with */
	double total, before; /* the current run of periods and its comparator */
	bool year_ago;        /* the comparator is the same periods last year, else the run before */
	bool has_change;      /* false too when `before` is a small number of a sensitive series (rule 8) */
	double change;        /* total − before */
	bool has_percent;     /* rule 6 */
	int percent;
	double z;
	enum judgement judgement;
	char rating;          /* rule 4 on `rated`: G A R or '-' */
	double rated;         /* the figure that thresholds apply to: `total` for counts, else `value` */
	bool suppressed;      /* rule 8: the latest value or the total is sensitive and 1–4: say "<5", no more */
	bool withheld;        /* suppressed beside others of one total: say "hidden", of the small ones as of the others */
};

/* In range, green and amber are distances from the target, and without a target nothing is rated. */
struct thresholds {
	bool has_green, has_amber, has_target;
	double green, amber, target;
};

struct series_meaning {
	enum polarity polarity;
	bool sensitive;
	bool adds_up; /* unit is a count: periods total; else the latest value stands */
	struct thresholds thresholds;
};

/* Parses canonical JSON [[period, value], …] (value may be null: left out). Sorts; of a period given twice
 * the later stands. False on bad shape, or when periods of different lengths are mixed. */
struct arena;
bool series_is_small(double value); /* rule 8: 1 to 4, and what lies between */
bool series_parse(struct arena *arena, const char *json, struct series *out);
/* Marks the suppressed points of a sensitive series (rule 8: 1–4), and a second one in a run whose total
 * would give a single one away; the latest point is only ever marked for its own 1–4. */
void series_suppress(struct series *series);
/* Withholds the points of these periods, which store/groups.c found: rule 8 over parts and their total. */
void series_withhold(struct series *series, const char *const *periods, size_t count);
void series_summarise(const struct series *series, const struct series_meaning *meaning, struct series_summary *out);

int percent_change(double current, double previous, bool *has); /* rule 6; round half up */
double poisson_z(double a, double b);                            /* rule 7 */
char rate_value(double value, enum polarity polarity, const struct thresholds *thresholds); /* rule 4 */
bool polarity_named(const char *word, enum polarity *polarity);
const char *judgement_text(enum judgement judgement); /* "worse", "may be chance", "" … */

#endif
