/* The part of a list that is held: three screens of a list that may be a million long. See store.h. Called by the
 * list panes. Index 0 is the first of the list; `base` is the index of the first row held. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/store_inside.h"

enum { COUNT_QUICKLY = 1000, COUNT_BUDGET = 10 };

struct held {
	struct row row;
	struct position place;
};

struct window {
	struct store *store;
	const struct filter *filter; /* borrowed */
	char *sort;                  /* NULL: rank */
	struct moment moment;
	struct order *order;
	struct held *rows;           /* in list order */
	size_t count, room;
	int64_t base, at, total;     /* at: the index last asked for; total: how many are known of */
	int screen;
	bool exact;                  /* total is all of them */
	bool loaded;                 /* it was asked, if only how many there are */
	bool guessed;                /* base is where the list stood before it was loaded again */
	bool end_held;               /* the last row held is the last of the list */
};

struct window *window_new(struct store *store, const struct filter *filter, const char *sort)
{
	struct window *window = mem_alloc(sizeof *window);
	window->store = store;
	window->filter = filter;
	window->sort = mem_dup(sort);
	window->screen = 1;
	return window;
}

static void held_clear(struct held *held)
{
	row_clear(&held->row);
	position_clear(&held->place);
}

static void drop_rows(struct window *window, size_t from, size_t count)
{
	for (size_t i = from; i < from + count; i++)
		held_clear(&window->rows[i]);
	memmove(&window->rows[from], &window->rows[from + count], (window->count - from - count) * sizeof *window->rows);
	window->count -= count;
}

static void drop_all(struct window *window)
{
	if (window->count)
		drop_rows(window, 0, window->count);
}

void window_free(struct window *window)
{
	if (!window)
		return;
	drop_all(window);
	order_free(window->order);
	free(window->rows);
	free(window->sort);
	free(window);
}

/* ---- fetching ---------------------------------------------------------------------------------- */

static struct held *insert(struct window *window, size_t at)
{
	if (window->count == window->room) {
		window->room = window->room ? 2 * window->room : 64;
		window->rows = mem_grow(window->rows, window->room, sizeof *window->rows);
	}
	if (at < window->count)
		memmove(&window->rows[at + 1], &window->rows[at], (window->count - at) * sizeof *window->rows);
	window->count++;
	return &window->rows[at];
}

struct filling { struct window *window; bool backward; };

static bool hold(void *context, struct position *place)
{
	struct filling *filling = context;
	struct window *window = filling->window;
	struct row row;
	if (!row_load(window->store, &window->moment, place->n, &row)) {
		position_clear(place);
		return true;
	}
	struct held *held = insert(window, filling->backward ? 0 : window->count);
	held->row = row;
	held->place = *place;
	if (filling->backward)
		window->base--;
	return true;
}

/* Up to `most` more rows at one side of what is held (or from that end of the list, when nothing is). */
static bool extend(struct window *window, bool backward, size_t skip, size_t most, bool *ended, struct error *error)
{
	struct filling filling = { window, backward };
	struct fetch fetch = { .backward = backward, .skip = skip, .most = most };
	if (window->count)
		fetch.from = &window->rows[backward ? 0 : window->count - 1].place;
	struct position from = { 0 };
	if (fetch.from) { /* the rows move while they are added to */
		from = *fetch.from;
		from.id = mem_dup(from.id);
		from.key.text = mem_dup(from.key.text);
		fetch.from = &from;
	}
	bool fine = order_fetch(window->order, &fetch, hold, &filling, ended, error);
	position_clear(&from);
	return fine;
}

static void move_base(struct window *window, int64_t base)
{
	window->at += base - window->base;
	window->base = base;
	window->guessed = false;
}

/* The last of the list is held: that says how many there are, or, when that is known, which index this is. */
static void note_end(struct window *window)
{
	window->end_held = true;
	if (window->exact) {
		move_base(window, window->total - (int64_t)window->count);
		return;
	}
	window->total = window->base + (int64_t)window->count;
	window->exact = !window->guessed;
}

static void note_more(struct window *window)
{
	int64_t known = window->base + (int64_t)window->count;
	window->end_held = false;
	if (!window->exact && known > window->total)
		window->total = known;
}

static bool forward(struct window *window, size_t most, struct error *error)
{
	bool ended;
	if (!extend(window, false, 0, most, &ended, error))
		return false;
	if (ended)
		note_end(window);
	else
		note_more(window);
	return true;
}

/* Meeting the start puts a guessed index right. */
static bool backward(struct window *window, size_t most, struct error *error)
{
	bool ended;
	if (!extend(window, true, 0, most, &ended, error))
		return false;
	int64_t base = ended || window->base < 0 ? 0 : window->base;
	if (!window->exact)
		window->total += base - window->base;
	if (base != window->base)
		move_base(window, base);
	if (ended)
		window->guessed = false;
	if (ended && window->end_held)
		note_end(window);
	return true;
}

/* ---- counting ---------------------------------------------------------------------------------- */

static void set_count(struct window *window, int64_t count)
{
	window->total = count;
	window->exact = true;
	if (window->end_held)
		note_end(window);
}

static void count_quickly(struct window *window)
{
	if (window->exact)
		return;
	int64_t count = window->order ? order_known(window->order) : -1;
	if (count < 0)
		count = count_tallied(window->store, &window->moment, window->filter);
	if (count >= 0) {
		set_count(window, count);
		return;
	}
	window->store->budget = COUNT_BUDGET;
	count = count_rows(window->store, &window->moment, window->filter, COUNT_QUICKLY + 1);
	window->store->budget = 0;
	if (count < 0)
		return;
	if (count <= COUNT_QUICKLY)
		set_count(window, count);
	else if (count > window->total)
		window->total = count;
}

int64_t window_count(const struct window *window, bool *exact)
{
	*exact = window->exact;
	return window->total;
}

bool window_count_all(struct window *window)
{
	if (window->exact)
		return true;
	int64_t count = count_rows(window->store, &window->moment, window->filter, 0);
	if (count < 0)
		return false;
	set_count(window, count);
	return true;
}

/* ---- loading ----------------------------------------------------------------------------------- */

/* Where the row at the top of the screen stands now, or stood when it is gone. */
static bool anchor(struct window *window, struct order *order, struct position *place)
{
	int64_t index = window->at - window->base;
	if (index <= 0 && window->base == 0)
		return false; /* at the top: the top is what is wanted */
	if (index < 0 || index >= (int64_t)window->count)
		return false;
	struct held *held = &window->rows[index];
	struct row row;
	if (row_load(window->store, &window->moment, held->place.n, &row)) {
		bool placed = order_place(order, &row, place);
		row_clear(&row);
		return placed;
	}
	*place = held->place;
	place->id = mem_dup(place->id);
	place->key.text = mem_dup(place->key.text);
	return true;
}

static bool fill_around(struct window *window, const struct position *place, struct error *error)
{
	struct filling filling = { window, false };
	struct fetch fetch = { .from = place, .inclusive = true, .most = 2 * (size_t)window->screen };
	bool ended;
	window->base = window->at;
	window->guessed = true;
	if (!order_fetch(window->order, &fetch, hold, &filling, &ended, error))
		return false;
	if (!window->count) { /* all that is left stands before it */
		fetch = (struct fetch){ .backward = true, .most = 3 * (size_t)window->screen };
		filling.backward = true;
		if (!order_fetch(window->order, &fetch, hold, &filling, &ended, error))
			return false;
		if (ended) {
			window->base = window->at = 0;
			window->guessed = false;
		}
		note_end(window);
		return true;
	}
	if (ended)
		note_end(window);
	else
		note_more(window);
	return backward(window, (size_t)window->screen, error);
}

static bool fill(struct window *window, const struct position *place, enum window_hold hold, struct error *error)
{
	window->exact = window->guessed = window->end_held = false;
	window->total = 0;
	if (place)
		return fill_around(window, place, error);
	window->base = window->at = 0;
	size_t screen = (size_t)window->screen;
	if (hold == HOLD_NOTHING)
		return true;
	bool quickly_more = order_known(window->order) >= 0;
	return forward(window, hold == HOLD_ALL ? 3 * screen : quickly_more ? (screen + 1) / 2 : screen, error);
}

bool window_load(struct window *window, const struct moment *moment, int screen_rows, enum window_hold hold,
	struct error *error)
{
	struct window before = *window;
	struct position place = { 0 };
	store_read_begin(window->store);
	window->moment = *moment;
	window->screen = screen_rows > 0 ? screen_rows : 1;
	window->order = hold == HOLD_NOTHING ? NULL : order_new(window->store, window->filter, window->sort, moment);
	bool anchored = window->order && anchor(window, window->order, &place);
	window->rows = NULL;
	window->count = window->room = 0;
	bool fine = fill(window, anchored ? &place : NULL, hold, error);
	position_clear(&place);
	if (fine) {
		window->loaded = true;
		count_quickly(window);
		drop_all(&before);
		free(before.rows);
		order_free(before.order);
	} else { /* what was held stays */
		if (store_stopped(window->store) && error)
			error->text[0] = '\0';
		drop_all(window);
		free(window->rows);
		order_free(window->order);
		*window = before;
	}
	store_read_end(window->store);
	return fine;
}

bool window_holds(const struct window *window)
{
	return window->order;
}

/* What was only counted is wanted after all. */
static void wake(struct window *window)
{
	if (window->order || !window->loaded)
		return;
	struct moment moment = window->moment;
	window->store->patient++;
	window_load(window, &moment, window->screen, HOLD_ALL, NULL);
	window->store->patient--;
}

/* ---- moving ------------------------------------------------------------------------------------ */

/* Keeps three screens around the row asked for. */
static void trim(struct window *window)
{
	int64_t screen = window->screen, first = window->at - screen, end = window->at + 2 * screen;
	if (window->base + (int64_t)window->count > end && end > window->base) {
		drop_rows(window, (size_t)(end - window->base), (size_t)(window->base + (int64_t)window->count - end));
		window->end_held = false;
	}
	if (first > window->base) {
		size_t drop = (size_t)(first - window->base);
		drop = drop < window->count ? drop : window->count;
		drop_rows(window, 0, drop);
		window->base += (int64_t)drop;
	}
}

/* Far from what is held: from the start, or from the end when that is nearer and known. */
static void jump(struct window *window, int64_t index)
{
	bool ended, from_end = window->exact && window->total - index < index;
	int64_t first = index > window->screen ? index - window->screen : 0;
	size_t rows = 3 * (size_t)window->screen;
	drop_all(window);
	window->guessed = window->end_held = false;
	if (from_end) {
		int64_t last = first + (int64_t)rows < window->total ? first + (int64_t)rows : window->total;
		window->base = last;
		extend(window, true, (size_t)(window->total - last), rows, &ended, NULL);
		window->base = window->base < 0 ? 0 : window->base;
	} else {
		window->base = first;
		if (extend(window, false, (size_t)first, rows, &ended, NULL) && ended && window->count)
			note_end(window);
		else
			note_more(window);
	}
}

static bool far_from(const struct window *window, int64_t index)
{
	int64_t end = window->base + (int64_t)window->count;
	return !window->count || index < window->base - window->screen || index > end + window->screen;
}

void window_seek(struct window *window, int64_t index, int rows)
{
	int64_t screen = window->screen;
	wake(window);
	window->at = index < 0 ? 0 : window->exact && index >= window->total ? (window->total ? window->total - 1 : 0) : index;
	int64_t end = window->base + (int64_t)window->count;
	bool short_below = window->at + rows > end && !(window->exact && end >= window->total);
	bool short_above = window->at < window->base;
	if (!window->order || (!short_below && !short_above))
		return;
	store_read_begin(window->store);
	window->store->patient++;
	if (far_from(window, window->at))
		jump(window, window->at);
	else if (short_above)
		backward(window, (size_t)(window->base - window->at + screen), NULL);
	else
		forward(window, (size_t)(window->at + 2 * screen - end), NULL);
	trim(window);
	window->store->patient--;
	store_read_end(window->store);
}

void window_end(struct window *window)
{
	wake(window);
	if (!window->order)
		return;
	window->store->patient++;
	window_count_all(window);
	window->store->patient--;
	window_seek(window, window->total > window->screen ? window->total - window->screen : 0, window->screen);
}

bool window_find(struct window *window, int64_t n, int64_t *index)
{
	for (size_t i = 0; i < window->count; i++)
		if (window->rows[i].row.n == n) {
			*index = window->base + (int64_t)i;
			return true;
		}
	return false;
}

const struct row *window_row(const struct window *window, int64_t index)
{
	int64_t at = index - window->base;
	return at >= 0 && at < (int64_t)window->count ? &window->rows[at].row : NULL;
}
