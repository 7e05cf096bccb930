/* The flags of one record on a day, said once more: what standing.c says of stored columns and query.c in SQL is held
 * against it. */
#ifndef TESTS_FLAGS_H
#define TESTS_FLAGS_H

#include "hubbrief/record.h"

/* Bits 1 << enum flag. NEW, CHANGED, REOPENED, STALE, QUARANTINED and the place-count part of REPEAT need the store and are
 * left 0. */
uint32_t record_flags(const struct record *record, const struct derived *derived, day_t today);

#endif
