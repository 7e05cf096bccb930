/* The messages between dashboard and feeder: fixed 16-byte frames over a socketpair, both ways.
 * A frame of another size or of an unknown type is ignored, never trusted. */
#ifndef HUBBRIEF_WIRE_H
#define HUBBRIEF_WIRE_H

#include <stdbool.h>
#include <stdint.h>

enum wire_type {
	WIRE_REFRESH = 1, /* dashboard → feeder: argument 1 + index of the source, 0 all */
	WIRE_PAUSE,       /* dashboard → feeder: argument 1 pauses, 0 resumes */
	WIRE_STOP,        /* dashboard → feeder */
	WIRE_RELOAD,      /* dashboard → feeder: the configuration file changed */
	WIRE_CHANGED,     /* feeder → dashboard: argument is the log's sequence number */
	WIRE_ASKING,      /* feeder → dashboard: argument is the number of requests under way */
	WIRE_WAITING,     /* feeder → dashboard: another feeder holds the store; this one waits */
	WIRE_ROOM,        /* dashboard → feeder: what was taken in the room changed in state.db */
	WIRE_TYPE_END,
};

struct wire_message {
	uint32_t type;
	uint32_t reserved;
	int64_t argument;
};

bool wire_send(int fd, enum wire_type type, int64_t argument); /* false: the other side is gone or full */
int wire_receive(int fd, struct wire_message *message);        /* 1 got one, 0 none waiting, -1 gone */

#endif
