/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_frequency.h - how often a dataset is said to be updated, in whatever words; pure.
 *
 * CKAN has no field for it, so each portal has words of its own. Read are ISO 8601 durations and
 * repeating intervals (P1M, R/P1Y, R/P0.5M), the codes of the frequency tables of the EU
 * Publications Office (ANNUAL_2, UPDATE_CONT), of Dublin Core and of ISO 19115, alone or as the end
 * of their URI, English phrases ("every 3 months") and Japanese ones. */
#ifndef CKAN_FREQUENCY_H
#define CKAN_FREQUENCY_H

#include <stdbool.h>

#include "base/arena.h"

enum ckan_frequency_kind {
    CKAN_FREQUENCY_OTHER, /* words that we do not understand */
    CKAN_FREQUENCY_FREE,  /* nothing is promised: as needed, never, all the time */
    CKAN_FREQUENCY_EVERY
};
struct ckan_frequency {
    enum ckan_frequency_kind kind;
    double seconds; /* CKAN_FREQUENCY_EVERY: the longest that may lie between two updates */
};

/* Of two readings of a phrase the one that allows more time is taken: "bimonthly" is two months. */
struct ckan_frequency ckan_frequency_read(struct arena *arena, const char *text);

/* When an update is overdue: half of the time as much again is given. */
bool ckan_frequency_overdue(const struct ckan_frequency *frequency, double age);

#endif
