/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON documents: what is read can be walked through, and holds together. */
#include "read/json.h"

#include "fuzz/fuzz.h"
#include "read/json_scan.h"

static size_t walk(struct arena *arena, const struct json *value, int depth)
{
    size_t values = 1;
    void *place = NULL;
    const char *key, *text = json_text(arena, value);
    const struct json *member;
    MUST(depth <= JSON_DEPTH_MAX + 1);
    MUST((text != NULL) == (json_what(value) == JSON_IS_TEXT));
    MUST(!json_yes(value) || json_what(value) == JSON_IS_BOOL);
    (void)json_number(value);
    if (json_what(value) == JSON_IS_LIST) {
        for (size_t i = 0; i < json_count(value); i++)
            values += walk(arena, json_item(value, i), depth + 1);
        MUST(json_item(value, json_count(value)) == NULL);
    } else if (json_what(value) == JSON_IS_OBJECT) {
        while (json_next(value, &place, &key, &member)) {
            MUST(json_member(value, key) == member);
            values += walk(arena, member, depth + 1);
        }
    }
    return values;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const struct json *document = NULL;
    enum json_fault fault = json_read(arena, (const char *)data, size, &document);
    MUST((document != NULL) == (fault == JSON_GOOD));
    MUST(document == NULL || walk(arena, document, 1) <= JSON_VALUES_MAX);
    MUST(json_at(document, "result", "count", "x", "y") == NULL || fault == JSON_GOOD);
    arena_free(arena);
    return 0;
}
