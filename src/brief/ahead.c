/* The words of what lies ahead: see ahead.h. Pure. Called by the panes of duties, reviews, calendar and governance
 * and by the pack; dashboard and commands. */
#include "hubbrief/ahead.h"

#include <string.h>

/* ---- countdowns (rule 3) ------------------------------------------------------------------------- */

void days_text(day_t due, day_t today, struct str *out)
{
	if (due == today)
		str_add(out, "today");
	else if (due > today)
		plural(days_left(due, today), "day left", "days left", out);
	else
		plural(-days_left(due, today), "day late", "days late", out);
}

void countdown_text(day_t due, enum precision precision, day_t today, struct str *out)
{
	char day[DATE_TEXT];

	if (due == DAY_NONE) {
		str_add(out, "no date");
		return;
	}
	int year = day_civil(due).year;
	if (precision == PRECISION_DAY && year != day_civil(today).year)
		str_addf(out, "%s %d, ", day_short(day, due), year);
	else if (due != today || precision != PRECISION_DAY)
		str_addf(out, "%s, ", day_due(day, due, precision));
	days_text(due, today, out);
}

bool gate_is_late(const struct gate *gate, day_t today)
{
	return gate->done == DAY_NONE && gate->due < today;
}

void gate_text(const struct gate *gate, day_t today, struct str *out)
{
	char day[DATE_TEXT];

	if (gate->done != DAY_NONE)
		str_addf(out, "gate done %s: ", day_short(day, gate->done));
	else if (gate_is_late(gate, today)) {
		str_add(out, "gate late ");
		plural(days_overdue(gate->due, today), "day: ", "days: ", out);
	} else {
		str_add(out, "gate ");
		countdown_text(gate->due, PRECISION_DAY, today, out);
		str_add(out, ": ");
	}
	str_add(out, gate->title ? gate->title : "");
}

static const struct gate *late_gate(const struct record *record, day_t today)
{
	struct gate *gates;
	size_t count = record_gates(record, &gates);

	for (size_t i = 0; i < count; i++)
		if (gate_is_late(&gates[i], today))
			return &gates[i];
	return NULL;
}

void milestone_why(const struct record *record, const struct row *row, day_t today, struct str *out)
{
	const struct gate *late = late_gate(record, today);
	const struct value *updated = &record->value[FIELD_UPDATED];

	str_addf(out, "%s: ", rating_word(row->rating));
	if (!(row->flags & 1U << FLAG_OPEN)) {
		str_add(out, "complete.");
		return;
	}
	if (row->due == DAY_NONE)
		str_add(out, "no date to work to");
	else
		days_text(row->due, today, out);
	if (late)
		str_addf(out, ", and a gate is late: %s", late->title);
	else if (record->value[FIELD_GATES].set)
		str_add(out, ", no gate late");
	if (updated->set && row->rating != 'G') {
		str_add(out, "; last updated ");
		plural(today - instant_day(updated->as.instant), "day ago", "days ago", out);
	}
	str_addc(out, '.');
}

/* ---- reviews (rule 12) ---------------------------------------------------------------------------- */

static bool at_stage(const struct record *record, const char *stage)
{
	return strcasecmp(record_text(record, FIELD_STAGE), stage) == 0;
}

static day_t first_day(day_t a, day_t b)
{
	return a != DAY_NONE ? a : b;
}

/* domain.md §2.3: eight weeks from the application for an ASB case review to its action plan. */
enum { CASE_REVIEW_DAYS = 56 };

static struct review_clock clock_to(const char *verb, day_t due, day_t today, struct str *words)
{
	str_addf(words, due == today ? "%s " : "%s by ", verb);
	countdown_text(due, PRECISION_DAY, today, words);
	return (struct review_clock){ .verb = verb, .due = due, .since = DAY_NONE, .rating = due < today ? 'R' : 'G' };
}

/* Days at a stage, where no target is set. */
static struct review_clock clock_since(const struct record *record, day_t since, char rating, const char *end, day_t today,
	struct str *words)
{
	if (since != DAY_NONE && since <= today) {
		plural(today - since, "day ", "days ", words);
		if (at_stage(record, "HO-QA"))
			stage_text("HO-QA", words);
		else
			str_add(words, "at this stage");
	} else
		stage_text(record_text(record, FIELD_STAGE), words);
	str_add(words, end);
	return (struct review_clock){ .due = DAY_NONE, .since = since, .rating = rating };
}

struct review_clock review_clock(const struct record *record, day_t today, struct str *words)
{
	day_t since = record_day(record, FIELD_STAGE_SINCE);
	struct review_clock none = { .due = DAY_NONE, .since = since, .rating = '-' };
	day_t decided = record_day(record, FIELD_DECIDED);
	day_t notified = record_day(record, FIELD_NOTIFIED), submitted = record_day(record, FIELD_SUBMITTED);
	day_t published = record_day(record, FIELD_PUBLISHED), closed = record_day(record, FIELD_CLOSED);
	const char *reason = record_text(record, FIELD_PAUSED_REASON);
	bool dhr = strcmp(record_text(record, FIELD_TYPE), "dhr") == 0;
	char day[DATE_TEXT];

	if (at_stage(record, "paused")) {
		str_addf(words, "paused%s%s", *reason ? ": " : "", reason);
		return none;
	}
	if (at_stage(record, "not-stated")) {
		str_add(words, "stage not stated");
		return none;
	}
	if (closed != DAY_NONE && published == DAY_NONE) {
		str_addf(words, "closed %s", day_long(day, closed));
		none.rating = 'B';
		return none;
	}
	if (published != DAY_NONE || at_stage(record, "closed") || at_stage(record, "not-commissioned")) {
		if (!at_stage(record, "published"))
			stage_text(record_text(record, FIELD_STAGE), words);
		if (published != DAY_NONE)
			str_addf(words, "%spublished %s", words->length ? ", " : "", day_long(day, published));
		none.rating = published != DAY_NONE || at_stage(record, "closed") ? 'B' : '-';
		return none;
	}
	if (at_stage(record, "approved"))
		return clock_since(record, since, 'A', ", not yet published", today, words);
	if (at_stage(record, "HO-QA"))
		return clock_since(record, first_day(since, submitted), '-', ", no target", today, words);
	if (record->value[FIELD_DUE].set)
		return clock_to("due", record_day(record, FIELD_DUE), today, words);
	if (strcmp(record_text(record, FIELD_TYPE), "asb-case-review") == 0 && !at_stage(record, "action-plan")
		&& notified != DAY_NONE)
		return clock_to("action plan", notified + CASE_REVIEW_DAYS, today, words);
	if (dhr && decided == DAY_NONE && notified != DAY_NONE)
		return clock_to("decide", dhr_decision_due(notified), today, words);
	if (dhr && decided != DAY_NONE && submitted == DAY_NONE)
		return clock_to("complete", dhr_complete_due(decided), today, words);
	return clock_since(record, since, '-', "", today, words);
}

/* ---- meetings (rule 14) --------------------------------------------------------------------------- */

struct meeting_ahead meeting_ahead(const struct record *record, day_t from, const struct holidays *holidays)
{
	const struct value *starts = &record->value[FIELD_STARTS];
	struct meeting_ahead ahead = { .minute = -1, .papers = DAY_NONE };
	day_t first = starts->set ? instant_day(starts->as.instant) : DAY_NONE;

	ahead.day = meeting_next(record_text(record, FIELD_RECURS), first, from, holidays, &ahead.clash);
	if (ahead.day == DAY_NONE)
		return ahead;
	if (starts->set && instant_minute(starts->as.instant))
		ahead.minute = instant_minute(starts->as.instant);
	ahead.papers = ahead.day == first && record->value[FIELD_PAPERS_DUE].set ? record_day(record, FIELD_PAPERS_DUE)
		: papers_due(ahead.day, holidays);
	return ahead;
}

/* ---- bodies and offices (rule 15) ---------------------------------------------------------------------------- */

bool body_is_called(const struct row *body, const char *name)
{
	size_t length = strlen(body->id), end = strlen(name);

	return end && end <= length && strcmp(body->id + length - end, name) == 0
		&& (end == length || body->id[length - end - 1] == '-');
}

static bool named(const char *text)
{
	return text && *text;
}

enum office_state office_state(const struct office *office, day_t today)
{
	if (office->from != DAY_NONE && office->from > today)
		return OFFICE_FUTURE;
	if (office->to == DAY_NONE)
		return OFFICE_HELD;
	if (office->to < today && !named(office->successor))
		return OFFICE_VACANT;
	if (succession_flag(office->to, office->successor, today))
		return OFFICE_ENDING;
	return OFFICE_CHANGES;
}

void office_text(const struct office *office, day_t today, struct str *out)
{
	char day[DATE_TEXT];

	switch (office_state(office, today)) {
	case OFFICE_HELD:
		return;
	case OFFICE_FUTURE:
		str_addf(out, "from %s", day_text(day, office->from));
		return;
	case OFFICE_VACANT:
		str_addf(out, "vacant since %s", day_long(day, office->to));
		return;
	case OFFICE_CHANGES:
	case OFFICE_ENDING:
		str_add(out, office->to < today ? "ended " : "ends ");
		str_add(out, day_text(day, office->to));
		if (office->to > today) {
			str_add(out, ", ");
			days_text(office->to, today, out);
		}
		str_add(out, named(office->successor) ? ", then " : ", no successor named");
		str_add(out, named(office->successor) ? office->successor : "");
		return;
	}
}
