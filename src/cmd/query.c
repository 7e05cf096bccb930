/* `hubbrief query FILTER`: the records that match, as a table, CSV or JSON. Reads the store within the
 * profile; asks no source. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "hubbrief/brief.h"
#include "hubbrief/clean.h"
#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/listing.h"

enum { DUMP = JSON_REAL_PRECISION(15) };

struct query {
	struct arena arena;
	struct config *config;
	struct store *store;
	struct moment moment;
	struct filter *filter;
	struct words columns;   /* empty: the format's own */
	json_t *objects;
	enum marking marking;   /* the highest of what is given out */
	bool demo;
};

typedef void write_function(const struct query *query, struct str *out);

/* ---- what is asked ------------------------------------------------------------------------------ */

/* The filter with a caret under the place where it went wrong. */
static int bad_filter(const char *text, const struct filter_error *error)
{
	struct str shown = { 0 };
	clean_add(&shown, text, strlen(text));
	cmd_fail(EXIT_USAGE, "the filter cannot be read at column %d: %s", error->column, error->text);
	fprintf(stderr, "  %s\n  %*s\n", str_text(&shown), error->column, "^");
	str_free(&shown);
	return EXIT_USAGE;
}

static int read_filter(struct query *query, const struct options *options, int argc, char **argv)
{
	struct known_places places = config_places(query->config);
	struct filter_error error = { 0 };
	struct str text = { 0 };
	for (int i = 1; i < argc; i++)
		str_addf(&text, "%s%s", i > 1 ? " " : "", argv[i]);
	query->filter = filter_parse(&query->arena, str_text(&text), &places, &error);
	int code = query->filter ? EXIT_OK : bad_filter(str_text(&text), &error);
	str_free(&text);
	if (query->filter && options->hub)
		query->filter = filter_and(&query->arena, query->filter, filter_word(&query->arena, BY_HUB, options->hub));
	if (query->filter && options->area)
		query->filter = filter_and(&query->arena, query->filter, filter_word(&query->arena, BY_AREA, options->area));
	return code;
}

static int read_columns(struct query *query, const char *list)
{
	size_t most = strlen(list) + 1;
	query->columns.at = arena_alloc(&query->arena, most * sizeof *query->columns.at);
	for (const char *at = list; *at; at += *at == ',') {
		size_t length = strcspn(at, ",");
		const char *name = arena_dupn(&query->arena, at, length);
		const char *column = listing_column(name), *near = column ? NULL : listing_nearest(name);
		if (!column)
			return cmd_fail(EXIT_USAGE, "--columns: there is no column \"%s\"%s%s%s.", name,
				near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
		query->columns.at[query->columns.count++] = column;
		at += length;
	}
	return query->columns.count ? EXIT_OK : cmd_fail(EXIT_USAGE, "--columns needs names separated by commas.");
}

/* The one hub or area that every match stands in, by --hub and --area (which the filter now holds) or by a
 * term of the filter itself; NULL when the filter leaves it open. */
static const char *place_in(const struct filter *filter, enum filter_field field)
{
	if (filter->op == FILTER_AND) {
		const char *left = place_in(filter->left, field);
		return left ? left : place_in(filter->right, field);
	}
	return filter->op == FILTER_WORD && filter->field == field && filter->word_count == 1 ? filter->words[0] : NULL;
}

/* What the profile keeps back in the place that is asked about; among the matches, a count would tell too much. */
static int64_t withheld(const struct query *query)
{
	const char *hub = place_in(query->filter, BY_HUB), *area = place_in(query->filter, BY_AREA);
	int hub_bit = hub ? store_hub_bit(query->store, hub) : -1;
	int area_bit = area ? store_area_bit(query->store, area) : -1;
	bool countywide = hub && !strcmp(hub, "countywide");
	if ((hub && hub_bit < 0 && !countywide) || (area && area_bit < 0))
		return 0; /* nothing has come from there yet */
	return store_withheld(query->store, &query->moment, hub_bit, area_bit);
}

/* ---- answers ------------------------------------------------------------------------------------ */

static bool take_row(void *context, const struct row *row)
{
	struct query *query = context;
	struct arena arena = { 0 };
	struct record record;
	struct row again = { 0 };
	if (store_record(query->store, &query->moment, row->n, &arena, &record, &again)) {
		json_array_append_new(query->objects, listing_object(row, &record, &query->moment, query->config));
		if (row->marking > query->marking)
			query->marking = row->marking;
		query->demo |= row->demo;
		row_clear(&again);
	}
	arena_free(&arena);
	return true;
}

static const struct words *columns_or(const struct query *query, const char *const *own, size_t count,
	struct words *room)
{
	room->at = (const char **)(uintptr_t)own;
	room->count = count;
	return query->columns.count ? &query->columns : room;
}

static void write_table(const struct query *query, struct str *out)
{
	static const char *const own[] = { "id", "kind", "hubs", "owner", "due", "flags", "title" };
	struct words room;
	struct winsize size = { 0 };
	char day[DATE_TEXT], clock[DATE_TEXT];
	const char *marking = marking_text(query->marking);
	if (isatty(STDOUT_FILENO))
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	str_addf(out, "%s  ", marking);
	plural((int)json_array_size(query->objects), "record", "records", out);
	str_addf(out, ", %s%s %s%s\n", query->moment.past == PAST_NOT ? "" : "as of ", day_long(day, query->moment.today),
		instant_clock(clock, query->moment.now),
		query->demo ? "  DEMO, NOT REAL" : "");
	listing_table(query->objects, columns_or(query, own, sizeof own / sizeof *own, &room), size.ws_col, out);
	str_addf(out, "%s\n", marking);
}

static void write_csv(const struct query *query, struct str *out)
{
	static const char *const own[] = { "id", "source", "kind", "title", "hubs", "areas", "status", "rating", "owner",
		"due", "due_in_days", "flags", "updated", "marking" };
	struct words room;
	listing_csv(query->objects, columns_or(query, own, sizeof own / sizeof *own, &room), out);
}

static void add_dump(json_t *value, size_t flags, struct str *out)
{
	char *text = json_dumps(value, flags | DUMP);
	str_add(out, text ? text : "");
	str_addc(out, '\n');
	free(text);
}

static json_t *picked(const struct query *query, size_t i)
{
	json_t *object = json_array_get(query->objects, i);
	return query->columns.count ? listing_pick(object, &query->columns) : json_incref(object);
}

static void write_ndjson(const struct query *query, struct str *out)
{
	for (size_t i = 0; i < json_array_size(query->objects); i++) {
		json_t *object = picked(query, i);
		add_dump(object, JSON_COMPACT, out);
		json_decref(object);
	}
}

static void write_json(const struct query *query, struct str *out)
{
	char as_of[DATE_TEXT];
	json_t *records = json_array(), *root = json_object();
	for (size_t i = 0; i < json_array_size(query->objects); i++)
		json_array_append_new(records, picked(query, i));
	json_object_set_new(root, "as_of", json_string(instant_iso(as_of, query->moment.now)));
	if (query->moment.past != PAST_NOT)
		json_object_set_new(root, "rewound", json_true());
	json_object_set_new(root, "marking", json_string(marking_text(query->marking)));
	json_object_set_new(root, "profile", json_string(profile_text(query->moment.profile)));
	if (query->moment.profile != PROFILE_PUBLIC)
		json_object_set_new(root, "withheld", json_integer(withheld(query)));
	json_object_set_new(root, "records", records);
	add_dump(root, JSON_INDENT(2), out);
	json_decref(root);
}

/* ---- the command -------------------------------------------------------------------------------- */

static const struct format { const char *name; write_function *write; } formats[] = {
	{ "table", write_table }, { "csv", write_csv }, { "json", write_json }, { "ndjson", write_ndjson },
};

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (!strcmp(name, formats[i].name))
			return &formats[i];
	return NULL;
}

static int run(struct query *query, const struct format *format)
{
	struct error error = { 0 };
	struct str out = { 0 };
	query->objects = json_array();
	if (!store_each(query->store, &query->moment, query->filter, NULL, take_row, query, &error))
		return cmd_fail(EXIT_STORE, "%s", error.text);
	format->write(query, &out);
	fwrite(str_text(&out), 1, out.length, stdout);
	str_free(&out);
	return cmd_flush(json_array_size(query->objects) ? EXIT_OK : EXIT_NO);
}

static int ask(struct query *query, const struct options *options, const struct format *format, const char *columns,
	int argc, char **argv)
{
	int hub, area, code = cmd_config(options, &query->config);
	if (!code)
		code = cmd_places(options, query->config, &hub, &area); /* only whether there are such */
	if (!code)
		code = read_filter(query, options, argc, argv);
	if (!code && columns)
		code = read_columns(query, columns);
	if (!code)
		code = cmd_store(options, &query->store);
	if (code)
		return code;
	query->moment = cmd_moment(options, query->config, query->store, hub);
	return run(query, format);
}

int cmd_query(const struct options *options, int argc, char **argv)
{
	const char *name = "table", *columns = NULL;
	const struct option_row rows[] = { { "format", "table|csv|json|ndjson", "", &name, NULL },
		{ "columns", "LIST", "", &columns, NULL } };
	if (!cmd_take_options(rows, sizeof rows / sizeof *rows, false, &argc, argv))
		return EXIT_USAGE;
	const struct format *format = format_named(name);
	if (!format)
		return cmd_fail(EXIT_USAGE, "--format %s: expected table, csv, json or ndjson.", name);
	if (argc < 2)
		return cmd_fail(EXIT_USAGE, "query needs a filter, such as `hubbrief query overdue`; '' matches every record.");
	struct query query = { 0 };
	int code = ask(&query, options, format, columns, argc, argv);
	json_decref(query.objects);
	if (query.store)
		store_close(query.store);
	if (query.config)
		config_free(query.config);
	arena_free(&query.arena);
	return code;
}
