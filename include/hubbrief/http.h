/* Requests over the network, all at once through one curl multi handle (libraries.md §1, faults.md §2): TLS
 * always verified, redirects shown but not followed, no proxy, no netrc, decoded size capped while it comes
 * in. The only module that includes curl. Used by the feeder. */
#ifndef HUBBRIEF_HTTP_H
#define HUBBRIEF_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/error.h"

struct http;

/* One request. Everything is copied; secrets are wiped when it is over. */
struct http_request {
	const char *url;           /* https, http, or unix:/socket:/route */
	const char *form;          /* encoded body of a POST; NULL: GET */
	const char *etag, *last_modified;          /* validators, or NULL */
	const char *bearer;                        /* token, or NULL */
	const char *header_name, *header_value;    /* a header that carries a key, or NULL */
	const char *ca_file;                       /* authority to trust instead of the system's, or NULL */
	int timeout;               /* seconds for the whole of it */
	size_t most;               /* decoded bytes */
};

/* What came of it. Borrowed by the callback, gone after it, except what http_take_body takes. */
struct http_answer {
	int status;                /* 0: no answer */
	char cause[160];           /* one cleaned sentence; "" when an answer came, whatever its status */
	bool refused;              /* the certificate or the authority file was refused */
	bool from_cache_asked;     /* validators were sent */
	bool no_store;
	char *body;                /* NUL-terminated, may be NULL */
	size_t length;
	char *etag, *last_modified, *location; /* NULL: none */
	int64_t retry_after;       /* seconds; −1: not given */
	int milliseconds;
	int64_t bytes;             /* over the wire */
};
char *http_take_body(struct http_answer *answer); /* owned by the caller from here */

typedef void http_done(void *context, struct http_answer *answer);

struct http *http_new(struct error *error);
void http_free(struct http *http); /* whatever is under way is dropped without a callback */

/* Queues one request; `done` is called from http_run, never from here. */
void http_start(struct http *http, const struct http_request *request, http_done *done, void *context);
void http_cancel(struct http *http, void *context); /* drops the request with that context, if any */
int http_under_way(const struct http *http);

/* Waits at most `timeout_ms` (−1: until something happens) for the transfers or `extra` to have something. */
void http_wait(struct http *http, struct pollfd *extra, unsigned count, int timeout_ms);
/* Moves what can be moved and calls back for what is over. */
void http_run(struct http *http);

/* The address of `next` (or `delta`) as a page at `base` gives it. Only the same scheme, host and port are
 * allowed. Owned; NULL with the error. */
char *http_join(const char *base, const char *next, struct error *error);

#endif
