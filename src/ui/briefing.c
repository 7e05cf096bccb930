/* The meeting on the screen: see briefing.h. Keys stand here, drawing in briefing_draw.c. Called by the board
 * (dashboard process). Nothing is kept here that would be missed: every decision goes through meeting.h, which
 * has it on the disk before it returns. */
#include "hubbrief/briefing_inside.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_TRIES = 50, ROOM_WAIT_MS = 20 };

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

bool briefing_can_focus(const struct meeting_line *line)
{
	return line->n >= 0 || line->question;
}

const struct meeting_line *briefing_focused(const struct briefing_screen *screen)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	return screen->focus < count && briefing_can_focus(&lines[screen->focus]) ? &lines[screen->focus] : NULL;
}

/* The nearest line with a record at or after `from` in that direction; stays where it is when there is none. */
static void move_focus(struct briefing_screen *screen, size_t from, int step)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	for (size_t i = from; i < count; i += (size_t)step) /* below zero wraps beyond count */
		if (briefing_can_focus(&lines[i])) {
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
	const struct meeting_line *line = briefing_focused(screen);
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
	if (!briefing_focused(screen))
		focus_first(screen);
}

/* ---- typing --------------------------------------------------------------------------------------- */

static const char *const labels[] = {
	[TYPING_OFFICE] = "Which office is recording? ", [TYPING_AGENCIES] = "Who is here? ",
	[TYPING_ACTION] = "New action: ", [TYPING_NOTE] = "Note, or a question with a ?: ", [TYPING_DATE] = "New date, and why: ",
	[TYPING_BODY] = "Refer to: ", [TYPING_ANSWER] = "Answer: ",
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
	const struct meeting_line *line = briefing_focused(screen);
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
	const struct meeting_line *line = briefing_focused(screen);
	size_t length = strlen(text);
	enum decision_type type = length && text[length - 1] == '?' ? DECISION_QUESTION : DECISION_MINUTE;
	if (!meeting_note(screen->meeting, type, line ? line->n : -1, text, screen->now, &error)) {
		said_failure(screen, &error);
		return;
	}
	load(screen);
	say(screen, false, type == DECISION_QUESTION ? "Question kept: it stays until it is answered." : "Note taken down.");
}

static void save_answer(struct briefing_screen *screen, const char *text)
{
	struct error error = { "" };
	const struct meeting_line *line = briefing_focused(screen);
	stop_typing(screen);
	if (!line || !meeting_answer(screen->meeting, line->question, text, screen->now, &error)) {
		said_failure(screen, &error);
		return;
	}
	load(screen);
	say(screen, false, "Answer kept: the question is closed.");
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
	} else if (typing == TYPING_ANSWER) {
		save_answer(screen, text);
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
	const struct meeting_line *line = briefing_focused(screen);
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
	const struct meeting_line *line = briefing_focused(screen);
	bool nobody = !*meeting_briefing(screen->meeting)->office;
	if (line && line->question && !nobody)
		type(screen, TYPING_ANSWER, "");
	else if (meeting_page(screen->meeting) == PAGE_ROOM)
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
	size_t count = meeting_lines(screen->meeting, &lines);
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
