/* Records from foreign JSON and back: types, shapes, identity fields, the safe form (design.md §4, rule 8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/record_json.h"

static struct arena arena;
static struct record record;
static struct refusal refusal;
static int unknown;

static int stop(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static bool read_text(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	unknown = 0;
	refusal = (struct refusal){ 0 };
	record_start(&record, "partners", &arena);
	bool fits = record_read(&record, json, &unknown, &refusal);
	json_decref(json);
	return fits;
}

static void reads(const char *text)
{
	if (!read_text(text))
		fail_msg("%s: %s", refusal.field, refusal.reason);
}

static void refused(const char *text, const char *field, const char *reason)
{
	if (read_text(text))
		fail_msg("%s was taken", text);
	assert_string_equal(refusal.reason, reason);
	assert_string_equal(refusal.field, field);
}

static void writes(bool safe, const char *expected)
{
	struct derived derived;
	record_derive(&record, &derived);
	json_t *json = record_write(&record, &derived, safe);
	char *text = json_dumps(json, JSON_COMPACT);
	assert_string_equal(text, expected);
	free(text);
	json_decref(json);
}

/* ---- reading ------------------------------------------------------------------------------------- */

static void test_every_type(void **state)
{
	(void)state;
	reads("{\"id\":\"A-44\",\"kind\":\"action\",\"title\":\"Target-harden pavilion\",\"updated\":\"2023-03-01T09:00:00Z\","
		"\"hubs\":[\"selby\"],\"due\":\"2023-02\",\"progress\":50,\"demo\":true,\"tags\":[],\"note\":null,"
		"\"due_history\":[\"2023-01-31\",\"2023-02-14\"],\"colour\":1,\"extra\":{\"name\":\"x\"}}");
	assert_int_equal(unknown, 2);
	assert_int_equal(record.kind, KIND_ACTION);
	assert_int_equal(record.value[FIELD_PROGRESS].as.integer, 50);
	assert_true(record_flag(&record, FIELD_DEMO));
	assert_false(record.value[FIELD_TAGS].set);
	assert_false(record.value[FIELD_NOTE].set);
	assert_true(record_has_word(&record, FIELD_HUBS, "selby"));
	writes(false, "{\"demo\":true,\"due\":\"2023-02\",\"due_history\":[\"2023-01-31\",\"2023-02-14\"],\"hubs\":[\"selby\"],"
		"\"id\":\"A-44\",\"kind\":\"action\",\"progress\":50,\"title\":\"Target-harden pavilion\","
		"\"updated\":\"2023-03-01T09:00:00Z\"}");
	int before = unknown = 5;
	json_t *more = json_loads("{\"colour\":1}", 0, NULL);
	assert_true(record_read(&record, more, &unknown, &refusal));
	assert_int_equal(unknown, before + 1);
	json_decref(more);
}

static void test_wrong_types(void **state)
{
	(void)state;
	refused("[1]", "", "the record is not an object {…}");
	refused("{\"id\":7}", "id", "id has the wrong type, expected a text in quotes");
	refused("{\"title\":[\"x\"]}", "title", "title has the wrong type, expected a text in quotes");
	refused("{\"due\":20230331}", "due", "due has the wrong type, expected a text in quotes");
	refused("{\"hubs\":\"selby\"}", "hubs", "hubs has the wrong type, expected a list of texts, at most 100");
	refused("{\"hubs\":[1]}", "hubs", "hubs has the wrong type, expected a list of texts");
	refused("{\"progress\":\"50\"}", "progress", "progress has the wrong type, expected a whole number");
	refused("{\"progress\":1.5}", "progress", "progress has the wrong type, expected a whole number");
	refused("{\"green\":\"1\"}", "green", "green has the wrong type, expected a number");
	refused("{\"demo\":1}", "demo", "demo has the wrong type, expected true or false");
	refused("{\"kind\":\"mesure\"}", "kind", "kind \"mesure\" is not known, did you mean \"measure\"?");
	refused("{\"updated\":\"2023-03-14 08:30\"}", "updated",
		"updated is \"2023-03-14 08:30\", expected a date or a time like 2023-03-14T08:30:00Z");
}

static void test_identity(void **state)
{
	(void)state;
	refused("{\"id\":\"1\",\"victim_name\":\"x\"}", "\"victim_name\"",
		"\"victim_name\" would hold a person's identity: this board keeps none");
	refused("{\"dateOfBirth\":null}", "\"dateOfBirth\"", "\"dateOfBirth\" would hold a person's identity: this board keeps none");
	refused("{\"offices\":[{\"office\":\"Chair\",\"name\":\"x\"}]}", "offices",
		"offices holds \"name\": this board keeps offices, never people");
}

/* ---- structures ---------------------------------------------------------------------------------- */

static void keeps(enum field field, const char *given, const char *canonical)
{
	json_t *json = json_loads(given, 0, NULL);
	assert_non_null(json);
	record_start(&record, "x", &arena);
	if (!record_set_json(&record, field, json, &refusal))
		fail_msg("%s: %s", given, refusal.reason);
	assert_string_equal(record_text(&record, field), canonical);
	json_decref(json);
}

static void misshapen(enum field field, const char *given, const char *reason)
{
	json_t *json = json_loads(given, JSON_DECODE_ANY, NULL);
	assert_non_null(json);
	record_start(&record, "x", &arena);
	assert_false(record_set_json(&record, field, json, &refusal));
	assert_string_equal(refusal.reason, reason);
	assert_false(record.value[field].set);
	json_decref(json);
}

static void test_series(void **state)
{
	(void)state;
	static const char shape[] = "series has the wrong shape, expected [[\"2023-02\", 142], …]";
	keeps(FIELD_SERIES, "[[\"2023-02\",142.0],[\"2022-12\",1.5],[\"2023-01\",null]]", "[[\"2022-12\",1.5],[\"2023-02\",142]]");
	keeps(FIELD_SERIES, "[]", "[]");
	keeps(FIELD_SERIES, "[[\"2023-Q1\",0]]", "[[\"2023-Q1\",0]]");
	misshapen(FIELD_SERIES, "{}", shape);
	misshapen(FIELD_SERIES, "[1]", shape);
	misshapen(FIELD_SERIES, "[[\"2023-02\"]]", shape);
	misshapen(FIELD_SERIES, "[[\"2023-13\",1]]", shape);
	misshapen(FIELD_SERIES, "[[\"2023-02\",\"1\"]]", shape);
	misshapen(FIELD_SERIES, "[[\"2023-02\",1,2]]", shape);
	misshapen(FIELD_SERIES, "[[\"2023-02\",1],[\"2023-02\",1]]", "series gives \"2023-02\" twice");
	misshapen(FIELD_SERIES, "[[\"2023-02\",1],[\"2023-Q1\",1]]", "series mixes periods of different lengths, like \"2023-Q1\"");
}

static void test_gates(void **state)
{
	(void)state;
	struct gate *gates;
	keeps(FIELD_GATES, "[{\"title\":\"Outline\\u0007\",\"due\":\"2023-07-31\",\"done\":null,\"x\":1}]",
		"[{\"due\":\"2023-07-31\",\"title\":\"Outline\"}]");
	keeps(FIELD_GATES, "[{\"title\":\"A\",\"due\":\"2023-07\",\"done\":\"2023-06-30\"},{\"title\":\"B\",\"due\":\"2023-08-01\"}]",
		"[{\"done\":\"2023-06-30\",\"due\":\"2023-07\",\"title\":\"A\"},{\"due\":\"2023-08-01\",\"title\":\"B\"}]");
	assert_int_equal(record_gates(&record, &gates), 2);
	assert_string_equal(gates[0].title, "A");
	assert_int_equal(gates[0].due, day_of(2023, 7, 31));
	assert_int_equal(gates[0].done, day_of(2023, 6, 30));
	assert_int_equal(gates[1].done, DAY_NONE);
	misshapen(FIELD_GATES, "{}", "gates has the wrong shape, expected a list of at most 100 objects");
	misshapen(FIELD_GATES, "[\"x\"]", "gates has the wrong shape, expected a list of objects");
	misshapen(FIELD_GATES, "[{\"due\":\"2023-07-31\"}]", "gates: \"title\" is missing");
	misshapen(FIELD_GATES, "[{\"title\":\"A\"}]", "gates: \"due\" is missing");
	misshapen(FIELD_GATES, "[{\"title\":\"A\",\"due\":\"soon\"}]", "gates: \"due\" is not a date");
	misshapen(FIELD_GATES, "[{\"title\":\"A\",\"due\":\"2023\",\"done\":true}]", "gates: \"done\" is not a date");
}

static void test_offices(void **state)
{
	(void)state;
	struct office *offices;
	keeps(FIELD_OFFICES, "[{\"office\":\"Chief Executive\",\"role\":\"chair\",\"to\":\"2023-03-31\"}]",
		"[{\"office\":\"Chief Executive\",\"role\":\"chair\",\"to\":\"2023-03-31\"}]");
	assert_int_equal(record_offices(&record, &offices), 1);
	assert_string_equal(offices[0].role, "chair");
	assert_string_equal(offices[0].successor, "");
	assert_int_equal(offices[0].to, day_of(2023, 3, 31));
	assert_int_equal(offices[0].from, DAY_NONE);
	misshapen(FIELD_OFFICES, "[{\"office\":\"X\",\"role\":\"boss\"}]",
		"offices: \"role\" is not one of chair, vice-chair, SRO, lead, SPOC, secretariat, member");
	misshapen(FIELD_OFFICES, "[{\"office\":\"\"}]", "offices: \"office\" is missing");
	misshapen(FIELD_OFFICES, "[{\"office\":5}]", "offices: \"office\" is not a text of at most 80 columns");
}

static void test_tension_and_history(void **state)
{
	(void)state;
	static const char shape[] =
		"tension has the wrong shape, expected {\"eep\": experienced, evidenced or potential, \"level\": 1 to 6}";
	struct tension tension;
	day_t *days;
	keeps(FIELD_TENSION, "{\"level\":4,\"eep\":\"potential\"}", "{\"eep\":\"potential\",\"level\":4}");
	assert_true(record_tension(&record, &tension));
	assert_int_equal(tension.level, 4);
	assert_string_equal(tension.eep, "potential");
	assert_int_equal(record_due_history(&record, &days), 0);
	misshapen(FIELD_TENSION, "{\"level\":7,\"eep\":\"potential\"}", shape);
	misshapen(FIELD_TENSION, "{\"level\":0,\"eep\":\"potential\"}", shape);
	misshapen(FIELD_TENSION, "{\"level\":\"4\",\"eep\":\"potential\"}", shape);
	misshapen(FIELD_TENSION, "{\"level\":4,\"eep\":\"high\"}", shape);
	misshapen(FIELD_TENSION, "[]", shape);
	keeps(FIELD_DUE_HISTORY, "[\"2023-01-31\",\"2023-02\"]", "[\"2023-01-31\",\"2023-02\"]");
	assert_false(record_tension(&record, &tension));
	assert_int_equal(record_due_history(&record, &days), 2);
	assert_int_equal(days[1], day_of(2023, 2, 28));
	misshapen(FIELD_DUE_HISTORY, "[\"x\"]", "due_history has the wrong shape, expected a list of at most 100 dates");
	misshapen(FIELD_DUE_HISTORY, "\"2023-01-31\"", "due_history has the wrong shape, expected a list of at most 100 dates");
}

/* ---- writing ------------------------------------------------------------------------------------- */

static void test_round_trip(void **state)
{
	(void)state;
	static const char measure[] = "{\"amber\":130,\"green\":115.5,\"id\":\"K-ASB\",\"kind\":\"measure\",\"sensitive\":false,"
		"\"series\":[[\"2023-01\",40],[\"2023-02\",48.25]],\"unit\":\"count\"}";
	static const char body[] = "{\"id\":\"B-1\",\"kind\":\"body\",\"offices\":[{\"office\":\"Chair\",\"to\":\"2023-03-31\"}],"
		"\"reviewed\":\"2023\"}";
	static const char incident[] = "{\"id\":\"T-11\",\"kind\":\"incident\",\"occurred\":\"2023-03-18T00:00:00Z\","
		"\"tension\":{\"eep\":\"potential\",\"level\":4}}";
	const char *const texts[] = { measure, body, incident };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		reads(texts[i]);
		writes(false, texts[i]);
	}
}

static void test_share_safe(void **state)
{
	(void)state;
	reads("{\"id\":\"I-103\",\"kind\":\"incident\",\"category\":\"hate\",\"title\":\"Hate incident, race, retail zone\","
		"\"strand\":[\"race\"],\"place\":\"retail zone\",\"note\":\"x\",\"hubs\":[\"harrogate\"],\"severity\":\"high\","
		"\"link\":\"https://example.org\",\"refs\":[\"A-1\"],\"repeat_ref\":\"I-9\"}");
	writes(true, "{\"category\":\"hate\",\"hubs\":[\"harrogate\"],\"id\":\"I-103\",\"kind\":\"incident\",\"severity\":\"high\","
		"\"title\":\"Hate incident (no detail on screen)\"}");
	reads("{\"id\":\"I-104\",\"kind\":\"incident\",\"category\":\"drugs\",\"title\":\"Litter\",\"place\":\"zone 1\"}");
	writes(true, "{\"category\":\"drugs\",\"id\":\"I-104\",\"kind\":\"incident\",\"place\":\"zone 1\",\"title\":\"Litter\"}");
}

static void test_suppressed(void **state)
{
	(void)state;
	reads("{\"id\":\"K-HATE\",\"kind\":\"measure\",\"title\":\"Hate reports\",\"sensitive\":true,\"rating\":\"R\","
		"\"series\":[[\"2023-01\",9],[\"2023-02\",3]]}");
	writes(true, "{\"id\":\"K-HATE\",\"kind\":\"measure\",\"sensitive\":true,\"title\":\"Hate reports\"}");
	reads("{\"id\":\"K-HATE\",\"kind\":\"measure\",\"sensitive\":true,\"rating\":\"R\","
		"\"series\":[[\"2022-12\",3],[\"2023-01\",0],[\"2023-02\",9]]}");
	writes(true, "{\"id\":\"K-HATE\",\"kind\":\"measure\",\"rating\":\"R\",\"sensitive\":true,"
		"\"series\":[[\"2022-12\",null],[\"2023-01\",0],[\"2023-02\",9]]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_every_type, stop), cmocka_unit_test_teardown(test_wrong_types, stop),
		cmocka_unit_test_teardown(test_identity, stop), cmocka_unit_test_teardown(test_series, stop),
		cmocka_unit_test_teardown(test_gates, stop), cmocka_unit_test_teardown(test_offices, stop),
		cmocka_unit_test_teardown(test_tension_and_history, stop), cmocka_unit_test_teardown(test_round_trip, stop),
		cmocka_unit_test_teardown(test_share_safe, stop), cmocka_unit_test_teardown(test_suppressed, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
