/* The pack as one JSON object (design.md §9, `report --format json`). Called by cmd/report.c. */
#include <jansson.h>
#include <stdlib.h>

#include "hubbrief/listing.h"
#include "hubbrief/meeting.h"
#include "hubbrief/report_words.h"

static json_t *count_or_null(int count)
{
	return count < 0 ? json_null() : json_integer(count);
}

static json_t *instant_or_null(instant_t at)
{
	char text[DATE_TEXT];

	return at == INSTANT_NONE ? json_null() : json_string(instant_iso(text, at));
}

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

/* When each hub's own last briefing was held; null: none yet. */
static json_t *own_baselines(const struct report *report)
{
	json_t *object = json_object();
	for (size_t i = 0; i < report->config->hub_count; i++) {
		const char *id = report->config->hubs[i].id;
		struct baseline own = moment_baseline(&report->moment, store_hub_mask(report->store, id));
		json_object_set_new(object, id, instant_or_null(own.sequence < 0 ? INSTANT_NONE : own.at));
	}
	return object;
}

static json_t *baseline(const struct report *report)
{
	const struct moment *moment = &report->moment;
	if (!moment_has_baseline(moment))
		return json_null();
	/* a moment that was asked for and no briefing has no forum */
	json_t *object = json_pack("{s:s?, s:o}", "forum", moment->since_named ? NULL : report->config->forum, "held_at",
		instant_or_null(moment->since < 0 ? INSTANT_NONE : moment->since_at));
	if (moment->own_count && report->hub == PLACE_ANY)
		json_object_set_new(object, "hubs", own_baselines(report));
	return object;
}

/* Outside, even how many records a source gave says something of those that are hidden: what is seen is counted. */
static int source_records(const struct report *report, const struct source_line *line)
{
	struct arena arena = { 0 };
	if (report->moment.profile != PROFILE_PUBLIC)
		return line->records;
	struct filter *filter = filter_word(&arena, BY_SOURCE, line->source->id);
	if (*line->hub)
		filter = filter_and(&arena, filter, filter_word(&arena, BY_HUB, line->hub));
	int count = (int)store_count(report->store, &report->moment, filter);
	arena_free(&arena);
	return count;
}

static json_t *sources(const struct report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->source_count; i++) {
		const struct source_line *line = &report->sources[i];
		if (!report_shows_source(report, line))
			continue;
		json_t *age = instant_known(line->made) ? json_integer(report->moment.now - line->made) : json_null();
		json_array_append_new(array, json_pack("{s:s, s:s, s:o, s:i, s:o}", "id", line->name, "state",
			source_state_text(line->state), "age_s", age, "records", source_records(report, line), "error",
			text_or_null(line->worst ? line->worst->error : NULL)));
	}
	return array;
}

static json_t *cell_rating(enum cell_state state)
{
	static const char *const letters[] = {
		[CELL_OK] = "G", [CELL_DONE] = "B", [CELL_AMBER] = "A", [CELL_RED] = "R", [CELL_CHECK] = NULL,
	};
	return text_or_null(letters[state]);
}

static json_t *cells(const struct report *report)
{
	json_t *array = json_array();
	const struct config *config = report->config;

	for (size_t l = 0; l < report->matrix.line_count; l++)
		for (size_t a = 0; a < config->area_count; a++) {
			const struct hub_line *line = &report->matrix.lines[l];
			const struct cell *cell = &line->cells[a];
			if ((report->hub != PLACE_ANY && (size_t)(report->hub + 1) != l)
				|| (report->area >= 0 && (size_t)report->area != a))
				continue;
			json_array_append_new(array, json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}",
				"hub", line->hub ? line->hub->id : "countywide", "area", config->areas[a].id,
				"state", cell_state_text(cell->state), "rating", cell_rating(cell->state),
				"changed", count_or_null(cell->changed), "late", count_or_null(cell->late),
				"due_today", count_or_null(cell->due_today), "why", text_or_null(cell->why)));
		}
	return array;
}

/* Dates as dates; other values as words. */
static json_t *value_or_null(const struct change *change, bool now)
{
	char day[DATE_TEXT];
	const char *words = now ? change->to : change->from;

	if (change->type != CHANGE_REDATED || !*words)
		return text_or_null(words);
	bool known = now || *change->to;
	return known ? json_string(day_iso(day, now ? change->row.due : change->row.due - change->days)) : json_string(words);
}

static json_t *changes(const struct report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->changes.count; i++) {
		const struct change *change = &report->changes.list[i];
		json_array_append_new(array, json_pack("{s:s, s:s, s:o, s:o}", "id", change->row.id, "change",
			change_name(change->type), "from", value_or_null(change, false), "to", value_or_null(change, true)));
	}
	for (size_t i = 0; !moment_has_baseline(&report->moment) && i < report->lists[REPORT_CHANGES].count; i++)
		json_array_append_new(array, json_pack("{s:s, s:s, s:n, s:n}", "id",
			report->lists[REPORT_CHANGES].at[i].row.id, "change", change_name(CHANGE_OTHER), "from", "to"));
	return array;
}

static json_t *records(const struct report *report, enum report_list list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->lists[list].count; i++) {
		const struct report_entry *entry = &report->lists[list].at[i];
		json_array_append_new(array, listing_object(&entry->row, &entry->record, &report->moment, report->config));
	}
	return array;
}

static json_t *actions(const struct report *report)
{
	return json_pack("{s:o, s:o, s:o}", "overdue", records(report, REPORT_OVERDUE), "due_today",
		records(report, REPORT_DUE_TODAY), "due_soon", records(report, REPORT_DUE_SOON));
}

static json_t *meeting(const struct report *report)
{
	const struct briefing *briefing = &report->meeting.briefing;

	if (!report->meeting.known)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "forum", briefing->forum, "started", instant_or_null(briefing->started),
		"held_at", instant_or_null(briefing->held), "office", text_or_null(briefing->office), "present",
		text_or_null(briefing->agencies));
}

static json_t *decisions(const struct decision *list, size_t count)
{
	json_t *array = json_array();
	char day[DATE_TEXT];

	for (size_t i = 0; i < count; i++) {
		struct str text = { 0 };
		decision_say(&list[i], &text);
		json_array_append_new(array, json_pack("{s:o, s:s, s:o, s:o, s:o}", "at", instant_or_null(list[i].at), "decision",
			str_text(&text), "record", text_or_null(list[i].record), "owner", text_or_null(list[i].owner), "due",
			list[i].due == DAY_NONE ? json_null() : json_string(day_iso(day, list[i].due))));
		str_free(&text);
	}
	return array;
}

static const struct { const char *name; enum report_list list; } list_members[] = {
	{ "measures", REPORT_MEASURES }, { "milestones", REPORT_MILESTONES }, { "meetings", REPORT_MEETINGS },
	{ "reviews", REPORT_REVIEWS }, { "powers", REPORT_POWERS }, { "notices", REPORT_NOTICES },
	{ "campaigns", REPORT_CAMPAIGNS }, { "objectives", REPORT_OBJECTIVES }, { "bodies", REPORT_BODIES },
};

void report_json(const struct report *report, struct str *out)
{
	json_t *pack = json_object();

	json_object_set_new(pack, "as_of", instant_or_null(report->moment.now));
	if (report->moment.past != PAST_NOT)
		json_object_set_new(pack, "rewound", json_true()); /* to as_of */
	json_object_set_new(pack, "partnership", json_string(report->config->name));
	json_object_set_new(pack, "marking", json_string(marking_text(report->matrix.banner)));
	json_object_set_new(pack, "profile", json_string(profile_text(report->moment.profile)));
	if (report->moment.profile != PROFILE_PUBLIC)
		json_object_set_new(pack, "withheld", json_integer(report->withheld));
	json_object_set_new(pack, "baseline", baseline(report));
	json_object_set_new(pack, "sources", sources(report));
	json_object_set_new(pack, "cells", cells(report));
	json_object_set_new(pack, "changes", changes(report));
	json_object_set_new(pack, "actions", actions(report));
	for (size_t i = 0; i < sizeof list_members / sizeof *list_members; i++)
		json_object_set_new(pack, list_members[i].name, records(report, list_members[i].list));
	if (report->moment.profile != PROFILE_PUBLIC) {
		json_object_set_new(pack, "briefing", meeting(report));
		json_object_set_new(pack, "decisions", decisions(report->meeting.decisions, report->meeting.decision_count));
		if (report->meeting.hidden)
			json_object_set_new(pack, "decisions_withheld", json_true());
		json_object_set_new(pack, "questions", decisions(report->meeting.questions, report->meeting.question_count));
	}
	char *text = json_dumps(pack, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
	str_add(out, text ? text : "{}");
	str_addc(out, '\n');
	free(text);
	json_decref(pack);
}
