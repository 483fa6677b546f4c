/* SPDX-License-Identifier: BSD-2-Clause */
/* buffer.h - a text that grows in an arena, up to a limit. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Start with { .arena = ..., .limit = ... }; limit 0 means no limit. text is NUL-terminated as soon
 * as something was added. */
struct buffer {
    struct arena *arena;
    char *text;
    size_t length, capacity, limit;
};

/* Makes room for this number of bytes, for callers that know the size beforehand. */
void buffer_reserve(struct buffer *buffer, size_t capacity);

/* Adds all of it, or nothing when that would pass the limit; then it returns false. */
bool buffer_add(struct buffer *buffer, const char *bytes, size_t length);
bool buffer_put(struct buffer *buffer, const char *string);
bool buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text as a JSON string with its quotes (RFC 8259 section 7). The text must be UTF-8. */
bool buffer_json(struct buffer *buffer, const char *string);

#endif
