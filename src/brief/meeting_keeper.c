/* Whose a meeting is: the account that keeps it, the office that records, who is here; and a close that was forgotten.
 * Called as meeting.c is. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/actions_csv.h"
#include "hubbrief/clean.h"
#include "hubbrief/meeting_inside.h"
#include "hubbrief/personal.h"

enum { OFFICE_COLUMNS = 40, STORED_WITHIN = 60 /* seconds */ };

/* ---- the account ------------------------------------------------------------------------------- */

const char *meeting_account(void)
{
	const struct passwd *entry = getpwuid(geteuid());
	return entry && entry->pw_name ? entry->pw_name : "";
}

bool meeting_elsewhere(const struct briefing *briefing, struct error *error)
{
	if (!*briefing->keeper || strcmp(briefing->keeper, meeting_account()) == 0)
		return false;
	error_set(error, "This briefing is kept by %.40s, read only here.", briefing->keeper);
	return true;
}

const char *meeting_read_only(const struct meeting *meeting)
{
	return *meeting->read_only ? meeting->read_only : NULL;
}

/* Two deputies may have it open at once: what one has closed the other can write into no more. */
bool meeting_may_record(const struct meeting *meeting, struct error *error)
{
	struct briefing open = { 0 };
	if (meeting_elsewhere(&meeting->briefing, error))
		return false;
	bool is_open = state_briefing_open(meeting->state, meeting->briefing.forum, &open) && open.id == meeting->briefing.id;
	briefing_clear(&open);
	return is_open || error_set(error, "This briefing was closed meanwhile. Esc leaves it.");
}

/* ---- who is here ------------------------------------------------------------------------------- */

/* An office is a few words, never a person's number or address. */
static bool read_office(const char *text, instant_t now, struct str *out, struct error *error)
{
	clean_add(out, text, strlen(text));
	const char *shape = personal_shape(str_text(out), day_civil(instant_day(now)).year);
	if (shape)
		return error_set(error, "Not saved: this looks like it holds %s. Give the office.", shape);
	return clean_columns(str_text(out)) <= OFFICE_COLUMNS ||
		error_set(error, "Not saved: an office has at most %d characters.", OFFICE_COLUMNS);
}

static void unknown(const char *word, struct store *store, struct error *error)
{
	struct str near = { 0 };
	action_agency_near(word, store, &near);
	error_set(error, "Not saved: %s", str_text(&near));
	str_free(&near);
}

/* "nyp yjs" is "NYP, YJS". */
static bool read_agencies(const char *text, struct store *store, struct str *out, struct error *error)
{
	char *words = mem_dup(text), *rest = NULL, owner[16];
	bool fine = true;
	for (char *word = strtok_r(words, ", \t", &rest); word && fine; word = strtok_r(NULL, ", \t", &rest)) {
		fine = action_agency(word, store, owner);
		if (fine)
			str_addf(out, "%s%s", out->length ? ", " : "", owner);
		else
			unknown(word, store, error);
	}
	free(words);
	return fine;
}

static void replace(char **text, const char *given, struct str *read)
{
	if (!given)
		return;
	free(*text);
	*text = mem_dup(str_text(read));
}

bool meeting_present(struct meeting *meeting, const char *office, const char *agencies, struct error *error)
{
	struct briefing *briefing = &meeting->briefing;
	struct str new_office = { 0 }, new_agencies = { 0 };
	bool fine = meeting_may_record(meeting, error) && (!office || read_office(office, meeting->moment.now, &new_office, error)) &&
		(!agencies || read_agencies(agencies, meeting->store, &new_agencies, error)) &&
		state_briefing_agencies(meeting->state, briefing->id, office ? str_text(&new_office) : briefing->office,
			agencies ? str_text(&new_agencies) : briefing->agencies, error) &&
		(!office || state_remember(meeting->state, "office", str_text(&new_office), error)) &&
		(!agencies || state_remember(meeting->state, "agencies", str_text(&new_agencies), error));
	if (fine) {
		replace(&briefing->office, office, &new_office);
		replace(&briefing->agencies, agencies, &new_agencies);
	}
	str_free(&new_office);
	str_free(&new_agencies);
	return fine;
}

static char *usual(const struct meeting *meeting, const char *given, const char *key)
{
	char *last = *given ? NULL : state_recall(meeting->state, key);
	return last ? last : mem_dup(given);
}

char *meeting_usual_office(const struct meeting *meeting)
{
	return usual(meeting, meeting->briefing.office, "office");
}

char *meeting_usual_agencies(const struct meeting *meeting)
{
	return usual(meeting, meeting->briefing.agencies, "agencies");
}

/* ---- a close that was forgotten ---------------------------------------------------------------- */

bool meeting_forgotten(struct state *state, const char *forum, instant_t now, struct briefing *out)
{
	struct error error;
	if (!state_briefing_open(state, forum, out))
		return false;
	if (instant_day(out->touched) < instant_day(now) && !meeting_elsewhere(out, &error))
		return true;
	briefing_clear(out);
	return false;
}

void meeting_forgotten_ask(const struct briefing *briefing, instant_t now, struct str *out)
{
	char day[DATE_TEXT], clock[DATE_TEXT];
	day_t last = instant_day(briefing->touched);
	bool this_week = instant_day(now) - last < 7;
	const char *name = this_week ? weekday_text(last) : day_text(day, last);
	str_addf(out, "%s's briefing was not closed: close it at %s on %s?", name, instant_clock(clock, briefing->touched), name);
}

/* The feeder stores what was taken in the room a moment after it was taken: it still belongs before the close. */
bool meeting_forgotten_close(struct state *state, struct store *store, const struct briefing *briefing, struct error *error)
{
	int64_t sequence = store_sequence_at(store, briefing->touched + STORED_WITHIN);
	return !meeting_elsewhere(briefing, error) && actions_csv_write(state, error) &&
		state_briefing_close(state, briefing->id, briefing->touched, sequence, error);
}
