/* What the pack's writers say alike of a source, a hub or a record: see report_words.h. */
#include "hubbrief/ahead.h"
#include "hubbrief/report_words.h"

bool report_shows_source(const struct report *report, const struct source_line *line)
{
	if (report->hub == PLACE_ANY || !*line->hub)
		return true;
	return str_same(line->hub, report->hub >= 0 ? report->config->hubs[report->hub].id : "countywide");
}

static void hub_counts(const struct hub_line *line, struct str *out)
{
	if (line->changed > 0) {
		plural(line->changed, "change", "changes", out);
		str_add(out, ", ");
	}
	str_addf(out, "%d late, %d due today. ", line->late, line->due_today);
}

void report_hub_state(const struct report *report, const struct hub_line *line, struct str *out)
{
	char age[DATE_TEXT];

	if (line->made == INSTANT_NONE) {
		str_add(out, "No data yet: nothing is known of it.");
		return;
	}
	if (line->state == HUB_NO_DATA) {
		str_add(out, "No data for ");
		plural(line->days_old, "day", "days", out);
		str_add(out, ": that is not quiet, it is unknown. Before that: ");
	} else if (line->state == HUB_QUIET)
		str_add(out, "Quiet. ");
	hub_counts(line, out);
	if (line->made == INSTANT_UNKNOWN) {
		str_add(out, "How old its data was then is not kept.");
		return;
	}
	str_addf(out, "Data of %s.", data_age(age, line->made, report->moment.now));
}

/* What is read aloud has no "<5". */
const char *report_state(enum cell_state state)
{
	return state == CELL_SUPPRESSED ? "fewer than five" : cell_state_text(state);
}

void report_place(const struct report *report, const struct report_entry *entry, struct str *out)
{
	const struct value *hubs = &entry->record.value[FIELD_HUBS];

	if (!entry->row.hubs)
		str_add(out, entry->row.york ? "the county and York" : "countywide");
	for (size_t i = 0; entry->row.hubs && i < hubs->as.words.count; i++) {
		int hub = config_hub_index(report->config, hubs->as.words.at[i]);
		str_addf(out, "%s%s", i ? " and " : "", hub >= 0 ? report->config->hubs[hub].name : hubs->as.words.at[i]);
	}
}

void report_when(const struct report *report, enum report_list list, const struct row *row, struct str *out)
{
	char day[DATE_TEXT], time[DATE_TEXT];

	if (row->kind == KIND_MEASURE)
		return;
	if (list == REPORT_MEETINGS && row->starts != INSTANT_NONE)
		str_addf(out, "%s at %s", day_text(day, instant_day(row->starts)), instant_clock(time, row->starts));
	else if (row->flags & 1U << FLAG_OVERDUE) {
		str_addf(out, "was due %s, ", day_text(day, row->due));
		plural(days_overdue(row->due, report->moment.today), "day late", "days late", out);
	} else if (list == REPORT_MILESTONES && row->due != DAY_NONE)
		countdown_text(row->due, row->due_precision, report->moment.today, out);
	else
		line_when(row, &report->moment, true, out);
}

void report_what(enum report_list list, const struct row *row, struct str *out)
{
	if (list == REPORT_MEETINGS)
		str_add(out, row->title);
	else if (row->kind == KIND_MEASURE && row->suppressed)
		str_addf(out, "%s: %s", row->title, row->withheld ? "hidden" : "fewer than five");
	else
		line_title(row, out);
}

/* What takes place within a week: a meeting starts, a power ends, a campaign runs. */
bool report_this_week(const struct row *row, day_t today)
{
	day_t starts = row->starts == INSTANT_NONE ? DAY_NONE : instant_day(row->starts);
	day_t until = today + 7;

	if (row->kind == KIND_MEETING)
		return starts != DAY_NONE && starts >= today && starts <= until;
	if (row->kind == KIND_POWER)
		return row->expires != DAY_NONE && row->expires >= today && row->expires <= until;
	return (starts == DAY_NONE || starts <= until) && (row->ends == DAY_NONE || row->ends >= today);
}

