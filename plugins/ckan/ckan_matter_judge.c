/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_matter.h"

bool ckan_matter_judge(struct report *report, const struct ckan_view *view,
                       const struct ckan_matter *matter, const struct finding_row *silent,
                       const char *action)
{
    const struct http_reply *reply = &matter->answer.reply;
    if (matter->pause.paused)
        ckan_pause_judge(report, view, silent, &matter->pause, action);
    else if (matter->answer.asked && !matter->answer.good && ckan_answer_hung(reply))
        report_add(report, silent, view->net->timeout.state,
                   N_("%s: no answer to %s within %.1f s; look at %s, then at the log of the "
                      "portal"),
                   view->site, action, reply->outcome.seconds, ckan_pause_needs(action));
    else
        return ckan_judge_answer(report, view, &matter->answer, view->site, NULL);
    return true;
}
