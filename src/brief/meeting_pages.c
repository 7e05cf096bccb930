/* What stands on the pages of a meeting, in the order of screens.md: in the room, changed, late and due today, this
 * week, duties, read-back. Called by meeting.c; reads the stores, draws nothing. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/coming.h"
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

struct meeting_line *page_add(struct meeting *meeting, char *text)
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

void page_heading(struct meeting *meeting, const char *text)
{
	page_add(meeting, mem_dup(text))->heading = true;
}

void page_sentence(struct meeting *meeting, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	struct str clean = { 0 };
	clean_add(&clean, text, strlen(text));
	page_add(meeting, str_take(&clean));
}

/* Whole characters only, as many as there is room for. */
void page_copy(char *out, size_t room, const char *text)
{
	size_t length = strlen(text);
	if (length >= room)
		for (length = room - 1; length > 0 && (text[length] & 0xc0) == 0x80;)
			length--;
	memcpy(out, text, length);
	out[length] = '\0';
}

static void copy_upper(char *out, size_t room, const char *text)
{
	page_copy(out, room, text);
	for (; *out; out++)
		*out = (char)toupper((unsigned char)*out);
}

static void put_place(struct meeting *meeting, const struct row *row, struct meeting_line *line)
{
	struct str name = { 0 }, cut = { 0 };
	char key[4];
	line_place(row, meeting->config, meeting->store, key, &name);
	clean_cut(&cut, str_text(&name), PLACE_COLUMNS, "~");
	copy_upper(line->place, sizeof line->place, str_text(&cut));
	str_free(&cut);
	str_free(&name);
}

static struct meeting_line *add_row(struct meeting *meeting, const struct row *row, const char *when)
{
	struct str title = { 0 };
	line_title(row, &title);
	struct meeting_line *line = page_add(meeting, NULL);
	line->n = row->n;
	line->hubs = row->hubs;
	line->areas = row->areas;
	page_copy(line->when, sizeof line->when, when);
	page_copy(line->owner, sizeof line->owner, row->owner);
	put_place(meeting, row, line);
	line->text = title.length ? str_take(&title) : mem_dup("");
	meeting->subjects[meeting->count - 1] = (struct subject){ row->kind, mem_dup(row->source), mem_dup(row->id),
		mem_dup(row->title), DAY_NONE, !(row->flags & 1U << FLAG_OPEN) };
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
	page_copy(out, 16, text);
}

bool meeting_of_hub(const struct meeting *meeting, const struct row *row)
{
	int bit = *meeting->briefing.hub ? store_hub_bit(meeting->store, meeting->briefing.hub) : -1;
	return !*meeting->briefing.hub || (bit >= 0 && row->hubs >> bit & 1);
}

/* ---- records by a filter ----------------------------------------------------------------------- */

struct listing {
	struct meeting *meeting;
	void (*show)(struct meeting *meeting, const struct row *row);
	size_t most;
};

/* An action taken in this meeting is read back at its end; it is no news to the room that took it. */
static bool taken_here(const struct meeting *meeting, const struct row *row)
{
	for (size_t i = 0; i < meeting->decision_count; i++)
		if (meeting->decisions[i].type == DECISION_ACTION && strcmp(row->source, ROOM_SOURCE) == 0 &&
			strcmp(meeting->decisions[i].record, row->id) == 0)
			return true;
	return false;
}

static bool visit(void *context, const struct row *row)
{
	const struct listing *listing = context;
	if (listing->meeting->count >= listing->most)
		return false;
	if (!taken_here(listing->meeting, row))
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
		page_sentence(meeting, "There are more than %d; the board lists them all.", LINES_MOST);
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
	page_heading(meeting, title);
	size_t before = meeting->count;
	bool fine = list_text(meeting, filter, sort, show, error);
	if (fine && meeting->count == before)
		page_sentence(meeting, "%s", empty);
	return fine;
}

/* ---- changed ------------------------------------------------------------------------------------ */

static void say_baseline(struct meeting *meeting)
{
	char day[DATE_TEXT], clock[DATE_TEXT];
	if (!moment_has_baseline(&meeting->moment))
		page_sentence(meeting, "No briefing closed yet: the last 24 hours are shown, not marked new.");
	else if (meeting->moment.own_count && !*meeting->briefing.hub)
		page_sentence(meeting, "Changes count from each hub's own last briefing.");
	else
		page_sentence(meeting, "Changes count since the briefing of %s %s.", day_text(day, instant_day(meeting->moment.since_at)),
			instant_clock(clock, meeting->moment.since_at));
}

/* As the board's list has it: a third incident at one place is a repeat before it is a new one. */
static const char *word_of(const struct change *change)
{
	bool repeat = change->type == CHANGE_NEW && change->row.flags & 1U << FLAG_REPEAT;
	return repeat ? "REPEAT" : change_word(change->type);
}

/* Told on its line until the receipt is noted. */
static void tell_referral(const struct meeting *meeting, struct meeting_line *line, const struct row *row)
{
	const struct decision *referral = meeting_referral(meeting, row->source, row->id);
	if (!referral || referral->briefing == meeting->briefing.id)
		return;
	char *more = mem_printf("; referred to %s", referral->text);
	extend(line, more);
	free(more);
}

static void show_change(struct meeting *meeting, const struct change *change)
{
	struct meeting_line *line = add_row(meeting, &change->row, word_of(change));
	char *more = !*change->to ? mem_dup("") : *change->from ? mem_printf("; %s became %s", change->from, change->to)
		: mem_printf("; %s", change->to);
	extend(line, more);
	free(more);
	tell_referral(meeting, line, &change->row);
}

static bool fill_changes(struct meeting *meeting, struct error *error)
{
	struct change_list changes = { 0 };
	if (!brief_changes_list(meeting->store, meeting->config, &meeting->moment, &changes, error))
		return false;
	size_t shown = 0;
	for (size_t i = 0; i < changes.count && shown < LINES_MOST; i++)
		if (meeting_of_hub(meeting, &changes.list[i].row) && !taken_here(meeting, &changes.list[i].row)) {
			show_change(meeting, &changes.list[i]);
			shown++;
		}
	if (shown == LINES_MOST)
		page_sentence(meeting, "There are more than %d; the board lists them all.", LINES_MOST);
	if (!shown)
		page_sentence(meeting, "Nothing has changed.");
	change_list_free(&changes);
	return true;
}

static void show_recent(struct meeting *meeting, const struct row *row)
{
	tell_referral(meeting, add_row(meeting, row, line_word(row, &meeting->moment)), row);
}

static bool fill_changed(struct meeting *meeting, struct error *error)
{
	struct arena arena = { 0 };
	say_baseline(meeting);
	if (moment_has_baseline(&meeting->moment))
		return fill_changes(meeting, error);
	size_t before = meeting->count;
	bool fine = list(meeting, filter_flag(&arena, FLAG_CHANGED), "rank", show_recent, &arena, error);
	arena_free(&arena);
	if (fine && meeting->count == before)
		page_sentence(meeting, "Nothing has changed.");
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

/* The body is asked. Of a record that no feed gives any more the referral is still open. */
static void add_referral(struct meeting *meeting, const struct decision *referral, const struct row *row)
{
	char when[16];
	struct meeting_line *line;
	days_word(meeting->moment.today - instant_day(referral->at), false, when);
	if (row) {
		line = add_row(meeting, row, when);
		meeting->subjects[meeting->count - 1].over = false;
	} else {
		line = page_add(meeting, mem_dup(referral->title));
		line->referral = referral->id;
		page_copy(line->when, sizeof line->when, when);
	}
	char *more = mem_printf("; referred to %s%s", referral->text, row ? "" : "; no feed gives it any more");
	extend(line, more);
	free(more);
	page_copy(line->owner, sizeof line->owner, referral->text);
}

static bool fill_late(struct meeting *meeting, struct error *error)
{
	size_t shown = 0;
	if (!part(meeting, "LATE", "overdue", "rank", show_late, "Nothing is late.", error) ||
		!part(meeting, "DUE TODAY", "due-today", "rank", show_today, "Nothing is due today.", error))
		return false;
	for (size_t i = 0; i < meeting->referral_count; i++) {
		struct row row;
		bool has_row, here = meeting_waits(meeting, &meeting->referrals[i], &row, &has_row);
		if (here && !shown++)
			page_heading(meeting, "REFERRED, RECEIPT NOT NOTED");
		if (here)
			add_referral(meeting, &meeting->referrals[i], has_row ? &row : NULL);
		if (has_row)
			row_clear(&row);
	}
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
	copy_upper(line->when, sizeof line->when, on == meeting->moment.today ? "TODAY" : day_text(day, on));
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
		" kind:meeting or kind:campaign) -type:daily-briefing";
	size_t before = meeting->count;
	if (!list_text(meeting, filter, "rank", show_week, error))
		return false;
	sort_by_day(meeting, before);
	if (meeting->count == before)
		page_sentence(meeting, "Nothing falls into the next seven days.");
	return true;
}

/* ---- duties ------------------------------------------------------------------------------------ */

/* Who still owes a return says more than how many do. */
static void tell_returns(const struct meeting *meeting, struct meeting_line *line)
{
	struct arena arena = { 0 };
	struct record record;
	struct row row = { 0 };
	struct str owed = { 0 };
	if (!store_record(meeting->store, &meeting->moment, line->n, &arena, &record, &row))
		return;
	if (coming_returns(&record, meeting->moment.today, &owed)) {
		free(line->text);
		line->text = str_take(&owed);
	}
	str_free(&owed);
	row_clear(&row);
	arena_free(&arena);
}

static void show_countdown(struct meeting *meeting, const struct row *row)
{
	char when[16] = "NO DATE";
	int left = row->due == DAY_NONE ? 0 : days_left(row->due, meeting->moment.today);
	if (row->due != DAY_NONE)
		days_word(left < 0 ? -left : left, left < 0, when);
	struct meeting_line *line = add_row(meeting, row, when);
	tell_returns(meeting, line);
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

/* What the meeting is about: its hub, or all. */
static const char *own_place(const struct meeting *meeting)
{
	int hub = *meeting->briefing.hub ? config_hub_index(meeting->config, meeting->briefing.hub) : -1;
	return hub >= 0 ? meeting->config->hubs[hub].name : "Countywide";
}

/* What is worked out from several records is asked of nobody in particular. */
static void add_coming(struct meeting *meeting, const struct coming_line *coming, const struct row *row)
{
	struct meeting_line *line = page_add(meeting, mem_dup(coming->text));
	if (coming->day != DAY_NONE)
		days_word(days_left(coming->day, meeting->moment.today), false, line->when);
	if (row)
		put_place(meeting, row, line);
	else
		copy_upper(line->place, sizeof line->place, own_place(meeting));
}

/* What no single record says: work whose owner ends, groups that are not heard. A gathering of this week stands on the
 * page before, returns that are owed with the countdown of their milestone. */
static bool fill_coming(struct meeting *meeting, struct error *error)
{
	struct coming coming = { 0 };
	struct filter_error fault;
	struct arena arena = { 0 };
	int hub = *meeting->briefing.hub ? config_hub_index(meeting->config, meeting->briefing.hub) : -1;
	struct filter *none = filter_parse(&arena, "open closed", NULL, &fault); /* only what is worked out */
	bool fine = brief_coming(meeting->store, meeting->config, &meeting->moment, hub, none, &coming, error);
	size_t shown = 0;
	for (size_t i = 0; fine && i < coming.derived; i++) {
		struct row row = { 0 };
		bool has_row = meeting_row(meeting, coming.lines[i].number, &row);
		bool elsewhere = has_row && (row.kind == KIND_MILESTONE ||
			(row.kind == KIND_INCIDENT && in_week(meeting, coming.lines[i].day)));
		if (!elsewhere && !shown++)
			page_heading(meeting, "COMING");
		if (!elsewhere)
			add_coming(meeting, &coming.lines[i], has_row && row.kind != KIND_BODY ? &row : NULL);
		if (has_row)
			row_clear(&row);
	}
	coming_free(&coming);
	arena_free(&arena);
	return fine;
}

/* What has months to go is for the board: the room has a minute. */
static bool fill_countdowns(struct meeting *meeting, struct error *error)
{
	struct arena arena = { 0 };
	struct filter_error fault;
	const struct filter *later = filter_parse(&arena, "kind:milestone open due>+90d -(statutory due<=+365d)", NULL, &fault);
	bool fine = part(meeting, "COUNTDOWNS", "kind:milestone open (due<=+90d or statutory due<=+365d)", "due", show_countdown,
		"No milestone is near.", error);
	int64_t more = later && !*meeting->briefing.hub ? store_count(meeting->store, &meeting->moment, later) : 0;
	if (fine && more > 0)
		page_sentence(meeting, "%lld later: the duties of the board and of the pack list them.", (long long)more);
	arena_free(&arena);
	return fine;
}

static bool fill_duties(struct meeting *meeting, struct error *error)
{
	return fill_coming(meeting, error) && fill_countdowns(meeting, error) &&
		part(meeting, "REVIEWS", "kind:review open", "rank", show_plain, "No review is open.", error) &&
		part(meeting, "POWERS THAT END", "kind:power flagged", "expires", show_expiry, "No power ends soon.", error) &&
		part(meeting, "OFFICES WITHOUT SUCCESSOR", "kind:body flagged", "rank", show_plain, "Every office has one.", error);
}

/* ---- read-back --------------------------------------------------------------------------------- */

static bool fill_read_back(struct meeting *meeting, struct error *error)
{
	(void)error;
	bool hidden = false;
	for (size_t i = 0; i < meeting->decision_count; i++) {
		struct str text = { 0 };
		if (meeting_hides(meeting, &meeting->decisions[i])) {
			hidden = true;
			continue;
		}
		decision_say(&meeting->decisions[i], &text);
		page_add(meeting, str_take(&text));
	}
	if (hidden)
		page_sentence(meeting, "What is about records that the room may not see is left out.");
	if (!meeting->decision_count)
		page_sentence(meeting, "Nothing has been decided.");
	return true;
}

bool page_fill(struct meeting *meeting, struct error *error)
{
	static bool (*const fills[PAGE_COUNT])(struct meeting *meeting, struct error *error) = {
		[PAGE_ROOM] = page_fill_room, [PAGE_CHANGED] = fill_changed, [PAGE_LATE] = fill_late, [PAGE_WEEK] = fill_week,
		[PAGE_DUTIES] = fill_duties, [PAGE_READ_BACK] = fill_read_back,
	};
	return fills[meeting->page](meeting, error);
}
