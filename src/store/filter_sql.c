/* Filters and sorts as SQL over a profile's projection: see query.h. A filter is walked as a tree; what a class of rule
 * 19 settles is left out. Called by order.c, gather.c and ask.c (dashboard), and by tally.c (both programs). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/query.h"

/* ---- what is settled --------------------------------------------------------------------------- */

static bool has_word(const struct filter *filter, const char *word)
{
	for (size_t i = 0; i < filter->word_count; i++)
		if (strcasecmp(filter->words[i], word) == 0)
			return true;
	return false;
}

static enum truth truth_not(enum truth truth)
{
	return truth == TRUTH_OPEN ? TRUTH_OPEN : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static enum truth truth_leaf(const struct filter *filter, const struct settled *settled)
{
	if (filter->op == FILTER_ALL)
		return TRUTH_YES;
	if (!settled)
		return TRUTH_OPEN;
	if (filter->op == FILTER_FLAG && settled->known >> filter->flag & 1)
		return settled->value >> filter->flag & 1 ? TRUTH_YES : TRUTH_NO;
	if (filter->op == FILTER_WORD && filter->field == BY_KIND && settled->kind != KIND_NONE)
		return has_word(filter, kind_table[settled->kind].word) ? TRUTH_YES : TRUTH_NO;
	return TRUTH_OPEN;
}

enum truth filter_truth(const struct filter *filter, const struct settled *settled)
{
	if (!filter)
		return TRUTH_YES;
	if (filter->op == FILTER_NOT)
		return truth_not(filter_truth(filter->left, settled));
	if (filter->op != FILTER_AND && filter->op != FILTER_OR)
		return truth_leaf(filter, settled);
	enum truth ends = filter->op == FILTER_AND ? TRUTH_NO : TRUTH_YES;
	enum truth left = filter_truth(filter->left, settled), right = filter_truth(filter->right, settled);
	if (left == ends || right == ends)
		return ends;
	return left == TRUTH_OPEN || right == TRUTH_OPEN ? TRUTH_OPEN : truth_not(ends);
}

/* ---- leaves ------------------------------------------------------------------------------------ */

static const char *const compare_sql[] = {
	[COMPARE_EQ] = "=", [COMPARE_LT] = "<", [COMPARE_LE] = "<=", [COMPARE_GT] = ">", [COMPARE_GE] = ">=",
};

/* One of several: "(each OR each)"; `each` adds the condition for one word. */
static void any_word(struct query *query, const struct filter *filter,
	void (*each)(struct query *query, const struct filter *filter, const char *word))
{
	query_add(query, "(");
	for (size_t i = 0; i < filter->word_count; i++) {
		query_add(query, i ? " OR " : "");
		each(query, filter, filter->words[i]);
	}
	query_add(query, filter->word_count ? ")" : "0)");
}

static void place_word(struct query *query, const struct filter *filter, const char *word)
{
	bool hub = filter->field == BY_HUB;
	if (hub && strcasecmp(word, "countywide") == 0) {
		query_add(query, "r.hubs=0");
		return;
	}
	int bit = place_bit(hub ? query->places->hubs : query->places->areas, word);
	query_add(query, hub ? "(r.hubs&" : "(r.areas&");
	query_integer(query, bit < 0 ? 0 : (int64_t)1 << bit);
	query_add(query, ")<>0");
}

static void list_word(struct query *query, const struct filter *filter, const char *word)
{
	char *wanted = mem_printf(",%s,", word);
	bool tags = filter->field == BY_TAG;
	str_addf(&query->sql, "instr(lower(%s),lower(", tags ? "r.tags" : query_strand(query->moment.profile));
	query_text(query, wanted);
	query_add(query, "))>0");
	free(wanted);
}

static void office_word(struct query *query, const struct filter *filter, const char *word)
{
	(void)filter;
	query_add(query, "instr(lower(r.office),lower(");
	query_text(query, word);
	query_add(query, "))>0");
}

static void rating_word(struct query *query, const struct filter *filter, const char *word)
{
	(void)filter;
	str_addf(&query->sql, "(%s)=upper(", query_rating());
	query_text(query, word);
	query_add(query, ")");
}

static void marking_word(struct query *query, const struct filter *filter, const char *word)
{
	(void)filter;
	enum marking marking = MARKING_OFFICIAL;
	while (marking < MARKING_UNKNOWN && strcasecmp(marking_text(marking), word) != 0)
		marking++;
	query_add(query, "r.marking=");
	query_integer(query, marking);
}

static const char *const word_columns[BY_COUNT] = {
	[BY_STATUS] = "r.status", [BY_OWNER] = "r.owner", [BY_SOURCE] = "r.source COLLATE NOCASE", [BY_TYPE] = "r.type",
	[BY_CATEGORY] = "r.category", [BY_SEVERITY] = "r.severity", [BY_ID] = "r.id", [BY_BODY] = "r.body",
	[BY_RISK] = "r.risk", [BY_STAGE] = "r.stage", [BY_KIND] = "r.kind",
};

/* A plain IN, which an index can serve. */
static void column_words(struct query *query, const struct filter *filter)
{
	str_addf(&query->sql, "%s IN (", word_columns[filter->field]);
	for (size_t i = 0; i < filter->word_count; i++) {
		query_add(query, i ? "," : "");
		if (filter->field == BY_KIND)
			query_integer(query, kind_named(filter->words[i]));
		else
			query_text(query, filter->words[i]);
	}
	query_add(query, ")");
}

static void words_leaf(struct query *query, const struct filter *filter)
{
	static void (*const each[BY_COUNT])(struct query *, const struct filter *, const char *) = {
		[BY_HUB] = place_word, [BY_AREA] = place_word, [BY_TAG] = list_word, [BY_STRAND] = list_word,
		[BY_OFFICE] = office_word, [BY_RATING] = rating_word, [BY_MARKING] = marking_word,
	};
	if (each[filter->field])
		any_word(query, filter, each[filter->field]);
	else
		column_words(query, filter);
}

static void instant_range(struct query *query, const char *column, instant_t from, instant_t before)
{
	str_addf(&query->sql, "(%s>=", column);
	query_integer(query, from == INSTANT_NONE ? INSTANT_NONE + 1 : from);
	str_addf(&query->sql, " AND %s<", column);
	query_integer(query, before);
	query_add(query, ")");
}

/* The days [from, to] that a comparison with `day` means, as instants. */
static void instant_days(struct query *query, const char *column, enum filter_compare compare, day_t day)
{
	instant_t start = day_start(day), end = day_start(day + 1);
	switch (compare) {
	case COMPARE_EQ: instant_range(query, column, start, end); break;
	case COMPARE_LT: instant_range(query, column, INSTANT_NONE, start); break;
	case COMPARE_LE: instant_range(query, column, INSTANT_NONE, end); break;
	case COMPARE_GT: instant_range(query, column, end, INT64_MAX); break;
	case COMPARE_GE: instant_range(query, column, start, INT64_MAX); break;
	}
}

static void day_leaf(struct query *query, const struct filter *filter)
{
	static const char *const days[BY_COUNT] = { [BY_DUE] = "r.due", [BY_OPENED] = "r.opened", [BY_CLOSED] = "r.closed",
		[BY_EXPIRES] = "r.expires" };
	day_t day = filter->relative ? query->moment.today + filter->day : filter->day;
	const char *column = days[filter->field];
	if (!column) {
		instant_days(query, filter->field == BY_UPDATED ? "r.updated" : "r.occurred", filter->compare, day);
		return;
	}
	str_addf(&query->sql, "(%s%s", column, compare_sql[filter->compare]);
	query_integer(query, day);
	str_addf(&query->sql, " AND %s<2147483647)", column);
}

/* Age in whole days since `updated`; a day further back is a day older. */
static void age_leaf(struct query *query, const struct filter *filter)
{
	double days = floor(filter->number);
	bool whole = days == filter->number;
	if (!whole && filter->compare == COMPARE_EQ) {
		query_add(query, "0");
		return;
	}
	static const enum filter_compare mirrored[] = { [COMPARE_EQ] = COMPARE_EQ, [COMPARE_LT] = COMPARE_GT,
		[COMPARE_LE] = COMPARE_GE, [COMPARE_GT] = COMPARE_LT, [COMPARE_GE] = COMPARE_LE };
	enum filter_compare compare = filter->compare;
	if (!whole) /* age < 2.5 is age <= 2; age >= 2.5 is age > 2 */
		compare = compare == COMPARE_LT ? COMPARE_LE : compare == COMPARE_GE ? COMPARE_GT : compare;
	double most = 36500;
	day_t back = (day_t)fmax(-most, fmin(most, days));
	instant_days(query, "r.updated", mirrored[compare], query->moment.today - back);
}

static void number_leaf(struct query *query, const struct filter *filter)
{
	if (filter->field == BY_AGE) {
		age_leaf(query, filter);
		return;
	}
	const char *column = filter->field == BY_VALUE ? query_value(query->moment.profile) :
		filter->field == BY_CHANGE ? query_change(query->moment.profile) :
		filter->field == BY_PROGRESS ? "iif(r.progress<0,NULL,r.progress)" : "r.slips";
	str_addf(&query->sql, "ifnull(%s%s", column, compare_sql[filter->compare]);
	query_real(query, filter->number);
	query_add(query, ",0)");
}

/* "one two": a phrase in that column of the index, its last word as far as it was typed. */
static void add_match(struct str *match, const char *column, const struct filter *filter)
{
	str_addf(match, "%s : \"", column);
	for (size_t i = 0; i < filter->word_count; i++) {
		if (i)
			str_addc(match, ' ');
		for (const char *c = filter->words[i]; *c; c++) {
			if (*c == '"')
				str_addc(match, '"');
			str_addc(match, *c);
		}
	}
	str_add(match, "\" *");
}

void query_match(struct str *match, const struct filter *term, enum profile profile)
{
	add_match(match, "full", term);
	if (profile == PROFILE_TEAM)
		return;
	str_add(match, " OR ");
	add_match(match, "safe", term);
}

/* Found in the columns that the profile may search; the hidden texts of a share-safe record still among them. */
static void found(struct query *query, const struct filter *filter)
{
	struct hits *hits = query->hits;
	while (hits && hits->term != filter)
		hits = hits->next;
	if (hits && hits->led) {
		query_add(query, "1");
		return;
	}
	if (hits) {
		query_add(query, "hit(");
		query_hits(query, hits);
		query_add(query, ",r.n)");
		return;
	}
	struct str match = { 0 };
	query_match(&match, filter, query->moment.profile);
	query_add(query, "r.n IN (SELECT rowid FROM search WHERE search MATCH ");
	query_text(query, str_text(&match));
	query_add(query, ")");
	str_free(&match);
}

/* The hidden texts of a share-safe record match nothing, or searching would tell them. */
static void text_leaf(struct query *query, const struct filter *filter)
{
	query_add(query, "(");
	found(query, filter);
	if (query->moment.profile != PROFILE_TEAM) {
		struct str safe = { 0 };
		add_match(&safe, "safe", filter);
		query_add(query, " AND (r.share_safe=0 OR r.n IN (SELECT rowid FROM search WHERE search MATCH ");
		query_text(query, str_text(&safe));
		query_add(query, "))");
		str_free(&safe);
	}
	query_add(query, ")");
}

/* ---- the tree ---------------------------------------------------------------------------------- */

static void add_leaf(struct query *query, const struct filter *filter)
{
	switch (filter->op) {
	case FILTER_WORD: words_leaf(query, filter); break;
	case FILTER_DAY: day_leaf(query, filter); break;
	case FILTER_NUMBER: number_leaf(query, filter); break;
	case FILTER_FLAG: query_flag(&query->sql, filter->flag, &query->moment); break;
	case FILTER_TEXT: text_leaf(query, filter); break;
	case FILTER_ALL: case FILTER_AND: case FILTER_OR: case FILTER_NOT: break; /* not leaves */
	}
}

void query_filter(struct query *query, const struct filter *filter, const struct settled *settled)
{
	enum truth truth = filter_truth(filter, settled);
	if (truth != TRUTH_OPEN) {
		query_add(query, truth == TRUTH_YES ? "1" : "0");
	} else if (filter->op == FILTER_NOT) {
		query_add(query, "NOT ");
		query_filter(query, filter->left, settled);
	} else if (filter->op == FILTER_AND || filter->op == FILTER_OR) {
		if (filter_truth(filter->left, settled) != TRUTH_OPEN) {
			query_filter(query, filter->right, settled);
		} else if (filter_truth(filter->right, settled) != TRUTH_OPEN) {
			query_filter(query, filter->left, settled);
		} else {
			query_add(query, "(");
			query_filter(query, filter->left, settled);
			query_add(query, filter->op == FILTER_AND ? " AND " : " OR ");
			query_filter(query, filter->right, settled);
			query_add(query, ")");
		}
	} else {
		add_leaf(query, filter);
	}
}

void query_where(struct query *query, const struct filter *filter, const struct settled *settled)
{
	str_addf(&query->sql, " WHERE %s", query_visible(query->moment.profile));
	if (filter_truth(filter, settled) == TRUTH_YES)
		return;
	query_add(query, " AND ");
	query_filter(query, filter, settled);
}

/* ---- sorting ----------------------------------------------------------------------------------- */

const char *query_sort(const char *name, enum profile profile)
{
	static const struct { const char *name, *expression; } sorts[] = {
		{ "due", "r.due" }, { "updated", "r.updated" }, { "id", "r.id" }, { "kind", "r.kind" }, { "owner", "r.owner" },
		{ "status", "r.status" }, { "source", "r.source" }, { "opened", "r.opened" }, { "closed", "r.closed" },
		{ "occurred", "r.occurred" }, { "starts", "r.starts" }, { "expires", "r.expires" }, { "ends", "r.ends" },
		{ "hubs", "r.hubs" }, { "hub", "r.hubs" }, { "areas", "r.areas" }, { "area", "r.areas" }, { "type", "r.type" },
		{ "category", "r.category" }, { "stage", "r.stage" }, { "progress", "r.progress" }, { "slips", "r.slips" },
		{ "body", "r.body" }, { "office", "r.office" }, { "marking", "r.marking" },
		{ "severity", "CASE r.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3"
			" ELSE 4 END" },
		{ "risk", "CASE r.risk WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'standard' THEN 2 ELSE 3 END" },
		{ "rating", "CASE WHEN r.base='R' OR r.red_from<=?1 THEN 0 WHEN r.base='A' OR r.amber_from<=?1 THEN 1"
			" WHEN r.base='G' THEN 2 WHEN r.base='B' THEN 3 ELSE 4 END" },
	};
	bool team = profile == PROFILE_TEAM;
	if (strcmp(name, "title") == 0)
		return query_title(profile);
	if (strcmp(name, "place") == 0)
		return query_place(profile);
	if (strcmp(name, "value") == 0)
		return team ? "ifnull(r.value,-1e300)" : "iif(r.suppressed,-1e300,ifnull(r.value,-1e300))";
	if (strcmp(name, "change") == 0)
		return team ? "ifnull(r.change,-1e300)" : "iif(r.suppressed,-1e300,ifnull(r.change,-1e300))";
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (strcmp(name, sorts[i].name) == 0)
			return sorts[i].expression;
	return NULL;
}
