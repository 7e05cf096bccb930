/* Requests, quarantine and polls as the sources view and `sync` tell them. See store.h. Reads only. */
#include <sqlite3.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "hubbrief/store_inside.h"

/* ---- requests ---------------------------------------------------------------------------------- */

char *store_standing(struct store *store, instant_t at)
{
	sqlite3_stmt *read = store->db ? db_prepare(store->db, "SELECT json_group_array(json_array(" REQUEST_STANDING "))"
		" FROM request HAVING max(last_poll)<=?1", NULL) : NULL;
	if (read)
		sqlite3_bind_int64(read, 1, at + CLOSING_TAKES);
	char *standing = read && sqlite3_step(read) == SQLITE_ROW ? db_text_owned(read, 0) : NULL;
	sqlite3_finalize(read);
	return standing;
}

static void read_request(sqlite3_stmt *read, struct request_status *request)
{
	int at = 0;
	request->id = sqlite3_column_int64(read, at++);
	request->source = mem_dup(db_text(read, at++));
	request->hub = mem_dup(db_text(read, at++));
	request->month = mem_dup(db_text(read, at++));
	request->error = mem_dup(db_text(read, at++));
	request->received = sqlite3_column_int64(read, at++);
	request->made = sqlite3_column_int64(read, at++);
	request->stale_at = sqlite3_column_int64(read, at++);
	request->dead_at = sqlite3_column_int64(read, at++);
	request->next_poll = sqlite3_column_int64(read, at++);
	request->last_poll = sqlite3_column_int64(read, at++);
	request->bytes = sqlite3_column_int64(read, at++);
	request->refused = sqlite3_column_int(read, at++);
	request->off = sqlite3_column_int(read, at++);
	request->unchanged = sqlite3_column_int(read, at++);
	request->status = sqlite3_column_int(read, at++);
	request->failures = sqlite3_column_int(read, at++);
	request->milliseconds = sqlite3_column_int(read, at++);
	request->records = sqlite3_column_int(read, at++);
	request->quarantined = sqlite3_column_int(read, at++);
	request->held = sqlite3_column_int(read, at++);
	request->unknown_fields = sqlite3_column_int(read, at++);
	request->past = sqlite3_column_int(read, at);
}

bool store_requests(struct store *store, struct request_list *list)
{
	*list = (struct request_list){ 0 };
	if (!store->db)
		return true;
	sqlite3_stmt *read = db_keep(store->db, &store->kept[KEPT_REQUESTS], "SELECT id, source, hub, month, error,"
		" received, made, stale_at, dead_at, next_poll, last_poll, bytes, refused, off, unchanged, status, failures, milliseconds, records, quarantined, held,"
		" unknown_fields, past FROM request ORDER BY source, hub, month");
	int code = SQLITE_ERROR;
	size_t room = 0;
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW) {
		if (list->count == room) {
			room = room ? 2 * room : 32;
			list->list = mem_grow(list->list, room, sizeof *list->list);
		}
		read_request(read, &list->list[list->count++]);
	}
	db_rest(read);
	return code == SQLITE_DONE;
}

void request_list_free(struct request_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->list[i].source);
		free(list->list[i].hub);
		free(list->list[i].month);
		free(list->list[i].error);
	}
	free(list->list);
	*list = (struct request_list){ 0 };
}

enum source_state request_state(const struct request_status *request, instant_t now)
{
	if (request->off)
		return SOURCE_OFF;
	if (request->made == INSTANT_UNKNOWN)
		return SOURCE_UNKNOWN;
	if (request->refused)
		return SOURCE_REFUSED;
	if (request->received == INSTANT_NONE)
		return SOURCE_NEVER;
	return now >= request->dead_at ? SOURCE_DEAD : now >= request->stale_at ? SOURCE_STALE : SOURCE_FRESH;
}

const char *source_state_text(enum source_state state)
{
	static const char *const texts[] = { [SOURCE_FRESH] = "fresh", [SOURCE_STALE] = "stale", [SOURCE_DEAD] = "dead",
		[SOURCE_UNKNOWN] = "unknown",
		[SOURCE_NEVER] = "never", [SOURCE_REFUSED] = "refused", [SOURCE_OFF] = "off" };
	return texts[state];
}

/* ---- quarantine and polls ---------------------------------------------------------------------- */

static sqlite3_stmt *prepare_for(struct store *store, const char *sql, int64_t request, size_t most)
{
	sqlite3_stmt *read = store->db ? db_prepare(store->db, sql, NULL) : NULL;
	if (!read)
		return NULL;
	sqlite3_bind_int64(read, 1, request);
	sqlite3_bind_int64(read, 2, (int64_t)most);
	return read;
}

size_t store_quarantine(struct store *store, int64_t request, struct quarantine_entry *entries, size_t most)
{
	size_t count = 0;
	sqlite3_stmt *read = prepare_for(store, "SELECT item, field, reason, id, at FROM quarantine WHERE request=?1"
		" ORDER BY item LIMIT ?2", request, most);
	while (read && sqlite3_step(read) == SQLITE_ROW) {
		struct quarantine_entry *entry = &entries[count++];
		entry->index = sqlite3_column_int(read, 0);
		snprintf(entry->field, sizeof entry->field, "%s", db_text(read, 1));
		snprintf(entry->reason, sizeof entry->reason, "%s", db_text(read, 2));
		snprintf(entry->id, sizeof entry->id, "%s", db_text(read, 3));
		entry->at = sqlite3_column_int64(read, 4);
	}
	sqlite3_finalize(read);
	return count;
}

size_t store_polls(struct store *store, int64_t request, struct poll_entry *entries, size_t most)
{
	size_t count = 0;
	sqlite3_stmt *read = prepare_for(store, "SELECT at, status, bytes, milliseconds, iif(outcome='' AND unchanged,"
		"'unchanged',outcome) FROM poll WHERE request=?1 ORDER BY rowid DESC LIMIT ?2", request, most);
	while (read && sqlite3_step(read) == SQLITE_ROW) {
		struct poll_entry *entry = &entries[count++];
		entry->at = sqlite3_column_int64(read, 0);
		entry->status = sqlite3_column_int(read, 1);
		entry->bytes = sqlite3_column_int64(read, 2);
		entry->milliseconds = sqlite3_column_int(read, 3);
		snprintf(entry->outcome, sizeof entry->outcome, "%s", db_text(read, 4));
	}
	sqlite3_finalize(read);
	return count;
}

void store_polls_today(struct store *store, instant_t now, int *asked, int *unchanged)
{
	*asked = *unchanged = 0;
	sqlite3_stmt *read = prepare_for(store, "SELECT asked, unchanged FROM poll_day WHERE day=?1 LIMIT ?2",
		instant_day(now), 1);
	if (read && sqlite3_step(read) == SQLITE_ROW) {
		*asked = sqlite3_column_int(read, 0);
		*unchanged = sqlite3_column_int(read, 1);
	}
	sqlite3_finalize(read);
}
