/* A filter tree as canonical text: the same meaning in the same shape gives the same text, and the text
 * parses back to the same tree. Used for cache keys, messages and tests, in both programs. */
#include "hubbrief/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/str.h"

static void add_quoted(struct str *out, const char *word)
{
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			str_addc(out, '\\');
		str_addc(out, *word);
	}
}

static void add_words(struct str *out, const struct filter *filter)
{
	str_add(out, filter_field_name(filter->field));
	for (size_t i = 0; i < filter->word_count; i++) {
		const char *word = filter->words[i];
		bool bare = word[strcspn(word, " \t\n\v\f\r,()\"")] == '\0';
		str_addc(out, i ? ',' : ':');
		if (bare) {
			str_add(out, word);
			continue;
		}
		str_addc(out, '"');
		add_quoted(out, word);
		str_addc(out, '"');
	}
}

static void add_phrase(struct str *out, const struct filter *filter)
{
	str_addc(out, '"');
	for (size_t i = 0; i < filter->word_count; i++) {
		if (i)
			str_addc(out, ' ');
		add_quoted(out, filter->words[i]);
	}
	str_addc(out, '"');
}

/* The shortest text that reads back as the same number. */
static void add_number(struct str *out, double number)
{
	char text[40];
	snprintf(text, sizeof text, "%.15g", number);
	if (strtod(text, NULL) != number)
		snprintf(text, sizeof text, "%.17g", number);
	str_add(out, text);
}

static void add_compare(struct str *out, const struct filter *filter)
{
	static const char *const signs[] = { "=", "<", "<=", ">", ">=" };
	str_addf(out, "%s%s", filter_field_name(filter->field), signs[filter->compare]);
	if (filter->op == FILTER_NUMBER) {
		add_number(out, filter->number);
	} else if (filter->relative && filter->day) {
		str_addf(out, "%dd", filter->day);
	} else if (filter->relative) {
		str_add(out, "today");
	} else {
		char day[DATE_TEXT];
		str_add(out, day_iso(day, filter->day));
	}
}

static void add_node(struct str *out, const struct filter *filter);

static void add_child(struct str *out, const struct filter *child, bool parentheses)
{
	if (parentheses)
		str_addc(out, '(');
	add_node(out, child);
	if (parentheses)
		str_addc(out, ')');
}

static void add_node(struct str *out, const struct filter *filter)
{
	const struct filter *left = filter->left, *right = filter->right;
	switch (filter->op) {
	case FILTER_ALL:
		break;
	case FILTER_AND:
		add_child(out, left, left->op == FILTER_OR);
		str_addc(out, ' ');
		add_child(out, right, right->op == FILTER_OR || right->op == FILTER_AND);
		break;
	case FILTER_OR:
		add_child(out, left, false);
		str_add(out, " or ");
		add_child(out, right, right->op == FILTER_OR);
		break;
	case FILTER_NOT:
		str_addc(out, '-');
		add_child(out, left, left->op == FILTER_OR || left->op == FILTER_AND);
		break;
	case FILTER_WORD:
		add_words(out, filter);
		break;
	case FILTER_DAY:
	case FILTER_NUMBER:
		add_compare(out, filter);
		break;
	case FILTER_FLAG:
		str_add(out, flag_table[filter->flag].word);
		break;
	case FILTER_TEXT:
		add_phrase(out, filter);
		break;
	}
}

const char *filter_text(struct arena *arena, const struct filter *filter)
{
	struct str out = { 0 };
	add_node(&out, filter);
	const char *text = arena_dup(arena, str_text(&out));
	str_free(&out);
	return text;
}
