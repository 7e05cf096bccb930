/* What rewind.c (records) and rewind_sources.c (how old they were) share. Inside src/store only. */
#ifndef HUBBRIEF_REWIND_INSIDE_H
#define HUBBRIEF_REWIND_INSIDE_H

#include "hubbrief/keeper_inside.h"
#include "hubbrief/rewind.h"

/* Requests, polls and refusals as they were, after the records are. */
bool rewind_sources(struct keeper *keeper, const struct config *config, const struct rewind_point *point,
	struct error *error);

#endif
