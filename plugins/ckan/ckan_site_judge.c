/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site.h"

#include <string.h>

#include "base/text.h"

static bool has_extension(const struct ckan_site_reading *reading, const char *name)
{
    for (size_t i = 0; i < reading->nextensions; i++) {
        if (strcmp(reading->extensions[i], name) == 0)
            return true;
    }
    return false;
}

static void judge_version(const struct ckan_site_options *given,
                          const struct ckan_site_reading *reading, const char *site,
                          struct report *report)
{
    if (given->min_version == NULL || !reading->version_asked)
        return;
    if (reading->version == NULL)
        report_add(report, &ckan_site_findings[CKAN_SITE_VERSION_UNKNOWN], UNKNOWN,
                   N_("%s: the portal does not show its version, neither in status_show nor on its "
                      "first page, so --min-version cannot be checked"),
                   site);
    else if (ckan_site_version_order(reading->version, given->min_version) < 0)
        report_add(report, &ckan_site_findings[CKAN_SITE_OLD], WARNING,
                   N_("%s: CKAN is older than %s, which is the least that is wanted; plan an "
                      "update; it is version %s"),
                   site, given->min_version, reading->version);
}

void ckan_site_judge(const struct ckan_site_options *given, const struct ckan_view *view,
                     const struct ckan_site_reading *reading, struct report *report)
{
    const char *site = view->site;
    if (!reading->known)
        return;
    const char *title = reading->title != NULL ? reading->title : "";
    if (given->expect_title != NULL && strstr(title, given->expect_title) == NULL)
        report_add(report, &ckan_site_findings[CKAN_SITE_WRONG], CRITICAL,
                   N_("%s: another site answers, as its title does not contain \"%s\"; check the "
                      "URL and where its name leads to; the title is: %s"),
                   site, given->expect_title, text_or(title, "-"));
    for (size_t i = 0; i < given->expect_extension.count; i++) {
        if (!has_extension(reading, given->expect_extension.items[i]))
            report_add(report, &ckan_site_findings[CKAN_SITE_EXTENSION], CRITICAL,
                       N_("%s: this extension is not active; look at ckan.plugins in the portal's "
                          "configuration: %s"),
                       site, given->expect_extension.items[i]);
    }
    judge_version(given, reading, site, report);
}
