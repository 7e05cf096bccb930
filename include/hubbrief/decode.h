/* Foreign JSON, checked before anything is believed, and the records in it (design.md §4, faults.md §2).
 * Used by the feeder. Causes are sentences for the sources view; foreign text in them is cleaned. */
#ifndef HUBBRIEF_DECODE_H
#define HUBBRIEF_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/error.h"
#include "hubbrief/mapping.h"
#include "hubbrief/record.h"

enum {
	BODY_MOST = 8 << 20,  /* decoded bytes of one body */
	DEPTH_MOST = 64,
	ITEMS_MOST = 50000,   /* in one list or object */
	PAGES_MOST = 100,
};

/* Strict JSON: UTF-8, no duplicate names, no NUL, numbers that fit, within the limits above; a byte order
 * mark is tolerated and skipped (*body and *length move past it). A web page, an empty answer or UTF-16
 * are named as what they are. */
bool json_valid(const char **body, size_t *length, struct error *error);

/* The text or number at a path such as "$.date" or "$.meta[0].when". Owned. */
char *json_pick(const char *body, size_t length, const char *path, struct error *error);

/* A short name for a body, equal for equal bodies. `out` has room for 65 bytes. Start with hash 0 and pass
 * what it returned to go on with the next page. */
uint64_t body_hash(uint64_t hash, const char *body, size_t length);
void body_hash_text(uint64_t hash, size_t length, char *out);

/* What a page of a hub-feed/1 answer says about itself. Owns its texts. */
struct page_head {
	char *next, *delta;        /* NULL: none */
	instant_t generated;       /* INSTANT_NONE: not stated */
	bool complete;
	enum marking marking;      /* MARKING_UNKNOWN: not stated */
};
/* Reads the head alone, at a fraction of what the records cost. Refuses what is not JSON at first sight, not
 * hub-feed/1, or marked with what may not be held here; the records are looked at by page_read. */
bool page_head_read(struct page_head *head, const char *body, size_t length, struct error *error);
void page_head_free(struct page_head *head);

/* The whole page, parsed. */
struct page {
	struct page_head head;
	size_t records;
	struct page_body *body;    /* private: the parsed JSON */
};
bool page_read(struct page *page, const char *body, size_t length, struct error *error);
void page_free(struct page *page);

/* Where the records of an answer go: the keeper, or the counters of `check --feed`. */
struct sink {
	bool (*put)(void *context, const struct record *record, struct error *error);
	bool (*point)(void *context, const struct record *record, const char *period, double value, struct error *error);
	void (*refuse)(void *context, int index, const char *id, const struct refusal *refusal);
	bool (*remove)(void *context, const char *id, struct error *error);
	void *context;
};

/* Reading one answer, over all its pages or rows. Start with reading_start. */
struct reading {
	const char *source;
	struct known_places places; /* { 0 }: any hub and area */
	enum marking marking;      /* the answer's, else the source's; MARKING_UNKNOWN: neither */
	const struct sink *sink;
	int most;                  /* records that are taken; the rest is left out and said so */
	int index;                 /* of the next record; goes on over the pages */
	int taken;                 /* records and points given to the sink */
	int unknown_fields, unmarked;
	struct seen *seen;         /* private: ids of this answer */
};
void reading_start(struct reading *reading, const char *source, struct known_places places, enum marking marking,
	int most, const struct sink *sink);
void reading_end(struct reading *reading);
/* Every record and removal of a page. A record that fails is refused alone; false only when the sink fails. */
bool reading_page(struct reading *reading, const struct page *page, struct error *error);
/* One row of a mapping: a record, or with `value` one point of a measure. To be called from mapping_run. */
bool reading_row(struct reading *reading, const struct mapping_row *row, struct error *error);

#endif
