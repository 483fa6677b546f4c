/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_steps.h - the questions that every portal is asked, one after the other, so that the first
 * one without a good answer names what is broken: the portal itself, its database, its search. */
#ifndef CKAN_STEPS_H
#define CKAN_STEPS_H

#include "ckan/ckan_judge.h"
#include "ckan/ckan_pause.h"

/* What the portal said. Numbers are NAN, texts NULL, where it did not. */
struct ckan_steps {
    double now;
    const char *hung_before; /* the question that hung in an earlier run, and since when */
    double hung_since;

    struct ckan_answer status; /* status_show: needs neither the database's tables nor Solr */
    const char *title, *version;
    const char *const *extensions;
    size_t nextensions;

    struct ckan_answer list; /* package_list: the database */
    struct pause list_pause;
    double datasets, sources; /* sources: of harvests, which are in the list but no datasets */

    struct ckan_answer newest; /* package_search: Solr; the row that was changed last */
    struct pause search_pause;
    double count;
    bool no_count; /* a good answer without a count */
    const char *newest_name;
    double newest_time;

    /* One row at a place that nobody can foresee: a damaged index may still have the newest. */
    struct ckan_answer random;
    double start;
    bool newest_missing, random_missing; /* counted, but not given */
    struct ckan_answer recount;          /* the count alone, when a row fails or is missing */
    bool damaged;                        /* a row fails, and the count alone does not */
};

void ckan_steps_probe(struct ckan *ckan, const struct ckan_options *options,
                      const struct memory *last, struct ckan_steps *steps);

/* The findings of the steps, the metrics datasets, search_count and drift. */
void ckan_steps_judge(const struct ckan_view *view, const struct ckan_steps *steps,
                      struct report *report);

/* From here on pure. */

/* Sets *steps to what is known before anything was asked. */
void ckan_steps_load(const struct memory *last, double now, double retry_hung,
                     struct ckan_steps *steps);
void ckan_steps_remember(const struct ckan_steps *steps, struct memory *next);

/* Whether the search answered as it should, rows and all. */
bool ckan_steps_searched(const struct ckan_steps *steps);

/* What a difference between list and search is worth: too many datasets missing in the search, or
 * (at most WARNING) too many that the list no longer has. */
enum state ckan_steps_drift(const struct ckan_options *options, double datasets, double count);

#endif
