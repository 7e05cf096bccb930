/* The meeting as it is held: begun or resumed, turned, decided, closed. Every decision is committed and synced before
 * the function that takes it returns. Called by the board's briefing view and by `brief --plain`; what stands on a
 * page is meeting_pages.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/actions_csv.h"
#include "hubbrief/meeting_inside.h"

enum { SECONDS_A_MINUTE = 60 };

/* What state.h takes owns its texts; these are only lent. */
static char *lent(const char *text)
{
	return (char *)(uintptr_t)(text ? text : "");
}

/* ---- beginning and ending ---------------------------------------------------------------------- */

static bool resume(struct meeting *meeting, const char *hub, struct error *error)
{
	const struct briefing *briefing = &meeting->briefing;
	if (*hub && strcmp(hub, briefing->hub) != 0)
		return error_set(error, "A briefing of %s for %s is still open. Finish that one first.", briefing->forum,
			*briefing->hub ? briefing->hub : "all hubs");
	if (meeting_elsewhere(briefing, error))
		snprintf(meeting->read_only, sizeof meeting->read_only, "kept by %.40s, read only here", briefing->keeper);
	meeting->resumed = true;
	meeting->page = briefing->page >= 0 && briefing->page < PAGE_COUNT ? (enum page)briefing->page : PAGE_ROOM;
	return true;
}

static bool begin(struct meeting *meeting, const char *forum, const char *hub, instant_t now, struct error *error)
{
	const struct briefing asked = { .forum = lent(forum), .hub = lent(hub), .office = lent(""), .agencies = lent(""),
		.started = now, .held = INSTANT_NONE, .sequence = -1, .page = PAGE_ROOM, .keeper = lent(meeting_account()) };
	return state_briefing_begin(meeting->state, &asked, error) > 0 &&
		(state_briefing_open(meeting->state, forum, &meeting->briefing) ||
		error_set(error, "The briefing that was begun cannot be read back."));
}

struct meeting *meeting_begin(struct store *store, struct state *state, const struct config *config, instant_t now,
	const char *forum, const char *hub, struct error *error)
{
	struct meeting *meeting = mem_alloc(sizeof *meeting);
	*meeting = (struct meeting){ .store = store, .state = state, .config = config, .page_from = INSTANT_NONE };
	forum = forum && *forum ? forum : config->forum ? config->forum : "daily";
	hub = hub ? hub : "";
	bool fine = state_briefing_open(state, forum, &meeting->briefing) ? resume(meeting, hub, error)
		: begin(meeting, forum, hub, now, error);
	meeting->from = now - meeting->briefing.spent;
	if (fine && meeting_load(meeting, now, error))
		return meeting;
	meeting_free(meeting);
	return NULL;
}

void meeting_reconfigure(struct meeting *meeting, const struct config *config)
{
	meeting->config = config;
}

static void clear_lines(struct meeting *meeting)
{
	for (size_t i = 0; i < meeting->count; i++) {
		free(meeting->lines[i].text);
		free(meeting->subjects[i].source);
		free(meeting->subjects[i].id);
		free(meeting->subjects[i].title);
	}
	meeting->count = 0;
}

static void free_decisions(struct decision **decisions, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		decision_clear(&(*decisions)[i]);
	free(*decisions);
	*decisions = NULL;
	*count = 0;
}

static void clear_decisions(struct meeting *meeting)
{
	free_decisions(&meeting->decisions, &meeting->decision_count);
	free_decisions(&meeting->referrals, &meeting->referral_count);
}

void meeting_free(struct meeting *meeting)
{
	if (!meeting)
		return;
	clear_lines(meeting);
	clear_decisions(meeting);
	free(meeting->lines);
	free(meeting->subjects);
	briefing_clear(&meeting->briefing);
	free(meeting);
}

/* ---- what stands there ------------------------------------------------------------------------- */

static struct moment moment_of(const struct meeting *meeting, instant_t now)
{
	struct moment moment = moment_at(now, PROFILE_ROOM);
	const struct briefing *briefing = &meeting->briefing;
	int hub = *briefing->hub ? config_hub_index(meeting->config, briefing->hub) : -1;
	brief_baseline(meeting->state, meeting->store, meeting->config, briefing->forum, hub, &moment);
	return moment;
}

static bool same_record(const struct decision *decision, const char *source, const char *id)
{
	return strcmp(decision->source, source) == 0 && strcmp(decision->record, id) == 0;
}

static void load_decisions(struct meeting *meeting)
{
	clear_decisions(meeting);
	meeting->decisions = mem_array(DECISIONS_MOST, sizeof *meeting->decisions);
	meeting->decision_count = state_decisions(meeting->state, meeting->briefing.id, meeting->decisions, DECISIONS_MOST);
	meeting->referrals = mem_array(DECISIONS_MOST, sizeof *meeting->referrals);
	meeting->referral_count = state_open_referrals(meeting->state, meeting->referrals, DECISIONS_MOST);
}

static bool about(const struct decision *decision, const struct subject *subject)
{
	return decision->type < DECISION_ACTION && subject->id && same_record(decision, subject->source, subject->id);
}

static void mark_decided(struct meeting *meeting)
{
	for (size_t i = 0; i < meeting->count; i++) {
		meeting->lines[i].decided = DECISION_NONE;
		for (size_t d = 0; d < meeting->decision_count; d++)
			if (about(&meeting->decisions[d], &meeting->subjects[i]))
				meeting->lines[i].decided = meeting->decisions[d].type;
	}
}

bool meeting_load(struct meeting *meeting, instant_t now, struct error *error)
{
	if (meeting->page_from == INSTANT_NONE)
		meeting->page_from = now;
	store_refresh(meeting->store);
	meeting->moment = moment_of(meeting, now);
	load_decisions(meeting);
	clear_lines(meeting);
	bool fine = page_fill(meeting, error);
	mark_decided(meeting);
	return fine;
}

/* What is read of a line; sentences change by themselves, and nobody's place on the page with them. */
static bool reads_alike(const struct meeting_line *a, const struct meeting_line *b)
{
	return a->n == b->n && a->question == b->question && a->referral == b->referral &&
		((a->n < 0 && !*a->place) || (strcmp(a->when, b->when) == 0 && strcmp(a->text, b->text) == 0));
}

bool meeting_news(const struct meeting *meeting, instant_t now)
{
	struct meeting fresh = *meeting;
	struct error error = { "" };
	if (meeting->page == PAGE_ROOM || meeting->page == PAGE_READ_BACK)
		return false;
	fresh.lines = NULL;
	fresh.subjects = NULL;
	fresh.count = fresh.room = 0;
	store_refresh(meeting->store);
	fresh.moment = moment_of(meeting, now);
	bool fine = page_fill(&fresh, &error), news = fine && fresh.count != meeting->count;
	for (size_t i = 0; fine && !news && i < fresh.count; i++)
		news = !reads_alike(&fresh.lines[i], &meeting->lines[i]);
	clear_lines(&fresh);
	free(fresh.lines);
	free(fresh.subjects);
	return news;
}

const struct decision *meeting_last(const struct meeting *meeting)
{
	return meeting->decision_count ? &meeting->decisions[meeting->decision_count - 1] : NULL;
}

enum marking meeting_banner(const struct meeting *meeting)
{
	return store_banner(meeting->store, &meeting->moment);
}

const struct briefing *meeting_briefing(const struct meeting *meeting)
{
	return &meeting->briefing;
}

bool meeting_resumed(const struct meeting *meeting)
{
	return meeting->resumed;
}

const struct moment *meeting_moment(const struct meeting *meeting)
{
	return &meeting->moment;
}

bool meeting_row(const struct meeting *meeting, int64_t n, struct row *row)
{
	struct arena arena = { 0 };
	struct record record;
	bool found = n >= 0 && store_record(meeting->store, &meeting->moment, n, &arena, &record, row);
	arena_free(&arena);
	return found;
}

enum page meeting_page(const struct meeting *meeting)
{
	return meeting->page;
}

bool meeting_turn(struct meeting *meeting, enum page page, instant_t now, struct error *error)
{
	if (!*meeting->read_only &&
		!state_briefing_page(meeting->state, meeting->briefing.id, (int)page, now, now - meeting->from, error))
		return false;
	meeting->page = page;
	meeting->page_from = now;
	return meeting_load(meeting, now, error);
}

/* ---- going to a hub or an area ----------------------------------------------------------------- */

static bool stands_in(const struct meeting *meeting, const struct meeting_line *line, int hub, int area)
{
	const struct config *config = meeting->config;
	int hub_bit = hub >= 0 ? store_hub_bit(meeting->store, config->hubs[hub].id) : -1;
	int area_bit = area >= 0 ? store_area_bit(meeting->store, config->areas[area].id) : -1;
	if (!*line->place)
		return false;
	return (hub == PLACE_ANY || (hub < 0 ? !line->hubs : hub_bit >= 0 && line->hubs >> hub_bit & 1)) &&
		(area == PLACE_ANY || (area_bit >= 0 && line->areas >> area_bit & 1));
}

static bool find_line(const struct meeting *meeting, size_t from, int hub, int area, size_t *line)
{
	for (size_t i = from; i < meeting->count; i++)
		if (stands_in(meeting, &meeting->lines[i], hub, area)) {
			*line = i;
			return true;
		}
	return false;
}

bool meeting_seek(struct meeting *meeting, size_t from, int hub, int area, instant_t now, size_t *line, struct error *error)
{
	enum page page = meeting->page;
	if (find_line(meeting, from + 1, hub, area, line))
		return true;
	for (int step = 1; step < PAGE_COUNT; step++) {
		meeting->page = (enum page)(((int)page + step) % PAGE_COUNT);
		if (!meeting_load(meeting, now, error))
			break;
		if (find_line(meeting, 0, hub, area, line))
			return meeting_turn(meeting, meeting->page, now, error);
	}
	meeting->page = page;
	return meeting_load(meeting, now, error) && find_line(meeting, 0, hub, area, line);
}

/* ---- lines and clocks -------------------------------------------------------------------------- */

size_t meeting_lines(const struct meeting *meeting, const struct meeting_line **lines)
{
	*lines = meeting->lines;
	return meeting->count;
}

/* What is more than the line has room for; else what it wants. */
void meeting_why(const struct meeting *meeting, const struct meeting_line *line, struct str *out)
{
	static const uint32_t tells_before = 1U << CHANGE_REDATED | 1U << CHANGE_OWNER | 1U << CHANGE_RATING |
		1U << CHANGE_STAGE | 1U << CHANGE_SEVERITY;
	struct row row = { 0 };
	if (!meeting_row(meeting, line->n, &row))
		return;
	if (row.events & tells_before)
		brief_changes_say(meeting->store, &meeting->moment, &row, out);
	else
		brief_why_row(&row, &meeting->moment, meeting->config, out);
	row_clear(&row);
}

void meeting_before(const struct meeting *meeting, const struct meeting_line *line, struct str *out)
{
	char day[DATE_TEXT];
	struct decision last;
	const struct subject *subject = &meeting->subjects[line - meeting->lines];
	if (!subject->id || !state_decided_before(meeting->state, subject->source, subject->id, meeting->briefing.id, &last))
		return;
	str_addf(out, "On %s: %s", day_text(day, instant_day(last.at)),
		last.type == DECISION_REFER ? "referred to" : choice_word(last.type));
	if (last.due != DAY_NONE)
		str_addf(out, " %s", day_text(day, last.due));
	if (*last.text)
		str_addf(out, "%s%s", last.type == DECISION_REFER ? " " : last.type == DECISION_ESCALATE ? " to " : ", ", last.text);
	if (out->at[out->length - 1] != '.')
		str_addc(out, '.');
	decision_clear(&last);
}

/* A record that stands on two lines is one to be decided. */
static bool stands_before(const struct meeting *meeting, size_t line)
{
	for (size_t i = 0; i < line; i++)
		if (meeting->lines[i].n == meeting->lines[line].n)
			return true;
	return false;
}

void meeting_decided(const struct meeting *meeting, int *decided, int *all)
{
	const enum decision_type *choices;
	*decided = *all = 0;
	for (size_t i = 0; i < meeting->count; i++) {
		const struct meeting_line *line = &meeting->lines[i];
		if (line->n < 0 || stands_before(meeting, i) || !meeting_choices(meeting, line->n, &choices))
			continue;
		++*all;
		*decided += line->decided != DECISION_NONE;
	}
}

int meeting_seconds_left(const struct meeting *meeting, instant_t now)
{
	instant_t from = meeting->page_from == INSTANT_NONE ? now : meeting->page_from;
	return meeting->config->minutes[meeting->page] * SECONDS_A_MINUTE - (int)(now - from);
}

int meeting_minutes(const struct meeting *meeting)
{
	int minutes = 0;
	for (int page = 0; page < PAGE_COUNT; page++)
		minutes += meeting->config->minutes[page];
	return minutes;
}

int meeting_seconds_left_in_all(const struct meeting *meeting, instant_t now)
{
	return meeting_minutes(meeting) * SECONDS_A_MINUTE - (int)(now - meeting->from);
}

/* ---- ending ------------------------------------------------------------------------------------ */

bool meeting_undo(struct meeting *meeting, struct error *error)
{
	if (meeting->closed) {
		meeting->closed = !state_briefing_reopen(meeting->state, meeting->briefing.id, error);
		return !meeting->closed;
	}
	return meeting_may_record(meeting, error) && state_undo(meeting->state, meeting->briefing.id, error) && meeting_load(meeting, meeting->moment.now, error);
}

bool meeting_close(struct meeting *meeting, instant_t now, struct error *error)
{
	store_refresh(meeting->store);
	if (!meeting_may_record(meeting, error) || !actions_csv_write(meeting->state, error) || !state_briefing_close(meeting->state, meeting->briefing.id, now,
		store_sequence(meeting->store), error))
		return false;
	meeting->closed = true;
	return true;
}
