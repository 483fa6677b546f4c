/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_part.h"

static const char *take_list(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    double size = 0;
    if (kind_number.read(arena, row, text, &size) != NULL)
        return kind_refusal(arena, row, text);
    if (!(size >= 1024))
        return _("--max-list is a size from 1 KiB on");
    *(double *)field = size;
    return NULL;
}

static const char *list_text(struct arena *arena, const struct option_row *row, const void *field)
{
    return kind_number.text(arena, row, field);
}

static const char *list_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("a size such as 500kB, 4MiB");
}

static const struct kind list_kind = { "SIZE", .read = take_list, .form = list_form,
                                       .text = list_text };

#define CKAN_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    CKAN_OPT(0, "drift", drift,
             .help = N_("Datasets that may be missing in the search, a number or a share of all")),
    CKAN_OPT(0, "retry-hung", retry_hung,
             .help = N_("A question that hung is asked again after this time, not in each run")),
    OPT_AS(struct ckan_options, list_kind, 0, "max-list", max_list, .caption = "Largest list",
           .unit = UNIT_BYTES, .help = N_("Largest list of datasets; it is counted, not kept")),
};

const struct finding_row ckan_findings[CKAN_FINDINGS] = {
    [CKAN_FINDING_PORTAL_HUNG] = FINDING_WAITS("portal-hung",
                                               N_("The portal takes requests and does not answer")),
    [CKAN_FINDING_DATABASE_DOWN] = FINDING("database-down",
                                           N_("The portal probably has no database")),
    [CKAN_FINDING_DATABASE_HUNG] = FINDING_WAITS("database-hung",
                                                 N_("The portal's database does not answer")),
    [CKAN_FINDING_SOLR_UNREACHABLE] = FINDING("solr-unreachable",
                                              N_("The portal does not reach its search server")),
    [CKAN_FINDING_SOLR_HUNG] = FINDING_WAITS("solr-hung",
                                             N_("The search server (Solr) does not answer")),
    [CKAN_FINDING_SOLR_ERROR] = FINDING("solr-error",
                                        N_("The search server (Solr) answers with an error")),
    [CKAN_FINDING_SEARCH_FAILED] = FINDING("search-failed", N_("The portal's search fails")),
    [CKAN_FINDING_INDEX_EMPTY] = FINDING("index-empty", N_("The index has no documents")),
    [CKAN_FINDING_INDEX_DRIFT] = FINDING("index-drift",
                                         N_("The search does not find all datasets")),
    [CKAN_FINDING_INDEX_DAMAGED] = FINDING("index-damaged",
                                           N_("Documents of the index are unreadable")),
    [CKAN_FINDING_INDEX_ORPHANS] = FINDING("index-orphans",
                                           N_("The search finds datasets that are gone")),
    [CKAN_FINDING_PORTAL_EMPTY] = FINDING("portal-empty", N_("The portal has no dataset")),
    [CKAN_FINDING_HTML] = FINDING("html-instead-of-json", N_("A web page came instead of data")),
    [CKAN_FINDING_NO_ACTION] = FINDING("action-missing",
                                       N_("The portal lacks a function that the check needs")),
};

const struct part ckan_part = {
    .title = N_("Datasets and search"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_findings,
    .nfindings = COUNT(ckan_findings),
};
