/* What `--since` and `--as-of` name: see past.h. Called by src/cmd/common.c. */
#include "hubbrief/past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/mem.h"
#include "hubbrief/purge.h"
#include "hubbrief/str.h"

const char past_in_part_text[] = "Some of what stood then is not kept any more, and is missing here.";

enum { BRIEFINGS_MOST = 4000, BRIEFINGS_TOLD = 4, MINUTE = 60 };

/* ---- what was said ------------------------------------------------------------------------------- */

static int named(const char *word, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strlen(word) >= 3 && strncasecmp(word, names[i], strlen(word)) == 0)
			return i;
	return -1;
}

/* "10 Mar", "10 March 2023": without a year the last one. */
static bool is_date(const char *text, day_t today, day_t *day)
{
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	char word[12];
	int number, year = 0, used = 0;
	int read = sscanf(text, "%2d %11[A-Za-z]%n %4d%n", &number, word, &used, &year, &used);
	int month = read >= 2 && !text[used] ? named(word, months, 12) : -1;

	if (month < 0 || number < 1 || number > 31)
		return false;
	int asked = read > 2 ? year : day_civil(today).year;
	*day = day_of(asked, month + 1, number);
	if (read < 3 && *day > today)
		*day = day_of(asked - 1, month + 1, number);
	return day_civil(*day).day == number;
}

static bool is_weekday(const char *text, day_t today, day_t *day)
{
	static const char *const weekdays[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
	int weekday = named(text, weekdays, 7);

	*day = today - (day_weekday(today) - weekday + 6) % 7 - 1; /* today's own name means a week ago */
	return weekday >= 0;
}

static bool is_day(const char *text, day_t today, day_t *day)
{
	enum precision precision;

	if (strcasecmp(text, "yesterday") == 0) {
		*day = today - 1;
		return true;
	}
	return (day_parse(text, day, &precision) && precision == PRECISION_DAY) || is_date(text, today, day) ||
		is_weekday(text, today, day);
}

/* ---- the briefing of it -------------------------------------------------------------------------- */

/* A forum's briefings for all hubs or for one, closed in [from, until). */
struct closed_in { const char *forum, *hub; instant_t from, until; };

static bool was_closed(const struct briefing *one, const struct closed_in *in)
{
	return one->held != INSTANT_NONE && one->held >= in->from && one->held < in->until && str_same(one->forum, in->forum) &&
		(!*one->hub || str_same(one->hub, in->hub));
}

static int last_first(const void *a, const void *b)
{
	const struct past *left = a, *right = b;
	return (left->at < right->at) - (left->at > right->at);
}

/* The last ones first; `out` has room for BRIEFINGS_MOST. */
static size_t closed_within(struct state *state, const struct closed_in *in, struct past *out)
{
	struct briefing *list = mem_array(BRIEFINGS_MOST, sizeof *list);
	size_t count = state ? state_briefings(state, list, BRIEFINGS_MOST) : 0, found = 0;

	for (size_t i = 0; i < count; i++) {
		if (was_closed(&list[i], in))
			out[found++] = (struct past){ list[i].sequence, list[i].held, list[i].id };
		briefing_clear(&list[i]);
	}
	free(list);
	if (found)
		qsort(out, found, sizeof *out, last_first);
	return found;
}

/* The day or the minute that was said, in [from, until), no later than now. */
static bool read_when(const char *when, instant_t now, struct closed_in *in, bool *whole_day, struct error *error)
{
	day_t day;

	*whole_day = is_day(when, instant_day(now), &day);
	if (*whole_day) {
		in->from = day_start(day);
		in->until = day_start(day + 1);
	} else if (instant_parse(when, &in->from) || instant_local(when, "Europe/London", &in->from))
		in->until = in->from + MINUTE;
	else
		return error_set(error, "\"%s\" is no day and no time. Expected fri, 10 Mar, 2023-03-10 or 2023-03-10T09:00.",
			when);
	if (in->from >= now)
		return error_set(error, "\"%s\" is not past yet.", when);
	in->until = in->until < now ? in->until : now;
	return true;
}

static bool find(struct state *state, struct store *store, struct closed_in *in, const char *when, instant_t now,
	bool *whole_day, struct past *out, struct error *error)
{
	struct past *found = mem_array(BRIEFINGS_MOST, sizeof *found);
	bool fine = read_when(when, now, in, whole_day, error);

	if (fine && closed_within(state, in, found))
		*out = found[0];
	else if (fine)
		*out = (struct past){ store_sequence_at(store, in->from), in->from, 0 };
	free(found);
	return fine;
}

/* What retention took out of the log cannot be counted. */
static bool within_log(struct store *store, const char *when, const struct past *past, struct error *error)
{
	int64_t sequence;
	instant_t at;
	char day[DATE_TEXT];

	if (!store_log_limit(store, &sequence, &at) || past->sequence >= sequence)
		return true;
	return at == INSTANT_NONE ? error_set(error, "\"%s\" is too long ago: what changed since then is no longer kept.", when) :
		error_set(error, "\"%s\" is too long ago: what changed is kept from %s on.", when, day_long(day, instant_day(at)));
}

bool past_named(struct state *state, struct store *store, const char *forum, const char *hub, const char *when,
	instant_t now, struct past *out, struct error *error)
{
	struct closed_in in = { forum, hub, 0, 0 };
	bool whole_day;

	return find(state, store, &in, when, now, &whole_day, out, error) && within_log(store, when, out, error);
}

/* "No briefing was closed on Sun 12 Mar 2023. The only one: Fri 10 Mar 2023 at 09:00. Any other moment …" */
static bool none_closed(struct state *state, const struct closed_in *asked, instant_t now, struct error *error)
{
	struct past *found = mem_array(BRIEFINGS_MOST, sizeof *found);
	struct closed_in all = { asked->forum, asked->hub, INSTANT_UNKNOWN, now };
	size_t count = closed_within(state, &all, found);
	char day[DATE_TEXT], hour[DATE_TEXT];
	struct str text = { 0 };

	str_addf(&text, "No briefing was closed on %s.", day_long(day, instant_day(asked->from)));
	for (size_t i = 0; i < count && i < BRIEFINGS_TOLD; i++)
		str_addf(&text, "%s%s at %s", i ? ", " : count > 1 ? " The last ones: " : " The only one: ",
			day_long(day, instant_day(found[i].at)), instant_clock(hour, found[i].at));
	str_add(&text, count ? "." : " None has been closed yet.");
	str_addf(&text, " Any other moment is named by its time, such as %sT09:00.", day_iso(day, instant_day(asked->from)));
	error_set(error, "%s", str_text(&text));
	str_free(&text);
	free(found);
	return false;
}

bool past_briefing(struct state *state, struct store *store, const char *forum, const char *hub, const char *when,
	instant_t now, struct past *out, struct error *error)
{
	struct closed_in in = { forum, hub, 0, 0 };
	bool whole_day;

	if (!find(state, store, &in, when, now, &whole_day, out, error))
		return false;
	return out->briefing || !whole_day || none_closed(state, &in, now, error);
}
