/* What stands on the pages of a meeting, in the order of screens.md: in the room, changed, late and due today, this
 * week, duties, read-back. Called by meeting.c; reads the stores, draws nothing. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/meeting_inside.h"

enum { LINES_MOST = 300, PLACE_COLUMNS = 15, WEEK_DAYS = 7 };

static const char *const titles[PAGE_COUNT] = {
	[PAGE_ROOM] = "IN THE ROOM", [PAGE_CHANGED] = "CHANGED", [PAGE_LATE] = "LATE AND DUE TODAY", [PAGE_WEEK] = "THIS WEEK",
	[PAGE_DUTIES] = "DUTIES", [PAGE_READ_BACK] = "READ-BACK",
};

const char *page_title(enum page page)
{
	return titles[page];
}

/* ---- adding lines ------------------------------------------------------------------------------ */

static struct meeting_line *add(struct meeting *meeting, char *text)
{
	if (meeting->count == meeting->room) {
		meeting->room = meeting->room ? 2 * meeting->room : 32;
		meeting->lines = mem_grow(meeting->lines, meeting->room, sizeof *meeting->lines);
		meeting->subjects = mem_grow(meeting->subjects, meeting->room, sizeof *meeting->subjects);
	}
	struct meeting_line *line = &meeting->lines[meeting->count];
	*line = (struct meeting_line){ .n = -1, .text = text };
	meeting->subjects[meeting->count++] = (struct subject){ .kind = KIND_NONE, .day = DAY_NONE };
	return line;
}

static void heading(struct meeting *meeting, const char *text)
{
	add(meeting, mem_dup(text))->heading = true;
}

static void sentence(struct meeting *meeting, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void sentence(struct meeting *meeting, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	struct str clean = { 0 };
	clean_add(&clean, text, strlen(text));
	add(meeting, str_take(&clean));
}

/* Whole characters only, as many as there is room for. */
static void copy(char *out, size_t room, const char *text)
{
	size_t length = strlen(text);
	if (length >= room)
		for (length = room - 1; length > 0 && (text[length] & 0xc0) == 0x80;)
			length--;
	memcpy(out, text, length);
	out[length] = '\0';
}

static void put_place(struct meeting *meeting, const struct row *row, struct meeting_line *line)
{
	struct str name = { 0 }, cut = { 0 };
	char key[4];
	line_place(row, meeting->config, meeting->store, key, &name);
	clean_cut(&cut, str_text(&name), PLACE_COLUMNS, "~");
	copy(line->place, sizeof line->place, str_text(&cut));
	for (char *at = line->place; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	str_free(&cut);
	str_free(&name);
}

static struct meeting_line *add_row(struct meeting *meeting, const struct row *row, const char *when)
{
	struct str title = { 0 };
	line_title(row, &title);
	struct meeting_line *line = add(meeting, NULL);
	line->n = row->n;
	copy(line->when, sizeof line->when, when);
	copy(line->owner, sizeof line->owner, row->owner);
	put_place(meeting, row, line);
	line->text = title.length ? str_take(&title) : mem_dup("");
	meeting->subjects[meeting->count - 1] = (struct subject){ row->kind, mem_dup(row->source), mem_dup(row->id),
		mem_dup(row->title), DAY_NONE };
	return line;
}

static void extend(struct meeting_line *line, const char *more)
{
	char *text = mem_printf("%s%s", line->text, more);
	free(line->text);
	line->text = text;
}

/* "18 DAYS", "1 DAY LATE" */
static void days_word(int days, bool late, char out[16])
{
	char text[40];
	snprintf(text, sizeof text, "%d DAY%s%s", days, days == 1 ? "" : "S", late ? " LATE" : "");
	copy(out, 16, text);
}

/* ---- records by a filter ----------------------------------------------------------------------- */

struct listing {
	struct meeting *meeting;
	void (*show)(struct meeting *meeting, const struct row *row);
	size_t most;
};

static bool visit(void *context, const struct row *row)
{
	const struct listing *listing = context;
	if (listing->meeting->count >= listing->most)
		return false;
	listing->show(listing->meeting, row);
	return true;
}

/* The records that match, within the hub of the meeting. */
static bool list(struct meeting *meeting, struct filter *filter, const char *sort,
	void (*show)(struct meeting *meeting, const struct row *row), struct arena *arena, struct error *error)
{
	struct listing listing = { meeting, show, meeting->count + LINES_MOST };
	struct filter *whole = *meeting->briefing.hub
		? filter_and(arena, filter, filter_word(arena, BY_HUB, meeting->briefing.hub)) : filter;
	if (!store_each(meeting->store, &meeting->moment, whole, sort, visit, &listing, error))
		return false;
	if (meeting->count >= listing.most)
		sentence(meeting, "There are more than %d; the board lists them all.", LINES_MOST);
	return true;
}

static bool list_text(struct meeting *meeting, const char *text, const char *sort,
	void (*show)(struct meeting *meeting, const struct row *row), struct error *error)
{
	struct arena arena = { 0 };
	struct filter_error fault = { 0 };
	struct filter *filter = filter_parse(&arena, text, NULL, &fault);
	bool fine = filter ? list(meeting, filter, sort, show, &arena, error) : error_set(error, "%s", fault.text);
	arena_free(&arena);
	return fine;
}

/* A part of a page under its heading; the sentence when it is empty. */
static bool part(struct meeting *meeting, const char *title, const char *filter, const char *sort,
	void (*show)(struct meeting *meeting, const struct row *row), const char *empty, struct error *error)
{
	heading(meeting, title);
	size_t before = meeting->count;
	bool fine = list_text(meeting, filter, sort, show, error);
	if (fine && meeting->count == before)
		sentence(meeting, "%s", empty);
	return fine;
}

/* ---- in the room ------------------------------------------------------------------------------- */

static void say_sources(struct meeting *meeting)
{
	struct arena arena = { 0 };
	struct request_list requests = { 0 };
	struct source_line *lines;
	size_t fresh = 0, asked = 0;
	store_requests(meeting->store, &requests);
	size_t count = source_lines(meeting->config, &requests, meeting->moment.now, &arena, &lines);
	for (size_t i = 0; i < count; i++) {
		asked += lines[i].state != SOURCE_OFF;
		fresh += lines[i].state == SOURCE_FRESH;
	}
	sentence(meeting, "%zu of %zu sources are fresh.", fresh, asked);
	for (size_t i = 0; i < count; i++) {
		struct str why = { 0 };
		if (lines[i].state == SOURCE_FRESH || lines[i].state == SOURCE_OFF)
			continue;
		source_line_sentence(&lines[i], meeting->moment.now, &why);
		sentence(meeting, "%s is %s. %s", lines[i].name, source_state_text(lines[i].state), str_text(&why));
		str_free(&why);
	}
	request_list_free(&requests);
	arena_free(&arena);
}

static void say_baseline(struct meeting *meeting)
{
	char day[DATE_TEXT], clock[DATE_TEXT];
	if (meeting->moment.since < 0)
		sentence(meeting, "No briefing closed yet: the last 24 hours are shown, not marked new.");
	else
		sentence(meeting, "Changes count since the briefing of %s %s.", day_text(day, instant_day(meeting->moment.since_at)),
			instant_clock(clock, meeting->moment.since_at));
}

static void say_questions(struct meeting *meeting)
{
	struct decision *open = mem_array(DECISIONS_MOST, sizeof *open);
	size_t count = state_open_questions(meeting->state, open, DECISIONS_MOST), shown = 0;
	for (size_t i = 0; i < count; i++) {
		char day[DATE_TEXT];
		if (open[i].briefing != meeting->briefing.id) { /* this meeting's own are for the next one */
			if (!shown++)
				heading(meeting, "QUESTIONS CARRIED FORWARD");
			struct meeting_line *line = add(meeting, mem_dup(open[i].text));
			line->question = open[i].id;
			copy(line->when, sizeof line->when, day_short(day, instant_day(open[i].at)));
		}
		decision_clear(&open[i]);
	}
	free(open);
}

static bool fill_room(struct meeting *meeting, struct error *error)
{
	const struct briefing *briefing = &meeting->briefing;
	(void)error;
	heading(meeting, "WHO IS HERE");
	sentence(meeting, *briefing->office ? "Recorded by %s." : "Which office records is not said yet.", briefing->office);
	sentence(meeting, *briefing->agencies ? "Present: %s." : "Who is present is not said yet.", briefing->agencies);
	heading(meeting, "WHAT MAY BE SHOWN");
	sentence(meeting, "Marking %s. Nothing that is police only or not for display is on these pages.",
		marking_text(store_banner(meeting->store, &meeting->moment)));
	heading(meeting, "HOW OLD IT IS");
	say_baseline(meeting);
	say_sources(meeting);
	say_questions(meeting);
	return true;
}

/* ---- changed ----------------------------------------------------------------------------------- */

static void show_recent(struct meeting *meeting, const struct row *row)
{
	add_row(meeting, row, line_word(row, &meeting->moment));
}

static void show_change(struct meeting *meeting, const struct change *change)
{
	struct meeting_line *line = add_row(meeting, &change->row, change_word(change->type));
	char *more = !*change->to ? mem_dup("") : *change->from ? mem_printf("; %s became %s", change->from, change->to)
		: mem_printf("; %s", change->to);
	extend(line, more);
	free(more);
}

static bool of_hub(const struct meeting *meeting, const struct row *row)
{
	int bit = *meeting->briefing.hub ? store_hub_bit(meeting->store, meeting->briefing.hub) : -1;
	return !*meeting->briefing.hub || (bit >= 0 && row->hubs >> bit & 1);
}

static bool fill_changes(struct meeting *meeting, struct error *error)
{
	struct change_list changes = { 0 };
	if (!brief_changes_list(meeting->store, meeting->config, &meeting->moment, &changes, error))
		return false;
	size_t shown = 0;
	for (size_t i = 0; i < changes.count && shown < LINES_MOST; i++)
		if (of_hub(meeting, &changes.list[i].row)) {
			show_change(meeting, &changes.list[i]);
			shown++;
		}
	if (shown == LINES_MOST)
		sentence(meeting, "There are more than %d; the board lists them all.", LINES_MOST);
	if (!shown)
		sentence(meeting, "Nothing has changed.");
	change_list_free(&changes);
	return true;
}

static bool fill_changed(struct meeting *meeting, struct error *error)
{
	struct arena arena = { 0 };
	say_baseline(meeting);
	if (meeting->moment.since >= 0)
		return fill_changes(meeting, error);
	size_t before = meeting->count;
	bool fine = list(meeting, brief_changes(&arena, &meeting->moment), "rank", show_recent, &arena, error);
	arena_free(&arena);
	if (fine && meeting->count == before)
		sentence(meeting, "Nothing has changed.");
	return fine;
}

/* ---- late and due today ------------------------------------------------------------------------ */

static void show_late(struct meeting *meeting, const struct row *row)
{
	char when[16];
	days_word(days_overdue(row->due, meeting->moment.today), false, when);
	struct meeting_line *line = add_row(meeting, row, when);
	if (strcmp(line_word(row, &meeting->moment), "NOW LATE") == 0)
		extend(line, "; newly late");
}

static void show_today(struct meeting *meeting, const struct row *row)
{
	char day[DATE_TEXT], more[DATE_TEXT + 2];
	struct meeting_line *line = add_row(meeting, row, "TODAY");
	if (row->kind != KIND_MEETING || row->starts == INSTANT_NONE)
		return;
	snprintf(more, sizeof more, " %s", day_text(day, instant_day(row->starts))); /* whose papers they are */
	extend(line, more);
}

static void add_referral(struct meeting *meeting, const struct decision *referral)
{
	struct row row = { 0 };
	char when[16];
	if (!meeting_row(meeting, store_number(meeting->store, referral->source, referral->record), &row))
		return;
	days_word(meeting->moment.today - instant_day(referral->at), false, when);
	if (of_hub(meeting, &row)) {
		struct meeting_line *line = add_row(meeting, &row, when);
		char *more = mem_printf("; referred to %s, receipt not noted", referral->text);
		extend(line, more);
		free(more);
	}
	row_clear(&row);
}

static bool fill_late(struct meeting *meeting, struct error *error)
{
	if (!part(meeting, "LATE", "overdue", "rank", show_late, "Nothing is late.", error) ||
		!part(meeting, "DUE TODAY", "due-today", "rank", show_today, "Nothing is due today.", error))
		return false;
	if (meeting->referral_count)
		heading(meeting, "REFERRED");
	for (size_t i = 0; i < meeting->referral_count; i++)
		add_referral(meeting, &meeting->referrals[i]);
	return true;
}

/* ---- this week --------------------------------------------------------------------------------- */

static bool in_week(const struct meeting *meeting, day_t day)
{
	return day != DAY_NONE && day >= meeting->moment.today && day <= meeting->moment.today + WEEK_DAYS;
}

/* What of the record falls into the week: a meeting, an order that ends, a gathering, what is due. */
static day_t day_in_week(const struct meeting *meeting, const struct row *row)
{
	const day_t days[] = {
		row->starts == INSTANT_NONE ? DAY_NONE : instant_day(row->starts), row->expires,
		row->kind == KIND_INCIDENT && row->occurred != INSTANT_NONE ? instant_day(row->occurred) : DAY_NONE,
		row->kind == KIND_MEETING ? DAY_NONE : row->due, row->ends,
	};
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		if (in_week(meeting, days[i]))
			return days[i];
	return DAY_NONE;
}

static void show_week(struct meeting *meeting, const struct row *row)
{
	char day[DATE_TEXT];
	day_t on = day_in_week(meeting, row);
	if (on == DAY_NONE)
		return;
	struct meeting_line *line = add_row(meeting, row, "");
	copy(line->when, sizeof line->when, on == meeting->moment.today ? "TODAY" : day_text(day, on));
	for (char *at = line->when; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	if (row->kind == KIND_MEETING) { /* the meeting itself, not its papers */
		free(line->text);
		line->text = mem_dup(row->title);
	}
	if (row->kind == KIND_POWER)
		extend(line, "; ends");
	meeting->subjects[meeting->count - 1].day = on;
}

static void sort_by_day(struct meeting *meeting, size_t from)
{
	for (size_t i = from + 1; i < meeting->count; i++) {
		struct meeting_line line = meeting->lines[i];
		struct subject subject = meeting->subjects[i];
		size_t j = i;
		for (; j > from && meeting->subjects[j - 1].day > subject.day; j--) {
			meeting->lines[j] = meeting->lines[j - 1];
			meeting->subjects[j] = meeting->subjects[j - 1];
		}
		meeting->lines[j] = line;
		meeting->subjects[j] = subject;
	}
}

static bool fill_week(struct meeting *meeting, struct error *error)
{
	static const char filter[] = "open (due>today due<=7d or expires>=today expires<=7d or occurred>today or"
		" kind:meeting or kind:campaign)";
	size_t before = meeting->count;
	if (!list_text(meeting, filter, "rank", show_week, error))
		return false;
	sort_by_day(meeting, before);
	if (meeting->count == before)
		sentence(meeting, "Nothing falls into the next seven days.");
	return true;
}

/* ---- duties ------------------------------------------------------------------------------------ */

static void show_countdown(struct meeting *meeting, const struct row *row)
{
	char when[16] = "NO DATE";
	int left = row->due == DAY_NONE ? 0 : days_left(row->due, meeting->moment.today);
	if (row->due != DAY_NONE)
		days_word(left < 0 ? -left : left, left < 0, when);
	add_row(meeting, row, when);
}

static void show_plain(struct meeting *meeting, const struct row *row)
{
	add_row(meeting, row, "");
}

static void show_expiry(struct meeting *meeting, const struct row *row)
{
	char when[16] = "";
	if (row->expires != DAY_NONE && row->expires >= meeting->moment.today)
		days_word(days_left(row->expires, meeting->moment.today), false, when);
	add_row(meeting, row, when);
}

static bool fill_duties(struct meeting *meeting, struct error *error)
{
	return part(meeting, "COUNTDOWNS", "kind:milestone open", "due", show_countdown, "No milestone is open.", error) &&
		part(meeting, "REVIEWS", "kind:review open", "rank", show_plain, "No review is open.", error) &&
		part(meeting, "POWERS THAT END", "kind:power flagged", "expires", show_expiry, "No power ends soon.", error) &&
		part(meeting, "OFFICES WITHOUT SUCCESSOR", "kind:body flagged", "rank", show_plain, "Every office has one.", error);
}

/* ---- read-back --------------------------------------------------------------------------------- */

/* How each kind of decision is said: what stands before the title or the text. */
static const struct { const char *word; bool text_first; } sayings[] = {
	[DECISION_NONE] = { "", false }, [DECISION_DONE] = { "Done: ", false }, [DECISION_NEW_DATE] = { "New date: ", false },
	[DECISION_ESCALATE] = { "Escalated: ", false }, [DECISION_LEAVE] = { "Left as it is: ", false },
	[DECISION_ADOPT] = { "Adopted: ", false }, [DECISION_MONITOR] = { "To be monitored: ", false },
	[DECISION_REFER] = { "Referred: ", false }, [DECISION_RECEIVED] = { "Receipt noted: ", false },
	[DECISION_ACTION] = { "Action: ", false }, [DECISION_MINUTE] = { "Minute: ", true },
	[DECISION_QUESTION] = { "Question, carried until it is answered: ", true }, [DECISION_ANSWER] = { "Answered: ", false },
	[DECISION_JOINED] = { "Reported by a feed now: ", false },
};

/* Ends what was said with a full stop, unless it has one. */
static void stop(struct str *out)
{
	if (out->length && !strchr(".?!", out->at[out->length - 1]))
		str_addc(out, '.');
}

static void say_more(const char *before, const char *text, struct str *out)
{
	if (!*text)
		return;
	str_addf(out, " %s%s", before, text);
	stop(out);
}

void decision_say(const struct decision *decision, struct str *out)
{
	char day[DATE_TEXT];
	bool text_first = sayings[decision->type].text_first, refers = decision->type == DECISION_REFER;
	str_add(out, sayings[decision->type].word);
	str_add(out, text_first ? decision->text : decision->title);
	stop(out);
	if (text_first)
		say_more("About: ", decision->title, out);
	else
		say_more(refers ? "To " : decision->type == DECISION_JOINED ? "As " : "", decision->text, out);
	if (refers)
		str_add(out, " Its receipt is not noted yet.");
	say_more("Owner ", decision->owner, out);
	if (decision->due != DAY_NONE)
		say_more("Due ", day_text(day, decision->due), out);
}

static bool fill_read_back(struct meeting *meeting, struct error *error)
{
	(void)error;
	for (size_t i = 0; i < meeting->decision_count; i++) {
		struct str text = { 0 };
		decision_say(&meeting->decisions[i], &text);
		add(meeting, str_take(&text));
	}
	if (!meeting->decision_count)
		sentence(meeting, "Nothing has been decided.");
	return true;
}

bool page_fill(struct meeting *meeting, struct error *error)
{
	static bool (*const fills[PAGE_COUNT])(struct meeting *meeting, struct error *error) = {
		[PAGE_ROOM] = fill_room, [PAGE_CHANGED] = fill_changed, [PAGE_LATE] = fill_late, [PAGE_WEEK] = fill_week,
		[PAGE_DUTIES] = fill_duties, [PAGE_READ_BACK] = fill_read_back,
	};
	return fills[meeting->page](meeting, error);
}
