/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_page.h"

#include "base/text.h"
#include "net/http_report.h"

static void judge_page(const struct ckan_view *view, const char *path,
                       const struct ckan_page_result *page, struct report *report)
{
    const struct finding_row *row = &ckan_page_findings[CKAN_PAGE_FAILED];
    const struct http_reply *reply = &page->reply;
    const char *who = arena_printf(report->arena, "%s%s", view->site, path);
    const char *title = text_or(page->title, "-");
    if (ckan_answer_hung(reply))
        report_add(
            report, &ckan_page_findings[CKAN_PAGE_HUNG], view->net->timeout.state,
            N_("%s: the page does not come within %.1f s; look at the log of the portal, and "
               "at Solr, which most pages need"),
            who, reply->outcome.seconds);
    else if (page->search_error)
        report_add(report, row, CRITICAL,
                   N_("%s: the page says that the search is broken; look at Solr and at the log of "
                      "the portal"),
                   who);
    else if (reply->outcome.stage == STAGE_DONE && (page->error_page || reply->status == 500))
        report_add(report, row, CRITICAL,
                   N_("%s: an error page came (status %ld); look at the log of the portal: %s"),
                   who, reply->status, title);
    else
        http_report(report, view->http, view->net, reply, who, NULL);
}

void ckan_page_judge(const struct ckan_page_options *given, const struct ckan_view *view,
                     const struct ckan_page_reading *reading, struct report *report)
{
    if (reading->pause.paused && given->page.count > 0)
        ckan_pause_judge(report, view, &ckan_page_findings[CKAN_PAGE_HUNG], &reading->pause,
                         ckan_page_action);
    for (size_t i = 0; i < given->page.count; i++) {
        if (reading->pages[i].asked)
            judge_page(view, given->page.items[i], &reading->pages[i], report);
    }
}
