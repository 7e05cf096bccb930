/* How long records are kept: see retention.h. Called by config/ (the days), store/ (what goes) and the commands (what
 * an audit line says). Pure. */
#include "hubbrief/retention.h"

#include <stdio.h>
#include <string.h>

enum retention retention_of(enum kind kind)
{
	/* Measures, bodies, holidays and the partnership's plan (milestones, objectives) are kept whatever their age. */
	static const enum retention kinds[KIND_COUNT] = {
		[KIND_MEASURE] = RETENTION_NONE, [KIND_INCIDENT] = RETENTION_INCIDENTS, [KIND_CASE] = RETENTION_CASES,
		[KIND_POWER] = RETENTION_CASES, [KIND_ACTION] = RETENTION_ACTIONS, [KIND_MILESTONE] = RETENTION_NONE,
		[KIND_OBJECTIVE] = RETENTION_NONE, [KIND_REVIEW] = RETENTION_CASES, [KIND_MEETING] = RETENTION_EVENTS,
		[KIND_CAMPAIGN] = RETENTION_EVENTS, [KIND_NOTICE] = RETENTION_EVENTS, [KIND_BODY] = RETENTION_NONE,
		[KIND_HOLIDAY] = RETENTION_NONE,
	};
	return kinds[kind];
}

/* Of a day its beginning. */
static instant_t when(const struct record *record, enum field field)
{
	const struct value *value = &record->value[field];
	if (!value->set)
		return INSTANT_NONE;
	return field_table[field].type == TYPE_INSTANT ? value->as.instant : day_start(value->as.day);
}

static instant_t first_given(const struct record *record, const enum field *fields, size_t count)
{
	instant_t at = INSTANT_NONE;
	for (size_t i = 0; i < count && at == INSTANT_NONE; i++)
		at = when(record, fields[i]);
	return at;
}

/* One that was followed up counts from when that was closed. */
static instant_t incident_over(const struct record *record)
{
	static const enum field known[] = { FIELD_OCCURRED, FIELD_REPORTED, FIELD_UPDATED };
	instant_t occurred = first_given(record, known, sizeof known / sizeof *known), closed = when(record, FIELD_CLOSED);
	if (!record_ended(record) && record->value[FIELD_STATUS].set)
		return INSTANT_NONE;
	return closed > occurred ? closed : occurred;
}

/* What ends by itself on its day, without anybody closing it. */
static instant_t passed(const struct record *record)
{
	static const enum field ends[KIND_COUNT] = {
		[KIND_POWER] = FIELD_EXPIRES, [KIND_MEETING] = FIELD_STARTS, [KIND_CAMPAIGN] = FIELD_ENDS, [KIND_NOTICE] = FIELD_EXPIRES,
	};
	bool recurs = record->value[FIELD_RECURS].set;
	return ends[record->kind] && !recurs ? when(record, ends[record->kind]) : INSTANT_NONE;
}

instant_t record_kept_from(const struct record *record)
{
	static const enum field closed[] = { FIELD_CLOSED, FIELD_DONE };
	if (retention_of(record->kind) == RETENTION_NONE)
		return INSTANT_NONE;
	if (record->kind == KIND_INCIDENT)
		return incident_over(record);
	if (!record_ended(record))
		return passed(record);
	instant_t at = first_given(record, closed, sizeof closed / sizeof *closed);
	if (at == INSTANT_NONE)
		at = passed(record);
	return at == INSTANT_NONE ? when(record, FIELD_UPDATED) : at;
}

instant_t retention_before(int days, day_t today)
{
	return days > 0 ? day_start(today - days) : INSTANT_NONE;
}

const char *retention_text(char *out, enum retention retention, int days)
{
	static const char *const words[] = {
		[RETENTION_INCIDENTS] = "older than", [RETENTION_CASES] = "over for more than",
		[RETENTION_ACTIONS] = "closed for more than", [RETENTION_EVENTS] = "over for more than",
		[RETENTION_LOG] = "older than", [RETENTION_BRIEFINGS] = "older than",
	};
	if (retention >= RETENTION_COUNT)
		snprintf(out, RETENTION_TEXT, "whose review_by had come");
	else
		snprintf(out, RETENTION_TEXT, "%s %d %s", words[retention], days, days == 1 ? "day" : "days");
	return out;
}
