/* Transfers against a raw-socket server that answers byte for byte what a test wants, in a child process. What
 * the server was asked comes back in the body of /echo. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "hubbrief/http.h"
#include "hubbrief/mem.h"
#include "hubbrief/str.h"

static int port;
static char socket_path[64];
static pid_t server_tcp, server_unix;

/* ---- the server ------------------------------------------------------------------------------------ */

static void say(int fd, const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
		if (sent <= 0)
			return;
		bytes += sent;
		count -= (size_t)sent;
	}
}

static void say_text(int fd, const char *text)
{
	say(fd, text, strlen(text));
}

static void say_body(int fd, const char *headers, const char *body, size_t length)
{
	char head[1024];
	snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n", headers, length);
	say_text(fd, head);
	say(fd, body, length);
}

static void say_bomb(int fd)
{
	static char zeros[4 << 20], packed[64 << 10];
	z_stream z = { .next_in = (unsigned char *)zeros, .avail_in = sizeof zeros, .next_out = (unsigned char *)packed,
		.avail_out = sizeof packed };
	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_FINISH);
	say_body(fd, "Content-Encoding: gzip\r\n", packed, z.total_out);
	deflateEnd(&z);
}

static void say_endless(int fd, const char *unit)
{
	char block[8192];
	size_t length = 0;
	while (length + strlen(unit) < sizeof block)
		length += (size_t)snprintf(block + length, sizeof block - length, "%s", unit);
	for (int i = 0; i < 4096; i++)
		say(fd, block, length);
}

static void answer(int fd, char *request, size_t length)
{
	const char *path = strchr(request, ' ');
	path = path ? path + 1 : "/";
	if (str_starts(path, "/echo"))
		say_body(fd, "ETag: \"v1\"\r\nLast-Modified: Tue, 14 Mar 2023 08:30:00 GMT\r\n", request, length);
	else if (str_starts(path, "/same"))
		say_text(fd, strstr(request, "If-None-Match: \"v1\"") ? "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n"
			: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	else if (str_starts(path, "/moved"))
		say_text(fd, "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n");
	else if (str_starts(path, "/busy"))
		say_text(fd, "HTTP/1.1 429 Too Many\r\nRetry-After: 37\r\nContent-Length: 0\r\n\r\n");
	else if (str_starts(path, "/no-store"))
		say_body(fd, "Cache-Control: private, No-Store\r\n", "{}", 2);
	else if (str_starts(path, "/short"))
		say_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");
	else if (str_starts(path, "/garbage"))
		say_text(fd, "\x16\x03\x01 not http at all\r\n\r\n");
	else if (str_starts(path, "/headers"))
		say_text(fd, "HTTP/1.1 200 OK\r\n"), say_endless(fd, "X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
	else if (str_starts(path, "/large"))
		say_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n"), say_endless(fd, "0123456789abcdef");
	else if (str_starts(path, "/endless"))
		say_text(fd, "HTTP/1.1 200 OK\r\n\r\n"), say_endless(fd, "0123456789abcdef");
	else if (str_starts(path, "/bomb"))
		say_bomb(fd);
	else if (str_starts(path, "/not-gzip"))
		say_body(fd, "Content-Encoding: gzip\r\n", "plain text", 10);
	else if (str_starts(path, "/silent"))
		pause();
}

static void serve(int listener)
{
	for (;;) {
		static char request[65536];
		size_t length = 0;
		int fd = accept(listener, NULL, NULL);
		for (ssize_t got; length + 1 < sizeof request && !memmem(request, length, "\r\n\r\n", 4);) {
			got = recv(fd, request + length, sizeof request - 1 - length, 0);
			if (got <= 0)
				break;
			length += (size_t)got;
		}
		request[length] = '\0';
		if (strstr(request, " /silent ")) { /* the others are served meanwhile */
			if (fork() == 0)
				answer(fd, request, length);
		} else {
			answer(fd, request, length);
			shutdown(fd, SHUT_WR);
		}
		close(fd);
	}
}

static pid_t start(int listener)
{
	listen(listener, 64);
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		signal(SIGPIPE, SIG_IGN);
		serve(listener);
	}
	setpgid(pid, pid);
	close(listener);
	return pid;
}

static int start_servers(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_un here = { .sun_family = AF_UNIX };
	socklen_t size = sizeof at;
	int tcp = socket(AF_INET, SOCK_STREAM, 0), local = socket(AF_UNIX, SOCK_STREAM, 0);
	(void)state;
	bind(tcp, (struct sockaddr *)&at, sizeof at);
	getsockname(tcp, (struct sockaddr *)&at, &size);
	port = ntohs(at.sin_port);
	snprintf(socket_path, sizeof socket_path, "/tmp/test_http.%d", (int)getpid());
	snprintf(here.sun_path, sizeof here.sun_path, "%s", socket_path);
	bind(local, (struct sockaddr *)&here, sizeof here);
	server_tcp = start(tcp);
	server_unix = start(local);
	return 0;
}

static int stop_servers(void **state)
{
	(void)state;
	kill(-server_tcp, SIGKILL);
	kill(-server_unix, SIGKILL);
	waitpid(server_tcp, NULL, 0);
	waitpid(server_unix, NULL, 0);
	unlink(socket_path);
	return 0;
}

/* ---- asking ---------------------------------------------------------------------------------------- */

struct got {
	int count, status;
	bool refused, no_store, asked;
	char cause[160], body[8192], etag[100], location[100];
	size_t length;
	int64_t retry_after;
};

static void keep(void *context, struct http_answer *from)
{
	struct got *got = context;
	got->count++;
	got->status = from->status;
	got->refused = from->refused;
	got->no_store = from->no_store;
	got->asked = from->from_cache_asked;
	got->length = from->length;
	got->retry_after = from->retry_after;
	snprintf(got->cause, sizeof got->cause, "%s", from->cause);
	snprintf(got->body, sizeof got->body, "%s", from->body ? from->body : "");
	snprintf(got->etag, sizeof got->etag, "%s", from->etag ? from->etag : "");
	snprintf(got->location, sizeof got->location, "%s", from->location ? from->location : "");
}

static void run(struct http *http)
{
	for (http_run(http); http_under_way(http) > 0; http_run(http))
		http_wait(http, NULL, 0, -1);
}

static struct got ask(struct http_request request, const char *path)
{
	struct got got = { 0 };
	struct error error;
	char url[200];
	struct http *http = http_new(&error);
	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
	if (!request.url)
		request.url = url;
	if (!request.timeout)
		request.timeout = 20;
	request.most = 8 << 20;
	http_start(http, &request, keep, &got);
	run(http);
	http_free(http);
	assert_int_equal(got.count, 1);
	return got;
}

static void test_request(void **state)
{
	(void)state;
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	struct got got = ask((struct http_request){ .bearer = "canary-1", .header_name = "X-Api-Key", .header_value = "canary-2" },
		"/echo?a=1");
	unsetenv("http_proxy");
	assert_int_equal(got.status, 200);
	assert_string_equal(got.cause, "");
	assert_string_equal(got.etag, "\"v1\"");
	assert_true(str_starts(got.body, "GET /echo?a=1 HTTP/1.1\r\n"));
	assert_non_null(strstr(got.body, "\r\nAuthorization: Bearer canary-1\r\n"));
	assert_non_null(strstr(got.body, "\r\nX-Api-Key: canary-2\r\n"));
	assert_non_null(strstr(got.body, "\r\nAccept-Encoding: gzip\r\n"));
	assert_null(strstr(got.body, "If-"));
	assert_null(strstr(got.body, "Cookie"));
}

static void test_post(void **state)
{
	(void)state;
	struct got got = ask((struct http_request){ .form = "date=2025-09&poly=1,2" }, "/echo");
	assert_true(str_starts(got.body, "POST /echo HTTP/1.1\r\n"));
	assert_non_null(strstr(got.body, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(got.body, "\r\nContent-Length: 21\r\n"));
}

static void test_validators(void **state)
{
	(void)state;
	struct got got = ask((struct http_request){ .etag = "\"v1\"", .last_modified = "Tue" }, "/same");
	assert_int_equal(got.status, 304);
	assert_true(got.asked);
	got = ask((struct http_request){ .etag = "\"v2\"" }, "/same");
	assert_int_equal(got.status, 200);
	assert_int_equal(got.length, 0);
	got = ask((struct http_request){ .last_modified = "Tue, 14 Mar 2023 08:30:00 GMT" }, "/echo");
	assert_non_null(strstr(got.body, "\r\nIf-Modified-Since: Tue, 14 Mar 2023 08:30:00 GMT\r\n"));
}

static void test_not_followed(void **state)
{
	(void)state;
	struct got got = ask((struct http_request){ .bearer = "canary" }, "/moved");
	assert_int_equal(got.status, 302);
	assert_string_equal(got.location, "/echo");
	assert_string_equal(got.body, "");
}

static void test_headers_read(void **state)
{
	(void)state;
	assert_int_equal(ask((struct http_request){ 0 }, "/busy").retry_after, 37);
	assert_int_equal(ask((struct http_request){ 0 }, "/echo").retry_after, -1);
	assert_true(ask((struct http_request){ 0 }, "/no-store").no_store);
	assert_false(ask((struct http_request){ 0 }, "/echo").no_store);
}

static void test_faults(void **state)
{
	static const struct { const char *path, *cause; } cases[] = {
		{ "/short", "broke off before its end" }, { "/garbage", "does not speak HTTP" },
		{ "/headers", "headers are larger than 64 KB" }, { "/large", "larger than it may be (8 MB)" },
		{ "/endless", "larger than it may be (8 MB)" }, { "/bomb", "over 100 times its packed size" },
		{ "/not-gzip", "compressed in a way that cannot be read" }, { "/closes", "an empty answer" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct got got = ask((struct http_request){ 0 }, cases[i].path);
		if (!strstr(got.cause, cases[i].cause))
			fail_msg("%s: \"%s\" lacks \"%s\"", cases[i].path, got.cause, cases[i].cause);
		assert_int_equal(got.status, 0);
		assert_false(got.refused);
		assert_int_equal(got.length, 0);
		assert_true(strlen(got.cause) <= 120);
	}
}

static void test_nobody_there(void **state)
{
	(void)state;
	struct got got = ask((struct http_request){ .url = "http://127.0.0.1:9/x" }, "");
	assert_string_equal(got.cause, "127.0.0.1:9 does not answer: no connection");
	got = ask((struct http_request){ .url = "unix:/nowhere/at.all:/x" }, "");
	assert_string_equal(got.cause, "the socket does not answer: no connection");
	got = ask((struct http_request){ .url = "ftp://127.0.0.1/x" }, "");
	assert_int_equal(got.status, 0);
	assert_true(got.cause[0]);
	got = ask((struct http_request){ .url = "file:///etc/passwd" }, "");
	assert_int_equal(got.status, 0);
	assert_int_equal(got.length, 0);
}

static void test_deadline(void **state)
{
	(void)state;
	struct got got = ask((struct http_request){ .timeout = 1 }, "/silent");
	assert_non_null(strstr(got.cause, "no whole answer from 127.0.0.1"));
	assert_non_null(strstr(got.cause, "within 1 s"));
}

static void test_tls_to_plain(void **state)
{
	char url[64];
	(void)state;
	snprintf(url, sizeof url, "https://127.0.0.1:%d/echo", port);
	struct got got = ask((struct http_request){ .url = url, .bearer = "canary", .ca_file = "/nowhere/ca.pem" }, "");
	assert_true(got.refused);
	assert_non_null(strstr(got.cause, "certificate"));
}

static void test_unix_socket(void **state)
{
	char url[128];
	(void)state;
	snprintf(url, sizeof url, "unix:%s:/echo?x=1", socket_path);
	struct got got = ask((struct http_request){ .url = url }, "");
	assert_int_equal(got.status, 200);
	assert_true(str_starts(got.body, "GET /echo?x=1 HTTP/1.1\r\nHost: localhost\r\n"));
}

/* All at once, each calls back once; one that hangs holds up none of the others. */
static void test_many(void **state)
{
	static struct got got[40];
	struct error error;
	char url[100], slow[100];
	(void)state;
	struct http *http = http_new(&error);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/echo", port);
	snprintf(slow, sizeof slow, "http://127.0.0.1:%d/silent", port);
	struct got never = { 0 };
	http_start(http, &(struct http_request){ .url = slow, .timeout = 30, .most = 1000 }, keep, &never);
	for (int i = 0; i < 40; i++)
		http_start(http, &(struct http_request){ .url = url, .timeout = 10, .most = 100000 }, keep, &got[i]);
	assert_int_equal(http_under_way(http), 41);
	for (http_run(http); http_under_way(http) > 1; http_run(http))
		http_wait(http, NULL, 0, -1);
	for (int i = 0; i < 40; i++)
		if (got[i].status != 200) fail_msg("%d: %d %s", i, got[i].status, got[i].cause);
	http_cancel(http, &never);
	assert_int_equal(http_under_way(http), 0);
	http_free(http);
	assert_int_equal(never.count, 0);
}

static void test_extra_descriptor(void **state)
{
	struct error error;
	int ends[2];
	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	struct http *http = http_new(&error);
	struct pollfd extra = { .fd = ends[0], .events = POLLIN };
	http_wait(http, &extra, 1, -1);
	assert_true(extra.revents & POLLIN);
	http_free(http);
	close(ends[0]);
	close(ends[1]);
}

static void test_join(void **state)
{
	static const struct { const char *base, *next, *joined; } cases[] = {
		{ "https://a.example/v1/craven?x=1", "/v1/craven?page=2", "https://a.example/v1/craven?page=2" },
		{ "https://a.example/v1/craven", "?page=2", "https://a.example/v1/craven?page=2" },
		{ "https://a.example/v1/craven", "craven-2.json", "https://a.example/v1/craven-2.json" },
		{ "https://a.example/v1", "https://A.example:443/v1?page=2", "https://A.example:443/v1?page=2" },
		{ "https://a.example/v1", "https://b.example/v1", NULL },
		{ "https://a.example/v1", "http://a.example/v1", NULL },
		{ "https://a.example/v1", "https://a.example:444/v1", NULL },
		{ "https://a.example/v1", "//b.example/v1", NULL },
		{ "https://a.example/v1", "https://a.example@b.example/v1", NULL },
		{ "https://a.example/v1", "https://x:y@a.example/v1", NULL },
		{ "https://a.example/v1", "file:///etc/passwd", NULL },
		{ "https://a.example/v1", "javascript:alert(1)", NULL },
		{ "unix:/run/f.sock:/v1/craven", "/v1/craven?page=2", "unix:/run/f.sock:/v1/craven?page=2" },
		{ "unix:/run/f.sock:/v1/craven", "http://elsewhere/v1", NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error error = { "" };
		char *joined = http_join(cases[i].base, cases[i].next, &error);
		if (!str_same(joined, cases[i].joined))
			fail_msg("%s + %s gave %s (%s)", cases[i].base, cases[i].next, joined ? joined : "nothing", error.text);
		free(joined);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request), cmocka_unit_test(test_post), cmocka_unit_test(test_validators),
		cmocka_unit_test(test_not_followed), cmocka_unit_test(test_headers_read), cmocka_unit_test(test_faults),
		cmocka_unit_test(test_nobody_there), cmocka_unit_test(test_deadline), cmocka_unit_test(test_tls_to_plain),
		cmocka_unit_test(test_unix_socket), cmocka_unit_test(test_many), cmocka_unit_test(test_extra_descriptor),
		cmocka_unit_test(test_join),
	};
	return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
