/* `check --feed URL`: asks a server as the feeder would and tells, a line a finding, how it keeps the
 * hub-feed/1 contract (design.md §4). Stores nothing. Runs in a feeder process of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/decode.h"
#include "hubbrief/feeder.h"
#include "hubbrief/http.h"
#include "hubbrief/retry.h"

enum { TIMEOUT = 30, REFUSALS_SHOWN = 20 };

struct check {
	struct http_answer answer; /* with body and validators taken over */
	bool done;
	int good, points, refused, removed, faults;
};

static void tell(struct check *check, bool good, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void tell(struct check *check, bool good, const char *format, ...)
{
	va_list args;
	check->faults += !good;
	fputs(good ? "  ok     " : "  FAULT  ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* ---- asking ---------------------------------------------------------------------------------------- */

static void answered(void *context, struct http_answer *answer)
{
	struct check *check = context;
	check->answer = *answer;
	check->answer.etag = mem_dup(answer->etag);
	check->answer.last_modified = mem_dup(answer->last_modified);
	check->answer.location = mem_dup(answer->location);
	check->answer.body = http_take_body(answer);
	check->done = true;
}

static void forget(struct check *check)
{
	free(check->answer.body);
	free(check->answer.etag);
	free(check->answer.last_modified);
	free(check->answer.location);
	check->answer = (struct http_answer){ 0 };
}

static void ask(struct http *http, struct check *check, const char *url, const char *etag, const char *modified)
{
	struct http_request request = { .url = url, .etag = etag, .last_modified = modified, .timeout = TIMEOUT,
		.most = BODY_MOST };
	check->done = false;
	http_start(http, &request, answered, check);
	for (;;) {
		http_run(http);
		if (check->done)
			return;
		http_wait(http, NULL, 0, -1);
	}
}

static bool answer_good(struct check *check)
{
	char sentence[SENTENCE_ROOM];
	const struct http_answer *answer = &check->answer;
	status_sentence(answer->status, sentence);
	if (answer->status == 200)
		return true;
	struct str to = { 0 };
	clean_cut(&to, answer->location ? answer->location : "", 80, "…");
	tell(check, false, "%s%s%s", answer->status ? sentence : answer->cause, to.length ? ", moved to " : "", str_text(&to));
	str_free(&to);
	return false;
}

/* ---- records --------------------------------------------------------------------------------------- */

static bool count_put(void *context, const struct record *record, struct error *error)
{
	(void)record, (void)error;
	((struct check *)context)->good++;
	return true;
}

static bool count_point(void *context, const struct record *record, const char *period, double value, struct error *error)
{
	(void)record, (void)period, (void)value, (void)error;
	((struct check *)context)->points++;
	return true;
}

static void tell_refusal(void *context, int index, const char *id, const struct refusal *refusal)
{
	struct check *check = context;
	struct str reason = { 0 };
	if (check->refused++ >= REFUSALS_SHOWN)
		return;
	clean_cut(&reason, refusal->reason, 120, "…");
	tell(check, false, "record %d%s%s: %s", index, *id ? " " : "", id, str_text(&reason));
	str_free(&reason);
}

static bool count_removal(void *context, const char *id, struct error *error)
{
	(void)id, (void)error;
	((struct check *)context)->removed++;
	return true;
}

/* Reads one page. The address of the next, owned; NULL when there is none or the page is bad. */
static char *check_page(struct check *check, struct reading *reading, const char *url)
{
	struct page page;
	struct error error;
	char *next = NULL;
	if (!page_read(&page, check->answer.body ? check->answer.body : "", check->answer.length, &error)) {
		tell(check, false, "%s", error.text);
		return NULL;
	}
	tell(check, true, "a page of %zu records, %s, %s", page.records, page.head.complete ? "complete" : "a delta",
		page.head.generated == INSTANT_NONE ? "without generated_at" : "with generated_at");
	if (!reading_page(reading, &page, &error))
		tell(check, false, "%s", error.text);
	if (page.head.next && !(next = http_join(url, page.head.next, &error)))
		tell(check, false, "%s", error.text);
	page_free(&page);
	return next;
}

static void check_pages(struct http *http, struct check *check, struct reading *reading, const char *url)
{
	char *address = mem_dup(url);
	for (int pages = 0; address; pages++) {
		ask(http, check, address, NULL, NULL);
		free(address);
		address = NULL;
		if (pages == PAGES_MOST)
			tell(check, false, "more than %d pages", PAGES_MOST);
		else if (answer_good(check))
			address = check_page(check, reading, url);
		if (address)
			forget(check);
	}
}

static void check_validators(struct http *http, struct check *check, const char *url)
{
	ask(http, check, url, NULL, NULL);
	char *etag = check->answer.etag, *modified = check->answer.last_modified;
	check->answer.etag = check->answer.last_modified = NULL;
	forget(check);
	if (!etag && !modified) {
		puts("  note   neither ETag nor Last-Modified: every poll sends everything again");
	} else {
		ask(http, check, url, etag, modified);
		tell(check, check->answer.status == 304, "asked again with %s: %d, 304 was expected", etag ? "ETag" : "Last-Modified",
			check->answer.status);
		forget(check);
	}
	free(etag);
	free(modified);
}

enum exit_code feed_check(const char *url)
{
	struct check check = { 0 };
	struct error error;
	struct http *http = http_new(&error);
	if (!http) {
		fprintf(stderr, "hubbrief: %s\n", error.text);
		return EXIT_NO;
	}
	struct sink sink = { count_put, count_point, tell_refusal, count_removal, &check };
	struct reading reading;
	reading_start(&reading, "check", (struct known_places){ 0 }, MARKING_UNKNOWN, 1000000, &sink);
	printf("%s\n", url);
	check_pages(http, &check, &reading, url);
	bool answers = check.answer.status == 200;
	forget(&check);
	if (answers)
		check_validators(http, &check, url);
	if (reading.unmarked)
		printf("  note   %d records without a marking: taken as OFFICIAL-SENSITIVE\n", reading.unmarked);
	if (reading.unknown_fields)
		printf("  note   %d fields that hub-feed/1 does not know: ignored\n", reading.unknown_fields);
	printf("%d records good, %d refused, %d removed; %d faults\n", check.good, check.refused, check.removed, check.faults);
	reading_end(&reading);
	http_free(http);
	return check.faults ? EXIT_NO : EXIT_OK;
}
