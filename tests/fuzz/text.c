/* SPDX-License-Identifier: BSD-2-Clause */
/* Text from outside: two bytes give the limit, the rest is the text. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena *arena = arena_new();
    size_t max = 3 + (((size_t)data[0] << 8 | data[1]) & 0xfff), length = size - 2;
    char *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL)
        return 0;
    memcpy(copy, data + 2, length);
    const char *clean = text_clean(arena, copy, length, max);
    must_be_clean(clean);
    MUST(strlen(clean) <= max);
    /* A second cleaning changes nothing. */
    MUST(strcmp(clean, text_clean(arena, clean, strlen(clean), max)) == 0);
    /* What is not there any more is said so. */
    if (length > 0 && strlen(clean) < length / 3)
        MUST(strstr(clean, "\xe2\x80\xa6") != NULL);
    const char *trimmed = text_trim(arena, copy, length);
    size_t kept = strlen(trimmed);
    MUST(kept <= length);
    MUST(kept == 0 || strchr(" \t\r\n", trimmed[0]) == NULL);
    free(copy);
    arena_free(arena);
    return 0;
}
