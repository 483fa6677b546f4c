/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_age.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "ckan/ckan_cause.h"
#include "ckan/ckan_rows.h"

/* Datasets that --newest-by=resource looks at. */
enum { NEWEST_MOST = 200 };

/* ---- the newest ---- */

struct walk {
    const struct ckan_age_options *options;
    struct ckan_age_reading *reading;
    struct arena *arena;
    enum ckan_newest_by by;
};

/* Rows come with the latest metadata_modified first, and no resource is newer than its dataset. */
static bool note_newest(void *context, const struct json *dataset)
{
    struct walk *walk = context;
    struct ckan_newest *newest = &walk->reading->newest;
    double now = walk->reading->now;
    struct ckan_dated ignored;
    double listed = ckan_age_changed(walk->arena, dataset, CKAN_BY_METADATA, now, &ignored);
    if (newest->found.name != NULL && listed < newest->found.when)
        return false;
    double when = ckan_age_changed(walk->arena, dataset, walk->by, now, &newest->future);
    if (!isnan(when) && (newest->found.name == NULL || when > newest->found.when)) {
        const char *name = json_text(walk->arena, json_member(dataset, "name"));
        newest->found = (struct ckan_dated){ name != NULL ? name : "", when };
    }
    return walk->by == CKAN_BY_RESOURCE;
}

static void walk_newest(struct ckan *ckan, struct walk *walk, const char *q)
{
    struct arena *arena = ckan->run->arena;
    const struct ckan_age_options *options = walk->options;
    struct ckan_newest *newest = &walk->reading->newest;
    bool by_resource = walk->by == CKAN_BY_RESOURCE;
    struct ckan_rows rows = {
        .query = arena_printf(arena, "sort=metadata_modified%%20desc%s%s", q,
                              ckan_rows_filter(arena, &options->organization, &options->exclude,
                                               options->fq)),
        .most = by_resource ? NEWEST_MOST : 1,
    };
    ckan_rows_probe(ckan, &newest->matter, &rows, note_newest, walk);
    newest->seen = rows.seen;
}

/* What the index has from before our clock's time, as a query. */
static const char *until(struct arena *arena, double now)
{
    char text[32];
    struct tm tm;
    time_t seconds = (time_t)now;
    gmtime_r(&seconds, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return arena_printf(arena, "&q=%s",
                        url_encode(arena,
                                   arena_printf(arena, "metadata_modified:[* TO %s]", text)));
}

static void probe_newest(struct ckan *ckan, struct walk *walk, const struct ckan_dated *newest)
{
    struct ckan_newest *reading = &walk->reading->newest;
    double now = walk->reading->now;
    if (walk->by == CKAN_BY_RESOURCE || ckan_age_is_restricted(walk->options))
        walk_newest(ckan, walk, "");
    else if (ckan_age_is_future(newest->when, now))
        reading->future = *newest;
    else
        reading->found = *newest;
    if (walk->by == CKAN_BY_METADATA && reading->future.name != NULL)
        walk_newest(ckan, walk, until(walk->arena, now + CKAN_AGE_SLACK));
}

/* ---- datasets by name ---- */

static void read_dataset(struct walk *walk, const struct json *document,
                         struct ckan_dataset *dataset)
{
    const struct json *result = json_member(document, "result");
    dataset->known = CKAN_DATASET_HERE;
    dataset->changed = (struct ckan_dated){
        dataset->name,
        ckan_age_changed(walk->arena, result, walk->by, walk->reading->now, &dataset->future),
    };
}

static void probe_datasets(struct ckan *ckan, struct walk *walk)
{
    struct ckan_age_reading *reading = walk->reading;
    const struct ckan_wanted_list *given = &walk->options->dataset;
    reading->datasets = arena_array(walk->arena, given->count, sizeof *reading->datasets);
    reading->ndatasets = given->count;
    for (size_t i = 0; i < given->count; i++) {
        struct ckan_dataset *dataset = &reading->datasets[i];
        const struct json *document;
        *dataset = (struct ckan_dataset){ .name = given->items[i].name,
                                          .limits = given->items[i].limits };
        struct ckan_question question = {
            .action = "package_show",
            .query = arena_printf(walk->arena, "id=%s", url_encode(walk->arena, dataset->name)),
            .seconds = run_share(ckan->run),
        };
        ckan_pause_probe(ckan, &reading->dataset_pause, &question, &dataset->answer, &document);
        if (!dataset->answer.asked)
            continue;
        switch (ckan_cause(&dataset->answer)) {
        case CKAN_FINE: read_dataset(walk, document, dataset); break;
        case CKAN_NOT_FOUND: dataset->known = CKAN_DATASET_GONE; break;
        case CKAN_FORBIDDEN: dataset->known = CKAN_DATASET_CLOSED; break;
        default: dataset->known = CKAN_DATASET_FAILED;
        }
    }
}

/* ---- declared frequencies ---- */

static bool note_overdue(void *context, const struct json *dataset)
{
    struct walk *walk = context;
    ckan_age_note_overdue(walk->options, walk->reading->now, dataset, &walk->reading->overdue);
    return true;
}

static void probe_overdue(struct ckan *ckan, struct walk *walk)
{
    const struct ckan_age_options *options = walk->options;
    struct ckan_overdue *overdue = &walk->reading->overdue;
    struct ckan_rows rows = {
        .query = arena_printf(walk->arena, "sort=name%%20asc%s",
                              ckan_rows_filter(walk->arena, &options->organization,
                                               &options->exclude, options->fq)),
        .most = (size_t)options->scan,
    };
    ckan_rows_probe_on(ckan, &overdue->matter, &rows, &overdue->rotation, note_overdue, walk);
    overdue->seen = rows.seen;
    overdue->total = rows.total;
    if (rows.seen > 0 || overdue->matter.answer.good)
        rotation_move(&overdue->rotation, rows.start, 0, rows.total);
}

/* ---- all of it ---- */

void ckan_age_probe(struct ckan *ckan, const struct ckan_age_options *options,
                    const struct memory *last, const struct ckan_dated *newest, bool search_good,
                    struct ckan_age_reading *reading)
{
    struct walk walk = {
        .options = options,
        .reading = reading,
        .arena = ckan->run->arena,
        .by = (enum ckan_newest_by)options->newest_by.index,
    };
    ckan_age_load(ckan, last, reading);
    if (search_good)
        probe_newest(ckan, &walk, newest);
    probe_datasets(ckan, &walk);
    bool failed = reading->newest.matter.answer.asked && !reading->newest.matter.answer.good;
    if (search_good && !failed && options->frequency_key != NULL)
        probe_overdue(ckan, &walk);
    reading->hung = ckan->hung;
}
