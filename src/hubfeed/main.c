/* hubfeed: a small server of hub-feed/1 answers. Reads its command line; serve.c does the work. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hubbrief/error.h"
#include "hubbrief/hubfeed.h"
#include "hubbrief/str.h"
#include "hubbrief/version.h"

static const char usage[] =
	"hubfeed serve DIR [--listen unix:PATH|127.0.0.1:PORT] [--token-file FILE]\n"
	"    answers GET /v1/NAME with DIR/NAME.json; port 8087 of this machine unless told otherwise\n";

static int wrong(const char *what, const char *word)
{
	fprintf(stderr, "hubfeed: %s%s\n%s", what, word, usage);
	return EXIT_USAGE;
}

/* Where the value of an option goes; NULL when there is no such option. */
static const char **option(struct serve_setup *setup, const char **wire, const char *word)
{
	if (!strcmp(word, "--listen"))
		return &setup->listen;
	if (!strcmp(word, "--token-file"))
		return &setup->token_file;
	return strcmp(word, "--wire") ? NULL : wire;
}

static int run_serve(int argc, char **argv)
{
	struct serve_setup setup = { .listen = "127.0.0.1:8087", .wire = -1 };
	const char *wire = NULL;
	for (int i = 0; i < argc; i++) {
		const char **value = option(&setup, &wire, argv[i]);
		if (!value && str_starts(argv[i], "-"))
			return wrong("there is no option ", argv[i]);
		if (!value && setup.folder)
			return wrong("one folder is enough, not also ", argv[i]);
		if (value && ++i == argc)
			return wrong("a value is missing after ", argv[i - 1]);
		*(value ? value : &setup.folder) = argv[i];
	}
	if (!setup.folder)
		return wrong("which folder is to be served?", "");
	if (wire)
		setup.wire = atoi(wire);
	return serve(&setup);
}

int main(int argc, char **argv)
{
	umask(077);
	if (argc < 2)
		return wrong("what is to be done?", "");
	if (!strcmp(argv[1], "serve"))
		return run_serve(argc - 2, argv + 2);
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help"))
		return fputs(usage, stdout) < 0;
	if (!strcmp(argv[1], "version") || !strcmp(argv[1], "--version"))
		return puts("hubfeed " HUBBRIEF_VERSION) < 0;
	return wrong("there is no command ", argv[1]);
}
