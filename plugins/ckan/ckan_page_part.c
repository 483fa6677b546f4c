/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_page.h"

static const struct option_row options[] = {
    OPT_IN(struct ckan_page_options, 0, "page", page, .arg = "PATH",
           .help = N_("This page must come, without an error in it, as in /dataset; its answer may "
                      "be that of a cache")),
};

const struct finding_row ckan_page_findings[CKAN_PAGE_FINDINGS] = {
    [CKAN_PAGE_FAILED] = FINDING("page-failed", N_("A page of the portal is broken")),
    [CKAN_PAGE_HUNG] = FINDING_WAITS("page-hung", N_("A page of the portal does not come")),
};

static bool validate(const void *given, struct report *report)
{
    const struct ckan_page_options *page = given;
    for (size_t i = 0; i < page->page.count; i++) {
        if (page->page.items[i][0] != '/')
            return report_usage(report,
                                N_("--page wants a path that begins with /, but was given: "
                                   "%s"),
                                page->page.items[i]);
    }
    return true;
}

const struct part ckan_page_part = {
    .title = N_("Site and pages"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_page_findings,
    .nfindings = COUNT(ckan_page_findings),
    .validate = validate,
};
