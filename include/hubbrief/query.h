/* Filters as SQL over a profile's projection (design.md §6). Every question about records is built here, so
 * that nothing reaches a record but through what the profile may see. Inside src/store only.
 *
 * Statements name the record table r. Parameters ?1 to ?5 are the moment: today, now, the sequence number of its
 * oldest baseline, since_at, and the UK day of that oldest baseline; what a filter binds follows from ?6. A range of an
 * index begins at ?3 or ?5; where hubs have baselines of their own, query_since says which holds for a record. */
#ifndef HUBBRIEF_QUERY_H
#define HUBBRIEF_QUERY_H

#include "hubbrief/filter.h"
#include "hubbrief/store.h"
#include "hubbrief/str.h"

struct sqlite3;
struct sqlite3_stmt;

/* The ids behind the bits of the masks. */
enum { PLACE_BITS = 62 };
struct places {
	char *hubs[PLACE_BITS], *areas[PLACE_BITS]; /* owned; NULL unused */
};
void places_load(struct places *places, struct sqlite3 *db);
void places_clear(struct places *places);
int place_bit(char *const *ids, const char *id); /* −1 unknown */

struct bind {
	enum { BIND_INTEGER, BIND_REAL, BIND_TEXT, BIND_HITS } type;
	int64_t integer;
	double real;
	char *text; /* owned */
	struct hits *hits; /* borrowed */
};

/* What one text of a filter finds in the search index, as a bit for each record. */
struct hits {
	const struct filter *term; /* borrowed */
	bool led;                  /* the query holds by itself only what is found: no bits */
	uint64_t *bits;            /* owned */
	size_t room;               /* of bits, in words of 64 */
	struct hits *next;
};

struct query {
	struct str sql;
	struct bind *binds;
	size_t count;
	struct moment moment;
	const struct places *places; /* borrowed */
	struct hits *hits;           /* borrowed; NULL: texts are looked up by the query itself */
};

void query_start(struct query *query, const struct moment *moment, const struct places *places);
void query_free(struct query *query);
void query_add(struct query *query, const char *sql);
void query_integer(struct query *query, int64_t value); /* adds "?N" and binds it */
void query_real(struct query *query, double value);
void query_text(struct query *query, const char *text);
void query_hits(struct query *query, struct hits *hits);
struct sqlite3_stmt *query_prepare(const struct query *query, struct sqlite3 *db, struct error *error);
/* The sequence number of the baseline that holds for a record, by the column of its hubs: "?3" where all hubs have one. */
void query_since(struct str *sql, const struct moment *moment, const char *hubs);
/* It has an event in the log since its baseline; a range of the index record_told. */
void query_told(struct str *sql, const struct moment *moment);
/* Rule 9: it was not late yet on the day of its baseline. (That it is open is in `standing` too, and so in the indexes.) */
void query_newly_late(struct str *sql, const struct moment *moment);
/* The severity of an incident, a notice or a case. */
#define QUERY_SEVERITY "(r.severity||r.risk)"
#define QUERY_BY_SEVERITY "(r.kind=10 AND l.severity<>" QUERY_SEVERITY ")"
/* Events as bits 1 << enum change_type: how record r differs from what it was in entry l of the log (rule 9). A
 * rating that follows from closing or reopening is no event of its own, nor is the end of a notice (kind 10) that follows
 * from its severity: a flood warning that goes up again is one change. */
#define QUERY_EVENTS "(((l.ended=0 AND r.ended=1 AND NOT " QUERY_BY_SEVERITY ")<<1)|" \
	"((l.ended=1 AND r.open=1 AND NOT " QUERY_BY_SEVERITY ")<<2)|((l.due<>r.due)<<3)|" \
	"((l.owner<>r.owner)<<4)|((l.base<>r.base AND l.ended=r.ended)<<5)|((l.stage<>r.stage)<<6)|" \
	"((l.severity<>" QUERY_SEVERITY ")<<7)|((l.quarantined=0 AND r.quarantined=1)<<11))"
/* From here on told_events says that only comparing tells. */
enum { EVENTS_OPEN = 1 << 17 };
#define QUERY_GRAVITY(word) "instr(' low      standard medium   high     critical '," word ")"
/* Bit 16: something went the wrong way. */
#define QUERY_WORSE "((max(l.due<r.due AND r.due<2147483647,instr('BGAR',l.base) BETWEEN 1 AND instr('BGAR',r.base)-1," \
	QUERY_GRAVITY("l.severity") "<" QUERY_GRAVITY(QUERY_SEVERITY) "))<<16)"
bool baseline_older(const struct baseline *one, const struct baseline *other); /* none is newer than any */
day_t baseline_day(const struct baseline *baseline); /* on which it was held; DAY_NONE: none */
/* Binds ?1 to ?5 of any statement. */
void moment_bind(struct sqlite3_stmt *statement, const struct moment *moment);

/* What the column `suppressed` says beside 0 and 1: hidden beside others of one total. */
enum { SUPPRESSED_WITHHELD = 2 };

/* What the profile may see at all, as a condition. Always the first condition of a WHERE. */
const char *query_visible(enum profile profile);
/* What stands for the record's columns in the profile: the safe form of a shy or suppressed one. */
const char *query_title(enum profile profile);
const char *query_place(enum profile profile);
const char *query_strand(enum profile profile);
const char *query_value(enum profile profile);
const char *query_total(enum profile profile);
const char *query_change(enum profile profile);
const char *query_judgement(enum profile profile);
const char *query_rating(void); /* on the day: 'B' 'G' 'A' 'R' '-' */
/* A flag as a condition that is 0 or 1, never NULL. */
void query_flag(struct str *sql, enum flag flag, const struct moment *moment);

/* The events of record r since the baseline, as bits (enum change_type); "0" without a baseline. */
void query_events(struct str *sql, const struct moment *moment);

/* A select of the log entries (all columns) that hold what was there at the baseline and is gone. */
void query_gone(struct str *sql, const struct moment *moment);

/* The flags' values that are settled, because of the class of rule 19 that is being asked for. */
struct settled {
	uint32_t known, value; /* bits of enum flag */
	enum kind kind;        /* KIND_NONE: any */
};
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_OPEN };
/* What the filter is worth when that much is settled; `settled` may be NULL. */
enum truth filter_truth(const struct filter *filter, const struct settled *settled);
/* Adds the filter as a condition; parts that are settled are left out. `filter` NULL means everything. */
void query_filter(struct query *query, const struct filter *filter, const struct settled *settled);
/* " WHERE visible AND filter" */
void query_where(struct query *query, const struct filter *filter, const struct settled *settled);

/* "one two" of a text term as the search index wants it, in the profile's columns. Adds to `match`. */
void query_match(struct str *match, const struct filter *term, enum profile profile);

/* The expression by which a `sort` names a column, without its "-"; NULL unknown. */
const char *query_sort(const char *name, enum profile profile);

#endif
