/* What the pane kinds share: scrolling, titles, roles, sheets of text, windows of rows. Used by
 * src/ui/panes/, and by the meeting's screen for wrapping. */
#ifndef HUBBRIEF_PANES_H
#define HUBBRIEF_PANES_H

#include "hubbrief/changes.h"
#include "hubbrief/pane.h"

extern const struct pane_ops pane_matrix, pane_table, pane_list, pane_detail, pane_chart, pane_sources, pane_text,
	pane_help, pane_tiles, pane_pipeline, pane_tree, pane_timeline, pane_calendar, pane_governance,
	pane_coming;

/* ---- roles and titles --------------------------------------------------------------------------- */

enum role role_of_cell(enum cell_state state);
enum role role_of_rating(char rating);
enum role role_of_source(enum source_state state);
enum role role_of_word(const char *word); /* of line_word */
/* The configured title with {hub} and {area} replaced, else `own`. */
void pane_title(const struct pane *pane, const struct pane_env *env, const char *own, struct str *out);
/* The state of the cell a pane is bound to; NULL when it is bound to none. */
const struct cell *pane_cell(const struct pane *pane, const struct pane_env *env);
const char *label_of(const struct config *config, int area, day_t day);

/* ---- scrolling ---------------------------------------------------------------------------------- */

struct scroll { int64_t at, top; };
/* A moving action over `count` lines, `page` of them seen. False: not a moving action. */
bool scroll_act(struct scroll *scroll, enum action action, int64_t count, int page);
void scroll_fit(struct scroll *scroll, int64_t count, int page); /* `at` inside, and seen */
unsigned scroll_effect(const struct scroll *before, const struct scroll *after);
/* "1-5 of 6", "6" when all are seen, "" when there are none. */
void scroll_tail(const struct scroll *scroll, int64_t count, bool exact, int page, struct str *out);

/* The bytes of the first line of `text` within `room` columns: broken at a blank, else where it must be. */
size_t wrap_bytes(const char *text, int room);

/* ---- sheets: paragraphs with labels, wrapped to the width as they are drawn ----------------------- */

struct sheet_item {
	const char *label; /* NULL: the text begins at the left */
	const char *text;
	enum role role;    /* ROLE_RULE: a rule with that title over the whole width */
	const struct series *series; /* drawn as a chart of CHART_ROWS rows instead of text; borrowed */
	struct target target;        /* what Enter opens on it; TARGET_NONE: nothing */
};
enum { CHART_ROWS = 3 };
struct sheet {
	struct arena arena;
	struct sheet_item *items;
	size_t count, room;
	int label_columns;
};
void sheet_free(struct sheet *sheet);
void sheet_clear(struct sheet *sheet);
void sheet_add(struct sheet *sheet, enum role role, const char *label, const char *text);
void sheet_addf(struct sheet *sheet, enum role role, const char *label, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void sheet_add_series(struct sheet *sheet, const struct series *series);
void sheet_link(struct sheet *sheet, struct target target); /* the last item opens that */
const struct sheet_item *sheet_item_at(const struct sheet *sheet, int columns, int64_t row); /* NULL past the end */
int sheet_rows(const struct sheet *sheet, int columns);
/* Draws rows `top` and following into the rows of `area` from `row` on. */
void sheet_draw(const struct sheet *sheet, struct grid *grid, struct rect area, int row, int64_t top);
/* The next row that holds `text` after row `from`, going up when direction is negative; −1 none. */
int sheet_find(const struct sheet *sheet, int columns, const char *text, int64_t from, int direction);

/* ---- charts -------------------------------------------------------------------------------------- */

/* Draws one series into rows × columns of `area` from (row, column): block bars, or in ASCII the digits 0–9;
 * suppressed points are gaps. */
void chart_bars(struct grid *grid, struct rect area, int row, int rows, int column, const struct series *series);
/* The series of a record and what it says: suppressed points marked (rule 8). False when it has none. In the
 * record's arena. */
bool chart_series(const struct record *record, struct series *series, struct series_summary *summary);
/* What stands beside it: latest, same period last year, change, thresholds, suppression. */
void chart_notes(const struct record *record, const struct series *series, const struct series_summary *summary,
	struct sheet *sheet);
void chart_table(const struct series *series, struct sheet *sheet); /* its last thirteen points as text */

/* ---- rolls: lines of different kinds with one cursor ------------------------------------------------ */

struct roll_line {
	int64_t n;           /* the record that Enter opens; −1 none */
	int depth;           /* two columns each */
	bool heading;        /* the cursor passes it by */
	const char *word;    /* "RED", "LATE"; at most 8 columns */
	enum role word_role;
	const char *lead;    /* stands before the text in roll.lead columns: a date */
	const char *text, *owner, *when;
	enum role when_role;
	const char **more;   /* lines below, the most urgent first; left out where there is no room */
	size_t more_count;
	size_t pinned;       /* how many of them stand there even without room */
	const char *why;
};
struct roll { /* start from { .focused = −1 } */
	struct arena arena;  /* of all texts */
	struct roll_line *lines;
	size_t count, room;
	int when_most;       /* columns of the longest when */
	int lead;            /* columns that the leads take, a blank included; 0 none */
	struct scroll scroll; /* over lines */
	int64_t focused;     /* number of the record under the cursor, −1 none */
};
void roll_clear(struct roll *roll); /* the cursor stays */
void roll_free(struct roll *roll);
/* Texts are copied; the line is the roll's until the next is added. */
struct roll_line *roll_add(struct roll *roll, int64_t n, enum role role, const char *word, const char *text);
void roll_heading(struct roll *roll, const char *text);
void roll_more(struct roll *roll, struct roll_line *line, const char *text);
const char *roll_keep(struct roll *roll, struct str *text); /* a copy in the arena; empties `text` */
void roll_settle(struct roll *roll, const struct pane *pane); /* after loading: the cursor returns to its record */
unsigned roll_act(struct roll *roll, const struct pane *pane, enum action action);

/* The operations of a pane whose state begins with a roll; its own are load and draw. */
void roll_pane_open(struct pane *pane, const struct pane_env *env);
void roll_pane_close(struct pane *pane);
int roll_pane_want_rows(const struct pane *pane, const struct pane_env *env, int columns);
unsigned roll_pane_act(struct pane *pane, const struct pane_env *env, enum action action);
struct target roll_pane_target(const struct pane *pane, const struct pane_env *env);
void roll_pane_why(const struct pane *pane, const struct pane_env *env, struct str *out);
bool roll_pane_find(struct pane *pane, const struct pane_env *env, const char *text, int direction);
void roll_pane_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused, const char *title,
	const char *empty);

/* ---- rows: one or more windows shown one after the other ------------------------------------------ */

#define ROWS_PARTS 3
struct rows {
	struct arena arena;
	struct window *part[ROWS_PARTS];
	int parts;
	struct change_list extra; /* lines without a record, after the first part */
	char *asked;       /* what the windows were made for: filters, sort, baseline */
	struct scroll scroll;
	int64_t focused;   /* number of the record under the cursor, −1 none */
};
/* Makes the windows anew when a filter or the sort changed, then loads them and finds the focused record. */
bool rows_load(struct rows *rows, const struct pane *pane, const struct pane_env *env,
	struct filter *const *filters, int count, struct error *error);
void rows_free(struct rows *rows);
int64_t rows_count(const struct rows *rows, bool *exact);
int64_t rows_show(struct rows *rows, int page, bool *exact); /* before they are drawn: holds what is seen. The count */
int64_t rows_part_count(const struct rows *rows, int part);
const struct row *rows_at(const struct rows *rows, int64_t index);
const struct row *rows_focused(const struct rows *rows);
unsigned rows_act(struct rows *rows, enum action action, int page);
/* To the next row that the test is true of, in that direction; false: there is none. */
bool rows_step(struct rows *rows, bool (*test)(const struct row *row), int direction, int page);
bool rows_find(struct rows *rows, const char *text, int direction, int page);

#endif
