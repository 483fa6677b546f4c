/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/lines.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum { FILE_MAX = 16 * 1024 * 1024 };

static size_t without_comment(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '#' && (i == 0 || strchr(" \t\r", text[i - 1]) != NULL))
            return i;
    }
    return length;
}

void lines_split(struct arena *arena, const char *bytes, size_t length, struct line **lines,
                 size_t *count)
{
    size_t capacity = 0, number = 0;
    *lines = NULL;
    *count = 0;
    for (const char *end = bytes + length; bytes < end;) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t whole = (size_t)((stop != NULL ? stop : end) - bytes);
        const char *text = text_trim(arena, bytes, without_comment(bytes, whole));
        number++;
        if (*text != '\0') {
            *lines = arena_grow(arena, *lines, *count, &capacity, sizeof **lines);
            (*lines)[(*count)++] = (struct line){ number, text };
        }
        bytes = stop != NULL ? stop + 1 : end;
    }
}

bool lines_read(struct arena *arena, const char *path, struct line **lines, size_t *count)
{
    char *bytes;
    size_t length;
    int error = file_read(arena, path, FILE_MAX, &bytes, &length);
    if (error != 0) {
        errno = error;
        return false;
    }
    lines_split(arena, bytes, length, lines, count);
    return true;
}
