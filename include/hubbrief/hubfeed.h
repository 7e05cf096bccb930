/* hubfeed: a small server of hub-feed/1 answers from a directory of JSON files. For demonstrations, tests and
 * partners on the same machine; it never listens beyond loopback. A program of its own (src/hubfeed/). */
#ifndef HUBBRIEF_HUBFEED_H
#define HUBBRIEF_HUBFEED_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/error.h"

/* ---- the shelf: DIR/NAME.json, read when asked for and kept while the file stays the same --------- */

struct shelf;

struct sheet { /* borrowed from the shelf until the next call */
	const char *body, *packed; /* packed: the same under gzip */
	size_t length, packed_length;
	const char *etag;          /* quoted; of the body */
};

struct shelf *shelf_open(const char *folder, struct error *error);
void shelf_close(struct shelf *shelf);
/* The file for a path such as "/v1/craven", "/craven" or "/craven.json". False when there is none, or the
 * name is none that a file here may have (one part, letters, digits, '-', '_' and '.', no leading '.'). */
bool shelf_find(struct shelf *shelf, const char *path, struct sheet *sheet);

/* ---- serving --------------------------------------------------------------------------------------- */

struct serve_setup {
	const char *folder;
	const char *listen;     /* "unix:PATH", "127.0.0.1:PORT", "[::1]:PORT"; port 0: any free one */
	const char *token_file; /* a private file with the bearer token, or NULL: no token is asked for */
	int wire;               /* ends when the other side of this descriptor goes; −1 none */
};
/* Serves until SIGTERM, SIGINT or SIGHUP, or until the wire's other side goes. An exit code. */
int serve(const struct serve_setup *setup);

/* Whether the request's Accept-Encoding lets gzip through; whether If-None-Match names the tag. NULL: absent. */
bool accepts_gzip(const char *header);
bool tag_matches(const char *header, const char *etag);

#endif
