/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_part.h - what is expected of every CKAN portal, and the words for what is wrong with one. */
#ifndef CKAN_PART_H
#define CKAN_PART_H

#include "ckan/ckan.h"

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

/* Whose answers are judged, and by which options. */
struct ckan_view {
    const struct http_options *http;
    const struct net_options *net;
    const struct ckan_options *ckan;
    const char *site; /* as the reader knows it */
    double now;
};

/* Makes a finding of an answer that is not good, by its cause; who is what was asked, silent (if
 * given) the row for a portal that took the question and left it unanswered. False, and no finding,
 * when the answer is good or the question was never sent. */
bool ckan_report(struct report *report, const struct ckan_view *view,
                 const struct ckan_answer *answer, const char *who,
                 const struct finding_row *silent);

#endif
