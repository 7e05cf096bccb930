/* The lines around the panes: see chrome.h. Called by the board. The marking is the first and the last thing
 * on every screen, whatever its size; everything else gives way to it. */
#include "hubbrief/chrome.h"

#include <string.h>

#include "hubbrief/clean.h"

enum { NAME_AT = 20, TIME_AT = 41, GAP = 2, LEAST_NAME = 8, MOST_HINTS = 10 };

bool chrome_fits(int rows, int columns)
{
	return rows >= CHROME_LEAST_ROWS && columns >= CHROME_LEAST_COLUMNS;
}

struct rect chrome_room(int rows, int columns)
{
	return (struct rect){ 2, 0, rows - 4, columns };
}

static struct rect whole(const struct grid *grid)
{
	return (struct rect){ 0, 0, grid->rows, grid->columns };
}

static enum role marking_role(enum marking marking)
{
	return marking == MARKING_OFFICIAL ? ROLE_MARKING_OFFICIAL : ROLE_MARKING_SENSITIVE;
}

static void clear_row(struct grid *grid, int row)
{
	grid_fill(grid, whole(grid), row, 0, grid->columns, ROLE_TEXT, ' ');
}

/* ---- above -------------------------------------------------------------------------------------- */

/* "AS OF Fri 10 Mar 2023 09:00", as long as it can be beside a name of so many columns. */
static void past_text(instant_t at, int room, int name, struct str *out)
{
	char day[DATE_TEXT], hour[DATE_TEXT];
	const char *const days[] = { day_long(day, instant_day(at)), day_text((char[DATE_TEXT]){ 0 }, instant_day(at)),
		day_short((char[DATE_TEXT]){ 0 }, instant_day(at)) };
	instant_clock(hour, at);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		str_reset(out);
		str_addf(out, "AS OF %s %s", days[i], hour);
		if ((int)out->length + (name ? name + GAP : 0) <= room)
			return;
	}
	str_reset(out);
}

/* A board that was gone back to says so in its first line, and where that is too short before the headline. */
static bool put_name_and_past(const struct chrome *chrome, struct grid *grid, int end)
{
	struct str text = { 0 };
	int room = end - NAME_AT;
	past_text(chrome->now, room, clean_columns(chrome->name), &text);
	if (!text.length)
		past_text(chrome->now, room, LEAST_NAME, &text);
	int length = (int)text.length, name = length ? room - GAP - length : room;
	int used = grid_put(grid, whole(grid), 0, NAME_AT, name, ROLE_TITLE, chrome->name);
	int at = NAME_AT + used + GAP;
	if (at < TIME_AT && TIME_AT + length <= end)
		at = TIME_AT;
	grid_put(grid, whole(grid), 0, at, length, ROLE_DEMO, str_text(&text));
	str_free(&text);
	return length;
}

/* The name gives way to the time, then the date to the hour, as the line gets shorter. */
static void put_name_and_time(const struct chrome *chrome, struct grid *grid, int end)
{
	char day[DATE_TEXT], hour[DATE_TEXT];
	struct str time = { 0 };
	int room = end - NAME_AT;
	str_addf(&time, "%s %s", day_long(day, instant_day(chrome->now)), instant_clock(hour, chrome->now));
	if (room < LEAST_NAME + GAP + (int)time.length) {
		str_reset(&time);
		str_add(&time, hour);
	}
	if (room < LEAST_NAME + GAP + (int)time.length)
		str_reset(&time);
	int name_room = time.length ? room - GAP - (int)time.length : room;
	int used = grid_put(grid, whole(grid), 0, NAME_AT, name_room, ROLE_TITLE, chrome->name);
	int at = NAME_AT + used + GAP;
	if (at < TIME_AT && TIME_AT + (int)time.length <= end)
		at = TIME_AT;
	grid_put(grid, whole(grid), 0, at, (int)time.length, ROLE_TEXT, str_text(&time));
	str_free(&time);
}

void chrome_top(const struct chrome *chrome, struct grid *grid)
{
	static const char demo[] = "DEMO, NOT REAL";
	int end = grid->columns;
	clear_row(grid, 0);
	clear_row(grid, 1);
	grid_put(grid, whole(grid), 0, 0, grid->columns, marking_role(chrome->marking), marking_text(chrome->marking));
	if (chrome->demo && end >= NAME_AT + (int)strlen(demo)) {
		grid_put_right(grid, whole(grid), 0, end, ROLE_DEMO, demo);
		end -= (int)strlen(demo) + GAP;
	}
	int headline_at = 0;
	if (!chrome->past)
		put_name_and_time(chrome, grid, end);
	else if (!put_name_and_past(chrome, grid, end)) {
		struct str text = { 0 };
		past_text(chrome->now, grid->columns, 0, &text);
		headline_at = grid_put(grid, whole(grid), 1, 0, grid->columns, ROLE_DEMO, str_text(&text)) + GAP;
		str_free(&text);
	}
	grid_put(grid, whole(grid), 1, headline_at, grid->columns - headline_at, ROLE_TEXT, chrome->headline);
}

/* ---- below -------------------------------------------------------------------------------------- */

/* Which keys are worth a reminder on which view; the last stays when the line is short. */
static const struct hint { const char *view; enum action action; const char *word; } hints[] = {
	{ "overview", ACTION_OPEN, "open" }, { "overview", ACTION_ADD, "action" }, { "overview", ACTION_HUB, "hub" },
	{ "overview", ACTION_BRIEF, "brief" }, { "overview", ACTION_PAGE_DOWN, "more" }, { "overview", ACTION_HELP, "help" },
	{ "first-morning", ACTION_OPEN, "open" }, { "first-morning", ACTION_SOURCES, "sources" },
	{ "first-morning", ACTION_REFRESH, "refresh" }, { "first-morning", ACTION_QUIT, "leave" },
	{ "first-morning", ACTION_HELP, "help" },
	{ "hub", ACTION_OPEN, "open" }, { "hub", ACTION_ADD, "action" }, { "hub", ACTION_NEXT_PANE, "area" },
	{ "hub", ACTION_HUB, "hub" }, { "hub", ACTION_BRIEF, "brief" }, { "hub", ACTION_HELP, "help" },
	{ "area", ACTION_OPEN, "open" }, { "area", ACTION_NEXT_PANE, "hub" }, { "area", ACTION_HUB, "hub" },
	{ "area", ACTION_BACK, "back" }, { "area", ACTION_HELP, "help" },
	{ "detail", ACTION_OPEN, "open" }, { "detail", ACTION_BACK, "back" }, { "detail", ACTION_PAGE_DOWN, "more" },
	{ "detail", ACTION_FIND, "find" }, { "detail", ACTION_HELP, "help" },
	{ "sources", ACTION_OPEN, "polls" }, { "sources", ACTION_REFRESH, "ask now" },
	{ "sources", ACTION_REFRESH_ALL, "ask all" },
	{ "sources", ACTION_BACK, "back" }, { "sources", ACTION_HELP, "help" },
	{ "source", ACTION_REFRESH, "ask now" }, { "source", ACTION_BACK, "back" }, { "source", ACTION_HELP, "help" },
	{ "help", ACTION_OPEN, "do it" }, { "help", ACTION_FIND, "find" }, { "help", ACTION_BACK, "back" },
	{ "", ACTION_OPEN, "open" }, { "", ACTION_NEXT_PANE, "pane" }, { "", ACTION_BACK, "back" },
	{ "", ACTION_HELP, "help" },
};

/* "0-7" of hubs, else the first of an action's keys. */
static void first_key(const struct keymap *keymap, enum action action, struct str *out)
{
	const char *keys = keymap_keys(keymap, action);
	size_t length = strcspn(keys, " ");
	str_addn(out, keys, length);
	if (action == ACTION_HUB && keys[length])
		str_addf(out, "-%s", strrchr(keys, ' ') + 1);
}

static bool is_left_out(enum action action, struct chrome_limits limits)
{
	return (limits.kiosk && !action_table[action].kiosk) || (limits.read_only && action_table[action].writes);
}

static size_t collect(const char *view, const struct keymap *keymap, struct chrome_limits limits, struct str words[MOST_HINTS])
{
	size_t count = 0, of_view = 0;
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		of_view += !strcmp(hints[i].view, view);
	for (size_t i = 0; i < sizeof hints / sizeof *hints && count < MOST_HINTS; i++) {
		const struct hint *hint = &hints[i];
		if (strcmp(hint->view, of_view ? view : "") || is_left_out(hint->action, limits))
			continue;
		words[count] = (struct str){ 0 };
		first_key(keymap, hint->action, &words[count]);
		if (words[count].length)
			str_addf(&words[count++], " %s", hint->word);
		else
			str_free(&words[count]);
	}
	return count;
}

void chrome_keys(const char *view, const struct keymap *keymap, struct chrome_limits limits, int columns, struct str *out)
{
	struct str words[MOST_HINTS];
	size_t count = collect(view, keymap, limits, words), shown = count;
	int width = 0;
	for (size_t i = 0; i < count; i++)
		width += clean_columns(str_text(&words[i])) + (i ? GAP : 0);
	while (shown > 1 && width > columns)
		width -= clean_columns(str_text(&words[--shown - 1])) + GAP; /* the last but one of those left goes */
	for (size_t i = 0; i + 1 < shown; i++)
		str_addf(out, "%s  ", str_text(&words[i]));
	if (shown && width <= columns)
		str_add(out, str_text(&words[count - 1]));
	for (size_t i = 0; i < count; i++)
		str_free(&words[i]);
}

int chrome_keys_columns(const struct chrome *chrome, int columns)
{
	int status = *chrome->status ? (int)strlen(chrome->status) + GAP : 0;
	return columns - (int)strlen(marking_text(chrome->marking)) - GAP - status;
}

void chrome_bottom(const struct chrome *chrome, struct grid *grid)
{
	int why = grid->rows - 2, last = grid->rows - 1, room = chrome_keys_columns(chrome, grid->columns);
	int position = clean_columns(chrome->position);
	clear_row(grid, why);
	clear_row(grid, last);
	if (position + LEAST_NAME > grid->columns)
		position = 0;
	grid_put(grid, whole(grid), why, 0, grid->columns - (position ? position + GAP : 0), chrome->why_role, chrome->why);
	if (position)
		grid_put_right(grid, whole(grid), why, grid->columns, ROLE_MUTED, chrome->position);
	grid_put(grid, whole(grid), last, 0, room, chrome->keys_role, chrome->keys);
	if (*chrome->status && room > 0)
		grid_put(grid, whole(grid), last, room + GAP, (int)strlen(chrome->status), ROLE_ERROR, chrome->status);
	grid_put_right(grid, whole(grid), last, grid->columns, marking_role(chrome->marking), marking_text(chrome->marking));
}

void chrome_too_small(const struct chrome *chrome, struct grid *grid)
{
	const char *marking = marking_text(chrome->marking);
	if (grid->rows > 2)
		grid_put(grid, whole(grid), grid->rows / 2, 0, grid->columns, ROLE_TEXT, "Window too small.");
	grid_put(grid, whole(grid), 0, 0, grid->columns, marking_role(chrome->marking), marking);
	grid_put(grid, whole(grid), grid->rows - 1, 0, grid->columns, marking_role(chrome->marking), marking);
}
