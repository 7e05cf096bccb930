/* What lies ahead of the partnership, in words: countdowns and gates (rule 3), the clocks of a review (rule 12),
 * meetings and their papers (rule 14), offices that end (rule 15). For the panes and the pack alike. Pure, but for
 * brief_gather, which asks the store. */
#ifndef HUBBRIEF_AHEAD_H
#define HUBBRIEF_AHEAD_H

#include "hubbrief/brief.h"
#include "hubbrief/record_json.h"

/* "by Jan 2024, 323 days left", "Sat 1 Apr, 18 days left", "19 Dec 2024, 646 days left", "today", "Fri 24 Feb, 18 days late"; "no date". */
void countdown_text(day_t due, enum precision precision, day_t today, struct str *out);
/* "18 days left", "today", "4 days late". */
void days_text(day_t due, day_t today, struct str *out);

/* "gate late 11 days: Returns from all five authorities", "gate Fri 14 Apr, 31 days left: Draft", "gate done: …". */
void gate_text(const struct gate *gate, day_t today, struct str *out);
bool gate_is_late(const struct gate *gate, day_t today);
/* Why rule 3 rates a milestone so: "18 days left and not updated for 32 days." */
void milestone_why(const struct record *record, const struct row *row, day_t today, struct str *out);

/* The clock that runs for a review now (rule 12), with its words: "decide by Tue 28 Feb, 14 days late",
 * "113 days with the Home Office QA Panel, no target", "paused: …". */
struct review_clock {
	const char *verb; /* what is to be done by then: "decide", "complete", "action plan", "due"; NULL: no clock runs */
	day_t due;        /* DAY_NONE unless one runs */
	day_t since;      /* at its stage since; DAY_NONE unknown */
	char rating;      /* R late, A publication waits, G in time, B done, '-' no target */
};
struct review_clock review_clock(const struct record *record, day_t today, struct str *words);

/* The next meeting of a record (rule 14). */
struct meeting_ahead {
	day_t day;    /* DAY_NONE: no date, which is AMBER */
	int minute;   /* since midnight; −1 not given */
	bool clash;   /* a bank holiday: flagged, never moved */
	day_t papers; /* as given for its first meeting, else five working days before; DAY_NONE without a date */
};
struct meeting_ahead meeting_ahead(const struct record *record, day_t from, const struct holidays *holidays);

/* A body is named by its id or by the code at the end of it: "CSP" is B-CSP. */
bool body_is_called(const struct row *body, const char *name);
/* How an office stands on a day (rule 15). */
enum office_state { OFFICE_HELD, OFFICE_CHANGES, OFFICE_ENDING, OFFICE_VACANT, OFFICE_FUTURE };
enum office_state office_state(const struct office *office, day_t today);
/* "ends Fri 31 Mar, 18 days left: no successor named", "vacant since 1 Feb 2023", "" when simply held. */
void office_text(const struct office *office, day_t today, struct str *out);

/* ---- records whole ------------------------------------------------------------------------------- */

struct gathered { /* a growing list of records with their lines; start from { 0 }, and leave it where it is: the
	* records know the address of their arena */
	struct arena arena;
	struct record **records;
	struct row **rows;
	size_t count, room;
	bool more; /* there were more than asked for */
};
/* Adds the records that match `words` (a filter) and `filter` (NULL any), at most `most`, in order of `sort`.
 * False with an empty error when a waiting key stopped it. */
bool brief_gather(struct store *store, const struct moment *moment, const char *words, struct filter *filter,
	const char *sort, size_t most, struct gathered *out, struct error *error);
/* Adds one record; its index, −1 when the profile may not see it or there is none. */
int gathered_add(struct gathered *list, struct store *store, const struct moment *moment, int64_t n);
void gathered_free(struct gathered *list);

#endif
