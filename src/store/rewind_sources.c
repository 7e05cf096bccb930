/* How the sources stood at a moment: as a briefing kept it that was closed then (store_standing), else as far as the
 * polls that are kept tell it. What they do not tell is unknown: an age from after the moment would be a lie. Called by
 * rewind.c, on a private copy. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/rewind_inside.h"
#include "hubbrief/store_inside.h"

/* ---- kept with the briefing -------------------------------------------------------------------- */

/* The members in the order of REQUEST_STANDING. */
static const char restore[] = "INSERT INTO request(" REQUEST_STANDING ") SELECT value->>0, value->>1, value->>2, value->>3,"
	" value->>4, value->>5, value->>6, value->>7, value->>8, value->>9, value->>10, value->>11, value->>12, value->>13,"
	" value->>14, value->>15, value->>16, value->>17, value->>18, value->>19, value->>20, ifnull(value->>21,0)"
	" FROM json_each(?1) WHERE true ON CONFLICT(source,hub,month) DO UPDATE SET off=excluded.off,"
	" made_stated=excluded.made_stated, received=excluded.received, made=excluded.made, stale_at=excluded.stale_at,"
	" dead_at=excluded.dead_at, last_poll=excluded.last_poll, refused=excluded.refused, status=excluded.status, failures=excluded.failures,"
	" bytes=excluded.bytes, milliseconds=excluded.milliseconds, unchanged=excluded.unchanged, error=excluded.error,"
	" records=excluded.records, quarantined=excluded.quarantined, held=excluded.held, unknown_fields=excluded.unknown_fields,"
	" past=excluded.past";
static const char others[] = "DELETE FROM request WHERE NOT EXISTS(SELECT 1 FROM json_each(?1) WHERE value->>0=source"
	" AND value->>1=hub AND value->>2=month)";

static bool run_with(struct keeper *keeper, const char *sql, const char *text, struct error *error)
{
	sqlite3_stmt *statement = db_prepare(keeper->db, sql, error);
	if (!statement)
		return false;
	db_bind_text(statement, 1, text);
	bool fine = db_done(statement, error) || keeper_failed(keeper, error);
	sqlite3_finalize(statement);
	return fine;
}

/* ---- as the polls tell it ---------------------------------------------------------------------- */

/* A request, and what its polls say of the moment. */
struct polled {
	int64_t id;
	instant_t received, made, stale_at, dead_at; /* as they are now */
	bool stated;
	struct cadence expect;
	int kept;             /* polls; POLLS_KEPT: there may have been others before */
	instant_t good, last; /* up to the moment: the last that was answered, the last of all; INSTANT_NONE none is kept */
	bool anew;            /* after it another body came */
	char *error;          /* of the last; owned */
	int status;
};

static struct cadence expected(const struct config *config, const char *source)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].id, source) == 0)
			return config->sources[i].expect;
	return (struct cadence){ 0 };
}

static bool read_polls(struct keeper *keeper, instant_t at, struct polled *polled, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT at, status, unchanged, outcome FROM poll WHERE request=?1 ORDER BY rowid",
		error);
	int code = SQLITE_ERROR;
	polled->good = polled->last = INSTANT_NONE;
	if (read)
		sqlite3_bind_int64(read, 1, polled->id);
	while (read && (code = sqlite3_step(read)) == SQLITE_ROW) {
		instant_t poll = sqlite3_column_int64(read, 0);
		bool answered = !*db_text(read, 3);
		polled->kept++;
		if (poll > at) {
			polled->anew |= answered && !sqlite3_column_int(read, 2);
			continue;
		}
		polled->last = poll;
		polled->good = answered ? poll : polled->good;
		polled->status = sqlite3_column_int(read, 1);
		free(polled->error);
		polled->error = db_text_owned(read, 3);
	}
	sqlite3_finalize(read);
	return code == SQLITE_DONE || keeper_failed(keeper, error);
}

/* When the answer came that was the last one then, and of when it was. */
static void judge(struct keeper *keeper, instant_t at, struct polled *polled)
{
	struct request_ages ages = { INT64_MAX, INT64_MAX };
	bool whole = polled->kept < POLLS_KEPT;
	if (polled->received <= at)
		return; /* none has come since, or there never was one */
	polled->received = polled->good != INSTANT_NONE ? polled->good : whole ? INSTANT_NONE : INSTANT_UNKNOWN;
	if (polled->stated && polled->good != INSTANT_NONE && !polled->anew)
		return; /* the same answer, which says itself when it was made */
	polled->made = polled->stated && polled->good != INSTANT_NONE ? INSTANT_UNKNOWN : polled->received;
	if (polled->made != INSTANT_NONE && polled->made != INSTANT_UNKNOWN)
		ages = request_ages(keeper, polled->made, polled->expect);
	polled->stale_at = ages.stale_at;
	polled->dead_at = ages.dead_at;
}

static bool write_polled(struct keeper *keeper, const struct polled *polled, struct error *error)
{
	sqlite3_stmt *update = db_prepare(keeper->db, "UPDATE request SET received=?2, made=?3, stale_at=?4, dead_at=?5,"
		" last_poll=?6, status=?7, failures=?8<>'', refused=(refused AND error=?8), error=?8, unchanged=0, past=0,"
		REQUEST_COUNTS " WHERE id=?1", error);
	if (!update)
		return false;
	const int64_t numbers[] = { polled->id, polled->received, polled->made, polled->stale_at, polled->dead_at, polled->last,
		polled->status };
	int at = 1;
	for (; at <= (int)(sizeof numbers / sizeof *numbers); at++)
		sqlite3_bind_int64(update, at, numbers[at - 1]);
	db_bind_text(update, at, polled->error ? polled->error : "");
	bool fine = db_done(update, error) || keeper_failed(keeper, error);
	sqlite3_finalize(update);
	return fine;
}

static bool from_polls(struct keeper *keeper, const struct config *config, instant_t at, struct error *error)
{
	sqlite3_stmt *read = db_prepare(keeper->db, "SELECT id, received, made, stale_at, dead_at, made_stated, source, last_poll"
		" FROM request", error);
	int code = SQLITE_ERROR;
	bool fine = read;
	while (fine && (code = sqlite3_step(read)) == SQLITE_ROW) {
		struct polled polled = { .id = sqlite3_column_int64(read, 0), .received = sqlite3_column_int64(read, 1),
			.made = sqlite3_column_int64(read, 2), .stale_at = sqlite3_column_int64(read, 3),
			.dead_at = sqlite3_column_int64(read, 4), .stated = sqlite3_column_int(read, 5),
			.expect = expected(config, db_text(read, 6)) };
		fine = read_polls(keeper, at, &polled, error);
		if (fine && sqlite3_column_int64(read, 7) > at) { /* else it was not asked since: all is as it was */
			judge(keeper, at, &polled);
			fine = write_polled(keeper, &polled, error);
		}
		free(polled.error);
	}
	sqlite3_finalize(read);
	return fine && (code == SQLITE_DONE || keeper_failed(keeper, error));
}

/* ---- both -------------------------------------------------------------------------------------- */

bool rewind_sources(struct keeper *keeper, const struct config *config, const struct rewind_point *point,
	struct error *error)
{
	return keeper_run(keeper, "DELETE FROM quarantine WHERE at>?1", point->at, error) &&
		(*point->sources ? run_with(keeper, restore, point->sources, error) && run_with(keeper, others, point->sources, error)
			: from_polls(keeper, config, point->at, error)) &&
		keeper_run(keeper, "DELETE FROM poll WHERE at>?1", point->at, error) &&
		keeper_run(keeper, "DELETE FROM poll_day WHERE day>=?1", instant_day(point->at), error) &&
		keeper_run(keeper, "UPDATE request SET next_poll=?1", INSTANT_NONE, error);
}
