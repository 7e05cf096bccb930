/* From the tree to struct config: private to src/config/. config.c gathers the files, build.c and views.c
 * make the lists of things out of their nodes, check.c looks at what several settings say together. */
#ifndef HUBBRIEF_BUILD_H
#define HUBBRIEF_BUILD_H

#include "hubbrief/settings.h"

struct building {
	struct reading reading;
	struct config *config;            /* what is being made */
	const struct config_words *words; /* may be NULL */
	const struct node *root;          /* of all files together */
	const struct node *builtin;       /* of the built-in configuration, when ratings or views are absent */
};

void build_meeting(struct building *building);
void build_hubs(struct building *building);
void build_areas(struct building *building);
void build_sources(struct building *building);
void build_ratings(struct building *building);
void build_keys(struct building *building);
void build_views(struct building *building);

/* A filter out of a node's text; its fault stands at the column of the mistake. NULL with the fault. */
struct filter *build_filter(struct building *building, const struct node *node);

/* The maps of a list, others told as faults; NULL and 0 when the key is absent. */
const struct node **build_items(struct building *building, const struct node *map, const char *key, size_t *count);

/* Whether `name` is new among those seen so far; else the fault, naming the line of the first. */
struct seen { const char *name; struct place_in_file at; };
bool build_unique(struct building *building, const char *what, const struct node *map, const char *key,
	struct seen *seen, size_t *count);

void check_source(struct building *building, struct source *source, const struct node *map);
void check_whole(struct building *building); /* after everything is built */

#endif
