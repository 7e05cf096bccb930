/* What the board knows of time: the briefing that changes count from, what the user has seen, and a briefing that was not
 * closed. See board_inside.h. Writes state.db, nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/board_inside.h"
#include "hubbrief/changes.h"
#include "hubbrief/clean.h"
#include "hubbrief/past.h"
#include "hubbrief/purge.h"

/* ---- the baselines ------------------------------------------------------------------------------ */

void since_choose_none(struct board *board)
{
	board->chosen = BASELINE_NONE;
	board->chosen_hubs = mem_grow(board->chosen_hubs, board->config->hub_count + 1, sizeof *board->chosen_hubs);
	for (size_t i = 0; i < board->config->hub_count; i++)
		board->chosen_hubs[i] = BASELINE_NONE;
}

/* Those closed last; what was chosen for all instead of them; what was chosen for a hub instead of that. */
struct moment since_moment(const struct board *board)
{
	struct store *store = board->setup.store;
	const struct config *config = board->config;
	struct moment moment = moment_at(board->now, board->profile);
	moment.past = board->setup.past;
	moment.past_in_part = board->setup.past_in_part;
	brief_baseline(board->setup.state, store, config, config->forum, -1, &moment);
	if (board->chosen.sequence >= 0)
		moment_count_from(&moment, board->chosen);
	for (size_t i = 0; i < config->hub_count; i++)
		if (board->chosen_hubs[i].sequence >= 0)
			moment_own(&moment, store_hub_bit(store, config->hubs[i].id), board->chosen_hubs[i]);
	return moment;
}

/* ---- choosing the baseline --------------------------------------------------------------------- */

enum { BRIEFINGS_OFFERED = 60 };

static void offer(struct board *board, const struct briefing *briefing, int index)
{
	struct str words = { 0 }, help = { 0 };
	struct error elsewhere;
	char day[DATE_TEXT], hour[DATE_TEXT];
	int hub = *briefing->hub ? config_hub_index(board->config, briefing->hub) : -1;
	str_addf(&words, "%s %s", day_text(day, instant_day(briefing->held)), instant_clock(hour, briefing->held));
	str_addf(&help, "%s, %s", briefing->forum, hub >= 0 ? board->config->hubs[hub].name :
		*briefing->hub ? briefing->hub : "all hubs");
	if (*briefing->office)
		str_addf(&help, ", %s", briefing->office);
	if (meeting_elsewhere(briefing, &elsewhere))
		str_addf(&help, ", kept by %s", briefing->keeper);
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
	str_add(&help, "as usual; or type a day: fri, 10 Mar");
	if (store_log_limit(board->setup.store, &kept, &kept_at) && kept_at != INSTANT_NONE)
		str_addf(&help, "; kept from %s on", day_long(day, instant_day(kept_at)));
	palette_offer(&board->palette, CHOICE_BASELINE, -1, "Last briefing closed", str_text(&help));
	str_free(&help);
}

unsigned since_choose(struct board *board)
{
	struct briefing list[BRIEFINGS_OFFERED];
	size_t count = board->setup.state ? state_briefings(board->setup.state, list, BRIEFINGS_OFFERED) : 0;
	int hub = board_view(board)->place.hub;
	struct str title = { 0 };
	if (hub >= 0)
		clean_upper(&title, board->config->hubs[hub].name);
	str_add(&title, hub >= 0 ? " COUNTS FROM" : "CHANGES COUNT FROM");
	palette_start(&board->palette, str_text(&title));
	str_free(&title);
	board->palette.otherwise = "A DAY OR A TIME: fri, 10 Mar, 2023-03-10T09:00";
	offer_usual(board);
	for (size_t i = 0; i < count; i++) {
		if (offered(board, &list[i]))
			offer(board, &list[i], (int)i);
		briefing_clear(&list[i]);
	}
	palette_match(&board->palette, "");
	prompt_open(&board->prompt, PROMPT_COMMAND, "since ", "");
	board_redraw(board, REDRAW_ALL);
	return BOARD_DRAW;
}

/* Counts from there: of the hub whose view it was chosen in, else of all. */
static void choose(struct board *board, struct baseline baseline)
{
	char day[DATE_TEXT], hour[DATE_TEXT];
	int hub = board_view(board)->place.hub;
	const char *of = hub >= 0 ? " of " : "", *name = hub >= 0 ? board->config->hubs[hub].name : "";
	if (hub < 0)
		since_choose_none(board);
	*(hub < 0 ? &board->chosen : &board->chosen_hubs[hub]) = baseline;
	if (baseline.sequence < 0)
		board_say(board, false, "Changes%s%s count from the last briefing closed.", of, name);
	else
		board_say(board, false, "Changes%s%s count from %s %s. X chooses another.", of, name,
			day_text(day, instant_day(baseline.at)), instant_clock(hour, baseline.at));
	board->stale = true;
	board->relayout = true;
	board_redraw(board, REDRAW_ALL);
}

void since_chosen(struct board *board, int argument)
{
	struct briefing list[BRIEFINGS_OFFERED];
	size_t count = argument >= 0 ? state_briefings(board->setup.state, list, BRIEFINGS_OFFERED) : 0;
	struct baseline chosen = BASELINE_NONE;
	if (argument >= 0 && (size_t)argument < count)
		chosen = (struct baseline){ .sequence = list[argument].sequence, .at = list[argument].held };
	for (size_t i = 0; i < count; i++)
		briefing_clear(&list[i]);
	choose(board, chosen);
}

unsigned since_typed(struct board *board)
{
	struct error error = { "" };
	struct past past;
	int hub = board_view(board)->place.hub;
	if (past_named(board->setup.state, board->setup.store, board->config->forum, hub >= 0 ? board->config->hubs[hub].id : "",
			str_text(&board->prompt.text), board->now, &past, &error)) {
		board_close_prompt(board);
		choose(board, (struct baseline){ past.sequence, past.at, !past.briefing });
	} else {
		snprintf(board->prompt.error, sizeof board->prompt.error, "%.200s", error.text);
		board_redraw(board, REDRAW_LINES);
	}
	return BOARD_DRAW;
}

/* ---- seen -------------------------------------------------------------------------------------- */

void since_load_seen(struct board *board)
{
	seen_free(&board->seen);
	if (board->setup.state && moment_has_baseline(&board->env.moment))
		state_seen_since(board->setup.state, moment_oldest(&board->env.moment).sequence, &board->seen);
}

static bool mark(struct board *board, const struct row *row, bool seen)
{
	struct state *state = board->setup.state;
	struct error error = { "" };
	int64_t since = moment_baseline(&board->env.moment, row->hubs).sequence, at = row->told > since ? row->told : since + 1; /* it only became late */
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
	if (board->setup.kiosk || board->setup.read_only || !moment_has_baseline(&board->env.moment) ||
			!read_row(board, n, &row))
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
	const char *forum = board->setup.forum ? board->setup.forum : board->config->forum;
	return board->setup.state && !board->setup.kiosk && meeting_forgotten(board->setup.state, forum, board->now, out);
}

bool since_forgotten(struct board *board, enum question question)
{
	struct briefing open;
	struct str text = { 0 };
	if (!unclosed(board, &open))
		return false;
	meeting_forgotten_ask(&open, board->now, &text);
	str_add(&text, " y/n ");
	briefing_clear(&open);
	board->question = question;
	prompt_open(&board->prompt, PROMPT_QUESTION, str_text(&text), "");
	board_redraw(board, REDRAW_LINES);
	str_free(&text);
	return true;
}

bool since_close_forgotten(struct board *board)
{
	struct briefing open;
	struct error error = { "" };
	struct str text = { 0 };
	if (!unclosed(board, &open))
		return true;
	bool closed = meeting_forgotten_close(board->setup.state, board->setup.store, &open, &error);
	if (closed) {
		closed_say(board->config, open.hub, open.touched, &text);
		board_message(board, str_text(&text));
	} else
		board_say(board, true, "It could not be closed: %s", error.text);
	str_free(&text);
	briefing_clear(&open);
	board->stale = true;
	board->relayout = true;
	board_redraw(board, REDRAW_ALL);
	return closed;
}
