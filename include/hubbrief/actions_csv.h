/* The actions taken in the room as a table for the partnership's spreadsheet. */
#ifndef HUBBRIEF_ACTIONS_CSV_H
#define HUBBRIEF_ACTIONS_CSV_H

#include "hubbrief/state.h"
#include "hubbrief/str.h"

/* RFC 4180 with a heading; its cells are those of csv.h. */
bool actions_csv(struct state *state, struct str *out);
/* actions.csv beside state.db, 0600, for a spreadsheet, when a briefing is closed: whole, or as it was before. */
bool actions_csv_write(struct state *state, struct error *error);
bool actions_csv_renew(struct state *state, struct error *error); /* after a purge: the same when there is one */

#endif
