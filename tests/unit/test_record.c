/* Fields from text and load validation: every way in which a record is refused, and what passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/record.h"

static const char *const hub_ids[] = { "craven", "harrogate" };
static const char *const area_ids[] = { "vawg" };
static const struct known_places places = { .hubs = hub_ids, .hub_count = 2, .areas = area_ids, .area_count = 1 };

static struct arena arena;
static struct record record;
static struct refusal refusal;

static int start(void **state)
{
	(void)state;
	record_start(&record, "partners", &arena);
	refusal = (struct refusal){ 0 };
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void set(enum field field, const char *text)
{
	if (!record_set_text(&record, field, text, &refusal))
		fail_msg("%s: %s", refusal.field, refusal.reason);
}

static void set_fails(enum field field, const char *text, const char *reason)
{
	assert_false(record_set_text(&record, field, text, &refusal));
	assert_string_equal(refusal.reason, reason);
	assert_string_equal(refusal.field, field_table[field].name);
}

static void an_action(void)
{
	record_start(&record, "partners", &arena);
	set(FIELD_ID, "A-41");
	set(FIELD_KIND, "action");
	set(FIELD_TITLE, "Lighting survey zone 2");
	set(FIELD_UPDATED, "2023-03-09T10:00:00Z");
	set(FIELD_MARKING, "OFFICIAL");
}

static void passes(void)
{
	bool faulted;
	if (!record_check(&record, &places, MARKING_UNKNOWN, &faulted, &refusal))
		fail_msg("%s: %s", refusal.field, refusal.reason);
	assert_false(faulted);
}

static void refused(const char *field, const char *reason)
{
	bool faulted;
	if (record_check(&record, &places, MARKING_UNKNOWN, &faulted, &refusal))
		fail_msg("taken, expected: %s", reason);
	assert_string_equal(refusal.reason, reason);
	assert_string_equal(refusal.field, field);
}

/* A good action with one field set: refused for that. */
static void refused_with(enum field field, const char *text, const char *reason)
{
	an_action();
	set(field, text);
	refused(field_table[field].name, reason);
}

/* ---- fields from text --------------------------------------------------------------------------- */

static void test_texts_are_cleaned(void **state)
{
	(void)state;
	set(FIELD_TITLE, "  Lighting\x1b[31m\n survey\xe2\x80\xae  zone\t2 ");
	assert_string_equal(record_text(&record, FIELD_TITLE), "Lighting[31m survey zone 2");
	set(FIELD_NOTE, " \x01 ");
	assert_false(record.value[FIELD_NOTE].set);
	assert_string_equal(record_text(&record, FIELD_NOTE), "");
}

static void test_words(void **state)
{
	(void)state;
	set(FIELD_ID, "street-crime/harrogate/burglary:1+2");
	set_fails(FIELD_ID, "A 41", "id is \"A 41\", expected at most 120 letters, digits and -_./:+");
	set_fails(FIELD_ID, "A\"41", "id is \"A\"41\", expected at most 120 letters, digits and -_./:+");
	char *longest = mem_alloc(122);
	memset(longest, 'x', 120);
	set(FIELD_ID, longest);
	longest[120] = 'x';
	assert_false(record_set_text(&record, FIELD_ID, longest, &refusal));
	free(longest);
}

static void test_kind(void **state)
{
	(void)state;
	set(FIELD_KIND, "milestone");
	assert_int_equal(record.kind, KIND_MILESTONE);
	set_fails(FIELD_KIND, "milestne", "kind \"milestne\" is not known, did you mean \"milestone\"?");
	set_fails(FIELD_KIND, "zzz", "kind \"zzz\" is not known");
}

static void test_lists(void **state)
{
	(void)state;
	set(FIELD_TAGS, "svd, lgr ,,svd");
	assert_int_equal(record.value[FIELD_TAGS].as.words.count, 2);
	assert_true(record_has_word(&record, FIELD_TAGS, "lgr"));
	assert_false(record_has_word(&record, FIELD_TAGS, "dhr"));
	assert_false(record_has_word(&record, FIELD_HANDLING, "police-only"));
	set(FIELD_HUBS, "");
	assert_false(record.value[FIELD_HUBS].set);
	set_fails(FIELD_HUBS, "craven,north east", "hubs is \"north east\", expected ids");
	const char *const commas[] = { "pubs, clubs", "bars" };
	assert_true(record_set_words(&record, FIELD_AUDIENCE, commas, 2, &refusal));
	assert_string_equal(record.value[FIELD_AUDIENCE].as.words.at[0], "pubs, clubs");
	char many[250];
	memset(many, 0, sizeof many);
	for (int i = 0; i < 101; i++)
		memcpy(many + 2 * i, "x,", 2);
	set_fails(FIELD_TAGS, many, "tags holds more than 100 words");
}

static void test_days(void **state)
{
	(void)state;
	set(FIELD_DUE, "2024-01");
	assert_int_equal(record_day(&record, FIELD_DUE), day_of(2024, 1, 31));
	assert_int_equal(record.value[FIELD_DUE].precision, PRECISION_MONTH);
	set(FIELD_DUE, "2023-06-30T23:30:00Z");
	assert_int_equal(record_day(&record, FIELD_DUE), day_of(2023, 7, 1)); /* 00:30 in the UK */
	set_fails(FIELD_DUE, "31/03/2023", "due is \"31/03/2023\", expected a date like 2023-03-31, 2023-03 or 2023");
	set_fails(FIELD_DUE, "2023-02-30", "due is \"2023-02-30\", expected a date like 2023-03-31, 2023-03 or 2023");
	assert_int_equal(record_day(&record, FIELD_CLOSED), DAY_NONE);
	set(FIELD_OCCURRED, "2023-07-01");
	assert_int_equal(record.value[FIELD_OCCURRED].as.instant, day_start(day_of(2023, 7, 1)));
	assert_int_equal(record_day(&record, FIELD_OCCURRED), day_of(2023, 7, 1));
	set(FIELD_OCCURRED, "2023-03-14T08:30:00+01:00");
	set_fails(FIELD_OCCURRED, "2023-03", "occurred is \"2023-03\", expected a date or a time like 2023-03-14T08:30:00Z");
	set_fails(FIELD_OCCURRED, "yesterday", "occurred is \"yesterday\", expected a date or a time like 2023-03-14T08:30:00Z");
}

static void test_numbers(void **state)
{
	(void)state;
	set(FIELD_PROGRESS, "50");
	assert_int_equal(record.value[FIELD_PROGRESS].as.integer, 50);
	set(FIELD_PROGRESS, "50.0"); /* as SQLite writes a real */
	assert_int_equal(record.value[FIELD_PROGRESS].as.integer, 50);
	set_fails(FIELD_PROGRESS, "50.5", "progress is \"50.5\", expected a whole number");
	set_fails(FIELD_PROGRESS, "half", "progress is \"half\", expected a whole number");
	set_fails(FIELD_PROGRESS, "nan", "progress is \"nan\", expected a whole number");
	set(FIELD_GREEN, "-1.5e2");
	assert_true(record.value[FIELD_GREEN].as.real < -149.9);
	set_fails(FIELD_GREEN, "inf", "green is \"inf\", expected a number");
	set_fails(FIELD_GREEN, "0x10", "green is \"0x10\", expected a number");
	set_fails(FIELD_GREEN, "1e999", "green is \"1e999\", expected a number");
	set(FIELD_DEMO, "1");
	assert_true(record_flag(&record, FIELD_DEMO));
	set(FIELD_DEMO, "false");
	assert_false(record_flag(&record, FIELD_DEMO));
	set_fails(FIELD_DEMO, "yes", "demo is \"yes\", expected true or false");
}

static void test_structures_from_text(void **state)
{
	(void)state;
	set(FIELD_SERIES, "[[\"2023-02\", 3.0], [\"2023-01\",4]]");
	assert_string_equal(record_text(&record, FIELD_SERIES), "[[\"2023-01\",4],[\"2023-02\",3]]");
	set_fails(FIELD_SERIES, "[[", "series is \"[[\", expected JSON");
}

/* What a reason quotes is cut, cleaned, and never personal. */
static void test_quotes(void **state)
{
	(void)state;
	assert_string_equal(record_quote(&arena, "a\x1b[2Jb"), "\"a[2Jb\"");
	assert_string_equal(record_quote(&arena, "07700 900123"), "(not shown)");
	assert_string_equal(record_quote(&arena, "0123456789012345678901234567890123456789x"),
		"\"012345678901234567890123456789012345678…\"");
}

/* ---- validation --------------------------------------------------------------------------------- */

static void test_good_records(void **state)
{
	(void)state;
	an_action();
	set(FIELD_HUBS, "craven,harrogate");
	set(FIELD_AREAS, "vawg");
	set(FIELD_OWNER, "SCA-BC");
	set(FIELD_STATUS, "in-progress");
	set(FIELD_TYPE, "recommendation");
	set(FIELD_HANDLING, "commercial,embargo-until:2023-04-01");
	set(FIELD_SUPPORT, "NYP,YJS");
	set(FIELD_PROGRESS, "100");
	set(FIELD_NOTE, "Agreed on 1 Apr 2023 for zone 2 and YO11.");
	passes();
	record_start(&record, "holidays", &arena);
	set(FIELD_KIND, "holiday");
	set(FIELD_ID, "2023-12-25");
	set(FIELD_TITLE, "Christmas Day");
	set(FIELD_MARKING, "OFFICIAL");
	passes();
}

static void test_required(void **state)
{
	(void)state;
	static const enum field needed[] = { FIELD_ID, FIELD_TITLE, FIELD_UPDATED };
	static const char *const reasons[] = { "id is missing", "title is missing", "updated is missing" };
	for (size_t i = 0; i < 3; i++) {
		an_action();
		record.value[needed[i]].set = false;
		refused(field_table[needed[i]].name, reasons[i]);
	}
	record_start(&record, "x", &arena);
	set(FIELD_ID, "1");
	refused("kind", "kind is missing");
	set(FIELD_KIND, "holiday");
	set(FIELD_TITLE, "Christmas Day");
	refused("id", "the id of a holiday is its date, like 2023-12-25");
}

static void test_vocabularies(void **state)
{
	(void)state;
	refused_with(FIELD_STATUS, "opened", "status \"opened\" is not known, did you mean \"open\"?");
	refused_with(FIELD_OWNER, "NPY", "owner \"NPY\" is not known, did you mean \"NYP\"?");
	refused_with(FIELD_PUBLIC, "perhaps", "public \"perhaps\" is not known, expected one of: yes, no, ask");
	refused_with(FIELD_HANDLING, "commercial,secret-ish",
		"handling \"secret-ish\" is not known, expected one of: hub-partners, police-only, named-forum, "
		"separate-governance, commercial, do-not-display, embargo-until:2023-04-01");
	refused_with(FIELD_HANDLING, "embargo-until:soon",
		"handling \"embargo-until:soon\" is not known, expected one of: hub-partners, police-only, named-forum, "
		"separate-governance, commercial, do-not-display, embargo-until:2023-04-01");
	refused_with(FIELD_RATING, "Q", "rating \"Q\" is not known, expected one of: B, G, A, R, -");
	refused_with(FIELD_SUPPORT, "NYP,ZZZ", "support \"ZZZ\" is not known, expected one of: NYP, NYFRS, NYCC, NYC, "
		"CRA-DC, HAM-DC, HAR-BC, RIC-DC, RYE-DC, SCA-BC, SEL-DC, CYC, OPFCC, PROB …");
}

static void test_other_kinds_fields(void **state)
{
	(void)state;
	refused_with(FIELD_SEVERITY, "high", "severity does not belong to a record of kind action");
}

static void test_lengths(void **state)
{
	(void)state;
	size_t size = 1000000;
	char *title = mem_alloc(size + 1);
	memset(title, 'A', size);
	refused_with(FIELD_TITLE, title, "title is longer than 80 columns");
	title[80] = '\0';
	an_action();
	set(FIELD_TITLE, title);
	passes();
	memset(title, 'A', size);
	title[281] = '\0';
	refused_with(FIELD_NOTE, title, "note is longer than 280 columns");
	title[501 - 281] = 'A';
	memset(title, 'A', 501);
	title[501] = '\0';
	refused_with(FIELD_LINK, title, "link is longer than 500 bytes");
	free(title);
}

static void test_ranges(void **state)
{
	(void)state;
	refused_with(FIELD_PROGRESS, "101", "progress is not between 0 and 100");
	refused_with(FIELD_PROGRESS, "-1", "progress is not between 0 and 100");
}

static void test_places(void **state)
{
	(void)state;
	refused_with(FIELD_HUBS, "harogate", "\"harogate\" is not a hub of the configuration, did you mean \"harrogate\"?");
	refused_with(FIELD_HUBS, "countywide", "\"countywide\" is not a hub of the configuration");
	refused_with(FIELD_AREAS, "hate", "\"hate\" is not an area of the configuration");
	bool faulted;
	assert_true(record_check(&record, NULL, MARKING_UNKNOWN, &faulted, &refusal));
}

static void test_markings(void **state)
{
	(void)state;
	bool faulted;
	refused_with(FIELD_MARKING, "SECRET", "SECRET is above what this board may hold");
	refused_with(FIELD_MARKING, "TOP SECRET", "TOP SECRET is above what this board may hold");
	refused_with(FIELD_MARKING, "public", "marking \"public\" is not known, expected OFFICIAL or OFFICIAL-SENSITIVE");
	refused_with(FIELD_MARKING, "", "marking \"\" is not known, expected OFFICIAL or OFFICIAL-SENSITIVE");
	an_action();
	record.value[FIELD_MARKING].set = false;
	assert_true(record_check(&record, &places, MARKING_UNKNOWN, &faulted, &refusal));
	assert_true(faulted);
	assert_string_equal(record_text(&record, FIELD_MARKING), "OFFICIAL-SENSITIVE");
	record.value[FIELD_MARKING].set = false;
	assert_true(record_check(&record, &places, MARKING_OFFICIAL, &faulted, &refusal));
	assert_false(faulted);
	assert_string_equal(record_text(&record, FIELD_MARKING), "OFFICIAL");
}

static void test_held(void **state)
{
	(void)state;
	refused_with(FIELD_NOTE, "ring 07700 900123", "held: note holds what looks like a telephone number");
	refused_with(FIELD_TITLE, "Visit YO11 2AB", "held: title holds what looks like a full postcode");
	refused_with(FIELD_BLOCKER, "wait for YK73 LMN", "held: blocker holds what looks like a vehicle registration");
	refused_with(FIELD_TAGS, "svd,a@example.org", "held: tags holds what looks like an e-mail address");
	refused_with(FIELD_OFFICE, "born 3 May 2008", "held: office holds what looks like a date of birth");
	refused_with(FIELD_ID, "12230012345", "held: id holds what looks like a crime, incident or custody reference");
	refused_with(FIELD_NOTE, "seen 12/11/2009", "held: note holds what looks like a date of birth");
	an_action();
	set(FIELD_KIND, "body");
	set(FIELD_OFFICES, "[{\"office\": \"Chair, call 01904 618691\"}]");
	refused("offices", "held: offices holds what looks like a telephone number");
	set(FIELD_OFFICES, "[{\"office\": \"Chair\", \"from\": \"1998-04-01\"}]");
	passes();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_texts_are_cleaned, start, stop),
		cmocka_unit_test_setup_teardown(test_words, start, stop),
		cmocka_unit_test_setup_teardown(test_kind, start, stop),
		cmocka_unit_test_setup_teardown(test_lists, start, stop),
		cmocka_unit_test_setup_teardown(test_days, start, stop),
		cmocka_unit_test_setup_teardown(test_numbers, start, stop),
		cmocka_unit_test_setup_teardown(test_structures_from_text, start, stop),
		cmocka_unit_test_setup_teardown(test_quotes, start, stop),
		cmocka_unit_test_setup_teardown(test_good_records, start, stop),
		cmocka_unit_test_setup_teardown(test_required, start, stop),
		cmocka_unit_test_setup_teardown(test_vocabularies, start, stop),
		cmocka_unit_test_setup_teardown(test_other_kinds_fields, start, stop),
		cmocka_unit_test_setup_teardown(test_lengths, start, stop),
		cmocka_unit_test_setup_teardown(test_ranges, start, stop),
		cmocka_unit_test_setup_teardown(test_places, start, stop),
		cmocka_unit_test_setup_teardown(test_markings, start, stop),
		cmocka_unit_test_setup_teardown(test_held, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
