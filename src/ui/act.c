/* What keys do on the board: from key to action, from action to effect. See board.h. Nothing here draws or
 * asks the store; it marks what must be drawn or loaded (board.c). Called by ui/loop.c through board_key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/board_inside.h"

/* ---- from view to view ---------------------------------------------------------------------------- */

static bool same(const struct place *a, const struct place *b)
{
	return a->name && b->name && !strcmp(a->name, b->name) && a->hub == b->hub && a->area == b->area &&
		a->record == b->record;
}

void board_arrive(struct board *board)
{
	board->relayout = true;
	board_redraw(board, REDRAW_ALL);
}

static void drop_top(struct board *board)
{
	board->last = board_view(board)->place;
	view_close(board->stack[--board->depth]);
}

bool board_open(struct board *board, struct place place, bool instead)
{
	if (board->depth && same(&board_view(board)->place, &place))
		return true;
	struct view *view = view_open(place, &board->env);
	if (!view)
		return false;
	if (board->depth > 1 && instead)
		drop_top(board);
	else if (board->depth)
		board->last = board_view(board)->place;
	if (board->depth == BOARD_DEPTH) { /* the oldest above the first is forgotten */
		view_close(board->stack[1]);
		memmove(&board->stack[1], &board->stack[2], (BOARD_DEPTH - 2) * sizeof *board->stack);
		board->depth--;
	}
	board->stack[board->depth++] = view;
	board_arrive(board);
	return true;
}

static unsigned go(struct board *board, const char *name, int hub, int area, int64_t record)
{
	bool instead = !strcmp(board_view(board)->place.name, name);
	if (!board_open(board, (struct place){ name, hub, area, record }, instead))
		board_say(board, true, "There is no view \"%s\".", name);
	return BOARD_DRAW;
}

static unsigned go_back(struct board *board)
{
	if (board_view(board)->zoom) {
		board_view(board)->zoom = false;
		board_arrive(board);
	} else if (board->depth > 1) {
		drop_top(board);
		board_arrive(board);
	}
	return BOARD_DRAW;
}

static unsigned go_last(struct board *board)
{
	if (!board->last.name)
		return 0;
	if (board->depth > 1 && same(&board->stack[board->depth - 2]->place, &board->last))
		return go_back(board);
	board_open(board, board->last, false);
	return BOARD_DRAW;
}

static unsigned go_hub(struct board *board, int hub)
{
	const struct place *place = &board_view(board)->place;
	int area = place->area;
	go(board, "hub", hub, PLACE_ANY, -1);
	if (area >= 0)
		view_focus_area(board_view(board), area);
	return BOARD_DRAW;
}

/* In a hub's view a letter goes to that area's pane: 6 d is Scarborough, domestic abuse. */
static unsigned go_area(struct board *board, int area)
{
	struct view *view = board_view(board);
	bool in_hub = view->place.hub != PLACE_ANY && view->place.area == PLACE_ANY;
	if (!in_hub || !view_focus_area(view, area))
		return go(board, "area", PLACE_ANY, area, -1);
	board_arrive(board);
	return BOARD_DRAW;
}

static unsigned go_source(struct board *board, int64_t request)
{
	return go(board, "source", PLACE_ANY, PLACE_ANY, request);
}

static unsigned open_target(struct board *board, struct target target)
{
	switch (target.type) {
	case TARGET_RECORD:
		since_see_record(board, target.number);
		return go(board, "detail", PLACE_ANY, PLACE_ANY, target.number);
	case TARGET_CELL:
		if (target.hub == PLACE_ANY)
			return target.area >= 0 ? go_area(board, target.area) : 0;
		go(board, "hub", target.hub, PLACE_ANY, -1);
		if (target.area >= 0)
			view_focus_area(board_view(board), target.area);
		return BOARD_DRAW;
	case TARGET_SOURCE:
		return go_source(board, target.number);
	case TARGET_ACTION:
		go_back(board);
		return BOARD_DRAW | (target.action < ACTION_COUNT ? board_perform(board, target.action, 0) : 0);
	case TARGET_NONE:
	case TARGET_TEXT:
		break;
	}
	return 0;
}

/* ---- panes ---------------------------------------------------------------------------------------- */

/* At the end of a pane, up and down go on in the next one. */
static bool goes_on(struct board *board, enum action action, unsigned effect)
{
	struct view *view = board_view(board);
	if (view->zoom || (effect & EFFECT_REDRAW) || (action != ACTION_UP && action != ACTION_DOWN))
		return false;
	if (!view_focus_step(view, action == ACTION_UP ? -1 : 1, false))
		return false;
	board_arrive(board);
	return true;
}

static unsigned act_in_pane(struct board *board, enum action action)
{
	struct view *view = board_view(board);
	struct pane *pane = view_focused(view);
	if (!pane || !pane->ops->act || !view->slots[view->focus].loaded)
		return 0;
	unsigned effect = pane->ops->act(pane, &board->env, action);
	view->touched = true;
	if (goes_on(board, action, effect))
		return BOARD_DRAW;
	if (effect & (EFFECT_REDRAW | EFFECT_RELOAD))
		board_redraw(board, REDRAW_PANE);
	if (effect & EFFECT_RELOAD)
		view->slots[view->focus].loaded = false;
	if (effect & EFFECT_LAYOUT)
		board_arrive(board);
	if (effect & EFFECT_OPEN)
		return BOARD_DRAW | open_target(board, view_target(view, &board->env));
	view_follow(view, &board->env);
	return effect ? BOARD_DRAW : 0;
}

static unsigned step_focus(struct board *board, int step)
{
	struct view *view = board_view(board);
	view->touched = true;
	view_focus_step(view, step, true);
	view_follow(view, &board->env);
	board_arrive(board);
	return BOARD_DRAW;
}

static unsigned zoom(struct board *board)
{
	struct view *view = board_view(board);
	view->zoom = !view->zoom && view->focus >= 0;
	view->touched = true;
	board_arrive(board);
	return BOARD_DRAW;
}

static bool on_records(struct board *board, const char *what, bool sorted)
{
	const struct pane *pane = view_focused(board_view(board));
	if (pane && (pane->ops->records || (pane->ops->filters && !sorted)))
		return true;
	board_say(board, false, "Nothing to %s here: Tab goes to a list.", what);
	return false;
}

static unsigned sort(struct board *board, enum action action)
{
	struct view *view = board_view(board);
	if (!on_records(board, "sort", true))
		return BOARD_DRAW;
	const char *sorted = view_sort(view, action == ACTION_INVERT);
	if (!strcmp(sorted, "rank"))
		board_say(board, false, "Sorted by what wants the room most.");
	else
		board_say(board, false, "Sorted by %s%s.", sorted + (*sorted == '-'), *sorted == '-' ? ", turned round" : "");
	board_redraw(board, REDRAW_PANE);
	return BOARD_DRAW;
}

/* ---- finding -------------------------------------------------------------------------------------- */

static bool find_in(struct board *board, int index, int direction)
{
	struct slot *slot = &board_view(board)->slots[index];
	return slot->shown && slot->loaded && slot->pane.ops->find && slot->pane.ops->focusable &&
		slot->pane.ops->find(&slot->pane, &board->env, str_text(&board->find), direction);
}

static unsigned find(struct board *board, int direction)
{
	struct view *view = board_view(board);
	int count = (int)view->count;
	if (!board->find.length) {
		board_say(board, false, "Nothing was looked for yet: / finds.");
		return BOARD_DRAW;
	}
	view->touched = true;
	for (int i = 0; i < count; i++) {
		int at = (view->focus + (direction < 0 ? count - i : i) + count) % count;
		if (!find_in(board, at, direction))
			continue;
		view->focus = at;
		view_follow(view, &board->env);
		board_arrive(board);
		return BOARD_DRAW;
	}
	board_say(board, false, "Not found here: %s", str_text(&board->find));
	return BOARD_DRAW;
}

/* ---- prompts and questions -------------------------------------------------------------------------- */

static unsigned open_prompt(struct board *board, enum prompt_type type)
{
	static const char *const labels[] = { [PROMPT_FIND] = "/", [PROMPT_FILTER] = "\\", [PROMPT_COMMAND] = ":" };
	const struct view *view = board_view(board);
	const char *text = NULL;
	if (type == PROMPT_FILTER && !on_records(board, "filter", false))
		return BOARD_DRAW;
	if (type == PROMPT_FILTER)
		text = view->slots[view->focus].user_filter;
	prompt_open(&board->prompt, type, labels[type], text);
	if (type == PROMPT_COMMAND)
		palette_open(&board->palette, board->config, board->setup.kiosk);
	board_redraw(board, REDRAW_LINES);
	return BOARD_DRAW;
}

static unsigned ask(struct board *board, enum question question, const char *text)
{
	board->question = question;
	prompt_open(&board->prompt, PROMPT_QUESTION, text, "");
	board_redraw(board, REDRAW_LINES);
	return BOARD_DRAW;
}

void board_close_prompt(struct board *board)
{
	bool over_panes = board->prompt.type == PROMPT_COMMAND || board->prompt.type == PROMPT_TEXT;
	board_redraw(board, over_panes ? REDRAW_ALL : REDRAW_PANE); /* the cursor goes back */
	prompt_close(&board->prompt);
	palette_free(&board->palette);
}

static unsigned set_filter(struct board *board)
{
	struct filter_error error = { 0 };
	struct view *view = board_view(board);
	if (!view_filter(view, &board->env, str_text(&board->prompt.text), &error)) {
		board->prompt.error_column = error.column;
		snprintf(board->prompt.error, sizeof board->prompt.error, "%s", error.text);
		board_redraw(board, REDRAW_LINES);
		return BOARD_DRAW;
	}
	view->touched = true;
	board_close_prompt(board);
	board_redraw(board, REDRAW_PANE);
	return BOARD_DRAW;
}

static unsigned choose(struct board *board)
{
	const struct choice *chosen = palette_chosen(&board->palette);
	if (!chosen && board->palette.otherwise)
		return since_typed(board);
	struct choice choice = chosen ? *chosen : (struct choice){ CHOICE_ACTION, ACTION_NONE, NULL, NULL, 0 };
	board_close_prompt(board);
	switch (choice.type) {
	case CHOICE_ACTION:
		if (choice.argument == ACTION_NONE)
			return BOARD_DRAW;
		return BOARD_DRAW | board_perform(board, (enum action)choice.argument, 0);
	case CHOICE_HUB:
		return go_hub(board, choice.argument);
	case CHOICE_AREA:
		return go_area(board, choice.argument);
	case CHOICE_VIEW:
		return go(board, board->config->views[choice.argument].name, PLACE_ANY, PLACE_ANY, -1);
	case CHOICE_BASELINE:
		since_chosen(board, choice.argument);
		return BOARD_DRAW;
	case CHOICE_JOIN:
		return join_chosen(board, choice.argument);
	case CHOICE_FORMAT:
		write_chosen(board, choice.argument);
		return BOARD_DRAW;
	case CHOICE_SUSPEND:
		return BOARD_DRAW | BOARD_SUSPEND;
	}
	return BOARD_DRAW;
}

static unsigned finish_prompt(struct board *board)
{
	enum prompt_type type = board->prompt.type;
	if (type == PROMPT_FILTER)
		return set_filter(board);
	if (type == PROMPT_COMMAND)
		return choose(board);
	if (type == PROMPT_TEXT)
		return board_save_action(board);
	board_close_prompt(board);
	if (type == PROMPT_QUESTION)
		return board_answer(board, true);
	if (board->prompt.text.length) {
		str_reset(&board->find);
		str_add(&board->find, str_text(&board->prompt.text));
		board->env.find = str_text(&board->find);
	}
	return BOARD_DRAW | find(board, 1);
}

static unsigned leave_prompt(struct board *board, uint32_t key)
{
	bool question = board->prompt.type == PROMPT_QUESTION;
	board_close_prompt(board);
	if (board->question == QUESTION_BEGIN && key != 'n' && key != 'N')
		board->question = QUESTION_NONE; /* neither closed nor gone on with */
	return BOARD_DRAW | (question ? board_answer(board, false) : 0);
}

static unsigned key_in_prompt(struct board *board, uint32_t key)
{
	bool command = board->prompt.type == PROMPT_COMMAND;
	if (command && (key == KEYCODE_UP || key == KEYCODE_DOWN || key == KEYCODE_TAB || key == KEYCODE_SHIFT_TAB)) {
		palette_move(&board->palette, key == KEYCODE_UP || key == KEYCODE_SHIFT_TAB ? -1 : 1);
		board_redraw(board, REDRAW_LINES);
		return BOARD_DRAW;
	}
	enum prompt_answer answer = prompt_key(&board->prompt, key);
	if (answer == PROMPT_DONE)
		return finish_prompt(board);
	if (answer == PROMPT_LEFT)
		return leave_prompt(board, key);
	if (board->prompt.type == PROMPT_TEXT)
		board_draft_action(board);
	if (command)
		palette_match(&board->palette, str_text(&board->prompt.text));
	board_redraw(board, REDRAW_LINES);
	return BOARD_DRAW;
}

/* ---- what changes what is shown or asked --------------------------------------------------------------- */

static void set_profile(struct board *board, enum profile profile)
{
	board->profile = profile;
	board->stale = true;
	board_say(board, false, "Profile %s.", profile_text(profile));
}

static unsigned change_profile(struct board *board)
{
	if (board->profile != PROFILE_TEAM)
		return ask(board, QUESTION_TEAM, "Show what only the team may see (do-not-display, police-only)? y/n ");
	set_profile(board, PROFILE_ROOM);
	return BOARD_DRAW;
}

static unsigned set_paused(struct board *board, bool paused)
{
	board->paused = paused;
	board_say(board, false, paused ? "Paused: no source is asked until Z." : "Sources are asked again.");
	board_redraw(board, REDRAW_ALL);
	return BOARD_DRAW | (paused ? BOARD_PAUSE : BOARD_RESUME);
}

static unsigned refresh(struct board *board, unsigned effect)
{
	if (board->setup.offline) {
		board_say(board, false, "Offline: no source is asked.");
		return BOARD_DRAW;
	}
	int source = effect == BOARD_REFRESH ? board_refresh_source(board) : -1;
	if (source >= 0)
		board_say(board, false, "Asking %s.", board->config->sources[source].id);
	else
		board_say(board, false, "Asking every source.");
	return BOARD_DRAW | effect;
}

static void answer_glyphs(struct board *board, bool yes)
{
	struct error error;
	board->ascii = !yes;
	board_redraw(board, REDRAW_ALL);
	if (board->setup.state && !state_remember(board->setup.state, "glyphs", yes ? "utf8" : "ascii", &error))
		board_say(board, true, "That could not be remembered: %s", error.text);
}

/* The meeting that the program was started for had to wait for that question. */
static unsigned begin_late(struct board *board)
{
	bool begins = board->setup.briefing;
	board->setup.briefing = false;
	return begins ? board_begin_briefing(board) : BOARD_DRAW;
}

unsigned board_answer(struct board *board, bool yes)
{
	enum question question = board->question;
	board->question = QUESTION_NONE;
	if (question == QUESTION_GLYPHS) {
		answer_glyphs(board, yes);
		return begin_late(board);
	}
	if (question == QUESTION_TEAM && yes)
		set_profile(board, PROFILE_TEAM);
	else if (question == QUESTION_PAUSE && yes)
		return set_paused(board, true);
	else if (question == QUESTION_SEEN_ALL && yes)
		since_see_all(board);
	else if (question == QUESTION_CLOSE && yes)
		since_close_forgotten(board);
	else if (question == QUESTION_BEGIN)
		return !yes || since_close_forgotten(board) ? board_hold_briefing(board) : BOARD_DRAW;
	else if (question == QUESTION_LEAVE && yes)
		return BOARD_QUIT;
	return BOARD_DRAW;
}

int board_refresh_source(const struct board *board)
{
	const struct view *view = board_view(board);
	struct target target = view_target(view, &board->env);
	int64_t request = !strcmp(view->place.name, "source") ? view->place.record
		: target.type == TARGET_SOURCE ? target.number : -1;
	for (size_t i = 0; request >= 0 && i < board->requests.count; i++)
		for (size_t s = 0; board->requests.list[i].id == request && s < board->config->source_count; s++)
			if (!strcmp(board->config->sources[s].id, board->requests.list[i].source))
				return (int)s;
	return -1;
}

/* From pane to pane until one has a change in that direction. */
static unsigned step_change(struct board *board, enum action action, const char *none)
{
	struct view *view = board_view(board);
	int direction = action == ACTION_PREV_CHANGE || action == ACTION_PREV_WORSE ? -1 : 1;
	int focus = view->focus;
	view->touched = true;
	do {
		const struct pane *pane = view_focused(view);
		if (pane && pane->ops->act && view->slots[view->focus].loaded &&
				pane->ops->act(view_focused(view), &board->env, action)) {
			view_follow(view, &board->env);
			board_arrive(board);
			return BOARD_DRAW;
		}
	} while (view_focus_step(view, direction, false));
	view->focus = focus;
	board_say(board, false, "There is %s here.", none);
	return BOARD_DRAW;
}

static unsigned show_changes(struct board *board)
{
	if (!moment_has_baseline(&board->env.moment)) {
		board_say(board, false, "No briefing was closed yet: X picks a start.");
		return BOARD_DRAW;
	}
	board->changes_only = !board->changes_only;
	board->stale = true;
	board_say(board, false, board->changes_only ? "Lists show changes only, until x." : "Lists show everything again.");
	board_arrive(board);
	return BOARD_DRAW;
}

/* ---- actions ---------------------------------------------------------------------------------------- */

static unsigned redraw(struct board *board)
{
	board_redraw(board, REDRAW_ALL);
	return BOARD_DRAW | BOARD_CLEAR;
}

static unsigned say_no_copy(struct board *board)
{
	board_say(board, false, "Nothing copied. Select with the mouse. Q leaves.");
	return BOARD_DRAW;
}

unsigned board_perform(struct board *board, enum action action, int argument)
{
	if (board->setup.kiosk && !action_table[action].kiosk) {
		board_say(board, false, "Not on this board.");
		return BOARD_DRAW;
	}
	if (board->setup.read_only && action < ACTION_COUNT && action_table[action].writes) {
		board_say(board, false, "Read only: %s.", board->setup.read_only);
		return BOARD_DRAW;
	}
	switch (action) {
	case ACTION_UP: case ACTION_DOWN: case ACTION_LEFT: case ACTION_RIGHT: case ACTION_TOP: case ACTION_BOTTOM:
	case ACTION_PAGE_DOWN: case ACTION_PAGE_UP: case ACTION_HALF_DOWN: case ACTION_HALF_UP: case ACTION_OPEN:
		return act_in_pane(board, action);
	case ACTION_NEXT_PANE: return step_focus(board, 1);
	case ACTION_PREV_PANE: return step_focus(board, -1);
	case ACTION_BACK: return go_back(board);
	case ACTION_LAST_VIEW: return go_last(board);
	case ACTION_HUB: return go_hub(board, argument);
	case ACTION_AREA: return go_area(board, argument);
	case ACTION_COMMAND: return open_prompt(board, PROMPT_COMMAND);
	case ACTION_FIND: return open_prompt(board, PROMPT_FIND);
	case ACTION_FIND_NEXT: return find(board, 1);
	case ACTION_FIND_PREV: return find(board, -1);
	case ACTION_FILTER: return open_prompt(board, PROMPT_FILTER);
	case ACTION_SORT: case ACTION_INVERT: return sort(board, action);
	case ACTION_NEXT_CHANGE: case ACTION_PREV_CHANGE: return step_change(board, action, "no further change");
	case ACTION_NEXT_WORSE: case ACTION_PREV_WORSE: return step_change(board, action, "no further change for the worse");
	case ACTION_CHANGES: return show_changes(board);
	case ACTION_BASELINE: return since_choose(board);
	case ACTION_JOIN: return join_choose(board);
	case ACTION_WRITE: return write_choose(board);
	case ACTION_SEEN: return since_seen(board, true);
	case ACTION_UNSEEN: return since_seen(board, false);
	case ACTION_SEEN_ALL: return ask(board, QUESTION_SEEN_ALL, "Mark all changes as seen? y/n ");
	case ACTION_ZOOM: return zoom(board);
	case ACTION_REFRESH: return refresh(board, BOARD_REFRESH);
	case ACTION_REFRESH_ALL: return refresh(board, BOARD_REFRESH_ALL);
	case ACTION_DUTIES: case ACTION_REVIEWS: case ACTION_CALENDAR: case ACTION_GOVERNANCE:
		return go(board, action_table[action].name, PLACE_ANY, PLACE_ANY, -1);
	case ACTION_SOURCES: return go(board, "sources", PLACE_ANY, PLACE_ANY, -1);
	case ACTION_PROFILE: return change_profile(board);
	case ACTION_PAUSE:
		return board->paused ? set_paused(board, false)
			: ask(board, QUESTION_PAUSE, "Pause: ask no source until Z? y/n ");
	case ACTION_BRIEF: return board_begin_briefing(board);
	case ACTION_ADD: return board_begin_action(board, false);
	case ACTION_PARTS: return board_begin_action(board, true);
	case ACTION_UNDO: return board_undo(board);
	case ACTION_BLANK: return board_blank(board);
	case ACTION_NOTE:
		board_say(board, false, "Notes are taken in a briefing: b begins one.");
		return BOARD_DRAW;
	case ACTION_REDRAW: return redraw(board);
	case ACTION_COPY: return say_no_copy(board);
	case ACTION_HELP: return go(board, "help", PLACE_ANY, PLACE_ANY, -1);
	case ACTION_QUIT: return board_leave(board);
	case ACTION_COUNT: break;
	}
	return 0;
}

/* The question of the first start is no gate: any other key means itself. */
static bool passes_by(const struct board *board, uint32_t key)
{
	return board->prompt.type == PROMPT_QUESTION && board->question == QUESTION_GLYPHS && key != 'y' && key != 'n' &&
		key != 'Y' && key != 'N';
}

unsigned board_key(struct board *board, uint32_t key, instant_t now)
{
	int argument;
	if (key == KEYCODE_PASTE_START || key == KEYCODE_PASTE_END) {
		board->pasting = key == KEYCODE_PASTE_START;
		if (board->briefing)
			briefing_paste(board->briefing, board->pasting);
		return 0;
	}
	if (board->blank) {
		board->blank = false;
		board_arrive(board);
		return BOARD_DRAW;
	}
	if (board->briefing)
		return key == KEYCODE_NONE ? 0 : board_briefing_key(board, key, now);
	bool typing = board->prompt.type == PROMPT_TEXT || board->prompt.type == PROMPT_FIND || board->prompt.type == PROMPT_FILTER ||
		board->prompt.type == PROMPT_COMMAND;
	if (key == KEYCODE_NONE || (board->pasting && (!typing || key == KEYCODE_ENTER)))
		return 0; /* pasted text fires no commands */
	if (board->message.length) {
		str_reset(&board->message);
		board_redraw(board, REDRAW_LINES);
	}
	if (passes_by(board, key)) {
		board_close_prompt(board);
		board->question = QUESTION_NONE;
		if (board->setup.briefing)
			return begin_late(board);
	}
	if (board->prompt.type != PROMPT_NONE)
		return key_in_prompt(board, key);
	enum action action = keymap_action(board->keymap, key, &argument);
	unsigned effect = action == ACTION_NONE ? 0 : board_perform(board, action, argument);
	return effect | (board->redraw != REDRAW_NOTHING ? BOARD_DRAW : 0);
}
