/* The timeline pane: what the partnership must do by when, soonest first, with its gates (rule 3), and the clocks
 * of its reviews (rule 12). Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 500 };

struct item {
	const struct record *record;
	const struct row *row;
	day_t due;
	bool open;
};

static const char *word_of(char rating)
{
	return rating == '-' || !rating ? "" : rating_word(rating);
}

static void add_gates(struct roll *roll, struct roll_line *line, const struct record *record, day_t today)
{
	struct gate *gates;
	size_t count = record_gates(record, &gates), done = 0;
	struct str text = { 0 };

	for (int late = 1; late >= 0; late--) /* the late ones first, and always */
		for (size_t i = 0; i < count; i++)
			if (gates[i].done == DAY_NONE && gate_is_late(&gates[i], today) == late) {
				gate_text(&gates[i], today, &text);
				roll_more(roll, line, str_text(&text));
				str_reset(&text);
				line->pinned += (size_t)late;
			}
	for (size_t i = 0; i < count; i++)
		done += gates[i].done != DAY_NONE;
	if (count) {
		str_addf(&text, "%zu of ", done);
		plural((int)count, "gate done", "gates done", &text);
		roll_more(roll, line, str_text(&text));
	}
	str_free(&text);
}

static void add_basis(struct roll *roll, struct roll_line *line, const struct record *record)
{
	const char *authority = record_text(record, FIELD_AUTHORITY), *note = record_text(record, FIELD_NOTE);
	struct str text = { 0 };

	if (*note)
		roll_more(roll, line, note);
	if (record_flag(record, FIELD_STATUTORY)) {
		str_addf(&text, "statutory%s%s", *authority ? ": " : "", authority);
		roll_more(roll, line, str_text(&text));
	}
	str_free(&text);
}

static void add_milestone(struct roll *roll, const struct item *item, day_t today)
{
	const struct row *row = item->row;
	struct str text = { 0 };

	str_addf(&text, "%s%s", row->title, row->york ? " (+York)" : "");
	struct roll_line *line = roll_add(roll, row->n, role_of_rating(row->rating), word_of(row->rating), str_text(&text));
	str_reset(&text);
	if (item->open)
		countdown_text(row->due, row->due_precision, today, &text);
	else
		str_add(&text, "complete");
	line->when = roll_keep(roll, &text);
	line->when_role = row->flags & 1U << FLAG_OVERDUE ? ROLE_LATE : ROLE_TEXT;
	line->owner = arena_dup(&roll->arena, row->owner);
	milestone_why(item->record, row, today, &text);
	line->why = roll_keep(roll, &text);
	if (item->open) {
		add_gates(roll, line, item->record, today);
		add_basis(roll, line, item->record);
	}
	str_free(&text);
}

/* "decide" with its countdown, or the stage with the days spent there. */
static void add_review(struct roll *roll, const struct item *item, day_t today)
{
	struct str words = { 0 }, text = { 0 };
	struct review_clock clock = review_clock(item->record, today, &words);

	str_addf(&text, "%s: ", item->row->title);
	if (clock.verb)
		str_add(&text, clock.verb);
	else
		stage_text(record_text(item->record, FIELD_STAGE), &text);
	struct roll_line *line = roll_add(roll, item->row->n, role_of_rating(clock.rating), word_of(clock.rating), str_text(&text));
	line->owner = arena_dup(&roll->arena, item->row->owner);
	line->why = arena_printf(&roll->arena, "%s: %s.", item->row->title, str_text(&words));
	str_reset(&text);
	if (clock.verb)
		countdown_text(clock.due, PRECISION_DAY, today, &text);
	else if (clock.since != DAY_NONE) {
		plural(today - clock.since, "day", "days", &text);
		str_add(&text, clock.rating == '-' ? ", no target" : "");
	}
	line->when = roll_keep(roll, &text);
	line->when_role = clock.rating == 'R' ? ROLE_LATE : ROLE_TEXT;
	str_free(&words);
	str_free(&text);
}

/* Open before complete, then by day, then by id. */
static int by_day(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->open != y->open)
		return x->open ? -1 : 1;
	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return strcmp(x->row->id, y->row->id);
}

/* A review without a stage that is stated has no clock; one that is over has none left. */
static bool has_clock(const struct record *record, day_t today, day_t *due)
{
	struct str words = { 0 };
	struct review_clock clock = review_clock(record, today, &words);

	*due = clock.due;
	str_free(&words);
	return clock.rating != 'B' && strcasecmp(record_text(record, FIELD_STAGE), "not-stated") != 0;
}

static bool timeline_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct roll *roll = pane->state;
	struct gathered list = { 0 };
	day_t today = env->moment.today;

	if (!brief_gather(env->store, &env->moment, "kind:milestone -status:withdrawn or kind:review open", pane->filter, "due",
		MOST, &list, error)) {
		gathered_free(&list);
		return false;
	}
	struct item *items = mem_array(list.count + 1, sizeof *items);
	size_t count = 0;
	for (size_t i = 0; i < list.count; i++) {
		struct item item = { list.records[i], list.rows[i], list.rows[i]->due, list.rows[i]->flags & 1U << FLAG_OPEN };
		if (item.record->kind == KIND_MILESTONE || has_clock(item.record, today, &item.due))
			items[count++] = item;
	}
	qsort(items, count, sizeof *items, by_day);
	roll_clear(roll);
	for (size_t i = 0; i < count; i++)
		if (items[i].record->kind == KIND_MILESTONE)
			add_milestone(roll, &items[i], today);
		else
			add_review(roll, &items[i], today);
	roll_settle(roll, pane);
	free(items);
	gathered_free(&list);
	return true;
}

static void timeline_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	roll_pane_draw(pane, env, grid, focused, "COUNTDOWNS", "no milestone is kept here");
}

const struct pane_ops pane_timeline = {
	.name = "timeline", .help = "milestones with their gates and the clocks of reviews, counted down", .focusable = true,
	.filters = true, .open = roll_pane_open, .close = roll_pane_close, .load = timeline_load, .want_rows = roll_pane_want_rows,
	.draw = timeline_draw, .act = roll_pane_act, .target = roll_pane_target, .why = roll_pane_why, .find = roll_pane_find,
};
