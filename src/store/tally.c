/* Counts kept beside the records: see tally.h. The keeping half runs in the feeder, inside the transaction that
 * changes the records; the reading half in the dashboard and the commands. */
#include "hubbrief/tally.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/store_inside.h"

/* ---- reading ----------------------------------------------------------------------------------- */

static int slot_of(struct store *store, const char *text, bool dated)
{
	int slot = -1;
	sqlite3_stmt *find = db_keep(store->db, &store->kept[KEPT_SLOT], "SELECT slot FROM tally_filter WHERE text=?1 AND dated>=?2");
	if (!find)
		return -1;
	db_bind_text(find, 1, text);
	sqlite3_bind_int(find, 2, dated);
	if (sqlite3_step(find) == SQLITE_ROW)
		slot = sqlite3_column_int(find, 0);
	db_rest(find);
	return slot;
}

int tally_slot(struct store *store, const struct tally_plan *plan)
{
	return slot_of(store, plan->text, plan->dated);
}

int tally_slot_named(struct store *store, const char *text)
{
	return slot_of(store, text, false);
}

#define WITHIN " FROM tally WHERE slot=?1 AND due BETWEEN ?2 AND ?3 AND class<=?4 AND embargo<=?5"

static void bind_within(sqlite3_stmt *sum, int slot, const struct tally_plan *plan, const struct moment *moment)
{
	const int64_t values[] = { slot, plan->from, plan->to, profile_class(moment->profile),
		moment->profile == PROFILE_TEAM ? DAY_NONE : moment->today };
	for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
		sqlite3_bind_int64(sum, i + 1, values[i]);
}

/* Not grouped: that would sort the rows first, and they are only to be added up. */
bool tally_sum(struct store *store, int slot, const struct tally_plan *plan, const struct moment *moment,
	void (*visit)(void *context, int hub, int area, int64_t count), void *context)
{
	sqlite3_stmt *sum = db_keep(store->db, &store->kept[KEPT_SUM], "SELECT hub, area, count" WITHIN);
	if (!sum)
		return false;
	bind_within(sum, slot, plan, moment);
	int code;
	while ((code = sqlite3_step(sum)) == SQLITE_ROW)
		visit(context, sqlite3_column_int(sum, 0), sqlite3_column_int(sum, 1), sqlite3_column_int64(sum, 2));
	db_rest(sum);
	return code == SQLITE_DONE;
}

int64_t tally_count(struct store *store, int slot, const struct tally_plan *plan, const struct moment *moment)
{
	sqlite3_stmt *sum = db_keep(store->db, &store->kept[KEPT_COUNT],
		"SELECT ifnull(sum(count),0)" WITHIN " AND hub=?6 AND area=?7");
	int64_t count = -1;
	if (!sum)
		return -1;
	bind_within(sum, slot, plan, moment);
	sqlite3_bind_int(sum, 6, plan->hub);
	sqlite3_bind_int(sum, 7, plan->area);
	if (sqlite3_step(sum) == SQLITE_ROW)
		count = sqlite3_column_int64(sum, 0);
	db_rest(sum);
	return count;
}

/* ---- the slots --------------------------------------------------------------------------------- */

enum { SLOTS_MOST = 40, FIXED_COLUMNS = 7, NEVER = -1 };

struct slot {
	const char *text;
	bool dated, late, soon;
	struct filter *base;
	const char *literal; /* a condition that no filter expresses; NULL: base */
};

/* One query a kind of record: its masks, class and days, and whether it counts in each slot that its kind can
 * count in. Made when the first record of that kind comes. */
struct member {
	struct query query;
	sqlite3_stmt *statement;
	int team_at[SLOTS_MOST], room_at[SLOTS_MOST]; /* columns, by projection; NEVER */
};

struct tally {
	struct sqlite3 *db;
	const struct places *places;
	struct arena arena;
	uint64_t closed_areas;
	struct slot slots[SLOTS_MOST];
	int slot_count;
	struct member *members[KIND_COUNT];
	sqlite3_stmt *add_statement, *drop_statement;
	struct cell_count *cells; /* open addressing; cell_room is a power of two */
	size_t cell_count, cell_room;
};

static struct moment timeless(enum profile profile)
{
	return (struct moment){ .profile = profile, .since = -1, .since_at = INSTANT_NONE };
}

static void add_condition(struct query *query, const struct slot *slot, enum kind kind, enum profile profile)
{
	struct settled settled = { .kind = kind };
	query->moment = timeless(profile);
	if (slot->literal) {
		str_addf(&query->sql, ",(%s)", slot->literal);
		return;
	}
	query_add(query, slot->late ? ",(r.can_late=1 AND " : ",(");
	query_filter(query, slot->base, &settled);
	query_add(query, ")");
}

/* Whether the projections differ: rule 8 hides something that the base asks about. */
static bool projections_differ(const struct tally *tally, const struct slot *slot, enum kind kind)
{
	struct query team, room;
	struct moment moment = timeless(PROFILE_TEAM);
	query_start(&team, &moment, tally->places);
	query_start(&room, &moment, tally->places);
	add_condition(&team, slot, kind, PROFILE_TEAM);
	add_condition(&room, slot, kind, PROFILE_ROOM);
	bool differ = !str_same(str_text(&team.sql), str_text(&room.sql));
	query_free(&team);
	query_free(&room);
	return differ;
}

static void add_columns(struct tally *tally, struct member *member, enum kind kind)
{
	int columns = FIXED_COLUMNS;
	for (int i = 0; i < tally->slot_count; i++) {
		const struct slot *slot = &tally->slots[i];
		struct settled settled = { .kind = kind };
		member->team_at[i] = member->room_at[i] = NEVER;
		if (!slot->literal && filter_truth(slot->base, &settled) == TRUTH_NO)
			continue;
		add_condition(&member->query, slot, kind, PROFILE_TEAM);
		member->team_at[i] = member->room_at[i] = columns++;
		if (projections_differ(tally, slot, kind)) {
			add_condition(&member->query, slot, kind, PROFILE_ROOM);
			member->room_at[i] = columns++;
		}
	}
}

static struct member *member_of(struct tally *tally, enum kind kind, struct error *error)
{
	struct member *member = tally->members[kind];
	if (member)
		return member;
	member = tally->members[kind] = mem_alloc(sizeof *member);
	struct moment moment = timeless(PROFILE_TEAM);
	query_start(&member->query, &moment, tally->places);
	query_add(&member->query, "SELECT r.hubs, r.areas, r.class, r.embargo, r.due, r.shut, r.soon_from");
	add_columns(tally, member, kind);
	query_add(&member->query, " FROM record r WHERE r.n=?1 AND r.class<=2");
	member->statement = query_prepare(&member->query, tally->db, error);
	return member;
}

static void add_slot(struct tally *tally, const struct slot *new)
{
	for (int i = 0; i < tally->slot_count; i++)
		if (str_same(tally->slots[i].text, new->text)) {
			tally->slots[i].dated |= new->dated;
			return;
		}
	if (tally->slot_count < SLOTS_MOST)
		tally->slots[tally->slot_count++] = *new;
}

static void add_filter(struct tally *tally, const struct filter *filter)
{
	struct tally_plan plan;
	struct moment moment = timeless(PROFILE_TEAM);
	if (tally_plan(&tally->arena, filter, &moment, tally->places, &plan))
		add_slot(tally, &(struct slot){ .text = plan.text, .dated = plan.dated, .late = plan.late, .soon = plan.soon,
			.base = plan.base });
}

static void add_box(struct tally *tally, const struct box *box)
{
	if (box->type == BOX_PANE)
		add_filter(tally, box->pane->filter);
	for (size_t i = 0; i < box->child_count; i++)
		add_box(tally, &box->children[i]);
}

static void add_slots(struct tally *tally, const struct config *config)
{
	static const char *const built_in[] = { "", "overdue", "due-today", "open", "kind:incident open",
		"category:community-tension open", "due-soon" };
	struct filter_error error;
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		add_filter(tally, filter_parse(&tally->arena, built_in[i], NULL, &error));
	add_slot(tally, &(struct slot){ .text = TALLY_DEMO, .literal = "r.demo=1" });
	add_slot(tally, &(struct slot){ .text = TALLY_SENSITIVE, .literal = "r.marking>=1" });
	add_slot(tally, &(struct slot){ .text = TALLY_CLOSED, .literal = "r.shut>=0" });
	for (size_t i = 0; i < config->rating_count; i++)
		add_filter(tally, config->ratings[i].when);
	for (size_t i = 0; i < config->view_count; i++)
		add_box(tally, &config->views[i].root);
}

/* ---- what a transaction adds ------------------------------------------------------------------- */

struct cell_count {
	int32_t slot, due, hub, area, class, embargo;
	int32_t closed; /* of the record that is being counted: its own class, −1 when it is not closed; no part of the key */
	bool used;
	int64_t count;
};

static struct cell_count *cell_at(struct tally *tally, const struct cell_count *key)
{
	uint64_t hash = 14695981039346656037u;
	const int32_t parts[] = { key->slot, key->due, key->hub, key->area, key->class, key->embargo };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		hash = (hash ^ (uint32_t)parts[i]) * 1099511628211u;
	for (size_t i = hash >> 20;; i++) {
		struct cell_count *cell = &tally->cells[i & (tally->cell_room - 1)];
		if (!cell->used || (cell->slot == key->slot && cell->due == key->due && cell->hub == key->hub &&
				cell->area == key->area && cell->class == key->class && cell->embargo == key->embargo))
			return cell;
	}
}

static void grow_cells(struct tally *tally)
{
	struct cell_count *old = tally->cells;
	size_t old_room = tally->cell_room;
	tally->cell_room = old_room ? old_room * 2 : 1024;
	tally->cells = mem_array(tally->cell_room, sizeof *tally->cells);
	for (size_t i = 0; i < old_room; i++)
		if (old[i].used)
			*cell_at(tally, &old[i]) = old[i];
	free(old);
}

static void add_count(struct tally *tally, const struct cell_count *key, int64_t count)
{
	if (tally->cell_count * 2 >= tally->cell_room)
		grow_cells(tally);
	struct cell_count *cell = cell_at(tally, key);
	if (!cell->used) {
		*cell = *key;
		cell->used = true;
		cell->count = 0;
		tally->cell_count++;
	}
	cell->count += count;
}

/* The record's rows of the matrix: each of its hubs (or countywide), and once over all. */
static void add_areas(struct tally *tally, struct cell_count key, uint64_t areas, int64_t count)
{
	int closed = key.closed;
	key.area = TALLY_ANY_AREA;
	add_count(tally, &key, count);
	for (int bit = 0; areas >> bit; bit++)
		if (areas >> bit & 1) {
			key.area = bit;
			add_count(tally, &key, count);
		}
	key.class = closed;
	for (int bit = 0; closed >= 0 && areas >> bit; bit++)
		if (areas >> bit & tally->closed_areas >> bit & 1) {
			key.area = TALLY_CLOSED_AREA + bit;
			add_count(tally, &key, count);
		}
}

static void add_everywhere(struct tally *tally, struct cell_count key, uint64_t hubs, uint64_t areas, int64_t count)
{
	key.hub = TALLY_ONCE;
	add_areas(tally, key, areas, count);
	key.hub = TALLY_COUNTYWIDE;
	if (!hubs)
		add_areas(tally, key, areas, count);
	for (int bit = 0; hubs >> bit; bit++)
		if (hubs >> bit & 1) {
			key.hub = bit;
			add_areas(tally, key, areas, count);
		}
}

/* A record that counts in both projections stands under its class. One that only the team may count stands
 * under the team's class; one that counts only where something is hidden is taken away from the team again. */
static void add_membership(struct tally *tally, const struct member *member, int slot, day_t due, int sign)
{
	sqlite3_stmt *row = member->statement;
	uint64_t hubs = (uint64_t)sqlite3_column_int64(row, 0), areas = (uint64_t)sqlite3_column_int64(row, 1);
	bool team = sqlite3_column_int(row, member->team_at[slot]), room = sqlite3_column_int(row, member->room_at[slot]);
	struct cell_count key = { .slot = slot, .due = due, .class = sqlite3_column_int(row, 2),
		.embargo = sqlite3_column_int(row, 3), .closed = sqlite3_column_int(row, 5) };
	struct cell_count team_key = key;
	team_key.class = DISCLOSURE_TEAM;
	team_key.closed = -1;
	if (room)
		add_everywhere(tally, key, hubs, areas, sign);
	if (team != room)
		add_everywhere(tally, team_key, hubs, areas, team ? sign : -sign);
}

static void add_memberships(struct tally *tally, const struct member *member, int sign)
{
	day_t due = sqlite3_column_int(member->statement, 4), soon_from = sqlite3_column_int(member->statement, 6);
	for (int i = 0; i < tally->slot_count; i++) {
		const struct slot *slot = &tally->slots[i];
		if (member->team_at[i] == NEVER)
			continue;
		if (!slot->soon) {
			add_membership(tally, member, i, slot->dated ? due : DAY_NONE, sign);
		} else if (soon_from <= due && due < DAY_NONE) {
			add_membership(tally, member, i, soon_from, sign);
			add_membership(tally, member, i, due + 1, -sign);
		}
	}
}

bool tally_record(struct tally *tally, int64_t n, enum kind kind, int sign, struct error *error)
{
	struct member *member = member_of(tally, kind, error);
	if (!member->statement)
		return false;
	sqlite3_bind_int64(member->statement, 1, n);
	int code = sqlite3_step(member->statement);
	if (code == SQLITE_ROW)
		add_memberships(tally, member, sign);
	sqlite3_reset(member->statement);
	return code == SQLITE_ROW || code == SQLITE_DONE || db_failed(tally->db, error);
}

static bool write_cell(sqlite3_stmt *statement, const struct cell_count *cell, struct error *error)
{
	const int64_t values[] = { cell->slot, cell->due, cell->hub, cell->area, cell->class, cell->embargo, cell->count };
	for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
		sqlite3_bind_int64(statement, i + 1, values[i]); /* the DELETE has one parameter less: refused, fine */
	return db_done(statement, error);
}

bool tally_flush(struct tally *tally, struct error *error)
{
	bool fine = true;
	for (size_t i = 0; fine && i < tally->cell_room; i++) {
		const struct cell_count *cell = &tally->cells[i];
		if (!cell->used || !cell->count)
			continue;
		bool may_be_none = cell->count < 0 || tally->slots[cell->slot].soon;
		fine = write_cell(tally->add_statement, cell, error) &&
			(!may_be_none || write_cell(tally->drop_statement, cell, error));
	}
	tally_forget(tally);
	return fine;
}

void tally_forget(struct tally *tally)
{
	free(tally->cells);
	tally->cells = NULL;
	tally->cell_count = tally->cell_room = 0;
}

/* ---- opening ----------------------------------------------------------------------------------- */

static bool slots_in_force(struct tally *tally)
{
	int matching = 0;
	sqlite3_stmt *read = db_prepare(tally->db, "SELECT slot, text, dated FROM tally_filter", NULL);
	while (read && sqlite3_step(read) == SQLITE_ROW) {
		int i = sqlite3_column_int(read, 0);
		matching += i >= 0 && i < tally->slot_count && str_same(tally->slots[i].text, db_text(read, 1)) &&
			tally->slots[i].dated == sqlite3_column_int(read, 2) ? 1 : -SLOTS_MOST;
	}
	sqlite3_finalize(read);
	return matching == tally->slot_count;
}

static bool name_slots(struct tally *tally, struct error *error)
{
	sqlite3_stmt *name = db_prepare(tally->db, "INSERT INTO tally_filter VALUES(?1,?2,?3)", error);
	bool fine = name;
	for (int i = 0; fine && i < tally->slot_count; i++) {
		sqlite3_bind_int(name, 1, i);
		db_bind_text(name, 2, tally->slots[i].text);
		sqlite3_bind_int(name, 3, tally->slots[i].dated);
		fine = db_done(name, error);
	}
	sqlite3_finalize(name);
	return fine;
}

static bool count_anew(struct tally *tally, struct error *error)
{
	if (!db_run(tally->db, "DELETE FROM tally; DELETE FROM tally_filter", error) || !name_slots(tally, error))
		return false;
	sqlite3_stmt *all = db_prepare(tally->db, "SELECT n, kind FROM record", error);
	bool fine = all;
	while (fine && sqlite3_step(all) == SQLITE_ROW)
		fine = tally_record(tally, sqlite3_column_int64(all, 0), (enum kind)sqlite3_column_int(all, 1), 1, error);
	sqlite3_finalize(all);
	return fine && tally_flush(tally, error);
}

struct tally *tally_open(struct sqlite3 *db, const struct config *config, const struct places *places,
	uint64_t closed_areas, struct error *error)
{
	struct tally *tally = mem_alloc(sizeof *tally);
	tally->db = db;
	tally->places = places;
	tally->closed_areas = closed_areas;
	add_slots(tally, config);
	tally->add_statement = db_prepare(db, "INSERT INTO tally VALUES(?1,?2,?3,?4,?5,?6,?7)"
		" ON CONFLICT DO UPDATE SET count=count+excluded.count", error);
	tally->drop_statement = db_prepare(db, "DELETE FROM tally WHERE slot=?1 AND due=?2 AND hub=?3 AND area=?4"
		" AND class=?5 AND embargo=?6 AND count=0", error);
	if (tally->add_statement && tally->drop_statement && (slots_in_force(tally) || count_anew(tally, error)))
		return tally;
	tally_close(tally);
	return NULL;
}

void tally_close(struct tally *tally)
{
	if (!tally)
		return;
	tally_forget(tally);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (tally->members[kind]) {
			sqlite3_finalize(tally->members[kind]->statement);
			query_free(&tally->members[kind]->query);
			free(tally->members[kind]);
		}
	sqlite3_finalize(tally->add_statement);
	sqlite3_finalize(tally->drop_statement);
	arena_free(&tally->arena);
	free(tally);
}
