/* fill FILE COUNT [CHANGED STATE]: a store of COUNT records over the demo's hubs and areas, through the feeder's own
 * writer; then a briefing closed in STATE, and CHANGED of them changed after it. Says how long the close took. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hubbrief/config.h"
#include "hubbrief/keeper.h"
#include "hubbrief/state.h"

static const char *const owners[] = { "NYP", "NYFRS", "SCA-BC", "HAR-BC", "CSP", "OPFCC", "YJS" };

static void must(bool fine, const struct error *error)
{
	if (fine)
		return;
	fprintf(stderr, "fill: %s\n", error->text);
	exit(1);
}

static void set(struct record *record, enum field field, const char *text)
{
	struct refusal refusal;
	if (!record_set_text(record, field, text, &refusal)) {
		fprintf(stderr, "fill: %s: %s\n", refusal.field, refusal.reason);
		exit(1);
	}
}

static void make(struct record *record, const struct config *config, long i)
{
	char text[128], date[DATE_TEXT];
	day_t today = day_of(2023, 3, 14);
	bool action = i % 3 != 0;
	snprintf(text, sizeof text, "%s-%ld", action ? "A" : "I", i);
	set(record, FIELD_ID, text);
	set(record, FIELD_KIND, action ? "action" : "incident");
	record->kind = action ? KIND_ACTION : KIND_INCIDENT;
	snprintf(text, sizeof text, "%s number %ld of the measurement", action ? "Lighting survey" : "Criminal damage", i);
	set(record, FIELD_TITLE, text);
	set(record, FIELD_HUBS, config->hubs[(size_t)i % config->hub_count].id);
	set(record, FIELD_AREAS, config->areas[(size_t)(i / 7) % config->area_count].id);
	set(record, FIELD_OWNER, owners[i % 7]);
	set(record, FIELD_MARKING, "OFFICIAL");
	set(record, FIELD_DEMO, "1");
	snprintf(text, sizeof text, "%sT08:00:00Z", day_iso(date, today - (day_t)(i % 400)));
	set(record, FIELD_UPDATED, text);
	if (action) {
		set(record, FIELD_STATUS, i % 10 == 1 ? "open" : i % 10 == 2 ? "in-progress" : "done");
		set(record, FIELD_DUE, day_iso(date, today + (day_t)(i % 60) - 10));
	} else {
		set(record, FIELD_STATUS, "open");
		set(record, FIELD_CATEGORY, "criminal-damage-arson");
		set(record, FIELD_SEVERITY, i % 999 == 0 ? "critical" : "low");
		set(record, FIELD_OCCURRED, text);
	}
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A briefing on the Friday before; how long it took to close it, opening its store included. */
static void hold_briefing(const char *path, int64_t sequence, instant_t held)
{
	struct error error = { "" };
	char *notice = NULL, forum[] = "daily", none[] = "";
	double began = now_ms();
	struct state *state = state_open(path, &notice, &error);
	struct briefing briefing = { .forum = forum, .hub = none, .started = held };
	int64_t id = state ? state_briefing_begin(state, &briefing, &error) : 0;
	must(id && state_briefing_close(state, id, held, sequence, &error), &error);
	state_close(state);
	free(notice);
	printf("closed in %.1f ms\n", now_ms() - began);
}

/* Another owner for `changed` records, as one answer that says only what is otherwise. */
static void change(struct keeper *keeper, const struct config *config, long count, long changed, instant_t now)
{
	struct error error = { "" };
	int64_t sequence;
	struct answer answer = { .request = keeper_request(keeper, "partners", config->hubs[0].id, ""), .received = now,
		.made = now, .hash = "", .status = 200, .expect = { CADENCE_WORKING_DAYS, 1 } };
	bool fine = keeper_begin(keeper, &answer, &error);
	for (long i = 0; fine && i < changed; i++) {
		struct arena arena = { 0 };
		struct record record;
		record_start(&record, "partners", &arena);
		make(&record, config, i * (count / changed));
		set(&record, FIELD_OWNER, "PROB");
		fine = keeper_put(keeper, &record, &error);
		arena_free(&arena);
	}
	must(fine && keeper_commit(keeper, &sequence, &error), &error);
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 5)
		return 2;
	struct config_faults faults = { 0 };
	struct config *config = config_load(NULL, "/nowhere", NULL, &faults);
	struct error error = { "" };
	char *notice = NULL;
	struct keeper *keeper = config ? keeper_open(argv[1], &notice, &error) : NULL;
	must(keeper && keeper_configure(keeper, config, &error), &error);
	long count = strtol(argv[2], NULL, 10);
	instant_t now = day_start(day_of(2023, 3, 14)) + 8 * 3600;
	for (size_t h = 0; h <= config->hub_count + 1; h++) { /* every request answers, so that no cell is unknown */
		bool holidays = h > config->hub_count;
		const char *hub = h < config->hub_count ? config->hubs[h].id : holidays ? "" : "countywide";
		struct answer answer = { .request = keeper_request(keeper, holidays ? "bank-holidays" : "partners", hub, ""), .received = now, .made = now,
			.complete = true, .hash = "", .status = 200, .expect = { CADENCE_WORKING_DAYS, 1 } };
		must(keeper_begin(keeper, &answer, &error), &error);
		for (long i = (long)h; h < config->hub_count && i < count; i += (long)config->hub_count) {
			struct arena arena = { 0 };
			struct record record;
			record_start(&record, "partners", &arena);
			make(&record, config, i);
			must(keeper_put(keeper, &record, &error), &error);
			arena_free(&arena);
		}
		int64_t sequence;
		must(keeper_commit(keeper, &sequence, &error), &error);
	}
	if (argc == 5) {
		hold_briefing(argv[4], keeper_sequence(keeper), now - 4 * 86400);
		change(keeper, config, count, strtol(argv[3], NULL, 10), now);
	}
	keeper_close(keeper);
	config_free(config);
	free(notice);
	return 0;
}
