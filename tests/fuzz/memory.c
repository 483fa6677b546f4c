/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that a check may find instead of its own. */
#include "keep/memory.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char identity[] = "check_fuzz https://portal.example/";
    struct arena *arena = arena_new();
    struct memory memory = { .arena = arena, .identity = identity };
    struct memory again = { .arena = arena, .identity = identity };
    const char *bytes = (const char *)data;
    bool whole = memory_parse(&memory, bytes, size);
    /* What is whole is printed as it was, but for how its time is written. */
    if (whole) {
        const char *text = memory_print(arena, &memory);
        MUST(memory_parse(&again, text, strlen(text)));
        MUST(again.count == memory.count);
        for (size_t i = 0; i < memory.count; i++) {
            MUST(strpbrk(memory.items[i].key, " \n") == NULL && *memory.items[i].key != '\0');
            MUST(strcmp(memory.items[i].key, again.items[i].key) == 0);
            MUST(strcmp(memory.items[i].value, again.items[i].value) == 0);
        }
        for (size_t length = 0; length < size && size < 1000; length++) {
            struct memory cut = { .arena = arena, .identity = identity };
            MUST(!memory_parse(&cut, bytes, length));
        }
    }
    /* Whatever a plugin puts into it, the next run reads. */
    char *value = arena_copy(arena, data, size);
    struct memory next = memory_next(arena, &memory, 1795176000);
    memory_put(&next, "value", value);
    memory_put(&next, "another", "");
    const char *text = memory_print(arena, &next);
    struct memory read = { .arena = arena, .identity = identity };
    MUST(memory_parse(&read, text, strlen(text)) && read.count == 2);
    MUST(strlen(memory_text(&read, "value")) == strlen(value));
    arena_free(arena);
    return 0;
}
