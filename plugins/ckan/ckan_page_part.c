/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_page_part.h"

#include <string.h>

#include "read/html.h"
#include "net/http_report.h"

static const struct option_row options[] = {
    OPT_IN(struct ckan_page_options, 0, "page", page, .arg = "PATH",
           .help = N_("This page must come, without an error in it, as in /dataset; its answer may "
                      "be that of a cache")),
};

enum { PAGE_FAILED, PAGE_HUNG };
static const struct finding_row findings[] = {
    [PAGE_FAILED] = FINDING("page-failed", N_("A page of the portal is broken")),
    [PAGE_HUNG] = FINDING("page-hung", N_("A page of the portal does not come")),
};

static bool validate(const void *given, struct report *report)
{
    const struct ckan_page_options *page = given;
    for (size_t i = 0; i < page->page.count; i++) {
        if (page->page.items[i][0] != '/')
            return report_usage(report,
                                N_("--page wants a path that begins with /, but was given: "
                                   "%s"),
                                page->page.items[i]);
    }
    return true;
}

const struct part ckan_page_part = {
    .options = options,
    .noptions = COUNT(options),
    .findings = findings,
    .nfindings = COUNT(findings),
    .validate = validate,
};

/* The word under which pages that hung are remembered. */
static const char action[] = "--page";

bool ckan_page_is_error(const char *title)
{
    const char *found = title != NULL ? strchr(title, '[') : NULL;
    return found != NULL && (found[1] == '4' || found[1] == '5') &&
           strspn(found + 1, "0123456789") == 3 && found[4] == ']';
}

static void read_page(struct arena *arena, struct ckan_page_result *page)
{
    const char *body = page->reply.body;
    page->title = html_title(arena, body, page->reply.length);
    page->search_error = strstr(body, "id=\"search-error\"") != NULL;
    page->error_page = ckan_page_is_error(page->title);
}

void ckan_page_probe(struct ckan *ckan, const struct ckan_page_options *given,
                     const struct memory *last, struct ckan_page_reading *reading)
{
    double now = ckan->run->now;
    *reading = (struct ckan_page_reading){
        .pause = ckan_pause_load(last, action, now, ckan->retry_hung),
        .pages = arena_array(ckan->run->arena, given->page.count, sizeof *reading->pages),
    };
    for (size_t i = 0; i < given->page.count && !reading->pause.paused; i++) {
        struct ckan_page_result *page = &reading->pages[i];
        page->asked = ckan_page(ckan, given->page.items[i], &page->reply);
        if (!page->asked)
            return;
        ckan_pause_note(&reading->pause, ckan_hung(&page->reply), now);
        read_page(ckan->run->arena, page);
    }
}

static void judge_page(const struct ckan_view *view, const char *path,
                       const struct ckan_page_result *page, struct report *report)
{
    const struct finding_row *row = &findings[PAGE_FAILED];
    const struct http_reply *reply = &page->reply;
    const char *who = arena_printf(report->arena, "%s%s", view->site, path);
    const char *title = page->title != NULL ? page->title : "-";
    if (ckan_hung(reply))
        report_add(
            report, &findings[PAGE_HUNG], report->silent,
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
        ckan_pause_report(report, &findings[PAGE_HUNG], view->site, &reading->pause,
                          view->ckan->retry_hung.seconds, action);
    for (size_t i = 0; i < given->page.count; i++) {
        if (reading->pages[i].asked)
            judge_page(view, given->page.items[i], &reading->pages[i], report);
    }
}

void ckan_page_remember(const struct ckan_page_reading *reading, struct memory *next)
{
    ckan_pause_save(&reading->pause, next, action);
}
