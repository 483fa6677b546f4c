/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz.h - what every fuzz target includes. A target ends the process when a promise is broken. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* Called by libFuzzer, so it has no prototype of its own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

/* UTF-8 without controls, bars and tags: fit for a line of output. */
static inline void must_be_clean(const char *text)
{
    for (size_t size; *text != '\0'; text += size) {
        unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];
        size = text_utf8(text, strlen(text));
        MUST(size > 0);
        MUST(first >= 0x20 && first != 0x7f && *text != '|' && *text != '<');
        MUST(first != 0xc2 || second >= 0xa0);
        MUST(strncmp(text, "\xe2\x80\xa8", 3) != 0 && strncmp(text, "\xe2\x80\xa9", 3) != 0);
    }
}

#endif
