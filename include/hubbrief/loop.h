/* The dashboard's loop: one poll over keys, signals, the feeder, the store's stamp and the configuration. */
#ifndef HUBBRIEF_LOOP_H
#define HUBBRIEF_LOOP_H

#include "hubbrief/board.h"
#include "hubbrief/clock.h"
#include "hubbrief/log.h"
#include "hubbrief/term.h"

struct loop_setup {
	struct board *board;         /* borrowed, as all below */
	struct term *term;           /* closed by loop_run before it stops the feeder */
	struct store *store;
	struct clock clock;
	struct log *log;             /* may be NULL */
	const struct config *config; /* for the files to watch, until the first reload */
	bool offline;                /* no feeder */
	/* Reads the configuration again; NULL with the faults. */
	struct config *(*read_config)(void *context, struct config_faults *faults);
	/* Arguments of the feeder at this moment, in the arena. */
	const char *const *(*feeder_arguments)(void *context, struct arena *arena);
	void (*drawn)(void *context); /* once, after the first frame and before the feeder; NULL: nothing */
	void *context;
};

/* Until the user leaves, the terminal is gone or a signal ends it. The first frame is drawn before the feeder
 * starts. Gives the exit code. */
int loop_run(const struct loop_setup *setup);

#endif
