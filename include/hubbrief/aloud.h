/* What brief.c (the course of a briefing held line by line) and aloud.c (saying, hearing, and what can be said at any
 * time) share. Inside src/cmd only. */
#ifndef HUBBRIEF_ALOUD_H
#define HUBBRIEF_ALOUD_H

#include "hubbrief/cmd.h"
#include "hubbrief/meeting.h"

/* What an answer leads to. */
enum turn { TURN_STAY, TURN_ON, TURN_NEXT, TURN_BACK, TURN_STOP, TURN_CLOSED };

struct session {
	const struct options *options;
	const struct config *config;
	struct store *store;
	struct state *state;
	struct meeting *meeting;
	char *line;      /* the last answer */
	size_t room;
	int64_t focused; /* the record that was read last; −1 none */
	bool ended;      /* standard input has */
};

void aloud_say(const char *format, ...) __attribute__((format(printf, 1, 2))); /* one line, written out at once */
const char *aloud_hear(struct session *session); /* without blanks around it; NULL: there will be none any more */
const char *aloud_ask(struct session *session, const char *text, const char *question); /* the text, else an answer */
instant_t aloud_now(const struct session *session);
/* What the screen shows in capitals: "NOW LATE" is read as "Now late", "NORTH EAST" as a name. */
void aloud_spoken(const char *text, bool name, struct str *out);
void aloud_end(struct str *out);              /* the full stop, unless there is one */
void aloud_saved(struct session *session);    /* says what was saved last */
void aloud_bring_in(struct session *session); /* among the records too, so that it is counted before the close */
void aloud_present(struct session *session, const char *given);
void aloud_office(struct session *session, const char *given);
/* What a word (action, minute, next …) leads to; an answer that is none is told so. */
enum turn aloud_obey(struct session *session, const char *answer);

#endif
