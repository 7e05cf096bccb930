/* Counts kept beside the records (design.md §2): for each filter that does not depend on the clock but for
 * comparisons of the due day, how many records a hub, area, disclosure class and due day hold. The keeper keeps
 * them in the transaction that changes the records; the store sums days against its clock. What is due soon begins to
 * count on one day and ends on another: it stands as +1 and −1, so that the sum up to a day is what is due soon then.
 * Inside src/store. */
#ifndef HUBBRIEF_TALLY_H
#define HUBBRIEF_TALLY_H

#include "hubbrief/query.h"

/* Records of a sensitive area count as the team's (closed.c), and beside that, under their own class, for an area of
 * its own, TALLY_CLOSED_AREA + bit: what the area's cell is rated by, and nothing else asks for. */
enum { TALLY_ONCE = -2, TALLY_COUNTYWIDE = -1, TALLY_ANY_AREA = -1, TALLY_CLOSED_AREA = 64 };

/* A filter taken apart: its base (what a slot counts), the due days that are meant, and at most one hub and area. */
struct tally_plan {
	const char *text;   /* names the base: equal texts, equal counts; the arena's */
	struct filter *base; /* NULL everything */
	bool late;          /* only what can be late (rule 1) */
	bool soon;          /* what is due soon (rule 2) on day `to` */
	bool dated;         /* asks about due days */
	day_t from, to;     /* inclusive; from > to: none */
	int hub, area;      /* the cell: TALLY_ONCE and TALLY_ANY_AREA when the filter names none */
};
/* False when the filter cannot be tallied: it asks the clock, the search index or the log otherwise. */
bool tally_plan(struct arena *arena, const struct filter *filter, const struct moment *moment,
	const struct places *places, struct tally_plan *plan);

/* ---- reading ----------------------------------------------------------------------------------- */

/* The slot that counts this base; −1 none. */
int tally_slot(struct store *store, const struct tally_plan *plan);
/* Names of built-in slots: of the filter that everything matches, and of those that no filter expresses. */
#define TALLY_ALL ": "
#define TALLY_DEMO "demo"
#define TALLY_SENSITIVE "sensitive"
#define TALLY_CLOSED "closed"
int tally_slot_named(struct store *store, const char *text);
/* Calls back with counts of each (hub, area) within the profile, which add up to what it holds. */
bool tally_sum(struct store *store, int slot, const struct tally_plan *plan, const struct moment *moment,
	void (*visit)(void *context, int hub, int area, int64_t count), void *context);

/* The count of the plan's own cell within the profile; −1 stopped. */
int64_t tally_count(struct store *store, int slot, const struct tally_plan *plan, const struct moment *moment);

/* ---- keeping ----------------------------------------------------------------------------------- */

struct tally; /* the slots in force and what the transaction has added so far */

/* Brings the slots in line with the configuration and its sensitive areas; counts anew when they differ. Inside a transaction. */
struct tally *tally_open(struct sqlite3 *db, const struct config *config, const struct places *places,
	uint64_t closed_areas, struct error *error);
void tally_close(struct tally *tally);
/* Adds (sign 1) or takes away (−1) the record as it now stands in its table. */
bool tally_record(struct tally *tally, int64_t n, enum kind kind, int sign, struct error *error);
bool tally_flush(struct tally *tally, struct error *error); /* before the COMMIT */
void tally_forget(struct tally *tally);                     /* after a ROLLBACK */

#endif
