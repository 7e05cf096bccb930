/* The configuration in force: one YAML file and its includes, checked whole (design.md §8). Read by
 * both programs at the start and when the file changes; a bad new one leaves the old in force. */
#ifndef HUBBRIEF_CONFIG_H
#define HUBBRIEF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hubbrief/dates.h"
#include "hubbrief/filter.h"
#include "hubbrief/marking.h"
#include "hubbrief/mem.h"
#include "hubbrief/record.h"
#include "hubbrief/retention.h"
#include "hubbrief/rules.h"
#include "hubbrief/str.h"

struct place_in_file { const char *file; int line, column; }; /* 1-based; file borrowed from the config */

struct hub {
	const char *id, *name, *short_name;
	char key;          /* '1'–'9', 0 none; the countywide row is '0' */
	const char *poly;  /* "lat,lng:lat,lng:…" or NULL */
	int tile_row, tile_column; /* −1 none */
	struct place_in_file at;
};

struct area_label { const char *label; day_t from, to; }; /* DAY_NONE − open ends: from 0, to DAY_NONE */
struct area {
	const char *id, *short_name, *column; /* column: at most 7 columns, heads the matrix ("Partn") */
	char key;
	struct area_label *labels;
	size_t label_count;
	const char *headline; /* id pattern of a measure, "{hub}" replaced; or NULL */
	bool sensitive;
	struct place_in_file at;
};

enum source_type { SOURCE_HUB_FEED, SOURCE_JSON };
struct source {
	const char *id;
	enum source_type type;
	const char *url;       /* with {hub} {month} {hub.poly} */
	const char *form;      /* "date={month}&poly={hub.poly}" before replacement, or NULL: GET */
	struct form_part { const char *name, *value; } *form_parts;
	size_t form_count;
	struct words hubs;     /* `each: hub`: ids, "countywide" included; empty: one request */
	int months;            /* `each: month`: 0 none */
	int every;             /* seconds between polls */
	struct cadence expect; /* the publisher's cadence */
	const char *gate_url, *gate_pick; /* gate_pick: JSON path like $.date */
	int gate_every;
	const char *map_file;  /* as written; resolved path or "builtin:police-uk-street.sql" in map_path */
	const char *map_path;
	enum marking marking;  /* MARKING_UNKNOWN: not given */
	const char *attribution;
	const char *bearer_file, *header_name, *header_file; /* auth */
	const char *ca_file;
	double rate;           /* requests a second for its host; 0 none */
	int timeout;           /* seconds */
	bool empty_is_error;
	bool insecure_http;
	int max_records;
	struct words cover_hubs, cover_areas; /* empty: its each, all areas; the area "none" matches no area */
	bool context;          /* open data shown as context: does not feed a hub's DATA age, and speaks for a cell
	                        * only where no other source does */
	const char *off;       /* why it is not asked (a sentence); NULL: it is */
	struct place_in_file at;
};

struct rating_rule {
	const char *text; /* the filter as written */
	struct filter *when;
	int at_least;
	char rate; /* 'A' or 'R' */
	struct place_in_file at;
};

struct pane_config {
	const char *kind;   /* name of a pane kind */
	const char *title;  /* may hold {hub} {area}; NULL: the kind's own */
	const char *filter_text;
	struct filter *filter; /* never NULL */
	const char *sort;   /* "rank" (default) or a column name, "-" before it inverts */
	const char *each;   /* NULL, "hub" or "area" */
	int weight;         /* share of what is left; 0: only its content */
	int min_rows, min_columns;
	int from_rows, from_columns; /* shown only on terminals at least this large; 0 always */
	int only_changes_from_rows; /* of the list of changes: from there on it tells nothing else; 0 never */
	struct place_in_file at;
};

/* A box of a view: a pane, or rows or columns of boxes. */
enum box_type { BOX_PANE, BOX_ROWS, BOX_COLUMNS };
struct box {
	enum box_type type;
	struct pane_config *pane;
	struct box *children;
	size_t child_count;
	int weight;
	int from_rows, from_columns;
};

struct view_config {
	const char *name, *title;
	struct box root;
	struct place_in_file at;
};

struct key_config { const char *action, *keys; struct place_in_file at; };

enum { MEETING_PAGES = 6 };

struct config {
	struct arena arena;
	const char *path;      /* of the main file; "built in" for the default */
	const char **files;    /* main and includes, to be watched */
	size_t file_count;
	const char *id, *name, *short_name; /* of the partnership */
	struct hub *hubs;
	size_t hub_count;
	struct area *areas;
	size_t area_count;
	const char **hub_ids, **area_ids; /* the same order; for config_places */
	struct source *sources;
	size_t source_count;
	struct rating_rule *ratings;
	size_t rating_count;
	struct view_config *views;
	size_t view_count;
	struct key_config *keys;
	size_t key_count;
	enum profile profile;
	enum marking ceiling;  /* the highest that the screen of a briefing may show; preflight says when it is above */
	const char *theme;     /* "default", "mono", … */
	const char *glyphs;    /* "auto", "ascii", "utf8" */
	const char *holidays_source; /* id of the source that gives holidays, or NULL */
	const char *forum;     /* default forum of a briefing: "daily" */
	int keep[RETENTION_COUNT]; /* days; 0: whatever its age */
	int minutes[MEETING_PAGES]; /* of each page of a briefing, in the order of meeting.h's enum page */
};

struct config_fault {
	struct place_in_file at;
	char text[400]; /* what, what was expected, did you mean … */
};
struct config_faults { /* start from { 0 } */
	struct config_fault *list; /* sorted by file order, line, column; owned: config_faults_free */
	size_t count;
	struct arena arena; /* the file names */
};

/* What the checks cannot know by themselves, because it lies above in the folder order: the names of
 * pane kinds and actions. Passed in by the program; NULL-terminated; NULL skips the check. */
struct config_words {
	const char *const *pane_kinds;
	const char *const *actions;
	bool (*key_valid)(const char *keys);
};

/* The file to use (design.md §8): `given`, $HUBBRIEF_CONFIG, XDG_CONFIG_HOME, /etc, or NULL for the
 * built-in default. Owned by the caller. */
char *config_find(const char *given);
/* NULL with at least one fault when anything is wrong; all faults at once. `path` NULL: the built-in
 * default. `demo_socket`, when not NULL, replaces {demo} in URLs. */
struct config *config_load(const char *path, const char *demo_socket, const struct config_words *words,
	struct config_faults *faults);
void config_free(struct config *config);
void config_faults_free(struct config_faults *faults);
/* At most 100 are kept: a file with more is no configuration. */
void config_fault_add(struct config_faults *faults, const struct place_in_file *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void config_fault_print(const struct config_fault *fault, struct str *out); /* "file:line:column: text" */

struct known_places config_places(const struct config *config); /* arrays owned by the config */
int config_hub_index(const struct config *config, const char *id);   /* −1 unknown */
int config_area_index(const struct config *config, const char *id);  /* −1 unknown */
const char *area_label_on(const struct area *area, day_t day);       /* its label in force that day */
const struct view_config *config_view(const struct config *config, const char *name); /* NULL unknown */

/* Files compiled in (config/…): the default configuration, the mappings, the demo feed. Borrowed;
 * NULL when there is none of that name. */
const char *builtin_file(const char *name, size_t *length);
const char *builtin_name(size_t index); /* NULL after the last */

#endif
