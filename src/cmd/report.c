/* `hubbrief report`: the pack on standard output, or in a file or folder. What it holds and says is src/report/'s. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/report.h"

struct asked {
	const struct report_format *format;
	const char *out;   /* where to write; NULL standard output */
	const char *since; /* NULL: the last briefing */
};

static int put(const struct report *report, const struct asked *asked)
{
	struct error error = { "" };
	struct str text = { 0 };

	if (asked->out)
		return report_write(report, asked->format, asked->out, &error) ? EXIT_OK : cmd_fail(EXIT_NO, "%s", error.text);
	asked->format->write(report, &text);
	fwrite(str_text(&text), 1, text.length, stdout);
	str_free(&text);
	return cmd_flush(EXIT_OK);
}

static void add_meeting(const struct options *options, struct report *report)
{
	struct state *state = NULL;
	char *path = store_path(options->state, "state.db", NULL);

	if (path && access(path, F_OK) == 0 && !cmd_state(options, &state))
		report_add_meeting(report, state);
	state_close(state);
	free(path);
}

static int write_report(const struct options *options, const struct config *config, struct store *store,
	const struct asked *asked)
{
	struct report report = { 0 };
	struct error error = { 0 };
	int hub, area, code = cmd_places(options, config, &hub, &area);
	if (code)
		return code;
	struct moment moment = cmd_moment(options, config, store, hub);
	if (asked->since && (code = cmd_since(options, config, store, hub, asked->since, &moment)))
		return code;
	if (!report_load(store, config, &moment, hub, area, &report, &error))
		return cmd_fail(EXIT_STORE, "%s", error.text);
	add_meeting(options, &report);
	code = put(&report, asked);
	report_free(&report);
	return code;
}

int cmd_report(const struct options *options, int argc, char **argv)
{
	const char *name = "text";
	struct asked asked = { 0 };
	struct config *config = NULL;
	struct store *store = NULL;
	const struct option_row rows[] = {
		{ "format", "text|markdown|html|csv|json", "", &name, NULL }, { "out", "FILE", "", &asked.out, NULL },
		{ "since", "WHEN", "", &asked.since, NULL },
	};
	if (!cmd_take_options(rows, sizeof rows / sizeof *rows, false, &argc, argv))
		return EXIT_USAGE;
	asked.format = report_format_named(name);
	if (!asked.format)
		return cmd_fail(EXIT_USAGE, "--format %s: expected text, markdown, html, csv or json.", name);
	if (!asked.format->write && !asked.out)
		return cmd_fail(EXIT_USAGE, "--format csv writes a file for each section: name a folder with --out FOLDER.");
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "report takes no \"%s\"; --hub and --area narrow it.", argv[1]);
	int code = cmd_config(options, &config);
	if (!code)
		code = cmd_store(options, &store);
	if (!code)
		code = write_report(options, config, store, &asked);
	if (store)
		store_close(store);
	if (config)
		config_free(config);
	return code;
}
