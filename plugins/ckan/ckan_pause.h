/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_pause.h - questions to a portal that hung before (keep/pause.h), and what they say of it. */
#ifndef CKAN_PAUSE_H
#define CKAN_PAUSE_H

#include "ckan/ckan_probe.h"
#include "keep/pause.h"

/* Asks unless it is paused, and notes how that ended. */
void ckan_pause_probe(struct ckan *ckan, struct pause *pause, const struct ckan_question *question,
                      struct ckan_answer *answer, const struct json **document);

/* What a question needs besides the portal, in a few words for people; action is the name of the
 * question up to its point or more. */
const char *ckan_pause_needs(const char *action);

/* The finding for a question that is paused, in the state of a silent peer. */
struct ckan_view;
struct finding_row;
void ckan_pause_judge(struct report *report, const struct ckan_view *view,
                      const struct finding_row *row, const struct pause *pause, const char *action);

#endif
