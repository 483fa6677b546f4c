/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/targets.h"

#include "base/lines.h"

void targets_probe(struct arena *arena, const struct targets_options *given, struct targets *out)
{
    struct line *lines = NULL;
    size_t count = 0;
    *out = (struct targets){ .count = 0 };
    targets_take(arena, given, out);
    if (given->file != NULL)
        out->unreadable = !lines_read(arena, given->file, &lines, &count);
    for (size_t i = 0; !out->unreadable && i < count; i++) {
        const char *problem = targets_add(arena, given, lines[i].text, out);
        if (problem == NULL)
            continue;
        out->bad = arena_grow(arena, out->bad, out->nbad, &out->bad_capacity, sizeof *out->bad);
        out->bad[out->nbad++] = (struct bad_target){ lines[i].number, problem };
    }
}
