/* A YAML text as a tree of nodes that know their place (libraries.md §3). The subset: mappings, lists and
 * scalars; no anchors, aliases, tags, duplicate keys or second document. Only src/config/ uses it. */
#ifndef HUBBRIEF_YAML_H
#define HUBBRIEF_YAML_H

#include "hubbrief/config.h"

enum { YAML_MOST_BYTES = 256 * 1024, YAML_MOST_DEPTH = 32 };

enum node_type { NODE_SCALAR, NODE_LIST, NODE_MAP, NODE_BROKEN }; /* BROKEN: its fault is already told */

struct node {
	enum node_type type;
	const char *text;      /* of a scalar */
	bool plain;            /* a scalar without quotes; empty: nothing was written */
	int text_column;       /* column of the text's first character in the file; 0: spread or escaped */
	struct node **keys;    /* of a map: scalars */
	struct node **items;   /* of a list or map */
	size_t count;
	struct place_in_file at;
};

struct yaml {
	struct node *root;     /* NULL when nothing could be read */
	bool whole;            /* false: reading stopped at a syntax error; what came before is in the tree */
};

/* Everything is the arena's, `file` included. Faults: size, bytes that are not UTF-8, tabs in the
 * indentation (read as spaces), what the subset refuses, syntax. */
struct yaml yaml_read(struct arena *arena, const char *file, const char *text, size_t length,
	struct config_faults *faults);
struct node *node_get(const struct node *map, const char *key); /* NULL when absent or not a map */
const char *node_type_text(enum node_type type); /* "text", "a list", "a mapping" */

#endif
