/* The line above the keys while something is typed or asked there. Pure: keys in, a grid line out. */
#ifndef HUBBRIEF_PROMPT_H
#define HUBBRIEF_PROMPT_H

#include "hubbrief/grid.h"
#include "hubbrief/key.h"

enum prompt_type { PROMPT_NONE, PROMPT_FIND, PROMPT_FILTER, PROMPT_COMMAND, PROMPT_QUESTION, PROMPT_TEXT };
enum prompt_answer { PROMPT_OPEN, PROMPT_DONE, PROMPT_LEFT };

struct prompt { /* start from { 0 } */
	enum prompt_type type;
	char label[120];  /* "/", ":", or a question */
	struct str text;  /* what was typed */
	size_t at;        /* byte in it where the next character goes */
	char error[240];  /* told on the last line until the next key */
	int error_column; /* 1-based in the text; 0 none */
};

void prompt_open(struct prompt *prompt, enum prompt_type type, const char *label, const char *text);
void prompt_close(struct prompt *prompt);
void prompt_free(struct prompt *prompt);
/* Of a question only y and n are answers: PROMPT_DONE yes, PROMPT_LEFT no; any other key is no. */
enum prompt_answer prompt_key(struct prompt *prompt, uint32_t key);
void prompt_draw(const struct prompt *prompt, struct grid *grid, struct rect area, int row); /* with the cursor */
/* What the typing would do, in one row or two from `row` on; gives how many. `grid` NULL: only counts them. */
int prompt_below(const char *text, struct grid *grid, struct rect area, int row, enum role role);

#endif
