/* Frames of 16 bytes between dashboard and feeder: see wire.h. The socketpair keeps frames apart
 * (SOCK_SEQPACKET, made in child.c); both ends are read without waiting. Both programs. */
#include "hubbrief/wire.h"

#include <errno.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct wire_message) == 16, "a frame has 16 bytes");

enum { FRAMES_AT_ONCE = 64 }; /* a flood of bad frames must not hold up the reader */

bool wire_send(int fd, enum wire_type type, int64_t argument)
{
	struct wire_message message = { .type = (uint32_t)type, .argument = argument };
	ssize_t sent;
	do
		sent = send(fd, &message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)sizeof message;
}

int wire_receive(int fd, struct wire_message *message)
{
	for (int i = 0; i < FRAMES_AT_ONCE; i++) {
		ssize_t length = recv(fd, message, sizeof *message, MSG_DONTWAIT | MSG_TRUNC);
		if (length == 0)
			return -1;
		if (length < 0 && errno != EINTR)
			return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
		if (length == (ssize_t)sizeof *message && message->type >= WIRE_REFRESH && message->type < WIRE_TYPE_END)
			return 1;
	}
	return 0;
}
