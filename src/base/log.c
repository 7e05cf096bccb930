/* The diagnostic log: see log.h. One line an event, time first; both programs, each to its own file. */
#include "hubbrief/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hubbrief/clean.h"
#include "hubbrief/mem.h"

struct log {
	int fd;
	struct clock clock;
};

struct log *log_open(const char *path, const struct clock *clock, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		error_set(error, "cannot write the log %s: %s", path, strerror(errno));
		return NULL;
	}
	struct stat status;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		(void)fchmod(fd, 0600);
	struct log *log = mem_alloc(sizeof *log);
	log->fd = fd;
	log->clock = *clock;
	return log;
}

void log_line(struct log *log, const char *format, ...)
{
	if (!log)
		return;
	struct str line = { 0 };
	time_t now = (time_t)clock_now(&log->clock);
	struct tm parts;
	char stamp[32] = "";
	if (gmtime_r(&now, &parts))
		strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ ", &parts);
	va_list args;
	va_start(args, format);
	char *said = NULL;
	int length = vasprintf(&said, format, args);
	va_end(args);
	str_add(&line, stamp);
	if (length >= 0) {
		clean_add(&line, said, (size_t)length);
		free(said);
	}
	str_addc(&line, '\n');
	/* A log that cannot be written must not stop the program it describes. */
	ssize_t written = write(log->fd, line.at, line.length);
	(void)written;
	str_free(&line);
}

void log_close(struct log *log)
{
	if (!log)
		return;
	close(log->fd);
	free(log);
}
