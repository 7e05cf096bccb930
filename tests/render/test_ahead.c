/* The panes of duties, reviews, calendar and governance and the map of tiles, drawn from a few records of their own
 * into a grid, without a terminal. What must be true is said here; the goldens (tests/render/golden/ahead-*, looked
 * at by eye) hold the rest still at 80x24, 120x36, 200x50 and in half a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/demo_store.h"
#include "harness/golden.h"
#include "harness/stores.h"
#include "hubbrief/pane.h"

static const char duties[] = "["
	"{'id':'M-SVD','kind':'milestone','title':'Serious violence strategy published','updated':'2023-03-08T15:00:00Z',"
	" 'status':'planned','owner':'SVG','due':'2024-01','statutory':true,'authority':'Police, Crime, Sentencing and Courts Act',"
	" 'tags':['svd','york'],'gates':[{'title':'Outline agreed','due':'2023-07-31'}],'note':'Needs assessment first.'},"
	"{'id':'M-NEW','kind':'milestone','title':'New council vesting day','updated':'2023-02-10T10:00:00Z','status':'live',"
	" 'owner':'NYCC','due':'2023-04-01','statutory':true,'gates':[{'title':'Checklist agreed','due':'2023-01-31',"
	" 'done':'2023-01-27'},{'title':'Successor office named for each lead','due':'2023-03-03'}]},"
	"{'id':'M-DONE','kind':'milestone','title':'Serious Violence Duty begins','status':'complete','owner':'SVG',"
	" 'due':'2023-01-31','closed':'2023-01-31'},"
	"{'id':'M-LATE','kind':'milestone','title':'A return that was due','status':'live','owner':'CSP','due':'2023-03-10'},"
	"{'id':'M-NONE','kind':'milestone','title':'Publication of a review','status':'planned','owner':'CSP'},"
	/* a parent that is a record, one that is not, references both ways, titles only */
	"{'id':'O-VAWG','kind':'objective','title':'Strategy on violence against women and girls','status':'live','owner':'OPFCC',"
	" 'level':'strategy','ends':'2026-03-31','rating':'A','tags':['york']},"
	"{'id':'O-V2','kind':'objective','title':'Root causes','status':'live','owner':'OPFCC','level':'objective',"
	" 'parent':'O-VAWG','number':'2','rating':'G','progress':40,'refs':['CP-LIVE']},"
	"{'id':'O-V10','kind':'objective','title':'Tenth comes after second','status':'live','owner':'NYP','level':'objective',"
	" 'parent':'O-VAWG','number':'10','progress':10,'rating':'A'},"
	"{'id':'O-V1','kind':'objective','title':'Listening','status':'live','owner':'OPFCC','level':'objective',"
	" 'parent':'O-VAWG','number':'1','rating':'A','progress':67,'note':'Not yet reached: students.'},"
	"{'id':'O-V1A','kind':'objective','title':'Rural communities','status':'live','owner':'VCSE','level':'deliverable',"
	" 'parent':'O-V1','number':'1','progress':20},"
	"{'id':'O-LOOSE','kind':'objective','title':'Its strategy is no record','status':'live','parent':'joint-strategy',"
	" 'rating':'G'},"
	"{'id':'O-CT','kind':'objective','title':'Governed elsewhere','status':'live','owner':'NYP','rating':'R','progress':5,"
	" 'tags':['contest'],'note':'Nothing operational.'},"
	"{'id':'M-REF','kind':'milestone','title':'Progress report','status':'planned','owner':'OPFCC','due':'2023-06-30',"
	" 'refs':['O-VAWG']}]";

static const char reviews[] = "["
	"{'id':'R-A','kind':'review','title':'Domestic homicide review','type':'dhr','status':'live','stage':'HO-QA',"
	" 'stage_since':'2022-11-21','owner':'CSP','marking':'OFFICIAL-SENSITIVE'},"
	"{'id':'R-B','kind':'review','title':'Three further reviews','type':'dhr','status':'live','stage':'not-stated','owner':'CSP'},"
	"{'id':'R-C','kind':'review','title':'Review to be decided on','type':'dhr','status':'live','stage':'scoping',"
	" 'notified':'2023-01-31','owner':'CSP'},"
	"{'id':'R-D','kind':'review','title':'Review that rests','type':'thematic','status':'live','stage':'paused',"
	" 'paused_reason':'a trial is pending','owner':'YJS'},"
	"{'id':'R-E','kind':'review','title':'Approved review','type':'dhr','status':'live','stage':'approved',"
	" 'stage_since':'2023-03-01','owner':'CSP'},"
	"{'id':'R-F','kind':'review','title':'Second at the same stage','type':'thematic','status':'live','stage':'scoping',"
	" 'stage_since':'2023-03-01','owner':'CSP'}]";

static const char weeks[] = "["
	"{'id':'MT-CSP','kind':'meeting','title':'CSP meeting','status':'planned','owner':'CSP','type':'CSP','body':'CSP',"
	" 'starts':'2023-03-21T10:00:00Z','papers_due':'2023-03-14','chair_office':'Assistant Chief Constable'},"
	"{'id':'MT-WEEK','kind':'meeting','title':'Hub tasking','status':'planned','owner':'NYP','type':'hub-tasking',"
	" 'hubs':['selby'],'starts':'2023-03-17T09:00:00Z','recurs':'weekly'},"
	"{'id':'MT-NONE','kind':'meeting','title':'A board without a date','status':'planned','owner':'OPFCC','type':'dalpb',"
	" 'starts':'2023-02-01T10:00:00Z'},"
	"{'id':'MT-TRAP','kind':'meeting','title':'Never shown','status':'planned','owner':'NYCC','type':'channel',"
	" 'starts':'2023-03-16T10:00:00Z','handling':['separate-governance'],'marking':'OFFICIAL-SENSITIVE'},"
	"{'id':'CP-LIVE','kind':'campaign','title':'Spiking awareness','status':'live','owner':'OPFCC','starts':'2023-03-06',"
	" 'ends':'2023-03-31'},"
	"{'id':'CP-HCAW','kind':'campaign','title':'Hate Crime Awareness Week','status':'planned','owner':'CSP',"
	" 'starts':'2023-10-14','ends':'2023-10-21'},"
	"{'id':'P-PSPO','kind':'power','title':'PSPO zone A, renewal','status':'live','type':'PSPO','owner':'SEL-DC',"
	" 'hubs':['selby'],'expires':'2023-05-31'},"
	"{'id':'P-CO','kind':'power','title':'Closure order','status':'live','type':'closure-order','owner':'SEL-DC',"
	" 'hubs':['selby'],'expires':'2023-03-21'},"
	"{'id':'P-FAR','kind':'power','title':'An order that ends next year','status':'live','type':'CBO','owner':'NYP',"
	" 'hubs':['selby'],'expires':'2024-05-31'},"
	"{'id':'T-11','kind':'incident','title':'Planned gathering','status':'open','owner':'NYP','category':'community-tension',"
	" 'hubs':['harrogate'],'occurred':'2023-03-18T12:00:00Z','severity':'medium'},"
	"{'id':'I-DAWN','kind':'incident','title':'Happened this morning','status':'open','owner':'NYP','category':'burglary',"
	" 'hubs':['harrogate'],'occurred':'2023-03-14T04:00:00Z','severity':'medium'},"
	"{'id':'2023-04-07','kind':'holiday','title':'Good Friday'}]";

static const char bodies[] = "["
	"{'id':'B-CSP','kind':'body','title':'Community Safety Partnership','status':'live','owner':'CSP','type':'partnership',"
	" 'statutory':true,'governance':'own','members':['NYP','NYFRS'],'offices':[{'office':'Assistant Chief Constable',"
	" 'role':'chair','from':'2022-04-01'},{'office':'Deputy Chief Fire Officer','role':'vice-chair','from':'2022-04-01','to':'2023-02-28'}]},"
	"{'id':'B-PERF','kind':'body','title':'Performance group','status':'live','owner':'CSP','type':'group','governance':'own',"
	" 'parent':'B-CSP'},"
	"{'id':'B-PREV','kind':'body','title':'Prevent Partnership Board','status':'live','owner':'NYCC','type':'board',"
	" 'governance':'shared','tags':['york'],'offices':[{'office':'Chief Executive','role':'chair','from':'2021-05-01',"
	" 'to':'2023-03-31'}]},"
	"{'id':'B-SEL-DC','kind':'body','title':'Selby District Council','status':'live','owner':'SEL-DC','type':'council',"
	" 'governance':'own','offices':[{'office':'Community safety lead','role':'lead','from':'2021-04-01','to':'2023-03-31',"
	" 'successor':'Lead of the new council'}]},"
	"{'id':'B-CHAN','kind':'body','title':'Channel Panel','status':'live','owner':'NYCC','type':'panel','governance':'separate',"
	" 'office':'Head of Safer Communities','reviewed':'2023-02-02','offices':[{'office':'Somebody','role':'chair',"
	" 'from':'2022-01-01','to':'2023-03-20'}]},"
	"{'id':'A-1','kind':'action','title':'Barrier','status':'open','owner':'SEL-DC','type':'action','due':'2023-04-28',"
	" 'hubs':['selby']},"
	"{'id':'A-2','kind':'action','title':'Finished','status':'done','owner':'SEL-DC','type':'action','due':'2023-02-28',"
	" 'done':'2023-02-20','hubs':['selby']}"
	"]";

struct fixture {
	struct stores stores;
	struct config *config;
	struct matrix matrix;
	struct pane_env env;
	struct grid grid;
	struct str text; /* of the grid last drawn, then the why line */
};

/* ---- setting up ----------------------------------------------------------------------------------- */

static struct cell cells[8][5];
static struct hub_line lines[8];

/* Countywide RED, Richmondshire without data, Ryedale quiet, Scarborough AMBER, the others ok. */
static void make_matrix(struct fixture *f)
{
	for (int i = 0; i < 8; i++)
		lines[i] = (struct hub_line){ .hub = i ? &f->config->hubs[i - 1] : NULL, .made = demo_now() - 900, .cells = cells[i] };
	cells[0][2] = (struct cell){ .state = CELL_RED, .why = "1 action over 7 days late" };
	lines[0].late = 1;
	lines[0].due_today = 2;
	lines[0].changed = 3;
	for (int area = 0; area < 5; area++)
		cells[4][area].state = CELL_UNKNOWN;
	lines[4].state = HUB_NO_DATA;
	lines[4].days_old = 7;
	lines[5].state = HUB_QUIET;
	cells[6][1] = (struct cell){ .state = CELL_AMBER, .why = "1 action late, none over 7 days" };
	lines[6].late = 1;
	f->matrix = (struct matrix){ .lines = lines, .line_count = 8, .area_count = 5, .now = demo_now() };
}

static int start(void **state)
{
	struct fixture *f = mem_alloc(sizeof *f);

	stores_start(&f->stores);
	stores_delta(&f->stores, duties);
	stores_delta(&f->stores, reviews);
	stores_delta(&f->stores, weeks);
	stores_delta(&f->stores, bodies);
	stores_open(&f->stores);
	f->config = demo_config();
	make_matrix(f);
	f->env = (struct pane_env){ .store = f->stores.store, .config = f->config, .matrix = &f->matrix,
		.moment = stores_moment(PROFILE_ROOM), .screen_rows = 24, .screen_columns = 80 };
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	stores_end(&f->stores);
	config_free(f->config);
	grid_free(&f->grid);
	str_free(&f->text);
	free(f);
	return 0;
}

/* ---- drawing -------------------------------------------------------------------------------------- */

static void take_text(struct fixture *f, const struct pane *pane)
{
	str_reset(&f->text);
	for (int row = 0; row < f->grid.rows; row++) {
		grid_text(&f->grid, row, &f->text);
		str_addc(&f->text, '\n');
	}
	pane->ops->why(pane, &f->env, &f->text);
}

/* Draws the pane alone on a screen of that size, after `acts` (ending with ACTION_NONE; NULL none). */
static struct target draw(struct fixture *f, const char *kind, int rows, int columns, const enum action *acts)
{
	struct pane_config setup = { .kind = kind };
	struct pane pane = { .ops = pane_named(kind), .setup = &setup, .hub = PLACE_ANY, .area = PLACE_ANY, .record = -1,
		.rect = { 0, 0, rows, columns } };
	struct error error = { "" };

	assert_non_null(pane.ops);
	f->env.screen_rows = rows;
	f->env.screen_columns = columns;
	pane.ops->open(&pane, &f->env);
	if (!pane.ops->load(&pane, &f->env, &error))
		fail_msg("%s", error.text);
	for (; acts && *acts != ACTION_NONE; acts++)
		pane.ops->act(&pane, &f->env, *acts);
	grid_start(&f->grid, rows, columns, true);
	pane.ops->draw(&pane, &f->env, &f->grid, true);
	take_text(f, &pane);
	struct target target = pane.ops->target(&pane, &f->env);
	assert_true(pane.ops->want_rows(&pane, &f->env, columns) > 1);
	pane.ops->close(&pane);
	return target;
}

static bool shows(const struct fixture *f, const char *text)
{
	return strstr(str_text(&f->text), text) != NULL;
}

static void must_show(const struct fixture *f, const char *text)
{
	if (!shows(f, text))
		fail_msg("not there: %s\n%s", text, str_text(&f->text));
}

static void goldens(struct fixture *f, const char *kind)
{
	static const struct { int rows, columns; } sizes[] = { { 24, 80 }, { 36, 120 }, { 50, 200 }, { 36, 60 } };
	char name[64];

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		draw(f, kind, sizes[i].rows, sizes[i].columns, NULL);
		snprintf(name, sizeof name, "ahead-%s-%dx%d", kind, sizes[i].columns, sizes[i].rows);
		golden_check(name, &f->grid);
	}
}

/* At every size from one cell up it draws without a fault, and every cursor stands inside. */
static void any_size(struct fixture *f, const char *kind)
{
	static const enum action acts[] = { ACTION_DOWN, ACTION_RIGHT, ACTION_BOTTOM, ACTION_PAGE_UP, ACTION_UP, ACTION_NONE };

	for (int rows = 1; rows < 40; rows += 6)
		for (int columns = 1; columns < 210; columns += 19) {
			draw(f, kind, rows, columns, acts);
			assert_true(f->grid.cursor_row < rows);
			assert_true(f->grid.cursor_column < columns);
		}
}

static int64_t number_of(const struct fixture *f, const char *id)
{
	int64_t n = store_number(f->stores.store, NULL, id);

	assert_true(n > 0);
	return n;
}

/* ---- the panes ------------------------------------------------------------------------------------ */

static void test_timeline(void **state)
{
	static const enum action down[] = { ACTION_DOWN, ACTION_DOWN, ACTION_NONE };
	struct fixture *f = *state;

	struct target target = draw(f, "timeline", 36, 80, NULL);
	must_show(f, "Serious violence strategy          SVG      by Jan 2024, 323 days left");
	must_show(f, "gate late 11 days: Successor office named for each lead");
	must_show(f, "gate Mon 31 Jul, 139 days left: Outline agreed");
	must_show(f, "Review to be decided on: decide    CSP        Tue 28 Feb, 14 days late");
	must_show(f, "113 days, no target");
	must_show(f, "statutory: Police, Crime, Sentencing and Courts Act");
	assert_false(shows(f, "Three further reviews")); /* no stage stated: no clock */
	assert_int_equal(target.number, number_of(f, "R-C")); /* the latest first */
	target = draw(f, "timeline", 24, 80, down);
	assert_int_equal(target.number, number_of(f, "M-NEW"));
	must_show(f, "Why: RED: 18 days left, and a gate is late: Successor office named for each lead");
	goldens(f, "timeline");
	any_size(f, "timeline");
}

static void test_tree(void **state)
{
	static const enum action fold[] = { ACTION_LEFT, ACTION_NONE };
	static const enum action unfold[] = { ACTION_LEFT, ACTION_RIGHT, ACTION_NONE };
	struct fixture *f = *state;

	draw(f, "tree", 24, 80, NULL);
	const char *one = strstr(str_text(&f->text), "1  Listening"), *two = strstr(str_text(&f->text), "2  Root causes");
	const char *ten = strstr(str_text(&f->text), "10  Tenth comes");
	assert_true(one && two && ten && one < two && two < ten);
	must_show(f, "(+York): 2 AMBER, 1 ok");
	must_show(f, "1113 days left");
	must_show(f, "108 days left");
	must_show(f, "campaign: Spiking awareness");  /* the objective refers to it */
	must_show(f, "milestone: Progress report");   /* it refers to the strategy */
	must_show(f, "Joint strategy");               /* a parent that is no record */
	/* Titles only: no rating, owner, number. */
	const char *bare = strstr(str_text(&f->text), "Governed elsewhere");
	assert_non_null(bare);
	assert_int_equal(bare[strlen("Governed elsewhere")], '\n');
	assert_false(shows(f, "RED"));
	struct target folded = draw(f, "tree", 24, 80, fold);
	must_show(f, "(folded: ");
	assert_false(shows(f, "Listening"));
	assert_int_equal(folded.number, number_of(f, "O-VAWG"));
	draw(f, "tree", 24, 80, unfold);
	must_show(f, "1  Listening");
	goldens(f, "tree");
	any_size(f, "tree");
}

static void test_pipeline(void **state)
{
	static const enum action right[] = { ACTION_RIGHT, ACTION_RIGHT, ACTION_NONE };
	static const enum action below[] = { ACTION_DOWN, ACTION_NONE };
	struct fixture *f = *state;

	struct target target = draw(f, "pipeline", 24, 80, NULL);
	assert_int_equal(target.number, number_of(f, "R-C"));
	must_show(f, "NOT STATED");  /* always there, whatever else there is no room for */
	must_show(f, "Three further");
	must_show(f, "stages 1-3 of 4");
	must_show(f, "2, stage 2 of 17");
	target = draw(f, "pipeline", 24, 80, below);
	assert_int_equal(target.number, number_of(f, "R-F"));
	target = draw(f, "pipeline", 24, 80, right);
	assert_int_equal(target.number, number_of(f, "R-E"));
	must_show(f, "AMBER: 13 days");
	draw(f, "pipeline", 24, 200, NULL);
	must_show(f, "WITH THE HOME OFFICE QA PANEL");
	must_show(f, "1 record, stage 12 of 17");
	must_show(f, "113 days here, no target");
	must_show(f, "RED: decide by Tue 28 Feb, 14 days");
	must_show(f, "paused: a trial is pending");
	goldens(f, "pipeline");
	any_size(f, "pipeline");
}

static void test_calendar(void **state)
{
	struct fixture *f = *state;

	draw(f, "calendar", 50, 80, NULL);
	must_show(f, "PAPERS   Tue 14 Mar Papers for CSP meeting, Tue 21 Mar");
	must_show(f, "MEETING  Tue 21 Mar 10:00 CSP meeting");
	must_show(f, "ENDS     Tue 21 Mar Closure order");
	must_show(f, "ENDS     Wed 31 May PSPO zone A, renewal"); /* rule 16: 90 days before */
	assert_false(shows(f, "ends next year"));
	must_show(f, "PLANNED  Sat 18 Mar Planned gathering");
	assert_false(shows(f, "Happened this morning"));
	must_show(f, "HOLIDAY  Fri 7 Apr");
	must_show(f, "CLASH    Fri 7 Apr  09:00 Hub tasking, Selby; on a bank"); /* nine o'clock stays nine in summer */
	must_show(f, "MEETING  Fri 31 Mar 09:00 Hub tasking, Selby");
	must_show(f, "LIVE     Fri 31 Mar Spiking awareness");
	must_show(f, "CAMPAIGN Sat 14 Oct Hate Crime Awareness Week");
	must_show(f, "NO DATE");
	assert_false(shows(f, "Never shown")); /* separate governance is nowhere */
	goldens(f, "calendar");
	any_size(f, "calendar");
}

static void test_governance(void **state)
{
	struct fixture *f = *state;

	draw(f, "governance", 36, 100, NULL);
	must_show(f, "1 action and 2 powers need a new owner: SEL-DC ends 31 Mar");
	must_show(f, "18 days left");
	must_show(f, "chair: Chief Executive; no successor named");
	must_show(f, "VACANT     vice chair: Deputy Chief Fire Officer; vacant");
	must_show(f, "lead: Community safety lead, then Lead of the new council");
	must_show(f, "meets Tue 21 Mar");
	must_show(f, "            Performance group"); /* below its body */
	const char *card = strstr(str_text(&f->text), "Channel Panel");
	assert_non_null(card);
	assert_true(str_starts(card, "Channel Panel. Contact: Head of Safer Communities, NYCC\n"));
	assert_false(shows(f, "Somebody")); /* no offices, no dates */
	goldens(f, "governance");
	any_size(f, "governance");
}

static void test_tiles(void **state)
{
	static const enum action east[] = { ACTION_BOTTOM, ACTION_UP, ACTION_UP, ACTION_RIGHT, ACTION_RIGHT, ACTION_NONE };
	struct fixture *f = *state;

	struct target target = draw(f, "tiles", 24, 80, NULL);
	assert_int_equal(target.type, TARGET_CELL);
	assert_int_equal(target.hub, -1);
	must_show(f, ">0 Countywide\n RED\n 1 late, 2 today\n");
	must_show(f, "AMBER, 1 late");
	must_show(f, "NO DATA, 7 days");
	must_show(f, "Quiet");
	must_show(f, "Countywide, DA and VAWG is RED: 1 action over 7 days late");
	/* From Selby up to Harrogate and Hambleton, then east by Ryedale to Scarborough, as on the map. */
	target = draw(f, "tiles", 24, 80, east);
	assert_int_equal(target.hub, config_hub_index(f->config, "scarborough"));
	goldens(f, "tiles");
	any_size(f, "tiles");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timeline), cmocka_unit_test(test_tree), cmocka_unit_test(test_pipeline),
		cmocka_unit_test(test_calendar), cmocka_unit_test(test_governance), cmocka_unit_test(test_tiles),
	};
	return cmocka_run_group_tests_name("ahead panes", tests, start, end);
}
