/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certfile.h"

#include <errno.h>
#include <glob.h>

#include "base/file.h"

enum certfile_problem certfile_probe_file(struct arena *arena, const char *path,
                                          const char *password, struct chain *chain)
{
    char *bytes;
    size_t length;
    switch (file_read(arena, path, CERTFILE_MAX, &bytes, &length)) {
    case 0: return certfile_parse(arena, bytes, length, password, chain);
    case ENOENT:
    case ENOTDIR: return CERTFILE_MISSING;
    case EFBIG: return CERTFILE_TOO_LARGE;
    default: return CERTFILE_UNREADABLE;
    }
}

static struct certfile *add(struct run *run, struct certfile *files, size_t *count,
                            size_t *capacity, const char *path, const char *password,
                            size_t *unread)
{
    struct certfile file = { .path = arena_string(run->arena, path) };
    if (run_left(run) <= 0) {
        ++*unread;
        return files;
    }
    file.problem = certfile_probe_file(run->arena, file.path, password, &file.chain);
    files = arena_grow(run->arena, files, *count, capacity, sizeof *files);
    files[(*count)++] = file;
    return files;
}

struct certfile *certfile_probe(struct run *run, const struct list *patterns, const char *password,
                                size_t *count, size_t *unread)
{
    struct certfile *files = NULL;
    size_t capacity = 0;
    *count = 0;
    *unread = 0;
    for (size_t i = 0; i < patterns->count; i++) {
        glob_t matches;
        if (glob(patterns->items[i], 0, NULL, &matches) != 0) {
            files = add(run, files, count, &capacity, patterns->items[i], password, unread);
            continue;
        }
        for (size_t m = 0; m < matches.gl_pathc; m++)
            files = add(run, files, count, &capacity, matches.gl_pathv[m], password, unread);
        globfree(&matches);
    }
    return files;
}
