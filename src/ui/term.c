/* The terminal: see term.h. The only file that includes curses, which here draws and nothing else: keys are
 * read as bytes and understood by ui/decode.c, so that a sequence curses does not know, or an invalid byte,
 * never becomes a command. Called by ui/loop.c, in the dashboard. The process state below is what the
 * handlers of a crash need to give the terminal back; endwin() may not be called there. */
#include "hubbrief/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <ncursesw/ncurses.h>

#include "hubbrief/clock.h"
#include "hubbrief/mem.h"
#include "hubbrief/theme.h"

enum { MOST_ROWS = 1000, MOST_COLUMNS = 1000, ALTERNATE_STACK = 65536, JOINED_BLANKS = 8 };

struct term {
	SCREEN *screen;
	bool utf8, frames;     /* frames: HUBBRIEF_FRAME is set, each is marked for tests */
	attr_t attributes[ROLE_COUNT];
	short pairs[ROLE_COUNT];
	bool tints[ROLE_COUNT]; /* it is seen on a blank, too */
	struct grid shown;     /* what the terminal shows */
	cchar_t *run;          /* cells of a row on their way to curses, */
	enum role *roles;      /* and how they are drawn */
	bool stale;            /* it shows nothing that is known */
	int cursor;            /* as curs_set last said; −1 unknown */
	struct key_decoder decoder;
	unsigned char bytes[512];
	size_t next, held;     /* of bytes */
	uint32_t ready[2];
	int ready_count;
	bool gone;
	long keys;             /* given so far, for the marks */
};

static struct {
	volatile sig_atomic_t on;
	struct termios before;
	char restore[256];
	size_t length;
} rescue;

/* ---- giving the terminal back ------------------------------------------------------------------- */

static void restore_now(void)
{
	if (!rescue.on)
		return;
	rescue.on = 0;
	fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK); /* a stalled terminal must not hold a process that ends */
	if (write(STDOUT_FILENO, rescue.restore, rescue.length) < 0)
		errno = 0;
	fcntl(STDOUT_FILENO, F_SETFL, 0);
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
}

static void on_crash(int number)
{
	restore_now();
	signal(number, SIG_DFL);
	raise(number);
}

/* Only while a frame is written (term_draw): a terminal that takes no bytes must not keep the process. */
static void on_end(int number)
{
	restore_now();
	_exit(128 + number);
}

static void add_capability(const char *name)
{
	const char *text = tigetstr(name);
	size_t length = text && text != (char *)-1 ? strlen(text) : 0;
	if (!length || rescue.length + length > sizeof rescue.restore)
		return;
	memcpy(rescue.restore + rescue.length, text, length);
	rescue.length += length;
}

static void prepare_rescue(void)
{
	static const char *const names[] = { "sgr0", "BD", "cnorm", "rmkx", "rmcup" };
	static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	static char stack[ALTERNATE_STACK];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
	struct sigaction crash = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK }, end = { .sa_handler = on_end };
	rescue.length = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add_capability(names[i]);
	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		sigaction(crashes[i], &crash, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	rescue.on = 1;
}

/* ---- opening ------------------------------------------------------------------------------------ */

/* TERM comes from the other end: a plain name, or none. */
static const char *terminal_name(void)
{
	const char *name = getenv("TERM");
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+";
	bool plain = name && *name && strlen(name) < 64 && strspn(name, allowed) == strlen(name);
	return plain ? name : NULL;
}

static bool can_show_utf8(const char *name)
{
	static const char *const bytes_only[] = { "ansi", "vt100", "vt102", "vt220", "cons25" };
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		return false;
	for (size_t i = 0; i < sizeof bytes_only / sizeof *bytes_only; i++)
		if (!strcmp(name, bytes_only[i]))
			return false;
	return true;
}

static void set_looks(struct term *term, const struct theme *theme, bool own)
{
	enum scheme scheme = COLORS >= 256 ? SCHEME_256 : COLORS >= 8 ? SCHEME_8 : SCHEME_MONO;
	if (!has_colors())
		scheme = SCHEME_MONO;
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct look look = theme_look(theme, scheme, (enum role)i);
		short text = look.text < 0 && !own ? COLOR_WHITE : look.text;
		short ground = look.ground < 0 && !own ? COLOR_BLACK : look.ground;
		term->attributes[i] = (look.style & LOOK_BOLD ? A_BOLD : 0) | (look.style & LOOK_REVERSE ? A_REVERSE : 0) |
			(look.style & LOOK_UNDERLINE ? A_UNDERLINE : 0) | (look.style & LOOK_DIM ? A_DIM : 0);
		term->tints[i] = ground >= 0 || look.style & (LOOK_REVERSE | LOOK_UNDERLINE);
		term->pairs[i] = 0;
		if (scheme == SCHEME_MONO || (look.text < 0 && look.ground < 0) || text >= COLORS || ground >= COLORS)
			continue;
		if (init_pair((short)(i + 1), text, ground) != ERR)
			term->pairs[i] = (short)(i + 1);
	}
}

static void set_modes(void)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	typeahead(-1);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
}

static void write_capability(const char *name)
{
	const char *text = tigetstr(name);
	if (text && text != (char *)-1 && write(STDOUT_FILENO, text, strlen(text)) < 0)
		errno = 0;
}

/* Terminals that ncurses has no entry for (kitty, alacritty, foot, ghostty) understand xterm's. */
static SCREEN *open_screen(const char *name)
{
	unsetenv("TERMINFO");
	unsetenv("TERMINFO_DIRS");
	unsetenv("TERMCAP");
	use_env(TRUE);
	use_tioctl(TRUE);
	SCREEN *screen = newterm(name, stdout, stdin);
	return screen ? screen : newterm("xterm-256color", stdout, stdin);
}

struct term *term_open(const char *theme, bool mono, struct error *error)
{
	const char *name = terminal_name(), *no_color = getenv("NO_COLOR");
	const struct theme *looks = theme_named(theme);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(error, "the board needs a terminal for its keys and its screen"), NULL;
	if (!name || tcgetattr(STDIN_FILENO, &rescue.before) < 0)
		return error_set(error, "TERM does not say what terminal this is"), NULL;
	SCREEN *screen = open_screen(name);
	const char *move = screen ? tigetstr("cup") : NULL;
	if (!move || move == (char *)-1) {
		if (screen) {
			endwin();
			delscreen(screen);
		}
		return error_set(error, "a terminal of the type \"%s\" cannot show a board", name), NULL;
	}
	struct term *term = mem_alloc(sizeof *term);
	term->screen = screen;
	term->utf8 = can_show_utf8(name);
	term->frames = getenv("HUBBRIEF_FRAME") != NULL;
	term->stale = true;
	term->cursor = -1;
	set_modes();
	prepare_rescue();
	start_color();
	bool own = use_default_colors() != ERR;
	set_looks(term, mono || (no_color && *no_color) ? theme_named("mono") : looks ? looks : theme_named("default"), own);
	write_capability("BE");
	return term;
}

void term_close(struct term *term)
{
	if (!term)
		return;
	write_capability("BD");
	curs_set(1);
	endwin();
	rescue.on = 0;
	delscreen(term->screen);
	grid_free(&term->shown);
	free(term->run);
	free(term->roles);
	free(term);
}

bool term_utf8(const struct term *term)
{
	return term->utf8;
}

void term_size(const struct term *term, int *rows, int *columns)
{
	(void)term;
	getmaxyx(stdscr, *rows, *columns);
}

void term_resized(struct term *term)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0)
		return;
	resize_term(size.ws_row < MOST_ROWS ? size.ws_row : MOST_ROWS,
		size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS);
	term_clear(term);
}

void term_clear(struct term *term)
{
	term->stale = true;
}

void term_suspend(struct term *term)
{
	write_capability("BD");
	endwin();
	rescue.on = 0;
	raise(SIGTSTP);
	rescue.on = 1;
	refresh();
	write_capability("BE");
	term_resized(term);
	term->cursor = -1;
	term_clear(term);
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static bool same_cell(const struct grid_cell *a, const struct grid_cell *b)
{
	return a->base == b->base && a->role == b->role && a->marks[0] == b->marks[0] && a->marks[1] == b->marks[1];
}

/* A width on which curses and the cleaner do not agree would shift the rest of the line. */
static wchar_t drawable(const struct term *term, uint32_t base, int columns)
{
	wchar_t c = (wchar_t)base;
	if (base < 0x80 || wcwidth(c) == columns)
		return c;
	return columns == 1 && term->utf8 ? 0xFFFD : L'?';
}

static void make_cell(const struct term *term, const struct grid_cell *cell, enum role role, int columns, cchar_t *out)
{
	wchar_t text[4] = { drawable(term, cell->base, columns), (wchar_t)cell->marks[0], (wchar_t)cell->marks[1], 0 };
	if (setcchar(out, text, term->attributes[role], term->pairs[role], NULL) == ERR) {
		text[1] = 0;
		setcchar(out, text, term->attributes[role], term->pairs[role], NULL);
	}
}

/* A few blanks between two words take the first one's role: nobody sees it, and to switch a colour off for them costs ten
 * bytes. */
static void join_words(const struct term *term, const struct grid_cell *cells, int columns)
{
	int last = -1;
	for (int column = 0; column < columns; column++) {
		term->roles[column] = cells[column].role;
		if (cells[column].base == ' ')
			continue;
		bool joins = last >= 0 && column - last <= JOINED_BLANKS && !term->tints[cells[last].role];
		for (int blank = last + 1; joins && blank < column; blank++)
			if (!term->tints[cells[blank].role])
				term->roles[blank] = cells[last].role;
		last = column;
	}
}

static void put_run(const struct term *term, int row, int column, int *held)
{
	if (*held)
		mvadd_wchnstr(row, column, term->run, *held);
	*held = 0;
}

static void copy_row(struct term *term, const struct grid *grid, int row, bool all)
{
	const struct grid_cell *new = &grid->cells[(size_t)row * (size_t)grid->columns];
	struct grid_cell *old = &term->shown.cells[(size_t)row * (size_t)grid->columns];
	int held = 0, from = 0;
	join_words(term, new, grid->columns);
	for (int column = 0; column < grid->columns; column++) {
		if (!all && same_cell(&new[column], &old[column])) {
			put_run(term, row, from, &held);
			continue;
		}
		from = held ? from : column;
		if (new[column].base) {
			bool is_wide = column + 1 < grid->columns && !new[column + 1].base;
			make_cell(term, &new[column], term->roles[column], is_wide ? 2 : 1, &term->run[held++]);
		}
		old[column] = new[column];
	}
	put_run(term, row, from, &held);
}

static void set_cursor(struct term *term, const struct grid *grid)
{
	int shown = grid->cursor_row >= 0;
	if (shown != term->cursor) {
		curs_set(shown);
		term->cursor = shown;
	}
	if (shown)
		move(grid->cursor_row, grid->cursor_column);
}

/* The bytes leave the process here. SIGTERM and SIGHUP wait for the loop at all other times. */
static void flush(void)
{
	sigset_t ends, before;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_UNBLOCK, &ends, &before);
	refresh();
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void mark_frame(const struct term *term)
{
	char mark[40];
	int length = snprintf(mark, sizeof mark, "\033]7777;%ld\a", term->keys);
	if (write(STDOUT_FILENO, mark, (size_t)length) < 0)
		errno = 0;
}

void term_draw(struct term *term, const struct grid *grid)
{
	int rows, columns;
	getmaxyx(stdscr, rows, columns);
	bool all = term->stale || grid->rows != term->shown.rows || grid->columns != term->shown.columns;
	if (grid->rows != rows || grid->columns != columns)
		return; /* the size changed since it was drawn; the next grid fits */
	if (all) {
		grid_start(&term->shown, rows, columns, grid->ascii);
		term->run = mem_grow(term->run, (size_t)columns, sizeof *term->run);
		term->roles = mem_grow(term->roles, (size_t)columns, sizeof *term->roles);
		clearok(stdscr, term->stale);
		term->stale = false;
	}
	for (int row = 0; row < rows; row++)
		copy_row(term, grid, row, all);
	set_cursor(term, grid);
	flush();
	if (term->frames)
		mark_frame(term);
}

/* ---- keys --------------------------------------------------------------------------------------- */

static bool take_bytes(struct term *term)
{
	struct pollfd tty = { .fd = STDIN_FILENO, .events = POLLIN };
	if (term->next < term->held)
		return true;
	if (term->gone || poll(&tty, 1, 0) <= 0)
		return false;
	ssize_t got = read(STDIN_FILENO, term->bytes, sizeof term->bytes);
	term->gone = got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
	term->next = 0;
	term->held = got > 0 ? (size_t)got : 0;
	return got > 0;
}

static int give_ready(struct term *term, uint32_t *key)
{
	*key = term->ready[0];
	term->ready[0] = term->ready[1];
	term->ready_count--;
	term->keys++;
	return 1;
}

int term_read(struct term *term, uint32_t *key)
{
	while (!term->ready_count) {
		int64_t now = clock_mono_ms();
		if (take_bytes(term))
			term->ready_count = key_decode(&term->decoder, term->bytes[term->next++], now, term->ready);
		else if (key_patience(&term->decoder, now) == 0)
			term->ready_count = key_give_up(&term->decoder, now, term->ready);
		else
			return term->gone ? -1 : 0;
	}
	return give_ready(term, key);
}

int term_patience(const struct term *term)
{
	return key_patience(&term->decoder, clock_mono_ms());
}

bool term_waiting(struct term *term)
{
	struct pollfd tty = { .fd = STDIN_FILENO, .events = POLLIN };
	return term->ready_count || term->next < term->held || poll(&tty, 1, 0) > 0;
}
