/* Ready for the meeting? Fresh sources, owners named and still in being, nothing undated, offices filled, the screen's
 * marking within the ceiling of the configuration. For `hubbrief preflight`. */
#ifndef HUBBRIEF_PREFLIGHT_H
#define HUBBRIEF_PREFLIGHT_H

#include "hubbrief/brief.h"

enum { PREFLIGHT_SHOWN = 20 }; /* so many lines a check; a last one says how many more there are */

struct preflight { /* start from { 0 } */
	struct arena arena;
	const char **lines;   /* each what is wrong and what to do, a whole sentence or two; the arena's texts */
	size_t line_count;
	int failures;         /* all of them, also those beyond the lines; 0: ready */
	enum marking marking; /* the highest of the records that the lines name */
	bool demo;            /* one of those is a demonstration */
	struct str ready;     /* what is in order: "9 sources fresh, 41 open records with an owner, …" */
};
/* What the profile of the moment sees, of one hub and area or all (see PLACE_ANY). False with the error when the
 * store cannot be read. */
bool brief_preflight(struct store *store, const struct config *config, const struct moment *moment, int hub, int area,
	struct preflight *out, struct error *error);
void preflight_free(struct preflight *preflight);

#endif
