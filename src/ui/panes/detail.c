/* The detail pane: everything known of one record, by the labels of fields.def, its rating and why, its
 * source and its history. The store gives only what the profile may see. Scrolls. Dashboard only. */
#include "hubbrief/ahead.h"
#include "hubbrief/panes.h"

#include <stdlib.h>
#include <string.h>

#include "hubbrief/record_json.h"

struct detail_state {
	struct sheet sheet;
	struct arena arena;   /* of the record and its series */
	struct series series;
	struct scroll scroll; /* `at` is the first row seen */
	int64_t n;            /* the record shown, −1 none */
	struct str why;
};

enum { LABEL_COLUMNS = 21, HISTORY_MOST = 50 };

/* ---- fields as people read them ------------------------------------------------------------------ */

static void text_day(const struct value *value, struct str *out)
{
	char day[DATE_TEXT];

	str_add(out, value->precision == PRECISION_DAY ? day_long(day, value->as.day)
		: day_due(day, value->as.day, value->precision));
}

static void text_instant(instant_t at, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	str_add(out, day_long(day, instant_day(at)));
	if (instant_minute(at))
		str_addf(out, " %s", instant_clock(time, at));
}

static const char *hub_name_of(const struct config *config, const char *id)
{
	int hub = config_hub_index(config, id);

	return hub >= 0 ? config->hubs[hub].name : id;
}

static const char *area_name_of(const struct pane_env *env, const char *id)
{
	int area = config_area_index(env->config, id);

	return area >= 0 ? label_of(env->config, area, env->moment.today) : id;
}

static void text_words(const struct pane_env *env, enum field_type type, const struct words *words, struct str *out)
{
	for (size_t i = 0; i < words->count; i++) {
		str_add(out, i ? ", " : "");
		if (type == TYPE_HUBS)
			str_add(out, hub_name_of(env->config, words->at[i]));
		else if (type == TYPE_AREAS)
			str_add(out, area_name_of(env, words->at[i]));
		else
			str_add(out, words->at[i]);
	}
}

static void text_enum(enum field field, const char *word, struct str *out)
{
	if (field == FIELD_RATING)
		str_add(out, rating_word(*word));
	else if (field == FIELD_MARKING || field == FIELD_OWNER)
		str_add(out, word);
	else if (field == FIELD_STAGE)
		stage_text(word, out);
	else
		plain_word(word, out);
}

static void field_text(const struct pane_env *env, enum field field, const struct value *value, struct str *out)
{
	switch (field_table[field].type) {
	case TYPE_WORD:
		if (field == FIELD_STAGE || field == FIELD_TYPE) {
			text_enum(field, value->as.text, out);
			return;
		}
		str_add(out, value->as.text);
		return;
	case TYPE_TEXT: case TYPE_JSON:
		str_add(out, value->as.text);
		return;
	case TYPE_ENUM:
		text_enum(field, value->as.text, out);
		return;
	case TYPE_WORDS: case TYPE_HUBS: case TYPE_AREAS:
		text_words(env, field_table[field].type, &value->as.words, out);
		return;
	case TYPE_DAY:
		text_day(value, out);
		return;
	case TYPE_INSTANT:
		text_instant(value->as.instant, out);
		return;
	case TYPE_INTEGER:
		str_addf(out, "%lld", (long long)value->as.integer);
		return;
	case TYPE_REAL:
		number_text(value->as.real, out);
		return;
	case TYPE_FLAG:
		str_add(out, value->as.integer ? "yes" : "no");
		return;
	}
}

/* ---- structures ---------------------------------------------------------------------------------- */

static void add_gates(struct sheet *sheet, const struct record *record)
{
	struct gate *gates;
	size_t count = record_gates(record, &gates);
	char day[DATE_TEXT];

	for (size_t i = 0; i < count; i++) {
		bool done = gates[i].done != DAY_NONE;
		day_t on = done ? gates[i].done : gates[i].due;
		sheet_addf(sheet, ROLE_TEXT, i ? "" : field_table[FIELD_GATES].label, "%s: %s%s", gates[i].title,
			done ? "done " : on == DAY_NONE ? "no date" : "due ", on == DAY_NONE ? "" : day_long(day, on));
	}
}

static void add_offices(struct sheet *sheet, const struct record *record, day_t today)
{
	struct office *offices;
	size_t count = record_offices(record, &offices);
	char day[DATE_TEXT];

	for (size_t i = 0; i < count; i++) {
		const struct office *office = &offices[i];
		bool ends = office->to != DAY_NONE, next = office->successor && *office->successor;
		sheet_addf(sheet, succession_flag(office->to, office->successor, today) ? ROLE_AMBER : ROLE_TEXT,
			i ? "" : field_table[FIELD_OFFICES].label, "%s%s%s%s%s%s%s", office->role ? office->role : "",
			office->role ? ": " : "", office->office ? office->office : "", ends ? ", ends " : "",
			ends ? day_long(day, office->to) : "", next ? ", then " : ends ? ", no successor named" : "",
			next ? office->successor : "");
	}
}

static void add_due_history(struct sheet *sheet, const struct record *record)
{
	day_t *days;
	size_t count = record_due_history(record, &days);
	struct str text = { 0 };
	char day[DATE_TEXT];

	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%s%s", i ? ", " : "", day_long(day, days[i]));
	if (count)
		sheet_add(sheet, ROLE_TEXT, field_table[FIELD_DUE_HISTORY].label, str_text(&text));
	str_free(&text);
}

static void add_tension(struct sheet *sheet, const struct record *record)
{
	struct tension tension;

	if (record_tension(record, &tension))
		sheet_addf(sheet, ROLE_TEXT, field_table[FIELD_TENSION].label, "%s, level %d of 6",
			tension.eep ? tension.eep : "", tension.level);
}

static void add_json(struct sheet *sheet, const struct record *record, enum field field, day_t today)
{
	if (field == FIELD_GATES)
		add_gates(sheet, record);
	else if (field == FIELD_OFFICES)
		add_offices(sheet, record, today);
	else if (field == FIELD_DUE_HISTORY)
		add_due_history(sheet, record);
	else if (field == FIELD_TENSION)
		add_tension(sheet, record);
}

/* ---- the parts of the sheet ---------------------------------------------------------------------- */

static void add_head(struct sheet *sheet, const struct pane_env *env, const struct row *row, struct str *why)
{
	const char *word = line_word(row, &env->moment);

	sheet_add(sheet, ROLE_TITLE, NULL, row->title);
	str_reset(why);
	brief_why_row(row, &env->moment, env->config, why);
	sheet_addf(sheet, ROLE_TEXT, NULL, "%s%s%s", word, *word ? ": " : "", str_text(why));
}

/* The cell's rating with the rule and its place: only here, never on a list line (screens.md). */
static void add_cell(struct sheet *sheet, const struct pane_env *env, const struct row *row)
{
	struct str text = { 0 };
	int hub, area;

	brief_row_cell(row, env->config, env->store, &hub, &area);
	if (!env->matrix || area < 0 || (hub < 0 && row->hubs))
		return;
	const struct cell *cell = &env->matrix->lines[hub + 1].cells[area];
	brief_why_cell(env->matrix, env->config, hub + 1, area, &text);
	sheet_add(sheet, role_of_cell(cell->state), "Its cell", str_text(&text));
	if (cell->rule)
		sheet_addf(sheet, ROLE_MUTED, "By the rule", "%s (%s:%d)", cell->rule->text, cell->rule->at.file,
			cell->rule->at.line);
	str_free(&text);
}

/* The title heads the sheet; a series and its thresholds stand by its chart. */
static bool shown_elsewhere(enum field field)
{
	return field == FIELD_TITLE || field == FIELD_SERIES || field == FIELD_GREEN || field == FIELD_AMBER
		|| field == FIELD_TARGET;
}

/* ---- what it refers to: Enter on it opens that ----------------------------------------------------- */

static bool is_reference(enum field field)
{
	return field == FIELD_REFS || field == FIELD_FROM || field == FIELD_PARENT || field == FIELD_BODY || field == FIELD_CASE
		|| field == FIELD_REPEAT_REF;
}

struct body_sought { const char *name; int64_t n; };

static bool is_sought(void *context, const struct row *row)
{
	struct body_sought *sought = context;

	if (body_is_called(row, sought->name))
		sought->n = row->n;
	return sought->n < 0;
}

/* The record of that id, of the same source when it has one; a body by its code. −1 none. */
static int64_t number_called(const struct pane_env *env, const struct record *record, enum field field, const char *id)
{
	struct arena arena = { 0 };
	struct error error;
	struct body_sought sought = { id, store_number(env->store, record->source, id) };

	if (sought.n < 0)
		sought.n = store_number(env->store, NULL, id);
	if (sought.n < 0 && field == FIELD_BODY)
		store_each(env->store, &env->moment, filter_word(&arena, BY_KIND, "body"), "id", is_sought, &sought, &error);
	arena_free(&arena);
	return sought.n;
}

static void add_reference(struct sheet *sheet, const struct pane_env *env, const struct record *record, enum field field,
	const char *label, const char *id)
{
	struct arena arena = { 0 };
	struct record other;
	struct row row = { 0 };
	int64_t n = number_called(env, record, field, id);

	if (n < 0 || !store_record(env->store, &env->moment, n, &arena, &other, &row))
		sheet_add(sheet, ROLE_TEXT, label, id);
	else {
		sheet_addf(sheet, ROLE_TEXT, label, "%s, %s", id, row.title);
		sheet_link(sheet, (struct target){ .type = TARGET_RECORD, .number = n, .hub = PLACE_ANY, .area = PLACE_ANY });
		row_clear(&row);
	}
	arena_free(&arena);
}

static void add_references(struct sheet *sheet, const struct pane_env *env, const struct record *record, enum field field)
{
	const struct value *value = &record->value[field];
	const char *label = field_table[field].label;

	if (field_table[field].type != TYPE_WORDS)
		add_reference(sheet, env, record, field, label, value->as.text);
	for (size_t i = 0; field_table[field].type == TYPE_WORDS && i < value->as.words.count; i++)
		add_reference(sheet, env, record, field, i ? "" : label, value->as.words.at[i]);
}

/* The view that shows records of its kind together. */
static void add_view(struct sheet *sheet, enum kind kind)
{
	static const struct { enum kind kind; enum action action; } views[] = {
		{ KIND_MILESTONE, ACTION_DUTIES }, { KIND_OBJECTIVE, ACTION_DUTIES }, { KIND_REVIEW, ACTION_REVIEWS },
		{ KIND_MEETING, ACTION_CALENDAR }, { KIND_CAMPAIGN, ACTION_CALENDAR }, { KIND_POWER, ACTION_CALENDAR },
		{ KIND_BODY, ACTION_GOVERNANCE },
	};

	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		if (views[i].kind == kind) {
			sheet_add(sheet, ROLE_TEXT, "See also", action_table[views[i].action].help);
			sheet_link(sheet, (struct target){ .type = TARGET_ACTION, .number = -1, .action = views[i].action,
				.hub = PLACE_ANY, .area = PLACE_ANY });
		}
}

/* Of a body that is governed separately no date is shown (domain.md §1, row 41). */
static bool is_card(const struct record *record)
{
	return record->kind == KIND_BODY && strcmp(record_text(record, FIELD_GOVERNANCE), "separate") == 0;
}

static bool is_dated(enum field field)
{
	return field_table[field].type == TYPE_DAY || field_table[field].type == TYPE_INSTANT || field == FIELD_OFFICES;
}

static void add_fields(struct sheet *sheet, const struct pane_env *env, const struct record *record)
{
	struct str text = { 0 };

	for (int i = 0; i < FIELD_COUNT; i++) {
		enum field field = (enum field)i;
		if (!record->value[i].set || shown_elsewhere(field) || (is_card(record) && is_dated(field)))
			continue;
		if (is_reference(field)) {
			add_references(sheet, env, record, field);
			continue;
		}
		if (field_table[i].type == TYPE_JSON) {
			add_json(sheet, record, field, env->moment.today);
			continue;
		}
		str_reset(&text);
		field_text(env, field, &record->value[i], &text);
		sheet_add(sheet, field == FIELD_RATING ? role_of_rating(record->value[i].as.text[0]) : ROLE_TEXT,
			field_table[i].label, str_text(&text));
	}
	str_free(&text);
}

static const struct source *source_named(const struct config *config, const char *id)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].id, id) == 0)
			return &config->sources[i];
	return NULL;
}

static bool gives(const struct request_status *request, const struct record *record)
{
	const struct value *hubs = &record->value[FIELD_HUBS];

	if (strcmp(request->source, record->source) != 0)
		return false;
	if (!*request->hub)
		return true;
	if (!hubs->set || !hubs->as.words.count)
		return strcmp(request->hub, "countywide") == 0;
	for (size_t i = 0; i < hubs->as.words.count; i++)
		if (strcmp(hubs->as.words.at[i], request->hub) == 0)
			return true;
	return false;
}

static void add_source(struct sheet *sheet, const struct pane_env *env, const struct record *record)
{
	const struct source *source = source_named(env->config, record->source);
	char age[DATE_TEXT];
	struct str made = { 0 };

	sheet_add(sheet, ROLE_TEXT, "Source", record->source);
	for (size_t i = 0; env->requests && i < env->requests->count; i++) {
		const struct request_status *request = &env->requests->list[i];
		if (!gives(request, record) || !instant_known(request->made))
			continue;
		enum source_state state = request_state(request, env->moment.now);
		text_instant(request->made, &made);
		sheet_addf(sheet, role_of_source(state), "Its data", "%s, %s old, made %s", source_state_text(state),
			instant_age(age, env->moment.now - request->made), str_text(&made));
		break;
	}
	if (source && source->attribution)
		sheet_add(sheet, ROLE_TEXT, "Attribution", source->attribution);
	str_free(&made);
}

static void add_series(struct detail_state *state, const struct record *record)
{
	struct series_summary summary;

	if (!chart_series(record, &state->series, &summary))
		return;
	sheet_add(&state->sheet, ROLE_HEADING, NULL, "Series");
	sheet_add_series(&state->sheet, &state->series);
	chart_notes(record, &state->series, &summary, &state->sheet);
	chart_table(&state->series, &state->sheet);
}

static void add_history(struct sheet *sheet, const struct pane_env *env, int64_t n)
{
	struct history_entry *entries = mem_array(HISTORY_MOST, sizeof *entries);
	size_t count = store_history(env->store, &env->moment, n, entries, HISTORY_MOST);
	struct str at = { 0 };

	sheet_add(sheet, ROLE_HEADING, NULL, count ? "History" : "History: nothing has changed since it first came.");
	for (size_t i = 0; i < count; i++) {
		str_reset(&at);
		text_instant(entries[i].at, &at);
		sheet_add(sheet, ROLE_TEXT, str_text(&at), entries[i].what);
	}
	str_free(&at);
	free(entries);
}

/* ---- the pane ------------------------------------------------------------------------------------ */

static void detail_open(struct pane *pane, const struct pane_env *env)
{
	struct detail_state *state = mem_alloc(sizeof *state);

	(void)env;
	state->n = -1;
	state->sheet.label_columns = LABEL_COLUMNS;
	pane->state = state;
}

static void detail_close(struct pane *pane)
{
	struct detail_state *state = pane->state;

	sheet_free(&state->sheet);
	arena_free(&state->arena);
	str_free(&state->why);
	free(state);
}

static bool detail_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct detail_state *state = pane->state;
	struct record record;
	struct row row = { 0 };

	(void)error;
	sheet_clear(&state->sheet);
	arena_free(&state->arena);
	str_reset(&state->why);
	if (state->n != pane->record)
		state->scroll = (struct scroll){ 0 };
	state->n = pane->record;
	if (pane->record < 0 || !store_record(env->store, &env->moment, pane->record, &state->arena, &record, &row)) {
		state->n = -1;
		sheet_add(&state->sheet, ROLE_MUTED, NULL, pane->record < 0 ? "Move to a record to see it here."
			: "This record is gone, or the profile may not see it.");
		return true;
	}
	add_head(&state->sheet, env, &row, &state->why);
	if (!is_card(&record))
		add_cell(&state->sheet, env, &row);
	add_fields(&state->sheet, env, &record);
	add_view(&state->sheet, record.kind);
	if (!is_card(&record)) {
		add_source(&state->sheet, env, &record);
		add_series(state, &record);
		add_history(&state->sheet, env, pane->record);
	}
	row_clear(&row);
	return true;
}

static int page_of(const struct pane *pane)
{
	return pane->rect.rows - 1;
}

static void detail_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	struct detail_state *state = pane->state;
	struct str title = { 0 }, tail = { 0 };
	int rows = sheet_rows(&state->sheet, pane->rect.columns);

	scroll_fit(&state->scroll, rows, page_of(pane));
	pane_title(pane, env, "RECORD", &title);
	if (rows > page_of(pane))
		str_addf(&tail, "rows %d-%d of %d", (int)state->scroll.top + 1, (int)state->scroll.top + page_of(pane), rows);
	grid_rule(grid, pane->rect, 0, ROLE_RULE, str_text(&title), tail.length ? str_text(&tail) : NULL);
	sheet_draw(&state->sheet, grid, pane->rect, 1, state->scroll.top);
	if (focused) {
		int at = 1 + (int)(state->scroll.at - state->scroll.top);
		grid_put(grid, pane->rect, at, 0, 1, ROLE_FOCUS, ">");
		grid_cursor(grid, pane->rect, at, 0);
	}
	str_free(&title);
	str_free(&tail);
}

static int detail_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	const struct detail_state *state = pane->state;

	(void)env;
	return 1 + sheet_rows(&state->sheet, columns);
}

static const struct sheet_item *item_focused(const struct pane *pane)
{
	const struct detail_state *state = pane->state;

	return sheet_item_at(&state->sheet, pane->rect.columns, state->scroll.at);
}

static unsigned detail_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	struct detail_state *state = pane->state;
	struct scroll before = state->scroll;
	const struct sheet_item *item = item_focused(pane);

	(void)env;
	if (action == ACTION_OPEN)
		return item && item->target.type != TARGET_NONE ? EFFECT_HANDLED | EFFECT_OPEN : EFFECT_NONE;
	if (!scroll_act(&state->scroll, action, sheet_rows(&state->sheet, pane->rect.columns), page_of(pane)))
		return EFFECT_NONE;
	return scroll_effect(&before, &state->scroll);
}

static struct target detail_target(const struct pane *pane, const struct pane_env *env)
{
	const struct detail_state *state = pane->state;
	const struct sheet_item *item = item_focused(pane);

	(void)env;
	if (item && item->target.type != TARGET_NONE)
		return item->target;
	return (struct target){ .type = state->n >= 0 ? TARGET_RECORD : TARGET_NONE, .number = state->n, .hub = PLACE_ANY,
		.area = PLACE_ANY };
}

static void detail_why(const struct pane *pane, const struct pane_env *env, struct str *out)
{
	const struct detail_state *state = pane->state;
	const struct sheet_item *item = item_focused(pane);

	(void)env;
	if (item && item->target.type != TARGET_NONE)
		str_addf(out, "Enter opens: %s", item->text);
	else if (state->why.length)
		str_addf(out, "Why: %s", str_text(&state->why));
}

static bool detail_find(struct pane *pane, const struct pane_env *env, const char *text, int direction)
{
	struct detail_state *state = pane->state;
	int rows = sheet_rows(&state->sheet, pane->rect.columns);
	int row = sheet_find(&state->sheet, pane->rect.columns, text, state->scroll.at, direction);

	(void)env;
	if (row < 0) /* around */
		row = sheet_find(&state->sheet, pane->rect.columns, text, direction < 0 ? rows : -1, direction);
	if (row < 0)
		return false;
	state->scroll.at = row;
	scroll_fit(&state->scroll, rows, page_of(pane));
	return true;
}

const struct pane_ops pane_detail = {
	.name = "detail", .help = "every field of a record, its rating and why, its source, series and history; Enter on what it refers "
		"to opens that",
	.focusable = true, .open = detail_open, .close = detail_close, .load = detail_load, .want_rows = detail_want_rows,
	.draw = detail_draw, .act = detail_act, .target = detail_target, .why = detail_why, .find = detail_find,
};
