/* `hubbrief report`: the pack on standard output. What it holds and says is src/report/'s. */
#include <stdio.h>
#include <string.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/report.h"

static const struct format {
	const char *name;
	void (*write)(const struct report *report, struct str *out);
} formats[] = { { "text", report_text }, { "json", report_json } };

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (!strcmp(name, formats[i].name))
			return &formats[i];
	return NULL;
}

static int write_report(const struct options *options, const struct config *config, struct store *store,
	const struct format *format)
{
	struct report report = { 0 };
	struct error error = { 0 };
	struct str out = { 0 };
	int hub, area, code = cmd_places(options, config, &hub, &area);
	if (code)
		return code;
	struct moment moment = cmd_moment(options, config, hub);
	if (!report_load(store, config, &moment, hub, area, &report, &error))
		return cmd_fail(EXIT_STORE, "%s", error.text);
	format->write(&report, &out);
	fwrite(str_text(&out), 1, out.length, stdout);
	str_free(&out);
	report_free(&report);
	return cmd_flush(EXIT_OK);
}

int cmd_report(const struct options *options, int argc, char **argv)
{
	const char *name = "text";
	struct config *config = NULL;
	struct store *store = NULL;
	const struct option_row rows[] = { { "format", "text|json", "", &name, NULL } };
	if (!cmd_take_options(rows, 1, false, &argc, argv))
		return EXIT_USAGE;
	const struct format *format = format_named(name);
	if (!format)
		return cmd_fail(EXIT_USAGE, "--format %s: expected text or json.", name);
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "report takes no \"%s\"; --hub and --area narrow it.", argv[1]);
	int code = cmd_config(options, &config);
	if (!code)
		code = cmd_store(options, &store);
	if (!code)
		code = write_report(options, config, store, format);
	if (store)
		store_close(store);
	if (config)
		config_free(config);
	return code;
}
