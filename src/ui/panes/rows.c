/* Rows of records for the list and table panes: up to three windows of the store shown one after the other
 * (changed, then late, then due today), with one cursor that stays on its record after a refresh. A move
 * inside what the windows hold asks nothing of the database. Dashboard only. */
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

/* The windows outlive the view's arena, so they get a filter of their own. */
static struct filter *filter_copy(struct arena *arena, const struct filter *filter)
{
	if (!filter)
		return NULL;
	struct filter *copy = arena_alloc(arena, sizeof *copy);
	*copy = *filter;
	copy->left = filter_copy(arena, filter->left);
	copy->right = filter_copy(arena, filter->right);
	if (filter->word_count) {
		copy->words = arena_alloc(arena, filter->word_count * sizeof *copy->words);
		for (size_t i = 0; i < filter->word_count; i++)
			copy->words[i] = arena_dup(arena, filter->words[i]);
	}
	return copy;
}

static const char *sort_of(const struct pane *pane)
{
	return pane->sort ? pane->sort : pane->setup ? pane->setup->sort : NULL;
}

static char *question_of(const struct pane *pane, struct filter *const *filters, int count)
{
	struct arena arena = { 0 };
	struct str text = { 0 };

	for (int i = 0; i < count; i++)
		str_addf(&text, "%s\n", filter_text(&arena, filters[i]));
	str_addf(&text, "%s", sort_of(pane) ? sort_of(pane) : "rank");
	arena_free(&arena);
	return str_take(&text);
}

static void windows_free(struct rows *rows)
{
	for (int i = 0; i < rows->parts; i++)
		window_free(rows->part[i]);
	rows->parts = 0;
	arena_free(&rows->arena);
}

static void windows_make(struct rows *rows, const struct pane *pane, const struct pane_env *env,
	struct filter *const *filters, int count)
{
	windows_free(rows);
	for (int i = 0; i < count; i++)
		rows->part[i] = window_new(env->store, filter_copy(&rows->arena, filters[i]), sort_of(pane));
	rows->parts = count;
}

static int64_t part_count(const struct rows *rows, int part, bool *exact)
{
	return window_count(rows->part[part], exact) + (part == 0 ? (int64_t)rows->extra.count : 0);
}

/* A row of a part: of its window, or of the lines after it. */
static const struct row *part_row(const struct rows *rows, int part, int64_t index)
{
	bool exact;
	int64_t held = window_count(rows->part[part], &exact);

	if (part > 0 || !exact || index < held)
		return window_row(rows->part[part], index);
	return &rows->extra.list[index - held].row;
}

int64_t rows_part_count(const struct rows *rows, int part)
{
	bool exact;

	return part < rows->parts ? part_count(rows, part, &exact) : 0;
}

/* Up to and with the first part whose end is not known yet. */
int64_t rows_count(const struct rows *rows, bool *exact)
{
	int64_t count = 0;

	*exact = true;
	for (int i = 0; i < rows->parts && *exact; i++)
		count += part_count(rows, i, exact);
	return count;
}

const struct row *rows_at(const struct rows *rows, int64_t index)
{
	bool exact = true;

	for (int i = 0; i < rows->parts && exact; i++) {
		int64_t count = part_count(rows, i, &exact);
		if (index < count)
			return part_row(rows, i, index);
		index -= count;
	}
	return NULL;
}

const struct row *rows_focused(const struct rows *rows)
{
	return rows_at(rows, rows->scroll.at);
}

/* Every part holds what is seen of it. */
static void hold(struct rows *rows, int page)
{
	int64_t before = 0;
	bool exact = true;

	for (int i = 0; i < rows->parts && exact; i++) {
		int64_t from = rows->scroll.at - before;
		if (from > -page)
			window_seek(rows->part[i], from > 0 ? from : 0, page);
		before += part_count(rows, i, &exact);
	}
}

int64_t rows_show(struct rows *rows, int page, bool *exact)
{
	hold(rows, page);
	int64_t count = rows_count(rows, exact);
	scroll_fit(&rows->scroll, count, page);
	return count;
}

static void settle(struct rows *rows, int page)
{
	bool exact;

	rows_show(rows, page, &exact);
	const struct row *row = rows_focused(rows);
	rows->focused = row ? row->n : -1;
}

/* The cursor returns to its record; when that has left the list it stays where it was. */
static void find_focused(struct rows *rows)
{
	int64_t before = 0, index;
	bool exact = true;

	for (int i = 0; i < rows->parts && exact && rows->focused >= 0; i++) {
		if (window_find(rows->part[i], rows->focused, &index)) {
			rows->scroll.at = before + index;
			return;
		}
		before += part_count(rows, i, &exact);
	}
}

/* The first time, what the eye may meet, were the pane the whole screen: the start of the first part, and of those that
 * begin below a screen how many they are. */
static bool load_parts(struct rows *rows, const struct pane_env *env, struct error *error)
{
	int64_t before = 0;
	bool exact;

	for (int i = 0; i < rows->parts; i++) {
		enum window_hold hold = window_holds(rows->part[i]) ? HOLD_ALL : before >= rows->scroll.at + env->screen_rows ?
			HOLD_NOTHING : HOLD_START;
		if (!window_load(rows->part[i], &env->moment, env->screen_rows, hold, error))
			return false;
		before += part_count(rows, i, &exact);
	}
	return true;
}

bool rows_load(struct rows *rows, const struct pane *pane, const struct pane_env *env,
	struct filter *const *filters, int count, struct error *error)
{
	char *question = question_of(pane, filters, count);
	int page = pane->rect.rows > 1 ? pane->rect.rows - 1 : env->screen_rows / 2; /* not placed yet: rows_show gets the rest */

	if (!str_same(question, rows->asked)) {
		windows_make(rows, pane, env, filters, count);
		free(rows->asked);
		rows->asked = question;
	} else
		free(question);
	if (!load_parts(rows, env, error))
		return false;
	find_focused(rows);
	settle(rows, page);
	return true;
}

void rows_free(struct rows *rows)
{
	windows_free(rows);
	change_list_free(&rows->extra);
	free(rows->asked);
	*rows = (struct rows){ .focused = -1 };
}

/* The end may be a million rows away: each window is asked for its last screen before the cursor goes there. */
static void to_the_end(struct rows *rows)
{
	bool exact;

	for (int i = 0; i < rows->parts; i++)
		window_end(rows->part[i]);
	rows->scroll.at = rows_count(rows, &exact) - 1;
}

unsigned rows_act(struct rows *rows, enum action action, int page)
{
	struct scroll before = rows->scroll;
	bool exact;
	int64_t count = rows_count(rows, &exact);

	if (action == ACTION_OPEN)
		return rows->focused >= 0 ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
	if (action == ACTION_BOTTOM)
		to_the_end(rows);
	else if (!scroll_act(&rows->scroll, action, exact ? count : INT64_MAX / 2, page))
		return EFFECT_NONE;
	settle(rows, page);
	return scroll_effect(&before, &rows->scroll);
}

static bool row_says(const struct row *row, const char *text)
{
	return strcasestr(row->title, text) || strcasestr(row->id, text) || strcasestr(row->owner, text);
}

/* How far a find looks: a filter is the way to search a million records. */
enum { FIND_MOST = 5000 };

bool rows_step(struct rows *rows, bool (*test)(const struct row *row), int direction, int page)
{
	struct scroll before = rows->scroll;
	bool exact;

	for (int i = 0; i < FIND_MOST; i++) {
		int64_t at = rows->scroll.at + direction;
		if (at < 0 || (at >= rows_count(rows, &exact) && exact))
			break;
		rows->scroll.at = at;
		settle(rows, page);
		const struct row *row = rows_focused(rows);
		if (row && test(row))
			return true;
	}
	rows->scroll = before;
	settle(rows, page);
	return false;
}

/* Goes on at the other end, once: a find that knows one match only comes back to it. */
bool rows_find(struct rows *rows, const char *text, int direction, int page)
{
	struct scroll before = rows->scroll;
	bool exact, around = false;

	for (int i = 0; i < FIND_MOST; i++) {
		int64_t at = rows->scroll.at + (direction < 0 ? -1 : 1);
		bool past = at < 0 || (at >= rows_count(rows, &exact) && exact);
		if (past && around)
			break;
		rows->scroll.at = past ? 0 : at;
		if (past && direction < 0)
			to_the_end(rows);
		around = around || past;
		settle(rows, page);
		const struct row *row = rows_focused(rows);
		if (!row)
			break;
		if (row_says(row, text))
			return true;
	}
	rows->scroll = before;
	settle(rows, page);
	return false;
}
