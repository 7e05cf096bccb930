/* The pack: what the briefing says, gathered once and written in any of its formats (design.md §9). The same
 * matrix and words as the board, so that screen and pack never disagree. Commands, and the dashboard for `W`. */
#ifndef HUBBRIEF_REPORT_H
#define HUBBRIEF_REPORT_H

#include "hubbrief/changes.h"

/* The lists of a pack, in the order in which it tells them; REPORT_CHANGES, of the last 24 hours, without a baseline. */
enum report_list {
	REPORT_CHANGES, REPORT_OVERDUE, REPORT_DUE_TODAY, REPORT_DUE_SOON, REPORT_MEETINGS, REPORT_POWERS, REPORT_CAMPAIGNS,
	REPORT_MILESTONES, REPORT_REVIEWS, REPORT_OBJECTIVES, REPORT_MEASURES, REPORT_NOTICES, REPORT_BODIES, REPORT_ACTIONS,
	REPORT_LIST_COUNT,
};

struct report_entry {
	struct row row;       /* owned */
	struct record record; /* the report's arena */
};

/* What people read of a list; what other programs and spreadsheets read is whole. */
enum { REPORT_MOST = 60, REPORT_AGENCY_MOST = 15, REPORT_ACTIONS_MOST = 300 };

/* Of REPORT_ACTIONS, which stand by agency, then by date. */
struct report_agency {
	const char *owner;    /* "" nobody; the arena's */
	size_t total, late, read; /* its open actions; of them late; of them in the list */
};

/* The meeting that the pack is of: the one under way, else the last one closed. Its decisions are the room's own and
 * stay out of profile public. */
struct report_meeting {
	bool known;
	struct briefing briefing;
	struct decision *decisions, *questions; /* questions: carried until they are answered */
	size_t decision_count, question_count;
	bool hidden; /* some are about records that the profile may not see */
};

struct report {
	struct arena arena;
	const struct config *config;    /* borrowed */
	struct store *store;            /* borrowed */
	struct moment moment;
	int hub, area;                  /* what it is about: indices, PLACE_ANY all */
	bool whole;                     /* every record of every list was read, else the first of what report_fits */
	struct matrix matrix;
	struct request_list requests;
	struct source_line *sources;
	size_t source_count;
	int64_t withheld;               /* for that hub and area */
	struct change_list changes;     /* since the baseline, of that hub and area; none without one */
	struct {
		struct report_entry *at;
		size_t count, room;     /* read */
		size_t total;           /* that there are */
	} lists[REPORT_LIST_COUNT];
	struct report_agency *agencies; /* the arena's */
	size_t agency_count;
	struct report_meeting meeting;
};

bool report_load(struct store *store, const struct config *config, const struct moment *moment, int hub, int area,
	bool whole, struct report *report, struct error *error);
/* Adds the meeting to a report that is loaded; `state` NULL: there is none. */
void report_add_meeting(struct report *report, struct state *state);
void report_free(struct report *report);

/* One format each. CSV is not here: it is a file a section, see report_files. */
void report_text(const struct report *report, struct str *out); /* whole sentences, a line each; no glyphs */
void report_json(const struct report *report, struct str *out);
void report_markdown(const struct report *report, struct str *out);
void report_html(const struct report *report, struct str *out); /* one file that asks for no other; no script */

/* The formats by name. */
struct report_format {
	const char *name, *ending;      /* "markdown", "md" */
	void (*write)(const struct report *report, struct str *out); /* NULL: a folder of files */
	bool whole; /* what its report is loaded with */
};
extern const struct report_format report_formats[]; /* ends with a NULL name */
const struct report_format *report_format_named(const char *name); /* NULL unknown */
/* Writes it to `path`, private and whole: a file, of CSV a folder with a file a section. */
bool report_write(const struct report *report, const struct report_format *format, const char *path,
	struct error *error);

#endif
