/* The table pane: records as columns under a heading, for looking through many. The same rows as a list, in
 * the order asked for. Dashboard only. */
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

struct table_state { struct rows rows; };

/* The columns from left to right; those that do not fit are left out from the right, the title takes what is left. */
enum column { COLUMN_ID, COLUMN_KIND, COLUMN_TITLE, COLUMN_PLACE, COLUMN_OWNER, COLUMN_STATUS, COLUMN_DUE,
	COLUMN_RATING, COLUMN_COUNT };
static const struct { const char *heading; int columns, keep; } column_table[COLUMN_COUNT] = {
	[COLUMN_ID] = { "ID", 10, 40 }, [COLUMN_KIND] = { "KIND", 9, 90 }, [COLUMN_TITLE] = { "TITLE", 0, 0 },
	[COLUMN_PLACE] = { "HUB", 13, 110 }, [COLUMN_OWNER] = { "OWNER", 7, 50 }, [COLUMN_STATUS] = { "STATUS", 11, 75 },
	[COLUMN_DUE] = { "DUE", 11, 60 }, [COLUMN_RATING] = { "RATING", 6, 70 },
};

static bool fits(enum column column, int width)
{
	return width >= column_table[column].keep;
}

static int title_columns(int width)
{
	int left = width - 3;

	for (int i = 0; i < COLUMN_COUNT; i++)
		if (i != COLUMN_TITLE && fits((enum column)i, width))
			left -= column_table[i].columns + 1;
	return left > 1 ? left - 1 : 1;
}

static void column_text(const struct pane_env *env, enum column column, const struct row *row, struct str *out)
{
	char key[4], day[DATE_TEXT];

	switch (column) {
	case COLUMN_ID: str_add(out, row->id); return;
	case COLUMN_KIND: str_add(out, kind_table[row->kind].word); return;
	case COLUMN_TITLE: line_title(row, out); return;
	case COLUMN_PLACE: line_place(row, env->config, env->store, key, out); return;
	case COLUMN_OWNER: str_add(out, row->owner); return;
	case COLUMN_STATUS: plain_word(row->status, out); return;
	case COLUMN_DUE: str_add(out, row->due == DAY_NONE ? "" : day_due(day, row->due, row->due_precision)); return;
	case COLUMN_RATING: str_add(out, row->rating == '-' || !row->rating ? "" : rating_word(row->rating)); return;
	case COLUMN_COUNT: return;
	}
}

static enum role column_role(enum column column, const struct row *row)
{
	if (column == COLUMN_RATING)
		return role_of_rating(row->rating);
	return column == COLUMN_DUE && row->flags & 1U << FLAG_OVERDUE ? ROLE_LATE : ROLE_TEXT;
}

static void draw_line(const struct pane *pane, const struct pane_env *env, struct grid *grid, int at,
	const struct row *row)
{
	struct str text = { 0 };

	for (int i = 0, column = 3; i < COLUMN_COUNT; i++) {
		int columns = i == COLUMN_TITLE ? title_columns(pane->rect.columns) : column_table[i].columns;
		if (!fits((enum column)i, pane->rect.columns))
			continue;
		str_reset(&text);
		if (row)
			column_text(env, (enum column)i, row, &text);
		else
			str_add(&text, column_table[i].heading);
		grid_put(grid, pane->rect, at, column, columns, row ? column_role((enum column)i, row) : ROLE_HEADING,
			str_text(&text));
		column += columns + 1;
	}
	str_free(&text);
}

static int page_of(const struct pane *pane)
{
	return pane->rect.rows - 2;
}

static void table_open(struct pane *pane, const struct pane_env *env)
{
	struct table_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->rows.focused = -1;
	pane->state = state;
}

static void table_close(struct pane *pane)
{
	struct table_state *state = pane->state;

	rows_free(&state->rows);
	free(state);
}

static bool table_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct table_state *state = pane->state;
	struct filter all = { .op = FILTER_ALL }, *filter = pane->filter ? pane->filter : &all;

	return rows_load(&state->rows, pane, env, &filter, 1, error);
}

static void table_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct table_state *state = pane->state;
	struct str title = { 0 }, tail = { 0 };
	bool exact;
	int64_t count = rows_show(&state->rows, page_of(pane), &exact);

	pane_title(pane, env, "RECORDS", &title);
	scroll_tail(&state->rows.scroll, count, exact, page_of(pane), &tail);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), tail.length ? str_text(&tail) : NULL);
	draw_line(pane, env, grid, 1, NULL);
	for (int i = 0; i < page_of(pane) && state->rows.scroll.top + i < count; i++) {
		const struct row *row = rows_at(&state->rows, state->rows.scroll.top + i);
		if (row)
			draw_line(pane, env, grid, 2 + i, row);
	}
	if (!count)
		grid_put(grid, pane->rect, 2, 3, pane->rect.columns - 3, ROLE_MUTED,
			pane->filtered ? "nothing matches the filter; \\ changes it" : "no records here");
	if (focused) {
		int at = 2 + (int)(state->rows.scroll.at - state->rows.scroll.top);
		grid_put(grid, pane->rect, at, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, at, 0);
	}
	str_free(&title);
	str_free(&tail);
}

static int table_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct table_state *state = pane->state;
	bool exact;
	int64_t count = rows_count(&state->rows, &exact);

	(void)env, (void)columns;
	return count > 500 ? 502 : count ? 2 + (int)count : 3;
}

static unsigned table_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct table_state *state = pane->state;

	(void)env;
	return rows_act(&state->rows, action, page_of(pane));
}

static struct target table_target(const struct pane *pane, const struct pane_env *env)
{
	const struct table_state *state = pane->state;
	const struct row *row = rows_focused(&state->rows);

	(void)env;
	return (struct target){ .type = row ? TARGET_RECORD : TARGET_NONE, .number = row ? row->n : -1, .hub = PLACE_ANY,
		.area = PLACE_ANY };
}

static void table_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct table_state *state = pane->state;
	const struct row *row = rows_focused(&state->rows);

	if (!row)
		return;
	str_add(out, "Why: ");
	brief_why_row(row, &env->moment, env->config, out);
}

static bool table_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct table_state *state = pane->state;

	(void)env;
	return rows_find(&state->rows, text, direction, page_of(pane));
}

const struct pane_ops pane_table = {
	.name = "table", .help = "records in columns: id, kind, title, owner, status, due, rating", .focusable = true,
	.records = true, .open = table_open, .close = table_close, .load = table_load, .want_rows = table_want_rows, .draw = table_draw,
	.act = table_act, .target = table_target, .why = table_why, .find = table_find,
};
