/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages with any bytes in them. The first byte says how much of the text is wanted. */
#include "read/html.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct arena *arena = arena_new();
    /* Exactly as long as it says, so that a step beyond the end is seen. */
    size_t length = size - 1, max = data[0];
    char *page = malloc(length > 0 ? length : 1);
    if (page == NULL)
        return 0;
    memcpy(page, data + 1, length);
    const char *text = html_text(arena, page, length, max);
    size_t seen = strlen(text);
    MUST(seen <= max);
    MUST(seen == 0 || (text[0] != ' ' && text[seen - 1] != ' '));
    MUST(strpbrk(text, "\t\r\n\f") == NULL && strstr(text, "  ") == NULL);
    const char *title = html_title(arena, page, length);
    MUST(title == NULL || (*title != '\0' && strlen(title) <= 300));
    const char *generator = html_generator(arena, page, length);
    MUST(generator == NULL || strlen(generator) <= 300);
    const char *product = html_block_page(page, length);
    MUST(product == NULL || *product != '\0');
    html_is(page, length);
    free(page);
    arena_free(arena);
    return 0;
}
