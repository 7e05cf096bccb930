/* hubbrief: the options that every command takes, and the table of subcommands. The dashboard and the
 * headless commands are this one program; what a subcommand does stands in its own file under src/cmd/. */
#include <locale.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"

const struct command command_table[] = {
	{ "board", "", "the board; without a terminal, the report", cmd_board, AS_OF_SHOWN },
	{ "sync", "[SOURCE...]", "ask every source once, or those named: a line a source", cmd_sync, AS_OF_REFUSED },
	{ "report", "[--format text|markdown|html|csv|json] [--since WHEN] [--out FILE]", "the briefing pack", cmd_report, AS_OF_SHOWN },
	{ "query", "FILTER [--format table|csv|json|ndjson] [--columns LIST]", "the records that match", cmd_query, AS_OF_SHOWN },
	{ "close", "[--forum NAME] [--hub ID]", "close a briefing: changes count from here", cmd_close, AS_OF_REFUSED },
	{ "preflight", "", "ready for the briefing? a line for each thing that is not, with what to do", cmd_preflight, AS_OF_SHOWN },
	{ "check", "[FILE...] [--feed URL] [--purged]", "configuration, mappings, keys, modes of files; a feed; what was purged", cmd_check, AS_OF_IGNORED },
	{ "demo", "[COMMAND...]", "the board, or any command, on the built-in demonstration", cmd_demo, AS_OF_IGNORED },
	{ "brief", "[--plain] [--forum NAME] [--hub ID]", "holds the briefing; --plain: line by line", cmd_brief, AS_OF_REFUSED },
	{ "add", "\"TEXT, OWNER, WHEN\"", "takes an action down, as in the briefing", cmd_add, AS_OF_REFUSED },
	{ "keys", "", "every key and what it does", cmd_keys, AS_OF_IGNORED },
	{ "help", "[COMMAND]", "this list, or one command", cmd_help, AS_OF_IGNORED },
	{ "version", "", "the version", cmd_version, AS_OF_IGNORED },
	{ 0 },
};

const struct command *command_named(const char *name)
{
	for (const struct command *command = command_table; command->name; command++)
		if (!strcmp(command->name, name))
			return command;
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[sizeof command_table / sizeof *command_table];
	size_t count = 0;
	while (command_table[count].name) {
		names[count] = command_table[count].name;
		count++;
	}
	const char *near = str_nearest(name, names, count);
	return cmd_fail(EXIT_USAGE, "there is no command \"%s\"%s%s%s. `hubbrief help` lists them.", name,
		near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

int command_run(const struct options *options, int argc, char **argv)
{
	static char board[] = "board", report[] = "report";
	char *alone[] = { isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? board : report, NULL };
	if (argc < 1)
		return command_run(options, 1, alone);
	const struct command *command = command_named(argv[0]);
	if (!command)
		return unknown_command(argv[0]);
	if (options->as_of && command->as_of == AS_OF_REFUSED)
		return cmd_fail(EXIT_USAGE, "%s changes what is kept, and --as-of only looks back: give it without --as-of.", argv[0]);
	return options->as_of && command->as_of == AS_OF_SHOWN ? cmd_as_of(options, command, argc, argv)
		: command->run(options, argc, argv);
}

/* "2023-03-14T08:45:00Z", or a UK time without a zone. */
static bool read_now(const char *text, struct options *options)
{
	instant_t now;
	if (!instant_parse(text, &now) && !instant_local(text, "Europe/London", &now))
		return false;
	options->clock = clock_at(now);
	return true;
}

struct asked { bool help, version; };

static int read_options(struct options *options, struct asked *asked, int *argc, char **argv)
{
	const char *profile = NULL, *now = NULL;
	struct option_row rows[GLOBAL_OPTIONS + 2] = { [GLOBAL_OPTIONS] = { .name = "help", .flag = &asked->help },
		{ .name = "version", .flag = &asked->version } };
	cmd_global_options(options, &profile, &now, rows);
	if (!cmd_take_options(rows, GLOBAL_OPTIONS + 2, true, argc, argv))
		return EXIT_USAGE;
	if (profile && !profile_named(profile, &options->profile))
		return cmd_fail(EXIT_USAGE, "--profile %s: expected team, room or public.", profile);
	options->has_profile = profile != NULL;
	if (now && !read_now(now, options))
		return cmd_fail(EXIT_USAGE, "--now %s: expected a time such as 2023-03-14T08:45:00Z.", now);
	return EXIT_OK;
}

/* Files are private and no core holds what was on the board (faults.md §2). Numbers are written the same
 * in every locale; only the character set is taken from it. */
static void keep_private(void)
{
	static const struct rlimit none = { 0, 0 };
	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	setlocale(LC_CTYPE, "");
}

int main(int argc, char **argv)
{
	struct options options = { .clock = clock_real() };
	struct asked asked = { 0 };
	keep_private();
	int code = read_options(&options, &asked, &argc, argv);
	if (code)
		return code;
	if (asked.version)
		return cmd_version(&options, 1, argv);
	if (asked.help || (argc > 1 && !strcmp(argv[1], "-h")))
		return cmd_help(&options, asked.help ? argc : 1, argv);
	return command_run(&options, argc - 1, argv + 1);
}
