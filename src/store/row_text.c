/* A record as text, straight into a buffer, because every record of every answer is written so: the JSON that the
 * store keeps and compares (the same members as record_write gives), and what the search index holds. Called by put.c
 * and points.c, in the feeder. */
#include <math.h>

#include "hubbrief/keeper_inside.h"

static void add_string(struct str *out, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	const char *plain = text;
	str_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		char escape[] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };
		str_addn(out, plain, (size_t)(text - plain));
		str_addn(out, escape, sizeof escape);
		plain = text + 1;
	}
	str_addn(out, plain, (size_t)(text - plain));
	str_addc(out, '"');
}

static void add_words(struct str *out, const struct words *words)
{
	str_addc(out, '[');
	for (size_t i = 0; i < words->count; i++) {
		str_add(out, i ? "," : "");
		add_string(out, words->at[i]);
	}
	str_addc(out, ']');
}

static void add_day(struct str *out, const struct value *value)
{
	static const size_t shown[] = { [PRECISION_DAY] = 10, [PRECISION_MONTH] = 7, [PRECISION_YEAR] = 4 };
	char text[DATE_TEXT];
	str_addc(out, '"');
	str_addn(out, day_iso(text, value->as.day), shown[value->precision]);
	str_addc(out, '"');
}

static void add_real(struct str *out, double real)
{
	if (floor(real) == real && fabs(real) < 1e15)
		str_addf(out, "%lld", (long long)real);
	else
		str_addf(out, "%.17g", real);
}

static void add_value(struct str *out, enum field_type type, const struct value *value)
{
	char text[DATE_TEXT];
	switch (type) {
	case TYPE_TEXT: case TYPE_WORD: case TYPE_ENUM: add_string(out, value->as.text); break;
	case TYPE_WORDS: case TYPE_HUBS: case TYPE_AREAS: add_words(out, &value->as.words); break;
	case TYPE_DAY: add_day(out, value); break;
	case TYPE_INSTANT: add_string(out, instant_iso(text, value->as.instant)); break;
	case TYPE_INTEGER: str_addf(out, "%lld", (long long)value->as.integer); break;
	case TYPE_REAL: add_real(out, value->as.real); break;
	case TYPE_FLAG: str_add(out, value->as.integer ? "true" : "false"); break;
	case TYPE_JSON: str_add(out, value->as.text); break; /* canonical already */
	}
}

void row_json(const struct record *record, struct str *out)
{
	str_addc(out, '{');
	for (int field = 0; field < FIELD_COUNT; field++) {
		const struct value *value = &record->value[field];
		if (!value->set)
			continue;
		str_add(out, out->length > 1 ? ",\"" : "\"");
		str_add(out, field_table[field].name);
		str_add(out, "\":");
		add_value(out, field_table[field].type, value);
	}
	str_addc(out, '}');
}

/* ---- the search index -------------------------------------------------------------------------- */

void row_list(const struct value *value, struct str *out)
{
	for (size_t i = 0; value->set && i < value->as.words.count; i++) {
		str_add(out, i ? "" : ",");
		str_add(out, value->as.words.at[i]);
		str_addc(out, ',');
	}
}

static void add_texts(const struct record *record, const enum field *fields, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		str_addc(out, ' ');
		if (field_table[fields[i]].type == TYPE_WORDS)
			row_list(&record->value[fields[i]], out);
		else
			str_add(out, record_text(record, fields[i]));
	}
}

static void add_word(struct str *out, const char *name, const char *word)
{
	str_addc(out, ' ');
	str_add(out, name);
	str_add(out, word);
}

/* "ownernyp": see gather.c. */
static void add_named(const struct record *record, struct str *out)
{
	static const enum field fields[] = { FIELD_STATUS, FIELD_OWNER, FIELD_CATEGORY, FIELD_SEVERITY, FIELD_RISK, FIELD_STAGE,
		FIELD_TYPE, FIELD_BODY };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (record->value[fields[i]].set)
			add_word(out, field_table[fields[i]].name, record_text(record, fields[i]));
	const struct words *tags = &record->value[FIELD_TAGS].as.words, *strands = &record->value[FIELD_STRAND].as.words;
	for (size_t i = 0; record->value[FIELD_TAGS].set && i < tags->count; i++)
		add_word(out, "tag", tags->at[i]);
	for (size_t i = 0; record->value[FIELD_STRAND].set && i < strands->count; i++)
		add_word(out, "strand", strands->at[i]);
}

void row_search(const struct record *record, const struct derived *derived, struct str texts[SEARCH_TEXTS])
{
	static const enum field full[] = { FIELD_ID, FIELD_TITLE, FIELD_PLACE, FIELD_OWNER, FIELD_OFFICE, FIELD_TAGS,
		FIELD_STRAND, FIELD_NOTE };
	static const enum field safe[] = { FIELD_ID, FIELD_OWNER, FIELD_OFFICE, FIELD_TAGS };
	add_texts(record, full, sizeof full / sizeof *full, &texts[0]);
	if (derived->share_safe) {
		str_add(&texts[1], derived->safe_title);
		add_texts(record, safe, sizeof safe / sizeof *safe, &texts[1]);
	}
	add_named(record, &texts[2]);
}
