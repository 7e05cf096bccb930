/* The formats of the pack by name, and writing it to a file or a folder: see report.h. Called by cmd/report.c, and by
 * the board for `W`. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/files.h"
#include "hubbrief/mem.h"
#include "hubbrief/pack.h"

const struct report_format report_formats[] = {
	{ "html", "html", report_html, false }, { "text", "txt", report_text, false },
	{ "markdown", "md", report_markdown, false }, { "csv", "csv", NULL, true }, { "json", "json", report_json, true },
	{ NULL, NULL, NULL, false },
};

const struct report_format *report_format_named(const char *name)
{
	for (const struct report_format *format = report_formats; format->name; format++)
		if (!strcmp(name, format->name))
			return format;
	return NULL;
}

static bool write_sections(const struct pack *pack, const char *folder, struct error *error)
{
	bool fine = file_folder(folder, error);

	for (size_t i = 0; fine && i < pack->count; i++) {
		struct str text = { 0 };
		char *path = mem_printf("%s/%s.csv", folder, pack->sections[i].name);
		pack_csv(pack, &pack->sections[i], &text);
		fine = file_write(path, str_text(&text), text.length, error);
		free(path);
		str_free(&text);
	}
	return fine;
}

bool report_write(const struct report *report, const struct report_format *format, const char *path,
	struct error *error)
{
	struct str text = { 0 };

	if (!format->write) {
		struct pack pack;
		pack_build(report, &pack);
		bool written = write_sections(&pack, path, error);
		pack_free(&pack);
		return written;
	}
	format->write(report, &text);
	bool fine = file_write(path, str_text(&text), text.length, error);
	str_free(&text);
	return fine;
}
