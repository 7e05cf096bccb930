/* The folder of one test program: see folder.h. */
#include "harness/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hubbrief-test-XXXXXX";
static pid_t owner; /* a forked child must not remove it */

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *where)
{
	(void)info, (void)flag, (void)where;
	return remove(path);
}

static void remove_all(void)
{
	if (getpid() == owner)
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *folder_path(void)
{
	if (!owner) {
		static const char *const names[] = { "state", "run", "config" };
		char path[64];
		owner = getpid();
		if (!mkdtemp(folder))
			abort();
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			snprintf(path, sizeof path, "%s/%s", folder, names[i]);
			mkdir(path, 0700);
		}
		atexit(remove_all);
	}
	return folder;
}

const char *const *folder_environment(void)
{
	static char state[64], run[64], config[64];
	static const char *const environment[] = { state, run, config, NULL };
	snprintf(state, sizeof state, "XDG_STATE_HOME=%s/state", folder_path());
	snprintf(run, sizeof run, "XDG_RUNTIME_DIR=%s/run", folder_path());
	snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", folder_path());
	return environment;
}

const char *folder_program(const char *name)
{
	static char path[512];
	const char *build = getenv("BUILD");
	snprintf(path, sizeof path, "%s/%s", build ? build : "build/release", name);
	return path;
}
