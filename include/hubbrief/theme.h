/* How a role looks: theme × scheme × role. Pure tables; ui/term.c turns a look into attributes. */
#ifndef HUBBRIEF_THEME_H
#define HUBBRIEF_THEME_H

#include "hubbrief/grid.h"

enum scheme { SCHEME_MONO, SCHEME_8, SCHEME_256, SCHEME_COUNT };
enum look_style { LOOK_BOLD = 1, LOOK_REVERSE = 2, LOOK_UNDERLINE = 4, LOOK_DIM = 8 };

struct look { short text, ground; unsigned char style; }; /* colours: −1 the terminal's own; style: look_style bits */

struct theme;
const struct theme *theme_named(const char *name); /* NULL unknown */
extern const char *const theme_names[];            /* NULL-terminated */
struct look theme_look(const struct theme *theme, enum scheme scheme, enum role role);

#endif
