/* What the briefing says: cells and their why, hub states, the words of a line. Used by the board and by
 * `report` alike, so that the screen and the pack never disagree. Reads the store; draws nothing. */
#ifndef HUBBRIEF_BRIEF_H
#define HUBBRIEF_BRIEF_H

#include "hubbrief/config.h"
#include "hubbrief/store.h"
#include "hubbrief/str.h"

/* design.md §7: four ratings, five states that are never good. */
enum cell_state { CELL_OK, CELL_DONE, CELL_AMBER, CELL_RED, CELL_OLD, CELL_UNKNOWN, CELL_SUPPRESSED, CELL_NONE_KEPT, CELL_CHECK };

struct cell {
	enum cell_state state;
	int changed, late, due_today; /* −1: not to be shown (no baseline; sensitive area) */
	const struct rating_rule *rule; /* that gave the rating; NULL */
	char why[200];                /* "1 action late, none over 7 days" */
};

struct hub_line { /* one row of the matrix; row 0 is countywide */
	const struct hub *hub; /* NULL countywide */
	enum hub_state state;
	int changed, late, due_today; /* −1 not to be shown */
	instant_t made;        /* the data's age: oldest of the sources that speak for it; INSTANT_NONE never */
	int days_old;          /* of HUB_NO_DATA: 7 for "NO DATA 7 days" */
	struct cell *cells;    /* one an area, config order */
};

struct matrix {
	struct arena arena;
	struct hub_line *lines;
	size_t line_count, area_count;
	int changed, late, due_today; /* each record once */
	int no_data;           /* hubs without data */
	int withheld;
	bool first_morning;    /* some source has never answered */
	int sources_in, sources_all; /* requests */
	enum marking banner;
	bool demo;             /* some visible record is a demonstration */
	struct str baseline;   /* "Since briefing Fri 10 Mar 09:00" or "" */
};
bool brief_matrix(struct store *store, const struct config *config, const struct moment *moment, struct matrix *out,
	struct error *error);
void matrix_free(struct matrix *matrix);
const char *cell_state_text(enum cell_state state); /* "RED", "AMBER", "ok", "done", "old", "unknown", "<5", "none kept", "check" */

/* The second line of a board: "Since briefing …: 9 changes. 3 late, 3 due today. 1 hub no data." */
void brief_headline(const struct matrix *matrix, int line /* −1 all */, struct str *out);
/* "Scarborough, Hubs is AMBER: 1 action late, none over 7 days." */
void brief_why_cell(const struct matrix *matrix, const struct config *config, int line, int area, struct str *out);
/* One sentence for a record: why it is in the list and what it wants. */
void brief_why_row(const struct row *row, const struct moment *moment, const struct config *config, struct str *out);

/* The words of a list line (screens.md): "NOW LATE", "REPEAT", "NEW", "LATE", "TODAY", "" … */
const char *line_word(const struct row *row, const struct moment *moment);
/* The right-hand end of a list line: "4 days", "13 Mar", "due 31 Mar", "ends in 78 days". */
void line_when(const struct row *row, const struct moment *moment, bool wide, struct str *out);
/* "6s" and "Scarborough"; several hubs give "6+" and "Scarborough +1"; none "0" and "Countywide" ("+York"). */
void line_place(const struct row *row, const struct config *config, struct store *store, char key[4], struct str *name);
/* A measure in words: "ASB, quarter to Feb: 142, up 24 on last year; may be chance". */
void line_measure(const struct row *row, struct str *out);
/* The title as the list shows it: of a measure its number, of a review its stage … */
void line_title(const struct row *row, const struct moment *moment, struct str *out);

#endif
