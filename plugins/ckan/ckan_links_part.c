/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_links.h"

static const char *take_time(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    struct duration time = { .seconds = 0 };
    const char *problem = kind_duration.read(arena, row, text, &time);
    if (problem != NULL)
        return problem;
    if (time.seconds <= 0)
        return _("--links-time is a time above 0");
    *(struct duration *)field = time;
    return NULL;
}

static const char *time_text(struct arena *arena, const struct option_row *row, const void *field)
{
    return kind_duration.text(arena, row, field);
}

static const char *time_form(struct arena *arena, const struct option_row *row)
{
    return kind_duration.form(arena, row);
}

static const struct kind time_kind = { "TIME", .read = take_time, .form = time_form,
                                       .text = time_text };

#define LINKS_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_links_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    LINKS_OPT(0, "links", links, .arg = "NUMBER", .min = 1, .max = 1000,
              .help = N_("Try so many links of datasets in each run, the next ones in the next")),
    LINKS_OPT(0, "links-dead", dead,
              .help = N_("How many links may be dead: not found twice in a row (404, 410)")),
    OPT_AS(struct ckan_links_options, time_kind, 0, "links-time", time,
           .help = N_("Time for all links of a run; at most two at once go to one server")),
    LINKS_OPT(0, "links-private", into_private,
              .help = N_("Try links to this host and to private networks, too")),
};

const struct finding_row ckan_links_findings[CKAN_LINKS_FINDINGS] = {
    [CKAN_LINKS_DEAD] = FINDING("dead-link", N_("Links of a dataset lead nowhere")),
};

static bool validate(const void *given, struct report *report)
{
    const struct ckan_links_options *links = given;
    if (links->links == 0 && links->into_private)
        return report_usage(report, N_("--links-private says which links are tried, but none is; "
                                       "give --links"));
    return true;
}

const struct part ckan_links_part = {
    .title = N_("Links"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_links_findings,
    .nfindings = COUNT(ckan_links_findings),
    .validate = validate,
};
