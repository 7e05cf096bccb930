/* The pack as a document: sections of sentences, a table and pictures, made from a report. Markdown, HTML and CSV
 * write it out whole, text says parts of it as sentences. Inside src/report/ only. */
#ifndef HUBBRIEF_PACK_H
#define HUBBRIEF_PACK_H

#include "hubbrief/report.h"

enum pack_tone { TONE_PLAIN, TONE_RED, TONE_AMBER, TONE_GOOD, TONE_UNKNOWN }; /* beside the word, never instead of it */
struct pack_cell {
	const char *text;
	enum pack_tone tone;
};

struct pack_table {
	const char *const *columns; /* the first names the row */
	size_t column_count;
	struct pack_cell *cells;    /* rows × columns; owned */
	size_t rows, room;
};

enum pack_picture { PICTURE_NONE, PICTURE_TILES, PICTURE_CHARTS };

struct pack_section {
	const char *name, *title;   /* "changes": its file and its anchor */
	const char **lines;         /* owned; the texts are the arena's */
	size_t line_count;
	struct pack_table table;    /* without columns there is none */
	enum pack_picture picture;
};

struct pack {
	struct arena arena;
	const struct report *report; /* borrowed */
	const char *title;           /* "North Yorkshire …: briefing for Tuesday 14 March 2023, 08:45" */
	const char *marking;
	struct pack_section *sections;
	size_t count;
};

/* Every text in it is clean (clean_add); a section that has nothing to say says so. */
void pack_build(const struct report *report, struct pack *pack);
void pack_free(struct pack *pack);
const struct pack_section *pack_section(const struct pack *pack, const char *name); /* one of its own */

void pack_csv(const struct pack *pack, const struct pack_section *section, struct str *out); /* one file of it */

/* Text as HTML and SVG want it. */
void html_text(const char *text, struct str *out);
/* Pictures with a text alternative in <title> and <desc>. `number` makes their names unique in the file. */
void svg_tiles(const struct report *report, struct str *out);
void svg_chart(const struct report_entry *entry, int number, struct str *out);

/* Which measures have a chart: those that are rated or changed beyond chance, and the areas' own figures. */
bool pack_charts(const struct report *report, const struct report_entry *entry);
enum pack_tone pack_tone(enum cell_state state);

#endif
