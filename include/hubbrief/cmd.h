/* Subcommands: one file each under src/cmd/, one row each in src/main.c. */
#ifndef HUBBRIEF_CMD_H
#define HUBBRIEF_CMD_H

#include "hubbrief/clock.h"
#include "hubbrief/config.h"
#include "hubbrief/log.h"
#include "hubbrief/marking.h"
#include "hubbrief/state.h"
#include "hubbrief/store.h"

/* The options that every command takes (design.md §9), parsed by main.c. Borrowed from argv. */
struct options {
	const char *config, *records, *state, *view, *hub, *area, *theme, *log, *as_of;
	bool offline, ascii, mono, kiosk, demo;
	bool has_profile;
	enum profile profile;
	struct clock clock;
	const char *forum;       /* of `brief`, for the board that it opens; NULL: the configuration's */
	const char *demo_socket; /* inside `demo` */
	/* inside --as-of: */
	enum past_kind past;
	bool past_in_part;       /* some of what stood then is not kept any more */
	const char *read_only;   /* why nothing can be taken down: part of a sentence; NULL: it can */
	const char *own_folder;  /* where the user's own work lies, for what is written beside it; NULL: where `state` does */
};

/* What a command does with --as-of. */
enum as_of_use { AS_OF_IGNORED, AS_OF_SHOWN, AS_OF_REFUSED };

struct command {
	const char *name, *arguments, *help;
	int (*run)(const struct options *options, int argc, char **argv); /* argv[0] is the command; an exit_code */
	enum as_of_use as_of;
};

extern const char cmd_past_in_part[]; /* "Some of what stood then …" */
/* The command on the stores as they stood at the briefing that --as-of names. */
int cmd_as_of(const struct options *options, const struct command *command, int argc, char **argv);
int cmd_board(const struct options *options, int argc, char **argv);
/* The board; without a terminal that can show one, `otherwise`. */
int cmd_board_or(const struct options *options, int (*otherwise)(const struct options *options));
int cmd_sync(const struct options *options, int argc, char **argv);
int cmd_report(const struct options *options, int argc, char **argv);
int cmd_close(const struct options *options, int argc, char **argv);
int cmd_query(const struct options *options, int argc, char **argv);
int cmd_preflight(const struct options *options, int argc, char **argv);
int cmd_check(const struct options *options, int argc, char **argv);
int cmd_add(const struct options *options, int argc, char **argv);
int cmd_brief(const struct options *options, int argc, char **argv);
int cmd_demo(const struct options *options, int argc, char **argv);
int cmd_keys(const struct options *options, int argc, char **argv);
int cmd_help(const struct options *options, int argc, char **argv);
int cmd_version(const struct options *options, int argc, char **argv);
const struct command *command_named(const char *name); /* of the table in main.c; NULL unknown */
extern const struct command command_table[];            /* ends with a NULL name */
/* Runs argv[0], or with none the board (without a terminal, the report); unknown: a suggestion, EXIT_USAGE. */
int command_run(const struct options *options, int argc, char **argv);

/* One option of the command line: `--name`, `--name VALUE` or `--name=VALUE`. */
struct option_row {
	const char *name, *argument, *help; /* argument NULL: a flag */
	const char **value;                 /* where the value goes; of a flag NULL */
	bool *flag;
};

/* Takes the options of `rows` out of argv (argv[0] and other words stay, in order, *argc is what is left).
 * `--` ends them. An unknown one, or one without its value, is said on stderr with a suggestion: false. With
 * `pass_on`, unknown ones that follow the first plain word stay in argv for the command to judge. */
bool cmd_take_options(const struct option_row *rows, size_t count, bool pass_on, int *argc, char **argv);
/* The options of every command, bound to `options`; `profile` and `now` receive the two that need reading. */
enum { GLOBAL_OPTIONS = 15 };
void cmd_global_options(struct options *options, const char **profile, const char **now,
	struct option_row rows[GLOBAL_OPTIONS]);

/* One line on stderr, "hubbrief: …"; returns the code, so that `return cmd_fail(EXIT_USAGE, …)` reads as it is. */
int cmd_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What the configuration's checks need to know of panes and keys. */
struct config_words cmd_words(void);
/* The configuration's file: the one given or found, NULL the built-in one (the demo's, unless one is given). Owned. */
char *cmd_config_path(const struct options *options);
/* Shared by the commands: configuration and store opened, or a message on stderr and the exit code. */
int cmd_config(const struct options *options, struct config **config);
int cmd_store(const struct options *options, struct store **store);
int cmd_state(const struct options *options, struct state **state);
/* Purges from the state what the configuration keeps no longer; what went is told to the log, which may be NULL. */
void cmd_purge_state(struct state *state, const struct config *config, instant_t now, struct log *log);
/* `close`, and whether it says so. */
int cmd_close_briefing(const struct options *options, const char *forum, bool say);
/* The demonstration's files in that folder: as on its morning, or as they were before. */
bool cmd_demo_feed(const char *folder, bool before, struct error *error);
bool cmd_demo_closed(instant_t *at); /* when its last briefing was closed */
/* The moment that a question of this command line is about: its clock, its profile or the configuration's, and the
 * last briefings closed before it; what is about one hub (an index) counts from that hub's. */
struct moment cmd_moment(const struct options *options, const struct config *config, struct store *store, int hub);
/* The same with changes counted from `when` (brief/past.c); a usage message and EXIT_USAGE when that is no place. */
int cmd_since(const struct options *options, const struct config *config, struct store *store, int hub, const char *when,
	struct moment *moment);
/* `--hub` and `--area` as indices of the configuration: −1 countywide, PLACE_ANY not given; a usage message
 * and EXIT_USAGE when unknown. */
int cmd_places(const struct options *options, const struct config *config, int *hub, int *area);
/* The arguments of hubbrief-feeder for this command line, NULL-terminated, in the arena; its `--now` is the
 * time it is now. `once`: it asks `sources` (NULL-terminated; NULL or empty: every one) once and ends. */
const char *const *cmd_feeder_arguments(const struct options *options, struct arena *arena, bool once,
	char *const *sources);
/* Runs a feeder that asks them once, and waits for it. EXIT_OK when it ran, whatever the sources answered (the
 * store knows that); else a message and the exit code. */
int cmd_ask_once(const struct options *options, char *const *sources);
/* Has a feeder bring what was taken in the room among the records. */
int cmd_room_stored(const struct options *options);
/* `check --feed URL`. */
int cmd_check_feed(const char *url);
/* A new private folder with room for so many bytes: in memory where the machine offers it, else beside the user's own
 * stores, else in /tmp. Its path is short enough for a socket "/feed.sock". Owned; NULL when none can be made. */
char *cmd_folder(int64_t bytes);
bool cmd_folder_write(const char *path, const char *bytes, size_t length); /* a new file, 0600 */
/* With all that is in it; frees the text; NULL does nothing. Tries for two seconds: a feeder whose command was
 * killed may still be writing its last file. */
void cmd_folder_remove(char *folder);
/* Standard output written out whole; EXIT_NO and a message when it could not be (a full disk, /dev/full). */
int cmd_flush(int code);

#endif
