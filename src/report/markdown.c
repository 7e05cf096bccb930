/* The pack as Markdown (CommonMark with pipe tables). Called through report_formats. Foreign text is written so that no
 * reader takes it for markup or a link. */
#include "hubbrief/pack.h"

#include <string.h>

/* Some readers make links of addresses, and formulas between dollars. */
static void add_text(const char *text, struct str *out)
{
	for (const char *at = text; *at; at++) {
		bool www = *at == '.' && at - text >= 3 && strncasecmp(at - 3, "www", 3) == 0;
		if (strchr("\\`*_[]<>#|~&$", *at) || www || str_starts(at, "://"))
			str_addc(out, '\\');
		str_addc(out, *at);
	}
}

/* At the start of a line "1." and "-" would begin a list. */
static void add_line(const char *line, struct str *out)
{
	size_t digits = strspn(line, "0123456789");

	if (strchr("+-=", *line) || (digits && strchr(".)", line[digits]))) {
		str_addn(out, line, digits);
		str_addc(out, '\\');
		line += digits;
	}
	add_text(line, out);
	str_addc(out, '\n');
}

/* What is red or amber is bold as well. */
static void add_row(const struct pack_table *table, size_t row, struct str *out)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct pack_cell *cell = &table->cells[row * table->column_count + i];
		const char *bold = *cell->text && (cell->tone == TONE_RED || cell->tone == TONE_AMBER) ? "**" : "";
		if (!table->columns[i].title)
			continue;
		str_addf(out, "| %s", bold);
		add_text(cell->text, out);
		str_addf(out, "%s ", bold);
	}
	str_add(out, "|\n");
}

static void add_table(const struct pack_table *table, struct str *out)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].title) {
			str_add(out, "| ");
			add_text(table->columns[i].title, out);
			str_addc(out, ' ');
		}
	str_add(out, "|\n");
	for (size_t i = 0; i < table->column_count; i++)
		str_add(out, table->columns[i].title ? "| --- " : "");
	str_add(out, "|\n");
	for (size_t row = 0; row < table->rows; row++)
		add_row(table, row, out);
	str_addc(out, '\n');
}

static void add_lines(const struct pack_lines *lines, struct str *out)
{
	for (size_t i = 0; i < lines->count; i++) {
		str_add(out, lines->count > 1 ? "- " : "");
		add_line(lines->at[i], out);
	}
	str_add(out, lines->count ? "\n" : "");
}

static void add_marking(const struct pack *pack, struct str *out)
{
	str_addf(out, "**%s**\n", pack->marking);
}

void report_markdown(const struct report *report, struct str *out)
{
	struct pack pack;

	pack_build(report, &pack);
	add_marking(&pack, out);
	str_add(out, "\n# ");
	add_text(pack.name, out);
	str_addf(out, ": %s\n\n", pack.about);
	for (size_t i = 0; i < pack.count; i++) {
		const struct pack_section *section = &pack.sections[i];
		str_addf(out, "## %s\n\n", section->title);
		add_lines(&section->lines, out);
		if (section->table.rows)
			add_table(&section->table, out);
		add_lines(&section->notes, out);
		add_lines(&section->after, out);
	}
	add_marking(&pack, out);
	pack_free(&pack);
}
