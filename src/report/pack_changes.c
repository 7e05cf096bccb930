/* The pack's changes since the last briefing, and what that briefing decided. See pack_inside.h. */
#include "hubbrief/meeting.h"
#include "hubbrief/pack_inside.h"
#include "hubbrief/report_words.h"

/* ---- changes ------------------------------------------------------------------------------------- */

static void add_change(struct pack *pack, struct pack_section *section, const struct change *change)
{
	const struct row *row = &change->row;
	struct str what = { 0 }, title = { 0 };

	change_say(change, &what);
	report_what(pack->report, REPORT_CHANGES, row, "", &title);
	struct pack_cell *cells = pack_row(pack, section, (const char *const[]){ str_text(&title), str_text(&what),
		change->worse ? "yes" : "", pack_place_cell(pack, row), row->owner, row->id });
	cells[1].tone = change->worse ? TONE_AMBER : TONE_PLAIN;
	pack_sentence(pack, section, "%s: %s", str_text(&what), pack_named(pack, row, str_text(&title)));
	str_free(&what);
	str_free(&title);
}

/* "7 new, 1 now late, 1 reopened" */
static void say_types(const struct change_list *changes, struct str *out)
{
	static const char *const words[CHANGE_TYPE_COUNT] = {
		[CHANGE_NEWLY_LATE] = "now late", [CHANGE_NEW] = "new", [CHANGE_REOPENED] = "reopened", [CHANGE_CLOSED] = "closed",
		[CHANGE_REDATED] = "with another date", [CHANGE_OWNER] = "with another owner",
		[CHANGE_RATING] = "with another rating", [CHANGE_STAGE] = "at another stage",
		[CHANGE_SEVERITY] = "of another severity", [CHANGE_NEWLY_STALE] = "now old",
		[CHANGE_WITHDRAWN] = "no longer reported", [CHANGE_QUARANTINED] = "refused in its newest version",
		[CHANGE_OTHER] = "changed and changed back",
	};
	size_t counts[CHANGE_TYPE_COUNT] = { 0 };
	bool told = false;

	for (size_t i = 0; i < changes->count; i++)
		counts[changes->list[i].type]++;
	for (int type = 0; type < CHANGE_TYPE_COUNT; type++)
		if (counts[type]) {
			str_addf(out, "%s%zu %s", told ? ", " : "", counts[type], words[type]);
			told = true;
		}
}

static void say_worse(struct pack *pack, struct pack_section *section, size_t worse)
{
	size_t all = pack->report->changes.count;

	if (all == 1 && worse)
		pack_say(pack, &section->lines, "It is for the worse");
	else if (all > 1 && !worse)
		pack_say(pack, &section->lines, "None of them is for the worse. The most urgent come first");
	else if (all > 1 && worse == all)
		pack_say(pack, &section->lines, "All are for the worse. The most urgent come first");
	else if (all > 1)
		pack_say(pack, &section->lines, "%zu of them %s for the worse. The most urgent come first", worse,
			worse == 1 ? "is" : "are");
}

static void say_how_many(struct pack *pack, struct pack_section *section)
{
	const struct change_list *changes = &pack->report->changes;
	size_t worse = 0;
	struct str types = { 0 }, count = { 0 };

	for (size_t i = 0; i < changes->count; i++)
		worse += changes->list[i].worse;
	say_types(changes, &types);
	plural((int)changes->count, "change", "changes", &count);
	pack_say(pack, &section->lines, "%s: %s.", str_text(&count), str_text(&types));
	say_worse(pack, section, worse);
	str_free(&types);
	str_free(&count);
}

void fill_changes(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "What" }, { .title = "Change" }, { .csv = "Worse" },
		{ .title = "Where" }, { .title = "Owner" }, { .title = "Reference", .kind = CSV_ID } };
	const struct report *report = pack->report;
	size_t most = report->whole || report->changes.count < REPORT_MOST ? report->changes.count : REPORT_MOST;

	if (!moment_has_baseline(&report->moment)) {
		pack_entry_columns(section);
		pack_list(pack, section, REPORT_CHANGES);
		if (section->table.rows)
			pack_say(pack, &section->lines, "No briefing has been closed yet. This came in the last 24 hours.");
		pack_when_empty(pack, section, "Nothing came in the last 24 hours");
		pack_more(pack, section, report->lists[REPORT_CHANGES].total - report->lists[REPORT_CHANGES].count);
		return;
	}
	PACK_COLUMNS(section, columns);
	for (size_t i = 0; i < most; i++)
		add_change(pack, section, &report->changes.list[i]);
	if (report->changes.count)
		say_how_many(pack, section);
	pack_when_empty(pack, section, "Nothing has changed");
	pack_more(pack, section, report->changes.count - most);
}

/* ---- decisions ----------------------------------------------------------------------------------- */

static void add_decision(struct pack *pack, struct pack_section *section, const char *before,
	const struct decision *decision)
{
	struct str text = { 0 };
	char day[DATE_TEXT], iso[DATE_TEXT];
	bool dated = decision->due != DAY_NONE;

	str_add(&text, before);
	decision_say(decision, &text);
	struct pack_cell *row = pack_row(pack, section, (const char *const[]){ str_text(&text), decision->owner,
		dated ? report_day(day, decision->due, pack->report->moment.today) : "",
		decision->type == DECISION_ANSWER ? "" : decision->record });
	row[2].csv = dated ? arena_dup(&pack->arena, day_iso(iso, decision->due)) : "";
	pack_sentence(pack, section, "%s", str_text(&text));
	str_free(&text);
}

static void say_none(struct pack *pack, struct pack_section *section)
{
	const struct report_meeting *meeting = &pack->report->meeting;
	bool narrowed = pack->report->hub != PLACE_ANY || pack->report->area >= 0;
	struct str at = { 0 };

	if (pack->report->moment.profile == PROFILE_PUBLIC)
		pack_say(pack, &section->lines, "What a briefing decides is not for publication.");
	else if (!meeting->known)
		pack_say(pack, &section->lines, "No briefing%s has been held yet.", pack->report->moment.own_count ? " of all hubs" : "");
	else if (meeting->briefing.held == INSTANT_NONE)
		pack_say(pack, &section->lines, "Nothing has been decided yet.");
	else {
		report_moment(meeting->briefing.held, &at);
		pack_say(pack, &section->lines, "Nothing was decided %sat the briefing closed %s.", narrowed ? "about this " : "",
			str_text(&at));
	}
	str_free(&at);
}

static void say_of_which(struct pack *pack, struct pack_section *section)
{
	const struct briefing *briefing = &pack->report->meeting.briefing;
	struct str at = { 0 };

	report_moment(briefing->held == INSTANT_NONE ? briefing->started : briefing->held, &at);
	pack_say(pack, &section->lines, briefing->held == INSTANT_NONE ? "So far, of the briefing that began %s."
		: "Of the briefing closed %s.", str_text(&at));
	str_free(&at);
}

void fill_decisions(struct pack *pack, struct pack_section *section)
{
	static const struct pack_column columns[] = { { .title = "Decision" }, { .title = "Owner" }, { .title = "Date" },
		{ .title = "Reference", .kind = CSV_ID } };
	const struct report_meeting *meeting = &pack->report->meeting;

	PACK_COLUMNS(section, columns);
	if (meeting->decision_count)
		say_of_which(pack, section);
	else if (!meeting->hidden)
		say_none(pack, section);
	for (size_t i = 0; i < meeting->decision_count; i++)
		add_decision(pack, section, "", &meeting->decisions[i]);
	for (size_t i = 0; i < meeting->question_count; i++)
		if (!meeting->known || meeting->questions[i].briefing != meeting->briefing.id)
			add_decision(pack, section, "From an earlier briefing. ", &meeting->questions[i]);
	if (meeting->hidden)
		pack_say(pack, section->table.rows ? &section->after : &section->lines,
			"What is about records withheld in profile %s is left out", profile_text(pack->report->moment.profile));
}
