/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/pause.h"

#include <math.h>
#include <string.h>

static const char since_key[] = "hung-since.", tried_key[] = "hung-tried.";

static const char *key(struct arena *arena, const char *kind, const char *name)
{
    return arena_printf(arena, "%s%s", kind, name);
}

struct pause pause_load(const struct memory *last, const char *name, double now, double retry)
{
    struct pause pause = {
        .since = memory_time(last, key(last->arena, since_key, name), now),
        .tried = memory_time(last, key(last->arena, tried_key, name), now),
    };
    pause.paused = !isnan(pause.since) && now - pause.tried < retry;
    return pause;
}

void pause_save(const struct pause *pause, struct memory *next, const char *name)
{
    if (isnan(pause->since))
        return;
    memory_put_number(next, key(next->arena, since_key, name), pause->since);
    memory_put_number(next, key(next->arena, tried_key, name), pause->tried);
}

void pause_note(struct pause *pause, bool hung, double now)
{
    pause->since = !hung ? NAN : isnan(pause->since) ? now : pause->since;
    pause->tried = hung ? now : NAN;
}

const char *pause_oldest(const struct memory *last, double now, double *since)
{
    const char *oldest = NULL;
    for (size_t i = 0; i < last->count; i++) {
        const struct memory_item *item = &last->items[i];
        if (strncmp(item->key, since_key, sizeof since_key - 1) != 0)
            continue;
        double when = memory_time(last, item->key, now);
        if (isnan(when) || (oldest != NULL && when >= *since))
            continue;
        *since = when;
        oldest = item->key + sizeof since_key - 1;
    }
    return oldest != NULL ? arena_copy(last->arena, oldest, strcspn(oldest, ".")) : NULL;
}
