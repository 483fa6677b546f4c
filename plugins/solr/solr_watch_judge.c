/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_watch.h"

#include <math.h>

#include "solr/solr_part.h"

static void report_documents(struct report *report, double documents,
                             const struct solr_watch *watch, const char *core)
{
    const char *since = when_date(report->arena, watch->documents.since);
    if (documents == 0)
        report_add(report, &solr_watch_findings[SOLR_WATCH_LOST], CRITICAL,
                   N_("core %s is empty, but was not before %s (documents then: %.0f); restore its "
                      "index or build it again (CKAN: ckan search-index rebuild)"),
                   core, since, watch->documents.usual);
    else
        report_add(report, &solr_watch_findings[SOLR_WATCH_DROPPED], watch->documents.state,
                   N_("documents in core %s: %.0f; before %s there were %.0f; if nobody deleted so "
                      "many, build the index again (CKAN: ckan search-index rebuild)"),
                   core, documents, since, watch->documents.usual);
}

static void report_updates(struct report *report, const struct solr_watch *watch, const char *core)
{
    const struct finding_row *row = &solr_watch_findings[SOLR_WATCH_UPDATES];
    if (watch->failed > 0 && !isnan(watch->failed_since))
        report_add(report, row, CRITICAL,
                   N_("core %s: updates fail (so far: %.0f), and none came through since %s; look "
                      "for a full disk, a write lock of another process, and at Solr's log"),
                   core, watch->failed, when_date(report->arena, watch->failed_since));
    else if (watch->failed > 0)
        report_add(report, row, CRITICAL,
                   N_("core %s: updates failed since the last run (%.0f), though others came "
                      "through; look at Solr's log"),
                   core, watch->failed);
}

void solr_watch_judge_remark(struct report *report, const struct solr_reading *reading,
                             const struct solr_watch *watch)
{
    if (watch->first && reading->statistics.update_errors > 0)
        report_add(report, &solr_watch_findings[SOLR_WATCH_UPDATES], OK,
                   N_("core %s: updates that failed since Solr was started: %.0f; from now on each "
                      "new one is an alarm"),
                   solr_core_label(reading->core), reading->statistics.update_errors);
}

void solr_watch_judge(struct report *report, const struct solr_reading *reading,
                      const struct solr_watch *watch)
{
    const char *core = reading->core != NULL ? solr_core_label(reading->core) : "";
    if (watch->documents.state != OK)
        report_documents(report, reading->documents, watch, core);
    if (reading->answers[SOLR_STATISTICS].good)
        report_updates(report, watch, core);
    if (watch->timeouts > 0)
        report_add(report, &solr_watch_findings[SOLR_WATCH_TIMEOUTS], WARNING,
                   N_("core %s: Solr gave up requests since the last run, as they took too long "
                      "(%.0f); look at its load and at heavy searches"),
                   core, watch->timeouts);
    for (size_t i = 0; i < watch->ngone; i++)
        report_add(report, &solr_findings[SOLR_FINDING_CORE_MISSING], CRITICAL,
                   N_("Solr had a core that it has no more; if somebody removed it, this is "
                      "forgotten after a day; else look at its folder and at Solr's log: %s"),
                   solr_core_label(watch->gone[i]));
}
