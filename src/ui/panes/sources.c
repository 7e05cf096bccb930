/* The sources pane: one row a source and hub with its state, age and last answer; below it the sentence for
 * the row under the cursor and what was refused (screens.md, frame "Sources"). Bound to a request it tells
 * that one's last polls. Dashboard only. */
#include "hubbrief/panes.h"
#include "hubbrief/purge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sources_state {
	struct arena arena;        /* of the lines */
	struct source_line *lines;
	size_t count;
	struct scroll scroll;
	struct sheet below;        /* of the focused line */
	struct sheet refusals;     /* of all lines; and what was purged */
};

enum { QUARANTINE_MOST = 20, POLLS_MOST = 20, PURGES_SHOWN = 5 };
enum { NAME = 3, NAME_LEAST = 19, NAME_MOST = 39, STATE_WIDE = 8, AGE_WIDE = 8, NEXT_WIDE = 14, RECORDS = 7 };
enum { TABLE_LEAST = 80, TABLE_MOST = 120 }; /* columns: beyond them a line is hard to follow */

static void sources_open(struct pane *pane, const struct pane_env *env)
{
	(void)env;
	pane->state = mem_alloc(sizeof(struct sources_state));
}

static void forget(struct sources_state *state)
{
	sheet_clear(&state->below);
	sheet_clear(&state->refusals);
	arena_free(&state->arena);
	state->lines = NULL;
	state->count = 0;
}

static void sources_close(struct pane *pane)
{
	struct sources_state *state = pane->state;

	forget(state);
	sheet_free(&state->below);
	sheet_free(&state->refusals);
	free(state);
}

/* ---- what was refused ----------------------------------------------------------------------------- */

static void add_refusals(struct sheet *sheet, const struct pane_env *env, const struct request_status *request)
{
	struct quarantine_entry *entries = mem_array(QUARANTINE_MOST, sizeof *entries);
	size_t count = store_quarantine(env->store, request->id, entries, QUARANTINE_MOST);

	for (size_t i = 0; i < count; i++)
		sheet_addf(sheet, ROLE_TEXT, NULL, "record %d%s%s: %s.", entries[i].index, *entries[i].field ? ", field " : "",
			entries[i].field, entries[i].reason);
	if (request->quarantined > (int)count)
		sheet_addf(sheet, ROLE_MUTED, NULL, "and %d more", request->quarantined - (int)count);
	free(entries);
}

static bool of_line(const struct request_status *request, const struct source_line *line)
{
	return strcmp(request->source, line->source->id) == 0 && (!*line->hub || strcmp(request->hub, line->hub) == 0);
}

static void load_refusals(struct sources_state *state, const struct pane_env *env)
{
	for (size_t l = 0; l < state->count; l++) {
		const struct source_line *line = &state->lines[l];
		if (!line->quarantined)
			continue;
		struct str heading = { 0 };
		str_addf(&heading, "%s: ", line->name);
		plural(line->quarantined, "record quarantined", "records quarantined", &heading);
		sheet_add(&state->refusals, ROLE_RULE, NULL, str_text(&heading));
		str_free(&heading);
		for (size_t i = 0; i < env->requests->count; i++)
			if (of_line(&env->requests->list[i], line) && env->requests->list[i].quarantined)
				add_refusals(&state->refusals, env, &env->requests->list[i]);
	}
}

/* ---- what was purged -------------------------------------------------------------------------------- */

static void load_purged(struct sources_state *state, const struct pane_env *env)
{
	struct purge_line lines[PURGES_SHOWN + 1];
	size_t count = store_purges(env->store, env->moment.now, lines, PURGES_SHOWN + 1);

	if (count)
		sheet_add(&state->refusals, ROLE_RULE, NULL, "Purged by retention, the newest first:");
	for (size_t i = 0; i < count && i < PURGES_SHOWN; i++) {
		char day[DATE_TEXT], time[DATE_TEXT];
		struct str text = { 0 };
		str_addf(&text, "%s %s: ", day_long(day, instant_day(lines[i].at)), instant_clock(time, lines[i].at));
		purge_say(&lines[i], &text);
		sheet_add(&state->refusals, ROLE_TEXT, NULL, str_text(&text));
		str_free(&text);
	}
	if (count > PURGES_SHOWN)
		sheet_add(&state->refusals, ROLE_MUTED, NULL, "and before. All of it: hubbrief check --purged");
}

/* ---- the focused line ------------------------------------------------------------------------------ */

static void load_below(struct sources_state *state, const struct pane_env *env)
{
	struct str text = { 0 };

	sheet_clear(&state->below);
	if ((size_t)state->scroll.at >= state->count)
		return;
	const struct source_line *line = &state->lines[state->scroll.at];
	source_line_sentence(line, env->moment.now, &text);
	sheet_add(&state->below, ROLE_TEXT, NULL, str_text(&text));
	sheet_addf(&state->below, ROLE_TEXT, NULL, "Held back: %d. Quarantined: %d.%s", line->held, line->quarantined,
		line->worst ? "   Last 20 polls: Enter." : "");
	if (line->past)
		sheet_addf(&state->below, ROLE_TEXT, NULL, "Given, but past retention and not kept: %d.", line->past);
	if (line->source->attribution)
		sheet_add(&state->below, ROLE_MUTED, NULL, line->source->attribution);
	str_free(&text);
}

/* ---- one request's polls ----------------------------------------------------------------------------- */

static void bytes_text(int64_t bytes, struct str *out)
{
	if (bytes >= 1024 * 1024)
		str_addf(out, "%.1f MB", (double)bytes / (1024 * 1024));
	else if (bytes >= 1024)
		str_addf(out, "%lld KB", (long long)(bytes + 512) / 1024);
	else
		str_addf(out, "%lld B", (long long)bytes);
}

static void add_poll(struct sheet *sheet, const struct poll_entry *poll)
{
	char day[DATE_TEXT], time[DATE_TEXT];
	struct str at = { 0 }, text = { 0 };

	str_addf(&at, "%s %s", day_text(day, instant_day(poll->at)), instant_clock(time, poll->at));
	if (poll->status)
		str_addf(&text, "%d, ", poll->status);
	bytes_text(poll->bytes, &text);
	str_addf(&text, ", %d ms", poll->milliseconds);
	if (*poll->outcome)
		str_addf(&text, ": %s", poll->outcome);
	sheet_add(sheet, ROLE_TEXT, str_text(&at), str_text(&text));
	str_free(&at);
	str_free(&text);
}

static void load_polls(struct sources_state *state, const struct pane *pane, const struct pane_env *env)
{
	struct poll_entry *polls = mem_array(POLLS_MOST, sizeof *polls);
	size_t count = store_polls(env->store, pane->record, polls, POLLS_MOST);

	sheet_clear(&state->below);
	state->below.label_columns = 17;
	for (size_t i = 0; env->requests && i < env->requests->count; i++) {
		const struct request_status *request = &env->requests->list[i];
		if (request->id == pane->record)
			sheet_addf(&state->below, ROLE_TITLE, NULL, "%s%s%s%s%s: its last polls, newest first", request->source,
				*request->hub ? "/" : "", request->hub, *request->month ? " " : "", request->month);
	}
	for (size_t i = 0; i < count; i++)
		add_poll(&state->below, &polls[i]);
	free(polls);
}

static bool tells_polls(const struct pane *pane)
{
	return pane->record >= 0;
}

static bool sources_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct sources_state *state = pane->state;

	(void)error;
	forget(state);
	if (tells_polls(pane)) {
		load_polls(state, pane, env);
		return true;
	}
	state->count = source_lines(env->config, env->requests, env->moment.now, &state->arena, &state->lines);
	load_refusals(state, env);
	load_purged(state, env);
	scroll_fit(&state->scroll, (int64_t)state->count, pane->rect.rows);
	load_below(state, env);
	return true;
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

static void answer_text(const struct source_line *line, struct str *out)
{
	const struct request_status *worst = line->worst;
	char day[DATE_TEXT], time[DATE_TEXT];

	if (line->asked > 1)
		str_addf(out, "%d of %d answers", line->answered, line->asked);
	else if (!worst || worst->last_poll == INSTANT_NONE)
		str_add(out, line->state == SOURCE_OFF ? "off" : "none yet");
	else if (line->state == SOURCE_UNKNOWN)
		str_add(out, "not kept");
	else if (*worst->error)
		str_add(out, worst->error);
	else if (line->state == SOURCE_DEAD || line->state == SOURCE_STALE)
		str_addf(out, "%d, made %s %s", worst->status, day_short(day, instant_day(line->made)),
			instant_clock(time, line->made));
	else if (worst->unchanged)
		str_addf(out, "%d unchanged", worst->status);
	else {
		str_addf(out, "%d, ", worst->status);
		bytes_text(worst->bytes, out);
		int back = line->held + line->quarantined;
		str_addf(out, back ? ", %d held back" : ", %d ms", back ? back : worst->milliseconds);
	}
}

static void next_text(const struct source_line *line, instant_t now, struct str *out)
{
	char age[DATE_TEXT];
	int64_t seconds = line->next_poll == INSTANT_NONE ? 0 : line->next_poll - now;

	if (line->next_poll == INSTANT_NONE || line->state == SOURCE_OFF)
		str_add(out, "-");
	else if (seconds <= 0)
		str_add(out, "now");
	else if (seconds < 20 * 3600)
		str_add(out, instant_clock(age, line->next_poll)); /* a countdown would have to tick */
	else
		str_add(out, instant_age(age, seconds));
}

struct columns { int state, age, answer, next, end; };

/* Names have the columns that 80 leave over, up to NAME_MOST. */
static struct columns columns_of(struct rect area)
{
	int end = area.columns < TABLE_MOST ? area.columns : TABLE_MOST, name = NAME_LEAST + end - TABLE_LEAST;
	struct columns at = { .end = end, .next = end - NEXT_WIDE };

	at.state = NAME + 1 + (name < NAME_LEAST ? NAME_LEAST : name > NAME_MOST ? NAME_MOST : name);
	at.age = at.state + STATE_WIDE;
	at.answer = at.age + AGE_WIDE;
	return at;
}

static void draw_line(const struct pane *pane, const struct pane_env *env, struct grid *grid, int at,
	const struct source_line *line)
{
	struct rect area = pane->rect;
	struct columns columns = columns_of(area);
	struct str text = { 0 };
	char age[DATE_TEXT];

	grid_put(grid, area, at, NAME, columns.state - NAME - 1, ROLE_TEXT, line->name);
	grid_put(grid, area, at, columns.state, STATE_WIDE - 1, role_of_source(line->state), source_state_text(line->state));
	if (instant_known(line->made))
		grid_put(grid, area, at, columns.age, AGE_WIDE - 1, ROLE_TEXT, instant_age(age, env->moment.now - line->made));
	answer_text(line, &text);
	grid_put(grid, area, at, columns.answer, columns.next - columns.answer - 1, ROLE_TEXT, str_text(&text));
	str_reset(&text);
	next_text(line, env->moment.now, &text);
	if (columns.next > columns.answer)
		grid_put(grid, area, at, columns.next, NEXT_WIDE - RECORDS - 1, ROLE_TEXT, str_text(&text));
	str_reset(&text);
	str_addf(&text, "%d", line->records);
	if (columns.next > columns.answer)
		grid_put_right(grid, area, at, columns.end, ROLE_TEXT, str_text(&text));
	str_free(&text);
}

static void draw_heading(struct rect area, struct grid *grid)
{
	struct columns columns = columns_of(area);

	grid_put(grid, area, 0, NAME, 6, ROLE_HEADING, "SOURCE");
	grid_put(grid, area, 0, columns.state, 5, ROLE_HEADING, "STATE");
	grid_put(grid, area, 0, columns.age, 3, ROLE_HEADING, "AGE");
	grid_put(grid, area, 0, columns.answer, 11, ROLE_HEADING, "LAST ANSWER");
	if (columns.next > columns.answer) {
		grid_put(grid, area, 0, columns.next, 4, ROLE_HEADING, "NEXT");
		grid_put(grid, area, 0, columns.end - RECORDS, RECORDS, ROLE_HEADING, "RECORDS");
	}
}

static int below_rows(const struct pane *pane, const struct sources_state *state)
{
	int refusals = sheet_rows(&state->refusals, pane->rect.columns);

	return 1 + sheet_rows(&state->below, pane->rect.columns) + refusals;
}

/* The rows of the list: all of them, or what the sentences below leave. */
static int page_of(const struct pane *pane, const struct sources_state *state)
{
	int below = below_rows(pane, state), room = pane->rect.rows - 1;

	if (below > room / 2)
		below = room / 2;
	return (int)state->count < room - below ? (int)state->count : room - below;
}

static void draw_below(const struct pane *pane, const struct sources_state *state, struct grid *grid, int row)
{
	struct rect area = pane->rect;

	if ((size_t)state->scroll.at >= state->count || row >= area.rows)
		return;
	grid_rule(grid, area, row, ROLE_RULE, state->lines[state->scroll.at].name, NULL);
	sheet_draw(&state->below, grid, area, row + 1, 0);
	sheet_draw(&state->refusals, grid, area, row + 1 + sheet_rows(&state->below, area.columns), 0);
}

static void sources_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct sources_state *state = pane->state;
	int page = page_of(pane, state), at = 0;

	if (tells_polls(pane))
		sheet_draw(&state->below, grid, pane->rect, 0, 0);
	else {
		scroll_fit(&state->scroll, (int64_t)state->count, page);
		draw_heading(pane->rect, grid);
		for (int i = 0; i < page && (size_t)(state->scroll.top + i) < state->count; i++)
			draw_line(pane, env, grid, 1 + i, &state->lines[state->scroll.top + i]);
		draw_below(pane, state, grid, 1 + page);
		at = 1 + (int)(state->scroll.at - state->scroll.top);
	}
	if (focused) {
		grid_put(grid, pane->rect, at, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, at, 0);
	}
}

static int sources_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct sources_state *state = pane->state;

	(void)env, (void)columns;
	return 1 + (int)state->count + below_rows(pane, state);
}

/* ---- acting -------------------------------------------------------------------------------------------- */

static unsigned sources_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct sources_state *state = pane->state;
	struct scroll before = state->scroll;

	if (tells_polls(pane))
		return EFFECT_NONE;
	if (action == ACTION_OPEN)
		return EFFECT_HANDLED | EFFECT_OPEN;
	if (!scroll_act(&state->scroll, action, (int64_t)state->count, page_of(pane, state)))
		return EFFECT_NONE;
	load_below(state, env);
	return scroll_effect(&before, &state->scroll);
}

static struct target sources_target(const struct pane *pane, const struct pane_env *env)
{
	const struct sources_state *state = pane->state;
	const struct request_status *worst = (size_t)state->scroll.at < state->count
		? state->lines[state->scroll.at].worst : NULL;

	(void)env;
	if (tells_polls(pane))
		return (struct target){ .type = TARGET_SOURCE, .number = pane->record, .hub = PLACE_ANY, .area = PLACE_ANY };
	return (struct target){ .type = worst ? TARGET_SOURCE : TARGET_NONE, .number = worst ? worst->id : -1,
		.hub = PLACE_ANY, .area = PLACE_ANY };
}

static bool sources_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct sources_state *state = pane->state;
	int64_t count = (int64_t)state->count;

	for (int64_t step = 1; step <= count; step++) {
		int64_t index = (state->scroll.at + (direction < 0 ? count - step : step)) % count;
		if (!strcasestr(state->lines[index].name, text))
			continue;
		state->scroll.at = index;
		load_below(state, env);
		return true;
	}
	return false;
}

const struct pane_ops pane_sources = {
	.name = "sources", .help = "where the data comes from, how old it is, what was held back", .focusable = true,
	.open = sources_open, .close = sources_close, .load = sources_load, .want_rows = sources_want_rows,
	.draw = sources_draw, .act = sources_act, .target = sources_target, .find = sources_find,
};
