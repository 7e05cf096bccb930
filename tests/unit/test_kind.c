/* The tables of kinds, fields and flags, the vocabularies, markings and profiles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/kind.h"
#include "hubbrief/marking.h"

static void test_kinds(void **state)
{
	(void)state;
	assert_int_equal(KIND_COUNT, 13); /* twelve of the contract and holiday */
	for (int i = 0; i < KIND_COUNT; i++) {
		assert_int_equal(kind_named(kind_table[i].word), i);
		assert_true(vocabulary_has("kind", (enum kind)i, kind_table[i].word));
	}
	assert_int_equal(kind_named("task"), KIND_NONE);
	assert_int_equal(kind_named(""), KIND_NONE);
	assert_int_equal(kind_named("Action"), KIND_NONE);
}

static void test_fields(void **state)
{
	(void)state;
	for (int i = 0; i < FIELD_COUNT; i++) {
		assert_int_equal(field_named(field_table[i].name), i);
		assert_true(field_table[i].kinds != 0 && field_table[i].label[0]);
		for (int kind = 0; field_table[i].vocabulary && kind < KIND_COUNT; kind++)
			if (kind_has((enum kind)kind, (enum field)i))
				assert_non_null(vocabulary_words(field_table[i].vocabulary, (enum kind)kind)[0]);
	}
	assert_int_equal(field_named("name"), FIELD_NONE);
	assert_true(kind_has(KIND_ACTION, FIELD_TITLE));
	assert_true(kind_has(KIND_MEASURE, FIELD_SERIES));
	assert_false(kind_has(KIND_ACTION, FIELD_SERIES));
	assert_true(field_table[FIELD_STRAND].shy && field_table[FIELD_PLACE].shy && field_table[FIELD_NOTE].shy);
	assert_false(field_table[FIELD_CATEGORY].shy || field_table[FIELD_HUBS].shy);
	assert_true(field_table[FIELD_DUE].column && !field_table[FIELD_GATES].column);
}

static void test_flags(void **state)
{
	(void)state;
	enum flag flag;
	for (int i = 0; i < FLAG_COUNT; i++)
		assert_true(flag_named(flag_table[i].word, &flag) && (int)flag == i);
	assert_false(flag_named("late", &flag));
}

static void test_status_differs_by_kind(void **state)
{
	(void)state;
	assert_true(vocabulary_has("status", KIND_ACTION, "in-progress"));
	assert_true(vocabulary_has("status", KIND_ACTION, "proposed"));
	assert_false(vocabulary_has("status", KIND_ACTION, "live"));
	assert_true(vocabulary_has("status", KIND_INCIDENT, "open"));
	assert_true(vocabulary_has("status", KIND_CASE, "closed"));
	assert_true(vocabulary_has("status", KIND_CAMPAIGN, "live"));
	assert_false(vocabulary_has("status", KIND_CAMPAIGN, "open"));
	assert_false(vocabulary_has("status", KIND_MILESTONE, "done"));
	assert_false(vocabulary_has("status", KIND_ACTION, "Open"));
	assert_false(vocabulary_has("status", KIND_ACTION, ""));
}

static void test_types_and_stages_differ_by_kind(void **state)
{
	(void)state;
	assert_true(vocabulary_has("type", KIND_ACTION, "recommendation"));
	assert_false(vocabulary_has("type", KIND_ACTION, "PSPO"));
	assert_true(vocabulary_has("type", KIND_POWER, "PSPO"));
	assert_true(vocabulary_has("type", KIND_MEETING, "JAG"));
	assert_true(vocabulary_has("type", KIND_MEETING, "matac"));
	assert_false(vocabulary_has("type", KIND_MEETING, "party"));
	assert_true(vocabulary_has("type", KIND_BODY, "statutory-board"));
	assert_false(vocabulary_has("type", KIND_BODY, "two words"));
	assert_true(vocabulary_has("type", KIND_BODY, "az.AZ_09/a-z"));
	assert_false(vocabulary_has("type", KIND_BODY, "a@"));
	assert_false(vocabulary_has("type", KIND_BODY, "[x"));
	assert_false(vocabulary_has("type", KIND_BODY, "-x"));
	assert_false(vocabulary_has("type", KIND_MEASURE, "action"));
	assert_null(vocabulary_words("type", KIND_MEASURE)[0]);
	assert_true(vocabulary_has("stage", KIND_REVIEW, "HO-QA"));
	assert_true(vocabulary_has("stage", KIND_REVIEW, "not-stated"));
	assert_true(vocabulary_has("stage", KIND_CASE, "respond"));
	assert_false(vocabulary_has("stage", KIND_CASE, "HO-QA"));
	assert_true(vocabulary_has("stage", KIND_POWER, "renewal"));
	assert_true(vocabulary_has("stage", KIND_POWER, "renewal-consultation"));
}

static void test_words_of_the_field(void **state)
{
	(void)state;
	static const struct { const char *vocabulary, *word; } known[] = {
		{ "agency", "NYP" }, { "agency", "SCA-BC" }, { "agency", "VAWG-SP" }, { "agency", "DALPB" }, { "rating", "B" },
		{ "rating", "-" }, { "unit", "per-1000" }, { "polarity", "in-range" }, { "period", "quarter" }, { "severity", "critical" },
		{ "asb_type", "nuisance" }, { "strand", "transgender-identity" }, { "sv_flags", "domestic-abuse" },
		{ "subject", "theme-location" }, { "risk", "standard" }, { "governance", "separate" }, { "public", "ask" },
	};
	static const struct { const char *vocabulary, *word; } unknown[] = {
		{ "agency", "nyp" }, { "agency", "FBI" }, { "rating", "g" }, { "rating", "" }, { "period", "month " }, { "severity", "urgent" },
		{ "marking", "SECRET" }, { "marking", "official" }, { "risk", "low" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!vocabulary_has(known[i].vocabulary, KIND_MEASURE, known[i].word))
			fail_msg("%s is missing from %s", known[i].word, known[i].vocabulary);
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		if (vocabulary_has(unknown[i].vocabulary, KIND_MEASURE, unknown[i].word))
			fail_msg("%s stands in %s", unknown[i].word, unknown[i].vocabulary);
}

static void test_handling(void **state)
{
	(void)state;
	assert_true(handling_known("police-only"));
	assert_true(handling_known("separate-governance"));
	assert_true(handling_known("embargo-until:2024-02-29"));
	assert_false(handling_known("embargo-until:2023-02-29"));
	assert_false(handling_known("embargo-until:2023-02"));
	assert_false(handling_known("embargo-until:"));
	assert_false(handling_known("embargo-until"));
	assert_false(handling_known("Police-only"));
	assert_false(handling_known(""));
}

static void test_markings(void **state)
{
	(void)state;
	assert_int_equal(marking_named("OFFICIAL"), MARKING_OFFICIAL);
	assert_int_equal(marking_named("OFFICIAL-SENSITIVE"), MARKING_SENSITIVE);
	static const char *const bad[] = { "SECRET", "TOP SECRET", "", "official", "OFFICIAL ", "OFFICIAL-SENSITIVE-X", "OFFICIAL SENSITIVE" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(marking_named(bad[i]), MARKING_UNKNOWN);
	assert_string_equal(marking_text(MARKING_SENSITIVE), "OFFICIAL-SENSITIVE");
}

static void test_profiles(void **state)
{
	(void)state;
	enum profile profile;
	assert_true(profile_named("room", &profile) && profile == PROFILE_ROOM);
	assert_false(profile_named("", &profile));
	assert_string_equal(profile_text(PROFILE_TEAM), "team");
	assert_int_equal(profile_class(PROFILE_PUBLIC), DISCLOSURE_PUBLIC);
	assert_int_equal(profile_class(PROFILE_ROOM), DISCLOSURE_ROOM);
	assert_int_equal(profile_class(PROFILE_TEAM), DISCLOSURE_TEAM);
	assert_true(profile_class(PROFILE_TEAM) < DISCLOSURE_NEVER); /* nobody sees separate governance */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds), cmocka_unit_test(test_fields), cmocka_unit_test(test_flags),
		cmocka_unit_test(test_status_differs_by_kind), cmocka_unit_test(test_types_and_stages_differ_by_kind),
		cmocka_unit_test(test_words_of_the_field), cmocka_unit_test(test_handling), cmocka_unit_test(test_markings),
		cmocka_unit_test(test_profiles),
	};
	return cmocka_run_group_tests_name("kind", tests, NULL, NULL);
}
