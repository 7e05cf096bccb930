/* The chart pane: one measure's series as bars (rules 4–8), with what it says in words beside it. Never
 * Braille patterns; in ASCII a ramp of digits. Suppressed points are never drawn. Dashboard only. */
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

struct chart_state {
	struct sheet notes;
	struct arena arena;
	struct series series;
	char *title; /* of the measure; NULL: there is none */
	int64_t n;
	struct scroll scroll;
};

/* ---- bars --------------------------------------------------------------------------------------- */

static double greatest(const struct series *series, size_t from)
{
	double most = 0;

	for (size_t i = from; i < series->count; i++)
		if (!series->points[i].suppressed && series->points[i].value > most)
			most = series->points[i].value;
	return most;
}

/* One column of a bar in eighths of a row, from the bottom up. */
static void draw_bar(struct grid *grid, struct rect area, int row, int rows, int column, int eighths)
{
	static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

	for (int i = 0; i < rows && eighths > 0; i++, eighths -= 8)
		grid_put(grid, area, row + rows - 1 - i, column, 1, ROLE_CHART, blocks[(eighths < 8 ? eighths : 8) - 1]);
}

static void draw_point(struct grid *grid, struct rect area, int row, int rows, int column, const struct point *point,
	double most)
{
	if (point->suppressed)
		return;
	double share = most > 0 && point->value > 0 ? point->value / most : 0;
	if (grid->ascii)
		grid_putf(grid, area, row + rows - 1, column, 1, ROLE_CHART, "%d", (int)(share * 9 + 0.5));
	else {
		int eighths = (int)(share * rows * 8 + 0.5);
		draw_bar(grid, area, row, rows, column, eighths ? eighths : 1);
	}
}

void chart_bars(struct grid *grid, struct rect area, int row, int rows, int column, const struct series *series)
{
	size_t room = area.columns > column ? (size_t)(area.columns - column) : 0;
	int step = room >= series->count * 4 ? 3 : room >= series->count * 2 ? 2 : 1;
	size_t shown = room / (size_t)step < series->count ? room / (size_t)step : series->count;
	double most = greatest(series, series->count - shown);
	struct str first = { 0 }, last = { 0 };

	if (!shown)
		return;
	for (size_t i = 0; i < shown; i++)
		draw_point(grid, area, row, rows - 1, column + (int)i * step, &series->points[series->count - shown + i], most);
	str_add(&first, series->points[series->count - shown].period);
	str_add(&last, series->points[series->count - 1].period);
	grid_put(grid, area, row + rows - 1, column, (int)room, ROLE_MUTED, str_text(&first));
	int end = column + (int)shown * step;
	if (end - (int)last.length > column + (int)first.length)
		grid_put_right(grid, area, row + rows - 1, end, ROLE_MUTED, str_text(&last));
	str_free(&first);
	str_free(&last);
}

/* ---- what it says ------------------------------------------------------------------------------- */

static const char suppressed_words[] = "numbers of one to four are not shown, so that nobody can be recognised";
static const char withheld_words[] = "not shown, so that no number of one to four follows from the total";

static double real_of(const struct record *record, enum field field)
{
	return record->value[field].as.real;
}

bool chart_series(const struct record *record, struct series *series, struct series_summary *summary)
{
	struct derived derived;
	if (!measure_series(record, series) || !series->count)
		return false;
	record_derive(record, &derived);
	*summary = derived.series;
	return true;
}

static void value_text(const struct point *point, struct str *out)
{
	if (point->suppressed)
		str_add(out, "hidden");
	else
		number_text(point->value, out);
}

static void note_last_year(const struct series *series, struct sheet *sheet)
{
	const struct point *last = &series->points[series->count - 1];
	struct str text = { 0 };

	for (size_t i = 0; i < series->count; i++)
		if (series->points[i].last == day_month_end(day_add_months(last->last, -12))
			&& last->last - last->first == series->points[i].last - series->points[i].first) {
			value_text(&series->points[i], &text);
			sheet_addf(sheet, ROLE_TEXT, "A year before", "%s (%s)", str_text(&text), series->points[i].period);
		}
	str_free(&text);
}

static void note_run(const struct series_summary *summary, struct sheet *sheet)
{
	struct str text = { 0 };

	if (!summary->has_change || summary->suppressed)
		return;
	number_text(summary->total, &text);
	str_addf(&text, " against ");
	number_text(summary->before, &text);
	str_add(&text, summary->year_ago ? " a year before: " : " in the run before: ");
	change_text(summary->change, summary->judgement, "", &text);
	if (summary->has_percent)
		str_addf(&text, " (%+d %%)", summary->percent);
	sheet_add(sheet, ROLE_TEXT, "Last three", str_text(&text));
	str_free(&text);
}

static void note_threshold(const struct record *record, enum field field, struct sheet *sheet)
{
	struct str text = { 0 };

	if (!record->value[field].set)
		return;
	number_text(real_of(record, field), &text);
	sheet_add(sheet, ROLE_TEXT, field_table[field].label, str_text(&text));
	str_free(&text);
}

void chart_notes(const struct record *record, const struct series *series, const struct series_summary *summary,
	struct sheet *sheet)
{
	const struct point *last = &series->points[series->count - 1];
	struct str text = { 0 };
	char day[DATE_TEXT];

	if (last->suppressed)
		str_add(&text, suppressed_word(last->withheld));
	else
		value_text(last, &text);
	sheet_addf(sheet, ROLE_TEXT, "Latest", "%s (%s, to %s)", str_text(&text), last->period, day_long(day, last->last));
	str_free(&text);
	note_last_year(series, sheet);
	note_run(summary, sheet);
	if (summary->suppressed)
		sheet_add(sheet, ROLE_UNKNOWN, "Hidden", summary->withheld ? withheld_words : suppressed_words);
	note_threshold(record, FIELD_GREEN, sheet);
	note_threshold(record, FIELD_AMBER, sheet);
	note_threshold(record, FIELD_TARGET, sheet);
	if (!summary->suppressed && summary->rating != '-')
		sheet_add(sheet, role_of_rating(summary->rating), "By thresholds", rating_word(summary->rating));
}

void chart_table(const struct series *series, struct sheet *sheet)
{
	enum { SHOWN = 13 };
	size_t from = series->count > SHOWN ? series->count - SHOWN : 0;

	for (size_t i = from; i < series->count; i++) {
		struct str text = { 0 };
		value_text(&series->points[i], &text);
		sheet_add(sheet, ROLE_TEXT, series->points[i].period, str_text(&text));
		str_free(&text);
	}
}

/* ---- the pane ----------------------------------------------------------------------------------- */

static void chart_open(struct pane *pane, const struct pane_env *env)
{
	struct chart_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->n = -1;
	state->notes.label_columns = 16;
	pane->state = state;
}

static void chart_forget(struct chart_state *state)
{
	sheet_clear(&state->notes);
	arena_free(&state->arena);
	free(state->title);
	state->title = NULL;
	state->series = (struct series){ 0 };
	state->n = -1;
}

static void chart_close(struct pane *pane)
{
	struct chart_state *state = pane->state;

	chart_forget(state);
	sheet_free(&state->notes);
	free(state);
}

static bool first_measure(void *context, const struct row *row)
{
	int64_t *n = context;

	if (row->kind != KIND_MEASURE)
		return true;
	*n = row->n;
	return false;
}

static bool chart_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct chart_state *state = pane->state;
	struct record record;
	struct row row = { 0 };
	struct series_summary summary;
	struct filter all = { .op = FILTER_ALL };
	struct arena arena = { 0 };
	int64_t n = pane->record;

	chart_forget(state);
	const char *sort = pane->setup ? pane->setup->sort : NULL;
	struct filter *measures = filter_word(&arena, BY_KIND, "measure");
	struct filter *filter = filter_and(&arena, pane->filter ? pane->filter : &all, measures);
	bool good = n >= 0 || store_each(env->store, &env->moment, filter, sort, first_measure, &n, error);
	arena_free(&arena);
	if (!good || n < 0 || !store_record(env->store, &env->moment, n, &state->arena, &record, &row))
		return good;
	state->n = n;
	state->title = mem_dup(row.title);
	if (chart_series(&record, &state->series, &summary))
		chart_notes(&record, &state->series, &summary, &state->notes);
	else
		sheet_add(&state->notes, ROLE_UNKNOWN, row.suppressed ? "Hidden" : "Empty", row.withheld ? withheld_words
			: row.suppressed ? suppressed_words : "it has no series");
	row_clear(&row);
	return true;
}

enum { BARS_MOST = 10 };

static int bar_rows(const struct pane *pane, const struct chart_state *state, bool ascii)
{
	int rows = pane->rect.rows - 1 - sheet_rows(&state->notes, pane->rect.columns);

	return !state->series.count ? 0 : ascii ? 2 : rows < CHART_ROWS ? CHART_ROWS : rows > BARS_MOST ? BARS_MOST : rows;
}

static void chart_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct chart_state *state = pane->state;
	struct str title = { 0 };

	pane_title(pane, env, state->title ? state->title : "CHART", &title);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), NULL);
	str_free(&title);
	if (focused) {
		grid_put(grid, pane->rect, 1, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, 1, 0);
	}
	if (!state->title) {
		grid_put(grid, pane->rect, 1, 3, pane->rect.columns - 3, ROLE_MUTED, pane->filtered
			? "nothing matches the filter; \\ changes it" : "no measure here");
		return;
	}
	int rows = bar_rows(pane, state, grid->ascii);
	struct rect above = pane->rect;
	if (above.rows > rows + 1)
		above.rows = rows + 1;
	chart_bars(grid, above, 1, rows, 3, &state->series);
	sheet_draw(&state->notes, grid, pane->rect, 1 + rows, 0);
}

static int chart_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct chart_state *state = pane->state;

	(void)env;
	return state->title ? 1 + CHART_ROWS + 2 + sheet_rows(&state->notes, columns) : 2;
}

static unsigned chart_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	const struct chart_state *state = pane->state;

	(void)env;
	return action == ACTION_OPEN && state->n >= 0 ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
}

static struct target chart_target(const struct pane *pane, const struct pane_env *env)
{
	const struct chart_state *state = pane->state;

	(void)env;
	return (struct target){ .type = state->n >= 0 ? TARGET_RECORD : TARGET_NONE, .number = state->n, .hub = PLACE_ANY,
		.area = PLACE_ANY };
}

const struct pane_ops pane_chart = {
	.name = "chart", .help = "a measure's series as bars, with last year and its thresholds", .focusable = true,
	.open = chart_open, .close = chart_close, .load = chart_load, .want_rows = chart_want_rows, .draw = chart_draw,
	.act = chart_act, .target = chart_target,
};
