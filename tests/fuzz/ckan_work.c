/* SPDX-License-Identifier: BSD-2-Clause */
/* One document is whatever CKAN may say about jobs, harvests, tasks and datasets. What is
 * remembered of it can be read back. */
#include "ckan/ckan_age.h"
#include "ckan/ckan_work.h"

#include "fuzz/fuzz.h"

static const double now = 1795176000;

static void must_be_readable(struct arena *arena, const char *value)
{
    struct ckan_trouble trouble;
    MUST(value == NULL || ckan_work_read_trouble(arena, value, &trouble));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const struct json *document = NULL;
    if (json_read(arena, (const char *)data, size, &document) == JSON_GOOD) {
        struct memory first = { .arena = arena, .trouble = MEMORY_FIRST };
        struct ckan_age_options options = CKAN_AGE_DEFAULTS;
        struct ckan_overdue overdue = { .rotation = rotation_load(arena, &first, "frequency") };
        struct ckan_jobs jobs;
        options.frequency_key = "f";
        options.newest_by.index = CKAN_BY_RESOURCE;
        ckan_work_read_jobs(arena, document, &jobs);
        must_be_readable(arena, ckan_work_read_harvest(arena, document, document, now));
        must_be_readable(arena, ckan_work_read_task(arena, document, "ds001"));
        ckan_age_note_overdue(&options, now, document, &overdue);
        MUST(overdue.rotation.count + overdue.on_time + overdue.free + overdue.silent +
                 overdue.unreadable <=
             1);
    }
    arena_free(arena);
    return 0;
}
