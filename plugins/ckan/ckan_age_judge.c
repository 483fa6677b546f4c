/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_age.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "ckan/ckan_cause.h"

/* A remark: it is left out, so that it hides nothing. */
static void report_future(struct report *report, const struct ckan_view *view,
                          const struct ckan_dated *future)
{
    if (future->name != NULL)
        report_add(report, &ckan_age_findings[CKAN_AGE_FUTURE], OK,
                   N_("%s: a date that lies ahead (%s) was left out; correct it in the dataset: "
                      "%s"),
                   view->site, when_date(report->arena, future->when), future->name);
}

/* The age in seconds; a date that lies ahead is new. */
static struct metric age_metric(const char *label, const struct limits *limits, double age)
{
    return (struct metric){
        .label = label, .value = number_most(age, 0), .unit = UNIT_SECONDS, .limits = *limits
    };
}

/* Says why the search gave nothing, if so. A filter that Solr refuses is a mistake in our options.
 */
static void report_search(struct report *report, const struct ckan_age_options *age,
                          const struct ckan_view *view, const struct ckan_matter *matter)
{
    if (age->fq != NULL && matter->answer.asked &&
        ckan_cause(&matter->answer) == CKAN_REFUSED_QUERY)
        report_add(report, &ckan_age_findings[CKAN_AGE_UNKNOWN], UNKNOWN,
                   N_("%s: the search refuses --fq; correct it, it is in the words of Solr: %s"),
                   view->site, ckan_cause_words(report->arena, &matter->answer));
    else
        ckan_matter_judge(report, view, matter, &ckan_findings[CKAN_FINDING_SOLR_HUNG],
                          "package_search");
}

/* ---- the newest ---- */

static void report_no_newest(struct report *report, const struct ckan_age_options *age,
                             const struct ckan_view *view, const struct ckan_newest *newest)
{
    if (newest->seen == 0 && ckan_age_is_restricted(age))
        report_add(report, &ckan_age_findings[CKAN_AGE_UNKNOWN], UNKNOWN,
                   N_("%s: no dataset fits --organization, --fq and --exclude-dataset; check them "
                      "for mistakes"),
                   view->site);
    else if (age->newest_by.index == CKAN_BY_RESOURCE)
        report_add(report, &ckan_age_findings[CKAN_AGE_UNKNOWN], UNKNOWN,
                   N_("%s: none of the newest datasets (%zu) says when its data files changed; use "
                      "--newest-by=metadata_modified"),
                   view->site, newest->seen);
    else
        report_add(report, &ckan_age_findings[CKAN_AGE_UNKNOWN], UNKNOWN,
                   N_("%s: the search does not say when the newest dataset changed"), view->site);
}

static void judge_newest(const struct ckan_age_options *age, const struct ckan_view *view,
                         const struct ckan_newest *newest, struct report *report)
{
    bool by_resource = age->newest_by.index == CKAN_BY_RESOURCE;
    bool wanted = age->freshness.warn.set || by_resource || ckan_age_is_restricted(age);
    bool known = newest->found.name != NULL && !isnan(newest->found.when);
    double old = known ? view->now - newest->found.when : NAN;
    enum state state = report_metric(report, age_metric("newest_age", &age->freshness, old));
    report_future(report, view, &newest->future);
    report_search(report, age, view, &newest->matter);
    /* Where nothing came, what came instead is said elsewhere. */
    if (!wanted || (newest->found.name == NULL && !newest->matter.answer.good))
        return;
    const char *text = when_age(report->arena, number_most(old, 0));
    if (!known)
        report_no_newest(report, age, view, newest);
    else if (state == OK)
        report_ok(report, N_("updated last, %s ago: %s"), text, newest->found.name);
    else if (by_resource)
        report_add(report, &ckan_age_findings[CKAN_AGE_TOO_OLD], state,
                   N_("%s: no data file was updated for %s; ask the publishers whether data are "
                      "missing, and look at what loads them; the newest is in: %s"),
                   view->site, text, newest->found.name);
    else
        report_add(report, &ckan_age_findings[CKAN_AGE_TOO_OLD], state,
                   N_("%s: no dataset was updated for %s; ask the publishers whether data are "
                      "missing, and look at what loads them; the newest is: %s"),
                   view->site, text, newest->found.name);
}

/* ---- datasets by name ---- */

/* Without a label there is no metric. */
static void judge_age(const struct ckan_dataset *dataset, const struct ckan_view *view,
                      const char *label, struct report *report)
{
    double old = view->now - dataset->changed.when;
    struct metric metric = age_metric(label, &dataset->limits, old);
    enum state state = limits_grade(&metric.limits, metric.value);
    metric.named = true;
    if (label != NULL)
        report_metric(report, metric);
    if (state == OK)
        return;
    if (isnan(old))
        report_add(report, &ckan_age_findings[CKAN_AGE_UNKNOWN], UNKNOWN,
                   N_("%s: it is not known when this dataset was updated, it does not say so: %s"),
                   view->site, dataset->name);
    else
        report_add(report, &ckan_age_findings[CKAN_AGE_DATASET_OLD], state,
                   N_("%s: this dataset was not updated for %s; ask its publisher: %s"), view->site,
                   when_age(report->arena, number_most(old, 0)), dataset->name);
}

static void judge_dataset(const struct ckan_dataset *dataset, const struct ckan_view *view,
                          const char *label, struct report *report)
{
    report_future(report, view, &dataset->future);
    switch (dataset->known) {
    case CKAN_DATASET_NOT_ASKED: break;
    case CKAN_DATASET_HERE: judge_age(dataset, view, label, report); break;
    case CKAN_DATASET_GONE:
        report_add(
            report, &ckan_age_findings[CKAN_AGE_DATASET_MISSING], CRITICAL,
            N_("%s: this dataset does not exist; ask its publisher whether it was renamed: %s"),
            view->site, dataset->name);
        break;
    case CKAN_DATASET_CLOSED:
        report_add(report, &ckan_age_findings[CKAN_AGE_DATASET_CLOSED], CRITICAL,
                   N_("%s: this dataset is not public: it is private, a draft, or deleted; ask its "
                      "publisher: %s"),
                   view->site, dataset->name);
        break;
    case CKAN_DATASET_FAILED:
        ckan_matter_judge(report, view, &(struct ckan_matter){ .answer = dataset->answer },
                          &ckan_findings[CKAN_FINDING_PORTAL_HUNG], "package_show");
    }
}

static void judge_datasets(const struct ckan_age_reading *reading, const struct ckan_view *view,
                           struct report *report)
{
    enum { LABELS_MAX = 20 };
    size_t here = 0, not_asked = 0, before = report_worse_than(report, OK);
    for (size_t i = 0; i < reading->ndatasets; i++) {
        const struct ckan_dataset *dataset = &reading->datasets[i];
        const char *label = arena_printf(report->arena, "age_%s", dataset->name);
        here += dataset->known == CKAN_DATASET_HERE ? 1 : 0;
        not_asked += dataset->known == CKAN_DATASET_NOT_ASKED ? 1 : 0;
        judge_dataset(dataset, view, i < LABELS_MAX ? label : NULL, report);
    }
    if (not_asked > 0 && reading->dataset_pause.paused)
        ckan_pause_judge(report, view, &ckan_findings[CKAN_FINDING_PORTAL_HUNG],
                         &reading->dataset_pause, "package_show");
    else if (not_asked > 0 && !reading->hung)
        report_add(
            report, &net_findings[NET_NOT_STARTED], UNKNOWN,
            N_("%s: datasets of --dataset that were not asked for, because the %g s were over: "
               "%zu; raise --timeout"),
            view->site, view->net->timeout.seconds, not_asked);
    if (here > 0 && here == reading->ndatasets && report_worse_than(report, OK) == before)
        report_ok(report, N_("datasets of --dataset that are there and in time: %zu of %zu"), here,
                  reading->ndatasets);
}

/* ---- declared frequencies ---- */

/* An organisation and its datasets that are overdue. */
struct group {
    const char *organisation;
    struct buffer names;
    size_t count, left_out;
};

/* "SINCE ORGANISATION" */
static const char *organisation_of(const struct rotation_entry *entry)
{
    const char *blank = strchr(entry->value, ' ');
    return blank != NULL ? blank + 1 : "";
}

static double age_of(struct arena *arena, const struct rotation_entry *entry, double now)
{
    double when;
    const char *text = arena_copy(arena, entry->value, strcspn(entry->value, " "));
    return number_parse(text, &when) ? number_most(now - when, 0) : NAN;
}

static void add_to_group(struct arena *arena, struct group *group,
                         const struct rotation_entry *entry, double now)
{
    enum { NAMES_MAX = 300 }; /* bytes, so that the sentence is not cut */
    double age = age_of(arena, entry, now);
    group->count++;
    if (group->names.length + strlen(entry->key) > NAMES_MAX) {
        group->left_out++;
        return;
    }
    buffer_printf(&group->names, "%s%s (%s)", group->names.length > 0 ? ", " : "", entry->key,
                  isnan(age) ? "?" : when_age(arena, age));
}

static size_t group_overdue(struct arena *arena, const struct rotation *rotation, double now,
                            struct group *groups)
{
    size_t count = 0;
    for (size_t i = 0; i < rotation->count; i++) {
        const char *organisation = organisation_of(&rotation->entries[i]);
        size_t at = 0;
        while (at < count && strcmp(groups[at].organisation, organisation) != 0)
            at++;
        if (at == count)
            groups[count++] = (struct group){ .organisation = organisation,
                                              .names = { .arena = arena } };
        add_to_group(arena, &groups[at], &rotation->entries[i], now);
    }
    return count;
}

static void report_overdue(struct report *report, const struct rotation *rotation, double now,
                           enum state state)
{
    struct arena *arena = report->arena;
    struct group *groups = arena_array(arena, rotation->count, sizeof *groups);
    size_t count = group_overdue(arena, rotation, now, groups);
    for (size_t i = 0; i < count; i++) {
        const struct group *group = &groups[i];
        const char *more = group->left_out > 0 ? ", ..." : "";
        report_add(
            report, &ckan_age_findings[CKAN_AGE_OVERDUE], state,
            N_("datasets that are later than the update frequency they declare, by more than "
               "half of it: %zu; ask for the data, or correct the frequency; %s: %s%s"),
            group->count, *group->organisation != '\0' ? group->organisation : "-",
            group->names.text, more);
    }
}

static void judge_overdue(const struct ckan_age_options *age, const struct ckan_view *view,
                          const struct ckan_overdue *overdue, struct report *report)
{
    double late = (double)overdue->rotation.count;
    report_future(report, view, &overdue->future);
    report_search(report, age, view, &overdue->matter);
    if (overdue->seen == 0)
        return;
    report_metric(report, (struct metric){ .label = "overdue", .value = late });
    enum state state = limits_grade_levels(&age->overdue, late, (double)overdue->total);
    if (state != OK)
        report_overdue(report, &overdue->rotation, view->now, state);
    report_ok(report,
              N_("update frequencies of datasets: looked at %zu of %zu; in time: %zu, overdue: "
                 "%.0f, without a promise: %zu, without a word: %zu, in words that are not "
                 "understood: %zu%s%s"),
              overdue->seen, overdue->total, overdue->on_time, late, overdue->free, overdue->silent,
              overdue->unreadable, overdue->words != NULL ? ": " : "",
              overdue->words != NULL ? overdue->words : "");
}

/* ---- all of it ---- */

void ckan_age_judge(const struct ckan_age_options *age, const struct ckan_view *view,
                    const struct ckan_age_reading *reading, struct report *report)
{
    judge_newest(age, view, &reading->newest, report);
    judge_datasets(reading, view, report);
    if (age->frequency_key != NULL)
        judge_overdue(age, view, &reading->overdue, report);
}
