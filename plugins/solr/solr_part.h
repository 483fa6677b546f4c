/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_part.h - what answers of Solr mean: whether it is there, has its cores and can read its
 * index. */
#ifndef SOLR_PART_H
#define SOLR_PART_H

#include "solr/solr_ask.h"

enum solr_finding {
    SOLR_FINDING_CONFIGURATION,
    SOLR_FINDING_CORE_MISSING,
    SOLR_FINDING_CORE_FAILED,
    SOLR_FINDING_CORE_UNCLEAR,
    SOLR_FINDING_NOT_THERE,
    SOLR_FINDING_HUNG,
    SOLR_FINDING_ERROR,
    SOLR_FINDING_FILES_LOST,
    SOLR_FINDING_DAMAGED,
    SOLR_FINDING_DISABLED,
    SOLR_FINDING_UNSEEN,
    SOLR_FINDINGS
};
extern const struct finding_row solr_findings[SOLR_FINDINGS];
extern const struct part solr_part;

/* wanted is the core that was asked for, or NULL. True when a search was answered, so that there
 * are numbers to judge. */
bool solr_report(struct report *report, const struct http_options *options,
                 const struct net_options *net, const struct solr_reading *reading,
                 const char *wanted);

/* What Solr does not tell of itself, which is no alarm. */
void solr_remark(struct report *report, const struct solr_reading *reading);

/* The names of all cores, for sentences. */
const char *solr_core_names(struct arena *arena, const struct solr_cores *cores);

#endif
