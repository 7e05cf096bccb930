/* What `:` can do or go to, found by typing some of its letters in order. Pure. */
#ifndef HUBBRIEF_PALETTE_H
#define HUBBRIEF_PALETTE_H

#include "hubbrief/grid.h"
#include "hubbrief/keymap.h"

enum choice_type { CHOICE_ACTION, CHOICE_HUB, CHOICE_AREA, CHOICE_VIEW, CHOICE_SUSPEND, CHOICE_BASELINE, CHOICE_FORMAT, CHOICE_JOIN };
struct choice {
	enum choice_type type;
	int argument;        /* the action; the hub's, area's or view's index, −1 countywide; the baseline's or the format's place in its list; a record's number */
	const char *words;   /* "hub 6 Scarborough"; the arena's */
	const char *help;
	int score;
};

struct palette { /* start from { 0 } */
	struct arena arena;
	const char *title;   /* of the rule above it; the arena's */
	const char *otherwise; /* the title when nothing matches, where what was typed is taken as it is; static; NULL: not */
	struct choice *all; /* owned; what matches stands first, the best at the top */
	size_t count, matching;
	size_t selected;
};

void palette_open(struct palette *palette, const struct config *config, bool kiosk);
/* An empty one with that title, and one more choice in it; the texts are copied. */
void palette_start(struct palette *palette, const char *title);
void palette_offer(struct palette *palette, enum choice_type type, int argument, const char *words, const char *help);
void palette_match(struct palette *palette, const char *typed); /* orders anew; selects the first */
void palette_move(struct palette *palette, int step);
const struct choice *palette_chosen(const struct palette *palette); /* NULL: nothing matches */
/* Into the rows of `area` that end above `row`; at most eight and a rule. */
void palette_draw(const struct palette *palette, const struct keymap *keymap, struct grid *grid, struct rect area,
	int row);
void palette_free(struct palette *palette);
/* How well the letters of `typed` fit `words`, in order and without regard to case; −1 not at all. */
int palette_score(const char *words, const char *typed);

#endif
