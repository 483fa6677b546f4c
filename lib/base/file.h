/* SPDX-License-Identifier: BSD-2-Clause */
/* file.h - reads a whole file into memory, and writes a whole text. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Reads a regular file of at most max bytes and puts a NUL byte behind it. Returns 0 or an errno
 * value: EFBIG when the file is larger, EINVAL when it is a folder, a device or a FIFO (which could
 * block for ever). */
int file_read(struct arena *arena, const char *path, size_t max, char **bytes, size_t *length);

/* The two halves of file_read(), for callers that look at the file's status first. file_open()
 * returns a descriptor of a regular file, or -1 with errno; file_take() reads it and leaves it
 * open. */
int file_open(const char *path, struct stat *status);
int file_take(struct arena *arena, int fd, size_t expected, size_t max, char **bytes,
              size_t *length);

/* Writes all of a text. Returns false, with errno, when that fails. */
bool file_write(int fd, const char *text);

#endif
