/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_watch_part.h - what is wrong with what a Solr did since the last run. */
#ifndef SOLR_WATCH_PART_H
#define SOLR_WATCH_PART_H

#include "frame/plugin.h"
#include "solr/solr_watch.h"

enum solr_watch_finding {
    SOLR_WATCH_LOST,
    SOLR_WATCH_DROPPED,
    SOLR_WATCH_UPDATES,
    SOLR_WATCH_TIMEOUTS,
    SOLR_WATCH_FINDINGS
};
extern const struct finding_row solr_watch_findings[SOLR_WATCH_FINDINGS];
extern const struct part solr_watch_part;

void solr_watch_report(struct report *report, const struct solr_reading *reading,
                       const struct solr_watch *watch);

/* On the first run: what failed before it, which is no alarm. */
void solr_watch_remark(struct report *report, const struct solr_reading *reading,
                       const struct solr_watch *watch);

#endif
