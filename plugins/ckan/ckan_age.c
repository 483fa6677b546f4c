/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_age.h"

#include <math.h>
#include <string.h>

#include "ckan/ckan_frequency.h"

static const char newest_name[] = "package_search.newest",
                  frequency_name[] = "package_search.frequency", dataset_name[] = "package_show",
                  rotation_name[] = "frequency";

void ckan_age_load(const struct ckan *ckan, const struct memory *last,
                   struct ckan_age_reading *reading)
{
    reading->now = ckan->run->now;
    ckan_matter_load(&reading->newest.matter, ckan, last, newest_name);
    reading->dataset_pause = pause_load(last, dataset_name, reading->now, ckan->retry_hung);
    ckan_matter_load(&reading->overdue.matter, ckan, last, frequency_name);
    reading->overdue.rotation = rotation_load(ckan->run->arena, last, rotation_name);
}

void ckan_age_remember(const struct ckan_age_options *options,
                       const struct ckan_age_reading *reading, struct memory *next)
{
    ckan_matter_save(&reading->newest.matter, next, newest_name);
    pause_save(&reading->dataset_pause, next, dataset_name);
    ckan_matter_save(&reading->overdue.matter, next, frequency_name);
    if (options->frequency_key != NULL)
        rotation_save(&reading->overdue.rotation, next);
}

bool ckan_age_is_restricted(const struct ckan_age_options *options)
{
    return options->organization.count > 0 || options->exclude.count > 0 || options->fq != NULL;
}

bool ckan_age_read_dataset(struct arena *arena, const char *text, struct ckan_wanted *out)
{
    const char *colon = strchr(text, ':');
    size_t length = colon != NULL ? (size_t)(colon - text) : strlen(text);
    *out = (struct ckan_wanted){ .name = arena_copy(arena, text, length) };
    if (length == 0)
        return false;
    if (colon == NULL)
        return true;
    const char *comma = strchr(colon, ',');
    size_t warn = comma != NULL ? (size_t)(comma - colon - 1) : strlen(colon + 1);
    return range_parse_unit(arena_copy(arena, colon + 1, warn), UNIT_SECONDS, &out->limits.warn) &&
           (comma == NULL || range_parse_unit(comma + 1, UNIT_SECONDS, &out->limits.crit));
}

bool ckan_age_is_future(double when, double now)
{
    return when > now + CKAN_AGE_SLACK;
}

double ckan_age_changed(struct arena *arena, const struct json *dataset, enum ckan_newest_by by,
                        double now, struct ckan_dated *future)
{
    const struct json *resources = json_member(dataset, "resources");
    double newest = NAN;
    bool by_resource = by == CKAN_BY_RESOURCE;
    for (size_t i = 0; i < (by_resource ? json_count(resources) : 1); i++) {
        const struct json *value = by_resource
                                       ? json_member(json_item(resources, i), "last_modified")
                                       : json_member(dataset, "metadata_modified");
        double when = ckan_answer_time(arena, value);
        if (ckan_age_is_future(when, now))
            *future = (struct ckan_dated){ json_text(arena, json_member(dataset, "name")), when };
        else if (isnan(newest) || when > newest)
            newest = when;
    }
    return newest;
}

const char *ckan_age_says(struct arena *arena, const struct json *dataset, const char *key)
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

void ckan_age_note_overdue(const struct ckan_age_options *options, double now,
                           const struct json *dataset, struct ckan_overdue *overdue)
{
    struct arena *arena = overdue->rotation.arena;
    enum ckan_newest_by by = (enum ckan_newest_by)options->newest_by.index;
    const char *name = json_text(arena, json_member(dataset, "name"));
    const char *says = ckan_age_says(arena, dataset, options->frequency_key);
    if (name == NULL || *name == '\0' || strchr(name, ' ') != NULL)
        return;
    double when = ckan_age_changed(arena, dataset, by, now, &overdue->future);
    /* Links have no date of their own; that of their dataset is the latest it can be. */
    if (isnan(when))
        when = ckan_age_changed(arena, dataset, CKAN_BY_METADATA, now, &overdue->future);
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
