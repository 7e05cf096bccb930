/* Meetings that were held: see held.h. */
#include "harness/held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hubbrief/mem.h"

int64_t held_briefing(struct state *state, const char *hub, instant_t began, instant_t closed, int64_t sequence)
{
	struct error error = { "" };
	char forum[] = "daily", none[] = "", *of = mem_dup(hub);
	const struct briefing briefing = { .forum = forum, .hub = of, .office = none, .agencies = none, .keeper = none,
		.started = began };
	int64_t id = state_briefing_begin(state, &briefing, &error);
	if (!id || !state_briefing_close(state, id, closed, sequence, &error))
		fail_msg("%s", error.text);
	free(of);
	return id;
}

void held_decisions(const char *path, void (*visit)(void *context, const struct decision *decision), void *context)
{
	enum { MOST = 4000 };
	struct error error = { "" };
	char *notice = NULL;
	struct state *state = state_open(path, &notice, &error);
	if (!state || notice)
		fail_msg("%s", state ? notice : error.text);
	struct decision *kept = mem_array(MOST, sizeof *kept);
	size_t count = state_decisions(state, 0, kept, MOST);
	assert_true(count < MOST);
	for (size_t i = 0; i < count; i++) {
		visit(context, &kept[i]);
		decision_clear(&kept[i]);
	}
	free(kept);
	state_close(state);
}

static bool count_one(void *context, const char *id, const char *json)
{
	(void)id, (void)json;
	++*(int64_t *)context;
	return true;
}

int64_t held_room(struct state *state)
{
	int64_t count = 0;
	assert_true(state_room_each(state, count_one, &count));
	return count;
}
