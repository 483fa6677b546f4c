/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/apart.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mounts.h"
#include "base/number.h"

/* No file of ours is larger; of a larger one the beginning tells as much. */
enum { LOOKED_AT_MAX = 32 * 1024 * 1024, HELD_MAX = 65536 };

/* ---- the child ---- */

/* Icinga waits until the last process has closed our standard output, and a child that sleeps in
 * the kernel closes nothing any more: it starts with nothing but the pipe. */
static void close_all_but(int fd)
{
    if (dup2(fd, STDIN_FILENO) < 0)
        _exit(1);
#ifdef SYS_close_range
    if (syscall(SYS_close_range, STDIN_FILENO + 1, ~0U, 0) == 0)
        return;
#endif
    /* A kernel before 5.9. */
    long most = sysconf(_SC_OPEN_MAX);
    for (int other = STDIN_FILENO + 1; other < HELD_MAX && other < most; other++)
        close(other);
}

static void do_and_end(int fd, void (*work)(const void *context, struct buffer *out),
                       const void *context)
{
    setsid();
    /* Where it still can be ended, it ends with us, also when we are killed. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close_all_but(fd);
    struct buffer out = { .arena = arena_new() };
    work(context, &out);
    /* One byte more than work() made, so that the end is told from a crash. */
    buffer_add(&out, "\n", 1);
    for (size_t at = 0; at < out.length;) {
        ssize_t written = write(STDIN_FILENO, out.text + at, out.length - at);
        if (written < 0 && errno != EINTR)
            _exit(1);
        at += written > 0 ? (size_t)written : 0;
    }
    _exit(0);
}

/* ---- the parent ---- */

/* Whether everything came that the child has to say. */
static bool collect(const struct run *run, int fd, struct buffer *out)
{
    for (;;) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        double left = number_least(run_left(run) * 1000 + 1, 1e9);
        int count = poll(&ready, 1, (int)left);
        if (count <= 0 && run_left(run) <= 0)
            return false;
        if (count <= 0)
            continue;
        char piece[4096];
        ssize_t got = read(fd, piece, sizeof piece);
        if (got > 0)
            buffer_add(out, piece, (size_t)got);
        else if (got == 0 || errno != EINTR)
            return got == 0 && out->length > 0;
    }
}

bool apart(struct run *run, void (*work)(const void *context, struct buffer *out),
           const void *context, const char **bytes, size_t *length)
{
    struct buffer out = { .arena = run->arena };
    int ends[2];
    bool piped = pipe2(ends, O_CLOEXEC) == 0;
    pid_t child = piped ? fork() : -1;
    if (child == 0)
        do_and_end(ends[1], work, context);
    if (piped)
        close(ends[1]);
    bool good = child > 0 && collect(run, ends[0], &out);
    if (piped)
        close(ends[0]);
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, good ? 0 : WNOHANG);
        out.length -= good ? 1 : 0;
    } else {
        work(context, &out);
        good = true;
    }
    if (!good)
        return false;
    buffer_add(&out, "", 0);
    out.text[out.length] = '\0';
    *bytes = out.text;
    *length = out.length;
    return true;
}

/* ---- files ---- */

static void look_at_folder(int fd)
{
    DIR *entries = fdopendir(fd);
    while (entries != NULL && readdir(entries) != NULL)
        continue;
    if (entries != NULL)
        closedir(entries);
    else
        close(fd);
}

static void look_at(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return;
    bool known = fstat(fd, &status) == 0;
    if (known && S_ISDIR(status.st_mode)) {
        look_at_folder(fd);
        return;
    }
    char piece[16384];
    ssize_t got;
    for (size_t seen = 0; known && S_ISREG(status.st_mode) && seen < LOOKED_AT_MAX;
         seen += (size_t)got) {
        got = read(fd, piece, sizeof piece);
        if (got <= 0)
            break;
    }
    close(fd);
}

static void look_at_all(const void *context, struct buffer *out)
{
    glob_t matches;
    (void)out;
    if (glob(context, GLOB_NOCHECK, NULL, &matches) != 0)
        return;
    for (size_t i = 0; i < matches.gl_pathc; i++)
        look_at(matches.gl_pathv[i]);
    globfree(&matches);
}

bool apart_answers(struct run *run, const char *pattern)
{
    enum { MOUNTINFO_MAX = 1024 * 1024 };
    const char *nothing;
    char *mounts;
    size_t length;
    if (file_read(run->arena, "/proc/self/mountinfo", MOUNTINFO_MAX, &mounts, &length) == 0 &&
        !mounts_may_hang(mounts))
        return true;
    return apart(run, look_at_all, pattern, &nothing, &length);
}
