/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "banned.h"

int file_open(const char *path, struct stat *status)
{
    /* O_NONBLOCK: a FIFO without a writer must not hold us. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return -1;
    int error = fstat(fd, status) != 0 ? errno : S_ISREG(status->st_mode) ? 0 : EINVAL;
    if (error == 0)
        return fd;
    close(fd);
    errno = error;
    return -1;
}

/* The size may change while we read; what is there at the open file's end counts, up to max. */
int file_take(struct arena *arena, int fd, size_t expected, size_t max, char **bytes,
              size_t *length)
{
    size_t room = expected < max ? expected + 1 : max + 1, used = 0;
    char *buffer = arena_alloc(arena, room + 1);
    while (used < room) {
        ssize_t got = read(fd, buffer + used, room - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    if (used > max)
        return EFBIG;
    buffer[used] = '\0';
    *bytes = buffer;
    *length = used;
    return 0;
}

int file_read(struct arena *arena, const char *path, size_t max, char **bytes, size_t *length)
{
    struct stat status;
    int fd = file_open(path, &status);
    if (fd < 0)
        return errno;
    int error = file_take(arena, fd, (size_t)status.st_size, max, bytes, length);
    close(fd);
    return error;
}
