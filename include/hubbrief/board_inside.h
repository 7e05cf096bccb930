/* The board's own state, shared by src/ui/board.c (data and drawing) and src/ui/act.c (keys). Nobody else
 * includes it. */
#ifndef HUBBRIEF_BOARD_INSIDE_H
#define HUBBRIEF_BOARD_INSIDE_H

#include "hubbrief/board.h"
#include "hubbrief/briefing.h"
#include "hubbrief/palette.h"
#include "hubbrief/parts.h"
#include "hubbrief/prompt.h"
#include "hubbrief/view.h"

enum { BOARD_DEPTH = 12 };

enum redraw { REDRAW_NOTHING, REDRAW_LINES, REDRAW_PANE, REDRAW_ALL }; /* each includes those before it */

/* What a y answers. */
enum question { QUESTION_NONE, QUESTION_TEAM, QUESTION_PAUSE, QUESTION_GLYPHS, QUESTION_SEEN_ALL, QUESTION_CLOSE };

struct board {
	struct board_setup setup;
	struct config *config;      /* owned; setup.config is not used after board_new */
	struct keymap *keymap;
	enum profile profile;
	instant_t now;
	struct matrix matrix;
	struct request_list requests;
	uint64_t requests_digest;
	struct pane_env env;        /* borrows all of the above */
	struct str headline, name;  /* of the view on top */
	struct view *stack[BOARD_DEPTH];
	int depth;                  /* at least 1 */
	struct place last;          /* the view before this one; name NULL none */
	struct briefing_screen *briefing; /* the meeting while it is held: takes every key; NULL else */
	struct action_draft draft;  /* of the action that is being typed */
	struct parts parts;         /* of an action that is asked part by part */
	bool blank;                 /* nothing but the markings until the next key */
	bool just_closed;           /* a briefing was closed: u reopens it */
	struct prompt prompt;
	enum question question;
	struct palette palette;
	struct str find;
	struct str message;         /* until the next key */
	bool message_is_error;
	char *trouble;              /* owned; NULL none */
	bool paused, pasting, ascii;
	struct baseline chosen;     /* by hand, instead of the last briefing closed; sequence −1 none */
	struct baseline *chosen_hubs; /* the same of each hub of the configuration; owned */
	bool changes_only;
	struct seen_list seen;
	bool stale;                 /* the matrix and the requests must be read again */
	bool relayout;
	int failures;               /* loads that failed in a row */
	unsigned generation;
	enum redraw redraw;
	int rows, columns;
};

struct view *board_view(const struct board *board);
void board_redraw(struct board *board, enum redraw redraw);
void board_say(struct board *board, bool error, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* act.c: going from view to view. */
bool board_open(struct board *board, struct place place, bool instead); /* `instead`: of the view on top */
unsigned board_perform(struct board *board, enum action action, int argument);
unsigned board_answer(struct board *board, bool yes);
void board_arrive(struct board *board); /* another view is on top */
void board_close_prompt(struct board *board);

/* take.c: the meeting, actions in one line, taking back. */
unsigned board_begin_briefing(struct board *board);
unsigned board_briefing_key(struct board *board, uint32_t key, instant_t now);
unsigned board_begin_action(struct board *board, bool in_parts);
void board_draft_action(struct board *board);
unsigned board_save_action(struct board *board);
unsigned board_undo(struct board *board);
unsigned board_blank(struct board *board);

/* since.c: the baseline, what was seen, a close that was forgotten. */
struct moment since_moment(const struct board *board);  /* the board's, with its baselines */
void since_choose_none(struct board *board);            /* back to the last briefings closed; a new configuration */
unsigned since_choose(struct board *board);             /* X: opens the choice: of a hub in its view, else of all */
void since_chosen(struct board *board, int argument);   /* of the list; −1 the last briefing closed */
unsigned since_typed(struct board *board);              /* what was typed instead: a day or a time */
unsigned since_seen(struct board *board, bool seen);    /* the focused record */
void since_see_record(struct board *board, int64_t n);  /* its detail was opened */
void since_see_all(struct board *board);
void since_load_seen(struct board *board);
bool since_forgotten(struct board *board);              /* offers to close what was not closed; false: nothing to offer */
void since_close_forgotten(struct board *board);

/* join.c: an action taken in the room and the same one of a feed. */
unsigned join_choose(struct board *board);              /* J: opens the choice */
unsigned join_chosen(struct board *board, int n);       /* the number of the feed's action */

/* write.c: the pack, written. */
unsigned write_choose(struct board *board);             /* W: opens the choice */
void write_chosen(struct board *board, int format);     /* of report_formats */

#endif
