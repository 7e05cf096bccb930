/* The grid of cells that a screen is drawn into: see grid.h. Called by the board and the panes, in the
 * dashboard only. It knows no terminal; ui/term.c copies it out. Whatever is written passes through
 * clean_next once more, so no control byte can stand in a cell. */
#include "hubbrief/grid.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/mem.h"

const char *const role_names[ROLE_COUNT] = {
#define ROLE(id, name) name,
#include "hubbrief/roles.def"
#undef ROLE
};

static const struct grid_cell BLANK = { ' ', { 0, 0 }, ROLE_TEXT };

void grid_start(struct grid *grid, int rows, int columns, bool ascii)
{
	size_t count = (size_t)rows * (size_t)columns;
	if (!grid->cells || rows != grid->rows || columns != grid->columns)
		grid->cells = mem_grow(grid->cells, count, sizeof *grid->cells);
	grid->rows = rows;
	grid->columns = columns;
	grid->ascii = ascii;
	grid->cursor_row = grid->cursor_column = -1;
	for (size_t i = 0; i < count; i++)
		grid->cells[i] = BLANK;
}

void grid_free(struct grid *grid)
{
	free(grid->cells);
	*grid = (struct grid){ 0 };
}

static struct grid_cell *cell_at(const struct grid *grid, int row, int column)
{
	if (row < 0 || row >= grid->rows || column < 0 || column >= grid->columns)
		return NULL;
	return &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column];
}

/* A wide character loses its other half when one half is written over. */
static void set_cell(struct grid *grid, int row, int column, struct grid_cell value)
{
	struct grid_cell *cell = cell_at(grid, row, column);
	if (!cell)
		return;
	if (cell->base == 0 && value.base != 0)
		set_cell(grid, row, column - 1, BLANK);
	struct grid_cell *next = cell_at(grid, row, column + 1);
	*cell = value;
	if (next && next->base == 0)
		*next = BLANK;
}

/* The columns of one glyph in this grid, which folds it to one when it may hold 7 bits only. */
static int fold(const struct grid *grid, struct glyph *glyph)
{
	if (grid->ascii) {
		if (glyph->base >= 0x80)
			glyph->base = (unsigned char)clean_ascii(glyph->base);
		glyph->marks[0] = glyph->marks[1] = 0;
		glyph->columns = 1;
	}
	return glyph->columns;
}

static bool fits(const struct grid *grid, const char *text, size_t length, int room)
{
	struct glyph glyph;
	for (size_t at = 0, n; (n = clean_next(text + at, length - at, &glyph)) > 0; at += n) {
		room -= fold(grid, &glyph);
		if (room < 0)
			return false;
	}
	return true;
}

static void put_glyph(struct grid *grid, int row, int column, enum role role, const struct glyph *glyph)
{
	struct grid_cell cell = { glyph->base, { glyph->marks[0], glyph->marks[1] }, (uint8_t)role };
	set_cell(grid, row, column, cell);
	if (glyph->columns == 2 && cell_at(grid, row, column + 1)) {
		cell = (struct grid_cell){ 0, { 0, 0 }, (uint8_t)role };
		*cell_at(grid, row, column + 1) = cell;
	}
}

/* What is seen of `columns` columns at (row, column) of `area`: 0 when nothing is. */
static int visible(const struct grid *grid, struct rect area, int row, int column, int columns)
{
	if (row < 0 || row >= area.rows || column < 0 || column >= area.columns)
		return 0;
	if (columns > area.columns - column)
		columns = area.columns - column;
	if (columns > grid->columns - area.column - column)
		columns = grid->columns - area.column - column;
	return columns > 0 && area.row + row >= 0 && area.row + row < grid->rows ? columns : 0;
}

int grid_put(struct grid *grid, struct rect area, int row, int column, int columns, enum role role, const char *text)
{
	int room = visible(grid, area, row, column, columns);
	if (!room || !text)
		return 0;
	size_t length = strlen(text);
	bool whole = fits(grid, text, length, room);
	int used = 0;
	struct glyph glyph;
	for (size_t at = 0, n; (n = clean_next(text + at, length - at, &glyph)) > 0; at += n) {
		if (used + fold(grid, &glyph) > (whole ? room : room - 1))
			break;
		put_glyph(grid, area.row + row, area.column + column + used, role, &glyph);
		used += glyph.columns;
	}
	if (!whole) {
		glyph = (struct glyph){ grid->ascii ? '~' : 0x2026, { 0, 0, 0 }, 1 };
		put_glyph(grid, area.row + row, area.column + column + used++, role, &glyph);
	}
	return used;
}

int grid_putf(struct grid *grid, struct rect area, int row, int column, int columns, enum role role,
	const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return grid_put(grid, area, row, column, columns, role, text);
}

static int width(const struct grid *grid, const char *text)
{
	struct glyph glyph;
	int columns = 0;
	size_t length = strlen(text);
	for (size_t at = 0, n; (n = clean_next(text + at, length - at, &glyph)) > 0; at += n)
		columns += fold(grid, &glyph);
	return columns;
}

void grid_put_right(struct grid *grid, struct rect area, int row, int end_column, enum role role, const char *text)
{
	int columns = width(grid, text);
	int column = end_column - columns;
	if (column < 0) {
		column = 0;
		columns = end_column;
	}
	grid_put(grid, area, row, column, columns, role, text);
}

void grid_fill(struct grid *grid, struct rect area, int row, int column, int columns, enum role role, char c)
{
	struct glyph glyph = { (unsigned char)c, { 0, 0, 0 }, 1 };
	columns = visible(grid, area, row, column, columns);
	for (int i = 0; i < columns; i++)
		put_glyph(grid, area.row + row, area.column + column + i, role, &glyph);
}

void grid_rule(struct grid *grid, struct rect area, int row, enum role role, const char *title, const char *tail)
{
	grid_fill(grid, area, row, 0, area.columns, ROLE_RULE, '-');
	int end = area.columns - 3;
	if (tail && *tail) {
		int columns = width(grid, tail);
		if (columns + 8 <= area.columns) {
			end -= columns + 1;
			grid_fill(grid, area, row, end, columns + 2, ROLE_RULE, ' ');
			grid_put(grid, area, row, end + 1, columns, role, tail);
			end -= 2;
		}
	}
	if (title && *title && end > 4) {
		grid_fill(grid, area, row, 2, 1, ROLE_RULE, ' ');
		int used = grid_put(grid, area, row, 3, end - 3, role, title);
		grid_fill(grid, area, row, 3 + used, 1, ROLE_RULE, ' ');
	}
}

void grid_cursor(struct grid *grid, struct rect area, int row, int column)
{
	if (!visible(grid, area, row, column, 1))
		return;
	grid->cursor_row = area.row + row;
	grid->cursor_column = area.column + column;
}

bool grid_same(const struct grid *a, const struct grid *b)
{
	if (a->rows != b->rows || a->columns != b->columns || a->cursor_row != b->cursor_row ||
		a->cursor_column != b->cursor_column)
		return false;
	size_t count = (size_t)a->rows * (size_t)a->columns;
	for (size_t i = 0; i < count; i++) {
		const struct grid_cell *x = &a->cells[i], *y = &b->cells[i];
		if (x->base != y->base || x->role != y->role || x->marks[0] != y->marks[0] || x->marks[1] != y->marks[1])
			return false;
	}
	return true;
}

void grid_text(const struct grid *grid, int row, struct str *out)
{
	int last = grid->columns;
	while (last > 0 && cell_at(grid, row, last - 1) && cell_at(grid, row, last - 1)->base == ' ')
		last--;
	for (int column = 0; column < last; column++) {
		const struct grid_cell *cell = cell_at(grid, row, column);
		if (!cell || !cell->base)
			continue;
		str_add_code_point(out, cell->base);
		for (int i = 0; i < 2 && cell->marks[i]; i++)
			str_add_code_point(out, cell->marks[i]);
	}
}

void grid_roles(const struct grid *grid, int row, struct str *out)
{
	for (int column = 0; column < grid->columns; column++) {
		const struct grid_cell *cell = cell_at(grid, row, column);
		str_addc(out, !cell || cell->role == ROLE_TEXT ? '.' : (char)('a' + cell->role - 1));
	}
}
