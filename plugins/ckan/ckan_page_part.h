/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_page_part.h - pages that people see. CKAN 2.9 shows its list of datasets with status 200 and
 * an error inside when the search is dead, so the status is not enough. A page echoes no word of
 * ours: it may come from a cache. */
#ifndef CKAN_PAGE_PART_H
#define CKAN_PAGE_PART_H

#include "ckan/ckan_part.h"
#include "ckan/ckan_pause.h"

struct ckan_page_options {
    struct list page;
};
extern const struct part ckan_page_part;

struct ckan_page_result {
    bool asked, search_error, error_page;
    struct http_reply reply;
    const char *title;
};
struct ckan_page_reading {
    struct ckan_pause pause;        /* of all pages: they share what they need */
    struct ckan_page_result *pages; /* one for each --page */
};

void ckan_page_probe(struct ckan *ckan, const struct ckan_page_options *options,
                     const struct memory *last, struct ckan_page_reading *reading);
void ckan_page_judge(const struct ckan_page_options *options, const struct ckan_view *view,
                     const struct ckan_page_reading *reading, struct report *report);
void ckan_page_remember(const struct ckan_page_reading *reading, struct memory *next);

/* Whether this is one of CKAN's pages that say that something is broken, by its title. */
bool ckan_page_is_error(const char *title);

#endif
