/* The pack as a document: sections of sentences, a table and pictures, made from a report. Every format but JSON writes
 * it out, so that they say the same in the same order. Inside src/report/ only. */
#ifndef HUBBRIEF_PACK_H
#define HUBBRIEF_PACK_H

#include "hubbrief/csv.h"
#include "hubbrief/report.h"

enum pack_tone { TONE_PLAIN, TONE_RED, TONE_AMBER, TONE_GOOD, TONE_UNKNOWN }; /* beside the word, never instead of it */
struct pack_cell {
	const char *text;
	const char *csv; /* what CSV has instead: a date as 2023-03-14; NULL: the text */
	enum pack_tone tone;
};

struct pack_column {
	const char *title;  /* for people; NULL: stands in CSV alone */
	const char *csv;    /* for CSV; NULL: the title */
	enum csv_kind kind;
};

struct pack_table {
	const struct pack_column *columns; /* the first names the row */
	size_t column_count;
	struct pack_cell *cells;    /* rows × columns; owned */
	const char **sentences;     /* a row as one sentence; owned */
	size_t rows, room;
};

enum pack_picture { PICTURE_NONE, PICTURE_TILES, PICTURE_CHARTS };

struct pack_lines { const char **at; size_t count; }; /* whole sentences; owned, the texts are the arena's */

struct pack_section {
	const char *name, *title;   /* "changes": its file and its anchor */
	struct pack_lines lines;    /* before its table */
	struct pack_table table;    /* without columns there is none */
	struct pack_lines notes;    /* on rows, after it; the sentences of the rows have them already */
	struct pack_lines after;    /* after these */
	enum pack_picture picture;
};

struct pack {
	struct arena arena;
	const struct report *report; /* borrowed */
	bool whole;                  /* every row; else as many as people read, and how many more there are */
	const char *name, *about;    /* "North Yorkshire …", "briefing for Tue 14 Mar 2023, 08:45" */
	const char *marking;
	struct pack_section *sections;
	size_t count;
};

/* Every text in it is clean (clean_add); a section that has nothing to say says so. Whole where the report is. */
void pack_build(const struct report *report, struct pack *pack);
void pack_free(struct pack *pack);

void pack_csv(const struct pack *pack, const struct pack_section *section, struct str *out); /* one file of it */

extern const char html_style[]; /* the style sheet of the HTML pack */
/* Text as HTML and SVG want it. */
void html_text(const char *text, struct str *out);
/* Pictures with a text alternative in <title> and <desc>. `number` makes their names unique in the file. */
void svg_tiles(const struct report *report, struct str *out);
/* A measure has one if it is rated RED or AMBER, changed beyond chance, or is an area's own. */
bool svg_has_chart(const struct report *report, const struct report_entry *entry);
void svg_chart(const struct report_entry *entry, int number, struct str *out);

#endif
