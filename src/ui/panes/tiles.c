/* The tiles pane: the hubs laid out as on the map, by each hub's `tile`, with the worst rating in words and what is
 * late, due or changed. It asks nothing itself: the board loads the matrix once for all panes. Dashboard only. */
#include "hubbrief/panes.h"
#include "hubbrief/tiling.h"

#include <stdlib.h>
#include <string.h>

enum { TILE_ROWS = 3, TILE_LEAST = 10, TILE_MOST = 24 };

struct tiles_state { int line; }; /* of the matrix: 0 countywide, then the hubs */

/* ---- where ---------------------------------------------------------------------------------------- */

static int tile_columns(struct tiling t, int columns)
{
	int own = columns / t.columns;

	return own > TILE_MOST ? TILE_MOST : own;
}

static int tiles_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	struct tiling t = tiling_of(env->config);
	int row, column, last = (int)env->config->hub_count, most = 0;

	(void)pane;
	if (tile_columns(t, columns) < TILE_LEAST)
		return 2 + last;
	for (int line = 0; line <= last; line++) {
		tile_at(env->config, t, line, &row, &column);
		most = row > most ? row : most;
	}
	return 1 + (most + 1) * TILE_ROWS;
}

/* ---- what ----------------------------------------------------------------------------------------- */

static enum role tile_role(const struct hub_line *line, const struct cell *cell)
{
	return line->state == HUB_NO_DATA || line->state == HUB_NEVER || !cell ? ROLE_UNKNOWN : role_of_cell(cell->state);
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static const char *tile_name(const struct hub_line *line, int room)
{
	if (!line->hub)
		return room >= 12 ? "Countywide" : "County";
	return (int)strlen(line->hub->name) + 3 <= room || !line->hub->short_name ? line->hub->name : line->hub->short_name;
}

static char tile_key(const struct hub_line *line)
{
	return line->hub ? line->hub->key ? line->hub->key : ' ' : '0';
}

/* Where there is room for them. */
static void add_changes(int count, int room, struct str *out)
{
	struct str changes = { 0 };

	str_add(&changes, out->length ? ", " : "");
	plural(count, "change", "changes", &changes);
	if ((int)(out->length + changes.length) <= room)
		str_add(out, str_text(&changes));
	str_free(&changes);
}

static void draw_tile(const struct pane *pane, const struct pane_env *env, struct grid *grid, int row, int column, int room,
	const struct hub_line *line)
{
	const struct cell *cell = tile_cell(line, env->matrix->area_count, pane->area);
	const char *word = tile_word(line, cell);
	struct str text = { 0 };

	grid_putf(grid, pane->rect, row, column + 1, room - 1, ROLE_HEADING, "%c %s", tile_key(line), tile_name(line, room - 1));
	grid_put(grid, pane->rect, row + 1, column + 1, room - 1, tile_role(line, cell), word);
	int after = (int)strlen(word) + 1;
	tile_due(line, room - 1, &text);
	if (text.length && after + 2 + (int)text.length <= room) {
		grid_putf(grid, pane->rect, row + 1, column + after, room - after, ROLE_TEXT, ", %s", str_text(&text));
		str_reset(&text);
	}
	if (line->changed > 0 && line->state != HUB_NO_DATA)
		add_changes(line->changed, room - 1, &text);
	grid_put(grid, pane->rect, row + 2, column + 1, room - 1, ROLE_TEXT, str_text(&text));
	str_free(&text);
}

static void draw_cursor(const struct pane *pane, struct grid *grid, int row, int column)
{
	grid_put(grid, pane->rect, row, column, 1, ROLE_FOCUS, ">");
	grid_cursor(grid, pane->rect, row, column);
}

/* Too narrow for a map: a line a hub. */
static void draw_lines(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	const struct tiles_state *state = pane->state;
	int page = pane->rect.rows - 1, top = state->line >= page ? state->line - page + 1 : 0;

	for (int i = 0; i < page && top + i < (int)env->matrix->line_count; i++) {
		const struct hub_line *line = &env->matrix->lines[top + i];
		const struct cell *cell = tile_cell(line, env->matrix->area_count, pane->area);
		grid_putf(grid, pane->rect, 1 + i, 1, 15, ROLE_TEXT, "%c %s", tile_key(line), line->hub ? line->hub->name : "Countywide");
		grid_put(grid, pane->rect, 1 + i, 17, pane->rect.columns - 17, tile_role(line, cell), tile_word(line, cell));
	}
	if (focused)
		draw_cursor(pane, grid, 1 + state->line - top, 0);
}

static void tiles_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	const struct tiles_state *state = pane->state;
	struct tiling t = tiling_of(env->config);
	int room = tile_columns(t, pane->rect.columns), row, column;
	struct str title = { 0 };

	pane_title(pane, env, "HUBS ON THE MAP", &title);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), NULL);
	str_free(&title);
	if (!env->matrix)
		return;
	if (room < TILE_LEAST) {
		draw_lines(pane, env, grid, focused);
		return;
	}
	tile_at(env->config, t, state->line, &row, &column);
	int page = (pane->rect.rows - 1) / TILE_ROWS, top = row >= page && page > 0 ? row - page + 1 : 0;
	for (int line = 0; line < (int)env->matrix->line_count; line++) {
		tile_at(env->config, t, line, &row, &column);
		if (row < top)
			continue;
		int at = 1 + (row - top) * TILE_ROWS;
		draw_tile(pane, env, grid, at, column * room, room, &env->matrix->lines[line]);
		if (focused && line == state->line)
			draw_cursor(pane, grid, at, column * room);
	}
}

/* ---- acting ------------------------------------------------------------------------------------- */

static void tiles_open(struct pane *pane, const struct pane_env *env)
{
	(void)env;
	pane->state = mem_alloc(sizeof(struct tiles_state));
}

static void tiles_close(struct pane *pane)
{
	free(pane->state);
}

static bool tiles_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct tiles_state *state = pane->state;

	(void)error;
	if (env->matrix && state->line >= (int)env->matrix->line_count)
		state->line = 0;
	return true;
}

/* The nearest tile in a direction: fewest rows or columns away, then least aside. −1 none. */
static int neighbour(const struct config *config, int line, int down, int right)
{
	struct tiling t = tiling_of(config);
	int row, column, best = -1, best_cost = 0;

	tile_at(config, t, line, &row, &column);
	for (int other = 0; other <= (int)config->hub_count; other++) {
		int other_row, other_column;
		tile_at(config, t, other, &other_row, &other_column);
		int ahead = (other_row - row) * down + (other_column - column) * right;
		int aside = abs((other_row - row) * right) + abs((other_column - column) * down);
		if (other == line || ahead <= 0 || (right && aside))
			continue;
		int cost = ahead * 100 + aside;
		if (best < 0 || cost < best_cost) {
			best = other;
			best_cost = cost;
		}
	}
	return best;
}

static unsigned tiles_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct tiles_state *state = pane->state;
	int before = state->line, next = before, last = (int)env->config->hub_count;

	if (!env->matrix)
		return EFFECT_NONE;
	if (action == ACTION_OPEN)
		return EFFECT_HANDLED | EFFECT_OPEN;
	if (action == ACTION_UP || action == ACTION_DOWN)
		next = neighbour(env->config, before, action == ACTION_UP ? -1 : 1, 0);
	else if (action == ACTION_LEFT || action == ACTION_RIGHT)
		next = neighbour(env->config, before, 0, action == ACTION_LEFT ? -1 : 1);
	else if (action == ACTION_TOP || action == ACTION_PAGE_UP || action == ACTION_HALF_UP)
		next = 0;
	else if (action == ACTION_BOTTOM || action == ACTION_PAGE_DOWN || action == ACTION_HALF_DOWN)
		next = last;
	else
		return EFFECT_NONE;
	if (next >= 0)
		state->line = next;
	return EFFECT_HANDLED | (state->line != before ? EFFECT_REDRAW : 0);
}

static struct target tiles_target(const struct pane *pane, const struct pane_env *env)
{
	const struct tiles_state *state = pane->state;

	(void)env;
	return (struct target){ .type = TARGET_CELL, .number = -1, .hub = state->line - 1, .area = pane->area >= 0 ? pane->area : -1 };
}

static void tiles_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct tiles_state *state = pane->state;

	if (!env->matrix)
		return;
	const struct hub_line *line = &env->matrix->lines[state->line];
	const struct cell *cell = tile_cell(line, env->matrix->area_count, pane->area);
	str_add(out, "Why: ");
	if (cell)
		brief_why_cell(env->matrix, env->config, state->line, (int)(cell - line->cells), out);
}

static bool tiles_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct tiles_state *state = pane->state;
	int count = env->matrix ? (int)env->matrix->line_count : 0;

	for (int step = 1; step <= count; step++) {
		int at = (state->line + (direction < 0 ? count - step : step)) % count;
		const struct hub_line *line = &env->matrix->lines[at];
		if (strcasestr(line->hub ? line->hub->name : "Countywide", text)) {
			state->line = at;
			return true;
		}
	}
	return false;
}

const struct pane_ops pane_tiles = {
	.name = "tiles", .help = "the hubs as on the map: rating, late, due today, changes", .focusable = true, .open = tiles_open,
	.close = tiles_close, .load = tiles_load, .want_rows = tiles_want_rows, .draw = tiles_draw, .act = tiles_act,
	.target = tiles_target, .why = tiles_why, .find = tiles_find,
};
