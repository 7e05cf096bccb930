/* state.db: the user's own work (design.md §2). synchronous=FULL; never replaced silently. Owned by the
 * dashboard and the commands. */
#ifndef HUBBRIEF_STATE_H
#define HUBBRIEF_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "hubbrief/clock.h"
#include "hubbrief/dates.h"
#include "hubbrief/error.h"
#include "hubbrief/moment.h"

struct state;

/* Creates (0600 in 0700) and migrates. *notice (owned, or NULL) tells what was set aside and salvaged. */
struct state *state_open(const char *path, char **notice, struct error *error);
/* For reading only, as the feeder does. NULL without an error: there is none yet. */
struct state *state_open_reader(const char *path, struct error *error);
void state_close(struct state *state);
/* The records that this work is about, borrowed: briefings that are closed from now on keep how their sources stood. */
struct store;
void state_beside(struct state *state, struct store *store);
char *state_folder(struct state *state); /* where it lies, for what is written beside it; owned */

/* What the program remembers for its user between sessions ("glyphs", "view"). Owned; NULL unset. */
char *state_recall(struct state *state, const char *key);
bool state_remember(struct state *state, const char *key, const char *value, struct error *error);

/* ---- briefings --------------------------------------------------------------------------------- */

/* A meeting held, or under way. Its sequence number is the baseline: a place in the log of records.db. */
struct briefing {
	int64_t id;
	char *forum, *hub;       /* hub "" all hubs; owned, as are the next */
	char *office, *agencies; /* which office recorded it; "NYP, YJS" who was present; "" not given */
	instant_t started, held; /* held INSTANT_NONE: still open */
	int64_t sequence;        /* −1 while open */
	int page;                /* where it stands, to resume there */
	char *keeper;            /* the account that keeps it */
	instant_t touched;       /* when the last thing was recorded in it: begun, a page turned, a decision */
	int64_t spent;           /* seconds for which it had been held when its page was last turned */
};
void briefing_clear(struct briefing *briefing);

/* Each is committed and synced before it returns. */
int64_t state_briefing_begin(struct state *state, const struct briefing *briefing, struct error *error); /* 0 failed */
bool state_briefing_page(struct state *state, int64_t id, int page, instant_t at, int64_t spent, struct error *error);
bool state_briefing_agencies(struct state *state, int64_t id, const char *office, const char *agencies, struct error *error);
bool state_briefing_close(struct state *state, int64_t id, instant_t held, int64_t sequence, struct error *error);
bool state_briefing_reopen(struct state *state, int64_t id, struct error *error); /* undo of a close */
bool state_briefing_open(struct state *state, const char *forum, struct briefing *out); /* the one under way */
/* The latest closed before `now` for that forum and hub ("" asks for one of all hubs; a hub's own or one of all
 * hubs, whichever is later). False: none. */
bool state_baseline(struct state *state, const char *forum, const char *hub, instant_t now, struct briefing *out);
/* The latest closed by `now` of all hubs ("") and of each single hub that has one, each told once. */
void state_baselines(struct state *state, const char *forum, instant_t now,
	void (*visit)(void *context, const char *hub, struct baseline baseline), void *context);
char *state_briefing_sources(struct state *state, int64_t id); /* store_standing of when it was closed; owned, "" not kept */
/* The log of records.db is needed from the oldest baseline that may still be asked for: the last one closed of each
 * forum and hub. INT64_MAX: none was. −1: it cannot be read. */
int64_t state_log_floor(struct state *state);
size_t state_briefings(struct state *state, struct briefing *out, size_t most); /* newest first */

/* ---- what was decided, taken down and asked ----------------------------------------------------- */

enum decision_type {
	DECISION_NONE, DECISION_DONE, DECISION_NEW_DATE, DECISION_ESCALATE, DECISION_LEAVE, /* an action */
	DECISION_ADOPT, DECISION_MONITOR, DECISION_REFER, DECISION_RECEIVED,               /* an incident; a referral's receipt */
	DECISION_ACTION, DECISION_MINUTE, DECISION_QUESTION, DECISION_ANSWER,
	DECISION_JOINED, /* an action taken in the room is one that a feed reports */
};
struct decision {
	int64_t id, briefing;   /* briefing 0: outside a meeting */
	instant_t at;
	enum decision_type type;
	char *source, *record;  /* what it is about; "" nothing; of ANSWER QUESTION_SOURCE and the question's id in digits */
	char *title;            /* of that record, as the room saw it */
	char *text;             /* reason, minute, question; of REFER the body; of JOINED the id that the feed has for it */
	char *owner;
	day_t due;              /* DAY_NONE none */
	bool undone;
};
#define QUESTION_SOURCE "question"
void decision_clear(struct decision *decision);
int64_t state_decide(struct state *state, const struct decision *decision, struct error *error); /* 0 failed */
/* The last one of the briefing that is not undone, and the room action taken down with it. False: there is none. */
bool state_undo(struct state *state, int64_t briefing, struct error *error);
/* Of a briefing (0: all), oldest first; the caller clears each. Undone ones are left out, and those that the same meeting
 * decided anew: the last one counts. */
size_t state_decisions(struct state *state, int64_t briefing, struct decision *out, size_t most);
/* The last one about that record, of any briefing but this one. False: there is none. */
bool state_decided_before(struct state *state, const char *source, const char *record, int64_t briefing, struct decision *out);
/* The question that an answer is to; the caller clears it. False: that decision is no answer. */
bool state_asked(struct state *state, const struct decision *answer, struct decision *question);
size_t state_open_questions(struct state *state, struct decision *out, size_t most); /* carried until answered */
size_t state_open_referrals(struct state *state, struct decision *out, size_t most); /* receipt not noted, nor decided anew */

/* ---- actions taken in the room ------------------------------------------------------------------ */

#define ROOM_SOURCE "room"
/* The truth of the local source "room": records as feed JSON, each with its "id". The feeder reads them from here into
 * records.db (WIRE_ROOM, or at its start), so that they stand in every list, count, search and export. */
int64_t state_room_add(struct state *state, const char *json, const struct decision *decision, struct error *error); /* one transaction with its decision; 0 failed */
bool state_room_set(struct state *state, const char *id, const char *json, struct error *error); /* json NULL: withdrawn or joined */
/* Each as it is now: what was decided about it (done, a new date) is in its json. */
/* Those that were joined are left out. */
bool state_room_each(struct state *state, bool (*visit)(void *context, const char *id, const char *json), void *context);
int64_t state_room_next(struct state *state); /* the number of the next room action, … */

/* ---- retention --------------------------------------------------------------------------------- */

/* Purges what is older than `days` (0: nothing), in one transaction with its audit lines (purge.h); how much went. */
bool state_purge(struct state *state, int days, instant_t now, int *purged, struct error *error);

/* ---- seen --------------------------------------------------------------------------------------- */

bool state_see(struct state *state, const char *source, const char *id, int64_t sequence, struct error *error);
bool state_unsee(struct state *state, const char *source, const char *id, struct error *error);
int64_t state_seen(struct state *state, const char *source, const char *id); /* sequence it was seen at, −1 never */

/* What was seen since that sequence number, ordered for asking. */
struct seen_list { struct seen { char *source, *id; int64_t sequence; } *list; size_t count; };
bool state_seen_since(struct state *state, int64_t since, struct seen_list *out);
bool seen_has(const struct seen_list *seen, const char *source, const char *id, int64_t told); /* at or after `told` */
void seen_free(struct seen_list *seen);
/* Several writes as one: all of them are kept when state_together_end returns true, else none. */
bool state_together(struct state *state, struct error *error);
bool state_together_end(struct state *state, bool keep, struct error *error);

#endif
