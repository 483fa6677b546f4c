/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_judge.h - what is wrong with an answer of a portal, in words. */
#ifndef CKAN_JUDGE_H
#define CKAN_JUDGE_H

#include "ckan/ckan_answer.h"
#include "ckan/ckan_part.h"
#include "net/http_part.h"

/* Whose answers are judged, and by which options. */
struct ckan_view {
    const struct http_options *http;
    const struct net_options *net;
    const struct ckan_options *ckan;
    const char *site; /* as the reader knows it */
    double now;
};

/* Makes a finding of an answer that is not good, by its cause. who: what was asked; silent (if
 * given) the row for a portal that took the question and left it unanswered. False, and no finding,
 * when the answer is good or the question was never sent. */
bool ckan_judge_answer(struct report *report, const struct ckan_view *view,
                       const struct ckan_answer *answer, const char *who,
                       const struct finding_row *silent);

#endif
