/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_matter.h"

const struct json *ckan_matter_probe(struct ckan *ckan, struct ckan_matter *matter,
                                     const char *action, const char *query)
{
    const struct json *document;
    struct ckan_question question = {
        .action = action,
        .query = query,
        .seconds = run_share(ckan->run),
    };
    ckan_pause_probe(ckan, &matter->pause, &question, &matter->answer, &document);
    return document;
}
