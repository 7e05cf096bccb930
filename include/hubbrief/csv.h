/* Cells of CSV (RFC 4180) as spreadsheets read them. Used by the room's actions, by `query` and by the pack. */
#ifndef HUBBRIEF_CSV_H
#define HUBBRIEF_CSV_H

#include "hubbrief/str.h"

/* TEXT that a spreadsheet would take for a formula gets an apostrophe before it; so does an ID that one would take for
 * a number or a date and so rewrite ("007", "12-1", "1E5"). A NUMBER stands as it is. */
enum csv_kind { CSV_TEXT, CSV_ID, CSV_NUMBER };
void csv_cell(const char *text, enum csv_kind kind, struct str *out); /* no comma, no line end */

#define CSV_END "\r\n"
/* Opens a file that people open in a spreadsheet: without the mark Excel takes UTF-8 for the code page of the machine.
 * What other programs read has none. */
#define CSV_MARK "\xEF\xBB\xBF"

#endif
