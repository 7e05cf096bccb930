/* What, who, when, asked one after the other: see parts.h. Called by the board and the meeting's screen, in the
 * dashboard. */
#include "hubbrief/parts.h"

#include <stddef.h>

static const char *const questions[] = { "What is to be done? ", "Who will do it? ", "By when? " };
enum { QUESTIONS = sizeof questions / sizeof *questions };

const char *parts_start(struct parts *parts)
{
	parts_stop(parts);
	parts->asking = true;
	return questions[0];
}

const char *parts_answer(struct parts *parts, const char *text)
{
	if (*text)
		str_addf(&parts->line, "%s%s", parts->line.length ? ", " : "", text);
	parts->step++;
	if (parts->step < QUESTIONS)
		return questions[parts->step];
	parts->asking = false;
	return NULL;
}

void parts_stop(struct parts *parts)
{
	str_free(&parts->line);
	*parts = (struct parts){ 0 };
}
