/* Fields of a record set from text, and small readers of them. Called by the decoder and the mappings in
 * the feeder, and by the store when it reads records back. Validation is validate.c, JSON record_json.c. */
#include "hubbrief/record.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/personal.h"
#include "hubbrief/record_json.h"
#include "hubbrief/str.h"

enum { LONGEST_WORD = 120, MOST_WORDS = 100, JSON_DEPTH_FLAGS = JSON_REJECT_DUPLICATES };

void record_start(struct record *record, const char *source, struct arena *arena)
{
	*record = (struct record){ .kind = KIND_NONE, .source = source, .arena = arena };
}

bool record_refuse(struct refusal *refusal, const char *field, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	refusal->field = field ? field : "";
	vsnprintf(refusal->reason, sizeof refusal->reason, format, args);
	va_end(args);
	return false;
}

const char *record_quote(struct arena *arena, const char *text)
{
	struct str out = { 0 };
	if (personal_shape(text, 0))
		return "(not shown)";
	str_addc(&out, '"');
	clean_cut(&out, text, 40, "…");
	str_addc(&out, '"');
	const char *quote = arena_dup(arena, str_text(&out));
	str_free(&out);
	return quote;
}

/* ---- reading ----------------------------------------------------------------------------------- */

const char *record_text(const struct record *record, enum field field)
{
	const struct value *value = &record->value[field];
	return value->set ? value->as.text : "";
}

day_t record_day(const struct record *record, enum field field)
{
	const struct value *value = &record->value[field];
	if (!value->set)
		return DAY_NONE;
	return field_table[field].type == TYPE_INSTANT ? instant_day(value->as.instant) : value->as.day;
}

bool record_flag(const struct record *record, enum field field)
{
	return record->value[field].set && record->value[field].as.integer != 0;
}

bool record_has_word(const struct record *record, enum field field, const char *word)
{
	const struct value *value = &record->value[field];
	for (size_t i = 0; value->set && i < value->as.words.count; i++)
		if (strcmp(value->as.words.at[i], word) == 0)
			return true;
	return false;
}

/* ---- setting ----------------------------------------------------------------------------------- */

/* Cleaned and without space at its ends. */
static const char *tidy(struct arena *arena, const char *text, size_t length)
{
	struct str out = { 0 };
	clean_add(&out, text, length);
	const char *start = str_text(&out);
	start += strspn(start, " ");
	size_t count = strlen(start);
	while (count && start[count - 1] == ' ')
		count--;
	const char *tidied = arena_dupn(arena, start, count);
	str_free(&out);
	return tidied;
}

/* An id or slug: letters, digits and -_./:+ */
static bool word_valid(const char *word)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:+";
	size_t length = strlen(word);
	return length <= LONGEST_WORD && strspn(word, allowed) == length;
}

static bool refuse_type(struct record *record, enum field field, const char *text, const char *expected,
	struct refusal *refusal)
{
	const char *name = field_table[field].name;
	return record_refuse(refusal, name, "%s is %s, expected %s", name, record_quote(record->arena, text), expected);
}

static bool set_kind(struct record *record, const char *text, struct refusal *refusal)
{
	record->kind = kind_named(text);
	if (record->kind != KIND_NONE)
		return true;
	const char *words[KIND_COUNT];
	for (int i = 0; i < KIND_COUNT; i++)
		words[i] = kind_table[i].word;
	const char *near = str_nearest(text, words, KIND_COUNT);
	return record_refuse(refusal, "kind", "kind %s is not known%s%s%s", record_quote(record->arena, text),
		near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool set_word(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	if (!word_valid(text))
		return refuse_type(record, field, text, "at most 120 letters, digits and -_./:+", refusal);
	value->as.text = text;
	return true;
}

static bool set_enum(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	value->as.text = text;
	return field != FIELD_KIND || set_kind(record, text, refusal);
}

static bool set_day(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	instant_t at;
	if (day_parse(text, &value->as.day, &value->precision))
		return true;
	if (!instant_parse(text, &at))
		return refuse_type(record, field, text, "a date like 2023-03-31, 2023-03 or 2023", refusal);
	value->as.day = instant_day(at);
	return true;
}

static bool set_instant(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	day_t day;
	if (instant_parse(text, &value->as.instant))
		return true;
	if (!day_parse(text, &day, &value->precision) || value->precision != PRECISION_DAY)
		return refuse_type(record, field, text, "a date or a time like 2023-03-14T08:30:00Z", refusal);
	value->as.instant = day_start(day);
	return true;
}

static bool set_integer(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	char *end;
	double number = strtod(text, &end);
	if (*end || text[strspn(text, "0123456789.eE+-")] || !(fabs(number) < 1e15) || number != floor(number))
		return refuse_type(record, field, text, "a whole number", refusal);
	value->as.integer = (int64_t)number;
	return true;
}

static bool set_real(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	char *end;
	value->as.real = strtod(text, &end);
	if (*end || text[strspn(text, "0123456789.eE+-")] || !isfinite(value->as.real))
		return refuse_type(record, field, text, "a number", refusal);
	return true;
}

static bool set_flag(struct record *record, enum field field, struct value *value, const char *text,
	struct refusal *refusal)
{
	value->as.integer = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
	if (value->as.integer || strcmp(text, "false") == 0 || strcmp(text, "0") == 0)
		return true;
	return refuse_type(record, field, text, "true or false", refusal);
}

static bool set_json(struct record *record, enum field field, const char *text, struct refusal *refusal)
{
	json_t *json = json_loads(text, JSON_DEPTH_FLAGS, NULL);
	if (!json)
		return refuse_type(record, field, text, "JSON", refusal);
	bool fits = record_set_json(record, field, json, refusal);
	json_decref(json);
	return fits;
}

bool record_set_words(struct record *record, enum field field, const char *const *words, size_t count,
	struct refusal *refusal)
{
	const char *name = field_table[field].name;
	bool ids = field_table[field].type != TYPE_WORDS;
	struct words list = { .at = arena_alloc(record->arena, (count + 1) * sizeof *list.at) };
	if (count > MOST_WORDS)
		return record_refuse(refusal, name, "%s holds more than %d words", name, MOST_WORDS);
	record->value[field] = (struct value){ 0 };
	for (size_t i = 0; i < count; i++) {
		const char *word = tidy(record->arena, words[i], strlen(words[i]));
		if (strlen(word) > LONGEST_WORD || (ids && !word_valid(word)))
			return refuse_type(record, field, word, ids ? "ids" : "words of at most 120 bytes", refusal);
		bool seen = !*word;
		for (size_t j = 0; j < list.count && !seen; j++)
			seen = strcmp(list.at[j], word) == 0;
		if (!seen)
			list.at[list.count++] = word;
	}
	record->value[field].set = list.count > 0;
	record->value[field].as.words = list;
	return true;
}

static bool set_list(struct record *record, enum field field, const char *text, struct refusal *refusal)
{
	const char *words[MOST_WORDS + 1];
	size_t count = 0;
	while (count <= MOST_WORDS) {
		size_t length = strcspn(text, ",");
		words[count++] = arena_dupn(record->arena, text, length);
		if (!text[length])
			break;
		text += length + 1;
	}
	return record_set_words(record, field, words, count, refusal);
}

bool record_set_text(struct record *record, enum field field, const char *text, struct refusal *refusal)
{
	static bool (*const setters[])(struct record *, enum field, struct value *, const char *, struct refusal *) = {
		[TYPE_WORD] = set_word, [TYPE_ENUM] = set_enum, [TYPE_DAY] = set_day, [TYPE_INSTANT] = set_instant,
		[TYPE_INTEGER] = set_integer, [TYPE_REAL] = set_real, [TYPE_FLAG] = set_flag, [TYPE_JSON] = NULL,
	};
	enum field_type type = field_table[field].type;
	struct value value = { 0 };
	if (type == TYPE_WORDS || type == TYPE_HUBS || type == TYPE_AREAS)
		return set_list(record, field, text, refusal);
	if (type == TYPE_JSON)
		return set_json(record, field, text, refusal);
	text = tidy(record->arena, text, strlen(text));
	value.set = *text || field == FIELD_MARKING; /* an empty marking is a wrong one, not an absent one */
	value.as.text = text;
	if (value.set && setters[type] && !setters[type](record, field, &value, text, refusal))
		return false;
	record->value[field] = value;
	return true;
}
