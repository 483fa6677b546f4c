/* SPDX-License-Identifier: BSD-2-Clause */
/* file.h - a whole file in memory. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>

#include "arena.h"

/* Reads a regular file of at most max bytes; a NUL byte is put behind it. 0, or an errno value:
 * EFBIG when it is larger, EINVAL when it is a folder, a device or a FIFO (which could hold us for
 * ever). */
int file_read(struct arena *arena, const char *path, size_t max, char **bytes, size_t *length);

#endif
