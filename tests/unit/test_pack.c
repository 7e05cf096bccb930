/* The pack as Markdown, HTML and CSV, with the meeting in it, and with hostile text: src/report/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "harness/demo_store.h"
#include "harness/folder.h"
#include "harness/stores.h"
#include "hubbrief/mem.h"
#include "hubbrief/report.h"

static char records[256], kept[256];
static struct config *config;

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
	struct decision decision = { .briefing = id, .at = demo_now(), .type = DECISION_ACTION, .source = mem_dup(""),
		.record = mem_dup("A-41"), .title = mem_dup("Tell the hubs <b>now</b>"), .text = mem_dup(""),
		.owner = mem_dup("=NYP"), .due = instant_day(demo_now()) + 3 };
	assert_true(state_decide(state, &decision, &error) > 0);
	decision_clear(&decision);
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

/* The demonstration's pack in one format; owned. With `folder` it is written there instead. */
static char *pack_of(enum profile profile, const char *format, const char *folder)
{
	struct moment moment = moment_at(demo_now(), profile);
	struct report report;
	struct error error = { "" };
	bool missing;
	char *notice = NULL;
	struct store *store = store_open(records, &missing, &error);
	struct state *state = state_open(kept, &notice, &error);
	struct str text = { 0 };

	assert_non_null(store);
	assert_true(report_load(store, config, &moment, PLACE_ANY, PLACE_ANY, &report, &error));
	report_add_meeting(&report, state);
	if (folder && !report_write(&report, report_format_named(format), folder, &error))
		fail_msg("%s", error.text);
	if (!folder)
		report_format_named(format)->write(&report, &text);
	report_free(&report);
	state_close(state);
	store_close(store);
	return str_take(&text);
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
	char *text = pack_of(PROFILE_ROOM, "markdown", NULL);
	SAYS(text, true, "**OFFICIAL-SENSITIVE**\n\n# North Yorkshire", "- Present: NYP, YJS.", "- Recorded by: Hub coordinator.",
		"| Hub | Partnership | Hubs |", "| Selby | ok | RED |", "## Actions by agency",
		"| SCA-BC | was due Fri 10 Mar, 4 days late | Lighting survey, zone 2 |", "## The week ahead", "## Countdowns and reviews",
		"by Jan 2024, 323 days left", "Action: Tell the hubs \\<b\\>now\\</b\\>.", "| partners/richmondshire | dead | 7 Mar |");
	SAYS(text, false, "MT-TRAP", "<b>", "\033");
	assert_string_equal(text + strlen(text) - strlen("**OFFICIAL-SENSITIVE**\n"), "**OFFICIAL-SENSITIVE**\n");
	free(text);
}

static void html(void **unused)
{
	(void)unused;
	char *text = pack_of(PROFILE_ROOM, "html", NULL);
	SAYS(text, true, "<!DOCTYPE html>\n<html lang=\"en-GB\">", "default-src 'none'", "<header><p class=\"marking\">OFFICIAL-SENSITIVE<",
		"<footer><p class=\"marking\">OFFICIAL-SENSITIVE<", "<td class=\"red word\">RED</td>", "<desc id=\"tiles-0-text\">Countywide: RED,",
		"Richmondshire: NO DATA, 7 days.", "Tell the hubs &lt;b&gt;now&lt;/b&gt;", "<th scope=\"row\" class=\"word\">Selby</th>",
		"<caption>Decisions</caption>");
	SAYS(text, false, "MT-TRAP", "<b>", "<script", "http:", "https:", "src=", "url(", "@import", "javascript");
	free(text);
}

/* Every picture has a title and a description that is not empty. */
static void every_picture_is_told(void **unused)
{
	(void)unused;
	char *text = pack_of(PROFILE_TEAM, "html", NULL);
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
	(void)unused;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
		for (size_t p = 0; p < sizeof profiles / sizeof *profiles; p++) {
			char *text = pack_of(profiles[p], formats[f], NULL);
			SAYS(text, profiles[p] != PROFILE_PUBLIC, "Hate reports: fewer than five");
			SAYS(text, false, "Hate reports: 3", "Hate reports, quarter to Feb: 3");
			if (profiles[p] == PROFILE_PUBLIC)
				SAYS(text, false, "Tell the hubs", "NYP, YJS", "REC-07", "OFFICIAL-SENSITIVE");
			free(text);
		}
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
	snprintf(folder, sizeof folder, "%s/pack-csv", folder_path());
	pack_of(PROFILE_ROOM, "csv", folder);
	pack_of(PROFILE_ROOM, "csv", folder); /* over the last one */
	char *text = read_file(folder, "decisions.csv");
	assert_string_equal(text, "Decision,Owner,Date,Reference,Marking\r\n"
		"Action: Tell the hubs <b>now</b>. Owner =NYP. Due Fri 17 Mar.,'=NYP,Fri 17 Mar,A-41,OFFICIAL-SENSITIVE\r\n");
	free(text);
	text = read_file(folder, "hubs.csv");
	SAYS(text, true, "Hub,Partnership,Hubs,DA and VAWG,", "\r\nSelby,ok,RED,ok,ok,ok,");
	free(text);
	text = read_file(folder, "cover.csv");
	SAYS(text, true, "\"Present: NYP, YJS.\",OFFICIAL-SENSITIVE\r\n");
	free(text);
}

static void a_folder_of_others_is_refused(void **unused)
{
	char folder[300];
	struct moment moment = moment_at(demo_now(), PROFILE_ROOM);
	struct report report;
	struct error error = { "" };
	bool missing;
	struct store *store = store_open(records, &missing, &error);
	(void)unused;
	snprintf(folder, sizeof folder, "%s/open", folder_path());
	assert_int_equal(mkdir(folder, 0777), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_true(report_load(store, config, &moment, PLACE_ANY, PLACE_ANY, &report, &error));
	assert_false(report_write(&report, report_format_named("csv"), folder, &error));
	assert_non_null(strstr(error.text, "Others may write into the folder"));
	report_free(&report);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(markdown), cmocka_unit_test(html),
		cmocka_unit_test(every_picture_is_told), cmocka_unit_test(hidden_numbers), cmocka_unit_test(csv),
		cmocka_unit_test(a_folder_of_others_is_refused) };
	return cmocka_run_group_tests_name("pack", tests, start, end);
}
