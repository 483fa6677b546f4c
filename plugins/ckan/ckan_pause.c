/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_pause.h"

#include <string.h>

#include "ckan/ckan_cause.h"
#include "ckan/ckan_judge.h"

void ckan_pause_ask(struct ckan *ckan, struct pause *pause, const struct ckan_question *question,
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

const char *ckan_pause_needs(const char *action)
{
    static const struct {
        const char *action, *needs;
    } known[] = {
        { "package_search", N_("the search server (Solr)") },
        { "package_show", N_("the search server (Solr)") },
        { "package_list", N_("the database (PostgreSQL)") },
        { "datastore_search", N_("the database of the DataStore (PostgreSQL)") },
        { "job_list", N_("the queue (Redis)") },
    };
    size_t length = strcspn(action, ".");
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strlen(known[i].action) == length && strncmp(action, known[i].action, length) == 0)
            return _(known[i].needs);
    }
    return _("what is behind it");
}

void ckan_pause_report(struct report *report, const struct ckan_view *view,
                       const struct finding_row *row, const struct pause *pause, const char *action)
{
    report_add(report, row, view->net->timeout.state,
               N_("%s: %s has hung since %s; look at %s; not asked again before %s, so that the "
                  "check does not hold up the portal"),
               view->site, action, when_date(report->arena, pause->since), ckan_pause_needs(action),
               when_date(report->arena, pause->tried + view->ckan->retry_hung.seconds));
}
