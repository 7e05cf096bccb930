/* The pack's cover, which says what it is, of when, and how far it can be trusted; and its sources. See
 * pack_inside.h. */
#include <string.h>

#include "hubbrief/pack_inside.h"
#include "hubbrief/past.h"
#include "hubbrief/report_words.h"

/* ---- how old the data is ------------------------------------------------------------------------- */

enum { NAMED_MOST = 8 }; /* sources that the cover names */

static const char *state_words(enum source_state state)
{
	return state == SOURCE_NEVER ? "no answer yet" : source_state_text(state);
}

struct ages { int all, fresh, off, back; instant_t oldest; };

/* Outside, how many records a source gave and was refused would tell of those that are hidden. */
static int held_back(const struct report *report, const struct source_line *line)
{
	return report->moment.profile == PROFILE_PUBLIC ? 0 : line->quarantined + line->held;
}

static struct ages ages_of(const struct report *report)
{
	struct ages ages = { .oldest = INSTANT_NONE };

	for (size_t i = 0; i < report->source_count; i++) {
		const struct source_line *line = &report->sources[i];
		if (!report_shows_source(report, line))
			continue;
		ages.back += held_back(report, line);
		ages.off += line->state == SOURCE_OFF;
		ages.all += line->state != SOURCE_OFF;
		ages.fresh += line->state == SOURCE_FRESH;
		if (line->state == SOURCE_FRESH && instant_known(line->made) &&
			(ages.oldest == INSTANT_NONE || line->made < ages.oldest))
			ages.oldest = line->made;
	}
	return ages;
}

/* "8 of 9 are fresh, made Tue 14 Mar 2023, 08:30 or later; 1 is switched off" */
static void say_fresh(const struct ages *ages, struct str *out)
{
	if (ages->fresh && ages->fresh == ages->all)
		str_add(out, ages->all == 1 ? "the only one is fresh" : "all are fresh");
	else if (ages->fresh)
		str_addf(out, "%d of %d %s fresh", ages->fresh, ages->all, ages->fresh == 1 ? "is" : "are");
	else
		str_add(out, "none is fresh");
	if (ages->oldest != INSTANT_NONE) {
		str_add(out, ", made ");
		report_moment(ages->oldest, out);
		str_add(out, ages->fresh > 1 ? " or later" : "");
	}
	if (ages->off)
		str_addf(out, "; %d %s switched off", ages->off, ages->off == 1 ? "is" : "are");
}

static bool is_old(const struct report *report, const struct source_line *line)
{
	return report_shows_source(report, line) && line->state != SOURCE_FRESH && line->state != SOURCE_OFF;
}

static bool same_age(const struct source_line *a, const struct source_line *b)
{
	return a->state == b->state && a->made == b->made;
}

/* Whether one before it is as old: it was named with that. */
static bool named_before(const struct report *report, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_old(report, &report->sources[i]) && same_age(&report->sources[i], &report->sources[at]))
			return true;
	return false;
}

static void name_those_as_old(const struct report *report, size_t first, int *named, struct str *out)
{
	const struct source_line *line = &report->sources[first];

	str_addf(out, "%s%s", out->length ? "; " : "", state_words(line->state));
	if (instant_known(line->made)) {
		str_add(out, ", data of ");
		report_moment(line->made, out);
	}
	for (size_t i = first; i < report->source_count && *named < NAMED_MOST; i++)
		if (is_old(report, &report->sources[i]) && same_age(line, &report->sources[i])) {
			str_addf(out, "%s%s", i == first ? ": " : ", ", report->sources[i].name);
			++*named;
		}
}

/* "dead, data of Tue 7 Mar 2023, 08:30: partners/richmondshire; no answer yet: floods" */
static void say_not_fresh(const struct report *report, struct str *out)
{
	int named = 0, all = 0;

	for (size_t i = 0; i < report->source_count; i++) {
		if (!is_old(report, &report->sources[i]))
			continue;
		all++;
		if (named < NAMED_MOST && !named_before(report, i))
			name_those_as_old(report, i, &named, out);
	}
	if (all > named)
		str_addf(out, "; and %d more", all - named);
}

/* ---- cover --------------------------------------------------------------------------------------- */

static void fact(struct pack *pack, struct pack_section *section, const char *what, const char *detail)
{
	if (!*detail)
		return;
	pack_row(pack, section, (const char *const[]){ what, detail });
	pack_sentence(pack, section, "%s: %s", what, detail);
}

/* What stands above the facts; in CSV it is one of them. */
static void lead(struct pack *pack, struct pack_section *section, const char *what, const char *sentence)
{
	if (pack->whole)
		fact(pack, section, what, sentence);
	else
		pack_say(pack, &section->lines, "%s", sentence);
}

static void fact_at(struct pack *pack, struct pack_section *section, const char *what, const char *before, instant_t at,
	const char *after)
{
	struct str detail = { 0 };

	str_add(&detail, before);
	report_moment(at, &detail);
	str_add(&detail, after);
	fact(pack, section, what, str_text(&detail));
	str_free(&detail);
}

static void tell_profile(struct pack *pack, struct pack_section *section)
{
	static const char *const meaning[] = {
		[PROFILE_PUBLIC] = "public, for anyone to read", [PROFILE_ROOM] = "room, for those at the briefing",
		[PROFILE_TEAM] = "team, not for the room",
	};
	fact(pack, section, "Disclosure profile", meaning[pack->report->moment.profile]);
}

static void tell_scope(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	struct str about = { 0 };

	if (report->area >= 0)
		str_addf(&about, "the area %s in ", area_label_on(&report->config->areas[report->area], report->moment.today));
	if (report->hub == PLACE_ANY)
		str_add(&about, report->area >= 0 ? "all hubs" : "all hubs and areas");
	else
		str_add(&about, report->hub >= 0 ? report->config->hubs[report->hub].name : "what is countywide");
	fact(pack, section, "About", str_text(&about));
	str_free(&about);
}

static void tell_baseline(struct pack *pack, struct pack_section *section)
{
	const struct moment *moment = &pack->report->moment;

	if (moment->own_count && pack->report->hub == PLACE_ANY)
		fact(pack, section, "Changes since", moment->since < 0 ? "each hub's own last briefing, of those that have closed one" :
			"each hub's own last briefing");
	else if (!moment_has_baseline(moment))
		fact(pack, section, "Changes since",
			"no briefing has been closed yet, so what came in the last 24 hours is listed and not called new");
	else if (moment->since_named)
		fact_at(pack, section, "Changes since", "", moment->since_at, ", as was asked; no briefing was closed then");
	else
		fact_at(pack, section, "Changes since", "the briefing of ", moment->since_at, "");
}

static void tell_meeting(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	const struct briefing *briefing = &report->meeting.briefing;

	fact(pack, section, "Forum", report->config->forum);
	if (!report->meeting.known)
		return;
	if (briefing->held == INSTANT_NONE)
		fact_at(pack, section, "This briefing", "began ", briefing->started, " and is not closed yet");
	else
		fact_at(pack, section, "Last briefing", "closed ", briefing->held, "");
	fact(pack, section, "Present", *briefing->agencies ? briefing->agencies : "not recorded");
	fact(pack, section, "Recorded by", briefing->office);
}

static void tell_sources(struct pack *pack, struct pack_section *section)
{
	const struct ages ages = ages_of(pack->report);
	struct str fresh = { 0 }, old = { 0 }, back = { 0 };

	if (ages.all)
		say_fresh(&ages, &fresh);
	say_not_fresh(pack->report, &old);
	if (ages.back) {
		plural(ages.back, "record", "records", &back);
		str_add(&back, " that the sources gave could not be taken");
	}
	fact(pack, section, "Sources", str_text(&fresh));
	fact(pack, section, "Not fresh", str_text(&old));
	fact(pack, section, "Held back", str_text(&back));
	str_free(&fresh);
	str_free(&old);
	str_free(&back);
}

static void tell_withheld(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	struct str detail = { 0 };

	if (report->moment.profile == PROFILE_PUBLIC || report->withheld <= 0)
		return;
	plural((int)report->withheld, "record", "records", &detail);
	str_addf(&detail, " in profile %s", profile_text(report->moment.profile));
	fact(pack, section, "Withheld", str_text(&detail));
	str_free(&detail);
}

static void tell_closed_areas(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;

	for (size_t i = 0; i < report->config->area_count; i++)
		if (area_closed(&report->config->areas[i], report->moment.profile)) {
			struct str detail = { 0 };
			str_addf(&detail, "%s; its lists and counts are not shown in profile %s, and every total is only in part",
				area_label_on(&report->config->areas[i], report->moment.today), profile_text(report->moment.profile));
			fact(pack, section, "Sensitive area", str_text(&detail));
			str_free(&detail);
		}
}

/* Of an area the board has no line. */
static void say_area_headline(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	struct str line = { 0 };

	if (area_closed(&report->config->areas[report->area], report->moment.profile))
		return;
	if (moment_has_baseline(&report->moment)) {
		str_addf(&line, "%s: ", report->hub == PLACE_ANY ? str_text(&report->matrix.baseline) :
			report->matrix.lines[report->hub + 1].baseline);
		plural((int)report->changes.count, "change", "changes", &line);
	} else
		str_add(&line, "No briefing closed yet: last 24 hours shown");
	str_addf(&line, ". %zu late, %zu due today.", report->lists[REPORT_OVERDUE].total,
		report->lists[REPORT_DUE_TODAY].total);
	lead(pack, section, "In short", str_text(&line));
	str_free(&line);
}

static void say_headline(struct pack *pack, struct pack_section *section)
{
	const struct report *report = pack->report;
	struct str line = { 0 };

	if (report->area >= 0) {
		say_area_headline(pack, section);
		return;
	}
	brief_headline(&report->matrix, report->hub == PLACE_ANY ? -1 : report->hub + 1, &line);
	lead(pack, section, "In short", str_text(&line));
	str_free(&line);
}

/* Of a board that was gone back: no reader may take it for today's. */
static void tell_past(struct pack *pack, struct pack_section *section)
{
	const struct moment *moment = &pack->report->moment;
	struct str past = { 0 };

	if (moment->past != PAST_NOT) {
		str_addf(&past, "As it stood %s ", moment->past == PAST_BRIEFING ? "when the briefing was closed on" : "on");
		report_moment(moment->now, &past);
		str_add(&past, ", not as it stands now.");
		lead(pack, section, "As it stood", str_text(&past));
	}
	if (moment->past_in_part)
		lead(pack, section, "In part", past_in_part_text);
	str_free(&past);
}

void fill_cover(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "Item" }, { .title = "Detail" } };

	PACK_COLUMNS(section, columns);
	if (pack->report->matrix.demo)
		lead(pack, section, "Take care", "This is a demonstration: nothing in it is real.");
	tell_past(pack, section);
	say_headline(pack, section);
	fact(pack, section, "Marking", pack->marking);
	tell_profile(pack, section);
	fact_at(pack, section, "As of", "", pack->report->moment.now, "");
	tell_scope(pack, section);
	tell_baseline(pack, section);
	tell_meeting(pack, section);
	tell_sources(pack, section);
	tell_withheld(pack, section);
	tell_closed_areas(pack, section);
}

/* ---- sources ------------------------------------------------------------------------------------- */

static enum pack_tone source_tone(enum source_state state)
{
	return state == SOURCE_FRESH ? TONE_GOOD : state == SOURCE_DEAD || state == SOURCE_REFUSED ? TONE_RED : TONE_UNKNOWN;
}

/* What a source says beside its state; nothing of one that is simply fresh. */
static void note_of(const struct report *report, const struct source_line *line, struct str *out)
{
	int back = held_back(report, line);

	if (line->state != SOURCE_FRESH || (line->worst && *line->worst->error))
		source_line_sentence(line, report->moment.now, out);
	if (!back)
		return;
	str_add(out, out->length ? " " : "");
	plural(back, "record was", "records were", out);
	str_add(out, " held back.");
}

static void made_text(const struct report *report, const struct source_line *line, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	if (!instant_known(line->made))
		str_add(out, line->made == INSTANT_NONE ? "never" : "not kept");
	else
		str_addf(out, "%s, %s", report_day(day, instant_day(line->made), report->moment.today),
			instant_clock(time, line->made));
}

static void add_source(struct pack *pack, struct pack_section *section, const struct source_line *line)
{
	const struct report *report = pack->report;
	char iso[DATE_TEXT];
	struct str note = { 0 }, made = { 0 };

	note_of(report, line, &note);
	made_text(report, line, &made);
	struct pack_cell *row = pack_row(pack, section, (const char *const[]){ line->name, state_words(line->state),
		str_text(&made), str_text(&note), line->source->attribution });
	row[1].tone = source_tone(line->state);
	row[2].csv = instant_known(line->made) ? arena_dup(&pack->arena, instant_iso(iso, line->made)) : "";
	if (!instant_known(line->made))
		pack_sentence(pack, section, "%s: %s. %s", line->name, state_words(line->state), str_text(&note));
	else
		pack_sentence(pack, section, "%s: %s, data of %s. %s", line->name, state_words(line->state), str_text(&made),
			str_text(&note));
	str_free(&note);
	str_free(&made);
}

void fill_sources(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "Source" }, { .title = "State" }, { .title = "Data of" },
		{ .title = "Note" }, { .csv = "Attribution" } };
	const struct report *report = pack->report;
	const struct source *told = NULL;

	PACK_COLUMNS(section, columns);
	for (size_t i = 0; i < report->source_count; i++) {
		const struct source_line *line = &report->sources[i];
		if (!report_shows_source(report, line))
			continue;
		add_source(pack, section, line);
		if (line->source != told && line->source->attribution)
			pack_say(pack, &section->after, "%s: %s", line->source->id, line->source->attribution);
		told = line->source;
	}
}
