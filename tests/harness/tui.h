/* The real program on a pty, its screen read back through libvterm. Tests wait for a condition of the
 * screen with a deadline; they never sleep. */
#ifndef TESTS_TUI_H
#define TESTS_TUI_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tui;

/* Starts argv (NULL-terminated; argv[0] the path) with TERM, LANG and the given extra environment
 * ("NAME=value", NULL-terminated, may be NULL) on a pty of that size. */
struct tui *tui_start(int rows, int columns, const char *term, const char *const *argv, const char *const *environment);
void tui_stop(struct tui *tui); /* kills what still runs and frees */

void tui_send(struct tui *tui, const char *bytes);  /* as typed */
void tui_keys(struct tui *tui, const char *bytes);  /* types, then waits until the program has drawn them all */
void tui_resize(struct tui *tui, int rows, int columns);
bool tui_wait(struct tui *tui, const char *text);   /* until the text stands on the screen; 10 s */
bool tui_wait_gone(struct tui *tui, const char *text);
bool tui_wait_cursor(struct tui *tui, const char *text); /* until the cursor's row holds the text */
bool tui_wait_exit(struct tui *tui, int *status);   /* 10 s; status as of waitpid */
bool tui_leave(struct tui *tui);                    /* Q, and whether it ended well; frees */
bool tui_alive(struct tui *tui);

const char *tui_row(struct tui *tui, int row);      /* borrowed until the next call for that row; no trailing blanks */
bool tui_has(struct tui *tui, const char *text);
int tui_cursor_row(struct tui *tui);
bool tui_alternate(struct tui *tui);                /* the alternate screen is on */
void tui_print(struct tui *tui);                    /* the screen as TAP diagnostics */
const char *tui_output(struct tui *tui, size_t *length); /* every byte the program wrote */
pid_t tui_pid(struct tui *tui);
pid_t tui_feeder(pid_t board);                      /* the feeder that it, or the board it started, has started; 0 none */
int tui_master(struct tui *tui);
/* Types, and watches until all is drawn and the text stands on the screen, or so many milliseconds have passed. */
bool tui_within(struct tui *tui, int milliseconds, const char *bytes, const char *text);
/* Milliseconds from sending one key until its frame is drawn. */
double tui_time_key(struct tui *tui, const char *bytes);

#endif
