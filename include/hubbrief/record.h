/* One record as the model knows it: a value for each field of fields.def. Built by the feeder from
 * foreign JSON or mapping rows, loaded by the dashboard from the store. All memory is the arena's. */
#ifndef HUBBRIEF_RECORD_H
#define HUBBRIEF_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/dates.h"
#include "hubbrief/error.h"
#include "hubbrief/kind.h"
#include "hubbrief/marking.h"
#include "hubbrief/mem.h"
#include "hubbrief/series.h"

struct words {
	const char **at;
	size_t count;
};

struct value {
	bool set;
	enum precision precision; /* of a DAY */
	union {
		const char *text;    /* TEXT WORD ENUM; JSON as canonical text */
		struct words words;  /* WORDS HUBS AREAS */
		day_t day;           /* DAY */
		instant_t instant;   /* INSTANT; a date alone is its UK midnight */
		int64_t integer;     /* INTEGER, FLAG (0 or 1) */
		double real;         /* REAL */
	} as;
};

struct record {
	enum kind kind;
	const char *source; /* id of the source in the configuration */
	struct arena *arena; /* borrowed: owns every text below */
	struct value value[FIELD_COUNT];
};

/* Why a record was refused: shown in the sources view, one line each. */
struct refusal {
	const char *field; /* borrowed from field_table or the arena; "" when the whole record */
	char reason[200];
};

void record_start(struct record *record, const char *source, struct arena *arena);

/* Sets one field from text, as a mapping's column or a filter would give it: lists split at commas, texts
 * cleaned; an empty text leaves the field unset. False with a reason when it does not fit the type. */
bool record_set_text(struct record *record, enum field field, const char *text, struct refusal *refusal);
/* The same for a list whose entries may hold commas. */
bool record_set_words(struct record *record, enum field field, const char *const *words, size_t count,
	struct refusal *refusal);

const char *record_text(const struct record *record, enum field field); /* TEXT WORD ENUM JSON; "" when unset */
day_t record_day(const struct record *record, enum field field); /* DAY, or the UK day of an INSTANT; DAY_NONE unset */
bool record_flag(const struct record *record, enum field field); /* false when unset */
bool record_has_word(const struct record *record, enum field field, const char *word);

/* Fills the refusal; always false. `field` NULL: the whole record. */
bool record_refuse(struct refusal *refusal, const char *field, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Foreign text as a reason may quote it: in quotes, at most 40 columns; not at all when it looks like personal
 * data. In the arena. */
const char *record_quote(struct arena *arena, const char *text);

/* Load validation (domain.md §2.5): required fields, vocabulary of the kind, fields of another kind,
 * lengths, texts shaped like personal data (postcode, email, telephone, registration, date of birth,
 * crime number: reason starts "held:"), known hubs and areas (the two lists; NULL skips the check).
 * Fills defaults: marking falls back to `answer_marking`, then OFFICIAL-SENSITIVE with *faulted set. */
struct known_places {
	const char *const *hubs, *const *areas; /* ids */
	size_t hub_count, area_count;
};
bool record_check(struct record *record, const struct known_places *places, enum marking answer_marking,
	bool *faulted, struct refusal *refusal);
bool field_looks_personal(const char *name); /* a field name that holds a person's identity: refuse the record */

/* What the store keeps beside the fields so that queries need no code (rules 1–4, 7, 8, 11, 15, 16).
 * Clock-free: what depends on the day is given as the day from which it holds (DAY_NONE: never). */
struct derived {
	enum disclosure disclosure;
	day_t embargo;         /* counts as TEAM until this day */
	bool open;
	day_t due;             /* due, else a case's next_review, else a meeting's papers_due */
	enum precision due_precision;
	bool can_be_late;      /* a meeting's papers never are (rule 1) */
	day_t soon_from;       /* due − window (rule 2) */
	char rating;           /* B G A R or '-' : before the days below */
	day_t amber_from, red_from; /* rule 3 milestones, rule 15 bodies */
	day_t flagged_from;    /* rules 15 and 16 */
	int slips;             /* length of due_history */
	bool statutory;
	bool share_safe;       /* rule 8: single hate, DA or safeguarding incident: SHY fields are hidden */
	const char *safe_title; /* what share-safe profiles see; arena or literal */
	struct series_summary series; /* measures; else .points is 0 */
};
void record_derive(const struct record *record, struct derived *out);
bool record_ended(const struct record *record); /* its source says that it is done with: by a date or by its status */
/* Whether the periods of a measure total: counts do, but not of what stands at the end of a period (open cases,
 * live venues: by their category, domain.md §2.4). */
bool measure_adds_up(const struct record *record);
/* Its points, those that rule 8 hides marked; in the record's arena. False: it has none that can be read. */
bool measure_series(const struct record *record, struct series *series);
bool measure_sensitive(const struct record *record); /* rule 8 holds for it */

#endif
