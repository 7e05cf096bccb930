/* What the files of the meeting share: meeting.c (its life), meeting_keeper.c (whose it is), meeting_decide.c (decisions),
 * meeting_pages.c and meeting_room.c (its lines). Inside src/brief only. */
#ifndef HUBBRIEF_MEETING_INSIDE_H
#define HUBBRIEF_MEETING_INSIDE_H

#include "hubbrief/meeting.h"

/* What a line is about. */
struct subject {
	enum kind kind;
	char *source, *id, *title; /* owned; NULL for a heading or a sentence */
	day_t day;                 /* by which the page of the week is sorted */
	bool over;                 /* closed, or gone: nothing is to be decided */
};

struct meeting {
	struct store *store;
	struct state *state;
	const struct config *config;
	struct briefing briefing;
	struct moment moment;
	enum page page;
	instant_t page_from;       /* INSTANT_NONE: since the next load */
	instant_t from;            /* when it would have begun, had it never been stopped */
	bool resumed, closed;
	char read_only[80];        /* "kept by hub-sca, read only here"; "" */
	struct meeting_line *lines;
	struct subject *subjects;  /* one a line */
	size_t count, room;
	struct decision *decisions; /* of this briefing, oldest first */
	size_t decision_count;
	struct decision *referrals; /* of all meetings, whose receipt is not noted; oldest first */
	size_t referral_count;
};

/* Lines of the page: owned text; a heading; a sentence, made harmless. */
struct meeting_line *page_add(struct meeting *meeting, char *text);
void page_heading(struct meeting *meeting, const char *text);
void page_sentence(struct meeting *meeting, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_copy(char *out, size_t room, const char *text); /* whole characters only, as many as there is room for */
bool page_fill_room(struct meeting *meeting, struct error *error);
bool page_fill(struct meeting *meeting, struct error *error); /* appends the lines of meeting->page */
bool meeting_may_record(const struct meeting *meeting, struct error *error);
const struct decision *meeting_referral(const struct meeting *meeting, const char *source, const char *id); /* open; NULL */

bool meeting_of_hub(const struct meeting *meeting, const struct row *row); /* it is for this hub's own briefing, or that of all */
/* Whether a referral is one that this meeting has to ask about. Its record, when there still is one: row_clear it. */
/* It is about a record that the room may not see, or no longer; an answer about what its question was about. */
bool meeting_hides(const struct meeting *meeting, const struct decision *decision);
bool meeting_waits(const struct meeting *meeting, const struct decision *referral, struct row *row, bool *has_row);

enum { DECISIONS_MOST = 4000 };

#endif
