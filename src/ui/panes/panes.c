/* The table of pane kinds and what they share: roles of words, titles, scrolling. A new kind is one file
 * beside this one and one row here. Dashboard only. */
#include "hubbrief/panes.h"

#include <string.h>

static const struct pane_ops *const kinds[] = {
	&pane_matrix, &pane_list, &pane_table, &pane_detail, &pane_chart, &pane_coming, &pane_sources, &pane_text, &pane_help,
	&pane_tiles, &pane_pipeline, &pane_tree, &pane_timeline, &pane_calendar, &pane_governance,
};

const char *const pane_kind_names[] = {
	"matrix", "list", "table", "detail", "chart", "coming", "sources", "text", "help",
	"tiles", "pipeline", "tree", "timeline", "calendar", "governance", NULL,
};

const struct pane_ops *pane_named(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

/* ---- roles -------------------------------------------------------------------------------------- */

enum role role_of_cell(enum cell_state state)
{
	static const enum role roles[] = {
		[CELL_OK] = ROLE_GOOD, [CELL_DONE] = ROLE_DONE, [CELL_AMBER] = ROLE_AMBER, [CELL_RED] = ROLE_RED,
		[CELL_OLD] = ROLE_UNKNOWN, [CELL_UNKNOWN] = ROLE_UNKNOWN, [CELL_SUPPRESSED] = ROLE_UNKNOWN,
		[CELL_NONE_KEPT] = ROLE_UNKNOWN, [CELL_CHECK] = ROLE_UNKNOWN,
	};
	return roles[state];
}

enum role role_of_rating(char rating)
{
	return rating == 'R' ? ROLE_RED : rating == 'A' ? ROLE_AMBER : rating == 'G' ? ROLE_GOOD
		: rating == 'B' ? ROLE_DONE : ROLE_MUTED;
}

enum role role_of_source(enum source_state state)
{
	static const enum role roles[] = {
		[SOURCE_FRESH] = ROLE_GOOD, [SOURCE_STALE] = ROLE_AMBER, [SOURCE_DEAD] = ROLE_RED,
		[SOURCE_UNKNOWN] = ROLE_UNKNOWN, [SOURCE_NEVER] = ROLE_UNKNOWN,
		[SOURCE_REFUSED] = ROLE_RED, [SOURCE_OFF] = ROLE_MUTED,
	};
	return roles[state];
}

enum role role_of_word(const char *word)
{
	static const struct { const char *word; enum role role; } roles[] = {
		{ "NOW LATE", ROLE_LATE }, { "LATE", ROLE_LATE }, { "TODAY", ROLE_AMBER }, { "REPEAT", ROLE_NEW },
		{ "REOPENED", ROLE_NEW }, { "NEW", ROLE_NEW }, { "CHANGED", ROLE_NEW }, { "CLOSED", ROLE_DONE },
	};
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (strcmp(roles[i].word, word) == 0)
			return roles[i].role;
	return ROLE_UNKNOWN;
}

/* ---- titles ------------------------------------------------------------------------------------- */

const char *label_of(const struct config *config, int area, day_t day)
{
	return area >= 0 && (size_t)area < config->area_count ? area_label_on(&config->areas[area], day) : "";
}

static const char *hub_name(const struct pane *pane, const struct config *config)
{
	if (pane->hub >= 0 && (size_t)pane->hub < config->hub_count)
		return config->hubs[pane->hub].name;
	return pane->hub == PLACE_ANY ? config->name : "Countywide";
}

void pane_title(const struct pane *pane, const struct pane_env *env, const char *own, struct str *out)
{
	const char *at = pane->setup && pane->setup->title ? pane->setup->title : own;

	while (*at) {
		if (str_starts(at, "{hub}")) {
			str_add(out, hub_name(pane, env->config));
			at += strlen("{hub}");
		} else if (str_starts(at, "{area}")) {
			str_add(out, label_of(env->config, pane->area, env->moment.today));
			at += strlen("{area}");
		} else
			str_addc(out, *at++);
	}
}

const struct cell *pane_cell(const struct pane *pane, const struct pane_env *env)
{
	size_t line = (size_t)(pane->hub + 1);

	if (pane->hub == PLACE_ANY || pane->area < 0 || !env->matrix || line >= env->matrix->line_count
		|| (size_t)pane->area >= env->matrix->area_count)
		return NULL;
	return &env->matrix->lines[line].cells[pane->area];
}

/* ---- scrolling ---------------------------------------------------------------------------------- */

bool scroll_act(struct scroll *scroll, enum action action, int64_t count, int page)
{
	int64_t steps[ACTION_COUNT + 1] = {
		[ACTION_UP] = -1, [ACTION_DOWN] = 1, [ACTION_PAGE_UP] = -page, [ACTION_PAGE_DOWN] = page,
		[ACTION_HALF_UP] = -((page + 1) / 2), [ACTION_HALF_DOWN] = (page + 1) / 2,
	};
	if (action == ACTION_TOP)
		scroll->at = 0;
	else if (action == ACTION_BOTTOM)
		scroll->at = count - 1;
	else if (steps[action])
		scroll->at += steps[action];
	else
		return false;
	scroll_fit(scroll, count, page);
	return true;
}

void scroll_fit(struct scroll *scroll, int64_t count, int page)
{
	if (scroll->at >= count)
		scroll->at = count - 1;
	if (scroll->at < 0)
		scroll->at = 0;
	if (page < 1)
		page = 1;
	if (scroll->top > scroll->at)
		scroll->top = scroll->at;
	if (scroll->top < scroll->at - page + 1)
		scroll->top = scroll->at - page + 1;
	if (scroll->top > 0 && scroll->top > count - page)
		scroll->top = count > page ? count - page : 0;
}

unsigned scroll_effect(const struct scroll *before, const struct scroll *after)
{
	return EFFECT_HANDLED | (before->at != after->at || before->top != after->top ? EFFECT_REDRAW : 0);
}

void scroll_tail(const struct scroll *scroll, int64_t count, bool exact, int page, struct str *out)
{
	int64_t last = scroll->top + page < count ? scroll->top + page : count;

	if (count <= 0)
		return;
	if (exact && scroll->top == 0 && last == count)
		str_addf(out, "%lld", (long long)count);
	else
		str_addf(out, "%lld-%lld of %lld%s", (long long)scroll->top + 1, (long long)last, (long long)count,
			exact ? "" : "+");
}
