/* Back-off, Retry-After, rates and the meaning of statuses: see retry.h. Called by feeder.c. */
#include "hubbrief/retry.h"

#include <stddef.h>
#include <stdio.h>

enum { FIRST_DELAY = 30 };

int retry_delay(int failures, int every, uint32_t chance)
{
	int64_t delay = every > 0 && every < FIRST_DELAY ? every : FIRST_DELAY;
	for (int i = 1; i < failures && delay < RETRY_MOST; i++)
		delay *= 2;
	if (delay > RETRY_MOST)
		delay = RETRY_MOST;
	int64_t half = delay / 2;
	return (int)(delay - half + (half ? chance % (half + 1) : 0));
}

int retry_after(int64_t asked, int delay)
{
	if (asked <= delay)
		return delay;
	return asked < RETRY_AFTER_MOST ? (int)asked : RETRY_AFTER_MOST;
}

int retry_regular(int every, uint32_t chance)
{
	return every + (int)(chance % (uint32_t)(every / 20 + 1));
}

static const struct status {
	int status;
	enum verdict verdict;
	const char *sentence;
} statuses[] = {
	{ 200, VERDICT_GOOD, "" },
	{ 304, VERDICT_UNCHANGED, "" },
	{ 204, VERDICT_LATER, "204: an empty answer; JSON was expected" },
	{ 400, VERDICT_LATER, "400: the server does not understand the request; check the address" },
	{ 401, VERDICT_REFUSED, "401: the server wants a credential; check the token" },
	{ 403, VERDICT_REFUSED, "403: the credential may not read this; ask the publisher" },
	{ 404, VERDICT_LATER, "404: there is nothing at this address" },
	{ 407, VERDICT_LATER, "407: a proxy stands in between; none is used" },
	{ 410, VERDICT_GONE, "410: withdrawn by its publisher; not asked again until the configuration is reloaded" },
	{ 429, VERDICT_LATER, "429: asked too often; the server asks to wait" },
	{ 500, VERDICT_LATER, "500: the server has a fault of its own" },
	{ 502, VERDICT_LATER, "502: the server behind the address is down" },
	{ 503, VERDICT_LATER, "503: the server is busy or down" },
	{ 504, VERDICT_LATER, "504: the server behind the address is too slow" },
};

static const struct status *find(int status)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].status == status)
			return &statuses[i];
	return NULL;
}

enum verdict status_verdict(int status)
{
	const struct status *known = find(status);
	return known ? known->verdict : VERDICT_LATER;
}

void status_sentence(int status, char out[SENTENCE_ROOM])
{
	const struct status *known = find(status);
	if (known)
		snprintf(out, SENTENCE_ROOM, "%s", known->sentence);
	else
		snprintf(out, SENTENCE_ROOM, "%d: %s", status, status >= 500 ? "the server failed"
			: status >= 400 ? "the server refuses the request" : "not an answer that was expected");
}

void pace_start(struct pace *pace, double rate, int64_t now_ms)
{
	*pace = (struct pace){ .rate = rate, .tokens = rate < 1 ? 1 : rate, .at_ms = now_ms, .closed_until_ms = 0 };
}

int64_t pace_take(struct pace *pace, int64_t now_ms)
{
	if (now_ms < pace->closed_until_ms)
		return pace->closed_until_ms - now_ms;
	if (pace->rate <= 0)
		return 0;
	double most = pace->rate < 1 ? 1 : pace->rate;
	pace->tokens += (double)(now_ms - pace->at_ms) * pace->rate / 1000;
	pace->at_ms = now_ms;
	if (pace->tokens > most)
		pace->tokens = most;
	if (pace->tokens >= 1) {
		pace->tokens -= 1;
		return 0;
	}
	return (int64_t)((1 - pace->tokens) * 1000 / pace->rate) + 1;
}

void pace_close(struct pace *pace, int64_t until_ms)
{
	if (until_ms > pace->closed_until_ms)
		pace->closed_until_ms = until_ms;
}
