/* What is coming that no single record says (domain.md §1b): see coming.h. Called by the pane `coming` when it
 * loads, in the dashboard. */
#include "hubbrief/coming.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/record_json.h"

enum { MOST_ENDINGS = 40, MOST_RECORDS = 500 };

static bool within(day_t day, day_t today)
{
	return day >= today && day < today + COMING_DAYS;
}

/* ---- owners that end ------------------------------------------------------------------------------ */

day_t body_last_day(const struct record *body)
{
	struct office *offices;
	size_t count = record_offices(body, &offices);
	day_t last = count ? offices[0].to : DAY_NONE;

	for (size_t i = 1; i < count; i++)
		last = offices[i].to > last ? offices[i].to : last;
	return last;
}

bool coming_ending(const struct record *body, day_t today, struct ending *out)
{
	*out = (struct ending){ record_text(body, FIELD_OWNER), body_last_day(body) };
	return strcmp(record_text(body, FIELD_TYPE), "council") == 0 && *out->owner && out->last != DAY_NONE
		&& within(out->last, today);
}

static void add_counts(const int counts[KIND_COUNT], struct str *out)
{
	int kinds = 0, told = 0;

	for (int kind = 0; kind < KIND_COUNT; kind++)
		kinds += counts[kind] > 0;
	static const enum kind order[] = { KIND_ACTION, KIND_CASE, KIND_POWER };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		const struct kind_info *kind = &kind_table[order[i]];
		if (!counts[order[i]])
			continue;
		str_add(out, !told ? "" : kinds == 2 ? " and " : ", ");
		plural(counts[order[i]], kind->singular, kind->plural, out);
		told++;
	}
}

bool coming_handover(const int counts[KIND_COUNT], const struct ending *owners, size_t owner_count, struct str *out)
{
	int all = counts[KIND_ACTION] + counts[KIND_CASE] + counts[KIND_POWER];
	char day[DATE_TEXT];

	if (!all || !owner_count)
		return false;
	add_counts(counts, out);
	str_add(out, all == 1 ? " needs a new owner: " : " need a new owner: ");
	day_t first = owners[0].last, last = first;
	for (size_t i = 1; i < owner_count; i++) {
		first = owners[i].last < first ? owners[i].last : first;
		last = owners[i].last > last ? owners[i].last : last;
	}
	if (owner_count == 1)
		str_addf(out, "%s ends %s", owners[0].owner, day_short(day, first));
	else
		str_addf(out, "%zu bodies end %s%s", owner_count, first < last ? "from " : "", day_short(day, first));
	return true;
}

/* ---- gatherings ------------------------------------------------------------------------------------ */

bool coming_gathering(const struct record *incident, day_t today, day_t *day, struct str *out)
{
	struct tension tension;
	char text[DATE_TEXT];

	*day = record_day(incident, FIELD_OCCURRED);
	if (!record_tension(incident, &tension) || *day <= today || !within(*day, today))
		return false;
	str_addf(out, "Planned gathering, tension level %d, %s", tension.level,
		*day < today + 7 ? weekday_text(*day) : day_text(text, *day));
	return true;
}

/* ---- returns that are owed --------------------------------------------------------------------------- */

bool coming_returns(const struct record *milestone, day_t today, struct str *out)
{
	static const char start[] = "Return: ";
	const char *title = record_text(milestone, FIELD_TITLE);
	struct gate *gates;
	struct str names = { 0 };
	size_t count = record_gates(milestone, &gates);
	int asked = 0, owed = 0;
	day_t since = DAY_NONE;
	char day[DATE_TEXT];

	for (size_t i = 0; i < count; i++) {
		if (!str_starts(gates[i].title, start))
			continue;
		asked++;
		if (gates[i].done != DAY_NONE)
			continue;
		str_addf(&names, "%s%s", owed++ ? ", " : "", gates[i].title + strlen(start));
		since = gates[i].due < since ? gates[i].due : since;
	}
	if (owed) {
		str_addn(out, title, strcspn(title, ":"));
		str_addf(out, ": %d of %d returns owed", owed, asked);
		if (since < today)
			str_addf(out, " since %s", day_short(day, since));
		str_addf(out, ": %s", str_text(&names));
	}
	str_free(&names);
	return owed > 0;
}

/* ---- groups that are not heard ------------------------------------------------------------------------ */

/* "Armed services communities" is told apart by its first words. */
static size_t group_name(const char *title)
{
	static const char *const ends[] = { " communities", " community" };
	size_t length = strlen(title);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (length > strlen(ends[i]) && strcmp(title + length - strlen(ends[i]), ends[i]) == 0)
			return length - strlen(ends[i]);
	return length;
}

bool coming_unheard(struct record *const *groups, size_t count, struct str *out)
{
	struct str names = { 0 };
	int unheard = 0;

	for (size_t i = 0; i < count; i++) {
		const struct value *progress = &groups[i]->value[FIELD_PROGRESS];
		const char *title = record_text(groups[i], FIELD_TITLE);
		if (progress->set && progress->as.integer > 0)
			continue;
		str_add(&names, unheard++ ? ", " : "");
		str_addn(&names, title, group_name(title));
	}
	if (unheard)
		str_addf(out, "%d of %zu groups unheard: %s", unheard, count, str_text(&names));
	str_free(&names);
	return unheard > 0;
}

void coming_lead(day_t day, day_t today, bool york, struct str *out)
{
	if (day == DAY_NONE)
		str_add(out, york ? "+York" : "");
	else if (day == today)
		str_add(out, "today");
	else
		plural(days_left(day, today), "day", "days", out);
}

/* ---- from the store ------------------------------------------------------------------------------------ */

struct ask {
	struct store *store;
	const struct config *config;
	const struct moment *moment;
	int hub;               /* −1: the whole partnership */
	struct arena *arena;   /* of the answer */
	struct coming *out;
	size_t room;
	struct error *error;
	/* what one question gathers */
	struct record *records[MOST_RECORDS];
	struct row rows[MOST_RECORDS];
	int64_t numbers[MOST_RECORDS];
	size_t count;
	struct ending endings[MOST_ENDINGS];
	bool owns[MOST_ENDINGS];
	size_t ending_count;
	int left[KIND_COUNT];
};

static void add_line(struct ask *ask, day_t day, bool york, const char *text, int64_t number)
{
	struct str lead = { 0 };

	if (ask->out->count == ask->room) {
		ask->room = ask->room ? 2 * ask->room : 16;
		ask->out->lines = mem_grow(ask->out->lines, ask->room, sizeof *ask->out->lines);
	}
	coming_lead(day, ask->moment->today, york, &lead);
	ask->out->lines[ask->out->count++] = (struct coming_line){ arena_dup(ask->arena, str_text(&lead)),
		arena_dup(ask->arena, text), number, day };
	str_free(&lead);
}

/* What matches, and stands in the hub when one is asked for. */
static struct filter *question(struct ask *ask, struct arena *arena, const char *words)
{
	struct filter_error fault;
	struct filter *filter = filter_parse(arena, words, NULL, &fault);

	if (ask->hub < 0)
		return filter;
	return filter_and(arena, filter, filter_word(arena, BY_HUB, ask->config->hubs[ask->hub].id));
}

static bool take_number(void *context, const struct row *row)
{
	struct ask *ask = context;

	ask->numbers[ask->count++] = row->n;
	return ask->count < MOST_RECORDS;
}

static void forget(struct ask *ask)
{
	for (size_t i = 0; i < ask->count; i++)
		row_clear(&ask->rows[i]);
	ask->count = 0;
}

/* The whole records that match; forget() ends it. False stopped or failed. */
static bool gather(struct ask *ask, struct filter *filter, const char *sort)
{
	forget(ask);
	bool good = store_each(ask->store, ask->moment, filter, sort, take_number, ask, ask->error);
	size_t found = good ? ask->count : 0;

	ask->count = 0;
	for (size_t i = 0; i < found; i++) {
		struct record *record = arena_alloc(ask->arena, sizeof *record);
		if (store_record(ask->store, ask->moment, ask->numbers[i], ask->arena, record, &ask->rows[ask->count]))
			ask->records[ask->count++] = record;
	}
	return good;
}

static bool gather_words(struct ask *ask, const char *words, const char *sort)
{
	struct arena arena = { 0 };
	bool good = gather(ask, question(ask, &arena, words), sort);

	arena_free(&arena);
	return good;
}

static bool count_owned(void *context, const struct row *row)
{
	struct ask *ask = context;

	for (size_t i = 0; i < ask->ending_count; i++)
		if (strcmp(row->owner, ask->endings[i].owner) == 0) {
			ask->owns[i] = true;
			ask->left[row->kind]++;
		}
	return true;
}

static bool count_left(struct ask *ask)
{
	struct arena arena = { 0 };
	struct str words = { 0 };

	str_add(&words, "open kind:action,case,power owner:");
	for (size_t i = 0; i < ask->ending_count; i++)
		str_addf(&words, "%s%s", i ? "," : "", ask->endings[i].owner);
	bool good = store_each(ask->store, ask->moment, question(ask, &arena, str_text(&words)), "id", count_owned, ask,
		ask->error);
	str_free(&words);
	arena_free(&arena);
	return good;
}

/* Bodies belong to no hub; what they leave behind does. The work moves on the day after the last. */
static bool add_handover(struct ask *ask)
{
	int hub = ask->hub;
	struct str text = { 0 };
	struct ending owners[MOST_ENDINGS];
	size_t owner_count = 0, body = 0; /* the body that ends first */

	ask->hub = -1;
	bool good = gather_words(ask, "open kind:body type:council", "id");
	ask->hub = hub;
	for (size_t i = 0; good && i < ask->count && ask->ending_count < MOST_ENDINGS; i++)
		if (coming_ending(ask->records[i], ask->moment->today, &ask->endings[ask->ending_count]))
			ask->numbers[ask->ending_count++] = ask->rows[i].n;
	if (!good || !ask->ending_count || !count_left(ask))
		return good && !ask->ending_count;
	for (size_t i = 0; i < ask->ending_count; i++)
		if (ask->owns[i]) {
			body = !owner_count || ask->endings[i].last < ask->endings[body].last ? i : body;
			owners[owner_count++] = ask->endings[i];
		}
	if (coming_handover(ask->left, owners, owner_count, &text))
		add_line(ask, ask->endings[body].last + 1, false, str_text(&text), ask->numbers[body]);
	str_free(&text);
	return true;
}

static bool add_gatherings(struct ask *ask)
{
	struct str text = { 0 };
	bool good = gather_words(ask, "open kind:incident occurred>today category:community-tension", "occurred");

	for (size_t i = 0; good && i < ask->count; i++) {
		day_t day;
		char key[4];
		str_reset(&text);
		if (!coming_gathering(ask->records[i], ask->moment->today, &day, &text))
			continue;
		if (ask->hub < 0) {
			str_add(&text, ", ");
			line_place(&ask->rows[i], ask->config, ask->store, key, &text);
		}
		add_line(ask, day, false, str_text(&text), ask->rows[i].n);
	}
	str_free(&text);
	return good;
}

/* Only the whole partnership owes returns and hears groups. */
static bool add_duties(struct ask *ask)
{
	struct str text = { 0 };
	bool good = gather_words(ask, "open kind:milestone", "id");

	for (size_t i = 0; good && i < ask->count; i++) {
		str_reset(&text);
		if (coming_returns(ask->records[i], ask->moment->today, &text))
			add_line(ask, DAY_NONE, ask->rows[i].york, str_text(&text), ask->rows[i].n);
	}
	good = good && gather_words(ask, "open kind:objective tag:groups", "id");
	str_reset(&text);
	if (good && coming_unheard(ask->records, ask->count, &text))
		add_line(ask, DAY_NONE, ask->rows[0].york, str_text(&text), ask->rows[0].n);
	str_free(&text);
	return good;
}

/* ---- the records that follow ------------------------------------------------------------------------- */

/* The next day of a record within the window; a meeting's papers are not its day. */
static day_t next_day(const struct record *record, const struct row *row, const struct moment *moment,
	const struct holidays *holidays)
{
	day_t starts = row->starts == INSTANT_NONE ? DAY_NONE : instant_day(row->starts), next = DAY_NONE;

	if (row->kind == KIND_MEETING)
		return meeting_next(record_text(record, FIELD_RECURS), starts, moment->today, holidays, NULL);
	day_t days[] = { row->due, row->expires, starts };
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		if (days[i] >= moment->today && days[i] < next)
			next = days[i];
	return next;
}

static int by_day(const void *a, const void *b)
{
	const struct coming_line *x = a, *y = b;

	return x->day != y->day ? (x->day < y->day ? -1 : 1) : x->number < y->number ? -1 : x->number > y->number;
}

static bool add_records(struct ask *ask, struct filter *filter)
{
	struct str text = { 0 };
	struct holidays holidays = store_holidays(ask->store);
	bool good = gather(ask, filter, "id");

	for (size_t i = 0; good && i < ask->count; i++) {
		struct row *row = &ask->rows[i];
		day_t day = next_day(ask->records[i], row, ask->moment, &holidays);
		if (!within(day, ask->moment->today))
			continue;
		str_reset(&text);
		row->flags &= ~(1U << FLAG_DUE_SOON | 1U << FLAG_DUE_TODAY); /* the meeting, not its papers */
		line_title(row, &text);
		str_add(&text, row->york ? " (+York)" : "");
		if (*row->owner)
			str_addf(&text, "; %s", row->owner);
		add_line(ask, day, row->york, str_text(&text), row->n);
	}
	if (ask->out->count > ask->out->derived)
		qsort(ask->out->lines + ask->out->derived, ask->out->count - ask->out->derived, sizeof *ask->out->lines,
			by_day);
	str_free(&text);
	return good;
}

bool brief_coming(struct store *store, const struct config *config, const struct moment *moment, int hub,
	struct filter *filter, struct coming *out, struct error *error)
{
	struct ask *ask = mem_alloc(sizeof *ask);

	coming_free(out);
	*ask = (struct ask){ .store = store, .config = config, .moment = moment, .hub = hub < 0 ? -1 : hub,
		.arena = &out->arena, .out = out, .error = error };
	bool good = add_handover(ask) && add_gatherings(ask) && (ask->hub >= 0 || add_duties(ask));
	out->derived = out->count;
	good = good && add_records(ask, filter);
	forget(ask);
	free(ask);
	return good;
}

void coming_free(struct coming *coming)
{
	arena_free(&coming->arena);
	free(coming->lines);
	*coming = (struct coming){ 0 };
}
