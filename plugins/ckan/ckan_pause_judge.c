/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_pause.h"

#include "ckan/ckan_judge.h"

void ckan_pause_judge(struct report *report, const struct ckan_view *view,
                      const struct finding_row *row, const struct pause *pause, const char *action)
{
    report_add(report, row, view->net->timeout.state,
               N_("%s: %s has hung since %s; look at %s; not asked again before %s, so that the "
                  "check does not hold up the portal"),
               view->site, action, when_date(report->arena, pause->since), ckan_pause_needs(action),
               when_date(report->arena, pause->tried + view->ckan->retry_hung.seconds));
}
