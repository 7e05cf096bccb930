/* Records from foreign JSON and back to the canonical form: see record_json.h. Called by the decoder
 * (feeder), by the store for its own copies, by `query` and `report` for output. */
#include "hubbrief/record_json.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ---- reading ----------------------------------------------------------------------------------- */

static bool refuse_kind_of_value(struct refusal *refusal, enum field field, const char *expected)
{
	const char *name = field_table[field].name;
	return record_refuse(refusal, name, "%s has the wrong type, expected %s", name, expected);
}

static bool read_string(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	if (!json_is_string(value))
		return refuse_kind_of_value(refusal, field, "a text in quotes");
	return record_set_text(record, field, json_string_value(value), refusal);
}

static bool read_list(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	const char *words[128];
	size_t count = json_array_size(value);
	if (!json_is_array(value) || count > sizeof words / sizeof *words)
		return refuse_kind_of_value(refusal, field, "a list of texts, at most 100");
	for (size_t i = 0; i < count; i++) {
		words[i] = json_string_value(json_array_get(value, i));
		if (!words[i])
			return refuse_kind_of_value(refusal, field, "a list of texts");
	}
	return record_set_words(record, field, words, count, refusal);
}

static bool read_integer(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	double number = json_number_value(value);
	if (!json_is_number(value) || number != floor(number) || !(fabs(number) < 1e15))
		return refuse_kind_of_value(refusal, field, "a whole number");
	record->value[field] = (struct value){ .set = true, .as.integer = (int64_t)number };
	return true;
}

static bool read_real(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	if (!json_is_number(value) || !isfinite(json_number_value(value)))
		return refuse_kind_of_value(refusal, field, "a number");
	record->value[field] = (struct value){ .set = true, .as.real = json_number_value(value) };
	return true;
}

static bool read_flag(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	if (!json_is_boolean(value))
		return refuse_kind_of_value(refusal, field, "true or false");
	record->value[field] = (struct value){ .set = true, .as.integer = json_is_true(value) };
	return true;
}

static bool read_field(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	static bool (*const readers[])(struct record *, enum field, const json_t *, struct refusal *) = {
		[TYPE_TEXT] = read_string, [TYPE_WORD] = read_string, [TYPE_ENUM] = read_string,
		[TYPE_WORDS] = read_list, [TYPE_HUBS] = read_list, [TYPE_AREAS] = read_list,
		[TYPE_DAY] = read_string, [TYPE_INSTANT] = read_string, [TYPE_INTEGER] = read_integer,
		[TYPE_REAL] = read_real, [TYPE_FLAG] = read_flag, [TYPE_JSON] = record_set_json,
	};
	return readers[field_table[field].type](record, field, value, refusal);
}

bool record_read(struct record *record, const json_t *object, int *unknown, struct refusal *refusal)
{
	if (!json_is_object(object))
		return record_refuse(refusal, NULL, "the record is not an object {…}");
	for (void *at = json_object_iter((json_t *)(uintptr_t)object); at;
		at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		const char *name = json_object_iter_key(at);
		const json_t *value = json_object_iter_value(at);
		enum field field = field_named(name);
		if (field == FIELD_NONE && field_looks_personal(name)) {
			const char *quoted = record_quote(record->arena, name);
			return record_refuse(refusal, arena_dup(record->arena, quoted),
				"%s would hold a person's identity: this board keeps none", quoted);
		}
		if (field == FIELD_NONE)
			++*unknown;
		else if (!json_is_null(value) && !read_field(record, field, value, refusal))
			return false;
	}
	return true;
}

bool record_parse(struct record *record, const char *json, const char *source, struct arena *arena)
{
	struct refusal refusal;
	int unknown = 0;
	json_t *object = json_loads(json, 0, NULL);
	record_start(record, source, arena);
	bool fine = object && record_read(record, object, &unknown, &refusal);
	json_decref(object);
	return fine;
}

/* ---- writing ----------------------------------------------------------------------------------- */

/* A day with the precision it was given with: "2024-01", "2024". */
static json_t *write_day(const struct value *value)
{
	static const int lengths[] = { [PRECISION_DAY] = 10, [PRECISION_MONTH] = 7, [PRECISION_YEAR] = 4 };
	char text[DATE_TEXT];
	day_iso(text, value->as.day);
	text[lengths[value->precision]] = '\0';
	return json_string(text);
}

static json_t *write_instant(const struct value *value)
{
	char text[DATE_TEXT];
	return json_string(instant_iso(text, value->as.instant));
}

static json_t *write_words(const struct value *value)
{
	json_t *list = json_array();
	for (size_t i = 0; i < value->as.words.count; i++)
		json_array_append_new(list, json_string(value->as.words.at[i]));
	return list;
}

/* A whole number stays one: 142, not 142.0. */
static json_t *write_number(double number)
{
	return number == floor(number) && fabs(number) < 1e15 ? json_integer((json_int_t)number) : json_real(number);
}

static json_t *write_value(enum field_type type, const struct value *value)
{
	switch (type) {
	case TYPE_TEXT:
	case TYPE_WORD:
	case TYPE_ENUM:
		return json_string(value->as.text);
	case TYPE_WORDS:
	case TYPE_HUBS:
	case TYPE_AREAS:
		return write_words(value);
	case TYPE_DAY:
		return write_day(value);
	case TYPE_INSTANT:
		return write_instant(value);
	case TYPE_INTEGER:
		return json_integer(value->as.integer);
	case TYPE_REAL:
		return write_number(value->as.real);
	case TYPE_FLAG:
		return json_boolean(value->as.integer);
	case TYPE_JSON:
		return json_loads(value->as.text, JSON_DECODE_ANY, NULL);
	}
	return NULL;
}

/* Rule 8: what a share-safe or suppressed record does not say. */
static bool is_hidden(enum field field, const struct derived *derived)
{
	if (derived->share_safe && field_table[field].shy && field != FIELD_TITLE)
		return true;
	if (field == FIELD_HIDDEN) /* which of two was hidden for the other says something of both */
		return true;
	return derived->series.suppressed && (field == FIELD_SERIES || field == FIELD_RATING);
}

/* The series with null for the points that rule 8 hides. */
static json_t *write_safe_series(const struct record *record)
{
	struct series series;
	const char *text = record_text(record, FIELD_SERIES);
	if (!measure_sensitive(record) || !measure_series(record, &series))
		return json_loads(text, 0, NULL);
	json_t *list = json_array();
	for (size_t i = 0; i < series.count; i++) {
		const struct point *point = &series.points[i];
		json_t *pair = json_array();
		json_array_append_new(pair, json_string(point->period));
		json_array_append_new(pair, point->suppressed ? json_null() : write_number(point->value));
		json_array_append_new(list, pair);
	}
	return list;
}

static json_t *write_safe(const struct record *record, const struct derived *derived, enum field field)
{
	if (field == FIELD_TITLE)
		return json_string(derived->safe_title);
	if (field == FIELD_SERIES)
		return write_safe_series(record);
	return write_value(field_table[field].type, &record->value[field]);
}

static size_t fields_by_name(const struct record *record, enum field *fields)
{
	size_t count = 0;
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!record->value[i].set)
			continue;
		size_t at = count++;
		for (; at && strcmp(field_table[fields[at - 1]].name, field_table[i].name) > 0; at--)
			fields[at] = fields[at - 1];
		fields[at] = (enum field)i;
	}
	return count;
}

json_t *record_write(const struct record *record, const struct derived *derived, bool safe)
{
	enum field fields[FIELD_COUNT];
	size_t count = fields_by_name(record, fields);
	json_t *object = json_object();
	for (size_t i = 0; i < count; i++) {
		const struct field_info *info = &field_table[fields[i]];
		if (safe && is_hidden(fields[i], derived))
			continue;
		json_object_set_new(object, info->name, safe ? write_safe(record, derived, fields[i])
			: write_value(info->type, &record->value[fields[i]]));
	}
	return object;
}
