/* Rule 11's repeat locations, kept as spans of days so that midnight needs no write: which incident is, from when
 * to when, the third or later at its place within 28 days. Called by put.c and answer.c, in the feeder.
 *
 * A repeat must not tell of incidents that the profile does not see: spans are kept for each class of viewer, over
 * the incidents that it sees. Where rule 8 hides the place, the incident neither counts nor is counted. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/keeper_inside.h"
#include "hubbrief/rules.h"

enum { REPEAT_DAYS = 28 };

void repeats_touch(struct keeper *keeper, const char *place, int64_t hubs, instant_t occurred)
{
	if (!place || !*place || occurred == INSTANT_NONE)
		return;
	day_t day = instant_day(occurred);
	if (keeper->touched_count == keeper->touched_room) {
		keeper->touched_room = keeper->touched_room ? 2 * keeper->touched_room : 64;
		keeper->touched = mem_grow(keeper->touched, keeper->touched_room, sizeof *keeper->touched);
	}
	keeper->touched[keeper->touched_count++] =
		(struct touched_place){ .place = mem_dup(place), .hubs = hubs, .from = day, .to = day };
}

static int by_place(const void *left, const void *right)
{
	const struct touched_place *a = left, *b = right;
	int order = strcasecmp(a->place, b->place);
	return order ? order : (a->hubs > b->hubs) - (a->hubs < b->hubs);
}

/* Each place once, with the days it was touched on. */
static void merge_touched(struct keeper *keeper)
{
	if (!keeper->touched_count)
		return;
	qsort(keeper->touched, keeper->touched_count, sizeof *keeper->touched, by_place);
	size_t kept = 0;
	for (size_t i = 1; i < keeper->touched_count; i++) {
		struct touched_place *last = &keeper->touched[kept], *next = &keeper->touched[i];
		if (by_place(last, next) != 0) {
			keeper->touched[++kept] = *next;
			continue;
		}
		last->from = next->from < last->from ? next->from : last->from;
		last->to = next->to > last->to ? next->to : last->to;
		free(next->place);
	}
	keeper->touched_count = kept + 1;
}

static bool write_span(struct keeper *keeper, int64_t n, int class, day_t from, day_t to, struct error *error)
{
	sqlite3_stmt *write = keeper_statement(keeper, KEEP_REPEAT_WRITE);
	const int64_t values[] = { n, class, from, to };
	for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
		sqlite3_bind_int64(write, i + 1, values[i]);
	return db_done(write, error) || keeper_failed(keeper, error);
}

/* The source itself names what it repeats: for everybody who may see that it does, on every day. */
bool repeats_named(struct keeper *keeper, int64_t n, enum disclosure class, bool share_safe, struct error *error)
{
	bool fine = true;
	int lowest = share_safe && class < DISCLOSURE_TEAM ? DISCLOSURE_TEAM : (int)class;
	for (int viewer = lowest; fine && viewer <= DISCLOSURE_TEAM; viewer++)
		fine = write_span(keeper, n, viewer, INT32_MIN, DAY_NONE - 1, error);
	return fine;
}

struct incidents {
	struct incident { int64_t n; day_t day; int class; bool named; } *at; /* owned; by day */
	size_t count, room;
};

static bool read_incidents(struct keeper *keeper, const struct touched_place *touched, struct incidents *incidents,
	struct error *error)
{
	sqlite3_stmt *read = keeper_statement(keeper, KEEP_REPEAT_READ);
	db_bind_text(read, 1, touched->place);
	sqlite3_bind_int64(read, 2, touched->hubs);
	sqlite3_bind_int64(read, 3, day_start(touched->from - 2 * REPEAT_DAYS));
	sqlite3_bind_int64(read, 4, day_start(touched->to + 2 * REPEAT_DAYS + 1));
	int code;
	while ((code = sqlite3_step(read)) == SQLITE_ROW) {
		if (incidents->count == incidents->room) {
			incidents->room = incidents->room ? 2 * incidents->room : 64;
			incidents->at = mem_grow(incidents->at, incidents->room, sizeof *incidents->at);
		}
		incidents->at[incidents->count++] = (struct incident){ .n = sqlite3_column_int64(read, 0),
			.day = instant_day(sqlite3_column_int64(read, 1)), .class = sqlite3_column_int(read, 2),
			.named = sqlite3_column_int(read, 3) };
	}
	sqlite3_reset(read);
	return code == SQLITE_DONE || keeper_failed(keeper, error);
}

static bool drop_span(struct keeper *keeper, int64_t n, struct error *error)
{
	sqlite3_stmt *drop = keeper_statement(keeper, KEEP_REPEAT_DROP);
	sqlite3_bind_int64(drop, 1, n);
	return db_done(drop, error) || keeper_failed(keeper, error);
}

/* Spans of those whose span the touched days can have changed, for viewers of one class. */
static bool write_spans(struct keeper *keeper, const struct touched_place *touched, const struct incidents *incidents,
	int viewer, day_t *days, struct error *error)
{
	size_t seen = 0;
	for (size_t i = 0; i < incidents->count; i++)
		if (incidents->at[i].class <= viewer)
			days[seen++] = incidents->at[i].day;
	bool fine = true;
	for (size_t i = 0, index = 0; fine && i < incidents->count; i++) {
		const struct incident *incident = &incidents->at[i];
		if (incident->class > viewer)
			continue;
		day_t from, to;
		if (!incident->named && incident->day >= touched->from - REPEAT_DAYS && incident->day <= touched->to + REPEAT_DAYS &&
				repeat_location_span(days, seen, index, &from, &to))
			fine = write_span(keeper, incident->n, viewer, from, to, error);
		index++;
	}
	return fine;
}

static bool place_commit(struct keeper *keeper, const struct touched_place *touched, struct error *error)
{
	struct incidents incidents = { 0 };
	bool fine = read_incidents(keeper, touched, &incidents, error);
	for (size_t i = 0; fine && i < incidents.count; i++)
		if (!incidents.at[i].named && incidents.at[i].day >= touched->from - REPEAT_DAYS &&
				incidents.at[i].day <= touched->to + REPEAT_DAYS)
			fine = drop_span(keeper, incidents.at[i].n, error);
	day_t *days = mem_array(incidents.count, sizeof *days);
	for (int viewer = DISCLOSURE_PUBLIC; fine && viewer <= DISCLOSURE_TEAM; viewer++)
		fine = write_spans(keeper, touched, &incidents, viewer, days, error);
	free(days);
	free(incidents.at);
	return fine;
}

bool repeats_commit(struct keeper *keeper, struct error *error)
{
	bool fine = true;
	merge_touched(keeper);
	for (size_t i = 0; fine && i < keeper->touched_count; i++)
		fine = place_commit(keeper, &keeper->touched[i], error);
	repeats_forget(keeper);
	return fine;
}

void repeats_forget(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->touched_count; i++)
		free(keeper->touched[i].place);
	free(keeper->touched);
	keeper->touched = NULL;
	keeper->touched_count = keeper->touched_room = 0;
}
