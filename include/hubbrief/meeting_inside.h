/* What meeting.c (its life and its decisions) and meeting_pages.c (its lines) share. Inside src/brief only. */
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

bool page_fill(struct meeting *meeting, struct error *error); /* appends the lines of meeting->page */
bool meeting_may_record(const struct meeting *meeting, struct error *error);
const struct decision *meeting_referral(const struct meeting *meeting, const char *source, const char *id); /* open; NULL */

enum { DECISIONS_MOST = 4000 };

#endif
