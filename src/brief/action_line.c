/* An action in one typed line: "send training dates to CSP, fri". From the end, what reads as a date is when, what
 * reads as an agency is whose; all else is the title. The focused record gives the rest. Called by the meeting, the
 * board's `a` and `add`. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/clean.h"
#include "hubbrief/meeting.h"
#include "hubbrief/personal.h"

enum { TITLE_COLUMNS = 80, NEAR_MOST = 4, PLACE_COLUMNS = 20, AHEAD_MOST = 3660 /* days: nobody means to act in more than ten years */ };

/* ---- days -------------------------------------------------------------------------------------- */

static const char *const weekdays[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august",
	"september", "october", "november", "december" };

/* Which of the names the word begins, with at least three letters; −1 none. "tues", "weds", "thurs", "sept" too. */
static int named(const char *word, size_t length, const char *const *names, int count)
{
	for (int i = 0; i < count && length >= 3; i++)
		if (strncasecmp(word, names[i], length) == 0 && length <= strlen(names[i]))
			return i;
	return -1;
}

static bool is_weekday(const char *text, day_t today, day_t *day)
{
	size_t length = strlen(text);
	int weekday = strcasecmp(text, "weds") == 0 ? 2 : named(text, length, weekdays, 7);
	if (weekday < 0)
		return false;
	int ahead = (weekday - day_weekday(today) + 7) % 7;
	*day = today + (ahead ? ahead : 7);
	return true;
}

/* A number and where it ends; −1 when there is none, or a silly one. */
static int number_at(const char *text, const char **rest)
{
	int number = 0, digits = 0;
	for (; isdigit((unsigned char)*text) && digits < 5; text++, digits++)
		number = 10 * number + (*text - '0');
	*rest = text;
	return digits ? number : -1;
}

static bool is_one_of(const char *text, const char *const *words)
{
	while (*words && strcasecmp(*words, text) != 0)
		words++;
	return *words != NULL;
}

/* "+7d", "+2w", "+5wd", "5 working days", "in 3 weeks". */
static bool is_span(const char *text, day_t today, const struct holidays *holidays, day_t *day)
{
	static const char *const working[] = { "wd", "working day", "working days", NULL };
	static const char *const day_words[] = { "d", "day", "days", NULL }, *const weeks[] = { "w", "week", "weeks", NULL };
	bool marked = *text == '+' || strncasecmp(text, "in ", 3) == 0;
	text += *text == '+' ? 1 : marked ? 3 : 0;
	const char *rest;
	int count = number_at(text, &rest);
	rest += strspn(rest, " ");
	if (count < 0 || count > AHEAD_MOST)
		return false;
	if (is_one_of(rest, working))
		*day = day_add_business(today, count, holidays);
	else if (is_one_of(rest, day_words))
		*day = today + count;
	else if (is_one_of(rest, weeks))
		*day = today + 7 * count;
	else
		return false;
	return true;
}

static bool valid(int year, int month, int day)
{
	return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
		day <= day_civil(day_month_end(day_of(year, month, 1))).day;
}

/* A day and a month: of the year given, else the next such day, today included. 29 Feb waits for its year. */
static bool set_day(int number, int month, int year, day_t today, day_t *day)
{
	int from = year > 0 ? year : day_civil(today).year, to = year > 0 ? year : from + 8;
	for (int y = from; y <= to; y++) {
		if (!valid(y, month, number))
			continue;
		*day = day_of(y, month, number);
		if (year > 0 || *day >= today)
			return true;
	}
	return false;
}

static int whole_year(int year)
{
	return year >= 0 && year < 100 ? 2000 + year : year;
}

/* "21/3", "21/3/2023", "21/03/23", "21.3.". */
static bool is_slashed(const char *text, day_t today, day_t *day)
{
	const char *rest;
	int number = number_at(text, &rest), year = 0;
	char separator = *rest;
	if (number < 0 || (separator != '/' && separator != '.'))
		return false;
	int month = number_at(rest + 1, &rest);
	if (*rest == separator && rest[1])
		year = whole_year(number_at(rest + 1, &rest));
	else if (separator == '.' && *rest == separator)
		rest++;
	else if (separator == '.')
		return false; /* "2.5" is a number */
	return !*rest && year >= 0 && set_day(number, month, year, today, day);
}

static bool is_ordinal(const char *ending, size_t length)
{
	static const char *const endings[] = { "st", "nd", "rd", "th" };
	bool is = length == 0;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		is |= length == 2 && strncasecmp(ending, endings[i], 2) == 0;
	return is;
}

/* "21 Mar", "21st March 2023", "Mar 21", "Fri 17 Mar", whose parts come in any order. */
static bool is_written(const char *text, day_t today, day_t *day)
{
	int number = -1, month = -1, weekday = -1, year = 0;
	while (*text) {
		const char *rest;
		int value = number_at(text, &rest);
		size_t length = strcspn(rest, " ");
		if (value >= 1970 && !year && length == 0)
			year = value;
		else if (value >= 0 && number < 0 && is_ordinal(rest, length))
			number = value;
		else if (value < 0 && month < 0 && named(text, length, months, 12) >= 0)
			month = named(text, length, months, 12);
		else if (value < 0 && weekday < 0 && named(text, length, weekdays, 7) >= 0)
			weekday = named(text, length, weekdays, 7);
		else
			return false;
		text = rest + length + strspn(rest + length, " ");
	}
	return number >= 0 && month >= 0 && set_day(number, month + 1, year, today, day) &&
		(weekday < 0 || weekday == day_weekday(*day));
}

bool action_day(const char *text, day_t today, const struct holidays *holidays, day_t *day)
{
	enum precision precision;
	bool by = strncasecmp(text, "by ", 3) == 0 || strncasecmp(text, "on ", 3) == 0;
	text += by ? 3 : 0;
	if (strcasecmp(text, "today") == 0 || strcasecmp(text, "tomorrow") == 0) {
		*day = today + (strcasecmp(text, "tomorrow") == 0);
		return true;
	}
	if (strlen(text) == 10 && day_parse(text, day, &precision))
		return precision == PRECISION_DAY;
	return is_weekday(text, today, day) || is_span(text, today, holidays, day) || is_slashed(text, today, day) ||
		is_written(text, today, day);
}

/* ---- agencies ---------------------------------------------------------------------------------- */

struct search {
	const char *text;
	int found;        /* that it begins; 1 when one is it whole */
	bool exact;
	char owner[16];
	struct str several; /* "NYP, NYFRS" */
};

static void try_name(struct search *search, const char *name)
{
	if (search->exact || strlen(name) >= sizeof search->owner || strcmp(name, "NONE") == 0 ||
		strncasecmp(name, search->text, strlen(search->text)) != 0)
		return;
	search->exact = strlen(name) == strlen(search->text);
	search->found = search->exact ? 1 : search->found + 1;
	strcpy(search->owner, name);
	str_addf(&search->several, "%s%s", search->several.length ? ", " : "", name);
}

static bool try_body(void *context, const struct row *row)
{
	try_name(context, row->id);
	return true;
}

static void search_agency(struct search *search, struct store *store)
{
	for (const char *const *word = vocabulary_words("agency", KIND_NONE); *word; word++)
		try_name(search, *word);
	if (!store || search->exact)
		return;
	struct arena arena = { 0 };
	struct moment moment = moment_at(0, PROFILE_ROOM);
	store_each(store, &moment, filter_word(&arena, BY_KIND, "body"), "rank", try_body, search, NULL);
	arena_free(&arena);
}

bool action_agency(const char *text, struct store *store, char owner[16])
{
	struct search search = { .text = text };
	if (!*text || strchr(text, ' '))
		return false;
	search_agency(&search, store);
	if (search.found == 1)
		strcpy(owner, search.owner);
	str_free(&search.several);
	return search.found == 1;
}

/* Agencies that the word may be a slip of, "NYP or NYC"; false: none. */
static bool add_near(const char *text, struct str *out)
{
	char *word = mem_dup(text);
	const char *near[NEAR_MOST];
	size_t count = 0;
	for (char *at = word; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	for (const char *const *name = vocabulary_words("agency", KIND_NONE); *name && count < NEAR_MOST; name++)
		if (str_nearest(word, name, 1))
			near[count++] = *name;
	for (size_t i = 0; i < count; i++)
		str_addf(out, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", near[i]);
	free(word);
	return count > 0;
}

void action_agency_near(const char *text, struct store *store, struct str *out)
{
	struct search search = { .text = text };
	struct str near = { 0 };
	search_agency(&search, store);
	if (*text && search.found > 1)
		str_addf(out, "%.30s could be %.100s. Give more of it.", text, str_text(&search.several));
	else if (add_near(text, &near))
		str_addf(out, "%.30s is no agency known here. Did you mean %s?", text, str_text(&near));
	else
		str_addf(out, "%.30s is no agency known here. Expected one such as NYP, ICB or SCA-BC.", text);
	str_free(&search.several);
	str_free(&near);
}

/* A word in capitals at the end is meant as an agency, known or not. */
static bool is_meant(const char *text)
{
	size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	return length >= 2 && length <= 12 && !text[length] && !isdigit((unsigned char)*text);
}

/* Small letters may be an agency too, when they leave no doubt. */
static bool may_be(const char *text)
{
	return strlen(text) >= 3 || is_meant(text) || vocabulary_has("agency", KIND_NONE, text);
}

/* ---- the line ---------------------------------------------------------------------------------- */

static void unknown_agency(const char *text, struct action_draft *draft)
{
	struct str near = { 0 };
	action_agency_near(text, NULL, &near);
	snprintf(draft->fault, sizeof draft->fault, "%s", str_text(&near));
	str_free(&near);
}

/* "NYP fri", "NYP by 21 Mar": whose and when without a comma between them. */
static bool take_both(const char *text, day_t today, const struct holidays *holidays, struct action_draft *draft)
{
	size_t length = strcspn(text, " ");
	char *word = mem_dupn(text, length);
	bool both = text[length] && !draft->has_due && may_be(word) &&
		action_day(text + length + strspn(text + length, " "), today, holidays, &draft->due) &&
		action_agency(word, NULL, draft->owner);
	free(word);
	draft->has_due |= both;
	return both;
}

/* Whether the last part says when or whose; takes it. */
static bool take_part(const char *text, day_t today, const struct holidays *holidays, struct action_draft *draft)
{
	if (!draft->has_due && action_day(text, today, holidays, &draft->due))
		return draft->has_due = true;
	if (*draft->owner)
		return false;
	if ((may_be(text) && action_agency(text, NULL, draft->owner)) || take_both(text, today, holidays, draft))
		return true;
	if (is_meant(text))
		unknown_agency(text, draft);
	return false;
}

static void trim(char *text)
{
	size_t length = strlen(text), from = strspn(text, " ");
	while (length > from && text[length - 1] == ' ')
		length--;
	memmove(text, text + from, length - from);
	text[length - from] = '\0';
}

/* Takes what the end of the line gives; what is left is the title. */
static void take_parts(char *line, day_t today, const struct holidays *holidays, struct action_draft *draft)
{
	char *comma;
	while ((comma = strrchr(line, ','))) {
		char *part = mem_dup(comma + 1);
		trim(part);
		bool taken = !*part || take_part(part, today, holidays, draft);
		free(part);
		if (!taken)
			return;
		*comma = '\0';
	}
}

static void set_title(char *text, struct action_draft *draft)
{
	trim(text);
	size_t length = strlen(text);
	while (length > 0 && strchr(". ", text[length - 1]))
		text[--length] = '\0';
	*text = (char)toupper((unsigned char)*text);
	if (length < sizeof draft->title)
		memcpy(draft->title, text, length + 1);
	if (!*draft->fault && (length >= sizeof draft->title || clean_columns(text) > TITLE_COLUMNS))
		snprintf(draft->fault, sizeof draft->fault, "It is too long: %d characters, and %d fit.", clean_columns(text),
			TITLE_COLUMNS);
}

static void add_places(uint64_t mask, struct store *store, const char *(*id_of)(struct store *store, int bit), char *out,
	size_t room)
{
	struct str ids = { 0 };
	for (; mask; mask &= mask - 1)
		str_addf(&ids, "%s%s", ids.length ? "," : "", id_of(store, __builtin_ctzll(mask)));
	if (ids.length < room)
		strcpy(out, str_text(&ids));
	str_free(&ids);
}

/* Where it will stand, in words: "Selby", "Selby +1"; what belongs to no hub says nothing. */
static void say_place(const struct row *row, const struct config *config, struct store *store, struct action_draft *draft)
{
	struct str name = { 0 }, cut = { 0 };
	char key[4];
	if (!row->hubs)
		return;
	line_place(row, config, store, key, &name);
	clean_cut(&cut, str_text(&name), PLACE_COLUMNS, "~");
	if (cut.length < sizeof draft->place)
		strcpy(draft->place, str_text(&cut));
	str_free(&cut);
	str_free(&name);
}

static void take_focused(const struct row *row, const struct config *config, struct store *store, struct action_draft *draft)
{
	say_place(row, config, store, draft);
	draft->marking = row->marking;
	draft->demo = row->demo;
	draft->from_kind = row->kind;
	snprintf(draft->from, sizeof draft->from, "%s", row->id);
	if (!*draft->owner && vocabulary_has("agency", KIND_NONE, row->owner))
		snprintf(draft->owner, sizeof draft->owner, "%s", row->owner);
	add_places(row->hubs, store, store_hub_id, draft->hub, sizeof draft->hub);
	add_places(row->areas, store, store_area_id, draft->area, sizeof draft->area);
}

static void find_fault(day_t today, struct action_draft *draft)
{
	const char *shape = personal_shape(draft->title, day_civil(today).year), *fault = "";
	if (!*draft->title)
		fault = "What is to be done? For example: send training dates to CSP, ICB, fri.";
	else if (!*draft->owner)
		fault = "Whose is it? Add an agency before the day: ICB, fri.";
	else if (!draft->has_due)
		fault = "By when? Add a day: fri, or +7d, or 21 Mar.";
	else if (draft->due < today)
		fault = "That day is past. Give one from today on.";
	else if (draft->due > today + AHEAD_MOST)
		fault = "That day is more than ten years away.";
	if (shape)
		snprintf(draft->fault, sizeof draft->fault, "It looks like it holds %s, which is not kept here. Say it without.", shape);
	else
		snprintf(draft->fault, sizeof draft->fault, "%s", fault);
}

void action_parse(const char *line, const struct row *focused, const struct config *config, struct store *store,
	day_t today, const struct holidays *holidays, struct action_draft *draft)
{
	struct str clean = { 0 };
	*draft = (struct action_draft){ .due = DAY_NONE, .from_kind = KIND_NONE, .marking = MARKING_SENSITIVE };
	clean_add(&clean, line, strlen(line));
	char *text = clean.length ? str_take(&clean) : mem_dup("");
	take_parts(text, today, holidays, draft);
	set_title(text, draft);
	free(text);
	if (focused)
		take_focused(focused, config, store, draft);
	draft->day_off = draft->has_due && !day_is_business(draft->due, holidays);
	if (!*draft->fault)
		find_fault(today, draft);
}

void action_say(const struct action_draft *draft, struct str *out)
{
	char day[DATE_TEXT];
	str_addf(out, "%s.", draft->title);
	if (*draft->owner)
		str_addf(out, "  Owner %s.", draft->owner);
	if (draft->has_due)
		str_addf(out, "  Due %s%s.", day_text(day, draft->due), draft->day_off ? ", not a working day" : "");
	if (*draft->place)
		str_addf(out, "  %s.", draft->place);
}

/* ---- saving ------------------------------------------------------------------------------------ */

static void set_list(json_t *record, const char *name, const char *ids)
{
	json_t *list = json_array();
	while (*ids) {
		size_t length = strcspn(ids, ",");
		json_array_append_new(list, json_stringn(ids, length));
		ids += length + strspn(ids + length, ",");
	}
	if (json_array_size(list))
		json_object_set(record, name, list);
	json_decref(list);
}

static char *record_of(const struct action_draft *draft, const char *id, instant_t now)
{
	char due[DATE_TEXT], today[DATE_TEXT], updated[DATE_TEXT];
	bool of_meeting = draft->from_kind == KIND_MEETING || draft->from_kind == KIND_REVIEW || draft->from_kind == KIND_NOTICE;
	day_iso(today, instant_day(now));
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "action", "type",
		"action", "title", draft->title, "owner", draft->owner, "status", "open", "due", day_iso(due, draft->due), "raised",
		today, "opened", today, "updated", instant_iso(updated, now));
	json_object_set_new(record, "marking", json_string(marking_text(draft->marking)));
	set_list(record, "hubs", draft->hub);
	set_list(record, "areas", draft->area);
	set_list(record, "refs", draft->from);
	if (of_meeting)
		json_object_set_new(record, "from", json_string(draft->from));
	if (draft->demo)
		json_object_set_new(record, "demo", json_true());
	char *text = json_dumps(record, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(record);
	return text;
}

bool action_save(struct state *state, const struct config *config, const struct action_draft *draft, int64_t briefing,
	instant_t now, struct error *error)
{
	char id[24], source[] = "room", empty[] = "", title[sizeof draft->title], owner[sizeof draft->owner];
	(void)config;
	if (*draft->fault)
		return error_set(error, "%s", draft->fault);
	snprintf(id, sizeof id, "R-%lld", (long long)state_room_next(state));
	memcpy(title, draft->title, sizeof title);
	memcpy(owner, draft->owner, sizeof owner);
	const struct decision decision = { .briefing = briefing, .at = now, .type = DECISION_ACTION, .source = source,
		.record = id, .title = title, .text = empty, .owner = owner, .due = draft->due };
	char *json = record_of(draft, id, now);
	bool saved = state_room_add(state, json, &decision, error) > 0;
	free(json);
	return saved;
}
