/* The governance pane: bodies, who chairs them by office, what is vacant or ends (rule 15), and when they meet next
 * (rule 14). What is governed separately is a static card: a contact, no dates, no counts. Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 300 };

static bool is_separate(const struct record *record)
{
	return strcmp(record_text(record, FIELD_GOVERNANCE), "separate") == 0;
}

/* A body is named by its id or by the code at the end of it: "CSP" is B-CSP. */
static bool is_called(const struct row *body, const char *name)
{
	size_t length = strlen(body->id), end = strlen(name);

	return end && end <= length && strcmp(body->id + length - end, name) == 0 && (end == length || body->id[length - end - 1] == '-');
}

static bool next_of(const struct gathered *meetings, const struct row *body, const struct pane_env *env, struct meeting_ahead *next)
{
	struct holidays holidays = store_holidays(env->store);
	bool meets_at_all = false;

	next->day = DAY_NONE;
	for (size_t i = 0; i < meetings->count; i++) {
		if (!is_called(body, record_text(meetings->records[i], FIELD_BODY)))
			continue;
		struct meeting_ahead ahead = meeting_ahead(meetings->records[i], env->moment.today, &holidays);
		meets_at_all = true;
		if (ahead.day < next->day)
			*next = ahead;
	}
	return meets_at_all;
}

static void add_office(struct roll *roll, const struct row *body, const struct office *office, day_t today)
{
	static const struct { const char *word; enum role role; } words[] = {
		[OFFICE_HELD] = { "", ROLE_TEXT }, [OFFICE_SUCCEEDED] = { "CHANGES", ROLE_TEXT }, [OFFICE_ENDING] = { "ENDING", ROLE_AMBER },
		[OFFICE_VACANT] = { "VACANT", ROLE_AMBER }, [OFFICE_FUTURE] = { "", ROLE_TEXT },
	};
	enum office_state state = office_state(office, today);
	bool named = office->office && *office->office;
	struct str text = { 0 };

	plain_word(office->role ? office->role : "office", &text);
	str_addf(&text, ": %s", named ? office->office : "nobody named");
	struct roll_line *line = roll_add(roll, body->n, words[state].role, words[state].word, str_text(&text));
	str_reset(&text);
	line->depth = 1;
	office_text(office, today, &text);
	line->why = arena_printf(&roll->arena, "%s%s%s.", body->title, text.length ? ": " : "", str_text(&text));
	if (text.length)
		roll_more(roll, line, str_text(&text));
	str_free(&text);
}

static void add_members(struct roll *roll, struct roll_line *line, const struct record *record)
{
	const struct value *members = &record->value[FIELD_MEMBERS];
	struct str text = { 0 };

	for (size_t i = 0; members->set && i < members->as.words.count; i++)
		str_addf(&text, "%s%s", i ? ", " : "members: ", members->as.words.at[i]);
	if (text.length)
		roll_more(roll, line, str_text(&text));
	str_free(&text);
}

static void body_when(const struct record *record, const struct row *row, const struct gathered *meetings,
	const struct pane_env *env, struct str *out)
{
	struct meeting_ahead next;
	char day[DATE_TEXT];

	if (next_of(meetings, row, env, &next))
		str_addf(out, "next meeting %s", next.day == DAY_NONE ? "no date" : day_text(day, next.day));
	else if (record->value[FIELD_REVIEWED].set)
		str_addf(out, "reviewed %s", day_long(day, record_day(record, FIELD_REVIEWED)));
}

static void body_why(const struct record *record, const struct row *row, const struct pane_env *env, struct str *out)
{
	const char *note = record_text(record, FIELD_NOTE);

	if (row->flags & 1U << FLAG_FLAGGED)
		brief_why_row(row, &env->moment, env->config, out);
	else
		str_add(out, *note ? note : "every office is held.");
}

static void add_body(struct roll *roll, const struct record *record, const struct row *row, const struct gathered *meetings,
	const struct pane_env *env)
{
	struct str text = { 0 };
	struct office *offices;
	size_t count = record_offices(record, &offices);
	const char *word = row->rating == '-' || !row->rating ? "" : rating_word(row->rating);

	str_addf(&text, "%s%s%s", row->title, row->york ? " (+York)" : "", record_flag(record, FIELD_STATUTORY) ? ", statutory" : "");
	struct roll_line *line = roll_add(roll, row->n, role_of_rating(row->rating), word, str_text(&text));
	str_reset(&text);
	body_when(record, row, meetings, env, &text);
	line->when = roll_keep(roll, &text);
	line->owner = arena_dup(&roll->arena, row->owner);
	body_why(record, row, env, &text);
	line->why = roll_keep(roll, &text);
	add_members(roll, line, record);
	for (size_t i = 0; i < count; i++)
		add_office(roll, row, &offices[i], env->moment.today);
	str_free(&text);
}

/* Title, contact, nothing else: presence is all that may be said of it. */
static void add_card(struct roll *roll, const struct record *record, const struct row *row)
{
	const char *office = record_text(record, FIELD_OFFICE);
	struct roll_line *line = roll_add(roll, row->n, ROLE_TEXT, "", row->title);

	line->why = "governed separately: ask the contact; no dates and no counts are kept here.";
	roll_more(roll, line, arena_printf(&roll->arena, "contact: %s%s%s", office, *office && *row->owner ? ", " : "", row->owner));
}

/* Bodies below another come after it; else the partnership's own, then what is shared. */
static int by_place(const struct gathered *list, size_t a, size_t b)
{
	const struct record *x = list->records[a], *y = list->records[b];
	int order = strcmp(record_text(x, FIELD_GOVERNANCE), record_text(y, FIELD_GOVERNANCE));

	return order ? order : strcmp(list->rows[a]->title, list->rows[b]->title);
}

static size_t *in_order(const struct gathered *list, struct arena *arena)
{
	size_t *order = arena_alloc(arena, (list->count + 1) * sizeof *order);

	for (size_t i = 0; i < list->count; i++) {
		size_t at = i;
		for (; at && by_place(list, order[at - 1], i) > 0; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return order;
}

static void add_all(struct roll *roll, const struct gathered *bodies, const struct gathered *meetings, const struct pane_env *env)
{
	size_t *order = in_order(bodies, &roll->arena);
	bool cards = false;

	for (size_t i = 0; i < bodies->count; i++)
		if (!is_separate(bodies->records[order[i]]))
			add_body(roll, bodies->records[order[i]], bodies->rows[order[i]], meetings, env);
	for (size_t i = 0; i < bodies->count; i++) {
		if (!is_separate(bodies->records[order[i]]))
			continue;
		if (!cards)
			roll_heading(roll, "Governed separately: no dates and no counts are kept");
		cards = true;
		add_card(roll, bodies->records[order[i]], bodies->rows[order[i]]);
	}
}

static bool governance_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct roll *roll = pane->state;
	struct gathered bodies = { 0 }, meetings = { 0 };
	bool fine = brief_gather(env->store, &env->moment, "kind:body -status:withdrawn", pane->filter, "title", MOST, &bodies, error)
		&& brief_gather(env->store, &env->moment, "kind:meeting open", NULL, "starts", MOST, &meetings, error);

	if (fine) {
		roll_clear(roll);
		add_all(roll, &bodies, &meetings, env);
		roll_settle(roll, pane);
	}
	gathered_free(&bodies);
	gathered_free(&meetings);
	return fine;
}

static void governance_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	roll_pane_draw(pane, env, grid, focused, "BODIES AND OFFICES", "no body is kept here");
}

const struct pane_ops pane_governance = {
	.name = "governance", .help = "bodies and their offices, vacancies and successions, next meetings", .focusable = true,
	.open = roll_pane_open, .close = roll_pane_close, .load = governance_load, .want_rows = roll_pane_want_rows,
	.draw = governance_draw, .act = roll_pane_act, .target = roll_pane_target, .why = roll_pane_why, .find = roll_pane_find,
};
