/* Sources as people speak of them: one line for each source and hub, or for a whole source asked by month,
 * with its worst state and a sentence for it; and what each source speaks for (design.md §5). Used by the
 * matrix, the sources pane, the first morning and the pack. Pure. Dashboard and commands. */
#include "hubbrief/brief.h"

#include <stdio.h>
#include <string.h>

static bool words_have(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->at[i], word) == 0)
			return true;
	return false;
}

bool source_covers(const struct config *config, const struct source *source, const char *hub, const char *area)
{
	const struct words *hubs = source->cover_hubs.count ? &source->cover_hubs : &source->hubs;

	if (source->off || str_same(config->holidays_source, source->id) || words_have(&source->cover_areas, "none"))
		return false;
	if (hubs->count && !words_have(hubs, hub ? hub : "countywide"))
		return false;
	return !area || !source->cover_areas.count || words_have(&source->cover_areas, area);
}

/* From best to worst; a source that is off says nothing. */
static int gravity(enum source_state state)
{
	static const int gravities[] = {
		[SOURCE_OFF] = 0, [SOURCE_FRESH] = 1, [SOURCE_STALE] = 2, [SOURCE_DEAD] = 3, [SOURCE_UNKNOWN] = 4,
		[SOURCE_NEVER] = 5, [SOURCE_REFUSED] = 6,
	};
	return gravities[state];
}

static void line_take(struct source_line *line, const struct request_status *request, instant_t now)
{
	enum source_state state = request_state(request, now);

	if (state == SOURCE_OFF)
		return;
	if (!line->worst || gravity(state) > gravity(line->state)) {
		line->worst = request;
		line->state = state;
	}
	line->polled += request->last_poll != INSTANT_NONE || request->made != INSTANT_NONE;
	line->answered += request->made != INSTANT_NONE;
	if (request->made != INSTANT_NONE && (line->made == INSTANT_NONE || request->made < line->made))
		line->made = request->made;
	if (request->next_poll != INSTANT_NONE && (line->next_poll == INSTANT_NONE || request->next_poll < line->next_poll))
		line->next_poll = request->next_poll;
	line->records += request->records;
	line->quarantined += request->quarantined;
	line->held += request->held;
	line->past += request->past;
}

static void line_make(struct source_line *line, const struct source *source, const char *hub, int asked,
	const struct request_list *requests, instant_t now)
{
	*line = (struct source_line){
		.source = source, .hub = hub, .asked = asked, .made = INSTANT_NONE, .next_poll = INSTANT_NONE,
		.state = SOURCE_NEVER,
	};
	snprintf(line->name, sizeof line->name, *hub ? "%s/%s" : "%s", source->id, hub);
	for (size_t i = 0; i < requests->count; i++)
		if (strcmp(requests->list[i].source, source->id) == 0 && (!*hub || strcmp(requests->list[i].hub, hub) == 0))
			line_take(line, &requests->list[i], now);
	if (source->off)
		line->state = SOURCE_OFF;
	else if (line->answered < line->asked && gravity(line->state) < gravity(SOURCE_NEVER))
		line->state = SOURCE_NEVER;
}

size_t source_lines(const struct config *config, const struct request_list *requests, instant_t now,
	struct arena *arena, struct source_line **lines)
{
	size_t most = 0, count = 0;

	for (size_t i = 0; i < config->source_count; i++)
		most += config->sources[i].hubs.count + 1;
	*lines = arena_alloc(arena, (most ? most : 1) * sizeof **lines);
	for (size_t i = 0; i < config->source_count; i++) {
		const struct source *source = &config->sources[i];
		size_t hubs = source->hubs.count;
		if (hubs && !source->months)
			for (size_t h = 0; h < hubs; h++)
				line_make(&(*lines)[count++], source, source->hubs.at[h], 1, requests, now);
		else
			line_make(&(*lines)[count++], source, "", (int)(hubs ? hubs : 1) * (source->months ? source->months : 1),
				requests, now);
	}
	return count;
}

/* ---- words -------------------------------------------------------------------------------------- */

void cadence_text(struct cadence cadence, struct str *out)
{
	static const char *const one[] = {
		[CADENCE_SECONDS] = "second", [CADENCE_DAYS] = "day", [CADENCE_WORKING_DAYS] = "working day",
	};
	char age[DATE_TEXT];

	if (cadence.count <= 0)
		return;
	if (cadence.unit == CADENCE_SECONDS)
		str_addf(out, "every %s", instant_age(age, cadence.count));
	else if (cadence.count == 1)
		str_addf(out, "every %s", one[cadence.unit]);
	else
		str_addf(out, "every %d %ss", cadence.count, one[cadence.unit]);
}

static void made_on(instant_t made, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	str_addf(out, "%s at %s", day_text(day, instant_day(made)), instant_clock(time, made));
}

static bool has_cause(const struct source_line *line)
{
	return line->worst && *line->worst->error;
}

/* Causes are kept as parts of a sentence; some end in a stop or ask something. */
static void add_cause(const char *lead, const struct source_line *line, struct str *out)
{
	str_addf(out, "%s%s", lead, line->worst ? line->worst->error : "");
	if (!strchr(".?!", out->at[out->length - 1]))
		str_addc(out, '.');
}

static void sentence_old(const struct source_line *line, struct str *out)
{
	if (has_cause(line)) {
		add_cause("The last poll failed: ", line, out);
		str_add(out, " What is shown was made on ");
	} else
		str_add(out, "It answers, but what it sends was made on ");
	made_on(line->made, out);
	str_addc(out, '.');
	if (line->source->expect.count) {
		str_add(out, " Expected ");
		cadence_text(line->source->expect, out);
		str_addc(out, '.');
	}
	if (!has_cause(line))
		str_add(out, " Ask its publisher whether the export still runs.");
}

static void sentence_never(const struct source_line *line, struct str *out)
{
	if (line->answered)
		str_addf(out, "%d of %d answers are in.", line->answered, line->asked);
	else if (!has_cause(line))
		str_add(out, "Not asked yet, or still asking.");
	if (has_cause(line))
		add_cause(line->answered ? " The last poll failed: " : "No answer yet: ", line, out);
}

void source_line_sentence(const struct source_line *line, instant_t now, struct str *out)
{
	(void)now;
	switch (line->state) {
	case SOURCE_REFUSED:
		add_cause("Refused: ", line, out);
		return;
	case SOURCE_NEVER:
		sentence_never(line, out);
		return;
	case SOURCE_STALE:
	case SOURCE_DEAD:
		sentence_old(line, out);
		return;
	case SOURCE_UNKNOWN:
		str_add(out, "How old its data was then is not kept.");
		return;
	case SOURCE_OFF:
		str_add(out, line->source->off ? line->source->off : "Switched off in the configuration.");
		return;
	case SOURCE_FRESH:
		break;
	}
	if (has_cause(line))
		add_cause("Fresh, but the last poll failed: ", line, out);
	else {
		str_add(out, "Fresh: made on ");
		made_on(line->made, out);
		str_addc(out, '.');
	}
}
