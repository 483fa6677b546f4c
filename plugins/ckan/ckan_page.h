/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_page.h - pages that people see. CKAN 2.9 shows its list of datasets with status 200 and
 * an error inside when the search is dead, so the status is not enough. A page echoes no word of
 * ours: it may come from a cache. */
#ifndef CKAN_PAGE_H
#define CKAN_PAGE_H

#include "ckan/ckan_judge.h"
#include "ckan/ckan_pause.h"

struct ckan_page_options {
    struct list page;
};
enum ckan_page_finding { CKAN_PAGE_FAILED, CKAN_PAGE_HUNG, CKAN_PAGE_FINDINGS };
extern const struct finding_row ckan_page_findings[CKAN_PAGE_FINDINGS];
extern const struct part ckan_page_part;

/* The word under which pages that hung are remembered. */
extern const char ckan_page_action[];

struct ckan_page_result {
    bool asked, search_error, error_page;
    struct http_reply reply;
    const char *title;
};
struct ckan_page_reading {
    struct pause pause;             /* of all pages: they share what they need */
    struct ckan_page_result *pages; /* one for each --page */
};

void ckan_page_probe(struct ckan *ckan, const struct ckan_page_options *options,
                     const struct memory *last, struct ckan_page_reading *reading);
void ckan_page_judge(const struct ckan_page_options *options, const struct ckan_view *view,
                     const struct ckan_page_reading *reading, struct report *report);
void ckan_page_remember(const struct ckan_page_reading *reading, struct memory *next);

/* From here on pure. */

/* Whether this is one of CKAN's pages that say that something is broken, by its title. */
bool ckan_page_is_error(const char *title);

/* Fills in what the reply of a page says. */
void ckan_page_read(struct arena *arena, struct ckan_page_result *page);

#endif
