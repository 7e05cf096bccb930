/* Markings, handling and disclosure profiles (design.md §1, domain.md rule 18). What a profile may
 * see is decided here once, as a class stored with each record, and applied by the store before any
 * filter, count, sort or search. */
#ifndef HUBBRIEF_MARKING_H
#define HUBBRIEF_MARKING_H

#include <stdbool.h>

enum marking { MARKING_OFFICIAL, MARKING_SENSITIVE, MARKING_UNKNOWN };
enum profile { PROFILE_PUBLIC, PROFILE_ROOM, PROFILE_TEAM };

/* Stored with the record; a profile sees the classes up to its own. */
enum disclosure {
	DISCLOSURE_PUBLIC, /* OFFICIAL without handling */
	DISCLOSURE_ROOM,   /* OFFICIAL-SENSITIVE, or handling that a multi-agency room may see */
	DISCLOSURE_TEAM,   /* do-not-display, police-only, under embargo */
	DISCLOSURE_NEVER,  /* separate-governance: not shown, not counted, not found */
};

enum marking marking_named(const char *text); /* MARKING_UNKNOWN for SECRET, "", anything else */
const char *marking_text(enum marking marking);
bool profile_named(const char *text, enum profile *profile);
const char *profile_text(enum profile profile);
enum disclosure profile_class(enum profile profile); /* the highest class it sees */

/* Whether one handling word is known ("embargo-until:2023-04-01" included). */
bool handling_known(const char *word);

#endif
