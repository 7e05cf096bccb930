/* The pack: what the briefing says, gathered once and written as text or JSON (design.md §9). The same
 * matrix and words as the board, so that screen and pack never disagree. Commands only. */
#ifndef HUBBRIEF_REPORT_H
#define HUBBRIEF_REPORT_H

#include "hubbrief/changes.h"

/* The lists of a pack, in the order in which it tells them. */
enum report_list {
	REPORT_CHANGES, REPORT_OVERDUE, REPORT_DUE_TODAY, REPORT_DUE_SOON, REPORT_MEETINGS, REPORT_POWERS, REPORT_CAMPAIGNS,
	REPORT_MILESTONES, REPORT_REVIEWS, REPORT_OBJECTIVES, REPORT_MEASURES, REPORT_NOTICES, REPORT_BODIES,
	REPORT_LIST_COUNT,
};

struct report_entry {
	struct row row;       /* owned */
	struct record record; /* the report's arena */
};

struct report {
	struct arena arena;
	const struct config *config;    /* borrowed */
	struct store *store;            /* borrowed */
	struct moment moment;
	int hub, area;                  /* what it is about: indices, PLACE_ANY all */
	struct matrix matrix;
	struct request_list requests;
	struct source_line *sources;
	size_t source_count;
	int64_t withheld;               /* for that hub and area */
	struct change_list changes;     /* since the baseline, of that hub and area; none without one */
	struct { struct report_entry *at; size_t count, room; } lists[REPORT_LIST_COUNT];
};

bool report_load(struct store *store, const struct config *config, const struct moment *moment, int hub, int area,
	struct report *report, struct error *error);
void report_free(struct report *report);

void report_text(const struct report *report, struct str *out); /* whole sentences, a line each; no glyphs */
void report_json(const struct report *report, struct str *out);

#endif
