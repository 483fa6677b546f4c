/* SPDX-License-Identifier: BSD-2-Clause */
/* file.h - a whole file into memory, and a whole text out. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Reads a regular file of at most max bytes; a NUL byte is put behind it. 0, or an errno value:
 * EFBIG when it is larger, EINVAL when it is a folder, a device or a FIFO (which could block
 * for ever). */
int file_read(struct arena *arena, const char *path, size_t max, char **bytes, size_t *length);

/* The two halves of that, for callers that look at the file's status first. file_open gives a
 * descriptor of a regular file, or -1 and errno; file_take reads it and leaves it open. */
int file_open(const char *path, struct stat *status);
int file_take(struct arena *arena, int fd, size_t expected, size_t max, char **bytes,
              size_t *length);

/* Writes all of a text. False, with errno, when that fails. */
bool file_write(int fd, const char *text);

#endif
