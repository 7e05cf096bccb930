/* The terminal: the only module that includes curses. Copies a grid out, reads keys in. */
#ifndef HUBBRIEF_TERM_H
#define HUBBRIEF_TERM_H

#include "hubbrief/error.h"
#include "hubbrief/grid.h"
#include "hubbrief/key.h"

struct term;
/* Alternate screen, raw keys. NULL when there is no terminal, or none that can show a board. */
struct term *term_open(const char *theme, bool mono, struct error *error);
void term_close(struct term *term);            /* the terminal as it was */
bool term_utf8(const struct term *term);       /* locale and TERM can show it */
void term_size(const struct term *term, int *rows, int *columns);
void term_resized(struct term *term);          /* after SIGWINCH */
void term_draw(struct term *term, const struct grid *grid);
void term_clear(struct term *term);            /* next draw repaints everything */
int term_read(struct term *term, uint32_t *key); /* 1 a key, 0 none waiting, −1 the terminal is gone */
int term_patience(const struct term *term);    /* ms until term_read must be called though no byte came; −1 never */
bool term_waiting(struct term *term);          /* a key is waiting: queries give way */
void term_suspend(struct term *term);          /* back to the shell until SIGCONT */

#endif
