/* The line editor of /, \ and :, and questions of one line: see prompt.h. Called by the board. */
#include "hubbrief/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/panes.h"

enum { MOST_BYTES = 400, BELOW_ROWS = 2, CTRL_U = 21, CTRL_W = 23 };

void prompt_open(struct prompt *prompt, enum prompt_type type, const char *label, const char *text)
{
	prompt->type = type;
	snprintf(prompt->label, sizeof prompt->label, "%s", label);
	str_reset(&prompt->text);
	str_add(&prompt->text, text ? text : "");
	prompt->at = prompt->text.length;
	prompt->error[0] = '\0';
	prompt->error_column = 0;
}

void prompt_close(struct prompt *prompt)
{
	prompt->type = PROMPT_NONE;
}

void prompt_free(struct prompt *prompt)
{
	str_free(&prompt->text);
	prompt->type = PROMPT_NONE;
}

static bool is_inner(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t before(const struct prompt *prompt, size_t at)
{
	if (at == 0)
		return 0;
	do
		at--;
	while (at > 0 && is_inner(prompt->text.at[at]));
	return at;
}

static size_t after(const struct prompt *prompt, size_t at)
{
	if (at >= prompt->text.length)
		return at;
	do
		at++;
	while (at < prompt->text.length && is_inner(prompt->text.at[at]));
	return at;
}

static void cut(struct prompt *prompt, size_t from, size_t to)
{
	struct str *text = &prompt->text;
	if (from >= to)
		return;
	memmove(text->at + from, text->at + to, text->length - to + 1);
	text->length -= to - from;
	prompt->at = from;
}

static void insert(struct prompt *prompt, uint32_t key)
{
	struct str now = { 0 };
	struct str *text = &prompt->text;
	if (key < ' ' || key >= KEYCODE_UP || text->length >= MOST_BYTES)
		return;
	str_addn(&now, str_text(text), prompt->at);
	str_add_code_point(&now, key);
	size_t at = now.length;
	str_add(&now, str_text(text) + prompt->at);
	str_free(text);
	*text = now;
	prompt->at = at;
}

static size_t word_start(const struct prompt *prompt)
{
	size_t at = prompt->at;
	while (at > 0 && prompt->text.at[at - 1] == ' ')
		at--;
	while (at > 0 && prompt->text.at[at - 1] != ' ')
		at--;
	return at;
}

static enum prompt_answer answer_question(uint32_t key)
{
	return key == 'y' || key == 'Y' ? PROMPT_DONE : PROMPT_LEFT;
}

static void edit(struct prompt *prompt, uint32_t key)
{
	if (key == KEYCODE_BACKSPACE)
		cut(prompt, before(prompt, prompt->at), prompt->at);
	else if (key == KEYCODE_DELETE)
		cut(prompt, prompt->at, after(prompt, prompt->at));
	else if (key == CTRL_U)
		cut(prompt, 0, prompt->at);
	else if (key == CTRL_W)
		cut(prompt, word_start(prompt), prompt->at);
	else if (key == KEYCODE_LEFT)
		prompt->at = before(prompt, prompt->at);
	else if (key == KEYCODE_RIGHT)
		prompt->at = after(prompt, prompt->at);
	else if (key == KEYCODE_HOME)
		prompt->at = 0;
	else if (key == KEYCODE_END)
		prompt->at = prompt->text.length;
	else
		insert(prompt, key);
}

enum prompt_answer prompt_key(struct prompt *prompt, uint32_t key)
{
	prompt->error[0] = '\0';
	prompt->error_column = 0;
	if (prompt->type == PROMPT_QUESTION)
		return answer_question(key);
	if (key == KEYCODE_ENTER)
		return PROMPT_DONE;
	if (key == KEYCODE_ESC || key == 3 || (key == KEYCODE_BACKSPACE && !prompt->text.length))
		return PROMPT_LEFT;
	edit(prompt, key);
	return PROMPT_OPEN;
}

/* Columns of the first `bytes` bytes of what was typed. */
static int columns_of(const struct prompt *prompt, size_t bytes)
{
	struct str part = { 0 };
	str_addn(&part, str_text(&prompt->text), bytes < prompt->text.length ? bytes : prompt->text.length);
	int columns = clean_columns(str_text(&part));
	str_free(&part);
	return columns;
}

static size_t byte_of_character(const struct prompt *prompt, int column)
{
	size_t at = 0;
	for (int i = 1; i < column; i++)
		at = after(prompt, at);
	return at;
}

void prompt_draw(const struct prompt *prompt, struct grid *grid, struct rect area, int row)
{
	size_t mark = prompt->error_column ? byte_of_character(prompt, prompt->error_column) : prompt->at;
	int column = grid_put(grid, area, row, 0, area.columns, ROLE_INPUT, prompt->label);
	size_t from = 0;
	while (from < mark && column + columns_of(prompt, mark) - columns_of(prompt, from) >= area.columns)
		from = after(prompt, from); /* a long line shows the part around the cursor */
	int at = column + columns_of(prompt, mark) - columns_of(prompt, from);
	grid_put(grid, area, row, column, area.columns - column, ROLE_TEXT, str_text(&prompt->text) + from);
	grid_cursor(grid, area, row, at < area.columns ? at : area.columns - 1);
}

int prompt_below(const char *text, struct grid *grid, struct rect area, int row, enum role role)
{
	int rows = 0;
	for (; *text && rows < BELOW_ROWS; rows++) {
		size_t bytes = rows + 1 < BELOW_ROWS ? wrap_bytes(text, area.columns) : strlen(text);
		char *part = mem_dupn(text, bytes);
		if (grid)
			grid_put(grid, area, row + rows, 0, area.columns, role, part);
		free(part);
		text += bytes;
		text += strspn(text, " ");
	}
	return rows;
}
