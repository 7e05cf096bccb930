/* The choices of `:`: see palette.h. Called by the board. */
#include "hubbrief/palette.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/mem.h"

enum { MOST_SHOWN = 8 };

static void add(struct palette *palette, enum choice_type type, int argument, const char *words, const char *help)
{
	palette->all = mem_grow(palette->all, palette->count + 1, sizeof *palette->all);
	palette->all[palette->count++] = (struct choice){ type, argument, words, help, 0 };
}

/* Moving is for keys; hubs and areas stand under their names. */
static bool is_command(int action)
{
	return action >= ACTION_NEXT_PANE && action != ACTION_HUB && action != ACTION_AREA && action != ACTION_COMMAND &&
		action != ACTION_COPY;
}

static void add_places(struct palette *palette, const struct config *config)
{
	struct arena *arena = &palette->arena;
	add(palette, CHOICE_HUB, -1, "hub 0 Countywide", "");
	for (size_t i = 0; i < config->hub_count; i++) {
		const struct hub *hub = &config->hubs[i];
		const char key[] = { hub->key ? hub->key : ' ', '\0' };
		add(palette, CHOICE_HUB, (int)i, arena_printf(arena, "hub %s %s", key, hub->name), "");
	}
	for (size_t i = 0; i < config->area_count; i++) {
		const struct area *area = &config->areas[i];
		const char key[] = { area->key ? area->key : ' ', '\0' };
		add(palette, CHOICE_AREA, (int)i, arena_printf(arena, "area %s %s", key, area->short_name), "");
	}
	for (size_t i = 0; i < config->view_count; i++)
		add(palette, CHOICE_VIEW, (int)i, arena_printf(arena, "view %s", config->views[i].name), "");
}

void palette_start(struct palette *palette, const char *title)
{
	palette_free(palette);
	palette->title = arena_dup(&palette->arena, title);
}

void palette_offer(struct palette *palette, enum choice_type type, int argument, const char *words, const char *help)
{
	add(palette, type, argument, arena_dup(&palette->arena, words), arena_dup(&palette->arena, help));
}

void palette_open(struct palette *palette, const struct config *config, bool kiosk)
{
	palette_start(palette, "GO TO OR DO");
	for (int i = 0; i < ACTION_COUNT; i++)
		if (is_command(i) && (action_table[i].kiosk || !kiosk))
			add(palette, CHOICE_ACTION, i, action_table[i].name, action_table[i].help);
	if (!kiosk)
		add(palette, CHOICE_SUSPEND, 0, "suspend", "back to the shell; `fg` returns");
	add_places(palette, config);
	palette_match(palette, "");
}

int palette_score(const char *words, const char *typed)
{
	int score = 0;
	const char *at = words, *last = NULL;
	for (; *typed; typed++) {
		if (*typed == ' ')
			continue;
		const char *found = at;
		while (*found && tolower((unsigned char)*found) != tolower((unsigned char)*typed))
			found++;
		if (!*found)
			return -1;
		bool starts = found == words || found[-1] == ' ' || found[-1] == '-';
		score += found == words ? 8 : starts ? 6 : last && found == last + 1 ? 5 : 1;
		last = found;
		at = found + 1;
	}
	return score;
}

static int by_score(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;
	if (x->score != y->score)
		return y->score - x->score;
	if (x->type != y->type)
		return (int)x->type - (int)y->type;
	return x->argument - y->argument;
}

void palette_match(struct palette *palette, const char *typed)
{
	palette->matching = palette->selected = 0;
	for (size_t i = 0; i < palette->count; i++) {
		palette->all[i].score = palette_score(palette->all[i].words, typed);
		palette->matching += palette->all[i].score >= 0;
	}
	qsort(palette->all, palette->count, sizeof *palette->all, by_score);
}

void palette_move(struct palette *palette, int step)
{
	size_t count = palette->matching;
	if (count)
		palette->selected = (palette->selected + (step < 0 ? count - 1 : 1)) % count;
}

const struct choice *palette_chosen(const struct palette *palette)
{
	return palette->matching ? &palette->all[palette->selected] : NULL;
}

static const char *keys_of(const struct choice *choice, const struct keymap *keymap)
{
	return choice->type == CHOICE_ACTION ? keymap_keys(keymap, (enum action)choice->argument) : "";
}

void palette_draw(const struct palette *palette, const struct keymap *keymap, struct grid *grid, struct rect area,
	int row)
{
	size_t most = row - 1 < MOST_SHOWN ? (size_t)(row > 1 ? row - 1 : 0) : MOST_SHOWN;
	size_t count = palette->matching < most ? palette->matching : most;
	size_t top = palette->selected >= count ? palette->selected - count + 1 : 0;
	int first = row - (int)count;
	if (first < 1)
		return;
	grid_fill(grid, area, first - 1, 0, area.columns, ROLE_TEXT, ' ');
	grid_rule(grid, area, first - 1, ROLE_HEADING, count ? palette->title : palette->otherwise ? palette->otherwise
		: "NOTHING OF THAT NAME", NULL);
	for (size_t i = 0; i < count; i++) {
		const struct choice *choice = &palette->all[top + i];
		int at = first + (int)i;
		grid_fill(grid, area, at, 0, area.columns, ROLE_TEXT, ' ');
		if (top + i == palette->selected)
			grid_put(grid, area, at, 0, 1, ROLE_FOCUS, ">");
		grid_put(grid, area, at, 2, 22, ROLE_TEXT, choice->words);
		grid_put(grid, area, at, 25, 12, ROLE_KEYS, keys_of(choice, keymap));
		grid_put(grid, area, at, 38, area.columns - 38, ROLE_MUTED, choice->help);
	}
}

void palette_free(struct palette *palette)
{
	free(palette->all);
	arena_free(&palette->arena);
	*palette = (struct palette){ 0 };
}
