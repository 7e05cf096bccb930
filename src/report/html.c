/* The pack as one HTML file that asks for nothing else: no script, no font, no picture of another file; it says so to
 * the browser as well. Its looks are html_style.c's. Called through report_formats. */
#include <string.h>

#include "hubbrief/pack.h"

void html_text(const char *text, struct str *out)
{
	static const struct { char c; const char *entity; } entities[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" },
	};

	for (; *text; text++) {
		size_t i = 0;
		while (i < sizeof entities / sizeof *entities && entities[i].c != *text)
			i++;
		if (i < sizeof entities / sizeof *entities)
			str_add(out, entities[i].entity);
		else
			str_addc(out, *text);
	}
}

static void element(const char *name, const char *text, struct str *out)
{
	str_addf(out, "<%s>", name);
	html_text(text, out);
	str_addf(out, "</%s>\n", name);
}

/* ---- a section ----------------------------------------------------------------------------------- */

static void add_lines(const struct pack_lines *lines, struct str *out)
{
	if (lines->count == 1)
		element("p", lines->at[0], out);
	else if (lines->count) {
		str_add(out, "<ul>\n");
		for (size_t i = 0; i < lines->count; i++)
			element("li", lines->at[i], out);
		str_add(out, "</ul>\n");
	}
}

enum { SHORT_MOST = 20, WORD_MOST = 24 };

static size_t longest_word(const char *text)
{
	size_t longest = 0, length = 0;

	for (; *text; text++) {
		length = *text == ' ' ? 0 : length + 1;
		longest = length > longest ? length : longest;
	}
	return longest;
}

/* A short text ("HAR-BC", "Fri 17 Mar") stays in one piece, a long word may be broken anywhere. */
static const char *fit_class(const char *text, bool heads)
{
	if (longest_word(text) > WORD_MOST)
		return "long";
	return *text && strlen(text) <= SHORT_MOST && (!heads || !strchr(text, ' ')) ? "short" : "";
}

/* The roles are those of a table: a narrow window shows its rows as blocks (each cell with the head of its column), and
 * some browsers then forget what it is. */
static void add_cell(const struct pack_column *column, const struct pack_cell *cell, bool heads, struct str *out)
{
	static const char *const tones[] = {
		[TONE_PLAIN] = "", [TONE_RED] = "red", [TONE_AMBER] = "amber", [TONE_GOOD] = "good", [TONE_UNKNOWN] = "unknown",
	};
	const char *tone = tones[cell->tone], *fit = fit_class(cell->text, heads);

	str_add(out, heads ? "<th scope=\"row\" role=\"rowheader\"" : "<td role=\"cell\"");
	if (*tone || *fit)
		str_addf(out, " class=\"%s%s%s\"", tone, *tone && *fit ? " " : "", fit);
	str_add(out, " data-head=\"");
	html_text(column->title, out);
	str_add(out, "\">");
	html_text(cell->text, out);
	str_add(out, heads ? "</th>" : "</td>");
}

static void add_table(const struct pack_section *section, struct str *out)
{
	const struct pack_table *table = &section->table;

	str_addf(out, "<table class=\"list\" role=\"table\">\n<caption>%s</caption>\n"
		"<thead role=\"rowgroup\"><tr role=\"row\">", section->title);
	for (size_t i = 0; i < table->column_count; i++) {
		if (!table->columns[i].title)
			continue;
		str_add(out, "<th scope=\"col\" role=\"columnheader\">");
		html_text(table->columns[i].title, out);
		str_add(out, "</th>");
	}
	str_add(out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
	for (size_t row = 0; row < table->rows; row++) {
		str_add(out, "<tr role=\"row\">");
		for (size_t i = 0; i < table->column_count; i++)
			if (table->columns[i].title)
				add_cell(&table->columns[i], &table->cells[row * table->column_count + i], i == 0, out);
		str_add(out, "</tr>\n");
	}
	str_add(out, "</tbody></table>\n");
}

static void add_charts(const struct report *report, struct str *out)
{
	const struct report_entry *measures = report->lists[REPORT_MEASURES].at;
	struct str charts = { 0 };

	for (size_t i = 0; i < report->lists[REPORT_MEASURES].count; i++)
		if (svg_has_chart(report, &measures[i]))
			svg_chart(&measures[i], (int)i, &charts);
	if (charts.length)
		str_addf(out, "<p class=\"lead\">In the charts a ring is the same period last year. What may not be shown is left"
			" out.</p>\n<div class=\"charts\">\n%s</div>\n", str_text(&charts));
	str_free(&charts);
}

static void add_section(const struct pack *pack, const struct pack_section *section, struct str *out)
{
	bool leads = section->table.rows; /* on paper nothing parts the two */

	str_addf(out, "<section class=\"%s\">\n%s<h2 id=\"%s\">", section->name, leads ? "<div class=\"lead\">\n" : "",
		section->name);
	html_text(section->title, out);
	str_add(out, "</h2>\n");
	add_lines(&section->lines, out);
	str_add(out, leads ? "</div>\n" : "");
	if (section->picture == PICTURE_CHARTS)
		add_charts(pack->report, out);
	if (section->table.rows)
		add_table(section, out);
	if (section->picture == PICTURE_TILES)
		svg_tiles(pack->report, out);
	add_lines(&section->notes, out);
	add_lines(&section->after, out);
	str_add(out, "</section>\n");
}

/* ---- the page ------------------------------------------------------------------------------------ */

static void add_marking(const char *part, const struct pack *pack, struct str *out)
{
	str_addf(out, "<%s><p class=\"marking\">%s</p></%s>\n", part, pack->marking, part);
}

static void add_contents(const struct pack *pack, struct str *out)
{
	str_add(out, "<nav aria-label=\"Contents\"><ul>\n");
	for (size_t i = 1; i < pack->count; i++)
		str_addf(out, "<li><a href=\"#%s\">%s</a></li>\n", pack->sections[i].name, pack->sections[i].title);
	str_add(out, "</ul></nav>\n");
}

/* The day stays in one piece. */
static void add_title(const struct pack *pack, struct str *out)
{
	str_add(out, "<h1>");
	html_text(pack->name, out);
	str_addf(out, ": <span>%s</span></h1>\n", pack->about);
}

void report_html(const struct report *report, struct str *out)
{
	struct pack pack;

	pack_build(report, &pack);
	str_add(out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n");
	str_add(out, "<title>");
	html_text(pack.name, out);
	str_addf(out, ": %s</title>\n<style>\n%s</style>\n</head>\n<body>\n<div class=\"page\">\n", pack.about, html_style);
	add_marking("header", &pack, out);
	str_add(out, "<main>\n");
	add_title(&pack, out);
	add_contents(&pack, out);
	for (size_t i = 0; i < pack.count; i++)
		add_section(&pack, &pack.sections[i], out);
	str_add(out, "</main>\n");
	add_marking("footer", &pack, out);
	str_add(out, "</div>\n</body>\n</html>\n");
	pack_free(&pack);
}
