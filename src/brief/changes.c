/* What changed since the baseline, as events with what was and what is: see changes.h. The store knows which records
 * differ and how (rows' events); here they get their order, their words and their judgement. Dashboard and commands. */
#include "hubbrief/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/mem.h"

static const struct { const char *word, *name; bool worse; } types[CHANGE_TYPE_COUNT] = {
	[CHANGE_NEW] = { "NEW", "new", false }, [CHANGE_CLOSED] = { "CLOSED", "closed", false },
	[CHANGE_REOPENED] = { "REOPENED", "reopened", true }, [CHANGE_REDATED] = { "RE-DATED", "re-dated", false },
	[CHANGE_OWNER] = { "OWNER", "owner", false }, [CHANGE_RATING] = { "RATING", "rating", false },
	[CHANGE_STAGE] = { "STAGE", "stage", false }, [CHANGE_SEVERITY] = { "SEVERITY", "severity", false },
	[CHANGE_NEWLY_LATE] = { "NOW LATE", "newly-late", true }, [CHANGE_NEWLY_STALE] = { "NOW OLD", "newly-stale", true },
	[CHANGE_WITHDRAWN] = { "GONE", "withdrawn", false }, [CHANGE_QUARANTINED] = { "CHECK", "quarantined", true },
	[CHANGE_OTHER] = { "CHANGED", "changed", false },
};

const char *change_word(enum change_type type)
{
	return types[type].word;
}

const char *change_name(enum change_type type)
{
	return types[type].name;
}

enum change_type change_first(uint32_t events)
{
	static const enum change_type order[] = { CHANGE_NEWLY_LATE, CHANGE_REOPENED, CHANGE_CLOSED, CHANGE_NEW,
		CHANGE_WITHDRAWN, CHANGE_QUARANTINED, CHANGE_SEVERITY, CHANGE_RATING, CHANGE_REDATED, CHANGE_OWNER, CHANGE_STAGE,
		CHANGE_NEWLY_STALE };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (events & 1U << order[i])
			return order[i];
	return CHANGE_OTHER;
}

bool brief_newly_stale(const struct request_status *request, uint64_t hubs, const struct moment *moment)
{
	struct baseline since = moment_baseline(moment, hubs);
	return since.sequence >= 0 && !request->off && request->made != INSTANT_NONE && request->stale_at > since.at &&
		request->stale_at <= moment->now;
}

bool change_worse(const struct row *row)
{
	for (int type = 0; type < CHANGE_TYPE_COUNT; type++)
		if (types[type].worse && row->events & 1U << type)
			return true;
	return row->events & EVENT_WORSE;
}

/* ---- from and to ------------------------------------------------------------------------------- */

/* The graver the greater; words of an incident, a notice or a case. */
static int gravity(const char *word)
{
	static const struct { const char *word; int gravity; } words[] = { { "critical", 4 }, { "high", 3 }, { "medium", 2 },
		{ "low", 1 }, { "standard", 1 } };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_same(words[i].word, word))
			return words[i].gravity;
	return 0;
}

static void put_words(struct change *change, const char *from, const char *to)
{
	snprintf(change->from, sizeof change->from, "%s", from);
	snprintf(change->to, sizeof change->to, "%s", to);
}

static void redated(struct change *change, const struct facts *before)
{
	const struct row *row = &change->row;
	char from[DATE_TEXT] = "", to[DATE_TEXT] = "";
	if (before->due != DAY_NONE)
		day_short(from, before->due);
	if (row->due != DAY_NONE)
		day_short(to, row->due);
	put_words(change, from, to);
	if (*from && *to)
		change->days = (int)(row->due - before->due);
	change->times = row->slips > before->slips ? row->slips - before->slips : 1;
	change->worse = change->days > 0;
}

static void rated(struct change *change, const struct facts *before)
{
	static const char order[] = "BGAR";
	put_words(change, rating_word(before->rating), rating_word(change->row.base));
	const char *was = strchr(order, before->rating), *is = strchr(order, change->row.base);
	change->worse = was && is && is > was;
}

static void describe(struct change *change, const struct facts *before)
{
	const struct row *row = &change->row;
	const char *severity = *row->severity ? row->severity : row->risk;
	if (change->type == CHANGE_REDATED)
		redated(change, before);
	else if (change->type == CHANGE_RATING)
		rated(change, before);
	else if (change->type == CHANGE_OWNER)
		put_words(change, before->owner, row->owner);
	else if (change->type == CHANGE_STAGE)
		put_words(change, before->stage, row->stage);
	else if (change->type == CHANGE_SEVERITY) {
		put_words(change, before->severity, severity);
		change->worse = gravity(severity) > gravity(before->severity);
	}
}

static void say_redated(const struct change *change, struct str *out)
{
	if (!*change->from)
		str_addf(out, "Date set to %s", change->to);
	else if (!*change->to)
		str_addf(out, "Date %s taken away", change->from);
	else {
		str_addf(out, "Date moved from %s to %s, ", change->from, change->to);
		plural(abs(change->days), "day", "days", out);
		str_add(out, change->days > 0 ? " later" : " earlier");
		if (change->times > 1)
			str_addf(out, ", in %d steps", change->times);
	}
}

void change_say(const struct change *change, struct str *out)
{
	static const char *const plain[CHANGE_TYPE_COUNT] = { [CHANGE_NEW] = "New", [CHANGE_CLOSED] = "Closed",
		[CHANGE_REOPENED] = "Reopened", [CHANGE_NEWLY_LATE] = "Now late", [CHANGE_NEWLY_STALE] = "Now old",
		[CHANGE_WITHDRAWN] = "No longer reported", [CHANGE_QUARANTINED] = "Its newest version was refused",
		[CHANGE_OTHER] = "Changed, and changed back" };
	static const char *const names[CHANGE_TYPE_COUNT] = { [CHANGE_OWNER] = "Owner", [CHANGE_RATING] = "Rating",
		[CHANGE_STAGE] = "Stage", [CHANGE_SEVERITY] = "Severity" };
	if (change->type == CHANGE_REDATED)
		say_redated(change, out);
	else if (plain[change->type])
		str_add(out, plain[change->type]);
	else
		str_addf(out, "%s was %s, now %s", names[change->type], *change->from ? change->from : "not given",
			*change->to ? change->to : "not given");
}

void brief_changes_say(struct store *store, const struct moment *moment, const struct row *row, struct str *out)
{
	struct facts before = { .due = DAY_NONE };
	bool known = row->n >= 0 && store_before(store, moment, row->n, row->hubs, &before);
	for (uint32_t left = row->events & EVENTS_MASK; left; left &= left - 1) {
		struct change change = { .type = (enum change_type)__builtin_ctz(left), .row = *row };
		if (known)
			describe(&change, &before);
		if (left != (row->events & EVENTS_MASK))
			str_add(out, "; ");
		change_say(&change, out);
	}
	str_addc(out, '.');
	if (known)
		facts_clear(&before);
}

/* ---- the list ---------------------------------------------------------------------------------- */

struct gathering {
	struct store *store;
	const struct moment *moment;
	struct change_list *out;
	size_t room;
};

static void row_copy(struct row *to, const struct row *from)
{
	*to = *from;
	char **const texts[] = { &to->id, &to->source, &to->title, &to->owner, &to->status, &to->stage, &to->type,
		&to->severity, &to->risk, &to->category, &to->place, &to->period };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = mem_dup(*texts[i] ? *texts[i] : "");
}

static struct change *add(struct gathering *gathering, const struct row *row, enum change_type type)
{
	struct change_list *out = gathering->out;
	if (out->count == gathering->room) {
		gathering->room = gathering->room ? 2 * gathering->room : 64;
		out->list = mem_grow(out->list, gathering->room, sizeof *out->list);
	}
	struct change *change = &out->list[out->count++];
	*change = (struct change){ .type = type, .worse = types[type].worse };
	row_copy(&change->row, row);
	return change;
}

static bool take(void *context, const struct row *row)
{
	struct gathering *gathering = context;
	struct facts before = { .due = DAY_NONE };
	bool known = row->n >= 0 && store_before(gathering->store, gathering->moment, row->n, row->hubs, &before);
	for (uint32_t left = row->events & EVENTS_MASK; left; left &= left - 1) {
		struct change *change = add(gathering, row, (enum change_type)__builtin_ctz(left));
		if (known)
			describe(change, &before);
	}
	if (known)
		facts_clear(&before);
	return true;
}

/* A stale source as a line of its own: no record of it is named. */
static void take_stale(struct gathering *gathering, const struct request_status *request)
{
	char title[120], id[120], day[DATE_TEXT];
	char none[] = "";
	snprintf(id, sizeof id, "%s%s%s", request->source, *request->hub ? "/" : "", request->hub);
	snprintf(title, sizeof title, "Data of %.60s are older than expected", id);
	struct row row = { .n = -1, .kind = KIND_NOTICE, .rank = RANK_STALE, .id = id, .source = request->source, .title = title,
		.hubs = store_hub_mask(gathering->store, request->hub), .rating = '-', .base = '-', .marking = MARKING_OFFICIAL, .due = DAY_NONE,
		.expires = DAY_NONE, .opened = DAY_NONE, .ends = DAY_NONE, .occurred = INSTANT_NONE, .starts = INSTANT_NONE,
		.updated = request->made, .progress = -1, .events = 1U << CHANGE_NEWLY_STALE, .owner = none, .status = none,
		.stage = none, .type = none, .severity = none, .risk = none, .category = none, .place = none, .period = none };
	struct change *change = add(gathering, &row, CHANGE_NEWLY_STALE);
	put_words(change, day_short(day, instant_day(request->made)), "");
}

bool brief_changes_extra(struct store *store, const struct moment *moment, struct change_list *out, struct error *error)
{
	struct gathering gathering = { .store = store, .moment = moment, .out = out, .room = out->count };
	struct request_list requests = { 0 };
	if (!moment_has_baseline(moment))
		return true;
	bool good = store_gone(store, moment, take, &gathering, error) && store_requests(store, &requests);
	for (size_t i = 0; good && i < requests.count; i++)
		if (brief_newly_stale(&requests.list[i], store_hub_mask(store, requests.list[i].hub), moment))
			take_stale(&gathering, &requests.list[i]);
	request_list_free(&requests);
	return good;
}

bool brief_changes_list(struct store *store, const struct config *config, const struct moment *moment,
	struct change_list *out, struct error *error)
{
	struct arena arena = { 0 };
	struct gathering gathering = { .store = store, .moment = moment, .out = out };
	(void)config;
	*out = (struct change_list){ 0 };
	if (!moment_has_baseline(moment))
		return true;
	bool good = store_each(store, moment, filter_flag(&arena, FLAG_CHANGED), "rank", take, &gathering, error) &&
		brief_changes_extra(store, moment, out, error);
	arena_free(&arena);
	if (!good)
		change_list_free(out);
	return good;
}

void change_list_free(struct change_list *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		row_clear(&changes->list[i].row);
	free(changes->list);
	*changes = (struct change_list){ 0 };
}
