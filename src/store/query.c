/* The query under construction, the places behind the masks, and the projection of a profile: see query.h. Filters are
 * filter_sql.c. Called by window.c, ask.c and row.c (dashboard), and by tally.c (both programs). The flags here have
 * a twin in C, standing_flags; tests/unit/test_flags.c holds them together. */
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
	struct baseline oldest = moment_oldest(moment);
	const int64_t values[] = { moment->today, moment->now, oldest.sequence, moment->since_at, baseline_day(&oldest) };
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

/* ---- since the baseline -------------------------------------------------------------------------- */

/* The hubs that count from the baseline of all: those without one of their own. */
static uint64_t common_hubs(const struct moment *moment)
{
	uint64_t own = 0;
	for (int i = 0; i < moment->own_count; i++)
		own |= moment->own[i].hubs;
	return ~own;
}

/* Each WHEN in turn: the first that is true holds, so the oldest baselines come first. */
struct cases { struct str *sql; const char *hubs; bool day; };

static void add_case(const struct cases *cases, uint64_t hubs, const struct baseline *baseline)
{
	long long sequence = baseline->sequence < 0 ? INT64_MAX : baseline->sequence;
	if (hubs)
		str_addf(cases->sql, " WHEN %s&%lld THEN", cases->hubs, (long long)hubs);
	else
		str_add(cases->sql, " ELSE");
	str_addf(cases->sql, " %lld", cases->day ? (long long)baseline_day(baseline) : sequence);
}

static void add_cases(const struct cases *cases, const struct moment *moment)
{
	const struct baseline common = moment_common(moment);
	int older = 0;
	while (older < moment->own_count && baseline_older(&moment->own[older].baseline, &common))
		older++;
	str_add(cases->sql, "(CASE");
	for (int i = 0; i < older; i++)
		add_case(cases, moment->own[i].hubs, &moment->own[i].baseline);
	add_case(cases, common_hubs(moment), &common);
	for (int i = older; i < moment->own_count; i++)
		add_case(cases, moment->own[i].hubs, &moment->own[i].baseline);
	add_case(cases, 0, &common); /* of no hub */
	str_add(cases->sql, " END)");
}

void query_since(struct str *sql, const struct moment *moment, const char *hubs)
{
	if (moment->own_count)
		add_cases(&(struct cases){ sql, hubs, false }, moment);
	else
		str_add(sql, "?3");
}

void query_told(struct str *sql, const struct moment *moment)
{
	str_add(sql, "r.told>?3");
	if (moment->own_count) {
		str_add(sql, " AND r.told>");
		query_since(sql, moment, "r.hubs");
	}
}

void query_newly_late(struct str *sql, const struct moment *moment)
{
	str_add(sql, "((r.standing&3)=3 AND r.due<?1 AND r.due>=?5");
	if (moment->own_count) {
		str_add(sql, " AND r.due>=");
		add_cases(&(struct cases){ sql, "r.hubs", true }, moment);
	}
	str_addc(sql, ')');
}

void query_events(struct str *sql, const struct moment *moment)
{
	if (!moment_has_baseline(moment)) {
		str_add(sql, "0");
		return;
	}
	struct str since = { 0 };
	query_since(&since, moment, "r.hubs");
	_Static_assert(CHANGE_CLOSED == 1 && CHANGE_SEVERITY == 7 && CHANGE_NEWLY_LATE == 8 && CHANGE_QUARANTINED == 11 &&
		CHANGE_OTHER == 12 && KIND_NOTICE == 10, "the numbers of the SQL");
	const char *from = str_text(&since);
	str_addf(sql, "(iif(r.told<=%s,0,iif(r.told_before<=%s AND r.told_events<131072,r.told_events,"
		"ifnull((SELECT iif(x&65535,x,4096) FROM (SELECT iif(l.what='new' OR l.class>%d,1," QUERY_EVENTS
		"|" QUERY_WORSE ") x FROM log l WHERE l.id=r.id AND l.source=r.source AND l.seq>%s ORDER BY l.seq LIMIT 1)),4096)))|"
		"((r.born<=%s AND ", from, from, (int)profile_class(moment->profile), from, from);
	query_newly_late(sql, moment);
	str_add(sql, ")<<8))");
	str_free(&since);
}

/* ---- flags ----------------------------------------------------------------------------------------- */

/* Those that count from the baseline. Without one nothing is marked (rule 9); what changed is what was updated lately. */
static void since_flag(struct str *sql, enum flag flag, const struct moment *moment)
{
	static const char *const columns[FLAG_COUNT] = { [FLAG_NEW] = "r.born", [FLAG_REOPENED] = "r.reopened",
		[FLAG_CHANGED] = "r.told" };
	if (!moment_has_baseline(moment)) {
		str_add(sql, flag == FLAG_CHANGED ? "(r.updated>=?4 AND r.updated<=?2)" : "0");
		return;
	}
	str_addf(sql, "(%s>", columns[flag]);
	query_since(sql, moment, "r.hubs");
	if (flag == FLAG_CHANGED) {
		str_add(sql, " OR ");
		query_newly_late(sql, moment);
	}
	str_addc(sql, ')');
}

void query_flag(struct str *sql, enum flag flag, const struct moment *moment)
{
	static const char *const conditions[FLAG_COUNT] = {
		[FLAG_OPEN] = "(r.open=1)",
		[FLAG_CLOSED] = "(r.ended=1)",
		[FLAG_OVERDUE] = "((r.standing&3)=3 AND r.due<?1 AND r.due<2147483647)",
		[FLAG_DUE_TODAY] = "((r.standing&1)=1 AND r.due=?1 AND r.due<2147483647)",
		[FLAG_DUE_SOON] = "((r.standing&1)=1 AND r.soon_from<=?1 AND r.due>=?1 AND r.due<2147483647)",
		[FLAG_SLIPPED] = "(r.slips>0)",
		[FLAG_STALE] = "EXISTS(SELECT 1 FROM request q WHERE q.id=r.request AND q.stale_at<=?2)",
		[FLAG_UNDATED] = "(r.kind=4 AND r.open=1 AND r.due=2147483647)",
		[FLAG_STATUTORY] = "(r.statutory=1)",
		[FLAG_FLAGGED] = "(r.open=1 AND r.flagged_from<=?1)",
		[FLAG_QUARANTINED] = "(r.quarantined=1)",
	};
	if (flag == FLAG_NEW || flag == FLAG_REOPENED || flag == FLAG_CHANGED)
		since_flag(sql, flag, moment);
	else if (flag == FLAG_REPEAT)
		str_add(sql, repeat_flag(moment->profile));
	else if (flag == FLAG_WORSE || flag == FLAG_BETTER)
		str_add(sql, judged_flag(flag, moment->profile));
	else
		str_add(sql, conditions[flag]);
}
