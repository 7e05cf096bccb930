/* What the configuration keeps no longer of your own work goes: called by `close` and `brief`, and by the board once its first
 * screen stands. The records are the feeder's to purge. */
#include "hubbrief/actions_csv.h"
#include "hubbrief/cmd.h"
#include "hubbrief/purge.h"

void cmd_purge_state(struct state *state, const struct config *config, instant_t now, struct log *log)
{
	enum { LINES_MOST = 8 };
	struct error error = { "" };
	struct purge_line lines[LINES_MOST];
	int purged = 0;
	if (!state_purge(state, config->keep[RETENTION_BRIEFINGS], now, &purged, &error) ||
		(purged && !actions_csv_renew(state, &error)))
		log_line(log, "purging: %s", error.text);
	size_t count = purged ? state_purges(state, lines, LINES_MOST) : 0;
	for (size_t i = 0; i < count && lines[i].at == now; i++) {
		struct str text = { 0 };
		purge_say(&lines[i], &text);
		log_line(log, "purged %s", str_text(&text));
		str_free(&text);
	}
}
