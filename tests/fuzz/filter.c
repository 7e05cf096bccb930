/* Any bytes as a filter: refused with a place inside the text, or a tree whose canonical text parses to the
 * same text again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct filter_error error;
	char *text = mem_dupn((const char *)data, size);
	struct filter *filter = filter_parse(&arena, text, NULL, &error);
	if (filter) {
		const char *canonical = filter_text(&arena, filter);
		struct filter *again = filter_parse(&arena, canonical, NULL, &error);
		if (again ? strcmp(filter_text(&arena, again), canonical) != 0 : strlen(canonical) <= 4096)
			abort();
	} else if (error.column < 1 || (size_t)error.column > strlen(text) + 1 || !*error.text) {
		abort();
	}
	arena_free(&arena);
	free(text);
	return 0;
}
