/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buffer.h"

#include <string.h>

void buffer_reserve(struct buffer *buffer, size_t capacity)
{
    if (capacity <= buffer->capacity)
        return;
    char *moved = arena_alloc(buffer->arena, capacity);
    if (buffer->length > 0)
        memcpy(moved, buffer->text, buffer->length);
    buffer->text = moved;
    buffer->capacity = capacity;
}

bool buffer_add(struct buffer *buffer, const char *bytes, size_t length)
{
    size_t needed = buffer->length + length;
    if (buffer->limit != 0 && needed > buffer->limit)
        return false;
    if (needed + 1 > buffer->capacity)
        buffer_reserve(buffer,
                       needed + 1 > 2 * buffer->capacity ? needed + 256 : 2 * buffer->capacity);
    if (length > 0)
        memcpy(buffer->text + buffer->length, bytes, length);
    buffer->length = needed;
    buffer->text[needed] = '\0';
    return true;
}

bool buffer_put(struct buffer *buffer, const char *string)
{
    return buffer_add(buffer, string, strlen(string));
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const char *text = arena_vprintf(buffer->arena, format, list);
    va_end(list);
    return buffer_put(buffer, text);
}

bool buffer_json(struct buffer *buffer, const char *string)
{
    struct buffer quoted = { .arena = buffer->arena };
    buffer_put(&quoted, "\"");
    for (const char *c = string; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            buffer_printf(&quoted, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            buffer_printf(&quoted, "\\u%04x", (unsigned)*c);
        else
            buffer_add(&quoted, c, 1);
    }
    buffer_put(&quoted, "\"");
    return buffer_put(buffer, quoted.text);
}
