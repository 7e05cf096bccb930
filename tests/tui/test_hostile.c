/* Hostile sources on the real board: it stands, each cause is one sentence in the sources view, and no
 * control byte of theirs reaches the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/folder.h"
#include "harness/tui.h"

static const struct { const char *id, *path, *cause; } sources[] = {
	{ "escapes", "file/escapes.json", NULL },
	{ "types", "file/types.json", NULL },
	{ "long-title", "fault/long-title", NULL },
	{ "deep", "fault/deep", "nested" },
	{ "bomb", "fault/bomb", "larger" },
	{ "endless", "fault/endless", "larger" },
	{ "web-page", "fault/html", "web page" },
	{ "zero-bytes", "fault/nothing", "empty" },
	{ "twice", "fault/twice", "twice" },
	{ "cut-off", "fault/truncated", "JSON" },
	{ "moved", "fault/302", "elsewhere.example.gov.uk" },
	{ "busy", "fault/429", "429" },
	{ "broken", "fault/503", "503" },
	{ "missing", "fault/404", "404" },
	{ "credential", "fault/401", "401" },
};
enum { SOURCES = sizeof sources / sizeof *sources };

static FILE *server_in;

static int start_server(void)
{
	int in[2], out[2], port = 0;
	if (pipe(in) || pipe(out))
		return 0;
	if (fork() == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		const char *program = folder_program("tests/server");
		execl(program, program, "../shared/data", "tests/harness/hostile", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	server_in = fdopen(in[1], "w");
	FILE *said = fdopen(out[0], "r");
	if (fscanf(said, "%d", &port) != 1)
		port = 0;
	fclose(said);
	return port;
}

static const char *write_config(int port)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/hostile.yaml", folder_path());
	FILE *file = fopen(path, "w");
	fputs("partnership: { id: test, name: Test CSP, short: Test }\n"
		"hubs:\n  - { id: craven, name: Craven, short: CRA, key: 1 }\n"
		"areas:\n  - { id: hubs, label: Safety hubs, short: HUB, column: Hubs, key: s }\n"
		"include: []\nsources:\n", file);
	for (int i = 0; i < SOURCES; i++)
		fprintf(file, "  - { id: %s, type: hub-feed, url: \"http://127.0.0.1:%d/%s\", every: 1h, expect: 1d, timeout: 3s }\n",
			sources[i].id, port, sources[i].path);
	fclose(file);
	return path;
}

static struct tui *start_board(void)
{
	const char *config = write_config(start_server());
	const char *argv[] = { folder_program("hubbrief"), "--config", config, "--now", "2023-03-14T08:45:00Z", NULL };
	return tui_start(50, 120, "xterm-256color", argv, folder_environment());
}

/* The forbidden, as UTF-8: C1, bidi controls, zero-width, BOM, private use U+E000. */
static bool holds_forbidden(const char *bytes, size_t length)
{
	for (size_t i = 0; i + 2 < length; i++) {
		const unsigned char *b = (const unsigned char *)bytes + i;
		if (b[0] == 0xC2 && b[1] >= 0x80 && b[1] <= 0x9F)
			return true;
		if (b[0] == 0xE2 && b[1] == 0x80 && ((b[2] >= 0x8B && b[2] <= 0x8F) || (b[2] >= 0xAA && b[2] <= 0xAE)))
			return true;
		if (b[0] == 0xE2 && b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9)
			return true;
		if ((b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF) || (b[0] == 0xEE && b[1] == 0x80 && b[2] == 0x80))
			return true;
	}
	return false;
}

static void test_board_stands(void **state)
{
	(void)state;
	struct tui *tui = start_board();
	size_t length;
	assert_true(tui_wait(tui, "Clear[2J]0;OWNED the screen"));
	assert_true(tui_wait(tui, "The good one"));
	assert_true(tui_wait(tui, "Second of two"));
	assert_false(tui_has(tui, "First of two"));
	assert_false(tui_has(tui, "Names someone"));
	tui_keys(tui, "F");
	for (int i = 0; i < SOURCES; i++)
		assert_true(tui_wait(tui, sources[i].id));
	for (int i = 0; i < SOURCES; i++) {
		if (!sources[i].cause)
			continue;
		char find[64];
		snprintf(find, sizeof find, "/%s\r", sources[i].id);
		tui_keys(tui, find);
		assert_true(tui_wait(tui, sources[i].cause));
	}
	tui_keys(tui, "/types\r");
	assert_true(tui_wait(tui, "riot"));
	tui_keys(tui, "/long-title\r");
	assert_true(tui_wait(tui, "longer than 80 columns"));

	const char *bytes = tui_output(tui, &length);
	assert_false(holds_forbidden(bytes, length));
	assert_null(memmem(bytes, length, "\033]0;", 4));
	assert_null(memmem(bytes, length, "\033[2J\033]", 6));
	assert_null(memmem(bytes, length, "\033Pq", 3));
	int status;
	tui_send(tui, "Q");
	assert_true(tui_wait_exit(tui, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	tui_stop(tui);
	fclose(server_in);
	while (wait(NULL) > 0)
		;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_board_stands) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
