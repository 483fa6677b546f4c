/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_work.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

static const char datastore_name[] = "datastore_search", queue_name[] = "job_list",
                  sources_name[] = "harvest_source_show_status", tasks_name[] = "task_status_show",
                  harvest_name[] = "harvest", loading_name[] = "tasks";

void ckan_work_load(const struct ckan *ckan, const struct memory *last,
                    struct ckan_work_reading *reading)
{
    struct arena *arena = ckan->run->arena;
    reading->now = ckan->run->now;
    reading->jobs.oldest = NAN;
    ckan_matter_load(&reading->datastore, ckan, last, datastore_name);
    ckan_matter_load(&reading->sources, ckan, last, sources_name);
    ckan_matter_load(&reading->tasks, ckan, last, tasks_name);
    ckan_matter_load(&reading->queue, ckan, last, queue_name);
    reading->harvest.rotation = rotation_load(arena, last, harvest_name);
    reading->loading.rotation = rotation_load(arena, last, loading_name);
}

void ckan_work_remember(const struct ckan_work_options *options,
                        const struct ckan_work_reading *reading, struct memory *next)
{
    ckan_matter_save(&reading->datastore, next, datastore_name);
    ckan_matter_save(&reading->sources, next, sources_name);
    ckan_matter_save(&reading->tasks, next, tasks_name);
    ckan_matter_save(&reading->queue, next, queue_name);
    if (options->harvest)
        rotation_save(&reading->harvest.rotation, next);
    if (options->tasks > 0)
        rotation_save(&reading->loading.rotation, next);
}

bool ckan_work_read_jobs(struct arena *arena, const struct json *result, struct ckan_jobs *out)
{
    *out = (struct ckan_jobs){ .oldest = NAN };
    if (json_what(result) != JSON_IS_LIST)
        return false;
    out->count = json_count(result);
    for (size_t i = 0; i < out->count; i++) {
        const struct json *job = json_item(result, i);
        double created = ckan_answer_time(arena, json_member(job, "created"));
        if (isnan(created) || created >= out->oldest)
            continue;
        out->oldest = created;
        out->queue = json_text(arena, json_member(job, "queue"));
        out->title = json_text(arena, json_member(job, "title"));
    }
    return true;
}

/* The text that the rotation keeps: `KIND SINCE 0 WHO`, of a harvest with errors `f ERRORS OBJECTS
 * WHO`; SINCE is 0 when it is not known. */
static const char *trouble(struct arena *arena, enum ckan_trouble_kind kind, double since,
                           const char *who)
{
    return arena_printf(arena, "%c %.0f 0 %s", (char)kind, isnan(since) ? 0 : since, who);
}

bool ckan_work_read_trouble(struct arena *arena, const char *value, struct ckan_trouble *out)
{
    const char *parts[2], *at = value + 2;
    double numbers[2];
    if (value[0] == '\0' || value[1] != ' ')
        return false;
    for (size_t i = 0; i < 2; i++) {
        size_t length = strcspn(at, " ");
        if (at[length] == '\0')
            return false;
        parts[i] = arena_copy(arena, at, length);
        at += length + 1;
    }
    if (!number_parse(parts[0], &numbers[0]) || !number_parse(parts[1], &numbers[1]))
        return false;
    bool counted = value[0] == CKAN_HARVEST_FAILED;
    *out = (struct ckan_trouble){
        .kind = value[0],
        .since = !counted && numbers[0] > 0 ? numbers[0] : NAN,
        .errors = counted ? numbers[0] : NAN,
        .objects = counted ? numbers[1] : NAN,
        .who = at,
    };
    const char *colon = value[0] == CKAN_TASK_FAILED ? strstr(at, ": ") : NULL;
    if (colon != NULL) {
        out->who = arena_copy(arena, at, (size_t)(colon - at));
        out->says = colon + 2;
    }
    return true;
}

/* A count of the statistics of a job; 0 when it is not there. */
static double count_of(const struct json *object, const char *key)
{
    return number_most(0, json_number(json_member(object, key)));
}

/* What the last job of a source left behind; NULL: nothing. */
static const char *read_end(struct arena *arena, const struct json *job, const char *who)
{
    const struct json *stats = json_member(job, "stats");
    double errors = count_of(stats, "errored");
    double all = errors + count_of(stats, "added") + count_of(stats, "updated") +
                 count_of(stats, "not modified") + count_of(stats, "deleted");
    double others = (double)json_count(json_member(job, "gather_error_summary"));
    /* Older versions do not count what failed before there were objects. */
    if (errors <= 0 && others > 0) {
        errors = others;
        all += others;
    }
    if (errors <= 0)
        return NULL;
    return arena_printf(arena, "%c %.0f %.0f %s", (char)CKAN_HARVEST_FAILED, errors, all, who);
}

static bool is_word(struct arena *arena, const struct json *value, const char *word)
{
    const char *text = json_text(arena, value);
    return text != NULL && text_same(text, word);
}

const char *ckan_work_read_harvest(struct arena *arena, const struct json *source,
                                   const struct json *status, double now)
{
    const struct json *job = json_member(status, "last_job"), *state = json_member(job, "status");
    const char *who = json_text(arena, json_member(source, "title"));
    double due = ckan_answer_time(arena, json_member(source, "next_run")), since;
    bool manual = is_word(arena, json_member(source, "frequency"), "MANUAL");
    if (who == NULL || *who == '\0')
        who = json_text(arena, json_member(source, "url"));
    who = who != NULL ? who : "?";
    if (json_what(job) != JSON_IS_OBJECT) {
        since = ckan_answer_time(arena, json_member(source, "created"));
        return trouble(arena, CKAN_HARVEST_NEVER, since, who);
    }
    if (is_word(arena, state, "Aborted"))
        return trouble(arena, CKAN_HARVEST_ABORTED,
                       ckan_answer_time(arena, json_member(job, "created")), who);
    if (is_word(arena, state, "Finished")) {
        const char *end = read_end(arena, job, who);
        if (end == NULL && !manual && due < now)
            end = trouble(arena, CKAN_HARVEST_LATE, due, who);
        return end;
    }
    since = ckan_answer_time(arena, json_member(job, "gather_started"));
    if (!isnan(since))
        return trouble(arena, CKAN_HARVEST_RUNNING, since, who);
    return trouble(arena, CKAN_HARVEST_WAITING,
                   ckan_answer_time(arena, json_member(job, "created")), who);
}

/* {"message": "..."}, as a text in a text. */
static const char *error_text(struct arena *arena, const struct json *task)
{
    const char *text = json_text(arena, json_member(task, "error"));
    const struct json *inner;
    struct arena *brief = arena_new(); /* there are as many as tasks */
    if (text != NULL && json_read(brief, text, strlen(text), &inner) == JSON_GOOD) {
        const char *message = json_text(arena, json_member(inner, "message"));
        text = message != NULL ? message : json_text(arena, inner);
    }
    arena_free(brief);
    return text_clean(arena, text != NULL ? text : "", text != NULL ? strlen(text) : 0, 120);
}

const char *ckan_work_read_task(struct arena *arena, const struct json *task, const char *dataset)
{
    const struct json *state = json_member(task, "state");
    double since = ckan_answer_time(arena, json_member(task, "last_updated"));
    if (is_word(arena, state, "error"))
        return trouble(arena, CKAN_TASK_FAILED, since,
                       arena_printf(arena, "%s: %s", dataset, error_text(arena, task)));
    if (is_word(arena, state, "pending") || is_word(arena, state, "submitting") ||
        is_word(arena, state, "running"))
        return trouble(arena, CKAN_TASK_WAITING, since, dataset);
    return NULL;
}
