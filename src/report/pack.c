/* The pack's sections (domain.md §3): see pack.h. One row a section in the table below, one function that fills it.
 * Called by the writers of Markdown, HTML and CSV. */
#include "hubbrief/pack.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/meeting.h"
#include "hubbrief/mem.h"
#include "hubbrief/report_words.h"

/* ---- filling ------------------------------------------------------------------------------------- */

static const char *clean(struct pack *pack, const char *text)
{
	struct str out = { 0 };

	clean_add(&out, text, strlen(text));
	const char *kept = arena_dup(&pack->arena, str_text(&out));
	str_free(&out);
	return kept;
}

static void add_line(struct pack *pack, struct pack_section *section, const char *text)
{
	section->lines = mem_grow(section->lines, section->line_count + 1, sizeof *section->lines);
	section->lines[section->line_count++] = clean(pack, text);
}

static void say(struct pack *pack, struct pack_section *section, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void say(struct pack *pack, struct pack_section *section, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_line(pack, section, arena_vprintf(&pack->arena, format, args));
	va_end(args);
}

#define SET_COLUMNS(section, columns) set_columns(section, columns, sizeof(columns) / sizeof *(columns))

static void set_columns(struct pack_section *section, const char *const *columns, size_t count)
{
	section->table.columns = columns;
	section->table.column_count = count;
}

static struct pack_cell *add_row(struct pack_table *table)
{
	if (table->rows == table->room) {
		table->room = table->room ? table->room * 2 : 16;
		table->cells = mem_grow(table->cells, table->room * table->column_count, sizeof *table->cells);
	}
	struct pack_cell *row = table->cells + table->rows++ * table->column_count;
	for (size_t i = 0; i < table->column_count; i++)
		row[i] = (struct pack_cell){ "", TONE_PLAIN };
	return row;
}

/* As many texts as the table has columns. The row, until the next is added. */
static struct pack_cell *add_texts(struct pack *pack, struct pack_section *section, const char *const *texts)
{
	struct pack_cell *row = add_row(&section->table);

	for (size_t i = 0; i < section->table.column_count; i++)
		row[i].text = clean(pack, texts[i]);
	return row;
}

/* ---- cover --------------------------------------------------------------------------------------- */

static void tell_meeting(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	const struct briefing *briefing = &report->meeting.briefing;
	char day[DATE_TEXT], time[DATE_TEXT];

	say(pack, section, "Forum: %s.", report->config->forum);
	if (!report->meeting.known)
		return;
	bool open = briefing->held == INSTANT_NONE;
	instant_t at = open ? briefing->started : briefing->held;
	say(pack, section, open ? "The briefing that began %s at %s is not closed yet." : "The last briefing was closed %s at %s.",
		day_text(day, instant_day(at)), instant_clock(time, at));
	say(pack, section, *briefing->agencies ? "Present: %s." : "Who was present was not recorded.", briefing->agencies);
	if (*briefing->office)
		say(pack, section, "Recorded by: %s.", briefing->office);
}

static void tell_withheld(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;

	if (report->moment.profile == PROFILE_PUBLIC || report->withheld <= 0)
		return;
	struct str line = { 0 };
	plural((int)report->withheld, "record is", "records are", &line);
	say(pack, section, "%s withheld in profile %s.", str_text(&line), profile_text(report->moment.profile));
	str_free(&line);
}

static void tell_scope(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	const struct config *config = report->config;
	char day[DATE_TEXT], hour[DATE_TEXT];

	if (report->moment.past != PAST_NOT)
		say(pack, section, "As it stood %s %s at %s, not as it stands now.", report->moment.past == PAST_BRIEFING ?
			"when the briefing was closed on" : "on", day_long(day, report->moment.today), instant_clock(hour, report->moment.now));
	if (report->moment.past_in_part)
		say(pack, section, "Some of what stood then is not kept any more, and is missing here.");
	if (report->matrix.demo)
		say(pack, section, "This is a demonstration: nothing in it is real.");
	if (report->hub != PLACE_ANY)
		say(pack, section, "Only %s.", report->hub >= 0 ? config->hubs[report->hub].name : "what is countywide");
	if (report->area >= 0)
		say(pack, section, "Only the area %s.", area_label_on(&config->areas[report->area], report->moment.today));
	for (size_t i = 0; i < config->area_count; i++)
		if (area_closed(&config->areas[i], report->moment.profile))
			say(pack, section, "%s is sensitive: its lists and counts are closed in profile %s, and every total is only in part.",
				area_label_on(&config->areas[i], report->moment.today), profile_text(report->moment.profile));
}

static void fill_cover(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	struct str headline = { 0 };

	say(pack, section, "Marking: %s. Disclosure profile: %s.", pack->marking, profile_text(report->moment.profile));
	tell_scope(pack, section);
	if (report->hub == PLACE_ANY && report->area < 0) {
		brief_headline(&report->matrix, -1, &headline);
		add_line(pack, section, str_text(&headline));
	} else if (report->moment.since >= 0)
		say(pack, section, "%s.", str_text(&report->matrix.baseline));
	else
		say(pack, section, "No briefing has been closed yet: what came in the last 24 hours is listed, and not marked new.");
	str_free(&headline);
	tell_meeting(pack, section);
	tell_withheld(pack, section);
}

/* ---- sources ------------------------------------------------------------------------------------- */

static enum pack_tone source_tone(enum source_state state)
{
	return state == SOURCE_FRESH ? TONE_GOOD : state == SOURCE_DEAD || state == SOURCE_REFUSED ? TONE_RED : TONE_UNKNOWN;
}

static void add_source(struct pack *pack, struct pack_section *section, const struct source_line *line)
{
	const struct report *report = pack->report;
	char age[DATE_TEXT];
	struct str what = { 0 };

	source_line_sentence(line, report->moment.now, &what);
	struct pack_cell *row = add_texts(pack, section, (const char *const[]){ line->name, source_state_text(line->state),
		data_age(age, line->made, report->moment.now), str_text(&what),
		line->source->attribution ? line->source->attribution : "" });
	row[1].tone = source_tone(line->state);
	str_free(&what);
}

static void fill_sources(struct pack *pack, struct pack_section *section)
{
	static const char *const columns[] = { "Source", "State", "Data of", "What it says", "Attribution" };

	SET_COLUMNS(section, columns);
	for (size_t i = 0; i < pack->report->source_count; i++)
		if (report_shows_source(pack->report, &pack->report->sources[i]))
			add_source(pack, section, &pack->report->sources[i]);
}

/* ---- changes ------------------------------------------------------------------------------------- */

static void add_change(struct pack *pack, struct pack_section *section, const struct change *change)
{
	struct str what = { 0 }, title = { 0 }, place = { 0 };
	char key[4];

	change_say(change, &what);
	report_what(REPORT_CHANGES, &change->row, &title);
	line_place(&change->row, pack->report->config, pack->report->store, key, &place);
	struct pack_cell *row = add_texts(pack, section, (const char *const[]){ str_text(&title), str_text(&what),
		str_text(&place), change->row.owner, change->row.id });
	row[1].tone = change->worse ? TONE_AMBER : TONE_PLAIN;
	str_free(&what);
	str_free(&title);
	str_free(&place);
}

static void add_entry(struct pack *pack, struct pack_section *section, enum report_list list, const struct report_entry *entry);

static void fill_changes(struct pack *pack, struct pack_section *section)
{
	static const char *const columns[] = { "What", "Change", "Where", "Owner", "Reference" };
	static const char *const recent[] = { "What", "When", "Where", "Owner", "Reference" };
	const struct report *report = pack->report;

	if (report->moment.since < 0) {
		SET_COLUMNS(section, recent);
		for (size_t i = 0; i < report->lists[REPORT_CHANGES].count; i++)
			add_entry(pack, section, REPORT_CHANGES, &report->lists[REPORT_CHANGES].at[i]);
		return;
	}
	SET_COLUMNS(section, columns);
	for (size_t i = 0; i < report->changes.count; i++)
		add_change(pack, section, &report->changes.list[i]);
	if (!report->changes.count)
		say(pack, section, "Nothing has changed.");
}

/* ---- hubs ---------------------------------------------------------------------------------------- */

enum pack_tone pack_tone(enum cell_state state)
{
	static const enum pack_tone tones[] = {
		[CELL_OK] = TONE_GOOD, [CELL_DONE] = TONE_GOOD, [CELL_AMBER] = TONE_AMBER, [CELL_RED] = TONE_RED,
		[CELL_OLD] = TONE_UNKNOWN, [CELL_UNKNOWN] = TONE_UNKNOWN, [CELL_SUPPRESSED] = TONE_UNKNOWN,
		[CELL_NONE_KEPT] = TONE_UNKNOWN, [CELL_CHECK] = TONE_UNKNOWN,
	};
	return tones[state];
}

static const char *count_text(struct pack *pack, int count)
{
	return count < 0 ? "" : arena_printf(&pack->arena, "%d", count);
}

static void add_hub(struct pack *pack, struct pack_section *section, const struct hub_line *line)
{
	const struct report *report = pack->report;
	struct pack_cell *row = add_row(&section->table);
	char age[DATE_TEXT];
	size_t at = 0;

	row[at++].text = clean(pack, line->hub ? line->hub->name : "Countywide");
	for (size_t a = 0; a < report->matrix.area_count; a++)
		if (report->area < 0 || (size_t)report->area == a)
			row[at++] = (struct pack_cell){ cell_state_text(line->cells[a].state), pack_tone(line->cells[a].state) };
	row[at++].text = count_text(pack, line->changed);
	row[at++].text = count_text(pack, line->late);
	row[at++].text = count_text(pack, line->due_today);
	row[at].text = arena_dup(&pack->arena, data_age(age, line->made, report->moment.now));
}

static bool hub_asked(const struct report *report, size_t line)
{
	return report->hub == PLACE_ANY || (size_t)(report->hub + 1) == line;
}

static void tell_whys(struct pack *pack, struct pack_section *section, size_t l)
{
	const struct report *report = pack->report;
	const struct hub_line *line = &report->matrix.lines[l];

	if (line->state == HUB_NO_DATA) {
		struct str text = { 0 };
		report_hub_state(report, line, &text);
		say(pack, section, "%s: %s", line->hub ? line->hub->name : "Countywide", str_text(&text));
		str_free(&text);
		return;
	}
	for (size_t a = 0; a < report->matrix.area_count; a++) {
		const struct cell *cell = &line->cells[a];
		if ((report->area >= 0 && (size_t)report->area != a) || cell->state == CELL_OK || cell->state == CELL_DONE || !*cell->why)
			continue;
		say(pack, section, "%s, %s is %s: %s.", line->hub ? line->hub->name : "Countywide",
			area_label_on(&report->config->areas[a], report->moment.today), report_state(cell->state), cell->why);
	}
}

static const char *area_name(struct pack *pack, const struct area *area)
{
	return clean(pack, area->short_name ? area->short_name : area_label_on(area, pack->report->moment.today));
}

static void fill_hubs(struct pack *pack, struct pack_section *section)
{
	static const char *const counts[] = { "Changed", "Late", "Due today", "Data of" };
	enum { COUNTS = sizeof counts / sizeof *counts };
	const struct report *report = pack->report;
	const char **columns = arena_alloc(&pack->arena, (report->matrix.area_count + COUNTS + 1) * sizeof *columns);
	size_t count = 0;

	columns[count++] = "Hub";
	for (size_t a = 0; a < report->matrix.area_count; a++)
		if (report->area < 0 || (size_t)report->area == a)
			columns[count++] = area_name(pack, &report->config->areas[a]);
	for (int i = 0; i < COUNTS; i++)
		columns[count++] = counts[i];
	set_columns(section, columns, count);
	for (size_t l = 0; l < report->matrix.line_count; l++)
		if (hub_asked(report, l)) {
			add_hub(pack, section, &report->matrix.lines[l]);
			tell_whys(pack, section, l);
		}
	section->picture = PICTURE_TILES;
}

/* ---- lists --------------------------------------------------------------------------------------- */

static const char *const entry_columns[] = { "What", "When", "Where", "Owner", "Reference" };

static enum pack_tone row_tone(const struct row *row)
{
	return row->flags & 1U << FLAG_OVERDUE || row->rating == 'R' ? TONE_RED
		: row->flags & (1U << FLAG_DUE_TODAY | 1U << FLAG_FLAGGED) || row->rating == 'A' ? TONE_AMBER : TONE_PLAIN;
}

static void add_entry(struct pack *pack, struct pack_section *section, enum report_list list, const struct report_entry *entry)
{
	struct str title = { 0 }, when = { 0 }, place = { 0 };

	report_what(list, &entry->row, &title);
	report_when(pack->report, list, &entry->row, &when);
	report_place(pack->report, entry, &place);
	struct pack_cell *row = add_texts(pack, section, (const char *const[]){ str_text(&title), str_text(&when),
		str_text(&place), entry->row.owner, entry->row.id });
	row[1].tone = row_tone(&entry->row);
	str_free(&title);
	str_free(&when);
	str_free(&place);
}

static bool any(const struct row *row, day_t today)
{
	(void)row, (void)today;
	return true;
}

static bool due_this_week(const struct row *row, day_t today)
{
	return row->due != DAY_NONE && row->due > today && row->due <= today + 7;
}

static void add_list(struct pack *pack, struct pack_section *section, enum report_list list,
	bool (*fits)(const struct row *row, day_t today))
{
	SET_COLUMNS(section, entry_columns);
	for (size_t i = 0; i < pack->report->lists[list].count; i++)
		if (fits(&pack->report->lists[list].at[i].row, pack->report->moment.today))
			add_entry(pack, section, list, &pack->report->lists[list].at[i]);
}

static void say_when_empty(struct pack *pack, struct pack_section *section, const char *sentence)
{
	if (!section->table.rows)
		say(pack, section, "%s", sentence);
}

static void fill_late(struct pack *pack, struct pack_section *section)
{
	add_list(pack, section, REPORT_OVERDUE, any);
	add_list(pack, section, REPORT_DUE_TODAY, any);
	say_when_empty(pack, section, "Nothing is late or due today.");
}

static void fill_week(struct pack *pack, struct pack_section *section)
{
	add_list(pack, section, REPORT_MEETINGS, report_this_week);
	add_list(pack, section, REPORT_DUE_SOON, due_this_week);
	add_list(pack, section, REPORT_POWERS, report_this_week);
	add_list(pack, section, REPORT_CAMPAIGNS, report_this_week);
	say_when_empty(pack, section, "No meeting, nothing due, no power that ends, no campaign.");
}

static void fill_countdowns(struct pack *pack, struct pack_section *section)
{
	add_list(pack, section, REPORT_MILESTONES, any);
	add_list(pack, section, REPORT_REVIEWS, any);
	say_when_empty(pack, section, "No duty counts down.");
}

static void fill_notices(struct pack *pack, struct pack_section *section)
{
	add_list(pack, section, REPORT_NOTICES, any);
	say_when_empty(pack, section, "No notice is in force.");
}

/* ---- actions by agency --------------------------------------------------------------------------- */

struct owned { const char *owner; size_t at; }; /* `at`: by date, as the list stands */

static int by_owner(const void *a, const void *b)
{
	const struct owned *left = a, *right = b;
	int order = strcmp(left->owner, right->owner);

	return order ? order : (left->at > right->at) - (left->at < right->at);
}

static void add_action(struct pack *pack, struct pack_section *section, const struct report_entry *entry)
{
	const struct row *action = &entry->row;
	struct str when = { 0 }, place = { 0 };

	report_when(pack->report, REPORT_ACTIONS, action, &when);
	report_place(pack->report, entry, &place);
	struct pack_cell *row = add_texts(pack, section, (const char *const[]){ *action->owner ? action->owner : "nobody",
		str_text(&when), action->title, str_text(&place), action->id });
	row[1].tone = row_tone(action);
	str_free(&when);
	str_free(&place);
}

static void fill_actions(struct pack *pack, struct pack_section *section)
{
	static const char *const columns[] = { "Agency", "When", "Action", "Where", "Reference" };
	const struct report_entry *actions = pack->report->lists[REPORT_ACTIONS].at;
	size_t count = pack->report->lists[REPORT_ACTIONS].count;
	struct owned *order = mem_array(count + 1, sizeof *order);

	SET_COLUMNS(section, columns);
	for (size_t i = 0; i < count; i++)
		order[i] = (struct owned){ actions[i].row.owner, i };
	qsort(order, count, sizeof *order, by_owner);
	for (size_t i = 0; i < count; i++)
		add_action(pack, section, &actions[order[i].at]);
	free(order);
	say_when_empty(pack, section, "No action is open.");
}

/* ---- figures ------------------------------------------------------------------------------------- */

static bool is_headline(const struct report *report, const char *id)
{
	for (size_t a = 0; a < report->config->area_count; a++) {
		const char *pattern = report->config->areas[a].headline;
		const char *hub = pattern ? strstr(pattern, "{hub}") : NULL;
		size_t head = hub ? (size_t)(hub - pattern) : 0;
		if (pattern && (hub ? strncmp(pattern, id, head) == 0 && strlen(id) > head : strcmp(pattern, id) == 0))
			return true;
	}
	return false;
}

bool pack_charts(const struct report *report, const struct report_entry *entry)
{
	const struct row *row = &entry->row;

	return !row->suppressed && (row->rating == 'R' || row->rating == 'A' || row->judgement > JUDGE_CHANCE ||
		is_headline(report, row->id));
}

static void add_figure(struct pack *pack, struct pack_section *section, const struct report_entry *entry)
{
	const struct row *figure = &entry->row;
	struct str title = { 0 }, place = { 0 };
	bool rated = figure->rating && strchr("RAGB", figure->rating);

	report_what(REPORT_MEASURES, figure, &title);
	report_place(pack->report, entry, &place);
	struct pack_cell *row = add_texts(pack, section, (const char *const[]){ str_text(&title),
		rated ? rating_word(figure->rating) : "", str_text(&place), figure->owner, figure->id });
	row[1].tone = figure->rating == 'R' ? TONE_RED : figure->rating == 'A' ? TONE_AMBER : rated ? TONE_GOOD : TONE_PLAIN;
	str_free(&title);
	str_free(&place);
}

static void fill_figures(struct pack *pack, struct pack_section *section)
{
	static const char *const columns[] = { "Figure", "Rating", "Where", "Owner", "Reference" };
	const struct report *report = pack->report;

	SET_COLUMNS(section, columns);
	say(pack, section, "Context, not performance: counts are compared by whether a change is beyond chance.");
	for (size_t i = 0; i < report->lists[REPORT_MEASURES].count; i++)
		add_figure(pack, section, &report->lists[REPORT_MEASURES].at[i]);
	section->picture = PICTURE_CHARTS;
}

/* ---- decisions ----------------------------------------------------------------------------------- */

static void add_decision(struct pack *pack, struct pack_section *section, const struct decision *decision)
{
	struct str text = { 0 };
	char day[DATE_TEXT];

	decision_say(decision, &text);
	add_texts(pack, section, (const char *const[]){ str_text(&text), decision->owner,
		decision->due == DAY_NONE ? "" : day_text(day, decision->due),
		decision->type == DECISION_ANSWER ? "" : decision->record });
	str_free(&text);
}

static void fill_decisions(struct pack *pack, struct pack_section *section)
{
	static const char *const columns[] = { "Decision", "Owner", "Date", "Reference" };
	const struct report_meeting *meeting = &pack->report->meeting;

	SET_COLUMNS(section, columns);
	for (size_t i = 0; i < meeting->decision_count; i++)
		add_decision(pack, section, &meeting->decisions[i]);
	say_when_empty(pack, section, pack->report->moment.profile == PROFILE_PUBLIC ? "Not for publication."
		: meeting->known ? "Nothing was decided." : "No briefing has been held yet.");
	for (size_t i = 0; i < meeting->question_count; i++)
		if (!meeting->known || meeting->questions[i].briefing != meeting->briefing.id)
			say(pack, section, "Still to be answered: %s", meeting->questions[i].text);
}

/* ---- the document -------------------------------------------------------------------------------- */

static const struct {
	const char *name, *title;
	void (*fill)(struct pack *pack, struct pack_section *section);
} section_table[] = {
	{ "cover", "The briefing", fill_cover },
	{ "changes", "What changed", fill_changes },
	{ "hubs", "Hubs and areas", fill_hubs },
	{ "late", "Late and due today", fill_late },
	{ "actions", "Actions by agency", fill_actions },
	{ "week", "The week ahead", fill_week },
	{ "countdowns", "Countdowns and reviews", fill_countdowns },
	{ "figures", "Figures", fill_figures },
	{ "notices", "Notices", fill_notices },
	{ "decisions", "Decisions", fill_decisions },
	{ "sources", "Sources", fill_sources },
};
enum { SECTIONS = sizeof section_table / sizeof *section_table };

void pack_build(const struct report *report, struct pack *pack)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	*pack = (struct pack){ .report = report, .marking = marking_text(report->matrix.banner), .count = SECTIONS,
		.sections = mem_array(SECTIONS, sizeof *pack->sections) };
	pack->title = clean(pack, arena_printf(&pack->arena, "%s: briefing for %s, %s", report->config->name,
		day_long(day, report->moment.today), instant_clock(time, report->moment.now)));
	for (size_t i = 0; i < SECTIONS; i++) {
		pack->sections[i].name = section_table[i].name;
		pack->sections[i].title = section_table[i].title;
		section_table[i].fill(pack, &pack->sections[i]);
	}
}

const struct pack_section *pack_section(const struct pack *pack, const char *name)
{
	for (size_t i = 0; i < pack->count; i++)
		if (!strcmp(pack->sections[i].name, name))
			return &pack->sections[i];
	return NULL;
}

void pack_free(struct pack *pack)
{
	for (size_t i = 0; i < pack->count; i++) {
		free(pack->sections[i].lines);
		free(pack->sections[i].table.cells);
	}
	free(pack->sections);
	arena_free(&pack->arena);
	*pack = (struct pack){ 0 };
}
