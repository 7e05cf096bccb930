/* Rule 19 as conditions on the record table r, for order.c (class by class) and gather.c (as one expression). Inside
 * src/store. `standing` is described in schema.c. */
#ifndef HUBBRIEF_RANK_SQL_H
#define HUBBRIEF_RANK_SQL_H

#include "hubbrief/store_inside.h"

#define IS_LATE "(r.standing&3)=3 AND r.due<?1"
#define IS_CRITICAL "(r.standing&8)=8"
#define IS_SOON "(r.standing&1)=1 AND r.due>=?1 AND (r.soon_from<=?1 OR r.due=?1) AND r.due<2147483647"
/* What a partial index covers, said as its WHERE says it, or it is not used. Last: of two upper bounds of the due day
 * SQLite takes the first for the range that it reads. */
#define DATED " AND r.open=1 AND r.due<2147483647"

const char *rank_red_worse(enum profile profile);     /* class RED_WORSE as the profile may see it */
const char *rank_repeat_members(enum profile profile); /* "(SELECT n …)": the records that repeat on the day */

#endif
