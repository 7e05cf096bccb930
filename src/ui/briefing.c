/* The meeting on the screen: see briefing.h. Keys stand here, typing in briefing_type.c, drawing in briefing_draw.c.
 * Called by the board (dashboard process). Nothing is kept here that would be missed: every decision goes through
 * meeting.h, which has it on the disk before it returns. */
#include "hubbrief/briefing_inside.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_TRIES = 50, ROOM_WAIT_MS = 20 };

void briefing_say(struct briefing_screen *screen, bool error, const char *text)
{
	snprintf(screen->message, sizeof screen->message, "%s", text);
	screen->message_is_error = error;
}

void briefing_say_failure(struct briefing_screen *screen, const struct error *error)
{
	char text[sizeof screen->message];
	const char *elsewhere = meeting_read_only(screen->meeting);
	if (elsewhere)
		snprintf(text, sizeof text, "Not taken down: this briefing is %s.", elsewhere);
	else
		snprintf(text, sizeof text, "Not kept: %.300s", error->text);
	briefing_say(screen, true, text);
}

/* ---- lines and focus ------------------------------------------------------------------------------ */

bool briefing_can_focus(const struct meeting_line *line)
{
	return line->n >= 0 || line->question || line->referral || line->who;
}

const struct meeting_line *briefing_focused(const struct briefing_screen *screen)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	return screen->focus < count && briefing_can_focus(&lines[screen->focus]) ? &lines[screen->focus] : NULL;
}

/* The nearest line to be focused at or after `from` in that direction; false when there is none. */
static bool move_focus(struct briefing_screen *screen, size_t from, int step)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	for (size_t i = from; i < count; i += (size_t)step) /* below zero wraps beyond count */
		if (briefing_can_focus(&lines[i])) {
			screen->focus = i;
			return screen->follows = true;
		}
	return false;
}

static void focus_first(struct briefing_screen *screen)
{
	screen->focus = screen->top = 0;
	screen->follows = false;
	move_focus(screen, 0, 1);
}

/* Where there is nothing to go to there may still be something to read. */
static void step(struct briefing_screen *screen, int by)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	if (move_focus(screen, screen->focus + (size_t)by, by))
		return;
	screen->follows = false;
	if (by > 0 && screen->bottom < count)
		screen->top++;
	else if (by < 0 && screen->top > 0)
		screen->top--;
}

static void to_the_end(struct briefing_screen *screen)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	if (count && !move_focus(screen, count - 1, -1))
		screen->top = count - 1;
}

static bool is_same_line(const struct meeting_line *a, const struct meeting_line *b)
{
	return a->n == b->n && a->question == b->question && a->referral == b->referral && a->who == b->who;
}

/* The cursor goes back to its line, at the place that is nearest to where it stood. */
static void follow_line(struct briefing_screen *screen, const struct meeting_line *was, size_t at)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines), nearest = count;
	for (size_t i = 0; i < count; i++)
		if (is_same_line(&lines[i], was) && (nearest == count || (i > at ? i - at : at - i) < (nearest > at ? nearest - at : at - nearest)))
			nearest = i;
	if (nearest < count)
		screen->focus = nearest;
	else if (!move_focus(screen, at, 1))
		move_focus(screen, at, -1);
}

static void read_why(struct briefing_screen *screen)
{
	const struct meeting_line *line = briefing_focused(screen);
	str_reset(&screen->why);
	if (!line)
		return;
	struct str before = { 0 };
	meeting_why(screen->meeting, line, &screen->why);
	meeting_before(screen->meeting, line, &before);
	if (before.length)
		str_addf(&screen->why, " %s", str_text(&before));
	str_free(&before);
}

void briefing_load(struct briefing_screen *screen)
{
	struct error error = { "" };
	const struct meeting_line *line = briefing_focused(screen);
	struct meeting_line was = line ? *line : (struct meeting_line){ .n = -1 };
	bool had = line;
	if (!meeting_load(screen->meeting, screen->now, &error) && error.text[0])
		briefing_say(screen, true, error.text);
	screen->news = false;
	if (had)
		follow_line(screen, &was, screen->focus);
	if (!briefing_focused(screen))
		focus_first(screen);
}

/* ---- choices ---------------------------------------------------------------------------------------- */

size_t briefing_choices(const struct briefing_screen *screen, const struct meeting_line *line,
	const enum decision_type **choices)
{
	static const enum decision_type receipt[] = { DECISION_RECEIVED };
	*choices = receipt;
	return !line ? 0 : line->referral ? 1 : meeting_choices(screen->meeting, line->n, choices);
}

/* ---- pages, choices, the end ------------------------------------------------------------------------ */

static unsigned ask_finish(struct briefing_screen *screen, bool leaving)
{
	screen->leaving = leaving;
	if (!meeting_read_only(screen->meeting)) {
		screen->mode = MODE_FINISH;
		return BRIEFING_DRAW;
	}
	snprintf(screen->ending, sizeof screen->ending, "That briefing is %s.", meeting_read_only(screen->meeting));
	return BRIEFING_DRAW | BRIEFING_OVER | (leaving ? BRIEFING_QUIT : 0);
}

static unsigned turn(struct briefing_screen *screen, int by)
{
	struct error error = { "" };
	int page = (int)meeting_page(screen->meeting) + by;
	if (page < 0)
		return BRIEFING_SAME;
	if (page >= PAGE_COUNT && meeting_read_only(screen->meeting)) {
		briefing_say(screen, false, "This is the last page. Esc leaves.");
		return BRIEFING_DRAW;
	}
	if (page >= PAGE_COUNT)
		return ask_finish(screen, false);
	if (!meeting_turn(screen->meeting, (enum page)page, screen->now, &error))
		briefing_say_failure(screen, &error);
	screen->news = false;
	focus_first(screen);
	return BRIEFING_DRAW;
}

/* Nothing is passed over: a page that is longer than the screen goes on before the next one comes. */
static unsigned forward(struct briefing_screen *screen)
{
	const struct meeting_line *lines;
	size_t count = meeting_lines(screen->meeting, &lines);
	if (screen->bottom >= count || screen->bottom == 0)
		return turn(screen, 1);
	screen->top = screen->bottom;
	screen->follows = false;
	for (size_t i = screen->top; i < count; i++)
		if (briefing_can_focus(&lines[i])) {
			screen->focus = i;
			break;
		}
	return BRIEFING_DRAW;
}

static unsigned back(struct briefing_screen *screen)
{
	if (screen->top == 0)
		return turn(screen, -1);
	focus_first(screen);
	return BRIEFING_DRAW;
}

bool briefing_decide(struct briefing_screen *screen, enum decision_type type, const char *detail)
{
	struct error error = { "" };
	const struct meeting_line *line = briefing_focused(screen);
	bool gone = line && line->referral;
	if (!line || !(gone ? meeting_receive(screen->meeting, line->referral, screen->now, &error)
		: meeting_decide(screen->meeting, line->n, type, detail, screen->now, &error))) {
		briefing_say_failure(screen, &error);
		return false;
	}
	screen->mode = MODE_READ;
	screen->asking = false;
	briefing_load(screen);
	briefing_say(screen, false, "Taken down. u takes it back.");
	return true;
}

static unsigned key_reading(struct briefing_screen *screen, uint32_t key);

/* Digits choose; the rest is as it always is. */
static unsigned key_choosing(struct briefing_screen *screen, uint32_t key)
{
	static const struct { enum decision_type type; enum typing typing; } asks[] = {
		{ DECISION_NEW_DATE, TYPING_DATE }, { DECISION_ESCALATE, TYPING_ESCALATE }, { DECISION_REFER, TYPING_BODY },
	};
	const enum decision_type *choices;
	const struct meeting_line *line = briefing_focused(screen);
	size_t count = briefing_choices(screen, line, &choices);
	int argument;
	enum action action = keymap_action(screen->setup.keymap, key, &argument);
	if (key >= '0' && key <= '9' && (key < '1' || key >= '1' + count))
		return BRIEFING_SAME;
	if (key < '1' || key >= '1' + count) {
		bool only_closes = action == ACTION_BACK || action == ACTION_OPEN;
		screen->mode = MODE_READ;
		screen->asking = action == ACTION_ADD || action == ACTION_PARTS; /* it is about this line */
		return only_closes ? BRIEFING_DRAW : BRIEFING_DRAW | key_reading(screen, key);
	}
	enum decision_type chosen = choices[key - '1'];
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
		if (asks[i].type == chosen) {
			briefing_type(screen, asks[i].typing, "");
			return BRIEFING_DRAW;
		}
	if (!briefing_decide(screen, chosen, ""))
		screen->mode = MODE_READ;
	return BRIEFING_DRAW;
}

static bool is_stored(void *context, const char *id, const char *json)
{
	struct briefing_screen *screen = context;
	(void)json;
	return store_number(screen->setup.store, ROOM_SOURCE, id) >= 0;
}

/* The baseline is a place in the log: what was taken in this meeting must stand before it. The feeder has had
 * word of each action when it was taken, so this waits only when it is slow, and never for long. */
static void wait_for_room(struct briefing_screen *screen)
{
	for (int i = 0; i < ROOM_TRIES && !state_room_each(screen->setup.state, is_stored, screen); i++) {
		poll(NULL, 0, ROOM_WAIT_MS);
		store_refresh(screen->setup.store);
	}
}

static unsigned key_finishing(struct briefing_screen *screen, uint32_t key)
{
	struct error error = { "" };
	struct str closed = { 0 };
	unsigned over = BRIEFING_DRAW | BRIEFING_OVER | (screen->leaving ? BRIEFING_QUIT : 0);
	screen->mode = MODE_READ;
	if (key == '2') {
		snprintf(screen->ending, sizeof screen->ending, "Briefing stopped, all kept. b resumes it.");
		return over;
	}
	if (key != '1')
		return BRIEFING_DRAW;
	wait_for_room(screen);
	if (!meeting_close(screen->meeting, screen->now, &error)) {
		briefing_say_failure(screen, &error);
		return BRIEFING_DRAW;
	}
	str_reset(&screen->kept);
	closed_say(screen->setup.config, meeting_briefing(screen->meeting)->hub, screen->now, &closed);
	snprintf(screen->ending, sizeof screen->ending, "%s u reopens it.", str_text(&closed));
	str_free(&closed);
	return over;
}

static void ask_office(struct briefing_screen *screen)
{
	char *office = meeting_usual_office(screen->meeting);
	briefing_type(screen, TYPING_OFFICE, office);
	free(office);
}

static unsigned open_choices(struct briefing_screen *screen)
{
	const enum decision_type *choices;
	const struct meeting_line *line = briefing_focused(screen);
	if (line && line->who)
		ask_office(screen);
	else if (line && line->question)
		briefing_type(screen, TYPING_ANSWER, "");
	else if (briefing_choices(screen, line, &choices)) {
		screen->mode = MODE_CHOOSE;
		screen->asking = true;
	} else {
		briefing_say(screen, false, "Nothing is to be decided on this line. a takes an action about it.");
	}
	return BRIEFING_DRAW;
}

static unsigned undo(struct briefing_screen *screen)
{
	struct error error = { "" };
	struct str said = { 0 };
	char text[sizeof screen->message];
	const struct decision *last = meeting_last(screen->meeting);
	if (last)
		decision_say(last, &said);
	if (meeting_undo(screen->meeting, &error)) {
		briefing_load(screen);
		snprintf(text, sizeof text, "Taken back: %.300s", str_text(&said));
		briefing_say(screen, false, text);
	} else {
		briefing_say(screen, true, error.text[0] ? error.text : "Nothing to take back.");
	}
	str_free(&said);
	return BRIEFING_DRAW | BRIEFING_ROOM;
}

/* The next line of that hub or area, on this page or the pages that follow. */
static unsigned jump(struct briefing_screen *screen, int hub, int area)
{
	struct error error = { "" };
	char text[sizeof screen->message];
	const struct config *config = screen->setup.config;
	const char *name = area >= 0 ? area_label_on(&config->areas[area], instant_day(screen->now))
		: hub >= 0 ? config->hubs[hub].name : "the whole partnership";
	enum page page = meeting_page(screen->meeting);
	size_t line;
	if (!meeting_seek(screen->meeting, screen->focus, hub, area, screen->now, &line, &error)) {
		snprintf(text, sizeof text, "No page has a line of %s.", name);
		briefing_say(screen, false, text);
		return BRIEFING_DRAW;
	}
	if (meeting_page(screen->meeting) != page) {
		snprintf(text, sizeof text, "The next line of %s stands on page %d.", name, (int)meeting_page(screen->meeting) + 1);
		briefing_say(screen, false, text);
		screen->top = 0;
	}
	screen->focus = line;
	screen->follows = true;
	return BRIEFING_DRAW;
}

/* What changes the briefing; who only reads is told so. */
static bool records(enum action action)
{
	return action == ACTION_OPEN || action == ACTION_ADD || action == ACTION_PARTS || action == ACTION_NOTE ||
		action == ACTION_UNDO;
}

static unsigned key_reading(struct briefing_screen *screen, uint32_t key)
{
	int argument;
	struct error none = { "" };
	enum action action = keymap_action(screen->setup.keymap, key, &argument);
	if (key == '.' || action == ACTION_BLANK) {
		screen->before_blank = screen->mode;
		screen->mode = MODE_BLANK;
		return BRIEFING_DRAW;
	}
	if (records(action) && meeting_read_only(screen->meeting)) {
		briefing_say_failure(screen, &none);
		return BRIEFING_DRAW;
	}
	switch ((int)action) {
	case ACTION_PAGE_DOWN: case ACTION_RIGHT: return forward(screen);
	case ACTION_PAGE_UP: case ACTION_LEFT: return back(screen);
	case ACTION_DOWN: step(screen, 1); return BRIEFING_DRAW;
	case ACTION_UP: step(screen, -1); return BRIEFING_DRAW;
	case ACTION_TOP: focus_first(screen); return BRIEFING_DRAW;
	case ACTION_BOTTOM: to_the_end(screen); return BRIEFING_DRAW;
	case ACTION_OPEN: return open_choices(screen);
	case ACTION_ADD: briefing_type(screen, TYPING_ACTION, str_text(&screen->kept)); return BRIEFING_DRAW;
	case ACTION_PARTS: briefing_type_parts(screen); return BRIEFING_DRAW;
	case ACTION_NOTE: briefing_type(screen, TYPING_NOTE, ""); return BRIEFING_DRAW;
	case ACTION_UNDO: return undo(screen);
	case ACTION_HUB: return jump(screen, argument, PLACE_ANY);
	case ACTION_AREA: return jump(screen, PLACE_ANY, argument);
	case ACTION_REFRESH: case ACTION_REFRESH_ALL: briefing_load(screen); return BRIEFING_DRAW;
	case ACTION_BACK: return ask_finish(screen, false);
	case ACTION_QUIT: return ask_finish(screen, true);
	case ACTION_HELP:
		briefing_say(screen, false, "0-9 hub  letter area  PgUp back  g G top, end  . blank  A part by part  r news  Esc end");
		return BRIEFING_DRAW;
	default: return BRIEFING_SAME;
	}
}

unsigned briefing_key(struct briefing_screen *screen, uint32_t key, instant_t now)
{
	unsigned effect = BRIEFING_SAME;
	screen->now = now;
	if (screen->pasting && (screen->mode != MODE_TYPE || key == KEYCODE_ENTER))
		return BRIEFING_SAME; /* pasted text decides nothing */
	if (screen->mode != MODE_TYPE)
		screen->message[0] = '\0';
	switch (screen->mode) {
	case MODE_READ: effect = key_reading(screen, key); break;
	case MODE_CHOOSE: effect = key_choosing(screen, key); break;
	case MODE_TYPE: effect = briefing_key_typing(screen, key); break;
	case MODE_FINISH: effect = key_finishing(screen, key); break;
	case MODE_BLANK: screen->mode = screen->before_blank; effect = BRIEFING_DRAW; break;
	}
	if (!(effect & BRIEFING_OVER))
		read_why(screen);
	return effect;
}

void briefing_paste(struct briefing_screen *screen, bool pasting)
{
	screen->pasting = pasting;
}

/* ---- life ------------------------------------------------------------------------------------------- */

struct briefing_screen *briefing_new(const struct briefing_setup *setup, instant_t now, struct error *error)
{
	struct meeting *meeting = meeting_begin(setup->store, setup->state, setup->config, now, setup->forum, setup->hub, error);
	if (!meeting)
		return NULL;
	struct briefing_screen *screen = mem_alloc(sizeof *screen);
	*screen = (struct briefing_screen){ .setup = *setup, .meeting = meeting, .now = now };
	focus_first(screen);
	read_why(screen);
	if (meeting_read_only(meeting))
		return screen;
	briefing_recall_text(screen);
	ask_office(screen);
	return screen;
}

void briefing_reconfigure(struct briefing_screen *screen, const struct config *config, const struct keymap *keymap)
{
	screen->setup.config = config;
	screen->setup.keymap = keymap;
	meeting_reconfigure(screen->meeting, config);
}

void briefing_free(struct briefing_screen *screen)
{
	if (!screen)
		return;
	briefing_keep_text(screen);
	meeting_free(screen->meeting);
	prompt_free(&screen->prompt);
	parts_stop(&screen->parts);
	struct str *texts[] = { &screen->why, &screen->kept, &screen->would };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		str_free(texts[i]);
	free(screen);
}

/* What is being read stays where it is: that there is something else is said, and r shows it. */
void briefing_tick(struct briefing_screen *screen, instant_t now)
{
	screen->now = now;
	screen->news = screen->news || meeting_news(screen->meeting, now);
}

const char *briefing_end_text(const struct briefing_screen *screen)
{
	return screen->ending;
}
