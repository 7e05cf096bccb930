/* The floor: a bare ncursesw program with one screen of text and a moving highlight. With an argument it
 * reads its rows from that SQLite file instead: the floor that a board over a database can reach. Marks each
 * frame as the board does, so that both are timed alike. */
#include <locale.h>
#include <ncurses.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_ROWS = 500 };
static char lines[MOST_ROWS][256];

static void read_rows(const char *path, int rows)
{
	sqlite3 *db;
	sqlite3_stmt *query;
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return;
	sqlite3_exec(db, "pragma cache_size=-512", NULL, NULL, NULL);
	sqlite3_prepare_v2(db, "select id, title from record order by n limit ?", -1, &query, NULL);
	sqlite3_bind_int(query, 1, rows);
	for (int i = 0; i < rows && sqlite3_step(query) == SQLITE_ROW; i++)
		snprintf(lines[i], sizeof lines[i], "%s %s", (const char *)sqlite3_column_text(query, 0),
			(const char *)sqlite3_column_text(query, 1));
	sqlite3_finalize(query);
}

static void draw(int rows, int at, long keys)
{
	char mark[64];
	for (int row = 0; row < rows; row++) {
		if (row == at)
			attron(A_REVERSE);
		mvaddnstr(row, 0, lines[row], COLS - 1);
		if (row == at)
			attroff(A_REVERSE);
	}
	refresh();
	int length = snprintf(mark, sizeof mark, "\033]7777;%ld\a", keys);
	if (write(STDOUT_FILENO, mark, (size_t)length) < 0)
		return;
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	int rows = LINES > MOST_ROWS ? MOST_ROWS : LINES, at = 0;
	for (int i = 0; i < rows; i++)
		snprintf(lines[i], sizeof lines[i], "line %3d: the quick brown fox jumps over the lazy dog, and again", i);
	if (argc > 1)
		read_rows(argv[1], rows);
	long keys = 0;
	draw(rows, at, keys);
	for (int key = getch(); key != 'Q' && key != ERR; key = getch()) {
		keys++;
		at = key == 'j' && at < rows - 1 ? at + 1 : key == 'k' && at > 0 ? at - 1 : at;
		draw(rows, at, keys);
	}
	endwin();
	return 0;
}
