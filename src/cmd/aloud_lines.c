/* A briefing held line by line: the lines of a page, and what is decided on them. See aloud.h. Called by brief.c. */
#include "hubbrief/aloud.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- saying a line ----------------------------------------------------------------------------- */

static const struct meeting_line *line_at(const struct session *session, size_t at)
{
	const struct meeting_line *lines;
	return at < meeting_lines(session->meeting, &lines) ? &lines[at] : NULL;
}

static bool is_numbered(const struct meeting_line *line)
{
	return line->n >= 0 || line->question || line->referral;
}

static size_t number_of(const struct session *session, size_t at)
{
	const struct meeting_line *lines;
	size_t number = 1;
	meeting_lines(session->meeting, &lines);
	for (size_t i = 0; i < at; i++)
		number += is_numbered(&lines[i]);
	return number;
}

/* The place of the line of that number; false: there is none. */
static bool line_numbered(const struct session *session, size_t number, size_t *at)
{
	const struct meeting_line *line;
	for (*at = 0; (line = line_at(session, *at)); ++*at)
		if (is_numbered(line) && number-- == 1)
			return true;
	return false;
}

/* A paragraph of the screen is a sentence a line here. */
static void say_sentences(const char *text)
{
	const char *end;
	while ((end = strstr(text, ". ")) && (isupper((unsigned char)end[2]) || isdigit((unsigned char)end[2]))) {
		aloud_say("%.*s", (int)(end + 1 - text), text);
		text = end + 2;
	}
	aloud_say("%s", text);
}

/* What was decided the last time, as a part of the sentence. */
static void say_before(const struct session *session, const struct meeting_line *line, struct str *out)
{
	struct str before = { 0 };
	meeting_before(session->meeting, line, &before);
	if (before.length)
		str_addf(out, "; o%s", str_text(&before) + 1); /* "On" */
	str_free(&before);
}

/* "Line 3: 4 days, Scarborough, Lighting survey, zone 2, owner SCA-BC; decided: new date." */
static void say_line(const struct session *session, const struct meeting_line *line, size_t at)
{
	struct str text = { 0 };
	if (is_numbered(line))
		str_addf(&text, "Line %zu: ", number_of(session, at));
	if (*line->when) {
		bool names = !isdigit((unsigned char)*line->when) && strpbrk(line->when, "0123456789"); /* "Fri 17 Mar" */
		aloud_spoken(line->when, names, &text);
		str_add(&text, ", ");
	}
	if (*line->place) {
		aloud_spoken(line->place, true, &text);
		str_add(&text, ", ");
	}
	if (line->heading)
		aloud_spoken(line->text, false, &text);
	else
		str_add(&text, line->text);
	if (*line->owner)
		str_addf(&text, ", %s %s", is_numbered(line) && line->referral ? "ask" : "owner", line->owner);
	if (line->decided)
		str_addf(&text, "; decided: %s", choice_word(line->decided));
	else if (line->n >= 0)
		say_before(session, line, &text);
	if (line->heading && isalpha((unsigned char)*str_text(&text)))
		text.at[0] = (char)toupper((unsigned char)text.at[0]);
	aloud_end(&text);
	if (is_numbered(line) || *line->place || meeting_page(session->meeting) != PAGE_ROOM)
		aloud_say("%s", str_text(&text));
	else
		say_sentences(str_text(&text));
	str_free(&text);
}

/* ---- deciding ---------------------------------------------------------------------------------- */

static const char *detail_question(enum decision_type type)
{
	return type == DECISION_NEW_DATE ? "Which day, and why? For example: fri, waiting for the survey."
		: type == DECISION_REFER ? "Refer it to whom? Give an agency or a body."
		: type == DECISION_ESCALATE ? "To whom? Enter leaves that open." : NULL;
}

static void decide(struct session *session, int64_t n, enum decision_type type)
{
	struct error error;
	const char *detail = detail_question(type) ? aloud_ask(session, "", detail_question(type)) : "";
	if (!detail)
		return;
	if (!meeting_decide(session->meeting, n, type, detail, aloud_now(session), &error)) {
		aloud_say("Not saved. %s", error.text);
		return;
	}
	aloud_saved(session);
	aloud_bring_in(session);
}

/* Whole when they are others than last time. */
static void say_choices(struct session *session, const enum decision_type *choices, size_t count)
{
	struct str text = { 0 };
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%zu %s, ", i + 1, choices[i] == DECISION_REFER ? "refer to" : choice_word(choices[i]));
	if (choices == session->told)
		aloud_say("1 to %zu?", count);
	else
		aloud_say("%sEnter goes on.", str_text(&text));
	session->told = choices;
	str_free(&text);
}

bool aloud_number(const char *answer, size_t *number)
{
	char *rest;
	if (!isdigit((unsigned char)*answer))
		return false;
	*number = strtoul(answer, &rest, 10);
	return !*rest;
}

/* Asks until the line is decided or passed over. */
static enum turn ask_line(struct session *session, int64_t n)
{
	const enum decision_type *choices;
	size_t count, number;
	enum turn turn = TURN_STAY;
	session->focused = n;
	while (turn == TURN_STAY && (count = meeting_choices(session->meeting, n, &choices))) {
		say_choices(session, choices, count);
		const char *answer = aloud_hear(session);
		if (!answer)
			return TURN_STOP;
		if (!*answer)
			return TURN_ON;
		if (!aloud_number(answer, &number)) {
			turn = aloud_obey(session, answer);
			session->told = NULL;
		} else if (number >= 1 && number <= count) {
			decide(session, n, choices[number - 1]);
			return session->ended ? TURN_STOP : TURN_ON;
		} else {
			aloud_say("There is no choice %zu.", number);
		}
	}
	return turn == TURN_STAY ? TURN_ON : turn;
}

static bool answer_question(struct session *session, int64_t question)
{
	struct error error;
	const char *text = aloud_ask(session, "", "The answer:");
	if (!text || meeting_answer(session->meeting, question, text, aloud_now(session), &error))
		return text;
	aloud_say("%s", error.text);
	return false;
}

static bool note_receipt(struct session *session, int64_t referral)
{
	struct error error;
	bool noted = meeting_receive(session->meeting, referral, aloud_now(session), &error);
	if (!noted)
		aloud_say("%s", error.text);
	return noted;
}

/* A question that waits for its answer, or a referral of a record that is gone. */
static enum turn ask_carried(struct session *session, int64_t question, int64_t referral)
{
	enum turn turn = TURN_STAY;
	while (turn == TURN_STAY) {
		aloud_say(question ? "1 answer, Enter carries it forward." : "1 receipt noted, Enter carries it forward.");
		const char *answer = aloud_hear(session);
		if (!answer || !*answer)
			return answer ? TURN_ON : TURN_STOP;
		if (strcmp(answer, "1") != 0)
			turn = aloud_obey(session, answer);
		else if (question ? answer_question(session, question) : note_receipt(session, referral)) {
			if (session->ended)
				return TURN_STOP;
			aloud_saved(session);
			return TURN_ON;
		}
	}
	return turn;
}

static enum turn ask(struct session *session, const struct meeting_line *line)
{
	bool carried = line->question || line->referral;
	return carried ? ask_carried(session, line->question, line->referral) : ask_line(session, line->n);
}

/* ---- reading a page ---------------------------------------------------------------------------- */

/* The week and the duties are read through; a number decides on one of their lines afterwards. */
static bool asks_lines(const struct session *session)
{
	enum page page = meeting_page(session->meeting);
	return !meeting_read_only(session->meeting) && (page == PAGE_ROOM || page == PAGE_CHANGED || page == PAGE_LATE);
}

static bool stood_before(const struct session *session, size_t at)
{
	const struct meeting_line *lines;
	meeting_lines(session->meeting, &lines);
	for (size_t i = 0; i < at; i++)
		if (lines[i].n == lines[at].n)
			return true;
	return false;
}

static bool wants_asking(const struct session *session, const struct meeting_line *line, size_t at)
{
	return asks_lines(session) &&
		(line->question || line->referral || (line->n >= 0 && !line->decided && !stood_before(session, at)));
}

/* The place of the line after the one that was asked about: lines may have come and gone meanwhile. */
static size_t place_after(const struct session *session, int64_t n, int64_t question, int64_t referral)
{
	const struct meeting_line *line;
	for (size_t at = 0; (line = line_at(session, at)); at++)
		if (line->n == n && line->question == question && line->referral == referral)
			return at + 1;
	return session->at;
}

enum turn aloud_read_lines(struct session *session)
{
	enum turn turn = TURN_ON;
	const struct meeting_line *line;
	while (turn == TURN_ON && (line = line_at(session, session->at))) {
		int64_t n = line->n, question = line->question, referral = line->referral;
		say_line(session, line, session->at);
		if (wants_asking(session, line, session->at)) {
			turn = ask(session, line);
			if (turn == TURN_ON)
				session->at = place_after(session, n, question, referral);
		} else {
			session->at++;
		}
	}
	return turn;
}

enum turn aloud_decide_numbered(struct session *session, size_t number)
{
	const enum decision_type *choices;
	size_t at;
	if (aloud_refused(session))
		return TURN_STAY;
	const struct meeting_line *line = line_numbered(session, number, &at) ? line_at(session, at) : NULL;
	if (!line || (line->n >= 0 && !meeting_choices(session->meeting, line->n, &choices))) {
		aloud_say("There is nothing to decide on line %zu.", number);
		return TURN_STAY;
	}
	say_line(session, line, at);
	session->told = NULL;
	enum turn turn = ask(session, line);
	return turn == TURN_ON ? TURN_STAY : turn;
}
