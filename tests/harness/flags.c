/* The flags of one record on a day: see flags.h. */
#include "harness/flags.h"

static uint32_t due_flags(const struct derived *derived, day_t today)
{
	uint32_t flags = 0;
	if (derived->due == DAY_NONE)
		return 0;
	if (derived->can_be_late && derived->due < today)
		flags |= 1u << FLAG_OVERDUE;
	if (derived->due == today)
		flags |= 1u << FLAG_DUE_TODAY;
	if (derived->soon_from <= today && today <= derived->due)
		flags |= 1u << FLAG_DUE_SOON;
	return flags;
}

static uint32_t open_flags(const struct record *record, const struct derived *derived, day_t today)
{
	uint32_t flags = 1u << FLAG_OPEN | due_flags(derived, today);
	if (record->kind == KIND_ACTION && derived->due == DAY_NONE)
		flags |= 1u << FLAG_UNDATED;
	if (derived->flagged_from != DAY_NONE && today >= derived->flagged_from)
		flags |= 1u << FLAG_FLAGGED;
	return flags;
}

uint32_t record_flags(const struct record *record, const struct derived *derived, day_t today)
{
	uint32_t flags = derived->open ? open_flags(record, derived, today) : 0;
	if (record_ended(record))
		flags |= 1u << FLAG_CLOSED;
	if (derived->slips > 0)
		flags |= 1u << FLAG_SLIPPED;
	if (derived->series.judgement == JUDGE_WORSE)
		flags |= 1u << FLAG_WORSE;
	if (derived->series.judgement == JUDGE_BETTER)
		flags |= 1u << FLAG_BETTER;
	if (derived->statutory)
		flags |= 1u << FLAG_STATUTORY;
	if (record->value[FIELD_REPEAT_REF].set)
		flags |= 1u << FLAG_REPEAT;
	return flags;
}
