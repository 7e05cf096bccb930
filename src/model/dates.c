/* Days, months, instants and UK local time, computed from the calendar alone: no time zone database, no
 * strptime, no locale (see dates.h). Called by the rules, the store and every pane, in both programs. */
#include "hubbrief/dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400, HOUR = 3600 };

static const char *const month_names[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};
static const char *const weekday_names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const whole_weekday_names[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
	"Sunday" };

/* ---- the calendar -------------------------------------------------------------------------------- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

/* Years begin in March here, so that the leap day is the last of its year. */
day_t day_of(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return (day_t)(era * 146097 + day_of_era - 719468);
}

struct civil day_civil(day_t day)
{
	int64_t shifted = (int64_t)day + 719468;
	int64_t era = floor_div(shifted, 146097);
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	return (struct civil){
		.year = (int)(year_of_era + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
	};
}

int day_weekday(day_t day)
{
	int64_t since_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */
	return (int)(since_monday - 7 * floor_div(since_monday, 7));
}

day_t day_add_months(day_t day, int months)
{
	struct civil c = day_civil(day);
	int64_t month = (int64_t)c.year * 12 + c.month - 1 + months;
	int year = (int)floor_div(month, 12);
	int of_year = (int)(month - (int64_t)year * 12) + 1;
	int last = month_days(year, of_year);
	return day_of(year, of_year, c.day < last ? c.day : last);
}

day_t day_month_end(day_t day)
{
	struct civil c = day_civil(day);
	return day_of(c.year, c.month, month_days(c.year, c.month));
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* Exactly `count` digits at *at, which moves past them. */
static bool read_digits(const char **at, int count, int *out)
{
	int value = 0;
	for (int i = 0; i < count; i++) {
		char c = (*at)[i];
		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	*at += count;
	*out = value;
	return true;
}

static bool read_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool read_year(const char **at, int *year)
{
	return read_digits(at, 4, year) && *year >= 1;
}

static bool read_month(const char **at, int *month)
{
	return read_char(at, '-') && read_digits(at, 2, month) && *month >= 1 && *month <= 12;
}

static bool read_day(const char **at, int year, int month, int *day)
{
	return read_char(at, '-') && read_digits(at, 2, day) && *day >= 1 && *day <= month_days(year, month);
}

bool day_parse(const char *text, day_t *day, enum precision *precision)
{
	int year, month = 12, of_month = 31;
	enum precision found = PRECISION_YEAR;
	if (!read_year(&text, &year))
		return false;
	if (*text) {
		if (!read_month(&text, &month))
			return false;
		of_month = month_days(year, month);
		found = PRECISION_MONTH;
	}
	if (*text) {
		if (!read_day(&text, year, month, &of_month))
			return false;
		found = PRECISION_DAY;
	}
	if (*text)
		return false;
	*day = day_of(year, month, of_month);
	if (precision)
		*precision = found;
	return true;
}

/* Monday of week 1, the week that holds 4 January (ISO 8601). */
static day_t week_one(int year)
{
	day_t fourth = day_of(year, 1, 4);
	return fourth - day_weekday(fourth);
}

static bool week_parse(const char *text, int year, day_t *first, day_t *last)
{
	int week;
	if (!read_digits(&text, 2, &week) || *text || week < 1)
		return false;
	*first = week_one(year) + 7 * (week - 1);
	*last = *first + 6;
	return *first < week_one(year + 1);
}

static bool quarter_parse(const char *text, int year, day_t *first, day_t *last)
{
	int quarter;
	if (!read_digits(&text, 1, &quarter) || *text || quarter < 1 || quarter > 4)
		return false;
	*first = day_of(year, 3 * quarter - 2, 1);
	*last = day_of(year, 3 * quarter, month_days(year, 3 * quarter));
	return true;
}

bool period_parse(const char *text, day_t *first, day_t *last)
{
	const char *at = text;
	int year;
	if (!read_year(&at, &year))
		return false;
	if (at[0] == '-' && at[1] == 'W')
		return week_parse(at + 2, year, first, last);
	if (at[0] == '-' && at[1] == 'Q')
		return quarter_parse(at + 2, year, first, last);
	enum precision precision;
	if (!day_parse(text, last, &precision))
		return false;
	struct civil end = day_civil(*last);
	*first = *last;
	if (precision == PRECISION_MONTH)
		*first = day_of(end.year, end.month, 1);
	if (precision == PRECISION_YEAR)
		*first = day_of(end.year, 1, 1);
	return true;
}

/* "2023-03-14T08:30", with or without seconds and fractions of them. */
static bool read_date_time(const char **at, bool need_seconds, instant_t *seconds)
{
	int year, month, day, hour, minute, second = 0;
	if (!read_year(at, &year) || !read_month(at, &month) || !read_day(at, year, month, &day))
		return false;
	if (!read_char(at, 'T') && !read_char(at, 't') && !read_char(at, ' '))
		return false;
	if (!read_digits(at, 2, &hour) || !read_char(at, ':') || !read_digits(at, 2, &minute) || hour > 23 || minute > 59)
		return false;
	if (read_char(at, ':')) {
		if (!read_digits(at, 2, &second) || second > 59)
			return false;
		if (read_char(at, '.')) {
			int digit;
			if (!read_digits(at, 1, &digit))
				return false;
			while (read_digits(at, 1, &digit))
				;
		}
	} else if (need_seconds) {
		return false;
	}
	*seconds = (instant_t)day_of(year, month, day) * DAY_SECONDS + hour * HOUR + minute * 60 + second;
	return true;
}

static bool read_offset(const char **at, int *offset)
{
	*offset = 0;
	if (read_char(at, 'Z') || read_char(at, 'z'))
		return true;
	int sign = **at == '-' ? -1 : 1, hours, minutes;
	if (!read_char(at, '+') && !read_char(at, '-'))
		return false;
	if (!read_digits(at, 2, &hours) || !read_char(at, ':') || !read_digits(at, 2, &minutes))
		return false;
	*offset = sign * (hours * HOUR + minutes * 60);
	return hours <= 23 && minutes <= 59;
}

bool instant_parse(const char *text, instant_t *at)
{
	instant_t local;
	int offset;
	if (!read_date_time(&text, true, &local) || !read_offset(&text, &offset) || *text)
		return false;
	*at = local - offset;
	return true;
}

/* ---- UK time ------------------------------------------------------------------------------------- */

/* 01:00 UTC of the last Sunday of a month that has 31 days. */
static instant_t clocks_change(int year, int month)
{
	day_t end = day_of(year, month, 31);
	return (instant_t)(end - (day_weekday(end) + 1) % 7) * DAY_SECONDS + HOUR;
}

int instant_offset(instant_t at)
{
	int year = day_civil((day_t)floor_div(at, DAY_SECONDS)).year;
	return at >= clocks_change(year, 3) && at < clocks_change(year, 10) ? HOUR : 0;
}

static instant_t from_uk(instant_t local)
{
	return instant_offset(local - HOUR) == HOUR ? local - HOUR : local;
}

bool instant_local(const char *text, const char *zone, instant_t *at)
{
	bool utc = strcmp(zone, "UTC") == 0;
	instant_t local;
	if (!utc && strcmp(zone, "Europe/London") != 0)
		return false;
	if (!read_date_time(&text, false, &local) || *text)
		return false;
	*at = utc ? local : from_uk(local);
	return true;
}

day_t instant_day(instant_t at)
{
	return (day_t)floor_div(at + instant_offset(at), DAY_SECONDS);
}

int instant_minute(instant_t at)
{
	instant_t local = at + instant_offset(at);
	return (int)((local - floor_div(local, DAY_SECONDS) * DAY_SECONDS) / 60);
}

instant_t day_start(day_t day)
{
	return from_uk((instant_t)day * DAY_SECONDS);
}

/* ---- working days -------------------------------------------------------------------------------- */

static int compare_days(const void *a, const void *b)
{
	const day_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

bool day_is_business(day_t day, const struct holidays *holidays)
{
	if (day_weekday(day) >= 5)
		return false;
	return !holidays || !holidays->count
		|| !bsearch(&day, holidays->days, holidays->count, sizeof day, compare_days);
}

day_t day_add_business(day_t day, int count, const struct holidays *holidays)
{
	int step = count < 0 ? -1 : 1;
	while (count != 0) {
		day += step;
		if (day_is_business(day, holidays))
			count -= step;
	}
	return day;
}

/* Days from Monday to Friday since Monday 29 December 1969, `day` included; negative before it. */
static int64_t weekdays_until(day_t day)
{
	int weekday = day_weekday(day);
	int64_t weeks = ((int64_t)day - weekday + 3) / 7;
	return weeks * 5 + (weekday < 5 ? weekday + 1 : 5);
}

int day_business_between(day_t from, day_t to, const struct holidays *holidays)
{
	if (to < from)
		return -day_business_between(to, from, holidays);
	int64_t days = weekdays_until(to) - weekdays_until(from);
	for (size_t i = 0; holidays && i < holidays->count; i++) {
		day_t holiday = holidays->days[i];
		days -= holiday > from && holiday <= to && day_weekday(holiday) < 5;
	}
	return (int)days;
}

/* ---- texts --------------------------------------------------------------------------------------- */

const char *day_text(char *out, day_t day)
{
	struct civil c = day_civil(day);
	snprintf(out, DATE_TEXT, "%s %d %s", weekday_names[day_weekday(day)], c.day, month_names[c.month - 1]);
	return out;
}

const char *day_short(char *out, day_t day)
{
	struct civil c = day_civil(day);
	snprintf(out, DATE_TEXT, "%d %s", c.day, month_names[c.month - 1]);
	return out;
}

const char *day_long(char *out, day_t day)
{
	struct civil c = day_civil(day);
	snprintf(out, DATE_TEXT, "%s %d %s %d", weekday_names[day_weekday(day)], c.day, month_names[c.month - 1], c.year);
	return out;
}

const char *day_iso(char *out, day_t day)
{
	struct civil c = day_civil(day);
	snprintf(out, DATE_TEXT, "%04d-%02d-%02d", c.year, c.month, c.day);
	return out;
}

const char *day_due(char *out, day_t day, enum precision precision)
{
	struct civil c = day_civil(day);
	if (precision == PRECISION_MONTH)
		snprintf(out, DATE_TEXT, "by %s %d", month_names[c.month - 1], c.year);
	else if (precision == PRECISION_YEAR)
		snprintf(out, DATE_TEXT, "by %d", c.year);
	else
		day_text(out, day);
	return out;
}

const char *weekday_text(day_t day)
{
	return whole_weekday_names[day_weekday(day)];
}

const char *instant_clock(char *out, instant_t at)
{
	int minute = instant_minute(at);
	snprintf(out, DATE_TEXT, "%02d:%02d", minute / 60, minute % 60);
	return out;
}

const char *instant_iso(char *out, instant_t at)
{
	instant_t day = floor_div(at, DAY_SECONDS);
	int second = (int)(at - day * DAY_SECONDS);
	struct civil c = day_civil((day_t)day);
	snprintf(out, DATE_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
		second / HOUR, second / 60 % 60, second % 60);
	return out;
}

const char *instant_age(char *out, int64_t seconds)
{
	if (seconds < 0)
		snprintf(out, DATE_TEXT, "in future");
	else if (seconds < HOUR)
		snprintf(out, DATE_TEXT, "%d min", (int)(seconds / 60));
	else if (seconds < 2 * DAY_SECONDS)
		snprintf(out, DATE_TEXT, "%d h", (int)(seconds / HOUR));
	else
		snprintf(out, DATE_TEXT, "%lld days", (long long)(seconds / DAY_SECONDS));
	return out;
}
