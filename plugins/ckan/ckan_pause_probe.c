/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_pause.h"

#include "ckan/ckan_cause.h"

void ckan_pause_probe(struct ckan *ckan, struct pause *pause, const struct ckan_question *question,
                      struct ckan_answer *answer, const struct json **document)
{
    *answer = (struct ckan_answer){ .reply = { .body = "" } };
    *document = NULL;
    if (pause->paused)
        return;
    ckan_probe_ask(ckan, question, answer, document);
    if (answer->asked)
        pause_note(pause,
                   ckan_answer_hung(&answer->reply) || ckan_cause(answer) == CKAN_SEARCH_HUNG,
                   ckan->run->now);
}
