/* Any text as day, period, instant, local time and recurrence: what is accepted reads back the same. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/dates.h"
#include "hubbrief/mem.h"
#include "hubbrief/rules.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void try_day(const char *text)
{
	day_t day, first, last;
	enum precision precision;
	char out[DATE_TEXT];
	if (day_parse(text, &day, &precision)) {
		must(strncmp(day_iso(out, day), text, strlen(text)) == 0 || precision != PRECISION_DAY);
		must(period_parse(text, &first, &last) && last == day);
		day_text(out, day);
		day_long(out, day);
		day_due(out, day, precision);
		must(day_add_months(day, 1) > day && day_month_end(day) >= day);
	}
	if (period_parse(text, &first, &last))
		must(first <= last && last - first < 366);
}

static void try_instant(const char *text)
{
	instant_t at, again;
	char out[DATE_TEXT];
	if (instant_parse(text, &at) && day_civil(instant_day(at)).year < 10000) {
		must(instant_parse(instant_iso(out, at), &again) ? again == at : day_civil((day_t)(at / 86400)).year < 2);
		must(instant_minute(at) >= 0 && instant_minute(at) < 1440 && day_start(instant_day(at)) <= at);
	}
	if (instant_local(text, "Europe/London", &at)) {
		instant_t utc;
		must(instant_local(text, "UTC", &utc) && (utc == at || utc == at + 3600));
	}
}

static void try_recurrence(const char *text)
{
	bool clash;
	day_t today = day_of(2023, 3, 14);
	day_t next = meeting_next(text, day_of(2023, 1, 3), today, NULL, &clash);
	must(next == DAY_NONE || next >= today);
	if (!recurs_valid(text) && *text)
		must(next == DAY_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_dupn((const char *)data, size);
	try_day(text);
	try_instant(text);
	try_recurrence(text);
	free(text);
	return 0;
}
