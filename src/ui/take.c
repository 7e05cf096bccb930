/* What the board takes down: the meeting it opens and hands its keys to, actions typed in one line, and taking
 * them back. Called by act.c, in the dashboard; what is kept stands in src/brief/meeting.c and state.db. */
#include <stdlib.h>

#include "hubbrief/board_inside.h"

unsigned board_begin_briefing(struct board *board)
{
	if (!board->setup.state) {
		board_say(board, true, "No briefing can be held: your own work has no place to be kept.");
		return BOARD_DRAW;
	}
	return since_forgotten(board, QUESTION_BEGIN) ? BOARD_DRAW : board_hold_briefing(board);
}

unsigned board_hold_briefing(struct board *board)
{
	struct error error = { "" };
	const struct briefing_setup setup = { .store = board->setup.store, .state = board->setup.state, .config = board->config,
		.keymap = board->keymap, .forum = board->setup.forum, .hub = board->setup.briefing_hub,
		.demo = store_has_demo(board->setup.store, &board->env.moment) };
	board->briefing = briefing_new(&setup, board->now, &error);
	if (!board->briefing)
		board_say(board, true, "No briefing can be held: %s", error.text);
	return BOARD_DRAW;
}

unsigned board_briefing_key(struct board *board, uint32_t key, instant_t now)
{
	unsigned effect = briefing_key(board->briefing, key, now);
	if (effect & BRIEFING_OVER) {
		board_say(board, false, "%s", briefing_end_text(board->briefing));
		briefing_free(board->briefing);
		board->briefing = NULL;
		board->just_closed = true;
		board->now = now; /* what was closed this second counts from here */
		board->stale = true;
		board_arrive(board);
	}
	return (effect ? BOARD_DRAW : 0) | (effect & BRIEFING_ROOM ? BOARD_ROOM : 0) | (effect & BRIEFING_QUIT ? BOARD_QUIT : 0);
}

/* A briefing that was stopped wants to be closed some time. */
unsigned board_leave(struct board *board)
{
	struct briefing open = { 0 };
	struct error error;
	const char *forum = board->setup.forum ? board->setup.forum : board->config->forum;
	bool own = board->setup.state && !board->setup.kiosk && !board->setup.read_only &&
		state_briefing_open(board->setup.state, forum, &open) &&
		!meeting_elsewhere(&open, &error) && instant_day(open.touched) == instant_day(board->now);
	briefing_clear(&open);
	if (!own)
		return BOARD_QUIT;
	board->question = QUESTION_LEAVE;
	prompt_open(&board->prompt, PROMPT_QUESTION, "The briefing is still open: b goes on with it. Leave all the same? y/n ", "");
	board_redraw(board, REDRAW_LINES);
	return BOARD_DRAW;
}

/* What the typed line would save, completed from the line under the cursor. */
void board_draft_action(struct board *board)
{
	struct target target = view_target(board_view(board), &board->env);
	struct holidays holidays = store_holidays(board->setup.store);
	struct arena arena = { 0 };
	struct record record;
	struct row row = { 0 };
	bool has_row = target.type == TARGET_RECORD &&
		store_record(board->setup.store, &board->env.moment, target.number, &arena, &record, &row);
	action_parse(str_text(&board->prompt.text), has_row ? &row : NULL, board->config, board->setup.store,
		board->env.moment.today, &holidays, &board->draft);
	if (has_row)
		row_clear(&row);
	arena_free(&arena);
}

static void ask_line(struct board *board, const char *label, const char *text)
{
	prompt_open(&board->prompt, PROMPT_TEXT, label, text);
	board_draft_action(board);
	board_redraw(board, REDRAW_LINES);
}

unsigned board_begin_action(struct board *board, bool in_parts)
{
	if (!board->setup.state) {
		board_say(board, true, "No action can be taken: your own work has no place to be kept.");
		return BOARD_DRAW;
	}
	parts_stop(&board->parts);
	ask_line(board, in_parts ? parts_start(&board->parts) : "New action: ", "");
	return BOARD_DRAW;
}

void board_draw_action(const struct board *board, struct grid *grid)
{
	struct str text = { 0 };
	struct rect all = { 0, 0, grid->rows, grid->columns };
	if (board->parts.asking)
		str_add(&text, board->parts.fault[0] ? board->parts.fault : parts_hint(&board->parts));
	else if (board->draft.fault[0])
		str_add(&text, board->draft.fault);
	else {
		str_add(&text, "Will save:  ");
		action_say(&board->draft, &text);
	}
	int rows = prompt_below(str_text(&text), NULL, all, 0, ROLE_WHY), first = grid->rows - 1 - rows;
	for (int row = first - 1; row < grid->rows - 1; row++)
		grid_fill(grid, all, row, 0, grid->columns, ROLE_TEXT, ' ');
	prompt_below(str_text(&text), grid, all, first, ROLE_WHY);
	prompt_draw(&board->prompt, grid, all, first - 1);
	str_free(&text);
}

unsigned board_save_action(struct board *board)
{
	struct error error = { "" };
	if (board->parts.asking) {
		struct holidays holidays = store_holidays(board->setup.store);
		const char *next = parts_answer(&board->parts, str_text(&board->prompt.text), board->env.moment.today, &holidays);
		char *wrong = mem_dup(board->parts.fault[0] ? str_text(&board->prompt.text) : "");
		ask_line(board, next ? next : "New action: ", next ? wrong : str_text(&board->parts.line));
		free(wrong);
		return BOARD_DRAW;
	}
	board_draft_action(board);
	if (board->draft.fault[0])
		return BOARD_DRAW;
	board_close_prompt(board);
	if (!action_save(board->setup.state, board->config, &board->draft, 0, board->now, &error)) {
		board_say(board, true, "Not kept: %s", error.text);
		return BOARD_DRAW;
	}
	board->just_closed = false;
	board_say(board, false, "Action taken: %s", board->draft.title);
	return BOARD_DRAW | BOARD_ROOM;
}

/* The briefing that was just closed, else the last thing taken down outside one. */
unsigned board_undo(struct board *board)
{
	struct error error = { "" };
	struct briefing last = { 0 };
	bool good = false;
	if (board->setup.state && board->just_closed && state_briefings(board->setup.state, &last, 1) == 1) {
		good = last.held != INSTANT_NONE && state_briefing_reopen(board->setup.state, last.id, &error);
		briefing_clear(&last);
		board_say(board, !good, good ? "The briefing is open again: b resumes it." : "Nothing to take back.");
	} else {
		good = board->setup.state && state_undo(board->setup.state, 0, &error);
		board_say(board, !good, good ? "Taken back." : "Nothing to take back.");
	}
	board->just_closed = false;
	board->stale = true;
	return BOARD_DRAW | (good ? BOARD_ROOM : 0);
}

unsigned board_blank(struct board *board)
{
	board->blank = true;
	return BOARD_DRAW;
}
