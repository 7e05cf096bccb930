/* The list of what is wrong with a configuration: gathered by everything in src/config/ and by the
 * keymap, printed by `check` and at the start. The list owns its texts and file names. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "hubbrief/config.h"

enum { MOST_FAULTS = 100 };

static const char *own_name(struct config_faults *faults, const char *file)
{
	for (size_t i = 0; i < faults->count; i++)
		if (str_same(faults->list[i].at.file, file))
			return faults->list[i].at.file;
	return arena_dup(&faults->arena, file);
}

void config_fault_add(struct config_faults *faults, const struct place_in_file *at, const char *format, ...)
{
	if (faults->count >= MOST_FAULTS)
		return;
	struct config_fault fault = { .at = { own_name(faults, at->file), at->line, at->column } };
	va_list args;
	va_start(args, format);
	vsnprintf(fault.text, sizeof fault.text, format, args);
	va_end(args);
	faults->list = mem_grow(faults->list, faults->count + 1, sizeof *faults->list);
	faults->list[faults->count++] = fault;
}

void config_fault_print(const struct config_fault *fault, struct str *out)
{
	str_addf(out, "%s:%d:%d: %s", fault->at.file, fault->at.line, fault->at.column, fault->text);
}

void config_faults_free(struct config_faults *faults)
{
	free(faults->list);
	arena_free(&faults->arena);
	*faults = (struct config_faults){ 0 };
}
