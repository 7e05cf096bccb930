/* When a request is sent again, how fast a host is asked, and what an HTTP status means for both. Pure:
 * times are milliseconds of clock_mono_ms, chance is the caller's. */
#ifndef HUBBRIEF_RETRY_H
#define HUBBRIEF_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum { RETRY_MOST = 900, RETRY_AFTER_MOST = 3600 }; /* seconds */

/* Seconds until the next try after `failures` failures in a row (≥ 1): doubling from 30 s (or `every`, when
 * that is less) to 15 minutes, drawn from its upper half so that many do not come back at once. */
int retry_delay(int failures, int every, uint32_t chance);
/* What the server asked for (Retry-After, seconds; −1 nothing), never sooner than `delay` nor later than an
 * hour. */
int retry_after(int64_t asked, int delay);
/* Seconds until a source that answered is asked again: `every`, up to a twentieth later. */
int retry_regular(int every, uint32_t chance);

enum verdict {
	VERDICT_GOOD,      /* 200 */
	VERDICT_UNCHANGED, /* 304 */
	VERDICT_LATER,     /* asked again with back-off */
	VERDICT_REFUSED,   /* credentials: asked again once an hour */
	VERDICT_GONE,      /* 410: not asked again until the configuration is read anew */
};
enum verdict status_verdict(int status);
enum { SENTENCE_ROOM = 128 };
void status_sentence(int status, char out[SENTENCE_ROOM]); /* "503: the server is busy or down"; "" for 200 and 304 */

/* A host's rate: a bucket of tokens. rate 0: no limit. */
struct pace {
	double rate, tokens;
	int64_t at_ms, closed_until_ms;
};
void pace_start(struct pace *pace, double rate, int64_t now_ms);
/* 0 and a token taken, or the milliseconds until one may be taken. */
int64_t pace_take(struct pace *pace, int64_t now_ms);
void pace_close(struct pace *pace, int64_t until_ms); /* the host asked to be left alone */

#endif
