/* The files that hubfeed hands out: found by name, read once, kept with their tag and their gzip form until
 * the file changes. Called by serve.c, in its one serving thread. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "hubbrief/hubfeed.h"
#include "hubbrief/mem.h"
#include "hubbrief/str.h"

enum { NAME_MOST = 100, BODY_MOST = 64 << 20, GZIP_WINDOW = 15 + 16 };

struct kept {
	struct kept *next;
	char *name; /* with ".json" */
	struct stat stat;
	char *body, *packed;
	size_t length, packed_length;
	char etag[24];
};

struct shelf {
	int folder;
	struct kept *kept;
};

struct shelf *shelf_open(const char *folder, struct error *error)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		error_set(error, "%s: %s. A folder with JSON files was expected.", folder, strerror(errno));
		return NULL;
	}
	struct shelf *shelf = mem_alloc(sizeof *shelf);
	shelf->folder = fd;
	return shelf;
}

static void kept_free(struct kept *kept)
{
	free(kept->name);
	free(kept->body);
	free(kept->packed);
	free(kept);
}

void shelf_close(struct shelf *shelf)
{
	while (shelf->kept) {
		struct kept *next = shelf->kept->next;
		kept_free(shelf->kept);
		shelf->kept = next;
	}
	close(shelf->folder);
	free(shelf);
}

/* "/v1/craven" and "/craven.json" give "craven.json". Owned; NULL when it is no name for a file here. */
static char *file_name(const char *path)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	if (str_starts(path, "/v1/"))
		path += 3;
	if (*path++ != '/')
		return NULL;
	size_t length = strlen(path);
	if (!length || length > NAME_MOST || *path == '.' || strspn(path, allowed) != length)
		return NULL;
	bool whole = length > 5 && !strcmp(path + length - 5, ".json");
	return mem_printf("%s%s", path, whole ? "" : ".json");
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec
		&& a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static char *read_whole(int fd, size_t size, size_t *length)
{
	char *body = mem_alloc(size + 1);
	ssize_t got = 1;
	for (*length = 0; *length < size && got > 0; *length += got > 0 ? (size_t)got : 0)
		got = read(fd, body + *length, size - *length);
	return body;
}

static void tag(struct kept *kept)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	for (size_t i = 0; i < kept->length; i++)
		hash = (hash ^ (unsigned char)kept->body[i]) * UINT64_C(1099511628211);
	snprintf(kept->etag, sizeof kept->etag, "\"%016" PRIx64 "\"", hash);
}

static void pack(struct kept *kept)
{
	z_stream stream = { 0 };
	deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY);
	size_t room = deflateBound(&stream, kept->length);
	kept->packed = mem_alloc(room);
	stream.next_in = (unsigned char *)kept->body;
	stream.avail_in = (unsigned)kept->length;
	stream.next_out = (unsigned char *)kept->packed;
	stream.avail_out = (unsigned)room;
	deflate(&stream, Z_FINISH);
	kept->packed_length = stream.total_out;
	deflateEnd(&stream);
}

static void fill(struct kept *kept, int fd, const struct stat *stat)
{
	free(kept->body);
	free(kept->packed);
	kept->stat = *stat;
	kept->body = read_whole(fd, (size_t)stat->st_size, &kept->length);
	tag(kept);
	pack(kept);
}

static struct kept *kept_named(struct shelf *shelf, const char *name)
{
	struct kept *kept = shelf->kept;
	while (kept && strcmp(kept->name, name))
		kept = kept->next;
	if (!kept) {
		kept = mem_alloc(sizeof *kept);
		kept->name = mem_dup(name);
		kept->next = shelf->kept;
		shelf->kept = kept;
	}
	return kept;
}

/* Links are not followed: what is served lies in the folder itself. */
static struct kept *find(struct shelf *shelf, const char *name)
{
	struct stat stat;
	struct kept *kept = NULL;
	int fd = openat(shelf->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &stat) && S_ISREG(stat.st_mode) && stat.st_size <= BODY_MOST) {
		kept = kept_named(shelf, name);
		if (!kept->body || !same_file(&stat, &kept->stat))
			fill(kept, fd, &stat);
	}
	close(fd);
	return kept;
}

bool shelf_find(struct shelf *shelf, const char *path, struct sheet *sheet)
{
	char *name = file_name(path);
	const struct kept *kept = name ? find(shelf, name) : NULL;
	free(name);
	if (kept)
		*sheet = (struct sheet){ kept->body, kept->packed, kept->length, kept->packed_length, kept->etag };
	return kept != NULL;
}
