/* The meeting's screen as its files share it: src/ui/briefing.c (keys), src/ui/briefing_type.c (what is typed) and
 * src/ui/briefing_draw.c (drawing). Nobody else includes it. */
#ifndef HUBBRIEF_BRIEFING_INSIDE_H
#define HUBBRIEF_BRIEFING_INSIDE_H

#include "hubbrief/briefing.h"
#include "hubbrief/parts.h"
#include "hubbrief/prompt.h"

enum mode { MODE_READ, MODE_CHOOSE, MODE_TYPE, MODE_FINISH, MODE_BLANK };
enum typing {
	TYPING_OFFICE, TYPING_AGENCIES, TYPING_ACTION, TYPING_PARTS, TYPING_NOTE, TYPING_DATE, TYPING_ESCALATE, TYPING_BODY,
	TYPING_ANSWER,
};

struct briefing_screen {
	struct briefing_setup setup;
	struct meeting *meeting;
	instant_t now;
	bool pasting;
	enum mode mode, before_blank;
	bool asking;                /* the choices of the line under the cursor stand there */
	bool leaving;               /* Q: the board is left when the meeting is */
	enum typing typing;
	struct prompt prompt;
	struct action_draft draft;
	struct parts parts;
	bool alone;                 /* the note is about no line */
	bool news;                  /* the page would read otherwise now */
	size_t focus, top, bottom;  /* lines of the page; bottom: after the last one drawn */
	bool follows;               /* the page scrolls with the cursor, else it was scrolled away from it */
	struct str why;             /* of the line under the cursor */
	struct str kept;            /* the text of an action that Esc left */
	struct str would;           /* what is typed would save this, or what is missing */
	bool would_fail;
	char message[400];
	bool message_is_error;
	char ending[160];
};

/* briefing.c */
bool briefing_can_focus(const struct meeting_line *line); /* something can be decided, answered or said on it */
/* The line under the cursor; NULL when the page has none of those. */
const struct meeting_line *briefing_focused(const struct briefing_screen *screen);
size_t briefing_choices(const struct briefing_screen *screen, const struct meeting_line *line, /* NULL: none */
	const enum decision_type **choices);
void briefing_load(struct briefing_screen *screen);       /* the page afresh; the cursor stays with its line */
void briefing_say(struct briefing_screen *screen, bool error, const char *text);
void briefing_say_failure(struct briefing_screen *screen, const struct error *error);
bool briefing_decide(struct briefing_screen *screen, enum decision_type type, const char *detail);

/* briefing_type.c */
void briefing_type(struct briefing_screen *screen, enum typing typing, const char *text);
void briefing_type_parts(struct briefing_screen *screen);
unsigned briefing_key_typing(struct briefing_screen *screen, uint32_t key);
void briefing_keep_text(struct briefing_screen *screen);  /* before the screen goes */
void briefing_recall_text(struct briefing_screen *screen);

#endif
