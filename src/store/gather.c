/* A list that is short because something in its filter is rare: gathered whole, ranked and sorted, instead of walked
 * past everything else. Called by order.c. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/rank_sql.h"

enum { GATHER_MOST = 5000 };

int spot_compare(const void *left, const void *right)
{
	const struct spot *a = left, *b = right;
	if (a->segment != b->segment)
		return a->segment < b->segment ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	int order = strcmp(a->id, b->id);
	return order ? order : (a->n > b->n) - (a->n < b->n);
}

/* ---- drivers ----------------------------------------------------------------------------------- */

/* One way to some of the records: an index, or a select of their numbers. */
struct arm { const char *index, *members, *condition; }; /* condition NULL: none */

/* What may leave few records by itself, by one way or two that have none in common. */
enum { ARMS = 2 };
struct driver {
	struct arm arms[ARMS];     /* the first without a condition: no driver */
	const struct filter *term; /* what the arms stand for; NULL: themselves */
	char *match;               /* of the search index instead; owned */
	struct hits *led;          /* the texts in it; owned */
};

static struct driver rating_driver(const struct filter *term)
{
	static const char *const members[] = {
		"(SELECT n FROM record WHERE (base='R' OR base='A') AND base='R' UNION ALL"
			" SELECT n FROM record WHERE red_from<2147483647 AND red_from<=?1 AND base<>'R')",
		"(SELECT n FROM record WHERE (base='R' OR base='A') AND base='A' UNION ALL"
			" SELECT n FROM record WHERE amber_from<2147483647 AND amber_from<=?1 AND base<>'A')",
	};
	char letter = term->word_count == 1 ? term->words[0][0] & ~0x20 : '\0';
	if (letter != 'R' && letter != 'A')
		return (struct driver){ .term = NULL };
	return (struct driver){ .arms = { { .members = members[letter == 'A'], .condition = "1" } }, .term = term };
}

static struct driver flag_driver(const struct filter *term, const struct moment *moment)
{
	static const struct arm arms[FLAG_COUNT] = {
		[FLAG_OVERDUE] = { .index = "record_due", .condition = "1" DATED },
		[FLAG_DUE_TODAY] = { .index = "record_due", .condition = "1" DATED },
		[FLAG_DUE_SOON] = { .index = "record_due", .condition = "1" DATED },
		[FLAG_QUARANTINED] = { .index = "record_quarantined", .condition = "r.quarantined=1" },
		[FLAG_WORSE] = { .index = "record_judged", .condition = "r.judgement>2" },
		[FLAG_BETTER] = { .index = "record_judged", .condition = "r.judgement>2" },
	};
	struct driver driver = { .arms = { arms[term->flag] }, .term = term };
	bool baseline = moment_has_baseline(moment);
	if (term->flag == FLAG_CHANGED && !baseline) {
		driver.arms[0] = (struct arm){ .index = "record_updated", .condition = "1" };
	} else if (term->flag == FLAG_CHANGED) { /* told of in the log, or late now without a word */
		driver.arms[0] = (struct arm){ .index = "record_told", .condition = "r.told>?3" };
		driver.arms[1] = (struct arm){ .index = "record_due", .condition = "r.told<=?3 AND r.due<?1 AND r.due>=?5" DATED };
	} else if (term->flag == FLAG_NEW || term->flag == FLAG_REOPENED) {
		driver.arms[0] = (struct arm){ .index = "record_told", .condition = baseline ? "r.told>?3" : NULL };
	} else if (term->flag == FLAG_REPEAT) {
		driver.arms[0] = (struct arm){ .members = rank_repeat_members(moment->profile), .condition = "1" };
	}
	return driver;
}

static struct driver driver_of(const struct filter *term, const struct moment *moment)
{
	if (term->op == FILTER_FLAG)
		return flag_driver(term, moment);
	if (term->op == FILTER_WORD && term->field == BY_ID)
		return (struct driver){ .arms = { { .index = "record_id", .condition = "1" } }, .term = term };
	if (term->op == FILTER_WORD && term->field == BY_RATING)
		return rating_driver(term);
	return (struct driver){ .term = NULL };
}

static bool has_arm(const struct driver *driver, int arm)
{
	return arm < ARMS && driver->arms[arm].condition;
}

/* "record r …" with one arm of the driver in the lead, and a WHERE to which conditions may be added. */
static void add_driven(struct query *query, const struct driver *driver, int which)
{
	const struct arm *arm = &driver->arms[which];
	if (arm->index) {
		str_addf(&query->sql, "record r INDEXED BY %s", arm->index);
	} else if (driver->match) {
		query_add(query, "(SELECT rowid AS n FROM search WHERE search MATCH ");
		query_text(query, driver->match);
		query_add(query, ") m CROSS JOIN record r ON r.n=m.n");
	} else {
		str_addf(&query->sql, "%s m CROSS JOIN record r ON r.n=m.n", arm->members);
	}
	query_add(query, " WHERE ");
	if (driver->term) {
		query_filter(query, driver->term, NULL);
		query_add(query, " AND ");
	}
	query_add(query, arm->condition);
}

static bool leaves_few(struct store *store, const struct moment *moment, const struct driver *driver)
{
	int64_t count = 0, more = 0;
	for (int arm = 0; has_arm(driver, arm) && more >= 0 && count <= GATHER_MOST; arm++) {
		struct query query;
		query_start(&query, moment, &store->places);
		query_add(&query, "SELECT count(*) FROM (SELECT 1 FROM ");
		add_driven(&query, driver, arm);
		str_addf(&query.sql, " LIMIT %d)", GATHER_MOST + 1);
		more = query_number(store, &query);
		count += more;
		query_free(&query);
	}
	return more >= 0 && count <= GATHER_MOST;
}

static bool find_index(struct store *store, const struct filter *filter, const struct moment *moment,
	struct driver *driver)
{
	if (!filter)
		return false;
	if (filter->op == FILTER_AND)
		return find_index(store, filter->left, moment, driver) || find_index(store, filter->right, moment, driver);
	*driver = driver_of(filter, moment);
	return has_arm(driver, 0) && leaves_few(store, moment, driver);
}

/* ---- the search index as a driver -------------------------------------------------------------- */

/* "ownernyp": a word with its field before it, as keeper.c indexes it. More may match than is meant. */
static void add_words(struct str *match, const struct filter *term)
{
	str_add(match, "words : (");
	for (size_t i = 0; i < term->word_count; i++) {
		str_addf(match, "%s\"%s", i ? " OR " : "", filter_field_name(term->field));
		for (const char *c = term->words[i]; *c; c++)
			str_addf(match, *c == '"' ? "\"%c" : "%c", *c);
		str_addc(match, '"');
	}
	str_addc(match, ')');
}

static void add_text(struct str *match, const struct filter *term, enum profile profile, struct driver *driver)
{
	struct hits *led = mem_alloc(sizeof *led);
	*led = (struct hits){ .term = term, .led = true, .next = driver->led };
	driver->led = led;
	query_match(match, term, profile);
}

/* All that the index can say of the filter: each term that must hold. */
static void add_terms(struct str *match, const struct filter *filter, enum profile profile, struct driver *driver)
{
	static const bool indexed[BY_COUNT] = { [BY_STATUS] = true, [BY_OWNER] = true, [BY_CATEGORY] = true,
		[BY_SEVERITY] = true, [BY_RISK] = true, [BY_STAGE] = true, [BY_TYPE] = true, [BY_BODY] = true, [BY_TAG] = true,
		[BY_STRAND] = true };
	if (filter->op == FILTER_AND) {
		add_terms(match, filter->left, profile, driver);
		add_terms(match, filter->right, profile, driver);
		return;
	}
	bool words = filter->op == FILTER_WORD && indexed[filter->field];
	if (!words && filter->op != FILTER_TEXT)
		return;
	str_add(match, match->length ? " AND (" : "(");
	if (words)
		add_words(match, filter);
	else
		add_text(match, filter, profile, driver);
	str_addc(match, ')');
}

static bool find_words(struct store *store, const struct filter *filter, const struct moment *moment,
	struct driver *driver)
{
	struct str match = { 0 };
	*driver = (struct driver){ .arms = { { .condition = "1" } } };
	if (filter)
		add_terms(&match, filter, moment->profile, driver);
	driver->match = str_take(&match);
	return *driver->match && leaves_few(store, moment, driver);
}

/* ---- gathering --------------------------------------------------------------------------------- */

/* Rule 19's class of a record as an expression: standing_rank in SQL. */
static void add_rank(struct query *query)
{
	const struct moment *moment = &query->moment;
	query_add(query, "CASE WHEN " IS_LATE " AND (r.standing&4)=4 THEN 0 WHEN " IS_CRITICAL " THEN 1"
		" WHEN " IS_LATE " THEN 2");
	str_addf(&query->sql, " WHEN %s THEN 3 WHEN r.kind=1 AND ", rank_red_worse(moment->profile));
	query_flag(&query->sql, FLAG_REPEAT, moment);
	query_add(query, " THEN 4 WHEN " IS_SOON " THEN 5 WHEN ");
	query_flag(&query->sql, FLAG_CHANGED, moment);
	query_add(query, " THEN 6 WHEN ");
	query_flag(&query->sql, FLAG_STALE, moment);
	query_add(query, " THEN 7 ELSE 8 END");
}

static void add_spot(struct spots *spots, enum rank rank, day_t due, enum kind kind, const char *id, int64_t n)
{
	if (spots->count == spots->room) {
		spots->room = spots->room ? 2 * spots->room : 64;
		spots->list = mem_grow(spots->list, spots->room, sizeof *spots->list);
	}
	spots->list[spots->count++] = (struct spot){ .n = n, .key = rank_by_due(rank) ? due : (int64_t)kind,
		.id = arena_dup(&spots->ids, id), .segment = (int)rank };
}

void spots_free(struct spots *spots)
{
	free(spots->list);
	arena_free(&spots->ids);
	*spots = (struct spots){ 0 };
}

static bool gather_by(struct store *store, const struct filter *filter, const struct moment *moment,
	const struct driver *driver, int arm, struct spots *spots)
{
	struct query query;
	query_start(&query, moment, &store->places);
	query.hits = driver->led;
	query_add(&query, "SELECT ");
	add_rank(&query);
	query_add(&query, ",r.due,r.kind,r.id,r.n FROM ");
	add_driven(&query, driver, arm);
	str_addf(&query.sql, " AND %s AND ", query_visible(moment->profile));
	query_filter(&query, filter, NULL);
	sqlite3_stmt *read = query_prepare(&query, store->db, NULL);
	int code = SQLITE_ERROR;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW)
		add_spot(spots, (enum rank)sqlite3_column_int(read, 0), sqlite3_column_int(read, 1),
			(enum kind)sqlite3_column_int(read, 2), db_text(read, 3), sqlite3_column_int64(read, 4));
	sqlite3_finalize(read);
	query_free(&query);
	return code == SQLITE_DONE;
}

static int64_t count_by(struct store *store, const struct filter *filter, const struct moment *moment,
	const struct driver *driver, int arm)
{
	struct query query;
	query_start(&query, moment, &store->places);
	query_add(&query, "SELECT count(*) FROM ");
	add_driven(&query, driver, arm);
	str_addf(&query.sql, " AND %s AND ", query_visible(moment->profile));
	query_filter(&query, filter, NULL);
	int64_t count = query_number(store, &query);
	query_free(&query);
	return count;
}

static bool is_flag(const struct filter *filter, enum flag flag)
{
	return filter && filter->op == FILTER_FLAG && filter->flag == flag;
}

int64_t gather_count(struct store *store, const struct filter *filter, const struct moment *moment)
{
	bool of_changed = filter->op == FILTER_AND && is_flag(filter->left, FLAG_CHANGED) &&
		(is_flag(filter->right, FLAG_OVERDUE) || is_flag(filter->right, FLAG_DUE_TODAY));
	const struct changed_set *set = of_changed ? changed_set(store, moment) : NULL;
	if (set)
		return changed_count(set, filter->right->flag);
	struct driver driver = { .match = NULL };
	int64_t count = find_index(store, filter, moment, &driver) ? 0 : -1, more = 0;
	for (int arm = 0; count >= 0 && has_arm(&driver, arm); arm++) {
		more = count_by(store, filter, moment, &driver, arm);
		count = more < 0 ? -1 : count + more;
	}
	return count;
}

static void gather_set(const struct changed_set *set, struct spots *spots)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct changed_one *one = &set->list[i];
		add_spot(spots, one->rank, one->due, one->kind, one->id, one->n);
	}
}

bool gather(struct store *store, const struct filter *filter, const struct moment *moment, struct spots *spots)
{
	struct driver driver = { .match = NULL };
	const struct changed_set *set = is_flag(filter, FLAG_CHANGED) ? changed_set(store, moment) : NULL;
	if (set)
		gather_set(set, spots);
	bool fine = set || find_index(store, filter, moment, &driver) || find_words(store, filter, moment, &driver);
	for (int arm = 0; fine && has_arm(&driver, arm); arm++)
		fine = gather_by(store, filter, moment, &driver, arm, spots);
	if (spots->count)
		qsort(spots->list, spots->count, sizeof *spots->list, spot_compare);
	free(driver.match);
	hits_free(driver.led);
	return fine;
}
