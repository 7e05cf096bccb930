/* How a decision is said: by the read-back, the pack and a briefing held aloud; and that a briefing is closed. Pure. */
#include <string.h>

#include "hubbrief/kind.h"
#include "hubbrief/meeting.h"

/* What stands before the title, or before the text where that comes first; then before the other of the two. */
static const struct { const char *word; bool text_first; const char *more; } sayings[] = {
	[DECISION_NONE] = { "", false, "" }, [DECISION_DONE] = { "Done: ", false, "" },
	[DECISION_NEW_DATE] = { "New date: ", false, "Why: " }, [DECISION_ESCALATE] = { "Escalated: ", false, "To: " },
	[DECISION_LEAVE] = { "Left as it is: ", false, "" }, [DECISION_ADOPT] = { "Adopted: ", false, "" },
	[DECISION_MONITOR] = { "To be monitored: ", false, "" }, [DECISION_REFER] = { "Referred: ", false, "To " },
	[DECISION_RECEIVED] = { "Receipt noted: ", false, "By " }, [DECISION_ACTION] = { "Action: ", false, "" },
	[DECISION_MINUTE] = { "Minute: ", true, "About: " },
	[DECISION_QUESTION] = { "Question, carried until it is answered: ", true, "About: " },
	[DECISION_ANSWER] = { "Answered: ", false, "" }, [DECISION_JOINED] = { "Reported by a feed now: ", false, "As " },
};

/* Ends what was said with a full stop, unless it has one. */
static void stop(struct str *out)
{
	if (out->length && !strchr(".?!", out->at[out->length - 1]))
		str_addc(out, '.');
}

static void say_more(const char *before, const char *text, struct str *out)
{
	if (!*text)
		return;
	str_addf(out, " %s%s", before, text);
	stop(out);
}

void decision_say(const struct decision *decision, struct str *out)
{
	char day[DATE_TEXT];
	bool text_first = sayings[decision->type].text_first;
	str_add(out, sayings[decision->type].word);
	str_add(out, text_first ? decision->text : decision->title);
	stop(out);
	say_more(sayings[decision->type].more, text_first ? decision->title : decision->text, out);
	if (decision->type == DECISION_REFER)
		str_add(out, " Its receipt is not noted yet.");
	say_more("Owner ", decision->owner, out);
	if (decision->due != DAY_NONE)
		say_more("Due ", day_text(day, decision->due), out);
}

void closed_say(const struct config *config, const char *hub, instant_t at, struct str *out)
{
	char day[DATE_TEXT], clock[DATE_TEXT];
	int index = *hub ? config_hub_index(config, hub) : -1;
	str_addf(out, "Closed. Changes%s%s count from %s %s.", *hub ? " of " : "", index >= 0 ? config->hubs[index].name : hub,
		day_text(day, instant_day(at)), instant_clock(clock, at));
}
