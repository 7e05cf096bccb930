/* Foreign JSON: what is refused and in which words, the pages of hub-feed/1, records refused alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/decode.h"

static const char *const hub_ids[] = { "craven", "selby" };
static const char *const area_ids[] = { "hubs" };
static const struct known_places places = { hub_ids, area_ids, 2, 1 };

/* ---- is it JSON? ----------------------------------------------------------------------------------- */

static bool valid(const char *body, size_t length, struct error *error)
{
	error->text[0] = '\0';
	return json_valid(&body, &length, error);
}

#define BYTES(text) text, sizeof text - 1

static void test_refused(void **state)
{
	static const struct { const char *body; size_t length; const char *says; } cases[] = {
		{ BYTES(""), "an empty answer; JSON was expected" },
		{ BYTES(" \r\n\t"), "an empty answer; JSON was expected" },
		{ BYTES("\xef\xbb\xbf"), "an empty answer; JSON was expected" },
		{ BYTES("<!DOCTYPE html><html>"), "the answer is a web page, not JSON" },
		{ BYTES("\n  <html>"), "the answer is a web page, not JSON" },
		{ BYTES("\xff\xfe{\0}\0"), "not JSON: the text is UTF-16 or binary; JSON is UTF-8" },
		{ BYTES("{\0}\0"), "not JSON: the text is UTF-16 or binary; JSON is UTF-8" },
		{ BYTES("{\"a\":1,\n \"a\":2}"), "not JSON: line 2, column 4: a name is given twice in one object" },
		{ BYTES("{\"a\":1"), "not JSON: line 1, column 6: it ends too early" },
		{ BYTES("[1] x"), "not JSON: line 1, column 5: something stands after its end" },
		{ BYTES("[\"\xff\"]"), "not JSON: line 1, column 2: a byte that is not UTF-8" },
		{ BYTES("[\"\xed\xa0\x80\"]"), "not JSON: line 1, column 2: a byte that is not UTF-8" },
		{ BYTES("{\"\\u0000\":1}"), "not JSON: line 1, column 9: a NUL character" },
		{ BYTES("[99999999999999999999]"), "not JSON: line 1, column 21: a number that is too large" },
		{ BYTES("[1e999]"), "not JSON: line 1, column 6: a number that is too large" },
		{ BYTES("[NaN]"), "not JSON: line 1, column 4: invalid token near 'NaN'" },
		{ BYTES("{'a':1}"), "not JSON: line 1, column 2: string or '}' expected near '''" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error;
		assert_false(valid(cases[i].body, cases[i].length, &error));
		assert_string_equal(error.text, cases[i].says);
	}
}

static void test_accepted(void **state)
{
	static const struct { const char *body; size_t length; } cases[] = {
		{ BYTES("[]") }, { BYTES("\xef\xbb\xbf{\"a\": [1, 2.5, \"\\u001b\", null]}") }, { BYTES("{\"n\":9007199254740993}") },
		{ BYTES("[\"[[[[ {{{{ \\\" ]]\"]") },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error;
		if (!valid(cases[i].body, cases[i].length, &error))
			fail_msg("%s", error.text);
	}
}

/* A body of `count` times `unit` between two texts. */
static char *repeated(const char *before, const char *unit, size_t count, const char *after, size_t *length)
{
	struct str text = { 0 };
	str_add(&text, before);
	for (size_t i = 0; i < count; i++)
		str_add(&text, unit);
	str_add(&text, after);
	*length = text.length;
	return str_take(&text);
}

static void check_limit(const char *before, const char *unit, size_t count, const char *after, const char *says)
{
	struct error error;
	size_t length;
	char *body = repeated(before, unit, count, after, &length);
	bool good = valid(body, length, &error);
	free(body);
	if (!says && !good)
		fail_msg("%s", error.text);
	if (says)
		assert_false(good);
	if (says)
		assert_string_equal(error.text, says);
}

static void test_limits(void **state)
{
	(void)state;
	check_limit("", "[", 100000, "", "lists nested deeper than 64 (line 1, column 65)");
	check_limit("\n", "{\"a\":", 100000, "", "lists nested deeper than 64 (line 2, column 321)");
	check_limit("[0", ",0", 50000, "]", "more than 50000 items in one list (line 1, column 100001)");
	check_limit("[0", ",0", 49999, "]", NULL);
	check_limit("[[0", ",0", 30000, "],[0,0]]", NULL);
	check_limit("[\"", "0123456789abcdef", (8 << 20) / 16, "\"]", "the answer is larger than 8 MB");
}

/* A body cut anywhere is refused, never half believed. */
static void test_every_cut(void **state)
{
	static const char whole[] = "{\"feed\":\"hub-feed/1\",\"complete\":true,\"records\":[{\"id\":\"A-1\",\"n\":-1.5e3}]}";
	(void)state;
	for (size_t length = 0; length + 1 < sizeof whole - 1; length++) {
		struct error error;
		struct page page;
		struct page_head head;
		struct error again = { "" };
		assert_false(page_read(&page, whole, length, &error));
		assert_true(error.text[0]);
		assert_false(page_head_read(&head, whole, length, &again));
		assert_string_equal(error.text, again.text);
	}
}

static void test_pick(void **state)
{
	static const char body[] = "{\"date\":\"2025-09-01\",\"meta\":[{\"when\":7},{\"a.b\":\"x\"}],\"flag\":true}";
	static const struct { const char *path, *text; } cases[] = {
		{ "$.date", "2025-09-01" }, { "$.meta[0].when", "7" }, { "$.meta[1].when", NULL }, { "$.flag", NULL },
		{ "$.meta", NULL }, { "$", NULL }, { "$.meta[x]", NULL }, { "$..date", NULL }, { "date", NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error;
		char *text = json_pick(body, sizeof body - 1, cases[i].path, &error);
		if (cases[i].text)
			assert_string_equal(text, cases[i].text);
		else
			assert_null(text);
		free(text);
	}
}

static void test_hash(void **state)
{
	char one[65], other[65];
	(void)state;
	body_hash_text(body_hash(0, "abc", 3), 3, one);
	body_hash_text(body_hash(body_hash(0, "ab", 2), "c", 1), 3, other);
	assert_string_equal(one, other);
	body_hash_text(body_hash(0, "abd", 3), 3, other);
	assert_string_not_equal(one, other);
}

/* ---- hub-feed/1 ------------------------------------------------------------------------------------ */

static void test_head(void **state)
{
	struct page page;
	struct error error;
	(void)state;
	static const char good[] = "{\"feed\":\"hub-feed/1\",\"generated_at\":\"2023-03-14T08:30:00Z\",\"complete\":true,"
		"\"next\":\"/v1/craven?page=2\",\"delta\":\"/v1/craven?since=8\",\"marking\":\"OFFICIAL\",\"records\":[{},{}]}";
	assert_true(page_read(&page, good, sizeof good - 1, &error));
	assert_string_equal(page.head.next, "/v1/craven?page=2");
	assert_string_equal(page.head.delta, "/v1/craven?since=8");
	assert_true(page.head.complete);
	assert_int_equal(page.head.generated, 1678782600);
	assert_int_equal(page.head.marking, MARKING_OFFICIAL);
	assert_int_equal(page.records, 2);
	page_free(&page);
	page_free(&page);

	static const struct { const char *body, *says; } bad[] = {
		{ "[]", "not a hub-feed: a JSON object was expected" },
		{ "{}", "not a hub-feed: \"feed\": \"hub-feed/1\" was expected" },
		{ "{\"feed\":\"hub-feed/2\",\"records\":[]}", "not a hub-feed: \"feed\": \"hub-feed/1\" was expected" },
		{ "{\"feed\":1,\"records\":[]}", "\"feed\" is not a text" },
		{ "{\"feed\":\"hub-feed/1\"}", "\"records\" is not a list" },
		{ "{\"feed\":\"hub-feed/1\",\"records\":{}}", "\"records\" is not a list" },
		{ "{\"feed\":\"hub-feed/1\",\"records\":[],\"removed\":\"A\"}", "\"removed\" is not a list" },
		{ "{\"feed\":\"hub-feed/1\",\"records\":[],\"complete\":\"yes\"}", "\"complete\" is not true or false" },
		{ "{\"feed\":\"hub-feed/1\",\"records\":[],\"next\":7}", "\"next\" is not a text" },
		{ "{\"feed\":\"hub-feed/1\",\"records\":[],\"generated_at\":\"today\"}",
			"\"generated_at\" is not a time with its offset, such as 2023-03-14T08:30:00Z" },
		{ "{\"feed\":\"hub-feed/1\",\"records\":[],\"marking\":\"SECRET\\u001b[2J\"}",
			"the answer is marked \"SECRET[2J\", which may not be held here" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(page_read(&page, bad[i].body, strlen(bad[i].body), &error));
		assert_string_equal(error.text, bad[i].says);
	}
}

/* The head alone says the same, whatever stands inside the records. */
static void test_head_alone(void **state)
{
	static const char body[] = "\xef\xbb\xbf{\"records\":[{\"next\":\"/wrong\",\"t\":\"\\\"]}{\"}, [[]]],\n"
		"\"feed\" : \"hub-feed\\/1\", \"next\":\"\\u002fv1?a]\\\\\", \"other\":{\"complete\":true},\"complete\":false,"
		"\"generated_at\":\"2023-03-14T08:30:00Z\"}";
	struct page page;
	struct page_head head;
	struct error error;
	(void)state;
	assert_true(page_head_read(&head, body, sizeof body - 1, &error));
	assert_true(page_read(&page, body, sizeof body - 1, &error));
	assert_string_equal(head.next, "/v1?a]\\");
	assert_string_equal(page.head.next, head.next);
	assert_null(head.delta);
	assert_false(head.complete);
	assert_int_equal(head.generated, 1678782600);
	assert_int_equal(page.head.generated, head.generated);
	page_head_free(&head);
	page_free(&page);
}

/* ---- records --------------------------------------------------------------------------------------- */

struct kept {
	int put, refused, removed;
	bool fail;
	char log[2000];
};

static bool put(void *context, const struct record *record, struct error *error)
{
	struct kept *kept = context;
	kept->put++;
	snprintf(kept->log + strlen(kept->log), sizeof kept->log - strlen(kept->log), "+%s(%s) ",
		record->value[FIELD_ID].as.text, record->value[FIELD_TITLE].as.text);
	return !kept->fail || error_set(error, "the disk is full");
}

static bool point(void *context, const struct record *record, const char *period, double value, struct error *error)
{
	(void)context, (void)record, (void)period, (void)value, (void)error;
	return true;
}

static void refuse(void *context, int index, const char *id, const struct refusal *refusal)
{
	struct kept *kept = context;
	kept->refused++;
	snprintf(kept->log + strlen(kept->log), sizeof kept->log - strlen(kept->log), "!%d,%s,%s ", index, id, refusal->field);
}

static bool removal(void *context, const char *id, struct error *error)
{
	struct kept *kept = context;
	(void)error;
	kept->removed++;
	snprintf(kept->log + strlen(kept->log), sizeof kept->log - strlen(kept->log), "-%s ", id);
	return true;
}

#define RECORD(id, rest) "{\"id\":\"" id "\",\"kind\":\"notice\",\"title\":\"T\",\"updated\":\"2023-03-14T08:00:00Z\"" rest "}"
#define FEED(records, rest) "{\"feed\":\"hub-feed/1\",\"records\":[" records "]" rest "}"

static bool read_feed(const char *body, enum marking marking, int most, struct kept *kept, struct reading *reading)
{
	struct sink sink = { put, point, refuse, removal, kept };
	struct page page;
	struct error error;
	if (!page_read(&page, body, strlen(body), &error))
		fail_msg("%s", error.text);
	reading_start(reading, "partners", places, marking, most, &sink);
	bool good = reading_page(reading, &page, &error);
	reading_end(reading);
	page_free(&page);
	return good;
}

static void test_records(void **state)
{
	struct kept kept = { 0 };
	struct reading reading;
	(void)state;
	assert_true(read_feed(FEED(RECORD("a", "") "," RECORD("b", ",\"severity\":\"awful\"") ",7," RECORD("c", ",\"hubs\":[\"selby\"]")
		"," RECORD("d", ",\"hubs\":[\"atlantis\"]") "," RECORD("a", ""), ",\"removed\":[\"x\",9]"),
		MARKING_OFFICIAL, 100, &kept, &reading));
	assert_string_equal(kept.log, "+a(T) !1,b,severity !2,, +c(T) !4,d,hubs +a(T) !5,a,id -x ");
	assert_int_equal(reading.taken, 2);
	assert_int_equal(reading.unmarked, 0);
}

static void test_hostile_text(void **state)
{
	struct kept kept = { 0 };
	struct reading reading;
	(void)state;
	assert_true(read_feed("{\"feed\":\"hub-feed/1\",\"records\":[{\"id\":\"a\",\"kind\":\"notice\",\"title\":"
		"\"Clear\\u001b[2J \\u202ethe\\u009b screen\\ue000\\u200b\",\"updated\":\"2023-03-14T08:00:00Z\"},"
		"{\"id\":\"\\u001b]0;x\\u0007\",\"kind\":\"notice\"}]}", MARKING_OFFICIAL, 100, &kept, &reading));
	assert_string_equal(kept.log, "+a(Clear[2J the screen) !1,]0;x,id ");
}

static void test_unmarked(void **state)
{
	struct kept kept = { 0 };
	struct reading reading;
	(void)state;
	assert_true(read_feed(FEED(RECORD("a", ""), ""), MARKING_UNKNOWN, 100, &kept, &reading));
	assert_int_equal(reading.unmarked, 1);
	assert_true(read_feed(FEED(RECORD("a", ""), ",\"marking\":\"OFFICIAL\""), MARKING_UNKNOWN, 100, &kept, &reading));
	assert_int_equal(reading.unmarked, 0);
	assert_true(read_feed(FEED(RECORD("a", ",\"marking\":\"SECRET\""), ""), MARKING_OFFICIAL, 100, &kept, &reading));
	assert_int_equal(reading.taken, 0);
	assert_int_equal(kept.refused, 1);
}

static void test_most(void **state)
{
	struct kept kept = { 0 };
	struct reading reading;
	(void)state;
	assert_true(read_feed(FEED(RECORD("a", "") "," RECORD("b", "") "," RECORD("c", "") "," RECORD("d", ""), ""),
		MARKING_OFFICIAL, 2, &kept, &reading));
	assert_string_equal(kept.log, "+a(T) +b(T) !2,, ");
}

/* Only the sink's own failure ends the reading. */
static void test_sink_fails(void **state)
{
	struct kept kept = { .fail = true };
	struct reading reading;
	(void)state;
	assert_false(read_feed(FEED(RECORD("a", "") "," RECORD("b", ""), ""), MARKING_OFFICIAL, 100, &kept, &reading));
	assert_int_equal(kept.put, 1);
}

/* Many ids, so that the set of those seen grows: each is found again. */
static void test_many_ids(void **state)
{
	struct str body = { 0 };
	struct kept kept = { 0 };
	struct reading reading;
	(void)state;
	str_add(&body, "{\"feed\":\"hub-feed/1\",\"records\":[");
	for (int i = 0; i < 6000; i++)
		str_addf(&body, "%s{\"id\":\"r%d\",\"kind\":\"notice\",\"title\":\"T\",\"updated\":\"2023-03-14\"}", i ? "," : "", i % 3000);
	str_add(&body, "]}");
	assert_true(read_feed(str_text(&body), MARKING_OFFICIAL, 100000, &kept, &reading));
	assert_int_equal(reading.taken, 3000);
	assert_int_equal(kept.refused, 3000);
	str_free(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused), cmocka_unit_test(test_accepted), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_every_cut), cmocka_unit_test(test_pick), cmocka_unit_test(test_hash),
		cmocka_unit_test(test_head), cmocka_unit_test(test_head_alone), cmocka_unit_test(test_records), cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_unmarked), cmocka_unit_test(test_most), cmocka_unit_test(test_sink_fails),
		cmocka_unit_test(test_many_ids),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
