/* One request from queued to its end: address and credentials, the answer's status, page after page. A whole
 * answer goes to deliver.c, everything else ends as a failure in a sentence. Called by jobs.c; feeder only. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/clean.h"
#include "hubbrief/feeding.h"
#include "hubbrief/secret.h"

enum { ALL_PAGES_MOST = 512 << 20, GATE_BODY_MOST = 64 << 10 };

void pull_clear(struct pull *pull)
{
	for (size_t i = 0; i < pull->count; i++)
		free(pull->bodies[i]);
	for (size_t i = 0; i < pull->asked; i++)
		free(pull->addresses[i]);
	free(pull->bodies);
	free(pull->lengths);
	free(pull->addresses);
	free(pull->etag);
	free(pull->last_modified);
	free(pull->gate);
	page_head_free(&pull->last);
	validators_free(&pull->validators);
	*pull = (struct pull){ 0 };
}

static void fail(struct job *job, const char *cause, enum verdict verdict)
{
	struct failing failing = { cause, verdict, -1 };
	job_failed(job, &failing);
}

/* ---- pages ----------------------------------------------------------------------------------------- */

/* Takes over the body. False with the error when there is too much of it. */
static bool add_body(struct pull *pull, char *body, size_t length, struct error *error)
{
	if (length > ALL_PAGES_MOST - pull->bytes) {
		free(body);
		return error_set(error, "the pages of the answer together are larger than %d MB", ALL_PAGES_MOST >> 20);
	}
	pull->bodies = mem_grow(pull->bodies, pull->count + 1, sizeof *pull->bodies);
	pull->lengths = mem_grow(pull->lengths, pull->count + 1, sizeof *pull->lengths);
	pull->bodies[pull->count] = body;
	pull->lengths[pull->count++] = length;
	pull->bytes += length;
	return true;
}

static bool asked_before(const struct pull *pull, const char *address)
{
	for (size_t i = 0; i < pull->asked; i++)
		if (strcmp(pull->addresses[i], address) == 0)
			return true;
	return false;
}

/* Takes over the address. */
static void remember(struct pull *pull, char *address)
{
	pull->addresses = mem_grow(pull->addresses, pull->asked + 1, sizeof *pull->addresses);
	pull->addresses[pull->asked++] = address;
}

/* ---- files ----------------------------------------------------------------------------------------- */

static bool read_file(const char *path, struct pull *pull, struct error *error)
{
	struct stat is;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return error_set(error, "%s cannot be read: %s", path, strerror(errno));
	char *body = NULL;
	ssize_t length = -1;
	bool good = fstat(fd, &is) == 0 && S_ISREG(is.st_mode);
	if (!good) {
		error_set(error, "%s is no plain file", path);
	} else if (is.st_size > BODY_MOST) {
		good = error_set(error, "%s is larger than %d MB", path, BODY_MOST >> 20);
	} else {
		body = mem_alloc((size_t)is.st_size + 1);
		length = read(fd, body, (size_t)is.st_size);
		good = length >= 0 || error_set(error, "%s cannot be read: %s", path, strerror(errno));
	}
	close(fd);
	if (good)
		return add_body(pull, body, (size_t)length, error);
	free(body);
	return false;
}

static int json_only(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);
	return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static bool read_local_page(const char *path, struct job *job, struct error *error)
{
	if (!read_file(path, &job->pull, error))
		return false;
	if (job->of->source->type == SOURCE_JSON)
		return true;
	if (!deliver_head(&job->pull, error))
		return false;
	return !job->pull.last.next || error_set(error, "%s names a next page; files have none", path);
}

static bool read_folder(const char *path, struct job *job, struct error *error)
{
	struct dirent **names;
	int count = scandir(path, &names, json_only, alphasort);
	if (count < 0)
		return error_set(error, "%s cannot be read: %s", path, strerror(errno));
	bool good = count > 0 || error_set(error, "%s holds no file that ends in .json", path);
	if (count > PAGES_MOST)
		good = error_set(error, "%s holds more than %d files that end in .json", path, PAGES_MOST);
	for (int i = 0; i < count; i++) {
		if (good) {
			char *file = mem_printf("%s/%s", path, names[i]->d_name);
			good = read_local_page(file, job, error);
			free(file);
		}
		free(names[i]);
	}
	free(names);
	return good;
}

/* file:/a/folder gives all of its *.json as the pages of one answer, file:/one/file.json that one. */
static void read_local(struct job *job)
{
	const char *path = job->request.url + strlen("file:");
	struct error error;
	struct stat is;
	bool folder = stat(path, &is) == 0 && S_ISDIR(is.st_mode);
	job->pull.status = 200;
	if (folder ? read_folder(path, job, &error) : read_local_page(path, job, &error))
		deliver(job);
	else
		fail(job, error.text, VERDICT_LATER);
}

/* ---- what an answer says --------------------------------------------------------------------------- */

static bool is_redirect(int status)
{
	return status >= 300 && status < 400 && status != 304;
}

static void fail_by_status(struct job *job, const struct http_answer *answer)
{
	char sentence[SENTENCE_ROOM];
	struct str text = { 0 };
	struct failing failing = { NULL, status_verdict(answer->status), answer->retry_after };
	status_sentence(answer->status, sentence);
	if (answer->status == 0) {
		str_add(&text, answer->cause);
		failing.verdict = answer->refused ? VERDICT_REFUSED : VERDICT_LATER;
	} else if (is_redirect(answer->status)) {
		str_addf(&text, "%d: moved to ", answer->status);
		clean_cut(&text, answer->location ? answer->location : "an address it does not name", 60, "…");
		str_add(&text, "; not followed, change the configuration");
	} else {
		str_add(&text, sentence);
	}
	failing.cause = str_text(&text);
	job_failed(job, &failing);
	str_free(&text);
}

/* Once more, without validators and at the source's own address. */
static void ask_whole(struct job *job)
{
	job->without_validators = true;
	pull_clear(&job->pull);
	job->state = JOB_QUEUED;
}

/* The address that an earlier answer gave for the next poll is not there any more. */
static bool delta_refused(const struct job *job, int status)
{
	const struct pull *pull = &job->pull;
	return pull->count == 0 && pull->asked == 1 && strcmp(pull->addresses[0], job->request.url) != 0 && status >= 400 &&
		status < 500 && status != 401 && status != 403 && status != 429;
}

/* 304 to a request that carried validators: as it was. To one that did not: asked once more, without. */
static void not_modified(struct job *job, const struct http_answer *answer)
{
	if (answer->from_cache_asked && job->pull.count == 0) {
		job->without_validators = false;
		job_unchanged(job);
	} else if (!job->without_validators) {
		ask_whole(job);
	} else {
		fail(job, "304: \"not modified\", though nothing was there to compare with", VERDICT_LATER);
	}
}

static void ask(struct job *job, const char *address);

/* The page is here: either it names the next one, or the answer is whole. */
static void page_in(struct job *job)
{
	struct pull *pull = &job->pull;
	struct error error = { "" };
	if (deliver_same(job)) {
		job_unchanged(job);
		return;
	}
	if (!deliver_head(pull, &error)) {
		fail(job, error.text, VERDICT_LATER);
		return;
	}
	const char *follow = pull->last.next;
	char *next = follow ? http_join(pull->addresses[pull->asked - 1], follow, &error) : NULL;
	if (!follow)
		deliver(job);
	else if (!next)
		fail(job, error.text, VERDICT_LATER);
	else if (pull->count >= PAGES_MOST)
		fail(job, "the answer has more than 100 pages", VERDICT_LATER);
	else if (asked_before(pull, next))
		fail(job, "the answer's pages go round in a circle", VERDICT_LATER);
	else
		ask(job, next);
	free(next);
}

static void take_validators(struct pull *pull, struct http_answer *answer)
{
	pull->no_store = pull->no_store || answer->no_store;
	if (pull->count > 1)
		return; /* those of the first page stand for the whole */
	pull->etag = mem_dup(answer->etag);
	pull->last_modified = mem_dup(answer->last_modified);
}

static void body_in(struct job *job, struct http_answer *answer)
{
	struct pull *pull = &job->pull;
	struct error error;
	size_t length = answer->length;
	char *body = http_take_body(answer);
	if (!add_body(pull, body ? body : mem_dup(""), length, &error)) {
		fail(job, error.text, VERDICT_LATER);
		return;
	}
	job->without_validators = false;
	if (job->gate) {
		gate_answered(job, pull->bodies[0], pull->lengths[0]);
		return;
	}
	take_validators(pull, answer);
	if (job->of->source->type == SOURCE_HUB_FEED)
		page_in(job);
	else
		deliver(job);
}

static void answered(void *context, struct http_answer *answer)
{
	struct job *job = context;
	struct pull *pull = &job->pull;
	pull->status = answer->status;
	pull->milliseconds += answer->milliseconds;
	pull->wire_bytes += answer->bytes;
	enum verdict verdict = answer->status ? status_verdict(answer->status) : VERDICT_LATER;
	if (verdict == VERDICT_GOOD)
		body_in(job, answer);
	else if (verdict == VERDICT_UNCHANGED)
		not_modified(job, answer);
	else if (delta_refused(job, answer->status))
		ask_whole(job);
	else
		fail_by_status(job, answer);
}

/* ---- asking ---------------------------------------------------------------------------------------- */

/* Credentials are read for each request: a token that is replaced is taken at once, and none lies in
 * memory in between. */
static bool read_secrets(const struct source *source, char bearer[SECRET_ROOM], char key[SECRET_ROOM], struct error *error)
{
	return (!source->bearer_file || secret_read(source->bearer_file, bearer, error)) &&
		(!source->header_file || secret_read(source->header_file, key, error));
}

/* `address` is copied. Validators belong to the first page at the request's own address. */
static void ask(struct job *job, const char *address)
{
	const struct source *source = job->of->source;
	const struct validators *known = &job->pull.validators;
	char bearer[SECRET_ROOM] = "", key[SECRET_ROOM] = "";
	struct error error;
	bool first = job->pull.count == 0 && strcmp(address, job->request.url) == 0;
	bool compare = first && !job->gate && !job->without_validators && read_as_now(job, known);
	bool secrets = !job->gate || strcmp(job->of->host->name, job->of->gate_host->name) == 0;
	if (secrets && !read_secrets(source, bearer, key, &error)) {
		fail(job, error.text, VERDICT_REFUSED);
	} else {
		struct http_request request = { .url = address, .form = job->request.form,
			.etag = compare ? known->etag : NULL, .last_modified = compare ? known->last_modified : NULL,
			.bearer = *bearer ? bearer : NULL, .header_name = *key ? source->header_name : NULL,
			.header_value = *key ? key : NULL, .ca_file = source->ca_file, .timeout = source->timeout,
			.most = job->gate ? GATE_BODY_MOST : BODY_MOST };
		remember(&job->pull, mem_dup(address));
		http_start(job->feeder->http, &request, answered, job);
	}
	explicit_bzero(bearer, sizeof bearer);
	explicit_bzero(key, sizeof key);
}

void pull_start(struct job *job)
{
	struct pull *pull = &job->pull;
	pull_clear(pull);
	job->state = JOB_ASKING;
	if (!job->gate) {
		keeper_validators(job->feeder->keeper, job->id, &pull->validators);
		pull->gate = mem_dup(job->of->gate_value);
	}
	if (!job->gate && job->of->source->type == SOURCE_JSON && !job->of->mapping)
		fail(job, job->of->mapping_error.text, VERDICT_LATER);
	else if (str_starts(job->request.url, "file:"))
		read_local(job);
	else if (!job->without_validators && pull->validators.delta && read_as_now(job, &pull->validators))
		ask(job, pull->validators.delta);
	else
		ask(job, job->request.url);
}
