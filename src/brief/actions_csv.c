/* actions.csv: see actions_csv.h. Called by meeting.c when a briefing is closed, and after a purge. */
#include "hubbrief/actions_csv.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "hubbrief/csv.h"
#include "hubbrief/files.h"
#include "hubbrief/mem.h"

static const struct { const char *name; enum csv_kind kind; } columns[] = {
	{ "id", CSV_ID }, { "title", CSV_TEXT }, { "owner", CSV_TEXT }, { "due", CSV_TEXT }, { "status", CSV_TEXT },
	{ "hubs", CSV_TEXT }, { "areas", CSV_TEXT }, { "raised", CSV_TEXT }, { "refs", CSV_ID }, { "marking", CSV_TEXT },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void add_value(const json_t *value, enum csv_kind kind, struct str *out)
{
	struct str cell = { 0 };
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *item = json_string_value(json_array_get(value, i));
		str_addf(&cell, "%s%s", i ? ";" : "", item ? item : "");
	}
	if (json_is_string(value))
		str_add(&cell, json_string_value(value));
	csv_cell(str_text(&cell), kind, out);
	str_free(&cell);
}

static bool add_line(void *context, const char *id, const char *json)
{
	struct str *out = context;
	json_t *record = json_loads(json, 0, NULL);
	(void)id;
	for (size_t i = 0; record && i < COLUMNS; i++) {
		str_add(out, i ? "," : "");
		add_value(json_object_get(record, columns[i].name), columns[i].kind, out);
	}
	if (record)
		str_add(out, CSV_END);
	json_decref(record);
	return true;
}

bool actions_csv(struct state *state, struct str *out)
{
	for (size_t i = 0; i < COLUMNS; i++)
		str_addf(out, "%s%s", i ? "," : "", columns[i].name);
	str_add(out, CSV_END);
	return state_room_each(state, add_line, out);
}

static char *path_of(struct state *state)
{
	char *folder = state_folder(state), *path = mem_printf("%s/actions.csv", folder);

	free(folder);
	return path;
}

static bool write_to(const char *path, struct state *state, struct error *error)
{
	struct str text = { 0 };

	str_add(&text, CSV_MARK);
	bool fine = actions_csv(state, &text) ? file_write(path, str_text(&text), text.length, error)
		: error_set(error, "The actions could not be read.");
	str_free(&text);
	return fine;
}

bool actions_csv_renew(struct state *state, struct error *error)
{
	char *path = path_of(state);
	bool fine = access(path, F_OK) != 0 || write_to(path, state, error);

	free(path);
	return fine;
}

bool actions_csv_write(struct state *state, struct error *error)
{
	struct error cause = { "" };
	char *path = path_of(state);
	bool fine = write_to(path, state, &cause) || error_set(error, "%s The briefing is not closed.", cause.text);

	free(path);
	return fine;
}
