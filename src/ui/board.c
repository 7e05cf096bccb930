/* The board: what it holds, when it asks the store again, what it draws. See board.h; keys are act.c's.
 * Called by ui/loop.c, in the dashboard, and by tests without any terminal. The store is asked in board_draw
 * only, and only after something changed: a cursor move redraws one pane and two lines. */
#include "hubbrief/board.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/board_inside.h"
#include "hubbrief/changes.h"
#include "hubbrief/chrome.h"
#include "hubbrief/clean.h"

/* How many loads may fail in a row (a key stops them) before the board says why. */
enum { FAILURES_SAID = 3 };

struct view *board_view(const struct board *board)
{
	return board->stack[board->depth - 1];
}

void board_redraw(struct board *board, enum redraw redraw)
{
	if (board->redraw < redraw)
		board->redraw = redraw;
}

void board_say(struct board *board, bool error, const char *format, ...)
{
	char text[600];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	str_reset(&board->message);
	str_add(&board->message, text);
	board->message_is_error = error;
	board_redraw(board, REDRAW_LINES);
}

void board_message(struct board *board, const char *text)
{
	board_say(board, false, "%s", text);
}

/* ---- life ----------------------------------------------------------------------------------------- */

static void set_env(struct board *board)
{
	board->env = (struct pane_env){ .store = board->setup.store, .config = board->config, .keymap = board->keymap,
		.moment = since_moment(board), .requests = &board->requests, .matrix = &board->matrix,
		.find = board->find.length ? str_text(&board->find) : NULL, .screen_rows = board->rows,
		.screen_columns = board->columns, .changes_only = board->changes_only, .seen = &board->seen,
		.asking = board->env.asking };
}

static struct place first_place(const struct board_setup *setup)
{
	struct place place = { .name = setup->view, .hub = setup->hub, .area = setup->area, .record = -1 };
	if (!place.name)
		place.name = setup->hub != PLACE_ANY ? "hub" : setup->area != PLACE_ANY ? "area" : "overview";
	return place;
}

static void ask_glyphs(struct board *board)
{
	board->question = QUESTION_GLYPHS;
	prompt_open(&board->prompt, PROMPT_QUESTION, "Can you read this line?  ▁▃▅▇ … é –  y/n ", "");
}

struct board *board_new(const struct board_setup *setup, instant_t now)
{
	struct board *board = mem_alloc(sizeof *board);
	struct config_faults faults = { 0 };
	board->setup = *setup;
	board->config = setup->config;
	board->keymap = keymap_new(board->config, &faults);
	config_faults_free(&faults);
	board->profile = setup->profile;
	board->ascii = setup->ascii;
	board->now = now;
	board->stale = true;
	since_choose_none(board);
	set_env(board);
	struct place overview = { "overview", PLACE_ANY, PLACE_ANY, -1 }, first = first_place(setup);
	if (!board_open(board, overview, false) || (strcmp(first.name, "overview") && !board_open(board, first, false)))
		board_say(board, true, "There is no view \"%s\".", first.name);
	if (setup->hub != PLACE_ANY && setup->area != PLACE_ANY)
		view_focus_area(board_view(board), setup->area);
	if (setup->ask_glyphs)
		ask_glyphs(board);
	else if (setup->briefing)
		board_perform(board, ACTION_BRIEF, 0);
	else if (!setup->read_only)
		since_forgotten(board, QUESTION_CLOSE);
	return board;
}

void board_free(struct board *board)
{
	if (!board)
		return;
	while (board->depth > 0)
		view_close(board->stack[--board->depth]);
	if (board->matrix.lines)
		matrix_free(&board->matrix);
	request_list_free(&board->requests);
	keymap_free(board->keymap);
	config_free(board->config);
	briefing_free(board->briefing);
	seen_free(&board->seen);
	free(board->chosen_hubs);
	prompt_free(&board->prompt);
	parts_stop(&board->parts);
	palette_free(&board->palette);
	struct str *texts[] = { &board->headline, &board->name, &board->find, &board->message };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		str_free(texts[i]);
	free(board->trouble);
	free(board);
}

/* ---- loading -------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t digest, const void *bytes, size_t count)
{
	const unsigned char *at = bytes;
	for (size_t i = 0; i < count; i++)
		digest = (digest ^ at[i]) * 1099511628211u;
	return digest;
}

/* Changes when a source comes in, turns old or fails, not when it merely answered again. */
static uint64_t digest_of(const struct request_list *requests, instant_t now)
{
	uint64_t digest = 14695981039346656037u;
	for (size_t i = 0; i < requests->count; i++) {
		const struct request_status *request = &requests->list[i];
		enum source_state state = request_state(request, now);
		int facts[] = { (int)request->id, (int)state, request->records, request->quarantined,
			request->received != INSTANT_NONE };
		digest = mix(digest, facts, sizeof facts);
		digest = mix(digest, request->error ? request->error : "", request->error ? strlen(request->error) : 0);
	}
	return digest;
}

/* Panes borrow from the list, so that a new one makes all of them load again. */
static bool load_requests(struct board *board)
{
	struct request_list requests = { 0 };
	if (!store_requests(board->setup.store, &requests))
		return false;
	request_list_free(&board->requests);
	board->requests = requests;
	board->requests_digest = digest_of(&requests, board->now);
	board->generation++;
	return true;
}

static bool sources_changed(const struct board *board)
{
	struct request_list requests = { 0 };
	bool good = store_requests(board->setup.store, &requests);
	bool changed = !good || digest_of(&requests, board->now) != board->requests_digest;
	request_list_free(&requests);
	return changed;
}

static bool load_common(struct board *board, struct error *error)
{
	struct matrix matrix;
	set_env(board);
	since_load_seen(board);
	if (!load_requests(board))
		return error_set(error, "the sources could not be read from the store");
	if (!brief_matrix(board->setup.store, board->config, &board->env.moment, &matrix, error))
		return false;
	if (board->matrix.lines)
		matrix_free(&board->matrix);
	board->matrix = matrix;
	board->stale = false;
	return true;
}

static bool load_view(struct board *board, struct error *error)
{
	struct view *view = board_view(board);
	bool all = view->generation != board->generation;
	if (!view_load(view, &board->env, all, error))
		return false;
	view->generation = board->generation;
	if (!view->touched)
		view_focus_first(view, &board->env);
	return !view_follow(view, &board->env) || view_load(view, &board->env, false, error);
}

static bool wants_load(const struct board *board)
{
	const struct view *view = board_view(board);
	if (board->stale || board->failures || view->generation != board->generation)
		return true;
	for (size_t i = 0; i < view->count; i++)
		if (view->slots[i].shown && !view->slots[i].loaded)
			return true;
	return false;
}

/* Something may be half read when a key stopped it: the next draw tries again. */
static void load(struct board *board)
{
	struct error error = { "" };
	bool asks = wants_load(board);
	if (board->rows < 1)
		return;
	if (asks)
		store_read_begin(board->setup.store);
	bool good = (!board->stale || load_common(board, &error)) && (!board->matrix.lines || load_view(board, &error));
	if (asks)
		store_read_end(board->setup.store);
	board->failures = good ? 0 : board->failures + 1;
	if (board->failures == FAILURES_SAID)
		board_say(board, true, "The store could not be read: %s", error.text);
}

/* A load may give panes more or fewer rows, except of those that only follow the cursor. */
static bool moves_panes(const struct board *board)
{
	const struct view *view = board_view(board);
	if (board->stale || view->generation != board->generation)
		return true;
	for (size_t i = 0; i < view->count; i++)
		if (view->slots[i].shown && !view->slots[i].loaded && !view->slots[i].follows)
			return true;
	return false;
}

/* ---- headline and name ---------------------------------------------------------------------------- */

static void sources_headline(struct board *board)
{
	static const enum source_state always[] = { SOURCE_FRESH, SOURCE_DEAD, SOURCE_REFUSED };
	static const enum source_state others[] = { SOURCE_STALE, SOURCE_UNKNOWN, SOURCE_NEVER, SOURCE_OFF };
	struct arena arena = { 0 };
	struct source_line *lines;
	int counts[SOURCE_OFF + 1] = { 0 }, asked = 0, unchanged = 0;
	char hour[DATE_TEXT];
	instant_t next = INSTANT_NONE;
	size_t count = source_lines(board->config, &board->requests, board->now, &arena, &lines);
	for (size_t i = 0; i < count; i++) {
		counts[lines[i].state]++;
		if (lines[i].next_poll != INSTANT_NONE && (next == INSTANT_NONE || lines[i].next_poll < next))
			next = lines[i].next_poll;
	}
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		str_addf(&board->headline, "%s%d %s", i ? ", " : "", counts[always[i]], source_state_text(always[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (counts[others[i]])
			str_addf(&board->headline, ", %d %s", counts[others[i]], source_state_text(others[i]));
	if (next != INSTANT_NONE)
		str_addf(&board->headline, ". Next poll %s", next > board->now ? instant_clock(hour, next) : "now");
	str_addc(&board->headline, '.');
	if (board->setup.past == PAST_NOT) { /* of a day that is past it is not kept until when */
		store_polls_today(board->setup.store, board->now, &asked, &unchanged);
		str_addf(&board->headline, " %d requests today, %d unchanged.", asked, unchanged);
	}
	arena_free(&arena);
}

static void make_headline(struct board *board)
{
	const struct view *view = board_view(board);
	str_reset(&board->headline);
	if (!board->matrix.lines)
		return;
	if (!strcmp(view->place.name, "sources"))
		sources_headline(board);
	else
		brief_headline(&board->matrix, view->place.hub == PLACE_ANY ? -1 : view->place.hub + 1, &board->headline);
}

static void add_place(const struct board *board, bool is_hub, struct str *out)
{
	const struct place *place = &board_view(board)->place;
	const struct hub *hub = is_hub && place->hub >= 0 ? &board->config->hubs[place->hub] : NULL;
	const struct area *area = !is_hub && place->area >= 0 ? &board->config->areas[place->area] : NULL;
	char key = hub ? hub->key : area ? area->key : '0';
	if (key)
		str_addf(out, "%c ", key);
	clean_upper(out, hub ? hub->name : area ? area_label_on(area, board->env.moment.today) : "Countywide");
}

/* The view's title with its places; the overview bears the partnership's name. */
static void make_name(struct board *board)
{
	const struct view *view = board_view(board);
	const char *title = view->title ? view->title : view->place.name;
	str_reset(&board->name);
	if (!strcmp(view->place.name, "overview")) {
		str_add(&board->name, board->config->short_name ? board->config->short_name : board->config->name);
		return;
	}
	while (*title) {
		const char *brace = strchr(title, '{');
		char *part = mem_dupn(title, brace ? (size_t)(brace - title) : strlen(title));
		clean_upper(&board->name, part);
		free(part);
		if (!brace)
			return;
		bool hub = str_starts(brace, "{hub}"), area = str_starts(brace, "{area}");
		if (hub || area)
			add_place(board, hub, &board->name);
		else
			str_addc(&board->name, '{');
		title = brace + (hub ? strlen("{hub}") : area ? strlen("{area}") : 1);
	}
}

/* ---- drawing -------------------------------------------------------------------------------------- */

/* Who reads the line above the keys: a message, a trouble that lasts, or the why of the focused line. */
static void make_why(const struct board *board, struct chrome *chrome, struct str *why, struct str *position)
{
	const struct view *view = board_view(board);
	const struct pane *pane = view_focused(view);
	bool loaded = pane && view->slots[view->focus].loaded;
	if (loaded && pane->ops->position)
		pane->ops->position(pane, &board->env, position);
	if (board->message.length) {
		str_add(why, str_text(&board->message));
		chrome->why_role = board->message_is_error ? ROLE_ERROR : ROLE_WHY;
	} else if (board->trouble) {
		str_add(why, board->trouble);
		chrome->why_role = ROLE_ERROR;
	} else if (loaded && pane->ops->why) {
		pane->ops->why(pane, &board->env, why);
	}
}

/* A message too long for its line goes on in the line of keys, from the last blank or slash that the first has room
 * for: where a file was written is said whole. */
static bool fold_message(const struct board *board, int columns, struct str *why, struct str *position,
	struct str *rest)
{
	const char *text = str_text(&board->message);
	int wide = clean_columns(text), at = columns;

	if (wide + clean_columns(str_text(position)) + 2 > columns && wide)
		str_reset(position);
	if (wide <= columns)
		return false;
	while (at > columns / 2 && text[at - 1] != ' ' && text[at - 1] != '/')
		at--;
	at = at > columns / 2 ? at : columns;
	while ((text[at] & 0xC0) == 0x80) /* never within a letter */
		at--;
	str_reset(why);
	str_addn(why, text, (size_t)at);
	str_add(rest, text + at);
	return true;
}

static const char *keys_of_view(const struct board *board)
{
	const char *name = board_view(board)->place.name;
	return board->matrix.first_morning && !strcmp(name, "overview") ? "first-morning" : name;
}

/* NULL where those of the view hold: nothing is typed, or a question that says its keys itself. */
static const char *keys_of_prompt(const struct board *board)
{
	static const char *const keys[] = { [PROMPT_FIND] = "Enter finds it   Esc leaves it",
		[PROMPT_FILTER] = "Enter filters   Esc leaves it", [PROMPT_COMMAND] = "Enter takes it   Up Down others   Esc leaves it",
		[PROMPT_TEXT] = "Enter save   Esc leaves it" };
	if (board->prompt.type == PROMPT_TEXT && board->parts.asking)
		return "Enter next part   Esc leaves it";
	return board->prompt.type < sizeof keys / sizeof *keys ? keys[board->prompt.type] : NULL;
}

/* What is not as usual stands beside the marking until it is. */
static const char *status_of(const struct board *board)
{
	const struct pane *pane = view_focused(board_view(board));
	if (board->setup.read_only)
		return "READ ONLY";
	if (board->paused)
		return "PAUSED";
	if (pane && pane->filtered)
		return "FILTERED";
	if (board->changes_only)
		return "CHANGES";
	if (board->profile == PROFILE_TEAM)
		return "TEAM";
	return board->setup.offline ? "OFFLINE" : "";
}

static struct chrome chrome_of(const struct board *board)
{
	return (struct chrome){ .marking = board->matrix.lines ? board->matrix.banner : MARKING_SENSITIVE,
		.demo = board->matrix.demo, .past = board->setup.past != PAST_NOT, .name = str_text(&board->name), .now = board->now,
		.why_role = ROLE_WHY,
		.headline = str_text(&board->headline), .keys_role = ROLE_KEYS, .status = status_of(board) };
}

static void draw_lines(struct board *board, struct grid *grid)
{
	struct chrome chrome = chrome_of(board);
	struct str why = { 0 }, position = { 0 }, keys = { 0 };
	bool typing = board->prompt.type != PROMPT_NONE;
	if (!typing)
		make_why(board, &chrome, &why, &position);
	if (!typing && fold_message(board, grid->columns, &why, &position, &keys)) {
		chrome.keys_role = chrome.why_role;
	} else if (typing && board->prompt.error[0]) {
		str_add(&keys, board->prompt.error);
		chrome.keys_role = ROLE_ERROR;
	} else if (keys_of_prompt(board)) {
		str_add(&keys, keys_of_prompt(board));
	} else {
		chrome_keys(keys_of_view(board), board->keymap,
			(struct chrome_limits){ board->setup.kiosk, board->setup.read_only },
			chrome_keys_columns(&chrome, grid->columns), &keys);
	}
	chrome.why = str_text(&why);
	chrome.position = str_text(&position);
	chrome.keys = str_text(&keys);
	chrome_bottom(&chrome, grid);
	struct rect all = { 0, 0, grid->rows, grid->columns };
	if (board->prompt.type == PROMPT_COMMAND)
		palette_draw(&board->palette, board->keymap, grid, all, grid->rows - 2);
	if (board->prompt.type == PROMPT_TEXT)
		board_draw_action(board, grid);
	else if (typing)
		prompt_draw(&board->prompt, grid, all, grid->rows - 2);
	str_free(&why);
	str_free(&position);
	str_free(&keys);
}

static void clear_rect(struct grid *grid, struct rect rect)
{
	for (int row = 0; row < rect.rows; row++)
		grid_fill(grid, rect, row, 0, rect.columns, ROLE_TEXT, ' ');
}

static void draw_slot(struct board *board, struct slot *slot, struct grid *grid, bool focused)
{
	if (slot->pane.rect.rows < 1 || !slot->loaded)
		return;
	clear_rect(grid, slot->pane.rect);
	slot->pane.ops->draw(&slot->pane, &board->env, grid, focused);
}

static void draw_all(struct board *board, struct grid *grid)
{
	struct chrome chrome = chrome_of(board);
	grid_start(grid, board->rows, board->columns, board->ascii);
	if (!chrome_fits(grid->rows, grid->columns)) {
		chrome_too_small(&chrome, grid);
		return;
	}
	if (board->matrix.lines)
		view_draw(board_view(board), &board->env, grid);
	chrome_top(&chrome, grid);
	draw_lines(board, grid);
}

static void draw_pane(struct board *board, struct grid *grid)
{
	struct view *view = board_view(board);
	grid->cursor_row = -1;
	for (size_t i = 0; i < view->count; i++)
		if ((int)i == view->focus || view->slots[i].follows)
			draw_slot(board, &view->slots[i], grid, (int)i == view->focus);
	draw_lines(board, grid);
}

/* Markings and nothing else: somebody stands behind the screen. */
static void draw_blank(struct board *board, struct grid *grid)
{
	struct chrome chrome = chrome_of(board);
	grid_start(grid, board->rows, board->columns, board->ascii);
	chrome.name = chrome.headline = chrome.why = chrome.position = "";
	chrome.keys = "any key brings the board back";
	chrome_top(&chrome, grid);
	chrome_bottom(&chrome, grid);
}

static void draw_briefing(struct board *board, struct grid *grid)
{
	grid_start(grid, board->rows, board->columns, board->ascii);
	briefing_draw(board->briefing, grid);
}

void board_draw(struct board *board, struct grid *grid)
{
	if (board->briefing || board->blank) {
		(board->briefing ? draw_briefing : draw_blank)(board, grid);
		return;
	}
	bool same = grid->rows == board->rows && grid->columns == board->columns && grid->ascii == board->ascii && grid->cells;
	if (board->relayout || wants_load(board)) {
		board->relayout = board->relayout || moves_panes(board);
		load(board);
		board_redraw(board, REDRAW_PANE);
	}
	if (board->relayout && board->matrix.lines && chrome_fits(board->rows, board->columns)) {
		view_layout(board_view(board), &board->env, chrome_room(board->rows, board->columns));
		make_headline(board);
		make_name(board);
		board->relayout = false;
		board_redraw(board, REDRAW_ALL);
	}
	if (!same || !chrome_fits(board->rows, board->columns) || board->prompt.type == PROMPT_COMMAND ||
		board->prompt.type == PROMPT_TEXT)
		board_redraw(board, REDRAW_ALL);
	if (board->redraw == REDRAW_ALL)
		draw_all(board, grid);
	else if (board->redraw == REDRAW_PANE)
		draw_pane(board, grid);
	else if (board->redraw == REDRAW_LINES)
		draw_lines(board, grid);
	board->redraw = REDRAW_NOTHING;
}

/* ---- events --------------------------------------------------------------------------------------- */

void board_resize(struct board *board, int rows, int columns)
{
	board->rows = rows;
	board->columns = columns;
	board->env.screen_rows = rows;
	board->env.screen_columns = columns;
	board->generation++; /* some panes tell more or less by the size of the terminal */
	board->relayout = true;
	board_redraw(board, REDRAW_ALL);
}

unsigned board_tick(struct board *board, instant_t now)
{
	bool minute = now / 60 != board->now / 60;
	board->now = now;
	if (store_refresh(board->setup.store) || minute) {
		board->stale = true;
		if (board->briefing)
			briefing_tick(board->briefing, now);
		return BOARD_DRAW;
	}
	const char *name = board_view(board)->place.name;
	if (sources_changed(board))
		board->stale = true;
	else if (strcmp(name, "sources") && strcmp(name, "source"))
		return 0;
	else
		load_requests(board); /* these views tell each answer */
	return BOARD_DRAW;
}

instant_t board_next_tick(const struct board *board, instant_t now)
{
	return board->failures || board->stale ? now + 1 : (now / 60 + 1) * 60;
}

void board_feeder(struct board *board, int asking, const char *trouble)
{
	if (asking != board->env.asking) {
		board->env.asking = asking;
		board_redraw(board, board->matrix.first_morning ? REDRAW_ALL : REDRAW_LINES);
	}
	if (str_same(trouble, board->trouble))
		return;
	free(board->trouble);
	board->trouble = mem_dup(trouble);
	board_redraw(board, REDRAW_LINES);
}

bool board_paused(const struct board *board)
{
	return board->paused;
}

/* ---- a new configuration ---------------------------------------------------------------------------- */

static void say_fault(struct board *board, const struct config_faults *faults)
{
	struct str text = { 0 };
	if (faults->count)
		config_fault_print(&faults->list[0], &text);
	board_say(board, true, "Configuration not taken over: %s", str_text(&text));
	str_free(&text);
}

/* The same place in the new configuration; false when its hub, area or view is gone. */
static bool same_place(const struct config *old, const struct config *new, struct place *place)
{
	if (place->hub >= 0)
		place->hub = config_hub_index(new, old->hubs[place->hub].id);
	if (place->area >= 0)
		place->area = config_area_index(new, old->areas[place->area].id);
	const struct view_config *view = config_view(new, place->name);
	if (view)
		place->name = view->name;
	return place->area != -1 && (view || !config_view(old, place->name));
}

unsigned board_reload(struct board *board, struct config *config, struct config_faults *faults)
{
	struct keymap *keymap = config ? keymap_new(config, faults) : NULL;
	struct place places[BOARD_DEPTH];
	struct config *old = board->config;
	int count = 0;
	if (!keymap) {
		say_fault(board, faults);
		config_free(config);
		return BOARD_DRAW;
	}
	for (int i = 0; i < board->depth; i++) {
		places[count] = board->stack[i]->place;
		bool was_hub = places[count].hub >= 0;
		if (same_place(old, config, &places[count]) && !(was_hub && places[count].hub < 0))
			count++;
		view_close(board->stack[i]);
	}
	board->depth = 0;
	board->last = (struct place){ 0 };
	keymap_free(board->keymap);
	board->keymap = keymap;
	board->config = config;
	if (board->briefing)
		briefing_reconfigure(board->briefing, config, keymap);
	board->stale = true;
	since_choose_none(board);
	set_env(board);
	for (int i = 0; i < count; i++)
		board_open(board, places[i], false);
	if (!board->depth)
		board_open(board, (struct place){ "overview", PLACE_ANY, PLACE_ANY, -1 }, false);
	config_free(old);
	board_say(board, false, "The configuration was read again.");
	return BOARD_DRAW;
}
