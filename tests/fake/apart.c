/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/apart.c - stands in for lib/frame/apart.c when cases are played: nobody forks, and what the
 * case has in its file `hung`, a path or pattern a line, does not answer. */
#include "frame/apart.h"

#include <string.h>

#include "base/lines.h"
#include "fake/fake.h"

bool apart(struct run *run, void (*work)(const void *context, struct buffer *out),
           const void *context, const char **bytes, size_t *length)
{
    struct buffer out = { .arena = run->arena };
    work(context, &out);
    buffer_add(&out, "", 0);
    *bytes = out.text;
    *length = out.length;
    return true;
}

bool apart_answers(struct run *run, const char *pattern)
{
    struct line *lines;
    size_t count;
    if (!lines_read(run->arena, "hung", &lines, &count))
        return true;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lines[i].text, pattern) == 0)
            return false;
    }
    return true;
}
