/* The coming pane: what lies ahead of a hub or of the partnership, led by its days. First what no single record
 * says (brief/coming.c), then the records of its filter with a day in the next four weeks. Dashboard only. */
#include "hubbrief/coming.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

struct coming_state {
	struct coming coming;
	struct scroll scroll;
};

enum { LEAD_COLUMNS = 10, TEXT = 13 };

static void coming_open(struct pane *pane, const struct pane_env *env)
{
	(void)env;
	pane->state = mem_alloc(sizeof(struct coming_state));
}

static void coming_close(struct pane *pane)
{
	struct coming_state *state = pane->state;

	coming_free(&state->coming);
	free(state);
}

static int page_of(const struct pane *pane)
{
	return pane->rect.rows - 1;
}

static const struct coming_line *line_at(const struct coming_state *state, int64_t index)
{
	return index >= 0 && (size_t)index < state->coming.count ? &state->coming.lines[index] : NULL;
}

/* The cursor returns to its line: told by its text, for what is derived has no number of its own. */
static void find_again(struct coming_state *state, const char *text)
{
	for (size_t i = 0; text && i < state->coming.count; i++)
		if (strcmp(state->coming.lines[i].text, text) == 0)
			state->scroll.at = (int64_t)i;
}

static bool coming_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct coming_state *state = pane->state;
	const struct coming_line *line = line_at(state, state->scroll.at);
	struct coming fresh = { 0 };
	struct filter all = { .op = FILTER_ALL };

	if (!brief_coming(env->store, env->config, &env->moment, pane->hub, pane->filter ? pane->filter : &all, &fresh,
		error)) {
		coming_free(&fresh);
		return false;
	}
	char *text = line ? mem_dup(line->text) : NULL;
	coming_free(&state->coming);
	state->coming = fresh;
	find_again(state, text);
	free(text);
	scroll_fit(&state->scroll, (int64_t)fresh.count, page_of(pane));
	return true;
}

static int coming_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct coming_state *state = pane->state;

	(void)env, (void)columns;
	return state->coming.count ? 1 + (int)state->coming.count : 2;
}

static void draw_line(const struct pane *pane, struct grid *grid, int at, const struct coming_line *line)
{
	grid_put_right(grid, pane->rect, at, LEAD_COLUMNS, ROLE_TEXT, line->lead);
	grid_put(grid, pane->rect, at, TEXT, pane->rect.columns - TEXT, ROLE_TEXT, line->text);
}

static void coming_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct coming_state *state = pane->state;
	struct str title = { 0 }, tail = { 0 };
	int64_t count = (int64_t)state->coming.count;

	scroll_fit(&state->scroll, count, page_of(pane));
	scroll_tail(&state->scroll, count, true, page_of(pane), &tail);
	pane_title(pane, env, "COMING", &title);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), tail.length ? str_text(&tail) : NULL);
	for (int i = 0; i < page_of(pane) && state->scroll.top + i < count; i++)
		draw_line(pane, grid, 1 + i, &state->coming.lines[state->scroll.top + i]);
	if (!count)
		grid_put(grid, pane->rect, 1, 3, pane->rect.columns - 3, ROLE_MUTED,
			pane->filtered ? "nothing matches the filter; \\ changes it" : "nothing in the next four weeks");
	if (focused) {
		int at = count ? 1 + (int)(state->scroll.at - state->scroll.top) : pane->rect.rows > 1;
		grid_put(grid, pane->rect, at, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, at, 0);
	}
	str_free(&title);
	str_free(&tail);
}

static unsigned coming_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct coming_state *state = pane->state;
	struct scroll before = state->scroll;
	const struct coming_line *line = line_at(state, state->scroll.at);

	(void)env;
	if (action == ACTION_OPEN)
		return line && line->number >= 0 ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
	if (!scroll_act(&state->scroll, action, (int64_t)state->coming.count, page_of(pane)))
		return EFFECT_NONE;
	return scroll_effect(&before, &state->scroll);
}

static struct target coming_target(const struct pane *pane, const struct pane_env *env)
{
	const struct coming_state *state = pane->state;
	const struct coming_line *line = line_at(state, state->scroll.at);
	bool record = line && line->number >= 0;

	(void)env;
	return (struct target){ .type = record ? TARGET_RECORD : TARGET_NONE, .number = record ? line->number : -1,
		.hub = PLACE_ANY, .area = PLACE_ANY };
}

/* The line in full, where its own width cut it. */
static void coming_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct coming_state *state = pane->state;
	const struct coming_line *line = line_at(state, state->scroll.at);

	(void)env;
	if (line)
		str_addf(out, "%s%s%s.", line->lead, *line->lead ? ": " : "", line->text);
}

static bool coming_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct coming_state *state = pane->state;
	int step = direction < 0 ? -1 : 1;

	(void)env;
	for (int64_t at = state->scroll.at + step; line_at(state, at); at += step)
		if (strcasestr(line_at(state, at)->text, text)) {
			state->scroll.at = at;
			scroll_fit(&state->scroll, (int64_t)state->coming.count, page_of(pane));
			return true;
		}
	return false;
}

const struct pane_ops pane_coming = {
	.name = "coming", .help = "what lies ahead: owners that end, gatherings, meetings, powers", .focusable = true,
	.filters = true, .open = coming_open, .close = coming_close, .load = coming_load, .want_rows = coming_want_rows,
	.draw = coming_draw, .act = coming_act, .target = coming_target, .why = coming_why, .find = coming_find,
};
