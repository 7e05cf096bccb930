/* What stands between the partnership and its briefing, on small stores: each check by itself, its words, its limit,
 * and what the profile, the hub and the area leave of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/preflight.h"

static int start(void **state)
{
	struct stores *stores = mem_alloc(sizeof *stores);

	stores_start(stores);
	stores->config.ceiling = MARKING_SENSITIVE;
	stores->config.source_count = 1; /* "partners" alone is asked */
	*state = stores;
	return 0;
}

static int end(void **state)
{
	stores_end(*state);
	free(*state);
	return 0;
}

static void check(struct stores *stores, enum profile profile, int hub, int area, struct preflight *out)
{
	struct moment moment = stores_moment(profile);
	struct error error = { "" };

	stores_open(stores);
	if (!brief_preflight(stores->store, &stores->config, &moment, hub, area, out, &error))
		fail_msg("%s", error.text);
}

/* The lines in profile room, one below the other. */
static void expect(struct stores *stores, int failures, const char *lines)
{
	struct preflight preflight = { 0 };
	struct str text = { 0 };

	check(stores, PROFILE_ROOM, PLACE_ANY, PLACE_ANY, &preflight);
	for (size_t i = 0; i < preflight.line_count; i++)
		str_addf(&text, "%s%s", i ? "\n" : "", preflight.lines[i]);
	assert_string_equal(str_text(&text), lines);
	assert_int_equal(preflight.failures, failures);
	str_free(&text);
	preflight_free(&preflight);
}

#define FINE "{'id':'A-1','kind':'action','status':'open','owner':'NYP','due':'2023-03-20'}"

static void test_ready(void **state)
{
	struct preflight preflight = { 0 };

	stores_answer(*state, 0, "[" FINE ",{'id':'I-1','kind':'incident'},{'id':'C-1','kind':'case','owner':'SEL-DC'}]");
	expect(*state, 0, "");
	check(*state, PROFILE_ROOM, PLACE_ANY, PLACE_ANY, &preflight);
	assert_string_equal(str_text(&preflight.ready), "1 source fresh, 2 open records with an owner, every owner still in "
		"being, nothing undated, every office filled, OFFICIAL in profile room");
	preflight_free(&preflight);
}

/* ---- sources --------------------------------------------------------------------------------------- */

static void test_sources(void **state)
{
	struct stores *stores = *state;

	stores->config.source_count = 2; /* "crime" has never been asked */
	stores_answer(stores, 0, "[" FINE "]");
	expect(stores, 1, "crime: Not asked yet, or still asking. Ask it: `hubbrief sync crime`.");
	stores->config.source_count = 0;
	expect(stores, 1, "No source is asked, so nothing here can be fresh. Name one under sources: in the configuration.");
}

/* ---- owners ---------------------------------------------------------------------------------------- */

static void test_owners(void **state)
{
	stores_answer(*state, 0, "["
		"{'id':'A-1','kind':'action','status':'open','due':'2023-03-20','title':'Ring the council'},"
		"{'id':'A-2','kind':'action','status':'open','due':'2023-03-20','owner':'NONE','title':'Repair the gate'},"
		"{'id':'A-3','kind':'action','status':'done','due':'2023-03-01'},"
		"{'id':'I-1','kind':'incident'},{'id':'N-1','kind':'notice'},{'id':'M-1','kind':'milestone','title':'The plan'}]");
	expect(*state, 3,
		"A-1 Ring the council: no owner. Name one, or ask at the briefing.\n"
		"A-2 Repair the gate: no owner. Name one, or ask at the briefing.\n"
		"M-1 The plan: no owner. Name one, or ask at the briefing.");
}

#define COUNCIL(id, owner, to, successor) "{'id':'" id "','kind':'body','title':'A council','owner':'" owner \
	"','type':'council','offices':[{'office':'lead','role':'lead','to':'" to "','successor':'" successor "'}]}"
#define OWNED(id, owner) "{'id':'" id "','kind':'action','status':'open','title':'Survey','owner':'" owner "','due':'2023-03-20'}"

static void test_an_owner_that_is_no_more(void **state)
{
	stores_answer(*state, 0, "[" COUNCIL("B-1", "SEL-DC", "2023-03-13", "lead of the new council") ","
		COUNCIL("B-2", "CRA-DC", "2023-03-14", "lead of the new council") "," /* its last day */
		OWNED("A-1", "SEL-DC") "," OWNED("A-2", "CRA-DC") "," OWNED("A-3", "NYP")
		",{'id':'A-4','kind':'action','status':'done','owner':'SEL-DC','due':'2023-03-01'},{'id':'I-1','kind':'incident','owner':'SEL-DC'}]");
	expect(*state, 1, "A-1 Survey: its owner SEL-DC ended on Mon 13 Mar 2023. "
		"Give it to its successor (lead of the new council), or ask at the briefing.");
}

static void test_an_owner_goes_on_in_another_body(void **state)
{
	stores_answer(*state, 0, "[" COUNCIL("B-1", "SEL-DC", "2023-03-01", "") "," COUNCIL("B-2", "SEL-DC", "2023-06-01", "") ","
		COUNCIL("B-3", "CRA-DC", "2023-03-01", "") "," COUNCIL("B-4", "CRA-DC", "2023-03-02", "") ","
		OWNED("A-1", "SEL-DC") "," OWNED("A-2", "CRA-DC") "]");
	expect(*state, 4, "A-2 Survey: its owner CRA-DC ended on Wed 1 Mar 2023. Name who takes it over, or ask at the briefing.\n"
		"B-1 A council: lead (lead) vacant since Wed 1 Mar 2023. Name who holds it, or ask SEL-DC.\n"
		"B-3 A council: lead (lead) vacant since Wed 1 Mar 2023. Name who holds it, or ask CRA-DC.\n"
		"B-4 A council: lead (lead) vacant since Thu 2 Mar 2023. Name who holds it, or ask CRA-DC.");
}

static void test_a_board_that_ends_is_not_its_owner(void **state)
{
	stores_answer(*state, 0, "[{'id':'B-PREV','kind':'body','owner':'NYP','type':'board','offices':"
		"[{'office':'chair','to':'2023-02-01','successor':'deputy'}]},"
		"{'id':'B-SVG','kind':'body','owner':'SVG','type':'group','title':'Working group','offices':"
		"[{'office':'chair','to':'2023-02-01','successor':'deputy'},{'office':'analyst','to':'2023-02-10','successor':'panel'}]},"
		OWNED("A-1", "NYP") "," OWNED("A-2", "SVG") "]");
	expect(*state, 1, "A-2 Survey: its owner SVG ended on Fri 10 Feb 2023. "
		"Give it to its successor (panel), or ask at the briefing.");
}

/* ---- dates ----------------------------------------------------------------------------------------- */

static void test_dates(void **state)
{
	stores_answer(*state, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'NYP','title':'Rural watch'},"
		"{'id':'A-2','kind':'action','status':'proposed','owner':'NYP'},{'id':'A-3','kind':'action','status':'open','title':'Gate'}]");
	expect(*state, 3, "A-3 Gate: no owner. Name one, or ask at the briefing.\n"
		"A-1 Rural watch: no date. Give it one, or ask NYP.\nA-3 Gate: no date. Give it one.");
}

static void test_twenty_lines_a_check(void **state)
{
	struct str json = { 0 };
	struct preflight preflight = { 0 };

	for (int i = 0; i < 23; i++)
		str_addf(&json, "%s{'id':'A-%02d','kind':'action','status':'open','owner':'NYP'}", i ? "," : "[", i);
	str_addc(&json, ']');
	stores_answer(*state, 0, str_text(&json));
	check(*state, PROFILE_ROOM, PLACE_ANY, PLACE_ANY, &preflight);
	assert_int_equal(preflight.failures, 23);
	assert_int_equal(preflight.line_count, PREFLIGHT_SHOWN + 1);
	assert_string_equal(preflight.lines[0], "A-00 A title: no date. Give it one, or ask NYP.");
	assert_string_equal(preflight.lines[19], "A-19 A title: no date. Give it one, or ask NYP.");
	assert_string_equal(preflight.lines[20], "And 3 more actions without a date. All of them: `hubbrief query undated`.");
	str_free(&json);
	preflight_free(&preflight);
}

/* ---- offices --------------------------------------------------------------------------------------- */

static void test_offices(void **state)
{
	stores_answer(*state, 0, "[{'id':'B-1','kind':'body','owner':'NYP','type':'board','title':'The board','offices':["
		"{'office':'Superintendent','role':'chair','to':'2023-03-31'},{'office':'Analyst','to':'2023-02-01'},"
		"{'office':'Secretary','role':'secretariat','to':'2023-03-31','successor':'Clerk'},{'office':'Lead','to':'2023-04-11'}]},"
		"{'id':'B-2','kind':'body','type':'panel','governance':'separate','offices':[{'office':'Chair','to':'2023-02-01'}]},"
		"{'id':'B-3','kind':'body','type':'board','status':'withdrawn','offices':[{'office':'Chair','to':'2023-02-01'}]}]");
	expect(*state, 2,
		"B-1 The board: chair (Superintendent) ends Fri 31 Mar, 17 days left, no successor named. Name one, or ask NYP.\n"
		"B-1 The board: Analyst vacant since Wed 1 Feb 2023. Name who holds it, or ask NYP.");
}

/* ---- what may be seen ------------------------------------------------------------------------------ */

static void test_ceiling(void **state)
{
	struct stores *stores = *state;
	struct preflight preflight = { 0 };

	stores_answer(stores, 0, "[" FINE ",{'id':'A-2','kind':'action','status':'open','owner':'NYP','due':'2023-03-20',"
		"'marking':'OFFICIAL-SENSITIVE'}]");
	expect(stores, 0, "");
	stores->config.ceiling = MARKING_OFFICIAL;
	expect(stores, 1, "Profile room shows OFFICIAL-SENSITIVE, above the ceiling OFFICIAL of the configuration. "
		"Show the board with --profile public, or ask who may raise ceiling:.");
	check(stores, PROFILE_PUBLIC, PLACE_ANY, PLACE_ANY, &preflight);
	assert_int_equal(preflight.failures, 0);
	preflight_free(&preflight);
}

static void test_profiles(void **state)
{
	static const struct { enum profile profile; int failures; enum marking marking; } expected[] = {
		{ PROFILE_PUBLIC, 1, MARKING_OFFICIAL }, { PROFILE_ROOM, 2, MARKING_SENSITIVE }, { PROFILE_TEAM, 3, MARKING_SENSITIVE },
	};
	stores_answer(*state, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'NYP'},"
		"{'id':'A-2','kind':'action','status':'open','owner':'NYP','marking':'OFFICIAL-SENSITIVE','demo':true},"
		"{'id':'A-3','kind':'action','status':'open','owner':'NYP','handling':['police-only']},"
		"{'id':'A-4','kind':'action','status':'open','owner':'NYP','handling':['separate-governance']}]");
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct preflight preflight = { 0 };
		check(*state, expected[i].profile, PLACE_ANY, PLACE_ANY, &preflight);
		assert_int_equal(preflight.failures, expected[i].failures);
		assert_int_equal(preflight.marking, expected[i].marking);
		assert_int_equal(preflight.demo, i > 0);
		preflight_free(&preflight);
	}
}

static void test_places(void **state)
{
	struct stores *stores = *state;
	static const struct { const char *hub, *area; int failures; } expected[] = {
		{ NULL, NULL, 3 }, { "selby", NULL, 1 }, { "craven", NULL, 0 }, { NULL, "vawg", 1 }, { "selby", "vawg", 0 },
		{ "countywide", NULL, 1 },
	};
	stores_answer(stores, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'NYP','hubs':['selby'],'areas':['hubs']},"
		"{'id':'A-2','kind':'action','status':'open','owner':'NYP','hubs':['harrogate'],'areas':['vawg']},"
		"{'id':'A-3','kind':'action','status':'open','owner':'NYP'}]");
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct preflight preflight = { 0 };
		int hub = !expected[i].hub ? PLACE_ANY : config_hub_index(&stores->config, expected[i].hub);
		check(stores, PROFILE_ROOM, hub, expected[i].area ? config_area_index(&stores->config, expected[i].area) : PLACE_ANY,
			&preflight);
		if (preflight.failures != expected[i].failures)
			fail_msg("%zu: %d, expected %d", i, preflight.failures, expected[i].failures);
		preflight_free(&preflight);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ready, start, end),
		cmocka_unit_test_setup_teardown(test_sources, start, end),
		cmocka_unit_test_setup_teardown(test_owners, start, end),
		cmocka_unit_test_setup_teardown(test_an_owner_that_is_no_more, start, end),
		cmocka_unit_test_setup_teardown(test_an_owner_goes_on_in_another_body, start, end),
		cmocka_unit_test_setup_teardown(test_a_board_that_ends_is_not_its_owner, start, end),
		cmocka_unit_test_setup_teardown(test_dates, start, end),
		cmocka_unit_test_setup_teardown(test_twenty_lines_a_check, start, end),
		cmocka_unit_test_setup_teardown(test_offices, start, end),
		cmocka_unit_test_setup_teardown(test_ceiling, start, end),
		cmocka_unit_test_setup_teardown(test_profiles, start, end),
		cmocka_unit_test_setup_teardown(test_places, start, end),
	};
	return cmocka_run_group_tests_name("preflight", tests, NULL, NULL);
}
