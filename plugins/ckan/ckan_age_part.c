/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_age.h"

static const char *take_dataset(struct arena *arena, const struct option_row *row, const char *text,
                                void *field)
{
    struct ckan_wanted_list *list = field;
    struct ckan_wanted wanted;
    (void)row;
    if (!ckan_age_read_dataset(arena, text, &wanted))
        return arena_printf(arena,
                            _("--dataset is a name, or a name and times such as name:7d or "
                              "name:7d,30d, not %s"),
                            text);
    size_t at = list->count;
    struct ckan_wanted *items = kind_append(arena, list->items, &list->count, sizeof *items);
    items[at] = wanted;
    list->items = items;
    return NULL;
}

static const struct kind dataset_kind = { "NAME[:WARN[,CRIT]]", .repeats = true,
                                          .read = take_dataset };

#define AGE_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_age_options, key_, name_, field_, __VA_ARGS__)
static const char *const newest_by[] = {
    [CKAN_BY_METADATA] = "metadata_modified",
    [CKAN_BY_RESOURCE] = "resource",
    NULL,
};
static const struct option_row options[] = {
    AGE_OPT(0, "freshness", freshness, .unit = UNIT_SECONDS,
            .help = N_("How old the newest of all datasets may be")),
    AGE_OPT(0, "newest-by", newest_by, .arg = "DATE", .choices = newest_by,
            .help = N_("Date that counts: of any change, or of the newest data file")),
    OPT_AS(struct ckan_age_options, dataset_kind, 0, "dataset", dataset,
           .help = N_("This dataset must be there, public, and not older than that")),
    AGE_OPT(0, "frequency-key", frequency_key, .arg = "KEY",
            .help = N_("Field or extra in which datasets say how often they are updated")),
    AGE_OPT(0, "scan", scan, .arg = "NUMBER", .min = 1, .max = 100000,
            .help = N_("Datasets whose frequency is looked at in one run; the next goes on")),
    AGE_OPT(0, "overdue", overdue,
            .help = N_("Datasets that may be behind their frequency, a number or a share of all")),
    AGE_OPT(0, "organization", organization, .arg = "NAME",
            .help = N_("Look at the ages of datasets of this organisation alone")),
    AGE_OPT(0, "exclude-dataset", exclude, .arg = "NAME",
            .help = N_("Leave this dataset out of the ages")),
    AGE_OPT(0, "fq", fq, .caption = "Search filter", .arg = "FILTER",
            .help = N_("Look at the ages of datasets alone that this filter of Solr finds")),
};

const struct finding_row ckan_age_findings[CKAN_AGE_FINDINGS] = {
    [CKAN_AGE_TOO_OLD] = FINDING("newest-too-old", N_("Nothing new came for too long")),
    [CKAN_AGE_UNKNOWN] = FINDING("age-unknown",
                                 N_("It is not known when something was updated last")),
    [CKAN_AGE_FUTURE] = FINDING("date-in-future", N_("A dataset has a date that lies ahead")),
    [CKAN_AGE_DATASET_MISSING] = FINDING("dataset-missing",
                                         N_("A dataset that must be there is not")),
    [CKAN_AGE_DATASET_CLOSED] = FINDING("dataset-not-public",
                                        N_("A dataset that must be public is not")),
    [CKAN_AGE_DATASET_OLD] = FINDING("dataset-too-old",
                                     N_("A dataset was not updated for too long")),
    [CKAN_AGE_OVERDUE] = FINDING("dataset-overdue",
                                 N_("Datasets are behind the update frequency that they declare")),
};

const struct part ckan_age_part = {
    .title = N_("Age of the data"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_age_findings,
    .nfindings = COUNT(ckan_age_findings),
};
