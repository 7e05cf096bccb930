/* The pack as Markdown (CommonMark with pipe tables). Called through report_formats. Foreign text is written so that no
 * reader takes it for markup or a link. */
#include "hubbrief/pack.h"

#include <string.h>

static void add_text(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (strchr("\\`*_[]<>#|~&", *text) || str_starts(text, "://")) /* some readers make links of addresses */
			str_addc(out, '\\');
		str_addc(out, *text);
	}
}

static void add_row(const struct pack_cell *cells, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		str_add(out, "| ");
		add_text(cells[i].text, out);
		str_addc(out, ' ');
	}
	str_add(out, "|\n");
}

static void add_table(const struct pack_table *table, struct str *out)
{
	for (size_t i = 0; i < table->column_count; i++) {
		str_add(out, "| ");
		add_text(table->columns[i], out);
		str_addc(out, ' ');
	}
	str_add(out, "|\n");
	for (size_t i = 0; i < table->column_count; i++)
		str_add(out, "| --- ");
	str_add(out, "|\n");
	for (size_t row = 0; row < table->rows; row++)
		add_row(table->cells + row * table->column_count, table->column_count, out);
	str_addc(out, '\n');
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
	add_text(pack.title, out);
	str_add(out, "\n\n");
	for (size_t i = 0; i < pack.count; i++) {
		const struct pack_section *section = &pack.sections[i];
		str_addf(out, "## %s\n\n", section->title);
		for (size_t line = 0; line < section->line_count; line++) {
			str_add(out, section->line_count > 1 ? "- " : "");
			add_text(section->lines[line], out);
			str_addc(out, '\n');
		}
		str_add(out, section->line_count ? "\n" : "");
		if (section->table.rows)
			add_table(&section->table, out);
	}
	add_marking(&pack, out);
	pack_free(&pack);
}
