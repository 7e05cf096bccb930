/* The tables of kinds, fields and flags, and every vocabulary of domain.md §2.3: see kind.h. Called by
 * validation (feeder), the filter language, help and messages (dashboard). */
#include "hubbrief/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/dates.h"
#include "hubbrief/str.h"

#define K(id) (1u << KIND_##id)
#define ALL ((1u << KIND_COUNT) - 1)
#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct kind_info kind_table[KIND_COUNT] = {
#define KIND(id, word, singular, plural, soon) [KIND_##id] = { word, singular, plural, soon },
#include "hubbrief/kinds.def"
#undef KIND
};

enum { WHERE_DATA, WHERE_COLUMN };
enum { SAFE_SHOW, SAFE_SHY };

const struct field_info field_table[FIELD_COUNT] = {
#define FIELD(id, name, type, kinds, vocabulary, where, safe, label) \
	[FIELD_##id] = { name, TYPE_##type, kinds, vocabulary, WHERE_##where == WHERE_COLUMN, SAFE_##safe == SAFE_SHY, label },
#include "hubbrief/fields.def"
#undef FIELD
};

const struct flag_info flag_table[FLAG_COUNT] = {
#define FLAG(id, word, help) [FLAG_##id] = { word, help },
#include "hubbrief/flags.def"
#undef FLAG
};

enum kind kind_named(const char *word)
{
	for (int i = 0; i < KIND_COUNT; i++)
		if (strcmp(kind_table[i].word, word) == 0)
			return (enum kind)i;
	return KIND_NONE;
}

enum field field_named(const char *name)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (strcmp(field_table[i].name, name) == 0)
			return (enum field)i;
	return FIELD_NONE;
}

bool flag_named(const char *word, enum flag *flag)
{
	for (int i = 0; i < FLAG_COUNT; i++)
		if (strcmp(flag_table[i].word, word) == 0) {
			*flag = (enum flag)i;
			return true;
		}
	return false;
}

bool kind_has(enum kind kind, enum field field)
{
	return (field_table[field].kinds & (1u << kind)) != 0;
}

/* ---- vocabularies ----------------------------------------------------------------------------------- */

static bool is_embargo(const char *word)
{
	static const char start[] = "embargo-until:";
	enum precision precision;
	day_t day;
	return str_starts(word, start) && day_parse(word + sizeof start - 1, &day, &precision) && precision == PRECISION_DAY;
}

/* Letters, digits and single characters of -_./ between them. */
static bool is_slug(const char *word)
{
	bool joint = true;
	for (; *word; word++) {
		bool letter = (*word >= 'a' && *word <= 'z') || (*word >= 'A' && *word <= 'Z') || (*word >= '0' && *word <= '9');
		if (!letter && (joint || !strchr("-_./", *word)))
			return false;
		joint = !letter;
	}
	return !joint;
}

#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }

/* One row a vocabulary and the kinds it is for; words first, then what else passes. `folded`: upper and
 * lower case are the same. */
struct vocabulary {
	const char *name;
	uint32_t kinds;
	const char *const *words;
	bool folded;
	bool (*also)(const char *word);
};

static const struct vocabulary vocabularies[] = {
	{ "kind", ALL, WORDS("measure", "incident", "case", "power", "action", "milestone", "objective", "review",
		"meeting", "campaign", "notice", "body", "holiday"), false, NULL },
	{ "status", K(ACTION), WORDS("proposed", "open", "in-progress", "blocked", "done", "verified", "cancelled",
		"transferred"), false, NULL },
	{ "status", K(INCIDENT) | K(CASE), WORDS("open", "closed", "planned", "live", "paused", "complete", "withdrawn"),
		false, NULL },
	{ "status", ALL, WORDS("planned", "live", "paused", "complete", "withdrawn"), false, NULL },
	{ "rating", ALL, WORDS("B", "G", "A", "R", "-"), false, NULL },
	{ "agency", ALL, WORDS("NYP", "NYFRS", "NYCC", "NYC", "CRA-DC", "HAM-DC", "HAR-BC", "RIC-DC", "RYE-DC", "SCA-BC",
		"SEL-DC", "CYC", "OPFCC", "PROB", "YJS", "ICB", "NHS-MH", "YAS", "ASC", "CSC", "EHO", "HOUSING", "RP", "EDU",
		"VAWG-SP", "VCSE", "CPS", "HO", "DLUHC", "NONE", "CSP", "SVG", "DALPB"), false, NULL },
	{ "marking", ALL, WORDS("OFFICIAL", "OFFICIAL-SENSITIVE"), false, NULL },
	{ "handling", ALL, WORDS("hub-partners", "police-only", "named-forum", "separate-governance", "commercial",
		"do-not-display", "embargo-until:2023-04-01"), false, is_embargo },
	{ "public", ALL, WORDS("yes", "no", "ask"), false, NULL },
	{ "unit", ALL, WORDS("count", "per-1000", "percent", "days", "gbp", "ratio"), false, NULL },
	{ "polarity", ALL, WORDS("lower-better", "higher-better", "neutral", "in-range"), false, NULL },
	{ "period", ALL, WORDS("day", "week", "month", "quarter", "year"), false, NULL },
	{ "severity", ALL, WORDS("critical", "high", "medium", "low"), false, NULL },
	{ "asb_type", ALL, WORDS("personal", "nuisance", "environmental"), false, NULL },
	{ "strand", ALL, WORDS("race", "religion", "sexual-orientation", "disability", "transgender-identity"), false, NULL },
	{ "sv_flags", ALL, WORDS("violence", "property", "threats", "domestic-abuse", "sexual"), false, NULL },
	{ "subject", ALL, WORDS("individual", "theme-location", "property"), false, NULL },
	{ "risk", ALL, WORDS("high", "medium", "standard"), false, NULL },
	{ "governance", ALL, WORDS("own", "shared", "separate"), false, NULL },
	{ "stage", K(CASE), WORDS("scan", "analyse", "respond", "assess"), true, NULL },
	{ "stage", K(REVIEW), WORDS("notified", "scoping", "decision", "not-commissioned", "HO-notified", "chair-appointed",
		"panel-underway", "IMRs", "overview-drafted", "family-consulted", "CSP-signoff", "HO-QA", "revisions", "approved",
		"published", "action-plan", "closed", "paused", "not-stated"), true, NULL },
	{ "stage", K(POWER), WORDS("planned", "applied", "in-force", "renewal", "expired", "ended"), true, is_slug },
	{ "type", K(POWER), WORDS("warning-letter", "ABC", "CPW", "CPN", "civil-injunction", "CBO", "dispersal", "PSPO",
		"closure-notice", "closure-order", "possession", "FPN"), true, NULL },
	{ "type", K(ACTION), WORDS("action", "recommendation", "question"), true, NULL },
	{ "type", K(REVIEW), WORDS("dhr", "asb-case-review", "thematic"), true, NULL },
	{ "type", K(MEETING), WORDS("daily-briefing", "hub-tasking", "MAPS", "JCG", "JAG", "CSP", "performance-group", "LSP",
		"MARAC", "MATAC", "MACE2", "channel", "prevent-board", "contest", "scrutiny-panel", "dalpb", "sv-group", "lgr",
		"scrutiny-committee", "learning-event"), true, NULL },
	{ "type", K(BODY), WORDS("partnership", "board", "panel", "group"), true, is_slug },
};

/* The first row of that name for the kind; without a kind (KIND_NONE) the first of that name. */
static const struct vocabulary *vocabulary_of(const char *name, enum kind kind)
{
	bool known = false;
	for (size_t i = 0; i < COUNT(vocabularies); i++) {
		if (strcmp(vocabularies[i].name, name) != 0)
			continue;
		if (kind == KIND_NONE || (vocabularies[i].kinds & (1u << kind)))
			return &vocabularies[i];
		known = true;
	}
	if (!known) {
		fprintf(stderr, "hubbrief: no vocabulary is called %s\n", name);
		abort();
	}
	return NULL;
}

bool vocabulary_has(const char *vocabulary, enum kind kind, const char *word)
{
	const struct vocabulary *v = vocabulary_of(vocabulary, kind);
	if (!v)
		return false;
	for (const char *const *w = v->words; *w; w++)
		if (v->folded ? strcasecmp(*w, word) == 0 : strcmp(*w, word) == 0)
			return true;
	return v->also && v->also(word);
}

const char *const *vocabulary_words(const char *vocabulary, enum kind kind)
{
	static const char *const none[] = { NULL };
	const struct vocabulary *v = vocabulary_of(vocabulary, kind);
	return v ? v->words : none;
}
