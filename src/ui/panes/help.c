/* The help pane: every action with its keys as they are bound now, then the words of the board and of the
 * filter language, all from their tables. Searchable with find; Enter on an action does it. Dashboard only. */
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

struct help_line {
	const char *left, *right; /* right NULL: a heading */
	enum action action;       /* ACTION_NONE: only to be read */
};
struct help_state {
	struct arena arena;
	struct help_line *lines;
	size_t count;
	struct scroll scroll;
};

enum { LEFT = 3, RIGHT = 25 };

static const struct { const char *word, *means; } board_words[] = {
	{ "RED, AMBER, ok, done", "a cell's rating, by the rules of the configuration" },
	{ "old", "its data is older than it should be" },
	{ "unknown", "no answer yet, or none for so long that nobody can say" },
	{ "<5", "one to four: hidden, so that nobody can be recognised" },
	{ "none kept", "no source covers it" },
	{ "check", "the newest version of a record was refused" },
	{ "Quiet", "fresh data, and nothing new, late, due soon or raised" },
	{ "NO DATA 7 days", "the newest data is that old: not quiet, unknown" },
	{ "NOW LATE", "it became late since the last briefing" },
	{ "may be chance", "a change too small to mean anything" },
};

static void add(struct help_state *state, const char *left, const char *right, enum action action)
{
	state->lines = mem_grow(state->lines, state->count + 1, sizeof *state->lines);
	state->lines[state->count++] = (struct help_line){ .left = arena_dup(&state->arena, left),
		.right = arena_dup(&state->arena, right), .action = action };
}

static void help_open(struct pane *pane, const struct pane_env *env)
{
	(void)env;
	pane->state = mem_alloc(sizeof(struct help_state));
}

static void help_close(struct pane *pane)
{
	struct help_state *state = pane->state;

	arena_free(&state->arena);
	free(state->lines);
	free(state);
}

static void add_areas(struct help_state *state, const struct config *config, day_t today)
{
	for (size_t i = 0; i < config->area_count; i++)
		if (config->areas[i].key) {
			char key[] = { config->areas[i].key, '\0' };
			add(state, key, area_label_on(&config->areas[i], today), ACTION_NONE);
		}
}

static bool help_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct help_state *state = pane->state;

	(void)error;
	arena_free(&state->arena);
	state->count = 0;
	add(state, "KEYS", NULL, ACTION_NONE);
	for (int i = 0; i < ACTION_COUNT; i++) {
		const char *keys = env->keymap ? keymap_keys(env->keymap, (enum action)i) : action_table[i].keys;
		if (i == ACTION_AREA)
			add_areas(state, env->config, env->moment.today);
		else
			add(state, keys && *keys ? keys : "(no key)", action_table[i].help, (enum action)i);
	}
	add(state, "WORDS", NULL, ACTION_NONE);
	for (size_t i = 0; i < sizeof board_words / sizeof *board_words; i++)
		add(state, board_words[i].word, board_words[i].means, ACTION_NONE);
	add(state, "FILTERS", NULL, ACTION_NONE);
	add(state, "hub:craven area:vawg", "terms side by side must all hold; or, not and ( ) join them", ACTION_NONE);
	add(state, "due<=7d -owner:NYP", "dates count from today; - before a term turns it round", ACTION_NONE);
	for (int i = 0; i < FLAG_COUNT; i++)
		add(state, flag_table[i].word, flag_table[i].help, ACTION_NONE);
	return true;
}

static void draw_line(const struct pane *pane, struct grid *grid, int at, const struct help_line *line)
{
	if (!line->right) {
		grid_rule(grid, pane->rect, at, ROLE_RULE, line->left, NULL);
		return;
	}
	grid_put(grid, pane->rect, at, LEFT, RIGHT - LEFT - 1, ROLE_HEADING, line->left);
	grid_put(grid, pane->rect, at, RIGHT, pane->rect.columns - RIGHT, ROLE_TEXT, line->right);
}

static void help_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct help_state *state = pane->state;

	(void)env;
	scroll_fit(&state->scroll, (int64_t)state->count, pane->rect.rows);
	for (int i = 0; i < pane->rect.rows && (size_t)(state->scroll.top + i) < state->count; i++)
		draw_line(pane, grid, i, &state->lines[state->scroll.top + i]);
	if (focused) {
		int at = (int)(state->scroll.at - state->scroll.top);
		grid_put(grid, pane->rect, at, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, at, 0);
	}
}

static int help_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct help_state *state = pane->state;

	(void)env, (void)columns;
	return (int)state->count;
}

static const struct help_line *focused_line(const struct help_state *state)
{
	return (size_t)state->scroll.at < state->count ? &state->lines[state->scroll.at] : NULL;
}

static unsigned help_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct help_state *state = pane->state;
	struct scroll before = state->scroll;

	(void)env;
	if (action == ACTION_OPEN)
		return EFFECT_HANDLED | (focused_line(state) && focused_line(state)->action != ACTION_NONE ? EFFECT_OPEN : 0);
	if (!scroll_act(&state->scroll, action, (int64_t)state->count, pane->rect.rows))
		return EFFECT_NONE;
	return scroll_effect(&before, &state->scroll);
}

static struct target help_target(const struct pane *pane, const struct pane_env *env)
{
	const struct help_state *state = pane->state;
	const struct help_line *line = focused_line(state);

	(void)env;
	return (struct target){ .type = line && line->action != ACTION_NONE ? TARGET_ACTION : TARGET_TEXT, .number = -1,
		.hub = PLACE_ANY, .area = PLACE_ANY, .action = line ? line->action : ACTION_NONE };
}

static bool help_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct help_state *state = pane->state;
	int64_t count = (int64_t)state->count;

	(void)env;
	for (int64_t step = 1; step <= count; step++) {
		int64_t index = (state->scroll.at + (direction < 0 ? count - step : step)) % count;
		const struct help_line *line = &state->lines[index];
		if (!strcasestr(line->left, text) && !(line->right && strcasestr(line->right, text)))
			continue;
		state->scroll.at = index;
		return true;
	}
	return false;
}

static void help_position(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct help_state *state = pane->state;

	(void)env;
	scroll_tail(&state->scroll, (int64_t)state->count, true, pane->rect.rows, out);
}

const struct pane_ops pane_help = {
	.name = "help", .help = "every action and its keys, the words of the board and of filters", .focusable = true,
	.open = help_open, .close = help_close, .load = help_load, .want_rows = help_want_rows, .draw = help_draw,
	.act = help_act, .target = help_target, .find = help_find, .position = help_position,
};
