/* The demonstration feed in a records.db of one's own, put there through the decoder and the keeper as the
 * feeder does it, without a network. */
#ifndef TESTS_DEMO_STORE_H
#define TESTS_DEMO_STORE_H

#include "hubbrief/config.h"

/* The built-in configuration; fails the test with its first fault. */
struct config *demo_config(void);
/* The shipped configuration as a file in the test's folder, its feeds the files of this checkout. Static. */
const char *demo_config_file(void);
/* Fills `path` as of `received`. `only` (NULL-terminated; NULL all): names such as "craven", "countywide",
 * "bank-holidays"; what is left out was never asked. */
void demo_fill(const char *path, const struct config *config, instant_t received, const char *const *only);
/* Tue 14 Mar 2023 08:45. */
instant_t demo_now(void);

#endif
