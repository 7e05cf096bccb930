/* `J`: an action taken in the room that a feed reports by now under an id of its own, joined to it by the user. See
 * board_inside.h. A feed that names the room's id (refs, tags) needs no such help: src/feed/room.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/board_inside.h"
#include "hubbrief/mem.h"

enum { OFFERED = 8, WORD_LEAST = 4 };

/* The feeds' actions that look most like it, best first. */
struct lookalikes {
	const struct row *ours;
	struct lookalike { struct row row; int likeness; } best[OFFERED];
	size_t count;
};

static bool has_word(const char *text, const char *word, size_t length)
{
	for (; *text; text++)
		if (strncasecmp(text, word, length) == 0)
			return true;
	return false;
}

/* Words of some length that both titles have count most, then the owner, then the day. */
static int likeness(const struct row *a, const struct row *b)
{
	int score = (str_same(a->owner, b->owner) ? 2 : 0) + (a->due != DAY_NONE && a->due == b->due ? 1 : 0);

	for (const char *at = a->title; *at;) {
		size_t length = strcspn(at, " ,;:.");
		if (length >= WORD_LEAST && has_word(b->title, at, length))
			score += 3;
		at += length;
		at += strspn(at, " ,;:.");
	}
	return score;
}

static void keep(struct lookalikes *found, const struct row *row, int score)
{
	size_t at = found->count;

	while (at > 0 && found->best[at - 1].likeness < score)
		at--;
	if (at == OFFERED)
		return;
	if (found->count == OFFERED)
		row_clear(&found->best[--found->count].row);
	memmove(&found->best[at + 1], &found->best[at], (found->count - at) * sizeof *found->best);
	found->best[at] = (struct lookalike){ .likeness = score,
		.row = { .n = row->n, .due = row->due, .id = mem_dup(row->id), .title = mem_dup(row->title), .owner = mem_dup(row->owner) } };
	found->count++;
}

static bool compare(void *context, const struct row *row)
{
	struct lookalikes *found = context;
	int score = str_same(row->source, ROOM_SOURCE) ? 0 : likeness(found->ours, row);

	if (score > 1)
		keep(found, row, score);
	return true;
}

static void offer(struct board *board, const struct row *row)
{
	char day[DATE_TEXT];
	char *help = mem_printf("%s%s%s: %s", row->owner, row->due == DAY_NONE ? "" : ", due ",
		row->due == DAY_NONE ? "" : day_short(day, row->due), row->title);

	palette_offer(&board->palette, CHOICE_JOIN, (int)row->n, row->id, help);
	free(help);
}

static size_t offer_lookalikes(struct board *board, const struct row *ours)
{
	struct lookalikes found = { .ours = ours };
	struct arena arena = { 0 };
	struct error error = { "" };

	store_each(board->setup.store, &board->env.moment, filter_word(&arena, BY_KIND, "action"), NULL, compare, &found, &error);
	palette_start(&board->palette, "WHICH ACTION OF A FEED IS IT?");
	for (size_t i = 0; i < found.count; i++) {
		offer(board, &found.best[i].row);
		row_clear(&found.best[i].row);
	}
	arena_free(&arena);
	return found.count;
}

/* The room action that the cursor is on; row_clear it. */
static bool focused(struct board *board, struct row *row)
{
	struct target target = view_target(board_view(board), &board->env);
	struct arena arena = { 0 };
	struct record record;
	bool found = board->setup.state && target.type == TARGET_RECORD &&
		store_record(board->setup.store, &board->env.moment, target.number, &arena, &record, row);

	arena_free(&arena);
	if (found && !str_same(row->source, ROOM_SOURCE)) {
		row_clear(row);
		return false;
	}
	return found;
}

unsigned join_choose(struct board *board)
{
	struct row ours;

	if (!focused(board, &ours)) {
		board_say(board, false, "J joins an action taken in the room to the same one of a feed: go to one first.");
		return BOARD_DRAW;
	}
	if (offer_lookalikes(board, &ours)) {
		palette_match(&board->palette, "");
		prompt_open(&board->prompt, PROMPT_COMMAND, "join ", "");
		board_redraw(board, REDRAW_ALL);
	} else {
		palette_free(&board->palette);
		board_say(board, false, "No action of a feed looks like %s: neither words, owner nor day are the same.", ours.id);
	}
	row_clear(&ours);
	return BOARD_DRAW;
}

unsigned join_chosen(struct board *board, int n)
{
	struct arena arena = { 0 };
	struct record record;
	struct row ours, theirs;
	struct error error = { "" };

	if (!focused(board, &ours))
		return BOARD_DRAW;
	bool joined = store_record(board->setup.store, &board->env.moment, n, &arena, &record, &theirs);
	if (joined) {
		struct decision decision = { .at = board->now, .type = DECISION_JOINED, .source = ours.source, .record = ours.id,
			.title = ours.title, .text = theirs.id, .owner = ours.owner, .due = DAY_NONE };
		joined = state_decide(board->setup.state, &decision, &error) > 0;
		board_say(board, !joined, joined ? "%s is %s from now on. u takes it back." : "Not kept: %s%s",
			joined ? ours.id : error.text, joined ? theirs.id : "");
		row_clear(&theirs);
	}
	row_clear(&ours);
	arena_free(&arena);
	return BOARD_DRAW | (joined ? BOARD_ROOM : 0);
}
