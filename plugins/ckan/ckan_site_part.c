/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site_part.h"

#include <string.h>

#include "read/html.h"

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

static const struct finding_row findings[CKAN_SITE_FINDINGS] = {
    [CKAN_SITE_WRONG] = FINDING("wrong-site", N_("Another site answers")),
    [CKAN_SITE_EXTENSION] = FINDING("extension-missing", N_("An extension is not active")),
    [CKAN_SITE_OLD] = FINDING("version-too-old", N_("The version is older than it may be")),
    [CKAN_SITE_VERSION_UNKNOWN] = FINDING("version-unknown", N_("The version is not shown")),
};

static const char digits[] = "0123456789";

static bool validate(const void *given, struct report *report)
{
    const struct ckan_site_options *site = given;
    if (site->min_version != NULL && strchr(digits, site->min_version[0]) == NULL)
        return report_usage(report,
                            N_("--min-version wants a version like 2.9.11, but was given: "
                               "%s"),
                            site->min_version);
    return true;
}

const struct part ckan_site_part = {
    .options = options,
    .noptions = COUNT(options),
    .findings = findings,
    .nfindings = COUNT(findings),
    .validate = validate,
};

/* One number off the front, and the point behind it. */
static long number(const char **text)
{
    long value = 0;
    while (**text != '\0' && strchr(digits, **text) != NULL) {
        value = value < 1000000 ? value * 10 + (**text - '0') : value;
        ++*text;
    }
    if (**text == '.')
        ++*text;
    return value;
}

int ckan_version_order(const char *a, const char *b)
{
    static const char numbers[] = "0123456789.";
    bool early_a = a[strspn(a, numbers)] != '\0', early_b = b[strspn(b, numbers)] != '\0';
    bool more;
    do {
        long x = number(&a), y = number(&b);
        if (x != y)
            return x < y ? -1 : 1;
        more = (*a != '\0' && strchr(digits, *a) != NULL) ||
               (*b != '\0' && strchr(digits, *b) != NULL);
    } while (more);
    /* A letter behind the numbers is that of an alpha, a beta or a candidate. */
    return (int)early_b - (int)early_a;
}

/* "ckan 2.11.6", as the generator of the page says. */
static const char *version_of_page(struct ckan *ckan)
{
    static const char name[] = "ckan ";
    struct http_reply reply;
    if (!ckan_page(ckan, "/", &reply) || !http_reply_good(&reply))
        return NULL;
    const char *generator = html_generator(ckan->run->arena, reply.body, reply.length);
    if (generator == NULL || strncmp(generator, name, sizeof name - 1) != 0)
        return NULL;
    return generator + sizeof name - 1;
}

void ckan_site_probe(struct ckan *ckan, const struct ckan_site_options *given,
                     const struct ckan_steps *steps, struct ckan_site_reading *reading)
{
    *reading = (struct ckan_site_reading){
        .known = steps->status.good,
        .title = steps->title,
        .version = steps->version,
        .version_asked = steps->version != NULL || ckan_steps_searched(steps),
        .extensions = steps->extensions,
        .nextensions = steps->nextensions,
    };
    if (given->min_version != NULL && reading->version == NULL && reading->version_asked)
        reading->version = version_of_page(ckan);
}

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
        report_add(report, &findings[CKAN_SITE_VERSION_UNKNOWN], UNKNOWN,
                   N_("%s: the portal does not show its version, neither in status_show nor on its "
                      "first page, so --min-version cannot be checked"),
                   site);
    else if (ckan_version_order(reading->version, given->min_version) < 0)
        report_add(report, &findings[CKAN_SITE_OLD], WARNING,
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
        report_add(report, &findings[CKAN_SITE_WRONG], CRITICAL,
                   N_("%s: another site answers, as its title does not contain \"%s\"; check the "
                      "URL and where its name leads to; the title is: %s"),
                   site, given->expect_title, title);
    for (size_t i = 0; i < given->expect_extension.count; i++) {
        if (!has_extension(reading, given->expect_extension.items[i]))
            report_add(report, &findings[CKAN_SITE_EXTENSION], CRITICAL,
                       N_("%s: this extension is not active; look at ckan.plugins in the portal's "
                          "configuration: %s"),
                       site, given->expect_extension.items[i]);
    }
    judge_version(given, reading, site, report);
}
