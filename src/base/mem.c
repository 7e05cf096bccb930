/* Memory that never fails quietly: see mem.h. Called from everywhere, in every process. */
#include "hubbrief/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 8192 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	max_align_t bytes[];
};

static void give_up(void)
{
	fputs("hubbrief: out of memory\n", stderr);
	abort();
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p)
		give_up();
	return p;
}

void *mem_array(size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		give_up();
	return mem_alloc(count * size);
}

void *mem_grow(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		give_up();
	size_t bytes = count * size;
	void *p = realloc(old, bytes ? bytes : 1);
	if (!p)
		give_up();
	return p;
}

char *mem_dupn(const char *text, size_t length)
{
	char *copy = mem_alloc(length + 1);
	memcpy(copy, text, length);
	return copy;
}

char *mem_dup(const char *text)
{
	return text ? mem_dupn(text, strlen(text)) : NULL;
}

char *mem_printf(const char *format, ...)
{
	va_list args;
	char *text = NULL;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		give_up();
	va_end(args);
	return text;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->head;
	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (!block || block->size - block->used < size) {
		size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
		block = mem_alloc(sizeof *block + room);
		block->size = room;
		block->next = arena->head;
		arena->head = block;
	}
	void *p = (char *)block->bytes + block->used;
	block->used += size;
	return p;
}

char *arena_dupn(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

char *arena_dup(struct arena *arena, const char *text)
{
	return text ? arena_dupn(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	char *text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
	vsnprintf(text, (size_t)(length < 0 ? 0 : length) + 1, format, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_free(struct arena *arena)
{
	while (arena->head) {
		struct arena_block *next = arena->head->next;
		free(arena->head);
		arena->head = next;
	}
}
