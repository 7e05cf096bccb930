/* The hubs as a map of tiles: where each stands and what it says. Used by the pane `tiles` (dashboard) and by the
 * pack's map (commands). */
#include "hubbrief/tiling.h"

struct tiling tiling_of(const struct config *config)
{
	struct tiling t = { 0, 1 };

	for (size_t i = 0; i < config->hub_count; i++) {
		const struct hub *hub = &config->hubs[i];
		t.rows = hub->tile_row >= t.rows ? hub->tile_row + 1 : t.rows;
		t.columns = hub->tile_column >= t.columns ? hub->tile_column + 1 : t.columns;
	}
	return t;
}

/* Hubs without a tile stand below the map, one after the other, with the countywide tile first. */
void tile_at(const struct config *config, struct tiling t, int line, int *row, int *column)
{
	int loose = 1;

	if (line > 0 && config->hubs[line - 1].tile_row >= 0) {
		*row = config->hubs[line - 1].tile_row;
		*column = config->hubs[line - 1].tile_column;
		return;
	}
	for (int i = 0; i < line - 1; i++)
		loose += config->hubs[i].tile_row < 0;
	loose = line ? loose : 0;
	*row = t.rows + loose / t.columns;
	*column = loose % t.columns;
}

/* The worst of what is shown: a hub's cells, or its one cell of the area that the view is about. A state that is
 * not a rating comes after AMBER and before ok: it is never good. */
const struct cell *tile_cell(const struct hub_line *line, size_t areas, int area)
{
	static const int badness[] = {
		[CELL_RED] = 9, [CELL_AMBER] = 8, [CELL_CHECK] = 7, [CELL_OLD] = 6, [CELL_UNKNOWN] = 5, [CELL_SUPPRESSED] = 4, [CELL_OK] = 3,
		[CELL_DONE] = 2, [CELL_NONE_KEPT] = 1,
	};
	const struct cell *worst = NULL;

	if (area >= 0 && (size_t)area < areas)
		return &line->cells[area];
	for (size_t i = 0; i < areas; i++)
		if (!worst || badness[line->cells[i].state] > badness[worst->state])
			worst = &line->cells[i];
	return worst;
}

const char *tile_word(const struct hub_line *line, const struct cell *cell)
{
	if (line->state == HUB_NO_DATA || line->state == HUB_NEVER)
		return "NO DATA";
	if (line->state == HUB_QUIET && cell && (cell->state == CELL_OK || cell->state == CELL_DONE))
		return "Quiet";
	return cell ? cell_state_text(cell->state) : "";
}

/* "1 late, 2 today", as many as fit. */
void tile_due(const struct hub_line *line, int room, struct str *out)
{
	const struct { int count; const char *word; } parts[] = {
		{ line->late, "late" }, { line->due_today, "today" },
	};
	struct str part = { 0 };

	if (line->state == HUB_NO_DATA)
		plural(line->days_old, "day", "days", out);
	else if (line->late < 0)
		str_add(out, "hidden");
	for (size_t i = 0; i < sizeof parts / sizeof *parts && line->state != HUB_NO_DATA; i++) {
		if (parts[i].count <= 0)
			continue;
		str_reset(&part);
		str_addf(&part, "%s%d %s", out->length ? ", " : "", parts[i].count, parts[i].word);
		if (out->length && (int)(out->length + part.length) > room)
			break;
		str_add(out, str_text(&part));
	}
	if (!out->length && line->state != HUB_QUIET)
		str_add(out, "0 late");
	str_free(&part);
}
