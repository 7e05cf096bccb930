/* Texts shaped like personal data (domain.md §2.5): what must never be stored or shown. Pure. */
#ifndef HUBBRIEF_PERSONAL_H
#define HUBBRIEF_PERSONAL_H

#include <stdbool.h>

/* What the text seems to hold ("a telephone number"), or NULL. `year` is that of the record's update: a date
 * ten years older reads as a date of birth (0: only those before 2000). A literal. */
const char *personal_shape(const char *text, int year);
/* The same for an id: only telephone numbers, addresses of mail and references of crimes and custody. */
const char *personal_reference(const char *id);

#endif
