/* What is typed in the meeting: who is here, actions, notes, dates and reasons; and what each would save, shown before
 * Enter. See briefing_inside.h. Called by briefing.c, in the dashboard. */
#include "hubbrief/briefing_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/personal.h"

/* What is remembered of an action that was being typed when the terminal was lost. */
static const char memo[] = "action being typed";

static const char *const labels[] = {
	[TYPING_OFFICE] = "Which office is recording? ", [TYPING_AGENCIES] = "Who is here? ", [TYPING_ACTION] = "New action: ",
	[TYPING_NOTE] = "Note: ", [TYPING_DATE] = "New date, and why: ", [TYPING_ESCALATE] = "Escalate to: ",
	[TYPING_BODY] = "Refer to: ", [TYPING_ANSWER] = "Answer: ",
};

/* Which decision the text completes; DECISION_NONE another thing. */
static enum decision_type decision_of(enum typing typing)
{
	return typing == TYPING_DATE ? DECISION_NEW_DATE : typing == TYPING_ESCALATE ? DECISION_ESCALATE
		: typing == TYPING_BODY ? DECISION_REFER : DECISION_NONE;
}

static bool is_question(const char *text)
{
	size_t length = strlen(text);
	return length && text[length - 1] == '?';
}

/* ---- what it would save -------------------------------------------------------------------------- */

static void would_action(struct briefing_screen *screen, const char *text)
{
	struct row row = { 0 };
	const struct briefing_setup *setup = &screen->setup;
	const struct meeting_line *line = briefing_focused(screen);
	bool has_row = line && meeting_row(screen->meeting, line->n, &row);
	struct holidays holidays = store_holidays(setup->store);
	action_parse(text, has_row ? &row : NULL, setup->config, setup->store, instant_day(screen->now), &holidays, &screen->draft);
	if (has_row)
		row_clear(&row);
	screen->would_fail = screen->draft.fault[0];
	if (screen->would_fail) {
		str_add(&screen->would, screen->draft.fault);
		return;
	}
	str_add(&screen->would, "Will save:  ");
	action_say(&screen->draft, &screen->would);
}

static void would_decide(struct briefing_screen *screen, enum decision_type type, const char *text)
{
	struct error error = { "" };
	struct str saved = { 0 };
	const struct meeting_line *line = briefing_focused(screen);
	screen->would_fail = !line || !meeting_would(screen->meeting, line->n, type, text, &saved, &error);
	if (screen->would_fail)
		str_add(&screen->would, error.text);
	else
		str_addf(&screen->would, "Will save:  %s", str_text(&saved));
	str_free(&saved);
}

static void would_note(struct briefing_screen *screen, const char *text)
{
	const struct meeting_line *line = briefing_focused(screen);
	bool about = line && line->n >= 0 && !screen->alone;
	str_add(&screen->would, is_question(text) ? "Will save:  a question, carried until it is answered."
		: *text ? "Will save:  a minute." : "A minute; with a question mark at its end a question that is carried.");
	if (about)
		str_addf(&screen->would, "  About: %s.", line->text);
}

static void would(struct briefing_screen *screen)
{
	const char *text = str_text(&screen->prompt.text);
	const struct meeting_line *line = briefing_focused(screen);
	str_reset(&screen->would);
	screen->would_fail = false;
	switch (screen->typing) {
	case TYPING_OFFICE: str_add(&screen->would, "An office, such as SCA-BC or Hub coordinator; never a person's name."); break;
	case TYPING_AGENCIES: str_add(&screen->would, "Agencies and bodies, such as NYP, YJS, SCA-BC; they are completed."); break;
	case TYPING_ACTION: would_action(screen, text); break;
	case TYPING_PARTS:
		str_add(&screen->would, screen->parts.fault[0] ? screen->parts.fault : parts_hint(&screen->parts));
		break;
	case TYPING_NOTE: would_note(screen, text); break;
	case TYPING_DATE: case TYPING_ESCALATE: case TYPING_BODY: would_decide(screen, decision_of(screen->typing), text); break;
	case TYPING_ANSWER: str_add(&screen->would, line ? line->text : ""); break;
	}
}

/* ---- beginning and ending to type ------------------------------------------------------------------ */

void briefing_type(struct briefing_screen *screen, enum typing typing, const char *text)
{
	screen->mode = MODE_TYPE;
	screen->typing = typing;
	screen->alone = false;
	prompt_open(&screen->prompt, PROMPT_TEXT, labels[typing], text);
	would(screen);
}

static void ask_part(struct briefing_screen *screen, const char *question, const char *text)
{
	screen->mode = MODE_TYPE;
	screen->typing = TYPING_PARTS;
	prompt_open(&screen->prompt, PROMPT_TEXT, question, text);
	would(screen);
}

void briefing_type_parts(struct briefing_screen *screen)
{
	ask_part(screen, parts_start(&screen->parts), "");
}

static void stop(struct briefing_screen *screen)
{
	prompt_close(&screen->prompt);
	screen->mode = MODE_READ;
	screen->asking = false;
}

static void leave(struct briefing_screen *screen)
{
	if (screen->typing == TYPING_ACTION) {
		str_reset(&screen->kept);
		str_add(&screen->kept, str_text(&screen->prompt.text));
		if (screen->kept.length)
			briefing_say(screen, false, "The text is kept: a goes on with it.");
	}
	stop(screen);
}

/* ---- Enter ------------------------------------------------------------------------------------------- */

static unsigned save_action(struct briefing_screen *screen)
{
	struct error error = { "" };
	would(screen);
	if (screen->would_fail)
		return BRIEFING_DRAW;
	if (!meeting_add(screen->meeting, &screen->draft, screen->now, &error)) {
		briefing_say_failure(screen, &error);
		return BRIEFING_DRAW;
	}
	stop(screen);
	str_reset(&screen->kept);
	briefing_load(screen);
	briefing_say(screen, false, "Action taken. u takes it back.");
	return BRIEFING_DRAW | BRIEFING_ROOM;
}

static void save_note(struct briefing_screen *screen, const char *text)
{
	struct error error = { "" };
	const struct meeting_line *line = briefing_focused(screen);
	enum decision_type type = is_question(text) ? DECISION_QUESTION : DECISION_MINUTE;
	int64_t n = line && !screen->alone ? line->n : -1;
	if (!meeting_note(screen->meeting, type, n, text, screen->now, &error)) {
		briefing_say_failure(screen, &error);
		return;
	}
	stop(screen);
	briefing_load(screen);
	briefing_say(screen, false, type == DECISION_QUESTION ? "Question kept: it stays until it is answered." : "Note taken down.");
}

static void save_answer(struct briefing_screen *screen, const char *text)
{
	struct error error = { "" };
	const struct meeting_line *line = briefing_focused(screen);
	if (!line || !meeting_answer(screen->meeting, line->question, text, screen->now, &error)) {
		briefing_say_failure(screen, &error);
		return;
	}
	stop(screen);
	briefing_load(screen);
	briefing_say(screen, false, "Answer kept: the question is closed.");
}

static void save_presence(struct briefing_screen *screen, const char *text)
{
	struct error error = { "" };
	bool office = screen->typing == TYPING_OFFICE;
	if (!meeting_present(screen->meeting, office ? text : NULL, office ? NULL : text, &error)) {
		briefing_say(screen, true, error.text);
		return;
	}
	stop(screen);
	briefing_load(screen);
	if (!office) {
		if (screen->kept.length)
			briefing_say(screen, false, "An action that was being typed is kept: a goes on with it.");
		return;
	}
	char *agencies = meeting_usual_agencies(screen->meeting);
	briefing_type(screen, TYPING_AGENCIES, agencies);
	free(agencies);
}

static void take_part(struct briefing_screen *screen, const char *text)
{
	struct holidays holidays = store_holidays(screen->setup.store);
	const char *next = parts_answer(&screen->parts, text, instant_day(screen->now), &holidays);
	if (next)
		ask_part(screen, next, screen->parts.fault[0] ? text : ""); /* what was wrong is there to be put right */
	else
		briefing_type(screen, TYPING_ACTION, str_text(&screen->parts.line));
}

static unsigned typed(struct briefing_screen *screen)
{
	enum typing typing = screen->typing;
	enum decision_type type = decision_of(typing);
	char *text = mem_dup(str_text(&screen->prompt.text));
	unsigned effect = BRIEFING_DRAW;
	if (typing == TYPING_ACTION)
		effect = save_action(screen);
	else if (typing == TYPING_PARTS)
		take_part(screen, text);
	else if (typing == TYPING_ANSWER)
		save_answer(screen, text);
	else if (typing == TYPING_NOTE)
		save_note(screen, text);
	else if (type == DECISION_NONE)
		save_presence(screen, text);
	else if (!screen->would_fail && briefing_decide(screen, type, text))
		stop(screen);
	free(text);
	return effect;
}

unsigned briefing_key_typing(struct briefing_screen *screen, uint32_t key)
{
	screen->message[0] = '\0';
	if (key == KEYCODE_TAB && screen->typing == TYPING_ACTION) {
		briefing_type_parts(screen);
		return BRIEFING_DRAW;
	}
	if (key == KEYCODE_TAB && screen->typing == TYPING_NOTE) {
		screen->alone = !screen->alone;
		would(screen);
		return BRIEFING_DRAW;
	}
	enum prompt_answer answer = prompt_key(&screen->prompt, key);
	if (answer == PROMPT_DONE)
		return typed(screen);
	if (answer == PROMPT_LEFT)
		leave(screen);
	else
		would(screen);
	return BRIEFING_DRAW;
}

/* ---- a lost terminal --------------------------------------------------------------------------------- */

/* Nothing that must not be stored is, though it was only being typed. */
void briefing_keep_text(struct briefing_screen *screen)
{
	struct error error;
	bool typing = screen->mode == MODE_TYPE && screen->typing == TYPING_ACTION;
	const char *text = str_text(typing ? &screen->prompt.text : &screen->kept);
	bool storable = !personal_shape(text, day_civil(instant_day(screen->now)).year);
	if (!meeting_read_only(screen->meeting))
		state_remember(screen->setup.state, memo, storable ? text : "", &error);
}

void briefing_recall_text(struct briefing_screen *screen)
{
	char *text = state_recall(screen->setup.state, memo);
	str_add(&screen->kept, text ? text : "");
	free(text);
}
