/* One feeder per records.db: the lock file beside it, and the FIFO through which others ask the holder to
 * poll now (design.md §2). Used by the feeder only. */
#ifndef HUBBRIEF_LOCK_H
#define HUBBRIEF_LOCK_H

#include <stdbool.h>

#include "hubbrief/error.h"

struct lock;

/* "…/records.db" has its lock at "…/records.lock" and its FIFO at "…/records.ask". Takes nothing yet. */
struct lock *lock_new(const char *records_path, struct error *error);
void lock_free(struct lock *lock); /* lets go and removes the FIFO when held */

/* Tries once. When taken, makes the FIFO. False without an error when another holds it. */
bool lock_take(struct lock *lock, struct error *error);
/* While it is not held: readable when the holder may have gone. Reading it is lock_gone_drain. */
int lock_gone_fd(const struct lock *lock);
void lock_gone_drain(struct lock *lock);

/* The holder's side of the FIFO: readable when somebody asks. One request a call; false when none waits. */
struct lock_request {
	long reply_to;          /* process that waits for the answer; 0 none */
	char *sources[64];      /* ids, pointing into text; none: all */
	int count;
	char text[4096];
};
int lock_ask_fd(const struct lock *lock);
bool lock_next_request(struct lock *lock, struct lock_request *request);
void lock_reply(struct lock *lock, long to, bool good);

/* The other side: asks the holder. With `wait_ms` > 0 waits for its answer: 1 good, 0 some failed, −1 no
 * holder answered in time. */
int lock_ask(struct lock *lock, const char *const *sources, int count, int wait_ms);

#endif
