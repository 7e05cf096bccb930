/* The meeting as it is held: begun or resumed, turned, decided, closed. Every decision is committed and synced before
 * the function that takes it returns. Called by the board's briefing view and by `brief --plain`; what stands on a
 * page is meeting_pages.c. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/clean.h"
#include "hubbrief/actions_csv.h"
#include "hubbrief/meeting_inside.h"
#include "hubbrief/personal.h"

enum { TEXT_COLUMNS = 280, OFFICE_COLUMNS = 40, CHOICES_MOST = 4, SECONDS_A_MINUTE = 60 };

/* What state.h takes owns its texts; these are only lent. */
static char *lent(const char *text)
{
	return (char *)(uintptr_t)(text ? text : "");
}

/* ---- beginning and ending ---------------------------------------------------------------------- */

static const char *account(void)
{
	const struct passwd *entry = getpwuid(geteuid());
	return entry && entry->pw_name ? entry->pw_name : "";
}

static bool resume(struct meeting *meeting, const char *hub, struct error *error)
{
	const struct briefing *briefing = &meeting->briefing;
	if (*briefing->keeper && strcmp(briefing->keeper, account()) != 0)
		return error_set(error, "This briefing is kept by %s; here it is read only.", briefing->keeper);
	if (*hub && strcmp(hub, briefing->hub) != 0)
		return error_set(error, "A briefing of %s for %s is still open. Finish that one first.", briefing->forum,
			*briefing->hub ? briefing->hub : "all hubs");
	meeting->resumed = true;
	meeting->page = briefing->page >= 0 && briefing->page < PAGE_COUNT ? (enum page)briefing->page : PAGE_ROOM;
	return true;
}

static bool begin(struct meeting *meeting, const char *forum, const char *hub, const char *office, instant_t now,
	struct error *error)
{
	char *remembered = office && *office ? NULL : state_recall(meeting->state, "office");
	const struct briefing asked = { .forum = lent(forum), .hub = lent(hub),
		.office = lent(remembered ? remembered : office), .agencies = lent(""),
		.started = now, .held = INSTANT_NONE, .sequence = -1, .page = PAGE_ROOM, .keeper = lent(account()) };
	bool begun = state_briefing_begin(meeting->state, &asked, error) > 0;
	free(remembered);
	return begun && (state_briefing_open(meeting->state, forum, &meeting->briefing) ||
		error_set(error, "The briefing that was begun cannot be read back."));
}

struct meeting *meeting_begin(struct store *store, struct state *state, const struct config *config, instant_t now,
	const char *forum, const char *hub, const char *office, struct error *error)
{
	struct meeting *meeting = mem_alloc(sizeof *meeting);
	*meeting = (struct meeting){ .store = store, .state = state, .config = config, .page_from = INSTANT_NONE };
	forum = forum && *forum ? forum : config->forum ? config->forum : "daily";
	hub = hub ? hub : "";
	bool fine = state_briefing_open(state, forum, &meeting->briefing) ? resume(meeting, hub, error)
		: begin(meeting, forum, hub, office, now, error);
	if (fine && meeting_load(meeting, now, error))
		return meeting;
	meeting_free(meeting);
	return NULL;
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
	struct briefing baseline;
	if (state_baseline(meeting->state, meeting->briefing.forum, meeting->briefing.hub, now, &baseline)) {
		moment.since = baseline.sequence;
		moment.since_at = baseline.held;
		briefing_clear(&baseline);
	}
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

/* An office is a few words, never a person's number or address. */
static bool read_office(const char *text, instant_t now, struct str *out, struct error *error)
{
	clean_add(out, text, strlen(text));
	const char *shape = personal_shape(str_text(out), day_civil(instant_day(now)).year);
	if (shape)
		return error_set(error, "Not saved: this looks like it holds %s. Give the office.", shape);
	return clean_columns(str_text(out)) <= OFFICE_COLUMNS ||
		error_set(error, "Not saved: an office has at most %d characters.", OFFICE_COLUMNS);
}

/* "nyp yjs" is "NYP, YJS". */
static bool read_agencies(const char *text, struct store *store, struct str *out, struct error *error)
{
	char *words = mem_dup(text), *rest = NULL, owner[16];
	bool fine = true;
	for (char *word = strtok_r(words, ", \t", &rest); word && fine; word = strtok_r(NULL, ", \t", &rest)) {
		fine = action_agency(word, store, owner) ||
			error_set(error, "Not saved: %.40s is no single agency known here. Expected such as NYP, ICB, SCA-BC.", word);
		if (fine)
			str_addf(out, "%s%s", out->length ? ", " : "", owner);
	}
	free(words);
	return fine;
}

static void replace(char **text, const char *given, struct str *read)
{
	if (!given)
		return;
	free(*text);
	*text = mem_dup(str_text(read));
}

bool meeting_present(struct meeting *meeting, const char *office, const char *agencies, struct error *error)
{
	struct briefing *briefing = &meeting->briefing;
	struct str new_office = { 0 }, new_agencies = { 0 };
	bool fine = (!office || read_office(office, meeting->moment.now, &new_office, error)) &&
		(!agencies || read_agencies(agencies, meeting->store, &new_agencies, error)) &&
		state_briefing_agencies(meeting->state, briefing->id, office ? str_text(&new_office) : briefing->office,
			agencies ? str_text(&new_agencies) : briefing->agencies, error) &&
		(!office || state_remember(meeting->state, "office", str_text(&new_office), error));
	if (fine) {
		replace(&briefing->office, office, &new_office);
		replace(&briefing->agencies, agencies, &new_agencies);
	}
	str_free(&new_office);
	str_free(&new_agencies);
	return fine;
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

bool meeting_turn(struct meeting *meeting, enum page page, struct error *error)
{
	if (!state_briefing_page(meeting->state, meeting->briefing.id, (int)page, error))
		return false;
	meeting->page = page;
	bool fine = meeting_load(meeting, meeting->moment.now, error);
	meeting->page_from = INSTANT_NONE;
	return fine;
}

size_t meeting_lines(const struct meeting *meeting, const struct meeting_line **lines)
{
	*lines = meeting->lines;
	return meeting->count;
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

/* ---- choices ----------------------------------------------------------------------------------- */

static const enum decision_type action_choices[] = {
	DECISION_DONE, DECISION_NEW_DATE, DECISION_ESCALATE, DECISION_LEAVE,
};
static const enum decision_type incident_choices[] = {
	DECISION_ADOPT, DECISION_MONITOR, DECISION_REFER, DECISION_LEAVE,
};
static const enum decision_type referred_choices[] = { DECISION_RECEIVED, DECISION_LEAVE };

static const struct subject *subject_of(const struct meeting *meeting, int64_t n)
{
	for (size_t i = 0; n >= 0 && i < meeting->count; i++)
		if (meeting->lines[i].n == n)
			return &meeting->subjects[i];
	return NULL;
}

static bool is_referred(const struct meeting *meeting, const struct subject *subject)
{
	for (size_t i = 0; i < meeting->referral_count; i++)
		if (same_record(&meeting->referrals[i], subject->source, subject->id))
			return true;
	return false;
}

const char *choice_word(enum decision_type type)
{
	static const char *const words[DECISION_ACTION] = {
		[DECISION_NONE] = "", [DECISION_DONE] = "done", [DECISION_NEW_DATE] = "new date", [DECISION_ESCALATE] = "escalate",
		[DECISION_LEAVE] = "leave as it is", [DECISION_ADOPT] = "adopt", [DECISION_MONITOR] = "monitor",
		[DECISION_REFER] = "refer to", [DECISION_RECEIVED] = "receipt noted",
	};
	return type < DECISION_ACTION ? words[type] : "";
}

size_t meeting_choices(const struct meeting *meeting, int64_t n, const enum decision_type **choices)
{
	static const uint32_t without = 1U << KIND_MEASURE | 1U << KIND_NOTICE | 1U << KIND_BODY | 1U << KIND_HOLIDAY;
	const struct subject *subject = subject_of(meeting, n);
	if (!subject || without & 1U << subject->kind)
		return 0;
	bool referred = is_referred(meeting, subject);
	*choices = referred ? referred_choices : subject->kind == KIND_INCIDENT ? incident_choices : action_choices;
	return referred ? sizeof referred_choices / sizeof *referred_choices : CHOICES_MOST;
}

/* ---- deciding ---------------------------------------------------------------------------------- */

/* What somebody typed, made harmless, and refused when it holds what must never be stored. */
static bool take_text(const char *typed, const char *what, instant_t now, struct str *out, struct error *error)
{
	clean_add(out, typed ? typed : "", strlen(typed ? typed : ""));
	const char *shape = personal_shape(str_text(out), day_civil(instant_day(now)).year);
	if (shape)
		return error_set(error, "Not saved: this looks like it holds %s. Say it without.", shape);
	if (clean_columns(str_text(out)) > TEXT_COLUMNS)
		return error_set(error, "Not saved: %s has at most %d characters.", what, TEXT_COLUMNS);
	return true;
}

/* "fri, waiting for the survey": when and why. */
static bool split_date(const struct meeting *meeting, const char *detail, struct decision *decision, char *reason,
	size_t room, struct error *error)
{
	const struct holidays holidays = store_holidays(meeting->store);
	const char *comma = strchr(detail, ',');
	char *when = mem_dupn(detail, comma ? (size_t)(comma - detail) : strlen(detail));
	bool understood = action_day(when, meeting->moment.today, &holidays, &decision->due);
	free(when);
	if (!understood)
		return error_set(error, "Which day? Say it first, then why: fri, waiting for the survey.");
	snprintf(reason, room, "%s", comma ? comma + 1 + strspn(comma + 1, " ") : "");
	return *reason || error_set(error, "Why is the date moved? Say it after the day: fri, waiting for the survey.");
}

static bool fill_decision(const struct meeting *meeting, const char *detail, struct decision *decision, char *text,
	size_t room, struct error *error)
{
	char body[16];
	snprintf(text, room, "%s", detail);
	if (decision->type == DECISION_NEW_DATE)
		return split_date(meeting, detail, decision, text, room, error);
	if (decision->type != DECISION_REFER)
		return true;
	if (!*detail)
		return error_set(error, "Refer it to whom? Give an agency or a body.");
	if (!action_agency(detail, meeting->store, body))
		return error_set(error, "No single agency or body is called \"%.40s\".", detail);
	snprintf(text, room, "%s", body);
	return true;
}

static bool among(enum decision_type type, const enum decision_type *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (choices[i] == type)
			return true;
	return false;
}

/* Written, and read again, so that the page shows what the file holds. */
static bool keep(struct meeting *meeting, const struct decision *decision, instant_t now, struct error *error)
{
	return state_decide(meeting->state, decision, error) > 0 && meeting_load(meeting, now, error);
}

bool meeting_decide(struct meeting *meeting, int64_t n, enum decision_type type, const char *detail, instant_t now,
	struct error *error)
{
	const enum decision_type *choices;
	struct row row = { 0 };
	struct str clean = { 0 };
	char text[4 * TEXT_COLUMNS + 1];
	size_t count = meeting_choices(meeting, n, &choices);
	if (!among(type, choices, count))
		return error_set(error, "This line has no such choice.");
	if (!meeting_row(meeting, n, &row))
		return error_set(error, "The record has gone meanwhile.");
	struct decision decision = { .briefing = meeting->briefing.id, .at = now, .type = type, .source = row.source,
		.record = row.id, .title = row.title, .text = text, .owner = row.owner, .due = DAY_NONE };
	bool fine = take_text(detail, "a note", now, &clean, error) &&
		fill_decision(meeting, str_text(&clean), &decision, text, sizeof text, error) &&
		keep(meeting, &decision, now, error);
	str_free(&clean);
	row_clear(&row);
	return fine;
}

bool meeting_note(struct meeting *meeting, enum decision_type type, int64_t n, const char *text, instant_t now,
	struct error *error)
{
	struct row row = { 0 };
	struct str clean = { 0 };
	bool has_row = meeting_row(meeting, n, &row), fine = take_text(text, "a minute", now, &clean, error);
	if (fine && !clean.length)
		fine = error_set(error, "There is nothing to take down.");
	struct decision decision = { .briefing = meeting->briefing.id, .at = now, .type = type,
		.source = lent(has_row ? row.source : ""), .record = lent(has_row ? row.id : ""),
		.title = lent(has_row ? row.title : ""), .text = lent(str_text(&clean)), .owner = lent(""), .due = DAY_NONE };
	fine = fine && keep(meeting, &decision, now, error);
	str_free(&clean);
	if (has_row)
		row_clear(&row);
	return fine;
}

/* The text of a question that is open; owned, NULL when there is none of that id. */
static char *question_text(const struct meeting *meeting, int64_t question)
{
	char *text = NULL;
	struct decision *open = mem_array(DECISIONS_MOST, sizeof *open);
	size_t count = state_open_questions(meeting->state, open, DECISIONS_MOST);
	for (size_t i = 0; i < count; i++) {
		if (open[i].id == question)
			text = mem_dup(open[i].text);
		decision_clear(&open[i]);
	}
	free(open);
	return text;
}

bool meeting_answer(struct meeting *meeting, int64_t question, const char *text, instant_t now, struct error *error)
{
	struct str clean = { 0 };
	char id[24], *asked = question_text(meeting, question);
	snprintf(id, sizeof id, "%lld", (long long)question);
	bool fine = asked ? take_text(text, "an answer", now, &clean, error) : error_set(error, "That question is not open.");
	if (fine && !clean.length)
		fine = error_set(error, "There is no answer to take down.");
	struct decision decision = { .briefing = meeting->briefing.id, .at = now, .type = DECISION_ANSWER,
		.source = lent(QUESTION_SOURCE), .record = id, .title = lent(asked), .text = lent(str_text(&clean)),
		.owner = lent(""), .due = DAY_NONE };
	fine = fine && keep(meeting, &decision, now, error);
	str_free(&clean);
	free(asked);
	return fine;
}

bool meeting_add(struct meeting *meeting, const struct action_draft *draft, instant_t now, struct error *error)
{
	return action_save(meeting->state, meeting->config, draft, meeting->briefing.id, now, error) && meeting_load(meeting, now, error);
}

bool meeting_undo(struct meeting *meeting, struct error *error)
{
	if (meeting->closed) {
		meeting->closed = !state_briefing_reopen(meeting->state, meeting->briefing.id, error);
		return !meeting->closed;
	}
	return state_undo(meeting->state, meeting->briefing.id, error) && meeting_load(meeting, meeting->moment.now, error);
}

bool meeting_close(struct meeting *meeting, instant_t now, struct error *error)
{
	store_refresh(meeting->store);
	if (!actions_csv_write(meeting->state, error) || !state_briefing_close(meeting->state, meeting->briefing.id, now,
		store_sequence(meeting->store), error))
		return false;
	meeting->closed = true;
	return true;
}
