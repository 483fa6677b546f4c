/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_part.h - what is expected of every CKAN portal. */
#ifndef CKAN_PART_H
#define CKAN_PART_H

#include "frame/plugin.h"

struct ckan_options {
    struct levels drift;
    struct duration retry_hung;
    double max_list;
};
#define CKAN_DEFAULTS \
    { \
        .drift = { .warn = { .set = true }, \
                   .crit = { .value = 10, .percent = true, .set = true } }, \
        .retry_hung = { .seconds = 5 * MINUTE }, .max_list = 67108864 \
    }

enum ckan_finding {
    CKAN_FINDING_PORTAL_HUNG,
    CKAN_FINDING_DATABASE_DOWN,
    CKAN_FINDING_DATABASE_HUNG,
    CKAN_FINDING_SOLR_UNREACHABLE,
    CKAN_FINDING_SOLR_HUNG,
    CKAN_FINDING_SOLR_ERROR,
    CKAN_FINDING_SEARCH_FAILED,
    CKAN_FINDING_INDEX_EMPTY,
    CKAN_FINDING_INDEX_DRIFT,
    CKAN_FINDING_INDEX_DAMAGED,
    CKAN_FINDING_INDEX_ORPHANS,
    CKAN_FINDING_PORTAL_EMPTY,
    CKAN_FINDING_HTML,
    CKAN_FINDING_NO_ACTION,
    CKAN_FINDINGS
};
extern const struct finding_row ckan_findings[CKAN_FINDINGS];
extern const struct part ckan_part;

#endif
