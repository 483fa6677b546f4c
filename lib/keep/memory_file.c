/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/entropy.h"
#include "base/file.h"
#include "base/number.h"

enum { MEMORY_MAX = 1024 * 1024 };

/* ---- what the last run left ---- */

/* A file is ours when nobody else can have written it. */
static enum memory_trouble look_at(const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        return MEMORY_BROKEN;
    bool shared = (status->st_mode & (S_IRWXG | S_IRWXO)) != 0;
    return status->st_uid == geteuid() && !shared ? MEMORY_KNOWN : MEMORY_FOREIGN;
}

static enum memory_trouble read_from(int fd, const struct stat *status, struct memory *memory)
{
    char *bytes;
    size_t length;
    if (file_take(memory->arena, fd, (size_t)status->st_size, MEMORY_MAX, &bytes, &length) != 0 ||
        !memory_parse(memory, bytes, length))
        return MEMORY_BROKEN;
    return MEMORY_KNOWN;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Moves the file away to make room for our own. Another run of this check may have done so already:
 * then the file that is there now is not the one that we looked at. A file that stays disturbs only
 * us. */
static void set_aside(const struct memory *memory, const struct stat *seen)
{
    struct stat status;
    if (lstat(memory->file, &status) == 0 && is_same(&status, seen))
        rename(memory->file, arena_printf(memory->arena, "%s.aside", memory->file));
}

static enum memory_trouble read_file(struct memory *memory)
{
    /* O_NOFOLLOW, O_NONBLOCK: in a folder that everybody may write to, a name may be a trap. */
    int fd = open(memory->file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 && errno == ENOENT)
        return MEMORY_FIRST;
    if ((fd < 0 ? lstat(memory->file, &status) : fstat(fd, &status)) != 0)
        return MEMORY_FIRST;
    enum memory_trouble trouble = look_at(&status);
    if (trouble == MEMORY_KNOWN)
        trouble = fd < 0 ? MEMORY_FOREIGN : read_from(fd, &status, memory);
    if (fd >= 0)
        close(fd);
    if (trouble == MEMORY_BROKEN || trouble == MEMORY_FOREIGN)
        set_aside(memory, &status);
    return trouble;
}

/* Whether files can be created there. If the folder is missing, its last part is created. */
static bool has_place(const char *folder)
{
    if (access(folder, F_OK) != 0 && errno == ENOENT)
        mkdir(folder, S_IRWXU);
    return access(folder, W_OK | X_OK) == 0;
}

void memory_file_load(struct run *run, const struct memory_options *options, const char *identity,
                      struct memory *memory)
{
    const char *folder = options->state_dir != NULL ? options->state_dir : STATEDIR;
    *memory = (struct memory){ .arena = run->arena, .folder = folder, .elapsed = NAN };
    memory->identity = arena_string(run->arena, identity);
    memory->file = arena_printf(run->arena, "%s/%s", folder,
                                memory_file_name(run->arena, identity, (long)geteuid()));
    memory->trouble = has_place(folder) ? read_file(memory) : MEMORY_NO_PLACE;
    if (memory->trouble == MEMORY_KNOWN)
        memory->elapsed = memory_elapsed(memory->saved, run->now);
    else
        memory->count = 0;
    static const char *const words[] = {
        [MEMORY_FIRST] = "there is none yet",
        [MEMORY_NO_PLACE] = "its folder is missing or closed to us",
        [MEMORY_FOREIGN] = "it is somebody else's, and not believed",
        [MEMORY_BROKEN] = "it is damaged",
    };
    if (memory->trouble != MEMORY_KNOWN)
        run_note(run, 2, "memory: %s: %s", memory->file, words[memory->trouble]);
    else if (isnan(memory->elapsed))
        run_note(run, 2, "memory: %s, values: %zu, saved later than now: a clock was set back",
                 memory->file, memory->count);
    else
        run_note(run, 2, "memory: %s, values: %zu, saved %.0f s ago", memory->file, memory->count,
                 memory->elapsed);
}

/* ---- what the next run will find ---- */

enum { NEXT_FLAGS = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

static bool is_ours(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && look_at(&status) == MEMORY_KNOWN;
}

static bool is_still_at(int fd, const char *path)
{
    struct stat status, named;
    return fstat(fd, &status) == 0 && lstat(path, &named) == 0 && is_same(&status, &named);
}

/* Whether we are the only process that writes and renames this file: the lock ends with the
 * process. Before we got it, the other run may have renamed the file, which is then the memory. */
static bool lock(int fd, const char *path)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0 && is_still_at(fd, path);
}

/* Opens the file that will replace the last one. Its name is fixed, so that the next run overwrites
 * what a killed run left. When somebody has put something else there, we use another name. Returns
 * -1 when there is none, or when another run is writing, which sets *busy. */
static int open_next(struct arena *arena, const char **path, bool *busy)
{
    int fd = open(*path, NEXT_FLAGS, S_IRUSR | S_IWUSR);
    *busy = false;
    if (fd >= 0 && is_ours(fd)) {
        *busy = !lock(fd, *path);
        if (!*busy && ftruncate(fd, 0) == 0)
            return fd;
        close(fd);
        return -1;
    }
    if (fd >= 0)
        close(fd);
    *path = arena_printf(arena, "%s.%016llx", *path, (unsigned long long)entropy());
    return open(*path, NEXT_FLAGS | O_EXCL, S_IRUSR | S_IWUSR);
}

bool memory_file_save(struct run *run, const struct memory *memory)
{
    const char *next = arena_printf(run->arena, "%s.next", memory->file);
    const char *text = memory_print(run->arena, memory);
    bool busy;
    /* memory_report() has said what is in the way and could not be moved. */
    bool said = memory->trouble == MEMORY_FOREIGN || memory->trouble == MEMORY_BROKEN;
    if (memory->trouble == MEMORY_NO_PLACE)
        return true;
    if (strlen(text) > MEMORY_MAX)
        return false;
    int fd = open_next(run->arena, &next, &busy);
    /* Of two runs at the same moment, it does not matter which one is remembered. */
    if (fd < 0)
        return busy || said;
    /* No fsync(): a file that a power failure cut has no end line, and costs one run its memory. */
    bool saved = fchmod(fd, S_IRUSR | S_IWUSR) == 0 && file_write(fd, text) &&
                 rename(next, memory->file) == 0;
    if (!saved)
        unlink(next);
    close(fd);
    return saved || said;
}
