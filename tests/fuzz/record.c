/* Any JSON as a record: read, checked and derived without harm. What passes is clean, and its canonical form
 * reads back as itself. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/record_json.h"
#include "hubbrief/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *canonical(const struct record *record, const struct derived *derived, bool safe)
{
	json_t *json = record_write(record, derived, safe);
	char *text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return text;
}

static void read_back(const char *text, struct arena *arena)
{
	struct record record;
	struct derived derived;
	struct refusal refusal;
	int unknown = 0;
	json_t *json = json_loads(text, 0, NULL);
	record_start(&record, "fuzz", arena);
	if (!record_read(&record, json, &unknown, &refusal) || unknown != 0)
		abort();
	record_derive(&record, &derived);
	char *again = canonical(&record, &derived, false);
	if (strcmp(again, text) != 0)
		abort();
	json_decref(json);
	free(again);
}

static void check_clean(const struct record *record)
{
	struct str cleaned = { 0 };
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!record->value[i].set || field_table[i].type != TYPE_TEXT)
			continue;
		str_reset(&cleaned);
		clean_add(&cleaned, record->value[i].as.text, strlen(record->value[i].as.text));
		if (strcmp(str_text(&cleaned), record->value[i].as.text) != 0)
			abort();
	}
	str_free(&cleaned);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct record record;
	struct derived derived;
	struct refusal refusal = { .field = NULL };
	int unknown = 0;
	bool faulted;
	json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	record_start(&record, "fuzz", &arena);
	if (json && record_read(&record, json, &unknown, &refusal) &&
		record_check(&record, NULL, MARKING_UNKNOWN, &faulted, &refusal)) {
		record_derive(&record, &derived);
		char *text = canonical(&record, &derived, false), *safe = canonical(&record, &derived, true);
		check_clean(&record);
		read_back(text, &arena);
		free(text);
		free(safe);
	} else if (json && (!refusal.field || !*refusal.reason)) {
		abort();
	}
	json_decref(json);
	arena_free(&arena);
	return 0;
}
