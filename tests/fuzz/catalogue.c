/* SPDX-License-Identifier: BSD-2-Clause */
/* Catalogues with any bytes in them. The text behind the last line end is looked up, and so is what
 * stands in the middle of the table. */
#include "base/catalogue.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue = { .count = 77 };
    size_t length = size;
    while (length > 0 && data[length - 1] != '\n')
        length--;
    const char *word = arena_copy(arena, data + length, size - length);
    /* Exactly as long as it says, so that a step beyond the end is seen. */
    unsigned char *bytes = malloc(length > 0 ? length : 1);
    if (bytes == NULL)
        return 0;
    memcpy(bytes, data, length);
    if (!catalogue_read(bytes, length, &catalogue)) {
        MUST(catalogue.count == 77);
    } else {
        const char *text = catalogue_find(&catalogue, word);
        MUST(text == NULL || *text != '\0');
        catalogue_use(&catalogue);
        MUST(*catalogue_text(word) != '\0' || *word == '\0');
        catalogue_use(NULL);
        MUST(catalogue_text(word) == word);
    }
    free(bytes);
    arena_free(arena);
    return 0;
}
