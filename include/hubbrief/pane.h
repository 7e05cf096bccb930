/* A pane: a rectangle of a view, of one pane kind. A kind is one ops table in src/ui/panes/ and one row in
 * src/ui/panes/panes.c. Panes query in `load`, draw from what they hold, and never touch a terminal. */
#ifndef HUBBRIEF_PANE_H
#define HUBBRIEF_PANE_H

#include "hubbrief/brief.h"
#include "hubbrief/grid.h"
#include "hubbrief/keymap.h"
#include "hubbrief/state.h"
#include "hubbrief/store.h"

/* What every pane may look at; filled by the board before load and draw. All borrowed. */
struct pane_env {
	struct store *store;
	const struct config *config;
	const struct keymap *keymap;
	const struct matrix *matrix;   /* loaded once for all panes */
	struct moment moment;
	const struct request_list *requests;
	const char *find;              /* what `/` looks for; NULL */
	int screen_rows, screen_columns;
	bool changes_only;             /* lists show what has an event */
	const struct seen_list *seen;  /* since the baseline; NULL none */
	int asking;                    /* requests under way */
};

/* What the cursor is on: decides what Enter opens, what the why line says, where 6d goes. */
enum target_type { TARGET_NONE, TARGET_RECORD, TARGET_CELL, TARGET_SOURCE, TARGET_ACTION, TARGET_TEXT };
struct target {
	enum target_type type;
	int64_t number;  /* RECORD: its n; SOURCE: request id */
	int hub, area;   /* CELL: indices of the config; hub −1 countywide, area −1 the whole hub */
	enum action action;
};

enum pane_effect {
	EFFECT_NONE = 0,
	EFFECT_HANDLED = 1, /* the action was meant for the pane, even if nothing changed */
	EFFECT_REDRAW = 2,
	EFFECT_RELOAD = 4,  /* its query changed: load again */
	EFFECT_LAYOUT = 8,  /* it wants another size */
	EFFECT_OPEN = 16,   /* open pane's target */
};

struct pane {
	const struct pane_ops *ops;
	const struct pane_config *setup;
	int hub, area;      /* bound by the view or by `each`: index of the config, −1 countywide, PLACE_ANY none */
	int64_t record;     /* bound record of a detail view, −1 none; of a source view the request id */
	struct filter *filter;   /* setup's and the bound hub and area, and the user's own; arena of the view */
	bool filtered;           /* the user's own filter is in it: an empty pane then says so */
	const char *sort;        /* NULL: setup's */
	struct rect rect;        /* where it stands; set by the layout */
	void *state;             /* of its kind */
};

struct pane_ops { /* why, find and position may be NULL */
	const char *name;   /* as the configuration says it */
	const char *help;   /* one line for help and manual */
	bool focusable;
	bool records;       /* shows a list of records: it can be filtered and sorted */
	bool filters;       /* shows records in an order of its own: it can be filtered */
	void (*open)(struct pane *pane, const struct pane_env *env);  /* makes pane->state */
	void (*close)(struct pane *pane);
	bool (*load)(struct pane *pane, const struct pane_env *env, struct error *error);
	int (*want_rows)(const struct pane *pane, const struct pane_env *env, int columns); /* title line included */
	void (*draw)(const struct pane *pane, const struct pane_env *env, struct grid *grid, bool focused);
	unsigned (*act)(struct pane *pane, const struct pane_env *env, enum action action); /* enum pane_effect bits */
	struct target (*target)(const struct pane *pane, const struct pane_env *env);
	void (*why)(const struct pane *pane, const struct pane_env *env, struct str *out); /* the line above the keys */
	bool (*find)(struct pane *pane, const struct pane_env *env, const char *text, int direction); /* false: no match */
	void (*position)(const struct pane *pane, const struct pane_env *env, struct str *out); /* "1-10 of 14" for the
		* right end of the why line; nothing when the pane's own rule says it. NULL: no list */
};

const struct pane_ops *pane_named(const char *name); /* NULL unknown */
extern const char *const pane_kind_names[];          /* NULL-terminated */

#endif
