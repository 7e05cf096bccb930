/* From the bodies of one whole answer to the store, in one transaction, or not at all: what was stored stays
 * when an answer cannot be believed (faults.md §4). Called by pull.c; runs in the feeder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/feeding.h"

enum { DROP_FROM = 20, DROP_SHARE = 10 }; /* a source of 20 records or more that gives under a tenth of them */

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

static bool take_row(void *context, const struct mapping_row *row, struct error *error)
{
	return reading_row(context, row, error);
}

/* ---- unchanged? ------------------------------------------------------------------------------------ */

uint32_t reading_key(const struct config *config, const struct source *source, const char *mapping_sql)
{
	struct str all = { 0 };
	str_addf(&all, "%d %d %s ", source->type, (int)source->marking, mapping_sql ? mapping_sql : "");
	for (size_t i = 0; i < config->hub_count; i++)
		str_addf(&all, "%s,", config->hubs[i].id);
	for (size_t i = 0; i < config->area_count; i++)
		str_addf(&all, "%s,", config->areas[i].id);
	for (int i = 0; i < RETENTION_COUNT; i++)
		str_addf(&all, "%d,", config->keep[i]); /* kept longer, what was left out may come */
	uint64_t hash = body_hash(0, all.at, all.length);
	str_free(&all);
	return (uint32_t)(hash ^ hash >> 32);
}

bool read_as_now(const struct job *job, const struct validators *validators)
{
	char key[16];
	snprintf(key, sizeof key, "%08x-", job->of->reading_key);
	return validators->hash[0] && str_starts(validators->hash, key);
}

static void hash_answer(const struct job *job, char out[65])
{
	uint64_t hash = 0;
	char bodies[65];
	for (size_t i = 0; i < job->pull.count; i++)
		hash = body_hash(hash, job->pull.bodies[i], job->pull.lengths[i] + 1);
	body_hash_text(hash, job->pull.bytes, bodies);
	snprintf(out, 65, "%08x-%.50s", job->of->reading_key, bodies);
}

/* ---- what the pages say together ------------------------------------------------------------------- */

struct whole {
	struct answer answer;
	char *delta;
	char hash[65];
};

bool deliver_head(struct pull *pull, struct error *error)
{
	page_head_free(&pull->last);
	if (!page_head_read(&pull->last, pull->bodies[pull->count - 1], pull->lengths[pull->count - 1], error))
		return false;
	if (pull->count == 1)
		pull->made = pull->last.generated;
	pull->complete = (pull->count == 1 || pull->complete) && pull->last.complete;
	return true;
}

bool deliver_same(const struct job *job)
{
	char hash[65];
	hash_answer(job, hash);
	return strcmp(hash, job->pull.validators.hash) == 0;
}

static bool went_back(const struct validators *before, instant_t made, struct error *error)
{
	char is[DATE_TEXT], was[DATE_TEXT];
	if (made == INSTANT_NONE || before->made == INSTANT_NONE || made >= before->made)
		return true;
	return error_set(error, "went back: made at %s, what is stored at %s; the stored is kept", instant_iso(is, made),
		instant_iso(was, before->made));
}

static bool open_answer(struct job *job, struct whole *whole, struct error *error)
{
	const struct pull *pull = &job->pull;
	struct answer *answer = &whole->answer;
	*answer = (struct answer){ .request = job->id, .received = clock_now(&job->feeder->options->clock), .made = INSTANT_NONE,
		.complete = true, .no_store = pull->no_store, .etag = pull->etag, .last_modified = pull->last_modified,
		.gate = pull->gate, .hash = whole->hash, .status = pull->status, .milliseconds = pull->milliseconds,
		.bytes = pull->wire_bytes, .expect = job->of->source->expect };
	if (job->of->source->type == SOURCE_JSON)
		return true;
	answer->made = pull->made;
	answer->complete = pull->complete;
	if (pull->last.delta)
		answer->delta = whole->delta = http_join(pull->asked ? pull->addresses[pull->asked - 1] : job->request.url,
			pull->last.delta, error);
	return (!pull->last.delta || whole->delta) && went_back(&pull->validators, answer->made, error);
}

/* ---- reading --------------------------------------------------------------------------------------- */

/* Only one page is ever held parsed. */
static bool read_feed(struct job *job, struct reading *reading, struct error *error)
{
	struct pull *pull = &job->pull;
	for (size_t i = 0; i < pull->count; i++) {
		struct page page;
		if (!page_read(&page, pull->bodies[i], pull->lengths[i], error))
			return false;
		bool good = reading_page(reading, &page, error);
		page_free(&page);
		if (!good)
			return false;
	}
	return true;
}

static bool read_mapped(struct job *job, struct reading *reading, struct error *error)
{
	struct pull *pull = &job->pull;
	if (!job->of->mapping) {
		*error = job->of->mapping_error;
		return false;
	}
	for (size_t i = 0; i < pull->count; i++) {
		const char *body = pull->bodies[i];
		size_t length = pull->lengths[i];
		if (!json_valid(&body, &length, error))
			return false;
		struct mapping_input input = { body, length, job->request.hub, job->request.month, job->of->source->id,
			clock_now(&job->feeder->options->clock), 0 };
		if (!mapping_run(job->of->mapping, &input, take_row, reading, error))
			return false;
	}
	return true;
}

/* Nothing where something is always expected, or far less than before: held back until it is said twice. */
static bool believable(const struct job *job, const struct whole *whole, const struct reading *reading,
	struct error *error)
{
	const struct validators *before = &job->pull.validators;
	if (job->of->source->empty_is_error && reading->index == 0)
		return error_set(error, "an answer without rows; this source always has some");
	bool drop = whole->answer.complete && before->records >= DROP_FROM && reading->taken * DROP_SHARE < before->records;
	if (drop && !(before->error && str_starts(before->error, "suspicious drop")))
		return error_set(error, "suspicious drop: %d records became %d; kept until it is said twice", before->records,
			reading->taken);
	return true;
}

static bool store(struct job *job, struct whole *whole, int64_t *sequence, struct error *error)
{
	struct keeper *keeper = job->feeder->keeper;
	const struct source *source = job->of->source;
	struct sink sink = { put, put_point, put_refusal, put_removal, keeper };
	struct reading reading;
	if (!open_answer(job, whole, error) || !keeper_begin(keeper, &whole->answer, error))
		return false;
	reading_start(&reading, source->id, config_places(job->feeder->config), source->marking, source->max_records, &sink);
	bool good = source->type == SOURCE_JSON ? read_mapped(job, &reading, error) : read_feed(job, &reading, error);
	good = good && believable(job, whole, &reading, error);
	keeper_unknown_fields(keeper, reading.unknown_fields);
	if (reading.unmarked)
		log_line(job->feeder->options->log, "%s: %d records without a marking are taken as OFFICIAL-SENSITIVE", source->id,
			reading.unmarked);
	reading_end(&reading);
	if (good)
		return keeper_commit(keeper, sequence, error);
	keeper_abandon(keeper);
	return false;
}

void deliver(struct job *job)
{
	struct whole whole = { 0 };
	struct error error = { "" };
	int64_t sequence = 0;
	hash_answer(job, whole.hash);
	if (strcmp(whole.hash, job->pull.validators.hash) == 0) {
		job_unchanged(job);
	} else if (store(job, &whole, &sequence, &error)) {
		job_stored(job, sequence);
	} else {
		struct failing failing = { error.text, VERDICT_LATER, -1 };
		job_failed(job, &failing);
	}
	free(whole.delta);
}
