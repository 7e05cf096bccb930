/* Which requests a source stands for: source × hub × month, with their addresses written out. Pure. */
#ifndef HUBBRIEF_PLAN_H
#define HUBBRIEF_PLAN_H

#include "hubbrief/config.h"

/* Everything but `source` is the arena's. */
struct request {
	const struct source *source;
	const char *hub, *month; /* "" when not asked by */
	const char *url;
	const char *form;        /* body of a POST, encoded; NULL: GET */
};

struct plan {
	struct request *requests; /* hub by hub, in each the oldest month first: a measure's text is then the newest's */
	size_t count;
};

/* `last_month` ("2025-09") is the last of `each: month`; NULL or "" for sources without. */
void plan_source(struct arena *arena, const struct config *config, const struct source *source, const char *last_month,
	struct plan *out);

enum { MONTH_ROOM = 8 };
void plan_month_before(instant_t now, char out[MONTH_ROOM]);         /* the month before now, UK */
bool plan_month_of(const char *picked, char out[MONTH_ROOM]);        /* "2025-09-01" → "2025-09" */

/* "https://host:port" of an address, "unix:/path" or "file:": whom it asks. The arena's. */
const char *plan_host(struct arena *arena, const char *url);

#endif
