/* What the reading files share: store.c (opening, following), row.c (one row), standing.c (its flags), order.c, gather.c and
 * hits.c (rows in order, and by their words), window.c, ask.c (questions), tally.c (counts), before.c and changed.c (since
 * the baseline), history.c, sources.c. Inside src/store only. */
#ifndef HUBBRIEF_STORE_INSIDE_H
#define HUBBRIEF_STORE_INSIDE_H

#include <sys/types.h>

#include "hubbrief/db.h"
#include "hubbrief/query.h"

/* What is kept of a request with a briefing that is closed, in this order; what comes to it is appended, and missing in
 * older ones. Shared by sources.c and rewind_sources.c. */
#define REQUEST_STANDING "source,hub,month,off,made_stated,received,made,stale_at,dead_at,last_poll,refused,status,failures," \
	"bytes,milliseconds,unchanged,error,records,quarantined,held,unknown_fields,past"

/* Seconds that a moment is taken wider: what the feeder writes while a briefing is being closed may be of the next minute. */
enum { CLOSING_TAKES = 60 };

/* The questions that are asked again and again. */
enum { KEPT_REQUESTS, KEPT_STALE, KEPT_SLOT, KEPT_SUM, KEPT_COUNT, KEPT_BEFORE, KEPT_GONE, KEPT_STATEMENTS };

/* changed.c: a record that FLAG_CHANGED is true of, and what is asked of it. */
struct changed_one {
	int64_t n;
	const char *id;   /* the set's */
	uint64_t hubs, areas;
	uint32_t events, flags;
	enum rank rank;
	enum kind kind;
	day_t due;
};
struct changed_set { /* all of them, in no order */
	int64_t view;         /* the view of the data that it was read in; 0 none */
	struct moment moment;
	bool few;             /* else there are too many, and none are here */
	struct arena arena;
	struct changed_one *list;
	size_t count, room;
};

struct store {
	struct sqlite3 *db;   /* NULL: no feeder has run yet */
	char *path;
	dev_t device;
	ino_t inode;          /* of the file that is open: another one may take its place */
	struct places places;
	int64_t version;      /* PRAGMA data_version as last seen */
	int stamp_fd;         /* −1 until asked for */
	struct sqlite3_stmt *kept[KEPT_STATEMENTS]; /* for db_keep */
	struct sqlite3_stmt *row; /* loads one row, in row_profile */
	enum profile row_profile;
	bool (*waiting)(void *context);
	void *context;
	int patient;          /* above 0: a waiting key does not stop queries */
	int budget;           /* above 0: milliseconds, roughly, after which a query stops */
	int reading;          /* depth of store_read_begin */
	int64_t views;        /* how many views of the data there were */
	struct changed_set changed;
	day_t *holidays;      /* owned */
};

bool store_stopped(struct store *store); /* whether the last query ended because a key waits */

/* row.c. False when there is none that the profile may see. The row is overwritten, not cleared first. */
bool row_load(struct store *store, const struct moment *moment, int64_t n, struct row *row);

/* standing.c: what of a record's columns its flags, its events and its class are made of. What is not asked for is 0. */
struct standing {
	int64_t n;
	enum kind kind;
	uint64_t hubs;
	int bits;               /* the column standing */
	day_t due, soon_from, flagged_from;
	instant_t updated;
	int64_t born, reopened, told, told_before, told_events;
	int slips;
	enum judgement judgement; /* as the profile may see it */
	bool ended, stale, repeats, quarantined;
};
uint32_t standing_flags(const struct standing *record, const struct moment *moment); /* bits 1 << enum flag */
uint32_t standing_events(struct store *store, const struct standing *record, const struct moment *moment); /* as in struct row */
enum rank standing_rank(const struct standing *record, uint32_t flags, enum profile profile); /* rule 19 */

/* ---- rows in order ----------------------------------------------------------------------------- */

/* Where a row stands in an order. In rank order the segment is the rank. */
struct position {
	int segment;
	struct bind key; /* its text is owned */
	char *id;        /* owned */
	int64_t n;
};
void position_clear(struct position *position);
bool rank_by_due(enum rank rank); /* whether its key is the due day, else the kind */

/* gather.c: all that match, in rank order, when an index or the search index leaves few enough; false when not, and
 * they must be walked. Free it in any case. */
struct spot { int64_t n, key; const char *id; int segment; }; /* a position in rank order, its id the list's */
struct spots { struct spot *list; size_t count, room; struct arena ids; };
bool gather(struct store *store, const struct filter *filter, const struct moment *moment, struct spots *spots);
void spots_free(struct spots *spots);
int spot_compare(const void *left, const void *right); /* for qsort */

/* How many of a filter with such a rare part match; −1 when they would have to be walked. */
int64_t gather_count(struct store *store, const struct filter *filter, const struct moment *moment);

/* before.c: whether anything has gone since the oldest baseline, before query_gone's longer question is asked. */
bool any_gone(struct store *store, const struct moment *moment);

/* changed.c: what changed, as the profile may see it; read once a view of the data. NULL: outside a view, stopped, or too
 * many to be held. Borrowed until the next view or moment. */
const struct changed_set *changed_set(struct store *store, const struct moment *moment);
int64_t changed_count(const struct changed_set *set, enum flag flag); /* CHANGED, NEW, OVERDUE or DUE_TODAY */
void changed_forget(struct store *store);
/* Adds " FROM record r … WHERE …" of those that have changed in one way; none has in two. */
enum changed_way { CHANGED_TOLD, CHANGED_LATE, CHANGED_LATELY }; /* the last one where there is no baseline */
void changed_from(struct query *query, enum changed_way way);

/* hits.c: what the search index finds for each text of the filter, once for many queries. NULL none. */
struct hits *hits_find(struct store *store, const struct filter *filter);
void hits_free(struct hits *hits);
bool hits_install(struct sqlite3 *db); /* the SQL function hit(pointer, n) */

struct order;
struct order *order_new(struct store *store, const struct filter *filter, const char *sort, const struct moment *moment);
void order_free(struct order *order);
/* Visits up to `most` rows after skipping `skip`, from a position on (NULL: from the end where it starts), in the
 * direction given; the position is the visitor's to keep. *ended: there are no more. False: stopped or failed. */
struct fetch { const struct position *from; bool inclusive, backward; size_t skip, most; };
bool order_fetch(struct order *order, const struct fetch *fetch,
	bool (*visit)(void *context, struct position *position), void *context, bool *ended, struct error *error);
int64_t order_known(const struct order *order); /* how many there are, when that is known; else −1 */
/* Where the row stands, or would. Owned texts. */
bool order_place(struct order *order, const struct row *row, struct position *position);

/* ask.c: how many match, from the tallies, and from the indexes when what has changed is left out; −1 when they do
 * not know. */
int64_t count_tallied(struct store *store, const struct moment *moment, const struct filter *filter);
/* How many match, counting at most `most` (0 all); −1 stopped. */
int64_t count_rows(struct store *store, const struct moment *moment, const struct filter *filter, int64_t most);
int64_t query_number(struct store *store, const struct query *query); /* its first number; −1 none, stopped */

#endif
