/* Records as JSON objects, tables and CSV for `query`. Called by cmd/query.c and report/json.c; writes into the
 * caller's text, never to the terminal. Everything that comes from outside is cleaned again here (design.md §11). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/brief.h"
#include "hubbrief/clean.h"
#include "hubbrief/csv.h"
#include "hubbrief/listing.h"
#include "hubbrief/mem.h"
#include "hubbrief/record_json.h"

enum { CELL_MOST = 40, GAP = 2 };

/* The members of an object beside `data`, in their order. */
static const char *const members[] = { "id", "source", "kind", "title", "hubs", "areas", "status", "rating", "why",
	"owner", "due", "due_in_days", "flags", "change", "updated", "marking", "data" };
enum { MEMBERS = sizeof members / sizeof *members };

/* ---- one record --------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *words_array(const struct value *value)
{
	json_t *array = json_array();
	for (size_t i = 0; value->set && i < value->as.words.count; i++)
		json_array_append_new(array, json_string(value->as.words.at[i]));
	return array;
}

static json_t *due_text(const struct row *row)
{
	static const size_t lengths[] = { [PRECISION_DAY] = 10, [PRECISION_MONTH] = 7, [PRECISION_YEAR] = 4 };
	char day[DATE_TEXT];
	return row->due == DAY_NONE ? json_null() : json_stringn(day_iso(day, row->due), lengths[row->due_precision]);
}

static json_t *updated_text(const struct row *row)
{
	char at[DATE_TEXT];
	return row->updated == INSTANT_NONE ? json_null() : json_string(instant_iso(at, row->updated));
}

static json_t *flag_words(uint32_t flags)
{
	json_t *array = json_array();
	for (int i = 0; i < FLAG_COUNT; i++)
		if (flags >> i & 1)
			json_array_append_new(array, json_string(flag_table[i].word));
	return array;
}

static json_t *rating_text(char rating)
{
	return rating == '-' || !rating ? json_null() : json_stringn(&rating, 1);
}

static json_t *why_text(const struct row *row, const struct moment *moment, const struct config *config)
{
	struct str why = { 0 };
	brief_why_row(row, moment, config, &why);
	json_t *text = text_or_null(str_text(&why));
	str_free(&why);
	return text;
}

/* Every set field that has no member of its own. Only the team sees the numbers that rule 8 hides. */
static json_t *data_of(const struct record *record, const struct moment *moment)
{
	struct derived derived;
	record_derive(record, &derived);
	json_t *data = record_write(record, &derived, moment->profile != PROFILE_TEAM);
	for (size_t i = 0; i < MEMBERS; i++)
		json_object_del(data, members[i]);
	return data;
}

json_t *listing_object(const struct row *row, const struct record *record, const struct moment *moment,
	const struct config *config)
{
	json_t *due_in = row->due == DAY_NONE ? json_null() : json_integer(days_left(row->due, moment->today));
	json_t *values[MEMBERS] = {
		json_string(row->id), json_string(row->source), json_string(kind_table[row->kind].word),
		json_string(row->title),
		words_array(&record->value[FIELD_HUBS]), words_array(&record->value[FIELD_AREAS]), text_or_null(row->status),
		rating_text(row->rating), why_text(row, moment, config), text_or_null(row->owner), due_text(row), due_in,
		flag_words(row->flags), json_null(), updated_text(row), json_string(marking_text(row->marking)),
		data_of(record, moment),
	};
	json_t *object = json_object();
	for (size_t i = 0; i < MEMBERS; i++)
		json_object_set_new(object, members[i], values[i]);
	return object;
}

/* ---- columns ------------------------------------------------------------------------------------ */

const char *listing_column(const char *name)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (!strcmp(name, members[i]))
			return members[i];
	enum field field = field_named(name);
	return field == FIELD_NONE ? NULL : field_table[field].name;
}

const char *listing_nearest(const char *name)
{
	const char *names[MEMBERS + FIELD_COUNT];
	for (size_t i = 0; i < MEMBERS; i++)
		names[i] = members[i];
	for (size_t i = 0; i < FIELD_COUNT; i++)
		names[MEMBERS + i] = field_table[i].name;
	return str_nearest(name, names, MEMBERS + FIELD_COUNT);
}

static json_t *value_of(const json_t *object, const char *column)
{
	json_t *own = json_object_get(object, column);
	return own ? own : json_object_get(json_object_get(object, "data"), column);
}

json_t *listing_pick(const json_t *object, const struct words *columns)
{
	json_t *picked = json_object();
	for (size_t i = 0; i < columns->count; i++) {
		json_t *value = value_of(object, columns->at[i]);
		json_object_set(picked, columns->at[i], value ? value : json_null());
	}
	return picked;
}

static bool all_strings(const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!json_is_string(json_array_get(array, i)))
			return false;
	return true;
}

static void add_list(const json_t *array, const char *between, struct str *out)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *word = json_array_get(array, i);
		str_add(out, i ? between : "");
		clean_add(out, json_string_value(word), json_string_length(word));
	}
}

static void add_structure(const json_t *value, struct str *out)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	if (text)
		clean_add(out, text, strlen(text));
	free(text);
}

void listing_cell(const json_t *object, const char *column, const char *between, struct str *out)
{
	const json_t *value = value_of(object, column);
	if (json_is_string(value))
		clean_add(out, json_string_value(value), json_string_length(value));
	else if (json_is_array(value) && all_strings(value))
		add_list(value, between, out);
	else if (value && !json_is_null(value))
		add_structure(value, out);
}

/* ---- table -------------------------------------------------------------------------------------- */

static void heading(const char *column, struct str *out)
{
	for (; *column; column++)
		str_addc(out, (char)(*column == '_' ? ' ' : *column >= 'a' && *column <= 'z' ? *column - 32 : *column));
}

/* Row 0 is the heading, row n the n-th object. */
static void table_cell(const json_t *objects, size_t row, const char *column, struct str *out)
{
	str_reset(out);
	if (row)
		listing_cell(json_array_get(objects, row - 1), column, ",", out);
	else
		heading(column, out);
}

static int column_width(const json_t *objects, const char *column, struct str *cell)
{
	int width = 0;
	for (size_t row = 0; row <= json_array_size(objects); row++) {
		table_cell(objects, row, column, cell);
		int columns = clean_columns(str_text(cell));
		if (columns > width)
			width = columns;
	}
	return width > CELL_MOST ? CELL_MOST : width;
}

static void trim_end(struct str *out)
{
	while (out->length && out->at[out->length - 1] == ' ')
		out->at[--out->length] = '\0';
}

static void table_row(const json_t *objects, size_t row, const struct words *columns, const int *widths, int width,
	struct str *cell, struct str *out)
{
	int at = 0;
	for (size_t i = 0; i < columns->count; i++) {
		bool last = i + 1 == columns->count;
		table_cell(objects, row, columns->at[i], cell);
		if (last && !width) {
			str_add(out, str_text(cell));
		} else {
			int room = last ? width - at : widths[i];
			size_t before = out->length;
			clean_cut(out, str_text(cell), room > 0 ? room : 1, "~");
			str_pad(out, last ? 0 : widths[i] + GAP - clean_columns(str_text(out) + before));
			at += widths[i] + GAP;
		}
	}
	trim_end(out);
	str_addc(out, '\n');
}

void listing_table(const json_t *objects, const struct words *columns, int width, struct str *out)
{
	struct str cell = { 0 };
	int *widths = mem_array(columns->count, sizeof *widths);
	for (size_t i = 0; i < columns->count; i++)
		widths[i] = column_width(objects, columns->at[i], &cell);
	for (size_t row = 0; row <= json_array_size(objects); row++)
		table_row(objects, row, columns, widths, width, &cell, out);
	free(widths);
	str_free(&cell);
}

/* ---- CSV ---------------------------------------------------------------------------------------- */

static enum csv_kind csv_kind_of(const char *column, const json_t *value)
{
	return json_is_number(value) ? CSV_NUMBER : strcmp(column, "id") && strcmp(column, "refs") ? CSV_TEXT : CSV_ID;
}

void listing_csv(const json_t *objects, const struct words *columns, struct str *out)
{
	struct str cell = { 0 };
	for (size_t i = 0; i < columns->count; i++)
		str_addf(out, "%s%s", i ? "," : "", columns->at[i]);
	str_add(out, CSV_END);
	for (size_t row = 0; row < json_array_size(objects); row++) {
		const json_t *object = json_array_get(objects, row);
		for (size_t i = 0; i < columns->count; i++) {
			str_reset(&cell);
			listing_cell(object, columns->at[i], ";", &cell);
			str_add(out, i ? "," : "");
			csv_cell(str_text(&cell), csv_kind_of(columns->at[i], value_of(object, columns->at[i])), out);
		}
		str_add(out, CSV_END);
	}
	str_free(&cell);
}
