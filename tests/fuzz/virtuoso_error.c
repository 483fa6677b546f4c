/* SPDX-License-Identifier: BSD-2-Clause */
/* What Virtuoso says of its errors. */
#include "virtuoso/virtuoso_error.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct virtuoso_error error = { .sqlstate = NULL };
    /* A copy of exact size, so that what is read behind it is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    MUST(copy != NULL);
    memcpy(copy, data, size);
    bool read = virtuoso_error_read(arena, copy, size, &error);
    free(copy);
    MUST(read == (error.sqlstate != NULL));
    if (read) {
        MUST(strlen(error.sqlstate) == 5 && strlen(error.text) <= 400);
        MUST(strpbrk(error.text, "\r\n") == NULL && strchr(error.code, ':') == NULL);
        MUST(virtuoso_error_cause(&error) <= VIRTUOSO_OTHER);
    }
    arena_free(arena);
    return 0;
}
