/* The board: views, focus, prompts, messages. Everything the dashboard does between a key and a grid, with
 * no terminal, no clock and no child process of its own: src/ui/loop.c brings those. */
#ifndef HUBBRIEF_BOARD_H
#define HUBBRIEF_BOARD_H

#include "hubbrief/pane.h"
#include "hubbrief/state.h"

struct board;

struct board_setup {
	struct config *config;   /* owned by the board from here */
	struct store *store;     /* borrowed */
	struct state *state;     /* borrowed; may be NULL */
	enum profile profile;
	const char *view;        /* --view, or NULL: overview */
	bool briefing;           /* opens with the meeting before it */
	const char *forum;       /* of the briefings begun here; NULL: the configuration's */
	const char *briefing_hub; /* whose own they are; NULL: of all hubs */
	int hub, area;           /* --hub --area; PLACE_ANY none */
	bool ascii, kiosk, offline;
	const char *read_only;   /* why nothing can be taken down here: "this is the board as of Fri 10 Mar 2023 09:00"; NULL: it
	                          * can. Borrowed */
	enum past_kind past;     /* the store was gone back to a moment */
	bool past_in_part;
	const char *folder;      /* where packs are written; NULL: where the state lies. Borrowed */
	bool ask_glyphs;         /* whether UTF-8 can be read is not known: asked once, remembered in the state */
	struct config_words words; /* for reloads */
};

/* What the loop must do after a key or an event. */
enum board_effect {
	BOARD_DRAW = 1, BOARD_QUIT = 2, BOARD_REFRESH = 4, BOARD_REFRESH_ALL = 8, BOARD_PAUSE = 16, BOARD_RESUME = 32,
	BOARD_CLEAR = 64, BOARD_SUSPEND = 128, BOARD_ROOM = 512
};

struct board *board_new(const struct board_setup *setup, instant_t now);
void board_free(struct board *board);
unsigned board_key(struct board *board, uint32_t key, instant_t now);
unsigned board_tick(struct board *board, instant_t now);      /* a minute passed, or the feeder committed */
void board_resize(struct board *board, int rows, int columns);
void board_feeder(struct board *board, int asking, const char *trouble); /* trouble: sentence, or NULL */
bool board_paused(const struct board *board);
/* Takes the config over; NULL or one whose keys clash: the old stays, the first fault is shown. */
unsigned board_reload(struct board *board, struct config *config, struct config_faults *faults);
int board_refresh_source(const struct board *board); /* which source BOARD_REFRESH means: index, −1 all */
void board_draw(struct board *board, struct grid *grid);      /* the whole screen; queries when something changed */
instant_t board_next_tick(const struct board *board, instant_t now); /* when what is shown next changes by itself */
void board_message(struct board *board, const char *text);    /* for the line above the keys */

#endif
