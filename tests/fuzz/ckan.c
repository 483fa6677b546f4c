/* SPDX-License-Identifier: BSD-2-Clause */
/* An answer of CKAN. The first byte chooses a status, the second the size of the pieces in which it
 * comes when it is a list that is counted; what is said must not depend on them. */
#include "ckan/ckan_cause.h"

#include "ckan/ckan_count.h"
#include "fuzz/fuzz.h"

static const char word[] = "nabc";

static struct ckan_answer count(struct arena *arena, const char *body, size_t size, size_t piece)
{
    struct ckan_answer answer = {
        .asked = true,
        .reply = { .outcome = { .stage = STAGE_DONE }, .status = 200, .body = "" },
    };
    struct ckan_count list = ckan_count_start(arena, word, 0);
    for (size_t at = 0; at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        /* A copy of exact size, so that what is read behind it is seen. */
        char *copy = malloc(length);
        MUST(copy != NULL);
        memcpy(copy, body + at, length);
        MUST(ckan_count_take(&list, copy, length));
        free(copy);
    }
    ckan_count_end(arena, &list, &answer);
    return answer;
}

static void must_agree(struct arena *arena, const struct ckan_answer *answer)
{
    const char *words = ckan_cause_words(arena, answer);
    MUST(strlen(words) > 0 && strlen(words) <= 300);
    must_be_clean(words);
    MUST(answer->good == (ckan_cause(answer) == CKAN_FINE));
    MUST(!answer->good || (!answer->stale && !answer->html && !answer->no_envelope));
    MUST(answer->good || answer->items == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = { 200, 400, 403, 404, 409, 500, 502, 504 };
    if (size < 2 || size > 10000)
        return 0;
    struct arena *arena = arena_new();
    size_t length = size - 2;
    char *body = arena_copy(arena, data + 2, length);
    struct ckan_answer answer = {
        .asked = true,
        .reply = { .outcome = { .stage = STAGE_DONE },
                   .status = statuses[data[0] % (sizeof statuses / sizeof *statuses)],
                   .body = body,
                   .length = length },
    };
    const struct json *document;
    ckan_answer_read(arena, arena, &answer.reply, data[0] < 128 ? word : NULL, &answer, &document);
    MUST(answer.good == (document != NULL));
    must_agree(arena, &answer);
    struct ckan_answer whole = count(arena, body, length, length > 0 ? length : 1);
    struct ckan_answer pieces = count(arena, body, length, (size_t)1 + data[1]);
    must_agree(arena, &whole);
    MUST(ckan_cause(&whole) == ckan_cause(&pieces) && whole.items == pieces.items);
    arena_free(arena);
    return 0;
}
