/* Small words of the briefing: numbers, periods, plurals, changes of a measure (screens.md, "Words, not
 * codes"). Pure; used by the lines, the whys, the panes and the pack. Dashboard and commands. */
#include "hubbrief/brief.h"

#include <math.h>
#include <string.h>

const char *rating_word(char rating)
{
	switch (rating) {
	case 'R': return "RED";
	case 'A': return "AMBER";
	case 'G': return "ok";
	case 'B': return "done";
	default: return "not rated";
	}
}

void number_text(double value, struct str *out)
{
	if (!isfinite(value))
		str_add(out, "unknown");
	else if (fabs(value) < 1e15 && value >= floor(value) && value <= floor(value))
		str_addf(out, "%.0f", value + 0.0);
	else
		str_addf(out, "%.1f", value);
}

static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

void period_text(const char *period, struct str *out)
{
	day_t first, last;
	char day[DATE_TEXT];
	size_t length = strlen(period);

	if (!period_parse(period, &first, &last)) {
		str_add(out, period);
		return;
	}
	struct civil from = day_civil(first), to = day_civil(last);
	if (strstr(period, "-W"))
		str_addf(out, "week %d", (int)(strchr(period, 'W')[1] - '0') * 10 + (strchr(period, 'W')[2] - '0'));
	else if (strstr(period, "-Q"))
		str_addf(out, "%s to %s", months[from.month - 1], months[to.month - 1]);
	else if (length == 7)
		str_add(out, months[from.month - 1]);
	else if (length == 10)
		str_add(out, day_short(day, first));
	else
		str_add(out, period);
}

void plain_word(const char *slug, struct str *out)
{
	for (; *slug; slug++)
		str_addc(out, *slug == '-' || *slug == '_' ? ' ' : *slug);
}

void plural(int count, const char *one, const char *many, struct str *out)
{
	str_addf(out, "%d %s", count, count == 1 ? one : many);
}

void change_text(double change, enum judgement judgement, const char *against, struct str *out)
{
	static const char *const ends[] = {
		[JUDGE_NONE] = "", [JUDGE_FEW] = "; too few to say", [JUDGE_CHANCE] = "; may be chance",
		[JUDGE_BETTER] = ", better", [JUDGE_WORSE] = ", worse", [JUDGE_UP] = "", [JUDGE_DOWN] = "",
	};
	if (fabs(change) < 1e-9) {
		str_addf(out, "no change%s", against);
		return;
	}
	str_add(out, change > 0 ? "up " : "down ");
	number_text(fabs(change), out);
	str_addf(out, "%s%s", against, ends[judgement]);
}
