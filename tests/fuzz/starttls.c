/* SPDX-License-Identifier: BSD-2-Clause */
/* The dialogue before TLS. The first byte is the protocol, the second the size of the pieces in
 * which the rest is fed; what is said must not depend on the pieces. */
#include "net/starttls.h"

#include "fuzz/fuzz.h"

static enum starttls_state feed(struct arena *arena, struct starttls_dialogue *dialogue,
                                enum starttls protocol, const uint8_t *data, size_t size,
                                size_t piece)
{
    enum starttls_state state = STARTTLS_WAIT;
    starttls_begin(dialogue, arena, protocol, "www.example.jp");
    for (size_t at = 0; at < size && state == STARTTLS_WAIT; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        /* A copy of exact size, so that what is read behind it is seen. */
        char *copy = malloc(length);
        MUST(copy != NULL);
        memcpy(copy, data + at, length);
        dialogue->out = NULL;
        state = starttls_receive(dialogue, copy, length);
        free(copy);
        MUST(dialogue->out == NULL || dialogue->out_length > 0);
        MUST(dialogue->length <= STARTTLS_INPUT_MAX);
    }
    MUST(state <= STARTTLS_NONSENSE);
    if (dialogue->detail != NULL) {
        must_be_clean(dialogue->detail);
        MUST(strlen(dialogue->detail) <= 200);
    }
    MUST(state != STARTTLS_REFUSED || dialogue->detail != NULL);
    MUST(state != STARTTLS_GO || dialogue->length == 0);
    return state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena *arena = arena_new();
    struct starttls_dialogue dialogue;
    enum starttls protocol = (enum starttls)(1 + data[0] % STARTTLS_NNTP);
    feed(arena, &dialogue, protocol, data + 2, size - 2, 1);
    feed(arena, &dialogue, protocol, data + 2, size - 2, (size_t)1 + data[1]);
    feed(arena, &dialogue, protocol, data + 2, size - 2, size);
    arena_free(arena);
    return 0;
}
