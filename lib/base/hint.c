/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hint.h"

#include <string.h>

enum { LONGEST = 40 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance, row by row; three rows are enough for a swap. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][LONGEST + 1] = { { 0 } };
    size_t la = strlen(a), lb = strlen(b);
    if (la > LONGEST || lb > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = least(least(before[j] + 1, now[j - 1] + 1), before[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], twice[j - 2] + 1);
        }
    }
    return rows[la % 3][lb];
}

const char *hint_nearest(const char *text, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    /* A third of the word may be wrong; a single letter is not enough for a guess. */
    size_t best = strlen(text) / 3 + 1;
    if (strlen(text) < 2 || strlen(text) > LONGEST)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t steps = distance(text, words[i]);
        if (steps < best) {
            best = steps;
            nearest = words[i];
        }
    }
    return nearest;
}
