/* `hubbrief brief`: the meeting. On a terminal the board's briefing view; with --plain, without a terminal or on one that
 * cannot show a board, the same meeting line by line: one sentence a line, numbered choices, nothing redrawn. What the
 * room heard confirmed is in state.db by then. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/aloud.h"
#include "hubbrief/error.h"

/* ---- pages ------------------------------------------------------------------------------------- */

/* At the end of a page. */
static enum turn ask_page(struct session *session)
{
	enum turn turn = TURN_STAY;
	size_t number;
	session->focused = -1;
	while (turn == TURN_STAY) {
		int page = (int)meeting_page(session->meeting) + 1;
		if (session->told_end)
			aloud_say("End of page %d.", page);
		else
			aloud_say("End of page %d: Enter goes on, a line's number decides on it, a question mark lists the rest.", page);
		session->told_end = true;
		const char *answer = aloud_hear(session);
		if (!answer)
			return TURN_STOP;
		turn = !*answer ? TURN_NEXT : aloud_number(answer, &number) ? aloud_decide_numbered(session, number)
			: aloud_obey(session, answer);
	}
	return turn;
}

static void say_decided(struct session *session)
{
	int decided, all, minutes = session->config->minutes[meeting_page(session->meeting)];
	enum page page = meeting_page(session->meeting);
	if (meeting_read_only(session->meeting))
		return;
	meeting_decided(session->meeting, &decided, &all);
	if (all && (page == PAGE_CHANGED || page == PAGE_LATE))
		aloud_say("%d of %d decided.", decided, all);
	if (meeting_seconds_left(session->meeting, aloud_now(session)) < 0)
		aloud_say("This page has taken longer than its %d minute%s.", minutes, minutes == 1 ? "" : "s");
}

/* From session->at on. */
static enum turn hold_page(struct session *session)
{
	struct error error;
	enum page page = meeting_page(session->meeting);
	struct str title = { 0 };
	if (!meeting_load(session->meeting, aloud_now(session), &error))
		aloud_say("%s", error.text);
	aloud_spoken(page_title(page), false, &title);
	aloud_say("Page %d of %d: %s.", (int)page + 1, PAGE_COUNT, str_text(&title));
	str_free(&title);
	session->told = NULL;
	enum turn turn = aloud_read_lines(session);
	if (turn != TURN_ON)
		return turn;
	say_decided(session);
	return ask_page(session);
}

/* ---- finishing --------------------------------------------------------------------------------- */

/* Whether it was opened again. */
static bool reopened(struct session *session)
{
	struct error error;
	const char *answer;
	do {
		aloud_say("undo opens it again, Enter ends.");
		answer = aloud_hear(session);
	} while (answer && *answer && strcasecmp(answer, "u") != 0 && strcasecmp(answer, "undo") != 0);
	if (!answer || !*answer)
		return false;
	bool open = meeting_undo(session->meeting, &error);
	aloud_say("%s", open ? "It is open again." : error.text);
	return open;
}

static bool close_meeting(struct session *session)
{
	struct error error;
	struct str closed = { 0 };
	instant_t now = aloud_now(session);
	aloud_bring_in(session);
	if (!meeting_close(session->meeting, now, &error)) {
		aloud_say("%s", error.text);
		return false;
	}
	char *folder = state_folder(session->state);
	closed_say(session->config, meeting_briefing(session->meeting)->hub, now, &closed);
	aloud_say("%s", str_text(&closed));
	str_free(&closed);
	aloud_say("What was taken down stands in %s/actions.csv too.", folder);
	free(folder);
	return !reopened(session);
}

/* Back leads to the line that was read. */
static enum turn finish(struct session *session)
{
	if (meeting_read_only(session->meeting))
		return TURN_STOP;
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
			return TURN_GO;
	}
}

/* ---- the whole --------------------------------------------------------------------------------- */

static void turn_to(struct session *session, int page)
{
	struct error error;
	session->at = 0;
	if (page >= 0 && page < PAGE_COUNT && !meeting_turn(session->meeting, (enum page)page, aloud_now(session), &error))
		aloud_say("%s", error.text);
}

/* Whether the briefing goes on: STAY, or what was said instead of who is here. */
static enum turn greet(struct session *session)
{
	const struct briefing *briefing = meeting_briefing(session->meeting);
	char day[DATE_TEXT], clock[DATE_TEXT];
	instant_t now = aloud_now(session);
	int hub = *briefing->hub ? config_hub_index(session->config, briefing->hub) : -1;
	aloud_say("%s.", marking_text(meeting_banner(session->meeting)));
	aloud_say("Briefing %s%s%s, %s %s.", briefing->forum, hub >= 0 ? " of " : "",
		hub >= 0 ? session->config->hubs[hub].name : "", day_long(day, instant_day(now)), instant_clock(clock, now));
	if (meeting_resumed(session->meeting))
		aloud_say("It was begun at %s on %s and goes on at page %d.", instant_clock(clock, briefing->started),
			day_text(day, instant_day(briefing->started)), (int)meeting_page(session->meeting) + 1);
	aloud_say("A question mark lists what can be said at any time.");
	if (meeting_read_only(session->meeting)) {
		aloud_say("This briefing is %s.", meeting_read_only(session->meeting));
		return TURN_STAY;
	}
	enum turn turn = aloud_office(session, "");
	return turn == TURN_STAY || turn == TURN_NEXT ? aloud_present(session, "") : turn;
}

static int hold(struct session *session)
{
	enum turn turn = greet(session);
	if (turn == TURN_FINISH)
		turn = finish(session);
	while (turn != TURN_STOP && turn != TURN_CLOSED) {
		int page = (int)meeting_page(session->meeting);
		turn = hold_page(session);
		if (turn == TURN_FINISH || (turn == TURN_NEXT && page == PAGE_READ_BACK))
			turn = finish(session);
		else if (turn == TURN_NEXT || turn == TURN_BACK)
			turn_to(session, turn == TURN_NEXT ? page + 1 : page - 1);
	}
	if (turn == TURN_STOP && !meeting_read_only(session->meeting))
		aloud_say("Stopped. `hubbrief brief` resumes it at page %d.", (int)meeting_page(session->meeting) + 1);
	aloud_say("%s.", marking_text(meeting_banner(session->meeting)));
	return cmd_flush(EXIT_OK);
}

/* A briefing of an earlier day is closed, or gone on with. False: no answer came. */
static bool settle_forgotten(struct session *session, const char *forum)
{
	struct briefing open;
	struct str question = { 0 };
	struct error error = { "" };
	struct str closed = { 0 };
	bool yes = false;
	if (!meeting_forgotten(session->state, forum, aloud_now(session), &open))
		return true;
	meeting_forgotten_ask(&open, aloud_now(session), &question);
	bool answered = aloud_yes(session, str_text(&question), &yes);
	if (yes && meeting_forgotten_close(session->state, session->store, &open, &error))
		closed_say(session->config, open.hub, open.touched, &closed);
	if (yes)
		aloud_say("%s", closed.length ? str_text(&closed) : error.text);
	briefing_clear(&open);
	str_free(&question);
	str_free(&closed);
	return answered && !*error.text;
}

static int run(struct session *session, const char *forum)
{
	struct error error = { "" };
	int hub, area, code = cmd_places(session->options, session->config, &hub, &area);
	if (code)
		return code;
	if (!settle_forgotten(session, forum ? forum : session->config->forum))
		return cmd_flush(EXIT_OK);
	session->meeting = meeting_begin(session->store, session->state, session->config, aloud_now(session), forum,
		hub >= 0 ? session->config->hubs[hub].id : "", &error);
	return session->meeting ? hold(session) : cmd_fail(EXIT_STORE, "%s", error.text);
}

static int hold_plain(const struct options *options)
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
		cmd_purge_state(session.state, config, aloud_now(&session), NULL);
	if (!code)
		code = run(&session, options->forum);
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
	struct options own = *options;
	bool plain = false;
	const struct option_row rows[] = { { "plain", NULL, "", NULL, &plain }, { "forum", "NAME", "", &own.forum, NULL } };
	if (!cmd_take_options(rows, 2, false, &argc, argv))
		return EXIT_USAGE;
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "brief takes no \"%s\"; --plain, --forum and --hub are its options.", argv[1]);
	own.view = plain ? NULL : "briefing";
	return plain ? hold_plain(&own) : cmd_board_or(&own, hold_plain);
}
