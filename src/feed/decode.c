/* From foreign bytes to records: strict JSON within limits, the pages of hub-feed/1, rows of mappings (see
 * decode.h). The only reader of foreign JSON. Runs in the feeder; fuzzed by tests/fuzz/decode.c. */
#include "hubbrief/decode.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/record_json.h"

/* ---- is it JSON, and within the limits? ------------------------------------------------------------ */

struct scan {
	int depth, line, column;
	int items[DEPTH_MOST + 1];
	bool in_string, escaped;
	struct str *outside; /* NULL, or gets the text with each inner list or object as null */
};

static bool scan_bracket(struct scan *scan, char c, struct error *error)
{
	if (c == '[' || c == '{') {
		if (++scan->depth > DEPTH_MOST)
			return error_set(error, "lists nested deeper than %d (line %d, column %d)", DEPTH_MOST, scan->line, scan->column);
		scan->items[scan->depth] = 1;
		if (scan->depth == 2 && scan->outside)
			str_add(scan->outside, "null");
	} else if ((c == ']' || c == '}') && scan->depth > 0) {
		scan->depth--;
	} else if (c == ',' && ++scan->items[scan->depth] > ITEMS_MOST) {
		return error_set(error, "more than %d items in one list (line %d, column %d)", ITEMS_MOST, scan->line, scan->column);
	}
	return true;
}

/* One pass before the parser sees it: what nests too deep or holds too much costs nothing but this. */
static bool scan_body(const char *body, size_t length, struct str *outside, struct error *error)
{
	struct scan scan = { .line = 1, .outside = outside };
	for (size_t i = 0; i < length; i++) {
		char c = body[i];
		int before = scan.depth;
		scan.column++;
		if (c == '\n') {
			scan.line++;
			scan.column = 0;
		} else if (scan.in_string) {
			scan.in_string = scan.escaped || c != '"';
			scan.escaped = !scan.escaped && c == '\\';
		} else if (c == '"') {
			scan.in_string = true;
		} else if (!scan_bracket(&scan, c, error)) {
			return false;
		}
		if (outside && before < 2 && scan.depth < 2)
			str_addc(outside, c);
	}
	return true;
}

static bool looks_right(const char **body, size_t *length, struct error *error)
{
	const unsigned char *b = (const unsigned char *)*body;
	if (*length >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff) || !b[0] || !b[1]))
		return error_set(error, "not JSON: the text is UTF-16 or binary; JSON is UTF-8");
	if (*length >= 3 && memcmp(b, "\xef\xbb\xbf", 3) == 0) {
		*body += 3;
		*length -= 3;
	}
	size_t blank = 0;
	while (blank < *length && memchr(" \t\r\n", (*body)[blank], 4))
		blank++;
	if (blank == *length)
		return error_set(error, "an empty answer; JSON was expected");
	if ((*body)[blank] == '<')
		return error_set(error, "the answer is a web page, not JSON");
	if (*length > BODY_MOST)
		return error_set(error, "the answer is larger than %d MB", BODY_MOST >> 20);
	return true;
}

/* The parser's codes in plain words; what is not here is told in its own. */
static const struct { enum json_error_code code; const char *text; } json_causes[] = {
	{ json_error_duplicate_key, "a name is given twice in one object" },
	{ json_error_premature_end_of_input, "it ends too early" },
	{ json_error_end_of_input_expected, "something stands after its end" },
	{ json_error_invalid_utf8, "a byte that is not UTF-8" },
	{ json_error_null_character, "a NUL character" },
	{ json_error_null_byte_in_key, "a NUL character" },
	{ json_error_numeric_overflow, "a number that is too large" },
};

static bool not_json(const json_error_t *fault, struct error *error)
{
	struct str text = { 0 };
	for (size_t i = 0; i < sizeof json_causes / sizeof *json_causes; i++)
		if (json_causes[i].code == json_error_code(fault))
			str_add(&text, json_causes[i].text);
	if (!text.length)
		clean_cut(&text, fault->text, 70, "…");
	error_set(error, "not JSON: line %d, column %d: %s", fault->line, fault->column, str_text(&text));
	str_free(&text);
	return false;
}

static json_t *parse(const char **body, size_t *length, struct error *error)
{
	json_error_t fault;
	if (!looks_right(body, length, error) || !scan_body(*body, *length, NULL, error))
		return NULL;
	json_t *root = json_loadb(*body, *length, JSON_REJECT_DUPLICATES, &fault);
	if (!root)
		not_json(&fault, error);
	return root;
}

bool json_valid(const char **body, size_t *length, struct error *error)
{
	json_t *root = parse(body, length, error);
	json_decref(root);
	return root != NULL;
}

uint64_t body_hash(uint64_t hash, const char *body, size_t length)
{
	if (hash == 0)
		hash = 0xcbf29ce484222325u; /* FNV-1a */
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)body[i]) * 0x100000001b3u;
	return hash;
}

void body_hash_text(uint64_t hash, size_t length, char *out)
{
	snprintf(out, 65, "%016llx-%zu", (unsigned long long)hash, length);
}

/* ---- a value at a path ----------------------------------------------------------------------------- */

static const json_t *step(const json_t *at, const char **path)
{
	const char *p = *path;
	if (*p == '[') {
		char *end;
		unsigned long index = strtoul(p + 1, &end, 10);
		if (*end != ']')
			return NULL;
		*path = end + 1;
		return json_array_get(at, index);
	}
	if (*p != '.')
		return NULL;
	char name[80];
	size_t length = strcspn(p + 1, ".[");
	if (length == 0 || length >= sizeof name)
		return NULL;
	memcpy(name, p + 1, length);
	name[length] = '\0';
	*path = p + 1 + length;
	return json_object_get(at, name);
}

char *json_pick(const char *body, size_t length, const char *path, struct error *error)
{
	json_t *root = parse(&body, &length, error);
	if (!root)
		return NULL;
	const json_t *at = root;
	const char *rest = path + (*path == '$');
	while (at && *rest)
		at = step(at, &rest);
	struct str text = { 0 };
	if (json_is_string(at))
		clean_cut(&text, json_string_value(at), 60, "…");
	else if (json_is_integer(at))
		str_addf(&text, "%lld", (long long)json_integer_value(at));
	json_decref(root);
	if (text.length)
		return str_take(&text);
	str_free(&text);
	error_set(error, "the answer has no text at %s", path);
	return NULL;
}

/* ---- hub-feed/1 ------------------------------------------------------------------------------------ */

struct page_body {
	json_t *root;
};

static const char *text_of(const json_t *root, const char *name, bool *good, struct error *error)
{
	const json_t *value = json_object_get(root, name);
	if (value && !json_is_null(value) && !json_is_string(value))
		*good = error_set(error, "\"%s\" is not a text", name);
	return json_string_value(value);
}

static bool read_marking(struct page_head *head, const char *text, struct error *error)
{
	if (!text || (head->marking = marking_named(text)) != MARKING_UNKNOWN)
		return true;
	struct str cleaned = { 0 };
	clean_cut(&cleaned, text, 40, "…");
	error_set(error, "the answer is marked \"%s\", which may not be held here", str_text(&cleaned));
	str_free(&cleaned);
	return false;
}

static bool read_head(struct page_head *head, const json_t *root, struct error *error)
{
	bool good = true;
	*head = (struct page_head){ .generated = INSTANT_NONE, .marking = MARKING_UNKNOWN };
	if (!json_is_object(root))
		return error_set(error, "not a hub-feed: a JSON object was expected");
	const char *feed = text_of(root, "feed", &good, error);
	if (good && !str_same(feed, "hub-feed/1"))
		return error_set(error, "not a hub-feed: \"feed\": \"hub-feed/1\" was expected");
	const char *next = text_of(root, "next", &good, error), *delta = text_of(root, "delta", &good, error);
	const char *generated = text_of(root, "generated_at", &good, error);
	const char *marking = text_of(root, "marking", &good, error);
	const json_t *complete = json_object_get(root, "complete");
	if (!good)
		return false;
	if (generated && !instant_parse(generated, &head->generated))
		return error_set(error, "\"generated_at\" is not a time with its offset, such as 2023-03-14T08:30:00Z");
	if (complete && !json_is_boolean(complete))
		return error_set(error, "\"complete\" is not true or false");
	if (!read_marking(head, marking, error))
		return false;
	head->complete = json_is_true(complete);
	head->next = mem_dup(next);
	head->delta = mem_dup(delta);
	return true;
}

bool page_head_read(struct page_head *head, const char *body, size_t length, struct error *error)
{
	struct str outside = { 0 };
	struct page whole;
	*head = (struct page_head){ .generated = INSTANT_NONE, .marking = MARKING_UNKNOWN };
	if (!looks_right(&body, &length, error) || !scan_body(body, length, &outside, error)) {
		str_free(&outside);
		return false;
	}
	json_t *root = json_loadb(str_text(&outside), outside.length, JSON_REJECT_DUPLICATES, NULL);
	bool good = root && read_head(head, root, error);
	if (!root && page_read(&whole, body, length, error)) /* for its words, and its place in the whole */
		good = error_set(error, "not JSON");
	json_decref(root);
	str_free(&outside);
	return good;
}

void page_head_free(struct page_head *head)
{
	free(head->next);
	free(head->delta);
	*head = (struct page_head){ .generated = INSTANT_NONE, .marking = MARKING_UNKNOWN };
}

static bool read_lists(struct page *page, struct error *error)
{
	const json_t *root = page->body->root, *removed = json_object_get(root, "removed");
	if (!json_is_array(json_object_get(root, "records")))
		return error_set(error, "\"records\" is not a list");
	if (removed && !json_is_array(removed))
		return error_set(error, "\"removed\" is not a list");
	page->records = json_array_size(json_object_get(root, "records"));
	return true;
}

bool page_read(struct page *page, const char *body, size_t length, struct error *error)
{
	*page = (struct page){ 0 };
	json_t *root = parse(&body, &length, error);
	if (!root)
		return false;
	page->body = mem_alloc(sizeof *page->body);
	page->body->root = root;
	if (read_head(&page->head, root, error) && read_lists(page, error))
		return true;
	page_free(page);
	return false;
}

void page_free(struct page *page)
{
	if (!page->body)
		return;
	json_decref(page->body->root);
	free(page->body);
	page_head_free(&page->head);
	*page = (struct page){ 0 };
}

/* ---- which ids this answer has given already ------------------------------------------------------- */

struct seen {
	uint64_t *slots; /* hashes; 0 empty */
	size_t count, room;
};

static bool seen_slot(struct seen *seen, uint64_t hash, size_t *slot)
{
	for (*slot = hash & (seen->room - 1); seen->slots[*slot]; *slot = (*slot + 1) & (seen->room - 1))
		if (seen->slots[*slot] == hash)
			return true;
	return false;
}

static void seen_grow(struct seen *seen)
{
	struct seen larger = { mem_array(seen->room ? 2 * seen->room : 256, sizeof(uint64_t)), seen->count,
		seen->room ? 2 * seen->room : 256 };
	for (size_t i = 0; i < seen->room; i++) {
		size_t slot;
		if (seen->slots[i] && !seen_slot(&larger, seen->slots[i], &slot))
			larger.slots[slot] = seen->slots[i];
	}
	free(seen->slots);
	*seen = larger;
}

/* True when id (with its period, if it is a point) was given before in this answer. */
static bool seen_before(struct seen *seen, const char *id, const char *period)
{
	uint64_t hash = body_hash(0, id, strlen(id) + 1);
	hash = body_hash(hash, period, strlen(period)) | 1;
	size_t slot;
	if (2 * seen->count >= seen->room)
		seen_grow(seen);
	if (seen_slot(seen, hash, &slot))
		return true;
	seen->slots[slot] = hash;
	seen->count++;
	return false;
}

/* ---- records --------------------------------------------------------------------------------------- */

void reading_start(struct reading *reading, const char *source, struct known_places places, enum marking marking,
	int most, const struct sink *sink)
{
	*reading = (struct reading){ .source = source, .places = places, .marking = marking, .most = most, .sink = sink,
		.seen = mem_alloc(sizeof *reading->seen) };
}

void reading_end(struct reading *reading)
{
	free(reading->seen->slots);
	free(reading->seen);
	reading->seen = NULL;
}

static void refuse(struct reading *reading, int index, const char *id, const struct refusal *refusal)
{
	struct str cleaned = { 0 };
	clean_cut(&cleaned, id ? id : "", 79, "…");
	reading->sink->refuse(reading->sink->context, index, str_text(&cleaned), refusal);
	str_free(&cleaned);
}

static void refuse_for(struct reading *reading, int index, const char *id, const char *field, const char *reason)
{
	struct refusal refusal = { .field = field };
	snprintf(refusal.reason, sizeof refusal.reason, "%s", reason);
	refuse(reading, index, id, &refusal);
}

/* True when the next record is one too many; says so once. */
static bool full(struct reading *reading)
{
	if (reading->index < reading->most)
		return false;
	if (reading->index == reading->most) {
		char reason[120];
		snprintf(reason, sizeof reason, "more than %d records: the rest was left out (max_records)", reading->most);
		refuse_for(reading, reading->index++, "", "", reason);
	}
	return true;
}

static bool check(struct reading *reading, struct record *record, struct refusal *refusal)
{
	bool unmarked = false;
	if (!record_check(record, reading->places.hubs ? &reading->places : NULL, reading->marking, &unmarked, refusal))
		return false;
	reading->unmarked += unmarked;
	return true;
}

static bool give(struct reading *reading, const struct record *record, int index, struct error *error)
{
	const char *id = record->value[FIELD_ID].as.text;
	bool again = seen_before(reading->seen, id, "");
	if (!reading->sink->put(reading->sink->context, record, error))
		return false;
	if (again)
		refuse_for(reading, index, id, "id", "given twice in one answer; the last one counts");
	else
		reading->taken++;
	return true;
}

static bool read_object(struct reading *reading, const json_t *object, struct error *error)
{
	struct arena arena = { 0 };
	struct record record;
	struct refusal refusal = { .field = "" };
	int index = reading->index++;
	bool good = true;
	record_start(&record, reading->source, &arena);
	if (!json_is_object(object))
		refuse_for(reading, index, "", "", "not an object; a record was expected");
	else if (record_read(&record, object, &reading->unknown_fields, &refusal) && check(reading, &record, &refusal))
		good = give(reading, &record, index, error);
	else
		refuse(reading, index, json_string_value(json_object_get(object, "id")), &refusal);
	arena_free(&arena);
	return good;
}

bool reading_page(struct reading *reading, const struct page *page, struct error *error)
{
	const json_t *root = page->body->root, *value;
	size_t i;
	if (page->head.marking != MARKING_UNKNOWN)
		reading->marking = page->head.marking;
	json_array_foreach(json_object_get(root, "records"), i, value) {
		if (full(reading))
			break;
		if (!read_object(reading, value, error))
			return false;
	}
	json_array_foreach(json_object_get(root, "removed"), i, value)
		if (json_is_string(value) && !reading->sink->remove(reading->sink->context, json_string_value(value), error))
			return false;
	return true;
}

/* ---- rows of a mapping ----------------------------------------------------------------------------- */

struct row_point {
	const char *period, *value; /* NULL: not given */
	bool wanted;                /* the mapping has a column `value` */
};

/* Which frequency a period tells: "2023-02" is a month. */
static const char *frequency(const char *period)
{
	if (strchr(period, 'W'))
		return "week";
	if (strchr(period, 'Q'))
		return "quarter";
	return strlen(period) == 4 ? "year" : strlen(period) == 7 ? "month" : "day";
}

static bool set_column(struct record *record, const char *name, const char *text, struct refusal *refusal)
{
	enum field field = strcmp(name, "hub") == 0 ? FIELD_HUBS : strcmp(name, "area") == 0 ? FIELD_AREAS : field_named(name);
	return field == FIELD_NONE || record_set_text(record, field, text, refusal);
}

static bool set_columns(struct record *record, const struct mapping_row *row, struct row_point *point,
	struct refusal *refusal)
{
	for (size_t i = 0; i < row->count; i++)
		if (strcmp(row->names[i], "value") == 0) {
			point->wanted = true;
			point->value = row->texts[i];
		}
	for (size_t i = 0; i < row->count; i++) {
		const char *name = row->names[i], *text = row->texts[i];
		if (!text || strcmp(name, "value") == 0)
			continue;
		if (point->wanted && strcmp(name, "period") == 0) {
			point->period = text;
			text = frequency(text);
		}
		if (!set_column(record, name, text, refusal))
			return false;
	}
	return true;
}

static bool point_value(const struct row_point *point, double *value, struct refusal *refusal)
{
	day_t first, last;
	char *end = NULL;
	refusal->field = point->value ? "period" : "value";
	if (point->value && point->period && period_parse(point->period, &first, &last)) {
		*value = strtod(point->value, &end);
		if (end != point->value && !*end && isfinite(*value))
			return true;
		refusal->field = "value";
	}
	snprintf(refusal->reason, sizeof refusal->reason, "a point needs a period such as 2023-02 and a number");
	return false;
}

static bool give_point(struct reading *reading, const struct record *record, const struct row_point *point, double value,
	int index, struct error *error)
{
	const char *id = record->value[FIELD_ID].as.text;
	bool again = seen_before(reading->seen, id, point->period);
	if (!reading->sink->point(reading->sink->context, record, point->period, value, error))
		return false;
	if (again)
		refuse_for(reading, index, id, "period", "given twice in one answer; the last one counts");
	else
		reading->taken++;
	return true;
}

bool reading_row(struct reading *reading, const struct mapping_row *row, struct error *error)
{
	struct arena arena = { 0 };
	struct record record;
	struct refusal refusal = { .field = "" };
	struct row_point point = { 0 };
	double value = 0;
	bool good = true;
	if (full(reading))
		return true;
	int index = reading->index++;
	record_start(&record, reading->source, &arena);
	bool fits = set_columns(&record, row, &point, &refusal) && check(reading, &record, &refusal) &&
		(!point.wanted || point_value(&point, &value, &refusal));
	if (!fits)
		refuse(reading, index, record.value[FIELD_ID].set ? record.value[FIELD_ID].as.text : "", &refusal);
	else if (point.wanted)
		good = give_point(reading, &record, &point, value, index, error);
	else
		good = give(reading, &record, index, error);
	arena_free(&arena);
	return good;
}
