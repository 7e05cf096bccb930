/* What follows from a record by the rules of domain.md §4, as days rather than as states, so that the store
 * keeps it and midnight changes nothing on disk. Called by the keeper (feeder) for each record stored and by
 * tests as the twin of the store's SQL. Pure. */
#include "hubbrief/record.h"

#include <stdlib.h>
#include <string.h>

#include "hubbrief/record_json.h"
#include "hubbrief/rules.h"
#include "hubbrief/str.h"

enum { STATUTORY_WINDOW = 90, SUCCESSION_DAYS = 28, UPDATE_DAYS = 14 };

static bool is_among(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

static bool is(const struct record *record, enum field field, const char *word)
{
	return strcmp(record_text(record, field), word) == 0;
}

/* ---- open and closed (design.md §7) --------------------------------------------------------------- */

bool record_ended(const struct record *record)
{
	static const char *const ends[] = { "done", "verified", "cancelled", "transferred", "complete", "withdrawn",
		"closed", NULL };
	return record->value[FIELD_CLOSED].set || record->value[FIELD_DONE].set ||
		is_among(record_text(record, FIELD_STATUS), ends);
}

/* ---- disclosure (design.md §1) -------------------------------------------------------------------- */

static day_t embargo_until(const struct record *record)
{
	static const char start[] = "embargo-until:";
	const struct value *value = &record->value[FIELD_HANDLING];
	day_t latest = DAY_NONE, day;
	enum precision precision;
	for (size_t i = 0; value->set && i < value->as.words.count; i++) {
		const char *word = value->as.words.at[i];
		if (str_starts(word, start) && day_parse(word + strlen(start), &day, &precision) &&
			(latest == DAY_NONE || day > latest))
			latest = day;
	}
	return latest;
}

static enum disclosure disclosure_of(const struct record *record)
{
	if (record_has_word(record, FIELD_HANDLING, "separate-governance"))
		return DISCLOSURE_NEVER;
	if (record_has_word(record, FIELD_HANDLING, "do-not-display") ||
		record_has_word(record, FIELD_HANDLING, "police-only"))
		return DISCLOSURE_TEAM;
	if (record->value[FIELD_HANDLING].set || marking_named(record_text(record, FIELD_MARKING)) != MARKING_OFFICIAL)
		return DISCLOSURE_ROOM;
	return DISCLOSURE_PUBLIC;
}

/* ---- due (rules 1 and 2) -------------------------------------------------------------------------- */

static void derive_due(const struct record *record, struct derived *out)
{
	static const enum field fallbacks[KIND_COUNT] = {
		[KIND_CASE] = FIELD_NEXT_REVIEW, [KIND_MEETING] = FIELD_PAPERS_DUE,
	};
	enum field field = FIELD_DUE;
	if (!record->value[field].set && fallbacks[record->kind])
		field = fallbacks[record->kind];
	out->due = record_day(record, field);
	out->due_precision = record->value[field].precision;
	out->can_be_late = out->due != DAY_NONE && record->kind != KIND_MEETING;
	int window = kind_table[record->kind].soon_days;
	if (window && out->statutory)
		window = STATUTORY_WINDOW;
	out->soon_from = out->due == DAY_NONE || window == 0 ? DAY_NONE : out->due - window;
}

/* ---- ratings -------------------------------------------------------------------------------------- */

static char rating_given(const struct record *record)
{
	char letter = record_text(record, FIELD_RATING)[0];
	return letter ? letter : '-';
}

/* Rule 3. The owner's rating may be worse than the computed one; better only with a note that says why. */
static void rate_milestone(const struct record *record, struct derived *out)
{
	char given = rating_given(record);
	out->rating = given;
	if (!out->open) {
		out->rating = is(record, FIELD_STATUS, "withdrawn") ? given : 'B';
		return;
	}
	if (out->due == DAY_NONE || (given != '-' && record->value[FIELD_NOTE].set))
		return;
	struct gate *gates;
	size_t count = record_gates(record, &gates);
	day_t worst_gate = DAY_NONE, updated = record_day(record, FIELD_UPDATED);
	for (size_t i = 0; i < count; i++)
		if (gates[i].done == DAY_NONE && gates[i].due < worst_gate)
			worst_gate = gates[i].due;
	day_t stale = updated == DAY_NONE ? DAY_NONE : updated + UPDATE_DAYS + 1;
	struct milestone_days days = milestone_rating_days(out->due, worst_gate, stale);
	out->red_from = given == 'R' ? DAY_NONE : days.red_from;
	out->amber_from = given == 'R' || given == 'A' ? DAY_NONE : days.amber_from;
	if (given != 'R' && given != 'A')
		out->rating = 'G';
}

/* Rule 15. Separately governed bodies are a static card. */
static void flag_body(const struct record *record, struct derived *out)
{
	struct office *offices;
	if (is(record, FIELD_GOVERNANCE, "separate"))
		return;
	size_t count = record_offices(record, &offices);
	for (size_t i = 0; i < count; i++)
		if (offices[i].to != DAY_NONE && !*offices[i].successor && offices[i].to - SUCCESSION_DAYS + 1 < out->flagged_from)
			out->flagged_from = offices[i].to - SUCCESSION_DAYS + 1;
	out->amber_from = out->flagged_from;
}

/* Rule 16. */
static void flag_power(const struct record *record, struct derived *out)
{
	day_t expires = record_day(record, FIELD_EXPIRES);
	if (expires != DAY_NONE && out->open)
		out->flagged_from = expires - power_notice_days(record_text(record, FIELD_TYPE));
}

/* ---- measures (rules 4 to 8) ---------------------------------------------------------------------- */

bool measure_adds_up(const struct record *record)
{
	static const char *const stocks[] = { "repeat-locations", "open-cases", "actions-overdue", "powers-in-force",
		"tension-max", "matac-managed", "nte-staff-trained", "safe-venues", "safe-venues-lapsed", "vawg-champions",
		"schools-reached", "safe-units-available", "groups-engaged", "sv-data-returns", "sros", "dhr-actions-overdue",
		"learning-attendance", NULL };
	const char *unit = record_text(record, FIELD_UNIT);
	return (!*unit || strcmp(unit, "count") == 0) && !is_among(record_text(record, FIELD_CATEGORY), stocks);
}

/* One that is hidden for another's sake is as sensitive as that one. */
bool measure_sensitive(const struct record *record)
{
	return record_flag(record, FIELD_SENSITIVE) || record->value[FIELD_HIDDEN].set;
}

bool measure_series(const struct record *record, struct series *series)
{
	const struct value *hidden = &record->value[FIELD_HIDDEN], *of = &record->value[FIELD_SERIES];
	if (record->kind != KIND_MEASURE || !of->set || !series_parse(record->arena, of->as.text, series))
		return false;
	if (hidden->set)
		series_withhold(series, hidden->as.words.at, hidden->as.words.count);
	if (measure_sensitive(record))
		series_suppress(series);
	return true;
}

static void summarise_measure(const struct record *record, struct derived *out)
{
	const struct value *green = &record->value[FIELD_GREEN], *amber = &record->value[FIELD_AMBER];
	const struct value *target = &record->value[FIELD_TARGET];
	struct series series;
	if (!measure_series(record, &series))
		return;
	struct series_meaning meaning = {
		.polarity = POLARITY_NEUTRAL,
		.sensitive = measure_sensitive(record),
		.adds_up = measure_adds_up(record),
		.thresholds = { .has_green = green->set, .has_amber = amber->set, .has_target = target->set,
			.green = green->as.real, .amber = amber->as.real, .target = target->as.real },
	};
	polarity_named(record_text(record, FIELD_POLARITY), &meaning.polarity);
	series_summarise(&series, &meaning, &out->series);
	out->rating = out->series.suppressed ? '-' : rating_given(record);
	if (out->rating == '-' && !out->series.suppressed && out->series.rating)
		out->rating = out->series.rating;
}

/* ---- rule 8 --------------------------------------------------------------------------------------- */

static void derive_safe(const struct record *record, struct derived *out)
{
	static const struct {
		const char *category, *title;
	} shy[] = {
		{ "hate", "Hate incident (no detail on screen)" },
		{ "domestic-abuse", "Domestic abuse incident (no detail on screen)" },
		{ "safeguarding-concern", "Safeguarding concern (no detail on screen)" },
	};
	out->safe_title = record_text(record, FIELD_TITLE);
	for (size_t i = 0; record->kind == KIND_INCIDENT && i < sizeof shy / sizeof *shy; i++)
		if (is(record, FIELD_CATEGORY, shy[i].category)) {
			out->share_safe = true;
			out->safe_title = shy[i].title;
		}
}

void record_derive(const struct record *record, struct derived *out)
{
	day_t *earlier;
	*out = (struct derived){ .disclosure = disclosure_of(record), .embargo = embargo_until(record),
		.open = !record_ended(record) && !is(record, FIELD_STATUS, "proposed"),
		.statutory = record_flag(record, FIELD_STATUTORY), .rating = rating_given(record),
		.amber_from = DAY_NONE, .red_from = DAY_NONE, .flagged_from = DAY_NONE };
	derive_due(record, out);
	derive_safe(record, out);
	out->slips = (int)record_due_history(record, &earlier);
	if (record->kind == KIND_MEASURE)
		summarise_measure(record, out);
	else if (record->kind == KIND_MILESTONE)
		rate_milestone(record, out);
	else if (record->kind == KIND_BODY)
		flag_body(record, out);
	else if (record->kind == KIND_POWER)
		flag_power(record, out);
}
