/* Records to and from JSON: the feed's own shape (design.md §4). The decoder reads foreign JSON with
 * it, the store keeps and reads back the canonical form, reports write it. */
#ifndef HUBBRIEF_RECORD_JSON_H
#define HUBBRIEF_RECORD_JSON_H

#include <jansson.h>

#include "hubbrief/record.h"

/* Reads every known member of the object; unknown members add to *unknown; texts are cleaned. False with
 * the first refusal (wrong type, identity field, bad shape of series, gates, tension, offices,
 * due_history). Does not validate: record_check does. */
bool record_read(struct record *record, const json_t *object, int *unknown, struct refusal *refusal);

/* The same from text, begun here: how the store reads back what it keeps. `source` and `json` are borrowed. */
bool record_parse(struct record *record, const char *json, const char *source, struct arena *arena);

/* Checks the shape of a JSON field (series, gates, tension, offices, due_history) and stores it as canonical
 * compact text: keys sorted, series by period, texts cleaned. */
bool record_set_json(struct record *record, enum field field, const json_t *value, struct refusal *refusal);

/* All set fields as a new object (owned by the caller) with sorted keys; `safe` leaves SHY fields of a
 * share-safe record and the numbers of a suppressed measure out (rule 8). */
json_t *record_write(const struct record *record, const struct derived *derived, bool safe);

struct gate { const char *title; day_t due, done; }; /* done DAY_NONE: not yet */
struct office { const char *office, *role, *successor; day_t from, to; };
struct tension { const char *eep; int level; };
size_t record_gates(const struct record *record, struct gate **gates);       /* arrays in the record's arena */
size_t record_offices(const struct record *record, struct office **offices);
size_t record_due_history(const struct record *record, day_t **days);
bool record_tension(const struct record *record, struct tension *tension);

#endif
