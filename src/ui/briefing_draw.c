/* How the meeting's pages look: see briefing.h. The layout of 80x24 at every size. Pure but for the scroll of the
 * page, which follows the cursor. Called by the board, in the dashboard. */
#include "hubbrief/briefing_inside.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/panes.h"

enum {
	WIDTH = 80, HEIGHT = 24, LEFT = 3, PLACE_AT = 14, TEXT_AT = 30, OWNER_COLUMNS = 7, CLOCK_AT = 41, MINUTE = 60,
	LEAST_WIDTH = 60 /* below: no columns for place and owner */, WORD_WIDTH = 30 /* below: no columns at all */,
	LEAST_HEIGHT = 20 /* below: no blank rows */, RULE_HEIGHT = 10 /* below: no rules */,
};

/* Where things stand by the height of the page. */
struct places {
	int first, end;  /* the rows of the lines */
	int more;        /* says that there are more; −1 nowhere */
	int choices, rule; /* −1 no rule */
	int typed, said; /* said: the first of its rows, up to the keys */
};

static struct places places_of(const struct briefing_screen *screen, int rows, int said_rows)
{
	bool typing = screen->mode == MODE_TYPE || screen->mode == MODE_FINISH;
	bool two = said_rows > 1 && (typing || rows >= LEAST_HEIGHT);
	int said = rows - (two ? 3 : 2), typed = said - 1, rule = typed - 1;
	if (rows >= LEAST_HEIGHT)
		return (struct places){ 4, rows - 7, rows - 7, rows - 6, rule, typed, said };
	if (rows >= RULE_HEIGHT)
		return (struct places){ 3, rule, rule, rule, rule, typed, said };
	return (struct places){ 2, typing ? rows - 3 : rows - 2, -1, rows - 2, -1, rows - 3, rows - 2 };
}

/* ---- the head ------------------------------------------------------------------------------------- */

static int minutes_of(int seconds)
{
	return (seconds + MINUTE - 1) / MINUTE;
}

/* Both clocks change with the minute only, and then nothing but they. */
static void draw_clocks(const struct briefing_screen *screen, struct grid *grid, struct rect area)
{
	int left = meeting_seconds_left(screen->meeting, screen->now);
	int in_all = meeting_seconds_left_in_all(screen->meeting, screen->now), minutes = meeting_minutes(screen->meeting);
	if (left > 0)
		grid_putf(grid, area, 1, CLOCK_AT, 24, ROLE_TEXT, "%d min left on page", minutes_of(left));
	else
		grid_put(grid, area, 1, CLOCK_AT, 24, ROLE_AMBER, "time is up for this page");
	if (in_all > 0)
		grid_putf(grid, area, 2, CLOCK_AT - 1, 38, ROLE_TEXT, " %d of %d min left in all ", minutes_of(in_all), minutes);
	else
		grid_putf(grid, area, 2, CLOCK_AT - 1, 38, ROLE_AMBER, " the %d min are up, by %d ", minutes, -in_all / MINUTE);
}

/* Where the room decides line by line; elsewhere what was decided is told when something was. */
static bool counts_decisions(enum page page, int decided)
{
	return page == PAGE_CHANGED || page == PAGE_LATE || decided > 0;
}

static void draw_header(const struct briefing_screen *screen, struct grid *grid, struct rect area)
{
	int decided, all;
	enum page page = meeting_page(screen->meeting);
	const char *elsewhere = meeting_read_only(screen->meeting);
	bool narrow = area.columns < WIDTH;
	meeting_decided(screen->meeting, &decided, &all);
	grid_putf(grid, area, 1, 0, 19, ROLE_TEXT, "Page %d of %d", (int)page + 1, (int)PAGE_COUNT);
	grid_put(grid, area, 1, narrow ? 13 : 20, 20, ROLE_TITLE, page_title(page));
	if (area.rows >= RULE_HEIGHT)
		grid_fill(grid, area, 2, 0, area.columns, ROLE_RULE, '=');
	else
		return;
	if (elsewhere) {
		grid_put(grid, area, narrow ? 2 : 1, narrow ? 0 : CLOCK_AT, area.columns, ROLE_AMBER, elsewhere);
		return;
	}
	if (!narrow)
		draw_clocks(screen, grid, area);
	else
		grid_putf(grid, area, 2, 0, area.columns, ROLE_TEXT, "%d min left ", minutes_of(meeting_seconds_left(screen->meeting,
			screen->now)));
	if (all > 0 && counts_decisions(page, decided)) {
		char text[40];
		snprintf(text, sizeof text, "%s%d of %d decided", narrow ? " " : "", decided, all);
		grid_put_right(grid, area, narrow ? 2 : 1, area.columns, ROLE_TEXT, text);
	}
}

/* ---- lines ---------------------------------------------------------------------------------------- */

/* A record stands in columns, a heading or a sentence over the whole width. */
static bool in_columns(const struct meeting_line *line)
{
	return *line->place || *line->when;
}

/* Where its text stands, and how wide. A narrow terminal has the place before the text. */
static int text_at(const struct meeting_line *line, int columns, int *width)
{
	bool owned = in_columns(line) && *line->owner && columns >= LEAST_WIDTH;
	int at = !in_columns(line) || columns < WORD_WIDTH ? LEFT : *line->place && columns >= LEAST_WIDTH ? TEXT_AT : PLACE_AT;
	*width = columns - at - (owned ? OWNER_COLUMNS + 1 : 0);
	return at;
}

/* What was decided stands in the place of when: nothing moves on the page. */
static const char *when_of(const struct meeting_line *line)
{
	static const char *const decided[DECISION_ACTION] = {
		[DECISION_DONE] = "DONE", [DECISION_NEW_DATE] = "NEW DATE", [DECISION_ESCALATE] = "ESCALATED",
		[DECISION_LEAVE] = "LEFT", [DECISION_ADOPT] = "ADOPTED", [DECISION_MONITOR] = "MONITORED",
		[DECISION_REFER] = "REFERRED", [DECISION_RECEIVED] = "RECEIVED",
	};
	return line->decided > DECISION_NONE && line->decided < DECISION_ACTION ? decided[line->decided] : line->when;
}

/* What its text says where there are no columns for the rest; owned. */
static char *words_of(const struct meeting_line *line, int columns)
{
	const char *when = columns < WORD_WIDTH ? when_of(line) : "", *place = columns < LEAST_WIDTH ? line->place : "";
	return mem_printf("%s%s%s%s%s", when, *when ? ": " : "", place, *place ? ": " : "", line->text);
}

/* How many rows it takes; and draws them from `row` on, when there is a grid. */
static int put_words(const struct meeting_line *line, struct grid *grid, struct rect area, int row)
{
	int rows = 0, width, at = text_at(line, area.columns, &width);
	enum role role = line->decided != DECISION_NONE ? ROLE_DONE : line->heading ? ROLE_HEADING : ROLE_TEXT;
	char *words = words_of(line, area.columns);
	for (const char *text = words; *text || rows == 0; rows++) {
		size_t bytes = wrap_bytes(text, width);
		char *part = mem_dupn(text, bytes);
		if (grid)
			grid_put(grid, area, row + rows, at, width, role, part);
		free(part);
		text += bytes;
		text += strspn(text, " ");
	}
	free(words);
	return rows;
}

static int rows_of(const struct meeting_line *line, int columns)
{
	return put_words(line, NULL, (struct rect){ .columns = columns }, 0);
}

static int digits_of(const char *text)
{
	return (int)strspn(text, "0123456789");
}

/* The longest number of days on the page: shorter ones stand under its end. */
static int digits_most(const struct meeting_line *lines, size_t count)
{
	int most = 0;
	for (size_t i = 0; i < count; i++)
		if (*lines[i].place && digits_of(lines[i].when) > most)
			most = digits_of(lines[i].when);
	return most;
}

static void draw_line(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row, size_t index,
	int digits)
{
	const struct meeting_line *lines;
	meeting_lines(screen->meeting, &lines);
	const struct meeting_line *line = &lines[index];
	if (line == briefing_focused(screen)) {
		grid_put(grid, area, row, 1, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, area, row, 1);
	}
	put_words(line, grid, area, row);
	if (!in_columns(line) || area.columns < WORD_WIDTH)
		return;
	const char *when = when_of(line);
	int indent = digits_of(when) && *line->place ? digits - digits_of(when) : 0;
	grid_put(grid, area, row, LEFT + indent, PLACE_AT - LEFT - 1 - indent, line->decided ? ROLE_DONE : ROLE_LATE, when);
	if (area.columns < LEAST_WIDTH)
		return;
	grid_put(grid, area, row, PLACE_AT, TEXT_AT - PLACE_AT - 1, ROLE_TEXT, line->place);
	grid_put(grid, area, row, area.columns - OWNER_COLUMNS, OWNER_COLUMNS, ROLE_TEXT, line->owner);
}

/* ---- the page --------------------------------------------------------------------------------------- */

/* How airy a page is: as much as it can be seen whole with. */
enum { AIR_NONE, AIR_HEADINGS, AIR_FIRST_PART, AIR_ALL };

/* Blank rows before a line. AIR_FIRST_PART: between the lines up to the second heading, and around headings. */
static int gap_before(const struct meeting_line *lines, size_t index, int air)
{
	size_t headings = 0;
	if (index == 0 || air == AIR_NONE)
		return 0;
	for (size_t i = 0; i <= index; i++)
		headings += lines[i].heading;
	bool around = lines[index].heading || (air >= AIR_FIRST_PART && lines[index - 1].heading);
	return around || air == AIR_ALL || (air == AIR_FIRST_PART && headings < 2);
}

/* The rows of lines `from` up to but without `to`, the first of them at the top of the page. */
static int rows_between(const struct meeting_line *lines, size_t from, size_t to, int columns, int air)
{
	int rows = 0;
	for (size_t i = from; i < to; i++)
		rows += rows_of(&lines[i], columns) + (i > from ? gap_before(lines, i, air) : 0);
	return rows;
}

/* On a page that is longer than the screen headings stand apart. */
static int air_of(const struct meeting_line *lines, size_t count, int columns, int room)
{
	for (int air = AIR_ALL; air >= AIR_NONE; air--)
		if (rows_between(lines, 0, count, columns, air) <= room)
			return air;
	return AIR_HEADINGS;
}

/* Keeps the focused line on the page: lines above it go when there are too many. */
static void fit_focus(struct briefing_screen *screen, const struct meeting_line *lines, int columns, int room)
{
	if (screen->focus < screen->top)
		screen->top = screen->focus;
	while (screen->top < screen->focus && rows_between(lines, screen->top, screen->focus + 1, columns, AIR_HEADINGS) > room)
		screen->top++;
}

static void draw_lines(struct briefing_screen *screen, struct grid *grid, struct rect area, struct places places)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines), i;
	int room = places.end - places.first;
	int air = air_of(lines, count, area.columns, room), row = 0, digits = digits_most(lines, count);
	if (rows_between(lines, 0, count, area.columns, air) <= room)
		screen->top = 0;
	else if (screen->follows && screen->focus < count)
		fit_focus(screen, lines, area.columns, room);
	area.rows = places.end; /* a line that is longer than the page is cut there */
	for (i = screen->top; i < count; i++) {
		int rows = rows_of(&lines[i], area.columns), gap = i > screen->top ? gap_before(lines, i, air) : 0;
		int next = lines[i].heading && i + 1 < count ? rows_of(&lines[i + 1], area.columns) : 0; /* no heading stands alone */
		if (row + gap + rows + next > room && i > screen->top)
			break;
		row += gap;
		draw_line(screen, grid, area, places.first + row, i, digits);
		row += rows;
	}
	screen->bottom = i;
}

static void draw_more(const struct briefing_screen *screen, struct grid *grid, struct rect area, struct places places)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	char text[40];
	if (screen->bottom >= count || places.more < 0)
		return;
	snprintf(text, sizeof text, "%zu more: Space", count - screen->bottom);
	if (places.more != places.rule)
		grid_put(grid, area, places.more, LEFT, area.columns - LEFT, ROLE_MUTED, text);
	else
		grid_put_right(grid, area, places.more, area.columns, ROLE_MUTED, text);
}

static void draw_choices(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row)
{
	const enum decision_type *choices;
	const struct meeting_line *line = briefing_focused(screen);
	size_t count = briefing_choices(screen, line, &choices);
	struct str text = { 0 };
	str_addf(&text, "ASK %s:", line && line->owner[0] ? line->owner : "THE ROOM");
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%s%zu %s", count > 4 || area.columns < WIDTH ? " " : i ? "   " : "  ", i + 1, choice_word(choices[i]));
	grid_put(grid, area, row, LEFT, area.columns - LEFT, ROLE_TITLE, str_text(&text));
	str_free(&text);
}

/* ---- below the page --------------------------------------------------------------------------------- */

/* A message, what the typing would save, or why the line under the cursor stands there. */
static void say(const struct briefing_screen *screen, struct str *out, enum role *role)
{
	*role = ROLE_WHY;
	if (screen->message[0]) {
		str_add(out, screen->message);
		*role = screen->message_is_error ? ROLE_ERROR : ROLE_WHY;
	} else if (screen->mode == MODE_TYPE) {
		str_add(out, str_text(&screen->would));
	} else if (screen->mode == MODE_FINISH) {
		return;
	} else if (screen->news) {
		str_add(out, "There is news for this page: r shows it.");
	} else if (screen->why.length) {
		str_addf(out, "Why: %s", str_text(&screen->why));
	}
}

/* What is typed stands above what is said. */
static void draw_typed(const struct briefing_screen *screen, struct grid *grid, struct rect area, int row)
{
	char clock[DATE_TEXT];
	if (screen->mode == MODE_TYPE)
		prompt_draw(&screen->prompt, grid, area, row);
	else if (screen->mode == MODE_FINISH)
		grid_putf(grid, area, row, 0, area.columns, ROLE_TITLE,
			"Finish? 1 Close: changes will count from %s. 2 Stop, resume later. 3 Back.", instant_clock(clock, screen->now));
}

static void draw_page(struct briefing_screen *screen, struct grid *grid, struct rect area)
{
	struct str said = { 0 };
	enum role role;
	say(screen, &said, &role);
	struct places places = places_of(screen, area.rows, prompt_below(str_text(&said), NULL, area, 0, role));
	draw_header(screen, grid, area);
	draw_lines(screen, grid, area, places);
	bool asks = screen->asking && (places.choices != places.said || screen->mode == MODE_CHOOSE);
	if (places.rule >= 0 && !(asks && places.choices == places.rule)) {
		grid_fill(grid, area, places.rule, 0, area.columns, ROLE_RULE, '-');
		draw_more(screen, grid, area, places);
	}
	if (asks)
		draw_choices(screen, grid, area, places.choices);
	area.rows--; /* the keys */
	if (!asks || places.choices != places.said)
		prompt_below(str_text(&said), grid, area, places.said, role);
	draw_typed(screen, grid, area, places.typed);
	str_free(&said);
}

static const char *keys_of(const struct briefing_screen *screen)
{
	static const char *const typing[] = {
		[TYPING_OFFICE] = "Enter confirms   Esc leaves it as it is", [TYPING_AGENCIES] = "Enter confirms   Esc leaves it as it is",
		[TYPING_ACTION] = "Enter save   Esc back to page, text kept   Tab part by part", [TYPING_PARTS] = "Enter next part   Esc back to page",
		[TYPING_NOTE] = "Enter save   Esc back to page   Tab about this line or none", [TYPING_DATE] = "Enter save   Esc back to page",
		[TYPING_ESCALATE] = "Enter save   Esc back to page", [TYPING_BODY] = "Enter save   Esc back to page",
		[TYPING_ANSWER] = "Enter save   Esc back to page",
	};
	enum page page = meeting_page(screen->meeting);
	switch (screen->mode) {
	case MODE_TYPE: return typing[screen->typing];
	case MODE_CHOOSE: return "a digit decides  a action  i note  Esc back";
	case MODE_FINISH: return "1 close  2 stop  3 or Enter back";
	case MODE_BLANK: return "any key brings the page back";
	case MODE_READ: break;
	}
	if (meeting_read_only(screen->meeting))
		return "Space next  PgUp back  0-9 hub  ? help  Esc end";
	return page == PAGE_ROOM ? "Space next  Enter who is here  a action  i note  Esc end"
		: page == PAGE_READ_BACK ? "Space finish  a action  i note  u undo  ? help  Esc end"
		: "Space next  Enter decide  a action  i note  ? help  Esc end";
}

/* The forum's name, or the hub's of a hub's own briefing: "DAILY BRIEFING". */
static void name_of(const struct briefing_screen *screen, char *out, size_t room)
{
	const struct briefing *briefing = meeting_briefing(screen->meeting);
	int hub = *briefing->hub ? config_hub_index(screen->setup.config, briefing->hub) : -1;
	snprintf(out, room, "%.60s BRIEFING", hub >= 0 ? screen->setup.config->hubs[hub].name : briefing->forum);
	for (char *at = out; *at; at++)
		*at = (char)toupper((unsigned char)*at);
}

void briefing_draw(struct briefing_screen *screen, struct grid *grid)
{
	char name[80];
	struct rect all = { 0, 0, grid->rows, grid->columns }, area = all;
	name_of(screen, name, sizeof name);
	struct chrome chrome = { .marking = meeting_banner(screen->meeting), .demo = screen->setup.demo,
		.name = screen->mode == MODE_BLANK ? "" : name, .now = screen->now, .headline = "", .why = "", .why_role = ROLE_WHY,
		.position = "", .keys = keys_of(screen), .keys_role = ROLE_KEYS, .status = "" };
	grid_start(grid, grid->rows, grid->columns, grid->ascii);
	if (!chrome_fits(grid->rows, grid->columns)) {
		chrome_too_small(&chrome, grid);
		return;
	}
	chrome_top(&chrome, grid);
	chrome_bottom(&chrome, grid);
	if (screen->mode == MODE_BLANK)
		return;
	area.columns = all.columns < WIDTH ? all.columns : WIDTH;
	area.rows = all.rows < HEIGHT ? all.rows : HEIGHT;
	draw_page(screen, grid, area);
}
