/* The meeting on the screen: see briefing.h. Called by the board (dashboard process). Nothing is kept here
 * that would be missed: every decision goes through meeting.h, which has it on the disk before it returns. */
#include "hubbrief/briefing.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/panes.h"
#include "hubbrief/parts.h"
#include "hubbrief/prompt.h"

enum { WIDTH = 80, HEIGHT = 24, FIRST_ROW = 4, LEFT = 3, MOST_CHOICES = 9, MINUTE = 60, ROOM_TRIES = 50,
	ROOM_WAIT_MS = 20 };

enum mode { MODE_READ, MODE_CHOOSE, MODE_TYPE, MODE_FINISH, MODE_BLANK };
enum typing { TYPING_OFFICE, TYPING_AGENCIES, TYPING_ACTION, TYPING_NOTE, TYPING_DATE, TYPING_BODY, TYPING_PARTS };

struct briefing_screen {
	struct meeting *meeting;
	struct store *store;
	struct state *state;
	const struct config *config;
	const struct keymap *keymap;
	bool demo, pasting;
	instant_t now;
	enum mode mode, before_blank;
	enum typing typing;
	struct prompt prompt;
	struct action_draft draft;
	size_t focus, top;          /* lines of the page */
	struct parts parts;
	struct str kept;            /* the text of an action that Esc left */
	char message[240];
	bool message_is_error;
	char ending[120];
};

static const struct { enum decision_type type; const char *words; } choice_words[] = {
	{ DECISION_DONE, "done" }, { DECISION_NEW_DATE, "new date" }, { DECISION_ESCALATE, "escalate" },
	{ DECISION_LEAVE, "leave as it is" }, { DECISION_ADOPT, "adopt" }, { DECISION_MONITOR, "monitor" },
	{ DECISION_REFER, "refer to…" }, { DECISION_RECEIVED, "receipt noted" }, { DECISION_ANSWER, "answered" },
};

static void say(struct briefing_screen *screen, bool error, const char *text)
{
	snprintf(screen->message, sizeof screen->message, "%s", text);
	screen->message_is_error = error;
}

static void said_failure(struct briefing_screen *screen, const struct error *error)
{
	char text[sizeof screen->message];
	snprintf(text, sizeof text, "Not kept: %.200s", error->text);
	say(screen, true, text);
}

/* ---- lines and focus ------------------------------------------------------------------------------ */

static size_t lines_of(const struct briefing_screen *screen, const struct meeting_line **lines)
{
	return meeting_lines(screen->meeting, lines);
}

static const struct meeting_line *focused(const struct briefing_screen *screen)
{
	const struct meeting_line *lines;
	size_t count = lines_of(screen, &lines);
	return screen->focus < count && lines[screen->focus].n >= 0 ? &lines[screen->focus] : NULL;
}

/* The nearest line with a record at or after `from` in that direction; stays where it is when there is none. */
static void move_focus(struct briefing_screen *screen, size_t from, int step)
{
	const struct meeting_line *lines;
	size_t count = lines_of(screen, &lines);
	for (size_t i = from; i < count; i += (size_t)step) /* below zero wraps beyond count */
		if (lines[i].n >= 0) {
			screen->focus = i;
			return;
		}
}

static void focus_first(struct briefing_screen *screen)
{
	screen->focus = screen->top = 0;
	move_focus(screen, 0, 1);
}

/* The row under the cursor, for what an action completes from it. */
static bool focused_row(const struct briefing_screen *screen, struct row *row)
{
	const struct meeting_line *line = focused(screen);
	struct arena arena = { 0 };
	struct record record;
	struct moment moment = moment_at(screen->now, PROFILE_ROOM);
	bool found = line && store_record(screen->store, &moment, line->n, &arena, &record, row);
	arena_free(&arena);
	return found;
}

static void load(struct briefing_screen *screen)
{
	struct error error = { "" };
	if (!meeting_load(screen->meeting, screen->now, &error) && error.text[0])
		say(screen, true, error.text);
	if (!focused(screen))
		focus_first(screen);
}

/* ---- typing --------------------------------------------------------------------------------------- */

static const char *const labels[] = {
	[TYPING_OFFICE] = "Which office is recording? ", [TYPING_AGENCIES] = "Who is here? ",
	[TYPING_ACTION] = "New action: ", [TYPING_NOTE] = "Note, or a question with a ?: ", [TYPING_DATE] = "New date, and why: ",
	[TYPING_BODY] = "Refer to: ",
};

static void draft(struct briefing_screen *screen)
{
	struct row row = { 0 };
	bool has_row = focused_row(screen, &row);
	struct holidays holidays = store_holidays(screen->store);
	action_parse(str_text(&screen->prompt.text), has_row ? &row : NULL, screen->config, screen->store,
		instant_day(screen->now), &holidays, &screen->draft);
	if (has_row)
		row_clear(&row);
}

static void type(struct briefing_screen *screen, enum typing typing, const char *text)
{
	screen->mode = MODE_TYPE;
	screen->typing = typing;
	prompt_open(&screen->prompt, PROMPT_TEXT, labels[typing], text);
	if (typing == TYPING_ACTION)
		draft(screen);
}

static void ask_part(struct briefing_screen *screen, const char *question)
{
	screen->mode = MODE_TYPE;
	screen->typing = TYPING_PARTS;
	prompt_open(&screen->prompt, PROMPT_TEXT, question, "");
}

static void take_part(struct briefing_screen *screen, const char *text)
{
	const char *next = parts_answer(&screen->parts, text);
	if (next)
		ask_part(screen, next);
	else
		type(screen, TYPING_ACTION, str_text(&screen->parts.line));
}

static void stop_typing(struct briefing_screen *screen)
{
	prompt_close(&screen->prompt);
	screen->mode = MODE_READ;
}

static bool decide(struct briefing_screen *screen, enum decision_type type, const char *detail)
{
	struct error error = { "" };
	const struct meeting_line *line = focused(screen);
	if (!line || !meeting_decide(screen->meeting, line->n, type, detail, screen->now, &error)) {
		said_failure(screen, &error);
		return false;
	}
	screen->mode = MODE_READ;
	load(screen);
	say(screen, false, "Taken down. u takes it back.");
	return true;
}

static unsigned save_action(struct briefing_screen *screen)
{
	struct error error = { "" };
	draft(screen);
	if (screen->draft.fault[0])
		return BRIEFING_DRAW; /* the fault stands where the draft does */
	if (!meeting_add(screen->meeting, &screen->draft, screen->now, &error)) {
		said_failure(screen, &error);
		return BRIEFING_DRAW;
	}
	stop_typing(screen);
	str_reset(&screen->kept);
	load(screen);
	say(screen, false, "Action taken. u takes it back.");
	return BRIEFING_DRAW | BRIEFING_ROOM;
}

static void save_note(struct briefing_screen *screen, const char *text)
{
	struct error error = { "" };
	const struct meeting_line *line = focused(screen);
	size_t length = strlen(text);
	enum decision_type type = length && text[length - 1] == '?' ? DECISION_QUESTION : DECISION_MINUTE;
	if (!meeting_note(screen->meeting, type, line ? line->n : -1, text, screen->now, &error)) {
		said_failure(screen, &error);
		return;
	}
	load(screen);
	say(screen, false, type == DECISION_QUESTION ? "Question kept: it stays until it is answered." : "Note taken down.");
}

static unsigned typed(struct briefing_screen *screen)
{
	struct error error = { "" };
	enum typing typing = screen->typing;
	char *text = mem_dup(str_text(&screen->prompt.text));
	unsigned effect = BRIEFING_DRAW;
	if (typing == TYPING_ACTION) {
		effect = save_action(screen);
	} else if (typing == TYPING_PARTS) {
		take_part(screen, text);
	} else if (typing == TYPING_DATE || typing == TYPING_BODY) {
		if (decide(screen, typing == TYPING_DATE ? DECISION_NEW_DATE : DECISION_REFER, text))
			stop_typing(screen);
	} else {
		stop_typing(screen);
		bool office = typing == TYPING_OFFICE;
		if (typing == TYPING_NOTE)
			save_note(screen, text);
		else if (!meeting_present(screen->meeting, office ? text : NULL, office ? NULL : text, &error))
			said_failure(screen, &error);
		else
			load(screen);
		if (office)
			type(screen, TYPING_AGENCIES, "");
	}
	free(text);
	return effect;
}

static unsigned key_typing(struct briefing_screen *screen, uint32_t key)
{
	if (key == KEYCODE_TAB && screen->typing == TYPING_ACTION) {
		ask_part(screen, parts_start(&screen->parts));
		return BRIEFING_DRAW;
	}
	enum prompt_answer answer = prompt_key(&screen->prompt, key);
	screen->message[0] = '\0';
	if (answer == PROMPT_DONE)
		return typed(screen);
	if (answer == PROMPT_LEFT) {
		if (screen->typing == TYPING_ACTION) {
			str_reset(&screen->kept);
			str_add(&screen->kept, str_text(&screen->prompt.text));
		}
		stop_typing(screen);
	} else if (screen->typing == TYPING_ACTION) {
		draft(screen);
	}
	return BRIEFING_DRAW;
}

/* ---- pages, choices, the end ------------------------------------------------------------------------ */

static unsigned turn(struct briefing_screen *screen, int step)
{
	struct error error = { "" };
	int page = (int)meeting_page(screen->meeting) + step;
	if (page < 0)
		return BRIEFING_SAME;
	if (page >= PAGE_COUNT) {
		screen->mode = MODE_FINISH;
		return BRIEFING_DRAW;
	}
	if (!meeting_turn(screen->meeting, (enum page)page, &error))
		said_failure(screen, &error);
	load(screen);
	focus_first(screen);
	return BRIEFING_DRAW;
}

static unsigned key_choosing(struct briefing_screen *screen, uint32_t key)
{
	const enum decision_type *choices;
	const struct meeting_line *line = focused(screen);
	size_t count = line ? meeting_choices(screen->meeting, line->n, &choices) : 0;
	if (key < '1' || key >= '1' + count) {
		screen->mode = MODE_READ;
		return BRIEFING_DRAW;
	}
	enum decision_type type_chosen = choices[key - '1'];
	if (type_chosen == DECISION_NEW_DATE)
		type(screen, TYPING_DATE, "");
	else if (type_chosen == DECISION_REFER)
		type(screen, TYPING_BODY, "");
	else
		decide(screen, type_chosen, "");
	return BRIEFING_DRAW;
}

static bool is_stored(void *context, const char *id, const char *json)
{
	struct briefing_screen *screen = context;
	(void)json;
	return store_number(screen->store, ROOM_SOURCE, id) >= 0;
}

/* The baseline is a place in the log: what was taken in this meeting must stand before it. The feeder has had
 * word of each action when it was taken, so this waits only when it is slow, and never for long. */
static void wait_for_room(struct briefing_screen *screen)
{
	for (int i = 0; i < ROOM_TRIES && !state_room_each(screen->state, is_stored, screen); i++) {
		poll(NULL, 0, ROOM_WAIT_MS);
		store_refresh(screen->store);
	}
}

static unsigned key_finishing(struct briefing_screen *screen, uint32_t key)
{
	struct error error = { "" };
	char clock[DATE_TEXT];
	screen->mode = MODE_READ;
	if (key == '1') {
		wait_for_room(screen);
		if (!meeting_close(screen->meeting, screen->now, &error)) {
			said_failure(screen, &error);
			return BRIEFING_DRAW;
		}
		snprintf(screen->ending, sizeof screen->ending, "Briefing closed. Changes count from %s. u reopens it.",
			instant_clock(clock, screen->now));
		return BRIEFING_DRAW | BRIEFING_OVER;
	}
	if (key == '2') {
		snprintf(screen->ending, sizeof screen->ending, "Briefing stopped, all kept. b resumes it.");
		return BRIEFING_DRAW | BRIEFING_OVER;
	}
	return BRIEFING_DRAW;
}

static unsigned open_choices(struct briefing_screen *screen)
{
	const enum decision_type *choices;
	const struct meeting_line *line = focused(screen);
	if (meeting_page(screen->meeting) == PAGE_ROOM)
		type(screen, TYPING_OFFICE, "");
	else if (line && meeting_choices(screen->meeting, line->n, &choices) > 0)
		screen->mode = MODE_CHOOSE;
	else
		say(screen, false, "Nothing is to be decided on this line.");
	return BRIEFING_DRAW;
}

static unsigned undo(struct briefing_screen *screen)
{
	struct error error = { "" };
	if (!meeting_undo(screen->meeting, &error)) {
		say(screen, true, error.text[0] ? error.text : "Nothing to take back.");
		return BRIEFING_DRAW;
	}
	load(screen);
	say(screen, false, "Taken back.");
	return BRIEFING_DRAW | BRIEFING_ROOM;
}

/* The next line of that hub or area, whichever page line comes first. */
static unsigned jump(struct briefing_screen *screen, const char *name)
{
	const struct meeting_line *lines;
	size_t count = lines_of(screen, &lines);
	for (size_t i = 1; i <= count; i++) {
		size_t at = (screen->focus + i) % count;
		if (lines[at].n >= 0 && strcasecmp(lines[at].place, name) == 0) {
			screen->focus = at;
			return BRIEFING_DRAW;
		}
	}
	say(screen, false, "No line of that hub on this page.");
	return BRIEFING_DRAW;
}

static unsigned key_reading(struct briefing_screen *screen, uint32_t key)
{
	int argument;
	enum action action = keymap_action(screen->keymap, key, &argument);
	if (key == '.' || action == ACTION_BLANK) {
		screen->before_blank = screen->mode;
		screen->mode = MODE_BLANK;
		return BRIEFING_DRAW;
	}
	switch ((int)action) {
	case ACTION_PAGE_DOWN: case ACTION_RIGHT: return turn(screen, 1);
	case ACTION_PAGE_UP: case ACTION_LEFT: return turn(screen, -1);
	case ACTION_DOWN: move_focus(screen, screen->focus + 1, 1); return BRIEFING_DRAW;
	case ACTION_UP: move_focus(screen, screen->focus - 1, -1); return BRIEFING_DRAW;
	case ACTION_TOP: focus_first(screen); return BRIEFING_DRAW;
	case ACTION_OPEN: return open_choices(screen);
	case ACTION_ADD: type(screen, TYPING_ACTION, str_text(&screen->kept)); return BRIEFING_DRAW;
	case ACTION_PARTS: ask_part(screen, parts_start(&screen->parts)); return BRIEFING_DRAW;
	case ACTION_NOTE: type(screen, TYPING_NOTE, ""); return BRIEFING_DRAW;
	case ACTION_UNDO: return undo(screen);
	case ACTION_HUB: return jump(screen, argument < 0 ? "Countywide" : screen->config->hubs[argument].name);
	case ACTION_BACK: case ACTION_QUIT: screen->mode = MODE_FINISH; return BRIEFING_DRAW;
	default: return BRIEFING_SAME;
	}
}

unsigned briefing_key(struct briefing_screen *screen, uint32_t key, instant_t now)
{
	screen->now = now;
	if (screen->pasting && (screen->mode != MODE_TYPE || key == KEYCODE_ENTER))
		return BRIEFING_SAME; /* pasted text decides nothing */
	if (screen->mode != MODE_TYPE)
		screen->message[0] = '\0';
	switch (screen->mode) {
	case MODE_READ: return key_reading(screen, key);
	case MODE_CHOOSE: return key_choosing(screen, key);
	case MODE_TYPE: return key_typing(screen, key);
	case MODE_FINISH: return key_finishing(screen, key);
	case MODE_BLANK: screen->mode = screen->before_blank; return BRIEFING_DRAW;
	}
	return BRIEFING_SAME;
}

void briefing_paste(struct briefing_screen *screen, bool pasting)
{
	screen->pasting = pasting;
}

/* ---- drawing ---------------------------------------------------------------------------------------- */

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
	lines_of(screen, &lines);
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

static void draw_sentence(struct grid *grid, struct rect area, int row, const struct meeting_line *line)
{
	const char *text = line->text;
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
	size_t count = lines_of(screen, &lines), i;
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
			draw_sentence(grid, area, FIRST_ROW + row, &lines[i]);
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
	const struct meeting_line *line = focused(screen);
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

/* ---- life ------------------------------------------------------------------------------------------- */

struct briefing_screen *briefing_new(struct store *store, struct state *state, const struct config *config,
	const struct keymap *keymap, bool demo, instant_t now, struct error *error)
{
	char *office = state_recall(state, "office");
	struct meeting *meeting = meeting_begin(store, state, config, now, config->forum, "", office ? office : "", error);
	free(office);
	if (!meeting)
		return NULL;
	struct briefing_screen *screen = mem_alloc(sizeof *screen);
	*screen = (struct briefing_screen){ .meeting = meeting, .store = store, .state = state, .config = config,
		.keymap = keymap, .demo = demo, .now = now };
	load(screen);
	focus_first(screen);
	return screen;
}

void briefing_free(struct briefing_screen *screen)
{
	if (!screen)
		return;
	meeting_free(screen->meeting);
	prompt_free(&screen->prompt);
	parts_stop(&screen->parts);
	str_free(&screen->kept);
	free(screen);
}

void briefing_tick(struct briefing_screen *screen, instant_t now)
{
	screen->now = now;
	if (screen->mode == MODE_READ)
		load(screen);
}

const char *briefing_end_text(const struct briefing_screen *screen)
{
	return screen->ending;
}
