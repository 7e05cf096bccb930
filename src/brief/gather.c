/* Whole records for what needs more than a line of them: gates, offices, references. Called by the panes of
 * duties, reviews, calendar and governance when they load, and by the pack. */
#include "hubbrief/ahead.h"

#include <stdlib.h>

struct numbers { int64_t *at; size_t count, most; bool more; };

static bool take_number(void *context, const struct row *row)
{
	struct numbers *numbers = context;

	numbers->more = numbers->count == numbers->most;
	if (!numbers->more)
		numbers->at[numbers->count++] = row->n;
	return !numbers->more;
}

int gathered_add(struct gathered *list, struct store *store, const struct moment *moment, int64_t n)
{
	struct record *record = arena_alloc(&list->arena, sizeof *record);
	struct row *row = mem_alloc(sizeof *row);

	if (n < 0 || !store_record(store, moment, n, &list->arena, record, row)) {
		free(row);
		return -1;
	}
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 32;
		list->records = mem_grow(list->records, list->room, sizeof(struct record *));
		list->rows = mem_grow(list->rows, list->room, sizeof(struct row *));
	}
	list->records[list->count] = record;
	list->rows[list->count] = row;
	return (int)list->count++;
}

bool brief_gather(struct store *store, const struct moment *moment, const char *words, struct filter *filter,
	const char *sort, size_t most, struct gathered *out, struct error *error)
{
	struct arena arena = { 0 };
	struct filter_error fault;
	struct filter *own = filter_parse(&arena, words, NULL, &fault);
	struct numbers numbers = { .at = arena_alloc(&arena, (most + 1) * sizeof(int64_t)), .most = most };
	bool fine = store_each(store, moment, filter_and(&arena, own, filter), sort, take_number, &numbers, error);

	for (size_t i = 0; fine && i < numbers.count; i++)
		gathered_add(out, store, moment, numbers.at[i]);
	out->more = out->more || numbers.more;
	arena_free(&arena);
	return fine;
}

void gathered_free(struct gathered *list)
{
	for (size_t i = 0; i < list->count; i++) {
		row_clear(list->rows[i]);
		free(list->rows[i]);
	}
	free(list->records);
	free(list->rows);
	arena_free(&list->arena);
	*list = (struct gathered){ 0 };
}
