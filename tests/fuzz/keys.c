/* Any bytes as keys, then as a layout and a size: keys stay within their codes, rectangles within the screen. */
#include <stdlib.h>

#include "hubbrief/key.h"
#include "hubbrief/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void fuzz_keys(const uint8_t *bytes, size_t count)
{
	struct key_decoder decoder = { 0 };
	uint32_t out[2];
	int64_t now = 0;
	for (size_t i = 0; i < count; i++) {
		now += bytes[i] == 27 ? bytes[count - 1 - i] * 4 : 1;
		if (key_patience(&decoder, now) == 0 && key_give_up(&decoder, now, out) > 1)
			abort();
		int given = key_decode(&decoder, bytes[i], now, out);
		if (given < 0 || given > 2)
			abort();
		for (int k = 0; k < given; k++)
			if (out[k] == 0 || out[k] > KEYCODE_NONE || (out[k] >= 0x80 && out[k] < 0xA0))
				abort();
	}
}

enum { MOST_NODES = 40 };

static size_t read_nodes(const uint8_t *bytes, size_t count, struct layout_node *nodes)
{
	size_t found = 1;
	int leaves = 0;
	nodes[0] = (struct layout_node){ .parent = -1, .leaf = -1, .is_rows = bytes[0] & 1 };
	for (size_t i = 4; i + 4 <= count && found < MOST_NODES; i += 4) {
		int parent = bytes[i] % (int)found;
		while (nodes[parent].leaf >= 0)
			parent = nodes[parent].parent;
		bool is_leaf = bytes[i + 1] & 1;
		nodes[found++] = (struct layout_node){ .parent = parent, .leaf = is_leaf ? leaves++ : -1,
			.is_rows = bytes[i + 1] >> 1 & 1, .weight = bytes[i + 1] >> 4, .least_rows = bytes[i + 2] % 12,
			.want_rows = bytes[i + 2], .least_columns = bytes[i + 3] };
	}
	return found;
}

static void fuzz_layout(const uint8_t *bytes, size_t count)
{
	struct layout_node nodes[MOST_NODES];
	if (count < 4)
		return;
	struct rect screen = { 0, 0, bytes[1] + 1, bytes[2] + 1 };
	size_t found = read_nodes(bytes, count, nodes);
	layout_place(nodes, found, screen, bytes[3] % 8);
	for (size_t i = 0; i < found; i++) {
		struct rect r = nodes[i].rect;
		if (r.rows && (r.row < 0 || r.column < 0 || r.columns < 1 || r.row + r.rows > screen.rows ||
			r.column + r.columns > screen.columns))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	fuzz_keys(bytes, count);
	fuzz_layout(bytes, count);
	return 0;
}
