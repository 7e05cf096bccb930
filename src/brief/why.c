/* Why: the sentences below the panes (screens.md). A cell says which records gave its rating, a record what
 * it wants, the headline what stands over the whole. Words come from the rating rules of the configuration,
 * so that a rule of one's own explains itself. Dashboard and commands. */
#include "hubbrief/brief.h"

#include <stdio.h>
#include <string.h>

/* ---- a rating rule in words --------------------------------------------------------------------- */

/* What the terms of a rule's filter say together. */
struct rule_words {
	const struct filter *kinds;
	bool late, flagged, other; /* other: some term has no words; the filter itself is quoted */
	int late_over;       /* due<-7d: 7 */
	struct str before, after;
};

static const struct { enum flag flag; const char *words; } flag_words[] = {
	{ FLAG_DUE_TODAY, "due today" }, { FLAG_DUE_SOON, "due soon" }, { FLAG_NEW, "new" },
	{ FLAG_CHANGED, "changed" }, { FLAG_REOPENED, "reopened" }, { FLAG_SLIPPED, "moved" },
	{ FLAG_WORSE, "worse" }, { FLAG_BETTER, "better" }, { FLAG_STALE, "old" },
	{ FLAG_UNDATED, "without a date" }, { FLAG_REPEAT, "repeated" },
	{ FLAG_QUARANTINED, "to check" }, { FLAG_CLOSED, "closed" }, { FLAG_OPEN, "" },
};

static void word_add(struct str *out, const char *words)
{
	if (*words)
		str_addf(out, " %s", words);
}

static void words_flag(struct rule_words *words, enum flag flag)
{
	if (flag == FLAG_OVERDUE)
		words->late = true;
	else if (flag == FLAG_FLAGGED)
		words->flagged = true;
	else if (flag == FLAG_STATUTORY)
		str_add(&words->before, "statutory ");
	else
		for (size_t i = 0; i < sizeof flag_words / sizeof *flag_words; i++)
			if (flag_words[i].flag == flag)
				word_add(&words->after, flag_words[i].words);
}

static void words_rating(struct rule_words *words, const struct filter *filter)
{
	str_add(&words->after, " rated ");
	for (size_t i = 0; i < filter->word_count; i++)
		str_addf(&words->after, "%s%s", i ? " or " : "", rating_word((char)(filter->words[i][0] & ~0x20)));
}

static void words_field(struct rule_words *words, const struct filter *filter)
{
	if (filter->field == BY_KIND)
		words->kinds = filter;
	else if (filter->field == BY_RATING)
		words_rating(words, filter);
	else if ((filter->field == BY_SEVERITY || filter->field == BY_TYPE) && filter->word_count == 1)
		str_addf(&words->before, "%s ", filter->words[0]);
	else if (filter->field != BY_HUB && filter->field != BY_AREA)
		words->other = true;
}

static void words_day(struct rule_words *words, const struct filter *filter)
{
	bool below = filter->compare == COMPARE_LT || filter->compare == COMPARE_LE;

	if (filter->field == BY_DUE && filter->relative && below && filter->day <= 0)
		words->late_over = (int)-filter->day - (filter->compare == COMPARE_LE);
	else if (filter->field == BY_EXPIRES && filter->relative && below && filter->day > 0)
		str_addf(&words->after, " ending within %d days", (int)filter->day);
	else if (filter->field == BY_DUE && filter->relative && below)
		str_addf(&words->after, " due within %d days", (int)filter->day);
	else
		words->other = true;
}

static void words_of(struct rule_words *words, const struct filter *filter)
{
	if (filter->op == FILTER_AND) {
		words_of(words, filter->left);
		words_of(words, filter->right);
	} else if (filter->op == FILTER_FLAG)
		words_flag(words, filter->flag);
	else if (filter->op == FILTER_WORD)
		words_field(words, filter);
	else if (filter->op == FILTER_DAY)
		words_day(words, filter);
	else if (filter->op != FILTER_ALL)
		words->other = true;
}

static void words_free(struct rule_words *words)
{
	str_free(&words->before);
	str_free(&words->after);
}

static enum kind only_kind(const struct rule_words *words)
{
	return words->kinds && words->kinds->word_count == 1 ? kind_named(words->kinds->words[0]) : KIND_NONE;
}

static void add_kind(const struct rule_words *words, int count, struct str *out)
{
	enum kind kind = only_kind(words);
	const char *one = kind == KIND_NONE ? "record" : kind_table[kind].singular;
	const char *many = kind == KIND_NONE ? "records" : kind_table[kind].plural;

	str_addf(out, "%d %s%s", count, str_text(&words->before), count == 1 ? one : many);
}

static bool same_kinds(const struct rule_words *a, const struct rule_words *b)
{
	return !a->kinds == !b->kinds && (!a->kinds || (a->kinds->word_count == 1 && b->kinds->word_count == 1
		&& str_same(a->kinds->words[0], b->kinds->words[0])));
}

/* ", none over 7 days": when a graver rule counts the same records by how long they are late. */
static void add_none_over(const struct config *config, const struct rule_words *words, struct str *out)
{
	for (size_t i = 0; i < config->rating_count; i++) {
		struct rule_words graver = { 0 };
		words_of(&graver, config->ratings[i].when);
		bool fits = config->ratings[i].rate == 'R' && graver.late_over > 0 && same_kinds(words, &graver);
		if (fits)
			str_addf(out, ", none over %d days", graver.late_over);
		words_free(&graver);
		if (fits)
			return;
	}
}

void brief_why_rule(const struct config *config, const struct rating_rule *rule, int count, struct str *out)
{
	struct rule_words words = { 0 };

	words_of(&words, rule->when);
	add_kind(&words, count, out);
	if (words.other)
		str_addf(out, " matching \"%s\"", rule->text);
	else if (words.late_over > 0)
		str_addf(out, " over %d days late", words.late_over);
	else if (words.late)
		str_add(out, " late");
	else if (words.flagged)
		str_add(out, only_kind(&words) == KIND_BODY ? " without a successor named" : " running out");
	str_add(out, str_text(&words.after));
	if (words.late && !words.other && rule->rate == 'A')
		add_none_over(config, &words, out);
	words_free(&words);
}

/* ---- a cell ------------------------------------------------------------------------------------- */

const char *cell_state_text(enum cell_state state)
{
	static const char *const texts[] = {
		[CELL_OK] = "ok", [CELL_DONE] = "done", [CELL_AMBER] = "AMBER", [CELL_RED] = "RED", [CELL_OLD] = "old",
		[CELL_UNKNOWN] = "unknown", [CELL_SUPPRESSED] = "<5", [CELL_NONE_KEPT] = "none kept", [CELL_CHECK] = "check",
	};
	return texts[state];
}

void brief_why_cell(const struct matrix *matrix, const struct config *config, int line, int area, struct str *out)
{
	const struct hub_line *at = &matrix->lines[line];
	const struct cell *cell = &at->cells[area];

	const struct area *of = &config->areas[area];

	str_addf(out, "%s, %s is %s", at->hub ? at->hub->name : "Countywide", of->short_name ? of->short_name : of->column,
		cell_state_text(cell->state));
	str_addf(out, *cell->why ? ": %s." : ".", cell->why);
}

/* ---- a record ----------------------------------------------------------------------------------- */

static bool has(const struct row *row, enum flag flag)
{
	return row->flags & 1U << flag;
}

static void owner_asked(const struct row *row, struct str *out)
{
	if (*row->owner)
		str_addf(out, "; ask %s", row->owner);
	str_addc(out, '.');
}

static void why_late(const struct row *row, const struct moment *moment, struct str *out)
{
	char day[DATE_TEXT];

	str_addf(out, "due %s, ", day_text(day, row->due));
	plural(days_overdue(row->due, moment->today), "day", "days", out);
	str_add(out, " late");
	owner_asked(row, out);
}

static void why_today(const struct row *row, const struct moment *moment, struct str *out)
{
	(void)moment;
	str_add(out, row->kind == KIND_CASE ? "its review is today" : row->kind == KIND_MEETING ? "its papers are due today"
		: "due today");
	owner_asked(row, out);
}

static void why_repeat(const struct row *row, const struct moment *moment, struct str *out)
{
	(void)row, (void)moment;
	str_add(out, "third at one place in 28 days, or a repeat that its source names.");
}

static void why_undated(const struct row *row, const struct moment *moment, struct str *out)
{
	(void)moment;
	str_add(out, "open and without a date: give it one");
	owner_asked(row, out);
}

static void why_check(const struct row *row, const struct moment *moment, struct str *out)
{
	(void)row, (void)moment;
	str_add(out, "its newest version was refused; this is the last good one (F: sources).");
}

static void why_flagged(const struct row *row, const struct moment *moment, struct str *out)
{
	if (row->kind == KIND_BODY) {
		str_add(out, "an office ends within 28 days and no successor is named.");
		return;
	}
	struct str when = { 0 };
	line_when(row, moment, true, &when);
	str_addf(out, "%s: renew it or let it end", str_text(&when));
	owner_asked(row, out);
	str_free(&when);
}

static void why_stale(const struct row *row, const struct moment *moment, struct str *out)
{
	char day[DATE_TEXT];
	(void)moment;
	if (row->updated == INSTANT_NONE)
		str_add(out, "its source is older than it should be.");
	else
		str_addf(out, "last updated %s: its source is older than it should be.",
			day_text(day, instant_day(row->updated)));
}

static const struct {
	enum flag flag;
	void (*say)(const struct row *row, const struct moment *moment, struct str *out);
} wants[] = {
	{ FLAG_OVERDUE, why_late }, { FLAG_DUE_TODAY, why_today }, { FLAG_QUARANTINED, why_check },
	{ FLAG_REPEAT, why_repeat }, { FLAG_FLAGGED, why_flagged }, { FLAG_UNDATED, why_undated },
	{ FLAG_STALE, why_stale },
};

static void why_measure(const struct row *row, struct str *out)
{
	if (row->withheld)
		str_add(out, "hidden, so that no number under five follows from the total.");
	else if (row->suppressed)
		str_add(out, "fewer than five: not shown, so that nobody can be recognised.");
	else if (row->judgement == JUDGE_CHANCE)
		str_add(out, "a change of this size may be chance.");
	else if (row->judgement == JUDGE_FEW)
		str_add(out, "too few to say whether it changed.");
	else if (row->judgement == JUDGE_UP || row->judgement == JUDGE_DOWN)
		str_add(out, "beyond chance; more reports can be a good sign.");
	else if (row->judgement == JUDGE_WORSE || row->judgement == JUDGE_BETTER)
		str_addf(out, "beyond chance: %s.", judgement_text(row->judgement));
	else
		str_add(out, "context; nothing to compare it with.");
}

void brief_why_row(const struct row *row, const struct moment *moment, const struct config *config, struct str *out)
{
	(void)config;
	for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
		if (has(row, wants[i].flag)) {
			wants[i].say(row, moment, out);
			return;
		}
	if (row->kind == KIND_MEASURE) {
		why_measure(row, out);
		return;
	}
	struct str when = { 0 };
	line_when(row, moment, true, &when);
	str_add(out, kind_table[row->kind].singular);
	if (*row->severity)
		str_addf(out, ", %s", row->severity);
	if (row->rating == 'R' || row->rating == 'A')
		str_addf(out, ", rated %s", rating_word(row->rating));
	if (when.length)
		str_addf(out, ", %s", str_text(&when));
	if (*row->owner)
		str_addf(out, "; %s", row->owner);
	str_addc(out, '.');
	str_free(&when);
}

/* ---- the second line of a board ------------------------------------------------------------------ */

static void headline_counts(int late, int due_today, struct str *out)
{
	if (late >= 0 && due_today >= 0)
		str_addf(out, " %d late, %d due today.", late, due_today);
}

static void headline_all(const struct matrix *matrix, struct str *out)
{
	if (matrix->baseline.length)
		str_addf(out, "%s: %d change%s.", str_text(&matrix->baseline), matrix->changed,
			matrix->changed == 1 ? "" : "s");
	else if (matrix->first_morning) {
		str_add(out, "No briefing closed yet: last 24 hours shown, not marked new.");
		return;
	} else
		str_add(out, "No briefing closed yet: last 24 hours shown.");
	headline_counts(matrix->late, matrix->due_today, out);
	if (matrix->no_data)
		str_addf(out, " %d hub%s no data.", matrix->no_data, matrix->no_data == 1 ? "" : "s");
}

static void headline_hub(const struct hub_line *line, instant_t now, struct str *out)
{
	char age[DATE_TEXT];

	if (*line->baseline && line->changed >= 0)
		str_addf(out, "%s: %d change%s.", line->baseline, line->changed, line->changed == 1 ? "" : "s");
	else
		str_add(out, "No briefing closed yet.");
	headline_counts(line->late, line->due_today, out);
	if (line->state == HUB_NO_DATA) {
		str_add(out, " No data for ");
		plural(line->days_old, "day.", "days.", out);
	} else if (line->made == INSTANT_NONE)
		str_add(out, " No data yet.");
	else
		str_addf(out, " Data %s.", data_age(age, line->made, now));
}

const char *data_age(char *out, instant_t made, instant_t now)
{
	if (made == INSTANT_NONE)
		snprintf(out, DATE_TEXT, "never");
	else if (made == INSTANT_UNKNOWN)
		snprintf(out, DATE_TEXT, "unknown");
	else if (instant_day(made) == instant_day(now))
		instant_clock(out, made);
	else
		day_short(out, instant_day(made));
	return out;
}

void brief_headline(const struct matrix *matrix, int line, struct str *out)
{
	if (line < 0)
		headline_all(matrix, out);
	else
		headline_hub(&matrix->lines[line], matrix->now, out);
}
