/* `hubbrief brief`: the meeting. On a terminal the board's briefing view; with --plain, or without a terminal, the same
 * meeting line by line: one sentence a line, numbered choices, nothing redrawn. What the room heard confirmed is in
 * state.db by then. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/aloud.h"
#include "hubbrief/error.h"

/* ---- a line and its choices -------------------------------------------------------------------- */

static const struct meeting_line *line_at(const struct session *session, size_t at)
{
	const struct meeting_line *lines;
	return at < meeting_lines(session->meeting, &lines) ? &lines[at] : NULL;
}

static bool is_numbered(const struct meeting_line *line)
{
	return line->n >= 0 || line->question;
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

/* The line of that number; NULL none. */
static const struct meeting_line *line_numbered(const struct session *session, size_t number)
{
	const struct meeting_line *line;
	for (size_t at = 0; (line = line_at(session, at)); at++)
		if (is_numbered(line) && number-- == 1)
			return line;
	return NULL;
}

static void say_line(const struct meeting_line *line, size_t number)
{
	struct str text = { 0 };
	if (is_numbered(line))
		str_addf(&text, "Line %zu. ", number);
	if (*line->when) {
		bool names = !isdigit((unsigned char)*line->when) && strpbrk(line->when, "0123456789"); /* "Fri 17 Mar" */
		aloud_spoken(line->when, names, &text);
		str_add(&text, ". ");
	}
	if (*line->place) {
		aloud_spoken(line->place, true, &text);
		str_add(&text, ". ");
	}
	if (line->heading)
		aloud_spoken(line->text, false, &text);
	else
		str_add(&text, line->text);
	aloud_end(&text);
	if (*line->owner)
		str_addf(&text, " Owner %s.", line->owner);
	if (line->decided)
		str_addf(&text, " Decided: %s.", choice_word(line->decided));
	aloud_say("%s", str_text(&text));
	str_free(&text);
}

static const char *detail_question(enum decision_type type)
{
	return type == DECISION_NEW_DATE ? "Which day, and why? For example: fri, waiting for the survey."
		: type == DECISION_REFER ? "Refer it to whom? Give an agency or a body."
		: type == DECISION_ESCALATE ? "To whom, or why? Enter for no more." : NULL;
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

static void say_choices(const enum decision_type *choices, size_t count)
{
	struct str text = { 0 };
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%zu %s. ", i + 1, choice_word(choices[i]));
	aloud_say("%sEnter goes on.", str_text(&text));
	str_free(&text);
}

static bool is_number(const char *answer, size_t *number)
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
		say_choices(choices, count);
		const char *answer = aloud_hear(session);
		if (!answer)
			return TURN_STOP;
		if (!*answer)
			return TURN_ON;
		if (!is_number(answer, &number)) {
			turn = aloud_obey(session, answer);
		} else if (number >= 1 && number <= count) {
			decide(session, n, choices[number - 1]);
			return session->ended ? TURN_STOP : TURN_ON;
		} else {
			aloud_say("There is no choice %zu.", number);
		}
	}
	return turn == TURN_STAY ? TURN_ON : turn;
}

static enum turn ask_question(struct session *session, int64_t question)
{
	struct error error;
	enum turn turn = TURN_STAY;
	while (turn == TURN_STAY) {
		aloud_say("1 answer. Enter carries it forward.");
		const char *answer = aloud_hear(session);
		if (!answer || !*answer)
			return answer ? TURN_ON : TURN_STOP;
		if (strcmp(answer, "1") != 0) {
			turn = aloud_obey(session, answer);
			continue;
		}
		const char *text = aloud_ask(session, "", "The answer:");
		if (!text)
			return TURN_STOP;
		if (meeting_answer(session->meeting, question, text, aloud_now(session), &error)) {
			aloud_saved(session);
			return TURN_ON;
		}
		aloud_say("%s", error.text);
	}
	return turn;
}

/* ---- pages ------------------------------------------------------------------------------------- */

/* The week and the duties are read through; a number decides on one of their lines afterwards. */
static bool asks_lines(enum page page)
{
	return page == PAGE_ROOM || page == PAGE_CHANGED || page == PAGE_LATE;
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

/* Where the record stands now, after lines may have come before it. */
static size_t place_of(const struct session *session, int64_t n, size_t otherwise)
{
	const struct meeting_line *line;
	for (size_t at = 0; n >= 0 && (line = line_at(session, at)); at++)
		if (line->n == n)
			return at;
	return otherwise;
}

static enum turn read_lines(struct session *session)
{
	const struct meeting_line *line;
	enum turn turn = TURN_ON;
	bool asks = asks_lines(meeting_page(session->meeting));
	for (size_t at = 0; turn == TURN_ON && (line = line_at(session, at)); at++) {
		int64_t n = line->n, question = line->question;
		say_line(line, number_of(session, at));
		if (question) {
			turn = ask_question(session, question);
			line = line_at(session, at);
			if (!line || line->question != question)
				at--; /* answered: it stands there no more */
		} else if (asks && n >= 0 && !line->decided && !stood_before(session, at)) {
			turn = ask_line(session, n);
			at = place_of(session, n, at);
		}
	}
	return turn;
}

static enum turn decide_line(struct session *session, size_t number)
{
	const struct meeting_line *line = line_numbered(session, number);
	const enum decision_type *choices;
	if (!line || (!line->question && !meeting_choices(session->meeting, line->n, &choices))) {
		aloud_say("There is nothing to decide on line %zu.", number);
		return TURN_STAY;
	}
	say_line(line, number);
	enum turn turn = line->question ? ask_question(session, line->question) : ask_line(session, line->n);
	return turn == TURN_ON ? TURN_STAY : turn;
}

/* At the end of a page. */
static enum turn ask_page(struct session *session)
{
	enum turn turn = TURN_STAY;
	size_t number;
	session->focused = -1;
	while (turn == TURN_STAY) {
		aloud_say("End of page %d. Enter: next page. A line's number: decide on it. a action, m minute, q question, u undo, "
			"b back, s stop.", (int)meeting_page(session->meeting) + 1);
		const char *answer = aloud_hear(session);
		if (!answer)
			return TURN_STOP;
		turn = !*answer ? TURN_NEXT : is_number(answer, &number) ? decide_line(session, number) : aloud_obey(session, answer);
	}
	return turn;
}

static void say_decided(struct session *session)
{
	int decided, all;
	meeting_decided(session->meeting, &decided, &all);
	if (all && asks_lines(meeting_page(session->meeting)))
		aloud_say("%d of %d decided.", decided, all);
	if (meeting_seconds_left(session->meeting, aloud_now(session)) < 0)
		aloud_say("This page has taken longer than its %d minutes.",
			session->config->minutes[meeting_page(session->meeting)]);
}

static enum turn hold_page(struct session *session)
{
	struct error error;
	enum page page = meeting_page(session->meeting);
	struct str title = { 0 };
	if (!meeting_load(session->meeting, aloud_now(session), &error))
		aloud_say("%s", error.text);
	aloud_spoken(page_title(page), false, &title);
	aloud_say("Page %d of %d. %s.", (int)page + 1, PAGE_COUNT, str_text(&title));
	str_free(&title);
	enum turn turn = read_lines(session);
	if (turn != TURN_ON)
		return turn;
	say_decided(session);
	return ask_page(session);
}

/* ---- the whole --------------------------------------------------------------------------------- */

static bool close_meeting(struct session *session)
{
	struct error error;
	char day[DATE_TEXT], clock[DATE_TEXT];
	instant_t now = aloud_now(session);
	aloud_bring_in(session);
	if (!meeting_close(session->meeting, now, &error)) {
		aloud_say("%s", error.text);
		return false;
	}
	char *folder = state_folder(session->state);
	aloud_say("Closed. Changes count from %s %s.", day_text(day, instant_day(now)), instant_clock(clock, now));
	aloud_say("What was taken down stands in %s/actions.csv too.", folder);
	free(folder);
	return true;
}

static enum turn finish(struct session *session)
{
	for (;;) {
		char clock[DATE_TEXT];
		aloud_say("Finish? 1 Close: changes will count from %s. 2 Stop, resume later. 3 Back.",
			instant_clock(clock, aloud_now(session)));
		const char *answer = aloud_hear(session);
		if (!answer || strcmp(answer, "2") == 0)
			return TURN_STOP;
		if (strcmp(answer, "1") == 0 && close_meeting(session))
			return TURN_CLOSED;
		if (!*answer || strcmp(answer, "3") == 0)
			return TURN_BACK;
	}
}

static void turn_to(struct session *session, int page)
{
	struct error error;
	if (page >= 0 && page < PAGE_COUNT && !meeting_turn(session->meeting, (enum page)page, &error))
		aloud_say("%s", error.text);
}

static void greet(struct session *session)
{
	const struct briefing *briefing = meeting_briefing(session->meeting);
	char day[DATE_TEXT], clock[DATE_TEXT];
	instant_t now = aloud_now(session);
	aloud_say("%s. Briefing %s%s%s, %s %s.", marking_text(meeting_banner(session->meeting)), briefing->forum,
		*briefing->hub ? " of " : "", briefing->hub, day_long(day, instant_day(now)), instant_clock(clock, now));
	if (meeting_resumed(session->meeting))
		aloud_say("It was begun at %s on %s and goes on at page %d.", instant_clock(clock, briefing->started),
			day_text(day, instant_day(briefing->started)), (int)meeting_page(session->meeting) + 1);
	aloud_say("A question mark lists what can be said at any time.");
	if (!*briefing->office)
		aloud_office(session, "");
	if (!*briefing->agencies)
		aloud_present(session, "");
}

static int hold(struct session *session)
{
	enum turn turn = TURN_ON;
	greet(session);
	while (turn != TURN_STOP && turn != TURN_CLOSED) {
		int page = (int)meeting_page(session->meeting);
		turn = hold_page(session);
		if (turn == TURN_NEXT && page == PAGE_READ_BACK)
			turn = finish(session);
		else
			turn_to(session, turn == TURN_NEXT ? page + 1 : turn == TURN_BACK ? page - 1 : page);
	}
	if (turn == TURN_STOP)
		aloud_say("Stopped. `hubbrief brief` resumes it at page %d.", (int)meeting_page(session->meeting) + 1);
	aloud_say("%s.", marking_text(meeting_banner(session->meeting)));
	return cmd_flush(EXIT_OK);
}

static int run(struct session *session, const char *forum)
{
	struct error error = { "" };
	int hub, area, code = cmd_places(session->options, session->config, &hub, &area);
	if (code)
		return code;
	session->meeting = meeting_begin(session->store, session->state, session->config, aloud_now(session), forum,
		hub >= 0 ? session->config->hubs[hub].id : "", NULL, &error);
	return session->meeting ? hold(session) : cmd_fail(EXIT_STORE, "%s", error.text);
}

static int hold_plain(const struct options *options, const char *forum)
{
	struct session session = { .options = options, .focused = -1 };
	struct config *config = NULL;
	int code = cmd_config(options, &config);
	session.config = config;
	if (!code)
		code = cmd_store(options, &session.store);
	if (!code)
		code = cmd_state(options, &session.state);
	if (!code)
		state_beside(session.state, session.store);
	if (!code)
		code = run(&session, forum);
	meeting_free(session.meeting);
	state_close(session.state);
	if (session.store)
		store_close(session.store);
	if (config)
		config_free(config);
	free(session.line);
	return code;
}

int cmd_brief(const struct options *options, int argc, char **argv)
{
	static char board[] = "board", *board_argv[] = { board, NULL };
	const char *forum = NULL;
	bool plain = false;
	const struct option_row rows[] = { { "plain", NULL, "", NULL, &plain }, { "forum", "NAME", "", &forum, NULL } };
	if (!cmd_take_options(rows, 2, false, &argc, argv))
		return EXIT_USAGE;
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "brief takes no \"%s\"; --plain, --forum and --hub are its options.", argv[1]);
	if (plain || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return hold_plain(options, forum);
	struct options own = *options;
	own.view = "briefing";
	return cmd_board(&own, 1, board_argv);
}
