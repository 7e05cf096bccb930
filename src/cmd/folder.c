/* Private folders that live as long as a command: for `demo` and `--as-of`. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "hubbrief/cmd.h"

enum { TREE_FILES = 8, NAME_ROOM = 16 /* for the files in it */, TRIES = 100, PAUSE_MS = 20 };

/* A new private folder under `parent`, short enough for a socket's path below it. Owned; NULL: it cannot be. */
static char *folder_under(const char *parent, int64_t bytes)
{
	struct statvfs fs;
	if (!parent || *parent != '/' || (bytes && (statvfs(parent, &fs) || (int64_t)(fs.f_bavail * fs.f_frsize) < bytes)))
		return NULL;
	char *path = mem_printf("%s/hubbrief-XXXXXX", parent);
	if (strlen(path) + NAME_ROOM <= sizeof ((struct sockaddr_un *)NULL)->sun_path && mkdtemp(path))
		return path;
	free(path);
	return NULL;
}

char *cmd_folder(int64_t bytes)
{
	char *folder = folder_under(getenv("XDG_RUNTIME_DIR"), bytes);
	char *stores = folder ? NULL : store_path(NULL, "records.db", NULL);
	if (stores) {
		*strrchr(stores, '/') = '\0';
		folder = folder_under(stores, bytes);
	}
	free(stores);
	return folder ? folder : folder_under("/tmp", bytes);
}

bool cmd_folder_write(const char *path, const char *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = fd >= 0 && write(fd, bytes, length) == (ssize_t)length;
	return fd >= 0 && !close(fd) && good;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	(void)stat, (void)type, (void)where;
	remove(path);
	return 0;
}

void cmd_folder_remove(char *folder)
{
	for (int i = 0; folder && i < TRIES && !access(folder, F_OK); i++) {
		if (i)
			nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
		nftw(folder, remove_one, TREE_FILES, FTW_DEPTH | FTW_PHYS);
	}
	free(folder);
}
