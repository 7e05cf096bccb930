/* What can be decided on a line of the meeting, and deciding it; minutes, questions and actions taken down. Every
 * decision is committed and synced before the function that takes it returns. Called as meeting.c is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/meeting_inside.h"
#include "hubbrief/personal.h"

enum { TEXT_COLUMNS = 280 };

/* What state.h takes owns its texts; these are only lent. */
static char *lent(const char *text)
{
	return (char *)(uintptr_t)(text ? text : "");
}

/* ---- choices ----------------------------------------------------------------------------------- */

static const enum decision_type action_choices[] = {
	DECISION_DONE, DECISION_NEW_DATE, DECISION_ESCALATE, DECISION_LEAVE,
};
/* The last one only of an incident that was referred in this meeting: its body may sit in the room. */
static const enum decision_type incident_choices[] = {
	DECISION_ADOPT, DECISION_MONITOR, DECISION_REFER, DECISION_LEAVE, DECISION_RECEIVED,
};
static const enum decision_type referred_choices[] = { DECISION_RECEIVED, DECISION_LEAVE };
enum { CHOICES = 4 };

static const struct subject *subject_of(const struct meeting *meeting, int64_t n)
{
	for (size_t i = 0; n >= 0 && i < meeting->count; i++)
		if (meeting->lines[i].n == n)
			return &meeting->subjects[i];
	return NULL;
}

const struct decision *meeting_referral(const struct meeting *meeting, const char *source, const char *id)
{
	for (size_t i = 0; i < meeting->referral_count; i++)
		if (strcmp(meeting->referrals[i].source, source) == 0 && strcmp(meeting->referrals[i].record, id) == 0)
			return &meeting->referrals[i];
	return NULL;
}

const char *choice_word(enum decision_type type)
{
	static const char *const words[DECISION_ACTION] = {
		[DECISION_NONE] = "", [DECISION_DONE] = "done", [DECISION_NEW_DATE] = "new date", [DECISION_ESCALATE] = "escalate",
		[DECISION_LEAVE] = "leave as it is", [DECISION_ADOPT] = "adopt", [DECISION_MONITOR] = "monitor",
		[DECISION_REFER] = "refer to…", [DECISION_RECEIVED] = "receipt noted",
	};
	return type < DECISION_ACTION ? words[type] : "";
}

size_t meeting_choices(const struct meeting *meeting, int64_t n, const enum decision_type **choices)
{
	static const uint32_t without = 1U << KIND_MEASURE | 1U << KIND_NOTICE | 1U << KIND_BODY | 1U << KIND_HOLIDAY;
	const struct subject *subject = subject_of(meeting, n);
	if (!subject || subject->over || without & 1U << subject->kind)
		return 0;
	const struct decision *referral = meeting_referral(meeting, subject->source, subject->id);
	if (referral && referral->briefing != meeting->briefing.id) {
		*choices = referred_choices;
		return sizeof referred_choices / sizeof *referred_choices;
	}
	*choices = subject->kind == KIND_INCIDENT ? incident_choices : action_choices;
	return referral ? CHOICES + 1 : CHOICES;
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
	if (decision->due < meeting->moment.today)
		return error_set(error, "That day is past. Give one from today on.");
	snprintf(reason, room, "%s", comma ? comma + 1 + strspn(comma + 1, " ") : "");
	return *reason || error_set(error, "Why is the date moved? Say it after the day: fri, waiting for the survey.");
}

/* Completes a decision by what was said with it. */
static bool fill_decision(const struct meeting *meeting, const char *detail, struct decision *decision, char *text,
	size_t room, struct error *error)
{
	char body[16];
	bool refers = decision->type == DECISION_REFER;
	snprintf(text, room, "%s", detail);
	if (decision->type == DECISION_NEW_DATE)
		return split_date(meeting, detail, decision, text, room, error);
	const struct decision *referral = decision->type == DECISION_RECEIVED && !*detail
		? meeting_referral(meeting, decision->source, decision->record) : NULL;
	if (referral)
		snprintf(text, room, "%s", referral->text);
	if (!refers && decision->type != DECISION_ESCALATE)
		return true;
	if (refers && !*detail)
		return error_set(error, "Refer it to whom? Give an agency or a body.");
	if (action_agency(detail, meeting->store, body))
		snprintf(text, room, "%s", body);
	else if (refers) {
		struct str near = { 0 };
		action_agency_near(detail, meeting->store, &near);
		error_set(error, "%s", str_text(&near));
		str_free(&near);
		return false;
	}
	return true;
}

static bool among(enum decision_type type, const enum decision_type *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (choices[i] == type)
			return true;
	return false;
}

/* A decision that is not saved yet, with what it borrows. */
struct made {
	struct decision decision;
	struct row row;
	char text[4 * TEXT_COLUMNS + 1];
};

static bool make(const struct meeting *meeting, int64_t n, enum decision_type type, const char *detail, instant_t now,
	struct made *made, struct error *error)
{
	const enum decision_type *choices;
	struct str clean = { 0 };
	size_t count = meeting_choices(meeting, n, &choices);
	made->row = (struct row){ 0 };
	if (!among(type, choices, count))
		return error_set(error, "This line has no such choice.");
	if (!meeting_row(meeting, n, &made->row))
		return error_set(error, "The record has gone meanwhile.");
	made->decision = (struct decision){ .briefing = meeting->briefing.id, .at = now, .type = type,
		.source = made->row.source, .record = made->row.id, .title = made->row.title, .text = made->text,
		.owner = made->row.owner, .due = DAY_NONE };
	bool fine = take_text(detail, "a note", now, &clean, error) &&
		fill_decision(meeting, str_text(&clean), &made->decision, made->text, sizeof made->text, error);
	str_free(&clean);
	if (!fine)
		row_clear(&made->row);
	return fine;
}

/* Written, and read again, so that the page shows what the file holds. */
static bool keep(struct meeting *meeting, const struct decision *decision, instant_t now, struct error *error)
{
	return meeting_may_record(meeting, error) && state_decide(meeting->state, decision, error) > 0 &&
		meeting_load(meeting, now, error);
}

bool meeting_decide(struct meeting *meeting, int64_t n, enum decision_type type, const char *detail, instant_t now,
	struct error *error)
{
	struct made made;
	if (!meeting_may_record(meeting, error) || !make(meeting, n, type, detail, now, &made, error))
		return false;
	bool fine = keep(meeting, &made.decision, now, error);
	row_clear(&made.row);
	return fine;
}

bool meeting_would(const struct meeting *meeting, int64_t n, enum decision_type type, const char *detail, struct str *out,
	struct error *error)
{
	struct made made;
	if (!make(meeting, n, type, detail, meeting->moment.now, &made, error))
		return false;
	decision_say(&made.decision, out);
	row_clear(&made.row);
	return true;
}

bool meeting_receive(struct meeting *meeting, int64_t referral, instant_t now, struct error *error)
{
	const struct decision *open = NULL;
	for (size_t i = 0; i < meeting->referral_count; i++)
		if (meeting->referrals[i].id == referral)
			open = &meeting->referrals[i];
	if (!open)
		return error_set(error, "That referral is not open.");
	struct decision decision = *open; /* lent: what it is about, and to whom it went */
	decision.briefing = meeting->briefing.id;
	decision.at = now;
	decision.type = DECISION_RECEIVED;
	return keep(meeting, &decision, now, error);
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
	return meeting_may_record(meeting, error) &&
		action_save(meeting->state, meeting->config, draft, meeting->briefing.id, now, error) &&
		meeting_load(meeting, now, error);
}

