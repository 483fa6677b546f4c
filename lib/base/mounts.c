/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/mounts.h"

#include <stddef.h>
#include <string.h>

/* Kinds that live in memory or on a disk of this host. */
static const char *const local[] = {
    "bcachefs", "btrfs",  "cgroup",   "cgroup2",  "devpts", "devtmpfs",  "erofs",
    "exfat",    "ext2",   "ext3",     "ext4",     "f2fs",   "hugetlbfs", "iso9660",
    "jfs",      "mqueue", "nilfs2",   "nsfs",     "ntfs3",  "overlay",   "proc",
    "ramfs",    "xfs",    "reiserfs", "squashfs", "sysfs",  "tmpfs",     "securityfs",
    "tracefs",  "ubifs",  "udf",      "vfat",     "zfs",
};

static bool is_local(const char *kind, size_t length)
{
    for (size_t i = 0; i < sizeof local / sizeof *local; i++) {
        if (strlen(local[i]) == length && strncmp(local[i], kind, length) == 0)
            return true;
    }
    return false;
}

static bool is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == ' ');
}

/* "36 35 98:0 /root /mount/point options [tags...] - kind source options" */
static bool line_may_hang(const char *line, size_t length)
{
    const char *end = line + length, *at = line, *kind = NULL;
    for (int field = 1; field < 5 && at != NULL; field++) {
        at = memchr(at, ' ', (size_t)(end - at));
        at = at != NULL ? at + 1 : NULL;
    }
    if (at == NULL)
        return true;
    if (is_below(at, "/proc") || is_below(at, "/sys") || is_below(at, "/dev"))
        return false;
    for (const char *c = at; c + 3 <= end && kind == NULL; c++)
        kind = strncmp(c, " - ", 3) == 0 ? c + 3 : NULL;
    if (kind == NULL)
        return true;
    const char *behind = memchr(kind, ' ', (size_t)(end - kind));
    return behind == NULL || !is_local(kind, (size_t)(behind - kind));
}

bool mounts_may_hang(const char *mountinfo)
{
    if (*mountinfo == '\0')
        return true;
    for (const char *line = mountinfo; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (line_may_hang(line, length))
            return true;
        line += length + (line[length] == '\n' ? 1 : 0);
    }
    return false;
}
