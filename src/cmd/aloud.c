/* A briefing held line by line: saying and hearing, and what can be said at any time: an action, a minute, a question,
 * undo, who is here. See aloud.h. Called by brief.c and aloud_lines.c. */
#include "hubbrief/aloud.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/parts.h"

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
	bool first = name, capitals = in_capitals(text);
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

bool aloud_yes(struct session *session, const char *question, bool *yes)
{
	for (;;) {
		aloud_say("%s yes or no.", question);
		const char *answer = aloud_hear(session);
		if (!answer)
			return false;
		*yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
		if (*yes || strcasecmp(answer, "n") == 0 || strcasecmp(answer, "no") == 0)
			return true;
	}
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

static void parse(struct session *session, const char *text, struct action_draft *draft)
{
	struct row row = { 0 };
	bool focused = meeting_row(session->meeting, session->focused, &row);
	const struct holidays holidays = store_holidays(session->store);
	action_parse(text, focused ? &row : NULL, session->config, session->store, instant_day(aloud_now(session)), &holidays,
		draft);
	if (focused)
		row_clear(&row);
}

/* What, who, when, one after the other; NULL: dropped, or the end. Owned. */
static char *ask_parts(struct session *session)
{
	struct parts parts = { 0 };
	char *line = NULL;
	const char *question = parts_start(&parts), *text;
	aloud_say("A new action: a minus sign drops it; Enter alone takes who from the line that was read.");
	const struct holidays holidays = store_holidays(session->store);
	do {
		aloud_say("%s", parts.fault[0] ? parts.fault : question);
		text = aloud_hear(session);
		if (!text || strcmp(text, "-") == 0)
			break;
		question = parts_answer(&parts, text, instant_day(aloud_now(session)), &holidays);
	} while (question);
	if (!question)
		line = mem_dup(str_text(&parts.line));
	else if (text)
		aloud_say("Dropped.");
	parts_stop(&parts);
	return line;
}

/* What is said to a line that lacks something may be what it lacks; else it is a new line. Owned; frees the old one. */
static char *said_anew(struct session *session, char *line, const char *text)
{
	struct action_draft draft;
	char *joined = mem_printf("%s, %s", line, text);
	parse(session, line, &draft);
	bool lacks = *draft.fault;
	parse(session, joined, &draft);
	bool is_whole = lacks && !*draft.fault;
	char *anew = is_whole ? joined : mem_dup(text);
	if (!is_whole)
		free(joined);
	free(line);
	return anew;
}

/* What would be saved is said before; how, once. */
static void say_draft(struct session *session, const struct action_draft *draft)
{
	struct str said = { 0 };
	action_say(draft, &said);
	if (*draft->fault)
		aloud_say("%s", draft->fault);
	else
		aloud_say("Will save: %s%s", str_text(&said), session->told_save ? " Enter saves it."
			: " Enter saves it, a minus sign drops it, a new text replaces it.");
	session->told_save |= !*draft->fault;
	str_free(&said);
}

/* Until it is saved or dropped. Takes the line. */
static void offer_action(struct session *session, char *line)
{
	for (;;) {
		struct action_draft draft;
		parse(session, line, &draft);
		say_draft(session, &draft);
		const char *text = aloud_hear(session);
		if (text && !*text && !*draft.fault)
			save_action(session, &draft);
		else if (text && strcmp(text, "-") == 0)
			aloud_say("Dropped.");
		else if (text) {
			if (*text)
				line = said_anew(session, line, text);
			continue;
		}
		break;
	}
	free(line);
}

static void take_action(struct session *session, const char *given)
{
	char *line = *given ? mem_dup(given) : ask_parts(session);
	if (line)
		offer_action(session, line);
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
	struct str said = { 0 };
	const struct decision *last = meeting_last(session->meeting);
	(void)text;
	if (last)
		decision_say(last, &said);
	if (meeting_undo(session->meeting, &error)) {
		aloud_say("Undone: %s", str_text(&said));
		aloud_bring_in(session);
	} else {
		aloud_say("%s", error.text);
	}
	str_free(&said);
}

static const struct word *word_said(const char *answer, const char **rest);

/* Asks until the answer is one, or there is none to give. A word that can be said at any time is obeyed. */
static enum turn take_presence(struct session *session, const char *given, bool office, const char *question, char *usual)
{
	struct error error;
	enum turn turn = TURN_STAY;
	const char *text = given, *rest;
	for (bool saved = false; turn == TURN_STAY && !saved;) {
		if (!*given) {
			aloud_say(*usual ? "%s Enter: %s." : "%s For example: %s.", question,
				*usual ? usual : office ? "SCA-BC" : "NYP, YJS, SCA-BC");
			text = aloud_hear(session);
		}
		if (!text || !*(text = *text ? text : usual))
			break;
		if (!*given && text != usual && word_said(text, &rest) && !*rest) {
			turn = aloud_obey(session, text);
			continue;
		}
		saved = meeting_present(session->meeting, office ? text : NULL, office ? NULL : text, &error);
		aloud_say("%s", saved ? "Saved." : error.text);
		if (*given)
			break;
	}
	free(usual);
	return session->ended ? TURN_STOP : turn;
}

enum turn aloud_office(struct session *session, const char *given)
{
	return take_presence(session, given, true, "Which office is recording?", meeting_usual_office(session->meeting));
}

enum turn aloud_present(struct session *session, const char *given)
{
	return take_presence(session, given, false, "Who is here?", meeting_usual_agencies(session->meeting));
}

static void take_office(struct session *session, const char *text)
{
	aloud_office(session, text);
}

static void take_agencies(struct session *session, const char *text)
{
	aloud_present(session, text);
}

/* ---- going to a hub or an area ----------------------------------------------------------------- */

static bool is_key(char key, const char *text)
{
	return key && tolower((unsigned char)*text) == tolower((unsigned char)key) && !text[1];
}

static bool is_name(const char *name, const char *text)
{
	return name && strcasecmp(name, text) == 0;
}

/* A key, an id, a name or a short name. False: neither a hub nor an area. */
static bool find_place(const struct config *config, const char *text, int *hub, int *area)
{
	*hub = *area = PLACE_ANY;
	if (strcmp(text, "0") == 0 || is_name("countywide", text))
		*hub = -1;
	for (size_t i = 0; i < config->hub_count && *hub == PLACE_ANY; i++) {
		const struct hub *one = &config->hubs[i];
		if (is_key(one->key, text) || is_name(one->id, text) || is_name(one->name, text) || is_name(one->short_name, text))
			*hub = (int)i;
	}
	for (size_t i = 0; i < config->area_count && *hub == PLACE_ANY && *area == PLACE_ANY; i++) {
		const struct area *one = &config->areas[i];
		if (is_key(one->key, text) || is_name(one->id, text) || is_name(one->short_name, text) || is_name(one->column, text))
			*area = (int)i;
	}
	return *hub != PLACE_ANY || *area != PLACE_ANY;
}

static enum turn go(struct session *session, const char *given)
{
	struct error error = { "" };
	int hub, area;
	const char *text = aloud_ask(session, given, "To which hub or area? Its key or its name.");
	if (!text || !*text)
		return text ? TURN_STAY : TURN_STOP;
	if (!find_place(session->config, text, &hub, &area)) {
		aloud_say("No hub and no area is called %s.", text);
		return TURN_STAY;
	}
	if (meeting_seek(session->meeting, session->at, hub, area, aloud_now(session), &session->at, &error))
		return TURN_GO;
	aloud_say("No page has a line of it.");
	return TURN_STAY;
}

/* ---- the words --------------------------------------------------------------------------------- */

static void help(struct session *session, const char *text);

/* By their first letter or whole word. */
static const struct word {
	const char *name, *help;
	void (*run)(struct session *session, const char *text);
	enum turn turn;
	bool records; /* not where it is read only */
} words[] = {
	{ "action", "an action: a send training dates to CSP, ICB, fri; alone it asks part by part", take_action, TURN_STAY, true },
	{ "minute", "a minute: m the survey was discussed", take_minute, TURN_STAY, true },
	{ "question", "a question, carried until it is answered", take_question, TURN_STAY, true },
	{ "undo", "takes the last of these or the last decision back", undo, TURN_STAY, true },
	{ "present", "which agencies are here: p NYP, YJS", take_agencies, TURN_STAY, true },
	{ "office", "which office is recording: o SCA-BC", take_office, TURN_STAY, true },
	{ "next", "the next page", NULL, TURN_NEXT, false },
	{ "back", "the page before", NULL, TURN_BACK, false },
	{ "go", "to the next line of a hub or an area, by its key or name: g 6", NULL, TURN_GO, false },
	{ "finish", "closes it, or stops", NULL, TURN_FINISH, false },
	{ "stop", "stops; it resumes here", NULL, TURN_STOP, false },
	{ "help", "this list; a question mark does the same", help, TURN_STAY, false },
};
enum { WORDS = sizeof words / sizeof *words };

static void help(struct session *session, const char *text)
{
	(void)text;
	aloud_say("At any question, instead of an answer, one of these words or its first letter:");
	for (size_t i = 0; i < WORDS; i++)
		if (!words[i].records || !meeting_read_only(session->meeting))
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

bool aloud_refused(struct session *session)
{
	const char *elsewhere = meeting_read_only(session->meeting);
	if (elsewhere)
		aloud_say("Not taken down: this briefing is %s.", elsewhere);
	return elsewhere;
}

enum turn aloud_obey(struct session *session, const char *answer)
{
	const char *rest;
	const struct word *word = word_said(answer, &rest);
	if (!word) {
		aloud_say("That is no answer here. A question mark lists what can be said.");
		return TURN_STAY;
	}
	if (word->records && aloud_refused(session))
		return TURN_STAY;
	if (word->turn == TURN_GO)
		return go(session, rest);
	if (word->run)
		word->run(session, rest);
	return word->turn;
}
