/* The pack's model: the matrix, the sources and the lists that the text and JSON writers tell. Called by
 * cmd/report.c. Numbers are collected first and records read after, so that no question waits on another. */
#include "hubbrief/report.h"

#include <stdlib.h>

#include "hubbrief/mem.h"

/* What each list holds: a filter in words, beside the hub and area asked for. REPORT_CHANGES has its own. */
static const struct { const char *filter, *sort; } list_table[REPORT_LIST_COUNT] = {
	[REPORT_CHANGES] = { NULL, "rank" },
	[REPORT_OVERDUE] = { "overdue", "due" },
	[REPORT_DUE_TODAY] = { "due-today", "rank" },
	[REPORT_DUE_SOON] = { "due-soon -due-today", "due" },
	[REPORT_MEETINGS] = { "kind:meeting open", "starts" },
	[REPORT_POWERS] = { "kind:power open", "expires" },
	[REPORT_CAMPAIGNS] = { "kind:campaign open", "starts" },
	[REPORT_MILESTONES] = { "kind:milestone open", "due" },
	[REPORT_REVIEWS] = { "kind:review open", "id" },
	[REPORT_OBJECTIVES] = { "kind:objective open", "id" },
	[REPORT_MEASURES] = { "kind:measure", "id" },
	[REPORT_NOTICES] = { "kind:notice open", "-updated" },
	[REPORT_BODIES] = { "kind:body", "id" },
	[REPORT_ACTIONS] = { "kind:action open", "due" },
};

struct numbers {
	int64_t *at;
	size_t count;
};

static bool collect(void *context, const struct row *row)
{
	struct numbers *numbers = context;

	numbers->at = mem_grow(numbers->at, numbers->count + 1, sizeof *numbers->at);
	numbers->at[numbers->count++] = row->n;
	return true;
}

static struct filter *list_filter(struct report *report, enum report_list list, struct error *error)
{
	struct arena *arena = &report->arena;
	struct filter_error wrong;
	struct filter *filter = list == REPORT_CHANGES ? brief_changes(arena, &report->moment)
		: filter_parse(arena, list_table[list].filter, NULL, &wrong);

	if (!filter) {
		error_set(error, "A list of the report cannot be asked for: %s", wrong.text);
		return NULL;
	}
	if (report->hub != PLACE_ANY)
		filter = filter_and(arena, filter, filter_word(arena, BY_HUB,
			report->hub >= 0 ? report->config->hubs[report->hub].id : "countywide"));
	if (report->area >= 0)
		filter = filter_and(arena, filter, filter_word(arena, BY_AREA, report->config->areas[report->area].id));
	return filter;
}

static void read_entry(struct report *report, enum report_list list, int64_t n)
{
	struct report_entry entry = { .row = { .n = n } };

	if (!store_record(report->store, &report->moment, n, &report->arena, &entry.record, &entry.row))
		return;
	if (report->lists[list].count == report->lists[list].room) {
		report->lists[list].room = report->lists[list].room ? report->lists[list].room * 2 : 16;
		report->lists[list].at = mem_grow(report->lists[list].at, report->lists[list].room,
			sizeof(struct report_entry));
	}
	report->lists[list].at[report->lists[list].count++] = entry;
}

static bool load_list(struct report *report, enum report_list list, struct error *error)
{
	struct numbers numbers = { 0 };
	struct filter *filter = list_filter(report, list, error);
	bool good = filter && store_each(report->store, &report->moment, filter, list_table[list].sort, collect, &numbers,
		error);

	for (size_t i = 0; good && i < numbers.count; i++)
		read_entry(report, list, numbers.at[i]);
	free(numbers.at);
	return good;
}

/* Whether a row stands in the hub and area that the pack is about. */
static bool within(const struct report *report, const struct row *row)
{
	bool hub = report->hub == PLACE_ANY || (report->hub < 0 && !row->hubs);
	int hub_bit = report->hub < 0 ? -1 : store_hub_bit(report->store, report->config->hubs[report->hub].id);
	int area_bit = report->area < 0 ? -1 : store_area_bit(report->store, report->config->areas[report->area].id);
	return (hub || (hub_bit >= 0 && row->hubs >> hub_bit & 1)) &&
		(report->area < 0 || (area_bit >= 0 && row->areas >> area_bit & 1));
}

static bool load_changes(struct report *report, struct error *error)
{
	struct change_list *changes = &report->changes;
	size_t kept = 0;
	if (!brief_changes_list(report->store, report->config, &report->moment, changes, error))
		return false;
	for (size_t i = 0; i < changes->count; i++)
		if (within(report, &changes->list[i].row))
			changes->list[kept++] = changes->list[i];
		else
			row_clear(&changes->list[i].row);
	changes->count = kept;
	return true;
}

bool report_load(struct store *store, const struct config *config, const struct moment *moment, int hub, int area,
	struct report *report, struct error *error)
{
	*report = (struct report){ .config = config, .store = store, .moment = *moment, .hub = hub, .area = area };
	if (!brief_matrix(store, config, moment, &report->matrix, error))
		return false;
	if (!store_requests(store, &report->requests)) {
		report_free(report);
		return error_set(error, "What the sources answered could not be read from the store.");
	}
	report->source_count = source_lines(config, &report->requests, moment->now, &report->arena, &report->sources);
	report->withheld = store_withheld(store, moment, hub >= 0 ? store_hub_bit(store, config->hubs[hub].id) : -1,
		area >= 0 ? store_area_bit(store, config->areas[area].id) : -1);
	if (!load_changes(report, error)) {
		report_free(report);
		return false;
	}
	for (int i = 0; i < REPORT_LIST_COUNT; i++)
		if (!load_list(report, (enum report_list)i, error)) {
			report_free(report);
			return false;
		}
	return true;
}

enum { DECISIONS_MOST = 1000, QUESTIONS_MOST = 100 };

void report_add_meeting(struct report *report, struct state *state)
{
	struct report_meeting *meeting = &report->meeting;
	const struct config *config = report->config;

	if (!state || report->moment.profile == PROFILE_PUBLIC)
		return;
	meeting->known = state_briefing_open(state, config->forum, &meeting->briefing) ||
		state_baseline(state, config->forum, report->hub >= 0 ? config->hubs[report->hub].id : "", report->moment.now,
			&meeting->briefing);
	if (meeting->known && meeting->briefing.held == INSTANT_NONE && report->moment.past == PAST_BRIEFING)
		meeting->briefing.held = report->moment.now; /* it is the one that the store was gone back to */
	meeting->questions = mem_array(QUESTIONS_MOST, sizeof *meeting->questions);
	meeting->question_count = state_open_questions(state, meeting->questions, QUESTIONS_MOST);
	if (!meeting->known)
		return;
	meeting->decisions = mem_array(DECISIONS_MOST, sizeof *meeting->decisions);
	meeting->decision_count = state_decisions(state, meeting->briefing.id, meeting->decisions, DECISIONS_MOST);
}

static void forget(struct decision *decisions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		decision_clear(&decisions[i]);
	free(decisions);
}

void report_free(struct report *report)
{
	forget(report->meeting.decisions, report->meeting.decision_count);
	forget(report->meeting.questions, report->meeting.question_count);
	briefing_clear(&report->meeting.briefing);
	for (int i = 0; i < REPORT_LIST_COUNT; i++) {
		for (size_t e = 0; e < report->lists[i].count; e++)
			row_clear(&report->lists[i].at[e].row);
		free(report->lists[i].at);
	}
	change_list_free(&report->changes);
	matrix_free(&report->matrix);
	request_list_free(&report->requests);
	arena_free(&report->arena);
	*report = (struct report){ 0 };
}
