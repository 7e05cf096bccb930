/* Words for markings, handling and profiles: see marking.h. Called by validation (feeder), the store and
 * every banner (dashboard). */
#include "hubbrief/marking.h"

#include <stddef.h>
#include <string.h>

#include "hubbrief/kind.h"

static const char *const marking_words[] = { "OFFICIAL", "OFFICIAL-SENSITIVE", "unknown" };
static const char *const profile_words[] = { "public", "room", "team" };

enum marking marking_named(const char *text)
{
	if (strcmp(text, "OFFICIAL") == 0)
		return MARKING_OFFICIAL;
	return strcmp(text, "OFFICIAL-SENSITIVE") == 0 ? MARKING_SENSITIVE : MARKING_UNKNOWN;
}

const char *marking_text(enum marking marking)
{
	return marking_words[marking];
}

bool profile_named(const char *text, enum profile *profile)
{
	for (size_t i = 0; i < sizeof profile_words / sizeof *profile_words; i++)
		if (strcmp(text, profile_words[i]) == 0) {
			*profile = (enum profile)i;
			return true;
		}
	return false;
}

const char *profile_text(enum profile profile)
{
	return profile_words[profile];
}

enum disclosure profile_class(enum profile profile)
{
	static const enum disclosure highest[] = {
		[PROFILE_PUBLIC] = DISCLOSURE_PUBLIC,
		[PROFILE_ROOM] = DISCLOSURE_ROOM,
		[PROFILE_TEAM] = DISCLOSURE_TEAM,
	};
	return highest[profile];
}

bool handling_known(const char *word)
{
	return vocabulary_has("handling", KIND_NONE, word);
}
