/* Mappings: the three that ship against the recorded bodies, and the lock around all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "hubbrief/decode.h"
#include "hubbrief/mapping.h"
#include "hubbrief/plain.h"

#define DATA "../shared/data/"

static const char *const hub_ids[] = { "scarborough", "selby" };
static const char *const area_ids[] = { "partnership", "hubs", "vawg", "prevention", "cohesion" };
static const struct known_places places = { hub_ids, area_ids, 2, 5 };

/* ---- a sink that keeps what a test asks about ------------------------------------------------------ */

struct kept {
	int records, points, refused, removed, withdrawn, york, high;
	double total;
	int zeros, violent;
	char refusal[256], last_id[128], last_title[200], last_note[400], first_updated[40], category_areas[400];
};

static bool keep_put(void *context, const struct record *record, struct error *error)
{
	struct kept *kept = context;
	(void)error;
	kept->records++;
	snprintf(kept->last_id, sizeof kept->last_id, "%s", record->value[FIELD_ID].as.text);
	snprintf(kept->last_title, sizeof kept->last_title, "%s", record->value[FIELD_TITLE].as.text);
	if (record->value[FIELD_NOTE].set)
		snprintf(kept->last_note, sizeof kept->last_note, "%s", record->value[FIELD_NOTE].as.text);
	if (kept->records == 1)
		instant_iso(kept->first_updated, record->value[FIELD_UPDATED].as.instant);
	if (record->value[FIELD_STATUS].set)
		kept->withdrawn += strcmp(record->value[FIELD_STATUS].as.text, "withdrawn") == 0;
	if (record->value[FIELD_SEVERITY].set)
		kept->high += strcmp(record->value[FIELD_SEVERITY].as.text, "high") == 0;
	kept->york += record->value[FIELD_TAGS].set && strcmp(record->value[FIELD_TAGS].as.words.at[0], "york") == 0;
	return true;
}

static bool keep_point(void *context, const struct record *record, const char *period, double value, struct error *error)
{
	struct kept *kept = context;
	const char *category = record->value[FIELD_CATEGORY].as.text;
	(void)error;
	kept->points++;
	kept->total += value;
	kept->zeros += value == 0;
	if (strcmp(category, "violent-crime") == 0)
		kept->violent = (int)value;
	assert_string_equal(period, "2025-09");
	assert_string_equal(record->value[FIELD_PERIOD].as.text, "month");
	assert_string_equal(record->value[FIELD_HUBS].as.words.at[0], "scarborough");
	snprintf(kept->last_id, sizeof kept->last_id, "%s", record->value[FIELD_ID].as.text);
	return true;
}

static void keep_refusal(void *context, int index, const char *id, const struct refusal *refusal)
{
	struct kept *kept = context;
	kept->refused++;
	snprintf(kept->refusal, sizeof kept->refusal, "%d %s %s: %s", index, id, refusal->field, refusal->reason);
}

static bool keep_removal(void *context, const char *id, struct error *error)
{
	struct kept *kept = context;
	(void)id, (void)error;
	kept->removed++;
	return true;
}

static bool to_reading(void *context, const struct mapping_row *row, struct error *error)
{
	return reading_row(context, row, error);
}

/* Runs a mapping over a body, for hub scarborough and a month. */
static bool run_sql(const char *sql, const char *body, const char *month, struct kept *kept, struct error *error)
{
	struct sink sink = { keep_put, keep_point, keep_refusal, keep_removal, kept };
	struct reading reading;
	size_t length = strlen(body);
	struct mapping *mapping = mapping_new("test.sql", sql, NULL, error);
	*kept = (struct kept){ 0 };
	if (!mapping)
		return false;
	assert_true(json_valid(&body, &length, error));
	struct mapping_input input = { body, length, "scarborough", month, "street", 1700000000, 300 };
	reading_start(&reading, "street", places, MARKING_OFFICIAL, 1000000, &sink);
	bool good = mapping_run(mapping, &input, to_reading, &reading, error);
	reading_end(&reading);
	mapping_free(mapping);
	return good;
}

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return NULL;
	struct str text = { 0 };
	char part[65536];
	for (size_t count; (count = fread(part, 1, sizeof part, file)) > 0;)
		str_addn(&text, part, count);
	fclose(file);
	return str_take(&text);
}

static bool run_shipped(const char *name, const char *body, const char *month, struct kept *kept, struct error *error)
{
	char path[200];
	snprintf(path, sizeof path, "builtin:%s", name);
	char *sql = mapping_text(path, error);
	if (!sql)
		fail_msg("%s", error->text);
	bool good = run_sql(sql, body, month, kept, error);
	free(sql);
	return good;
}

static bool run_file(const char *name, const char *data, const char *month, struct kept *kept, struct error *error)
{
	char *body = read_text(data);
	if (!body)
		skip();
	bool good = run_shipped(name, body, month, kept, error);
	free(body);
	return good;
}

/* ---- street crime ---------------------------------------------------------------------------------- */

static size_t count_in(const char *path, const char *what)
{
	char *body = read_text(path);
	size_t count = 0;
	for (const char *at = body; at && (at = strstr(at, what)); at++)
		count++;
	free(body);
	return count;
}

static void test_street(void **state)
{
	static const char path[] = DATA "police-uk/crimes-street/all-crime/scarborough/2025-09.json";
	struct kept kept;
	struct error error;
	(void)state;
	if (!run_file("police-uk-street.sql", path, "2025-09", &kept, &error))
		fail_msg("%s", error.text);
	assert_int_equal(kept.points, 14);
	assert_int_equal(kept.refused, 0);
	assert_int_equal((size_t)kept.total, count_in(path, "\"category\":\"") - count_in(path, "\"outcome_status\":{"));
	assert_int_equal((size_t)kept.violent, count_in(path, "\"category\":\"violent-crime\""));
}

static void test_street_zeros(void **state)
{
	struct kept kept;
	struct error error;
	(void)state;
	assert_true(run_shipped("police-uk-street.sql",
		"[{\"category\":\"drugs\",\"month\":\"2025-09\"},{\"category\":\"drugs\",\"month\":\"2025-09\"},"
		"{\"category\":\"Space Piracy\",\"month\":\"2025-09\"}]", "2025-09", &kept, &error));
	assert_int_equal(kept.points, 15);
	assert_int_equal(kept.zeros, 13);
	assert_int_equal((int)kept.total, 3);
	assert_string_equal(kept.last_id, "street-crime/scarborough/space-piracy");
}

static void test_street_traps(void **state)
{
	struct kept kept;
	struct error error;
	(void)state;
	assert_false(run_shipped("police-uk-street.sql", "[]", "2025-10", &kept, &error));
	assert_string_equal(error.text, "no crimes at all for 2025-10: that month is not published yet");
	assert_false(run_shipped("police-uk-street.sql", "[{\"category\":\"drugs\",\"month\":\"2025-08\"}]", "2025-09", &kept, &error));
	assert_string_equal(error.text, "asked for 2025-09, the answer is for 2025-08");
	assert_false(run_shipped("police-uk-street.sql", "[{\"category\":\"drugs\"}]", "2025-09", &kept, &error));
	assert_string_equal(error.text, "asked for 2025-09, the answer is for no month at all");
	assert_false(run_shipped("police-uk-street.sql", "{\"error\":{\"code\":1}}", "2025-09", &kept, &error));
	assert_string_equal(error.text, "a list of crimes was expected");
	assert_false(run_shipped("police-uk-street.sql", "[1,\"two\",null]", "2025-09", &kept, &error));
	assert_int_equal(kept.points, 0);
}

/* ---- floods ---------------------------------------------------------------------------------------- */

static void test_floods(void **state)
{
	static const struct { const char *day; int notices, withdrawn, high; } days[] = {
		{ "2025-11-14", 18, 11, 0 }, { "2025-11-17", 9, 4, 0 }, { "2025-11-16", -1, -1, 1 }, { "empty", 0, 0, 0 },
	};
	struct kept kept;
	struct error error;
	(void)state;
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		char path[200];
		snprintf(path, sizeof path, DATA "ea-floods/%s.json", days[i].day);
		if (!run_file("ea-floods.sql", path, "", &kept, &error))
			fail_msg("%s: %s", days[i].day, error.text);
		assert_string_equal(kept.refusal, "");
		if (days[i].notices >= 0) {
			assert_int_equal(kept.records, days[i].notices);
			assert_int_equal(kept.withdrawn, days[i].withdrawn);
		}
		assert_int_equal(kept.high, days[i].high);
	}
}

#define FLOOD(level, county, description, message) \
	"{\"items\":[{\"floodAreaID\":\"122WAF946\",\"description\":\"" description "\",\"severity\":\"Flood alert\"," \
	"\"severityLevel\":" level ",\"message\":\"" message "\",\"floodArea\":{\"county\":\"" county "\"," \
	"\"riverOrSea\":\"River Ouse\"},\"timeRaised\":\"2025-07-13T21:08:24\",\"timeSeverityChanged\":" \
	"\"2025-07-13T18:23:00\",\"timeMessageChanged\":\"2025-07-13T21:08:00\"}]}"

static void test_flood_details(void **state)
{
	struct kept kept;
	struct error error;
	(void)state;
	assert_true(run_shipped("ea-floods.sql", FLOOD("3", "North Yorkshire, York", "Upper River Ouse",
		"<p>Take care &amp; avoid\\nfloods.</p>\\u001b[2J"), "", &kept, &error));
	assert_int_equal(kept.records, 1);
	assert_int_equal(kept.york, 1);
	assert_string_equal(kept.last_title, "Upper River Ouse: flood alert");
	assert_string_equal(kept.first_updated, "2025-07-13T20:08:24Z"); /* summer time: an hour earlier in UTC */
	assert_string_equal(kept.last_note, "River Ouse: Take care & avoid floods. [2J");
	assert_true(run_shipped("ea-floods.sql", FLOOD("3", "Lancashire", "x", "y"), "", &kept, &error));
	assert_int_equal(kept.records, 0);
	assert_true(run_shipped("ea-floods.sql", FLOOD("9", "North Yorkshire", "x", "y"), "", &kept, &error));
	assert_int_equal(kept.records, 0);
	assert_int_equal(kept.refused, 1);
	assert_false(run_shipped("ea-floods.sql", "{\"meta\":{}}", "", &kept, &error));
	assert_string_equal(error.text, "a list of warnings, \"items\", was expected");
}

static void test_flood_lengths(void **state)
{
	char long_text[1400] = "", body[2400];
	struct kept kept;
	struct error error;
	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(long_text, "Rivers remain high. ");
	snprintf(body, sizeof body, FLOOD("2", "North Yorkshire", "%.200s", "%s"), long_text, long_text);
	assert_true(run_shipped("ea-floods.sql", body, "", &kept, &error));
	assert_string_equal(kept.refusal, "");
	assert_int_equal(kept.records, 1);
	assert_int_equal(kept.high, 1);
}

static void test_holidays(void **state)
{
	struct kept kept;
	struct error error;
	(void)state;
	static const char two[] = "{\"england-and-wales\":{\"division\":\"england-and-wales\",\"events\":["
		"{\"title\":\"Good Friday\",\"date\":\"2023-04-07\"},{\"title\":\"New Year’s Day\",\"date\":\"2024-01-01\"}]},"
		"\"scotland\":{\"events\":[{\"title\":\"2nd January\",\"date\":\"2023-01-02\"}]}}";
	assert_true(run_shipped("bank-holidays.sql", two, "", &kept, &error));
	assert_int_equal(kept.records, 2);
	assert_string_equal(kept.last_id, "2024-01-01");
	assert_string_equal(kept.last_title, "New Year’s Day");
	assert_false(run_shipped("bank-holidays.sql", "{\"scotland\":{}}", "", &kept, &error));
	if (!run_file("bank-holidays.sql", DATA "bank-holidays.json", "", &kept, &error))
		fail_msg("%s", error.text);
	assert_string_equal(kept.refusal, "");
	assert_true(kept.records > 100);
}

/* ---- the lock -------------------------------------------------------------------------------------- */

static const struct { const char *sql, *says; } refused[] = {
	{ "", "test.sql: empty; one SELECT was expected" },
	{ "-- nothing", "test.sql: empty; one SELECT was expected" },
	{ "SELECT 1 AS id; SELECT 2", "test.sql:1:17: a second statement; one SELECT was expected" },
	{ "SELECT 1 AS id;\n\n  DROP TABLE x", "test.sql:3:3: a second statement; one SELECT was expected" },
	{ "ATTACH 'x.db' AS x", "test.sql: only one SELECT is allowed here" },
	{ "PRAGMA journal_mode", "test.sql: only one SELECT is allowed here" },
	{ "CREATE TABLE t (x)", "test.sql: only one SELECT is allowed here" },
	{ "DELETE FROM sqlite_master", "test.sql:" },
	{ "SELECT load_extension('x') AS id", "test.sql" },
	{ "SELECT a AS id FROM nowhere", "test.sql: no such table: nowhere" },
	{ "SELECT value ->> 'id' AS id,\n  FROM json_each(:body)", "test.sql:2:3: near \"FROM\": syntax error" },
	{ "SELECT 1 AS titel", "test.sql: column \"titel\" is no field of a record (did you mean \"title\"?)" },
	{ "SELECT 1 AS id, 2 AS id", "test.sql: two columns are named \"id\"" },
	{ "SELECT :nobody AS id", "test.sql: parameter \":nobody\" is not known" },
	{ "SELECT ? AS id", "test.sql: parameter \"?\" is not known" },
	{ "VALUES (1)", "test.sql: column \"column1\" is no field" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct error error = { "" };
		struct mapping *mapping = mapping_new("test.sql", refused[i].sql, NULL, &error);
		assert_null(mapping);
		if (!str_starts(error.text, refused[i].says))
			fail_msg("%s\n  gave: %s\n  not: %s", refused[i].sql, error.text, refused[i].says);
	}
}

static void test_stopped(void **state)
{
	static const char endless[] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
		"SELECT max(i) AS id FROM n WHERE i < 0";
	static const char hoard[] = "WITH RECURSIVE n (i, s) AS (SELECT 1, randomblob(8000000) UNION ALL "
		"SELECT i + 1, randomblob(8000000) FROM n LIMIT 1000) SELECT group_concat(length(s)) AS id FROM (SELECT s FROM n ORDER BY s)";
	struct kept kept;
	struct error error;
	(void)state;
	assert_false(run_sql(endless, "[]", "", &kept, &error));
	assert_string_equal(error.text, "test.sql: the mapping was stopped: it took longer than 2 s");
	assert_false(run_sql(hoard, "[]", "", &kept, &error));
	assert_non_null(strstr(error.text, "was stopped"));
}

static void test_misfit(void **state)
{
	struct kept kept;
	struct error error;
	(void)state;
	assert_false(run_sql("SELECT value ->> 'a' AS id FROM json_each(:body)", "[\"text\"]", "", &kept, &error));
	assert_string_equal(error.text, "test.sql: the answer does not fit the mapping: malformed JSON");
	assert_false(run_sql("SELECT 'no\x1b[2J \xe2\x80\xaego' AS error", "[]", "", &kept, &error));
	assert_string_equal(error.text, "no[2J go");
}

/* A row that is wrong is refused alone; the others count. */
static void test_rows(void **state)
{
	static const char sql[] = "SELECT 'notice' AS kind, value ->> 'id' AS id, value ->> 'title' AS title, "
		"'2023-03-14T08:00:00Z' AS updated, value ->> 'severity' AS severity FROM json_each(:body)";
	struct kept kept;
	struct error error;
	(void)state;
	assert_true(run_sql(sql, "[{\"id\":\"a\",\"title\":\"A\",\"severity\":\"high\"},{\"id\":\"b\",\"title\":\"B\","
		"\"severity\":\"awful\"},{\"id\":\"c\",\"title\":\"C\",\"severity\":\"low\"},{\"title\":\"D\"}]", "", &kept, &error));
	assert_int_equal(kept.records, 2);
	assert_int_equal(kept.refused, 2);
	assert_true(str_starts(kept.refusal, "3  id: "));
}

static void test_points(void **state)
{
	static const char sql[] = "SELECT 'measure' AS kind, 'K' AS id, 'K' AS title, '2023-03-14T08:00:00Z' AS updated, "
		"'drugs' AS category, 'scarborough' AS hub, 'count' AS unit, 'neutral' AS polarity, "
		"'2025-09' AS period, value AS value FROM json_each(:body)";
	struct kept kept;
	struct error error;
	(void)state;
	assert_true(run_sql(sql, "[5]", "", &kept, &error));
	assert_int_equal(kept.points, 1);
	assert_true(run_sql(sql, "[\"5 or so\"]", "", &kept, &error));
	assert_int_equal(kept.points, 0);
	assert_string_equal(kept.refusal, "0 K value: a point needs a period such as 2023-02 and a number");
	assert_true(run_sql(sql, "[5, 6]", "", &kept, &error));
	assert_int_equal(kept.points, 2);
	assert_string_equal(kept.refusal, "1 K period: given twice in one answer; the last one counts");
}

/* ---- the helpers ----------------------------------------------------------------------------------- */

static void test_plain(void **state)
{
	static const struct { const char *html, *text; } cases[] = {
		{ "plain", "plain" },
		{ "<p>one</p><p>two</p>", "one two" },
		{ "a<b>b</b>c", "abc" },
		{ "fish &amp; chips &lt;3 &#163;5 &#x2019; &nbsp;x", "fish & chips <3 £5 ’ x" },
		{ "&amp;lt;", "&lt;" },
		{ "a < b and b > c", "a < b and b > c" },
		{ "x<script>alert('</p>')</script>y<!-- > -->z", "x y z" },
		{ "AT&T &unknown; &#0; &#xD800;", "AT&T &unknown; \xef\xbf\xbd \xef\xbf\xbd" },
		{ "un<closed", "un<closed" },
		{ "", "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = { 0 };
		plain_add(&out, cases[i].html, strlen(cases[i].html));
		assert_string_equal(str_text(&out), cases[i].text);
		str_free(&out);
	}
}

static void test_slug(void **state)
{
	static const struct { const char *text, *slug; } cases[] = {
		{ "Public Order", "public-order" }, { "  A & B!  ", "a-b" }, { "Café 9", "caf-9" }, { "—", "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = { 0 };
		slug_add(&out, cases[i].text, strlen(cases[i].text));
		assert_string_equal(str_text(&out), cases[i].slug);
		str_free(&out);
	}
}

static void test_outline(void **state)
{
	struct arena arena = { 0 };
	struct outline square, bad;
	(void)state;
	assert_true(outline_parse(&arena, "54,-1:55,-1:55,0:54,0", &square));
	assert_true(outline_holds(&square, 54.5, -0.5));
	assert_false(outline_holds(&square, 54.5, 0.5));
	assert_false(outline_holds(&square, 53.9, -0.5));
	assert_false(outline_holds(&square, -0.5, 54.5)); /* swapped */
	assert_false(outline_parse(&arena, "54,-1:55,-1", &bad));
	assert_false(outline_parse(&arena, "54;-1:55,-1:55,0", &bad));
	assert_false(outline_parse(&arena, "", &bad));
	arena_free(&arena);
}

static void test_in_hub(void **state)
{
	struct hub hubs[] = { { .id = "scarborough", .poly = "54,-1:55,-1:55,0:54,0" }, { .id = "selby" } };
	struct config config = { .hubs = hubs, .hub_count = 2 };
	struct error error;
	(void)state;
	struct mapping *mapping = mapping_new("t.sql", "SELECT coalesce(in_hub(value ->> 'a', value ->> 'b'), 'none') AS error "
		"FROM json_each(:body)", &config, &error);
	assert_non_null(mapping);
	static const char inside[] = "[{\"a\":\"54.2\",\"b\":\"-0.4\"}]";
	struct mapping_input input = { inside, sizeof inside - 1, "", "", "s", 0, 0 };
	assert_false(mapping_run(mapping, &input, to_reading, NULL, &error));
	assert_string_equal(error.text, "scarborough");
	input.body = "[{\"a\":\"50.2\",\"b\":\"-0.4\"}]";
	assert_false(mapping_run(mapping, &input, to_reading, NULL, &error));
	assert_string_equal(error.text, "none");
	mapping_free(mapping);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_street), cmocka_unit_test(test_street_zeros), cmocka_unit_test(test_street_traps),
		cmocka_unit_test(test_floods), cmocka_unit_test(test_flood_details), cmocka_unit_test(test_flood_lengths),
		cmocka_unit_test(test_holidays), cmocka_unit_test(test_refused), cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_misfit), cmocka_unit_test(test_rows), cmocka_unit_test(test_points),
		cmocka_unit_test(test_plain), cmocka_unit_test(test_slug), cmocka_unit_test(test_outline),
		cmocka_unit_test(test_in_hub),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
