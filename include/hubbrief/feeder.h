/* The feeder program: polls the sources of the configuration and stores what they say. Started by the board,
 * by `sync` and by `check` (base/child.c), owns no terminal. */
#ifndef HUBBRIEF_FEEDER_H
#define HUBBRIEF_FEEDER_H

#include "hubbrief/clock.h"
#include "hubbrief/error.h"
#include "hubbrief/log.h"

struct feeder_options {
	const char *config;      /* NULL: the built-in default */
	const char *records;     /* path of records.db */
	const char *state;       /* path of state.db, for what was taken in the room; NULL: none is read */
	const char *demo_socket; /* replaces {demo} in addresses; NULL none */
	struct clock clock;
	struct log *log;         /* may be NULL */
	int wire;                /* descriptor to the dashboard; −1 none */
	bool once;               /* poll once and end */
	const char *const *sources; /* with once: these only; ids, borrowed */
	int source_count;        /* 0: all */
};

/* Runs until it is told to stop, the wire closes, or (once) everything has been asked. */
enum exit_code feeder_run(const struct feeder_options *options);

/* Asks one address as a hub-feed/1 server and tells on standard output how it keeps the contract. */
enum exit_code feed_check(const char *url);

#endif
