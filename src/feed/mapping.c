/* Runs mappings: one SELECT over an answer, in a database of its own that can reach nothing (see mapping.h,
 * libraries.md §4). An authorizer allows reading, functions and recursion only; a progress handler stops it
 * after two seconds and a heap limit before it hoards memory. Runs in the feeder; `check` compiles only. */
#include "hubbrief/mapping.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/clock.h"
#include "hubbrief/dates.h"
#include "hubbrief/kind.h"
#include "hubbrief/plain.h"

enum {
	TEXT_MOST = 65536,          /* bytes of a mapping file */
	COLUMNS_MOST = FIELD_COUNT + 5,
	TIME_MOST_MS = 2000,
	STEPS_BETWEEN_LOOKS = 2000, /* virtual machine steps between two looks at the clock */
	VALUE_MOST = 16 << 20,      /* bytes of one value: a body and its copy */
	HEAP_MOST = 192 << 20,      /* above what the process holds already */
};

struct hub_outline {
	const char *id;
	struct outline outline;
};

struct mapping {
	sqlite3 *db;
	sqlite3_stmt *select;
	char *file;
	const char *names[COLUMNS_MOST]; /* owned by the statement */
	size_t columns;
	int error_column;                /* −1: none */
	struct hub_outline *hubs;
	size_t hub_count;
	struct arena arena;
	int64_t stop_ms;                 /* when a run is stopped */
	bool overran;
};

/* ---- what SQL may call ----------------------------------------------------------------------------- */

static const char *argument(sqlite3_value *value, size_t *count)
{
	const char *text = (const char *)sqlite3_value_text(value);
	*count = text ? (size_t)sqlite3_value_bytes(value) : 0;
	return text;
}

static void give(sqlite3_context *sql, struct str *text)
{
	sqlite3_result_text(sql, str_text(text), (int)text->length, SQLITE_TRANSIENT);
	str_free(text);
}

static void sql_plain(sqlite3_context *sql, int count, sqlite3_value **arguments)
{
	(void)count;
	size_t length;
	const char *text = argument(arguments[0], &length);
	if (!text)
		return;
	struct str out = { 0 };
	plain_add(&out, text, length);
	give(sql, &out);
}

static void sql_slug(sqlite3_context *sql, int count, sqlite3_value **arguments)
{
	(void)count;
	size_t length;
	const char *text = argument(arguments[0], &length);
	if (!text)
		return;
	struct str out = { 0 };
	slug_add(&out, text, length);
	give(sql, &out);
}

/* instant(text): RFC 3339; instant(text, zone): without an offset it is that zone's. Null when neither. */
static void sql_instant(sqlite3_context *sql, int count, sqlite3_value **arguments)
{
	size_t length;
	const char *text = argument(arguments[0], &length);
	const char *zone = count > 1 ? argument(arguments[1], &length) : NULL;
	instant_t at;
	char out[DATE_TEXT];
	if (!text || !(instant_parse(text, &at) || (zone && instant_local(text, zone, &at))))
		return;
	sqlite3_result_text(sql, instant_iso(out, at), -1, SQLITE_TRANSIENT);
}

static void sql_in_hub(sqlite3_context *sql, int count, sqlite3_value **arguments)
{
	(void)count;
	const struct mapping *mapping = sqlite3_user_data(sql);
	if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL)
		return;
	double latitude = sqlite3_value_double(arguments[0]), longitude = sqlite3_value_double(arguments[1]);
	for (size_t i = 0; i < mapping->hub_count; i++)
		if (outline_holds(&mapping->hubs[i].outline, latitude, longitude)) {
			sqlite3_result_text(sql, mapping->hubs[i].id, -1, SQLITE_TRANSIENT);
			return;
		}
}

static void add_functions(struct mapping *mapping)
{
	static const struct {
		const char *name;
		int arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "plain", 1, sql_plain },
		{ "slug", 1, sql_slug },
		{ "instant", 1, sql_instant },
		{ "instant", 2, sql_instant },
		{ "in_hub", 2, sql_in_hub },
	};
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		sqlite3_create_function(mapping->db, functions[i].name, functions[i].arguments,
			SQLITE_UTF8 | SQLITE_DETERMINISTIC, mapping, functions[i].call, NULL, NULL);
}

static void add_outlines(struct mapping *mapping, const struct config *config)
{
	if (!config)
		return;
	mapping->hubs = arena_alloc(&mapping->arena, (config->hub_count + 1) * sizeof *mapping->hubs);
	for (size_t i = 0; i < config->hub_count; i++) {
		struct hub_outline *hub = &mapping->hubs[mapping->hub_count];
		if (!config->hubs[i].poly || !outline_parse(&mapping->arena, config->hubs[i].poly, &hub->outline))
			continue;
		hub->id = arena_dup(&mapping->arena, config->hubs[i].id);
		mapping->hub_count++;
	}
}

/* ---- the lock -------------------------------------------------------------------------------------- */

static int authorize(void *context, int action, const char *first, const char *second, const char *third,
	const char *fourth)
{
	static const char *const refused[] = { "load_extension", "fts3_tokenizer", "writefile", "readfile", "edit" };
	(void)context, (void)first, (void)third, (void)fourth;
	if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (action != SQLITE_FUNCTION)
		return SQLITE_DENY;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (sqlite3_stricmp(second, refused[i]) == 0)
			return SQLITE_DENY;
	return SQLITE_OK;
}

static int look_at_clock(void *context)
{
	struct mapping *mapping = context;
	mapping->overran = mapping->overran || clock_mono_ms() >= mapping->stop_ms;
	return mapping->overran;
}

/* json_each must have run once before the authorizer stands: it registers a table that it would refuse. */
static bool open_locked(struct mapping *mapping)
{
	if (sqlite3_open_v2(":memory:", &mapping->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK)
		return false;
	sqlite3_db_config(mapping->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)NULL);
	sqlite3_db_config(mapping->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_db_config(mapping->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
	sqlite3_limit(mapping->db, SQLITE_LIMIT_LENGTH, VALUE_MOST);
	sqlite3_limit(mapping->db, SQLITE_LIMIT_SQL_LENGTH, TEXT_MOST);
	sqlite3_limit(mapping->db, SQLITE_LIMIT_ATTACHED, 0);
	add_functions(mapping);
	if (sqlite3_exec(mapping->db, "PRAGMA temp_store = MEMORY; SELECT count(*) FROM json_each('[]'), json_tree('[]')",
		NULL, NULL, NULL) != SQLITE_OK)
		return false;
	sqlite3_set_authorizer(mapping->db, authorize, NULL);
	sqlite3_progress_handler(mapping->db, STEPS_BETWEEN_LOOKS, look_at_clock, mapping);
	return true;
}

/* ---- compiling ------------------------------------------------------------------------------------- */

static bool fault_at(const struct mapping *mapping, const char *sql, long offset, struct error *error, const char *text)
{
	int line = 1, column = 1;
	for (long i = 0; i < offset && sql[i]; i++) {
		bool end_of_line = sql[i] == '\n';
		line += end_of_line;
		column = end_of_line ? 1 : column + ((sql[i] & 0xc0) != 0x80);
	}
	if (offset < 0)
		return error_set(error, "%s: %s", mapping->file, text);
	return error_set(error, "%s:%d:%d: %s", mapping->file, line, column, text);
}

/* What stands after the first statement, when it is more than white space, comments and semicolons. */
static const char *rest(const char *tail)
{
	for (;;) {
		tail += strspn(tail, " \t\r\n;");
		if (str_starts(tail, "--")) {
			tail += strcspn(tail, "\n");
		} else if (str_starts(tail, "/*")) {
			const char *end = strstr(tail + 2, "*/");
			tail = end ? end + 2 : tail + strlen(tail);
		} else {
			return tail;
		}
	}
}

static bool column_known(const char *name)
{
	static const char *const others[] = { "hub", "area", "value", "error" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	return field_named(name) != FIELD_NONE;
}

static bool take_columns(struct mapping *mapping, struct error *error)
{
	int count = sqlite3_column_count(mapping->select);
	if (count > COLUMNS_MOST)
		return error_set(error, "%s: %d columns; at most %d are known", mapping->file, count, COLUMNS_MOST);
	mapping->columns = (size_t)count;
	for (int i = 0; i < count; i++) {
		const char *name = sqlite3_column_name(mapping->select, i);
		mapping->names[i] = name;
		if (strcmp(name, "error") == 0)
			mapping->error_column = i;
		for (int j = 0; j < i; j++)
			if (strcmp(name, mapping->names[j]) == 0)
				return error_set(error, "%s: two columns are named \"%s\"", mapping->file, name);
		if (column_known(name))
			continue;
		const char *fields[FIELD_COUNT];
		for (int f = 0; f < FIELD_COUNT; f++)
			fields[f] = field_table[f].name;
		const char *near = str_nearest(name, fields, FIELD_COUNT);
		return error_set(error, "%s: column \"%.40s\" is no field of a record%s%s%s; name it with AS", mapping->file, name,
			near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
	}
	return true;
}

static bool compile(struct mapping *mapping, const char *sql, struct error *error)
{
	const char *tail = sql;
	mapping->stop_ms = INT64_MAX;
	if (sqlite3_prepare_v2(mapping->db, sql, -1, &mapping->select, &tail) != SQLITE_OK) {
		const char *text = sqlite3_errmsg(mapping->db);
		if (strcmp(text, "not authorized") == 0)
			text = "only one SELECT is allowed here: no other statement, no table, no PRAGMA, no ATTACH";
		return fault_at(mapping, sql, sqlite3_error_offset(mapping->db), error, text);
	}
	if (!mapping->select)
		return error_set(error, "%s: empty; one SELECT was expected", mapping->file);
	tail = rest(tail);
	if (*tail)
		return fault_at(mapping, sql, tail - sql, error, "a second statement; one SELECT was expected");
	if (!sqlite3_stmt_readonly(mapping->select) || sqlite3_column_count(mapping->select) == 0)
		return error_set(error, "%s: one SELECT was expected", mapping->file);
	for (int i = 1; i <= sqlite3_bind_parameter_count(mapping->select); i++) {
		static const char known[] = " :body :hub :month :now :source ";
		const char *name = sqlite3_bind_parameter_name(mapping->select, i);
		char padded[40];
		snprintf(padded, sizeof padded, " %s ", name ? name : "?");
		if (!strstr(known, padded))
			return error_set(error, "%s: parameter \"%.30s\" is not known; there are :body :hub :month :now :source",
				mapping->file, name ? name : "?");
	}
	return take_columns(mapping, error);
}

struct mapping *mapping_new(const char *file, const char *sql, const struct config *config, struct error *error)
{
	struct mapping *mapping = mem_alloc(sizeof *mapping);
	mapping->file = mem_dup(file);
	mapping->error_column = -1;
	add_outlines(mapping, config);
	if (!open_locked(mapping))
		error_set(error, "%s: the database for mappings could not be opened: %s", file, sqlite3_errmsg(mapping->db));
	else if (compile(mapping, sql, error))
		return mapping;
	mapping_free(mapping);
	return NULL;
}

void mapping_free(struct mapping *mapping)
{
	if (!mapping)
		return;
	sqlite3_finalize(mapping->select);
	sqlite3_close(mapping->db);
	arena_free(&mapping->arena);
	free(mapping->file);
	free(mapping);
}

char *mapping_text(const char *path, struct error *error)
{
	static const char builtin[] = "builtin:";
	if (str_starts(path, builtin)) {
		char name[200];
		size_t length;
		snprintf(name, sizeof name, "sources/%s", path + sizeof builtin - 1);
		const char *text = builtin_file(name, &length);
		if (!text)
			error_set(error, "no mapping named \"%s\" is built in", path + sizeof builtin - 1);
		return text ? mem_dupn(text, length) : NULL;
	}
	FILE *file = fopen(path, "re");
	if (!file) {
		error_set(error, "%s: the mapping cannot be read: %s", path, strerror(errno));
		return NULL;
	}
	char *text = mem_alloc(TEXT_MOST + 1);
	size_t length = fread(text, 1, TEXT_MOST + 1, file);
	fclose(file);
	if (length <= TEXT_MOST && !memchr(text, '\0', length)) {
		text[length] = '\0';
		return text;
	}
	free(text);
	error_set(error, "%s: a mapping is text of at most 64 KB", path);
	return NULL;
}

/* ---- running --------------------------------------------------------------------------------------- */

static void bind_text(sqlite3_stmt *select, const char *name, const char *text, size_t length)
{
	int index = sqlite3_bind_parameter_index(select, name);
	if (index)
		sqlite3_bind_text(select, index, text, (int)length, SQLITE_STATIC);
}

static void bind(const struct mapping *mapping, const struct mapping_input *input, char now[DATE_TEXT])
{
	bind_text(mapping->select, ":body", input->body, input->length);
	bind_text(mapping->select, ":hub", input->hub, strlen(input->hub));
	bind_text(mapping->select, ":month", input->month, strlen(input->month));
	bind_text(mapping->select, ":source", input->source, strlen(input->source));
	bind_text(mapping->select, ":now", now, strlen(now));
}

static bool stopped(struct mapping *mapping, int code, struct error *error)
{
	if (mapping->overran)
		return error_set(error, "%s: the mapping was stopped: it took longer than 2 s", mapping->file);
	if (code == SQLITE_NOMEM || code == SQLITE_TOOBIG)
		return error_set(error, "%s: the mapping was stopped: it needs too much memory", mapping->file);
	return error_set(error, "%s: the answer does not fit the mapping: %.200s", mapping->file,
		sqlite3_errmsg(mapping->db));
}

static bool one_row(struct mapping *mapping,
	bool (*row)(void *, const struct mapping_row *, struct error *), void *context, struct error *error)
{
	const char *texts[COLUMNS_MOST];
	for (size_t i = 0; i < mapping->columns; i++)
		texts[i] = (const char *)sqlite3_column_text(mapping->select, (int)i);
	if (mapping->error_column >= 0 && texts[mapping->error_column]) {
		struct str cleaned = { 0 };
		clean_cut(&cleaned, texts[mapping->error_column], 120, "…");
		error_set(error, "%s", str_text(&cleaned));
		str_free(&cleaned);
		return false;
	}
	struct mapping_row given = { mapping->names, texts, mapping->columns };
	/* What the caller does with the row is neither the mapping's time nor its memory. */
	int64_t before = clock_mono_ms();
	sqlite3_int64 limit = sqlite3_hard_heap_limit64(0);
	bool more = row(context, &given, error);
	sqlite3_hard_heap_limit64(limit);
	mapping->stop_ms += clock_mono_ms() - before;
	return more;
}

bool mapping_run(struct mapping *mapping, const struct mapping_input *input,
	bool (*row)(void *context, const struct mapping_row *row, struct error *error), void *context,
	struct error *error)
{
	char now[DATE_TEXT];
	instant_iso(now, input->now);
	bind(mapping, input, now);
	mapping->overran = false;
	mapping->stop_ms = clock_mono_ms() + (input->limit_ms ? input->limit_ms : TIME_MOST_MS);
	sqlite3_int64 limit = sqlite3_hard_heap_limit64(sqlite3_memory_used() + HEAP_MOST);
	int code;
	bool good = true;
	while (good && (code = sqlite3_step(mapping->select)) != SQLITE_DONE)
		good = code == SQLITE_ROW ? one_row(mapping, row, context, error) : stopped(mapping, code, error);
	sqlite3_hard_heap_limit64(limit);
	sqlite3_reset(mapping->select);
	sqlite3_clear_bindings(mapping->select);
	return good;
}
