/* Questions over records: each match in order, counts, cells, what is withheld, the banner. See store.h. Called by
 * brief/ and the commands. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/store_inside.h"
#include "hubbrief/tally.h"

/* ---- each -------------------------------------------------------------------------------------- */

struct each {
	struct store *store;
	const struct moment *moment;
	bool (*visit)(void *context, const struct row *row);
	void *context;
};

static bool visit_place(void *context, struct position *place)
{
	struct each *each = context;
	struct row row;
	bool found = row_load(each->store, each->moment, place->n, &row);
	position_clear(place);
	if (!found)
		return true;
	bool more = each->visit(each->context, &row);
	row_clear(&row);
	return more;
}

bool store_each(struct store *store, const struct moment *moment, const struct filter *filter, const char *sort,
	bool (*visit)(void *context, const struct row *row), void *context, struct error *error)
{
	struct each each = { .store = store, .moment = moment, .visit = visit, .context = context };
	struct fetch all = { .most = INT64_MAX };
	bool ended;
	store_read_begin(store);
	struct order *order = order_new(store, filter, sort, moment);
	bool fine = order_fetch(order, &all, visit_place, &each, &ended, error);
	order_free(order);
	store_read_end(store);
	return fine;
}

/* ---- counts ------------------------------------------------------------------------------------ */

/* "… -changed": all of them, less those that changed, which are few. */
static int64_t count_unchanged(struct store *store, const struct moment *moment, const struct filter *filter)
{
	const struct filter *not = filter->right;
	if (not->op != FILTER_NOT || not->left->op != FILTER_FLAG || not->left->flag != FLAG_CHANGED)
		return -1;
	const struct filter both = { .op = FILTER_AND, .left = not->left, .right = filter->left };
	int64_t all = count_tallied(store, moment, filter->left);
	int64_t changed = all > 0 ? gather_count(store, &both, moment) : 0;
	return all < 0 || changed < 0 ? -1 : all - changed;
}

int64_t count_tallied(struct store *store, const struct moment *moment, const struct filter *filter)
{
	if (store->db && filter && filter->op == FILTER_AND) {
		int64_t count = count_unchanged(store, moment, filter);
		if (count >= 0)
			return count;
	}
	struct arena arena = { 0 };
	struct tally_plan plan;
	int slot = -1;
	if (store->db && tally_plan(&arena, filter, moment, &store->places, &plan))
		slot = tally_slot(store, &plan);
	int64_t count = slot >= 0 ? tally_count(store, slot, &plan, moment) : -1;
	arena_free(&arena);
	return count;
}

int64_t query_number(struct store *store, const struct query *query)
{
	int64_t number = -1;
	sqlite3_stmt *read = query_prepare(query, store->db, NULL);
	if (read && sqlite3_step(read) == SQLITE_ROW)
		number = sqlite3_column_int64(read, 0);
	sqlite3_finalize(read);
	return number;
}

int64_t count_rows(struct store *store, const struct moment *moment, const struct filter *filter, int64_t most)
{
	struct query query;
	if (!store->db)
		return 0;
	query_start(&query, moment, &store->places);
	query_add(&query, most ? "SELECT count(*) FROM (SELECT 1 FROM record r" : "SELECT count(*) FROM record r");
	query_where(&query, filter, NULL);
	if (most) {
		query_add(&query, " LIMIT ");
		query_integer(&query, most);
		query_add(&query, ")");
	}
	int64_t count = query_number(store, &query);
	query_free(&query);
	return count;
}

int64_t store_count(struct store *store, const struct moment *moment, const struct filter *filter)
{
	int64_t count = count_tallied(store, moment, filter);
	return count >= 0 ? count : count_rows(store, moment, filter, 0);
}

/* ---- cells ------------------------------------------------------------------------------------- */

/* The matrix being counted, and which bit is which row and column of it. */
struct grid_counts {
	int *counts;
	size_t hubs, areas;
	int hub_rows[PLACE_BITS], area_columns[PLACE_BITS]; /* −1: not in the configuration */
	bool team;
};

static void map_bits(struct store *store, const struct config *config, struct grid_counts *grid)
{
	grid->hubs = config->hub_count;
	grid->areas = config->area_count;
	for (int bit = 0; bit < PLACE_BITS; bit++) {
		const char *hub = store->places.hubs[bit], *area = store->places.areas[bit];
		int hub_index = hub ? config_hub_index(config, hub) : -1, area_index = area ? config_area_index(config, area) : -1;
		grid->hub_rows[bit] = hub_index < 0 ? -1 : 1 + hub_index;
		grid->area_columns[bit] = area_index < 0 ? -1 : 1 + area_index;
	}
}

static void add_to_grid(struct grid_counts *grid, int row, int column, int64_t count)
{
	if (row >= 0 && column >= 0)
		grid->counts[(size_t)row * (grid->areas + 1) + (size_t)column] += (int)count;
}

static int grid_row(const struct grid_counts *grid, int hub)
{
	if (hub == TALLY_ONCE)
		return 1 + (int)grid->hubs;
	return hub == TALLY_COUNTYWIDE ? 0 : hub < PLACE_BITS ? grid->hub_rows[hub] : -1;
}

static void take_grid(void *context, int hub, int area, int64_t count)
{
	struct grid_counts *grid = context;
	int bit = area >= TALLY_CLOSED_AREA ? area - TALLY_CLOSED_AREA : area;
	if (bit != area && grid->team)
		return; /* they are among the area's own */
	int column = area == TALLY_ANY_AREA ? 0 : bit < PLACE_BITS ? grid->area_columns[bit] : -1;
	add_to_grid(grid, grid_row(grid, hub), column, count);
}

static void take_row(struct grid_counts *grid, int hub, uint64_t areas, int64_t count)
{
	take_grid(grid, hub, TALLY_ANY_AREA, count);
	for (; areas; areas &= areas - 1)
		take_grid(grid, hub, __builtin_ctzll(areas), count);
}

static void take_masks(struct grid_counts *grid, uint64_t hubs, uint64_t areas, int64_t count)
{
	take_row(grid, TALLY_ONCE, areas, count);
	if (!hubs)
		take_row(grid, TALLY_COUNTYWIDE, areas, count);
	for (; hubs; hubs &= hubs - 1)
		take_row(grid, __builtin_ctzll(hubs), areas, count);
}

/* Without a tally: the masks of each, spread here. Grouping them would sort them first. */
static bool ask_grid(struct store *store, const struct moment *moment, const struct filter *filter,
	struct grid_counts *grid)
{
	struct query query;
	query_start(&query, moment, &store->places);
	query_add(&query, "SELECT r.hubs, r.areas FROM record r");
	query_where(&query, filter, NULL);
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	int code = SQLITE_ERROR;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		take_masks(grid, (uint64_t)sqlite3_column_int64(read, 0), (uint64_t)sqlite3_column_int64(read, 1), 1);
	sqlite3_finalize(read);
	query_free(&query);
	return code == SQLITE_DONE;
}

bool store_cells(struct store *store, const struct config *config, const struct moment *moment,
	const struct filter *filter, int *counts)
{
	struct grid_counts grid = { .counts = counts };
	struct arena arena = { 0 };
	struct tally_plan plan;
	memset(counts, 0, (config->hub_count + 2) * (config->area_count + 1) * sizeof *counts);
	if (!store->db)
		return true;
	map_bits(store, config, &grid);
	grid.team = moment->profile == PROFILE_TEAM;
	int slot = -1;
	if (tally_plan(&arena, filter, moment, &store->places, &plan) && plan.hub == TALLY_ONCE && plan.area == TALLY_ANY_AREA)
		slot = tally_slot(store, &plan);
	bool fine = slot >= 0 ? tally_sum(store, slot, &plan, moment, take_grid, &grid) :
		ask_grid(store, moment, filter, &grid);
	arena_free(&arena);
	return fine;
}

/* ---- events ------------------------------------------------------------------------------------ */

static bool take_events(struct store *store, const struct query *query, struct grid_counts *grid)
{
	sqlite3_stmt *read = query_prepare(query, store->db, NULL);
	int code = SQLITE_ERROR;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		take_masks(grid, (uint64_t)sqlite3_column_int64(read, 0), (uint64_t)sqlite3_column_int64(read, 1),
			__builtin_popcount((unsigned)sqlite3_column_int64(read, 2) & EVENTS_MASK) * sqlite3_column_int64(read, 3));
	sqlite3_finalize(read);
	return code == SQLITE_DONE;
}

/* Grouping the first would read the records themselves. */
static bool ask_changed(struct store *store, const struct moment *moment, struct grid_counts *grid)
{
	struct query told, late;
	query_start(&told, moment, &store->places);
	query_add(&told, "SELECT r.hubs, r.areas, ");
	query_events(&told.sql, moment);
	query_add(&told, ", 1");
	changed_from(&told, CHANGED_TOLD);
	query_start(&late, moment, &store->places);
	query_add(&late, "SELECT r.hubs, r.areas, 1<<8, count(*)");
	changed_from(&late, CHANGED_LATE);
	query_add(&late, " GROUP BY 1, 2");
	bool fine = take_events(store, &told, grid) && take_events(store, &late, grid);
	query_free(&told);
	query_free(&late);
	return fine;
}

static void take_changed(const struct changed_set *set, struct grid_counts *grid)
{
	for (size_t i = 0; i < set->count; i++)
		take_masks(grid, set->list[i].hubs, set->list[i].areas, __builtin_popcount(set->list[i].events & EVENTS_MASK));
}

static bool ask_gone(struct store *store, const struct moment *moment, struct grid_counts *grid)
{
	struct query gone;
	query_start(&gone, moment, &store->places);
	query_add(&gone, "SELECT hubs, areas, 1, count(*) FROM (");
	query_gone(&gone.sql, moment);
	query_add(&gone, ") GROUP BY 1, 2");
	bool fine = take_events(store, &gone, grid);
	query_free(&gone);
	return fine;
}

bool store_event_cells(struct store *store, const struct config *config, const struct moment *moment, int *counts)
{
	struct grid_counts grid = { .counts = counts };
	memset(counts, 0, (config->hub_count + 2) * (config->area_count + 1) * sizeof *counts);
	if (!store->db || !moment_has_baseline(moment))
		return true;
	map_bits(store, config, &grid);
	const struct changed_set *set = changed_set(store, moment);
	if (set)
		take_changed(set, &grid);
	if (!set && !ask_changed(store, moment, &grid))
		return false;
	return !any_gone(store, moment) || ask_gone(store, moment, &grid);
}

uint64_t store_hubs_with_new(struct store *store, const struct moment *moment, enum kind kind, uint64_t hubs)
{
	struct query query;
	uint64_t found = 0;
	if (!store->db || !moment_has_baseline(moment) || !hubs)
		return 0;
	const struct changed_set *set = changed_set(store, moment);
	for (size_t i = 0; set && i < set->count; i++)
		found |= set->list[i].kind == kind && set->list[i].flags >> FLAG_NEW & 1 ? set->list[i].hubs & hubs : 0;
	if (set)
		return found;
	query_start(&query, moment, &store->places);
	query_add(&query, "SELECT r.hubs");
	changed_from(&query, CHANGED_TOLD);
	query_add(&query, " AND ");
	query_flag(&query.sql, FLAG_NEW, moment);
	query_add(&query, " AND r.kind=");
	query_integer(&query, kind);
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	while (read && found != hubs && sqlite3_step(read) == SQLITE_ROW)
		found |= (uint64_t)sqlite3_column_int64(read, 0) & hubs;
	sqlite3_finalize(read);
	query_free(&query);
	return found;
}

/* ---- measures of two sources ------------------------------------------------------------------- */

void store_doubles(struct store *store, const struct moment *moment, void (*visit)(void *context, int64_t n),
	void *context)
{
	struct query query;
	if (!store->db)
		return;
	query_start(&query, moment, &store->places);
	query_add(&query, "SELECT r.n FROM record r WHERE ");
	query_add(&query, query_visible(moment->profile));
	query_add(&query, " AND r.kind=0 AND r.id IN (SELECT id FROM record WHERE kind=0 GROUP BY id HAVING count(*)>1)"
		" ORDER BY r.id, r.source");
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	while (read && sqlite3_step(read) == SQLITE_ROW)
		visit(context, sqlite3_column_int64(read, 0));
	sqlite3_finalize(read);
	query_free(&query);
}

/* ---- what is withheld, and the banner ---------------------------------------------------------- */

/* Over all days; 0 also when nobody counts it. */
static int64_t count_slot(struct store *store, const struct moment *moment, const char *text, int hub, int area)
{
	struct tally_plan plan = { .from = INT32_MIN, .to = DAY_NONE, .hub = hub, .area = area };
	int slot = store->db ? tally_slot_named(store, text) : -1;
	int64_t count = slot >= 0 ? tally_count(store, slot, &plan, moment) : 0;
	return count > 0 ? count : 0;
}

/* Team's count less the profile's own: separate governance is in neither, and what a sensitive area holds is not
 * counted outside the team. */
int64_t store_withheld(struct store *store, const struct moment *moment, int hub_bit, int area_bit)
{
	int hub = hub_bit < 0 ? TALLY_ONCE : hub_bit, area = area_bit < 0 ? TALLY_ANY_AREA : area_bit;
	struct moment team = *moment;
	team.profile = PROFILE_TEAM;
	if (moment->profile == PROFILE_TEAM)
		return 0;
	return count_slot(store, &team, TALLY_ALL, hub, area) - count_slot(store, moment, TALLY_ALL, hub, area) -
		count_slot(store, &team, TALLY_CLOSED, hub, area);
}

enum marking store_banner(struct store *store, const struct moment *moment)
{
	return count_slot(store, moment, TALLY_SENSITIVE, TALLY_ONCE, TALLY_ANY_AREA) > 0 ? MARKING_SENSITIVE : MARKING_OFFICIAL;
}

bool store_has_demo(struct store *store, const struct moment *moment)
{
	return count_slot(store, moment, TALLY_DEMO, TALLY_ONCE, TALLY_ANY_AREA) > 0;
}
