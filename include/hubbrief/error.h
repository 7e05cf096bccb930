/* One error, in words for people: what was wrong, where, what was expected, what to do. Functions
 * that can fail return bool (or NULL) and fill the caller's struct error. */
#ifndef HUBBRIEF_ERROR_H
#define HUBBRIEF_ERROR_H

#include <stdbool.h>

struct error {
	char text[512];
};

/* Always returns false, so that `return error_set(e, …)` reads as what it is. `error` may be NULL. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit codes of every command (design.md §9). */
enum exit_code { EXIT_OK = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_CONFIG = 3, EXIT_STORE = 4 };

#endif
