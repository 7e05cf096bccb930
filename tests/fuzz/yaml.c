/* Any bytes as a configuration: loaded or refused with faults that have a place, never anything else. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hubbrief/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	static const char *const kinds[] = { "matrix", "list", NULL };
	struct config_faults faults = { 0 };
	char path[64];
	int fd = memfd_create("yaml", MFD_CLOEXEC);
	if (fd < 0 || write(fd, bytes, count) != (ssize_t)count)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	struct config *config = config_load(path, NULL, &(struct config_words){ kinds, kinds, NULL }, &faults);
	if (!config && faults.count == 0)
		abort();
	for (size_t i = 0; i < faults.count; i++)
		if (faults.list[i].at.line < 1 || faults.list[i].at.column < 1 || !faults.list[i].text[0])
			abort();
	config_free(config);
	config_faults_free(&faults);
	close(fd);
	return 0;
}
