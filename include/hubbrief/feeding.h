/* What the parts of the feeder share: jobs.c (what to ask when), pull.c (asking one request), deliver.c
 * (from its bodies to the store), feeder.c (the loop). Private to src/feed. */
#ifndef HUBBRIEF_FEEDING_H
#define HUBBRIEF_FEEDING_H

#include "hubbrief/decode.h"
#include "hubbrief/feeder.h"
#include "hubbrief/http.h"
#include "hubbrief/keeper.h"
#include "hubbrief/plan.h"
#include "hubbrief/retry.h"

#define NEVER_DUE INT64_MAX

enum job_state { JOB_IDLE, JOB_QUEUED, JOB_ASKING };

/* One answer while it comes in: its pages, kept until the last is here. */
struct pull {
	char **bodies;
	size_t *lengths;
	char **addresses;      /* asked so far, for pages that repeat */
	size_t count, asked, bytes;
	struct page_head last; /* of a hub-feed: what the newest page says of itself */
	instant_t made;        /* the first page's generated_at */
	bool complete;         /* all pages say so */
	struct validators validators; /* of the last good answer */
	char *etag, *last_modified, *gate;
	bool no_store;
	int status, milliseconds;
	int64_t wire_bytes;
};

/* A request that is asked again and again; or, with `gate`, the small one that says whether to. */
struct job {
	struct feeder *feeder;
	struct feeding_source *of;
	struct request request;
	bool gate;
	int64_t id;            /* of the request in the store; −1 for a gate */
	enum job_state state;
	int64_t due_ms;
	int failures;          /* in a row */
	bool good;             /* how the last try ended */
	bool without_validators; /* once, after a 304 that nobody asked for */
	struct pull pull;
};

/* A host is asked at one rate, whatever number of sources it serves. */
struct host {
	const char *name;
	struct pace pace;
};

struct feeding_source {
	const struct source *source;
	struct arena arena;    /* of the requests below */
	struct job *jobs;      /* requests; none while the months are not known */
	size_t job_count;
	struct job gate;       /* unused without a gate */
	char *gate_value;      /* as last answered; NULL not yet */
	char month[MONTH_ROOM];
	struct mapping *mapping;
	struct error mapping_error; /* why there is none */
	uint32_t reading_key;  /* changes with everything that changes what a body means */
	struct host *host, *gate_host;
};

/* Somebody waits for these sources to be polled. */
struct batch {
	long reply_to;         /* 0: nobody, only counted */
	bool *wanted;          /* a flag for each source */
};

/* Which of the actions taken in the room a feed reports meanwhile. */
struct room {
	int64_t looked;        /* feeds' records up to here were looked at */
	char **joined;         /* ids */
	size_t joined_count;
};

struct feeder {
	const struct feeder_options *options;
	struct config *config;
	struct keeper *keeper;
	struct http *http;
	struct lock *lock;
	struct arena arena;    /* of hosts */
	struct feeding_source *sources;
	size_t source_count;
	struct host *hosts;
	size_t host_count;
	struct batch *batches;
	size_t batch_count;
	uint32_t chance;
	struct room room;
	struct purging {
		day_t day;         /* the last one that all was purged for; DAY_NONE not yet */
		struct purge_run run; /* the one under way */
		bool under_way;
		int64_t begun_ms;  /* the first step; 0 none yet */
		int64_t next_ms;   /* not before */
		instant_t told;    /* audit lines up to here stand in the log file */
	} purging;
	bool paused, stopping, holding, waiting_told, once_good;
	int asking_told;
	int signals;           /* signalfd */
	int lock_tries;        /* left to try again soon after the holder has gone */
	int64_t lock_try_ms;   /* when */
};

/* ---- jobs.c ---------------------------------------------------------------------------------------- */

void jobs_build(struct feeder *feeder);
void jobs_free(struct feeder *feeder);
/* Queues a source now, by its gate if it has one. */
void jobs_want(struct feeder *feeder, size_t source);
/* Queues what is due; the milliseconds until the next is, NEVER_DUE when nothing is planned. */
int64_t jobs_due(struct feeder *feeder, int64_t now_ms);
/* Sends what is queued, within each host's rate; the milliseconds until more may go. */
int64_t jobs_send(struct feeder *feeder, int64_t now_ms);
bool jobs_waiting(const struct feeder *feeder);       /* something is queued */
bool jobs_busy(const struct feeding_source *of);      /* something of it is queued or being asked */
int jobs_asking(const struct feeder *feeder);
bool jobs_good(const struct feeding_source *of);      /* all its last tries were */
uint32_t feeder_chance(struct feeder *feeder);

/* How a try ended. Each leaves the job idle with its next time set. */
void job_stored(struct job *job, int64_t sequence);
void job_unchanged(struct job *job);
struct failing {
	const char *cause;     /* one sentence */
	enum verdict verdict;  /* LATER, REFUSED or GONE */
	int64_t retry_after;   /* −1 none */
};
void job_failed(struct job *job, const struct failing *failing);
void gate_answered(struct job *gate, const char *body, size_t length);

/* ---- pull.c ---------------------------------------------------------------------------------------- */

void pull_start(struct job *job);                     /* from queued to asking, or failed at once */
void pull_clear(struct pull *pull);

/* ---- room.c ---------------------------------------------------------------------------------------- */

/* Brings the records of the source "room" in line with state.db, less those that a feed reports meanwhile. */
void room_store(struct feeder *feeder);
void room_free(struct feeder *feeder);

/* ---- purging.c ------------------------------------------------------------------------------------- */

/* Does one step of what retention asks for, at the start and once a day. The milliseconds until the next is due. */
int64_t purging_step(struct feeder *feeder);
void purging_again(struct feeder *feeder); /* the configuration changed */
bool purging_over(const struct feeder *feeder); /* nothing is left that who asks once should wait for */

/* ---- deliver.c ------------------------------------------------------------------------------------- */

/* Stores the whole answer, or finds it unchanged, or keeps what was stored: ends the job's try. */
void deliver(struct job *job);
/* Reads the head of the newest body, a page of a hub-feed, with what it adds to the whole. */
bool deliver_head(struct pull *pull, struct error *error);
bool deliver_same(const struct job *job); /* the bodies so far are the whole answer stored last */
uint32_t reading_key(const struct config *config, const struct source *source, const char *mapping_sql);
/* Whether the stored answer was read the way it would be read now; if not, validators mean nothing. */
bool read_as_now(const struct job *job, const struct validators *validators);

#endif
