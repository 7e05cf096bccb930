/* The audit lines of retention: what was purged from records.db and from state.db. Each stands in the database that it
 * tells of, written in one transaction with the purge; it is never purged itself, and holds no title and no id. */
#ifndef HUBBRIEF_PURGE_H
#define HUBBRIEF_PURGE_H

#include "hubbrief/retention.h"
#include "hubbrief/state.h"
#include "hubbrief/store.h"
#include "hubbrief/str.h"

struct purge_line {
	instant_t at;
	char what[24];             /* "incident", "log entry", "briefing": one of them */
	char rule[RETENTION_TEXT]; /* why, as retention_text says it */
	int64_t count;
};

struct keeper;

/* Newest first; how many. Those up to `until`: a rewound store keeps the later ones too, which say how far its log reaches. */
size_t store_purges(struct store *store, instant_t until, struct purge_line *lines, size_t most);
size_t keeper_purges(struct keeper *keeper, instant_t since, struct purge_line *lines, size_t most);
size_t state_purges(struct state *state, struct purge_line *lines, size_t most);
void purge_say(const struct purge_line *line, struct str *out); /* "12 incidents older than 90 days" */

/* How far the log of changes goes back, once entries were purged from it by their age: changes can be told since that
 * number, and its first entry is of that time (INSTANT_NONE: there is none). False: it is whole. */
bool store_log_limit(struct store *store, int64_t *sequence, instant_t *at);

#endif
