/* One view: the panes of a view_config bound to a hub, an area or a record, with their focus, their own
 * filters and sorts, and where they stand. Used by the board. */
#ifndef HUBBRIEF_VIEW_H
#define HUBBRIEF_VIEW_H

#include "hubbrief/layout.h"
#include "hubbrief/pane.h"

/* What a view is about; enough to open it again. `name` is borrowed from the configuration or literal. */
struct place { const char *name; int hub, area; int64_t record; };

struct slot { /* one pane of a view */
	struct pane pane;
	char *user_filter;  /* owned; NULL none */
	char *user_sort;    /* owned; NULL the setup's */
	bool shown;         /* the terminal is large enough for it */
	bool loaded;
	bool follows;       /* shows what the cursor is on elsewhere in the view */
};

struct view {
	struct place place;
	const char *title;  /* borrowed; NULL none */
	const struct box *root;
	struct arena arena; /* filters */
	struct slot *slots;
	size_t count;
	int focus;          /* index; −1 nothing can be focused */
	unsigned generation; /* of the data that its panes show: the board's count of loads */
	bool zoom;
	bool touched;       /* the user has moved in it: the focus stays where it is */
};

/* A view the configuration does not have falls back to one pane of that kind. NULL: there is no such view. */
struct view *view_open(struct place place, const struct pane_env *env);
void view_close(struct view *view);
/* Loads what is shown: everything when `all`, else what is not loaded yet. False at the first that fails. */
bool view_load(struct view *view, const struct pane_env *env, bool all, struct error *error);
void view_layout(struct view *view, const struct pane_env *env, struct rect room);
void view_draw(struct view *view, const struct pane_env *env, struct grid *grid);

struct pane *view_focused(const struct view *view); /* NULL none */
struct target view_target(const struct view *view, const struct pane_env *env);
/* The first pane with records or sources; used until the user has moved. */
void view_focus_first(struct view *view, const struct pane_env *env);
bool view_focus_step(struct view *view, int step, bool around); /* next or previous shown pane that can be focused */
bool view_focus_area(struct view *view, int area);
/* The user's own filter of the focused pane; "" takes it away. False: it is no filter, the error says where. */
bool view_filter(struct view *view, const struct pane_env *env, const char *text, struct filter_error *error);
/* The next sort, or the same turned round; gives its name. */
const char *view_sort(struct view *view, bool invert);
/* Binds what follows the cursor to the target's record; true when something must be loaded. */
bool view_follow(struct view *view, const struct pane_env *env);

#endif
