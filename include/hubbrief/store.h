/* records.db as the dashboard and the commands read it: never written here. Everything a query gives is
 * already inside the profile's projection (design.md §2). Opened read-only; one connection a process. */
#ifndef HUBBRIEF_STORE_H
#define HUBBRIEF_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/config.h"
#include "hubbrief/error.h"
#include "hubbrief/moment.h"
#include "hubbrief/record.h"

struct store;

/* Where the two databases live: XDG_STATE_HOME/hubbrief (created 0700) unless given. Owned. */
char *store_path(const char *given, const char *file_name, struct error *error);

/* *missing is set when there is no file yet (no feeder has run): the store then opens empty and
 * store_refresh tries again. NULL with the error on a newer schema, foreign owner or mode, damage. */
struct store *store_open(const char *path, bool *missing, struct error *error);
void store_close(struct store *store);
bool store_refresh(struct store *store); /* true when the sequence number changed since the last call */
int64_t store_sequence(struct store *store);
int64_t store_sequence_at(struct store *store, instant_t at); /* what it was then: of the last entry up to that moment */
int store_stamp_fd(struct store *store); /* inotify descriptor; readable when the feeder committed */
void store_stamp_drain(struct store *store);
/* Between the two every question sees the store as it was at the first, and no key stops it; they nest. */
void store_whole_begin(struct store *store);
void store_whole_end(struct store *store);
/* Queries stop early (and say so) while this returns true: a key waits. */
void store_interrupt_when(struct store *store, bool (*waiting)(void *), void *context);
/* One view of the data for all that is asked in between, at the price of one lock. Nests. */
void store_read_begin(struct store *store);
void store_read_end(struct store *store);

/* Hubs and areas as bits of a mask; bit −1 unknown. */
int store_hub_bit(struct store *store, const char *id);
uint64_t store_hub_mask(struct store *store, const char *id); /* 0: none, or id is NULL */
int store_area_bit(struct store *store, const char *id);
const char *store_hub_id(struct store *store, int bit); /* borrowed */
const char *store_area_id(struct store *store, int bit);

/* ---- rows: what a list line needs of a record -------------------------------------------------- */

/* What can happen to a record between the baseline and now (rule 9). OTHER: something was changed and changed back.
 * The numbers are bits of SQL in query.h. */
enum change_type {
	CHANGE_NEW, CHANGE_CLOSED, CHANGE_REOPENED, CHANGE_REDATED, CHANGE_OWNER, CHANGE_RATING, CHANGE_STAGE,
	CHANGE_SEVERITY, CHANGE_NEWLY_LATE, CHANGE_NEWLY_STALE, CHANGE_WITHDRAWN, CHANGE_QUARANTINED, CHANGE_OTHER,
	CHANGE_TYPE_COUNT,
};
#define EVENTS_MASK ((1U << CHANGE_TYPE_COUNT) - 1)
#define EVENT_WORSE (1U << 16) /* beside the events: a date, a rating or a severity went the wrong way */

struct row {
	int64_t n;             /* its number in the store: stable while the record lives */
	enum kind kind;
	enum rank rank;
	uint64_t hubs, areas;  /* masks; 0: partnership-wide, no area */
	char *id, *source, *title, *owner, *status, *stage, *type, *severity, *risk, *category, *place; /* owned; "" when absent */
	char rating, base;     /* on that day; before days counted */
	enum marking marking;
	bool share_safe, demo, york; /* tag "york": shared with York */
	uint32_t flags;        /* bit 1 << enum flag, as of the moment */
	int64_t told;          /* number of its last event in the log */
	uint32_t events;       /* bit 1 << enum change_type, and EVENT_WORSE, since the baseline; none without one */
	day_t due, expires, opened, ends;
	enum precision due_precision;
	instant_t occurred, updated, starts;
	int slips, progress;   /* progress −1: not given */
	bool has_value, has_change, suppressed, withheld; /* the last two: rule 8, see series.h */
	double value, change;  /* of the latest period; of the run against its comparator */
	double total;          /* of the run of periods that `change` is about */
	int run;               /* how many periods: 1 or 3 */
	bool year_ago;         /* compared with the same periods last year, else with the run before */
	char *period;
	enum judgement judgement;
};
void row_clear(struct row *row);

/* ---- the window: a list that may be a million records long ------------------------------------- */

struct window;
/* `sort`: "rank" walks rule 19's classes, else a column of fields.def, "-" before it inverts; NULL rank. */
struct window *window_new(struct store *store, const struct filter *filter, const char *sort);
void window_free(struct window *window);
/* Loads afresh around the same first record (or the nearest that is left). False with an empty error when a
 * waiting key stopped it: what was held stays. The filter is borrowed for as long as the window lives. A window that
 * nobody looks at yet need not hold all its three screens: half of one is enough for the start where more are quickly had,
 * none only counts; the rest is loaded when it is sought. */
enum window_hold { HOLD_NOTHING, HOLD_START, HOLD_ALL };
bool window_load(struct window *window, const struct moment *moment, int screen_rows, enum window_hold hold,
	struct error *error);
bool window_holds(const struct window *window); /* false: loaded with HOLD_NOTHING and not sought since, or not at all */
/* Moves what is held so that `rows` rows from `index` on (0 the first of the list) are held, and with them a screen on both
 * sides. A move inside what is held asks nothing of the database. */
void window_seek(struct window *window, int64_t index, int rows);
void window_end(struct window *window);            /* to the last screen */
bool window_find(struct window *window, int64_t n, int64_t *index); /* where a record is, if near */
const struct row *window_row(const struct window *window, int64_t index); /* NULL when not held or past the end */
int64_t window_count(const struct window *window, bool *exact); /* so far known; "1000+" when not exact */
bool window_count_all(struct window *window); /* for when nothing else is to do; false: a key stopped it */

/* ---- one record -------------------------------------------------------------------------------- */

/* All fields within the profile. False when there is none or the profile may not see it. */
bool store_record(struct store *store, const struct moment *moment, int64_t n, struct arena *arena,
	struct record *record, struct row *row);
int64_t store_number(struct store *store, const char *source, const char *id); /* source NULL: any; −1 none */
/* There is one of that name that the profile may not see: what was written down about it is not told either. */
bool store_hides(struct store *store, const struct moment *moment, const char *source, const char *id);

struct history_entry { int64_t sequence; instant_t at; char what[160]; }; /* "due 10 Mar became 17 Mar" */
size_t store_history(struct store *store, const struct moment *moment, int64_t n,
	struct history_entry *entries, size_t most);

/* ---- questions --------------------------------------------------------------------------------- */

/* Calls back for each record that matches, in rank or `sort` order; stops when it returns false. */
bool store_each(struct store *store, const struct moment *moment, const struct filter *filter, const char *sort,
	bool (*visit)(void *context, const struct row *row), void *context, struct error *error);
int64_t store_count(struct store *store, const struct moment *moment, const struct filter *filter); /* −1 stopped */
/* Withheld by the profile for a hub and area (−1 any), separate governance never counted. */
int64_t store_withheld(struct store *store, const struct moment *moment, int hub_bit, int area_bit);
/* The same for events since the baseline, each one counted; withdrawn records with those that are there. */
bool store_event_cells(struct store *store, const struct config *config, const struct moment *moment, int *counts);
/* Those of these hubs (a mask) that have a record of that kind that is new since their baseline. */
uint64_t store_hubs_with_new(struct store *store, const struct moment *moment, enum kind kind, uint64_t hubs);
/* What a record of those hubs was at their baseline; false when it is new or nothing has changed. Owned texts. */
struct facts { day_t due; int slips; char rating; char *owner, *stage, *severity; };
bool store_before(struct store *store, const struct moment *moment, int64_t n, uint64_t hubs, struct facts *before);
void facts_clear(struct facts *facts);
/* Records that were there at the baseline and are gone: rows with n −1, newest first. */
bool store_gone(struct store *store, const struct moment *moment, bool (*visit)(void *context, const struct row *row),
	void *context, struct error *error);
/* Calls back with the numbers of measures that have an id of more than one source, those of one id together. */
void store_doubles(struct store *store, const struct moment *moment, void (*visit)(void *context, int64_t n),
	void *context);
enum marking store_banner(struct store *store, const struct moment *moment); /* rule 18 over all visible */
bool store_has_demo(struct store *store, const struct moment *moment); /* some visible record is a demonstration */

/* Counts of a rating's filter a cell, from the tallies when the feeder keeps them (a sum over days),
 * else by asking. `counts` is [hub rows × (areas + 1)]: row 0 countywide (no hub), row 1 + hub index of the
 * config; column 0 any area, column 1 + area index. Row hubs + 1 counts each record once. False stopped. */
bool store_cells(struct store *store, const struct config *config, const struct moment *moment,
	const struct filter *filter, int *counts);

/* ---- sources ----------------------------------------------------------------------------------- */

enum source_state { SOURCE_FRESH, SOURCE_STALE, SOURCE_DEAD, SOURCE_UNKNOWN, SOURCE_NEVER, SOURCE_REFUSED, SOURCE_OFF };
struct request_status {
	int64_t id;
	char *source, *hub, *month;  /* hub "" and month "" when the source is not asked by them; owned */
	instant_t received, made;    /* last good answer; INSTANT_NONE never, INSTANT_UNKNOWN in a rewound store, when it is
	                              * not kept. made: its generated_at or received */
	instant_t stale_at, dead_at, next_poll, last_poll;
	bool refused;                /* credentials or certificate */
	bool off;                    /* no longer asked */
	int status, failures;        /* HTTP status of the last answer; failures in a row */
	int64_t bytes;
	int milliseconds;
	bool unchanged;              /* the last answer was 304 or equal */
	char *error;                 /* the last cause in one sentence, "" when the last poll was good */
	int records, quarantined, held, unknown_fields;
	int past;                    /* in its last answer, but past retention: not kept */
};
struct request_list { struct request_status *list; size_t count; };
bool store_requests(struct store *store, struct request_list *list); /* sorted by source, hub, month */
void request_list_free(struct request_list *list);
/* All requests as JSON, to be kept with a briefing that is closed at that moment, so that a rewound store knows how old
 * they were; owned. NULL when there is no store, or some were asked since: a close that is dated back. */
char *store_standing(struct store *store, instant_t at);
enum source_state request_state(const struct request_status *request, instant_t now);
const char *source_state_text(enum source_state state); /* "fresh" … */

struct quarantine_entry { int index; char field[40], reason[200], id[80]; instant_t at; };
size_t store_quarantine(struct store *store, int64_t request, struct quarantine_entry *entries, size_t most);
struct poll_entry { instant_t at; int status; int64_t bytes; int milliseconds; char outcome[200]; };
size_t store_polls(struct store *store, int64_t request, struct poll_entry *entries, size_t most); /* newest first */
void store_polls_today(struct store *store, instant_t now, int *asked, int *unchanged);

/* Holidays as the bank-holiday source gave them; owned by the store until the next call. */
struct holidays store_holidays(struct store *store);

#endif
