/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/entropy.c - stands in for lib/base/entropy.c when cases are played. The file `entropy` of a
 * case holds one whole number a line, what one call gets; where it has none, a call gets its own
 * number, from 0. Each run begins with the first one. */
#include "base/entropy.h"

#include "fake/fake.h"
#include "fake/script.h"

static size_t run, calls;

uint64_t entropy(void)
{
    if (run != case_run) {
        run = case_run;
        calls = 0;
    }
    struct arena *arena = arena_new();
    struct script script;
    uint64_t chance = calls;
    if (script_open(&script, arena, "entropy")) {
        for (size_t i = 0; script_line(&script); i++) {
            double number = script_number(&script);
            if (i == calls)
                chance = (uint64_t)number;
        }
    }
    arena_free(arena);
    calls++;
    return chance;
}
