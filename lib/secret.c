/* SPDX-License-Identifier: BSD-2-Clause */
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "banned.h"

enum { SECRET_MAX = 64 * 1024 };

const char *secret_variable(struct arena *arena, const char *option)
{
    char *name = arena_printf(arena, "CHECK_%s", option);
    for (char *c = name; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        else if (*c == '-')
            *c = '_';
    }
    return name;
}

const char *secret_from_environment(const struct environment *environment, const char *variable)
{
    for (size_t i = 0; environment != NULL && i < environment->count; i++) {
        const struct variable *entry = &environment->variables[i];
        if (strcmp(entry->name, variable) == 0 && *entry->value != '\0')
            return entry->value;
    }
    return NULL;
}

/* Groups that the process has besides its first one count as its own, too. */
static bool own_group(gid_t group)
{
    if (group == getegid() || group == getgid())
        return true;
    gid_t groups[1024];
    int count = getgroups(1024, groups);
    for (int i = 0; i < count; i++) {
        if (groups[i] == group)
            return true;
    }
    return false;
}

static bool exposed(const struct stat *status)
{
    return (status->st_mode & S_IROTH) != 0 ||
           ((status->st_mode & S_IRGRP) != 0 && !own_group(status->st_gid));
}

static enum secret_refusal read_line(struct arena *arena, int fd, const char **out)
{
    char *text = arena_alloc(arena, SECRET_MAX + 1);
    size_t length = 0;
    for (;;) {
        ssize_t got = read(fd, text + length, SECRET_MAX + 1 - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return SECRET_UNREADABLE;
        if (got == 0)
            break;
        length += (size_t)got;
        if (length > SECRET_MAX)
            return SECRET_TOO_LONG;
    }
    text[strcspn(text, "\r\n")] = '\0';
    *out = text;
    return *text == '\0' ? SECRET_EMPTY : SECRET_TAKEN;
}

enum secret_refusal secret_from_file(struct arena *arena, const char *path, const char **out)
{
    /* O_NONBLOCK: a FIFO without a writer must not hold us. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return SECRET_UNREADABLE;
    struct stat status;
    const char *value = NULL;
    enum secret_refusal refusal = SECRET_UNREADABLE;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        refusal = exposed(&status) ? SECRET_EXPOSED : read_line(arena, fd, &value);
    close(fd);
    if (refusal == SECRET_TAKEN)
        *out = value;
    return refusal;
}
