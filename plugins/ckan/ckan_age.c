/* SPDX-License-Identifier: BSD-2-Clause */
/* How the ages of datasets are found out. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "ckan/ckan_age_part.h"
#include "ckan/ckan_frequency.h"
#include "ckan/ckan_rows.h"

/* Two clocks may differ by so much before a date counts as one of the future. */
enum { CLOCK_SLACK = 10 * MINUTE };
/* Datasets that --newest-by=resource looks at. */
enum { NEWEST_MOST = 200 };

static const char newest_name[] = "package_search.newest",
                  frequency_name[] = "package_search.frequency", dataset_name[] = "package_show",
                  rotation_name[] = "frequency";

/* ---- pure: what a dataset says ---- */

static bool is_future(double when, double now)
{
    return when > now + CLOCK_SLACK;
}

double ckan_changed(struct arena *arena, const struct json *dataset, enum ckan_newest_by by,
                    double now, struct ckan_dated *future)
{
    const struct json *resources = json_member(dataset, "resources");
    double newest = NAN;
    bool by_resource = by == CKAN_BY_RESOURCE;
    for (size_t i = 0; i < (by_resource ? json_count(resources) : 1); i++) {
        const struct json *value = by_resource
                                       ? json_member(json_item(resources, i), "last_modified")
                                       : json_member(dataset, "metadata_modified");
        double when = ckan_time(arena, value);
        if (is_future(when, now))
            *future = (struct ckan_dated){ json_text(arena, json_member(dataset, "name")), when };
        else if (isnan(newest) || when > newest)
            newest = when;
    }
    return newest;
}

const char *ckan_says(struct arena *arena, const struct json *dataset, const char *key)
{
    const struct json *extras = json_member(dataset, "extras");
    const char *text = json_text(arena, json_member(dataset, key));
    for (size_t i = 0; text == NULL && i < json_count(extras); i++) {
        const struct json *extra = json_item(extras, i);
        const char *name = json_text(arena, json_member(extra, "key"));
        if (name != NULL && strcmp(name, key) == 0)
            text = json_text(arena, json_member(extra, "value"));
    }
    return text != NULL && *text != '\0' ? text : NULL;
}

static const char *publisher(struct arena *arena, const struct json *dataset)
{
    const struct json *organization = json_member(dataset, "organization");
    const char *title = json_text(arena, json_member(organization, "title"));
    if (title == NULL || *title == '\0')
        title = json_text(arena, json_member(organization, "name"));
    return title != NULL ? title : "";
}

void ckan_overdue_note(const struct ckan_age_options *options, double now,
                       const struct json *dataset, struct ckan_overdue *overdue)
{
    struct arena *arena = overdue->rotation.arena;
    enum ckan_newest_by by = (enum ckan_newest_by)options->newest_by.index;
    const char *name = json_text(arena, json_member(dataset, "name"));
    const char *says = ckan_says(arena, dataset, options->frequency_key);
    if (name == NULL || *name == '\0' || strchr(name, ' ') != NULL)
        return;
    double when = ckan_changed(arena, dataset, by, now, &overdue->future);
    /* Links have no date of their own; that of their dataset is the latest it can be. */
    if (isnan(when))
        when = ckan_changed(arena, dataset, CKAN_BY_METADATA, now, &overdue->future);
    struct ckan_frequency frequency = { .kind = CKAN_FREQUENCY_OTHER };
    if (says != NULL)
        frequency = ckan_frequency_read(arena, says);
    if (ckan_frequency_overdue(&frequency, now - when)) {
        rotation_put(&overdue->rotation, name,
                     arena_printf(arena, "%.0f %s", when, publisher(arena, dataset)));
        return;
    }
    rotation_drop(&overdue->rotation, name);
    if (says == NULL) {
        overdue->silent++;
    } else if (frequency.kind == CKAN_FREQUENCY_FREE) {
        overdue->free++;
    } else if (frequency.kind == CKAN_FREQUENCY_EVERY) {
        overdue->on_time++;
    } else {
        overdue->unreadable++;
        overdue->words = says;
    }
}

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
    double listed = ckan_changed(walk->arena, dataset, CKAN_BY_METADATA, now, &ignored);
    if (newest->found.name != NULL && listed < newest->found.when)
        return false;
    double when = ckan_changed(walk->arena, dataset, walk->by, now, &newest->future);
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
    ckan_rows_walk(ckan, &newest->matter, &rows, note_newest, walk);
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
    else if (is_future(newest->when, now))
        reading->future = *newest;
    else
        reading->found = *newest;
    if (walk->by == CKAN_BY_METADATA && reading->future.name != NULL)
        walk_newest(ckan, walk, until(walk->arena, now + CLOCK_SLACK));
}

/* ---- datasets by name ---- */

static void read_dataset(struct walk *walk, const struct json *document,
                         struct ckan_dataset *dataset)
{
    const struct json *result = json_member(document, "result");
    dataset->known = CKAN_DATASET_HERE;
    dataset->changed = (struct ckan_dated){
        dataset->name,
        ckan_changed(walk->arena, result, walk->by, walk->reading->now, &dataset->future),
    };
}

static void probe_datasets(struct ckan *ckan, struct walk *walk)
{
    struct ckan_age_reading *reading = walk->reading;
    const struct list *given = &walk->options->dataset;
    reading->datasets = arena_array(walk->arena, given->count, sizeof *reading->datasets);
    reading->ndatasets = given->count;
    for (size_t i = 0; i < given->count; i++) {
        struct ckan_dataset *dataset = &reading->datasets[i];
        const struct json *document;
        ckan_dataset_read(walk->arena, given->items[i], dataset);
        struct ckan_question question = {
            .action = "package_show",
            .query = arena_printf(walk->arena, "id=%s", url_encode(walk->arena, dataset->name)),
            .seconds = ckan_share(ckan),
        };
        ckan_ask_unless(ckan, &reading->dataset_pause, &question, &dataset->answer, &document);
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
    ckan_overdue_note(walk->options, walk->reading->now, dataset, &walk->reading->overdue);
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
    ckan_rows_walk_on(ckan, &overdue->matter, &rows, &overdue->rotation, note_overdue, walk);
    overdue->seen = rows.seen;
    overdue->total = rows.total;
    if (rows.seen > 0 || overdue->matter.answer.good)
        rotation_move(&overdue->rotation, rows.start, 0, rows.total);
}

/* ---- all of it ---- */

bool ckan_age_is_restricted(const struct ckan_age_options *options)
{
    return options->organization.count > 0 || options->exclude.count > 0 || options->fq != NULL;
}

void ckan_age_probe(struct ckan *ckan, const struct ckan_age_options *options,
                    const struct memory *last, const struct ckan_dated *newest, bool search_good,
                    struct ckan_age_reading *reading)
{
    struct arena *arena = ckan->run->arena;
    double now = ckan->run->now;
    struct walk walk = {
        .options = options,
        .reading = reading,
        .arena = arena,
        .by = (enum ckan_newest_by)options->newest_by.index,
    };
    reading->now = now;
    ckan_matter_load(&reading->newest.matter, ckan, last, newest_name);
    reading->dataset_pause = ckan_pause_load(last, dataset_name, now, ckan->retry_hung);
    ckan_matter_load(&reading->overdue.matter, ckan, last, frequency_name);
    reading->overdue.rotation = rotation_load(arena, last, rotation_name);
    if (search_good)
        probe_newest(ckan, &walk, newest);
    probe_datasets(ckan, &walk);
    bool failed = reading->newest.matter.answer.asked && !reading->newest.matter.answer.good;
    if (search_good && !failed && options->frequency_key != NULL)
        probe_overdue(ckan, &walk);
    reading->hung = ckan->hung;
}

void ckan_age_remember(const struct ckan_age_options *options,
                       const struct ckan_age_reading *reading, struct memory *next)
{
    ckan_matter_save(&reading->newest.matter, next, newest_name);
    ckan_pause_save(&reading->dataset_pause, next, dataset_name);
    ckan_matter_save(&reading->overdue.matter, next, frequency_name);
    if (options->frequency_key != NULL)
        rotation_save(&reading->overdue.rotation, next);
}
