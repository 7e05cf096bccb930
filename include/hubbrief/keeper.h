/* records.db as the feeder writes it: the only writer. One transaction an answer: records, log, tallies,
 * search index, request status and validators together, then the stamp file is touched. */
#ifndef HUBBRIEF_KEEPER_H
#define HUBBRIEF_KEEPER_H

#include "hubbrief/config.h"
#include "hubbrief/record.h"
#include "hubbrief/store.h"

struct keeper;

/* Creates and migrates; takes no lock (feed/feeder.c holds it). A damaged file is set aside and *notice
 * says so in a sentence (owned, or NULL). */
struct keeper *keeper_open(const char *path, char **notice, struct error *error);
void keeper_close(struct keeper *keeper);
/* Assigns bits to hubs and areas, brings the tallies in line with the config's ratings, and marks the
 * requests that the config no longer has as off. Call at the start and after each reload. */
bool keeper_configure(struct keeper *keeper, const struct config *config, struct error *error);

/* The request row of source × hub × month, made when missing. hub and month "" when not asked by. */
int64_t keeper_request(struct keeper *keeper, const char *source, const char *hub, const char *month);

bool keeper_knows(struct keeper *keeper, const char *source); /* some request of it was made */

struct validators {
	char *etag, *last_modified, *gate; /* owned; NULL none */
	char hash[65];                     /* of the last good body; "" none */
	instant_t received, made, no_poll_before;
	int failures;
	char *delta; /* address of the next poll, or NULL */
	char *error; /* why the last poll failed, or NULL; owned */
	int records; /* how many the last good answer gave */
};
bool keeper_validators(struct keeper *keeper, int64_t request, struct validators *out);
void validators_free(struct validators *validators);
/* The newest month that a source has answered for ("2025-09"); owned, NULL none. */
char *keeper_newest_month(struct keeper *keeper, const char *source);
/* These requests are all that the source stands for now: others of it are forgotten when they never
 * answered, else marked off. What they gave stays. */
bool keeper_retire(struct keeper *keeper, const char *source, const int64_t *requests, size_t count);

/* What one answer (all its pages) says. Everything borrowed. */
struct answer {
	int64_t request;
	instant_t received, made;    /* made INSTANT_NONE: not stated */
	bool complete;
	bool no_store;
	const char *etag, *last_modified, *gate, *hash, *delta;
	int status, milliseconds;
	int64_t bytes;
	struct cadence expect;       /* for stale_at and dead_at */
	int unknown_fields;
};

/* keeper_begin … (keeper_put | keeper_point | keeper_refuse)* … keeper_remove* … keeper_commit. */
bool keeper_begin(struct keeper *keeper, const struct answer *answer, struct error *error);
/* New, changed or the same; a changed one appends the record as it was to the log. */
bool keeper_put(struct keeper *keeper, const struct record *record, struct error *error);
/* One point of a measure's series; the record carries everything but the series. The point belongs to
 * this request; points of other requests of the source stay. */
bool keeper_point(struct keeper *keeper, const struct record *record, const char *period, double value,
	struct error *error);
/* The record at `index` was refused; its last good version (if any) stays and is flagged. */
void keeper_refuse(struct keeper *keeper, int index, const char *id, const struct refusal *refusal);
bool keeper_remove(struct keeper *keeper, const char *id, struct error *error);
void keeper_unknown_fields(struct keeper *keeper, int count); /* of the whole answer, before the commit */
/* Ends the answer: when complete, records of this request that were not put are gone. Derives repeats.
 * Gives the sequence number after it. */
bool keeper_commit(struct keeper *keeper, int64_t *sequence, struct error *error);
void keeper_abandon(struct keeper *keeper); /* rolls back: the last good rows stay */

/* A poll that brought nothing: 304 or an equal body (`unchanged`), or a failure with its cause. Renews the
 * receipt when unchanged; never touches records. */
struct poll_outcome {
	int64_t request;
	instant_t at, next_poll;
	bool unchanged, refused;
	int status, milliseconds;
	int64_t bytes;
	const char *error; /* NULL when unchanged */
	const char *gate;  /* the gate's value it was asked under, or NULL */
	struct cadence expect;
};
bool keeper_polled(struct keeper *keeper, const struct poll_outcome *outcome, struct error *error);
bool keeper_next_poll(struct keeper *keeper, int64_t request, instant_t at);
/* The actions of the feeds, changed after `since`, that may name an action taken in the room: by their id, refs or tags;
 * and what those named that were purged. */
bool keeper_naming(struct keeper *keeper, int64_t since, void (*visit)(void *context, const char *json), void *context);
/* ---- retention --------------------------------------------------------------------------------- */

/* One run: what is kept no longer on its day goes, as no change of anything, and every kind has its audit line. */
struct purge_run {
	instant_t at;   /* when it was begun: of all its audit lines */
	int64_t floor;  /* the log keeps what came after this number; INT64_MAX nothing, −1 everything */
	int most;       /* records of one step */
};
enum purge_result {
	PURGE_FAILED, /* with the error */
	PURGE_MORE,   /* a step was done in one transaction; call again */
	PURGE_LATER,  /* all is purged, but a reader keeps traces of it from being wiped: try again in a while */
	PURGE_DONE,   /* nothing is left to do, nor any trace in the files */
};
enum purge_result keeper_purge(struct keeper *keeper, const struct purge_run *run, struct error *error);
bool keeper_untidy(const struct keeper *keeper); /* something was purged since the last PURGE_DONE */

int64_t keeper_sequence(struct keeper *keeper);
struct holidays keeper_holidays(struct keeper *keeper);

#endif
