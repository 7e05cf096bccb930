/* The words that the pack's writers share. Inside src/report/ only. */
#ifndef HUBBRIEF_REPORT_WORDS_H
#define HUBBRIEF_REPORT_WORDS_H

#include "hubbrief/report.h"

bool report_shows_source(const struct report *report, const struct source_line *line); /* of the hub asked for */
bool report_line_known(const struct hub_line *line); /* its sources have answered, and not too long ago */
/* What a line of the matrix counts, of the area asked for; −1 not to be shown. */
struct report_counts { int changed, late, due_today; };
struct report_counts report_counts(const struct report *report, const struct hub_line *line);
const char *report_line_name(const struct hub_line *line); /* "Scarborough", "Countywide" */
/* "3 changes, 1 late, 0 due today. Data of 08:30." */
void report_hub_state(const struct report *report, const struct hub_line *line, struct str *out);
const char *report_state(enum cell_state state); /* as cell_state_text; what is read aloud has no "<5" */

/* "Fri 17 Mar"; of another year than today's "Sun 17 Mar 2024". Returns `out`, of DATE_TEXT bytes. */
const char *report_day(char *out, day_t day, day_t today);
day_t report_day_of(instant_t at); /* DAY_NONE: none */
void report_moment(instant_t at, struct str *out); /* "Tue 14 Mar 2023, 08:45" */
/* "Scarborough and Selby", "countywide", "the county and York" */
void report_place(const struct report *report, const struct row *row, struct str *out);
/* "was due Fri 10 Mar, 4 days late", "Tue 21 Mar at 10:00", "due Fri 17 Mar"; its day is what CSV has, DAY_NONE
 * none. */
day_t report_when(const struct report *report, enum report_list list, const struct report_entry *entry,
	struct str *out);
/* Its title, a measure its number, a review its stage unless `when` says that. */
void report_what(const struct report *report, enum report_list list, const struct row *row, const char *when,
	struct str *out);

bool report_rated(char rating); /* there is one: R, A, G or B */

/* What people read of a list: of meetings, powers and campaigns those of this week, of what is due soon the same, of
 * figures those that are rated, changed beyond chance or are an area's own. */
bool report_fits(const struct report *report, enum report_list list, const struct row *row);
bool report_headlined(const struct report *report, const char *id); /* some area's own figure */

#endif
