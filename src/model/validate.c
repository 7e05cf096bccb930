/* Load validation (domain.md §2.5): whether a record may be kept, and in words why not. Called by the feeder
 * for every record that a feed or a mapping gives, before it is stored. */
#include "hubbrief/record.h"

#include <stdio.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/personal.h"
#include "hubbrief/record_json.h"
#include "hubbrief/str.h"

enum { TITLE_COLUMNS = 80, TEXT_COLUMNS = 280, LINK_BYTES = 500 };

static const char *field_name(enum field field)
{
	return field_table[field].name;
}

/* ---- what must be there --------------------------------------------------------------------------- */

static bool check_required(struct record *record, struct refusal *refusal)
{
	static const enum field required[] = { FIELD_ID, FIELD_KIND, FIELD_TITLE, FIELD_UPDATED };
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		if (record->kind == KIND_HOLIDAY && required[i] == FIELD_UPDATED)
			continue;
		if (!record->value[required[i]].set)
			return record_refuse(refusal, field_name(required[i]), "%s is missing", field_name(required[i]));
	}
	day_t day;
	enum precision precision;
	if (record->kind == KIND_HOLIDAY &&
		!(day_parse(record_text(record, FIELD_ID), &day, &precision) && precision == PRECISION_DAY))
		return record_refuse(refusal, "id", "the id of a holiday is its date, like 2023-12-25");
	return true;
}

static bool check_kind(struct record *record, struct refusal *refusal)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (record->value[i].set && !kind_has(record->kind, (enum field)i))
			return record_refuse(refusal, field_table[i].name, "%s does not belong to a record of kind %s",
				field_table[i].name, kind_table[record->kind].word);
	return true;
}

/* ---- vocabularies --------------------------------------------------------------------------------- */

static bool refuse_word(struct record *record, enum field field, const char *word, struct refusal *refusal)
{
	const char *const *words = vocabulary_words(field_table[field].vocabulary, record->kind);
	const char *quote = record_quote(record->arena, word), *near;
	size_t count = 0, shown = 0;
	struct str list = { 0 };
	for (; words[count]; count++)
		if (list.length < 90)
			str_addf(&list, "%s%s", shown++ ? ", " : "", words[count]);
	near = str_nearest(word, words, count);
	if (near)
		record_refuse(refusal, field_name(field), "%s %s is not known, did you mean \"%s\"?", field_name(field), quote,
			near);
	else
		record_refuse(refusal, field_name(field), "%s %s is not known, expected one of: %s%s", field_name(field),
			quote, str_text(&list), shown == count ? "" : " …");
	str_free(&list);
	return false;
}

static bool check_word(struct record *record, enum field field, const char *word, struct refusal *refusal)
{
	bool known = field == FIELD_HANDLING ? handling_known(word)
		: vocabulary_has(field_table[field].vocabulary, record->kind, word);
	return known || refuse_word(record, field, word, refusal);
}

static bool check_vocabulary(struct record *record, enum field field, struct refusal *refusal)
{
	const struct value *value = &record->value[field];
	if (!field_table[field].vocabulary || field == FIELD_MARKING)
		return true;
	if (field_table[field].type != TYPE_WORDS)
		return check_word(record, field, value->as.text, refusal);
	for (size_t i = 0; i < value->as.words.count; i++)
		if (!check_word(record, field, value->as.words.at[i], refusal))
			return false;
	return true;
}

/* ---- lengths and ranges --------------------------------------------------------------------------- */

static bool check_length(struct record *record, enum field field, struct refusal *refusal)
{
	const char *name = field_name(field);
	if (field_table[field].type != TYPE_TEXT)
		return true;
	const char *text = record_text(record, field);
	if (field == FIELD_LINK && strlen(text) > LINK_BYTES)
		return record_refuse(refusal, name, "link is longer than %d bytes", LINK_BYTES);
	int most = field == FIELD_TITLE ? TITLE_COLUMNS : TEXT_COLUMNS;
	if (field != FIELD_LINK && clean_columns(text) > most)
		return record_refuse(refusal, name, "%s is longer than %d columns", name, most);
	return true;
}

static bool check_range(struct record *record, enum field field, struct refusal *refusal)
{
	static const struct {
		enum field field;
		int least, most;
	} ranges[] = { { FIELD_PROGRESS, 0, 100 }, { FIELD_LAG_DAYS, 0, 3660 }, { FIELD_MINUTES, 0, 10080 } };
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		int64_t number = record->value[field].as.integer;
		if (ranges[i].field == field && (number < ranges[i].least || number > ranges[i].most))
			return record_refuse(refusal, field_name(field), "%s is not between %d and %d", field_name(field),
				ranges[i].least, ranges[i].most);
	}
	return true;
}

/* ---- places --------------------------------------------------------------------------------------- */

static bool check_places(struct record *record, enum field field, const char *const *ids, size_t count,
	struct refusal *refusal)
{
	const struct value *value = &record->value[field];
	const char *what = field == FIELD_HUBS ? "hub" : "area";
	for (size_t i = 0; value->set && i < value->as.words.count; i++) {
		const char *word = value->as.words.at[i];
		bool known = false;
		for (size_t j = 0; j < count && !known; j++)
			known = strcmp(ids[j], word) == 0;
		if (known)
			continue;
		const char *near = str_nearest(word, ids, count), *quote = record_quote(record->arena, word);
		return record_refuse(refusal, field_name(field), "%s is not %s %s of the configuration%s%s%s", quote,
			field == FIELD_HUBS ? "a" : "an", what, near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	}
	return true;
}

/* ---- personal data -------------------------------------------------------------------------------- */

static int year_updated(const struct record *record)
{
	day_t day = record_day(record, FIELD_UPDATED);
	return day == DAY_NONE ? 0 : day_civil(day).year;
}

static bool hold(struct refusal *refusal, enum field field, const char *shape)
{
	if (!shape)
		return true;
	return record_refuse(refusal, field_name(field), "held: %s holds what looks like %s", field_name(field), shape);
}

static const char *shape_in_parts(struct record *record, enum field field, int year)
{
	struct gate *gates;
	struct office *offices;
	const char *shape = NULL;
	size_t count = field == FIELD_GATES ? record_gates(record, &gates) : 0;
	for (size_t i = 0; i < count && !shape; i++)
		shape = personal_shape(gates[i].title, year);
	count = field == FIELD_OFFICES ? record_offices(record, &offices) : 0;
	for (size_t i = 0; i < count && !shape; i++) {
		shape = personal_shape(offices[i].office, year);
		if (!shape)
			shape = personal_shape(offices[i].successor, year);
	}
	return shape;
}

static const char *shape_in_words(const struct words *words, int year)
{
	const char *shape = NULL;
	for (size_t i = 0; i < words->count && !shape; i++)
		shape = personal_shape(words->at[i], year);
	return shape;
}

static bool check_personal(struct record *record, enum field field, struct refusal *refusal)
{
	const struct value *value = &record->value[field];
	int year = year_updated(record);
	enum field_type type = field_table[field].type;
	if (type == TYPE_JSON)
		return hold(refusal, field, shape_in_parts(record, field, year));
	if (field_table[field].vocabulary)
		return true;
	if (type == TYPE_TEXT)
		return hold(refusal, field, personal_shape(value->as.text, year));
	if (type == TYPE_WORD && record->kind != KIND_HOLIDAY)
		return hold(refusal, field, personal_reference(value->as.text));
	return type != TYPE_WORDS || hold(refusal, field, shape_in_words(&value->as.words, year));
}

/* ---- marking -------------------------------------------------------------------------------------- */

static bool check_marking(struct record *record, enum marking answer_marking, bool *faulted, struct refusal *refusal)
{
	struct value *value = &record->value[FIELD_MARKING];
	const char *text = record_text(record, FIELD_MARKING);
	*faulted = !value->set && answer_marking == MARKING_UNKNOWN;
	if (!value->set) {
		value->set = true;
		value->as.text = marking_text(*faulted ? MARKING_SENSITIVE : answer_marking);
		return true;
	}
	if (marking_named(text) != MARKING_UNKNOWN)
		return true;
	if (strstr(text, "SECRET") || strstr(text, "CONFIDENTIAL"))
		return record_refuse(refusal, "marking", "%.60s is above what this board may hold", text);
	return record_refuse(refusal, "marking", "marking %s is not known, expected OFFICIAL or OFFICIAL-SENSITIVE",
		record_quote(record->arena, text));
}

static bool check_field(struct record *record, enum field field, struct refusal *refusal)
{
	return !record->value[field].set || (check_vocabulary(record, field, refusal) &&
		check_length(record, field, refusal) && check_range(record, field, refusal) &&
		check_personal(record, field, refusal));
}

bool record_check(struct record *record, const struct known_places *places, enum marking answer_marking,
	bool *faulted, struct refusal *refusal)
{
	*faulted = false;
	if (!check_marking(record, answer_marking, faulted, refusal) || !check_required(record, refusal) ||
		!check_kind(record, refusal))
		return false;
	for (int i = 0; i < FIELD_COUNT; i++)
		if (!check_field(record, (enum field)i, refusal))
			return false;
	return !places || (check_places(record, FIELD_HUBS, places->hubs, places->hub_count, refusal) &&
		check_places(record, FIELD_AREAS, places->areas, places->area_count, refusal));
}
