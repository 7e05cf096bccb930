/* A sheet: paragraphs with labels, wrapped to the width as they are drawn, for panes that are read rather
 * than chosen from (detail, chart, sources, text). Dashboard only. */
#include "hubbrief/panes.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"

enum { MARGIN = 3, TEXT_LEAST = 12 };

void sheet_clear(struct sheet *sheet)
{
	arena_free(&sheet->arena);
	sheet->count = 0;
}

void sheet_free(struct sheet *sheet)
{
	arena_free(&sheet->arena);
	free(sheet->items);
	*sheet = (struct sheet){ 0 };
}

static struct sheet_item *item_new(struct sheet *sheet)
{
	if (sheet->count == sheet->room) {
		sheet->room = sheet->room ? sheet->room * 2 : 32;
		sheet->items = mem_grow(sheet->items, sheet->room, sizeof *sheet->items);
	}
	sheet->items[sheet->count] = (struct sheet_item){ 0 };
	return &sheet->items[sheet->count++];
}

void sheet_add(struct sheet *sheet, enum role role, const char *label, const char *text)
{
	struct sheet_item *item = item_new(sheet);

	item->role = role;
	item->label = arena_dup(&sheet->arena, label);
	item->text = arena_dup(&sheet->arena, text);
}

void sheet_addf(struct sheet *sheet, enum role role, const char *label, const char *format, ...)
{
	struct sheet_item *item = item_new(sheet);
	va_list args;

	item->role = role;
	item->label = arena_dup(&sheet->arena, label);
	va_start(args, format);
	item->text = arena_vprintf(&sheet->arena, format, args);
	va_end(args);
}

void sheet_add_series(struct sheet *sheet, const struct series *series)
{
	struct sheet_item *item = item_new(sheet);

	item->text = "";
	item->series = series;
}

void sheet_link(struct sheet *sheet, struct target target)
{
	if (sheet->count)
		sheet->items[sheet->count - 1].target = target;
}

static int text_column(const struct sheet *sheet, const struct sheet_item *item, int columns)
{
	int column = MARGIN + (item->label ? sheet->label_columns + 1 : 0);

	return columns - column < TEXT_LEAST ? MARGIN : column;
}

size_t wrap_bytes(const char *text, int room)
{
	size_t length = strlen(text), at = 0, blank = 0, n;
	struct glyph glyph;
	int used = 0;

	while ((n = clean_next(text + at, length - at, &glyph)) > 0) {
		if (glyph.base == ' ')
			blank = at;
		used += glyph.columns;
		if (used > room)
			return blank ? blank : at ? at : n;
		at += n;
	}
	return length;
}

static int item_rows(const struct sheet *sheet, const struct sheet_item *item, int columns)
{
	int room = columns - text_column(sheet, item, columns), rows = 0;
	const char *text = item->text;

	if (item->series)
		return CHART_ROWS;
	if (item->role == ROLE_RULE)
		return 1;
	do {
		text += wrap_bytes(text, room > 0 ? room : 1);
		text += strspn(text, " ");
		rows++;
	} while (*text);
	return rows;
}

int sheet_rows(const struct sheet *sheet, int columns)
{
	int rows = 0;

	for (size_t i = 0; i < sheet->count; i++)
		rows += item_rows(sheet, &sheet->items[i], columns);
	return rows;
}

const struct sheet_item *sheet_item_at(const struct sheet *sheet, int columns, int64_t row)
{
	for (size_t i = 0; i < sheet->count; i++) {
		row -= item_rows(sheet, &sheet->items[i], columns);
		if (row < 0)
			return &sheet->items[i];
	}
	return NULL;
}

static void draw_item(const struct sheet *sheet, const struct sheet_item *item, struct grid *grid, struct rect area,
	int row, int first)
{
	int column = text_column(sheet, item, area.columns), room = area.columns - column;
	const char *text = item->text;

	if (item->role == ROLE_RULE) {
		grid_rule(grid, area, row, ROLE_RULE, item->text, NULL);
		return;
	}
	if (item->series) {
		chart_bars(grid, area, row, CHART_ROWS, column, item->series);
		return;
	}
	if (item->label && row >= first && column > MARGIN)
		grid_put(grid, area, row, MARGIN, sheet->label_columns, ROLE_MUTED, item->label);
	do {
		size_t bytes = wrap_bytes(text, room > 0 ? room : 1);
		char *line = mem_dupn(text, bytes);
		if (row >= first)
			grid_put(grid, area, row, column, room, item->role, line);
		free(line);
		text += bytes;
		text += strspn(text, " ");
		row++;
	} while (*text);
}

void sheet_draw(const struct sheet *sheet, struct grid *grid, struct rect area, int row, int64_t top)
{
	int64_t at = row - top;

	for (size_t i = 0; i < sheet->count && at < area.rows; i++) {
		int rows = item_rows(sheet, &sheet->items[i], area.columns);
		/* A chart is drawn whole or not at all above the first row. */
		if (at + rows > row && (!sheet->items[i].series || at >= row))
			draw_item(sheet, &sheet->items[i], grid, area, (int)at, row);
		at += rows;
	}
}

int sheet_find(const struct sheet *sheet, int columns, const char *text, int64_t from, int direction)
{
	int row = 0, found = -1;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct sheet_item *item = &sheet->items[i];
		bool hit = strcasestr(item->text, text) || (item->label && strcasestr(item->label, text));
		if (hit && direction >= 0 && row > from)
			return row;
		if (hit && direction < 0 && row < from)
			found = row;
		row += item_rows(sheet, item, columns);
	}
	return found;
}
