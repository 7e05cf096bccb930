/* Reads a token file and refuses one that is not private: see secret.h. Runs in the feeder and in `check`. */
#include "hubbrief/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/mem.h"
#include "hubbrief/str.h"

static bool check_file(int fd, const char *path, struct error *error)
{
	struct stat file;
	if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode))
		return error_set(error, "the token file is no plain file: %s", path);
	if (file.st_uid != geteuid())
		return error_set(error, "the token file belongs to another user. Make a copy of your own, mode 0600: %s", path);
	if (file.st_mode & 077)
		return error_set(error, "the token file is %s by others (0%03o). chmod 600 %s",
			file.st_mode & 044 ? "readable" : "writable", (unsigned)(file.st_mode & 0777), path);
	return true;
}

static bool check_line(char *text, size_t length, const char *path, struct error *error)
{
	if (length > 0 && text[length - 1] == '\n')
		text[--length] = '\0';
	if (length > 0 && text[length - 1] == '\r')
		return error_set(error, "the token file has Windows line ends. Write the token as one plain line: %s", path);
	if (length == 0)
		return error_set(error, "the token file is empty: %s", path);
	for (size_t i = 0; i < length; i++)
		if (text[i] <= ' ' || text[i] == 0x7f)
			return error_set(error, "the token file holds more than one line or word: %s", path);
	return true;
}

/* Read as "~/…" whichever way it is written: the sentence says what to type. */
static bool read_named(const char *full, const char *path, char out[SECRET_ROOM], struct error *error)
{
	int fd = open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int cause = errno;
	if (fd < 0)
		return cause == ELOOP ? error_set(error, "the token file is a symbolic link. Name the file itself: %s", path)
			: cause == ENOENT ? error_set(error, "the token file is missing: %s", path)
			: error_set(error, "the token file cannot be read (%s): %s", strerror(cause), path);
	bool good = check_file(fd, path, error);
	if (good) {
		ssize_t length = read(fd, out, SECRET_ROOM - 1);
		char more;
		out[length > 0 ? length : 0] = '\0';
		if (length < 0 || read(fd, &more, 1) == 1)
			good = error_set(error, "the token file is longer than 4 KB: %s", path);
		else
			good = check_line(out, (size_t)length, path, error);
	}
	if (!good)
		explicit_bzero(out, SECRET_ROOM);
	close(fd);
	return good;
}

bool secret_read(const char *path, char out[SECRET_ROOM], struct error *error)
{
	const char *home = getenv("HOME");
	size_t length = home ? strlen(home) : 0;
	bool inside = length && strncmp(path, home, length) == 0 && path[length] == '/';
	char *full = str_starts(path, "~/") && home ? mem_printf("%s%s", home, path + 1) : mem_dup(path);
	char *shown = inside ? mem_printf("~%s", path + length) : mem_dup(path);
	bool good = read_named(full, shown, out, error);
	free(full);
	free(shown);
	return good;
}
