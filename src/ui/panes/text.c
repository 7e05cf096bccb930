/* The text pane: the words that the configuration gives it as its title, wrapped; {hub} and {area} are
 * replaced. For a reminder that belongs on a view. Dashboard only. */
#include "hubbrief/panes.h"

#include <stdlib.h>

static void text_open(struct pane *pane, const struct pane_env *env)
{
	(void)env;
	pane->state = mem_alloc(sizeof(struct sheet));
}

static void text_close(struct pane *pane)
{
	sheet_free(pane->state);
	free(pane->state);
}

static bool text_load(struct pane *pane, const struct pane_env *env, struct error *error)
{
	struct str text = { 0 };

	(void)error;
	sheet_clear(pane->state);
	pane_title(pane, env, "", &text);
	sheet_add(pane->state, ROLE_TEXT, NULL, str_text(&text));
	str_free(&text);
	return true;
}

static int text_want_rows(const struct pane *pane, const struct pane_env *env, int columns)
{
	(void)env;
	return sheet_rows(pane->state, columns);
}

static void text_draw(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused)
{
	(void)env, (void)focused;
	sheet_draw(pane->state, grid, pane->rect, 0, 0);
}

static unsigned text_act(struct pane *pane, const struct pane_env *env, enum action action)
{
	(void)pane, (void)env, (void)action;
	return EFFECT_NONE;
}

static struct target text_target(const struct pane *pane, const struct pane_env *env)
{
	(void)pane, (void)env;
	return (struct target){ .type = TARGET_TEXT, .number = -1, .hub = PLACE_ANY, .area = PLACE_ANY };
}

const struct pane_ops pane_text = {
	.name = "text", .help = "words of your own: what stands in its title", .focusable = false, .open = text_open,
	.close = text_close, .load = text_load, .want_rows = text_want_rows, .draw = text_draw, .act = text_act,
	.target = text_target,
};
