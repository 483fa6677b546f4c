/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_matter.h - one thing that is asked of a portal beside what every portal is asked: its
 * answer, and whether it hung before. */
#ifndef CKAN_MATTER_H
#define CKAN_MATTER_H

#include "ckan/ckan_judge.h"
#include "ckan/ckan_pause.h"

struct ckan_matter {
    struct ckan_answer answer; /* the last one; one that is not good ended it */
    struct pause pause;
};

/* name is what it is remembered by: an action, or one and a word, as in "package_search.links". */
void ckan_matter_load(struct ckan_matter *matter, const struct ckan *ckan,
                      const struct memory *last, const char *name);
void ckan_matter_save(const struct ckan_matter *matter, struct memory *next, const char *name);

/* Asks the public question, for at most half of the time that is left. The document is NULL unless
 * the answer is good. */
const struct json *ckan_matter_probe(struct ckan *ckan, struct ckan_matter *matter,
                                     const char *action, const char *query);

/* Makes a finding when nothing came of it: silent is the row for a portal that takes the question
 * and does not answer, now or before. False when something came, or when it was never asked. */
bool ckan_matter_judge(struct report *report, const struct ckan_view *view,
                       const struct ckan_matter *matter, const struct finding_row *silent,
                       const char *action);

#endif
