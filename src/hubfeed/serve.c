/* hubfeed's server: listens on a private socket or on loopback, checks the token, answers from the shelf.
 * One thread of libmicrohttpd serves; the main thread waits for a signal or for its parent to go. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "hubbrief/error.h"
#include "hubbrief/hubfeed.h"
#include "hubbrief/mem.h"
#include "hubbrief/str.h"
#include "hubbrief/wire.h"

enum { TOKEN_MOST = 4096, TIMEOUT_SECONDS = 30, BACKLOG = 64, CONNECTIONS_MOST = 200 };

struct server {
	struct shelf *shelf;
	char *token;       /* "" none asked for */
	char *socket_path; /* to be removed at the end; NULL on loopback */
	int fd;
};

/* ---- one request ------------------------------------------------------------------------------- */

bool accepts_gzip(const char *header)
{
	while (header && *header) {
		header += strspn(header, ", \t");
		size_t length = strcspn(header, ",");
		size_t name = strcspn(header, ",; \t");
		const char *weight = memmem(header, length, "q=", 2);
		if (name == 4 && !strncasecmp(header, "gzip", 4))
			return !weight || strtod(weight + 2, NULL) > 0;
		header += length;
	}
	return false;
}

bool tag_matches(const char *header, const char *etag)
{
	while (header && *header) {
		header += strspn(header, ", \t");
		size_t length = strcspn(header, ",");
		const char *tag = str_starts(header, "W/") ? header + 2 : header;
		if (*header == '*' || !strncmp(tag, etag, strlen(etag)))
			return true;
		header += length;
	}
	return false;
}

/* Looks at every byte, so that the time taken does not tell how much of a guess was right. */
static bool same_secret(const char *given, const char *secret)
{
	size_t count = strlen(given), length = strlen(secret);
	unsigned char differs = count != length;
	for (size_t i = 0; i < count; i++)
		differs |= (unsigned char)given[i] ^ (unsigned char)secret[i % length];
	return !differs;
}

static bool may_ask(const struct server *server, struct MHD_Connection *connection)
{
	const char *given = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
	return !*server->token || (given && !strncasecmp(given, "Bearer ", 7) && same_secret(given + 7, server->token));
}

static enum MHD_Result send_status(struct MHD_Connection *connection, unsigned status, const char *name,
	const char *value)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	if (name)
		MHD_add_response_header(response, name, value);
	enum MHD_Result result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result send_sheet(struct MHD_Connection *connection, const struct sheet *sheet)
{
	bool gzip = accepts_gzip(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding"));
	const char *bytes = gzip ? sheet->packed : sheet->body;
	size_t length = gzip ? sheet->packed_length : sheet->length;
	struct MHD_Response *response =
		MHD_create_response_from_buffer(length, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(response, "Content-Type", "application/json");
	MHD_add_response_header(response, "Vary", "Accept-Encoding");
	MHD_add_response_header(response, "ETag", sheet->etag);
	MHD_add_response_header(response, "Cache-Control", "no-cache");
	if (gzip)
		MHD_add_response_header(response, "Content-Encoding", "gzip");
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **request)
{
	struct server *server = context;
	struct sheet sheet;
	(void)version, (void)upload;
	if (!*request || *upload_size) { /* headers only so far, or a body, which is not read: the connection can stay */
		*request = server;
		*upload_size = 0;
		return MHD_YES;
	}
	if (!may_ask(server, connection))
		return send_status(connection, MHD_HTTP_UNAUTHORIZED, "WWW-Authenticate", "Bearer");
	if (strcmp(method, "GET") && strcmp(method, "HEAD"))
		return send_status(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "Allow", "GET, HEAD");
	if (!shelf_find(server->shelf, url, &sheet))
		return send_status(connection, MHD_HTTP_NOT_FOUND, NULL, NULL);
	if (tag_matches(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"), sheet.etag))
		return send_status(connection, MHD_HTTP_NOT_MODIFIED, "ETag", sheet.etag);
	return send_sheet(connection, &sheet);
}

/* ---- where it listens -------------------------------------------------------------------------- */

/* A socket that a server left behind when it was killed is replaced; one that answers is not. */
static bool path_is_free(const struct sockaddr_un *address)
{
	struct stat stat;
	if (lstat(address->sun_path, &stat))
		return errno == ENOENT;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool dead = S_ISSOCK(stat.st_mode) && connect(fd, (const struct sockaddr *)address, sizeof *address)
		&& errno == ECONNREFUSED;
	close(fd);
	return dead && !unlink(address->sun_path);
}

static bool listen_unix(struct server *server, const char *path, struct error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof address.sun_path)
		return error_set(error, "%s: a socket's path may have at most %zu characters.", path, sizeof address.sun_path - 1);
	strcpy(address.sun_path, path);
	if (!path_is_free(&address))
		return error_set(error, "%s: something else is there already. Choose another path.", path);
	server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->fd < 0 || bind(server->fd, (const struct sockaddr *)&address, sizeof address))
		return error_set(error, "%s: %s.", path, strerror(errno));
	server->socket_path = mem_dup(path);
	return true;
}

/* "127.0.0.1:8087", "localhost:8087" or "[::1]:8087". */
static bool read_loopback(const char *text, struct sockaddr_in *v4, struct sockaddr_in6 *v6, bool *is_v6)
{
	static const char *const hosts[] = { "127.0.0.1:", "localhost:", "[::1]:" };
	char *end = NULL;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		const char *port = text + strlen(hosts[i]);
		if (!str_starts(text, hosts[i]) || *port < '0' || *port > '9')
			continue;
		unsigned long number = strtoul(port, &end, 10);
		*is_v6 = i == 2;
		*v4 = (struct sockaddr_in){ AF_INET, htons((uint16_t)number), { htonl(INADDR_LOOPBACK) }, { 0 } };
		*v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number),
			.sin6_addr = IN6ADDR_LOOPBACK_INIT };
		return !*end && number <= UINT16_MAX;
	}
	return false;
}

static bool listen_loopback(struct server *server, const char *text, struct error *error)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	bool is_v6;
	const int on = 1;
	if (!read_loopback(text, &v4, &v6, &is_v6))
		return error_set(error, "--listen %s: expected unix:PATH, 127.0.0.1:PORT or [::1]:PORT. hubfeed does not listen "
			"beyond this machine; put a web server with a certificate before it.", text);
	const struct sockaddr *address = is_v6 ? (const struct sockaddr *)&v6 : (const struct sockaddr *)&v4;
	server->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (server->fd < 0 || bind(server->fd, address, is_v6 ? (socklen_t)sizeof v6 : (socklen_t)sizeof v4))
		return error_set(error, "%s: %s.", text, strerror(errno));
	return true;
}

static void say_where(const struct server *server)
{
	struct sockaddr_in6 address = { 0 };
	socklen_t size = sizeof address;
	getsockname(server->fd, (struct sockaddr *)&address, &size);
	if (server->socket_path)
		fprintf(stderr, "hubfeed: listening on unix:%s\n", server->socket_path);
	else /* the port stands at the same place in both families */
		fprintf(stderr, "hubfeed: listening on http://%s:%d\n",
			address.sin6_family == AF_INET6 ? "[::1]" : "127.0.0.1", ntohs(address.sin6_port));
}

/* ---- start and end ----------------------------------------------------------------------------- */

static bool read_token(const char *path, char **token, struct error *error)
{
	char text[TOKEN_MOST + 1];
	struct stat stat;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &stat))
		return error_set(error, "%s: the token file cannot be read: %s.", path, strerror(errno));
	bool private = S_ISREG(stat.st_mode) && stat.st_uid == geteuid() && !(stat.st_mode & 077);
	ssize_t length = read(fd, text, TOKEN_MOST);
	close(fd);
	if (!private)
		return error_set(error, "%s: the token file is readable by others (%04o). chmod 600 %s", path,
			stat.st_mode & 07777u, path);
	text[length > 0 ? length : 0] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (!*text)
		return error_set(error, "%s: the token file is empty.", path);
	*token = mem_dup(text);
	return true;
}

static bool start(struct server *server, const struct serve_setup *setup, struct error *error)
{
	if (setup->token_file ? !read_token(setup->token_file, &server->token, error) : !(server->token = mem_dup("")))
		return false;
	server->shelf = shelf_open(setup->folder, error);
	if (!server->shelf)
		return false;
	bool bound = str_starts(setup->listen, "unix:") ? listen_unix(server, setup->listen + 5, error)
		: listen_loopback(server, setup->listen, error);
	if (bound && listen(server->fd, BACKLOG))
		return error_set(error, "%s: %s.", setup->listen, strerror(errno));
	return bound;
}

static void end(struct server *server)
{
	if (server->socket_path)
		unlink(server->socket_path);
	if (server->shelf)
		shelf_close(server->shelf);
	free(server->socket_path);
	free(server->token);
}

/* Until a signal asks for the end, or the program that started this one has gone. */
static void wait_for_end(int signals, int wire)
{
	struct pollfd wait[2] = { { .fd = signals, .events = POLLIN }, { .fd = wire, .events = POLLIN } };
	struct wire_message message = { 0 };
	while (poll(wait, 2, -1) >= 0 || errno == EINTR) {
		if (wait[0].revents)
			return;
		if (wait[1].revents && (wire_receive(wire, &message) < 0 || message.type == WIRE_STOP))
			return;
	}
}

int serve(const struct serve_setup *setup)
{
	struct server server = { .fd = -1 };
	struct error error = { 0 };
	sigset_t ending;
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGHUP);
	sigprocmask(SIG_BLOCK, &ending, NULL); /* before the thread starts, so that it inherits this */
	if (!start(&server, setup, &error)) {
		fprintf(stderr, "hubfeed: %s\n", error.text);
		end(&server);
		return EXIT_USAGE;
	}
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, &server,
		MHD_OPTION_LISTEN_SOCKET, server.fd, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_SECONDS,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST, MHD_OPTION_END);
	int signals = signalfd(-1, &ending, SFD_CLOEXEC);
	if (setup->wire < 0)
		say_where(&server);
	else
		wire_send(setup->wire, WIRE_CHANGED, 0); /* ready */
	if (daemon)
		wait_for_end(signals, setup->wire);
	if (daemon)
		MHD_stop_daemon(daemon); /* closes the socket */
	end(&server);
	return daemon ? EXIT_OK : EXIT_NO;
}
