/* Kinds of record, their fields and the vocabularies (domain.md §2.3). Generated from kinds.def and
 * fields.def: a new kind or field is a row there. */
#ifndef HUBBRIEF_KIND_H
#define HUBBRIEF_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
#define KIND(id, word, singular, plural, soon) KIND_##id,
#include "hubbrief/kinds.def"
#undef KIND
	KIND_COUNT,
	KIND_NONE = KIND_COUNT,
};

enum field {
#define FIELD(id, name, type, kinds, vocabulary, where, safe, label) FIELD_##id,
#include "hubbrief/fields.def"
#undef FIELD
	FIELD_COUNT,
	FIELD_NONE = FIELD_COUNT,
};

enum flag {
#define FLAG(id, word, help) FLAG_##id,
#include "hubbrief/flags.def"
#undef FLAG
	FLAG_COUNT,
};

enum field_type {
	TYPE_TEXT, TYPE_WORD, TYPE_ENUM, TYPE_WORDS, TYPE_HUBS, TYPE_AREAS,
	TYPE_DAY, TYPE_INSTANT, TYPE_INTEGER, TYPE_REAL, TYPE_FLAG, TYPE_JSON,
};

struct kind_info {
	const char *word, *singular, *plural;
	int soon_days;
};

struct field_info {
	const char *name;
	enum field_type type;
	uint32_t kinds;         /* bit 1 << enum kind */
	const char *vocabulary; /* NULL: any */
	bool column;            /* has a column in the record table */
	bool shy;               /* left out of the share-safe projection */
	const char *label;
};

struct flag_info {
	const char *word, *help;
};

extern const struct kind_info kind_table[KIND_COUNT];
extern const struct field_info field_table[FIELD_COUNT];
extern const struct flag_info flag_table[FLAG_COUNT];

enum kind kind_named(const char *word);    /* KIND_NONE when unknown */
enum field field_named(const char *name);  /* FIELD_NONE when unknown */
bool flag_named(const char *word, enum flag *flag);
bool kind_has(enum kind kind, enum field field);

/* Whether `word` belongs to a vocabulary for records of that kind ("type" and "stage" differ by kind).
 * An unknown vocabulary name is a programming error and ends the process. */
bool vocabulary_has(const char *vocabulary, enum kind kind, const char *word);
/* NULL-terminated list of its words, borrowed; for messages and help. */
const char *const *vocabulary_words(const char *vocabulary, enum kind kind);

#endif
