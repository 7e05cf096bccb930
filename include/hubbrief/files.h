/* Files of the user's own that are written whole or not at all. Dashboard and commands. */
#ifndef HUBBRIEF_FILES_H
#define HUBBRIEF_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "hubbrief/error.h"

/* Replaces `path` by a new file of these bytes, 0600 and synced; on failure what was there before stays. */
bool file_write(const char *path, const char *bytes, size_t length, struct error *error);
/* Makes the folder, 0700, unless it is there. One that others may write to is refused. */
bool file_folder(const char *path, struct error *error);

#endif
