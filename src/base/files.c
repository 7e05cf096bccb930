/* Files written whole or not at all: see files.h. Used by src/brief/actions_csv.c and src/report/out.c. */
#include "hubbrief/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/mem.h"

static bool write_all(int fd, const char *bytes, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t wrote = write(fd, bytes + done, length - done);
		if (wrote < 0 && errno != EINTR)
			return false;
		done += wrote > 0 ? (size_t)wrote : 0;
	}
	return fsync(fd) == 0;
}

bool file_write(const char *path, const char *bytes, size_t length, struct error *error)
{
	char *new = mem_printf("%s.new", path);
	unlink(new); /* left by one that was cut off; what stands there is never written into */
	int fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool fine = fd >= 0 && write_all(fd, bytes, length);
	int cause = errno;

	if (fd >= 0)
		close(fd);
	if (fine && rename(new, path) < 0) {
		fine = false;
		cause = errno;
	}
	if (!fine) {
		unlink(new);
		error_set(error, "%s could not be written: %s.", path, strerror(cause));
	}
	free(new);
	return fine;
}

bool file_folder(const char *path, struct error *error)
{
	struct stat is;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return error_set(error, "The folder %s could not be made: %s.", path, strerror(errno));
	if (stat(path, &is) < 0 || !S_ISDIR(is.st_mode))
		return error_set(error, "%s is not a folder.", path);
	if (is.st_mode & 022 && !(is.st_mode & S_ISVTX))
		return error_set(error, "Others may write into the folder %s: `chmod go-w` it, or name another.", path);
	return true;
}
