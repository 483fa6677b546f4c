/* SPDX-License-Identifier: BSD-2-Clause */
/* lines.h - files with one entry per line. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct line {
    size_t number; /* from 1 */
    const char *text;
};

/* The lines of a file, without blanks at their ends. Empty lines and lines that begin with # are
 * left out; a blank followed by # begins a comment, which is cut off. The file may have 16 MiB at
 * most. Returns false, with errno, when the file cannot be read. */
bool lines_read(struct arena *arena, const char *path, struct line **lines, size_t *count);

/* The same for a text in memory; pure. */
void lines_split(struct arena *arena, const char *bytes, size_t length, struct line **lines,
                 size_t *count);

#endif
