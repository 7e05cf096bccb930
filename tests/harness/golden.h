/* Golden screens: a grid against a file in tests/render/golden/, its text first, then its roles as letters
 * (grid_roles). GENERATE=1 in the environment rewrites the files; look at every one that changed. */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include "hubbrief/grid.h"

/* Fails the cmocka test with the first line that differs. */
void golden_check(const char *name, const struct grid *grid);

#endif
