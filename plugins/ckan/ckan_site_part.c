/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site.h"

#include <string.h>

#define SITE_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_site_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    SITE_OPT(0, "expect-title", expect_title, .arg = "TEXT",
             .help = N_("The title of the portal must contain this")),
    SITE_OPT(0, "expect-extension", expect_extension, .arg = "NAME",
             .help = N_("This extension must be active")),
    SITE_OPT(0, "min-version", min_version, .arg = "VERSION",
             .help = N_("Warn when CKAN is older")),
};

const struct finding_row ckan_site_findings[CKAN_SITE_FINDINGS] = {
    [CKAN_SITE_WRONG] = FINDING("wrong-site", N_("Another site answers")),
    [CKAN_SITE_EXTENSION] = FINDING("extension-missing", N_("An extension is not active")),
    [CKAN_SITE_OLD] = FINDING("version-too-old", N_("The version is older than it may be")),
    [CKAN_SITE_VERSION_UNKNOWN] = FINDING("version-unknown", N_("The version is not shown")),
};

static bool validate(const void *given, struct report *report)
{
    const struct ckan_site_options *site = given;
    if (site->min_version != NULL && strchr("0123456789", site->min_version[0]) == NULL)
        return report_usage(report,
                            N_("--min-version wants a version like 2.9.11, but was given: "
                               "%s"),
                            site->min_version);
    return true;
}

const struct part ckan_site_part = {
    .title = N_("Site and pages"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_site_findings,
    .nfindings = COUNT(ckan_site_findings),
    .validate = validate,
};
