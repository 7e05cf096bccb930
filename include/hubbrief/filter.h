/* The filter language (design.md §6): text to tree. Used by panes, ratings, `/`, `\` and `query`; the
 * store compiles the tree to SQL. Pure; the tree lives in the caller's arena. */
#ifndef HUBBRIEF_FILTER_H
#define HUBBRIEF_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/dates.h"
#include "hubbrief/kind.h"
#include "hubbrief/mem.h"

enum filter_op {
	FILTER_ALL,   /* everything (an empty filter) */
	FILTER_AND, FILTER_OR, FILTER_NOT, /* NOT uses `left` */
	FILTER_WORD,  /* field : one of `words` */
	FILTER_DAY,   /* field compared with a day: absolute, or `relative` days from today */
	FILTER_NUMBER, /* field compared with a number */
	FILTER_FLAG,
	FILTER_TEXT,  /* full text: `words`, in this order, are one phrase */
};

enum filter_compare { COMPARE_EQ, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };

/* The names that may stand before ':' or a comparison. */
enum filter_field {
	BY_HUB, BY_AREA, BY_KIND, BY_STATUS, BY_RATING, BY_OWNER, BY_OFFICE, BY_SOURCE, BY_TAG, BY_MARKING,
	BY_TYPE, BY_CATEGORY, BY_SEVERITY, BY_STRAND, BY_ID, BY_BODY, BY_RISK, BY_STAGE, /* words */
	BY_DUE, BY_OPENED, BY_UPDATED, BY_CLOSED, BY_OCCURRED, BY_EXPIRES,               /* days */
	BY_AGE, BY_VALUE, BY_CHANGE, BY_PROGRESS, BY_SLIPS,                              /* numbers; age in days since updated */
	BY_COUNT,
};

struct filter {
	enum filter_op op;
	struct filter *left, *right;
	enum filter_field field;
	enum flag flag;
	enum filter_compare compare;
	bool relative; /* `day` counts from today */
	day_t day;
	double number;
	const char **words; /* ASCII letters folded to lower case, except of BY_ID; sorted, each once, except of a text */
	size_t word_count;
	int column; /* 1-based, for messages */
};

struct filter_error {
	int column; /* 1-based, in characters */
	char text[240]; /* what was wrong, what was expected, did you mean */
};

/* `places` (may be NULL) lets hub: and area: complain about unknown ids ("countywide" is a hub word for
 * records without hubs). NULL and the error filled when the text is not a filter. */
struct known_places;
struct filter *filter_parse(struct arena *arena, const char *text, const struct known_places *places,
	struct filter_error *error);
/* A new tree: both must hold. Either may be NULL. */
struct filter *filter_and(struct arena *arena, struct filter *left, struct filter *right);
struct filter *filter_flag(struct arena *arena, enum flag flag);
struct filter *filter_word(struct arena *arena, enum filter_field field, const char *word);
/* Canonical text of a tree: same meaning, same text. Owned by the arena. */
const char *filter_text(struct arena *arena, const struct filter *filter);
const char *filter_field_name(enum filter_field field);

#endif
