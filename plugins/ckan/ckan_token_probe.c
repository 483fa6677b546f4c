/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_token.h"

void ckan_token_probe(struct ckan *ckan, const char *dataset, struct ckan_token_reading *reading)
{
    const struct json *document;
    *reading = (struct ckan_token_reading){ .answer = { .reply = { .body = "" } } };
    if (ckan->secret == NULL || dataset == NULL)
        return;
    struct arena *arena = ckan->run->arena;
    struct ckan_question question = {
        .action = "am_following_dataset",
        .query = arena_printf(arena, "id=%s", url_encode(arena, dataset)),
        .with_token = true,
        .seconds = run_share(ckan->run),
    };
    ckan_probe_ask(ckan, &question, &reading->answer, &document);
}
