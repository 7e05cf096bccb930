/* What the files of a briefing held line by line share: brief.c (its course), aloud_lines.c (a line and its choices) and
 * aloud.c (saying, hearing, and what can be said at any time). Inside src/cmd only. */
#ifndef HUBBRIEF_ALOUD_H
#define HUBBRIEF_ALOUD_H

#include "hubbrief/cmd.h"
#include "hubbrief/meeting.h"

/* What an answer leads to. GO: the page and its line were found and are set. */
enum turn { TURN_STAY, TURN_ON, TURN_NEXT, TURN_BACK, TURN_GO, TURN_FINISH, TURN_STOP, TURN_CLOSED };

struct session {
	const struct options *options;
	const struct config *config;
	struct store *store;
	struct state *state;
	struct meeting *meeting;
	char *line;      /* the last answer */
	size_t room;
	size_t at;       /* the line that is read: reading goes on from it */
	int64_t focused; /* the record that was read last; −1 none */
	const enum decision_type *told; /* the choices that were said last on this page: not said whole again; NULL none */
	bool told_end, told_save; /* what can be said at the end of a page, or of an action, was */
	bool ended;      /* standard input has */
};

/* ---- aloud.c */
void aloud_say(const char *format, ...) __attribute__((format(printf, 1, 2))); /* one line, written out at once */
const char *aloud_hear(struct session *session); /* without blanks around it; NULL: there will be none any more */
const char *aloud_ask(struct session *session, const char *text, const char *question); /* the text, else an answer */
bool aloud_yes(struct session *session, const char *question, bool *yes); /* until it is one of them; false: the end */
instant_t aloud_now(const struct session *session);
/* What the screen shows in capitals: "NOW LATE" is read as "now late", "NORTH EAST" as a name. */
void aloud_spoken(const char *text, bool name, struct str *out);
void aloud_end(struct str *out);              /* the full stop, unless there is one */
void aloud_saved(struct session *session);    /* says what was saved last */
void aloud_bring_in(struct session *session); /* among the records too, so that it is counted before the close */
/* Asks who is here: Enter confirms what was given last. With a text it is that. STAY, or what a word led to. */
enum turn aloud_office(struct session *session, const char *given);
enum turn aloud_present(struct session *session, const char *given);
/* What a word (action, minute, next …) leads to; an answer that is none is told so. */
enum turn aloud_obey(struct session *session, const char *answer);
bool aloud_refused(struct session *session);  /* read only: says so */

/* ---- aloud_lines.c */
enum turn aloud_read_lines(struct session *session); /* of the page, from session->at on */
enum turn aloud_decide_numbered(struct session *session, size_t number);
bool aloud_number(const char *answer, size_t *number);

#endif
