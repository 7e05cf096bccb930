/* The pack's pictures as inline SVG: the map of tiles, and one chart a measure (rules 4–8: a suppressed point is never
 * drawn). Each says in <desc> what it shows. Called by html.c. */
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/mem.h"
#include "hubbrief/pack_inside.h"
#include "hubbrief/report_words.h"
#include "hubbrief/series.h"
#include "hubbrief/tiling.h"

static void begin(const char *kind, int number, int width, int height, struct str *out)
{
	/* with room for a border */
	str_addf(out, "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%s-%d-title %s-%d-text\" width=\"%d\""
		" viewBox=\"-2 -2 %d %d\">\n", kind, kind, number, kind, number, width + 4, width + 4, height + 4);
}

static void alternative(const char *kind, int number, const char *title, const char *text, struct str *out)
{
	str_addf(out, "<title id=\"%s-%d-title\">", kind, number);
	html_text(title, out);
	str_addf(out, "</title>\n<desc id=\"%s-%d-text\">", kind, number);
	html_text(text, out);
	str_add(out, "</desc>\n");
}

static void label(int x, int y, const char *class, const char *text, struct str *out)
{
	str_addf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
	html_text(text, out);
	str_add(out, "</text>\n");
}

/* ---- the map ------------------------------------------------------------------------------------- */

enum { TILE_WIDE = 164, TILE_HIGH = 96, TILE_GAP = 8, TILE_LETTERS = 18 };

static const char *tone_class(enum pack_tone tone)
{
	static const char *const classes[] = { "plain", "red", "amber", "good", "unknown" };
	return classes[tone];
}

static const struct cell *cell_of(const struct report *report, const struct hub_line *line)
{
	return tile_cell(line, report->matrix.area_count, report->area >= 0 ? report->area : -1);
}

/* "1 late, 1 due today" and "2 changes"; of a hub without data for how long. */
static void tile_numbers(const struct report *report, const struct hub_line *line, struct str *due, struct str *changes)
{
	struct report_counts counts = report_counts(report, line);

	if (line->made == INSTANT_NONE)
		return;
	if (!report_line_known(line))
		plural(line->days_old, "day", "days", due);
	else if (counts.late < 0)
		str_add(due, "counts not shown");
	else {
		str_addf(due, counts.late > 99 || counts.due_today > 99 ? "%d late, %d today" : "%d late, %d due today", counts.late,
			counts.due_today);
		if (counts.changed > 0)
			plural(counts.changed, "change", "changes", changes);
	}
}

/* A name too long for its tile gives way to the short one. */
static const char *tile_name(const struct hub_line *line)
{
	const char *name = report_line_name(line);

	return line->hub && line->hub->short_name && clean_columns(name) > TILE_LETTERS ? line->hub->short_name : name;
}

static void tile(const struct report *report, struct tiling tiling, int at, struct str *out)
{
	const struct hub_line *line = &report->matrix.lines[at];
	const struct cell *cell = cell_of(report, line);
	enum pack_tone tone = cell && report_line_known(line) ? pack_cell_tone(cell->state) : TONE_UNKNOWN;
	struct str due = { 0 }, changes = { 0 };
	int row, column;

	tile_at(report->config, tiling, at, &row, &column);
	int x = column * (TILE_WIDE + TILE_GAP), y = row * (TILE_HIGH + TILE_GAP);
	str_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"tile %s\"/>\n", x, y, TILE_WIDE, TILE_HIGH,
		tone_class(tone));
	tile_numbers(report, line, &due, &changes);
	label(x + 12, y + 24, "name", tile_name(line), out);
	label(x + 12, y + 44, "state", tile_word(line, cell), out);
	label(x + 12, y + 64, "number", str_text(&due), out);
	label(x + 12, y + 83, "number", str_text(&changes), out);
	str_free(&due);
	str_free(&changes);
}

/* "Craven: ok, 0 late, 0 due today, 1 change. Hambleton: …" */
static void tell_tiles(const struct report *report, struct str *out)
{
	for (size_t i = 0; i < report->matrix.line_count; i++) {
		const struct hub_line *line = &report->matrix.lines[i];
		struct str due = { 0 }, changes = { 0 };
		tile_numbers(report, line, &due, &changes);
		str_addf(out, "%s%s: %s%s%s%s%s.", i ? " " : "", report_line_name(line), tile_word(line, cell_of(report, line)),
			due.length ? ", " : "", str_text(&due), changes.length ? ", " : "", str_text(&changes));
		str_free(&due);
		str_free(&changes);
	}
}

void svg_tiles(const struct report *report, struct str *out)
{
	struct tiling tiling = tiling_of(report->config);
	struct str text = { 0 };
	int rows = 0, row, column;

	for (size_t i = 0; i < report->matrix.line_count; i++) {
		tile_at(report->config, tiling, (int)i, &row, &column);
		rows = row + 1 > rows ? row + 1 : rows;
	}
	begin("tiles", 0, tiling.columns * (TILE_WIDE + TILE_GAP) - TILE_GAP, rows * (TILE_HIGH + TILE_GAP) - TILE_GAP, out);
	tell_tiles(report, &text);
	alternative("tiles", 0, "The hubs as on the map, each with its worst rating", str_text(&text), out);
	for (size_t i = 0; i < report->matrix.line_count; i++)
		tile(report, tiling, (int)i, out);
	str_add(out, "</svg>\n");
	str_free(&text);
}

/* ---- a chart ------------------------------------------------------------------------------------- */

enum { CHART_WIDE = 340, CHART_HIGH = 160, RIGHT = 10, TOP = 14, BOTTOM = 26, LETTER = 9, LINE = 14, POINTS_MOST = 60 };

/* Where values stand: 0 at the bottom, unless some are below it. */
struct scale {
	double least, most;
	size_t count;
	int left, right; /* of the drawing; beside it stand the numbers */
};

static double x_of(const struct scale *scale, size_t i)
{
	double room = scale->right - scale->left;
	return scale->count < 2 ? scale->left + room / 2 : scale->left + room * (double)i / (double)(scale->count - 1);
}

static double y_of(const struct scale *scale, double value)
{
	double room = CHART_HIGH - TOP - BOTTOM;
	return TOP + room * (scale->most - value) / (scale->most - scale->least);
}

static void take_value(struct scale *scale, double value)
{
	scale->most = value > scale->most ? value : scale->most;
	scale->least = value < scale->least ? value : scale->least;
}

static int width_of(double value)
{
	struct str text = { 0 };

	number_text(value, &text);
	int width = LETTER * (int)text.length;
	str_free(&text);
	return width;
}

static struct scale scale_of(const struct series *series, const double *thresholds, size_t threshold_count)
{
	struct scale scale = { .count = series->count };

	for (size_t i = 0; i < series->count; i++)
		if (!series->points[i].suppressed)
			take_value(&scale, series->points[i].value);
	for (size_t i = 0; i < threshold_count; i++)
		take_value(&scale, thresholds[i]);
	if (scale.most <= scale.least)
		scale.most = scale.least + 1;
	scale.left = 8 + width_of(scale.most) + 8;
	scale.right = CHART_WIDE - RIGHT - (threshold_count ? 50 + width_of(scale.most) : 0); /* "target 100" */
	return scale;
}

/* The line breaks where a point is hidden. */
static void line_of(const struct series *series, const struct scale *scale, struct str *out)
{
	bool drawing = false;

	str_add(out, "<path class=\"line\" d=\"");
	for (size_t i = 0; i < series->count; i++) {
		if (series->points[i].suppressed) {
			drawing = false;
			continue;
		}
		str_addf(out, "%s%.1f %.1f ", drawing ? "L" : "M", x_of(scale, i), y_of(scale, series->points[i].value));
		drawing = true;
	}
	str_add(out, "\"/>\n");
	for (size_t i = 0; i < series->count; i++)
		if (!series->points[i].suppressed)
			str_addf(out, "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", x_of(scale, i),
				y_of(scale, series->points[i].value));
}

/* The same period last year is ringed. */
static void ring(const struct series *series, const struct scale *scale, struct str *out)
{
	const struct point *latest = &series->points[series->count - 1];
	struct civil now = day_civil(latest->first);

	for (size_t i = 0; i + 1 < series->count; i++) {
		const struct point *point = &series->points[i];
		struct civil then = day_civil(point->first);
		if (!point->suppressed && !latest->suppressed && then.year == now.year - 1 && then.month == now.month &&
			then.day == now.day)
			str_addf(out, "<circle class=\"ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"7\"/>\n", x_of(scale, i),
				y_of(scale, point->value));
	}
}

/* "Feb 2023" */
static void add_period(const struct point *point, struct str *out)
{
	period_text(point->period, out);
	if (strlen(point->period) != 4)
		str_addf(out, " %d", day_civil(point->first).year);
}

static void axis(const struct series *series, const struct scale *scale, struct str *out)
{
	struct str text = { 0 };

	str_addf(out, "<path class=\"axis\" d=\"M%d %.1f H%d\"/>\n", scale->left, y_of(scale, scale->least), scale->right);
	number_text(scale->most, &text);
	label(scale->left - 8, TOP + 5, "end", str_text(&text), out);
	str_reset(&text);
	number_text(scale->least, &text);
	label(scale->left - 8, CHART_HIGH - BOTTOM + 4, "end", str_text(&text), out);
	str_reset(&text);
	add_period(&series->points[0], &text);
	label(scale->left, CHART_HIGH - 6, "start", str_text(&text), out);
	str_reset(&text);
	add_period(&series->points[series->count - 1], &text);
	label(scale->right, CHART_HIGH - 6, "end", str_text(&text), out);
	str_free(&text);
}

static const char *const threshold_names[] = { "green", "amber", "target" };

/* "Feb 2022: 12, Mar 2022: not shown, …. Thresholds: green 10, amber 20." */
static void tell_series(const struct series *series, const double *thresholds, size_t threshold_count, struct str *out)
{
	for (size_t i = 0; i < series->count; i++) {
		str_add(out, i ? ", " : "");
		add_period(&series->points[i], out);
		str_add(out, ": ");
		if (series->points[i].suppressed)
			str_add(out, "not shown");
		else
			number_text(series->points[i].value, out);
	}
	for (size_t i = 0; i < threshold_count; i++) {
		str_addf(out, "%s %s ", i ? "," : ". Thresholds:", threshold_names[i]);
		number_text(thresholds[i], out);
	}
	str_addc(out, '.');
}

/* Of a run of periods thresholds rate the total, which a chart of single periods does not show. */
static size_t thresholds_of(const struct report_entry *entry, double out[3])
{
	static const enum field fields[] = { FIELD_GREEN, FIELD_AMBER, FIELD_TARGET };
	size_t count = 0;

	for (size_t i = 0; i < 3 && entry->row.run <= 1 && entry->record.value[fields[i]].set; i++)
		out[count++] = entry->record.value[fields[i]].as.real;
	return count;
}

/* What the line of a threshold is stands beside it, from the top down and never one over another. */
static void threshold_lines(const struct scale *scale, const double *thresholds, size_t count, struct str *out)
{
	bool named[3] = { false };
	int free_from = 0;

	for (size_t i = 0; i < count; i++)
		str_addf(out, "<path class=\"threshold\" d=\"M%d %.1f H%d\"/>\n", scale->left, y_of(scale, thresholds[i]),
			scale->right);
	for (size_t told = 0; told < count; told++) {
		struct str text = { 0 };
		size_t highest = count;
		for (size_t i = 0; i < count; i++)
			if (!named[i] && (highest == count || thresholds[i] > thresholds[highest]))
				highest = i;
		int y = (int)y_of(scale, thresholds[highest]) + 4;
		y = y < free_from ? free_from : y;
		str_addf(&text, "%s ", threshold_names[highest]);
		number_text(thresholds[highest], &text);
		label(scale->right + 5, y, "small", str_text(&text), out);
		str_free(&text);
		named[highest] = true;
		free_from = y + LINE;
	}
}

bool svg_has_chart(const struct report *report, const struct report_entry *entry)
{
	const struct row *row = &entry->row;

	return !row->suppressed && (row->rating == 'R' || row->rating == 'A' || row->judgement > JUDGE_CHANCE ||
		report_headlined(report, row->id));
}

void svg_chart(const struct report_entry *entry, int number, struct str *out)
{
	struct series series;
	struct str text = { 0 };
	double thresholds[3];
	size_t threshold_count = thresholds_of(entry, thresholds);

	if (!measure_series(&entry->record, &series) || series.count < 2)
		return;
	if (series.count > POINTS_MOST) { /* the newest: a year and more of weeks, five of months */
		series.points += series.count - POINTS_MOST;
		series.count = POINTS_MOST;
	}
	struct scale scale = scale_of(&series, thresholds, threshold_count);
	line_measure(&entry->row, &text);
	str_add(out, "<figure>\n<figcaption>");
	html_text(str_text(&text), out);
	str_add(out, "</figcaption>\n");
	str_reset(&text);
	begin("chart", number, CHART_WIDE, CHART_HIGH, out);
	tell_series(&series, thresholds, threshold_count, &text);
	alternative("chart", number, entry->row.title, str_text(&text), out);
	axis(&series, &scale, out);
	threshold_lines(&scale, thresholds, threshold_count, out);
	line_of(&series, &scale, out);
	ring(&series, &scale, out);
	str_add(out, "</svg>\n</figure>\n");
	str_free(&text);
}
