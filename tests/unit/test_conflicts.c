/* Two sources that give one measure and period different values (design.md §7): src/brief/conflicts.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/brief.h"

static struct stores stores;
static struct matrix matrix;

enum { HUBS, VAWG };

/* The cell of Craven; `matrix` is to be freed. */
static const struct cell *craven(int area)
{
	struct moment moment = stores_moment(PROFILE_TEAM);
	struct error error = { "" };
	stores_open(&stores);
	if (!brief_matrix(stores.store, &stores.config, &moment, &matrix, &error))
		fail_msg("%s", error.text);
	return &matrix.lines[1].cells[area];
}

static void reads(int area, enum cell_state state, const char *why)
{
	const struct cell *cell = craven(area);
	assert_string_equal(cell_state_text(cell->state), cell_state_text(state));
	assert_string_equal(cell->why, why);
	matrix_free(&matrix);
}

#define ASB(series) "[{'id':'K-ASB','kind':'measure','hubs':['craven'],'areas':['hubs'],'unit':'count'," \
	"'polarity':'neutral','period':'month','series':" series "}]"
#define HATE(series) "[{'id':'K-HATE','kind':'measure','hubs':['craven'],'areas':['vawg'],'unit':'count'," \
	"'polarity':'neutral','sensitive':true,'period':'month','series':" series "}]"

static void equal_is_no_conflict(void **state)
{
	(void)state;
	stores_answer(&stores, 0, ASB("[['2023-01',12],['2023-02',13]]"));
	stores_crime(&stores, ASB("[['2023-02',13],['2023-03',15]]"));
	reads(HUBS, CELL_OK, "");
}

static void the_newest_difference_is_told(void **state)
{
	(void)state;
	stores_answer(&stores, 0, ASB("[['2022-12',5],['2023-01',12],['2023-02',13]]"));
	stores_crime(&stores, ASB("[['2022-12',6],['2023-01',14],['2023-02',13]]"));
	reads(HUBS, CELL_CHECK, "two sources differ: K-ASB for Jan is 14 by crime, 12 by partners");
	reads(VAWG, CELL_OK, "");
	stores_crime(&stores, ASB("[['2022-12',5],['2023-01',12],['2023-02',13]]"));
	reads(HUBS, CELL_OK, "");
}

/* Whether a hidden number equals another is not to be had. */
static void hidden_values_are_not_compared(void **state)
{
	(void)state;
	stores_answer(&stores, 0, HATE("[['2023-02',3]]"));
	stores_crime(&stores, HATE("[['2023-02',4]]"));
	reads(VAWG, CELL_OK, "");
	stores_crime(&stores, HATE("[['2023-02',9]]"));
	reads(VAWG, CELL_OK, "");
	stores_answer(&stores, 0, HATE("[['2023-02',8]]"));
	reads(VAWG, CELL_CHECK, "two sources differ: K-HATE for Feb is 9 by crime, 8 by partners");
}

static void a_rating_stands(void **state)
{
	(void)state;
	stores_answer(&stores, 0, "[{'id':'A-1','kind':'action','status':'open','owner':'NYP','hubs':['craven'],'areas':['hubs'],"
		"'due':'2023-03-10'},{'id':'K-ASB','kind':'measure','hubs':['craven'],'areas':['hubs'],'unit':'count',"
		"'polarity':'neutral','period':'month','series':[['2023-02',13]]}]");
	stores_crime(&stores, ASB("[['2023-02',14]]"));
	const struct cell *cell = craven(HUBS);
	assert_string_equal(cell_state_text(cell->state), "AMBER");
	matrix_free(&matrix);
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &stores)
	const struct CMUnitTest tests[] = { TEST(equal_is_no_conflict), TEST(the_newest_difference_is_told),
		TEST(hidden_values_are_not_compared), TEST(a_rating_stands) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
