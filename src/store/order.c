/* The records that match, in an order, from any place in it, forwards and backwards: rule 19's classes one query
 * each, or one column. Called by window.c and ask.c. Nothing is remembered between fetches but the place.
 *
 * In rank order (class, key, id, n) is unique: key is the due day where lateness orders, else the kind. Where few
 * records can match (something drives the filter: the search index, what changed), they are gathered whole and put
 * in order here; else each class walks an index that has its order. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/rank_sql.h"

enum { FEW = 10000 };

struct order {
	struct store *store;
	const struct filter *filter; /* borrowed */
	struct moment moment;
	const char *expression;      /* of a column order; NULL: rank */
	bool inverted;               /* "-" before its name */
	bool any_stale, any_fresh;   /* requests; an empty class is not walked */
	bool few_stale;              /* so few records that their own index is better than the walk */
	enum { CHANGED_UNKNOWN, CHANGED_FEW, CHANGED_MANY } changed;
	struct hits *hits;           /* of the filter's texts, when walking */
	bool gathered;
	struct spots all;            /* when gathered, in order */
};

void position_clear(struct position *position)
{
	free(position->key.text);
	free(position->id);
	*position = (struct position){ 0 };
}

/* ---- rule 19, class by class ------------------------------------------------------------------- */

#define BIT(flag) (1u << FLAG_##flag)
#define LATE_NOT (BIT(DUE_TODAY) | BIT(DUE_SOON) | BIT(UNDATED))
#define SOON_NOT (BIT(OVERDUE) | BIT(DUE_SOON) | BIT(DUE_TODAY) | BIT(REPEAT))
#define CHANGED_NOT (SOON_NOT | BIT(CHANGED) | BIT(NEW) | BIT(REOPENED))
#define NOT_LATE " AND NOT (" IS_LATE ")"
#define NOT_CRITICAL " AND NOT (" IS_CRITICAL ")"
#define NOT_SOON " AND NOT (" IS_SOON ")"

/* What is asked of the database for each class; the conditions that depend on the profile or the baseline are
 * added by add_class. `known` and `value` are flags that the class settles, so that a filter that contradicts
 * them costs nothing. */
static const struct rank_class {
	const char *index, *condition;
	bool by_due;
	enum kind kind;
	uint32_t known, value;
	uint32_t not_these; /* earlier classes' flags that need the moment: REPEAT, CHANGED, STALE */
	bool not_worse;     /* leaves class RED_WORSE out */
} classes[RANK_COUNT] = {
	[RANK_STATUTORY_OVERDUE] = { "record_statutory", "r.statutory=1 AND " IS_LATE DATED, true, KIND_NONE,
		BIT(OVERDUE) | BIT(OPEN) | BIT(STATUTORY) | LATE_NOT, BIT(OVERDUE) | BIT(OPEN) | BIT(STATUTORY), 0, false },
	[RANK_CRITICAL] = { "record_critical",
		"r.kind=1 AND r.severity='critical' AND r.open=1 AND NOT (" IS_LATE " AND (r.standing&4)=4)", false, KIND_INCIDENT,
		BIT(OPEN), BIT(OPEN), 0, false },
	[RANK_OVERDUE] = { "record_due", IS_LATE DATED " AND (r.standing&4)=0" NOT_CRITICAL, true, KIND_NONE,
		BIT(OVERDUE) | BIT(OPEN) | BIT(STATUTORY) | LATE_NOT, BIT(OVERDUE) | BIT(OPEN), 0, false },
	[RANK_RED_WORSE] = { "record_judged", "r.judgement=4 AND r.judgement>2 AND (r.standing&16)=16" NOT_LATE, false,
		KIND_MEASURE, BIT(OVERDUE) | BIT(WORSE), BIT(WORSE), 0, false },
	[RANK_REPEAT] = { NULL, "r.kind=1" NOT_LATE NOT_CRITICAL, false, KIND_INCIDENT, BIT(OVERDUE) | BIT(REPEAT), BIT(REPEAT),
		0, false },
	[RANK_DUE_SOON] = { "record_due", IS_SOON DATED NOT_CRITICAL, true, KIND_NONE,
		BIT(OVERDUE) | BIT(OPEN) | BIT(UNDATED) | BIT(REPEAT), BIT(OPEN), BIT(REPEAT), true },
	[RANK_CHANGED] = { "record_kind", "1" NOT_LATE NOT_CRITICAL NOT_SOON, false, KIND_NONE,
		BIT(CHANGED) | SOON_NOT, BIT(CHANGED), BIT(REPEAT), true },
	[RANK_STALE] = { "record_kind", "1" NOT_LATE NOT_CRITICAL NOT_SOON, false, KIND_NONE,
		BIT(STALE) | CHANGED_NOT, BIT(STALE),
		BIT(REPEAT) | BIT(CHANGED), true },
	[RANK_REST] = { "record_kind", "1" NOT_LATE NOT_CRITICAL NOT_SOON, false, KIND_NONE,
		BIT(STALE) | CHANGED_NOT, 0,
		BIT(REPEAT) | BIT(CHANGED) | BIT(STALE), true },
};

/* The records that repeat on the day: few, so they lead and their records follow. */
const char *rank_repeat_members(enum profile profile)
{
	static const char *const members[] = {
		[PROFILE_PUBLIC] = "(SELECT n FROM repeat WHERE class=0 AND first<=?1 AND last>=?1)",
		[PROFILE_ROOM] = "(SELECT n FROM repeat WHERE class=1 AND first<=?1 AND last>=?1)",
		[PROFILE_TEAM] = "(SELECT n FROM repeat WHERE class=2 AND first<=?1 AND last>=?1)",
	};
	return members[profile];
}

bool rank_by_due(enum rank rank)
{
	return classes[rank].by_due;
}

const char *rank_red_worse(enum profile profile)
{
	return profile == PROFILE_TEAM ? "((r.standing&16)=16)" : "((r.standing&48)=16)";
}

static const char *changed_index(const struct order *order)
{
	return moment_has_baseline(&order->moment) ? "record_told" : "record_updated";
}

/* Among what is not late, so that being newly late does not count (rule 9). */
static void add_changed(struct str *sql, const struct moment *moment)
{
	if (!moment_has_baseline(moment)) {
		query_flag(sql, FLAG_CHANGED, moment);
		return;
	}
	query_told(sql, moment);
}

static void add_flag(struct query *query, const char *before, enum flag flag, const char *after)
{
	query_add(query, before);
	query_flag(&query->sql, flag, &query->moment);
	query_add(query, after);
}

static void add_class(struct query *query, const struct order *order, enum rank rank)
{
	const struct rank_class *class = &classes[rank];
	const struct moment *moment = &query->moment;
	const char *worse = rank_red_worse(moment->profile);
	str_addf(&query->sql, " AND %s", class->condition);
	if (rank == RANK_RED_WORSE)
		str_addf(&query->sql, " AND %s", worse);
	if (rank == RANK_CHANGED) {
		query_add(query, " AND ");
		add_changed(&query->sql, moment);
	}
	if (rank == RANK_STALE && order->few_stale)
		query_add(query, " AND r.request IN (SELECT id FROM request WHERE stale_at<=?2)");
	else if (rank == RANK_STALE && order->any_fresh)
		add_flag(query, " AND ", FLAG_STALE, "");
	if (class->not_worse)
		str_addf(&query->sql, " AND NOT %s", worse);
	if (class->not_these & BIT(REPEAT))
		add_flag(query, " AND NOT (r.kind=1 AND ", FLAG_REPEAT, ")");
	if (class->not_these & BIT(CHANGED))
		add_flag(query, " AND NOT ", FLAG_CHANGED, "");
	if (class->not_these & BIT(STALE) && order->any_stale)
		add_flag(query, " AND NOT ", FLAG_STALE, "");
}

static struct settled settled_by(enum rank rank)
{
	return (struct settled){ .known = classes[rank].known, .value = classes[rank].value, .kind = classes[rank].kind };
}

/* Whether the class can hold anything at all of what is asked for. */
static bool class_possible(const struct order *order, enum rank rank)
{
	struct settled settled = settled_by(rank);
	if (filter_truth(order->filter, &settled) == TRUTH_NO)
		return false;
	return rank == RANK_STALE ? order->any_stale : rank == RANK_REST ? order->any_fresh : true;
}

/* Where few records changed or are stale, to sort those few beats walking past all the others. */
static bool few_changed(struct order *order)
{
	if (order->changed == CHANGED_UNKNOWN) {
		struct query query;
		query_start(&query, &order->moment, &order->store->places);
		str_addf(&query.sql, "SELECT count(*) FROM (SELECT 1 FROM record r INDEXED BY %s WHERE ", changed_index(order));
		add_changed(&query.sql, &order->moment);
		str_addf(&query.sql, " LIMIT %d)", FEW + 1);
		int64_t count = query_number(order->store, &query);
		order->changed = count >= 0 && count <= FEW ? CHANGED_FEW : CHANGED_MANY;
		query_free(&query);
	}
	return order->changed == CHANGED_FEW;
}

static const char *class_index(struct order *order, enum rank rank)
{
	if (rank == RANK_CHANGED && few_changed(order))
		return changed_index(order);
	return rank == RANK_STALE && order->few_stale ? "record_request" : classes[rank].index;
}

/* ---- one query --------------------------------------------------------------------------------- */

static void add_bind_of(struct query *query, const struct bind *bind)
{
	if (bind->type == BIND_TEXT)
		query_text(query, bind->text ? bind->text : "");
	else if (bind->type == BIND_REAL)
		query_real(query, bind->real);
	else
		query_integer(query, bind->integer);
}

static const char *segment_key(const struct order *order, int segment)
{
	return order->expression ? order->expression : classes[segment].by_due ? "r.due" : "r.kind";
}

static void add_select(struct query *query, struct order *order, int segment)
{
	bool repeats = !order->expression && segment == RANK_REPEAT;
	str_addf(&query->sql, "SELECT r.n,%s,r.id FROM ", segment_key(order, segment));
	if (repeats)
		str_addf(&query->sql, "%s m CROSS JOIN ", rank_repeat_members(query->moment.profile));
	query_add(query, repeats ? "record r ON r.n=m.n" : "record r");
	if (order->expression) {
		query_where(query, order->filter, NULL);
		return;
	}
	struct settled settled = settled_by((enum rank)segment);
	const char *index = class_index(order, (enum rank)segment);
	if (index)
		str_addf(&query->sql, " INDEXED BY %s", index);
	query_where(query, order->filter, &settled);
	add_class(query, order, (enum rank)segment);
}

static void add_order(struct query *query, const struct order *order, int segment, const struct fetch *fetch, bool from)
{
	const char *key = segment_key(order, segment);
	bool down = fetch->backward != (order->expression && order->inverted);
	if (from) {
		str_addf(&query->sql, " AND (%s,r.id,r.n)%s%s(", key, down ? "<" : ">", fetch->inclusive ? "=" : "");
		add_bind_of(query, &fetch->from->key);
		query_add(query, ",");
		query_text(query, fetch->from->id);
		query_add(query, ",");
		query_integer(query, fetch->from->n);
		query_add(query, ")");
	}
	const char *way = down ? " DESC" : "";
	str_addf(&query->sql, " ORDER BY %s%s,r.id%s,r.n%s LIMIT ", key, way, way, way);
}

static void read_key(sqlite3_stmt *read, int column, struct bind *key)
{
	*key = (struct bind){ .type = BIND_INTEGER };
	switch (sqlite3_column_type(read, column)) {
	case SQLITE_TEXT:
		key->type = BIND_TEXT;
		key->text = db_text_owned(read, column);
		break;
	case SQLITE_FLOAT:
		key->type = BIND_REAL;
		key->real = sqlite3_column_double(read, column);
		break;
	default:
		key->integer = sqlite3_column_int64(read, column);
		break;
	}
}

/* What is left to do of a fetch while it goes from class to class. */
struct progress { size_t skip, most; bool enough; };

static bool fetch_segment(struct order *order, int segment, const struct fetch *fetch, bool from, struct progress *left,
	bool (*visit)(void *, struct position *), void *context, struct error *error)
{
	struct query query;
	query_start(&query, &order->moment, &order->store->places);
	query.hits = order->hits;
	add_select(&query, order, segment);
	add_order(&query, order, segment, fetch, from);
	query_integer(&query, (int64_t)left->most);
	query_add(&query, " OFFSET ");
	query_integer(&query, (int64_t)left->skip);
	sqlite3_stmt *read = query_prepare(&query, order->store->db, error);
	size_t visited = 0;
	int code = SQLITE_ERROR;
	while (read && !left->enough && (code = sqlite3_step(read)) == SQLITE_ROW) {
		struct position position = { .segment = segment, .n = sqlite3_column_int64(read, 0), .id = db_text_owned(read, 2) };
		read_key(read, 1, &position.key);
		visited++;
		left->enough = !visit(context, &position) || visited == left->most;
	}
	bool fine = left->enough || code == SQLITE_DONE || (read && db_failed(order->store->db, error));
	sqlite3_finalize(read);
	query_free(&query);
	left->most -= visited;
	return fine;
}

/* An offset that the class did not use up belongs to the next one. */
static bool count_skipped(struct order *order, int segment, const struct fetch *fetch, bool from, struct progress *left)
{
	struct query query;
	query_start(&query, &order->moment, &order->store->places);
	query.hits = order->hits;
	query_add(&query, "SELECT count(*) FROM (");
	add_select(&query, order, segment);
	add_order(&query, order, segment, fetch, from);
	query_integer(&query, (int64_t)left->skip);
	query_add(&query, ")");
	sqlite3_stmt *read = query_prepare(&query, order->store->db, NULL);
	bool fine = read && sqlite3_step(read) == SQLITE_ROW;
	if (fine)
		left->skip -= (size_t)sqlite3_column_int64(read, 0);
	sqlite3_finalize(read);
	query_free(&query);
	return fine;
}

static bool walk(struct order *order, const struct fetch *fetch, bool (*visit)(void *, struct position *), void *context,
	bool *ended, struct error *error)
{
	int last = order->expression ? 0 : RANK_COUNT - 1, step = fetch->backward ? -1 : 1;
	int segment = fetch->from ? fetch->from->segment : fetch->backward ? last : 0;
	struct progress left = { .skip = fetch->skip, .most = fetch->most, .enough = fetch->most == 0 };
	for (; !left.enough && segment >= 0 && segment <= last; segment += step) {
		if (!order->expression && !class_possible(order, (enum rank)segment))
			continue;
		bool from = fetch->from && fetch->from->segment == segment;
		size_t before = left.most;
		if (!fetch_segment(order, segment, fetch, from, &left, visit, context, error))
			return false;
		if (left.skip && left.most == before && !count_skipped(order, segment, fetch, from, &left))
			return false;
		if (left.most < before)
			left.skip = 0;
	}
	*ended = !left.enough;
	return true;
}

/* ---- gathered ---------------------------------------------------------------------------------- */

static bool fetch_gathered(const struct order *order, const struct fetch *fetch, bool (*visit)(void *, struct position *),
	void *context, bool *ended)
{
	int64_t count = (int64_t)order->all.count, at = fetch->backward ? count - 1 : 0, step = fetch->backward ? -1 : 1;
	const struct position *start = fetch->from;
	const struct spot from = start ? (struct spot){ start->n, start->key.integer, start->id, start->segment } : (struct spot){ 0 };
	while (start && at >= 0 && at < count) {
		int compared = spot_compare(&order->all.list[at], &from);
		if (compared == 0 ? fetch->inclusive : (compared > 0) != fetch->backward)
			break;
		at += step;
	}
	at += step * (int64_t)fetch->skip;
	for (size_t visited = 0; at >= 0 && at < count; at += step) {
		if (visited++ == fetch->most) {
			*ended = false;
			return true;
		}
		const struct spot *spot = &order->all.list[at];
		struct position position = { .segment = spot->segment, .key.integer = spot->key, .id = mem_dup(spot->id), .n = spot->n };
		if (!visit(context, &position)) {
			*ended = false;
			return true;
		}
	}
	*ended = true;
	return true;
}

/* ---- an order ---------------------------------------------------------------------------------- */

static void look_at_requests(struct order *order)
{
	sqlite3_stmt *read = db_keep(order->store->db, &order->store->kept[KEPT_STALE],
		"SELECT ifnull(max(stale_at<=?2),0), ifnull(max(stale_at>?2),0), ifnull(sum(iif(stale_at<=?2,records,0)),0)"
		" FROM request");
	order->any_stale = false;
	order->any_fresh = true;
	if (!read)
		return;
	moment_bind(read, &order->moment);
	if (sqlite3_step(read) == SQLITE_ROW) {
		order->any_stale = sqlite3_column_int(read, 0);
		order->any_fresh = sqlite3_column_int(read, 1) || !order->any_stale;
		order->few_stale = order->any_stale && sqlite3_column_int64(read, 2) <= FEW;
	}
	db_rest(read);
}

struct order *order_new(struct store *store, const struct filter *filter, const char *sort, const struct moment *moment)
{
	struct order *order = mem_alloc(sizeof *order);
	order->store = store;
	order->filter = filter;
	order->moment = *moment;
	order->inverted = sort && *sort == '-';
	const char *name = sort ? sort + order->inverted : "rank";
	order->expression = query_sort(name, moment->profile);
	if (!store->db)
		return order;
	look_at_requests(order);
	order->gathered = !order->expression && gather(store, filter, moment, &order->all);
	if (!order->gathered)
		order->hits = hits_find(store, filter);
	return order;
}

void order_free(struct order *order)
{
	if (!order)
		return;
	spots_free(&order->all);
	hits_free(order->hits);
	free(order);
}

bool order_fetch(struct order *order, const struct fetch *fetch,
	bool (*visit)(void *context, struct position *position), void *context, bool *ended, struct error *error)
{
	*ended = true;
	if (!order->store->db)
		return true;
	struct fetch way = *fetch;
	if (!order->expression && order->inverted) /* the whole walk turned round */
		way.backward = !way.backward;
	if (order->gathered)
		return fetch_gathered(order, &way, visit, context, ended);
	return walk(order, &way, visit, context, ended, error);
}

int64_t order_known(const struct order *order)
{
	return order->gathered ? (int64_t)order->all.count : -1;
}

/* The key of a column order is asked of the database. */
static bool column_key(struct order *order, int64_t n, struct bind *key)
{
	struct str sql = { 0 };
	str_addf(&sql, "SELECT %s FROM record r WHERE r.n=?6", order->expression);
	sqlite3_stmt *read = db_prepare(order->store->db, str_text(&sql), NULL);
	bool found = false;
	if (read) {
		moment_bind(read, &order->moment);
		sqlite3_bind_int64(read, 6, n);
		found = sqlite3_step(read) == SQLITE_ROW;
		if (found)
			read_key(read, 0, key);
	}
	sqlite3_finalize(read);
	str_free(&sql);
	return found;
}

bool order_place(struct order *order, const struct row *row, struct position *position)
{
	*position = (struct position){ .n = row->n };
	if (order->expression && !column_key(order, row->n, &position->key))
		return false;
	position->id = mem_dup(row->id);
	if (!order->expression) {
		position->segment = (int)row->rank;
		position->key.integer = classes[row->rank].by_due ? row->due : (int64_t)row->kind;
	}
	return true;
}
