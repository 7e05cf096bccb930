/* What the board knows of time: the briefing that changes count from, what the user has seen, and a briefing that was not
 * closed. See board_inside.h. Writes state.db, nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/board_inside.h"
#include "hubbrief/changes.h"
#include "hubbrief/purge.h"

/* ---- choosing the baseline --------------------------------------------------------------------- */

enum { BRIEFINGS_OFFERED = 60 };

static void offer(struct board *board, const struct briefing *briefing, int index)
{
	struct str words = { 0 }, help = { 0 };
	char day[DATE_TEXT], hour[DATE_TEXT];
	int hub = *briefing->hub ? config_hub_index(board->config, briefing->hub) : -1;
	str_addf(&words, "%s %s", day_text(day, instant_day(briefing->held)), instant_clock(hour, briefing->held));
	str_addf(&help, "%s, %s", briefing->forum, hub >= 0 ? board->config->hubs[hub].name :
		*briefing->hub ? briefing->hub : "all hubs");
	if (*briefing->office)
		str_addf(&help, ", %s", briefing->office);
	palette_offer(&board->palette, CHOICE_BASELINE, index, str_text(&words), str_text(&help));
	str_free(&words);
	str_free(&help);
}

/* In a hub's view the briefings of that hub and those of all hubs; elsewhere those of all hubs and every hub's. */
static bool offered(const struct board *board, const struct briefing *briefing)
{
	int hub = board_view(board)->place.hub;
	int64_t kept;
	instant_t kept_at;
	if (briefing->held == INSTANT_NONE || briefing->held >= board->now)
		return false;
	if (store_log_limit(board->setup.store, &kept, &kept_at) && briefing->sequence < kept)
		return false; /* what changed since is not kept any more */
	return hub < 0 || !*briefing->hub || str_same(briefing->hub, board->config->hubs[hub].id);
}

static void offer_usual(struct board *board)
{
	int64_t kept;
	instant_t kept_at;
	char day[DATE_TEXT];
	struct str help = { 0 };
	str_add(&help, "as usual");
	if (store_log_limit(board->setup.store, &kept, &kept_at) && kept_at != INSTANT_NONE)
		str_addf(&help, "; changes are kept from %s on", day_long(day, instant_day(kept_at)));
	palette_offer(&board->palette, CHOICE_BASELINE, -1, "Last briefing closed", str_text(&help));
	str_free(&help);
}

unsigned since_choose(struct board *board)
{
	struct briefing list[BRIEFINGS_OFFERED];
	size_t count = board->setup.state ? state_briefings(board->setup.state, list, BRIEFINGS_OFFERED) : 0;
	palette_start(&board->palette, "CHANGES COUNT FROM");
	offer_usual(board);
	for (size_t i = 0; i < count; i++) {
		if (offered(board, &list[i]))
			offer(board, &list[i], (int)i);
		briefing_clear(&list[i]);
	}
	if (board->palette.count == 1) {
		palette_free(&board->palette);
		board_say(board, false, "No briefing was closed yet: there is nothing to choose. `hubbrief close` closes one.");
		return BOARD_DRAW;
	}
	palette_match(&board->palette, "");
	prompt_open(&board->prompt, PROMPT_COMMAND, "since ", "");
	board_redraw(board, REDRAW_ALL);
	return BOARD_DRAW;
}

void since_chosen(struct board *board, int argument)
{
	struct briefing list[BRIEFINGS_OFFERED];
	char day[DATE_TEXT], hour[DATE_TEXT];
	size_t count = argument >= 0 ? state_briefings(board->setup.state, list, BRIEFINGS_OFFERED) : 0;
	board->chosen = (size_t)argument < count && argument >= 0;
	if (board->chosen) {
		board->since = list[argument].sequence;
		board->since_at = list[argument].held;
		board_say(board, false, "Changes count from %s %s. X chooses another.", day_text(day, instant_day(board->since_at)),
			instant_clock(hour, board->since_at));
	} else {
		board_say(board, false, "Changes count from the last briefing closed.");
	}
	for (size_t i = 0; i < count; i++)
		briefing_clear(&list[i]);
	board->stale = true;
	board->relayout = true;
	board_redraw(board, REDRAW_ALL);
}

/* ---- seen -------------------------------------------------------------------------------------- */

void since_load_seen(struct board *board)
{
	seen_free(&board->seen);
	if (board->setup.state && board->env.moment.since >= 0)
		state_seen_since(board->setup.state, board->env.moment.since, &board->seen);
}

static bool mark(struct board *board, const struct row *row, bool seen)
{
	struct state *state = board->setup.state;
	struct error error = { "" };
	int64_t since = board->env.moment.since, at = row->told > since ? row->told : since + 1; /* it only became late */
	if (seen ? state_see(state, row->source, row->id, at, &error) : state_unsee(state, row->source, row->id, &error))
		return true;
	board_say(board, true, "That could not be remembered: %s", error.text);
	return false;
}

static bool read_row(struct board *board, int64_t n, struct row *row)
{
	struct arena arena = { 0 };
	struct record record;
	bool found = board->setup.state && n >= 0 &&
		store_record(board->setup.store, &board->env.moment, n, &arena, &record, row);
	arena_free(&arena);
	return found;
}

unsigned since_seen(struct board *board, bool seen)
{
	struct target target = view_target(board_view(board), &board->env);
	struct row row;
	if (target.type != TARGET_RECORD || !read_row(board, target.number, &row)) {
		board_say(board, false, "Seen is said of a record: go to one first.");
		return BOARD_DRAW;
	}
	if (!row.events)
		board_say(board, false, "Nothing of it has changed since the last briefing.");
	else if (mark(board, &row, seen)) {
		since_load_seen(board);
		board_say(board, false, seen ? "Seen, until it changes again. U takes it back." : "Not seen after all.");
	}
	row_clear(&row);
	board_redraw(board, REDRAW_ALL);
	return BOARD_DRAW;
}

void since_see_record(struct board *board, int64_t n)
{
	struct row row;
	if (board->setup.kiosk || board->env.moment.since < 0 || !read_row(board, n, &row))
		return;
	if (row.events && !seen_has(&board->seen, row.source, row.id, row.told) && mark(board, &row, true))
		since_load_seen(board);
	row_clear(&row);
}

void since_see_all(struct board *board)
{
	struct change_list changes = { 0 };
	struct error error = { "" };
	struct state *state = board->setup.state;
	bool good = state && brief_changes_list(board->setup.store, board->config, &board->env.moment, &changes, &error) &&
		state_together(state, &error);
	if (good) {
		for (size_t i = 0; good && i < changes.count; i++)
			good = changes.list[i].row.n < 0 || mark(board, &changes.list[i].row, true);
		good = state_together_end(state, good, &error);
	}
	change_list_free(&changes);
	since_load_seen(board);
	if (good)
		board_say(board, false, "All changes seen. They still count as changes.");
	else
		board_say(board, true, "That could not be remembered: %s", error.text);
	board_redraw(board, REDRAW_ALL);
}

/* ---- a close that was forgotten ---------------------------------------------------------------- */

static bool unclosed(struct board *board, struct briefing *out)
{
	if (!board->setup.state || board->setup.kiosk || !state_briefing_open(board->setup.state, board->config->forum, out))
		return false;
	if (instant_day(out->started) < instant_day(board->now))
		return true;
	briefing_clear(out);
	return false;
}

/* When it would have been closed: not known better than when it was begun. */
bool since_forgotten(struct board *board)
{
	struct briefing open;
	char question[120], begun[DATE_TEXT], hour[DATE_TEXT];
	if (!unclosed(board, &open))
		return false;
	snprintf(question, sizeof question, "The briefing of %s was not closed: close it as of %s that day? y/n ",
		day_text(begun, instant_day(open.started)), instant_clock(hour, open.started));
	briefing_clear(&open);
	board->question = QUESTION_CLOSE;
	prompt_open(&board->prompt, PROMPT_QUESTION, question, "");
	return true;
}

void since_close_forgotten(struct board *board)
{
	struct briefing open;
	struct error error = { "" };
	if (!unclosed(board, &open))
		return;
	int64_t sequence = store_sequence_at(board->setup.store, open.started);
	if (state_briefing_close(board->setup.state, open.id, open.started, sequence, &error))
		board_say(board, false, "Closed. Changes count from there.");
	else
		board_say(board, true, "It could not be closed: %s", error.text);
	briefing_clear(&open);
	board->stale = true;
	board->relayout = true;
	board_redraw(board, REDRAW_ALL);
}
