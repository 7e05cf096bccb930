/* What the briefing says: cells and their why, hub states, the words of a line. Used by the board and by
 * `report` alike, so that the screen and the pack never disagree. Reads the store; draws nothing. */
#ifndef HUBBRIEF_BRIEF_H
#define HUBBRIEF_BRIEF_H

#include "hubbrief/config.h"
#include "hubbrief/store.h"
#include "hubbrief/str.h"

/* A hub or area as an index of the configuration: −1 countywide or no area, PLACE_ANY not said. */
#define PLACE_ANY (-2)

/* design.md §7: four ratings, five states that are never good. */
enum cell_state {
	CELL_OK, CELL_DONE, CELL_AMBER, CELL_RED, CELL_OLD, CELL_UNKNOWN, CELL_SUPPRESSED, CELL_NONE_KEPT, CELL_CHECK,
};

/* An area's headline measure as a cell shows it where there is room (design.md §7). */
struct headline {
	bool has, suppressed, withheld, has_change;
	double value, change;         /* change: of the whole run, see struct row */
	char period[16];              /* "2023-02": the latest of `run` periods */
	int run;
	enum judgement judgement;
};

struct cell {
	enum cell_state state;
	struct headline headline;
	int changed, late, due_today; /* −1: not to be shown (no baseline; sensitive area) */
	const struct rating_rule *rule; /* that gave the rating; NULL */
	char why[200];                /* "1 action late, none over 7 days" */
};

struct hub_line { /* one row of the matrix; row 0 is countywide */
	const struct hub *hub; /* NULL countywide */
	enum hub_state state;
	int changed, late, due_today; /* −1 not to be shown */
	instant_t made;        /* the data's age: oldest of the sources that speak for it; INSTANT_NONE never, INSTANT_UNKNOWN */
	int days_old;          /* of HUB_NO_DATA: 7 for "NO DATA 7 days" */
	const char *baseline;  /* "Since briefing Fri 10 Mar 09:00", the hub's own or that of all; "" none */
	struct cell *cells;    /* one an area, config order */
};

struct matrix {
	struct arena arena;
	struct hub_line *lines;
	size_t line_count, area_count;
	int changed, late, due_today; /* each record once; changed: events since the baseline, 0 without one */
	int due_soon;
	int no_data;           /* hubs without data */
	int withheld;
	bool first_morning;    /* some source has not been asked yet, or none has answered */
	int sources_in, sources_all; /* lines of the sources view (source_lines) */
	enum marking banner;
	instant_t now;         /* the moment it is of */
	bool part;             /* a sensitive area is left out of the lines' and the whole's counts */
	bool demo;             /* some visible record is a demonstration */
	struct str baseline;   /* "Since briefing Fri 10 Mar 09:00", "Since each hub's own briefing" or "" */
};
bool brief_matrix(struct store *store, const struct config *config, const struct moment *moment, struct matrix *out,
	struct error *error);
void matrix_free(struct matrix *matrix);
/* Whether a source turned stale between the baseline of its hub (a mask, 0 none) and now: one event of that hub. */
bool brief_newly_stale(const struct request_status *request, uint64_t hubs, const struct moment *moment);
/* Whether the profile is kept from the area's counts and lists (design.md §7: sensitive areas are the team's). */
bool area_closed(const struct area *area, enum profile profile);
/* Measures to which two sources give different values for one period; NULL none. In the arena. */
struct conflict {
	const struct conflict *next;
	uint64_t hubs, areas;  /* where either stands */
	const char *why;       /* "two sources differ: K-ASB for Feb is 12 by partners, 14 by police" */
};
const struct conflict *brief_conflicts(struct store *store, const struct moment *moment, struct arena *arena);
/* "RED", "AMBER", "ok", "done", "old", "unknown", "<5", "none kept", "check" */
const char *cell_state_text(enum cell_state state);

/* The second line of a board: "Since briefing …: 9 changes. 3 late, 3 due today. 1 hub no data." */
void brief_headline(const struct matrix *matrix, int line /* −1 all */, struct str *out);
/* "Scarborough, Hubs is AMBER: 1 action late, none over 7 days." */
void brief_why_cell(const struct matrix *matrix, const struct config *config, int line, int area, struct str *out);
/* The words of one rating rule: "1 action late, none over 7 days". Built from its filter. */
void brief_why_rule(const struct config *config, const struct rating_rule *rule, int count, struct str *out);
/* The DATA column: "08:30" today, else "7 Mar", or "never" or "unknown". `out` has DATE_TEXT bytes; returns it. */
const char *data_age(char *out, instant_t made, instant_t now);
/* One sentence for a record: why it is in the list and what it wants. */
void brief_why_row(const struct row *row, const struct moment *moment, const struct config *config, struct str *out);

/* The first hub and area of the configuration that a record stands in; −1 countywide, no area. */
void brief_row_cell(const struct row *row, const struct config *config, struct store *store, int *hub, int *area);

/* ---- sources, as the sources view, the first morning and the pack tell them -------------------- */

/* One line of the sources view: a source × hub, or a whole source when it is asked by month. */
struct source_line {
	const struct source *source;
	char name[64];               /* "partners/craven", "street-crime" */
	const char *hub;             /* id, "" none; borrowed */
	const struct request_status *worst; /* the request in the worst state; NULL never asked */
	enum source_state state;     /* the worst of its requests */
	int asked, polled, answered; /* requests that there should be; that were asked; that have answered */
	instant_t made;              /* oldest of its good answers; INSTANT_NONE never, INSTANT_UNKNOWN */
	instant_t next_poll;         /* soonest; INSTANT_NONE unknown */
	int records, quarantined, held;
	int past;                    /* given, but past retention: not kept */
};
/* All lines in the order of the configuration. In the arena; borrows the requests. */
size_t source_lines(const struct config *config, const struct request_list *requests, instant_t now,
	struct arena *arena, struct source_line **lines);
/* "refused: the token file is readable by others." — what a line says of its state, in one sentence. */
void source_line_sentence(const struct source_line *line, instant_t now, struct str *out);
/* Whether a source speaks for a hub (NULL countywide) and an area (NULL any): by its `covers`, else by its
 * `each`, else for all. The holidays speak for none. */
bool source_covers(const struct config *config, const struct source *source, const char *hub, const char *area);
/* How often a source is expected, in words: "every working day", "every 15 min"; "" when not stated. */
void cadence_text(struct cadence cadence, struct str *out);

/* ---- words ------------------------------------------------------------------------------------- */

/* The words of a list line (screens.md): "NOW LATE", "REPEAT", "NEW", "LATE", "TODAY", "" … */
const char *line_word(const struct row *row, const struct moment *moment);
/* The right-hand end of a list line: "4 days", "13 Mar", "due 31 Mar", "ends in 78 days". */
void line_when(const struct row *row, const struct moment *moment, bool wide, struct str *out);
/* "6s" and "Scarborough"; several hubs give "6+" and "Scarborough +1"; none "0" and "Countywide" ("+York"). */
void line_place(const struct row *row, const struct config *config, struct store *store, char key[4], struct str *name);
const char *suppressed_word(bool withheld); /* of a number that rule 8 hides: "<5"; beside others of one total "hidden" */
/* A measure in words: "ASB, quarter to Feb: 142, up 24 on last year; may be chance". */
void line_measure(const struct row *row, struct str *out);
const char *rating_word(char rating);      /* "RED", "AMBER", "ok", "done", "not rated" */
void number_text(double value, struct str *out); /* "142", "2.5" */
void period_text(const char *period, struct str *out); /* "Feb", "week 7", "Jan to Mar", "13 Mar" */
void plain_word(const char *slug, struct str *out);    /* "in-progress" → "in progress" */
void stage_text(const char *stage, struct str *out);   /* "HO-QA" → "with the Home Office QA Panel" */
void plural(int count, const char *one, const char *many, struct str *out); /* "1 action", "3 actions" */
/* "up 24, worse", "down 3; may be chance", "up 5 on last year": a change in words (rules 5–7). `against` is
 * " on last year" or "". */
void change_text(double change, enum judgement judgement, const char *against, struct str *out);
/* The title as the list shows it: of a measure its number, of a review its stage … */
void line_title(const struct row *row, struct str *out);

#endif
