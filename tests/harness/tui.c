/* The pty and the terminal emulator behind it: see tui.h. Used by tests/tui and tests/bench. */
#include "harness/tui.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { WAIT_MS = 10000, ROW_TEXT = 2048 };

struct tui {
	pid_t pid;
	int master;
	int rows, columns;
	VTerm *vterm;
	VTermScreen *screen;
	bool alternate, ended;
	int status;
	char *output;
	size_t length, room;
	size_t scanned;   /* of output, for frame marks */
	long drawn, sent; /* keys drawn, as the program says, and keys sent */
	char (*text)[ROW_TEXT];
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int set_property(VTermProp property, VTermValue *value, void *context)
{
	struct tui *tui = context;
	if (property == VTERM_PROP_ALTSCREEN)
		tui->alternate = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = set_property };

/* The program's reply path: vterm answers queries as a terminal would. */
static void reply(const char *bytes, size_t count, void *context)
{
	struct tui *tui = context;
	if (write(tui->master, bytes, count) < 0)
		return;
}

struct tui *tui_start(int rows, int columns, const char *term, const char *const *argv, const char *const *environment)
{
	struct tui *tui = calloc(1, sizeof *tui);
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	tui->rows = rows;
	tui->columns = columns;
	tui->text = calloc(500, ROW_TEXT);
	tui->pid = forkpty(&tui->master, NULL, NULL, &size);
	if (tui->pid == 0) {
		setenv("TERM", term, 1);
		setenv("LANG", "C.UTF-8", 1);
		unsetenv("LC_ALL");
		setenv("HUBBRIEF_FRAME", "1", 1);
		for (; environment && *environment; environment++)
			putenv(strdup(*environment));
		char *copy[64] = { 0 };
		for (int i = 0; i < 63 && argv[i]; i++)
			copy[i] = strdup(argv[i]);
		execv(copy[0], copy);
		perror(copy[0]);
		_exit(127);
	}
	fcntl(tui->master, F_SETFL, O_NONBLOCK);
	tui->vterm = vterm_new(rows, columns);
	vterm_set_utf8(tui->vterm, 1);
	tui->screen = vterm_obtain_screen(tui->vterm);
	vterm_screen_enable_altscreen(tui->screen, 1);
	vterm_screen_set_callbacks(tui->screen, &callbacks, tui);
	vterm_output_set_callback(tui->vterm, reply, tui);
	vterm_screen_reset(tui->screen, 1);
	return tui;
}

void tui_stop(struct tui *tui)
{
	if (!tui->ended) {
		kill(tui->pid, SIGKILL);
		waitpid(tui->pid, &tui->status, 0);
	}
	close(tui->master);
	vterm_free(tui->vterm);
	free(tui->output);
	free(tui->text);
	free(tui);
}

static void keep(struct tui *tui, const char *bytes, size_t count)
{
	if (tui->length + count + 1 > tui->room) {
		tui->room = 2 * (tui->length + count + 1);
		tui->output = realloc(tui->output, tui->room);
	}
	memcpy(tui->output + tui->length, bytes, count);
	tui->length += count;
	tui->output[tui->length] = '\0';
}

/* Reads the newest "OSC 7777;<keys> BEL" that the program wrote after a frame. */
static void scan_marks(struct tui *tui)
{
	static const char mark[] = "\033]7777;";
	size_t from = tui->scanned;
	while (from + sizeof mark < tui->length) {
		char *at = memmem(tui->output + from, tui->length - from, mark, sizeof mark - 1);
		if (!at)
			break;
		char *end = memchr(at, '\a', (size_t)(tui->output + tui->length - at));
		if (!end)
			break;
		tui->drawn = strtol(at + sizeof mark - 1, NULL, 10);
		from = (size_t)(end - tui->output);
		tui->scanned = from;
	}
}

/* Takes in what the program wrote, waiting at most `wait` ms for the first byte. False at its end. */
static bool take(struct tui *tui, int wait)
{
	char buffer[65536];
	struct pollfd p = { .fd = tui->master, .events = POLLIN };
	if (poll(&p, 1, wait) <= 0)
		return true;
	ssize_t got = read(tui->master, buffer, sizeof buffer);
	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	keep(tui, buffer, (size_t)got);
	vterm_input_write(tui->vterm, buffer, (size_t)got);
	scan_marks(tui);
	return true;
}

static bool wait_for(struct tui *tui, bool (*holds)(struct tui *, const char *), const char *text)
{
	double until = now_ms() + WAIT_MS;
	while (!holds(tui, text)) {
		double left = until - now_ms();
		if (left <= 0 || !take(tui, left < 50 ? (int)left + 1 : 50)) {
			if (holds(tui, text))
				return true;
			printf("# waited in vain for \"%s\"\n", text);
			tui_print(tui);
			return false;
		}
	}
	return true;
}

static bool lacks(struct tui *tui, const char *text)
{
	return !tui_has(tui, text);
}

static bool all_drawn(struct tui *tui, const char *text)
{
	(void)text;
	return tui->drawn >= tui->sent;
}

static bool on_cursor(struct tui *tui, const char *text)
{
	return strstr(tui_row(tui, tui_cursor_row(tui)), text) != NULL;
}

void tui_send(struct tui *tui, const char *bytes)
{
	size_t left = strlen(bytes);
	while (left > 0) {
		ssize_t wrote = write(tui->master, bytes, left);
		if (wrote > 0) {
			bytes += wrote;
			left -= (size_t)wrote;
		} else if (!take(tui, 20)) {
			return;
		}
	}
}

/* How many keys a typed text is: an escape sequence is one. */
static long count_keys(const char *bytes)
{
	long count = 0;
	for (const char *p = bytes; *p; p++) {
		count++;
		if (*p == '\033' && (p[1] == '[' || p[1] == 'O')) {
			p += 2;
			while (*p && !(*p >= '@' && *p <= '~'))
				p++;
			if (!*p)
				break;
		} else {
			while (((unsigned char)p[1] & 0xC0) == 0x80)
				p++;
		}
	}
	return count;
}

void tui_keys(struct tui *tui, const char *bytes)
{
	tui->sent = tui->drawn + count_keys(bytes);
	tui_send(tui, bytes);
	wait_for(tui, all_drawn, bytes);
}

bool tui_within(struct tui *tui, int milliseconds, const char *bytes, const char *text)
{
	double until = now_ms() + milliseconds;
	tui->sent = tui->drawn + count_keys(bytes);
	tui_send(tui, bytes);
	for (double left = milliseconds; left > 0; left = until - now_ms()) {
		if (tui->drawn >= tui->sent && tui_has(tui, text))
			return true;
		if (!take(tui, (int)left + 1))
			return false;
	}
	return false;
}

double tui_time_key(struct tui *tui, const char *bytes)
{
	double start = now_ms();
	tui->sent = tui->drawn + count_keys(bytes);
	tui_send(tui, bytes);
	while (tui->drawn < tui->sent && now_ms() - start < WAIT_MS)
		if (!take(tui, 1000))
			break;
	return now_ms() - start;
}

void tui_resize(struct tui *tui, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	tui->rows = rows;
	tui->columns = columns;
	vterm_set_size(tui->vterm, rows, columns);
	ioctl(tui->master, TIOCSWINSZ, &size);
}

bool tui_wait(struct tui *tui, const char *text)
{
	return wait_for(tui, tui_has, text);
}

bool tui_wait_gone(struct tui *tui, const char *text)
{
	return wait_for(tui, lacks, text);
}

bool tui_wait_cursor(struct tui *tui, const char *text)
{
	return wait_for(tui, on_cursor, text);
}

bool tui_leave(struct tui *tui)
{
	int status;
	tui_send(tui, "Q");
	bool well = tui_wait_exit(tui, &status) && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	tui_stop(tui);
	return well;
}

bool tui_alive(struct tui *tui)
{
	if (!tui->ended && waitpid(tui->pid, &tui->status, WNOHANG) == tui->pid)
		tui->ended = true;
	return !tui->ended;
}

bool tui_wait_exit(struct tui *tui, int *status)
{
	double until = now_ms() + WAIT_MS;
	while (tui_alive(tui) && now_ms() < until)
		if (!take(tui, 20))
			poll(NULL, 0, 5);
	while (take(tui, 0)) { /* what it wrote last */
		struct pollfd p = { .fd = tui->master, .events = POLLIN };
		if (poll(&p, 1, 0) <= 0)
			break;
	}
	if (status)
		*status = tui->status;
	return tui->ended;
}

const char *tui_row(struct tui *tui, int row)
{
	if (row < 0 || row >= tui->rows || row >= 500)
		return "";
	VTermRect rect = { .start_row = row, .end_row = row + 1, .start_col = 0, .end_col = tui->columns };
	size_t length = vterm_screen_get_text(tui->screen, tui->text[row], ROW_TEXT - 1, rect);
	while (length > 0 && (tui->text[row][length - 1] == ' ' || tui->text[row][length - 1] == '\n'))
		length--;
	tui->text[row][length] = '\0';
	return tui->text[row];
}

bool tui_has(struct tui *tui, const char *text)
{
	for (int row = 0; row < tui->rows; row++)
		if (strstr(tui_row(tui, row), text))
			return true;
	return false;
}

int tui_cursor_row(struct tui *tui)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(tui->vterm), &at);
	return at.row;
}

bool tui_alternate(struct tui *tui)
{
	return tui->alternate;
}

void tui_print(struct tui *tui)
{
	for (int row = 0; row < tui->rows; row++)
		printf("# |%s\n", tui_row(tui, row));
}

const char *tui_output(struct tui *tui, size_t *length)
{
	*length = tui->length;
	return tui->output ? tui->output : "";
}

pid_t tui_pid(struct tui *tui)
{
	return tui->pid;
}

static bool is_named(pid_t pid, const char *name)
{
	char path[64], line[64] = "";
	snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
	FILE *file = fopen(path, "r");
	if (file && !fgets(line, sizeof line, file))
		line[0] = '\0';
	if (file)
		fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return strcmp(line, name) == 0;
}

static pid_t child_of(pid_t parent, const char *name)
{
	char path[64];
	int child = 0;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
	FILE *children = fopen(path, "r");
	while (children && fscanf(children, "%d", &child) == 1 && !is_named(child, name))
		child = 0;
	if (children)
		fclose(children);
	return child;
}

pid_t tui_feeder(pid_t board)
{
	pid_t feeder = child_of(board, "hubbrief-feeder"), own = feeder ? 0 : child_of(board, "hubbrief");
	return own ? tui_feeder(own) : feeder;
}

int tui_master(struct tui *tui)
{
	return tui->master;
}
