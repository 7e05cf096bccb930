/* The pack as CSV, a file a section: its table, or where it has none its sentences, each row with the marking. Called by
 * out.c. */
#include "hubbrief/csv.h"
#include "hubbrief/pack.h"

static void add_cell(const char *text, struct str *out)
{
	csv_cell(text, CSV_TEXT, out);
	str_addc(out, ',');
}

static void end_row(const struct pack *pack, struct str *out)
{
	csv_cell(pack->marking, CSV_TEXT, out);
	str_add(out, "\r\n");
}

static void add_lines(const struct pack *pack, const struct pack_section *section, struct str *out)
{
	for (size_t i = 0; i < section->line_count; i++) {
		add_cell(section->lines[i], out);
		end_row(pack, out);
	}
}

static void add_table(const struct pack *pack, const struct pack_table *table, struct str *out)
{
	for (size_t row = 0; row < table->rows; row++) {
		for (size_t i = 0; i < table->column_count; i++)
			add_cell(table->cells[row * table->column_count + i].text, out);
		end_row(pack, out);
	}
}

void pack_csv(const struct pack *pack, const struct pack_section *section, struct str *out)
{
	const struct pack_table *table = &section->table;

	for (size_t i = 0; i < table->column_count; i++)
		add_cell(table->columns[i], out);
	if (!table->column_count)
		add_cell(section->title, out);
	str_add(out, "Marking\r\n");
	if (table->column_count)
		add_table(pack, table, out);
	else
		add_lines(pack, section, out);
}
