/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_page.h"

static const char *take_page(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    if (text[0] != '/')
        return arena_printf(arena, _("--page wants a path that begins with /, but was given: %s"),
                            text);
    return kind_list.read(arena, row, text, field);
}

static const struct kind page_kind = { "PATH", .repeats = true, .read = take_page };

static const struct option_row options[] = {
    OPT_AS(struct ckan_page_options, page_kind, 0, "page", page,
           .help = N_("This page must come, without an error in it, as in /dataset; its answer may "
                      "be that of a cache")),
};

const struct finding_row ckan_page_findings[CKAN_PAGE_FINDINGS] = {
    [CKAN_PAGE_FAILED] = FINDING("page-failed", N_("A page of the portal is broken")),
    [CKAN_PAGE_HUNG] = FINDING_WAITS("page-hung", N_("A page of the portal does not come")),
};

const struct part ckan_page_part = {
    .title = N_("Site and pages"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_page_findings,
    .nfindings = COUNT(ckan_page_findings),
};
