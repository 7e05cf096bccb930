/* The fields that are structures: series, gates, tension, offices, due_history. Foreign JSON is checked and
 * kept as canonical compact text; the readers give it back as arrays. Called by record_json.c and record.c
 * in the feeder, by derive.c and the detail pane. */
#include "hubbrief/record_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/str.h"

enum { MOST_POINTS = 4000, MOST_PARTS = 100, LONGEST_PART = 80 };

static bool refuse_shape(struct refusal *refusal, enum field field, const char *expected)
{
	const char *name = field_table[field].name;
	return record_refuse(refusal, name, "%s has the wrong shape, expected %s", name, expected);
}

static bool keep(struct record *record, enum field field, json_t *canonical)
{
	char *text = json_dumps(canonical, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(canonical);
	struct value *value = &record->value[field];
	*value = (struct value){ .set = text != NULL, .as.text = arena_dup(record->arena, text) };
	free(text);
	return true;
}

/* ---- series: [["2023-02", 142], …] -------------------------------------------------------------- */

struct raw_point {
	const char *period;
	double value;
};

static int by_period(const void *a, const void *b)
{
	return strcmp(((const struct raw_point *)a)->period, ((const struct raw_point *)b)->period);
}

static bool read_point(const json_t *pair, struct raw_point *point, bool *given)
{
	day_t first, last;
	const json_t *period = json_array_get(pair, 0), *value = json_array_get(pair, 1);
	if (json_array_size(pair) != 2 || !json_is_string(period) || !(json_is_number(value) || json_is_null(value)))
		return false;
	point->period = json_string_value(period);
	point->value = json_number_value(value);
	*given = json_is_number(value);
	return period_parse(point->period, &first, &last) && isfinite(point->value);
}

/* Which sort of period: by length, a quarter told from a week. */
static int shape_of(const char *period)
{
	return strlen(period) > 5 && (period[5] == 'Q' || period[5] == 'W') ? period[5] : (int)strlen(period);
}

/* A whole number stays one: 142, not 142.0. */
static json_t *number(double value)
{
	return value == floor(value) && fabs(value) < 1e15 ? json_integer((json_int_t)value) : json_real(value);
}

static bool set_series(struct record *record, const json_t *value, struct refusal *refusal)
{
	size_t size = json_array_size(value), count = 0;
	if (!json_is_array(value))
		return refuse_shape(refusal, FIELD_SERIES, "[[\"2023-02\", 142], …]");
	if (size > MOST_POINTS)
		return record_refuse(refusal, "series", "series holds more than %d periods", MOST_POINTS);
	struct raw_point *points = mem_array(size + 1, sizeof *points);
	for (size_t i = 0; i < size; i++) {
		bool given;
		if (!read_point(json_array_get(value, i), &points[count], &given)) {
			free(points);
			return refuse_shape(refusal, FIELD_SERIES, "[[\"2023-02\", 142], …]");
		}
		count += given;
	}
	qsort(points, count, sizeof *points, by_period);
	json_t *canonical = json_array();
	const char *twice = NULL, *mixed = NULL;
	for (size_t i = 0; i < count; i++) {
		if (i && strcmp(points[i - 1].period, points[i].period) == 0)
			twice = points[i].period;
		if (shape_of(points[i].period) != shape_of(points[0].period))
			mixed = points[i].period;
		json_t *pair = json_array();
		json_array_append_new(pair, json_string(points[i].period));
		json_array_append_new(pair, number(points[i].value));
		json_array_append_new(canonical, pair);
	}
	if (twice)
		record_refuse(refusal, "series", "series gives \"%s\" twice", twice);
	else if (mixed)
		record_refuse(refusal, "series", "series mixes periods of different lengths, like \"%s\"", mixed);
	free(points);
	if (!twice && !mixed)
		return keep(record, FIELD_SERIES, canonical);
	json_decref(canonical);
	return false;
}

/* ---- objects with a fixed set of members -------------------------------------------------------- */

enum part_type { PART_TEXT, PART_DAY };
struct part {
	const char *name;
	enum part_type type;
	bool needed;
	const char *const *words; /* NULL: any */
};

static const char *const roles[] = { "chair", "vice-chair", "SRO", "lead", "SPOC", "secretariat", "member", NULL };
static const char *const eeps[] = { "experienced", "evidenced", "potential", NULL };

static const struct part gate_parts[] = {
	{ "title", PART_TEXT, true, NULL }, { "due", PART_DAY, true, NULL }, { "done", PART_DAY, false, NULL }, { 0 },
};
static const struct part office_parts[] = {
	{ "office", PART_TEXT, true, NULL }, { "role", PART_TEXT, false, roles },
	{ "from", PART_DAY, false, NULL }, { "to", PART_DAY, false, NULL }, { "successor", PART_TEXT, false, NULL }, { 0 },
};

static const struct part *part_named(const struct part *parts, const char *name)
{
	for (; parts->name; parts++)
		if (strcmp(parts->name, name) == 0)
			return parts;
	return NULL;
}

static bool word_among(const char *const *words, const char *word)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

static json_t *clean_json(const char *text)
{
	struct str out = { 0 };
	clean_add(&out, text, strlen(text));
	json_t *json = json_string(str_text(&out));
	str_free(&out);
	return json;
}

static json_t *read_part(const struct part *part, const json_t *value)
{
	day_t day;
	enum precision precision;
	const char *text = json_string_value(value);
	if (!text || (part->type == PART_DAY && !day_parse(text, &day, &precision)))
		return NULL;
	json_t *clean = clean_json(text);
	text = json_string_value(clean);
	if (clean_columns(text) <= LONGEST_PART && (!part->words || word_among(part->words, text)))
		return clean;
	json_decref(clean);
	return NULL;
}

static bool refuse_part(struct refusal *refusal, enum field field, const struct part *part)
{
	const char *name = field_table[field].name;
	struct str words = { 0 };
	for (const char *const *word = part->words; word && *word; word++)
		str_addf(&words, "%s%s", word == part->words ? "one of " : ", ", *word);
	record_refuse(refusal, name, "%s: \"%s\" is not %s", name, part->name, part->type == PART_DAY ? "a date" :
		words.length ? str_text(&words) : "a text of at most 80 columns");
	str_free(&words);
	return false;
}

static bool read_member(const struct part *parts, enum field field, const char *name, const json_t *value,
	json_t *canonical, struct arena *arena, struct refusal *refusal)
{
	const struct part *part = part_named(parts, name);
	const char *field_name = field_table[field].name;
	if (!part && field_looks_personal(name))
		return record_refuse(refusal, field_name, "%s holds %s: this board keeps offices, never people", field_name,
			record_quote(arena, name));
	if (!part || json_is_null(value))
		return true;
	json_t *read = read_part(part, value);
	if (!read)
		return refuse_part(refusal, field, part);
	json_object_set_new(canonical, part->name, read);
	return true;
}

/* One gate or office; unknown members are left out, one that names a person refuses the record. */
static json_t *read_parts(const struct part *parts, enum field field, json_t *object, struct arena *arena,
	struct refusal *refusal)
{
	json_t *canonical = json_object();
	const char *name, *field_name = field_table[field].name;
	json_t *value;
	bool fits = true;
	json_object_foreach(object, name, value) {
		fits = read_member(parts, field, name, value, canonical, arena, refusal);
		if (!fits)
			break;
	}
	for (const struct part *part = parts; fits && part->name; part++)
		if (part->needed && json_string_length(json_object_get(canonical, part->name)) == 0)
			fits = record_refuse(refusal, field_name, "%s: \"%s\" is missing", field_name, part->name);
	if (fits)
		return canonical;
	json_decref(canonical);
	return NULL;
}

static bool set_list(struct record *record, enum field field, const struct part *parts, const json_t *value,
	struct refusal *refusal)
{
	if (!json_is_array(value) || json_array_size(value) > MOST_PARTS)
		return refuse_shape(refusal, field, "a list of at most 100 objects");
	json_t *canonical = json_array();
	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *entry = json_array_get(value, i);
		json_t *read = NULL;
		if (json_is_object(entry))
			read = read_parts(parts, field, entry, record->arena, refusal);
		else
			refuse_shape(refusal, field, "a list of objects");
		if (!read) {
			json_decref(canonical);
			return false;
		}
		json_array_append_new(canonical, read);
	}
	return keep(record, field, canonical);
}

static bool set_gates(struct record *record, const json_t *value, struct refusal *refusal)
{
	return set_list(record, FIELD_GATES, gate_parts, value, refusal);
}

static bool set_offices(struct record *record, const json_t *value, struct refusal *refusal)
{
	return set_list(record, FIELD_OFFICES, office_parts, value, refusal);
}

/* ---- tension: {"eep": "potential", "level": 4} ------------------------------------------------------ */

static bool set_tension(struct record *record, const json_t *value, struct refusal *refusal)
{
	const char *eep = json_string_value(json_object_get(value, "eep"));
	const json_t *level = json_object_get(value, "level");
	if (!eep || !word_among(eeps, eep) || !json_is_integer(level) || json_integer_value(level) < 1 ||
		json_integer_value(level) > 6)
		return refuse_shape(refusal, FIELD_TENSION, "{\"eep\": experienced, evidenced or potential, \"level\": 1 to 6}");
	return keep(record, FIELD_TENSION, json_pack("{s:s, s:I}", "eep", eep, "level", json_integer_value(level)));
}

/* ---- due_history: ["2023-02-14", "2023-02-28"] ------------------------------------------------------- */

static bool set_due_history(struct record *record, const json_t *value, struct refusal *refusal)
{
	json_t *canonical = json_array();
	size_t size = json_array_size(value);
	bool fits = json_is_array(value) && size <= MOST_PARTS;
	for (size_t i = 0; i < size && fits; i++) {
		day_t day;
		enum precision precision;
		const char *text = json_string_value(json_array_get(value, i));
		fits = text && day_parse(text, &day, &precision);
		if (fits)
			json_array_append_new(canonical, json_string(text));
	}
	if (fits)
		return keep(record, FIELD_DUE_HISTORY, canonical);
	json_decref(canonical);
	return refuse_shape(refusal, FIELD_DUE_HISTORY, "a list of at most 100 dates");
}

bool record_set_json(struct record *record, enum field field, const json_t *value, struct refusal *refusal)
{
	static const struct {
		enum field field;
		bool (*set)(struct record *record, const json_t *value, struct refusal *refusal);
	} shapes[] = {
		{ FIELD_SERIES, set_series }, { FIELD_GATES, set_gates }, { FIELD_TENSION, set_tension },
		{ FIELD_OFFICES, set_offices }, { FIELD_DUE_HISTORY, set_due_history },
	};
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (shapes[i].field == field)
			return shapes[i].set(record, value, refusal);
	return refuse_shape(refusal, field, "no structure");
}

/* ---- reading back ----------------------------------------------------------------------------------- */

static json_t *load(const struct record *record, enum field field)
{
	return record->value[field].set ? json_loads(record->value[field].as.text, 0, NULL) : NULL;
}

static const char *text_of(const struct record *record, const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text ? arena_dup(record->arena, text) : "";
}

static day_t day_from(const json_t *value)
{
	day_t day;
	enum precision precision;
	const char *text = json_string_value(value);
	return text && day_parse(text, &day, &precision) ? day : DAY_NONE;
}

size_t record_gates(const struct record *record, struct gate **gates)
{
	json_t *list = load(record, FIELD_GATES);
	size_t count = json_array_size(list);
	*gates = arena_alloc(record->arena, (count + 1) * sizeof **gates);
	for (size_t i = 0; i < count; i++) {
		const json_t *gate = json_array_get(list, i);
		(*gates)[i] = (struct gate){ .title = text_of(record, gate, "title"),
			.due = day_from(json_object_get(gate, "due")), .done = day_from(json_object_get(gate, "done")) };
	}
	json_decref(list);
	return count;
}

size_t record_offices(const struct record *record, struct office **offices)
{
	json_t *list = load(record, FIELD_OFFICES);
	size_t count = json_array_size(list);
	*offices = arena_alloc(record->arena, (count + 1) * sizeof **offices);
	for (size_t i = 0; i < count; i++) {
		const json_t *office = json_array_get(list, i);
		(*offices)[i] = (struct office){ .office = text_of(record, office, "office"),
			.role = text_of(record, office, "role"), .successor = text_of(record, office, "successor"),
			.from = day_from(json_object_get(office, "from")), .to = day_from(json_object_get(office, "to")) };
	}
	json_decref(list);
	return count;
}

size_t record_due_history(const struct record *record, day_t **days)
{
	json_t *list = load(record, FIELD_DUE_HISTORY);
	size_t count = json_array_size(list);
	*days = arena_alloc(record->arena, (count + 1) * sizeof **days);
	for (size_t i = 0; i < count; i++)
		(*days)[i] = day_from(json_array_get(list, i));
	json_decref(list);
	return count;
}

bool record_tension(const struct record *record, struct tension *tension)
{
	json_t *object = load(record, FIELD_TENSION);
	bool given = object != NULL;
	tension->eep = text_of(record, object, "eep");
	tension->level = (int)json_integer_value(json_object_get(object, "level"));
	json_decref(object);
	return given;
}
