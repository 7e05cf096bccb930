/* What stands around the panes on every view: marking, name, time, headline above; why, keys, marking below. */
#ifndef HUBBRIEF_CHROME_H
#define HUBBRIEF_CHROME_H

#include "hubbrief/dates.h"
#include "hubbrief/grid.h"
#include "hubbrief/keymap.h"
#include "hubbrief/marking.h"

enum { CHROME_LEAST_ROWS = 6, CHROME_LEAST_COLUMNS = 20 }; /* below: markings and one sentence, no data */

struct chrome {
	enum marking marking;
	bool demo;
	bool past;             /* `now` is a moment that was gone back to */
	const char *name;      /* "North Yorkshire CSP", "6 SCARBOROUGH" */
	instant_t now;
	const char *headline;
	const char *why;       /* or a message */
	enum role why_role;
	const char *position;  /* "1-10 of 14" */
	const char *keys;      /* chrome_keys; or an error in their place */
	enum role keys_role;
	const char *status;    /* "PAUSED"; "" none */
};

bool chrome_fits(int rows, int columns);
struct rect chrome_room(int rows, int columns);        /* where the panes stand */
void chrome_top(const struct chrome *chrome, struct grid *grid);
void chrome_bottom(const struct chrome *chrome, struct grid *grid);
void chrome_too_small(const struct chrome *chrome, struct grid *grid);
/* "Enter open  0-7 hub  ? help" of a view, as bound now, in at most `columns` columns; only of what can be done on a board
 * that is a kiosk or read only. */
struct chrome_limits { bool kiosk, read_only; };
void chrome_keys(const char *view, const struct keymap *keymap, struct chrome_limits limits, int columns, struct str *out);
int chrome_keys_columns(const struct chrome *chrome, int columns); /* what the marking and the status leave */

#endif
