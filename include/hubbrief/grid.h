/* A grid of cells: what a screen will show, before any terminal. Drawing is pure: panes write here, only
 * ui/term.c copies it out. Every text written is cleaned again (design.md §11). */
#ifndef HUBBRIEF_GRID_H
#define HUBBRIEF_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "hubbrief/str.h"

enum role {
#define ROLE(id, name) ROLE_##id,
#include "hubbrief/roles.def"
#undef ROLE
	ROLE_COUNT,
};
extern const char *const role_names[ROLE_COUNT];

struct grid_cell {
	uint32_t base;     /* code point; 0 the right half of a wide character */
	uint32_t marks[2];
	uint8_t role;
};

struct rect { int row, column, rows, columns; };

struct grid {
	int rows, columns;
	bool ascii;        /* text is folded to 7 bits as it is written */
	struct grid_cell *cells;
	int cursor_row, cursor_column; /* where the terminal's cursor is to stand; −1 hidden */
};

void grid_start(struct grid *grid, int rows, int columns, bool ascii); /* blank; reuses its memory */
void grid_free(struct grid *grid);
/* Writes at most `columns` columns at (row, column) of `area`, clipped to it; a text that is longer ends in
 * "…" or "~". Returns the columns written. Coordinates are relative to `area`. */
int grid_put(struct grid *grid, struct rect area, int row, int column, int columns, enum role role, const char *text);
int grid_putf(struct grid *grid, struct rect area, int row, int column, int columns, enum role role,
	const char *format, ...) __attribute__((format(printf, 7, 8)));
void grid_put_right(struct grid *grid, struct rect area, int row, int end_column, enum role role, const char *text);
void grid_fill(struct grid *grid, struct rect area, int row, int column, int columns, enum role role, char c);
/* "-- TITLE ------------ tail --" over the whole width of the area. */
void grid_rule(struct grid *grid, struct rect area, int row, enum role role, const char *title, const char *tail);
void grid_cursor(struct grid *grid, struct rect area, int row, int column);
bool grid_same(const struct grid *a, const struct grid *b);
/* The text of a row without trailing spaces; for tests and for `y`. */
void grid_text(const struct grid *grid, int row, struct str *out);
/* Rows of role letters, for goldens: '.' for TEXT, else a letter a role. */
void grid_roles(const struct grid *grid, int row, struct str *out);

#endif
