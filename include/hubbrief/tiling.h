/* The hubs as a map of tiles, by each hub's `tile`: where each stands and what it says. */
#ifndef HUBBRIEF_TILING_H
#define HUBBRIEF_TILING_H

#include "hubbrief/brief.h"

struct tiling { int rows, columns; }; /* of the map; hubs without a tile and countywide stand in rows below */
struct tiling tiling_of(const struct config *config);
/* Where line `line` of the matrix stands. */
void tile_at(const struct config *config, struct tiling tiling, int line, int *row, int *column);
/* The worst of the hub's cells, or its one cell of `area` (−1 any). NULL: there are no areas. */
const struct cell *tile_cell(const struct hub_line *line, size_t areas, int area);
const char *tile_word(const struct hub_line *line, const struct cell *cell); /* "NO DATA", "Quiet", "RED", "old" … */
/* "1 late, 2 today", or "7 days" without data; as many as fit in `room` columns. */
void tile_due(const struct hub_line *line, int room, struct str *out);

#endif
