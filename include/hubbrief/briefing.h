/* The meeting on the screen: its pages in the layout of 80x24 at every size, the choices of a line, actions
 * and notes taken down in one line (screens.md). Keys in, a grid out; what the meeting is and keeps stands in
 * meeting.h. Opened by the board, which hands it every key until it ends. */
#ifndef HUBBRIEF_BRIEFING_H
#define HUBBRIEF_BRIEFING_H

#include "hubbrief/chrome.h"
#include "hubbrief/meeting.h"

struct briefing_screen;

struct briefing_setup { /* all borrowed */
	struct store *store;
	struct state *state;
	const struct config *config;
	const struct keymap *keymap;
	const char *forum, *hub; /* as of meeting_begin */
	bool demo;               /* say DEMO, NOT REAL */
};
/* Begins the meeting or resumes the one that was cut off, and asks which office records and who is here. NULL with the
 * error when it cannot be kept. */
struct briefing_screen *briefing_new(const struct briefing_setup *setup, instant_t now, struct error *error);
/* An action that was being typed is there again when the meeting is resumed. */
void briefing_free(struct briefing_screen *screen);

enum briefing_effect { /* ROOM: an action was saved; QUIT: with OVER, the board was to be left */
	BRIEFING_SAME = 0, BRIEFING_DRAW = 1, BRIEFING_OVER = 2, BRIEFING_ROOM = 4, BRIEFING_QUIT = 8,
};
unsigned briefing_key(struct briefing_screen *screen, uint32_t key, instant_t now);
/* Another configuration, before the old one goes. */
void briefing_reconfigure(struct briefing_screen *screen, const struct config *config, const struct keymap *keymap);
void briefing_paste(struct briefing_screen *screen, bool pasting);
void briefing_tick(struct briefing_screen *screen, instant_t now); /* the store or the minute changed */
void briefing_draw(struct briefing_screen *screen, struct grid *grid);
const char *briefing_end_text(const struct briefing_screen *screen); /* what the board says after BRIEFING_OVER */

#endif
