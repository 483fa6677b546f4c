/* SPDX-License-Identifier: BSD-2-Clause */
/* arena.h - memory that lives exactly as long as one run.
 *
 * Whatever a reading or a report points to is a copy in an arena, so nothing is freed one by one
 * and nothing has an owner. Memory is zeroed. When the system has no memory left, the process says
 * so in one line and ends with UNKNOWN: no caller ever sees a null pointer. An arena must not be
 * used by several threads at once. */
#ifndef ARENA_H
#define ARENA_H

#include <stdarg.h>
#include <stddef.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

struct arena;

/* A new, empty arena. The caller ends it with arena_free(), which first calls the functions given
 * to arena_at_end(), the last one first, and then frees all memory. NULL is allowed and does
 * nothing. */
struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* A new arena inside another one, which ends it. It is for data that is made again and again and is
 * not needed any more when the next piece comes. */
struct arena *arena_within(struct arena *outer);
/* Ends everything in the arena, as arena_free() does, but keeps the arena itself. */
void arena_clear(struct arena *arena);

/* Has close(handle) called when the arena ends, while all of its memory is still there. It is for
 * what a foreign library holds, such as a document or a connection. */
void arena_at_end(struct arena *arena, void (*close)(void *handle), void *handle);

/* size bytes (0 is allowed), zeroed and aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* count elements of size bytes. A product that overflows is treated as "no memory left". */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy of length bytes, followed by a NUL byte. */
char *arena_copy(struct arena *arena, const void *bytes, size_t length);
char *arena_string(struct arena *arena, const char *string);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list list);

/* Makes room for one more element in a growing array of the arena. Returns where the array is now
 * (it may have moved) and updates *capacity. Start with items NULL and *capacity 0. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
