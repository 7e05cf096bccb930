/* The pack's model: the matrix, the sources and the lists that its writers tell, all of one state of the store.
 * Called by cmd/report.c and by the board for `W`. Numbers are collected first and records read after, so that no
 * question waits on another. */
#include "hubbrief/report.h"

#include <stdlib.h>
#include <string.h>

#include "hubbrief/mem.h"
#include "hubbrief/report_words.h"

/* ---- which records a list has -------------------------------------------------------------------- */

/* A meeting starts, a power ends, a campaign runs. */
static bool this_week(const struct report *report, const struct row *row)
{
	day_t today = report->moment.today, until = today + 7;
	day_t starts = report_day_of(row->starts);

	if (row->kind == KIND_MEETING)
		return starts != DAY_NONE && starts >= today && starts <= until;
	if (row->kind == KIND_POWER)
		return row->expires != DAY_NONE && row->expires >= today && row->expires <= until;
	return (starts == DAY_NONE || starts <= until) && (row->ends == DAY_NONE || row->ends >= today);
}

static bool due_this_week(const struct report *report, const struct row *row)
{
	return row->due != DAY_NONE && row->due > report->moment.today && row->due <= report->moment.today + 7;
}

/* An area leads with one figure a hub, whose id is made as the matrix makes it: others may begin alike. */
static bool is_headline(const struct config *config, const char *pattern, const char *id)
{
	const char *at = strstr(pattern, "{hub}"), *tail = at ? at + strlen("{hub}") : "";
	size_t head = at ? (size_t)(at - pattern) : 0, length = strlen(id), rest = strlen(tail);

	if (!at)
		return strcmp(pattern, id) == 0;
	if (length < head + rest || strncmp(pattern, id, head) != 0 || strcmp(id + length - rest, tail) != 0)
		return false;
	char *hub = mem_dupn(id + head, length - rest - head);
	bool known = str_same(hub, "countywide") || config_hub_index(config, hub) >= 0;
	free(hub);
	return known;
}

bool report_headlined(const struct report *report, const char *id)
{
	for (size_t a = 0; a < report->config->area_count; a++) {
		const char *pattern = report->config->areas[a].headline;
		if (pattern && is_headline(report->config, pattern, id))
			return true;
	}
	return false;
}

static bool tells_something(const struct report *report, const struct row *row)
{
	return report_rated(row->rating) || row->judgement > JUDGE_CHANCE || report_headlined(report, row->id);
}

/* What each list holds: a filter in words, beside the hub and area asked for (REPORT_CHANGES has its own), and which of
 * that people read. */
static const struct {
	const char *filter, *sort;
	bool (*fits)(const struct report *report, const struct row *row); /* NULL: all */
} list_table[REPORT_LIST_COUNT] = {
	[REPORT_CHANGES] = { NULL, "rank", NULL },
	[REPORT_OVERDUE] = { "overdue", "due", NULL },
	[REPORT_DUE_TODAY] = { "due-today", "rank", NULL },
	[REPORT_DUE_SOON] = { "due-soon -due-today", "due", due_this_week },
	[REPORT_MEETINGS] = { "kind:meeting open", "starts", this_week },
	[REPORT_POWERS] = { "kind:power open", "expires", this_week },
	[REPORT_CAMPAIGNS] = { "kind:campaign open", "starts", this_week },
	[REPORT_MILESTONES] = { "kind:milestone open", "due", NULL },
	[REPORT_REVIEWS] = { "kind:review open", "id", NULL },
	[REPORT_OBJECTIVES] = { "kind:objective open", "id", NULL },
	[REPORT_MEASURES] = { "kind:measure", "id", tells_something },
	[REPORT_NOTICES] = { "kind:notice open", "-updated", NULL },
	[REPORT_BODIES] = { "kind:body", "id", NULL },
	[REPORT_ACTIONS] = { "kind:action open", "due", NULL },
};

bool report_fits(const struct report *report, enum report_list list, const struct row *row)
{
	return !list_table[list].fits || list_table[list].fits(report, row);
}

struct found {
	int64_t n;
	size_t at;         /* its place in the list */
	const char *owner; /* of an action; the arena's */
	bool late;
};

struct finding {
	struct report *report;
	enum report_list list;
	struct found *found;
	size_t count, room;
};

static bool find(void *context, const struct row *row)
{
	struct finding *finding = context;
	struct report *report = finding->report;

	report->lists[finding->list].total++;
	if (!report->whole && !report_fits(report, finding->list, row)) {
		report->lists[finding->list].total -= finding->list != REPORT_MEASURES; /* figures left out are counted */
		return true;
	}
	if (finding->count == finding->room) {
		finding->room = finding->room ? finding->room * 2 : 64;
		finding->found = mem_grow(finding->found, finding->room, sizeof *finding->found);
	}
	finding->found[finding->count] = (struct found){ row->n, finding->count,
		finding->list == REPORT_ACTIONS ? arena_dup(&report->arena, row->owner) : NULL, row->flags & 1U << FLAG_OVERDUE };
	finding->count++;
	return true;
}

static struct filter *list_filter(struct report *report, enum report_list list, struct error *error)
{
	struct arena *arena = &report->arena;
	struct filter_error wrong;
	struct filter *filter = list == REPORT_CHANGES ? filter_flag(arena, FLAG_CHANGED)
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

static bool read_entry(struct report *report, enum report_list list, int64_t n)
{
	struct report_entry entry = { .row = { .n = n } };

	if (!store_record(report->store, &report->moment, n, &report->arena, &entry.record, &entry.row))
		return false;
	if (report->lists[list].count == report->lists[list].room) {
		report->lists[list].room = report->lists[list].room ? report->lists[list].room * 2 : 16;
		report->lists[list].at = mem_grow(report->lists[list].at, report->lists[list].room,
			sizeof(struct report_entry));
	}
	report->lists[list].at[report->lists[list].count++] = entry;
	return true;
}

/* ---- actions by agency --------------------------------------------------------------------------- */

/* By agency, nobody's last; an agency's as they stood, by date. */
static int by_owner(const void *a, const void *b)
{
	const struct found *left = a, *right = b;
	int order = !*left->owner - !*right->owner;

	order = order ? order : strcmp(left->owner, right->owner);
	return order ? order : (left->at > right->at) - (left->at < right->at);
}

static void read_agency(struct report *report, const struct found *found, size_t count)
{
	struct report_agency *agency = &report->agencies[report->agency_count++];

	*agency = (struct report_agency){ .owner = found->owner, .total = count };
	for (size_t i = 0; i < count; i++) {
		bool room = report->whole || (agency->read < REPORT_AGENCY_MOST &&
			report->lists[REPORT_ACTIONS].count < REPORT_ACTIONS_MOST);
		agency->late += found[i].late;
		agency->read += room && read_entry(report, REPORT_ACTIONS, found[i].n);
	}
}

static void read_agencies(struct report *report, struct found *found, size_t count)
{
	size_t to;

	report->agencies = arena_alloc(&report->arena, (count + 1) * sizeof *report->agencies);
	qsort(found, count, sizeof *found, by_owner);
	for (size_t from = 0; from < count; from = to) {
		for (to = from + 1; to < count && str_same(found[to].owner, found[from].owner);)
			to++;
		read_agency(report, found + from, to - from);
	}
}

/* ---- loading ------------------------------------------------------------------------------------- */

static bool load_list(struct report *report, enum report_list list, struct error *error)
{
	struct finding finding = { .report = report, .list = list };
	struct filter *filter = list_filter(report, list, error);
	bool good = filter && store_each(report->store, &report->moment, filter, list_table[list].sort, find, &finding, error);
	size_t most = report->whole || finding.count < REPORT_MOST ? finding.count : REPORT_MOST;

	if (good && list == REPORT_ACTIONS && finding.count)
		read_agencies(report, finding.found, finding.count);
	for (size_t i = 0; good && list != REPORT_ACTIONS && i < most; i++)
		read_entry(report, list, finding.found[i].n);
	free(finding.found);
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

static bool load_all(struct report *report, struct error *error)
{
	const struct config *config = report->config;
	const struct moment *moment = &report->moment;
	bool good = brief_matrix(report->store, config, moment, &report->matrix, error);

	if (good && !store_requests(report->store, &report->requests))
		good = error_set(error, "What the sources answered could not be read from the store.");
	if (!good)
		return false;
	report->source_count = source_lines(config, &report->requests, moment->now, &report->arena, &report->sources);
	report->withheld = store_withheld(report->store, moment,
		report->hub >= 0 ? store_hub_bit(report->store, config->hubs[report->hub].id) : -1,
		report->area >= 0 ? store_area_bit(report->store, config->areas[report->area].id) : -1);
	good = load_changes(report, error);
	for (int i = 0; good && i < REPORT_LIST_COUNT; i++)
		good = (i == REPORT_CHANGES && moment_has_baseline(moment)) || load_list(report, (enum report_list)i, error);
	return good;
}

bool report_load(struct store *store, const struct config *config, const struct moment *moment, int hub, int area,
	bool whole, struct report *report, struct error *error)
{
	*report = (struct report){ .config = config, .store = store, .moment = *moment, .hub = hub, .area = area,
		.whole = whole };
	store_whole_begin(store);
	bool good = load_all(report, error);
	store_whole_end(store);
	if (!good)
		report_free(report);
	return good;
}

enum { DECISIONS_MOST = 1000, QUESTIONS_MOST = 100 };

/* Where what was decided belongs: with the hub and area of the record that it is about. What is about none, or about one
 * that is gone, concerns all; what is about one that the profile may not see is hidden with it. */
enum concern { CONCERNS, CONCERNS_OTHERS, CONCERN_HIDDEN };

static enum concern concern_of(struct report *report, struct state *state, const struct decision *decision)
{
	struct decision question;
	const char *source = *decision->source ? decision->source : NULL;
	struct arena arena = { 0 };
	struct record record;
	struct row row;
	enum concern concern = CONCERNS;

	if (state_asked(state, decision, &question)) { /* an answer is about what its question was about */
		concern = concern_of(report, state, &question);
		decision_clear(&question);
		return concern;
	}
	if (!*decision->record)
		return CONCERNS;
	if (store_hides(report->store, &report->moment, source, decision->record))
		return CONCERN_HIDDEN;
	int64_t n = store_number(report->store, source, decision->record);
	if (n >= 0 && store_record(report->store, &report->moment, n, &arena, &record, &row)) {
		concern = within(report, &row) ? CONCERNS : CONCERNS_OTHERS;
		row_clear(&row);
	}
	arena_free(&arena);
	return concern;
}

static size_t keep_ours(struct report *report, struct state *state, struct decision *decisions, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		enum concern concern = concern_of(report, state, &decisions[i]);
		if (concern == CONCERNS)
			decisions[kept++] = decisions[i];
		else
			decision_clear(&decisions[i]);
		report->meeting.hidden |= concern == CONCERN_HIDDEN;
	}
	return kept;
}

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
	meeting->question_count = keep_ours(report, state, meeting->questions,
		state_open_questions(state, meeting->questions, QUESTIONS_MOST));
	if (!meeting->known)
		return;
	meeting->decisions = mem_array(DECISIONS_MOST, sizeof *meeting->decisions);
	meeting->decision_count = keep_ours(report, state, meeting->decisions,
		state_decisions(state, meeting->briefing.id, meeting->decisions, DECISIONS_MOST));
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
