/* A roll: lines of different kinds with one cursor, for the panes of duties, calendar and governance. A line has
 * a word, a text that wraps, an owner and a when, and further lines below it that are left out where there is no
 * room. Made when a pane loads; moving asks nothing. Dashboard only. */
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"

enum { WORD = 1, WORD_COLUMNS = 8, TEXT = 10, STEP = 2, OWNER_COLUMNS = 8, OWNER_FROM = 78, TEXT_LEAST = 20, TEXT_ROWS = 3 };

/* ---- making ------------------------------------------------------------------------------------- */

void roll_clear(struct roll *roll)
{
	arena_free(&roll->arena);
	roll->count = 0;
	roll->lead = 0;
}

void roll_free(struct roll *roll)
{
	arena_free(&roll->arena);
	free(roll->lines);
	*roll = (struct roll){ 0 };
}

struct roll_line *roll_add(struct roll *roll, int64_t n, enum role role, const char *word, const char *text)
{
	if (roll->count == roll->room) {
		roll->room = roll->room ? roll->room * 2 : 64;
		roll->lines = mem_grow(roll->lines, roll->room, sizeof *roll->lines);
	}
	struct roll_line *line = &roll->lines[roll->count++];
	*line = (struct roll_line){ .n = n, .word_role = role, .word = arena_dup(&roll->arena, word),
		.text = arena_dup(&roll->arena, text), .owner = "", .when = "", .lead = "", .why = "" };
	return line;
}

void roll_heading(struct roll *roll, const char *text)
{
	roll_add(roll, -1, ROLE_HEADING, "", text)->heading = true;
}

void roll_more(struct roll *roll, struct roll_line *line, const char *text)
{
	const char **more = arena_alloc(&roll->arena, (line->more_count + 1) * sizeof *more);

	if (line->more_count)
		memcpy(more, line->more, line->more_count * sizeof *more);
	more[line->more_count++] = arena_dup(&roll->arena, text);
	line->more = more;
}

const char *roll_keep(struct roll *roll, struct str *text)
{
	const char *kept = arena_dup(&roll->arena, str_text(text));

	str_reset(text);
	return kept;
}

/* ---- how many rows a line takes ------------------------------------------------------------------ */

static int when_columns(const struct roll *roll, int columns)
{
	return roll->when_most > columns / 2 ? columns / 2 : roll->when_most;
}

/* Where the parts of a line stand at a width. */
struct places { int text, room, owner, when; };

static struct places places_of(const struct roll *roll, const struct roll_line *line, int columns)
{
	struct places at = { .text = TEXT + roll->lead + line->depth * STEP, .owner = -1 };
	int end = columns;

	if (line->heading) {
		at.text = 3;
		at.when = columns;
		at.room = columns - at.text;
		return at;
	}
	at.when = columns - when_columns(roll, columns);
	if (*line->when) {
		int own = columns - clean_columns(line->when);
		end = (columns >= OWNER_FROM || own < at.when ? at.when : own) - 1;
	}
	if (columns >= OWNER_FROM && *line->owner) {
		at.owner = at.when - OWNER_COLUMNS - 1;
		end = at.owner - 1;
	}
	at.room = end - at.text;
	if (at.room < TEXT_LEAST) { /* too narrow for both: the when follows on a row of its own */
		at.when = -1;
		at.owner = -1;
		at.room = columns - at.text;
	}
	if (at.room < 1)
		at.room = 1;
	return at;
}

static int text_rows(const char *text, int room)
{
	int rows = 0;

	do {
		text += wrap_bytes(text, room);
		text += strspn(text, " ");
		rows++;
	} while (*text && rows < TEXT_ROWS);
	return rows;
}

static int line_rows(const struct roll *roll, const struct roll_line *line, int columns, size_t more)
{
	struct places at = places_of(roll, line, columns);
	int rows = text_rows(line->text, at.room) + (at.when < 0 && *line->when);

	for (size_t i = 0; i < line->more_count && (i < more || i < line->pinned); i++)
		rows += text_rows(line->more[i], columns - at.text);
	return rows;
}

static int roll_height(const struct roll *roll, int columns, size_t more)
{
	int rows = 0;

	for (size_t i = 0; i < roll->count; i++)
		rows += line_rows(roll, &roll->lines[i], columns, more);
	return rows;
}

/* As much below the lines as fits the pane: all, one line each, or nothing. */
static size_t more_shown(const struct roll *roll, int columns, int page)
{
	return roll_height(roll, columns, SIZE_MAX) <= page ? SIZE_MAX : roll_height(roll, columns, 1) <= page ? 1 : 0;
}

/* ---- the cursor ---------------------------------------------------------------------------------- */

static const struct roll_line *roll_focused(const struct roll *roll)
{
	size_t at = (size_t)roll->scroll.at;

	return at < roll->count && !roll->lines[at].heading ? &roll->lines[at] : NULL;
}

/* The nearest line that is no heading, in that direction first. */
static void off_headings(struct roll *roll, int direction)
{
	for (int turn = 0; turn < 2; turn++, direction = -direction)
		for (int64_t at = roll->scroll.at; at >= 0 && at < (int64_t)roll->count; at += direction)
			if (!roll->lines[at].heading) {
				roll->scroll.at = at;
				return;
			}
}

static int span_rows(const struct roll *roll, int64_t from, int64_t to, int columns, size_t more)
{
	int rows = 0;

	for (int64_t i = from; i <= to && i < (int64_t)roll->count; i++)
		rows += line_rows(roll, &roll->lines[i], columns, more);
	return rows;
}

static void roll_fit(struct roll *roll, int columns, int page, int direction)
{
	struct scroll *scroll = &roll->scroll;
	int64_t last = (int64_t)roll->count - 1;
	size_t more = more_shown(roll, columns, page);

	scroll->at = scroll->at > last ? last : scroll->at;
	scroll->at = scroll->at < 0 ? 0 : scroll->at;
	off_headings(roll, direction);
	if (scroll->top > scroll->at)
		scroll->top = scroll->at;
	if (scroll->top == scroll->at && scroll->at > 0 && roll->lines[scroll->at - 1].heading && page > 1)
		scroll->top--; /* a line keeps its heading */
	int rows = span_rows(roll, scroll->top, scroll->at, columns, more);
	while (scroll->top < scroll->at && rows > page)
		rows -= line_rows(roll, &roll->lines[scroll->top++], columns, more);
	rows = span_rows(roll, scroll->top, last, columns, more);
	while (scroll->top > 0 && (rows += line_rows(roll, &roll->lines[scroll->top - 1], columns, more)) <= page)
		scroll->top--;
}

static int page_of(const struct pane *pane)
{
	return pane->rect.rows > 1 ? pane->rect.rows - 1 : 1;
}

static void measure(struct roll *roll)
{
	roll->when_most = 0;
	for (size_t i = 0; i < roll->count; i++) {
		int own = clean_columns(roll->lines[i].when);
		if (own > roll->when_most)
			roll->when_most = own;
	}
}

static void remember(struct roll *roll)
{
	const struct roll_line *line = roll_focused(roll);

	roll->focused = line ? line->n : -1;
}

void roll_settle(struct roll *roll, const struct pane *pane)
{
	measure(roll);
	for (size_t i = 0; roll->focused >= 0 && i < roll->count; i++)
		if (roll->lines[i].n == roll->focused && !roll->lines[i].heading) {
			bool same = roll->scroll.at < (int64_t)roll->count && roll->lines[roll->scroll.at].n == roll->focused;
			roll->scroll.at = same ? roll->scroll.at : (int64_t)i;
			break;
		}
	roll_fit(roll, pane->rect.columns, page_of(pane), 1);
	remember(roll);
}

unsigned roll_act(struct roll *roll, const struct pane *pane, enum action action)
{
	struct scroll before = roll->scroll, step = roll->scroll;
	int page = page_of(pane);
	const struct roll_line *line = roll_focused(roll);

	if (action == ACTION_OPEN)
		return line && line->n >= 0 ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
	if (!scroll_act(&step, action, (int64_t)roll->count, page))
		return EFFECT_NONE;
	roll->scroll.at = step.at;
	roll_fit(roll, pane->rect.columns, page, step.at < before.at ? -1 : 1);
	remember(roll);
	return scroll_effect(&before, &roll->scroll);
}

static bool says(const struct roll_line *line, const char *text)
{
	bool hit = strcasestr(line->text, text) || strcasestr(line->owner, text);

	for (size_t i = 0; i < line->more_count && !hit; i++)
		hit = strcasestr(line->more[i], text);
	return hit && !line->heading;
}

/* Goes on at the other end, back to where it began. */
static bool roll_find(struct roll *roll, const struct pane *pane, const char *text, int direction)
{
	int64_t count = (int64_t)roll->count;

	for (int64_t i = 1; i <= count; i++) {
		int64_t at = (roll->scroll.at + (direction < 0 ? count - i : i)) % count;
		if (!says(&roll->lines[at], text))
			continue;
		roll->scroll.at = at;
		roll_fit(roll, pane->rect.columns, page_of(pane), direction < 0 ? -1 : 1);
		remember(roll);
		return true;
	}
	return false;
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static int draw_text(struct grid *grid, struct rect area, int row, int column, int room, enum role role, const char *text)
{
	int rows = 0;

	do {
		size_t bytes = wrap_bytes(text, room);
		bool last = rows + 1 == TEXT_ROWS;
		char *part = last ? mem_dup(text) : mem_dupn(text, bytes);
		grid_put(grid, area, row + rows++, column, room, role, part);
		free(part);
		text += bytes;
		text += strspn(text, " ");
	} while (*text && rows < TEXT_ROWS);
	return rows;
}

static void draw_line(const struct roll *roll, const struct roll_line *line, struct grid *grid, struct rect area, int row,
	size_t more)
{
	struct places at = places_of(roll, line, area.columns);

	if (*line->word)
		grid_put(grid, area, row, WORD, WORD_COLUMNS, line->word_role, line->word);
	if (*line->lead)
		grid_put(grid, area, row, TEXT, roll->lead - 1, ROLE_TEXT, line->lead);
	if (at.owner >= 0)
		grid_put(grid, area, row, at.owner, OWNER_COLUMNS, ROLE_TEXT, line->owner);
	if (at.when >= 0 && *line->when)
		grid_put_right(grid, area, row, area.columns, line->when_role, line->when);
	int below = row + draw_text(grid, area, row, at.text, at.room, line->heading ? ROLE_HEADING : ROLE_TEXT, line->text);
	if (at.when < 0 && *line->when)
		grid_put(grid, area, below++, at.text, at.room, line->when_role, line->when);
	for (size_t i = 0; i < line->more_count && (i < more || i < line->pinned); i++)
		below += draw_text(grid, area, below, at.text, area.columns - at.text, ROLE_MUTED, line->more[i]);
}

static void roll_draw(struct roll *roll, const struct pane *pane, struct grid *grid, const char *title, const char *empty,
	bool focused)
{
	int page = page_of(pane), row = 1, cursor = 1;
	struct str tail = { 0 };
	int64_t at, shown = 0, all = 0, before = 0;

	roll_fit(roll, pane->rect.columns, page, 1);
	size_t more = more_shown(roll, pane->rect.columns, page);
	for (at = 0; at < (int64_t)roll->count; at++) {
		bool counts = !roll->lines[at].heading;
		int rows = line_rows(roll, &roll->lines[at], pane->rect.columns, more);
		all += counts;
		before += counts && at < roll->scroll.top;
		if (at < roll->scroll.top || row >= pane->rect.rows)
			continue;
		if (at == roll->scroll.at)
			cursor = row;
		draw_line(roll, &roll->lines[at], grid, pane->rect, row, more);
		row += rows;
		shown += counts;
	}
	if (shown == all && all)
		str_addf(&tail, "%lld", (long long)all);
	else if (all)
		str_addf(&tail, "%lld-%lld of %lld", (long long)before + 1, (long long)(before + shown), (long long)all);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, title, tail.length ? str_text(&tail) : NULL);
	if (!roll->count)
		grid_put(grid, pane->rect, 1, 3, pane->rect.columns - 3, ROLE_MUTED, empty);
	if (focused) {
		grid_put(grid, pane->rect, cursor, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, cursor, 0);
	}
	str_free(&tail);
}

/* ---- the operations of a pane that is a roll: its state begins with one ---------------------------- */

void roll_pane_open(struct pane *pane, const struct pane_env *env)
{
	struct roll *roll = mem_alloc(sizeof *roll);

	(void)env;
	roll->focused = -1;
	pane->state = roll;
}

void roll_pane_close(struct pane *pane)
{
	roll_free(pane->state);
	free(pane->state);
}

int roll_pane_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct roll *roll = pane->state;

	(void)env;
	return 1 + (roll->count ? roll_height(roll, columns, SIZE_MAX) : 1);
}

unsigned roll_pane_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	(void)env;
	return roll_act(pane->state, pane, action);
}

struct target roll_pane_target(const struct pane *pane, const struct pane_env *env)
{
	const struct roll_line *line = roll_focused(pane->state);
	bool record = line && line->n >= 0;

	(void)env;
	return (struct target){ .type = record ? TARGET_RECORD : TARGET_NONE, .number = record ? line->n : -1,
		.hub = PLACE_ANY, .area = PLACE_ANY };
}

void roll_pane_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct roll_line *line = roll_focused(pane->state);

	(void)env;
	if (line && *line->why)
		str_addf(out, "Why: %s", line->why);
}

bool roll_pane_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	(void)env;
	return roll_find(pane->state, pane, text, direction);
}

void roll_pane_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused, const char *title,
	const char *empty)
{
	struct str own = { 0 };

	pane_title(pane, env, title, &own);
	roll_draw(pane->state, pane, grid, str_text(&own), pane->filtered ? "nothing matches the filter; \\ changes it" : empty,
		focused);
	str_free(&own);
}
