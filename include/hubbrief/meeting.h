/* The meeting as data: its pages, its lines, what was decided. Drives the screen (src/ui/briefing.c) and
 * `hubbrief brief --plain` alike, so that both hold the same meeting. Every decision is in state.db, synced,
 * before meeting_decide returns: what the room has seen confirmed is never lost. */
#ifndef HUBBRIEF_MEETING_H
#define HUBBRIEF_MEETING_H

#include "hubbrief/changes.h"
#include "hubbrief/state.h"

enum page { PAGE_ROOM, PAGE_CHANGED, PAGE_LATE, PAGE_WEEK, PAGE_DUTIES, PAGE_READ_BACK, PAGE_COUNT };

struct meeting_line {
	int64_t n;           /* the record; −1 a heading, a sentence, or what no record stands for any more */
	int64_t question;    /* of an open question: its id, for meeting_answer; else 0 */
	int64_t referral;    /* of a referral whose record is gone: its id, for meeting_receive; else 0 */
	bool heading, who;   /* who: it says who is here */
	char when[16];       /* "18 DAYS", "TODAY", "" */
	char place[24];      /* "COUNTYWIDE"; "" a heading, a sentence, a question */
	char *text;          /* owned */
	char owner[16];      /* who is asked */
	uint64_t hubs, areas; /* masks, as of struct row */
	enum decision_type decided; /* DECISION_NONE: not yet */
};

struct meeting;
/* Begins, or resumes the one that was cut off. Always in profile room, whatever the board shows. `forum` NULL or "": the
 * configuration's; `hub` NULL or "": that of all hubs, or whichever is under way. One that another account keeps is
 * opened read only. */
struct meeting *meeting_begin(struct store *store, struct state *state, const struct config *config, instant_t now,
	const char *forum, const char *hub, struct error *error);
void meeting_free(struct meeting *meeting);
void meeting_reconfigure(struct meeting *meeting, const struct config *config); /* before the old one goes */
bool meeting_load(struct meeting *meeting, instant_t now, struct error *error); /* the lines of its page afresh */
/* Whether they would be other ones: what was read is not moved under the reader. */
bool meeting_news(const struct meeting *meeting, instant_t now);

/* "kept by hub-sca, read only here": pages can be turned, nothing is recorded, and whatever would record fails with this
 * sentence. NULL: it is this account's own. Borrowed. */
const char *meeting_read_only(const struct meeting *meeting);
/* Whether another account keeps the briefing; sets the sentence if so. */
bool meeting_elsewhere(const struct briefing *briefing, struct error *error);
const char *meeting_account(void); /* the name of this account */

/* A briefing of an earlier day that this account began and did not close. False: there is none. briefing_clear it. */
bool meeting_forgotten(struct state *state, const char *forum, instant_t now, struct briefing *out);
/* "Tuesday's briefing was not closed: close it at 09:10 on Tuesday?": at the last thing recorded in it. */
void meeting_forgotten_ask(const struct briefing *briefing, instant_t now, struct str *out);
bool meeting_forgotten_close(struct state *state, struct store *store, const struct briefing *briefing, struct error *error);

/* Who records and who is here, "SCA-BC", "nyp yjs" (agencies and bodies only); NULL leaves it as it is. Committed, and
 * remembered for the next meeting. */
bool meeting_present(struct meeting *meeting, const char *office, const char *agencies, struct error *error);
/* What to offer for them: of this briefing, else of the last one. Owned. */
char *meeting_usual_office(const struct meeting *meeting);
char *meeting_usual_agencies(const struct meeting *meeting);
enum marking meeting_banner(const struct meeting *meeting); /* rule 18 over what its pages may show */
const struct briefing *meeting_briefing(const struct meeting *meeting);
bool meeting_resumed(const struct meeting *meeting); /* it had been cut off, or stopped */
const struct moment *meeting_moment(const struct meeting *meeting);
bool meeting_row(const struct meeting *meeting, int64_t n, struct row *row); /* for action_parse; row_clear it */

enum page meeting_page(const struct meeting *meeting);
/* Kept, so that a resume finds it. */
bool meeting_turn(struct meeting *meeting, enum page page, instant_t now, struct error *error);
/* Goes to the next line of that hub (an index; −1 countywide) or area (an index), PLACE_ANY any: after line `from` on this
 * page, then on the pages that follow, round to where it began. False: there is none, and nothing has moved. */
bool meeting_seek(struct meeting *meeting, size_t from, int hub, int area, instant_t now, size_t *line, struct error *error);
const char *page_title(enum page page);
size_t meeting_lines(const struct meeting *meeting, const struct meeting_line **lines);
/* One sentence: why a record's line stands there, and what it wants. Of others nothing. */
void meeting_why(const struct meeting *meeting, const struct meeting_line *line, struct str *out);
/* What an earlier meeting decided about it last: "On Tue 14 Mar: new date Fri 17 Mar, waiting for the survey." Else nothing. */
void meeting_before(const struct meeting *meeting, const struct meeting_line *line, struct str *out);
void meeting_decided(const struct meeting *meeting, int *decided, int *all); /* "2 of 6 decided" on this page */
int meeting_seconds_left(const struct meeting *meeting, instant_t now); /* of the page; negative: over */
int meeting_seconds_left_in_all(const struct meeting *meeting, instant_t now); /* what lay between a stop and its resume left out */
int meeting_minutes(const struct meeting *meeting); /* that all pages have together */

/* The choices a line offers, numbered from 1 as screens.md has them; 0 none. One decided in this meeting can be decided
 * anew: the last one counts. */
const char *choice_word(enum decision_type type); /* "done", "new date", "refer to…" */
size_t meeting_choices(const struct meeting *meeting, int64_t n, const enum decision_type **choices);
/* `detail`: of NEW_DATE when and why, "fri, waiting for the survey"; of REFER the body; of ESCALATE and the others
 * what is to be noted, "" nothing. False with a sentence that says what is missing. */
bool meeting_decide(struct meeting *meeting, int64_t n, enum decision_type type, const char *detail, instant_t now,
	struct error *error);
/* What that would save, in words; false with the sentence that meeting_decide would give. */
bool meeting_would(const struct meeting *meeting, int64_t n, enum decision_type type, const char *detail, struct str *out,
	struct error *error);
bool meeting_receive(struct meeting *meeting, int64_t referral, instant_t now, struct error *error); /* its receipt is noted */
bool meeting_note(struct meeting *meeting, enum decision_type type /* MINUTE or QUESTION */, int64_t n, const char *text,
	instant_t now, struct error *error);
bool meeting_answer(struct meeting *meeting, int64_t question, const char *text, instant_t now, struct error *error);
bool meeting_undo(struct meeting *meeting, struct error *error); /* the last decision, note or action; of a close the close */
const struct decision *meeting_last(const struct meeting *meeting); /* of this briefing; NULL none yet */
/* One sentence: "Done: Recommendation REC-07. Owner ICB." Used by the read-back and by the pack. */
void decision_say(const struct decision *decision, struct str *out);
/* "Closed. Changes of Selby count from Tue 14 Mar 08:55." `hub`: its id, "" all. */
void closed_say(const struct config *config, const char *hub, instant_t at, struct str *out);
/* What was taken in the room must be in the store before (WIRE_ROOM answered, or a feeder that asked for "room"
 * once), else it would count as changed after the meeting that made it. */
bool meeting_close(struct meeting *meeting, instant_t now, struct error *error); /* sets the baseline, writes actions.csv */

/* One typed line, "send training dates to CSP, fri", completed from the focused record (domain.md agencies;
 * dates fri, +7d, 21 Mar, working days). */
struct action_draft {
	char title[164], owner[16], hub[40], area[40], from[80];
	char place[84];  /* the hub in words, "Selby"; "" countywide */
	enum kind from_kind; /* of the record that it follows from; KIND_NONE none */
	enum marking marking; /* of that record, else OFFICIAL-SENSITIVE */
	bool demo;       /* of that record */
	day_t due;       /* DAY_NONE: none given */
	bool has_due, day_off; /* day_off: it falls on no working day */
	char fault[160]; /* what is missing or not understood; "" ready to save */
};
void action_parse(const char *line, const struct row *focused, const struct config *config, struct store *store,
	day_t today, const struct holidays *holidays, struct action_draft *draft);
void action_say(const struct action_draft *draft, struct str *out); /* "Send training dates to CSP.  Owner ICB.  Due Fri 17 Mar.  Selby." */
/* The whole text as a day after `today`: "fri", "tomorrow", "+7d", "+2w", "5 working days", "21 Mar", "21/3/2023",
 * "2023-03-21". A day and month without a year is the next such day. */
bool action_day(const char *text, day_t today, const struct holidays *holidays, day_t *day);
/* The agency or body that the text begins alone among those known ("ICB" of "icb"); false: none, or several. `store` NULL:
 * agencies only. */
bool action_agency(const char *text, struct store *store, char owner[16]);
void action_agency_near(const char *text, struct store *store, struct str *out); /* why not: "NPY is no agency known here. Near it: NYP, NYC." */

/* Saves a ready draft as an action of the source `room`, with its decision, in one transaction: briefing 0
 * outside a meeting. Used by the board's `a`, the meeting and `hubbrief add`; the caller wakes the feeder. */
bool action_save(struct state *state, const struct config *config, const struct action_draft *draft, int64_t briefing,
	instant_t now, struct error *error);
bool meeting_add(struct meeting *meeting, const struct action_draft *draft, instant_t now, struct error *error);

#endif
