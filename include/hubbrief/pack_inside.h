/* How the pack's sections are filled: each file pack_*.c has some of them, pack.c the helpers. Inside src/report/
 * only. */
#ifndef HUBBRIEF_PACK_INSIDE_H
#define HUBBRIEF_PACK_INSIDE_H

#include "hubbrief/pack.h"

void fill_cover(struct pack *pack, struct pack_section *section);
void fill_changes(struct pack *pack, struct pack_section *section);
void fill_hubs(struct pack *pack, struct pack_section *section);
void fill_late(struct pack *pack, struct pack_section *section);
void fill_actions(struct pack *pack, struct pack_section *section);
void fill_week(struct pack *pack, struct pack_section *section);
void fill_countdowns(struct pack *pack, struct pack_section *section);
void fill_notices(struct pack *pack, struct pack_section *section);
void fill_decisions(struct pack *pack, struct pack_section *section);
void fill_figures(struct pack *pack, struct pack_section *section);
void fill_sources(struct pack *pack, struct pack_section *section);

const char *pack_clean(struct pack *pack, const char *text); /* the arena's */
/* A sentence more; its full stop is added where it has none. */
void pack_say(struct pack *pack, struct pack_lines *lines, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define PACK_COLUMNS(section, list) pack_columns(section, list, sizeof(list) / sizeof *(list))
void pack_columns(struct pack_section *section, const struct pack_column *columns, size_t count);
/* A row of as many texts as there are columns, cleaned; NULL: an empty cell. Its cells, until the next is added. */
struct pack_cell *pack_row(struct pack *pack, struct pack_section *section, const char *const *texts);
/* The sentence of the row added last; as pack_say. */
void pack_sentence(struct pack *pack, struct pack_section *section, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A record as a row, "Lighting survey, zone 2, Scarborough, SCA-BC: was due Fri 10 Mar, 4 days late."; what
 * its columns are; and all of a list. */
void pack_entry_columns(struct pack_section *section);
struct pack_cell *pack_entry(struct pack *pack, struct pack_section *section, enum report_list list,
	const struct report_entry *entry);
void pack_list(struct pack *pack, struct pack_section *section, enum report_list list);
const char *pack_place(struct pack *pack, const struct row *row);      /* in a sentence: "the county and York" */
const char *pack_place_cell(struct pack *pack, const struct row *row); /* in a cell: "County and York" */
/* " (A-41)", "" where the title says it. */
const char *pack_reference(struct pack *pack, const char *title, const char *id);
const char *pack_named(struct pack *pack, const struct row *row, const char *title); /* "title, Scarborough, SCA-BC" */

/* Says "Nothing is late" of a table without rows; where not all is known, what that leaves out. No full stop. */
void pack_when_empty(struct pack *pack, struct pack_section *section, const char *sentence);
/* "940 more are not listed here …", after the table. */
void pack_more(struct pack *pack, struct pack_section *section, size_t left_out);

enum pack_tone pack_cell_tone(enum cell_state state);
enum pack_tone pack_rating_tone(char rating);
enum pack_tone pack_due_tone(const struct row *row, bool due); /* late; due today where `due` */
bool pack_hub_asked(const struct report *report, size_t line); /* it is about that line of the matrix */

#endif
