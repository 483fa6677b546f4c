/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers in SPARQL's JSON, and queries. */
#include "virtuoso/sparql.h"

#include <math.h>

#include "fuzz/fuzz.h"

static void check_answer(struct arena *arena, const uint8_t *data, size_t size)
{
    struct sparql_results results;
    /* A copy of exact size, so that what is read behind it is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    MUST(copy != NULL);
    memcpy(copy, data, size);
    sparql_results_read(arena, copy, size, &results);
    free(copy);
    MUST(results.fault <= JSON_TOO_MANY);
    MUST(!results.known || results.fault == JSON_GOOD);
    MUST(results.known || (!results.is_ask && !results.yes && results.first == NULL));
    MUST(!results.yes || results.first != NULL);
    MUST(results.first == NULL || results.is_ask || results.rows > 0);
    MUST(isnan(results.number) || results.first != NULL);
    MUST(results.rows <= size);
}

static void check_query(const char *text)
{
    double limit = sparql_limit(text);
    MUST(limit >= 0);
    bool query = sparql_is_query(text);
    MUST(!query || strpbrk(text, "sSaAcCdD") != NULL);
    if (sparql_is_iri(text))
        MUST(strpbrk(text, "<>\"{}|^`\\ \t\r\n") == NULL && strchr(text, ':') != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    check_answer(arena, data, size);
    check_query(arena_copy(arena, data, size));
    arena_free(arena);
    return 0;
}
