/* The matrix: every hub and area with its rating, its why, its counts and the age of its data (rules 1, 9,
 * 10, 17, 18; design.md §7). Built by the board once a change or a minute for all panes, and by `report`.
 * Asks the store for sums, never for records, so its cost does not grow with them. */
#include "hubbrief/brief.h"

#include <stdio.h>
#include <string.h>

/* Counts as store_cells gives them: rows × columns, see store.h. */
struct counts {
	int *at;
	size_t columns;
};

struct build {
	struct store *store;
	const struct config *config;
	const struct moment *moment;
	struct matrix *out;
	struct arena arena;
	struct request_list requests;
	bool stopped;
	struct counts changed, late, due_today, due_soon, incidents, tension, refused;
	struct counts *ratings;
	uint64_t new_incidents; /* the hubs that have one since their baseline */
	const struct conflict *conflicts;
};

static int count_of(const struct counts *counts, size_t line, int area)
{
	return counts->at[line * counts->columns + (size_t)(area + 1)];
}

static struct counts ask(struct build *build, const struct filter *filter)
{
	size_t columns = build->config->area_count + 1, rows = build->config->hub_count + 2;
	struct counts counts = { arena_alloc(&build->arena, rows * columns * sizeof(int)), columns };

	if (!store_cells(build->store, build->config, build->moment, filter, counts.at))
		build->stopped = true;
	return counts;
}

static uint64_t all_hubs(const struct build *build)
{
	uint64_t hubs = 0;

	for (size_t i = 0; i < build->config->hub_count; i++)
		hubs |= store_hub_mask(build->store, build->config->hubs[i].id);
	return hubs;
}

/* What a line counts from: its hub's baseline; that of no hub countywide. */
static struct baseline line_baseline(const struct build *build, const struct hub *hub)
{
	return moment_baseline(build->moment, store_hub_mask(build->store, hub ? hub->id : NULL));
}

/* A source that turned stale since the baseline is one event of its hub (rule 9); its records are not counted. */
static void count_stale(struct build *build, struct counts *events)
{
	const struct config *config = build->config;
	size_t once = config->hub_count + 1;

	for (size_t i = 0; i < build->requests.count; i++) {
		const struct request_status *request = &build->requests.list[i];
		if (!brief_newly_stale(request, store_hub_mask(build->store, request->hub), build->moment))
			continue;
		int hub = config_hub_index(config, request->hub);
		events->at[(size_t)(hub + 1) * events->columns]++;
		events->at[once * events->columns]++;
	}
}

static struct counts ask_events(struct build *build)
{
	size_t columns = build->config->area_count + 1, rows = build->config->hub_count + 2;
	struct counts counts = { arena_alloc(&build->arena, rows * columns * sizeof(int)), columns };

	if (!store_event_cells(build->store, build->config, build->moment, counts.at))
		build->stopped = true;
	else
		count_stale(build, &counts);
	return counts;
}

static struct filter *open_incidents(struct arena *arena)
{
	return filter_and(arena, filter_word(arena, BY_KIND, "incident"), filter_flag(arena, FLAG_OPEN));
}

static struct filter *raised_tension(struct arena *arena)
{
	return filter_and(arena, filter_word(arena, BY_CATEGORY, "community-tension"), filter_flag(arena, FLAG_OPEN));
}

static void ask_all(struct build *build)
{
	struct arena *arena = &build->arena;
	const struct config *config = build->config;

	build->changed = ask_events(build);
	build->late = ask(build, filter_flag(arena, FLAG_OVERDUE));
	build->due_today = ask(build, filter_flag(arena, FLAG_DUE_TODAY));
	build->due_soon = ask(build, filter_flag(arena, FLAG_DUE_SOON));
	build->incidents = ask(build, open_incidents(arena));
	build->tension = ask(build, raised_tension(arena));
	build->refused = ask(build, filter_flag(arena, FLAG_QUARANTINED));
	build->ratings = arena_alloc(arena, (config->rating_count + 1) * sizeof *build->ratings);
	for (size_t i = 0; i < config->rating_count; i++)
		build->ratings[i] = ask(build, config->ratings[i].when);
	build->new_incidents = store_hubs_with_new(build->store, build->moment, KIND_INCIDENT, all_hubs(build));
	build->conflicts = brief_conflicts(build->store, build->moment, arena);
}

/* ---- how fresh ---------------------------------------------------------------------------------- */

struct freshness {
	int sources;          /* that speak for it */
	bool all_fresh, any_never, any_dead, any_unknown;
	instant_t made;       /* oldest */
};

static void freshness_take(struct freshness *fresh, const struct source *source, const char *hub,
	const struct build *build)
{
	bool found = false;

	fresh->sources++;
	for (size_t i = 0; i < build->requests.count; i++) {
		const struct request_status *request = &build->requests.list[i];
		if (strcmp(request->source, source->id) != 0 || (*request->hub && strcmp(request->hub, hub) != 0))
			continue;
		enum source_state state = request_state(request, build->moment->now);
		if (state == SOURCE_OFF)
			continue;
		found = true;
		fresh->all_fresh &= state == SOURCE_FRESH;
		fresh->any_dead |= state == SOURCE_DEAD;
		fresh->any_unknown |= state == SOURCE_UNKNOWN;
		fresh->any_never |= request->made == INSTANT_NONE;
		if (request->made != INSTANT_NONE && (fresh->made == INSTANT_NONE || request->made < fresh->made))
			fresh->made = request->made;
	}
	if (!found) {
		fresh->all_fresh = false;
		fresh->any_never = true;
	}
}

/* Context (open data) speaks for a cell only where nothing else does. */
static struct freshness freshness_of(const struct build *build, const struct hub *hub, const struct area *area)
{
	struct freshness fresh = { .all_fresh = true, .made = INSTANT_NONE };
	const struct config *config = build->config;

	for (int context = 0; context < 2 && !fresh.sources; context++)
		for (size_t i = 0; i < config->source_count; i++)
			if (config->sources[i].context == (context == 1)
				&& source_covers(config, &config->sources[i], hub ? hub->id : NULL, area ? area->id : NULL))
				freshness_take(&fresh, &config->sources[i], hub ? hub->id : "countywide", build);
	return fresh;
}

/* ---- cells -------------------------------------------------------------------------------------- */

/* The worst rating that a rule gives, and the words of all rules that give it. */
static enum cell_state rate(const struct build *build, struct cell *cell, size_t line, int area, int *most)
{
	static const char order[] = { 'R', 'A' };
	struct str why = { 0 };

	for (size_t r = 0; r < sizeof order && !cell->rule; r++)
		for (size_t i = 0; i < build->config->rating_count; i++) {
			const struct rating_rule *rule = &build->config->ratings[i];
			int count = count_of(&build->ratings[i], line, area);
			if (rule->rate != order[r] || count < rule->at_least || count == 0)
				continue;
			if (why.length)
				str_add(&why, "; ");
			brief_why_rule(build->config, rule, count, &why);
			*most = count > *most ? count : *most;
			cell->rule = cell->rule ? cell->rule : rule;
		}
	snprintf(cell->why, sizeof cell->why, "%s", str_text(&why));
	str_free(&why);
	return !cell->rule ? CELL_OK : cell->rule->rate == 'R' ? CELL_RED : CELL_AMBER;
}

static bool stands_at(const struct build *build, uint64_t hubs, const struct hub *hub)
{
	int bit = hub ? store_hub_bit(build->store, hub->id) : -1;

	return hub ? bit >= 0 && hubs >> bit & 1 : !hubs;
}

static const struct conflict *conflict_at(const struct build *build, const struct hub *hub, const struct area *area)
{
	int bit = store_area_bit(build->store, area->id);
	const struct conflict *conflict = build->conflicts;

	while (conflict && !(stands_at(build, conflict->hubs, hub) && bit >= 0 && conflict->areas >> bit & 1))
		conflict = conflict->next;
	return conflict;
}

/* Without a rating: ok only while everything that speaks for the cell is fresh. */
static enum cell_state unrated(const struct build *build, struct cell *cell, const struct freshness *fresh, int refused,
	const struct conflict *conflict)
{
	char age[DATE_TEXT];

	if (!fresh->sources) {
		snprintf(cell->why, sizeof cell->why, "no source covers it");
		return CELL_NONE_KEPT;
	}
	if (fresh->any_unknown) {
		snprintf(cell->why, sizeof cell->why, "how old its data was then is not kept");
		return CELL_UNKNOWN;
	}
	if (fresh->any_never || fresh->any_dead) {
		snprintf(cell->why, sizeof cell->why, "%s%s", fresh->any_never ? "a source that covers it has not answered yet"
			: "its newest data is from ", fresh->any_never ? "" : data_age(age, fresh->made, build->moment->now));
		return CELL_UNKNOWN;
	}
	if (!fresh->all_fresh) {
		snprintf(cell->why, sizeof cell->why, "its data is from %s, older than expected",
			data_age(age, fresh->made, build->moment->now));
		return CELL_OLD;
	}
	if (refused) {
		snprintf(cell->why, sizeof cell->why, "the newest version of %d record%s was refused", refused,
			refused == 1 ? "" : "s");
		return CELL_CHECK;
	}
	if (conflict) {
		snprintf(cell->why, sizeof cell->why, "%s", conflict->why);
		return CELL_CHECK;
	}
	return CELL_OK;
}

static void headline_fill(const struct build *build, struct headline *headline, const struct hub *hub,
	const char *pattern)
{
	struct str id = { 0 };
	const char *at = strstr(pattern, "{hub}");
	struct arena arena = { 0 };
	struct record record;
	struct row row = { 0 };

	str_addn(&id, pattern, at ? (size_t)(at - pattern) : strlen(pattern));
	if (at)
		str_addf(&id, "%s%s", hub ? hub->id : "countywide", at + strlen("{hub}"));
	int64_t n = store_number(build->store, NULL, str_text(&id));
	bool found = n >= 0 && store_record(build->store, build->moment, n, &arena, &record, &row);
	if (found && stands_at(build, row.hubs, hub))
		*headline = (struct headline){ .has = row.has_value || row.suppressed, .suppressed = row.suppressed,
			.withheld = row.withheld,
			.has_change = row.has_change && !row.suppressed, .value = row.suppressed ? 0 : row.total,
			.change = row.suppressed ? 0 : row.change, .judgement = row.judgement,
			.run = row.run };
	if (found) {
		snprintf(headline->period, sizeof headline->period, "%s", row.period ? row.period : "");
		row_clear(&row);
	}
	arena_free(&arena);
	str_free(&id);
}

bool area_closed(const struct area *area, enum profile profile)
{
	return area->sensitive && profile != PROFILE_TEAM;
}

static void hide_counts(struct cell *cell, int most)
{
	cell->changed = cell->late = cell->due_today = -1;
	if (most >= 1 && most <= 4) {
		cell->state = CELL_SUPPRESSED;
		cell->rule = NULL;
	}
	if (most)
		snprintf(cell->why, sizeof cell->why, "a sensitive area: counts are not shown here");
}

static void fill_cell(const struct build *build, struct cell *cell, const struct hub *hub, size_t line, int area)
{
	const struct area *of = &build->config->areas[area];
	struct freshness fresh = freshness_of(build, hub, of);
	int most = 0;

	cell->changed = line_baseline(build, hub).sequence >= 0 ? count_of(&build->changed, line, area) : -1;
	cell->late = count_of(&build->late, line, area);
	cell->due_today = count_of(&build->due_today, line, area);
	cell->state = rate(build, cell, line, area, &most);
	if (cell->state == CELL_OK)
		cell->state = unrated(build, cell, &fresh, count_of(&build->refused, line, area),
			conflict_at(build, hub, of));
	if (of->headline)
		headline_fill(build, &cell->headline, hub, of->headline);
	if (area_closed(of, build->moment->profile))
		hide_counts(cell, most);
}

/* ---- hubs --------------------------------------------------------------------------------------- */

static int reds(const struct hub_line *line, size_t areas)
{
	int count = 0;

	for (size_t i = 0; i < areas; i++)
		count += line->cells[i].state == CELL_RED;
	return count;
}

/* Rule 17. Without a baseline nobody knows what the room has seen: any open incident may be new to it. */
static int new_incidents(const struct build *build, const struct hub *hub, size_t index)
{
	if (!hub || line_baseline(build, hub).sequence < 0)
		return count_of(&build->incidents, index, -1);
	return build->new_incidents & store_hub_mask(build->store, hub->id) ? 1 : 0;
}

static const char *since_text(struct build *build, struct baseline since)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	return arena_printf(&build->out->arena, "Since %s%s %s", since.named ? "" : "briefing ",
		day_text(day, instant_day(since.at)), instant_clock(time, since.at));
}

static void fill_line(struct build *build, struct hub_line *line, size_t index)
{
	const struct config *config = build->config;
	struct freshness fresh = freshness_of(build, line->hub, NULL);

	struct baseline since = line_baseline(build, line->hub);

	line->changed = since.sequence >= 0 ? count_of(&build->changed, index, -1) : -1;
	line->baseline = since.sequence >= 0 ? since_text(build, since) : "";
	line->late = count_of(&build->late, index, -1);
	line->due_today = count_of(&build->due_today, index, -1);
	line->made = fresh.made;
	line->days_old = instant_known(fresh.made) ? (int)(build->moment->today - instant_day(fresh.made)) : 0;
	line->cells = arena_alloc(&build->out->arena, (config->area_count + 1) * sizeof *line->cells);
	for (size_t a = 0; a < config->area_count; a++)
		fill_cell(build, &line->cells[a], line->hub, index, (int)a);
	struct hub_facts facts = {
		.ever = fresh.made != INSTANT_NONE, .fresh = fresh.all_fresh && fresh.sources > 0,
		.new_incidents = new_incidents(build, line->hub, index), .late = line->late,
		.due_soon = line->due_today + count_of(&build->due_soon, index, -1), .red = reds(line, config->area_count),
		.tension_raised = count_of(&build->tension, index, -1) > 0,
	};
	line->state = line->hub && !fresh.any_unknown ? hub_state(&facts) : HUB_NORMAL;
	build->out->no_data += line->state == HUB_NO_DATA;
}

static void fill_lines(struct build *build)
{
	struct matrix *out = build->out;

	out->area_count = build->config->area_count;
	out->line_count = build->config->hub_count + 1;
	out->lines = arena_alloc(&out->arena, out->line_count * sizeof *out->lines);
	for (size_t i = 0; i < out->line_count; i++) {
		out->lines[i].hub = i ? &build->config->hubs[i - 1] : NULL;
		fill_line(build, &out->lines[i], i);
	}
	out->changed = count_of(&build->changed, out->line_count, -1);
	out->late = count_of(&build->late, out->line_count, -1);
	out->due_today = count_of(&build->due_today, out->line_count, -1);
	out->due_soon = count_of(&build->due_soon, out->line_count, -1);
}

static void fill_sources(struct build *build)
{
	struct source_line *lines;
	bool pending = false;
	size_t count = source_lines(build->config, &build->requests, build->moment->now, &build->arena, &lines);

	build->out->sources_all = (int)count;
	for (size_t i = 0; i < count; i++) {
		if (lines[i].state == SOURCE_OFF) {
			build->out->sources_all--;
			continue;
		}
		build->out->sources_in += lines[i].answered >= lines[i].asked;
		pending |= lines[i].polled < lines[i].asked;
	}
	build->out->first_morning = pending || (build->out->sources_all && !build->out->sources_in);
}

static void fill_rest(struct build *build)
{
	struct matrix *out = build->out;

	out->withheld = (int)store_withheld(build->store, build->moment, -1, -1);
	out->banner = store_banner(build->store, build->moment);
	out->now = build->moment->now;
	for (size_t i = 0; i < build->config->area_count; i++)
		out->part |= area_closed(&build->config->areas[i], build->moment->profile);
	out->demo = store_has_demo(build->store, build->moment);
	if (build->moment->own_count)
		str_add(&out->baseline, "Since each hub's own briefing");
	else if (build->moment->since >= 0)
		str_add(&out->baseline, since_text(build, moment_common(build->moment)));
}

bool brief_matrix(struct store *store, const struct config *config, const struct moment *moment, struct matrix *out,
	struct error *error)
{
	struct build build = { .store = store, .config = config, .moment = moment, .out = out };

	*out = (struct matrix){ .banner = MARKING_OFFICIAL };
	bool good = store_requests(store, &build.requests);
	ask_all(&build);
	fill_lines(&build);
	fill_sources(&build);
	fill_rest(&build);
	request_list_free(&build.requests);
	arena_free(&build.arena);
	if (!good || build.stopped) {
		matrix_free(out);
		return error_set(error, "The counts could not be read from the store.");
	}
	return true;
}

void matrix_free(struct matrix *matrix)
{
	arena_free(&matrix->arena);
	str_free(&matrix->baseline);
	*matrix = (struct matrix){ 0 };
}
