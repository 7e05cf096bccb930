/* A record's history as sentences, from the versions that the log kept. See store.h. Called by the detail pane. A
 * version that the profile may not see says only that something changed. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/record_json.h"
#include "hubbrief/store_inside.h"

struct version {
	struct arena arena;
	struct record record;
	struct derived derived;
	bool known; /* read, and within the profile */
	bool share_safe;
};

static void version_read(struct version *version, const char *json, const char *source, bool visible, bool hidden)
{
	*version = (struct version){ .share_safe = hidden };
	version->known = visible && record_parse(&version->record, json, source, &version->arena);
	if (version->known)
		record_derive(&version->record, &version->derived);
}

static void version_free(struct version *version)
{
	arena_free(&version->arena);
}

/* ---- sentences --------------------------------------------------------------------------------- */

static void add_part(struct str *out, const char *text)
{
	if (out->length)
		str_add(out, "; ");
	str_add(out, text);
}

static void due_part(struct str *out, const struct version *before, const struct version *after)
{
	char from[DATE_TEXT], to[DATE_TEXT], text[100];
	if (before->derived.due == after->derived.due)
		return;
	if (before->derived.due == DAY_NONE)
		snprintf(text, sizeof text, "due %s", day_short(to, after->derived.due));
	else if (after->derived.due == DAY_NONE)
		snprintf(text, sizeof text, "due %s taken away", day_short(from, before->derived.due));
	else
		snprintf(text, sizeof text, "due %s became %s", day_short(from, before->derived.due),
			day_short(to, after->derived.due));
	add_part(out, text);
}

static void word_part(struct str *out, const struct version *before, const struct version *after, enum field field,
	const char *name)
{
	const char *from = record_text(&before->record, field), *to = record_text(&after->record, field);
	char text[120];
	if (strcmp(from, to) == 0)
		return;
	if (!*from)
		snprintf(text, sizeof text, "%s %s", name, to);
	else if (!*to)
		snprintf(text, sizeof text, "%s %s taken away", name, from);
	else
		snprintf(text, sizeof text, "%s %s became %s", name, from, to);
	add_part(out, text);
}

static void opening_part(struct str *out, const struct version *before, const struct version *after)
{
	if (before->derived.open && !after->derived.open)
		add_part(out, "closed");
	else if (!before->derived.open && after->derived.open)
		add_part(out, "open again");
}

static void describe(struct str *out, const struct version *before, const struct version *after, bool hide)
{
	static const struct { enum field field; const char *name; } words[] = {
		{ FIELD_STATUS, "status" }, { FIELD_OWNER, "owner" }, { FIELD_RATING, "rating" }, { FIELD_STAGE, "stage" },
		{ FIELD_SEVERITY, "severity" }, { FIELD_RISK, "risk" }, { FIELD_MARKING, "marking" },
	};
	if (before->known && after->known) {
		opening_part(out, before, after);
		due_part(out, before, after);
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			word_part(out, before, after, words[i].field, words[i].name);
		if (!hide && strcmp(record_text(&before->record, FIELD_TITLE), record_text(&after->record, FIELD_TITLE)) != 0)
			add_part(out, "title changed");
		if (!hide && strcmp(record_text(&before->record, FIELD_SERIES), record_text(&after->record, FIELD_SERIES)) != 0)
			add_part(out, "figures changed");
	}
	if (!out->length)
		str_add(out, "changed");
}

/* ---- the walk through the log ------------------------------------------------------------------ */

static sqlite3_stmt *now_statement(struct store *store, const struct moment *moment, int64_t n)
{
	struct str sql = { 0 };
	str_addf(&sql, "SELECT r.id, r.source, r.data, r.share_safe FROM record r WHERE r.n=?6 AND %s",
		query_visible(moment->profile));
	sqlite3_stmt *read = db_prepare(store->db, str_text(&sql), NULL);
	str_free(&sql);
	if (read) {
		moment_bind(read, moment);
		sqlite3_bind_int64(read, 6, n);
	}
	return read;
}

static void add_entry(struct history_entry *entry, sqlite3_stmt *log, const char *what)
{
	entry->sequence = sqlite3_column_int64(log, 0);
	entry->at = sqlite3_column_int64(log, 1);
	snprintf(entry->what, sizeof entry->what, "%s", what);
}

static bool is_suppressed(const struct version *version)
{
	return version->known && version->derived.series.suppressed;
}

/* The entry `log` stands at, told with the version that came after it; `after` becomes the one before. */
static void tell(sqlite3_stmt *log, struct version *after, const char *source, enum profile profile,
	struct history_entry *entry)
{
	const char *what = db_text(log, 2);
	bool hidden = sqlite3_column_int(log, 4), visible = sqlite3_column_int(log, 3) <= (int)profile_class(profile);
	struct version before;
	version_read(&before, db_text(log, 5), source, visible, hidden);
	if (strcmp(what, "changed") == 0) {
		struct str text = { 0 };
		describe(&text, &before, after, profile != PROFILE_TEAM && (hidden || after->share_safe ||
			is_suppressed(&before) || is_suppressed(after)));
		add_entry(entry, log, str_text(&text));
		str_free(&text);
	} else {
		add_entry(entry, log, strcmp(what, "gone") == 0 ? "gone from its source" :
			strcmp(what, "quarantined") == 0 ? "its newest version was refused; this one stays" :
			strcmp(what, "accepted") == 0 ? "its source gives it as it stands again" : "new");
	}
	version_free(after);
	*after = before;
	after->record.arena = &after->arena;
}

size_t store_history(struct store *store, const struct moment *moment, int64_t n, struct history_entry *entries,
	size_t most)
{
	sqlite3_stmt *now = store->db ? now_statement(store, moment, n) : NULL;
	size_t count = 0;
	if (!now || sqlite3_step(now) != SQLITE_ROW) {
		sqlite3_finalize(now);
		return 0;
	}
	struct version after;
	const char *source = db_text(now, 1);
	version_read(&after, db_text(now, 2), source, true, sqlite3_column_int(now, 3));
	sqlite3_stmt *log = db_prepare(store->db, "SELECT seq, at, what, class, share_safe, before FROM log WHERE id=?1"
		" AND source=?2 ORDER BY seq DESC", NULL);
	if (log) {
		db_bind_text(log, 1, db_text(now, 0));
		db_bind_text(log, 2, source);
	}
	while (log && count < most && sqlite3_step(log) == SQLITE_ROW)
		tell(log, &after, source, moment->profile, &entries[count++]);
	version_free(&after);
	sqlite3_finalize(log);
	sqlite3_finalize(now);
	return count;
}
