/* Sensitive areas: their records are the team's in every reading, and the rating of their cell is all that the room
 * sees of them; so too when the configuration makes an area sensitive later, and when it opens it again. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stores.h"
#include "hubbrief/store_inside.h"

static struct stores stores;

static const char records[] = "["
	"{'id':'A-1','kind':'action','status':'open','due':'2023-03-20','owner':'NYP','hubs':['craven'],'areas':['vawg'],'title':'Refuge'},"
	"{'id':'A-2','kind':'action','status':'open','due':'2023-03-10','owner':'NYP','hubs':['craven'],'areas':['vawg','hubs']},"
	"{'id':'A-3','kind':'action','status':'open','due':'2023-03-10','owner':'NYP','hubs':['craven'],'areas':['hubs']},"
	"{'id':'A-4','kind':'action','status':'open','due':'2023-03-09','owner':'NYP','hubs':['craven'],'areas':['vawg'],"
	"'handling':['police-only']}]";

static void make_sensitive(bool sensitive)
{
	stores.config.areas[config_area_index(&stores.config, "vawg")].sensitive = sensitive;
	assert_true(keeper_configure(stores.keeper, &stores.config, NULL));
}

/* How many late the cell of Craven and that area counts; area −1: the whole hub. */
static int late(enum profile profile, const char *area)
{
	struct moment moment = stores_moment(profile);
	size_t columns = stores.config.area_count + 1;
	int *counts = mem_array((stores.config.hub_count + 2) * columns, sizeof *counts);
	stores_open(&stores);
	assert_true(store_cells(stores.store, &stores.config, &moment, stores_filter(&stores, "overdue"), counts));
	int hub = 1 + config_hub_index(&stores.config, "craven"), column = area ? 1 + config_area_index(&stores.config, area) : 0;
	int count = counts[(size_t)hub * columns + (size_t)column];
	free(counts);
	return count;
}

static void closed_to_the_room(void)
{
	stores_expect(&stores, PROFILE_TEAM, "", "A-4 A-2 A-3 A-1");
	stores_expect(&stores, PROFILE_ROOM, "", "A-3");
	stores_expect(&stores, PROFILE_ROOM, "area:vawg", "");
	stores_expect(&stores, PROFILE_ROOM, "refuge", "");
	stores_expect(&stores, PROFILE_PUBLIC, "overdue", "A-3");
	assert_int_equal(late(PROFILE_TEAM, "vawg"), 2);
	assert_int_equal(late(PROFILE_ROOM, "vawg"), 1); /* what its cell is rated by: A-2, not the police's A-4 */
	assert_int_equal(late(PROFILE_ROOM, "hubs"), 1);
	assert_int_equal(late(PROFILE_ROOM, NULL), 1);
	struct moment moment = stores_moment(PROFILE_ROOM);
	int craven = store_hub_bit(stores.store, "craven"), vawg = store_area_bit(stores.store, "vawg");
	assert_int_equal(store_withheld(stores.store, &moment, -1, -1), 0); /* how many it holds is not said either */
	assert_int_equal(store_withheld(stores.store, &moment, craven, vawg), 0);
}

static void open_to_the_room(void)
{
	stores_expect(&stores, PROFILE_ROOM, "", "A-2 A-3 A-1");
	stores_expect(&stores, PROFILE_ROOM, "refuge", "A-1");
	assert_int_equal(late(PROFILE_ROOM, "vawg"), 1);
	assert_int_equal(late(PROFILE_ROOM, NULL), 2);
	struct moment moment = stores_moment(PROFILE_ROOM);
	assert_int_equal(store_withheld(stores.store, &moment, -1, -1), 1);
}

static void from_the_start(void **state)
{
	(void)state;
	make_sensitive(true);
	stores_answer(&stores, 0, records);
	closed_to_the_room();
}

static void made_later(void **state)
{
	(void)state;
	make_sensitive(false);
	stores_answer(&stores, 0, records);
	open_to_the_room();
	make_sensitive(true);
	closed_to_the_room();
	make_sensitive(false);
	open_to_the_room();
}

/* What went from such an area before it was made sensitive is not listed as gone. */
static void the_gone_stay_closed(void **state)
{
	(void)state;
	make_sensitive(false);
	stores_answer(&stores, 0, records);
	struct moment moment = stores_moment(PROFILE_ROOM);
	moment.since = stores.sequence;
	stores_answer(&stores, 0, "[]");
	make_sensitive(true);
	stores_open(&stores);
	size_t columns = stores.config.area_count + 1;
	int *counts = mem_array((stores.config.hub_count + 2) * columns, sizeof *counts);
	assert_true(store_event_cells(stores.store, &stores.config, &moment, counts));
	assert_int_equal(counts[(stores.config.hub_count + 1) * columns], 1); /* A-3 alone */
	free(counts);
}

int main(void)
{
#define TEST(name) STORES_TEST(name, &stores)
	const struct CMUnitTest tests[] = { TEST(from_the_start), TEST(made_later), TEST(the_gone_stay_closed) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
