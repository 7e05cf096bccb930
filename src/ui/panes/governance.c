/* The governance pane: bodies, who chairs them by office, what is vacant or ends (rule 15), and when they meet next
 * (rule 14). What is governed separately is a static card: a contact, no dates, no counts. Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/coming.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 300, DEPTH_MOST = 5 };

static bool is_separate(const struct record *record)
{
	return strcmp(record_text(record, FIELD_GOVERNANCE), "separate") == 0;
}

static bool next_of(const struct gathered *meetings, const struct row *body, const struct pane_env *env, struct meeting_ahead *next)
{
	struct holidays holidays = store_holidays(env->store);
	bool meets_at_all = false;

	next->day = DAY_NONE;
	for (size_t i = 0; i < meetings->count; i++) {
		if (!body_is_called(body, record_text(meetings->records[i], FIELD_BODY)))
			continue;
		struct meeting_ahead ahead = meeting_ahead(meetings->records[i], env->moment.today, &holidays);
		meets_at_all = true;
		if (ahead.day < next->day)
			*next = ahead;
	}
	return meets_at_all;
}

/* "chair: …, then …", "chair: …; no successor named" */
static void office_title(const struct office *office, enum office_state state, struct str *out)
{
	plain_word(*office->role ? office->role : "office", out);
	str_addf(out, ": %s", office->office);
	if (state == OFFICE_CHANGES && office->successor && *office->successor)
		str_addf(out, ", then %s", office->successor);
	else if (state == OFFICE_ENDING || state == OFFICE_VACANT)
		str_add(out, state == OFFICE_ENDING ? "; no successor named" : "; vacant");
}

static void add_office(struct roll *roll, const struct row *body, const struct office *office, int depth, day_t today)
{
	static const struct { const char *word; enum role role; } words[] = {
		[OFFICE_HELD] = { "", ROLE_TEXT }, [OFFICE_CHANGES] = { "CHANGES", ROLE_TEXT }, [OFFICE_ENDING] = { "ENDING", ROLE_AMBER },
		[OFFICE_VACANT] = { "VACANT", ROLE_AMBER }, [OFFICE_FUTURE] = { "", ROLE_TEXT },
	};
	enum office_state state = office_state(office, today);
	struct str text = { 0 };
	char day[DATE_TEXT];

	office_title(office, state, &text);
	struct roll_line *line = roll_add(roll, body->n, words[state].role, words[state].word, str_text(&text));
	str_reset(&text);
	line->depth = depth;
	line->when_role = words[state].role;
	if (state == OFFICE_FUTURE)
		line->when = arena_printf(&roll->arena, "from %s", day_text(day, office->from));
	else if (office->to != DAY_NONE)
		line->when = arena_printf(&roll->arena, "%s %s", office->to < today ? "ended" : "ends", day_text(day, office->to));
	office_text(office, today, &text);
	line->why = arena_printf(&roll->arena, "%s%s%s.", body->title, text.length ? ": " : "", str_text(&text));
	str_free(&text);
}

/* ---- what an agency that ends leaves behind (domain.md §1b) ------------------------------------------ */

struct holding { int counts[KIND_COUNT]; struct ending ending; bool ends; };

static bool count_holding(void *context, const struct row *row)
{
	struct holding *holding = context;

	holding->counts[row->kind]++;
	return true;
}

static bool holding_of(const struct record *record, const struct pane_env *env, struct holding *holding, struct error *error)
{
	struct arena arena = { 0 };
	struct filter_error fault;

	*holding = (struct holding){ .ends = false };
	holding->ends = coming_ending(record, env->moment.today, &holding->ending);
	if (!holding->ends)
		return true;
	struct filter *filter = filter_and(&arena, filter_parse(&arena, "kind:action,case,power open", NULL, &fault),
		filter_word(&arena, BY_OWNER, holding->ending.owner));
	bool fine = store_each(env->store, &env->moment, filter, "id", count_holding, holding, error);
	arena_free(&arena);
	return fine;
}

static struct roll_line *add_handover(struct roll *roll, int64_t n, const int counts[KIND_COUNT], const struct ending *endings,
	size_t count, day_t today)
{
	struct str text = { 0 };
	struct roll_line *line = NULL;

	if (coming_handover(counts, endings, count, &text)) {
		line = roll_add(roll, n, ROLE_AMBER, "MOVES", str_text(&text));
		str_reset(&text);
		days_text(endings[0].last + 1, today, &text);
		line->when = roll_keep(roll, &text);
		line->why = "the body that owns them ends, and the work goes on: name who takes it over.";
	}
	str_free(&text);
	return line;
}

/* ---- bodies ---------------------------------------------------------------------------------------- */

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
		str_addf(out, "%s%s", next.day == DAY_NONE ? "no date" : "meets ", next.day == DAY_NONE ? "" : day_text(day, next.day));
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

static void add_body(struct roll *roll, const struct record *record, const struct row *row, int depth,
	const struct holding *holding, const struct gathered *meetings, const struct pane_env *env)
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
	line->depth = depth;
	line->owner = arena_dup(&roll->arena, row->owner);
	body_why(record, row, env, &text);
	line->why = roll_keep(roll, &text);
	add_members(roll, line, record);
	for (size_t i = 0; i < count; i++)
		add_office(roll, row, &offices[i], depth + 1, env->moment.today);
	struct roll_line *moves = add_handover(roll, row->n, holding->counts, &holding->ending, holding->ends, env->moment.today);
	if (moves)
		moves->depth = depth + 1;
	str_free(&text);
}

/* Title, contact, nothing else: presence is all that may be said of it. */
static void add_card(struct roll *roll, const struct record *record, const struct row *row)
{
	const char *office = record_text(record, FIELD_OFFICE);
	const char *text = arena_printf(&roll->arena, "%s. Contact: %s%s%s", row->title, office, *office && *row->owner ? ", " : "",
		row->owner);

	roll_add(roll, row->n, ROLE_TEXT, "", text)->why =
		"governed separately: ask the contact; no dates and no counts are kept here.";
}

/* What is flagged first; else the partnership's own, then what is shared; by title. */
static int by_place(const struct gathered *list, size_t a, size_t b)
{
	bool x = list->rows[a]->flags & 1U << FLAG_FLAGGED, y = list->rows[b]->flags & 1U << FLAG_FLAGGED;
	int order = x != y ? (x ? -1 : 1) : strcmp(record_text(list->records[a], FIELD_GOVERNANCE),
		record_text(list->records[b], FIELD_GOVERNANCE));

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

/* The bodies that are part of `parent`, each with its own parts below it. A parent that is not here is none. */
struct chart {
	struct roll *roll;
	const struct gathered *bodies, *meetings;
	const struct pane_env *env;
	const struct holding *holdings; /* one a body */
	size_t *order;
	bool *seen;
};

static const char *parent_of(const struct gathered *bodies, size_t i)
{
	const char *parent = record_text(bodies->records[i], FIELD_PARENT);

	for (size_t p = 0; *parent && p < bodies->count; p++)
		if (p != i && strcmp(bodies->rows[p]->id, parent) == 0)
			return parent;
	return "";
}

static void add_parts(struct chart *chart, const char *parent, int depth)
{
	for (size_t i = 0; i < chart->bodies->count && depth < DEPTH_MOST; i++) {
		size_t at = chart->order[i];
		if (chart->seen[at] || is_separate(chart->bodies->records[at]) || strcmp(parent_of(chart->bodies, at), parent) != 0)
			continue;
		chart->seen[at] = true;
		add_body(chart->roll, chart->bodies->records[at], chart->bodies->rows[at], depth, &chart->holdings[at],
			chart->meetings, chart->env);
		add_parts(chart, chart->bodies->rows[at]->id, depth + 1);
	}
}

/* Over all that end; the days are those to the first. */
static void add_total(struct roll *roll, const struct holding *holdings, size_t count, day_t today)
{
	struct ending *endings = arena_alloc(&roll->arena, (count + 1) * sizeof *endings), first;
	int counts[KIND_COUNT] = { 0 };
	size_t ends = 0;

	for (size_t i = 0; i < count; i++) {
		if (!holdings[i].ends)
			continue;
		endings[ends++] = holdings[i].ending;
		for (int kind = 0; kind < KIND_COUNT; kind++)
			counts[kind] += holdings[i].counts[kind];
		if (endings[ends - 1].last < endings[0].last) {
			first = endings[ends - 1];
			endings[ends - 1] = endings[0];
			endings[0] = first;
		}
	}
	add_handover(roll, -1, counts, endings, ends, today);
}

static void add_all(struct roll *roll, const struct gathered *bodies, const struct gathered *meetings,
	const struct holding *holdings, const struct pane_env *env)
{
	struct chart chart = { roll, bodies, meetings, env, holdings, in_order(bodies, &roll->arena), NULL };
	bool cards = false;

	add_total(roll, holdings, bodies->count, env->moment.today);
	chart.seen = arena_alloc(&roll->arena, (bodies->count + 1) * sizeof *chart.seen);
	add_parts(&chart, "", 0);
	for (size_t i = 0; i < bodies->count; i++) {
		size_t at = chart.order[i];
		if (!is_separate(bodies->records[at]))
			continue;
		if (!cards)
			roll_heading(roll, "Governed separately: no dates and no counts are kept");
		cards = true;
		add_card(roll, bodies->records[at], bodies->rows[at]);
	}
}

static bool governance_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct roll *roll = pane->state;
	struct gathered bodies = { 0 }, meetings = { 0 };
	bool fine = brief_gather(env->store, &env->moment, "kind:body -status:withdrawn", pane->filter, "title", MOST, &bodies, error)
		&& brief_gather(env->store, &env->moment, "kind:meeting open", NULL, "starts", MOST, &meetings, error);

	struct holding *holdings = mem_array(bodies.count + 1, sizeof *holdings);
	for (size_t i = 0; fine && i < bodies.count; i++)
		fine = holding_of(bodies.records[i], env, &holdings[i], error);
	if (fine) {
		roll_clear(roll);
		add_all(roll, &bodies, &meetings, holdings, env);
		roll_settle(roll, pane);
	}
	free(holdings);
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
	.filters = true, .open = roll_pane_open, .close = roll_pane_close, .load = governance_load, .want_rows = roll_pane_want_rows,
	.draw = governance_draw, .act = roll_pane_act, .target = roll_pane_target, .why = roll_pane_why, .find = roll_pane_find,
};
