/* What records were at the baseline: how one differs, and which are gone. From the log; see store.h and query.h. Called
 * by brief/changes.c and the overview's list. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/record_json.h"
#include "hubbrief/store_inside.h"

/* The first entry after the baseline holds a record as it was there. It is gone when no record has its name now, and
 * a record that came and went in between was never there. */
void query_gone(struct str *sql, const struct moment *moment)
{
	struct str since = { 0 };
	query_since(&since, moment, "g.hubs");
	str_addf(sql, "SELECT l.* FROM log g INDEXED BY log_gone JOIN log l ON l.seq=(SELECT f.seq FROM log f WHERE f.id=g.id"
		" AND f.source=g.source AND f.seq>%s ORDER BY f.seq LIMIT 1) WHERE g.what='gone' AND g.seq>?3 AND g.seq>%s"
		" AND l.what<>'new' AND l.kind<=%d AND l.class<=%d AND NOT EXISTS(SELECT 1 FROM record r WHERE r.id=g.id AND"
		" r.source=g.source) AND NOT EXISTS(SELECT 1 FROM log h INDEXED BY log_id WHERE h.id=g.id AND h.source=g.source"
		" AND h.seq>g.seq)", str_text(&since), str_text(&since), (int)KIND_HOLIDAY - 1, (int)profile_class(moment->profile));
	str_free(&since);
}

bool any_gone(struct store *store, const struct moment *moment)
{
	sqlite3_stmt *read = db_keep(store->db, &store->kept[KEPT_GONE],
		"SELECT 1 FROM log INDEXED BY log_gone WHERE what='gone' AND seq>?3 LIMIT 1");
	if (!read)
		return true;
	moment_bind(read, moment);
	bool any = sqlite3_step(read) != SQLITE_DONE;
	db_rest(read);
	return any;
}

int64_t store_sequence_at(struct store *store, instant_t at)
{
	int64_t sequence = 0;
	sqlite3_stmt *read = store->db ? db_prepare(store->db, "SELECT ifnull(max(seq),0) FROM log WHERE at<=?1", NULL) : NULL;
	if (!read)
		return 0;
	sqlite3_bind_int64(read, 1, at);
	if (sqlite3_step(read) == SQLITE_ROW)
		sequence = sqlite3_column_int64(read, 0);
	sqlite3_finalize(read);
	return sequence;
}

void facts_clear(struct facts *facts)
{
	free(facts->owner);
	free(facts->stage);
	free(facts->severity);
	*facts = (struct facts){ 0 };
}

bool store_before(struct store *store, const struct moment *moment, int64_t n, uint64_t hubs, struct facts *before)
{
	struct baseline since = moment_baseline(moment, hubs);
	if (!store->db || since.sequence < 0)
		return false;
	sqlite3_stmt *read = db_keep(store->db, &store->kept[KEPT_BEFORE], "SELECT l.due, l.slips, l.base, l.owner, l.stage,"
		" l.severity, l.what='new' OR l.class>?2 FROM record r JOIN log l ON l.id=r.id AND l.source=r.source"
		" WHERE r.n=?1 AND l.seq>?3 ORDER BY l.seq LIMIT 1");
	if (!read)
		return false;
	sqlite3_bind_int64(read, 1, n);
	sqlite3_bind_int(read, 2, (int)profile_class(moment->profile));
	sqlite3_bind_int64(read, 3, since.sequence);
	bool found = sqlite3_step(read) == SQLITE_ROW && !sqlite3_column_int(read, 6);
	if (found)
		*before = (struct facts){ .due = sqlite3_column_int(read, 0), .slips = sqlite3_column_int(read, 1),
			.rating = db_text(read, 2)[0], .owner = mem_dup(db_text(read, 3)), .stage = mem_dup(db_text(read, 4)),
			.severity = mem_dup(db_text(read, 5)) };
	db_rest(read);
	return found;
}

/* ---- gone -------------------------------------------------------------------------------------- */

static char *text_of(const struct record *record, enum field field, bool hidden)
{
	return mem_dup(hidden ? "" : record_text(record, field));
}

static instant_t instant_of(const struct record *record, enum field field)
{
	return record->value[field].set ? record->value[field].as.instant : INSTANT_NONE;
}

/* A row as the profile may see it: rule 8 hides of it what it hides of a record that is there. */
static void fill_row(struct row *row, const struct record *record, const struct derived *derived, enum profile profile)
{
	bool shy = derived->share_safe && profile != PROFILE_TEAM;
	const struct value *marking = &record->value[FIELD_MARKING];
	*row = (struct row){ .n = -1, .kind = record->kind, .rank = RANK_CHANGED, .share_safe = derived->share_safe,
		.marking = marking->set ? marking_named(marking->as.text) : MARKING_SENSITIVE, .rating = '-', .base = '-',
		.demo = record_flag(record, FIELD_DEMO), .due = derived->due,
		.due_precision = derived->due_precision, .expires = record_day(record, FIELD_EXPIRES),
		.opened = record_day(record, FIELD_OPENED), .ends = DAY_NONE, .occurred = instant_of(record, FIELD_OCCURRED),
		.updated = instant_of(record, FIELD_UPDATED), .starts = INSTANT_NONE, .slips = derived->slips, .progress = -1,
		.suppressed = derived->series.suppressed,
		.withheld = derived->series.withheld, .events = 1u << CHANGE_WITHDRAWN };
	row->id = text_of(record, FIELD_ID, false);
	row->source = mem_dup(record->source);
	row->title = shy && derived->safe_title ? mem_dup(derived->safe_title) : text_of(record, FIELD_TITLE, false);
	row->owner = text_of(record, FIELD_OWNER, false);
	row->status = text_of(record, FIELD_STATUS, false);
	row->stage = text_of(record, FIELD_STAGE, false);
	row->type = text_of(record, FIELD_TYPE, false);
	row->severity = text_of(record, FIELD_SEVERITY, false);
	row->risk = text_of(record, FIELD_RISK, false);
	row->category = text_of(record, FIELD_CATEGORY, false);
	row->place = text_of(record, FIELD_PLACE, shy);
	row->period = mem_dup("");
}

struct gone_visit {
	const struct moment *moment;
	bool (*visit)(void *context, const struct row *row);
	void *context;
};

static bool visit_entry(sqlite3_stmt *read, const struct gone_visit *gone)
{
	struct arena arena = { 0 };
	struct record record;
	struct derived derived;
	bool more = true;
	if (record_parse(&record, db_text(read, 1), arena_dup(&arena, db_text(read, 0)), &arena)) {
		struct row row;
		record_derive(&record, &derived);
		fill_row(&row, &record, &derived, gone->moment->profile);
		row.hubs = (uint64_t)sqlite3_column_int64(read, 2);
		row.areas = (uint64_t)sqlite3_column_int64(read, 3);
		more = gone->visit(gone->context, &row);
		row_clear(&row);
	}
	arena_free(&arena);
	return more;
}

bool store_gone(struct store *store, const struct moment *moment, bool (*visit)(void *context, const struct row *row),
	void *context, struct error *error)
{
	struct gone_visit gone = { moment, visit, context };
	struct query query;
	if (!store->db || !moment_has_baseline(moment) || !any_gone(store, moment))
		return true;
	query_start(&query, moment, &store->places);
	query_add(&query, "SELECT source, before, hubs, areas FROM (");
	query_gone(&query.sql, moment);
	query_add(&query, ") ORDER BY seq DESC");
	sqlite3_stmt *read = query_prepare(&query, store->db, error);
	query_free(&query);
	int code = SQLITE_ERROR;
	bool more = true;
	while (read && more && (code = sqlite3_step(read)) == SQLITE_ROW)
		more = visit_entry(read, &gone);
	bool fine = read && (code == SQLITE_DONE || !more || db_failed(store->db, error));
	sqlite3_finalize(read);
	return fine;
}
