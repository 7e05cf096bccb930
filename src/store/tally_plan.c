/* Taking a filter apart into what a tally can count: see tally.h. Pure but for the place bits. Called by the
 * keeper (which bases to count) and by ask.c (which days of which base to sum). */
#include <string.h>
#include <strings.h>

#include "hubbrief/tally.h"

/* Whether the leaf says the same of a record on every day and in every log. */
static bool leaf_fixed(const struct filter *filter)
{
	static const bool fixed_flags[FLAG_COUNT] = { [FLAG_OPEN] = true, [FLAG_CLOSED] = true, [FLAG_SLIPPED] = true,
		[FLAG_WORSE] = true, [FLAG_BETTER] = true, [FLAG_UNDATED] = true, [FLAG_STATUTORY] = true };
	switch (filter->op) {
	case FILTER_ALL: return true;
	case FILTER_FLAG: return fixed_flags[filter->flag];
	case FILTER_WORD: return filter->field != BY_RATING;
	case FILTER_DAY: return !filter->relative;
	case FILTER_NUMBER: return filter->field != BY_AGE;
	case FILTER_TEXT: case FILTER_AND: case FILTER_OR: case FILTER_NOT: break;
	}
	return false;
}

static bool fixed(const struct filter *filter)
{
	if (filter->op == FILTER_NOT)
		return fixed(filter->left);
	if (filter->op == FILTER_AND || filter->op == FILTER_OR)
		return fixed(filter->left) && fixed(filter->right);
	return leaf_fixed(filter);
}

/* False when it asks what is due soon: that is no range of due days. */
static bool narrow(struct tally_plan *plan, day_t from, day_t to)
{
	plan->dated = true;
	plan->from = from > plan->from ? from : plan->from;
	plan->to = to < plan->to ? to : plan->to;
	return !plan->soon;
}

static bool narrow_by(struct tally_plan *plan, enum filter_compare compare, day_t day)
{
	return narrow(plan, compare == COMPARE_GT ? day + 1 : compare == COMPARE_GE || compare == COMPARE_EQ ? day : INT32_MIN,
		compare == COMPARE_LT ? day - 1 : compare == COMPARE_LE || compare == COMPARE_EQ ? day : DAY_NONE - 1);
}

static bool narrow_place(const struct filter *filter, const struct places *places, struct tally_plan *plan)
{
	bool hub = filter->field == BY_HUB;
	int *cell = hub ? &plan->hub : &plan->area;
	if (filter->word_count != 1 || *cell != (hub ? TALLY_ONCE : TALLY_ANY_AREA))
		return false;
	if (hub && strcasecmp(filter->words[0], "countywide") == 0) {
		*cell = TALLY_COUNTYWIDE;
		return true;
	}
	*cell = place_bit(hub ? places->hubs : places->areas, filter->words[0]);
	return *cell >= 0;
}

static void add_base(struct arena *arena, const struct filter *term, struct tally_plan *plan)
{
	struct filter *copy = arena_alloc(arena, sizeof *copy);
	*copy = *term;
	plan->base = filter_and(arena, plan->base, copy);
}

static bool take_term(struct arena *arena, const struct filter *term, const struct moment *moment,
	const struct places *places, struct tally_plan *plan)
{
	if (term->op == FILTER_AND)
		return take_term(arena, term->left, moment, places, plan) && take_term(arena, term->right, moment, places, plan);
	if (term->op == FILTER_ALL)
		return true;
	if (term->op == FILTER_WORD && (term->field == BY_HUB || term->field == BY_AREA) && narrow_place(term, places, plan))
		return true;
	bool by_day = true;
	if (term->op == FILTER_DAY && term->field == BY_DUE)
		return narrow_by(plan, term->compare, term->relative ? moment->today + term->day : term->day);
	if (term->op == FILTER_FLAG && (term->flag == FLAG_OVERDUE || term->flag == FLAG_DUE_TODAY)) {
		plan->late |= term->flag == FLAG_OVERDUE;
		by_day = narrow_by(plan, term->flag == FLAG_OVERDUE ? COMPARE_LT : COMPARE_EQ, moment->today);
		term = filter_flag(arena, FLAG_OPEN);
	} else if (term->op == FILTER_FLAG && term->flag == FLAG_DUE_SOON) {
		by_day = !plan->dated && narrow(plan, INT32_MIN, moment->today);
		plan->soon = true;
		term = filter_flag(arena, FLAG_OPEN);
	}
	if (!by_day || !fixed(term))
		return false;
	add_base(arena, term, plan);
	return true;
}

bool tally_plan(struct arena *arena, const struct filter *filter, const struct moment *moment,
	const struct places *places, struct tally_plan *plan)
{
	*plan = (struct tally_plan){ .from = INT32_MIN, .to = DAY_NONE, .hub = TALLY_ONCE, .area = TALLY_ANY_AREA };
	if (filter && !take_term(arena, filter, moment, places, plan))
		return false;
	plan->text = arena_printf(arena, "%s%s", plan->late ? "late: " : plan->soon ? "soon: " : ": ", plan->base ? filter_text(arena, plan->base) : "");
	return true;
}
