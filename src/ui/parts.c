/* What, who, when, asked one after the other: see parts.h. Called by the board, the meeting's screen and aloud.c. */
#include "hubbrief/parts.h"

#include <stdio.h>

#include "hubbrief/meeting.h"

enum { WHAT, WHO, WHEN, QUESTIONS };

static const struct { const char *question, *hint; } asked[QUESTIONS] = {
	[WHAT] = { "What is to be done? ", "For example: send training dates to CSP." },
	[WHO] = { "Who will do it? ", "An agency, such as NYP; Enter alone takes whose the line under the cursor is." },
	[WHEN] = { "By when? ", "A day: fri, +7d, 21 Mar, 5 working days." },
};

const char *parts_start(struct parts *parts)
{
	parts_stop(parts);
	parts->asking = true;
	return asked[WHAT].question;
}

/* Whether it is one. */
static bool is_answer(struct parts *parts, const char *text, day_t today, const struct holidays *holidays)
{
	char owner[16];
	day_t day;
	struct str near = { 0 };
	parts->fault[0] = '\0';
	if (parts->step == WHO && *text && !action_agency(text, NULL, owner)) {
		action_agency_near(text, NULL, &near);
		snprintf(parts->fault, sizeof parts->fault, "%s", str_text(&near));
		str_free(&near);
	} else if (parts->step == WHEN && !action_day(text, today, holidays, &day)) {
		snprintf(parts->fault, sizeof parts->fault, "That is no day. For example: fri, +7d, 21 Mar, 5 working days.");
	}
	return !parts->fault[0];
}

const char *parts_answer(struct parts *parts, const char *text, day_t today, const struct holidays *holidays)
{
	if (!is_answer(parts, text, today, holidays))
		return asked[parts->step].question;
	if (*text)
		str_addf(&parts->line, "%s%s", parts->line.length ? ", " : "", text);
	parts->step++;
	if (parts->step < QUESTIONS)
		return asked[parts->step].question;
	parts->asking = false;
	return NULL;
}

const char *parts_hint(const struct parts *parts)
{
	return parts->step < QUESTIONS ? asked[parts->step].hint : "";
}

void parts_stop(struct parts *parts)
{
	str_free(&parts->line);
	*parts = (struct parts){ 0 };
}
