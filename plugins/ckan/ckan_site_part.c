/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site.h"

#include <string.h>

static const char *take_version(struct arena *arena, const struct option_row *row, const char *text,
                                void *field)
{
    if (strchr("0123456789", text[0]) == NULL)
        return arena_printf(arena,
                            _("--min-version wants a version like 2.9.11, but was given: %s"),
                            text);
    return kind_text.read(arena, row, text, field);
}

static const struct kind version_kind = { "VERSION", .read = take_version };

#define SITE_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_site_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    SITE_OPT(0, "expect-title", expect_title, .arg = "TEXT",
             .help = N_("The title of the portal must contain this")),
    SITE_OPT(0, "expect-extension", expect_extension, .arg = "NAME",
             .help = N_("This extension must be active")),
    OPT_AS(struct ckan_site_options, version_kind, 0, "min-version", min_version,
           .help = N_("Warn when CKAN is older")),
};

const struct finding_row ckan_site_findings[CKAN_SITE_FINDINGS] = {
    [CKAN_SITE_WRONG] = FINDING("wrong-site", N_("Another site answers")),
    [CKAN_SITE_EXTENSION] = FINDING("extension-missing", N_("An extension is not active")),
    [CKAN_SITE_OLD] = FINDING("version-too-old", N_("The version is older than it may be")),
    [CKAN_SITE_VERSION_UNKNOWN] = FINDING("version-unknown", N_("The version is not shown")),
};

const struct part ckan_site_part = {
    .title = N_("Site and pages"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_site_findings,
    .nfindings = COUNT(ckan_site_findings),
};
