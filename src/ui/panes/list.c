/* The list pane: records as lines, as the first frames of screens.md draw them. Bound to a hub it leaves the
 * place out; bound to nothing and without a title of its own it is the overview's list: what changed, then
 * what is late, then what is due today; and on the first morning what the sources have answered. Dashboard
 * only. */
#include "hubbrief/panes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"

struct list_state {
	struct rows rows;
	struct scroll sources; /* of the first morning */
};

enum { PART_CHANGED, PART_LATE, PART_TODAY };

static bool tells_changes(const struct pane *pane)
{
	return pane->hub == PLACE_ANY && pane->area == PLACE_ANY && pane->setup && !pane->setup->title;
}

/* On a tall terminal what is late and due stands in a pane of its own (screens.md). */
static bool only_changes(const struct pane *pane, const struct pane_env *env)
{
	int from = tells_changes(pane) ? pane->setup->only_changes_from_rows : 0;

	return env->changes_only || (from > 0 && env->screen_rows >= from);
}

static bool tells_sources(const struct pane *pane, const struct pane_env *env)
{
	return tells_changes(pane) && env->matrix && env->matrix->first_morning;
}

static void list_open(struct pane *pane, const struct pane_env *env)
{
	struct list_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->rows.focused = -1;
	pane->state = state;
}

static void list_close(struct pane *pane)
{
	struct list_state *state = pane->state;

	rows_free(&state->rows);
	free(state);
}

static struct filter *without(struct arena *arena, struct filter *filter, struct filter *what)
{
	struct filter *not = arena_alloc(arena, sizeof *not);

	*not = (struct filter){ .op = FILTER_NOT, .left = what };
	return filter_and(arena, filter, not);
}

static bool list_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct list_state *state = pane->state;
	struct arena arena = { 0 };
	struct filter all = { .op = FILTER_ALL }, *base = pane->filter ? pane->filter : &all;
	struct filter *filters[ROWS_PARTS] = { base };
	int count = 1;

	change_list_free(&state->rows.extra);
	if (tells_changes(pane) && !pane->filtered && !brief_changes_extra(env->store, &env->moment, &state->rows.extra, error))
		return false;
	if (only_changes(pane, env))
		filters[0] = filter_and(&arena, base, filter_flag(&arena, FLAG_CHANGED));
	else if (tells_changes(pane)) {
		struct filter *changes = filter_flag(&arena, FLAG_CHANGED);
		filters[PART_CHANGED] = filter_and(&arena, base, changes);
		filters[PART_LATE] = without(&arena, filter_and(&arena, base, filter_flag(&arena, FLAG_OVERDUE)), changes);
		filters[PART_TODAY] = without(&arena, filter_and(&arena, base, filter_flag(&arena, FLAG_DUE_TODAY)), changes);
		count = 3;
	}
	bool good = rows_load(&state->rows, pane, env, filters, count, error);
	arena_free(&arena);
	return good;
}

/* ---- the first morning -------------------------------------------------------------------------- */

static void fetch_words(const struct source_line *line, const struct pane_env *env, struct str *out)
{
	if (line->answered >= line->asked) {
		str_add(out, "in    ");
		plural(line->records, "record", "records", out);
	} else if (line->state == SOURCE_REFUSED)
		str_addf(out, "refused: %s", line->worst ? line->worst->error : "");
	else if (line->asked > 1 && line->polled)
		str_addf(out, "%d of %d answers", line->answered, line->asked);
	else if (line->polled && line->worst)
		str_addf(out, "failed: %s", line->worst->error);
	else
		str_add(out, env->asking > 0 ? "asking" : "not asked yet");
}

static void draw_sources(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct list_state *state = pane->state;
	struct arena arena = { 0 };
	struct source_line *lines;
	size_t count = source_lines(env->config, env->requests, env->moment.now, &arena, &lines);
	struct str text = { 0 };
	int page = pane->rect.rows - 1;

	str_addf(&text, "FIRST FETCH: %d of %d sources in. Incomplete until this line goes.", env->matrix->sources_in,
		env->matrix->sources_all);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&text), NULL);
	scroll_fit(&state->sources, (int64_t)count, page);
	for (int i = 0; i < page && (size_t)(state->sources.top + i) < count; i++) {
		const struct source_line *line = &lines[state->sources.top + i];
		str_reset(&text);
		fetch_words(line, env, &text);
		grid_put(grid, pane->rect, 1 + i, 3, 19, ROLE_TEXT, line->name);
		grid_put(grid, pane->rect, 1 + i, 23, pane->rect.columns - 23,
			line->answered >= line->asked ? ROLE_GOOD : line->state == SOURCE_REFUSED ? ROLE_RED : ROLE_UNKNOWN,
			str_text(&text));
	}
	if (focused && count) {
		grid_put(grid, pane->rect, 1 + (int)(state->sources.at - state->sources.top), 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, 1 + (int)(state->sources.at - state->sources.top), 0);
	}
	str_free(&text);
	arena_free(&arena);
}

static const struct request_status *source_focused(const struct pane *pane, const struct pane_env *env)
{
	const struct list_state *state = pane->state;
	struct arena arena = { 0 };
	struct source_line *lines;
	size_t count = source_lines(env->config, env->requests, env->moment.now, &arena, &lines);
	const struct request_status *request = (size_t)state->sources.at < count ? lines[state->sources.at].worst : NULL;

	arena_free(&arena);
	return request;
}

/* ---- title -------------------------------------------------------------------------------------- */

static void title_changes(const struct list_state *state, const struct pane *pane, const struct pane_env *env,
	struct str *out)
{
	long long lines = (long long)rows_part_count(&state->rows, PART_CHANGED);
	long long changed = env->matrix && !pane->filtered && moment_has_baseline(&env->moment) ? env->matrix->changed : lines;
	long long page = pane->rect.rows - 1;

	if (!moment_has_baseline(&env->moment))
		str_addf(out, "LAST 24 HOURS: %lld, not marked new", changed);
	else if (lines <= page)
		str_addf(out, "CHANGED SINCE LAST BRIEFING: %lld, all here", changed);
	else
		str_addf(out, "CHANGED SINCE LAST BRIEFING: %lld, %lld on this page", changed, page);
	if (env->changes_only)
		str_add(out, ". x shows the rest too");
	else if (!only_changes(pane, env))
		str_addf(out, ". Then %lld late, %lld due today", (long long)rows_part_count(&state->rows, PART_LATE),
			(long long)rows_part_count(&state->rows, PART_TODAY));
}

/* A pane repeated for each area or hub: "s SAFETY HUBS" in a hub's view, "6 SCARBOROUGH" in an area's. */
static void title_each(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	bool by_hub = str_same(pane->setup->each, "hub");
	const struct config *config = env->config;
	char key = by_hub ? pane->hub >= 0 ? config->hubs[pane->hub].key : '0'
		: pane->area >= 0 ? config->areas[pane->area].key : 0;

	if (key)
		str_addf(out, "%c ", key);
	struct str name = { 0 };
	pane_title(pane, env, by_hub ? "{hub}" : "{area}", &name);
	clean_upper(out, str_text(&name));
	str_free(&name);
}

static void draw_title(const struct pane *pane, const struct pane_env *env, struct grid *grid, const char *tail)
{
	const struct list_state *state = pane->state;
	const struct cell *cell = pane->setup && pane->setup->each ? pane_cell(pane, env) : NULL;
	struct str title = { 0 };

	if (tells_changes(pane))
		title_changes(state, pane, env, &title);
	else if (pane->setup && pane->setup->each)
		title_each(pane, env, &title);
	else
		pane_title(pane, env, "RECORDS", &title);
	int after = 3 + clean_columns(str_text(&title)) + 2;
	if (cell) {
		str_addf(&title, "  %s", cell_state_text(cell->state));
		if (*cell->why && cell->state != CELL_OK)
			str_addf(&title, ": %s", cell->why);
	}
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), tail);
	if (cell)
		grid_put(grid, pane->rect, 0, after, pane->rect.columns - after - 3, role_of_cell(cell->state),
			cell_state_text(cell->state));
	str_free(&title);
}

/* ---- lines -------------------------------------------------------------------------------------- */

/* Where the parts of a line stand; −1: left out at this width. */
struct line_columns { int key, name, name_columns, title, title_columns, owner, when, when_columns; bool wide; };

enum { WORD = 1, WORD_COLUMNS = 8, OWNER_COLUMNS = 7, WIDE = 17, NARROW = 7 };

static struct line_columns line_columns(const struct pane *pane)
{
	int width = pane->rect.columns;
	bool places = pane->hub == PLACE_ANY, wide = !places || width >= 100;
	struct line_columns c = { .key = places ? 10 : -1, .name = places && width >= 60 ? 13 : -1, .wide = wide,
		.name_columns = width >= 100 ? 14 : 11, .when_columns = wide ? WIDE : NARROW };

	c.title = c.name >= 0 ? c.name + c.name_columns + 1 : places ? 13 : 10;
	c.when = width - c.when_columns;
	c.owner = c.when - OWNER_COLUMNS - 1;
	if (c.owner - c.title - 1 < 16)
		c.owner = -1;
	if (c.when - c.title - 1 < 12)
		c.when = -1;
	c.title_columns = (c.owner >= 0 ? c.owner : c.when >= 0 ? c.when : width + 1) - c.title - 1;
	return c;
}

static void draw_place(const struct pane *pane, const struct pane_env *env, const struct line_columns *c,
	struct grid *grid, int at, const struct row *row)
{
	char key[4];
	struct str name = { 0 };

	if (c->key < 0)
		return;
	line_place(row, env->config, env->store, key, &name);
	grid_put(grid, pane->rect, at, c->key, 2, ROLE_MUTED, key);
	if (c->name >= 0)
		grid_put(grid, pane->rect, at, c->name, c->name_columns, ROLE_TEXT, str_text(&name));
	str_free(&name);
}

/* The wide when where it fits, else the narrow one. */
static void fit_when(const struct row *row, const struct pane_env *env, const struct line_columns *c, struct str *when)
{
	line_when(row, &env->moment, c->wide, when);
	if (c->wide && (int)when->length > c->when_columns) {
		str_reset(when);
		line_when(row, &env->moment, false, when);
	}
}

/* A when that does not fit its column follows the title: "…, due 31 Mar". Where that has no room either, the
 * column shows the day alone. */
static void place_when(const struct row *row, const struct line_columns *c, int room, struct str *title,
	struct str *when)
{
	char day[DATE_TEXT];
	day_t on = row->due != DAY_NONE ? row->due : row->expires != DAY_NONE ? row->expires : row->ends;

	if (!when->length || (c->when >= 0 && (int)when->length <= c->when_columns))
		return;
	bool fits = clean_columns(str_text(title)) + 2 + (int)when->length <= room;
	if (fits || c->when < 0 || on == DAY_NONE) {
		str_addf(title, ", %s", str_text(when));
		str_reset(when);
	} else {
		str_reset(when);
		str_add(when, day_short(day, on));
	}
}

static void draw_what(const struct pane *pane, const struct pane_env *env, const struct line_columns *c,
	struct grid *grid, int at, const struct row *row)
{
	struct str title = { 0 }, when = { 0 };
	int owner = row->kind == KIND_MEASURE ? -1 : c->owner, room = c->title_columns;
	enum role late = row->flags & 1U << FLAG_OVERDUE ? ROLE_LATE : ROLE_TEXT;

	line_title(row, &title);
	fit_when(row, env, c, &when);
	if (row->kind == KIND_MEASURE)
		room = pane->rect.columns - c->title;
	place_when(row, c, room, &title, &when);
	/* An incident's agency gives way to its title, and the place of an owner that there is not; an action's owner never does. */
	bool gives_way = row->kind == KIND_INCIDENT || !*row->owner;
	if (owner >= 0 && gives_way && clean_columns(str_text(&title)) > room) {
		owner = -1;
		room = c->when - c->title - 1;
	}
	grid_put(grid, pane->rect, at, c->title, room, ROLE_TEXT, str_text(&title));
	if (owner >= 0)
		grid_put(grid, pane->rect, at, owner, OWNER_COLUMNS, ROLE_TEXT, row->owner);
	if (c->when >= 0 && row->kind != KIND_MEASURE)
		grid_put(grid, pane->rect, at, c->when, c->when_columns, late, str_text(&when));
	str_free(&title);
	str_free(&when);
}

/* What was seen stands in small letters; the why line says it too. */
static const char *small_letters(char out[16], const char *word)
{
	size_t at = 0;

	for (; word[at] && at < 15; at++)
		out[at] = (char)tolower((unsigned char)word[at]);
	out[at] = '\0';
	return out;
}

static void draw_row(const struct pane *pane, const struct pane_env *env, const struct line_columns *c,
	struct grid *grid, int at, const struct row *row)
{
	const char *word = line_word(row, &env->moment);
	char small[16];
	enum role role = role_of_word(word);

	if (row->events && seen_has(env->seen, row->source, row->id, row->told))
		word = small_letters(small, word);
	if (!*word && row->york && pane->hub != PLACE_ANY)
		word = "+York"; /* "countywide" is wrong for it, and a bound pane leaves the place out */
	grid_put(grid, pane->rect, at, WORD, WORD_COLUMNS, role, word);
	draw_place(pane, env, c, grid, at, row);
	draw_what(pane, env, c, grid, at, row);
}

/* ---- empty, explained ---------------------------------------------------------------------------- */

static const struct hub_line *line_of(const struct pane *pane, const struct pane_env *env)
{
	size_t line = (size_t)(pane->hub + 1);

	return pane->hub != PLACE_ANY && env->matrix && line < env->matrix->line_count ? &env->matrix->lines[line] : NULL;
}

static const char *empty_sentence(const struct pane *pane, const struct pane_env *env)
{
	const struct hub_line *line = line_of(pane, env);
	const struct cell *cell = pane_cell(pane, env);

	if (pane->area >= 0 && area_closed(&env->config->areas[pane->area], env->moment.profile))
		return "closed outside profile team: this area is sensitive";
	if (pane->filtered)
		return "nothing matches the filter; \\ changes it";
	if (env->matrix && env->matrix->first_morning)
		return "not yet in: nothing here is a zero until its source has answered";
	if (line && (line->state == HUB_NO_DATA || line->made == INSTANT_NONE))
		return "no data: this is not quiet, it is unknown";
	if (cell && cell->state == CELL_NONE_KEPT)
		return "none kept: no source covers this";
	if (line && line->state == HUB_QUIET)
		return "quiet: nothing needs the room";
	if (tells_changes(pane) && moment_has_baseline(&env->moment))
		return "everything has been seen: nothing changed since the last briefing, nothing late or due today";
	return "nothing needs the room";
}

/* ---- the pane ------------------------------------------------------------------------------------ */

static int page_of(const struct pane *pane)
{
	return pane->rect.rows - 1;
}

static void list_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct list_state *state = pane->state;
	struct line_columns columns = line_columns(pane);
	struct str tail = { 0 };
	bool exact;

	if (tells_sources(pane, env)) {
		draw_sources(pane, env, grid, focused);
		return;
	}
	int64_t count = rows_show(&state->rows, page_of(pane), &exact);
	if (!tells_changes(pane))
		scroll_tail(&state->rows.scroll, count, exact, page_of(pane), &tail);
	draw_title(pane, env, grid, tail.length ? str_text(&tail) : NULL);
	str_free(&tail);
	for (int i = 0; i < page_of(pane) && state->rows.scroll.top + i < count; i++) {
		const struct row *row = rows_at(&state->rows, state->rows.scroll.top + i);
		if (row)
			draw_row(pane, env, &columns, grid, 1 + i, row);
	}
	if (!count)
		grid_put(grid, pane->rect, 1, 3, pane->rect.columns - 3, ROLE_MUTED, empty_sentence(pane, env));
	if (focused) {
		int at = count ? 1 + (int)(state->rows.scroll.at - state->rows.scroll.top) : pane->rect.rows > 1;
		grid_put(grid, pane->rect, at, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, at, 0);
	}
}

static int list_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct list_state *state = pane->state;
	bool exact;

	(void)columns;
	if (tells_sources(pane, env))
		return 1 + env->matrix->sources_all;
	int64_t count = rows_count(&state->rows, &exact);
	return count > 500 ? 501 : count ? 1 + (int)count : 2;
}

static bool has_event(const struct row *row)
{
	return row->events;
}

static unsigned step_changes(struct list_state *state, enum action action, int page)
{
	bool worse = action == ACTION_NEXT_WORSE || action == ACTION_PREV_WORSE;
	int direction = action == ACTION_PREV_CHANGE || action == ACTION_PREV_WORSE ? -1 : 1;

	return rows_step(&state->rows, worse ? change_worse : has_event, direction, page) ? EFFECT_HANDLED | EFFECT_REDRAW
		: EFFECT_NONE;
}

static unsigned list_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct list_state *state = pane->state;

	if (!tells_sources(pane, env) && action >= ACTION_NEXT_CHANGE && action <= ACTION_PREV_WORSE)
		return step_changes(state, action, page_of(pane));
	if (!tells_sources(pane, env))
		return rows_act(&state->rows, action, page_of(pane));
	struct scroll before = state->sources;
	if (action == ACTION_OPEN)
		return source_focused(pane, env) ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
	if (!scroll_act(&state->sources, action, env->matrix->sources_all, page_of(pane)))
		return EFFECT_NONE;
	return scroll_effect(&before, &state->sources);
}

static struct target list_target(const struct pane *pane, const struct pane_env *env)
{
	const struct list_state *state = pane->state;
	const struct row *row = rows_focused(&state->rows);

	if (tells_sources(pane, env)) {
		const struct request_status *request = source_focused(pane, env);
		return (struct target){ .type = request ? TARGET_SOURCE : TARGET_NONE, .number = request ? request->id : -1,
			.hub = PLACE_ANY, .area = PLACE_ANY };
	}
	return (struct target){ .type = row ? TARGET_RECORD : TARGET_NONE, .number = row ? row->n : -1,
		.hub = PLACE_ANY, .area = PLACE_ANY };
}

/* "Safety hubs is AMBER: 1 action late, none over 7 days." in a hub's own view. */
static void why_here(const struct pane *pane, const struct pane_env *env, const struct cell *cell, struct str *out)
{
	if (pane->setup && str_same(pane->setup->each, "hub"))
		brief_why_cell(env->matrix, env->config, pane->hub + 1, pane->area, out);
	else {
		str_addf(out, "%s is %s", label_of(env->config, pane->area, env->moment.today), cell_state_text(cell->state));
		str_addf(out, *cell->why ? ": %s." : ".", cell->why);
	}
}

/* Events that say more than the line has room for. */
static const uint32_t tells_before = 1U << CHANGE_REDATED | 1U << CHANGE_OWNER | 1U << CHANGE_RATING | 1U << CHANGE_STAGE |
	1U << CHANGE_SEVERITY;

static void why_row(const struct pane_env *env, const struct row *row, struct str *out)
{
	int hub, area;

	brief_row_cell(row, env->config, env->store, &hub, &area);
	if (row->n < 0 || row->events & tells_before)
		brief_changes_say(env->store, &env->moment, row, out);
	else if (env->matrix && area >= 0 && (hub >= 0 || !row->hubs)
		&& env->matrix->lines[hub + 1].cells[area].state != CELL_OK)
		brief_why_cell(env->matrix, env->config, hub + 1, area, out);
	else
		brief_why_row(row, &env->moment, env->config, out);
}

/* The overview's title is full: "1-10 of 14" ends the why line instead. */
static void list_position(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct list_state *state = pane->state;
	bool exact;
	int64_t count = rows_count(&state->rows, &exact);

	if (tells_changes(pane) && !tells_sources(pane, env) && (!exact || count > page_of(pane)))
		scroll_tail(&state->rows.scroll, count, exact, page_of(pane), out);
}

static void list_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct list_state *state = pane->state;
	const struct row *row = rows_focused(&state->rows);
	const struct cell *cell = pane_cell(pane, env);

	if (tells_sources(pane, env)) {
		str_add(out, "Nothing here is a zero until its source has answered.");
		return;
	}
	if (!row && !cell)
		return;
	str_add(out, "Why: ");
	if (cell && (!row || cell->state != CELL_OK))
		why_here(pane, env, cell, out);
	else if (row)
		why_row(env, row, out);
}

static bool list_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct list_state *state = pane->state;

	return !tells_sources(pane, env) && rows_find(&state->rows, text, direction, page_of(pane));
}

const struct pane_ops pane_list = {
	.name = "list", .help = "records as lines: what it is, where, whose, when", .focusable = true, .records = true,
	.open = list_open, .close = list_close, .load = list_load, .want_rows = list_want_rows, .draw = list_draw,
	.act = list_act, .target = list_target, .why = list_why, .find = list_find, .position = list_position,
};
