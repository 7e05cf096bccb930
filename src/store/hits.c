/* What the search index finds for a text, as bits: asked once for the many queries that walk a list by classes, where
 * a common word would cost each of them as much. Called by order.c. */
#include <sqlite3.h>
#include <stdlib.h>

#include "hubbrief/store_inside.h"

static void set_bit(struct hits *hits, int64_t n)
{
	size_t word = (size_t)n / 64;
	if (word >= hits->room) {
		size_t room = word + 1 > 2 * hits->room ? word + 1024 : 2 * hits->room;
		hits->bits = mem_grow(hits->bits, room, sizeof *hits->bits);
		for (size_t i = hits->room; i < room; i++)
			hits->bits[i] = 0;
		hits->room = room;
	}
	hits->bits[word] |= (uint64_t)1 << n % 64;
}

/* In all columns: the query itself leaves out what the profile may not search. */
static struct hits *find_term(struct store *store, const struct filter *term)
{
	struct hits *hits = NULL;
	struct str match = { 0 };
	query_match(&match, term, PROFILE_ROOM);
	sqlite3_stmt *read = db_prepare(store->db, "SELECT rowid FROM search WHERE search MATCH ?1", NULL);
	if (read) {
		int code;
		db_bind_text(read, 1, str_text(&match));
		hits = mem_alloc(sizeof *hits);
		hits->term = term;
		while ((code = sqlite3_step(read)) == SQLITE_ROW)
			set_bit(hits, sqlite3_column_int64(read, 0));
		if (code != SQLITE_DONE) { /* stopped: half of them is no answer */
			hits_free(hits);
			hits = NULL;
		}
	}
	sqlite3_finalize(read);
	str_free(&match);
	return hits;
}

static void find_terms(struct store *store, const struct filter *filter, struct hits **list)
{
	if (!filter)
		return;
	find_terms(store, filter->left, list);
	find_terms(store, filter->right, list);
	struct hits *hits = filter->op == FILTER_TEXT ? find_term(store, filter) : NULL;
	if (!hits)
		return;
	hits->next = *list;
	*list = hits;
}

struct hits *hits_find(struct store *store, const struct filter *filter)
{
	struct hits *list = NULL;
	find_terms(store, filter, &list);
	return list;
}

void hits_free(struct hits *hits)
{
	while (hits) {
		struct hits *next = hits->next;
		free(hits->bits);
		free(hits);
		hits = next;
	}
}

static void hit(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct hits *hits = sqlite3_value_pointer(values[0], "hits");
	size_t n = (size_t)sqlite3_value_int64(values[1]);
	sqlite3_result_int(context, count == 2 && hits && n / 64 < hits->room && (hits->bits[n / 64] >> n % 64 & 1));
}

bool hits_install(struct sqlite3 *db)
{
	return sqlite3_create_function_v2(db, "hit", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, hit,
		NULL, NULL, NULL) == SQLITE_OK;
}
