/* Subcommands: one file each under src/cmd/, one row each in src/main.c. */
#ifndef HUBBRIEF_CMD_H
#define HUBBRIEF_CMD_H

#include "hubbrief/clock.h"
#include "hubbrief/config.h"
#include "hubbrief/marking.h"

/* The options that every command takes (design.md §9), parsed by main.c. Borrowed from argv. */
struct options {
	const char *config, *records, *state, *view, *hub, *area, *theme, *log, *as_of;
	bool offline, ascii, mono, kiosk, demo;
	bool has_profile;
	enum profile profile;
	struct clock clock;
	const char *now;         /* as given, for the feeder */
	const char *demo_socket; /* inside `demo` */
};

struct command {
	const char *name, *arguments, *help;
	int (*run)(const struct options *options, int argc, char **argv); /* argv[0] is the command; an exit_code */
};

int cmd_board(const struct options *options, int argc, char **argv);
int cmd_sync(const struct options *options, int argc, char **argv);
int cmd_report(const struct options *options, int argc, char **argv);
int cmd_query(const struct options *options, int argc, char **argv);
int cmd_check(const struct options *options, int argc, char **argv);
int cmd_demo(const struct options *options, int argc, char **argv);
int cmd_keys(const struct options *options, int argc, char **argv);
int cmd_help(const struct options *options, int argc, char **argv);
int cmd_version(const struct options *options, int argc, char **argv);
const struct command *command_named(const char *name); /* of the table in main.c; NULL unknown */
extern const struct command command_table[];            /* ends with a NULL name */

/* Shared by the commands: configuration and store opened or a message on stderr and the exit code. */
int cmd_config(const struct options *options, struct config **config);
int cmd_store(const struct options *options, struct store **store);

#endif
