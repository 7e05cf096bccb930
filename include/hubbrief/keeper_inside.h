/* What the keeper's files share: keeper.c (opening, requests, polls), answer.c (one answer from begin to commit), put.c (one
 * record's row), row_text.c (its JSON and search texts), keeper_purge.c (retention), points.c (series put together), groups.c
 * (rule 8 over them), repeats.c (rule 11), closed.c (sensitive areas), and rewind.c and rewind_sources.c, which write a copy
 * in the same way. Inside src/store only. */
#ifndef HUBBRIEF_KEEPER_INSIDE_H
#define HUBBRIEF_KEEPER_INSIDE_H

#include "hubbrief/db.h"
#include "hubbrief/keeper.h"
#include "hubbrief/query.h"
#include "hubbrief/tally.h"

/* A statement that is prepared once and kept. */
enum keeper_statement {
	KEEP_FIND, KEEP_WRITE, KEEP_UNQUARANTINE, KEEP_QUARANTINE, KEEP_DELETE, KEEP_LOG, KEEP_BEFORE, KEEP_TOLD, KEEP_TEXTS,
	KEEP_INDEX, KEEP_UNINDEX, KEEP_LEAVING, KEEP_UNCOUNT, KEEP_LOG_DROP,
	KEEP_ALSO_ADD, KEEP_ALSO_DROP, KEEP_ALSO_READ, KEEP_ALSO_DROP_ALL, KEEP_ALSO_ANY, KEEP_GIVER, KEEP_KNOWN, KEEP_REFUSE, KEEP_DATA,
	KEEP_POINT_WRITE, KEEP_POINT_DROP, KEEP_POINT_READ, KEEP_POINT_DROP_ALL, KEEP_POINT_OURS,
	KEEP_REPEAT_READ, KEEP_REPEAT_WRITE, KEEP_REPEAT_DROP,
	KEEP_COUNT,
};

struct numbers { int64_t *at; size_t count, room; }; /* owned */
void numbers_add(struct numbers *numbers, int64_t n);
void numbers_sort(struct numbers *numbers); /* and each once */
bool numbers_has(const struct numbers *sorted, int64_t n);

/* A measure whose points this answer gives, until the commit puts its series together. */
struct pending {
	const char *id, *json; /* the record without its series; NULL: only what is past its time came of it. The answer's arena */
	bool past;             /* some of it did */
	struct pending_point { const char *period; double value; } *points; /* owned */
	size_t point_count, point_room;
	struct pending *next;  /* in its bucket */
};
enum { PENDING_BUCKETS = 1024 };

/* Days of incidents at one place that this answer touched. */
struct touched_place { char *place; int64_t hubs; day_t from, to; }; /* place owned */

enum { TIDY, UNTIDY_FILE, UNTIDY_WORDS };

struct keeper {
	struct sqlite3 *db;
	char *path, *stamp;
	struct places places;
	struct tally *tally;
	struct sqlite3_stmt *statements[KEEP_COUNT];
	int64_t sequence;
	day_t *holidays; /* as last asked for; owned */
	uint64_t closed_areas; /* those that the configuration calls sensitive, as bits */
	bool salvaged; /* the log may know records that are fetched again */
	int keep[RETENTION_COUNT]; /* days, as the configuration has them */
	int untidy;    /* where traces of what was purged may still stand */
	bool merging;  /* the words of the search index are being merged, which wipes them */

	/* of the answer under way */
	bool answering;
	int64_t sequence_before;
	struct answer answer; /* its texts in the arena */
	const char *source;
	struct arena arena;
	struct numbers seen;
	struct pending *pending[PENDING_BUCKETS];
	bool measured; /* a measure came, changed or went */
	int past;      /* records given beyond their time, and not kept */
	bool unindexed; /* something was purged that was in the search index */
	int64_t purged[KIND_COUNT][RETENTION_COUNT + 1]; /* by the rule that it went by */
	struct touched_place *touched;
	size_t touched_count, touched_room;
};

struct sqlite3_stmt *keeper_statement(struct keeper *keeper, enum keeper_statement which);
int keeper_place_bit(struct keeper *keeper, const char *kind, const char *id); /* assigned when new; −1 no room */
bool keeper_failed(struct keeper *keeper, struct error *error); /* db_failed, and remembers damage */
bool keeper_run(struct keeper *keeper, const char *sql, int64_t value, struct error *error); /* ?1 is the value */

void keeper_touch(struct keeper *keeper); /* the stamp file, after a COMMIT */
struct request_ages { instant_t stale_at, dead_at; }; /* INT64_MAX: never */
struct request_ages request_ages(struct keeper *keeper, instant_t made, struct cadence expect);
enum { POLLS_KEPT = 20 }; /* of each request */
/* Columns of request ?1: what it gives, and what was refused of it. */
#define REQUEST_COUNTS " records=(SELECT count(*) FROM record WHERE request=?1)+(SELECT count(*) FROM also WHERE request=?1)," \
	" quarantined=(SELECT count(*) FROM quarantine WHERE request=?1 AND reason NOT LIKE 'held:%')," \
	" held=(SELECT count(*) FROM quarantine WHERE request=?1 AND reason LIKE 'held:%')"
bool poll_write(struct keeper *keeper, const struct poll_outcome *outcome, const char *text, struct error *error);
bool sequence_write(struct keeper *keeper, struct error *error);

/* answer.c. One transaction that changes records: begun for an answer, ended with what follows from the changes. */
bool keeper_start(struct keeper *keeper, const struct answer *answer, struct error *error);
bool keeper_settle(struct keeper *keeper, struct error *error); /* all but the COMMIT */
void keeper_end(struct keeper *keeper); /* after it */

/* keeper_purge.c. Which rule ends the keeping of such a record on the day of the answer; RETENTION_NONE: it is kept.
 * `kept_from` INSTANT_NONE and `review_by` DAY_NONE: not given. */
enum retention keeper_past(const struct keeper *keeper, enum kind kind, const char *source, instant_t kept_from,
	day_t review_by);
enum retention row_past(const struct keeper *keeper, const struct record *record); /* the same of a whole record */
bool purged_write(struct keeper *keeper, struct error *error); /* the audit lines of what went */
/* Nothing of a record stays in the log, which holds what it was; it is counted for its audit line. */
bool purged_log(struct keeper *keeper, const char *id, enum kind kind, enum retention rule, struct error *error);
bool purged_joins(struct keeper *keeper, const char *data, struct error *error); /* room actions that it named */

/* row_text.c. Every member that is set, as record_write writes it. Adds to `out`. */
void row_json(const struct record *record, struct str *out);
void row_list(const struct value *value, struct str *out); /* a list as its column holds it: ",a,b," */
/* What the search index holds of the record, by column; KEEP_TEXTS says the same of a stored row, word for word, so
 * that it can be taken out again. */
enum { SEARCH_TEXTS = 3 };
void row_search(const struct record *record, const struct derived *derived, struct str texts[SEARCH_TEXTS]);

/* put.c: the row of a record, with its log entry, search texts and tallies. */
/* The columns that do not follow from the record: its number (−1: a new one), which entries of the log told of it. */
struct row_numbers { int64_t n, born, sequence, reopened, told, told_events, told_before, hubs, quarantined; };
char *row_write_sql(void); /* of KEEP_WRITE; owned */
bool row_put(struct keeper *keeper, const struct record *record, int64_t *n, struct error *error);
/* Writes a record of this source as it is given here, though not by this answer: what gave it stays. */
bool row_again(struct keeper *keeper, const struct record *record, struct error *error);
/* What leaves is told as gone; past its time it is purged instead, and nothing of it stays. */
bool row_gone(struct keeper *keeper, int64_t n, struct error *error);
/* rewind.c: what stands there goes; then the record, unless NULL, is written with these numbers (its hubs are found here),
 * closed at least as much as `least`. The log is left alone. `data` is its JSON. */
bool row_put_back(struct keeper *keeper, const char *id, const struct record *record, const char *data,
	enum disclosure least, struct row_numbers *numbers, struct error *error);
int64_t row_find(struct keeper *keeper, const char *id); /* −1 none */
bool row_quarantine(struct keeper *keeper, int64_t n, const char *id, struct error *error); /* an event, the first time */

/* points.c */
bool points_add(struct keeper *keeper, const struct record *record, const char *period, double value, struct error *error);
bool points_add_series(struct keeper *keeper, const struct record *record, struct error *error);
bool points_past(struct keeper *keeper, const char *id); /* one of its points is left out; whether it is the first */
bool points_commit(struct keeper *keeper, struct error *error);
void points_forget(struct keeper *keeper);

/* groups.c. Hides what must be hidden beside a number under five, and takes back what need not be any more. */
bool groups_commit(struct keeper *keeper, struct error *error);

/* closed.c. Takes in which areas are sensitive. */
bool closed_configure(struct keeper *keeper, const struct config *config, struct error *error);

/* repeats.c */
void repeats_touch(struct keeper *keeper, const char *place, int64_t hubs, instant_t occurred);
bool repeats_named(struct keeper *keeper, int64_t n, enum disclosure class, bool share_safe, struct error *error);
bool repeats_commit(struct keeper *keeper, struct error *error);
void repeats_forget(struct keeper *keeper);

#endif
