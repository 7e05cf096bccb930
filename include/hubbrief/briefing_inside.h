/* The meeting's screen as its two files share it: src/ui/briefing.c (keys) and src/ui/briefing_draw.c
 * (drawing). Nobody else includes it. */
#ifndef HUBBRIEF_BRIEFING_INSIDE_H
#define HUBBRIEF_BRIEFING_INSIDE_H

#include "hubbrief/briefing.h"
#include "hubbrief/parts.h"
#include "hubbrief/prompt.h"

enum mode { MODE_READ, MODE_CHOOSE, MODE_TYPE, MODE_FINISH, MODE_BLANK };
enum typing { TYPING_OFFICE, TYPING_AGENCIES, TYPING_ACTION, TYPING_NOTE, TYPING_DATE, TYPING_BODY, TYPING_PARTS, TYPING_ANSWER };

struct briefing_screen {
	struct meeting *meeting;
	struct store *store;
	struct state *state;
	const struct config *config;
	const struct keymap *keymap;
	bool demo, pasting;
	instant_t now;
	enum mode mode, before_blank;
	enum typing typing;
	struct prompt prompt;
	struct action_draft draft;
	size_t focus, top;          /* lines of the page */
	struct parts parts;
	struct str kept;            /* the text of an action that Esc left */
	char message[240];
	bool message_is_error;
	char ending[120];
};

bool briefing_can_focus(const struct meeting_line *line); /* a record, or a question that waits for its answer */
/* The line under the cursor; NULL when the page has none of those. */
const struct meeting_line *briefing_focused(const struct briefing_screen *screen);

#endif
