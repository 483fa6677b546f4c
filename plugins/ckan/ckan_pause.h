/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_pause.h - a monitor must not make a sick portal sicker. A question that hangs holds one of
 * the portal's few workers until Solr, PostgreSQL or Redis answers; asked again in each run it
 * takes them all. So one that hung is remembered, and not asked again for a while. */
#ifndef CKAN_PAUSE_H
#define CKAN_PAUSE_H

#include "ckan/ckan_probe.h"
#include "keep/memory.h"

/* What is known about one question; plain values, part of a reading. */
struct ckan_pause {
    double since; /* when it hung first; NAN: it does not hang */
    double tried; /* when it was asked last, and hung */
    bool paused;  /* it is not asked in this run */
};

/* action is the name under which it is remembered, and which people read up to a point, as in
 * package_search.links: questions of several kinds to one function each have their own. */
struct ckan_pause ckan_pause_load(const struct memory *last, const char *action, double now,
                                  double retry_hung);
void ckan_pause_save(const struct ckan_pause *pause, struct memory *next, const char *action);
/* It was asked just now. */
void ckan_pause_note(struct ckan_pause *pause, bool hung, double now);

/* Asks unless it is paused, and notes how that ended. */
void ckan_pause_ask(struct ckan *ckan, struct ckan_pause *pause,
                    const struct ckan_question *question, struct ckan_answer *answer,
                    const struct json **document);

/* The question that has hung for longest, by the memory of the last run, and since when; NULL. */
const char *ckan_pause_oldest(const struct memory *last, double now, double *since);

/* What a question needs besides the portal, in a few words for people. */
const char *ckan_pause_needs(const char *action);

/* The finding for a question that is paused, in the state of a silent peer. */
struct finding_row;
void ckan_pause_report(struct report *report, const struct finding_row *row, const char *who,
                       const struct ckan_pause *pause, double retry_hung, const char *action);

#endif
