/* The pack in all its formats, with the meeting in it, and with hostile text: src/report/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/stores.h"
#include "hubbrief/mem.h"
#include "hubbrief/pack_inside.h"
#include "hubbrief/report_words.h"

static char records[256], kept[256];
static struct config *config;

static const struct { enum decision_type type; const char *source, *record, *title, *text, *owner; int days; } decided[] = {
	{ DECISION_ACTION, "", "A-41", "Tell the hubs <b>now</b>", "", "=NYP", 3 },
	{ DECISION_MINUTE, "", "REC-10", "Recommendation REC-10", "Not for the room.", "", 0 },
	{ DECISION_MINUTE, "partners", "MT-TRAP", "Under its own rules since", "For nobody to read.", "", 0 },
	{ DECISION_QUESTION, "", "A-41", "", "Who pays for the lamps?", "", 0 },
};

static void write_state(void)
{
	struct error error = { "" };
	char *notice = NULL;
	struct state *state = state_open(kept, &notice, &error);
	struct briefing briefing = { .forum = mem_dup("daily"), .hub = mem_dup(""), .office = mem_dup("Hub coordinator"),
		.agencies = mem_dup("NYP, YJS"), .started = demo_now() - 600, .keeper = mem_dup("hub-sca") };

	assert_non_null(state);
	int64_t id = state_briefing_begin(state, &briefing, &error);
	assert_true(id > 0);
	assert_true(state_briefing_agencies(state, id, "Hub coordinator", "NYP, YJS", &error));
	for (size_t i = 0; i < sizeof decided / sizeof *decided; i++) {
		struct decision decision = { .briefing = id, .at = demo_now(), .type = decided[i].type,
			.source = mem_dup(decided[i].source), .record = mem_dup(decided[i].record), .title = mem_dup(decided[i].title),
			.text = mem_dup(decided[i].text), .owner = mem_dup(decided[i].owner),
			.due = decided[i].days ? instant_day(demo_now()) + decided[i].days : DAY_NONE };
		assert_true(state_decide(state, &decision, &error) > 0);
		decision_clear(&decision);
	}
	briefing_clear(&briefing);
	state_close(state);
}

static int start(void **unused)
{
	(void)unused;
	snprintf(records, sizeof records, "%s/pack.db", folder_path());
	snprintf(kept, sizeof kept, "%s/pack-state.db", folder_path());
	config = demo_config();
	demo_fill(records, config, demo_now(), NULL);
	write_state();
	return 0;
}

static int end(void **unused)
{
	(void)unused;
	config_free(config);
	return 0;
}

/* What is asked for beside a profile and a format. */
struct asked {
	int hub, area;
	int64_t since;      /* a sequence number; −1 no baseline */
	bool whole, nothing; /* every record; a store that nothing was ever put into */
	const char *folder; /* where to write it, NULL: not */
};
#define ALL { .hub = PLACE_ANY, .area = PLACE_ANY, .since = -1 }

static void load_pack(enum profile profile, const struct asked *asked, struct store *store, struct report *report)
{
	struct moment moment = moment_at(demo_now(), profile);
	struct error error = { "" };

	moment.since = asked->since;
	if (asked->since >= 0)
		moment.since_at = demo_now() - 4 * 86400;
	if (!report_load(store, config, &moment, asked->hub, asked->area, asked->whole, report, &error))
		fail_msg("%s", error.text);
}

/* The demonstration's pack in one format; owned. */
static char *pack_for(enum profile profile, const char *format, struct asked asked)
{
	const struct report_format *of = report_format_named(format);
	struct report report;
	struct error error = { "" };
	bool missing;
	char *notice = NULL, none[300];
	snprintf(none, sizeof none, "%s/none.db", folder_path());
	struct store *store = store_open(asked.nothing ? none : records, &missing, &error);
	struct state *state = state_open(kept, &notice, &error);
	struct str text = { 0 };

	assert_non_null(store);
	asked.whole |= of->whole;
	load_pack(profile, &asked, store, &report);
	report_add_meeting(&report, state);
	if (asked.folder && !report_write(&report, of, asked.folder, &error))
		fail_msg("%s", error.text);
	if (!asked.folder)
		of->write(&report, &text);
	report_free(&report);
	state_close(state);
	store_close(store);
	return str_take(&text);
}

static char *pack_of(enum profile profile, const char *format)
{
	return pack_for(profile, format, (struct asked)ALL);
}

static void says(const char *text, const char *const *said, size_t count, bool expected)
{
	for (size_t i = 0; i < count; i++)
		if ((strstr(text, said[i]) != NULL) != expected)
			fail_msg("\"%s\" %s", said[i], expected ? "is missing" : "should not be there");
}
#define SAYS(text, expected, ...) says(text, (const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), expected)

static void markdown(void **unused)
{
	(void)unused;
	char *text = pack_of(PROFILE_ROOM, "markdown");
	SAYS(text, true, "**OFFICIAL-SENSITIVE**\n\n# North Yorkshire", "| Present | NYP, YJS |",
		"| Recorded by | Hub coordinator |",
		"| Hub | Partnership | Hubs |", "| Selby | ok | **RED** |", "## Actions by agency",
		"| Lighting survey, zone 2 | **was due Fri 10 Mar, 4 days late** |", "## The week ahead", "## Countdowns and reviews",
		"by Jan 2024, 323 days left", "Action: Tell the hubs \\<b\\>now\\</b\\>.",
		"| partners/richmondshire | **dead** | Tue 7 Mar, 08:30 |",
		"| Not fresh | dead, data of Tue 7 Mar 2023, 08:30: partners/richmondshire |", "| As of | Tue 14 Mar 2023, 08:45 |");
	SAYS(text, false, "MT-TRAP", "<b>", "\033", "2023-03-");
	assert_string_equal(text + strlen(text) - strlen("**OFFICIAL-SENSITIVE**\n"), "**OFFICIAL-SENSITIVE**\n");
	free(text);
}

static void html(void **unused)
{
	(void)unused;
	char *text = pack_of(PROFILE_ROOM, "html");
	SAYS(text, true, "<!DOCTYPE html>\n<html lang=\"en-GB\">", "default-src 'none'",
		"<header><p class=\"marking\">OFFICIAL-SENSITIVE<",
		"<footer><p class=\"marking\">OFFICIAL-SENSITIVE<", "class=\"red short\" data-head=\"Hubs\">RED</td>",
		"<desc id=\"tiles-0-text\">Countywide: RED, 1 late, 1 due today.", "Richmondshire: NO DATA, 7 days.",
		"Tell the hubs &lt;b&gt;now&lt;/b&gt;",
		"<th scope=\"row\" role=\"rowheader\" class=\"short\" data-head=\"Hub\">Selby</th>",
		"<caption>Decisions</caption>");
	SAYS(text, false, "MT-TRAP", "<b>", "<script", "http:", "https:", "src=", "url(", "@import", "javascript");
	free(text);
}

/* Every picture has a title and a description that is not empty. */
static void every_picture_is_told(void **unused)
{
	(void)unused;
	char *text = pack_of(PROFILE_TEAM, "html");
	int pictures = 0;
	for (const char *at = text; (at = strstr(at, "<svg ")); at++, pictures++) {
		const char *title = strstr(at, "<title id=\""), *told = strstr(at, "<desc id=\""), *over = strstr(at, "</svg>");
		assert_true(title && told && over && title < told && told < over);
		assert_int_not_equal(strchr(told, '>')[1], '<');
	}
	assert_true(pictures > 2);
	free(text);
}

/* K-HATE is 3, and so are others: no format says a number that rule 8 hides, not to the team either. */
static void hidden_numbers(void **unused)
{
	static const char *const formats[] = { "markdown", "html", "text" };
	static const enum profile profiles[] = { PROFILE_TEAM, PROFILE_ROOM, PROFILE_PUBLIC };
	struct asked whole = ALL;
	(void)unused;
	whole.whole = true;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
		for (size_t p = 0; p < sizeof profiles / sizeof *profiles; p++) {
			char *text = pack_for(profiles[p], formats[f], whole);
			SAYS(text, profiles[p] != PROFILE_PUBLIC, "Hate reports: fewer than five");
			SAYS(text, false, "Hate reports: 3", "Hate reports, quarter to Feb: 3");
			if (profiles[p] == PROFILE_PUBLIC)
				SAYS(text, false, "Tell the hubs", "NYP, YJS", "REC-07", "OFFICIAL-SENSITIVE");
			free(text);
		}
}

/* Nothing is said to be none that is not known. */
static void nothing_known(void **unused)
{
	static const char *const formats[] = { "markdown", "html", "text" };
	struct asked nothing = ALL, silent = ALL;
	(void)unused;
	nothing.nothing = true;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		char *text = pack_for(PROFILE_ROOM, formats[f], nothing);
		SAYS(text, true, "Not known: no source has answered yet.", "none is fresh", "no answer yet");
		SAYS(text, false, "Nothing is late", "No action is open", "Nothing came", "No notice");
		free(text);
	}
	silent.hub = config_hub_index(config, "richmondshire");
	char *text = pack_for(PROFILE_ROOM, "text", silent);
	SAYS(text, true, "\nLate and due today\nNot known: there is no data.\n", "Richmondshire: No data for 7 days");
	free(text);
}

/* A pack of one hub and area counts, lists and decides what stands there. */
static void narrowed(void **unused)
{
	struct asked selby = ALL, cohesion = ALL;
	(void)unused;
	selby.hub = config_hub_index(config, "selby");
	char *text = pack_for(PROFILE_ROOM, "text", selby);
	SAYS(text, true, "1 late, 1 due today. Data 08:30.\n", "About: Selby.", "Selby: 1 late, 1 due today.",
		"(A-44), Selby");
	SAYS(text, false, "A-41", "Hambleton", "richmondshire", "Tell the hubs"); /* decided about A-41, of Scarborough */
	free(text);
	cohesion.area = config_area_index(config, "cohesion");
	text = pack_for(PROFILE_ROOM, "text", cohesion);
	SAYS(text, true, "About: the area Hate crime and cohesion in all hubs.", "0 late, 1 due today.\n",
		"Harrogate: 0 late, 1 due today.",
		"Selby: 0 late, 0 due today.");
	SAYS(text, false, "REC-07");
	free(text);
}

/* A decision about a record that the profile may not see is hidden with it: about one under separate governance from
 * everybody. */
static void hidden_decisions(void **unused)
{
	static const char *const formats[] = { "markdown", "html", "text", "json" };
	(void)unused;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		char *room = pack_of(PROFILE_ROOM, formats[f]), *team = pack_of(PROFILE_TEAM, formats[f]);
		SAYS(room, false, "Not for the room");
		SAYS(room, true, f < 3 ? "What is about records withheld in profile room is left out."
			: "\"decisions_withheld\": true");
		SAYS(team, true, "Not for the room");
		SAYS(room, false, "Under its own rules since", "For nobody to read");
		SAYS(team, false, "Under its own rules since", "For nobody to read");
		free(room);
		free(team);
	}
}

/* What the title says is not said again. */
static void references(void **unused)
{
	struct pack pack = { 0 };
	(void)unused;
	assert_string_equal(pack_reference(&pack, "Recommendation REC-07", "REC-07"), "");
	assert_string_equal(pack_reference(&pack, "REC-07: training", "REC-07"), "");
	assert_string_equal(pack_reference(&pack, "Survey A-41", "A-4"), " (A-4)");
	assert_string_equal(pack_reference(&pack, "Survey XA-4, A-4", "A-4"), "");
	assert_string_equal(pack_reference(&pack, "Zone 21", "1"), " (1)");
	arena_free(&pack.arena);
}

/* An area's own figure is the one of its pattern, of a hub that there is. */
static void headlined(void **unused)
{
	struct area area = { .headline = "street-crime/{hub}/violent-crime" };
	const struct config one = { .hubs = config->hubs, .hub_count = config->hub_count, .areas = &area, .area_count = 1 };
	const struct report report = { .config = &one };
	(void)unused;
	assert_true(report_headlined(&report, "street-crime/selby/violent-crime"));
	assert_true(report_headlined(&report, "street-crime/countywide/violent-crime"));
	assert_false(report_headlined(&report, "street-crime/selby/burglary"));
	assert_false(report_headlined(&report, "street-crime/selby/not-violent-crime"));
	assert_false(report_headlined(&report, "street-crime/nowhere/violent-crime"));
	assert_false(report_headlined(&report, "street-crime/violent-crime"));
	area.headline = "K-ASB";
	assert_true(report_headlined(&report, "K-ASB"));
	assert_false(report_headlined(&report, "K-ASB-2"));
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;
	for (; (text = strstr(text, what)); text++)
		found++;
	return found;
}

/* Of a long list people read the first, and how many more there are; what counts is whole. */
static void long_lists(void **unused)
{
	struct asked all = ALL;
	char line[100];
	(void)unused;
	all.since = 0; /* every record is new */
	char *json = pack_for(PROFILE_ROOM, "json", all), *text = pack_for(PROFILE_ROOM, "text", all);
	json_t *pack = json_loads(json, 0, NULL);
	size_t changes = json_array_size(json_object_get(pack, "changes"));
	assert_true(changes > 2 * REPORT_MOST);
	snprintf(line, sizeof line, ": %zu changes. 3 late, 3 due today.", changes);
	SAYS(text, true, line);
	snprintf(line, sizeof line, "\nWhat changed\n%zu changes: ", changes);
	SAYS(text, true, line);
	snprintf(line, sizeof line, "\n%zu more are not listed here; the pack as CSV or JSON has all.\n",
		changes - REPORT_MOST);
	SAYS(text, true, line);
	char *end = strstr(text, "\nHubs and areas\n");
	*end = '\0';
	assert_int_equal(count(text, "\nNew: "), REPORT_MOST);
	json_decref(pack);
	free(json);
	free(text);
}

/* What came in the last 24 hours is told without a baseline: with one it is not asked for. */
static void last_day(void **unused)
{
	struct asked all = ALL, since = ALL;
	struct report report;
	struct error error = { "" };
	bool missing;
	struct store *store = store_open(records, &missing, &error);
	(void)unused;
	since.since = 0;
	load_pack(PROFILE_ROOM, &all, store, &report);
	assert_true(report.lists[REPORT_CHANGES].count > 0);
	report_free(&report);
	load_pack(PROFILE_ROOM, &since, store, &report);
	assert_int_equal(report.lists[REPORT_CHANGES].count, 0);
	assert_true(report.changes.count > 0);
	report_free(&report);
	store_close(store);
}

static char *read_file(const char *folder, const char *name)
{
	char path[400];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	struct stat is;
	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &is), 0);
	assert_int_equal(is.st_mode & 0777, 0600);
	char *text = mem_alloc((size_t)is.st_size + 1);
	assert_int_equal(fread(text, 1, (size_t)is.st_size, file), is.st_size);
	fclose(file);
	return text;
}

static void csv(void **unused)
{
	char folder[300];
	(void)unused;
	struct asked asked = ALL;
	snprintf(folder, sizeof folder, "%s/pack-csv", folder_path());
	asked.folder = folder;
	free(pack_for(PROFILE_ROOM, "csv", asked));
	free(pack_for(PROFILE_ROOM, "csv", asked)); /* over the last one */
	char *text = read_file(folder, "decisions.csv");
	assert_string_equal(text, CSV_MARK "Decision,Owner,Date,Reference,Marking\r\n"
		"Action: Tell the hubs <b>now</b>. Owner =NYP. Due Fri 17 Mar.,'=NYP,2023-03-17,A-41,OFFICIAL-SENSITIVE\r\n"
		"\"Question, carried until it is answered: Who pays for the lamps?\",,,A-41,OFFICIAL-SENSITIVE\r\n");
	free(text);
	text = read_file(folder, "hubs.csv");
	SAYS(text, true, "Hub,Partnership,Hubs,DA and VAWG,", "\r\nSelby,ok,RED,ok,ok,ok,,1,1,2023-03-14T08:30:00Z,"
		"Safety hubs is RED: 1 action over 7 days late.,OFFICIAL-SENSITIVE\r\n",
		"\r\nRichmondshire,unknown,unknown,unknown,unknown,unknown,,unknown,unknown,2023-03-07T08:30:00Z,\"No data for 7 days: ");
	free(text);
	text = read_file(folder, "cover.csv");
	SAYS(text, true, "\r\nPresent,\"NYP, YJS\",OFFICIAL-SENSITIVE\r\n", "This is a demonstration", "3 late, 3 due today.");
	free(text);
	text = read_file(folder, "late.csv");
	SAYS(text, true, CSV_MARK "What,When,Date,Where,Owner,Reference,Marking\r\n",
		"\r\n\"Lighting survey, zone 2\",\"was due Fri 10 Mar, 4 days late\",2023-03-10,Scarborough,SCA-BC,A-41,OFFICIAL-SENSITIVE\r\n");
	free(text);
	text = read_file(folder, "figures.csv");
	SAYS(text, true, "\r\n\"ASB, quarter to Feb: 142, up 24 on last year; may be chance\",2023-02,142,24,RED,Scarborough,NYP,K-ASB,",
		"\r\nHate reports: fewer than five,2023-02,<5,,,Ryedale,NYP,K-HATE,");
	free(text);
	asked.hub = config_hub_index(config, "selby"); /* all that concerns it is hidden */
	free(pack_for(PROFILE_ROOM, "csv", asked));
	text = read_file(folder, "decisions.csv");
	assert_string_equal(text, CSV_MARK "Decision,Owner,Date,Reference,Marking\r\n"
		"What is about records withheld in profile room is left out.,,,,OFFICIAL-SENSITIVE\r\n");
	free(text);
	asked.hub = PLACE_ANY;
	asked.nothing = true;
	free(pack_for(PROFILE_ROOM, "csv", asked));
	text = read_file(folder, "late.csv"); /* no row would read as none */
	SAYS(text, true, "\r\nNot known: no source has answered yet.,,,,,,OFFICIAL\r\n");
	free(text);
}

static void a_folder_of_others_is_refused(void **unused)
{
	char folder[300];
	struct asked all = ALL;
	struct report report;
	struct error error = { "" };
	bool missing;
	struct store *store = store_open(records, &missing, &error);
	(void)unused;
	snprintf(folder, sizeof folder, "%s/open", folder_path());
	assert_int_equal(mkdir(folder, 0777), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	load_pack(PROFILE_ROOM, &all, store, &report);
	assert_false(report_write(&report, report_format_named("csv"), folder, &error));
	assert_non_null(strstr(error.text, "Others may write into the folder"));
	report_free(&report);
	store_close(store);
}

/* ---- JSON: the shape of design.md §9 --------------------------------------------------------------- */

static bool is_time(const json_t *value)
{
	instant_t at;
	return json_is_string(value) && strlen(json_string_value(value)) == 20 && instant_parse(json_string_value(value), &at);
}

/* What a member has to be: s text, i whole number, b true, t a time in UTC, a array, o object; upper case: or null. */
static bool is_of(char type, const json_t *value)
{
	if (type >= 'A' && type <= 'Z')
		return json_is_null(value) || is_of((char)(type + 'a' - 'A'), value);
	switch (type) {
	case 's': return json_is_string(value);
	case 'i': return json_is_integer(value);
	case 'b': return json_is_true(value);
	case 't': return is_time(value);
	case 'a': return json_is_array(value);
	case 'o': return json_is_object(value);
	default: return false;
	}
}

struct member { const char *name; char type; };

/* Exactly these members, in this order. */
static void has_members(const char *where, json_t *object, const struct member *members, size_t count_of)
{
	size_t i = 0;
	for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at), i++) {
		const char *name = json_object_iter_key(at);
		if (i >= count_of || strcmp(name, members[i].name))
			fail_msg("%s: member %zu is \"%s\", expected \"%s\"", where, i, name, i < count_of ? members[i].name : "none");
		if (!is_of(members[i].type, json_object_iter_value(at)))
			fail_msg("%s: \"%s\" is not of type %c", where, name, members[i].type);
	}
	if (i != count_of)
		fail_msg("%s: \"%s\" is missing", where, members[i].name);
}
#define HAS_MEMBERS(where, object, ...) has_members(where, object, (const struct member[]){ __VA_ARGS__ }, \
	sizeof((const struct member[]){ __VA_ARGS__ }) / sizeof(struct member))

/* A list of the pack that is not empty. */
static json_t *list_of(json_t *pack, const char *name)
{
	json_t *list = json_object_get(pack, name);
	if (json_array_size(list) == 0)
		fail_msg("\"%s\" is empty", name);
	return list;
}

static void are_records(json_t *pack, const char *where, const char *kind)
{
	json_t *record;
	size_t i;
	json_array_foreach(list_of(pack, where), i, record) {
		HAS_MEMBERS(where, record, { "id", 's' }, { "source", 's' }, { "kind", 's' }, { "title", 's' }, { "hubs", 'a' },
			{ "areas", 'a' }, { "status", 'S' }, { "rating", 'S' }, { "why", 'S' }, { "owner", 'S' }, { "due", 'S' },
			{ "due_in_days", 'I' }, { "flags", 'a' }, { "change", 'S' }, { "updated", 'T' }, { "marking", 's' }, { "data",
			'o' });
		if (kind)
			assert_string_equal(json_string_value(json_object_get(record, "kind")), kind);
	}
}

static void json_shape(void **unused)
{
	static const char *const kinds[][2] = { { "measures", "measure" }, { "milestones", "milestone" }, { "meetings",
		"meeting" },
		{ "reviews", "review" }, { "powers", "power" }, { "notices", "notice" }, { "campaigns", "campaign" },
		{ "objectives", "objective" }, { "bodies", "body" } };
	struct asked since = ALL;
	(void)unused;
	since.since = 0;
	char *text = pack_for(PROFILE_ROOM, "json", since);
	json_t *pack = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *item;
	size_t i;
	HAS_MEMBERS("pack", pack, { "as_of", 't' }, { "partnership", 's' }, { "marking", 's' }, { "profile", 's' },
		{ "withheld", 'i' },
		{ "baseline", 'O' }, { "sources", 'a' }, { "cells", 'a' }, { "changes", 'a' }, { "actions", 'o' }, { "measures",
		'a' },
		{ "milestones", 'a' }, { "meetings", 'a' }, { "reviews", 'a' }, { "powers", 'a' }, { "notices", 'a' },
		{ "campaigns", 'a' },
		{ "objectives", 'a' }, { "bodies", 'a' }, { "briefing", 'O' }, { "decisions", 'a' },
		{ "decisions_withheld", 'b' }, { "questions", 'a' });
	HAS_MEMBERS("baseline", json_object_get(pack, "baseline"), { "forum", 'S' }, { "held_at", 't' });
	json_array_foreach(list_of(pack, "sources"), i, item)
		HAS_MEMBERS("source", item, { "id", 's' }, { "state", 's' }, { "age_s", 'I' }, { "records", 'i' }, { "error", 'S' });
	json_array_foreach(list_of(pack, "cells"), i, item)
		HAS_MEMBERS("cell", item, { "hub", 's' }, { "area", 's' }, { "state", 's' }, { "rating", 'S' }, { "changed", 'I' },
			{ "late", 'I' }, { "due_today", 'I' }, { "why", 'S' });
	json_array_foreach(list_of(pack, "changes"), i, item)
		HAS_MEMBERS("change", item, { "id", 's' }, { "change", 's' }, { "from", 'S' }, { "to", 'S' });
	json_array_foreach(list_of(pack, "decisions"), i, item)
		HAS_MEMBERS("decision", item, { "at", 't' }, { "decision", 's' }, { "record", 'S' }, { "owner", 'S' }, { "due",
			'S' });
	assert_int_equal(json_array_size(json_object_get(pack, "questions")), 1);
	item = json_array_get(json_object_get(pack, "questions"), 0);
	HAS_MEMBERS("question", item, { "at", 't' }, { "decision", 's' }, { "record", 'S' }, { "owner", 'S' }, { "due", 'S' });
	assert_string_equal(json_string_value(json_object_get(item, "decision")),
		"Question, carried until it is answered: Who pays for the lamps?");
	HAS_MEMBERS("briefing", json_object_get(pack, "briefing"), { "forum", 's' }, { "started", 't' }, { "held_at", 'T' },
		{ "office", 'S' }, { "present", 'S' });
	HAS_MEMBERS("actions", json_object_get(pack, "actions"), { "overdue", 'a' }, { "due_today", 'a' }, { "due_soon",
		'a' });
	json_t *actions = json_object_get(pack, "actions");
	are_records(actions, "overdue", NULL);
	are_records(actions, "due_today", NULL);
	are_records(actions, "due_soon", NULL);
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		are_records(pack, kinds[i][0], kinds[i][1]);
	json_decref(pack);
	free(text);
	text = pack_of(PROFILE_PUBLIC, "json");
	pack = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	HAS_MEMBERS("public", pack, { "as_of", 't' }, { "partnership", 's' }, { "marking", 's' }, { "profile", 's' },
		{ "baseline", 'O' }, { "sources", 'a' }, { "cells", 'a' }, { "changes", 'a' }, { "actions", 'o' }, { "measures",
		'a' },
		{ "milestones", 'a' }, { "meetings", 'a' }, { "reviews", 'a' }, { "powers", 'a' }, { "notices", 'a' },
		{ "campaigns", 'a' },
		{ "objectives", 'a' }, { "bodies", 'a' });
	json_decref(pack);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(markdown), cmocka_unit_test(html),
		cmocka_unit_test(every_picture_is_told), cmocka_unit_test(hidden_numbers), cmocka_unit_test(nothing_known),
		cmocka_unit_test(narrowed),
		cmocka_unit_test(hidden_decisions), cmocka_unit_test(references), cmocka_unit_test(headlined),
		cmocka_unit_test(long_lists), cmocka_unit_test(last_day), cmocka_unit_test(csv), cmocka_unit_test(a_folder_of_others_is_refused), cmocka_unit_test(json_shape) };
	return cmocka_run_group_tests_name("pack", tests, start, end);
}
