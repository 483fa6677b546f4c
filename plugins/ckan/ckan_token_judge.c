/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_token.h"

#include "ckan/ckan_cause.h"

void ckan_token_judge(const struct ckan_view *view, const struct ckan_token_reading *reading,
                      bool forbidden, struct report *report)
{
    const struct ckan_answer *answer = &reading->answer;
    enum ckan_cause cause = ckan_cause(answer);
    const char *who = arena_printf(report->arena, "%s (am_following_dataset)", view->site);
    /* A dataset that is gone is named as such only to users. */
    bool user = answer->good || cause == CKAN_REFUSED_QUERY || cause == CKAN_NOT_FOUND;
    if (answer->asked && cause == CKAN_FORBIDDEN && answer->reply.redirects > 0)
        report_add(report, &ckan_token_findings[CKAN_TOKEN_REJECTED], UNKNOWN,
                   N_("%s: the portal leads to another address, where the API token does not "
                      "follow; give that address as --url: %s"),
                   view->site, url_brief(report->arena, &answer->reply.url));
    else if (answer->asked && cause == CKAN_FORBIDDEN)
        report_add(report, &ckan_token_findings[CKAN_TOKEN_REJECTED], UNKNOWN,
                   N_("%s: the portal does not accept the API token; make a new one and give it to "
                      "the monitoring"),
                   view->site);
    else if (answer->asked && !user)
        ckan_judge_answer(report, view, answer, who, NULL);
    else if (forbidden)
        report_add(report, &ckan_token_findings[CKAN_TOKEN_NOT_SYSADMIN], UNKNOWN,
                   N_("%s: the queue is shown to system administrators only, and the API token is "
                      "not one's; take the token of one, or leave --jobs out"),
                   view->site);
}
