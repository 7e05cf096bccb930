/* What follows from a record: rules 1 to 4, 7, 8, 15 and 16 as days, the disclosure class, and the flags on
 * a day. D is Tue 14 Mar 2023 throughout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/flags.h"
#include "hubbrief/record_json.h"

static struct arena arena;
static struct record record;
static struct derived derived;

static int stop(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* `text` is JSON with single quotes. */
static void derive(const char *text)
{
	struct refusal refusal;
	int unknown = 0;
	char *json_text = arena_dup(&arena, text);
	for (char *c = json_text; *c; c++)
		if (*c == '\'')
			*c = '"';
	json_t *json = json_loads(json_text, 0, NULL);
	assert_non_null(json);
	record_start(&record, "partners", &arena);
	if (!record_read(&record, json, &unknown, &refusal))
		fail_msg("%s", refusal.reason);
	assert_int_equal(unknown, 0);
	json_decref(json);
	record_derive(&record, &derived);
}

static day_t today(void)
{
	return day_of(2023, 3, 14);
}

/* Exactly these flags, "open overdue". */
static void flags_are(day_t day, const char *expected)
{
	char got[200] = "";
	uint32_t flags = record_flags(&record, &derived, day);
	for (int i = 0; i < FLAG_COUNT; i++)
		if (flags & 1u << i) {
			if (*got)
				strcat(got, " ");
			strcat(got, flag_table[i].word);
		}
	assert_string_equal(got, expected);
}

/* ---- open, rules 1 and 2 ------------------------------------------------------------------------ */

static void test_open(void **state)
{
	(void)state;
	static const struct {
		const char *record, *flags;
	} cases[] = {
		{ "{'kind':'action','due':'2024-01-01'}", "open" },
		{ "{'kind':'action','due':'2024-01-01','status':'blocked'}", "open" },
		{ "{'kind':'action','due':'2023-01-01','status':'proposed'}", "" },
		{ "{'kind':'action','due':'2023-01-01','status':'done'}", "closed" },
		{ "{'kind':'action','due':'2023-01-01','status':'verified'}", "closed" },
		{ "{'kind':'action','due':'2023-01-01','status':'cancelled'}", "closed" },
		{ "{'kind':'action','due':'2023-01-01','status':'transferred'}", "closed" },
		{ "{'kind':'action','due':'2023-03-13','done':'2023-03-13'}", "closed" },
		{ "{'kind':'action','due':'2023-01-01','status':'open','closed':'2023-02-01'}", "closed" },
		{ "{'kind':'milestone','due':'2023-01-01','status':'complete'}", "closed" },
		{ "{'kind':'campaign','status':'withdrawn'}", "closed" },
		{ "{'kind':'incident','status':'closed'}", "closed" },
		{ "{'kind':'campaign','status':'paused'}", "open" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		derive(cases[i].record);
		flags_are(today(), cases[i].flags);
	}
}

static void test_due(void **state)
{
	(void)state;
	derive("{'kind':'action','due':'2023-03-14'}");
	flags_are(today(), "open due-today due-soon");
	flags_are(today() + 1, "open overdue");
	flags_are(today() - 7, "open due-soon");
	flags_are(today() - 8, "open");
	derive("{'kind':'action'}");
	flags_are(today(), "open undated");
	assert_int_equal(derived.due, DAY_NONE);
	assert_int_equal(derived.soon_from, DAY_NONE);
	assert_false(derived.can_be_late);
	derive("{'kind':'milestone'}");
	flags_are(today(), "open");
	derive("{'kind':'milestone','due':'2024-01'}");
	assert_int_equal(derived.due - today(), 323);
	assert_int_equal(derived.due_precision, PRECISION_MONTH);
	assert_int_equal(derived.soon_from, day_of(2024, 1, 31) - 28);
	derive("{'kind':'milestone','due':'2024-01','statutory':true}");
	assert_int_equal(derived.soon_from, day_of(2024, 1, 31) - 90);
	flags_are(today(), "open statutory");
}

static void test_due_of_other_kinds(void **state)
{
	(void)state;
	derive("{'kind':'case','next_review':'2023-03-14'}");
	flags_are(today(), "open due-today due-soon");
	flags_are(today() + 1, "open overdue");
	derive("{'kind':'meeting','starts':'2023-03-21','papers_due':'2023-03-14'}");
	flags_are(today(), "open due-today due-soon");
	flags_are(today() + 1, "open");
	derive("{'kind':'notice','due':'2023-03-13'}");
	flags_are(today(), "open overdue");
	assert_int_equal(derived.soon_from, DAY_NONE);
}

static void test_slips_and_repeats(void **state)
{
	(void)state;
	derive("{'kind':'action','due':'2023-02-28','due_history':['2023-01-31','2023-02-14']}");
	assert_int_equal(derived.slips, 2);
	flags_are(today(), "open overdue slipped");
	derive("{'kind':'incident','repeat_ref':'I-9'}");
	flags_are(today(), "open repeat");
}

/* ---- disclosure --------------------------------------------------------------------------------- */

static void test_disclosure(void **state)
{
	(void)state;
	static const struct {
		const char *record;
		enum disclosure disclosure;
	} cases[] = {
		{ "{'kind':'action','marking':'OFFICIAL'}", DISCLOSURE_PUBLIC },
		{ "{'kind':'action','marking':'OFFICIAL-SENSITIVE'}", DISCLOSURE_ROOM },
		{ "{'kind':'action'}", DISCLOSURE_ROOM },
		{ "{'kind':'action','marking':'OFFICIAL','handling':['commercial']}", DISCLOSURE_ROOM },
		{ "{'kind':'meeting','marking':'OFFICIAL','handling':['named-forum']}", DISCLOSURE_ROOM },
		{ "{'kind':'action','marking':'OFFICIAL','handling':['hub-partners','police-only']}", DISCLOSURE_TEAM },
		{ "{'kind':'action','marking':'OFFICIAL','handling':['do-not-display']}", DISCLOSURE_TEAM },
		{ "{'kind':'meeting','marking':'OFFICIAL','handling':['police-only','separate-governance']}", DISCLOSURE_NEVER },
		{ "{'kind':'body','marking':'OFFICIAL','governance':'separate'}", DISCLOSURE_PUBLIC },
		{ "{'kind':'body','marking':'OFFICIAL','handling':['separate-governance']}", DISCLOSURE_NEVER },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		derive(cases[i].record);
		if (derived.disclosure != cases[i].disclosure)
			fail_msg("%s is in class %d", cases[i].record, derived.disclosure);
		assert_int_equal(derived.embargo, DAY_NONE);
	}
	derive("{'kind':'notice','marking':'OFFICIAL','handling':['embargo-until:2023-04-01','embargo-until:2023-04-09']}");
	assert_int_equal(derived.embargo, day_of(2023, 4, 9));
	assert_int_equal(derived.disclosure, DISCLOSURE_ROOM);
}

static void test_share_safe(void **state)
{
	(void)state;
	derive("{'kind':'incident','category':'domestic-abuse','title':'x'}");
	assert_true(derived.share_safe);
	assert_string_equal(derived.safe_title, "Domestic abuse incident (no detail on screen)");
	derive("{'kind':'incident','category':'safeguarding-concern','title':'x'}");
	assert_string_equal(derived.safe_title, "Safeguarding concern (no detail on screen)");
	derive("{'kind':'incident','category':'burglary','title':'x'}");
	assert_false(derived.share_safe);
	assert_string_equal(derived.safe_title, "x");
	derive("{'kind':'measure','category':'hate','title':'Hate reports'}");
	assert_false(derived.share_safe);
}

/* ---- rule 3 ------------------------------------------------------------------------------------- */

static char rating_on(day_t day)
{
	if (derived.red_from != DAY_NONE && day >= derived.red_from)
		return 'R';
	return derived.amber_from != DAY_NONE && day >= derived.amber_from ? 'A' : derived.rating;
}

static void test_milestones(void **state)
{
	(void)state;
	derive("{'kind':'milestone','due':'2023-04-01','updated':'2023-02-10T10:00:00Z'}"); /* stale since 25 Feb */
	assert_int_equal(rating_on(today()), 'A');
	assert_int_equal(rating_on(day_of(2023, 2, 25)), 'A');
	assert_int_equal(rating_on(day_of(2023, 2, 24)), 'G');
	assert_int_equal(rating_on(day_of(2023, 4, 1)), 'A');
	assert_int_equal(rating_on(day_of(2023, 4, 2)), 'R');
	derive("{'kind':'milestone','due':'2023-04-01','updated':'2023-03-13','gates':[{'title':'a','due':'2023-03-13'},"
		"{'title':'b','due':'2023-03-01','done':'2023-03-09'}]}");
	assert_int_equal(rating_on(today()), 'R'); /* within 28 days and a gate late */
	assert_int_equal(rating_on(today() - 1), 'G');
	derive("{'kind':'milestone','due':'2023-06-01','updated':'2023-03-13','gates':[{'title':'a','due':'2023-03-13'}]}");
	assert_int_equal(rating_on(today()), 'A');
	assert_int_equal(rating_on(day_of(2023, 5, 4)), 'R');
	derive("{'kind':'milestone','updated':'2023-03-13'}");
	assert_int_equal(rating_on(today()), '-');
	derive("{'kind':'milestone','due':'2022-01-01','status':'complete','rating':'G'}");
	assert_int_equal(rating_on(today()), 'B');
}

/* The owner may worsen, and improve only with a note. */
static void test_milestones_rated_by_owner(void **state)
{
	(void)state;
	derive("{'kind':'milestone','due':'2023-04-01','updated':'2023-02-10','rating':'G'}");
	assert_int_equal(rating_on(today()), 'A');
	derive("{'kind':'milestone','due':'2023-04-01','updated':'2023-02-10','rating':'G','note':'agreed'}");
	assert_int_equal(rating_on(today()), 'G');
	derive("{'kind':'milestone','due':'2024-04-01','updated':'2023-03-13','rating':'A'}");
	assert_int_equal(rating_on(today()), 'A');
	assert_int_equal(rating_on(day_of(2024, 4, 2)), 'R');
	derive("{'kind':'milestone','due':'2024-04-01','updated':'2023-03-13','rating':'R'}");
	assert_int_equal(rating_on(today()), 'R');
	assert_int_equal(rating_on(day_of(2024, 3, 30)), 'R');
}

/* ---- rules 15 and 16 ---------------------------------------------------------------------------- */

static void test_succession(void **state)
{
	(void)state;
	derive("{'kind':'body','offices':[{'office':'Chair','to':'2023-03-31'},{'office':'Lead','to':'2023-03-20',"
		"'successor':'NYC'},{'office':'SPOC'}]}");
	assert_int_equal(derived.flagged_from, day_of(2023, 3, 4)); /* 31 Mar < D + 28 from 4 Mar on */
	flags_are(day_of(2023, 3, 4), "open flagged");
	flags_are(day_of(2023, 3, 3), "open");
	assert_int_equal(rating_on(day_of(2023, 3, 4)), 'A');
	assert_int_equal(rating_on(day_of(2023, 3, 3)), '-');
	derive("{'kind':'body','governance':'separate','offices':[{'office':'Chair','to':'2023-03-31'}]}");
	assert_int_equal(derived.flagged_from, DAY_NONE);
}

static void test_powers(void **state)
{
	(void)state;
	derive("{'kind':'power','type':'PSPO','expires':'2023-05-31'}");
	assert_int_equal(derived.flagged_from, day_of(2023, 5, 31) - 90);
	flags_are(today(), "open flagged");
	derive("{'kind':'power','type':'closure-order','expires':'2023-03-28'}");
	flags_are(today(), "open flagged");
	flags_are(today() - 1, "open");
	derive("{'kind':'power','type':'closure-notice','expires':'2023-03-16'}");
	flags_are(today(), "open");
	derive("{'kind':'power','type':'PSPO','expires':'2023-05-31','closed':'2023-03-01'}");
	flags_are(today(), "closed");
}

/* ---- measures ----------------------------------------------------------------------------------- */

static void test_measures(void **state)
{
	(void)state;
	derive("{'kind':'measure','unit':'count','polarity':'lower-better','green':115,'amber':130,'series':"
		"[['2022-09',38],['2022-10',40],['2022-11',40],['2022-12',50],['2023-01',45],['2023-02',47]]}");
	assert_int_equal(derived.rating, 'R'); /* 142 > 130 */
	assert_int_equal(derived.series.judgement, JUDGE_CHANCE); /* 142 v 118, z 1.49 */
	flags_are(today(), "open");
	derive("{'kind':'measure','polarity':'lower-better','series':[['2023-01',100],['2023-02',200]]}");
	flags_are(today(), "open worse");
	derive("{'kind':'measure','polarity':'higher-better','series':[['2023-01',100],['2023-02',200]]}");
	flags_are(today(), "open better");
	derive("{'kind':'measure','series':[['2023-01',100],['2023-02',200]]}"); /* neutral means neutral */
	flags_are(today(), "open");
	derive("{'kind':'measure','unit':'gbp','polarity':'higher-better','series':[['2023-01',100],['2023-02',200]]}");
	assert_int_equal(derived.series.judgement, JUDGE_NONE); /* pounds are not events */
}

static void test_measures_suppressed_and_rated(void **state)
{
	(void)state;
	derive("{'kind':'measure','sensitive':true,'rating':'R','series':[['2023-01',0],['2023-02',3]]}");
	assert_true(derived.series.suppressed);
	assert_int_equal(derived.rating, '-');
	flags_are(today(), "open");
	derive("{'kind':'measure','polarity':'lower-better','green':5,'amber':6,'rating':'A','series':[['2023-02',3]]}");
	assert_int_equal(derived.rating, 'A');
	derive("{'kind':'measure','polarity':'in-range','green':5,'amber':10,'target':80,'unit':'percent','series':[['2023-02',74]]}");
	assert_int_equal(derived.rating, 'A');
	derive("{'kind':'measure'}");
	assert_int_equal(derived.series.points, 0);
	assert_int_equal(derived.rating, '-');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_open, stop), cmocka_unit_test_teardown(test_due, stop),
		cmocka_unit_test_teardown(test_due_of_other_kinds, stop), cmocka_unit_test_teardown(test_slips_and_repeats, stop),
		cmocka_unit_test_teardown(test_disclosure, stop), cmocka_unit_test_teardown(test_share_safe, stop),
		cmocka_unit_test_teardown(test_milestones, stop), cmocka_unit_test_teardown(test_milestones_rated_by_owner, stop),
		cmocka_unit_test_teardown(test_succession, stop), cmocka_unit_test_teardown(test_powers, stop),
		cmocka_unit_test_teardown(test_measures, stop), cmocka_unit_test_teardown(test_measures_suppressed_and_rated, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
