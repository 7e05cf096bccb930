/* A small partnership and a records.db to fill: see stores.h. */
#include "harness/stores.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "hubbrief/record_json.h"
#include "hubbrief/store_inside.h"

static struct hub hubs[] = { { .id = "craven" }, { .id = "harrogate" }, { .id = "ryedale" }, { .id = "selby" } };
static struct area areas[] = { { .id = "hubs" }, { .id = "vawg" }, { .id = "cohesion" } };
static struct source sources[] = { { .id = "partners" }, { .id = "crime" } };
static const char *const rules[] = { "kind:action overdue", "kind:action due<-7d open", "kind:measure worse", "strand:race",
	"kind:incident -strand:race" };
enum { RULES = sizeof rules / sizeof *rules };
static struct rating_rule ratings[RULES];

const struct filter *stores_filter(struct stores *stores, const char *text)
{
	struct filter_error error;
	struct filter *filter = filter_parse(&stores->arena, text, NULL, &error);
	if (!filter)
		fail_msg("%s: %s", text, error.text);
	return filter;
}

static void configure(struct stores *stores)
{
	struct config *config = &stores->config;
	config->hubs = hubs;
	config->hub_count = sizeof hubs / sizeof *hubs;
	config->areas = areas;
	config->area_count = sizeof areas / sizeof *areas;
	config->sources = sources;
	config->source_count = sizeof sources / sizeof *sources;
	config->ratings = ratings;
	config->rating_count = RULES;
	for (int i = 0; i < RULES; i++) {
		struct filter_error error;
		ratings[i] = (struct rating_rule){ .text = rules[i], .at_least = 1, .rate = 'A',
			.when = filter_parse(&stores->arena, rules[i], NULL, &error) };
	}
}

static void apply(struct stores *stores)
{
	struct error error = { "" };
	if (!keeper_configure(stores->keeper, &stores->config, &error))
		fail_msg("%s", error.text);
}

char *stores_reopen(struct stores *stores)
{
	struct error error = { "" };
	char *notice = NULL;
	keeper_close(stores->keeper);
	stores->keeper = keeper_open(stores->path, &notice, &error);
	if (!stores->keeper)
		fail_msg("%s", error.text);
	apply(stores);
	stores->request = keeper_request(stores->keeper, "partners", "", "");
	assert_true(stores->request > 0);
	return notice;
}

void stores_start(struct stores *stores)
{
	static int made;
	*stores = (struct stores){ .at = STORES_NOW - 86400 };
	stores->path = mem_printf("%s/records-%d.db", folder_path(), ++made);
	configure(stores);
	assert_null(stores_reopen(stores));
}

void stores_keep(struct stores *stores, enum retention what, int days)
{
	stores->config.keep[what] = days;
	apply(stores);
}

void stores_end(struct stores *stores)
{
	store_close(stores->store);
	keeper_close(stores->keeper);
	arena_free(&stores->arena);
	free(stores->path);
}

int stores_setup(void **stores)
{
	stores_start(*stores);
	return 0;
}

int stores_teardown(void **stores)
{
	stores_end(*stores);
	return 0;
}

void stores_open(struct stores *stores)
{
	struct error error = { "" };
	bool missing;
	if (stores->store) {
		store_refresh(stores->store);
		return;
	}
	stores->store = store_open(stores->path, &missing, &error);
	if (!stores->store)
		fail_msg("%s", error.text);
	assert_false(missing);
}

int64_t stores_ask(struct stores *stores, const char *sql)
{
	stores_open(stores);
	return db_number(stores->store->db, sql, -1);
}

static json_t *parse(const char *json)
{
	char *text = mem_dup(json);
	json_error_t error;
	for (char *c = text; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	json_t *value = json_loads(text, 0, &error);
	if (!value)
		fail_msg("%s: %s", text, error.text);
	free(text);
	return value;
}

static void fill_in(json_t *object, const char *name, const char *text)
{
	if (!json_object_get(object, name))
		json_object_set_new(object, name, json_string(text));
}

static void read_object(const char *source, json_t *object, struct arena *arena, struct record *record)
{
	struct refusal refusal = { .field = "" };
	int unknown = 0;
	bool faulted;
	fill_in(object, "updated", "2023-01-05T12:00:00Z");
	fill_in(object, "title", "A title");
	fill_in(object, "marking", "OFFICIAL");
	record_start(record, source, arena);
	if (!record_read(record, object, &unknown, &refusal) ||
		!record_check(record, NULL, MARKING_OFFICIAL, &faulted, &refusal))
		fail_msg("%s: %s %s", json_string_value(json_object_get(object, "id")), refusal.field, refusal.reason);
}

void stores_read(const char *source, const char *json, struct arena *arena, struct record *record)
{
	json_t *object = parse(json);
	read_object(source, object, arena, record);
	json_decref(object);
}

static void answer(struct stores *stores, const char *source, int64_t request, const char *json, bool complete)
{
	json_t *records = parse(json), *object;
	size_t i;
	struct error error = { "" };
	struct answer given = { .request = request ? request : stores->request, .received = stores->at, .made = INSTANT_NONE,
		.complete = complete, .status = 200, .expect = { CADENCE_DAYS, 1000 } };
	bool fine = keeper_begin(stores->keeper, &given, &error);
	json_array_foreach(records, i, object) {
		struct arena arena = { 0 };
		struct record record;
		read_object(source, object, &arena, &record);
		fine = fine && keeper_put(stores->keeper, &record, &error);
		arena_free(&arena);
	}
	if (!fine || !keeper_commit(stores->keeper, &stores->sequence, &error))
		fail_msg("%s", error.text);
	stores->at += 3600;
	json_decref(records);
}

void stores_answer(struct stores *stores, int64_t request, const char *json)
{
	answer(stores, "partners", request, json, true);
}

void stores_crime(struct stores *stores, const char *json)
{
	answer(stores, "crime", keeper_request(stores->keeper, "crime", "", ""), json, true);
}

void stores_delta(struct stores *stores, const char *json)
{
	answer(stores, "partners", 0, json, false);
}

struct moment stores_moment(enum profile profile)
{
	return moment_at(STORES_NOW, profile);
}

static bool add_id(void *context, const struct row *row)
{
	struct str *out = context;
	if (out->length)
		str_addc(out, ' ');
	str_add(out, row->id);
	return true;
}

char *stores_ids(struct stores *stores, enum profile profile, const char *filter, const char *sort)
{
	struct moment moment = stores_moment(profile);
	struct error error = { "" };
	struct str out = { 0 };
	stores_open(stores);
	if (!store_each(stores->store, &moment, stores_filter(stores, filter), sort, add_id, &out, &error))
		fail_msg("%s", error.text);
	return str_take(&out);
}

void stores_expect(struct stores *stores, enum profile profile, const char *filter, const char *ids)
{
	char *found = stores_ids(stores, profile, filter, NULL);
	struct moment moment = stores_moment(profile);
	int64_t count = *ids != '\0';
	for (const char *c = ids; *c; c++)
		count += *c == ' ';
	if (strcmp(found, ids) != 0)
		fail_msg("%s as %s gave: %s", filter, profile_text(profile), found);
	assert_int_equal(store_count(stores->store, &moment, stores_filter(stores, filter)), count);
	free(found);
}
