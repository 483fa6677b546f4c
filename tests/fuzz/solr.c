/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers of Solr and pages of its containers. */
#include "solr/solr.h"

#include <math.h>

#include "fuzz/fuzz.h"

static void check_cores(struct arena *arena, const struct json *answer, size_t size)
{
    struct solr_cores cores;
    if (!solr_cores_read(arena, answer, &cores))
        return;
    MUST(cores.count <= size && cores.nfailures <= size);
    for (size_t i = 0; i < cores.count; i++) {
        MUST(solr_core_named(&cores, cores.cores[i].name) != NULL);
        MUST(!cores.cores[i].files_lost || cores.cores[i].documents > 0);
    }
    for (size_t i = 0; i < cores.nfailures; i++)
        MUST(cores.failures[i].core != NULL && cores.failures[i].text != NULL);
}

static void check_answer(struct arena *arena, const struct json *answer, size_t size)
{
    struct solr_rows rows;
    struct solr_statistics statistics;
    struct solr_system system;
    double committed;
    check_cores(arena, answer, size);
    if (solr_rows_read(arena, answer, "indexed_ts", &rows))
        MUST(rows.found >= 0 && (rows.row || rows.value == NULL));
    MUST(!solr_echoes(arena, answer, "a word that is in no seed"));
    solr_commit_read(arena, answer, &committed);
    solr_statistics_read(arena, answer, &statistics);
    if (solr_system_read(arena, answer, &system))
        MUST(system.version == NULL || (*system.version >= '0' && *system.version <= '9'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const struct json *answer;
    /* A copy of exact size, so that what is read behind it is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    MUST(copy != NULL);
    memcpy(copy, data, size);
    enum json_fault fault = solr_read(arena, copy, size, &answer);
    free(copy);
    MUST((fault == JSON_GOOD) == (answer != NULL));
    check_answer(arena, answer, size);
    const char *page = arena_copy(arena, data, size);
    MUST(solr_error_cause(500, page) != SOLR_FINE && solr_error_cause(200, page) == SOLR_FINE);
    const char *text = solr_error_text(arena, page);
    MUST(text == NULL || *text != '\0');
    double bytes = solr_size(page);
    MUST(isnan(bytes) || bytes >= 0);
    arena_free(arena);
    return 0;
}
