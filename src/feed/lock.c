/* The lock beside records.db and the FIFO to its holder: see lock.h. Open file description locks end with
 * their process however it ends; closing the lock file is what the next one watches for. Feeder only. */
#include "hubbrief/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/mem.h"
#include "hubbrief/str.h"

struct lock {
	char *lock_path, *ask_path;
	int file, gone, ask;
	bool held;
	char line[4096]; /* of the FIFO, not yet whole */
	size_t filled;
};

static char *beside(const char *records_path, const char *ending)
{
	size_t length = strlen(records_path);
	if (length > 3 && strcmp(records_path + length - 3, ".db") == 0)
		length -= 3;
	return mem_printf("%.*s.%s", (int)length, records_path, ending);
}

struct lock *lock_new(const char *records_path, struct error *error)
{
	struct lock *lock = mem_alloc(sizeof *lock);
	lock->lock_path = beside(records_path, "lock");
	lock->ask_path = beside(records_path, "ask");
	lock->gone = lock->ask = -1;
	lock->file = open(lock->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock->file >= 0)
		return lock;
	error_set(error, "%s cannot be opened: %s. Check that its folder exists and is yours.", lock->lock_path, strerror(errno));
	lock_free(lock);
	return NULL;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void lock_free(struct lock *lock)
{
	if (!lock)
		return;
	if (lock->held)
		unlink(lock->ask_path);
	close_fd(&lock->ask);
	close_fd(&lock->gone);
	close_fd(&lock->file);
	free(lock->lock_path);
	free(lock->ask_path);
	free(lock);
}

/* Opened for both directions, so that it never reads as ended while nobody writes. */
static bool open_ask(struct lock *lock, struct error *error)
{
	unlink(lock->ask_path);
	if (mkfifo(lock->ask_path, 0600) == 0)
		lock->ask = open(lock->ask_path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	return lock->ask >= 0 || error_set(error, "%s cannot be made: %s.", lock->ask_path, strerror(errno));
}

bool lock_take(struct lock *lock, struct error *error)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	error->text[0] = '\0';
	if (fcntl(lock->file, F_OFD_SETLK, &whole) != 0) {
		if (errno != EAGAIN && errno != EACCES)
			return error_set(error, "%s cannot be locked: %s.", lock->lock_path, strerror(errno));
		if (lock->gone < 0) {
			lock->gone = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
			if (lock->gone >= 0)
				inotify_add_watch(lock->gone, lock->lock_path, IN_CLOSE_WRITE);
		}
		return false;
	}
	lock->held = true;
	close_fd(&lock->gone);
	return open_ask(lock, error);
}

int lock_gone_fd(const struct lock *lock)
{
	return lock->gone;
}

void lock_gone_drain(struct lock *lock)
{
	char events[4096];
	while (lock->gone >= 0 && read(lock->gone, events, sizeof events) > 0)
		;
}

int lock_ask_fd(const struct lock *lock)
{
	return lock->ask;
}

/* "PROCESS SOURCE SOURCE…": the first word is who waits. */
static void split_request(struct lock_request *request, const char *line)
{
	char *rest = NULL;
	snprintf(request->text, sizeof request->text, "%s", line);
	request->count = 0;
	char *word = strtok_r(request->text, " ", &rest);
	request->reply_to = word ? strtol(word, NULL, 10) : 0;
	while ((word = strtok_r(NULL, " ", &rest)) && request->count < 64)
		request->sources[request->count++] = word;
}

bool lock_next_request(struct lock *lock, struct lock_request *request)
{
	for (;;) {
		char *end = memchr(lock->line, '\n', lock->filled);
		if (end) {
			*end = '\0';
			split_request(request, lock->line);
			size_t used = (size_t)(end - lock->line) + 1;
			memmove(lock->line, end + 1, lock->filled - used);
			lock->filled -= used;
			return true;
		}
		if (lock->filled == sizeof lock->line)
			lock->filled = 0; /* a line that long is nobody's request */
		ssize_t got = lock->ask < 0 ? -1 : read(lock->ask, lock->line + lock->filled, sizeof lock->line - lock->filled);
		if (got <= 0)
			return false;
		lock->filled += (size_t)got;
	}
}

static char *reply_path(const struct lock *lock, long process)
{
	return mem_printf("%s.%ld", lock->ask_path, process);
}

void lock_reply(struct lock *lock, long to, bool good)
{
	if (to <= 0)
		return;
	char *path = reply_path(lock, to);
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		ssize_t written = write(fd, good ? "1" : "0", 1);
		(void)written; /* who asked has gone: nobody to tell */
		close(fd);
	}
	free(path);
}

static bool send_request(const struct lock *lock, long reply_to, const char *const *sources, int count)
{
	struct str line = { 0 };
	str_addf(&line, "%ld", reply_to);
	for (int i = 0; i < count; i++)
		str_addf(&line, " %s", sources[i]);
	str_addc(&line, '\n');
	int fd = open(lock->ask_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	bool sent = fd >= 0 && line.length < sizeof lock->line && write(fd, line.at, line.length) == (ssize_t)line.length;
	if (fd >= 0)
		close(fd);
	str_free(&line);
	return sent;
}

int lock_ask(struct lock *lock, const char *const *sources, int count, int wait_ms)
{
	if (wait_ms <= 0)
		return send_request(lock, 0, sources, count) ? 1 : -1;
	char *path = reply_path(lock, (long)getpid());
	int answer = -1;
	unlink(path);
	int fd = mkfifo(path, 0600) == 0 ? open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW) : -1;
	if (fd >= 0 && send_request(lock, (long)getpid(), sources, count)) {
		struct pollfd watch = { .fd = fd, .events = POLLIN };
		char said;
		if (poll(&watch, 1, wait_ms) == 1 && read(fd, &said, 1) == 1)
			answer = said == '1';
	}
	if (fd >= 0)
		close(fd);
	unlink(path);
	free(path);
	return answer;
}
