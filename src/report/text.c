/* The pack as text that reads aloud: whole sentences, one a line, no glyphs, no columns; the marking on the first and
 * the last line. Called through report_formats. */
#include "hubbrief/pack.h"

static void tell(const char *sentence, struct str *out)
{
	str_add(out, sentence);
	str_addc(out, '\n');
}

static void tell_lines(const struct pack_lines *lines, struct str *out)
{
	for (size_t i = 0; i < lines->count; i++)
		tell(lines->at[i], out);
}

void report_text(const struct report *report, struct str *out)
{
	struct pack pack;

	pack_build(report, &pack);
	tell(pack.marking, out);
	str_addf(out, "%s: %s.\n", pack.name, pack.about);
	for (size_t i = 0; i < pack.count; i++) {
		const struct pack_section *section = &pack.sections[i];
		str_addf(out, "\n%s\n", section->title);
		tell_lines(&section->lines, out);
		for (size_t row = 0; row < section->table.rows; row++)
			tell(section->table.sentences[row], out);
		tell_lines(&section->after, out);
	}
	str_addc(out, '\n');
	tell(pack.marking, out);
	pack_free(&pack);
}
