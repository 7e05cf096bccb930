/* What `--since` and `--as-of` name: see past.h. Called by src/cmd/common.c. */
#include "hubbrief/past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/mem.h"
#include "hubbrief/purge.h"
#include "hubbrief/str.h"

enum { BRIEFINGS_MOST = 400, MINUTE = 60 };

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

/* The last one closed in [from, until). */
static bool closed_within(struct state *state, const char *forum, const char *hub, instant_t from, instant_t until,
	struct past *out)
{
	struct briefing *list = mem_array(BRIEFINGS_MOST, sizeof *list);
	size_t count = state ? state_briefings(state, list, BRIEFINGS_MOST) : 0;

	out->briefing = false;
	for (size_t i = 0; i < count; i++) {
		const struct briefing *one = &list[i];
		if (one->held != INSTANT_NONE && one->held >= from && one->held < until && str_same(one->forum, forum) &&
				(!*one->hub || str_same(one->hub, hub)) && (!out->briefing || one->held > out->at))
			*out = (struct past){ one->sequence, one->held, true };
	}
	for (size_t i = 0; i < count; i++)
		briefing_clear(&list[i]);
	free(list);
	return out->briefing;
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
	instant_t from, until;
	day_t day;

	if (is_day(when, instant_day(now), &day)) {
		from = day_start(day);
		until = day_start(day + 1);
	} else if (instant_parse(when, &from) || instant_local(when, "Europe/London", &from))
		until = from + MINUTE;
	else
		return error_set(error, "\"%s\" is no day and no time: expected one such as 2023-03-10, 10 Mar, fri or 2023-03-10T09:00.",
			when);
	if (from >= now)
		return error_set(error, "\"%s\" is not past yet.", when);
	if (!closed_within(state, forum, hub, from, until < now ? until : now, out))
		*out = (struct past){ store_sequence_at(store, from), from, false };
	return within_log(store, when, out, error);
}
