/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_part.h - what can be found wrong with a Solr. */
#ifndef SOLR_PART_H
#define SOLR_PART_H

#include "frame/plugin.h"

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

#endif
