/* The words that the pack's writers share. Inside src/report/ only. */
#ifndef HUBBRIEF_REPORT_WORDS_H
#define HUBBRIEF_REPORT_WORDS_H

#include "hubbrief/report.h"

bool report_shows_source(const struct report *report, const struct source_line *line); /* it speaks for the hub asked for */
/* "3 changes, 1 late, 0 due today. Data of 08:30." */
void report_hub_state(const struct report *report, const struct hub_line *line, struct str *out);
const char *report_state(enum cell_state state); /* as cell_state_text; what is read aloud has no "<5" */
/* "Scarborough and Selby", "countywide", "the county and York" */
void report_place(const struct report *report, const struct report_entry *entry, struct str *out);
/* "was due Fri 10 Mar, 4 days late", "Tue 21 Mar at 10:00", "due Fri 17 Mar" */
void report_when(const struct report *report, enum report_list list, const struct row *row, struct str *out);
void report_what(enum report_list list, const struct row *row, struct str *out); /* its title, a measure its number */
bool report_this_week(const struct row *row, day_t today); /* a meeting starts, a power ends, a campaign runs */

#endif
