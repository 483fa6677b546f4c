/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"

int file_open(const char *path, struct stat *status)
{
    /* O_NONBLOCK: a FIFO without a writer must not block us. */
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

/* The size is only a hint: it may change while we read, and files in /proc have none. */
int file_take(struct arena *arena, int fd, size_t expected, size_t max, char **bytes,
              size_t *length)
{
    struct buffer buffer = { .arena = arena, .limit = max };
    buffer_reserve(&buffer, (expected < max ? expected : max) + 1);
    for (;;) {
        char piece[4096];
        ssize_t got = read(fd, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        if (!buffer_add(&buffer, piece, (size_t)got))
            return EFBIG;
    }
    buffer_add(&buffer, "", 0);
    *bytes = buffer.text;
    *length = buffer.length;
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

/* It also waits for a full pipe that another process made non-blocking; the watchdog limits that.
 */
bool file_write(int fd, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t written = write(fd, text, left);
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = { .fd = fd, .events = POLLOUT };
            poll(&ready, 1, -1);
        } else if (written == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}
