/* Tokens in files of their own (faults.md §2 and R13): read by the feeder for each request, checked by
 * `hubbrief check`. A token is never logged, shown or passed on. */
#ifndef HUBBRIEF_SECRET_H
#define HUBBRIEF_SECRET_H

#include <stdbool.h>

#include "hubbrief/error.h"

enum { SECRET_ROOM = 4096 };

/* One line of at most 4,095 printable bytes; a newline at its end is dropped. Refuses a symbolic link, a file
 * of someone else or one that others may read. "~/" is HOME. The caller wipes `out` (explicit_bzero). */
bool secret_read(const char *path, char out[SECRET_ROOM], struct error *error);

#endif
