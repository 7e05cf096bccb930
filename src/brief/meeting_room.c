/* The first page of a meeting: who is here, what may be shown, how old it is, and what earlier meetings left open.
 * Called by meeting_pages.c. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/meeting_inside.h"

/* A briefing of one hub is about the sources that speak for it. */
static bool speaks_here(const struct meeting *meeting, const struct source_line *line)
{
	const char *hub = meeting->briefing.hub;
	return !*hub || (source_covers(meeting->config, line->source, hub, NULL) &&
		(!line->hub || !*line->hub || strcmp(line->hub, hub) == 0));
}

static bool is_asked(const struct meeting *meeting, const struct source_line *line)
{
	return line->state != SOURCE_OFF && speaks_here(meeting, line);
}

/* One that answers old data is told by their day: there may be many. */
static void say_source(struct meeting *meeting, const struct source_line *line)
{
	char day[DATE_TEXT], clock[DATE_TEXT];
	struct str why = { 0 };
	const char *state = source_state_text(line->state);
	if ((line->state == SOURCE_STALE || line->state == SOURCE_DEAD) && line->made != INSTANT_NONE) {
		page_sentence(meeting, "%s is %s: its data are of %s %s.", line->name, state, day_text(day, instant_day(line->made)),
			instant_clock(clock, line->made));
		return;
	}
	source_line_sentence(line, meeting->moment.now, &why);
	page_sentence(meeting, "%s %s%s. %s", line->name, line->state == SOURCE_NEVER ? "has not answered" : "is ",
		line->state == SOURCE_NEVER ? "" : state, str_text(&why));
	str_free(&why);
}

static void say_sources(struct meeting *meeting)
{
	struct arena arena = { 0 };
	struct request_list requests = { 0 };
	struct source_line *lines;
	size_t fresh = 0, asked = 0;
	store_requests(meeting->store, &requests);
	size_t count = source_lines(meeting->config, &requests, meeting->moment.now, &arena, &lines);
	for (size_t i = 0; i < count; i++) {
		asked += is_asked(meeting, &lines[i]);
		fresh += is_asked(meeting, &lines[i]) && lines[i].state == SOURCE_FRESH;
	}
	if (!asked)
		page_sentence(meeting, "No source is asked.");
	else if (fresh == asked)
		page_sentence(meeting, asked == 1 ? "Its source is fresh." : "All %zu sources are fresh.", asked);
	else
		page_sentence(meeting, "%zu of %zu source%s %s fresh.", fresh, asked, asked == 1 ? "" : "s", fresh == 1 ? "is" : "are");
	for (size_t i = 0; i < count; i++)
		if (lines[i].state != SOURCE_FRESH && is_asked(meeting, &lines[i]))
			say_source(meeting, &lines[i]);
	request_list_free(&requests);
	arena_free(&arena);
}

bool meeting_hides(const struct meeting *meeting, const struct decision *decision)
{
	struct decision question;
	if (!state_asked(meeting->state, decision, &question))
		return *decision->record && store_hides(meeting->store, &meeting->moment, *decision->source ? decision->source : NULL,
			decision->record);
	bool hides = meeting_hides(meeting, &question);
	decision_clear(&question);
	return hides;
}

/* What was asked about a record of another hub is not for this hub's own briefing. */
static bool asked_here(const struct meeting *meeting, const struct decision *question)
{
	struct row row = { 0 };
	if (meeting_hides(meeting, question))
		return false;
	if (!*meeting->briefing.hub || !*question->record ||
		!meeting_row(meeting, store_number(meeting->store, question->source, question->record), &row))
		return true;
	bool here = meeting_of_hub(meeting, &row);
	row_clear(&row);
	return here;
}

static void add_question(struct meeting *meeting, const struct decision *question)
{
	char day[DATE_TEXT];
	struct str text = { 0 };
	str_add(&text, question->text);
	if (*question->title)
		str_addf(&text, " About: %s", question->title);
	struct meeting_line *line = page_add(meeting, str_take(&text));
	line->question = question->id;
	page_copy(line->when, sizeof line->when, day_short(day, instant_day(question->at)));
}

/* This meeting's own are for the next one. */
static void say_questions(struct meeting *meeting)
{
	struct decision *open = mem_array(DECISIONS_MOST, sizeof *open);
	size_t count = state_open_questions(meeting->state, open, DECISIONS_MOST), shown = 0;
	for (size_t i = 0; i < count; i++) {
		if (open[i].briefing != meeting->briefing.id && asked_here(meeting, &open[i])) {
			if (!shown++)
				page_heading(meeting, "QUESTIONS CARRIED FORWARD");
			add_question(meeting, &open[i]);
		}
		decision_clear(&open[i]);
	}
	free(open);
}

bool meeting_waits(const struct meeting *meeting, const struct decision *referral, struct row *row, bool *has_row)
{
	*row = (struct row){ 0 };
	*has_row = false;
	if (meeting_hides(meeting, referral))
		return false;
	*has_row = meeting_row(meeting, store_number(meeting->store, referral->source, referral->record), row);
	return referral->briefing != meeting->briefing.id && (!*has_row || meeting_of_hub(meeting, row));
}

static size_t waiting(const struct meeting *meeting)
{
	size_t count = 0;
	for (size_t i = 0; i < meeting->referral_count; i++) {
		struct row row;
		bool has_row;
		count += meeting_waits(meeting, &meeting->referrals[i], &row, &has_row);
		if (has_row)
			row_clear(&row);
	}
	return count;
}

static void say_referrals(struct meeting *meeting)
{
	size_t count = waiting(meeting);
	if (!count)
		return;
	page_heading(meeting, "REFERRALS");
	if (count == 1)
		page_sentence(meeting, "1 referral waits for its receipt: page %d.", PAGE_LATE + 1);
	else
		page_sentence(meeting, "%zu referrals wait for their receipts: page %d.", count, PAGE_LATE + 1);
}

/* The usual one goes without saying. */
static void say_forum(struct meeting *meeting)
{
	const struct briefing *briefing = &meeting->briefing;
	int hub = *briefing->hub ? config_hub_index(meeting->config, briefing->hub) : -1;
	if (hub >= 0)
		page_sentence(meeting, "Briefing %s, for %s alone.", briefing->forum, meeting->config->hubs[hub].name);
	else if (!str_same(briefing->forum, meeting->config->forum))
		page_sentence(meeting, "Briefing %s.", briefing->forum);
}

bool page_fill_room(struct meeting *meeting, struct error *error)
{
	const struct briefing *briefing = &meeting->briefing;
	(void)error;
	page_heading(meeting, "WHO IS HERE");
	say_forum(meeting);
	page_sentence(meeting, *briefing->office ? "Recorded by %s." : "Which office is recording is not said yet.", briefing->office);
	meeting->lines[meeting->count - 1].who = true;
	page_sentence(meeting, *briefing->agencies ? "Present: %s." : "Who is present is not said yet.", briefing->agencies);
	page_heading(meeting, "WHAT MAY BE SHOWN");
	page_sentence(meeting, "Marking %s.", marking_text(store_banner(meeting->store, &meeting->moment)));
	page_sentence(meeting, "Nothing that is police only or not for display is on these pages.");
	say_referrals(meeting);
	say_questions(meeting);
	page_heading(meeting, "HOW OLD IT IS");
	say_sources(meeting); /* the longest, when much is amiss */
	return true;
}
