/* What is asked when: the jobs of every source, their gates, their hosts' rates, and what follows from how a
 * try ended. Called by feeder.c (the loop) and by pull.c and deliver.c (the ends); times are monotonic. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/feeding.h"
#include "hubbrief/wire.h"

enum { REFUSED_AGAIN = 3600 }; /* seconds: a refused credential is not hammered with */

uint32_t feeder_chance(struct feeder *feeder)
{
	uint32_t x = feeder->chance;
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return feeder->chance = x;
}

static instant_t wall(const struct feeder *feeder)
{
	return clock_now(&feeder->options->clock);
}

static int64_t in_seconds(int64_t seconds)
{
	return clock_mono_ms() + seconds * 1000;
}

/* ---- building -------------------------------------------------------------------------------------- */

static struct host *host_for(struct feeder *feeder, const char *url, double rate)
{
	const char *name = plan_host(&feeder->arena, url);
	for (size_t i = 0; i < feeder->host_count; i++) {
		struct host *host = &feeder->hosts[i];
		if (strcmp(host->name, name) != 0)
			continue;
		if (rate > 0 && (host->pace.rate <= 0 || rate < host->pace.rate))
			pace_start(&host->pace, rate, clock_mono_ms());
		return host;
	}
	struct host *host = &feeder->hosts[feeder->host_count++];
	host->name = name;
	pace_start(&host->pace, rate, clock_mono_ms());
	return host;
}

static void compile_mapping(struct feeder *feeder, struct feeding_source *of)
{
	char *sql = NULL;
	if (of->source->type == SOURCE_JSON) {
		const char *path = of->source->map_path ? of->source->map_path : "";
		sql = mapping_text(path, &of->mapping_error);
		if (sql)
			of->mapping = mapping_new(of->source->map_file, sql, feeder->config, &of->mapping_error);
		if (!of->mapping)
			log_line(feeder->options->log, "%s: %s", of->source->id, of->mapping_error.text);
	}
	of->reading_key = reading_key(feeder->config, of->source, sql);
	free(sql);
}

/* When a request is due that was asked before, perhaps by another feeder: by what the store remembers. */
static int64_t first_due(struct job *job)
{
	struct validators known;
	instant_t now = wall(job->feeder);
	int64_t wait = 0;
	if (!keeper_validators(job->feeder->keeper, job->id, &known))
		return clock_mono_ms();
	job->failures = known.failures;
	job->good = known.received != INSTANT_NONE && !known.error;
	bool still_valid = known.failures > 0 || read_as_now(job, &known);
	if (still_valid && known.no_poll_before != INSTANT_NONE && known.no_poll_before > now)
		wait = known.no_poll_before - now;
	validators_free(&known);
	int most = job->of->source->every > RETRY_AFTER_MOST ? job->of->source->every : RETRY_AFTER_MOST;
	return in_seconds(wait < 0 ? 0 : wait < most ? wait : most);
}

static void free_jobs(struct feeding_source *of)
{
	for (size_t i = 0; i < of->job_count; i++) {
		http_cancel(of->jobs[i].feeder->http, &of->jobs[i]);
		pull_clear(&of->jobs[i].pull);
	}
	free(of->jobs);
	of->jobs = NULL;
	of->job_count = 0;
	arena_free(&of->arena);
}

/* The requests of a source whose last month is known; those that are no more asked are retired. */
static void make_jobs(struct feeder *feeder, struct feeding_source *of)
{
	struct plan plan;
	free_jobs(of);
	plan_source(&of->arena, feeder->config, of->source, of->month, &plan);
	of->jobs = mem_array(plan.count, sizeof *of->jobs);
	of->job_count = plan.count;
	int64_t *ids = mem_array(plan.count, sizeof *ids);
	for (size_t i = 0; i < plan.count; i++) {
		struct job *job = &of->jobs[i];
		*job = (struct job){ .feeder = feeder, .of = of, .request = plan.requests[i], .due_ms = NEVER_DUE };
		job->id = ids[i] = keeper_request(feeder->keeper, of->source->id, job->request.hub, job->request.month);
		if (!of->source->gate_url)
			job->due_ms = first_due(job);
	}
	keeper_retire(feeder->keeper, of->source->id, ids, plan.count);
	free(ids);
}

static void build_source(struct feeder *feeder, struct feeding_source *of)
{
	const struct source *source = of->source;
	compile_mapping(feeder, of);
	of->host = host_for(feeder, source->url, source->rate);
	of->gate = (struct job){ .feeder = feeder, .of = of, .id = -1, .gate = true, .due_ms = NEVER_DUE, .good = true };
	if (source->gate_url) {
		of->gate_host = host_for(feeder, source->gate_url, source->rate);
		of->gate.request = (struct request){ .source = source, .hub = "", .month = "", .url = source->gate_url };
		of->gate.due_ms = clock_mono_ms();
		return;
	}
	if (source->months > 0)
		plan_month_before(wall(feeder), of->month);
	make_jobs(feeder, of);
}

void jobs_build(struct feeder *feeder)
{
	const struct config *config = feeder->config;
	feeder->sources = mem_array(config->source_count, sizeof *feeder->sources);
	feeder->hosts = mem_array(2 * config->source_count, sizeof *feeder->hosts);
	feeder->source_count = config->source_count;
	feeder->host_count = 0;
	for (size_t i = 0; i < config->source_count; i++) {
		feeder->sources[i].source = &config->sources[i];
		if (!config->sources[i].off)
			build_source(feeder, &feeder->sources[i]);
	}
}

void jobs_free(struct feeder *feeder)
{
	for (size_t i = 0; i < feeder->source_count; i++) {
		struct feeding_source *of = &feeder->sources[i];
		free_jobs(of);
		if (of->gate.feeder)
			http_cancel(feeder->http, &of->gate);
		pull_clear(&of->gate.pull);
		mapping_free(of->mapping);
		free(of->gate_value);
	}
	free(feeder->sources);
	free(feeder->hosts);
	arena_free(&feeder->arena);
	feeder->sources = NULL;
	feeder->hosts = NULL;
	feeder->source_count = feeder->host_count = 0;
}

/* ---- whose turn it is ------------------------------------------------------------------------------ */

static void queue(struct job *job)
{
	if (job->state == JOB_IDLE)
		job->state = JOB_QUEUED;
}

void jobs_want(struct feeder *feeder, size_t source)
{
	struct feeding_source *of = &feeder->sources[source];
	if (of->source->gate_url) {
		queue(&of->gate);
		return;
	}
	for (size_t i = 0; i < of->job_count; i++)
		queue(&of->jobs[i]);
}

static void look_at(struct job *job, int64_t now_ms, int64_t *next)
{
	if (job->state != JOB_IDLE || job->due_ms == NEVER_DUE)
		return;
	if (job->due_ms <= now_ms)
		queue(job);
	else if (job->due_ms - now_ms < *next)
		*next = job->due_ms - now_ms;
}

int64_t jobs_due(struct feeder *feeder, int64_t now_ms)
{
	int64_t next = NEVER_DUE;
	for (size_t s = 0; s < feeder->source_count; s++) {
		struct feeding_source *of = &feeder->sources[s];
		if (of->gate.feeder)
			look_at(&of->gate, now_ms, &next);
		for (size_t i = 0; i < of->job_count; i++)
			look_at(&of->jobs[i], now_ms, &next);
	}
	return next;
}

static void put_off(struct job *job, const struct host *host, int64_t ms);

static void send_one(struct job *job, struct host *host, int64_t now_ms, int64_t *next)
{
	if (job->state != JOB_QUEUED)
		return;
	if (host->pace.closed_until_ms > now_ms) {
		put_off(job, host, host->pace.closed_until_ms - now_ms);
		return;
	}
	int64_t wait = pace_take(&host->pace, now_ms);
	if (wait == 0)
		pull_start(job);
	else if (wait < *next)
		*next = wait;
}

int64_t jobs_send(struct feeder *feeder, int64_t now_ms)
{
	int64_t next = NEVER_DUE;
	for (size_t s = 0; s < feeder->source_count; s++) {
		struct feeding_source *of = &feeder->sources[s];
		if (of->source->gate_url && of->gate.feeder)
			send_one(&of->gate, of->gate_host, now_ms, &next);
		for (size_t i = 0; i < of->job_count; i++)
			send_one(&of->jobs[i], of->host, now_ms, &next);
	}
	return next;
}

bool jobs_busy(const struct feeding_source *of)
{
	bool busy = of->gate.state != JOB_IDLE;
	for (size_t i = 0; i < of->job_count && !busy; i++)
		busy = of->jobs[i].state != JOB_IDLE;
	return busy;
}

static int count_state(const struct feeder *feeder, enum job_state state)
{
	int count = 0;
	for (size_t s = 0; s < feeder->source_count; s++) {
		const struct feeding_source *of = &feeder->sources[s];
		count += of->gate.state == state;
		for (size_t i = 0; i < of->job_count; i++)
			count += of->jobs[i].state == state;
	}
	return count;
}

bool jobs_waiting(const struct feeder *feeder)
{
	return count_state(feeder, JOB_QUEUED) > 0;
}

int jobs_asking(const struct feeder *feeder)
{
	return count_state(feeder, JOB_QUEUED) + count_state(feeder, JOB_ASKING);
}

bool jobs_good(const struct feeding_source *of)
{
	bool good = of->gate.good;
	for (size_t i = 0; i < of->job_count; i++)
		good = good && of->jobs[i].good;
	return good;
}

/* ---- how a try ended ------------------------------------------------------------------------------- */

static const char *name_of(const struct job *job, char out[200])
{
	const struct request *request = &job->request;
	snprintf(out, 200, "%s%s%s%s%s%s", job->of->source->id, *request->hub ? "/" : "", request->hub,
		*request->month ? "/" : "", request->month, job->gate ? " (gate)" : "");
	return out;
}

static void ended(struct job *job, bool good, int64_t seconds)
{
	job->state = JOB_IDLE;
	job->good = good;
	job->failures = good ? 0 : job->failures + 1;
	job->due_ms = seconds < 0 ? NEVER_DUE : in_seconds(seconds);
	pull_clear(&job->pull);
}

/* A source with a gate is asked again when the gate says so, not by its own time. */
static int64_t regular(struct job *job)
{
	const struct source *source = job->of->source;
	if (job->gate)
		return retry_regular(source->gate_every, feeder_chance(job->feeder));
	return source->gate_url ? -1 : retry_regular(source->every, feeder_chance(job->feeder));
}

static instant_t shown_next(const struct job *job, int64_t seconds)
{
	return wall(job->feeder) + (seconds >= 0 ? seconds : job->of->source->gate_every);
}

void job_stored(struct job *job, int64_t sequence)
{
	char name[200];
	struct feeder *feeder = job->feeder;
	int64_t seconds = regular(job);
	log_line(feeder->options->log, "%s: stored, %zu bytes, %d ms", name_of(job, name), job->pull.bytes,
		job->pull.milliseconds);
	keeper_next_poll(feeder->keeper, job->id, shown_next(job, seconds));
	ended(job, true, seconds);
	if (feeder->options->wire >= 0)
		wire_send(feeder->options->wire, WIRE_CHANGED, sequence);
	room_store(feeder); /* it may report what was taken in the room */
}

static void tell_polled(struct job *job, const struct poll_outcome *outcome)
{
	struct error error;
	if (!keeper_polled(job->feeder->keeper, outcome, &error))
		log_line(job->feeder->options->log, "%s: %s", job->of->source->id, error.text);
	else if (!outcome->unchanged && job->feeder->options->wire >= 0)
		wire_send(job->feeder->options->wire, WIRE_CHANGED, keeper_sequence(job->feeder->keeper));
}

void job_unchanged(struct job *job)
{
	char name[200];
	int64_t seconds = regular(job);
	struct poll_outcome outcome = { .request = job->id, .at = wall(job->feeder), .next_poll = shown_next(job, seconds),
		.unchanged = true, .status = job->pull.status, .milliseconds = job->pull.milliseconds,
		.bytes = job->pull.wire_bytes, .gate = job->of->gate_value, .expect = job->of->source->expect };
	log_line(job->feeder->options->log, "%s: unchanged", name_of(job, name));
	tell_polled(job, &outcome);
	ended(job, true, seconds);
}

static int64_t delay_after(struct job *job, const struct failing *failing)
{
	const struct source *source = job->of->source;
	if (failing->verdict == VERDICT_GONE)
		return -1;
	if (failing->verdict == VERDICT_REFUSED)
		return REFUSED_AGAIN;
	int delay = retry_delay(job->failures + 1, job->gate ? source->gate_every : source->every, feeder_chance(job->feeder));
	if (failing->retry_after < 0)
		return delay;
	delay = retry_after(failing->retry_after, delay);
	pace_close(job->gate ? &job->of->gate_host->pace : &job->of->host->pace, in_seconds(delay));
	return delay;
}

/* A gate that does not answer is a failure of everything behind it. */
static void gate_failed(struct job *gate, const struct failing *failing, int64_t seconds)
{
	struct feeding_source *of = gate->of;
	struct str cause = { 0 };
	if (of->job_count == 0) {
		char *month = keeper_newest_month(gate->feeder->keeper, of->source->id);
		if (month)
			snprintf(of->month, sizeof of->month, "%s", month);
		else
			plan_month_before(wall(gate->feeder), of->month);
		free(month);
		make_jobs(gate->feeder, of);
	}
	str_addf(&cause, "the gate: %s", failing->cause);
	for (size_t i = 0; i < of->job_count; i++) {
		struct job *job = &of->jobs[i];
		struct poll_outcome outcome = { .request = job->id, .at = wall(gate->feeder),
			.next_poll = shown_next(job, seconds), .refused = failing->verdict == VERDICT_REFUSED,
			.status = gate->pull.status, .error = str_text(&cause), .expect = of->source->expect };
		if (job->state == JOB_IDLE)
			tell_polled(job, &outcome);
	}
	str_free(&cause);
}

static void fail_for(struct job *job, const struct failing *failing, int64_t seconds)
{
	char name[200];
	struct str cause = { 0 };
	clean_cut(&cause, failing->cause, 120, "…");
	struct failing cleaned = { str_text(&cause), failing->verdict, failing->retry_after };
	log_line(job->feeder->options->log, "%s: %s; again in %lld s", name_of(job, name), cleaned.cause, (long long)seconds);
	if (job->gate) {
		gate_failed(job, &cleaned, seconds);
	} else {
		struct poll_outcome outcome = { .request = job->id, .at = wall(job->feeder),
			.next_poll = seconds < 0 ? INSTANT_NONE : wall(job->feeder) + seconds,
			.refused = failing->verdict == VERDICT_REFUSED, .status = job->pull.status,
			.milliseconds = job->pull.milliseconds, .bytes = job->pull.wire_bytes, .error = cleaned.cause,
			.expect = job->of->source->expect };
		tell_polled(job, &outcome);
	}
	ended(job, false, seconds);
	str_free(&cause);
}

void job_failed(struct job *job, const struct failing *failing)
{
	fail_for(job, failing, delay_after(job, failing));
}

/* Not even asked: the host wants to be left alone. Whoever waits for the poll hears so at once. */
static void put_off(struct job *job, const struct host *host, int64_t ms)
{
	char cause[SENTENCE_ROOM];
	int64_t seconds = (ms + 999) / 1000;
	snprintf(cause, sizeof cause, "not asked: %.60s wants to be left alone for %lld s", host->name, (long long)seconds);
	struct failing failing = { cause, VERDICT_LATER, -1 };
	fail_for(job, &failing, seconds);
}

/* ---- gates ----------------------------------------------------------------------------------------- */

static void gate_refused(struct job *gate, const char *cause)
{
	struct failing failing = { cause, VERDICT_LATER, -1 };
	job_failed(gate, &failing);
}

/* Each request carries the gate's value under which it was last answered: one that failed is asked again
 * though the gate has not changed. */
static void compare(struct job *job)
{
	struct validators known;
	if (!keeper_validators(job->feeder->keeper, job->id, &known))
		return;
	job->failures = known.failures;
	bool same = known.received != INSTANT_NONE && str_same(known.gate, job->of->gate_value) && read_as_now(job, &known);
	validators_free(&known);
	if (same)
		job_unchanged(job);
	else
		queue(job);
}

void gate_answered(struct job *gate, const char *body, size_t length)
{
	struct feeding_source *of = gate->of;
	struct error error;
	char month[MONTH_ROOM] = "";
	char *value = json_pick(body, length, of->source->gate_pick, &error);
	if (!value) {
		gate_refused(gate, error.text);
		return;
	}
	if (of->source->months > 0 && !plan_month_of(value, month)) {
		free(value);
		gate_refused(gate, "its answer is no date, such as 2025-09-01");
		return;
	}
	free(of->gate_value);
	of->gate_value = value;
	if (of->job_count == 0 || strcmp(month, of->month) != 0) {
		memcpy(of->month, month, sizeof of->month);
		make_jobs(gate->feeder, of);
	}
	ended(gate, true, regular(gate));
	for (size_t i = 0; i < of->job_count; i++)
		if (of->jobs[i].state == JOB_IDLE)
			compare(&of->jobs[i]);
}
