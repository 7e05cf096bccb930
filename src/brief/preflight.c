/* What stands between the partnership and its briefing: one row of a table for each check, one function each. A
 * failure is one line that says what to do. Called by cmd/preflight.c; reads the store, asks no source. */
#include "hubbrief/preflight.h"

#include <stdlib.h>
#include <string.h>

#include "hubbrief/ahead.h"
#include "hubbrief/coming.h"

enum { MOST_BODIES = 500 };

/* The kinds that somebody has to see to; incidents, measures and notices only tell. */
static const char owned_kinds[] = "open kind:action,case,power,milestone,review,objective,campaign";

struct flight {
	struct store *store;
	const struct config *config;
	const struct moment *moment;
	int hub, area;
	struct preflight *out;
	struct error *error;
	int found;       /* failures of the check that runs */
	int seen;        /* records or sources that it looked at and found in order */
	struct str good; /* what it says when there are none */
};

/* ---- failures ------------------------------------------------------------------------------------ */

static void add_line(struct flight *flight, const char *text)
{
	struct preflight *out = flight->out;

	out->lines = mem_grow(out->lines, out->line_count + 1, sizeof *out->lines);
	out->lines[out->line_count++] = text;
}

/* Counts one failure; whether it gets a line of its own. `row` is the record it is about, NULL none. */
static bool failed(struct flight *flight, const struct row *row)
{
	struct preflight *out = flight->out;

	if (++flight->found > PREFLIGHT_SHOWN)
		return false;
	if (row && row->marking > out->marking)
		out->marking = row->marking;
	out->demo |= row && row->demo;
	return true;
}

static bool is_named(const char *owner)
{
	return *owner && strcmp(owner, "NONE") != 0;
}

/* ", or ask NYP." */
static const char *or_ask(struct flight *flight, const char *owner)
{
	return is_named(owner) ? arena_printf(&flight->out->arena, ", or ask %s.", owner) : ".";
}

/* The hub and area asked for; NULL all. */
static struct filter *place_filter(const struct flight *flight, struct arena *arena)
{
	struct filter *hub = flight->hub == PLACE_ANY ? NULL : filter_word(arena, BY_HUB,
		flight->hub >= 0 ? flight->config->hubs[flight->hub].id : "countywide");

	if (flight->area < 0)
		return hub;
	return filter_and(arena, hub, filter_word(arena, BY_AREA, flight->config->areas[flight->area].id));
}

/* The records that match there, of an owner (NULL any). */
static bool each(struct flight *flight, const char *words, const char *owner,
	bool (*visit)(void *context, const struct row *row), void *context)
{
	struct arena arena = { 0 };
	struct filter_error fault;
	struct filter *filter = filter_and(&arena, filter_parse(&arena, words, NULL, &fault), place_filter(flight, &arena));

	if (owner)
		filter = filter_and(&arena, filter, filter_word(&arena, BY_OWNER, owner));
	bool good = store_each(flight->store, flight->moment, filter, "id", visit, context, flight->error);
	arena_free(&arena);
	return good;
}

/* ---- sources ------------------------------------------------------------------------------------- */

static bool speaks_here(const struct flight *flight, const struct source_line *line)
{
	if (flight->hub == PLACE_ANY)
		return true;
	const char *hub = flight->hub >= 0 ? flight->config->hubs[flight->hub].id : NULL;
	return (!*line->hub || str_same(line->hub, hub ? hub : "countywide"))
		&& source_covers(flight->config, line->source, hub, NULL);
}

/* What its own sentence does not yet say. */
static void what_to_do(const struct source_line *line, struct str *out)
{
	bool poll_failed = line->worst && *line->worst->error;

	if (line->state == SOURCE_REFUSED)
		str_addf(out, " Mend that, then ask it again: `hubbrief sync %s`.", line->source->id);
	else if (line->state == SOURCE_NEVER || poll_failed)
		str_addf(out, " Ask it%s: `hubbrief sync %s`.", poll_failed ? " again" : "", line->source->id);
}

static void source_failed(struct flight *flight, const struct source_line *line)
{
	struct str text = { 0 };

	if (!failed(flight, NULL))
		return;
	if (line->state == SOURCE_STALE || line->state == SOURCE_DEAD)
		str_addf(&text, "%s is %s. ", line->name, source_state_text(line->state));
	else
		str_addf(&text, "%s: ", line->name);
	source_line_sentence(line, flight->moment->now, &text);
	what_to_do(line, &text);
	add_line(flight, arena_dup(&flight->out->arena, str_text(&text)));
	str_free(&text);
}

static bool check_sources(struct flight *flight)
{
	struct request_list requests = { 0 };
	struct arena arena = { 0 };
	struct source_line *lines;

	if (!store_requests(flight->store, &requests))
		return error_set(flight->error, "What the sources answered could not be read from the store.");
	size_t count = source_lines(flight->config, &requests, flight->moment->now, &arena, &lines);
	for (size_t i = 0; i < count; i++) {
		if (lines[i].state == SOURCE_OFF || !speaks_here(flight, &lines[i]))
			continue;
		if (lines[i].state == SOURCE_FRESH)
			flight->seen++;
		else
			source_failed(flight, &lines[i]);
	}
	if (!flight->seen && !flight->found && failed(flight, NULL))
		add_line(flight, "No source is asked, so nothing here can be fresh. Name one under sources: in the configuration.");
	plural(flight->seen, "source fresh", "sources fresh", &flight->good);
	arena_free(&arena);
	request_list_free(&requests);
	return true;
}

/* ---- owners -------------------------------------------------------------------------------------- */

static bool take_owner(void *context, const struct row *row)
{
	struct flight *flight = context;

	if (is_named(row->owner))
		flight->seen++;
	else if (failed(flight, row))
		add_line(flight, arena_printf(&flight->out->arena, "%s %s: no owner. Name one, or ask at the briefing.",
			row->id, row->title));
	return true;
}

static bool check_owners(struct flight *flight)
{
	bool good = each(flight, owned_kinds, NULL, take_owner, flight);

	plural(flight->seen, "open record with an owner", "open records with an owner", &flight->good);
	return good;
}

/* A body is the agency it belongs to when it is a council, or is called by its owner: B-OPFCC of OPFCC. */
static bool is_its_owner(const struct record *body, const struct row *row)
{
	return is_named(row->owner)
		&& (strcmp(record_text(body, FIELD_TYPE), "council") == 0 || body_is_called(row, row->owner));
}

struct gone { struct flight *flight; day_t last; const char *successor; };

/* Who takes over from the last of its offices; "" nobody is named. */
static const char *successor_of(const struct record *body)
{
	struct office *offices;
	size_t count = record_offices(body, &offices), last = 0;

	for (size_t i = 1; i < count; i++)
		if (offices[i].to > offices[last].to || !*offices[last].successor)
			last = i;
	return offices[last].successor;
}

static bool take_orphan(void *context, const struct row *row)
{
	struct gone *gone = context;
	struct arena *arena = &gone->flight->out->arena;
	char day[DATE_TEXT];

	if (!failed(gone->flight, row))
		return true;
	const char *advice = *gone->successor ? arena_printf(arena, "Give it to its successor (%s)", gone->successor)
		: "Name who takes it over";
	add_line(gone->flight, arena_printf(arena, "%s %s: its owner %s ended on %s. %s, or ask at the briefing.", row->id,
		row->title, row->owner, day_long(day, gone->last), advice));
	return true;
}

/* Whether another body that is this owner goes on. */
static bool goes_on(const struct gathered *bodies, const char *owner, day_t today)
{
	for (size_t i = 0; i < bodies->count; i++)
		if (strcmp(bodies->rows[i]->owner, owner) == 0 && is_its_owner(bodies->records[i], bodies->rows[i])
			&& body_last_day(bodies->records[i]) >= today)
			return true;
	return false;
}

/* Whether an earlier one of them is this owner: each is told once. */
static bool is_told(const struct gathered *bodies, size_t before, const char *owner)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(bodies->rows[i]->owner, owner) == 0 && is_its_owner(bodies->records[i], bodies->rows[i]))
			return true;
	return false;
}

static bool check_owners_in_being(struct flight *flight)
{
	struct gathered bodies = { 0 };
	bool good = brief_gather(flight->store, flight->moment, "kind:body", NULL, "id", MOST_BODIES, &bodies, flight->error);

	for (size_t i = 0; good && i < bodies.count; i++) {
		const char *owner = bodies.rows[i]->owner;
		if (!is_its_owner(bodies.records[i], bodies.rows[i]) || goes_on(&bodies, owner, flight->moment->today)
			|| is_told(&bodies, i, owner))
			continue;
		struct gone gone = { flight, body_last_day(bodies.records[i]), successor_of(bodies.records[i]) };
		good = each(flight, owned_kinds, owner, take_orphan, &gone);
	}
	gathered_free(&bodies);
	str_add(&flight->good, "every owner still in being");
	return good;
}

/* ---- dates --------------------------------------------------------------------------------------- */

static bool take_undated(void *context, const struct row *row)
{
	struct flight *flight = context;

	if (failed(flight, row))
		add_line(flight, arena_printf(&flight->out->arena, "%s %s: no date. Give it one%s", row->id, row->title,
			or_ask(flight, row->owner)));
	return true;
}

static bool check_dates(struct flight *flight)
{
	str_add(&flight->good, "nothing undated");
	return each(flight, "undated", NULL, take_undated, flight);
}

/* ---- offices (rule 15) --------------------------------------------------------------------------- */

static void office_failed(struct flight *flight, const struct row *body, const struct office *office)
{
	struct str text = { 0 };
	enum office_state state = office_state(office, flight->moment->today);

	if ((state != OFFICE_VACANT && state != OFFICE_ENDING) || !failed(flight, body))
		return;
	str_addf(&text, *office->role ? "%s %s: %s (%s) " : "%s %s: %s%s ", body->id, body->title, office->role,
		office->office);
	office_text(office, flight->moment->today, &text);
	str_addf(&text, ". %s%s", state == OFFICE_VACANT ? "Name who holds it" : "Name one", or_ask(flight, body->owner));
	add_line(flight, arena_dup(&flight->out->arena, str_text(&text)));
	str_free(&text);
}

static bool check_offices(struct flight *flight)
{
	struct gathered bodies = { 0 };
	struct arena arena = { 0 };
	bool good = brief_gather(flight->store, flight->moment, "kind:body flagged", place_filter(flight, &arena), "id",
		MOST_BODIES, &bodies, flight->error);

	for (size_t i = 0; good && i < bodies.count; i++) {
		struct office *offices;
		size_t count = record_offices(bodies.records[i], &offices);
		for (size_t o = 0; o < count; o++)
			office_failed(flight, bodies.rows[i], &offices[o]);
	}
	gathered_free(&bodies);
	arena_free(&arena);
	str_add(&flight->good, "every office filled");
	return good;
}

/* ---- marking (rule 18) --------------------------------------------------------------------------- */

static bool check_ceiling(struct flight *flight)
{
	enum marking shown = store_banner(flight->store, flight->moment);
	const char *profile = profile_text(flight->moment->profile);

	if (shown > flight->config->ceiling && failed(flight, NULL))
		add_line(flight, arena_printf(&flight->out->arena, "Profile %s shows %s, above the ceiling %s of the configuration. "
			"Show the board with --profile public, or ask who may raise ceiling:.", profile, marking_text(shown),
			marking_text(flight->config->ceiling)));
	str_addf(&flight->good, "%s in profile %s", marking_text(shown), profile);
	return true;
}

/* ---- all of them --------------------------------------------------------------------------------- */

static const struct check {
	bool (*run)(struct flight *flight);
	const char *one, *many; /* those beyond the lines */
	const char *all;        /* the command that lists them all; NULL there is none */
} checks[] = {
	{ check_sources, "more source that is not fresh", "more sources that are not fresh", "sync" },
	{ check_owners, "more record without an owner", "more records without an owner", NULL },
	{ check_owners_in_being, "more record whose owner is no more", "more records whose owners are no more", NULL },
	{ check_dates, "more action without a date", "more actions without a date", "query undated" },
	{ check_offices, "more office to fill", "more offices to fill", "query 'kind:body flagged'" },
	{ check_ceiling, "", "", NULL },
};

static void end_check(struct flight *flight, const struct check *check)
{
	struct str rest = { 0 };

	if (flight->found > PREFLIGHT_SHOWN) {
		str_add(&rest, "And ");
		plural(flight->found - PREFLIGHT_SHOWN, check->one, check->many, &rest);
		str_add(&rest, check->all ? ". All of them: `hubbrief " : ".");
		str_addf(&rest, "%s%s", check->all ? check->all : "", check->all ? "`." : "");
		add_line(flight, arena_dup(&flight->out->arena, str_text(&rest)));
	}
	if (!flight->found)
		str_addf(&flight->out->ready, "%s%s", flight->out->ready.length ? ", " : "", str_text(&flight->good));
	flight->out->failures += flight->found;
	flight->found = flight->seen = 0;
	str_reset(&flight->good);
	str_free(&rest);
}

bool brief_preflight(struct store *store, const struct config *config, const struct moment *moment, int hub, int area,
	struct preflight *out, struct error *error)
{
	struct flight flight = { .store = store, .config = config, .moment = moment, .hub = hub, .area = area, .out = out,
		.error = error };
	bool good = true;

	preflight_free(out);
	for (size_t i = 0; good && i < sizeof checks / sizeof *checks; i++) {
		good = checks[i].run(&flight);
		end_check(&flight, &checks[i]);
	}
	str_free(&flight.good);
	return good;
}

void preflight_free(struct preflight *preflight)
{
	free(preflight->lines);
	str_free(&preflight->ready);
	arena_free(&preflight->arena);
	*preflight = (struct preflight){ 0 };
}
