/* An action taken down part by part: what, who, when. The parts make the one line that action_parse reads, so
 * that both ways of typing save the same. Used by the board and by the meeting's screen. */
#ifndef HUBBRIEF_PARTS_H
#define HUBBRIEF_PARTS_H

#include <stdbool.h>

#include "hubbrief/str.h"

struct parts { /* start from { 0 }: not under way */
	bool asking;
	int step;
	struct str line;
};

const char *parts_start(struct parts *parts); /* the first question; borrowed */
/* Takes an answer; gives the next question, or NULL when parts->line is whole. Nothing typed leaves it to the
 * line under the cursor. */
const char *parts_answer(struct parts *parts, const char *text);
void parts_stop(struct parts *parts);

#endif
