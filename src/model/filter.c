/* The filter language of design.md §6: text to tree, by recursive descent over bytes. Called for panes,
 * ratings, `/`, `\` and `query`, in both programs; filter_text.c goes the other way, the store compiles
 * the tree to SQL. Pure: every node lives in the caller's arena.
 *
 *   either := both ("or" both)*            both := one (["and"] one)*
 *   one    := ("not" | "-") one | "(" either ")" | "phrase" | field:words | field compare value | word */
#include "hubbrief/filter.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/clean.h"
#include "hubbrief/record.h"
#include "hubbrief/str.h"

enum { LONGEST = 4096, DEEPEST = 64, MOST_TERMS = 200, MOST_WORDS = 200, FARTHEST_DAYS = 36500 };

enum value_type { VALUE_WORD, VALUE_DAY, VALUE_NUMBER };

static const struct filter_field_info {
	const char *name;
	enum value_type type;
	const char *vocabulary; /* NULL: any word */
} fields[BY_COUNT] = {
	[BY_HUB] = { "hub", VALUE_WORD, NULL },
	[BY_AREA] = { "area", VALUE_WORD, NULL },
	[BY_KIND] = { "kind", VALUE_WORD, "kind" },
	[BY_STATUS] = { "status", VALUE_WORD, "status" },
	[BY_RATING] = { "rating", VALUE_WORD, "rating" },
	[BY_OWNER] = { "owner", VALUE_WORD, "agency" },
	[BY_OFFICE] = { "office", VALUE_WORD, NULL },
	[BY_SOURCE] = { "source", VALUE_WORD, NULL },
	[BY_TAG] = { "tag", VALUE_WORD, NULL },
	[BY_MARKING] = { "marking", VALUE_WORD, "marking" },
	[BY_TYPE] = { "type", VALUE_WORD, NULL },
	[BY_CATEGORY] = { "category", VALUE_WORD, NULL },
	[BY_SEVERITY] = { "severity", VALUE_WORD, "severity" },
	[BY_STRAND] = { "strand", VALUE_WORD, "strand" },
	[BY_ID] = { "id", VALUE_WORD, NULL },
	[BY_BODY] = { "body", VALUE_WORD, NULL },
	[BY_RISK] = { "risk", VALUE_WORD, "risk" },
	[BY_STAGE] = { "stage", VALUE_WORD, NULL },
	[BY_DUE] = { "due", VALUE_DAY, NULL },
	[BY_OPENED] = { "opened", VALUE_DAY, NULL },
	[BY_UPDATED] = { "updated", VALUE_DAY, NULL },
	[BY_CLOSED] = { "closed", VALUE_DAY, NULL },
	[BY_OCCURRED] = { "occurred", VALUE_DAY, NULL },
	[BY_EXPIRES] = { "expires", VALUE_DAY, NULL },
	[BY_AGE] = { "age", VALUE_NUMBER, NULL },
	[BY_VALUE] = { "value", VALUE_NUMBER, NULL },
	[BY_CHANGE] = { "change", VALUE_NUMBER, NULL },
	[BY_PROGRESS] = { "progress", VALUE_NUMBER, NULL },
	[BY_SLIPS] = { "slips", VALUE_NUMBER, NULL },
};

struct parser {
	struct arena *arena;
	const struct known_places *places; /* may be NULL */
	const char *text, *at;
	int depth, terms;
	struct filter_error *error;
};

const char *filter_field_name(enum filter_field field)
{
	return fields[field].name;
}

/* ---- messages ---------------------------------------------------------------------------------- */

static int column_of(const struct parser *parser, const char *place)
{
	int column = 1;
	for (const char *c = parser->text; c < place; c++)
		column += ((unsigned char)*c & 0xC0) != 0x80;
	return column;
}

static struct filter *fail(struct parser *parser, const char *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Always NULL, so that `return fail(…)` reads as what it is. */
static struct filter *fail(struct parser *parser, const char *place, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	parser->error->column = column_of(parser, place);
	vsnprintf(parser->error->text, sizeof parser->error->text, format, args);
	va_end(args);
	return NULL;
}

/* `unknown hub "harrogat", did you mean "harrogate"?`, or the first few that are known. */
static struct filter *fail_unknown(struct parser *parser, const char *place, const char *what, const char *word,
	const char *const *known, size_t count)
{
	const char *near = str_nearest(word, known, count);
	if (near)
		return fail(parser, place, "unknown %s \"%.60s\", did you mean \"%s\"?", what, word, near);
	struct str list = { 0 };
	size_t shown = 0;
	for (; shown < count && list.length < 120; shown++)
		str_addf(&list, "%s%s", shown ? ", " : "", known[shown]);
	fail(parser, place, "unknown %s \"%.60s\", expected one of: %s%s", what, word, str_text(&list),
		shown == count ? "" : " …");
	str_free(&list);
	return NULL;
}

/* ---- nodes ------------------------------------------------------------------------------------- */

static struct filter *node_new(struct arena *arena, enum filter_op op)
{
	struct filter *node = arena_alloc(arena, sizeof *node);
	node->op = op;
	return node;
}

static struct filter *node_join(struct arena *arena, enum filter_op op, struct filter *left, struct filter *right)
{
	struct filter *node = node_new(arena, op);
	node->left = left;
	node->right = right;
	node->column = left->column;
	return node;
}

static struct filter *term_new(struct parser *parser, enum filter_op op, const char *place)
{
	if (++parser->terms > MOST_TERMS)
		return fail(parser, place, "the filter is too long: at most %d terms", MOST_TERMS);
	struct filter *node = node_new(parser->arena, op);
	node->column = column_of(parser, place);
	return node;
}

struct filter *filter_and(struct arena *arena, struct filter *left, struct filter *right)
{
	bool no_left = !left || left->op == FILTER_ALL, no_right = !right || right->op == FILTER_ALL;
	if (no_left && no_right)
		return node_new(arena, FILTER_ALL);
	if (no_left || no_right)
		return no_left ? right : left;
	return node_join(arena, FILTER_AND, left, right);
}

struct filter *filter_flag(struct arena *arena, enum flag flag)
{
	struct filter *node = node_new(arena, FILTER_FLAG);
	node->flag = flag;
	return node;
}

static char *fold(struct arena *arena, const char *bytes, size_t count)
{
	char *word = arena_dupn(arena, bytes, count);
	for (char *c = word; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return word;
}

struct filter *filter_word(struct arena *arena, enum filter_field field, const char *word)
{
	struct filter *node = node_new(arena, FILTER_WORD);
	node->field = field;
	node->words = arena_alloc(arena, sizeof *node->words);
	node->words[0] = field == BY_ID ? arena_dup(arena, word) : fold(arena, word, strlen(word));
	node->word_count = 1;
	return node;
}

/* ---- words of the text ------------------------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool ends_word(char c)
{
	return !c || is_space(c) || c == '(' || c == ')' || c == '"';
}

static void skip_space(struct parser *parser)
{
	while (is_space(*parser->at))
		parser->at++;
}

/* A keyword stands alone: "or", not "order" and not "or:x". */
static bool take_keyword(struct parser *parser, const char *keyword)
{
	size_t length = strlen(keyword);
	if (strncasecmp(parser->at, keyword, length) != 0 || !ends_word(parser->at[length]))
		return false;
	parser->at += length;
	return true;
}

/* The text between quotes; \" and \\ stand for themselves. NULL when the closing quote is missing. */
static char *take_quoted(struct parser *parser)
{
	const char *start = parser->at++;
	char *word = arena_alloc(parser->arena, strlen(start) + 1);
	size_t length = 0;
	for (; *parser->at && *parser->at != '"'; parser->at++) {
		if (*parser->at == '\\' && (parser->at[1] == '"' || parser->at[1] == '\\'))
			parser->at++;
		word[length++] = *parser->at;
	}
	if (!*parser->at) {
		fail(parser, start, "the quote that opens here is not closed, expected another \"");
		return NULL;
	}
	parser->at++;
	return word;
}

/* ---- terms ------------------------------------------------------------------------------------- */

static void add_word(struct parser *parser, struct filter *node, const char *word)
{
	if (!node->words)
		node->words = arena_alloc(parser->arena, MOST_WORDS * sizeof *node->words);
	size_t at = 0;
	while (at < node->word_count && strcmp(node->words[at], word) < 0)
		at++;
	if (at < node->word_count && strcmp(node->words[at], word) == 0)
		return;
	memmove(node->words + at + 1, node->words + at, (node->word_count - at) * sizeof *node->words);
	node->words[at] = word;
	node->word_count++;
}

/* Full text: one phrase, its words in order. */
static struct filter *phrase(struct parser *parser, const char *place, const char *text)
{
	struct filter *node = term_new(parser, FILTER_TEXT, place);
	if (!node)
		return NULL;
	node->words = arena_alloc(parser->arena, (strlen(text) / 2 + 1) * sizeof *node->words);
	while (*text) {
		size_t length = 0;
		while (text[length] && !is_space(text[length]))
			length++;
		if (length)
			node->words[node->word_count++] = fold(parser->arena, text, length);
		text += length + (text[length] != '\0');
	}
	return node->word_count ? node : fail(parser, place, "nothing to search for between the quotes");
}

static bool place_known(struct parser *parser, const char *place, enum filter_field field, const char *word)
{
	if (!parser->places || (field == BY_HUB && strcmp(word, "countywide") == 0))
		return true;
	const char *const *ids = field == BY_HUB ? parser->places->hubs : parser->places->areas;
	size_t count = field == BY_HUB ? parser->places->hub_count : parser->places->area_count;
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(ids[i], word) == 0)
			return true;
	fail_unknown(parser, place, fields[field].name, word, ids, count);
	return false;
}

/* The words of a vocabulary over all kinds, compared without case. */
static bool vocabulary_knows(struct parser *parser, const char *place, enum filter_field field, const char *word)
{
	const char *known[256];
	size_t count = 0;
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		const char *const *words = vocabulary_words(fields[field].vocabulary, (enum kind)kind);
		for (; words && *words; words++) {
			bool seen = false;
			if (strcasecmp(*words, word) == 0)
				return true;
			for (size_t i = 0; i < count && !seen; i++)
				seen = strcmp(known[i], *words) == 0;
			if (!seen && count < 256)
				known[count++] = *words;
		}
	}
	fail_unknown(parser, place, fields[field].name, word, known, count);
	return false;
}

static bool word_valid(struct parser *parser, const char *place, enum filter_field field, const char *word)
{
	if (field == BY_HUB || field == BY_AREA)
		return place_known(parser, place, field, word);
	if (field == BY_RATING && strcmp(word, "-") == 0)
		return true;
	return !fields[field].vocabulary || vocabulary_knows(parser, place, field, word);
}

static struct filter *words_term(struct parser *parser, const char *place, enum filter_field field)
{
	struct filter *node = term_new(parser, FILTER_WORD, place);
	if (!node)
		return NULL;
	node->field = field;
	do {
		const char *start = ++parser->at; /* past the ':' or ',' */
		char *word;
		if (*start == '"') {
			word = take_quoted(parser);
			if (!word)
				return NULL;
		} else {
			while (!ends_word(*parser->at) && *parser->at != ',')
				parser->at++;
			word = arena_dupn(parser->arena, start, (size_t)(parser->at - start));
		}
		if (!*word)
			return fail(parser, start, "expected a word right after \"%s:\", like %s:%s", fields[field].name,
				fields[field].name, field == BY_HUB ? "countywide" : "this,that");
		if (node->word_count == MOST_WORDS)
			return fail(parser, start, "too many words after \"%s:\", at most %d", fields[field].name, MOST_WORDS);
		if (field != BY_ID)
			word = fold(parser->arena, word, strlen(word));
		if (!word_valid(parser, start, field, word))
			return NULL;
		add_word(parser, node, word);
	} while (*parser->at == ',');
	return node;
}

/* "today", "7d", "+7d", "-3d", "2023-03-31". */
static bool day_value(const char *text, struct filter *node)
{
	node->relative = true;
	if (strcasecmp(text, "today") == 0)
		return true;
	char *end;
	size_t digits = strspn(text + (*text == '+' || *text == '-'), "0123456789");
	long days = strtol(text, &end, 10);
	if (digits && digits <= 6 && end > text && strcasecmp(end, "d") == 0) {
		node->day = (day_t)days;
		return days >= -FARTHEST_DAYS && days <= FARTHEST_DAYS;
	}
	enum precision precision;
	node->relative = false;
	return day_parse(text, &node->day, &precision) && precision == PRECISION_DAY;
}

static bool number_value(const char *text, struct filter *node)
{
	char *end;
	if (!*text || text[strspn(text, "0123456789.eE+-")] || strlen(text) > 32)
		return false;
	node->number = strtod(text, &end) + 0.0; /* "-0" is 0 */
	return !*end && isfinite(node->number);
}

static enum filter_compare take_compare(struct parser *parser)
{
	char c = *parser->at++;
	if (c == '=')
		return COMPARE_EQ;
	bool equal = *parser->at == '=';
	parser->at += equal;
	if (c == '<')
		return equal ? COMPARE_LE : COMPARE_LT;
	return equal ? COMPARE_GE : COMPARE_GT;
}

static struct filter *compare_term(struct parser *parser, const char *place, enum filter_field field)
{
	const struct filter_field_info *info = &fields[field];
	struct filter *node = term_new(parser, info->type == VALUE_DAY ? FILTER_DAY : FILTER_NUMBER, place);
	if (!node)
		return NULL;
	node->field = field;
	node->compare = take_compare(parser);
	const char *start = parser->at;
	while (!ends_word(*parser->at))
		parser->at++;
	const char *value = arena_dupn(parser->arena, start, (size_t)(parser->at - start));
	if (info->type == VALUE_DAY && !day_value(value, node))
		return fail(parser, start, "\"%.40s\" is not a day, expected a date like 2023-03-31, today, 7d or -3d", value);
	if (info->type == VALUE_NUMBER && !number_value(value, node))
		return fail(parser, start, "\"%.40s\" is not a number, expected one like %s>10", value, info->name);
	return node;
}

static enum filter_field field_of(const char *name)
{
	int field = 0;
	while (field < BY_COUNT && strcasecmp(fields[field].name, name) != 0)
		field++;
	return (enum filter_field)field;
}

static struct filter *unknown_field(struct parser *parser, const char *place, const char *name)
{
	const char *names[BY_COUNT];
	for (int i = 0; i < BY_COUNT; i++)
		names[i] = fields[i].name;
	return fail_unknown(parser, place, "field", name, names, BY_COUNT);
}

/* What follows a name: ':' and words, or a comparison; each field takes only one of the two. */
static struct filter *field_term(struct parser *parser, const char *place, const char *name)
{
	enum filter_field field = field_of(name);
	bool colon = *parser->at == ':';
	if (field == BY_COUNT)
		return unknown_field(parser, place, name);
	if (colon && fields[field].type == VALUE_WORD)
		return words_term(parser, place, field);
	if (!colon && fields[field].type != VALUE_WORD)
		return compare_term(parser, place, field);
	if (colon)
		return fail(parser, parser->at, "\"%s\" is compared, expected one of = < <= > >= after it, like %s",
			fields[field].name, fields[field].type == VALUE_DAY ? "due<=7d" : "value>10");
	return fail(parser, parser->at, "\"%s\" is not compared, expected %s:%s", fields[field].name,
		fields[field].name, "word");
}

static struct filter *bare_term(struct parser *parser)
{
	const char *start = parser->at;
	while (!ends_word(*parser->at) && !strchr(":<>=", *parser->at))
		parser->at++;
	const char *word = arena_dupn(parser->arena, start, (size_t)(parser->at - start));
	bool is_name = *word && word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")] == '\0';
	if (!ends_word(*parser->at) && is_name)
		return field_term(parser, start, word);
	if (!ends_word(*parser->at) && !*word)
		return fail(parser, start, "expected a field before \"%c\", like due<=7d or hub:countywide", *start);
	while (!ends_word(*parser->at))
		parser->at++;
	word = fold(parser->arena, start, (size_t)(parser->at - start));
	enum flag flag;
	if (!flag_named(word, &flag))
		return phrase(parser, start, word);
	struct filter *node = term_new(parser, FILTER_FLAG, start);
	if (node)
		node->flag = flag;
	return node;
}

/* ---- the grammar ------------------------------------------------------------------------------- */

static struct filter *parse_either(struct parser *parser);

static struct filter *parse_group(struct parser *parser)
{
	const char *start = parser->at++;
	skip_space(parser);
	if (*parser->at == ')')
		return fail(parser, start, "nothing stands between the parentheses");
	struct filter *inner = parse_either(parser);
	if (!inner)
		return NULL;
	if (*parser->at != ')')
		return fail(parser, start, "the parenthesis that opens here is not closed, expected \")\"");
	parser->at++;
	return inner;
}

static struct filter *parse_one(struct parser *parser);

static struct filter *parse_not(struct parser *parser, const char *start)
{
	skip_space(parser);
	if (!*parser->at || *parser->at == ')')
		return fail(parser, start, "expected something after \"%s\"", *start == '-' ? "-" : "not");
	struct filter *inner = parse_one(parser);
	if (!inner)
		return NULL;
	struct filter *node = node_new(parser->arena, FILTER_NOT);
	node->left = inner;
	node->column = column_of(parser, start);
	return node;
}

static struct filter *parse_plain(struct parser *parser)
{
	const char *start = parser->at;
	if (*start == '(')
		return parse_group(parser);
	if (take_keyword(parser, "not"))
		return parse_not(parser, start);
	if (*start == '-') {
		parser->at++;
		return parse_not(parser, start);
	}
	if (*start == '"') {
		const char *text = take_quoted(parser);
		return text ? phrase(parser, start, text) : NULL;
	}
	if (take_keyword(parser, "or") || take_keyword(parser, "and"))
		return fail(parser, start, "\"%.*s\" joins two terms, expected one on each side of it",
			(int)(parser->at - start), start);
	return bare_term(parser);
}

static struct filter *parse_one(struct parser *parser)
{
	if (++parser->depth > DEEPEST)
		return fail(parser, parser->at, "the filter is nested too deeply, at most %d levels", DEEPEST);
	struct filter *node = parse_plain(parser);
	parser->depth--;
	return node;
}

static bool at_end_of_both(struct parser *parser)
{
	skip_space(parser);
	const char *here = parser->at;
	bool ends = !*here || *here == ')' || take_keyword(parser, "or");
	parser->at = here;
	return ends;
}

static struct filter *parse_both(struct parser *parser)
{
	struct filter *left = parse_one(parser);
	while (left && !at_end_of_both(parser)) {
		const char *start = parser->at;
		if (take_keyword(parser, "and")) {
			if (at_end_of_both(parser))
				return fail(parser, start, "\"and\" joins two terms, expected one on each side of it");
		}
		struct filter *right = parse_one(parser);
		if (!right)
			return NULL;
		left = node_join(parser->arena, FILTER_AND, left, right);
	}
	return left;
}

static struct filter *parse_either(struct parser *parser)
{
	struct filter *left = parse_both(parser);
	while (left) {
		skip_space(parser);
		const char *start = parser->at;
		if (!take_keyword(parser, "or"))
			break;
		if (at_end_of_both(parser))
			return fail(parser, start, "\"or\" joins two terms, expected one on each side of it");
		struct filter *right = parse_both(parser);
		if (!right)
			return NULL;
		left = node_join(parser->arena, FILTER_OR, left, right);
	}
	return left;
}

struct filter *filter_parse(struct arena *arena, const char *text, const struct known_places *places,
	struct filter_error *error)
{
	struct parser parser = { .arena = arena, .places = places, .text = text, .at = text, .error = error };
	*error = (struct filter_error){ .column = 1 };
	if (strlen(text) > LONGEST)
		return fail(&parser, text, "the filter is too long, at most %d bytes", LONGEST);
	if (!clean_valid(text, strlen(text)))
		return fail(&parser, text, "the filter is not valid UTF-8 text");
	skip_space(&parser);
	if (!*parser.at)
		return node_new(arena, FILTER_ALL);
	struct filter *filter = parse_either(&parser);
	if (filter && *parser.at)
		return fail(&parser, parser.at, "\"%c\" closes nothing", *parser.at);
	return filter;
}
