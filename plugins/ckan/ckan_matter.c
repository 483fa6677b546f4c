/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_matter.h"

void ckan_matter_load(struct ckan_matter *matter, const struct ckan *ckan,
                      const struct memory *last, const char *name)
{
    matter->pause = ckan_pause_load(last, name, ckan->run->now, ckan->retry_hung);
}

void ckan_matter_save(const struct ckan_matter *matter, struct memory *next, const char *name)
{
    ckan_pause_save(&matter->pause, next, name);
}

const struct json *ckan_matter_ask(struct ckan *ckan, struct ckan_matter *matter,
                                   const char *action, const char *query)
{
    const struct json *document;
    struct ckan_question question = {
        .action = action,
        .query = query,
        .seconds = ckan_share(ckan),
    };
    ckan_ask_unless(ckan, &matter->pause, &question, &matter->answer, &document);
    return document;
}

bool ckan_matter_report(struct report *report, const struct ckan_view *view,
                        const struct ckan_matter *matter, const struct finding_row *silent,
                        const char *action)
{
    const struct http_reply *reply = &matter->answer.reply;
    if (matter->pause.paused)
        ckan_pause_report(report, silent, view->site, &matter->pause,
                          view->ckan->retry_hung.seconds, action);
    else if (matter->answer.asked && !matter->answer.good && ckan_hung(reply))
        report_add(report, silent, report->silent,
                   N_("%s: no answer to %s within %.1f s; look at %s, then at the log of the "
                      "portal"),
                   view->site, action, reply->outcome.seconds, ckan_pause_needs(action));
    else
        return ckan_report(report, view, &matter->answer, view->site, NULL);
    return true;
}
