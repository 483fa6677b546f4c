/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_steps.h"

#include <math.h>

#include "ckan/ckan_cause.h"
#include "net/http_report.h"

/* "https://data.example.jp (package_list)" */
static const char *who(struct report *report, const struct ckan_view *view, const char *action)
{
    return arena_printf(report->arena, "%s (%s)", view->site, action);
}

/* False when the portal itself does not answer, so that nothing is known of what is behind it. */
static bool judge_status(const struct ckan_view *view, const struct ckan_steps *steps,
                         struct report *report)
{
    const struct ckan_answer *answer = &steps->status;
    const struct finding_row *hung = &ckan_findings[CKAN_FINDING_PORTAL_HUNG];
    const char *action = who(report, view, "status_show");
    if (ckan_answer_hung(&answer->reply) && steps->hung_before != NULL)
        report_add(report, hung, view->net->timeout.state,
                   N_("%s: the portal does not answer within %.1f s; probably its workers all wait "
                      "for %s: repair that first, then restart the portal; %s has hung since %s"),
                   view->site, answer->reply.outcome.seconds, ckan_pause_needs(steps->hung_before),
                   steps->hung_before, when_date(report->arena, steps->hung_since));
    else if (ckan_answer_hung(&answer->reply) && answer->reply.status != 504)
        report_add(report, hung, view->net->timeout.state,
                   N_("%s: the portal takes requests and does not answer within %.1f s; look at "
                      "its database (PostgreSQL) and at its log, restart it if it stays so"),
                   view->site, answer->reply.outcome.seconds);
    else if (answer->reply.status == 404)
        report_add(report, &http_findings[HTTP_FINDING_STATUS], CRITICAL,
                   N_("%s: there is no CKAN at this URL (status 404); check the URL, and the web "
                      "server in front of the portal"),
                   view->site);
    else
        ckan_judge_answer(report, view, answer, action, NULL);
    return answer->good;
}

static void judge_list(const struct ckan_view *view, const struct ckan_steps *steps,
                       struct report *report)
{
    const struct finding_row *hung = &ckan_findings[CKAN_FINDING_DATABASE_HUNG];
    const char *action = who(report, view, "package_list");
    if (steps->list_pause.paused)
        ckan_pause_judge(report, view, hung, &steps->list_pause, "package_list");
    else if (steps->list.asked && ckan_answer_hung(&steps->list.reply))
        report_add(report, hung, view->net->timeout.state,
                   N_("%s: the portal answers, but its list of datasets does not come within %.1f "
                      "s; look for locks and long transactions in PostgreSQL"),
                   view->site, steps->list.reply.outcome.seconds);
    else
        ckan_judge_answer(report, view, &steps->list, action, NULL);
}

static void report_damage(const struct ckan_view *view, const struct ckan_steps *steps,
                          struct report *report)
{
    const struct finding_row *row = &ckan_findings[CKAN_FINDING_INDEX_DAMAGED];
    const struct ckan_answer *bad = steps->newest.good ? &steps->random : &steps->newest;
    if (steps->newest_missing || steps->random_missing)
        report_add(report, row, CRITICAL,
                   N_("%s: the search counts datasets (%.0f), but gives no row for number %.0f; "
                      "rebuild the index (ckan search-index rebuild)"),
                   view->site, steps->count, steps->newest_missing ? 1 : steps->start + 1);
    else
        report_add(
            report, row, CRITICAL,
            N_("%s: the search counts datasets (%.0f), but fails to show number %.0f; rebuild the "
               "index (ckan search-index rebuild) and look at the disk of Solr: %s"),
            view->site, steps->count, steps->newest.good ? steps->start + 1 : 1,
            ckan_cause_words(report->arena, bad));
}

static void judge_answer_of_search(const struct ckan_view *view, const struct ckan_answer *answer,
                                   struct report *report)
{
    const struct finding_row *hung = &ckan_findings[CKAN_FINDING_SOLR_HUNG];
    const char *action = who(report, view, "package_search");
    if (answer->asked && ckan_answer_hung(&answer->reply))
        report_add(report, hung, view->net->timeout.state,
                   N_("%s: the portal answers, but its search does not within %.1f s; look at the "
                      "log and the load of Solr, restart it if it stays so"),
                   view->site, answer->reply.outcome.seconds);
    else if (answer->asked && ckan_cause(answer) == CKAN_INTERNAL)
        report_add(report, &ckan_findings[CKAN_FINDING_SEARCH_FAILED], CRITICAL,
                   N_("%s: the search ends in an internal error of the portal (status %ld); look "
                      "at its log"),
                   view->site, answer->reply.status);
    else
        ckan_judge_answer(report, view, answer, action, NULL);
}

static void judge_search(const struct ckan_view *view, const struct ckan_steps *steps,
                         struct report *report)
{
    if (steps->search_pause.paused)
        ckan_pause_judge(report, view, &ckan_findings[CKAN_FINDING_SOLR_HUNG], &steps->search_pause,
                         "package_search");
    else if (steps->damaged)
        report_damage(view, steps, report);
    else if (!steps->newest.good)
        judge_answer_of_search(view, &steps->newest, report);
    else if (steps->random.asked && !steps->random.good)
        judge_answer_of_search(view, &steps->random, report);
    else if (steps->no_count)
        http_report_form(report, who(report, view, "package_search"), "result.count");
    else
        judge_answer_of_search(view, &steps->recount, report);
}

static void judge_drift(const struct ckan_view *view, const struct ckan_steps *steps,
                        struct report *report)
{
    double datasets = steps->datasets, count = steps->count;
    enum state state = ckan_steps_drift(view->ckan, datasets, count);
    if (datasets == 0 && count == 0)
        report_add(report, &ckan_findings[CKAN_FINDING_PORTAL_EMPTY], WARNING,
                   N_("%s: the portal has no public dataset, and its search finds none; if there "
                      "should be some, look for a restored or wrong database"),
                   view->site);
    else if (count == 0)
        report_add(report, &ckan_findings[CKAN_FINDING_INDEX_EMPTY], state,
                   N_("%s: the search finds nothing, though the portal has datasets (%.0f); "
                      "rebuild the index (ckan search-index rebuild)"),
                   view->site, datasets);
    else if (state != OK && count > datasets)
        report_add(report, &ckan_findings[CKAN_FINDING_INDEX_ORPHANS], state,
                   N_("%s: the search finds more datasets (%.0f) than the portal has, by %.0f; "
                      "remove what is gone from the index (ckan search-index rebuild)"),
                   view->site, count, count - datasets);
    else if (state != OK)
        report_add(report, &ckan_findings[CKAN_FINDING_INDEX_DRIFT], state,
                   N_("%s: the search finds %.0f of %.0f datasets; list what is missing (ckan "
                      "search-index check) and index it (ckan search-index rebuild)"),
                   view->site, count, datasets);
}

static void report_metrics(const struct ckan_view *view, const struct ckan_steps *steps,
                           struct report *report)
{
    struct bound zero = BOUND(0);
    const struct levels *levels = &view->ckan->drift;
    report_metric(report,
                  (struct metric){ .label = "datasets", .value = steps->datasets, .min = zero });
    report_metric(report,
                  (struct metric){ .label = "search_count", .value = steps->count, .min = zero });
    report_metric(report, (struct metric){ .label = "drift",
                                           .value = steps->datasets - steps->count,
                                           .limits = limits_of_levels(levels, steps->datasets) });
}

void ckan_steps_judge(const struct ckan_view *view, const struct ckan_steps *steps,
                      struct report *report)
{
    report_metrics(view, steps, report);
    if (!judge_status(view, steps, report))
        return;
    judge_list(view, steps, report);
    judge_search(view, steps, report);
    if (steps->list.good && ckan_steps_searched(steps))
        judge_drift(view, steps, report);
}
