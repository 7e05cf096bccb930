/* What changed since the last briefing (domain.md rule 9): events, never nets. Three opened and three closed
 * are six. Computed from the log between the baseline's sequence number and now, and from date ranges
 * (newly late, newly stale); within the profile's projection. Used by the board, the meeting and the pack. */
#ifndef HUBBRIEF_CHANGES_H
#define HUBBRIEF_CHANGES_H

#include "hubbrief/brief.h"
#include "hubbrief/state.h"
#include "hubbrief/store.h"

/* Sets the moment's baselines (rule 9): for each hub the last briefing of the configuration's forum that was closed before
 * it, for that hub or for all. What stands in no hub counts from the last one for all hubs; when the question is about
 * one hub (an index; below 0 all), from that hub's. False, and as it was: none was closed. `state` may be NULL. */
bool brief_baseline(struct state *state, struct store *store, const struct config *config, int hub, struct moment *moment);
/* Closes the forum's briefing that is under way, else one that was held at this moment: writes actions.csv,
 * sets the baseline. Of `briefing`
 * forum (NULL the configuration's), hub, keeper, started and held count. */
bool brief_close(struct state *state, struct store *store, const struct config *config, const struct briefing *briefing,
	struct error *error);

const char *change_word(enum change_type type); /* as a list line says it: "NEW", "CLOSED", "RE-DATED", "NOW LATE" … */
const char *change_name(enum change_type type); /* as JSON says it: "new", "closed", "re-dated", "newly-late" … */

enum change_type change_first(uint32_t events); /* the one that a line tells when it has room for one */

struct change {
	enum change_type type;
	struct row row;      /* the record now; of a withdrawn one as it was (n −1) */
	char from[80], to[80]; /* what changed, in words: "10 Mar" → "17 Mar"; "" where it says itself */
	int days;            /* of RE-DATED: by how many days (positive later) */
	int times;           /* of RE-DATED: how often, as far as its source tells */
	bool worse;          /* newly late, reopened, rating or severity up, slipped, newly stale, quarantined */
};
struct change_list { struct change *list; size_t count; };
/* "New", "Date moved from 20 Mar to 27 Mar, 7 days later", "Severity was low, now medium": what happened, in words. */
void change_say(const struct change *change, struct str *out);

/* In the order of rule 19, ties by id. A record may give several events. Without a baseline the list is
 * empty. False: stopped by a waiting key, or an error. */
bool brief_changes_list(struct store *store, const struct config *config, const struct moment *moment,
	struct change_list *out, struct error *error);
/* All events of a row in one line: "Date moved from 20 Mar to 27 Mar, 7 days later; Owner was NYP, now YJS." */
void brief_changes_say(struct store *store, const struct moment *moment, const struct row *row, struct str *out);
bool change_worse(const struct row *row); /* some event of the row is for the worse */
/* Appends those that no record stands for any more: withdrawn ones, and sources that turned stale. */
bool brief_changes_extra(struct store *store, const struct moment *moment, struct change_list *out, struct error *error);
void change_list_free(struct change_list *changes);

#endif
