/* How the meeting's pages look: see briefing.h. The layout of 80x24 at every size. Pure but for the scroll of the
 * page, which follows the cursor. Called by the board, in the dashboard. */
#include "hubbrief/briefing_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/panes.h"

enum { WIDTH = 80, HEIGHT = 24, FIRST_ROW = 4, LEFT = 3, MOST_CHOICES = 9, MINUTE = 60 };

static const struct { enum decision_type type; const char *words; } choice_words[] = {
	{ DECISION_DONE, "done" }, { DECISION_NEW_DATE, "new date" }, { DECISION_ESCALATE, "escalate" },
	{ DECISION_LEAVE, "leave as it is" }, { DECISION_ADOPT, "adopt" }, { DECISION_MONITOR, "monitor" },
	{ DECISION_REFER, "refer to…" }, { DECISION_RECEIVED, "receipt noted" }, { DECISION_ANSWER, "answered" },
};

static void draw_header(const struct briefing_screen *screen, struct grid *grid, struct rect area)
{
	int left = meeting_seconds_left(screen->meeting, screen->now), decided, all;
	enum page page = meeting_page(screen->meeting);
	char minutes[40] = "time is up for this page";
	meeting_decided(screen->meeting, &decided, &all);
	if (left > 0)
		snprintf(minutes, sizeof minutes, "%d min left on page", (left + MINUTE - 1) / MINUTE);
	grid_putf(grid, area, 1, 0, 19, ROLE_TEXT, "Page %d of %d", (int)page + 1, (int)PAGE_COUNT);
	grid_put(grid, area, 1, 20, 20, ROLE_TITLE, page_title(page));
	grid_put(grid, area, 1, 41, 24, left > 0 ? ROLE_TEXT : ROLE_AMBER, minutes);
	if (all > 0) {
		char text[40];
		snprintf(text, sizeof text, "%d of %d decided", decided, all);
		grid_put_right(grid, area, 1, area.columns, ROLE_TEXT, text);
	}
	grid_fill(grid, area, 2, 0, area.columns, ROLE_RULE, '=');
}

static const char *decided_word(enum decision_type type)
{
	for (size_t i = 0; i < sizeof choice_words / sizeof *choice_words; i++)
		if (choice_words[i].type == type)
			return choice_words[i].words;
	return "";
}

static void draw_record(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row, size_t index)
{
	const struct meeting_line *lines;
	meeting_lines(screen->meeting, &lines);
	const struct meeting_line *line = &lines[index];
	if (index == screen->focus)
		grid_put(grid, area, row, 1, 1, ROLE_FOCUS, ">");
	grid_put(grid, area, row, 3, 10, ROLE_LATE, line->when);
	grid_put(grid, area, row, 14, 15, ROLE_TEXT, line->place);
	int room = area.columns - 30 - (line->owner[0] ? 8 : 0);
	if (line->decided != DECISION_NONE) {
		struct str text = { 0 };
		str_addf(&text, "%s: %s", decided_word(line->decided), line->text);
		grid_put(grid, area, row, 30, room, ROLE_DONE, str_text(&text));
		str_free(&text);
	} else {
		grid_put(grid, area, row, 30, room, ROLE_TEXT, line->text);
	}
	grid_put(grid, area, row, area.columns - 7, 7, ROLE_TEXT, line->owner);
	if (index == screen->focus)
		grid_cursor(grid, area, row, 1);
}

/* How many rows a line takes: sentences wrap, records do not. */
static int rows_of(const struct meeting_line *line, int columns)
{
	int rows = 0;
	if (line->n >= 0)
		return 1;
	for (const char *text = line->text; *text || rows == 0; rows++) {
		if (!*text)
			return 1;
		text += wrap_bytes(text, columns - LEFT);
		text += strspn(text, " ");
	}
	return rows;
}

/* Blank rows before a line: at 2 between all of them, at 1 around headings only. */
static int gap_before(const struct meeting_line *lines, size_t index, int spacing)
{
	if (index == 0)
		return 0;
	return spacing == 2 || (spacing == 1 && lines[index].heading);
}

/* The widest spacing at which the whole page is seen; 0 when it is not seen whole even so. */
static int spacing_of(const struct meeting_line *lines, size_t count, int columns, int room)
{
	for (int spacing = 2; spacing > 0; spacing--) {
		int rows = 0;
		for (size_t i = 0; i < count; i++)
			rows += rows_of(&lines[i], columns) + gap_before(lines, i, spacing);
		if (rows <= room)
			return spacing;
	}
	return 0;
}

static void draw_sentence(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row,
	const struct meeting_line *line)
{
	const char *text = line->text;
	if (line == briefing_focused(screen)) {
		grid_put(grid, area, row, 1, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, area, row, 1);
	}
	while (*text) {
		size_t bytes = wrap_bytes(text, area.columns - LEFT);
		char *part = mem_dupn(text, bytes);
		grid_put(grid, area, row++, LEFT, area.columns - LEFT, line->heading ? ROLE_HEADING : ROLE_TEXT, part);
		free(part);
		text += bytes;
		text += strspn(text, " ");
	}
}

/* Keeps the focused line on the page: lines above it go when there are too many. */
static void fit_focus(struct briefing_screen *screen, const struct meeting_line *lines, int columns, int room)
{
	if (screen->focus < screen->top)
		screen->top = screen->focus;
	int rows = 0;
	for (size_t i = screen->top; i <= screen->focus; i++)
		rows += rows_of(&lines[i], columns);
	while (rows > room && screen->top < screen->focus)
		rows -= rows_of(&lines[screen->top++], columns);
}

static void draw_lines(struct briefing_screen *screen, struct grid *grid, struct rect area, int room)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines), i;
	int spacing = spacing_of(lines, count, area.columns, room), row = 0;
	if (spacing)
		screen->top = 0;
	else if (screen->focus < count)
		fit_focus(screen, lines, area.columns, room);
	for (i = screen->top; i < count; i++) {
		row += gap_before(lines, i, spacing);
		int rows = rows_of(&lines[i], area.columns);
		if (row + rows > room)
			break;
		if (lines[i].n < 0)
			draw_sentence(screen, grid, area, FIRST_ROW + row, &lines[i]);
		else
			draw_record(screen, grid, area, FIRST_ROW + row, i);
		row += rows;
	}
	if (i < count)
		grid_putf(grid, area, FIRST_ROW + room, LEFT, area.columns - LEFT, ROLE_MUTED, "%zu more: down", count - i);
}

static void draw_choices(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row)
{
	const enum decision_type *choices;
	const struct meeting_line *line = briefing_focused(screen);
	size_t count = line ? meeting_choices(screen->meeting, line->n, &choices) : 0;
	struct str text = { 0 };
	str_addf(&text, "ASK %s:", line && line->owner[0] ? line->owner : "THE ROOM");
	for (size_t i = 0; i < count && i < MOST_CHOICES; i++)
		str_addf(&text, "  %zu %s ", i + 1, decided_word(choices[i]));
	grid_put(grid, area, row, 3, area.columns - 3, ROLE_TITLE, str_text(&text));
	str_free(&text);
}

static void draw_prompt(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row)
{
	struct str text = { 0 };
	grid_fill(grid, area, row, 0, area.columns, ROLE_RULE, '-');
	if (screen->mode == MODE_TYPE) {
		prompt_draw(&screen->prompt, grid, area, row + 1);
		if (screen->message[0])
			grid_put(grid, area, row + 2, 0, area.columns, ROLE_ERROR, screen->message);
		else if (screen->typing == TYPING_ACTION && screen->draft.fault[0])
			grid_put(grid, area, row + 2, 0, area.columns, ROLE_WHY, screen->draft.fault);
		else if (screen->typing == TYPING_ACTION) {
			str_add(&text, "Will save:  ");
			action_say(&screen->draft, &text);
			grid_put(grid, area, row + 2, 0, area.columns, ROLE_WHY, str_text(&text));
		}
	} else if (screen->mode == MODE_FINISH) {
		char clock[DATE_TEXT];
		grid_putf(grid, area, row + 1, 0, area.columns, ROLE_TITLE,
			"Finish?  1 Close: changes will count from %s.  2 Stop, resume later.  3 Back.", instant_clock(clock, screen->now));
	} else if (screen->message[0]) {
		grid_put(grid, area, row + 2, 0, area.columns, screen->message_is_error ? ROLE_ERROR : ROLE_WHY, screen->message);
	}
	str_free(&text);
}

static const char *keys_of(const struct briefing_screen *screen)
{
	if (screen->mode == MODE_TYPE)
		return screen->typing == TYPING_ACTION ? "Enter save   Esc back to page, text kept   Tab part by part" : "Enter keep   Esc back to page";
	if (screen->mode == MODE_CHOOSE)
		return "a digit decides   Esc back";
	if (screen->mode == MODE_FINISH)
		return "1  2  3";
	if (meeting_page(screen->meeting) == PAGE_ROOM)
		return "Space next  Enter who is here  a action  i note  Esc end";
	if (meeting_page(screen->meeting) == PAGE_READ_BACK)
		return "Space finish  a action  i note  u undo  Esc end";
	return "Space next  Enter decide  a action  i note  u undo  Esc end";
}

void briefing_draw(struct briefing_screen *screen, struct grid *grid)
{
	struct rect all = { 0, 0, grid->rows, grid->columns }, area = all;
	struct chrome chrome = { .marking = meeting_banner(screen->meeting), .demo = screen->demo, .name = "DAILY BRIEFING",
		.now = screen->now, .headline = "", .why = "", .why_role = ROLE_WHY, .position = "", .keys = keys_of(screen),
		.keys_role = ROLE_KEYS, .status = "" };
	bool ascii = grid->ascii;
	grid_start(grid, grid->rows, grid->columns, ascii);
	if (!chrome_fits(grid->rows, grid->columns)) {
		chrome_too_small(&chrome, grid);
		return;
	}
	chrome_top(&chrome, grid);
	chrome_bottom(&chrome, grid);
	if (screen->mode == MODE_BLANK)
		return;
	area.columns = all.columns < WIDTH ? all.columns : WIDTH;
	int rows = all.rows < HEIGHT ? all.rows : HEIGHT, choices = rows - 6;
	draw_header(screen, grid, area);
	draw_lines(screen, grid, area, choices - FIRST_ROW - 1);
	if (screen->mode == MODE_CHOOSE)
		draw_choices(screen, grid, area, choices);
	draw_prompt(screen, grid, area, rows - 4);
}
