/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/secret.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

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

static enum secret_refusal read_line(struct arena *arena, int fd, size_t size, const char **out)
{
    char *text;
    size_t length;
    int error = file_take(arena, fd, size, SECRET_MAX, &text, &length);
    if (error != 0)
        return error == EFBIG ? SECRET_TOO_LONG : SECRET_UNREADABLE;
    text[strcspn(text, "\r\n")] = '\0';
    *out = text;
    return *text == '\0' ? SECRET_EMPTY : SECRET_TAKEN;
}

enum secret_refusal secret_from_file(struct arena *arena, const char *path, const char **out)
{
    struct stat status;
    int fd = file_open(path, &status);
    if (fd < 0)
        return SECRET_UNREADABLE;
    const char *value = NULL;
    enum secret_refusal refusal = exposed(&status)
                                      ? SECRET_EXPOSED
                                      : read_line(arena, fd, (size_t)status.st_size, &value);
    close(fd);
    if (refusal == SECRET_TAKEN)
        *out = value;
    return refusal;
}
