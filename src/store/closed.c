/* Areas that the configuration calls sensitive: their records are closed to all but the team (design.md §7). A closed
 * record has the team's class, so that no list, count, search or export outside reaches it; `shut` keeps the class it
 * would have, for the rating of its area's cell (tally.c). Brings what is stored in line when the configuration
 * changes. Called by keeper.c, in the feeder, inside the transaction of keeper_configure. */
#include <sqlite3.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"

/* Which incidents are repeats depends on who sees which of them. */
static bool repeats_anew(struct keeper *keeper, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT n, place, hubs, occurred, class, share_safe, repeat_named FROM record"
		" WHERE kind=1 AND class<=2", error);
	bool fine = read && db_run(keeper->db, "DELETE FROM repeat", error);
	int code = SQLITE_DONE;
	while (fine && (code = sqlite3_step(read)) == SQLITE_ROW) {
		repeats_touch(keeper, db_text(read, 1), sqlite3_column_int64(read, 2), sqlite3_column_int64(read, 3));
		if (sqlite3_column_int(read, 6))
			fine = repeats_named(keeper, sqlite3_column_int64(read, 0), (enum disclosure)sqlite3_column_int(read, 4),
				sqlite3_column_int(read, 5), error);
	}
	sqlite3_finalize(read);
	return fine && code == SQLITE_DONE && repeats_commit(keeper, error);
}

bool closed_configure(struct keeper *keeper, const struct config *config, struct error *error)
{
	uint64_t areas = 0;
	for (size_t i = 0; i < config->area_count; i++)
		if (config->areas[i].sensitive)
			areas |= (uint64_t)1 << keeper_place_bit(keeper, "area", config->areas[i].id);
	keeper->closed_areas = areas;
	if (db_number(keeper->db, "SELECT value FROM meta WHERE key='closed'", 0) == (int64_t)areas)
		return true;
	/* What the log holds of such a record stays closed, even when its area is opened again. */
	return keeper_run(keeper, "INSERT OR REPLACE INTO meta(key,value) VALUES('closed',?1)", (int64_t)areas, error) &&
		db_run(keeper->db, "UPDATE record SET class=shut, shut=-1 WHERE shut>=0; DELETE FROM tally_filter", error) &&
		keeper_run(keeper, "UPDATE record SET shut=class, class=2 WHERE areas&?1 AND class<=2", (int64_t)areas, error) &&
		keeper_run(keeper, "UPDATE log SET class=2 WHERE areas&?1 AND class<2", (int64_t)areas, error) &&
		repeats_anew(keeper, error);
}
