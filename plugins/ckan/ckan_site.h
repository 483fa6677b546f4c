/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_site.h - whether this is the portal that it should be: its title, its version, its
 * extensions. */
#ifndef CKAN_SITE_H
#define CKAN_SITE_H

#include "ckan/ckan_steps.h"

struct ckan_site_options {
    const char *expect_title, *min_version;
    struct list expect_extension;
};

enum ckan_site_finding {
    CKAN_SITE_WRONG,
    CKAN_SITE_EXTENSION,
    CKAN_SITE_OLD,
    CKAN_SITE_VERSION_UNKNOWN,
    CKAN_SITE_FINDINGS
};
extern const struct finding_row ckan_site_findings[CKAN_SITE_FINDINGS];
extern const struct part ckan_site_part;

struct ckan_site_reading {
    bool known;          /* status_show gave a good answer */
    const char *title;   /* NULL: none */
    const char *version; /* "2.9.11"; NULL: hidden */
    bool version_asked;  /* wherever it may be found */
    const char *const *extensions;
    size_t nextensions;
};

/* A hidden version (from 2.10 on) is read from the first page; only when the search is well, which
 * that page needs. */
void ckan_site_probe(struct ckan *ckan, const struct ckan_site_options *options,
                     const struct ckan_steps *steps, struct ckan_site_reading *reading);
void ckan_site_judge(const struct ckan_site_options *options, const struct ckan_view *view,
                     const struct ckan_site_reading *reading, struct report *report);

/* Pure: orders versions as CKAN numbers them: 2.9.11 above 2.9.2, 2.11.0b1 below 2.11.0. */
int ckan_site_version_order(const char *a, const char *b);

#endif
