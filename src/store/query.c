/* The query under construction, the places behind the masks, and the projection of a profile: see query.h. Filters are
 * filter_sql.c. Called by window.c, ask.c and row.c (dashboard), and by tally.c (both programs). The flags here have a
 * twin in C, record_flags; tests/unit/test_flags.c holds them together. */
#include "hubbrief/query.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/db.h"

/* ---- the query under construction -------------------------------------------------------------- */

enum { FIRST_BIND = 6 };

void query_start(struct query *query, const struct moment *moment, const struct places *places)
{
	*query = (struct query){ .moment = *moment, .places = places };
}

void query_free(struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		free(query->binds[i].text);
	free(query->binds);
	str_free(&query->sql);
	*query = (struct query){ 0 };
}

void query_add(struct query *query, const char *sql)
{
	str_add(&query->sql, sql);
}

static struct bind *add_bind(struct query *query)
{
	query->binds = mem_grow(query->binds, query->count + 1, sizeof *query->binds);
	struct bind *bind = &query->binds[query->count];
	*bind = (struct bind){ 0 };
	str_addf(&query->sql, "?%zu", FIRST_BIND + query->count);
	query->count++;
	return bind;
}

void query_integer(struct query *query, int64_t value)
{
	add_bind(query)->integer = value;
}

void query_real(struct query *query, double value)
{
	struct bind *bind = add_bind(query);
	bind->type = BIND_REAL;
	bind->real = value;
}

void query_hits(struct query *query, struct hits *hits)
{
	struct bind *bind = add_bind(query);
	bind->type = BIND_HITS;
	bind->hits = hits;
}

void query_text(struct query *query, const char *text)
{
	struct bind *bind = add_bind(query);
	bind->type = BIND_TEXT;
	bind->text = mem_dup(text);
}

void moment_bind(struct sqlite3_stmt *statement, const struct moment *moment)
{
	const int64_t values[] = { moment->today, moment->now, moment->since, moment->since_at,
		moment->since_at == INSTANT_NONE ? DAY_NONE : instant_day(moment->since_at) };
	for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
		sqlite3_bind_int64(statement, i + 1, values[i]); /* a statement without that parameter refuses: fine */
}

struct sqlite3_stmt *query_prepare(const struct query *query, struct sqlite3 *db, struct error *error)
{
	sqlite3_stmt *statement = db_prepare(db, str_text(&query->sql), error);
	if (!statement)
		return NULL;
	moment_bind(statement, &query->moment);
	for (size_t i = 0; i < query->count; i++) {
		const struct bind *bind = &query->binds[i];
		int at = FIRST_BIND + (int)i;
		if (bind->type == BIND_TEXT)
			db_bind_text(statement, at, bind->text);
		else if (bind->type == BIND_HITS)
			sqlite3_bind_pointer(statement, at, bind->hits, "hits", NULL);
		else if (bind->type == BIND_REAL)
			sqlite3_bind_double(statement, at, bind->real);
		else
			sqlite3_bind_int64(statement, at, bind->integer);
	}
	return statement;
}

/* ---- places ------------------------------------------------------------------------------------ */

void places_clear(struct places *places)
{
	for (int bit = 0; bit < PLACE_BITS; bit++) {
		free(places->hubs[bit]);
		free(places->areas[bit]);
	}
	*places = (struct places){ 0 };
}

void places_load(struct places *places, struct sqlite3 *db)
{
	places_clear(places);
	sqlite3_stmt *read = db_prepare(db, "SELECT kind='hub', id, bit FROM place", NULL);
	while (read && sqlite3_step(read) == SQLITE_ROW) {
		int bit = sqlite3_column_int(read, 2);
		if (bit < 0 || bit >= PLACE_BITS)
			continue;
		char **at = sqlite3_column_int(read, 0) ? &places->hubs[bit] : &places->areas[bit];
		free(*at);
		*at = mem_dup(db_text(read, 1));
	}
	sqlite3_finalize(read);
}

int place_bit(char *const *ids, const char *id)
{
	for (int bit = 0; bit < PLACE_BITS; bit++)
		if (ids[bit] && strcasecmp(ids[bit], id) == 0)
			return bit;
	return -1;
}

/* ---- the projection ---------------------------------------------------------------------------- */

const char *query_visible(enum profile profile)
{
	static const char *const conditions[] = {
		[PROFILE_PUBLIC] = "r.class<=0 AND r.embargo<=?1", [PROFILE_ROOM] = "r.class<=1 AND r.embargo<=?1",
		[PROFILE_TEAM] = "r.class<=2",
	};
	return conditions[profile];
}

const char *query_title(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.title" : "iif(r.share_safe,r.safe_title,r.title)";
}

const char *query_place(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.place" : "iif(r.share_safe,'',r.place)";
}

const char *query_strand(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.strand" : "iif(r.share_safe,'',r.strand)";
}

const char *query_value(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.value" : "iif(r.suppressed,NULL,r.value)";
}

const char *query_total(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.total" : "iif(r.suppressed,NULL,r.total)";
}

const char *query_change(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.change" : "iif(r.suppressed,NULL,r.change)";
}

const char *query_judgement(enum profile profile)
{
	return profile == PROFILE_TEAM ? "r.judgement" : "iif(r.suppressed,0,r.judgement)";
}

const char *query_rating(void)
{
	return "CASE WHEN r.base='R' OR r.red_from<=?1 THEN 'R' WHEN r.base='A' OR r.amber_from<=?1 THEN 'A' ELSE r.base END";
}

#define REPEAT_SQL(class) "EXISTS(SELECT 1 FROM repeat p WHERE p.n=r.n AND p.class=" class " AND p.first<=?1 AND p.last>=?1)"

static const char *repeat_flag(enum profile profile)
{
	static const char *const conditions[] = {
		[PROFILE_PUBLIC] = REPEAT_SQL("0"), [PROFILE_ROOM] = REPEAT_SQL("1"), [PROFILE_TEAM] = REPEAT_SQL("2"),
	};
	return conditions[profile];
}

/* Measures whose figure is hidden have no judgement outside the team (rule 8). */
static const char *judged_flag(enum flag flag, enum profile profile)
{
	static const char *const conditions[2][2] = { { "(r.judgement=4)", "(r.judgement=4 AND r.suppressed=0)" },
		{ "(r.judgement=3)", "(r.judgement=3 AND r.suppressed=0)" } };
	_Static_assert(JUDGE_BETTER == 3 && JUDGE_WORSE == 4, "the numbers stand in the store");
	return conditions[flag == FLAG_BETTER][profile != PROFILE_TEAM];
}

void query_events(struct str *sql, const struct moment *moment)
{
	if (moment->since < 0) {
		str_add(sql, "0");
		return;
	}
	_Static_assert(CHANGE_CLOSED == 1 && CHANGE_SEVERITY == 7 && CHANGE_NEWLY_LATE == 8 && CHANGE_QUARANTINED == 11 &&
		CHANGE_OTHER == 12 && KIND_NOTICE == 10, "the numbers of the SQL");
	str_addf(sql, "(iif(r.told<=?3,0,iif(r.told_before<=?3 AND r.told_events<131072,r.told_events,"
		"ifnull((SELECT iif(x&65535,x,4096) FROM (SELECT iif(l.what='new' OR l.class>%d,1," QUERY_EVENTS
		"|" QUERY_WORSE ") x FROM log l WHERE l.id=r.id AND l.source=r.source AND l.seq>?3 ORDER BY l.seq LIMIT 1)),4096)))|"
		"((r.born<=?3 AND " QUERY_NEWLY_LATE ")<<8))", (int)profile_class(moment->profile));
}

const char *query_flag(enum flag flag, const struct moment *moment)
{
	static const char *const conditions[FLAG_COUNT] = {
		[FLAG_OPEN] = "(r.open=1)",
		[FLAG_CLOSED] = "(r.ended=1)",
		[FLAG_OVERDUE] = "((r.standing&3)=3 AND r.due<?1 AND r.due<2147483647)",
		[FLAG_DUE_TODAY] = "((r.standing&1)=1 AND r.due=?1 AND r.due<2147483647)",
		[FLAG_DUE_SOON] = "((r.standing&1)=1 AND r.soon_from<=?1 AND r.due>=?1 AND r.due<2147483647)",
		[FLAG_NEW] = "(r.born>?3)", [FLAG_CHANGED] = "(r.told>?3 OR " QUERY_NEWLY_LATE ")",
		[FLAG_REOPENED] = "(r.reopened>?3)",
		[FLAG_SLIPPED] = "(r.slips>0)",
		[FLAG_STALE] = "EXISTS(SELECT 1 FROM request q WHERE q.id=r.request AND q.stale_at<=?2)",
		[FLAG_UNDATED] = "(r.kind=4 AND r.open=1 AND r.due=2147483647)",
		[FLAG_STATUTORY] = "(r.statutory=1)",
		[FLAG_FLAGGED] = "(r.open=1 AND r.flagged_from<=?1)",
		[FLAG_QUARANTINED] = "(r.quarantined=1)",
	};
	if (flag == FLAG_REPEAT)
		return repeat_flag(moment->profile);
	if (flag == FLAG_WORSE || flag == FLAG_BETTER)
		return judged_flag(flag, moment->profile);
	if (moment->since < 0 && (flag == FLAG_NEW || flag == FLAG_REOPENED))
		return "0"; /* rule 9: without a baseline nothing is marked */
	if (moment->since < 0 && flag == FLAG_CHANGED)
		return "(r.updated>=?4 AND r.updated<=?2)";
	return conditions[flag];
}
