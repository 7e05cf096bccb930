/* The pack as one HTML file that asks for nothing else: no script, no font, no picture of another file; it says so to the
 * browser as well. The marking heads and ends every printed page: what a style sheet calls a table's head and foot
 * repeats in every browser. Called through report_formats. */
#include <string.h>

#include "hubbrief/pack.h"

static const char style[] =
	"@page{size:A4;margin:12mm 14mm}\n"
	":root{color-scheme:light}\n"
	"body{margin:0 auto;max-width:62rem;padding:0 1rem;font:1rem/1.4 system-ui,\"Segoe UI\",Arial,sans-serif;color:#1a1a1a;"
	"background:#fff;-webkit-print-color-adjust:exact;print-color-adjust:exact}\n"
	"table{border-collapse:collapse;width:100%}\n"
	".marking{margin:0;padding:2mm 0;text-align:center;font-weight:700;letter-spacing:.04em}\n"
	"h1{font-size:1.5rem;margin:.4rem 0 .8rem}\n"
	"h2{font-size:1.15rem;margin:1.6rem 0 .4rem;border-bottom:2px solid #1a1a1a;break-after:avoid}\n"
	"p,ul{margin:.3rem 0}\n"
	"ul{padding-left:1.2rem}\n"
	".list{margin-top:.5rem;font-size:.92rem}\n"
	".list th,.list td{border-bottom:1px solid #b5b5b5;padding:.18rem .5rem .18rem .2rem;text-align:left;vertical-align:top;"
	"font-weight:400}\n"
	".list thead th{border-bottom:1px solid #1a1a1a;font-weight:700}\n"
	".list tr{break-inside:avoid}\n"
	".list .red,.list .amber{font-weight:700}\n"
	".list .word{white-space:nowrap}\n"
	".scroll{overflow-x:auto}\n"
	"caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\n"
	".red{color:#9b0010;fill:#9b0010;font-weight:700}\n"
	".amber{color:#7a4700;fill:#7a4700;font-weight:700}\n"
	".good{color:#1b5e2f;fill:#1b5e2f}\n"
	".unknown{color:#4d4d4d;fill:#4d4d4d;font-style:italic}\n"
	"svg{display:block;width:100%;height:auto}\n"
	"svg text{fill:#1a1a1a;font:12px system-ui,\"Segoe UI\",Arial,sans-serif}\n"
	".tiles{max-width:40rem;margin:.8rem 0}\n"
	".tile{stroke:#1a1a1a;stroke-width:1;fill:#fff}\n"
	".tile.red{fill:#fbdcdc}.tile.amber{fill:#fff0cc}.tile.good{fill:#e1f3e4}.tile.unknown{fill:#e9e9e9;stroke-dasharray:4 3}\n"
	"svg .tile-name,svg .tile-state{font-weight:700}\n"
	".charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.8rem;margin:.8rem 0}\n"
	"figure{margin:0;break-inside:avoid}\n"
	"figcaption{font-size:.85rem}\n"
	".line{fill:none;stroke:#1f4e8c;stroke-width:1.8}.point{fill:#1f4e8c}\n"
	".ring{fill:none;stroke:#1a1a1a;stroke-width:1.2}.axis{stroke:#4d4d4d;stroke-width:1}\n"
	".threshold{stroke-width:1.2;stroke-dasharray:5 3}.threshold.green{stroke:#1b5e2f}.threshold.amber{stroke:#7a4700}"
	".threshold.target{stroke:#4d4d4d}\n"
	"svg .value,svg .last{text-anchor:end}svg .value,svg .first,svg .last{font-size:10px}\n"
	"@media print{.page{display:table;width:100%;table-layout:fixed}.page>main{display:table-row-group}"
	".page>header{display:table-header-group;break-inside:avoid}.page>footer{display:table-footer-group;break-inside:avoid}"
	":root{font-size:9.5pt}body{max-width:none;padding:0;font-size:1rem}.scroll{overflow:visible}.charts{grid-template-columns:repeat(3,1fr)}"
	"a{color:inherit;text-decoration:none}nav{display:none}}\n";

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

static void add_lines(const struct pack_section *section, struct str *out)
{
	if (section->line_count == 1)
		element("p", section->lines[0], out);
	else if (section->line_count) {
		str_add(out, "<ul>\n");
		for (size_t i = 0; i < section->line_count; i++)
			element("li", section->lines[i], out);
		str_add(out, "</ul>\n");
	}
}

/* A single word, "HAR-BC", is not to be broken. */
static void add_cell(const struct pack_cell *cell, bool heads, struct str *out)
{
	static const char *const tones[] = {
		[TONE_PLAIN] = "", [TONE_RED] = "red", [TONE_AMBER] = "amber", [TONE_GOOD] = "good", [TONE_UNKNOWN] = "unknown",
	};
	bool word = *cell->text && !strchr(cell->text, ' ') && strlen(cell->text) < 24;

	str_add(out, heads ? "<th scope=\"row\"" : "<td");
	if (word || *tones[cell->tone])
		str_addf(out, " class=\"%s%s%s\"", tones[cell->tone], word && *tones[cell->tone] ? " " : "", word ? "word" : "");
	str_addc(out, '>');
	html_text(cell->text, out);
	str_add(out, heads ? "</th>" : "</td>");
}

static void add_table(const struct pack_section *section, struct str *out)
{
	const struct pack_table *table = &section->table;

	str_addf(out, "<div class=\"scroll\"><table class=\"list\">\n<caption>%s</caption>\n<thead><tr>", section->title);
	for (size_t i = 0; i < table->column_count; i++) {
		str_add(out, "<th scope=\"col\">");
		html_text(table->columns[i], out);
		str_add(out, "</th>");
	}
	str_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t row = 0; row < table->rows; row++) {
		str_add(out, "<tr>");
		for (size_t i = 0; i < table->column_count; i++)
			add_cell(&table->cells[row * table->column_count + i], i == 0, out);
		str_add(out, "</tr>\n");
	}
	str_add(out, "</tbody></table></div>\n");
}

static void add_charts(const struct report *report, struct str *out)
{
	str_add(out, "<p>Charts: a dashed line is a threshold, a ring the same period last year; what may not be shown is left"
		" out.</p>\n<div class=\"charts\">\n");
	for (size_t i = 0; i < report->lists[REPORT_MEASURES].count; i++)
		if (pack_charts(report, &report->lists[REPORT_MEASURES].at[i]))
			svg_chart(&report->lists[REPORT_MEASURES].at[i], (int)i, out);
	str_add(out, "</div>\n");
}

static void add_section(const struct pack *pack, const struct pack_section *section, struct str *out)
{
	str_addf(out, "<section>\n<h2 id=\"%s\">", section->name);
	html_text(section->title, out);
	str_add(out, "</h2>\n");
	if (section->picture == PICTURE_TILES && pack->report->hub == PLACE_ANY)
		svg_tiles(pack->report, out);
	add_lines(section, out);
	if (section->picture == PICTURE_CHARTS)
		add_charts(pack->report, out);
	if (section->table.rows)
		add_table(section, out);
	str_add(out, "</section>\n");
}

/* ---- the page ------------------------------------------------------------------------------------ */

static void add_marking(const char *part, const struct pack *pack, struct str *out)
{
	str_addf(out, "<%s><p class=\"marking\">%s</p></%s>\n", part, pack->marking, part);
}

static void add_contents(const struct pack *pack, struct str *out)
{
	str_add(out, "<nav aria-label=\"Contents\"><p>");
	for (size_t i = 1; i < pack->count; i++)
		str_addf(out, "%s<a href=\"#%s\">%s</a>", i > 1 ? " · " : "", pack->sections[i].name, pack->sections[i].title);
	str_add(out, "</p></nav>\n");
}

void report_html(const struct report *report, struct str *out)
{
	struct pack pack;

	pack_build(report, &pack);
	str_add(out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n");
	element("title", pack.title, out);
	str_addf(out, "<style>\n%s</style>\n</head>\n<body>\n<div class=\"page\">\n", style);
	add_marking("header", &pack, out);
	str_add(out, "<main>\n");
	element("h1", pack.title, out);
	add_contents(&pack, out);
	for (size_t i = 0; i < pack.count; i++)
		add_section(&pack, &pack.sections[i], out);
	str_add(out, "</main>\n");
	add_marking("footer", &pack, out);
	str_add(out, "</div>\n</body>\n</html>\n");
	pack_free(&pack);
}
