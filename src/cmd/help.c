/* `hubbrief help`: commands and options, from the tables that run them. */
#include <stdio.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"

static void print_command(const struct command *command)
{
	printf("  hubbrief %s%s%s\n      %s\n", command->name, *command->arguments ? " " : "", command->arguments,
		command->help);
}

static void print_options(void)
{
	struct options options;
	const char *profile, *now;
	struct option_row rows[GLOBAL_OPTIONS];
	cmd_global_options(&options, &profile, &now, rows);
	puts("\nOptions, before or after the command:");
	for (int i = 0; i < GLOBAL_OPTIONS; i++) {
		char left[48];
		snprintf(left, sizeof left, "--%s %s", rows[i].name, rows[i].argument ? rows[i].argument : "");
		printf("  %-26s %s\n", left, rows[i].help);
	}
}

int cmd_help(const struct options *options, int argc, char **argv)
{
	(void)options;
	if (argc > 1) {
		const struct command *command = command_named(argv[1]);
		if (!command)
			return cmd_fail(EXIT_USAGE, "there is no command \"%s\". `hubbrief help` lists them.", argv[1]);
		print_command(command);
		return cmd_flush(EXIT_OK);
	}
	puts("hubbrief: the morning briefing of a community safety partnership.\n");
	puts("  hubbrief\n      the board; without a terminal, the report");
	for (const struct command *command = command_table + 1; command->name; command++)
		print_command(command);
	print_options();
	puts("\nExit codes: 0 done, 1 no (nothing matched, a source failed, faults found, not ready),\n"
		"2 wrong usage, 3 a broken configuration, 4 a store that cannot be opened. The manual: man hubbrief.");
	return cmd_flush(EXIT_OK);
}
