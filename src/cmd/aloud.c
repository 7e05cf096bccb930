/* A briefing held line by line: saying and hearing, and what can be said at any time: an action, a minute, a question,
 * undo, who is here. See aloud.h. Called by brief.c. */
#include "hubbrief/aloud.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"

/* ---- saying and hearing ------------------------------------------------------------------------ */

void aloud_say(const char *format, ...)
{
	struct str clean = { 0 };
	va_list args;
	va_start(args, format);
	char *text = NULL;
	int length = vasprintf(&text, format, args);
	va_end(args);
	if (length > 0)
		clean_add(&clean, text, (size_t)length);
	free(text);
	puts(str_text(&clean));
	fflush(stdout); /* heard when it is true, and not before */
	str_free(&clean);
}

const char *aloud_hear(struct session *session)
{
	ssize_t length = session->ended ? -1 : getline(&session->line, &session->room, stdin);
	if (length < 0) {
		session->ended = true;
		return NULL;
	}
	while (length > 0 && isspace((unsigned char)session->line[length - 1]))
		session->line[--length] = '\0';
	return session->line + strspn(session->line, " \t");
}

instant_t aloud_now(const struct session *session)
{
	return clock_now(&session->options->clock);
}

static bool in_capitals(const char *text)
{
	while (*text && !islower((unsigned char)*text))
		text++;
	return !*text;
}

void aloud_spoken(const char *text, bool name, struct str *out)
{
	bool first = true, capitals = in_capitals(text);
	for (; *text; text++) {
		str_addc(out, first || !capitals ? *text : (char)tolower((unsigned char)*text));
		first = name && !isalpha((unsigned char)*text);
	}
}

void aloud_end(struct str *out)
{
	if (out->length && !strchr(".?!:", out->at[out->length - 1]))
		str_addc(out, '.');
}

void aloud_saved(struct session *session)
{
	const struct decision *last = meeting_last(session->meeting);
	struct str text = { 0 };
	if (last)
		decision_say(last, &text);
	aloud_say("Saved. %s", str_text(&text));
	str_free(&text);
}

/* ---- what can be said at any time -------------------------------------------------------------- */

void aloud_bring_in(struct session *session)
{
	struct error error;
	cmd_room_stored(session->options);
	if (!meeting_load(session->meeting, aloud_now(session), &error))
		aloud_say("%s", error.text);
}

const char *aloud_ask(struct session *session, const char *text, const char *question)
{
	if (*text)
		return text;
	aloud_say("%s", question);
	return aloud_hear(session);
}

static void save_action(struct session *session, const struct action_draft *draft)
{
	struct error error;
	if (!meeting_add(session->meeting, draft, aloud_now(session), &error)) {
		aloud_say("%s", error.text);
		return;
	}
	aloud_saved(session);
	aloud_bring_in(session);
}

/* Until it is saved or dropped: what would be saved is said before. */
static void take_action(struct session *session, const char *given)
{
	struct row row = { 0 };
	bool focused = meeting_row(session->meeting, session->focused, &row), done = false;
	const struct holidays holidays = store_holidays(session->store);
	struct action_draft draft;
	const char *text = aloud_ask(session, given,
		"Action: what, whose, by when? For example: send training dates to CSP, ICB, fri. A minus sign drops it.");
	while (text && !done && strcmp(text, "-") != 0) {
		struct str said = { 0 };
		action_parse(text, focused ? &row : NULL, session->config, session->store, instant_day(aloud_now(session)), &holidays,
			&draft);
		action_say(&draft, &said);
		if (*draft.fault)
			aloud_say("%s Say it again, or a minus sign to drop it.", draft.fault);
		else
			aloud_say("Will save: %s Enter saves it. Anything else is read as a new text; a minus sign drops it.",
				str_text(&said));
		str_free(&said);
		text = aloud_hear(session);
		done = text && !*text && !*draft.fault;
	}
	if (done)
		save_action(session, &draft);
	else if (text)
		aloud_say("Dropped.");
	if (focused)
		row_clear(&row);
}

static void take_note(struct session *session, enum decision_type type, const char *given)
{
	struct error error;
	const char *text = aloud_ask(session, given, type == DECISION_MINUTE ? "Minute:" : "Question:");
	if (!text || !*text)
		return;
	if (meeting_note(session->meeting, type, session->focused, text, aloud_now(session), &error))
		aloud_saved(session);
	else
		aloud_say("%s", error.text);
}

static void take_minute(struct session *session, const char *text)
{
	take_note(session, DECISION_MINUTE, text);
}

static void take_question(struct session *session, const char *text)
{
	take_note(session, DECISION_QUESTION, text);
}

static void undo(struct session *session, const char *text)
{
	struct error error;
	(void)text;
	if (!meeting_undo(session->meeting, &error)) {
		aloud_say("%s", error.text);
		return;
	}
	aloud_say("Undone.");
	aloud_bring_in(session);
}

void aloud_present(struct session *session, const char *given)
{
	struct error error;
	const char *text = aloud_ask(session, given, "Which agencies are here? For example: NYP, YJS, SCA-BC.");
	if (text && *text)
		aloud_say("%s", meeting_present(session->meeting, NULL, text, &error) ? "Saved." : error.text);
}

void aloud_office(struct session *session, const char *given)
{
	struct error error;
	const char *text = aloud_ask(session, given, "Which office records? For example: SCA-BC.");
	if (text && *text)
		aloud_say("%s", meeting_present(session->meeting, text, NULL, &error) ? "Saved." : error.text);
}

static void help(struct session *session, const char *text);

/* By their first letter or whole word. */
static const struct word {
	const char *name, *help;
	void (*run)(struct session *session, const char *text);
	enum turn turn;
} words[] = {
	{ "action", "an action: a send training dates to CSP, ICB, fri", take_action, TURN_STAY },
	{ "minute", "a minute: m the survey was discussed", take_minute, TURN_STAY },
	{ "question", "a question, carried until it is answered", take_question, TURN_STAY },
	{ "undo", "takes the last of these back", undo, TURN_STAY },
	{ "present", "which agencies are here: p NYP, YJS", aloud_present, TURN_STAY },
	{ "office", "which office records: o SCA-BC", aloud_office, TURN_STAY },
	{ "next", "the next page", NULL, TURN_NEXT },
	{ "back", "the page before", NULL, TURN_BACK },
	{ "stop", "stops; it resumes here", NULL, TURN_STOP },
	{ "help", "this list", help, TURN_STAY },
};
enum { WORDS = sizeof words / sizeof *words };

static void help(struct session *session, const char *text)
{
	(void)session;
	(void)text;
	aloud_say("At any question, instead of an answer, one of these words or its first letter:");
	for (size_t i = 0; i < WORDS; i++)
		aloud_say("%s: %s.", words[i].name, words[i].help);
}

static const struct word *word_said(const char *answer, const char **rest)
{
	size_t length = strcspn(answer, " ");
	*rest = answer + length + strspn(answer + length, " ");
	for (size_t i = 0; i < WORDS; i++)
		if (length && strlen(words[i].name) >= length && (length == 1 || length == strlen(words[i].name)) &&
			strncasecmp(words[i].name, answer, length) == 0)
			return &words[i];
	return strcmp(answer, "?") == 0 ? &words[WORDS - 1] : NULL;
}

enum turn aloud_obey(struct session *session, const char *answer)
{
	const char *rest;
	const struct word *word = word_said(answer, &rest);
	if (!word) {
		aloud_say("That is no answer here. A question mark lists what can be said.");
		return TURN_STAY;
	}
	if (word->run)
		word->run(session, rest);
	return word->turn;
}
