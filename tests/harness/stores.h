/* A small partnership and a records.db to fill: for the tests of the store. Everything asserts: a test that
 * cannot set up fails. In the JSON given here ' stands for ". */
#ifndef TESTS_STORES_H
#define TESTS_STORES_H

#include "hubbrief/keeper.h"
#include "hubbrief/store.h"

#define STORES_NOW 1678783500 /* Tue 14 Mar 2023 08:45 UTC */

struct stores {
	char *path;           /* of records.db: a new one in the folder of the test program */
	struct config config; /* hubs craven harrogate ryedale selby; areas hubs vawg cohesion; some ratings */
	struct arena arena;   /* filters */
	struct keeper *keeper;
	struct store *store;  /* NULL until stores_open */
	int64_t request;      /* of the source "partners" */
	int64_t sequence;     /* after the last commit */
	instant_t at;         /* when the next answer is received; an hour is added by each */
};

void stores_start(struct stores *stores);
void stores_end(struct stores *stores);
/* A test that gets stores of its own, as its context too. */
#define STORES_TEST(test, stores) cmocka_unit_test_prestate_setup_teardown(test, stores_setup, stores_teardown, stores)
int stores_setup(void **stores);
int stores_teardown(void **stores);
void stores_open(struct stores *stores); /* the reading side, or its refresh */
/* The keeper again, closed before if it is open. What it has to say of the file, owned, or NULL. */
char *stores_reopen(struct stores *stores);
void stores_keep(struct stores *stores, enum retention what, int days); /* configures that */
int64_t stores_ask(struct stores *stores, const char *sql); /* one number of the reading side; -1 none */
/* An answer with the records of a JSON array, as feeds write them. `updated`, `title` and `marking` (OFFICIAL) are
 * filled in when missing. `request` 0: of "partners". */
void stores_answer(struct stores *stores, int64_t request, const char *json);
void stores_crime(struct stores *stores, const char *json); /* of "crime" */
void stores_delta(struct stores *stores, const char *json); /* not complete */
/* One record as such an answer gives it. */
void stores_read(const char *source, const char *json, struct arena *arena, struct record *record);
const struct filter *stores_filter(struct stores *stores, const char *text);
struct moment stores_moment(enum profile profile);
/* The ids that match, in order, a blank between. Owned. */
char *stores_ids(struct stores *stores, enum profile profile, const char *filter, const char *sort);
/* Asserts that these are the ids (in rank order), and that store_count says as many. */
void stores_expect(struct stores *stores, enum profile profile, const char *filter, const char *ids);

#endif
