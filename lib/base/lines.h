/* SPDX-License-Identifier: BSD-2-Clause */
/* lines.h - files with one entry a line. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct line {
    size_t number; /* from 1 */
    const char *text;
};

/* The lines of a file without blanks at their ends; empty ones and those that begin with # are left
 * out, and so is what stands behind a blank and #. At most 16 MiB. False, with errno, when the file
 * cannot be read. */
bool lines_read(struct arena *arena, const char *path, struct line **lines, size_t *count);

/* The same from memory: pure. */
void lines_split(struct arena *arena, const char *bytes, size_t length, struct line **lines,
                 size_t *count);

#endif
