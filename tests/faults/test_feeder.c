/* The real feeder against a server that misbehaves as a test tells it to: pages, gates, validators, drops,
 * tokens, the lock and its FIFO, the wire. What it stored is read from records.db. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "harness/folder.h"
#include "hubbrief/wire.h"

enum { ROUTES = 12, ANSWER_ROOM = 65536, DEADLINE_MS = 10000 };

/* Shared with the server: what it answers to a path (the longest that the request starts with), and what it
 * was asked. */
static struct shared {
	struct route {
		char path[64], answer[ANSWER_ROOM], asked[4096];
		int hits;
	} routes[ROUTES];
} *shared;
static int port;
static pid_t server;

/* ---- the server ------------------------------------------------------------------------------------ */

static struct route *route_for(const char *path)
{
	struct route *best = NULL;
	for (int i = 0; i < ROUTES; i++) {
		size_t length = strlen(shared->routes[i].path);
		if (length && strncmp(path, shared->routes[i].path, length) == 0 && (!best || length > strlen(best->path)))
			best = &shared->routes[i];
	}
	return best;
}

static void serve(int listener)
{
	for (;;) {
		char request[4096];
		size_t length = 0;
		int fd = accept(listener, NULL, NULL);
		for (ssize_t got = 1; got > 0 && length + 1 < sizeof request && !memmem(request, length, "\r\n\r\n", 4); length += (size_t)got)
			if ((got = recv(fd, request + length, sizeof request - 1 - length, 0)) < 0)
				got = 0;
		request[length] = '\0';
		const char *path = strchr(request, ' ');
		struct route *route = path ? route_for(path + 1) : NULL;
		if (route) {
			memcpy(route->asked, request, length + 1);
			route->hits++;
			send(fd, route->answer, strlen(route->answer), MSG_NOSIGNAL);
		}
		shutdown(fd, SHUT_WR);
		close(fd);
	}
}

static int start_server(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	(void)state;
	folder_path();
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bind(listener, (struct sockaddr *)&at, sizeof at);
	listen(listener, 64);
	getsockname(listener, (struct sockaddr *)&at, &size);
	port = ntohs(at.sin_port);
	server = fork();
	if (server == 0)
		serve(listener);
	close(listener);
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	return 0;
}

/* Sets what a path answers; `head` is "200", or "304", or "200\r\nETag: …". */
static void answer(const char *path, const char *head, const char *body)
{
	struct route *route = NULL;
	for (int i = 0; i < ROUTES && !route; i++)
		if (!shared->routes[i].path[0] || strcmp(shared->routes[i].path, path) == 0)
			route = &shared->routes[i];
	snprintf(route->path, sizeof route->path, "%s", path);
	snprintf(route->answer, sizeof route->answer, "HTTP/1.1 %.3s X%s\r\nContent-Length: %zu\r\n\r\n%s", head, head + 3,
		strlen(body), body);
}

static int hits(const char *path)
{
	return route_for(path)->hits;
}

/* ---- the program ----------------------------------------------------------------------------------- */

static const char *in_folder(const char *name)
{
	static char path[4][256];
	static int next;
	next = (next + 1) % 4;
	snprintf(path[next], sizeof path[next], "%s/%s", folder_path(), name);
	return path[next];
}

static void write_text(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

/* A configuration with these sources; PORT in the text stands for the server's address. */
static void configure(const char *sources)
{
	char text[8192], out[8192] = "", address[64];
	snprintf(address, sizeof address, "http://127.0.0.1:%d", port);
	snprintf(text, sizeof text, "partnership: { id: test, name: Test }\n"
		"hubs:\n  - { id: craven, name: Craven, short: CRA, key: 1 }\n  - { id: selby, name: Selby, short: SEL, key: 2 }\n"
		"areas:\n  - { id: hubs, label: Safety hubs, short: HUB, column: Hubs, key: s }\nsources:\n%s", sources);
	for (char *at = text, *next; at; at = next) {
		next = strstr(at, "PORT");
		size_t used = strlen(out);
		snprintf(out + used, sizeof out - used, "%.*s%s", next ? (int)(next - at) : (int)strlen(at), at, next ? address : "");
		next = next ? next + 4 : NULL;
	}
	write_text(in_folder("test.yaml"), out, 0600);
}

static pid_t start(const char *const *more, int wire)
{
	char config[256], records[256], log[256], home[256];
	snprintf(config, sizeof config, "%s", in_folder("test.yaml"));
	snprintf(records, sizeof records, "%s", in_folder("records.db"));
	snprintf(log, sizeof log, "%s", in_folder("log"));
	snprintf(home, sizeof home, "HOME=%s", folder_path());
	const char *argv[24] = { folder_program("hubbrief-feeder"), "--config", config, "--records", records, "--log", log };
	const char *environment[] = { home, "http_proxy=http://127.0.0.1:9", "LANG=C.UTF-8", NULL };
	int count = 7;
	for (int i = 0; more && more[i]; i++)
		argv[count++] = more[i];
	if (wire >= 0) {
		argv[count++] = "--wire";
		argv[count++] = "3";
	}
	pid_t pid = fork();
	if (pid == 0) {
		if (wire >= 0 && wire != 3)
			dup2(wire, 3);
		int quiet = open(in_folder("stderr"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		dup2(quiet, 2);
		execve(argv[0], (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)environment);
		_exit(127);
	}
	return pid;
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Its exit code; −1 when it has not ended in time (then it is killed). */
static int ended(pid_t pid, int most_ms)
{
	int status;
	for (int64_t until = now_ms() + most_ms; now_ms() < until; poll(NULL, 0, 2))
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

static int once(const char *source)
{
	const char *const more[] = { "--once", source, NULL };
	return ended(start(more, -1), DEADLINE_MS);
}

static int once_at(const char *now)
{
	const char *const more[] = { "--now", now, "--once", NULL };
	return ended(start(more, -1), DEADLINE_MS);
}

/* The first column of every row, one blank between; "" for none. */
static const char *stored(const char *sql)
{
	static char out[4096];
	sqlite3 *db;
	sqlite3_stmt *select = NULL;
	out[0] = '\0';
	assert_int_equal(sqlite3_open_v2(in_folder("records.db"), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 2000);
	if (sqlite3_prepare_v2(db, sql, -1, &select, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	while (sqlite3_step(select) == SQLITE_ROW) {
		const unsigned char *text = sqlite3_column_text(select, 0);
		snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s", out[0] ? " " : "", text ? (const char *)text : "NULL");
	}
	sqlite3_finalize(select);
	sqlite3_close(db);
	return out;
}

#define IDS "SELECT id FROM record ORDER BY id"
#define CAUSE "SELECT error FROM request ORDER BY id"

static int fresh(void **state)
{
	static const char *const names[] = { "records.db", "records.db-wal", "records.db-shm", "records.lock", "records.ask", "log" };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_folder(names[i]));
	memset(shared, 0, sizeof *shared);
	return 0;
}

#define NOTICE(id) "{\"id\":\"" id "\",\"kind\":\"notice\",\"title\":\"Title " id "\",\"updated\":\"2023-03-14T08:00:00Z\"}"
#define FEED(rest, records) "{\"feed\":\"hub-feed/1\",\"marking\":\"OFFICIAL\"," rest "\"records\":[" records "]}"
#define WHOLE(records) FEED("\"complete\":true,", records)
#define ONE_SOURCE "  - { id: partners, type: hub-feed, url: \"PORT/feed\", every: 1h, expect: 1d, timeout: 5s }\n"

/* ---- answers --------------------------------------------------------------------------------------- */

static void test_complete_and_delta(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", WHOLE(NOTICE("a") "," NOTICE("b") "," NOTICE("c")));
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored(IDS), "a b c");
	answer("/feed", "200", WHOLE(NOTICE("a") "," NOTICE("c")));
	assert_int_equal(once("partners"), 0);
	assert_string_equal(stored(IDS), "a c");
	answer("/feed", "200", FEED("\"complete\":false,\"removed\":[\"c\"],", NOTICE("d")));
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored(IDS), "a d");
	assert_int_equal(once("nobody"), 2);
}

static void test_unchanged(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200\r\nETag: \"one\"", WHOLE(NOTICE("a")));
	assert_int_equal(once_at("2023-03-14T08:00:00Z"), 0);
	assert_null(strstr(route_for("/feed")->asked, "If-None-Match"));
	char sequence[40];
	snprintf(sequence, sizeof sequence, "%s", stored("SELECT max(seq) FROM log"));
	answer("/feed", "304\r\nETag: \"one\"", "");
	assert_int_equal(once_at("2023-03-14T09:00:00Z"), 0);
	assert_non_null(strstr(route_for("/feed")->asked, "\r\nIf-None-Match: \"one\"\r\n"));
	assert_string_equal(stored("SELECT datetime(received,'unixepoch')||unchanged FROM request"), "2023-03-14 09:00:001");
	answer("/feed", "200\r\nETag: \"two\"", WHOLE(NOTICE("a"))); /* an ETag that flaps over an equal body */
	assert_int_equal(once_at("2023-03-14T10:00:00Z"), 0);
	assert_string_equal(stored("SELECT unchanged FROM request"), "1");
	assert_string_equal(stored("SELECT max(seq) FROM log"), sequence);
}

static void test_304_unasked(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "304", "");
	assert_int_equal(once(NULL), 1);
	assert_int_equal(hits("/feed"), 2);
	assert_non_null(strstr(stored(CAUSE), "304"));
}

static void test_pages(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", FEED("\"complete\":true,\"next\":\"/feed/2\",", NOTICE("a")));
	answer("/feed/2", "200", FEED("\"complete\":true,\"next\":\"3\",", NOTICE("b")));
	answer("/feed/3", "200", WHOLE(NOTICE("c")));
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored(IDS), "a b c");
	answer("/feed", "200", FEED("\"complete\":true,\"next\":\"/feed/2\",", NOTICE("x")));
	answer("/feed/3", "500", "");
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored(IDS), "a b c"); /* whole or not at all */
	answer("/feed/3", "200", FEED("\"complete\":true,\"next\":\"/feed/2\",", NOTICE("c")));
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored(CAUSE), "the answer's pages go round in a circle");
	answer("/feed/2", "200", FEED("\"complete\":true,\"next\":\"http://127.0.0.1:9/feed/3\",", NOTICE("b")));
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored(CAUSE), "the next page is on another server; only the same one is asked");
	assert_string_equal(stored(IDS), "a b c");
}

static void test_delta_address(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", FEED("\"complete\":true,\"delta\":\"/feed/since/1\",", NOTICE("a")));
	answer("/feed/since/1", "200", FEED("\"complete\":false,\"delta\":\"/feed/since/2\",", NOTICE("b")));
	answer("/feed/since/2", "404", "");
	assert_int_equal(once(NULL), 0);
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored(IDS), "a b");
	assert_int_equal(hits("/feed"), 1);
	answer("/feed", "200", FEED("\"complete\":true,\"delta\":\"/feed/since/3\",", NOTICE("c")));
	assert_int_equal(once(NULL), 0); /* the address is gone: everything is asked for anew */
	assert_int_equal(hits("/feed/since/2"), 1);
	assert_string_equal(stored(IDS), "c");
}

static void test_went_back(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", FEED("\"complete\":true,\"generated_at\":\"2023-03-14T08:30:00Z\",", NOTICE("a")));
	assert_int_equal(once(NULL), 0);
	answer("/feed", "200", FEED("\"complete\":true,\"generated_at\":\"2023-03-13T08:30:00Z\",", NOTICE("old")));
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored(IDS), "a");
	assert_string_equal(stored(CAUSE),
		"went back: made at 2023-03-13T08:30:00Z, what is stored at 2023-03-14T08:30:00Z; the stored is kept");
}

static void test_sudden_drop(void **state)
{
	char body[8192] = "", all[12000];
	(void)state;
	configure(ONE_SOURCE);
	for (int i = 0; i < 25; i++)
		snprintf(body + strlen(body), sizeof body - strlen(body), "%s{\"id\":\"n%d\",\"kind\":\"notice\",\"title\":\"T\","
			"\"updated\":\"2023-03-14T08:00:00Z\"}", i ? "," : "", i);
	snprintf(all, sizeof all, "{\"feed\":\"hub-feed/1\",\"complete\":true,\"marking\":\"OFFICIAL\",\"records\":[%s]}", body);
	answer("/feed", "200", all);
	assert_int_equal(once(NULL), 0);
	answer("/feed", "200", WHOLE(""));
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored("SELECT count(*) FROM record"), "25");
	assert_string_equal(stored(CAUSE), "suspicious drop: 25 records became 0; kept until it is said twice");
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored("SELECT count(*) FROM record"), "0");
}

static void test_no_store(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200\r\nCache-Control: no-store", WHOLE(NOTICE("canary-in-store")));
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored(IDS), "");
	assert_non_null(strstr(stored(CAUSE), "no-store"));
}

static void test_redirect(void **state)
{
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "301\r\nLocation: /elsewhere\x1b[2J", "");
	answer("/elsewhere", "200", WHOLE(NOTICE("a")));
	assert_int_equal(once(NULL), 1);
	assert_int_equal(hits("/elsewhere"), 0);
	assert_string_equal(stored(CAUSE), "301: moved to /elsewhere[2J; not followed, change the configuration");
}

/* A host that asks to wait is left alone with the rest of its requests, and `sync` does not wait for it. */
static void test_left_alone(void **state)
{
	(void)state;
	configure("  - { id: partners, type: hub-feed, url: \"PORT/feed/{hub}\", each: { hub: all }, every: 1h, expect: 1d, rate: 1/s }\n");
	answer("/feed", "429\r\nRetry-After: 900", "");
	assert_int_equal(once(NULL), 1);
	assert_int_equal(hits("/feed"), 1);
	assert_string_equal(stored("SELECT error LIKE 'not asked: http://127.0.0.1:% wants to be left alone for 900 s'"
		" FROM request WHERE hub='selby'"), "1");
	assert_string_equal(stored("SELECT error FROM request WHERE hub='craven'"), "429: asked too often; the server asks to wait");
	assert_string_equal(stored("SELECT count(*) FROM request WHERE next_poll-last_poll BETWEEN 899 AND 901"), "2");
}

static void test_folder_of_files(void **state)
{
	(void)state;
	char sources[300];
	mkdir(in_folder("shelf"), 0700);
	write_text(in_folder("shelf/1.json"), WHOLE(NOTICE("a")), 0600);
	write_text(in_folder("shelf/2.json"), WHOLE(NOTICE("b")), 0600);
	write_text(in_folder("shelf/notes.txt"), "not read", 0600);
	snprintf(sources, sizeof sources, "  - { id: shelf, type: hub-feed, url: \"file:%s\", every: 1h, expect: 1d }\n", in_folder("shelf"));
	configure(sources);
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored(IDS), "a b");
	write_text(in_folder("shelf/2.json"), "<html>", 0600);
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored(CAUSE), "the answer is a web page, not JSON");
	assert_string_equal(stored(IDS), "a b");
}

/* ---- gates and months ------------------------------------------------------------------------------ */

#define COUNTED "  - id: counted\n    type: json\n    url: PORT/count\n    form: { date: \"{month}\", hub: \"{hub}\" }\n" \
	"    each: { hub: [craven, selby], month: 2 }\n    gate: { url: PORT/gate, pick: $.date, every: 24h }\n" \
	"    map: counted.sql\n    every: 24h\n    expect: 45d\n    marking: OFFICIAL\n    empty: error\n"

static void write_mapping(void)
{
	write_text(in_folder("counted.sql"), "SELECT 'measure' AS kind, 'K/' || :hub AS id, 'Counted' AS title, :hub AS hub,\n"
		"'hubs' AS area, '2023-03-14T08:00:00Z' AS updated, 'drugs' AS category, 'count' AS unit, 'neutral' AS polarity,\n"
		":month AS period, value AS value FROM json_each(:body)\n", 0600);
}

static void test_gate(void **state)
{
	(void)state;
	write_mapping();
	configure(COUNTED);
	answer("/gate", "200", "{\"date\":\"2023-02-01\"}");
	answer("/count", "200", "[5]");
	assert_int_equal(once(NULL), 0);
	assert_int_equal(hits("/count"), 4);
	assert_string_equal(stored("SELECT data->>'$.series' FROM record WHERE id='K/craven'"), "[[\"2023-01\",5],[\"2023-02\",5]]");
	assert_int_equal(once(NULL), 0);
	assert_int_equal(hits("/gate"), 2);
	assert_int_equal(hits("/count"), 4);

	answer("/gate", "200", "{\"date\":\"2023-03-01\"}");
	answer("/count", "503", "");
	assert_int_equal(once(NULL), 1);
	assert_int_equal(hits("/count"), 8);
	answer("/count", "200", "[6]");
	assert_int_equal(once(NULL), 0); /* the gate is the same, but they had failed */
	assert_int_equal(hits("/count"), 12);
	assert_string_equal(stored("SELECT data->>'$.series' FROM record WHERE id='K/selby'"),
		"[[\"2023-01\",5],[\"2023-02\",6],[\"2023-03\",6]]");
	assert_string_equal(stored("SELECT count(*) FROM request WHERE off=0"), "4");
	assert_int_equal(once(NULL), 0);
	assert_int_equal(hits("/count"), 12);
}

static void test_gate_fails(void **state)
{
	(void)state;
	write_mapping();
	configure(COUNTED);
	answer("/gate", "200", "<html>");
	answer("/count", "200", "[5]");
	assert_int_equal(once(NULL), 1);
	assert_int_equal(hits("/count"), 0);
	assert_string_equal(stored("SELECT DISTINCT error FROM request"), "the gate: the answer is a web page, not JSON");
	answer("/gate", "200", "{\"date\":\"2023-02-01\"}");
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored("SELECT group_concat(month, ' ') FROM request WHERE hub='craven'"), "2023-01 2023-02");
	answer("/gate", "503", "");
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored("SELECT group_concat(month, ' ') FROM request WHERE hub='craven'"), "2023-01 2023-02");
	answer("/gate", "200", "{\"date\":\"2023-02-01\"}");
	assert_int_equal(once(NULL), 0);
	assert_int_equal(hits("/count"), 4); /* nothing had changed meanwhile */
	assert_string_equal(stored("SELECT DISTINCT error FROM request"), "");
}

/* A mapping that changes reads the answer anew, though neither gate nor body has changed. */
static void test_mapping_changes(void **state)
{
	(void)state;
	write_mapping();
	configure(COUNTED);
	answer("/gate", "200", "{\"date\":\"2023-02-01\"}");
	answer("/count", "200", "[5]");
	assert_int_equal(once(NULL), 0);
	write_text(in_folder("counted.sql"), "SELECT 'notice' AS kind, :hub || :month AS id, 'T' AS title, "
		"'2023-03-14T08:00:00Z' AS updated FROM json_each(:body)", 0600);
	assert_int_equal(once(NULL), 0);
	assert_string_equal(stored("SELECT id FROM record WHERE kind=10 ORDER BY id"), "craven2023-01 craven2023-02 selby2023-01 selby2023-02");
	write_text(in_folder("counted.sql"), "SELECT 'notice' AS kind,\n  nobody AS id FROM json_each(:body)", 0600);
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored("SELECT DISTINCT error FROM request"), "counted.sql:2:3: no such column: nobody");
}

static void test_empty_is_error(void **state)
{
	(void)state;
	write_mapping();
	configure(COUNTED);
	answer("/gate", "200", "{\"date\":\"2023-02-01\"}");
	answer("/count", "200", "[]");
	assert_int_equal(once(NULL), 1);
	assert_string_equal(stored("SELECT DISTINCT error FROM request"), "an answer without rows; this source always has some");
}

/* ---- tokens ---------------------------------------------------------------------------------------- */

#define WITH_TOKEN "  - { id: partners, type: hub-feed, url: \"PORT/feed\", every: 1h, expect: 1d, " \
	"auth: { bearer_file: \"~/partners.token\" } }\n" \
	"  - { id: other, type: hub-feed, url: \"PORT/other\", every: 1h, expect: 1d }\n"

static void test_token(void **state)
{
	static const struct { const char *text; mode_t mode; const char *says; } bad[] = {
		{ "canary\n", 0644, "the token file is readable by others (0644). chmod 600 ~/partners.token" },
		{ "canary\n", 0602, "the token file is writable by others (0602). chmod 600 ~/partners.token" },
		{ "canary\r\n", 0600, "the token file has Windows line ends. Write the token as one plain line: ~/partners.token" },
		{ "canary\nX-More: 1\n", 0600, "the token file holds more than one line or word: ~/partners.token" },
		{ "", 0600, "the token file is empty: ~/partners.token" },
	};
	(void)state;
	configure(WITH_TOKEN);
	answer("/feed", "200", WHOLE(NOTICE("a")));
	answer("/other", "200", WHOLE(NOTICE("b")));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		write_text(in_folder("partners.token"), bad[i].text, bad[i].mode);
		assert_int_equal(once("partners"), 1);
		assert_string_equal(stored("SELECT error FROM request WHERE source='partners'"), bad[i].says);
		assert_string_equal(stored("SELECT refused FROM request WHERE source='partners'"), "1");
	}
	unlink(in_folder("partners.token"));
	write_text(in_folder("real.token"), "canary\n", 0600);
	assert_int_equal(symlink(in_folder("real.token"), in_folder("partners.token")), 0);
	assert_int_equal(once("partners"), 1);
	unlink(in_folder("partners.token"));
	assert_int_equal(once("partners"), 1);
	assert_string_equal(stored("SELECT error FROM request WHERE source='partners'"), "the token file is missing: ~/partners.token");
	assert_int_equal(hits("/feed"), 0);

	write_text(in_folder("partners.token"), "canary-7741\n", 0600);
	assert_int_equal(once(NULL), 0);
	assert_non_null(strstr(route_for("/feed")->asked, "\r\nAuthorization: Bearer canary-7741\r\n"));
	assert_null(strstr(route_for("/other")->asked, "canary"));
	char line[4096];
	FILE *log = fopen(in_folder("log"), "r");
	while (fgets(line, sizeof line, log))
		assert_null(strstr(line, "canary"));
	fclose(log);
}

/* ---- one feeder at a time -------------------------------------------------------------------------- */

/* Waits for a message of that type; false when the wire closes or nothing comes. */
static bool hear(int wire, enum wire_type type)
{
	struct wire_message message;
	struct pollfd watch = { .fd = wire, .events = POLLIN };
	for (int64_t until = now_ms() + DEADLINE_MS; now_ms() < until;) {
		int got = wire_receive(wire, &message);
		if (got > 0 && message.type == (uint32_t)type)
			return true;
		if (got < 0)
			return false;
		if (got == 0)
			poll(&watch, 1, 100);
	}
	return false;
}

static pid_t start_wired(int *wire)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
	pid_t pid = start(NULL, ends[1]);
	close(ends[1]);
	*wire = ends[0];
	return pid;
}

static void test_wire(void **state)
{
	int wire;
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", WHOLE(NOTICE("a")));
	pid_t pid = start_wired(&wire);
	assert_true(hear(wire, WIRE_CHANGED));
	assert_string_equal(stored(IDS), "a");
	answer("/feed", "200", WHOLE(NOTICE("b")));
	assert_true(wire_send(wire, WIRE_REFRESH, 1));
	assert_true(hear(wire, WIRE_CHANGED));
	assert_string_equal(stored(IDS), "b");
	answer("/feed", "200", WHOLE(NOTICE("c")));
	assert_true(wire_send(wire, WIRE_REFRESH, 0));
	assert_true(hear(wire, WIRE_CHANGED));

	answer("/new", "200", WHOLE(NOTICE("n")));
	configure(ONE_SOURCE "  - { id: new, type: hub-feed, url: \"PORT/new\", every: 1h, expect: 1d }\n");
	assert_true(wire_send(wire, WIRE_RELOAD, 0));
	assert_true(hear(wire, WIRE_CHANGED));
	assert_string_equal(stored(IDS), "c n");
	write_text(in_folder("test.yaml"), "sources: [", 0600);
	assert_true(wire_send(wire, WIRE_RELOAD, 0)); /* a bad one leaves the old in force */
	answer("/new", "200", WHOLE(NOTICE("m")));
	assert_true(wire_send(wire, WIRE_REFRESH, 2));
	assert_true(hear(wire, WIRE_CHANGED));
	assert_string_equal(stored(IDS), "c m");
	close(wire);
	assert_int_equal(ended(pid, 2000), 0);
}

static void test_stop(void **state)
{
	int wire;
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", WHOLE(NOTICE("a")));
	pid_t pid = start_wired(&wire);
	assert_true(hear(wire, WIRE_CHANGED));
	wire_send(wire, WIRE_STOP, 0);
	assert_int_equal(ended(pid, 2000), 0);
	close(wire);
	pid = start_wired(&wire);
	assert_true(hear(wire, WIRE_ASKING));
	kill(pid, SIGTERM);
	assert_int_equal(ended(pid, 2000), 0);
	close(wire);
}

/* What was asked a moment ago is not asked again by the next feeder; nothing wakes it meanwhile. */
static void test_next_feeder(void **state)
{
	int wire;
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", WHOLE(NOTICE("a")));
	assert_int_equal(once(NULL), 0);
	pid_t pid = start_wired(&wire);
	assert_true(hear(wire, WIRE_ASKING));
	wire_send(wire, WIRE_STOP, 0);
	assert_int_equal(ended(pid, 2000), 0);
	assert_int_equal(hits("/feed"), 1);
	close(wire);
}

static void test_sync_beside(void **state)
{
	int wire;
	(void)state;
	configure(ONE_SOURCE "  - { id: other, type: hub-feed, url: \"PORT/other\", every: 1h, expect: 1d }\n");
	answer("/feed", "200", WHOLE(NOTICE("a")));
	answer("/other", "200", WHOLE(NOTICE("o")));
	pid_t pid = start_wired(&wire);
	assert_true(hear(wire, WIRE_CHANGED));
	assert_true(hear(wire, WIRE_CHANGED));
	answer("/feed", "200", WHOLE(NOTICE("b")));
	assert_int_equal(once("partners"), 0);
	assert_string_equal(stored(IDS), "b o");
	assert_int_equal(hits("/feed"), 2);
	assert_int_equal(hits("/other"), 1);
	answer("/other", "500", "");
	assert_int_equal(once(NULL), 1);
	assert_int_equal(hits("/other"), 2);
	close(wire);
	assert_int_equal(ended(pid, 2000), 0);
}

static void test_takes_over(void **state)
{
	int first_wire, second_wire;
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", WHOLE(NOTICE("a")));
	pid_t first = start_wired(&first_wire);
	assert_true(hear(first_wire, WIRE_CHANGED));
	pid_t second = start_wired(&second_wire);
	assert_true(hear(second_wire, WIRE_WAITING));
	answer("/feed", "200", WHOLE(NOTICE("b")));
	assert_true(wire_send(second_wire, WIRE_REFRESH, 1)); /* goes on to the one that holds the store */
	assert_true(hear(first_wire, WIRE_CHANGED));
	assert_string_equal(stored(IDS), "b");
	kill(first, SIGKILL);
	assert_int_equal(ended(first, 2000), 128 + SIGKILL);
	assert_true(hear(second_wire, WIRE_ASKING));
	answer("/feed", "200", WHOLE(NOTICE("c")));
	assert_true(wire_send(second_wire, WIRE_REFRESH, 1));
	assert_true(hear(second_wire, WIRE_CHANGED));
	assert_string_equal(stored(IDS), "c");
	close(second_wire);
	close(first_wire);
	assert_int_equal(ended(second, 2000), 0);
}

static void test_private_files(void **state)
{
	struct stat is;
	static const char *const names[] = { "records.db", "records.lock", "log" };
	(void)state;
	configure(ONE_SOURCE);
	answer("/feed", "200", WHOLE(NOTICE("a")));
	mode_t before = umask(0);
	assert_int_equal(once(NULL), 0);
	umask(before);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(stat(in_folder(names[i]), &is), 0);
		assert_int_equal(is.st_mode & 0777, 0600);
	}
	assert_int_not_equal(stat(in_folder("records.ask"), &is), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		TEST(test_complete_and_delta), TEST(test_unchanged), TEST(test_304_unasked), TEST(test_pages),
		TEST(test_delta_address), TEST(test_went_back), TEST(test_sudden_drop), TEST(test_no_store), TEST(test_redirect), TEST(test_left_alone),
		TEST(test_folder_of_files), TEST(test_gate), TEST(test_gate_fails), TEST(test_mapping_changes),
		TEST(test_empty_is_error), TEST(test_token), TEST(test_wire), TEST(test_stop), TEST(test_next_feeder),
		TEST(test_sync_beside), TEST(test_takes_over), TEST(test_private_files),
	};
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
