/* The pack as CSV, a file a section: its table, each row with the marking; where it has no row, what it says of that.
 * Called by out.c. */
#include "hubbrief/pack.h"

static void end_row(const char *last, struct str *out)
{
	csv_cell(last, CSV_TEXT, out);
	str_add(out, CSV_END);
}

static void add_head(const struct pack_table *table, struct str *out)
{
	for (size_t i = 0; i < table->column_count; i++) {
		csv_cell(table->columns[i].csv ? table->columns[i].csv : table->columns[i].title, CSV_TEXT, out);
		str_addc(out, ',');
	}
	end_row("Marking", out);
}

static void add_row(const struct pack *pack, const struct pack_table *table, size_t row, struct str *out)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct pack_cell *cell = &table->cells[row * table->column_count + i];
		csv_cell(cell->csv ? cell->csv : cell->text, table->columns[i].kind, out);
		str_addc(out, ',');
	}
	end_row(pack->marking, out);
}

/* A file without a row would read as "none", which is not the same as "not known". */
static void add_lines(const struct pack *pack, const struct pack_section *section, struct str *out)
{
	for (size_t i = 0; i < section->lines.count; i++) {
		csv_cell(section->lines.at[i], CSV_TEXT, out);
		for (size_t column = 0; column < section->table.column_count; column++)
			str_addc(out, ',');
		end_row(pack->marking, out);
	}
}

void pack_csv(const struct pack *pack, const struct pack_section *section, struct str *out)
{
	str_add(out, CSV_MARK);
	add_head(&section->table, out);
	for (size_t row = 0; row < section->table.rows; row++)
		add_row(pack, &section->table, row, out);
	if (!section->table.rows)
		add_lines(pack, section, out);
}
