/* `hubbrief keys`: every action, the keys that are bound to it now, and what it does. The manual's section
 * on keys is checked against this. */
#include <stdio.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/keymap.h"

int cmd_keys(const struct options *options, int argc, char **argv)
{
	struct config *config = NULL;
	(void)argv;
	if (argc > 1)
		return cmd_fail(EXIT_USAGE, "keys takes nothing more.");
	int code = cmd_config(options, &config);
	if (code)
		return code;
	struct config_faults faults = { 0 };
	struct keymap *keymap = keymap_new(config, &faults);
	for (int i = 0; i < ACTION_COUNT; i++)
		printf("%-13s %-20s %s\n", action_table[i].name, keymap_keys(keymap, (enum action)i), action_table[i].help);
	keymap_free(keymap);
	config_faults_free(&faults);
	config_free(config);
	return cmd_flush(EXIT_OK);
}
