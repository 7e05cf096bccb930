/* Dates as day numbers, and instants in UK local time. All pure: the as-of day D is always an
 * argument (domain.md §4). Day 0 is 1970-01-01. */
#ifndef HUBBRIEF_DATES_H
#define HUBBRIEF_DATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/clock.h"

typedef int32_t day_t;
#define DAY_NONE INT32_MAX /* sorts last; "no date" */

enum precision { PRECISION_DAY, PRECISION_MONTH, PRECISION_YEAR };

struct civil {
	int year, month, day; /* month 1–12, day 1–31 */
};

day_t day_of(int year, int month, int day); /* proleptic Gregorian; the parts must be valid */
struct civil day_civil(day_t day);
int day_weekday(day_t day); /* 0 Monday … 6 Sunday */
day_t day_add_months(day_t day, int months); /* clamps to the month's end: 31 Jan + 1 = 28 or 29 Feb */
day_t day_month_end(day_t day);

/* "2024-01-31", "2024-01", "2024": month and year precision give their last day (rule 3). */
bool day_parse(const char *text, day_t *day, enum precision *precision);
/* A period of a series: a day, "2023-W07", a month, "2023-Q1" or a year. First and last day. */
bool period_parse(const char *text, day_t *first, day_t *last);

/* RFC 3339 with its offset; fractions are dropped; :60 is refused. */
bool instant_parse(const char *text, instant_t *at);
/* A time without a zone, read as UK local time ("Europe/London") or as "UTC". In the hour that comes
 * twice the first is meant; one in the hour that is skipped counts on. */
bool instant_local(const char *text, const char *zone, instant_t *at);
int instant_offset(instant_t at); /* UK: seconds ahead of UTC, 0 or 3600 (last Sundays of March, October) */
day_t instant_day(instant_t at);  /* the UK day it falls on */
int instant_minute(instant_t at); /* minutes since UK midnight, 0–1439 */
instant_t day_start(day_t day);   /* UK midnight of that day */

/* Holidays: a sorted array of days, borrowed. */
struct holidays {
	const day_t *days;
	size_t count;
};
bool day_is_business(day_t day, const struct holidays *holidays);
day_t day_add_business(day_t day, int count, const struct holidays *holidays); /* count may be negative */
int day_business_between(day_t from, day_t to, const struct holidays *holidays); /* business days in (from, to] */

/* Texts for people. Buffers of DATE_TEXT bytes. Return the buffer. */
#define DATE_TEXT 32
const char *day_text(char *out, day_t day);                       /* "Tue 14 Mar" */
const char *day_short(char *out, day_t day);                      /* "14 Mar" */
const char *day_long(char *out, day_t day);                       /* "Tue 14 Mar 2023" */
const char *day_iso(char *out, day_t day);                        /* "2023-03-14" */
const char *day_due(char *out, day_t day, enum precision precision); /* "Fri 17 Mar", "by Jan 2024", "by 2024" */
const char *weekday_text(day_t day);                              /* "Tuesday"; a literal */
const char *instant_clock(char *out, instant_t at);               /* "08:45", UK */
const char *instant_iso(char *out, instant_t at);                 /* "2023-03-14T08:30:00Z" */
const char *instant_age(char *out, int64_t seconds);              /* "15 min", "2 h", "7 days"; "in future" below 0 */

#endif
