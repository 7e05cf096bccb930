/* `W`: the pack of what the board shows, written to a private folder beside the user's own work. See board_inside.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/board_inside.h"
#include "hubbrief/files.h"
#include "hubbrief/mem.h"
#include "hubbrief/report.h"

static const char *const uses[] = {
	"to open in a browser or to print on A4", "to read or to mail, whole sentences", "for a document",
	"a folder of tables for a spreadsheet", "for another program",
};

unsigned write_choose(struct board *board)
{
	if (!board->setup.state) {
		board_say(board, true, "The pack cannot be written: there is no folder of your own to write it to.");
		return BOARD_DRAW;
	}
	palette_start(&board->palette, "WRITE THE PACK AS");
	for (int i = 0; report_formats[i].name; i++)
		palette_offer(&board->palette, CHOICE_FORMAT, i, report_formats[i].name, uses[i]);
	palette_match(&board->palette, "");
	prompt_open(&board->prompt, PROMPT_COMMAND, "pack ", "");
	board_redraw(board, REDRAW_ALL);
	return BOARD_DRAW;
}

/* "…/packs/pack-2023-03-14-0845.html", of less than all "…-selby-hubs.html", not of profile room "…-team.html": never
 * over one of another day, place or audience. Owned. NULL: no folder. */
static char *path_of(struct board *board, const struct report_format *format, struct error *error)
{
	const struct place *place = &board_view(board)->place;
	char day[DATE_TEXT], *own = board->setup.folder ? mem_dup(board->setup.folder) :
		state_folder(board->setup.state), *packs = mem_printf("%s/packs", own);
	int minute = instant_minute(board->now);
	struct str path = { 0 };
	bool fine = file_folder(packs, error);

	str_addf(&path, "%s/pack-%s%s-%02d%02d", packs, board->setup.past == PAST_NOT ? "" : "as-of-",
		day_iso(day, instant_day(board->now)), minute / 60, minute % 60);
	if (place->hub != PLACE_ANY)
		str_addf(&path, "-%s", place->hub < 0 ? "countywide" : board->config->hubs[place->hub].id);
	if (place->area >= 0)
		str_addf(&path, "-%s", board->config->areas[place->area].id);
	if (board->env.moment.profile != PROFILE_ROOM)
		str_addf(&path, "-%s", profile_text(board->env.moment.profile));
	if (format->write) /* CSV is a folder */
		str_addf(&path, ".%s", format->ending);
	free(packs);
	free(own);
	if (!fine)
		str_free(&path);
	return fine ? str_take(&path) : NULL;
}

/* How much of a path the user's home is, which a line says as "~". */
static size_t in_home(const char *path)
{
	const char *home = getenv("HOME");
	size_t length = home ? strlen(home) : 0;

	return length > 1 && str_starts(path, home) && path[length] == '/' ? length : 0;
}

void write_chosen(struct board *board, int format)
{
	const struct place *place = &board_view(board)->place;
	struct report report;
	struct error error = { "" };
	char *path = path_of(board, &report_formats[format], &error);
	bool loaded = path && report_load(board->setup.store, board->config, &board->env.moment, place->hub, place->area,
		report_formats[format].whole, &report, &error);

	if (loaded) {
		report_add_meeting(&report, board->setup.state);
		if (report_write(&report, &report_formats[format], path, &error))
			board_say(board, false, "Written: %s%s", in_home(path) ? "~" : "", path + in_home(path));
		else
			loaded = false;
		report_free(&report);
	}
	if (!loaded)
		board_say(board, true, "The pack is not written: %s", error.text);
	free(path);
}
