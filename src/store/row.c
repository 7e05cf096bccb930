/* One record as a list line or as a whole, within the profile: see store.h. Called by window.c and ask.c for every
 * line, by the detail pane for one. */
#include <jansson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/record_json.h"
#include "hubbrief/store_inside.h"

/* ---- one line ---------------------------------------------------------------------------------- */

static sqlite3_stmt *row_statement(struct store *store, const struct moment *moment)
{
	enum profile profile = moment->profile;
	if (store->row && store->row_profile == profile)
		return store->row;
	struct str sql = { 0 };
	str_add(&sql, "SELECT r.kind,r.hubs,r.areas,r.marking,r.share_safe,r.demo,instr(lower(r.tags),',york,')>0,r.due,"
		"r.due_precision,r.expires,r.opened,r.ends,r.occurred,r.updated,r.starts,r.slips,r.progress,r.suppressed,"
		"r.run,r.year_ago,r.id,r.source,r.owner,r.status,r.stage,r.type,r.severity,r.risk,r.category,r.period,");
	str_addf(&sql, "%s,%s,%s,%s,%s,%s,%s,r.base,r.told,r.standing,r.soon_from,r.flagged_from,r.born,r.reopened,r.told_before,"
		"r.told_events,r.ended,r.quarantined,", query_title(profile), query_place(profile), query_value(profile),
		query_total(profile), query_change(profile), query_judgement(profile), query_rating());
	query_flag(&sql, FLAG_STALE, moment);
	str_addc(&sql, ',');
	query_flag(&sql, FLAG_REPEAT, moment);
	str_addf(&sql, " FROM record r WHERE r.n=?6 AND %s", query_visible(profile));
	sqlite3_finalize(store->row);
	store->row = db_prepare(store->db, str_text(&sql), NULL);
	store->row_profile = profile;
	str_free(&sql);
	return store->row;
}

static char *copy(sqlite3_stmt *read, int column)
{
	return mem_dup(db_text(read, column));
}

/* In the order of the SELECT above, whose last columns these are. */
static void read_standing(sqlite3_stmt *read, int at, const struct row *row, struct standing *standing)
{
	*standing = (struct standing){ .n = row->n, .kind = row->kind, .hubs = row->hubs, .due = row->due, .updated = row->updated,
		.told = row->told, .slips = row->slips, .judgement = row->judgement };
	standing->bits = sqlite3_column_int(read, at++);
	standing->soon_from = sqlite3_column_int(read, at++);
	standing->flagged_from = sqlite3_column_int(read, at++);
	standing->born = sqlite3_column_int64(read, at++);
	standing->reopened = sqlite3_column_int64(read, at++);
	standing->told_before = sqlite3_column_int64(read, at++);
	standing->told_events = sqlite3_column_int64(read, at++);
	standing->ended = sqlite3_column_int(read, at++);
	standing->quarantined = sqlite3_column_int(read, at++);
	standing->stale = sqlite3_column_int(read, at++);
	standing->repeats = sqlite3_column_int(read, at);
}

static void read_row(sqlite3_stmt *read, int64_t n, struct row *row, struct standing *standing)
{
	int at = 0;
	*row = (struct row){ .n = n };
	row->kind = (enum kind)sqlite3_column_int(read, at++);
	row->hubs = (uint64_t)sqlite3_column_int64(read, at++);
	row->areas = (uint64_t)sqlite3_column_int64(read, at++);
	row->marking = (enum marking)sqlite3_column_int(read, at++);
	row->share_safe = sqlite3_column_int(read, at++);
	row->demo = sqlite3_column_int(read, at++);
	row->york = sqlite3_column_int(read, at++);
	row->due = sqlite3_column_int(read, at++);
	row->due_precision = (enum precision)sqlite3_column_int(read, at++);
	row->expires = sqlite3_column_int(read, at++);
	row->opened = sqlite3_column_int(read, at++);
	row->ends = sqlite3_column_int(read, at++);
	row->occurred = sqlite3_column_int64(read, at++);
	row->updated = sqlite3_column_int64(read, at++);
	row->starts = sqlite3_column_int64(read, at++);
	row->slips = sqlite3_column_int(read, at++);
	row->progress = sqlite3_column_int(read, at++);
	row->suppressed = sqlite3_column_int(read, at);
	row->withheld = sqlite3_column_int(read, at++) == SUPPRESSED_WITHHELD;
	row->run = sqlite3_column_int(read, at++);
	row->year_ago = sqlite3_column_int(read, at++);
	char **const texts[] = { &row->id, &row->source, &row->owner, &row->status, &row->stage, &row->type, &row->severity,
		&row->risk, &row->category, &row->period, &row->title, &row->place };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = copy(read, at++);
	row->has_value = sqlite3_column_type(read, at) != SQLITE_NULL;
	row->value = sqlite3_column_double(read, at++);
	row->total = sqlite3_column_double(read, at++);
	row->has_change = sqlite3_column_type(read, at) != SQLITE_NULL;
	row->change = sqlite3_column_double(read, at++);
	row->judgement = (enum judgement)sqlite3_column_int(read, at++);
	row->rating = db_text(read, at++)[0];
	row->base = db_text(read, at++)[0];
	row->told = sqlite3_column_int64(read, at++);
	read_standing(read, at, row, standing);
}

bool row_load(struct store *store, const struct moment *moment, int64_t n, struct row *row)
{
	sqlite3_stmt *read = store->db ? row_statement(store, moment) : NULL;
	if (!read)
		return false;
	struct standing standing;
	moment_bind(read, moment);
	sqlite3_bind_int64(read, 6, n);
	store->patient++; /* a line is quickly read */
	bool found = sqlite3_step(read) == SQLITE_ROW;
	if (found)
		read_row(read, n, row, &standing);
	sqlite3_reset(read);
	if (found) {
		row->flags = standing_flags(&standing, moment);
		row->events = standing_events(store, &standing, moment);
		row->rank = standing_rank(&standing, row->flags, moment->profile);
	}
	store->patient--;
	return found;
}

void row_clear(struct row *row)
{
	char *const texts[] = { row->id, row->source, row->title, row->owner, row->status, row->stage, row->type,
		row->severity, row->risk, row->category, row->place, row->period };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	*row = (struct row){ 0 };
}

/* ---- one record whole -------------------------------------------------------------------------- */

static char *record_data(struct store *store, int64_t n)
{
	sqlite3_stmt *read = db_prepare(store->db, "SELECT data FROM record WHERE n=?1", NULL);
	char *data = NULL;
	if (read) {
		sqlite3_bind_int64(read, 1, n);
		data = sqlite3_step(read) == SQLITE_ROW ? db_text_owned(read, 0) : NULL;
	}
	sqlite3_finalize(read);
	return data;
}

/* What rule 8 leaves of it: written safely and read again. */
static bool make_safe(struct record *record, struct arena *arena)
{
	struct derived derived;
	record_derive(record, &derived);
	if (!derived.share_safe && !derived.series.suppressed)
		return true;
	json_t *object = record_write(record, &derived, true);
	char *json = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15));
	bool fine = record_parse(record, json, record->source, arena);
	if (fine && derived.share_safe)
		record->value[FIELD_TITLE] = (struct value){ .set = true, .as.text = arena_dup(arena, derived.safe_title) };
	free(json);
	json_decref(object);
	return fine;
}

bool store_record(struct store *store, const struct moment *moment, int64_t n, struct arena *arena,
	struct record *record, struct row *row)
{
	store_read_begin(store);
	bool fine = row_load(store, moment, n, row);
	char *data = fine ? record_data(store, n) : NULL;
	store_read_end(store);
	if (fine && !(data && record_parse(record, data, arena_dup(arena, row->source), arena) &&
			(moment->profile == PROFILE_TEAM || make_safe(record, arena)))) {
		row_clear(row);
		fine = false;
	}
	free(data);
	return fine;
}

int64_t store_number(struct store *store, const char *source, const char *id)
{
	int64_t n = -1;
	sqlite3_stmt *find = store->db ? db_prepare(store->db, "SELECT n FROM record WHERE id=?1"
		" AND (?2 IS NULL OR source=?2) AND class<=2 ORDER BY source LIMIT 1", NULL) : NULL;
	if (!find)
		return -1;
	db_bind_text(find, 1, id);
	db_bind_text(find, 2, source);
	if (sqlite3_step(find) == SQLITE_ROW)
		n = sqlite3_column_int64(find, 0);
	sqlite3_finalize(find);
	return n;
}

bool store_hides(struct store *store, const struct moment *moment, const char *source, const char *id)
{
	struct str sql = { 0 };
	str_addf(&sql, "SELECT 1 FROM record r WHERE r.id=?6 AND (?7 IS NULL OR r.source=?7) AND NOT (%s) LIMIT 1",
		query_visible(moment->profile));
	sqlite3_stmt *find = store->db ? db_prepare(store->db, str_text(&sql), NULL) : NULL;
	bool hides = false;
	if (find) {
		moment_bind(find, moment);
		db_bind_text(find, 6, id);
		db_bind_text(find, 7, source);
		hides = sqlite3_step(find) == SQLITE_ROW;
	}
	sqlite3_finalize(find);
	str_free(&sql);
	return hides;
}
