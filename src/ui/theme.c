/* Looks of the roles: see theme.h. Colour only repeats what a word says already, so every scheme, mono
 * included, may leave it out. Few attributes are used, so that a screen costs few bytes over SSH. */
#include "hubbrief/theme.h"

#include <string.h>

struct theme { struct look looks[SCHEME_COUNT][ROLE_COUNT]; };

enum { OWN = -1, BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };


#define MONO_LOOKS { \
	[ROLE_TEXT] = { OWN, OWN, 0 }, [ROLE_MUTED] = { OWN, OWN, 0 }, [ROLE_TITLE] = { OWN, OWN, LOOK_BOLD }, \
	[ROLE_MARKING_OFFICIAL] = { OWN, OWN, LOOK_BOLD }, [ROLE_MARKING_SENSITIVE] = { OWN, OWN, LOOK_REVERSE }, \
	[ROLE_HEADING] = { OWN, OWN, LOOK_BOLD }, [ROLE_RULE] = { OWN, OWN, 0 }, [ROLE_FOCUS] = { OWN, OWN, LOOK_BOLD }, \
	[ROLE_RED] = { OWN, OWN, LOOK_BOLD }, [ROLE_AMBER] = { OWN, OWN, LOOK_BOLD }, [ROLE_GOOD] = { OWN, OWN, 0 }, \
	[ROLE_DONE] = { OWN, OWN, 0 }, [ROLE_UNKNOWN] = { OWN, OWN, 0 }, [ROLE_NEW] = { OWN, OWN, 0 }, \
	[ROLE_LATE] = { OWN, OWN, LOOK_BOLD }, [ROLE_WHY] = { OWN, OWN, 0 }, [ROLE_KEYS] = { OWN, OWN, 0 }, \
	[ROLE_ERROR] = { OWN, OWN, LOOK_BOLD }, [ROLE_DEMO] = { OWN, OWN, LOOK_BOLD }, [ROLE_CHART] = { OWN, OWN, 0 }, \
	[ROLE_INPUT] = { OWN, OWN, LOOK_UNDERLINE } }

static const struct theme standard = { {
	[SCHEME_MONO] = MONO_LOOKS,
	[SCHEME_8] = {
		[ROLE_TEXT] = { OWN, OWN, 0 }, [ROLE_MUTED] = { OWN, OWN, 0 }, [ROLE_TITLE] = { OWN, OWN, LOOK_BOLD },
		[ROLE_MARKING_OFFICIAL] = { OWN, OWN, LOOK_BOLD }, [ROLE_MARKING_SENSITIVE] = { WHITE, RED, LOOK_BOLD },
		[ROLE_HEADING] = { OWN, OWN, LOOK_BOLD }, [ROLE_RULE] = { CYAN, OWN, 0 }, [ROLE_FOCUS] = { OWN, OWN, LOOK_BOLD },
		[ROLE_RED] = { RED, OWN, LOOK_BOLD }, [ROLE_AMBER] = { YELLOW, OWN, LOOK_BOLD }, [ROLE_GOOD] = { GREEN, OWN, 0 },
		[ROLE_DONE] = { BLUE, OWN, 0 }, [ROLE_UNKNOWN] = { MAGENTA, OWN, 0 }, [ROLE_NEW] = { CYAN, OWN, 0 },
		[ROLE_LATE] = { RED, OWN, LOOK_BOLD }, [ROLE_WHY] = { OWN, OWN, 0 }, [ROLE_KEYS] = { CYAN, OWN, 0 },
		[ROLE_ERROR] = { RED, OWN, LOOK_BOLD }, [ROLE_DEMO] = { MAGENTA, OWN, LOOK_BOLD }, [ROLE_CHART] = { CYAN, OWN, 0 },
		[ROLE_INPUT] = { OWN, OWN, LOOK_UNDERLINE } },
	[SCHEME_256] = {
		[ROLE_TEXT] = { OWN, OWN, 0 }, [ROLE_MUTED] = { 245, OWN, 0 }, [ROLE_TITLE] = { OWN, OWN, LOOK_BOLD },
		[ROLE_MARKING_OFFICIAL] = { OWN, OWN, LOOK_BOLD }, [ROLE_MARKING_SENSITIVE] = { 231, 124, LOOK_BOLD },
		[ROLE_HEADING] = { OWN, OWN, LOOK_BOLD }, [ROLE_RULE] = { 67, OWN, 0 }, [ROLE_FOCUS] = { OWN, OWN, LOOK_BOLD },
		[ROLE_RED] = { 160, OWN, LOOK_BOLD }, [ROLE_AMBER] = { 172, OWN, LOOK_BOLD }, [ROLE_GOOD] = { 71, OWN, 0 },
		[ROLE_DONE] = { 68, OWN, 0 }, [ROLE_UNKNOWN] = { 133, OWN, 0 }, [ROLE_NEW] = { 37, OWN, 0 },
		[ROLE_LATE] = { 160, OWN, LOOK_BOLD }, [ROLE_WHY] = { OWN, OWN, 0 }, [ROLE_KEYS] = { 67, OWN, 0 },
		[ROLE_ERROR] = { 160, OWN, LOOK_BOLD }, [ROLE_DEMO] = { 133, OWN, LOOK_BOLD }, [ROLE_CHART] = { 67, OWN, 0 },
		[ROLE_INPUT] = { OWN, OWN, LOOK_UNDERLINE } },
} };

static const struct theme mono = { { MONO_LOOKS, MONO_LOOKS, MONO_LOOKS } };

static const struct { const char *name; const struct theme *theme; } themes[] = {
	{ "default", &standard }, { "mono", &mono },
};
const char *const theme_names[] = { "default", "mono", NULL };

const struct theme *theme_named(const char *name)
{
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++)
		if (!strcmp(themes[i].name, name))
			return themes[i].theme;
	return NULL;
}

struct look theme_look(const struct theme *theme, enum scheme scheme, enum role role)
{
	return theme->looks[scheme][role];
}
