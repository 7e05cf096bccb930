/* The test server: answers on 127.0.0.1 as data.police.uk, the flood API and GOV.UK do, from the recorded
 * bodies in ../shared/data, and misbehaves on request. Prints its port on the first line and runs until
 * standard input closes. Used by tests/cli, tests/tui and tests/faults.
 *
 *   GET  /api/crime-last-updated                    {"date": "YYYY-MM-01"}, set by /control?updated=
 *   POST /api/crimes-street/all-crime               poly and date as a form; 404 when malformed
 *   GET  /flood-monitoring/id/floods                the body of the day set by /control?flood=
 *   GET  /bank-holidays.json
 *   GET  /control?NAME=VALUE                        sets a value: updated, flood, fail (a path prefix), as
 *   GET  /count?path=PREFIX                         how many requests came for paths that start so
 *   GET  /fault/NAME                                one of the faults in the table below
 *   GET  /file/NAME                                 a file of the folder given as second argument */
#include <arpa/inet.h>
#include <ctype.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { MOST_HITS = 20000, PATH_ROOM = 256 };

static struct {
	const char *data, *files;
	char *geojson;
	char updated[16], flood[16], fail[PATH_ROOM], as[32];
	char hits[MOST_HITS][48];
	int hit_count;
	pthread_mutex_t lock;
} server = { .updated = "2025-09-01", .flood = "2025-11-14", .lock = PTHREAD_MUTEX_INITIALIZER };

struct upload {
	struct MHD_PostProcessor *post;
	char *poly;
	size_t poly_length;
	char date[16];
	bool started;
};

/* The whole file, NUL-terminated; NULL when there is none. */
static char *slurp(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	char *bytes = malloc((size_t)size + 1);
	*length = fread(bytes, 1, (size_t)size, file);
	bytes[*length] = '\0';
	fclose(file);
	return bytes;
}

static enum MHD_Result send_bytes(struct MHD_Connection *c, unsigned status, const char *type, const void *bytes,
	size_t length, bool owned)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(length, (void *)(size_t)bytes,
		owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(r, "Content-Type", type);
	enum MHD_Result result = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result send_text(struct MHD_Connection *c, unsigned status, const char *type, const char *text)
{
	return send_bytes(c, status, type, text, strlen(text), false);
}

static enum MHD_Result send_file(struct MHD_Connection *c, const char *path)
{
	size_t length = 0;
	char *bytes = slurp(path, &length);
	return bytes ? send_bytes(c, 200, "application/json", bytes, length, true) : send_text(c, 404, "text/plain", "");
}

/* Which hub a polygon is: the one whose `poly` in hubs.geojson is that text. */
static bool hub_of_poly(const char *poly, char *hub, size_t room)
{
	char *at = poly && *poly && server.geojson ? strstr(server.geojson, poly) : NULL;
	if (!at)
		return false;
	char *start = at;
	while (start > server.geojson && strncmp(start, "\"properties\"", 12) != 0)
		start--;
	char *name = strstr(start, "\"name\"");
	if (!name)
		return false;
	name = strchr(name + 6, '"') + 1;
	size_t length = strcspn(name, "\"");
	if (length >= room)
		return false;
	for (size_t i = 0; i < length; i++)
		hub[i] = (char)tolower((unsigned char)name[i]);
	hub[length] = '\0';
	return true;
}

static enum MHD_Result answer_crimes(struct MHD_Connection *c, const struct upload *upload)
{
	char hub[64], path[1024];
	if (!hub_of_poly(upload->poly, hub, sizeof hub) || strlen(upload->date) != 7 || strcmp(upload->date, "2022-10") < 0)
		return send_text(c, 404, "text/plain", "");
	if (strncmp(upload->date, server.updated, 7) > 0)
		return send_text(c, 200, "application/json", "[]");
	snprintf(path, sizeof path, "%s/police-uk/crimes-street/all-crime/%s/%s.json", server.data, hub, upload->date);
	return send_file(c, path);
}

/* ---- faults ---------------------------------------------------------------------------------- */

static ssize_t drip(void *context, uint64_t position, char *buffer, size_t most)
{
	(void)context;
	(void)most;
	usleep(200000);
	buffer[0] = position == 0 ? '[' : ' ';
	return 1;
}

static ssize_t endless(void *context, uint64_t position, char *buffer, size_t most)
{
	(void)context;
	memset(buffer, ' ', most);
	if (position == 0)
		buffer[0] = '[';
	return (ssize_t)most;
}

static enum MHD_Result send_stream(struct MHD_Connection *c, MHD_ContentReaderCallback reader)
{
	struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 65536, reader, NULL, NULL);
	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result result = MHD_queue_response(c, 200, r);
	MHD_destroy_response(r);
	return result;
}

/* 200 MiB of blanks in 200 KB of gzip. */
static enum MHD_Result send_bomb(struct MHD_Connection *c)
{
	enum { ROOM = 1 << 20 };
	static const unsigned char blanks[65536] = { 0 };
	unsigned char *out = malloc(ROOM);
	z_stream z = { 0 };
	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	z.next_out = out;
	z.avail_out = ROOM;
	for (int i = 0; i < 3200; i++) {
		z.next_in = (unsigned char *)(size_t)blanks;
		z.avail_in = sizeof blanks;
		deflate(&z, i == 3199 ? Z_FINISH : Z_NO_FLUSH);
	}
	struct MHD_Response *r = MHD_create_response_from_buffer(z.total_out, out, MHD_RESPMEM_MUST_FREE);
	deflateEnd(&z);
	MHD_add_response_header(r, "Content-Encoding", "gzip");
	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result result = MHD_queue_response(c, 200, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result send_deep(struct MHD_Connection *c)
{
	enum { DEPTH = 100000 };
	char *bytes = malloc(2 * DEPTH);
	memset(bytes, '[', DEPTH);
	memset(bytes + DEPTH, ']', DEPTH);
	return send_bytes(c, 200, "application/json", bytes, 2 * DEPTH, true);
}

/* A record whose title is a megabyte. */
static enum MHD_Result send_long_title(struct MHD_Connection *c)
{
	enum { LENGTH = 1 << 20 };
	static const char before[] = "{\"feed\":\"hub-feed/1\",\"complete\":true,\"marking\":\"OFFICIAL\",\"records\":["
		"{\"id\":\"L-1\",\"kind\":\"action\",\"status\":\"open\",\"updated\":\"2023-03-14T08:00:00Z\",\"title\":\"";
	static const char after[] = "\"}]}";
	char *bytes = malloc(sizeof before + LENGTH + sizeof after);
	memcpy(bytes, before, sizeof before - 1);
	memset(bytes + sizeof before - 1, 'x', LENGTH);
	memcpy(bytes + sizeof before - 1 + LENGTH, after, sizeof after);
	return send_bytes(c, 200, "application/json", bytes, sizeof before - 1 + LENGTH + sizeof after - 1, true);
}

static enum MHD_Result send_busy(struct MHD_Connection *c)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)(size_t)"", MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Retry-After", "37");
	enum MHD_Result result = MHD_queue_response(c, 429, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result send_moved(struct MHD_Connection *c)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)(size_t)"", MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Location", "http://elsewhere.example.gov.uk/v2");
	enum MHD_Result result = MHD_queue_response(c, 302, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result answer_fault(struct MHD_Connection *c, const char *name)
{
	static const struct { const char *name; unsigned status; const char *type, *text; } texts[] = {
		{ "404", 404, "text/plain", "" },
		{ "410", 410, "text/plain", "" },
		{ "401", 401, "text/plain", "" },
		{ "500", 500, "text/plain", "oops" },
		{ "503", 503, "text/html", "<html><body>Service unavailable</body></html>" },
		{ "html", 200, "text/html", "<!DOCTYPE html><html><body>Sign in to the guest network</body></html>" },
		{ "nothing", 200, "application/json", "" },
		{ "empty-list", 200, "application/json", "[]" },
		{ "truncated", 200, "application/json", "{\"feed\":\"hub-feed/1\",\"records\":[{\"id\":" },
		{ "twice", 200, "application/json", "{\"feed\":\"hub-feed/1\",\"feed\":\"hub-feed/1\",\"records\":[]}" },
		{ "nan", 200, "application/json", "{\"feed\":\"hub-feed/1\",\"records\":[{\"value\":NaN}]}" },
	};
	static const struct { const char *name; enum MHD_Result (*send)(struct MHD_Connection *); } makers[] = {
		{ "bomb", send_bomb }, { "deep", send_deep }, { "long-title", send_long_title }, { "429", send_busy },
		{ "302", send_moved },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(name, texts[i].name) == 0)
			return send_text(c, texts[i].status, texts[i].type, texts[i].text);
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (strcmp(name, makers[i].name) == 0)
			return makers[i].send(c);
	if (strcmp(name, "drip") == 0)
		return send_stream(c, drip);
	if (strcmp(name, "endless") == 0)
		return send_stream(c, endless);
	return send_text(c, 404, "text/plain", "no such fault");
}

/* ---- control --------------------------------------------------------------------------------- */

static enum MHD_Result set_value(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)context;
	(void)kind;
	static const struct { const char *name; char *at; size_t room; } values[] = {
		{ "updated", server.updated, sizeof server.updated }, { "flood", server.flood, sizeof server.flood },
		{ "fail", server.fail, sizeof server.fail }, { "as", server.as, sizeof server.as },
	};
	for (size_t i = 0; value && i < sizeof values / sizeof *values; i++)
		if (strcmp(name, values[i].name) == 0)
			snprintf(values[i].at, values[i].room, "%s", value);
	return MHD_YES;
}

static enum MHD_Result answer_count(struct MHD_Connection *c)
{
	const char *prefix = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "path");
	char text[32];
	int count = 0;
	for (int i = 0; i < server.hit_count; i++)
		count += strncmp(server.hits[i], prefix ? prefix : "", strlen(prefix ? prefix : "")) == 0;
	snprintf(text, sizeof text, "%d\n", count);
	return send_text(c, 200, "text/plain", text);
}

static void remember(const char *url)
{
	pthread_mutex_lock(&server.lock);
	if (server.hit_count < MOST_HITS)
		snprintf(server.hits[server.hit_count++], sizeof server.hits[0], "%.47s", url);
	pthread_mutex_unlock(&server.lock);
}

static enum MHD_Result answer(struct MHD_Connection *c, const char *url, const struct upload *upload)
{
	char path[1024];
	if (strcmp(url, "/control") == 0) {
		MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, set_value, NULL);
		return send_text(c, 200, "text/plain", "ok\n");
	}
	if (strcmp(url, "/count") == 0)
		return answer_count(c);
	remember(url);
	if (*server.fail && strncmp(url, server.fail, strlen(server.fail)) == 0)
		return answer_fault(c, server.as);
	if (strcmp(url, "/api/crime-last-updated") == 0) {
		snprintf(path, sizeof path, "{\"date\":\"%s\"}", server.updated);
		return send_text(c, 200, "application/json", path);
	}
	if (strcmp(url, "/api/crimes-street/all-crime") == 0)
		return answer_crimes(c, upload);
	if (strcmp(url, "/flood-monitoring/id/floods") == 0) {
		snprintf(path, sizeof path, "%s/ea-floods/%s.json", server.data, server.flood);
		return send_file(c, path);
	}
	if (strcmp(url, "/bank-holidays.json") == 0) {
		snprintf(path, sizeof path, "%s/bank-holidays.json", server.data);
		return send_file(c, path);
	}
	if (strncmp(url, "/fault/", 7) == 0)
		return answer_fault(c, url + 7);
	if (strncmp(url, "/file/", 6) == 0 && server.files && !strstr(url, "..")) {
		snprintf(path, sizeof path, "%s/%s", server.files, url + 6);
		return send_file(c, path);
	}
	return send_text(c, 404, "text/plain", "Not Found");
}

static enum MHD_Result take_form(void *context, enum MHD_ValueKind kind, const char *key, const char *file_name,
	const char *type, const char *encoding, const char *data, uint64_t offset, size_t size)
{
	(void)kind, (void)file_name, (void)type, (void)encoding;
	struct upload *upload = context;
	if (strcmp(key, "poly") == 0) {
		upload->poly = realloc(upload->poly, offset + size + 1);
		memcpy(upload->poly + offset, data, size);
		upload->poly[offset + size] = '\0';
	} else if (strcmp(key, "date") == 0 && offset + size < sizeof upload->date) {
		memcpy(upload->date + offset, data, size);
		upload->date[offset + size] = '\0';
	}
	return MHD_YES;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *data, size_t *size, void **state)
{
	(void)context, (void)version;
	struct upload *upload = *state;
	if (!upload) {
		*state = upload = calloc(1, sizeof *upload);
		if (strcmp(method, "POST") == 0)
			upload->post = MHD_create_post_processor(c, 4096, take_form, upload);
		return MHD_YES;
	}
	if (*size > 0) {
		if (upload->post)
			MHD_post_process(upload->post, data, *size);
		*size = 0;
		return MHD_YES;
	}
	return answer(c, url, upload);
}

static void finished(void *context, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode code)
{
	(void)context, (void)c, (void)code;
	struct upload *upload = *state;
	if (!upload)
		return;
	if (upload->post)
		MHD_destroy_post_processor(upload->post);
	free(upload->poly);
	free(upload);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fputs("usage: server DATA [FILES [KEY CERTIFICATE]]\n", stderr);
		return 2;
	}
	char path[1024];
	size_t length = 0;
	server.data = argv[1];
	server.files = argc > 2 ? argv[2] : NULL;
	snprintf(path, sizeof path, "%s/hubs.geojson", server.data);
	server.geojson = slurp(path, &length);
	char *key = argc > 4 ? slurp(argv[3], &length) : NULL, *certificate = argc > 4 ? slurp(argv[4], &length) : NULL;
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | (key ? MHD_USE_TLS : 0);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct MHD_Daemon *daemon = key
		? MHD_start_daemon(flags, 0, NULL, NULL, handle, NULL, MHD_OPTION_SOCK_ADDR, &address,
			MHD_OPTION_NOTIFY_COMPLETED, finished, NULL, MHD_OPTION_HTTPS_MEM_KEY, key,
			MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_END)
		: MHD_start_daemon(flags, 0, NULL, NULL, handle, NULL, MHD_OPTION_SOCK_ADDR, &address,
			MHD_OPTION_NOTIFY_COMPLETED, finished, NULL, MHD_OPTION_END);
	if (!daemon) {
		fputs("server: cannot listen\n", stderr);
		return 1;
	}
	printf("%d\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (read(STDIN_FILENO, path, sizeof path) > 0)
		;
	_exit(0);
}
