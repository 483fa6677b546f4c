/* SPDX-License-Identifier: BSD-2-Clause */
/* What datasets say about how often they are updated. */
#include "ckan/ckan_frequency.h"

#include "fuzz/fuzz.h"
#include "base/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    struct ckan_frequency frequency = ckan_frequency_read(arena, text);
    bool every = frequency.kind == CKAN_FREQUENCY_EVERY;
    MUST(!every || (frequency.seconds >= HOUR && frequency.seconds <= 1000.0 * 366 * DAY));
    MUST(every || !ckan_frequency_overdue(&frequency, 1e12));
    MUST(!ckan_frequency_overdue(&frequency, 0));
    free(text);
    arena_free(arena);
    return 0;
}
