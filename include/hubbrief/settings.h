/* The table of settings and the walker that reads a mapping by it. Used by src/config/ and by the test that
 * writes the schema and the manual's list. */
#ifndef HUBBRIEF_SETTINGS_H
#define HUBBRIEF_SETTINGS_H

#include "hubbrief/yaml.h"

enum section {
	SECTION_TOP, SECTION_PARTNERSHIP, SECTION_HUB, SECTION_AREA, SECTION_LABEL, SECTION_SOURCE, SECTION_EACH,
	SECTION_GATE, SECTION_AUTH, SECTION_COVERS, SECTION_RATING, SECTION_VIEW, SECTION_BOX, SECTION_PANE,
	SECTION_MEETING, SECTION_MINUTES, SECTION_RETENTION,
	SECTION_COUNT,
};

enum setting_type {
	SETTING_TEXT, SETTING_NAME, SETTING_KEY, SETTING_FLAG, SETTING_WHOLE, SETTING_DURATION, SETTING_DAYS, SETTING_CADENCE,
	SETTING_RATE, SETTING_CHOICE, SETTING_ENUM, SETTING_DAY, SETTING_URL, SETTING_FILE, SETTING_TILE,
	SETTING_NAMES, SETTING_PLACES, SETTING_MAPPING, SETTING_LIST, SETTING_NAMED,
	SETTING_LINES, SETTING_PAIRS,
	SETTING_TYPE_COUNT,
};

struct setting {
	enum section section;
	const char *key;
	enum setting_type type;
	bool required;
	int least, most;
	const char *choices;  /* words, or the name of a section, or NULL */
	const char *fallback; /* as it would be written; NULL: nothing is set */
	size_t offset;        /* of the member it sets in its section's struct; SETTING_BUILT: none */
	const char *help;
};
#define SETTING_BUILT ((size_t)-1)

extern const struct setting setting_table[]; /* by section; ends with a NULL key */
extern const char *const section_names[SECTION_COUNT]; /* "top", "partnership", … */

/* What reading needs beside the tree. */
struct reading {
	struct arena *arena;
	struct config_faults *faults;
	const char *demo_socket;
	const struct config *config; /* its hubs and areas are complete when sources are read */
	bool whole; /* false: some file broke off, so what is missing is no fault */
};

/* Reads the settings of one mapping into its section's struct: every value checked, unknown and missing
 * keys told. */
void settings_read(struct reading *reading, enum section section, const struct node *map, void *out);
/* For a value that the table cannot hold: false with the fault when the node is of another type. */
bool settings_expect(struct reading *reading, const struct node *node, enum node_type type, const char *what);
enum section section_named(const char *name); /* SECTION_COUNT unknown */

/* The reader of one type (src/config/values.c): checks the node and sets *at. */
typedef void setting_reader(struct reading *reading, const struct setting *setting, const struct node *node, void *at);
extern setting_reader *const setting_readers[SETTING_TYPE_COUNT];
setting_reader read_url;                /* src/config/url.c */
bool url_is_open_http(const char *url); /* http:// to a machine that is not this one */
/* `path` beside the file that names it, or in the home directory after "~/". */
const char *path_beside(struct arena *arena, const char *file, const char *path);

bool is_name(const char *text); /* of a-z 0-9 - _ */

/* Words of a blank-separated list: the arena's, NULL-terminated. */
const char **choice_words(struct arena *arena, const char *choices, size_t *count);
/* `; did you mean "x"?` or "" */
const char *did_you_mean(struct arena *arena, const char *word, const char *const *options, size_t count);

#endif
