/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_judge.h"

#include <string.h>

#include "ckan/ckan_cause.h"
#include "net/http_report.h"

static void report_silent(struct report *report, const struct ckan_view *view,
                          const struct http_reply *reply, const char *who,
                          const struct finding_row *row)
{
    if (reply->status == 504)
        report_add(report, row, view->net->timeout.state,
                   N_("%s: no answer; the web server in front gave up waiting after %.1f s (status "
                      "504); look at what this question needs, then at the log of the portal"),
                   who, reply->outcome.seconds);
    else
        report_add(report, row, view->net->timeout.state,
                   N_("%s: taken, but not answered within %.1f s; look at what this question "
                      "needs, then at the log of the portal"),
                   who, reply->outcome.seconds);
}

/* The answer came all the way, and names what is behind the portal. */
static void report_behind(struct report *report, const struct ckan_view *view,
                          const struct ckan_answer *answer, const char *who)
{
    const char *words = ckan_cause_words(report->arena, answer);
    switch (ckan_cause(answer)) {
    case CKAN_SEARCH_UNREACHABLE:
        report_add(
            report, &ckan_findings[CKAN_FINDING_SOLR_UNREACHABLE], CRITICAL,
            N_("%s: the portal does not reach its search server; start Solr, or repair the way "
               "to it: %s"),
            who, words);
        return;
    case CKAN_SEARCH_HUNG:
        report_add(report, &ckan_findings[CKAN_FINDING_SOLR_HUNG], view->net->timeout.state,
                   N_("%s: the search server does not answer the portal; look at the log and the "
                      "load of Solr, restart it if it stays so"),
                   who);
        return;
    case CKAN_SEARCH_ERROR:
        report_add(report, &ckan_findings[CKAN_FINDING_SOLR_ERROR], CRITICAL,
                   N_("%s: the search server answers the portal with an error; look at the log of "
                      "Solr: %s"),
                   who, words);
        return;
    case CKAN_DATABASE:
        report_add(report, &ckan_findings[CKAN_FINDING_DATABASE_DOWN], CRITICAL,
                   N_("%s: the portal's page for internal errors came (status 500), probably "
                      "because it does not reach its database; look at PostgreSQL, then at the log "
                      "of the portal"),
                   who);
        return;
    case CKAN_NO_ACTION:
        report_add(report, &ckan_findings[CKAN_FINDING_NO_ACTION], UNKNOWN,
                   N_("%s: the portal does not have this function; its version or its extensions "
                      "differ from what the check needs"),
                   who);
        return;
    default:
        report_add(report, &ckan_findings[CKAN_FINDING_SEARCH_FAILED], CRITICAL,
                   N_("%s: the portal could not carry out the search; look at its log: %s"), who,
                   words);
        return;
    }
}

/* No whole answer, or one whose status and type say all. */
static bool report_status(struct report *report, const struct ckan_view *view,
                          const struct ckan_answer *answer, const char *who)
{
    if (answer->type == NULL)
        return http_report(report, view->http, view->net, &answer->reply, who, NULL);
    const char *words = ckan_cause_words(report->arena, answer);
    report_add(report, &http_findings[HTTP_FINDING_STATUS], CRITICAL,
               N_("%s: the portal answers with an error (status %ld); look at its log: %s"), who,
               answer->reply.status,
               strcmp(words, answer->type) == 0
                   ? words
                   : arena_printf(report->arena, "%s, %s", answer->type, words));
    return true;
}

/* 2xx, but not CKAN's envelope. */
static void report_form(struct report *report, const struct ckan_view *view,
                        const struct ckan_answer *answer, const char *who)
{
    if (http_report(report, view->http, view->net, &answer->reply, who, NULL))
        return;
    if (answer->fault == JSON_GOOD && answer->no_envelope)
        http_report_form(report, who, "success, result");
    else
        http_report_json(report, &answer->reply, answer->fault, who,
                         &ckan_findings[CKAN_FINDING_HTML]);
}

bool ckan_judge_answer(struct report *report, const struct ckan_view *view,
                       const struct ckan_answer *answer, const char *who,
                       const struct finding_row *silent)
{
    const struct http_reply *reply = &answer->reply;
    bool cut = reply->trouble == HTTP_CUT_SHORT || answer->fault == JSON_CUT;
    if (!answer->asked || answer->good)
        return false;
    if (answer->too_large)
        report_add(report, &http_findings[HTTP_FINDING_TOO_LARGE], CRITICAL,
                   N_("%s: the list is larger than %.0f bytes; check that this is the right URL, "
                      "or raise --max-list"),
                   who, view->ckan->max_list);
    else if (cut && answer->list_bytes > 0)
        report_add(report, &http_findings[HTTP_FINDING_TRUNCATED], CRITICAL,
                   N_("%s: the list breaks off (bytes that came: %.0f); look at the log of the "
                      "portal and of what stands in front of it"),
                   who, answer->list_bytes);
    else if (silent != NULL && ckan_answer_hung(reply))
        report_silent(report, view, reply, who, silent);
    else
        switch (ckan_cause(answer)) {
        case CKAN_FINE: return false;
        case CKAN_STALE: http_report_stale(report, reply, who); return true;
        case CKAN_HTML:
        case CKAN_UNREADABLE: report_form(report, view, answer, who); return true;
        case CKAN_TRANSPORT:
        case CKAN_FORBIDDEN:
        case CKAN_NOT_FOUND:
        case CKAN_INTERNAL:
        case CKAN_STATUS: return report_status(report, view, answer, who);
        case CKAN_NO_ACTION:
        case CKAN_REFUSED_QUERY:
        case CKAN_SEARCH_UNREACHABLE:
        case CKAN_SEARCH_HUNG:
        case CKAN_SEARCH_ERROR:
        case CKAN_SEARCH_FAILED:
        case CKAN_DATABASE: report_behind(report, view, answer, who); return true;
        }
    return true;
}
