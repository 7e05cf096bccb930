/* Memory. Every allocation either succeeds or ends the process with one plain line (style: a
 * briefing that cannot allocate cannot be trusted to draw). Used everywhere, in every process. */
#ifndef HUBBRIEF_MEM_H
#define HUBBRIEF_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *mem_alloc(size_t size);              /* zeroed; owned by the caller, released with free() */
void *mem_array(size_t count, size_t size); /* zeroed; overflow of count*size ends the process */
void *mem_grow(void *old, size_t count, size_t size); /* realloc; the new part is not zeroed */
char *mem_dup(const char *text);           /* NULL gives NULL */
char *mem_dupn(const char *text, size_t length);
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An arena: many small things with one lifetime. Start from { 0 }; nothing in it is freed alone. */
struct arena_block;
struct arena {
	struct arena_block *head;
};

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type */
char *arena_dup(struct arena *arena, const char *text); /* NULL gives NULL */
char *arena_dupn(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
void arena_free(struct arena *arena); /* leaves it empty and usable again */

#endif
