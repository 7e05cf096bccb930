/* An action in one typed line: which days it reads, whose agencies, what it refuses. The days are of domain.md's
 * as-of day, Tuesday 14 March 2023, where nothing else is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/meeting.h"

#define TODAY day_of(2023, 3, 14)

/* Good Friday and Easter Monday 2023. */
static day_t easter[2];
static struct holidays holidays = { easter, 2 };

static void reads_from(day_t today, const char *text, const char *iso)
{
	char is[DATE_TEXT];
	day_t day = DAY_NONE;
	if (!action_day(text, today, &holidays, &day))
		fail_msg("\"%s\" is not read as a day", text);
	if (strcmp(day_iso(is, day), iso) != 0)
		fail_msg("\"%s\" is read as %s, not %s", text, is, iso);
}

static void reads(const char *text, const char *iso)
{
	reads_from(TODAY, text, iso);
}

static void reads_not(const char *text)
{
	day_t day;
	if (action_day(text, TODAY, &holidays, &day))
		fail_msg("\"%s\" is read as a day", text);
}

static void test_words(void **state)
{
	(void)state;
	reads("today", "2023-03-14");
	reads("Tomorrow", "2023-03-15");
	reads("wed", "2023-03-15");
	reads("fri", "2023-03-17");
	reads("Friday", "2023-03-17");
	reads("by friday", "2023-03-17");
	reads("thurs", "2023-03-16");
	reads("sat", "2023-03-18");
	reads("mon", "2023-03-20");
	reads("tue", "2023-03-21"); /* the next such day after today */
	reads_from(day_of(2023, 12, 29), "mon", "2024-01-01");
	reads_not("fr");
	reads_not("fridayish");
}

static void test_spans(void **state)
{
	(void)state;
	reads("+7d", "2023-03-21");
	reads("+0d", "2023-03-14");
	reads("7 days", "2023-03-21");
	reads("in 3 weeks", "2023-04-04");
	reads("+2w", "2023-03-28");
	reads("+1wd", "2023-03-15");
	reads("+4wd", "2023-03-20"); /* over a weekend */
	reads("5 working days", "2023-03-21");
	reads_from(day_of(2023, 4, 6), "+1wd", "2023-04-11"); /* over Easter */
	reads_from(day_of(2023, 12, 30), "+3d", "2024-01-02");
	reads_not("7");
	reads_not("+d");
	reads_not("99999d");
	reads_not("+7 dogs");
}

static void test_dates(void **state)
{
	(void)state;
	reads("21 Mar", "2023-03-21");
	reads("21 march", "2023-03-21");
	reads("21st March", "2023-03-21");
	reads("Mar 21", "2023-03-21");
	reads("21 Mar 2024", "2024-03-21");
	reads("Fri 17 Mar", "2023-03-17");
	reads("14 Mar", "2023-03-14");
	reads("13 Mar", "2024-03-13"); /* past: the next one */
	reads("3 Jan", "2024-01-03");
	reads("29 Feb", "2024-02-29");
	reads("21/3", "2023-03-21");
	reads("21/03/23", "2023-03-21");
	reads("1/4/2025", "2025-04-01");
	reads("2023-03-21", "2023-03-21");
	reads("2023-03-01", "2023-03-01"); /* said whole, it is what was said; action_parse refuses what is past */
	reads_not("30 Feb");
	reads_not("31/4");
	reads_not("21/13");
	reads_not("2023-02-30");
	reads_not("Mon 17 Mar"); /* a Friday */
	reads_not("2.5");
	reads_not("mar");
	reads_not("2023-03");
	reads_not("");
}

/* ---- the line ---------------------------------------------------------------------------------- */

static struct action_draft parsed(const char *line)
{
	struct action_draft draft;
	action_parse(line, NULL, NULL, NULL, TODAY, &holidays, &draft);
	return draft;
}

static void says(const char *line, const char *wanted)
{
	struct action_draft draft = parsed(line);
	struct str said = { 0 };
	assert_string_equal(draft.fault, "");
	action_say(&draft, &said);
	assert_string_equal(str_text(&said), wanted);
	str_free(&said);
}

static void faults(const char *line, const char *wanted)
{
	struct action_draft draft = parsed(line);
	if (!strstr(draft.fault, wanted))
		fail_msg("\"%s\": the fault is \"%s\", without \"%s\"", line, draft.fault, wanted);
}

static void test_line(void **state)
{
	(void)state;
	says("send training dates to CSP, ICB, fri", "Send training dates to CSP.  Owner ICB.  Due Fri 17 Mar.");
	says("send training dates to CSP, fri, icb", "Send training dates to CSP.  Owner ICB.  Due Fri 17 Mar.");
	says("count beds, doors, and keys, sca, 5 working days", "Count beds, doors, and keys.  Owner SCA-BC.  Due Tue 21 Mar.");
	says("  ask the   registrar. , nyp,tomorrow,", "Ask the registrar.  Owner NYP.  Due Wed 15 Mar.");
	says("meet, mon, nyp, fri", "Meet, mon.  Owner NYP.  Due Fri 17 Mar."); /* the last day counts */
	says("send the dates, nyp fri", "Send the dates.  Owner NYP.  Due Fri 17 Mar.");
	says("send the dates, ICB by 21 mar", "Send the dates.  Owner ICB.  Due Tue 21 Mar.");
	says("send the dates, icb, 7 apr", "Send the dates.  Owner ICB.  Due Fri 7 Apr, not a working day."); /* Good Friday */
	says("visit ICB tomorrow, NYP, fri", "Visit ICB tomorrow.  Owner NYP.  Due Fri 17 Mar."); /* the title is never read */
	assert_int_equal(parsed("x, nyp, fri").marking, MARKING_SENSITIVE);
}

static void test_faults(void **state)
{
	(void)state;
	faults("", "What is to be done?");
	faults(", NYP, fri", "What is to be done?");
	faults("send dates, fri", "Whose is it?");
	faults("send dates, ICB", "By when?");
	faults("send dates, NYX, fri", "NYX is no agency known here. Did you mean NYP or NYC?");
	faults("send dates, NY, fri", "NY could be NYP, NYFRS");
	faults("send dates, ICB, 2023-03-13", "past");
	faults("an action whose title goes on and on until it no longer fits into the eighty columns that there are, ICB, fri",
		"too long");
	faults("ring 07700 900123 about the keys, NYP, fri", "telephone");
	faults("write to someone@example.org, NYP, fri", "mail");
	faults("visit YO11 2AB, NYP, fri", "postcode");
}

/* What is not said comes from the record that is looked at. */
static void test_focused(void **state)
{
	(void)state;
	char id[] = "REC-07", owner[] = "ICB", none[] = "";
	struct row row = { .kind = KIND_ACTION, .id = id, .owner = owner, .source = none, .marking = MARKING_OFFICIAL };
	struct action_draft draft;
	action_parse("send training dates to CSP, fri", &row, NULL, NULL, TODAY, &holidays, &draft);
	assert_string_equal(draft.fault, "");
	assert_string_equal(draft.owner, "ICB");
	assert_string_equal(draft.from, "REC-07");
	assert_int_equal(draft.marking, MARKING_OFFICIAL);
	action_parse("send training dates to CSP, NYP, fri", &row, NULL, NULL, TODAY, &holidays, &draft);
	assert_string_equal(draft.owner, "NYP");
}

static void near(const char *text, const char *wanted)
{
	struct str said = { 0 };
	action_agency_near(text, NULL, &said);
	assert_string_equal(str_text(&said), wanted);
	str_free(&said);
}

static void test_agency(void **state)
{
	char owner[16];
	(void)state;
	assert_true(action_agency("icb", NULL, owner));
	assert_string_equal(owner, "ICB");
	assert_true(action_agency("HO", NULL, owner)); /* whole, though HOUSING begins with it */
	assert_string_equal(owner, "HO");
	assert_true(action_agency("hous", NULL, owner));
	assert_string_equal(owner, "HOUSING");
	assert_false(action_agency("NY", NULL, owner));
	assert_false(action_agency("NONE", NULL, owner));
	assert_false(action_agency("", NULL, owner));
	assert_false(action_agency("a person", NULL, owner));
	near("npy", "npy is no agency known here. Did you mean NYP?");
	near("NY", "NY could be NYP, NYFRS, NYCC, NYC. Give more of it.");
	near("library", "library is no agency known here. Expected one such as NYP, ICB or SCA-BC.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_spans), cmocka_unit_test(test_dates),
		cmocka_unit_test(test_line), cmocka_unit_test(test_faults), cmocka_unit_test(test_focused),
		cmocka_unit_test(test_agency),
	};
	easter[0] = day_of(2023, 4, 7);
	easter[1] = day_of(2023, 4, 10);
	return cmocka_run_group_tests_name("action_line", tests, NULL, NULL);
}
