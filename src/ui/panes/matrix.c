/* The matrix pane: one row a hub, one column an area (screens.md, first frame). It asks nothing itself: the
 * board loads the matrix once for all panes. Dashboard only. */
#include "hubbrief/clean.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

struct matrix_state {
	struct scroll scroll; /* over the lines */
	int area;             /* −1 the whole hub */
};

/* Where the columns stand at a width; −1: there is no room. */
struct columns {
	int name_columns, changed, late, today, area, area_columns, areas, data;
};

enum { NAME = 3, NUMBERS = 16, NUMBERS_END = 34, AREA_LEAST = 8, AREA_MOST = 24, DATA_COLUMNS = 5 };

static struct columns columns_of(int width, int areas)
{
	struct columns c = { 13, 16, 24, 29, NUMBERS_END + 1, AREA_LEAST, areas, -1 };
	int room = width - c.area - DATA_COLUMNS;

	if (width < NUMBERS_END)
		c = (struct columns){ .name_columns = width >= 28 ? 13 : width - NAME, .changed = -1,
			.late = width >= 28 ? 17 : -1, .today = width >= 28 ? 22 : -1, .data = -1 };
	else if (room < 0)
		c.areas = 0;
	else {
		c.areas = areas < room / AREA_LEAST ? areas : room / AREA_LEAST;
		if (areas > 0 && room / areas > AREA_LEAST)
			c.area_columns = room / areas < AREA_MOST ? room / areas : AREA_MOST;
		c.data = c.area + c.areas * c.area_columns;
	}
	return c;
}

/* The first area shown, so that the one under the cursor is. */
static int first_area(const struct columns *c, int focused)
{
	return focused >= c->areas ? focused - c->areas + 1 : 0;
}

static void matrix_open(struct pane *pane, const struct pane_env *env)
{
	struct matrix_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->area = -1;
	pane->state = state;
}

static void matrix_close(struct pane *pane)
{
	free(pane->state);
}

static bool matrix_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	(void)pane, (void)env, (void)error;
	return true;
}

static int line_count(const struct pane *pane, const struct pane_env *env)
{
	return pane->hub == PLACE_ANY ? (int)env->matrix->line_count : 1;
}

static const struct hub_line *line_at(const struct pane *pane, const struct pane_env *env, int64_t index)
{
	return &env->matrix->lines[pane->hub == PLACE_ANY ? index : pane->hub + 1];
}

static int matrix_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	(void)columns;
	return 1 + (env->matrix ? line_count(pane, env) : (int)env->config->hub_count + 1);
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static void draw_heading(const struct pane *pane, const struct pane_env *env, const struct columns *c, int first,
	struct grid *grid)
{
	struct rect at = pane->rect;

	grid_put(grid, at, 0, NAME, c->name_columns, ROLE_HEADING,
		env->matrix && env->matrix->part ? "HUB (part)" : "HUB");
	if (c->changed >= 0)
		grid_put(grid, at, 0, c->changed, 7, ROLE_HEADING, "CHANGED");
	if (c->late >= 0) {
		grid_put(grid, at, 0, c->late, 4, ROLE_HEADING, "LATE");
		grid_put(grid, at, 0, c->today, 5, ROLE_HEADING, "TODAY");
	}
	for (int i = 0; i < c->areas; i++) {
		const struct area *area = &env->config->areas[first + i];
		int column = c->area + i * c->area_columns;
		if (area->key)
			grid_putf(grid, at, 0, column, c->area_columns - 1, ROLE_HEADING, "%c %s", area->key, area->column);
		else
			grid_put(grid, at, 0, column, c->area_columns - 1, ROLE_HEADING, area->column);
	}
	if (c->data >= 0)
		grid_put(grid, at, 0, c->data, DATA_COLUMNS, ROLE_HEADING, "DATA");
}

static void put_number(struct grid *grid, struct rect at, int row, int column, int columns, int number, enum role role)
{
	struct str text = { 0 };

	if (number < 0)
		str_add(&text, "-");
	else
		str_addf(&text, "%d", number);
	grid_put(grid, at, row, column + columns - (int)text.length, columns, number > 0 ? role : ROLE_MUTED,
		str_text(&text));
	str_free(&text);
}

static void draw_numbers(struct grid *grid, struct rect at, int row, const struct columns *c,
	const struct hub_line *line)
{
	if (line->state == HUB_QUIET && c->late >= 0)
		grid_put(grid, at, row, 17, NUMBERS_END - 17, ROLE_GOOD, "Quiet");
	else if (line->state == HUB_NO_DATA && c->late >= 0)
		grid_putf(grid, at, row, 17, NUMBERS_END - 17, ROLE_UNKNOWN, at.columns < NUMBERS_END - 2 ? "NO DATA"
			: line->days_old == 1 ? "NO DATA 1 day" : "NO DATA %d days", line->days_old);
	else if (c->late >= 0) {
		if (c->changed >= 0)
			put_number(grid, at, row, c->changed, 7, line->changed, ROLE_NEW);
		put_number(grid, at, row, c->late, 4, line->late, ROLE_LATE);
		put_number(grid, at, row, c->today, 5, line->due_today, ROLE_AMBER);
	}
}

/* Number, then period, then trend of the headline: each only when it still fits. */
static void add_if_fits(struct str *text, int room, const char *separator, const char *more)
{
	if (*more && (int)(text->length + strlen(separator) + strlen(more)) <= room)
		str_addf(text, "%s%s", separator, more);
}

static void draw_headline(struct grid *grid, struct rect at, int row, int column, int room,
	const struct headline *headline)
{
	struct str text = { 0 }, part = { 0 };

	if (headline->suppressed)
		str_add(&part, suppressed_word(headline->withheld));
	else
		number_text(headline->value, &part);
	add_if_fits(&text, room, "", str_text(&part));
	str_reset(&part);
	str_add(&part, headline->run > 1 ? "to " : "");
	period_text(headline->period, &part);
	if (text.length)
		add_if_fits(&text, room, " ", str_text(&part));
	str_reset(&part);
	if (headline->has_change)
		change_text(headline->change, headline->judgement, "", &part);
	if (text.length)
		add_if_fits(&text, room, ", ", str_text(&part));
	grid_put(grid, at, row, column, room, ROLE_MUTED, str_text(&text));
	str_free(&text);
	str_free(&part);
}

static void draw_cells(struct grid *grid, struct rect at, int row, const struct columns *c,
	const struct hub_line *line, int first)
{
	for (int i = 0; i < c->areas; i++) {
		const struct cell *cell = &line->cells[first + i];
		int column = c->area + i * c->area_columns;
		grid_put(grid, at, row, column, c->area_columns - 1, role_of_cell(cell->state),
			cell->state == CELL_NONE_KEPT && c->area_columns <= (int)strlen("none kept") ? "none"
				: cell_state_text(cell->state));
		if (cell->headline.has && c->area_columns > AREA_LEAST)
			draw_headline(grid, at, row, column + AREA_LEAST, c->area_columns - AREA_LEAST - 1, &cell->headline);
	}
}

static void draw_line(const struct pane *pane, const struct pane_env *env, const struct columns *c, int first,
	struct grid *grid, int row, const struct hub_line *line)
{
	bool unknown = line->state == HUB_NO_DATA || line->made == INSTANT_NONE;
	char age[DATE_TEXT];

	grid_putf(grid, pane->rect, row, 1, 1, ROLE_TEXT, "%c", line->hub ? line->hub->key ? line->hub->key : ' ' : '0');
	grid_put(grid, pane->rect, row, NAME, c->name_columns, ROLE_TEXT, line->hub ? line->hub->name : "Countywide");
	draw_numbers(grid, pane->rect, row, c, line);
	draw_cells(grid, pane->rect, row, c, line, first);
	if (c->data < 0)
		return;
	if (line->made == INSTANT_UNKNOWN)
		return; /* the word is too long here; the cells and the why say it */
	data_age(age, line->made, env->moment.now);
	int room = pane->rect.columns - c->data;
	char *blank = strchr(age, ' ');
	if (blank && clean_columns(age) > room) /* at 80 columns "14 Mar" does not fit: "14Mar" */
		memmove(blank, blank + 1, strlen(blank));
	grid_put(grid, pane->rect, row, c->data, DATA_COLUMNS + 1, unknown ? ROLE_UNKNOWN : ROLE_MUTED, age);
}

static void draw_cursor(const struct pane *pane, const struct columns *c, int first, struct grid *grid, int row,
	int area)
{
	int column = area < 0 || !c->areas ? 0 : c->area + (area - first) * c->area_columns;

	grid_put(grid, pane->rect, row, 0, 1, ROLE_FOCUS, ">");
	if (column > 0)
		grid_put(grid, pane->rect, row, column - 1, 1, ROLE_FOCUS, ">");
	grid_cursor(grid, pane->rect, row, column);
}

static void matrix_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct matrix_state *state = pane->state;
	struct columns c = columns_of(pane->rect.columns, (int)env->config->area_count);
	int first = first_area(&c, state->area), page = pane->rect.rows - 1;

	draw_heading(pane, env, &c, first, grid);
	if (!env->matrix)
		return;
	scroll_fit(&state->scroll, line_count(pane, env), page);
	for (int i = 0; i < page && state->scroll.top + i < line_count(pane, env); i++)
		draw_line(pane, env, &c, first, grid, 1 + i, line_at(pane, env, state->scroll.top + i));
	if (focused)
		draw_cursor(pane, &c, first, grid, 1 + (int)(state->scroll.at - state->scroll.top), state->area);
}

/* ---- acting ------------------------------------------------------------------------------------- */

static unsigned matrix_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct matrix_state *state = pane->state;
	struct scroll before = state->scroll;
	int area = state->area;

	if (!env->matrix)
		return EFFECT_NONE;
	if (action == ACTION_LEFT && state->area >= 0)
		state->area--;
	else if (action == ACTION_RIGHT && state->area + 1 < (int)env->config->area_count)
		state->area++;
	else if (action == ACTION_OPEN)
		return EFFECT_HANDLED | EFFECT_OPEN;
	else if (action != ACTION_LEFT && action != ACTION_RIGHT
		&& !scroll_act(&state->scroll, action, line_count(pane, env), pane->rect.rows - 1))
		return EFFECT_NONE;
	return scroll_effect(&before, &state->scroll) | (area != state->area ? EFFECT_REDRAW : 0);
}

static struct target matrix_target(const struct pane *pane, const struct pane_env *env)
{
	const struct matrix_state *state = pane->state;

	(void)env;
	return (struct target){ .type = TARGET_CELL, .area = state->area,
		.hub = pane->hub == PLACE_ANY ? (int)state->scroll.at - 1 : pane->hub };
}

static void why_line(const struct hub_line *line, const struct pane_env *env, struct str *out)
{
	char age[DATE_TEXT];
	const char *name = line->hub ? line->hub->name : "Countywide";

	if (line->state == HUB_QUIET)
		str_addf(out, "Why: %s is quiet: data of %s, nothing new, late, due soon or raised.", name,
			data_age(age, line->made, env->moment.now));
	else if (line->made == INSTANT_UNKNOWN)
		str_addf(out, "Why: %s: how old its data was then is not kept.", name);
	else if (line->made == INSTANT_NONE)
		str_addf(out, "Why: %s: no source that speaks for it has answered yet.", name);
	else if (line->state == HUB_NO_DATA)
		str_addf(out, "Why: %s: its newest data is from %s. That is not quiet, it is unknown.", name,
			data_age(age, line->made, env->moment.now));
	else
		str_addf(out, "%s: %d late, %d due today.", name, line->late, line->due_today);
}

static void matrix_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct matrix_state *state = pane->state;

	if (!env->matrix)
		return;
	const struct hub_line *line = line_at(pane, env, state->scroll.at);
	if (state->area < 0)
		why_line(line, env, out);
	else {
		str_add(out, "Why: ");
		brief_why_cell(env->matrix, env->config, (int)(line - env->matrix->lines), state->area, out);
	}
}

static bool matrix_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct matrix_state *state = pane->state;
	int count = env->matrix ? line_count(pane, env) : 0;

	for (int step = 1; step <= count; step++) {
		int64_t index = (state->scroll.at + (direction < 0 ? count - step : step)) % count;
		const struct hub_line *line = line_at(pane, env, index);
		if (!strcasestr(line->hub ? line->hub->name : "Countywide", text))
			continue;
		state->scroll.at = index;
		return true;
	}
	return false;
}

const struct pane_ops pane_matrix = {
	.name = "matrix", .help = "hubs by areas: changed, late, due today, ratings in words, age of the data",
	.focusable = true, .open = matrix_open, .close = matrix_close, .load = matrix_load,
	.want_rows = matrix_want_rows, .draw = matrix_draw, .act = matrix_act, .target = matrix_target,
	.why = matrix_why, .find = matrix_find,
};
