/* The files compiled in: the default configuration, the mappings, the demonstration feed. The table is
 * made by src/config/embed at build time and only read here. Called by both programs. */
#include <string.h>

#include "hubbrief/config.h"

struct embedded {
	const char *name, *at;
	size_t length;
};

extern const struct embedded embedded_table[]; /* ends with a NULL name */

const char *builtin_file(const char *name, size_t *length)
{
	for (const struct embedded *file = embedded_table; file->name; file++)
		if (strcmp(file->name, name) == 0) {
			if (length)
				*length = file->length;
			return file->at;
		}
	return NULL;
}

const char *builtin_name(size_t index)
{
	for (size_t i = 0; embedded_table[i].name; i++)
		if (i == index)
			return embedded_table[i].name;
	return NULL;
}
