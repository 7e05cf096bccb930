/* `hubbrief version`. */
#include <stdio.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/version.h"

int cmd_version(const struct options *options, int argc, char **argv)
{
	(void)options, (void)argv;
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "version takes nothing more.");
	puts("hubbrief " HUBBRIEF_VERSION);
	return cmd_flush(EXIT_OK);
}
