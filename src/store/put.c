/* The row of one record: compared with what is stored, logged, written, indexed, counted. Called by answer.c and
 * points.c inside the transaction of one answer, in the feeder. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/keeper_inside.h"

enum { CLASS_HOLIDAY = DISCLOSURE_NEVER + 1 };

/* ---- what is stored now ------------------------------------------------------------------------ */

struct stored {
	int64_t n, request, born, reopened, told, told_events, told_before;
	bool found, same, open, ended, quarantined;
	int class, share_safe, suppressed;
	int64_t hubs;
	instant_t occurred;
	enum kind kind;
	char *data, *place; /* owned */
};

static bool find(struct keeper *keeper, const char *id, const char *data, struct stored *stored, struct error *error)
{
	sqlite3_stmt *find = keeper_statement(keeper, KEEP_FIND);
	*stored = (struct stored){ .n = -1 };
	sqlite3_bind_text(find, 1, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(find, 2, keeper->source, -1, SQLITE_STATIC);
	int code = sqlite3_step(find);
	if (code == SQLITE_ROW) {
		*stored = (struct stored){ .found = true, .n = sqlite3_column_int64(find, 0),
			.request = sqlite3_column_int64(find, 1), .born = sqlite3_column_int64(find, 2),
			.reopened = sqlite3_column_int64(find, 3), .told = sqlite3_column_int64(find, 4),
			.told_events = sqlite3_column_int64(find, 5), .told_before = sqlite3_column_int64(find, 6),
			.open = sqlite3_column_int(find, 7), .ended = sqlite3_column_int(find, 8),
			.quarantined = sqlite3_column_int(find, 9), .class = sqlite3_column_int(find, 10),
			.share_safe = sqlite3_column_int(find, 11), .suppressed = sqlite3_column_int(find, 12),
			.hubs = sqlite3_column_int64(find, 13), .occurred = sqlite3_column_int64(find, 14),
			.kind = (enum kind)sqlite3_column_int(find, 15) };
		stored->same = data && strcmp(db_text(find, 16), data) == 0;
		if (!stored->same) {
			stored->data = db_text_owned(find, 16);
			stored->place = db_text_owned(find, 17);
		}
	}
	sqlite3_reset(find);
	return code == SQLITE_ROW || code == SQLITE_DONE || keeper_failed(keeper, error);
}

static void stored_clear(struct stored *stored)
{
	free(stored->data);
	free(stored->place);
}

int64_t row_find(struct keeper *keeper, const char *id)
{
	struct stored stored;
	find(keeper, id, NULL, &stored, NULL);
	stored_clear(&stored);
	return stored.n;
}

/* ---- small statements -------------------------------------------------------------------------- */

static bool run_n(struct keeper *keeper, enum keeper_statement which, int64_t n, struct error *error)
{
	sqlite3_stmt *statement = keeper_statement(keeper, which);
	sqlite3_bind_int64(statement, 1, n);
	return db_done(statement, error) || keeper_failed(keeper, error);
}

/* One INSERT of plain values: an INSERT … SELECT would make FTS5 write out what it holds back, for every record. */
static bool index_row(struct keeper *keeper, int64_t n, const struct record *record, const struct derived *derived,
	struct error *error)
{
	sqlite3_stmt *index = keeper_statement(keeper, KEEP_INDEX);
	struct str texts[SEARCH_TEXTS] = { { 0 } };
	row_search(record, derived, texts);
	sqlite3_bind_int64(index, 1, n);
	for (int i = 0; i < SEARCH_TEXTS; i++)
		sqlite3_bind_text(index, 2 + i, str_text(&texts[i]), (int)texts[i].length, SQLITE_STATIC);
	bool fine = db_done(index, error);
	for (int i = 0; i < SEARCH_TEXTS; i++)
		str_free(&texts[i]);
	return fine || keeper_failed(keeper, error);
}

static bool unindex_row(struct keeper *keeper, int64_t n, struct error *error)
{
	sqlite3_stmt *texts = keeper_statement(keeper, KEEP_TEXTS), *index = keeper_statement(keeper, KEEP_UNINDEX);
	sqlite3_bind_int64(texts, 1, n);
	int code = sqlite3_step(texts);
	bool fine = code == SQLITE_ROW || code == SQLITE_DONE;
	if (code == SQLITE_ROW) {
		sqlite3_bind_int64(index, 1, n);
		for (int i = 0; i < SEARCH_TEXTS; i++)
			sqlite3_bind_value(index, 2 + i, sqlite3_column_value(texts, i));
		fine = db_done(index, error);
	}
	sqlite3_reset(texts);
	return fine || keeper_failed(keeper, error);
}

static bool run_giver(struct keeper *keeper, enum keeper_statement which, int64_t request, int64_t n, struct error *error)
{
	sqlite3_stmt *statement = keeper_statement(keeper, which);
	sqlite3_bind_int64(statement, 1, request);
	sqlite3_bind_int64(statement, 2, n);
	return db_done(statement, error) || keeper_failed(keeper, error);
}

/* The columns by which events are told, as they stood. Bound as values for the same reason as in index_row. */
static bool bind_before(struct keeper *keeper, sqlite3_stmt *log, const struct stored *before, struct error *error)
{
	enum { FIRST = 10 };
	sqlite3_stmt *read = keeper_statement(keeper, KEEP_BEFORE);
	int code = SQLITE_DONE;
	if (before->found) {
		sqlite3_bind_int64(read, 1, before->n);
		code = sqlite3_step(read);
	}
	for (int i = 0; i < sqlite3_column_count(read); i++)
		if (code == SQLITE_ROW)
			sqlite3_bind_value(log, FIRST + i, sqlite3_column_value(read, i));
		else
			sqlite3_bind_null(log, FIRST + i);
	sqlite3_reset(read);
	return code == SQLITE_ROW || code == SQLITE_DONE || keeper_failed(keeper, error);
}

static bool write_log(struct keeper *keeper, const char *id, const char *what, const struct stored *before,
	struct error *error)
{
	sqlite3_stmt *log = keeper_statement(keeper, KEEP_LOG);
	sqlite3_bind_int64(log, 1, ++keeper->sequence);
	sqlite3_bind_int64(log, 2, keeper->answer.received);
	sqlite3_bind_text(log, 3, keeper->source, -1, SQLITE_STATIC);
	sqlite3_bind_text(log, 4, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(log, 5, what, -1, SQLITE_STATIC);
	sqlite3_bind_int(log, 6, before->class);
	sqlite3_bind_int(log, 7, before->share_safe);
	sqlite3_bind_int(log, 8, before->suppressed);
	sqlite3_bind_text(log, 9, before->data, -1, SQLITE_STATIC);
	return bind_before(keeper, log, before, error) && (db_done(log, error) || keeper_failed(keeper, error));
}

/* The number of the log's last entry of that name, 0 none; *gone: it says that the record went. */
static int64_t last_entry(struct keeper *keeper, const char *id, bool *gone)
{
	sqlite3_stmt *known = keeper_statement(keeper, KEEP_KNOWN);
	sqlite3_bind_text(known, 1, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(known, 2, keeper->source, -1, SQLITE_STATIC);
	int64_t sequence = 0;
	if (sqlite3_step(known) == SQLITE_ROW) {
		sequence = sqlite3_column_int64(known, 0);
		*gone = strcmp(db_text(known, 1), "gone") == 0;
	}
	sqlite3_reset(known);
	return sequence;
}

/* ---- the row's columns ------------------------------------------------------------------------- */

static int64_t mask(struct keeper *keeper, const char *kind, const struct value *value)
{
	uint64_t bits = 0;
	for (size_t i = 0; value->set && i < value->as.words.count; i++) {
		int bit = keeper_place_bit(keeper, kind, value->as.words.at[i]);
		bits |= bit < 0 ? 0 : (uint64_t)1 << bit;
	}
	return (int64_t)bits;
}

static void bind_words(sqlite3_stmt *write, int at, const struct value *value)
{
	struct str list = { 0 };
	row_list(value, &list);
	sqlite3_bind_text(write, at, str_text(&list), (int)list.length, SQLITE_TRANSIENT);
	str_free(&list);
}

static void bind_field(sqlite3_stmt *write, int at, const struct value *value, enum field_type type)
{
	switch (type) {
	case TYPE_TEXT: case TYPE_WORD: case TYPE_ENUM: case TYPE_JSON:
		sqlite3_bind_text(write, at, value->set ? value->as.text : "", -1, SQLITE_STATIC);
		break;
	case TYPE_WORDS: case TYPE_HUBS: case TYPE_AREAS:
		bind_words(write, at, value);
		break;
	case TYPE_DAY:
		sqlite3_bind_int64(write, at, value->set ? value->as.day : DAY_NONE);
		break;
	case TYPE_INSTANT:
		sqlite3_bind_int64(write, at, value->set ? value->as.instant : INSTANT_NONE);
		break;
	case TYPE_INTEGER:
		sqlite3_bind_int64(write, at, value->set ? value->as.integer : -1);
		break;
	case TYPE_FLAG:
		sqlite3_bind_int64(write, at, value->set ? value->as.integer : 0);
		break;
	case TYPE_REAL:
		if (value->set)
			sqlite3_bind_double(write, at, value->as.real);
		else
			sqlite3_bind_null(write, at);
		break;
	}
}

/* Columns that come from derived values or in another form than their field's. */
static bool plain_column(enum field field)
{
	return field_table[field].column && field != FIELD_KIND && field != FIELD_HUBS && field != FIELD_AREAS &&
		field != FIELD_DUE && field != FIELD_STATUTORY && field != FIELD_MARKING;
}

#define DERIVED_COLUMNS "n,request,born,seq,reopened,told,told_events,told_before,quarantined,repeat_named,kind," \
	"hubs,areas,class,shut,embargo,open,ended,can_late,due,due_precision,soon_from,statutory,base,amber_from,red_from," \
	"flagged_from,slips,share_safe,safe_title,marking,suppressed,standing,judgement,run,year_ago,value,total,change," \
	"period,data,source,kept_from,review_by"

/* "INSERT INTO record(…) VALUES(?,…)" with the columns in the order in which bind_row binds. A changed record is
 * deleted first: OR REPLACE would make SQLite keep a copy of every page it touches, for every record. */
char *row_write_sql(void)
{
	struct str sql = { 0 };
	str_add(&sql, "INSERT INTO record(" DERIVED_COLUMNS);
	int count = 1;
	for (const char *c = DERIVED_COLUMNS; *c; c++)
		count += *c == ',';
	for (int field = 0; field < FIELD_COUNT; field++)
		if (plain_column((enum field)field)) {
			str_addf(&sql, ",%s", field_table[field].name);
			count++;
		}
	str_add(&sql, ") VALUES(?");
	while (--count)
		str_add(&sql, ",?");
	str_addc(&sql, ')');
	return str_take(&sql);
}

static int bind_integers(sqlite3_stmt *write, int at, const int64_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sqlite3_bind_int64(write, at++, values[i]);
	return at;
}

static int bind_figure(sqlite3_stmt *write, int at, bool has, double figure)
{
	if (has)
		sqlite3_bind_double(write, at, figure);
	else
		sqlite3_bind_null(write, at);
	return at + 1;
}

/* The class it has by itself, and by its area: a sensitive one closes it to all but the team. */
struct row_class { int64_t own, class, closed; };

static struct row_class row_class(struct keeper *keeper, const struct record *record, const struct derived *derived)
{
	struct row_class out = { .closed = -1 };
	out.own = out.class = record->kind == KIND_HOLIDAY ? CLASS_HOLIDAY : (int64_t)derived->disclosure;
	if (out.own <= DISCLOSURE_TEAM && (uint64_t)mask(keeper, "area", &record->value[FIELD_AREAS]) & keeper->closed_areas) {
		out.closed = out.own;
		out.class = DISCLOSURE_TEAM;
	}
	return out;
}

static enum marking record_marking(const struct record *record)
{
	const struct value *value = &record->value[FIELD_MARKING];
	return value->set ? marking_named(value->as.text) : MARKING_SENSITIVE;
}

/* See schema.c. */
static int64_t standing(const struct record *record, const struct derived *derived)
{
	bool critical = record->kind == KIND_INCIDENT && derived->open &&
		strcmp(record_text(record, FIELD_SEVERITY), "critical") == 0;
	bool worse = record->kind == KIND_MEASURE && derived->rating == 'R' && derived->series.judgement == JUDGE_WORSE;
	return derived->open | derived->can_be_late << 1 | derived->statutory << 2 | critical << 3 | worse << 4 |
		derived->series.suppressed << 5;
}

static int bind_keeping(sqlite3_stmt *write, int at, const struct record *record)
{
	const struct value *review_by = &record->value[FIELD_REVIEW_BY];
	instant_t from = record_kept_from(record);
	if (from == INSTANT_NONE)
		sqlite3_bind_null(write, at++);
	else
		sqlite3_bind_int64(write, at++, from);
	if (review_by->set)
		sqlite3_bind_int64(write, at++, review_by->as.day);
	else
		sqlite3_bind_null(write, at++);
	return at;
}

static void bind_row(struct keeper *keeper, sqlite3_stmt *write, const struct record *record,
	const struct derived *derived, const struct row_numbers *numbers, const char *data)
{
	const struct series_summary *series = &derived->series;
	struct row_class class = row_class(keeper, record, derived);
	const int64_t first[] = { numbers->n, keeper->answer.request, numbers->born, numbers->sequence, numbers->reopened,
		numbers->told, numbers->told_events, numbers->told_before, numbers->quarantined, record->value[FIELD_REPEAT_REF].set,
		record->kind,
		numbers->hubs,
		mask(keeper, "area", &record->value[FIELD_AREAS]), class.class, class.closed,
		derived->embargo == DAY_NONE ? 0 : derived->embargo, derived->open,
		record_ended(record), derived->can_be_late, derived->due, derived->due_precision,
		derived->soon_from, derived->statutory };
	const char base[] = { derived->rating, '\0' };
	const int64_t second[] = { derived->amber_from, derived->red_from, derived->flagged_from, derived->slips,
		derived->share_safe };
	bool figures = series->points > 0;
	int at = bind_integers(write, 1, first, sizeof first / sizeof *first);
	sqlite3_bind_text(write, at++, base, 1, SQLITE_TRANSIENT);
	at = bind_integers(write, at, second, sizeof second / sizeof *second);
	sqlite3_bind_text(write, at++, derived->safe_title ? derived->safe_title : "", -1, SQLITE_STATIC);
	const int64_t third[] = { record_marking(record), series->suppressed && series->withheld ? SUPPRESSED_WITHHELD : series->suppressed,
		standing(record, derived),
		figures ? series->judgement : JUDGE_NONE,
		figures ? (int64_t)series->run : 0, figures && series->year_ago };
	at = bind_integers(write, at, third, sizeof third / sizeof *third);
	at = bind_figure(write, at, figures, series->value);
	at = bind_figure(write, at, figures, series->total);
	at = bind_figure(write, at, figures && series->has_change, series->change);
	sqlite3_bind_text(write, at++, figures && series->period ? series->period : "", -1, SQLITE_STATIC);
	sqlite3_bind_text(write, at++, data, -1, SQLITE_STATIC);
	sqlite3_bind_text(write, at++, keeper->source, -1, SQLITE_STATIC);
	at = bind_keeping(write, at, record);
	for (int field = 0; field < FIELD_COUNT; field++)
		if (plain_column((enum field)field))
			bind_field(write, at++, &record->value[field], field_table[field].type);
}

/* ---- putting ----------------------------------------------------------------------------------- */

/* What stands there goes, and everything that was made from it. */
static bool take_out(struct keeper *keeper, const struct stored *stored, struct error *error)
{
	if (stored->kind == KIND_INCIDENT)
		repeats_touch(keeper, stored->place, stored->hubs, stored->occurred);
	return tally_record(keeper->tally, stored->n, stored->kind, -1, error) && unindex_row(keeper, stored->n, error) &&
		run_n(keeper, KEEP_REPEAT_DROP, stored->n, error) && run_n(keeper, KEEP_DELETE, stored->n, error);
}

static bool put_repeats(struct keeper *keeper, const struct record *record, const struct derived *derived, int64_t n,
	int64_t hubs, struct error *error)
{
	const struct value *place = &record->value[FIELD_PLACE], *occurred = &record->value[FIELD_OCCURRED];
	if (record->kind != KIND_INCIDENT)
		return true;
	if (place->set && occurred->set)
		repeats_touch(keeper, place->as.text, hubs, occurred->as.instant);
	return !record->value[FIELD_REPEAT_REF].set ||
		repeats_named(keeper, n, (enum disclosure)row_class(keeper, record, derived).class, derived->share_safe, error);
}

static bool write_row(struct keeper *keeper, const struct record *record, const struct derived *derived,
	const struct row_numbers *numbers, const char *data, int64_t *n, struct error *error)
{
	sqlite3_stmt *write = keeper_statement(keeper, KEEP_WRITE);
	bind_row(keeper, write, record, derived, numbers, data);
	if (numbers->n < 0)
		sqlite3_bind_null(write, 1);
	if (!db_done(write, error))
		return keeper_failed(keeper, error);
	*n = numbers->n < 0 ? sqlite3_last_insert_rowid(keeper->db) : numbers->n;
	if (row_class(keeper, record, derived).own <= DISCLOSURE_TEAM && !index_row(keeper, *n, record, derived, error))
		return false;
	return put_repeats(keeper, record, derived, *n, numbers->hubs, error) &&
		tally_record(keeper->tally, *n, record->kind, 1, error);
}

static bool put_new(struct keeper *keeper, const struct record *record, const struct derived *derived, const char *data,
	int64_t *n, struct error *error)
{
	static const struct stored nothing = { 0 };
	const char *id = record->value[FIELD_ID].as.text;
	bool gone = false;
	int64_t last = last_entry(keeper, id, &gone);
	int64_t known = keeper->salvaged && !gone ? last : 0; /* after a salvage it is not new */
	if (!known && !write_log(keeper, id, "new", &nothing, error))
		return false;
	struct row_numbers numbers = { .n = -1, .born = known ? known : keeper->sequence,
		.sequence = known ? known : keeper->sequence, .told = known ? known : keeper->sequence,
		.told_events = known ? 0 : 1 << CHANGE_NEW, .told_before = last,
		.hubs = mask(keeper, "hub", &record->value[FIELD_HUBS]) };
	return write_row(keeper, record, derived, &numbers, data, n, error);
}

static bool put_changed(struct keeper *keeper, const struct record *record, const struct derived *derived,
	const char *data, const struct stored *stored, int64_t *n, struct error *error)
{
	if (!write_log(keeper, record->value[FIELD_ID].as.text, "changed", stored, error) || !take_out(keeper, stored, error))
		return false;
	bool reopened = derived->open && !stored->open && stored->ended;
	struct row_numbers numbers = { .n = stored->n, .born = stored->born, .sequence = keeper->sequence,
		.reopened = reopened ? keeper->sequence : stored->reopened, .told = stored->told,
		.told_events = stored->told_events, .told_before = stored->told_before,
		.hubs = mask(keeper, "hub", &record->value[FIELD_HUBS]) };
	if (!write_row(keeper, record, derived, &numbers, data, n, error) ||
			!run_giver(keeper, KEEP_TOLD, *n, keeper->sequence, error))
		return false;
	int64_t ours = keeper->answer.request;
	return stored->request == ours || (run_giver(keeper, KEEP_ALSO_ADD, stored->request, *n, error) &&
		run_giver(keeper, KEEP_ALSO_DROP, ours, *n, error));
}

/* Nothing is written for a record that is as it was, but that a second request gives it too, and that its source gives
 * no refused version of it any more. */
static bool put_same(struct keeper *keeper, const char *id, const char *data, struct stored *stored, int64_t *n,
	struct error *error)
{
	*n = stored->n;
	if (stored->quarantined) {
		stored->data = mem_dup(data);
		if (!write_log(keeper, id, "accepted", stored, error) || !run_n(keeper, KEEP_UNQUARANTINE, *n, error))
			return false;
	}
	return stored->request == keeper->answer.request ||
		run_giver(keeper, KEEP_ALSO_ADD, keeper->answer.request, *n, error);
}

bool row_put(struct keeper *keeper, const struct record *record, int64_t *n, struct error *error)
{
	struct derived derived;
	record_derive(record, &derived);
	struct str json = { 0 };
	row_json(record, &json);
	const char *data = str_text(&json);
	struct stored stored = { 0 };
	bool fine = find(keeper, record->value[FIELD_ID].as.text, data, &stored, error);
	keeper->measured |= record->kind == KIND_MEASURE && !stored.same;
	if (fine && stored.same)
		fine = put_same(keeper, record->value[FIELD_ID].as.text, data, &stored, n, error);
	else if (fine && stored.found)
		fine = put_changed(keeper, record, &derived, data, &stored, n, error);
	else if (fine)
		fine = put_new(keeper, record, &derived, data, n, error);
	stored_clear(&stored);
	str_free(&json);
	return fine;
}

bool row_again(struct keeper *keeper, const struct record *record, struct error *error)
{
	struct stored stored;
	int64_t ours = keeper->answer.request, n;
	bool fine = find(keeper, record->value[FIELD_ID].as.text, NULL, &stored, error);
	keeper->answer.request = stored.found ? stored.request : ours;
	fine = fine && row_put(keeper, record, &n, error);
	keeper->answer.request = ours;
	stored_clear(&stored);
	return fine;
}

bool row_quarantine(struct keeper *keeper, int64_t n, const char *id, struct error *error)
{
	struct stored stored;
	bool fine = find(keeper, id, NULL, &stored, error);
	if (fine && stored.found && !stored.quarantined)
		fine = write_log(keeper, id, "quarantined", &stored, error) &&
			run_giver(keeper, KEEP_QUARANTINE, n, keeper->sequence, error);
	stored_clear(&stored);
	return fine;
}

/* ---- going ------------------------------------------------------------------------------------- */

/* An index names a record that is not there. */
static bool index_lies(struct keeper *keeper, struct error *error)
{
	db_suspect(keeper->path);
	return error_set(error, "%s is damaged. `hubbrief sync` sets it aside and fetches again.", keeper->path);
}

static char *leaving(struct keeper *keeper, int64_t n, enum retention *past)
{
	sqlite3_stmt *read = keeper_statement(keeper, KEEP_LEAVING);
	char *id = NULL;
	sqlite3_bind_int64(read, 1, n);
	if (sqlite3_step(read) == SQLITE_ROW) {
		id = db_text_owned(read, 0);
		*past = keeper_past(keeper, (enum kind)sqlite3_column_int(read, 1), db_text(read, 2),
			sqlite3_column_type(read, 3) == SQLITE_NULL ? INSTANT_NONE : sqlite3_column_int64(read, 3),
			sqlite3_column_type(read, 4) == SQLITE_NULL ? DAY_NONE : sqlite3_column_int(read, 4));
	}
	sqlite3_reset(read);
	return id;
}

/* Those that gave it have one record less. */
static bool uncount(struct keeper *keeper, const struct stored *stored, struct error *error)
{
	sqlite3_stmt *also = keeper_statement(keeper, KEEP_ALSO_READ);
	bool fine = run_n(keeper, KEEP_UNCOUNT, stored->request, error);
	sqlite3_bind_int64(also, 1, stored->n);
	while (fine && sqlite3_step(also) == SQLITE_ROW)
		fine = run_n(keeper, KEEP_UNCOUNT, sqlite3_column_int64(also, 0), error);
	sqlite3_reset(also);
	return fine;
}

static bool purge_traces(struct keeper *keeper, const char *id, const struct stored *stored, enum retention past,
	struct error *error)
{
	keeper->unindexed = true;
	return purged_log(keeper, id, stored->kind, past, error) && uncount(keeper, stored, error) &&
		(stored->kind != KIND_ACTION || purged_joins(keeper, stored->data, error));
}

bool row_gone(struct keeper *keeper, int64_t n, struct error *error)
{
	enum retention past = RETENTION_NONE;
	char *id = leaving(keeper, n, &past);
	struct stored stored = { 0 };
	bool fine = id && find(keeper, id, NULL, &stored, error);
	if (!id || (fine && !stored.found))
		fine = index_lies(keeper, error);
	keeper->measured |= stored.kind == KIND_MEASURE;
	if (fine && past == RETENTION_NONE)
		fine = write_log(keeper, id, "gone", &stored, error);
	else if (fine)
		fine = purge_traces(keeper, id, &stored, past, error);
	fine = fine && take_out(keeper, &stored, error) && run_n(keeper, KEEP_POINT_DROP_ALL, n, error) &&
		run_n(keeper, KEEP_ALSO_DROP_ALL, n, error);
	stored_clear(&stored);
	free(id);
	return fine;
}

/* ---- going back -------------------------------------------------------------------------------- */

bool row_put_back(struct keeper *keeper, const char *id, const struct record *record, const char *data,
	enum disclosure least, struct row_numbers *numbers, struct error *error)
{
	struct stored stored;
	struct derived derived;
	int64_t n;
	bool fine = find(keeper, id, NULL, &stored, error) && (!stored.found || take_out(keeper, &stored, error));
	if (fine && stored.found && (!record || numbers->n != stored.n)) /* its number may be given again */
		fine = run_n(keeper, KEEP_ALSO_DROP_ALL, stored.n, error);
	stored_clear(&stored);
	if (!fine || !record)
		return fine;
	record_derive(record, &derived);
	derived.disclosure = derived.disclosure < least ? least : derived.disclosure;
	numbers->hubs = mask(keeper, "hub", &record->value[FIELD_HUBS]);
	return write_row(keeper, record, &derived, numbers, data, &n, error);
}
