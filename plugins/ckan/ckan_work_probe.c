/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_work.h"

#include <math.h>
#include <string.h>

#include "ckan/ckan_cause.h"
#include "ckan/ckan_rows.h"

/* In one run: sources of harvests, and the newest datasets among which tasks are looked for. */
enum { SOURCES_MOST = 50, DATASETS_MOST = 200 };
/* Whole rows are large, and few are needed. */
enum { TASKS_PAGE = 10 };

/* ---- the DataStore and the queue ---- */

/* CKAN lets everybody look at this view, whose rows nobody needs. */
static void probe_datastore(struct ckan *ckan, struct ckan_matter *matter)
{
    ckan_matter_probe(ckan, matter, "datastore_search", "resource_id=_table_metadata&limit=0");
}

static void probe_jobs(struct ckan *ckan, struct ckan_work_reading *reading)
{
    const struct json *document;
    struct ckan_answer *answer = &reading->queue.answer;
    struct ckan_question question = {
        .action = "job_list",
        .with_token = true,
        .seconds = run_share(ckan->run),
    };
    ckan_pause_probe(ckan, &reading->queue.pause, &question, answer, &document);
    if (answer->good &&
        !ckan_work_read_jobs(ckan->run->arena, json_member(document, "result"), &reading->jobs)) {
        answer->good = false;
        answer->no_envelope = true;
    }
    reading->jobs_forbidden = answer->asked && ckan_cause(answer) == CKAN_FORBIDDEN;
}

/* ---- harvests ---- */

/* It does not exist, has gone since it was listed, or is not public: no failure. */
static bool is_absent(struct ckan_matter *matter)
{
    enum ckan_cause cause = ckan_cause(&matter->answer);
    bool absent = matter->answer.asked && (cause == CKAN_NOT_FOUND || cause == CKAN_FORBIDDEN);
    if (absent)
        matter->answer = (struct ckan_answer){ .reply = { .body = "" } };
    return absent;
}

/* False when it could not be asked. */
static bool probe_source(struct ckan *ckan, struct ckan_work_reading *reading,
                         const struct json *source)
{
    struct arena *arena = ckan->run->arena;
    struct rotation *rotation = &reading->harvest.rotation;
    const char *id = json_text(arena, json_member(source, "id")), *found = NULL;
    /* Versions that do not know only_active list them all. */
    const struct json *active = json_member(source, "active");
    bool passive = json_what(active) == JSON_IS_BOOL && !json_yes(active);
    if (passive || id == NULL || *id == '\0' || strchr(id, ' ') != NULL)
        return true;
    const struct json *document = ckan_matter_probe(ckan, &reading->sources,
                                                    "harvest_source_show_status",
                                                    arena_printf(arena, "id=%s",
                                                                 url_encode(arena, id)));
    if (document != NULL)
        found = ckan_work_read_harvest(arena, source, json_member(document, "result"),
                                       reading->now);
    else if (!is_absent(&reading->sources))
        return false;
    if (found != NULL)
        rotation_put(rotation, id, found);
    else
        rotation_drop(rotation, id);
    return true;
}

static void probe_harvest(struct ckan *ckan, struct ckan_work_reading *reading)
{
    struct ckan_sample *sample = &reading->harvest;
    struct ckan_question question = {
        .action = "harvest_source_list",
        .query = "only_active=true",
        .seconds = run_share(ckan->run),
        .lasting = true,
    };
    const struct json *document;
    ckan_pause_probe(ckan, &reading->sources.pause, &question, &reading->sources.answer, &document);
    const struct json *list = json_member(document, "result");
    size_t place = (size_t)sample->rotation.place;
    if (document == NULL)
        return;
    sample->total = json_count(list);
    if (place >= sample->total)
        place = 0;
    while (place < sample->total && sample->seen < SOURCES_MOST &&
           probe_source(ckan, reading, json_item(list, place))) {
        sample->seen++;
        place++;
    }
    rotation_move(&sample->rotation, place, 0, sample->total);
}

/* ---- tasks ---- */

/* A resource whose tasks are asked for. */
struct resource {
    const char *id, *dataset;
    size_t place, within;
};

struct walk {
    struct arena *arena;
    struct ckan_sample *sample;
    struct resource *resources;
    size_t count, capacity, most;
    size_t done, within; /* datasets, and resources of the next one, that are taken */
};

static bool take_resources(void *context, const struct json *dataset)
{
    struct walk *walk = context;
    const struct json *list = json_member(dataset, "resources");
    const char *name = json_text(walk->arena, json_member(dataset, "name"));
    size_t place = (size_t)walk->sample->rotation.place + walk->done;
    size_t first = walk->done == 0 ? (size_t)walk->sample->rotation.within : 0;
    for (size_t i = first; i < json_count(list); i++) {
        const char *id = json_text(walk->arena, json_member(json_item(list, i), "id"));
        if (walk->count >= walk->most) {
            walk->within = i;
            return false;
        }
        if (id == NULL || name == NULL || *id == '\0' || strchr(id, ' ') != NULL)
            continue;
        walk->resources = arena_grow(walk->arena, walk->resources, walk->count, &walk->capacity,
                                     sizeof *walk->resources);
        walk->resources[walk->count++] = (struct resource){ id, name, place, i };
    }
    walk->within = 0;
    walk->done++;
    return true;
}

/* False when it could not be asked. */
static bool probe_task(struct ckan *ckan, struct ckan_work_reading *reading, const char *id,
                       const char *type, const char *dataset, bool in_turn)
{
    struct arena *arena = ckan->run->arena;
    struct ckan_matter *matter = &reading->tasks;
    struct rotation *rotation = &reading->loading.rotation;
    const char *key = arena_printf(arena, "%s/%s", id, type);
    const struct json *document = ckan_matter_probe(
        ckan, matter, "task_status_show",
        arena_printf(arena, "entity_id=%s&task_type=%s&key=%s", url_encode(arena, id), type, type));
    const char *found = NULL;
    if (document != NULL)
        found = ckan_work_read_task(arena, json_member(document, "result"), dataset);
    else if (!is_absent(matter))
        return false;
    if (found == NULL)
        rotation_drop(rotation, key);
    else if (in_turn)
        rotation_put(rotation, key, found);
    else
        rotation_renew(rotation, key, found);
    return true;
}

/* The extensions that load, by whose names their tasks are kept. */
static const char *const types[] = { "datapusher", "datapusher_plus", "xloader" };

static bool is_loader(const char *const *extensions, size_t count, const char *type)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(extensions[i], type) == 0)
            return true;
    }
    return false;
}

/* What was not in order before is looked at again, so that a repair is soon seen. */
static bool probe_known_tasks(struct ckan *ckan, struct ckan_work_reading *reading, size_t most)
{
    struct arena *arena = ckan->run->arena;
    const struct rotation *rotation = &reading->loading.rotation;
    size_t count = rotation->count < most ? rotation->count : most;
    struct rotation_entry *entries = arena_array(arena, count, sizeof *entries);
    for (size_t i = 0; i < count; i++)
        entries[i] = rotation->entries[i];
    for (size_t i = 0; i < count; i++) {
        struct ckan_trouble known;
        const char *slash = strrchr(entries[i].key, '/');
        if (slash == NULL || !ckan_work_read_trouble(arena, entries[i].value, &known))
            continue;
        const char *id = arena_copy(arena, entries[i].key, (size_t)(slash - entries[i].key));
        if (!probe_task(ckan, reading, id, slash + 1, known.who, false))
            return false;
    }
    return true;
}

static void probe_tasks(struct ckan *ckan, const struct ckan_work_options *options,
                        const char *const *extensions, size_t nextensions,
                        struct ckan_work_reading *reading)
{
    struct ckan_sample *sample = &reading->loading;
    struct walk walk = { .arena = ckan->run->arena,
                         .sample = sample,
                         .most = (size_t)options->tasks };
    struct ckan_rows rows = { .query = "sort=metadata_modified%20desc",
                              .most = DATASETS_MOST - (size_t)sample->rotation.place,
                              .page = TASKS_PAGE };
    reading->no_loader = true;
    for (size_t type = 0; type < COUNT(types); type++)
        reading->no_loader &= !is_loader(extensions, nextensions, types[type]);
    if (reading->no_loader)
        return;
    ckan_rows_probe_on(ckan, &reading->tasks, &rows, &sample->rotation, take_resources, &walk);
    if (!reading->tasks.answer.good || !probe_known_tasks(ckan, reading, walk.most))
        return;
    size_t place = (size_t)sample->rotation.place + walk.done, within = walk.within;
    while (sample->seen < walk.count) {
        const struct resource *resource = &walk.resources[sample->seen];
        bool told = true;
        for (size_t type = 0; told && type < COUNT(types); type++)
            told = !is_loader(extensions, nextensions, types[type]) ||
                   probe_task(ckan, reading, resource->id, types[type], resource->dataset, true);
        if (!told) {
            place = resource->place;
            within = resource->within;
            break;
        }
        sample->seen++;
    }
    sample->total = rows.total < DATASETS_MOST ? rows.total : DATASETS_MOST;
    rotation_move(&sample->rotation, place, within, sample->total);
}

/* ---- all of it ---- */

void ckan_work_probe(struct ckan *ckan, const struct ckan_work_options *options,
                     const struct memory *last, bool search_good, const char *const *extensions,
                     size_t nextensions, struct ckan_work_reading *reading)
{
    ckan_work_load(ckan, last, reading);
    if (options->datastore)
        probe_datastore(ckan, &reading->datastore);
    if (options->harvest)
        probe_harvest(ckan, reading);
    if (options->tasks > 0 && search_good)
        probe_tasks(ckan, options, extensions, nextensions, reading);
    if (options->jobs.warn.set)
        probe_jobs(ckan, reading);
}
