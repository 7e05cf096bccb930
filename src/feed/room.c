/* The local source "room": actions taken in the room, whose truth is state.db, stored as the answer of one request so
 * that they stand in every list, count, search and export. A feed that reports one takes it over: by then it is left
 * out here. Called by feeder.c and jobs.c; runs in the feeder, which only reads state.db. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/feeding.h"
#include "hubbrief/state.h"
#include "hubbrief/wire.h"

enum { ROOM_MOST = 10000 };

static bool put(void *context, const struct record *record, struct error *error)
{
	return keeper_put(context, record, error);
}

static bool put_point(void *context, const struct record *record, const char *period, double value, struct error *error)
{
	return keeper_point(context, record, period, value, error);
}

static void put_refusal(void *context, int index, const char *id, const struct refusal *refusal)
{
	keeper_refuse(context, index, id, refusal);
}

static bool put_removal(void *context, const char *id, struct error *error)
{
	return keeper_remove(context, id, error);
}

/* ---- joining ----------------------------------------------------------------------------------- */

static bool is_joined(const struct room *room, const char *id)
{
	for (size_t i = 0; i < room->joined_count; i++)
		if (strcmp(room->joined[i], id) == 0)
			return true;
	return false;
}

/* Every "R-12" that a feed's action holds: as its id, in its refs or its tags. */
static void take_names(void *context, const char *json)
{
	struct room *room = context;
	for (const char *at = json; (at = strstr(at, "\"R-"));) {
		size_t length = strcspn(++at, "\"");
		if (strspn(at + 2, "0123456789") + 2 != length || length < 3)
			continue;
		char *id = mem_dupn(at, length);
		if (is_joined(room, id)) {
			free(id);
			continue;
		}
		room->joined = mem_grow(room->joined, room->joined_count + 1, sizeof *room->joined);
		room->joined[room->joined_count++] = id;
	}
}

/* ---- storing ----------------------------------------------------------------------------------- */

struct body {
	const struct room *room;
	struct str text;
	size_t count;
};

static bool add_record(void *context, const char *id, const char *json)
{
	struct body *body = context;
	if (is_joined(body->room, id))
		return true;
	str_addf(&body->text, "%s%s", body->count++ ? "," : "", json);
	return true;
}

static bool store(struct feeder *feeder, const struct str *text, const char *hash, int64_t *sequence,
	struct error *error)
{
	struct keeper *keeper = feeder->keeper;
	struct sink sink = { put, put_point, put_refusal, put_removal, keeper };
	struct answer answer = { .request = keeper_request(keeper, ROOM_SOURCE, "", ""),
		.received = clock_now(&feeder->options->clock), .made = INSTANT_NONE, .complete = true, .hash = hash, .status = 200 };
	struct reading reading;
	struct page page;
	if (!page_read(&page, text->at, text->length, error))
		return false;
	bool good = keeper_begin(keeper, &answer, error);
	if (good) {
		reading_start(&reading, ROOM_SOURCE, config_places(feeder->config), MARKING_SENSITIVE, ROOM_MOST, &sink);
		good = reading_page(&reading, &page, error);
		reading_end(&reading);
		if (good)
			good = keeper_commit(keeper, sequence, error);
		else
			keeper_abandon(keeper);
	}
	page_free(&page);
	return good;
}

static bool read_state(struct feeder *feeder, struct body *body, struct error *error)
{
	struct state *state = state_open_reader(feeder->options->state, error);
	bool good = state ? state_room_each(state, add_record, body) : !error->text[0];
	state_close(state);
	return good;
}

/* Whether the store holds just that already. Without any action there is nothing to begin with. */
static bool is_stored(struct feeder *feeder, const struct body *body, const char *hash)
{
	struct validators known;
	if (!keeper_knows(feeder->keeper, ROOM_SOURCE))
		return body->count == 0;
	if (!keeper_validators(feeder->keeper, keeper_request(feeder->keeper, ROOM_SOURCE, "", ""), &known))
		return false;
	bool same = strcmp(known.hash, hash) == 0;
	validators_free(&known);
	return same;
}

void room_store(struct feeder *feeder)
{
	struct room *room = &feeder->room;
	struct body body = { .room = room };
	struct error error = { "" };
	char hash[65];
	int64_t sequence = keeper_sequence(feeder->keeper);
	if (!feeder->options->state)
		return;
	if (keeper_naming(feeder->keeper, room->looked, take_names, room))
		room->looked = sequence;
	str_add(&body.text, "{\"feed\":\"hub-feed/1\",\"complete\":true,\"records\":[");
	bool good = read_state(feeder, &body, &error);
	str_add(&body.text, "]}");
	body_hash_text(body_hash(0, body.text.at, body.text.length), body.text.length, hash);
	if (good && !is_stored(feeder, &body, hash)) {
		good = store(feeder, &body.text, hash, &sequence, &error);
		if (good && feeder->options->wire >= 0)
			wire_send(feeder->options->wire, WIRE_CHANGED, sequence);
	}
	if (!good)
		log_line(feeder->options->log, "what was taken in the room: %s", error.text);
	str_free(&body.text);
}

void room_free(struct feeder *feeder)
{
	for (size_t i = 0; i < feeder->room.joined_count; i++)
		free(feeder->room.joined[i]);
	free(feeder->room.joined);
}
