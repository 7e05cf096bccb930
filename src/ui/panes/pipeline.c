/* The pipeline pane: reviews by stage, a column each, in the order of the stages; what has no stage stated has a
 * column of its own at the end. Countywide: no hub is shown (domain.md §1, row 44). Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/clean.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 300, COLUMN_LEAST = 20, COLUMN_MOST = 40, WIDE_HEAD = 25, CARD_ROWS = 7, HEAD_ROWS = 4, TEXT_ROWS = 3 };

struct card { int64_t n; int stage; const char *title, *clock, *owner, *why; enum role role; const char *word; };

struct pipeline_state {
	struct arena arena;
	struct card *cards;  /* by stage, then by id */
	size_t count;
	int *stages;         /* those that hold cards, and the one for not stated; in the arena */
	size_t stage_count;
	int column, row;     /* of the cursor: which stage, which of its cards */
	int64_t focused;
};

static const char *const *stage_words(void)
{
	return vocabulary_words("stage", KIND_REVIEW);
}

static int stage_index(const char *stage)
{
	const char *const *words = stage_words();

	for (int i = 0; words[i]; i++)
		if (strcasecmp(words[i], stage) == 0)
			return i;
	return -1;
}

static int not_stated(void)
{
	return stage_index("not-stated");
}

/* ---- loading ------------------------------------------------------------------------------------- */

static void forget(struct pipeline_state *state)
{
	arena_free(&state->arena);
	state->cards = NULL;
	state->stages = NULL;
	state->count = state->stage_count = 0;
}

/* Under the heading of its stage a review need not say the stage again. */
static const char *clock_here(struct arena *arena, const struct review_clock *clock, const struct record *record, day_t today,
	const char *words)
{
	struct str text = { 0 };
	bool rests = strcasecmp(record_text(record, FIELD_STAGE), "paused") == 0;

	if (!clock->verb && !rests && clock->since != DAY_NONE && clock->rating != 'B') {
		plural(today - clock->since, "day", "days", &text);
		str_add(&text, clock->rating == 'A' ? ", not yet published" : " here, no target");
		words = str_text(&text);
	}
	const char *kept = arena_dup(arena, words);
	str_free(&text);
	return kept;
}

static void take_card(struct pipeline_state *state, const struct record *record, const struct row *row, const struct pane_env *env)
{
	struct str words = { 0 };
	struct review_clock clock = review_clock(record, env->moment.today, &words);
	int stage = stage_index(record_text(record, FIELD_STAGE));
	struct card card = { .n = row->n, .stage = stage < 0 ? not_stated() : stage, .role = role_of_rating(clock.rating),
		.title = arena_dup(&state->arena, row->title), .clock = clock_here(&state->arena, &clock, record, env->moment.today, str_text(&words)),
		.owner = arena_dup(&state->arena, row->owner), .word = clock.rating == '-' ? "" : rating_word(clock.rating) };
	size_t at = state->count++;

	str_reset(&words);
	stage_text(stage_words()[card.stage], &words);
	card.why = arena_printf(&state->arena, "%s: %s; %s.", row->title, str_text(&words), card.clock);
	for (; at && state->cards[at - 1].stage > card.stage; at--)
		state->cards[at] = state->cards[at - 1];
	state->cards[at] = card;
	str_free(&words);
}

static size_t cards_at(const struct pipeline_state *state, int stage, size_t *first)
{
	size_t count = 0;

	*first = 0;
	for (size_t i = 0; i < state->count; i++)
		if (state->cards[i].stage == stage && !count++)
			*first = i;
	return count;
}

static void find_stages(struct pipeline_state *state)
{
	const char *const *words = stage_words();
	size_t first, all = 0;

	while (words[all])
		all++;
	state->stages = arena_alloc(&state->arena, (all + 1) * sizeof *state->stages);
	for (int i = 0; words[i]; i++)
		if (cards_at(state, i, &first) || i == not_stated())
			state->stages[state->stage_count++] = i;
}

static void settle(struct pipeline_state *state)
{
	size_t first, count;

	for (size_t c = 0; c < state->stage_count && state->focused >= 0; c++) {
		count = cards_at(state, state->stages[c], &first);
		for (size_t i = 0; i < count; i++)
			if (state->cards[first + i].n == state->focused) {
				state->column = (int)c;
				state->row = (int)i;
			}
	}
	if (state->column >= (int)state->stage_count)
		state->column = (int)state->stage_count - 1;
	count = cards_at(state, state->stages[state->column], &first);
	if (state->row >= (int)count)
		state->row = count ? (int)count - 1 : 0;
	state->focused = count ? state->cards[first + (size_t)state->row].n : -1;
}

static bool pipeline_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct pipeline_state *state = pane->state;
	struct gathered list = { 0 };
	bool fine = brief_gather(env->store, &env->moment, "kind:review -status:withdrawn", pane->filter, "id", MOST, &list, error);

	if (fine) {
		forget(state);
		state->cards = arena_alloc(&state->arena, (list.count + 1) * sizeof *state->cards);
		for (size_t i = 0; i < list.count; i++)
			take_card(state, list.records[i], list.rows[i], env);
		find_stages(state);
		settle(state);
	}
	gathered_free(&list);
	return fine;
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static int draw_wrapped(struct grid *grid, struct rect area, int row, int column, int room, int most, enum role role,
	const char *text)
{
	int rows = 0;

	do {
		size_t bytes = wrap_bytes(text, room);
		char *part = rows + 1 == most ? mem_dup(text) : mem_dupn(text, bytes);
		grid_put(grid, area, row + rows++, column, room, role, part);
		free(part);
		text += bytes;
		text += strspn(text, " ");
	} while (*text && rows < most);
	return rows;
}

/* How many stages a review goes through: not those that say it rests or is unknown. */
static int stage_total(void)
{
	return stage_index("paused");
}

static void draw_head(const struct pane *pane, struct grid *grid, int column, int room, int stage, size_t count)
{
	struct str text = { 0 }, head = { 0 };

	stage_text(stage_words()[stage], &text);
	clean_upper(&head, str_text(&text));
	draw_wrapped(grid, pane->rect, 1, column, room, 2, ROLE_HEADING, str_text(&head));
	str_free(&head);
	str_reset(&text);
	if (stage >= stage_total() || room >= WIDE_HEAD)
		plural((int)count, "record", "records", &text);
	else
		str_addf(&text, "%zu", count);
	if (stage < stage_total())
		str_addf(&text, ", stage %d of %d", stage + 1, stage_total());
	grid_put(grid, pane->rect, 3, column, room, ROLE_MUTED, str_text(&text));
	str_free(&text);
}

static void draw_card(const struct pane *pane, struct grid *grid, int row, int column, int room, const struct card *card)
{
	struct str text = { 0 };

	row += draw_wrapped(grid, pane->rect, row, column, room, TEXT_ROWS, ROLE_TEXT, card->title);
	str_addf(&text, "%s%s%s", card->word, *card->word ? ": " : "", card->clock);
	if (card->stage != not_stated())
		row += draw_wrapped(grid, pane->rect, row, column, room, TEXT_ROWS, card->role == ROLE_MUTED ? ROLE_TEXT : card->role,
			str_text(&text));
	grid_put(grid, pane->rect, row, column, room, ROLE_MUTED, card->owner);
	str_free(&text);
}

static int cards_fit(const struct pane *pane)
{
	int fit = (pane->rect.rows - HEAD_ROWS) / CARD_ROWS;

	return fit > 0 ? fit : 1;
}

static void draw_stage(const struct pane *pane, struct grid *grid, size_t at, int column, int room, bool focused)
{
	const struct pipeline_state *state = pane->state;
	size_t first, count = cards_at(state, state->stages[at], &first);
	bool here = (int)at == state->column;
	int fit = cards_fit(pane), top = here && state->row >= fit ? state->row - fit + 1 : 0;

	draw_head(pane, grid, column + 1, room - 2, state->stages[at], count);
	for (int i = 0; i < fit && top + i < (int)count; i++)
		draw_card(pane, grid, HEAD_ROWS + i * CARD_ROWS, column + 1, room - 2, &state->cards[first + (size_t)(top + i)]);
	if ((int)count > top + fit)
		grid_putf(grid, pane->rect, pane->rect.rows - 1, column + 1, room - 2, ROLE_MUTED, "%d more below", (int)count - top - fit);
	if (!here || !focused)
		return;
	int row = count ? HEAD_ROWS + (state->row - top) * CARD_ROWS : 1;
	grid_put(grid, pane->rect, row, column, 1, ROLE_FOCUS, ">");
	grid_cursor(grid, pane->rect, row, column);
}

static void pipeline_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	const struct pipeline_state *state = pane->state;
	int all = (int)state->stage_count, fit = pane->rect.columns / COLUMN_LEAST;
	struct str title = { 0 }, tail = { 0 };

	fit = fit < 1 ? 1 : fit > all && all ? all : fit;
	int room = pane->rect.columns / fit > COLUMN_MOST ? COLUMN_MOST : pane->rect.columns / fit;
	int own = fit > 1 && all ? fit - 1 : fit; /* the last column holds what has no stage stated */
	int left = state->column < all - (own < fit) && state->column >= own ? state->column - own + 1 : 0;
	pane_title(pane, env, "REVIEWS BY STAGE, COUNTYWIDE", &title);
	if (all > fit)
		str_addf(&tail, "stages %d-%d of %d", left + 1, left + own, all - 1);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), tail.length ? str_text(&tail) : NULL);
	for (int i = 0; i < own && left + i < all; i++)
		draw_stage(pane, grid, (size_t)(left + i), i * room, room, focused);
	if (own < fit)
		draw_stage(pane, grid, (size_t)(all - 1), own * room, room, focused);
	str_free(&title);
	str_free(&tail);
}

/* ---- acting ------------------------------------------------------------------------------------- */

static void pipeline_open(struct pane *pane, const struct pane_env *env)
{
	struct pipeline_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->focused = -1;
	pane->state = state;
}

static void pipeline_close(struct pane *pane)
{
	forget(pane->state);
	free(pane->state);
}

static int pipeline_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct pipeline_state *state = pane->state;
	size_t most = 1, first;

	(void)env, (void)columns;
	for (size_t i = 0; i < state->stage_count; i++) {
		size_t count = cards_at(state, state->stages[i], &first);
		most = count > most ? count : most;
	}
	return HEAD_ROWS + (int)most * CARD_ROWS;
}

static unsigned pipeline_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct pipeline_state *state = pane->state;
	struct scroll rows = { state->row, 0 };
	int column = state->column, row = state->row;
	size_t first;

	(void)env;
	if (!state->stage_count)
		return EFFECT_NONE;
	if (action == ACTION_OPEN)
		return state->focused >= 0 ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
	if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		state->column += action == ACTION_LEFT ? -1 : 1;
		if (state->column < 0 || state->column >= (int)state->stage_count)
			state->column = column;
	} else {
		int64_t count = (int64_t)cards_at(state, state->stages[column], &first);
		if (!scroll_act(&rows, action, count, cards_fit(pane)))
			return EFFECT_NONE;
		state->row = (int)rows.at;
	}
	state->focused = -1;
	settle(state);
	return EFFECT_HANDLED | (state->column != column || state->row != row ? EFFECT_REDRAW : 0);
}

static const struct card *card_focused(const struct pipeline_state *state)
{
	for (size_t i = 0; i < state->count && state->focused >= 0; i++)
		if (state->cards[i].n == state->focused)
			return &state->cards[i];
	return NULL;
}

static struct target pipeline_target(const struct pane *pane, const struct pane_env *env)
{
	const struct card *card = card_focused(pane->state);

	(void)env;
	return (struct target){ .type = card ? TARGET_RECORD : TARGET_NONE, .number = card ? card->n : -1, .hub = PLACE_ANY,
		.area = PLACE_ANY };
}

static void pipeline_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct card *card = card_focused(pane->state);

	(void)env;
	if (card)
		str_addf(out, "Why: %s", card->why);
}

static bool pipeline_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct pipeline_state *state = pane->state;
	const struct card *card = card_focused(state);
	size_t from = card ? (size_t)(card - state->cards) : 0;

	(void)env;
	for (size_t i = 1; i <= state->count; i++) {
		size_t at = (from + (direction < 0 ? state->count - i : i)) % state->count;
		if (strcasestr(state->cards[at].title, text) || strcasestr(state->cards[at].clock, text)) {
			state->focused = state->cards[at].n;
			settle(state);
			return true;
		}
	}
	return false;
}

const struct pane_ops pane_pipeline = {
	.name = "pipeline", .help = "reviews by stage, countywide, with their clocks", .focusable = true,
	.filters = true, .open = pipeline_open, .close = pipeline_close, .load = pipeline_load, .want_rows = pipeline_want_rows, .draw = pipeline_draw,
	.act = pipeline_act, .target = pipeline_target, .why = pipeline_why, .find = pipeline_find,
};
