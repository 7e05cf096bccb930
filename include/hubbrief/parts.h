/* An action taken down part by part: what, who, when. The parts make the one line that action_parse reads, so
 * that all ways of typing save the same. Used by the board, by the meeting's screen and by a briefing held aloud. */
#ifndef HUBBRIEF_PARTS_H
#define HUBBRIEF_PARTS_H

#include <stdbool.h>

#include "hubbrief/dates.h"
#include "hubbrief/str.h"

struct parts { /* start from { 0 }: not under way */
	bool asking;
	int step;
	struct str line;
	char fault[160]; /* why the last answer was none; "" it was one */
};

const char *parts_start(struct parts *parts); /* the first question; borrowed */
/* Takes an answer; gives the next question, the same one again when it was none, or NULL when parts->line is whole.
 * Nothing typed leaves who to the line under the cursor. */
const char *parts_answer(struct parts *parts, const char *text, day_t today, const struct holidays *holidays);
const char *parts_hint(const struct parts *parts); /* what an answer to the question looks like; borrowed */
void parts_stop(struct parts *parts);

#endif
