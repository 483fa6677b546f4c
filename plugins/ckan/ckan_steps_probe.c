/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_steps.h"

#include <math.h>
#include <string.h>

#include "base/entropy.h"
#include "ckan/ckan_cause.h"

#define NEWEST_FIRST "&sort=metadata_modified+desc"

static void ask_status(struct ckan *ckan, struct ckan_steps *steps)
{
    struct arena *arena = ckan->run->arena;
    struct ckan_question question = { .action = "status_show", .seconds = run_share(ckan->run) };
    const struct json *document;
    ckan_probe_ask(ckan, &question, &steps->status, &document);
    const struct json *result = json_member(document, "result");
    const struct json *extensions = json_member(result, "extensions");
    steps->title = json_text(arena, json_member(result, "site_title"));
    steps->version = json_text(arena, json_member(result, "ckan_version"));
    const char **names = arena_array(arena, json_count(extensions), sizeof *names);
    for (size_t i = 0; i < json_count(extensions); i++) {
        const char *name = json_text(arena, json_item(extensions, i));
        names[i] = name != NULL ? name : "";
    }
    steps->extensions = names;
    steps->nextensions = json_count(extensions);
}

static void ask_list(struct ckan *ckan, const struct ckan_options *options,
                     struct ckan_steps *steps)
{
    struct ckan_question question = {
        .action = "package_list",
        .seconds = run_share(ckan->run),
        .count_result = true,
        .count_max = options->max_list,
    };
    const struct json *document;
    ckan_pause_probe(ckan, &steps->list_pause, &question, &steps->list, &document);
    if (steps->list.good)
        steps->datasets = (double)steps->list.items;
}

/* No filter at all: the list has every type of dataset, too. */
static void search(struct ckan *ckan, struct ckan_steps *steps, const char *query,
                   struct ckan_answer *answer, const struct json **document)
{
    struct ckan_question question = { .action = "package_search",
                                      .seconds = run_share(ckan->run),
                                      .query = query };
    ckan_pause_probe(ckan, &steps->search_pause, &question, answer, document);
}

/* The count alone needs no stored document. */
static double ask_count(struct ckan *ckan, struct ckan_steps *steps, const char *query,
                        struct ckan_answer *answer)
{
    const struct json *document;
    search(ckan, steps, query, answer, &document);
    return ckan_answer_count(json_at(document, "result", "count"));
}

static void ask_newest(struct ckan *ckan, struct ckan_steps *steps)
{
    struct arena *arena = ckan->run->arena;
    const struct json *document;
    search(ckan, steps, "rows=1" NEWEST_FIRST, &steps->newest, &document);
    const struct json *rows = json_at(document, "result", "results"), *row = json_item(rows, 0);
    steps->count = ckan_answer_count(json_at(document, "result", "count"));
    steps->no_count = steps->newest.good && isnan(steps->count);
    steps->newest_missing = steps->count > 0 && json_what(row) != JSON_IS_OBJECT;
    steps->newest_name = json_text(arena, json_member(row, "name"));
    steps->newest_time = ckan_answer_time(arena, json_member(row, "metadata_modified"));
}

static void ask_random(struct ckan *ckan, struct ckan_steps *steps)
{
    const struct json *document;
    /* The newest one, at 0, has been seen. */
    steps->start = 1 + (double)(entropy() % (uint64_t)(steps->count - 1));
    const char *query = arena_printf(ckan->run->arena, "rows=1&start=%.0f" NEWEST_FIRST,
                                     steps->start);
    search(ckan, steps, query, &steps->random, &document);
    steps->random_missing = steps->random.good &&
                            json_what(json_item(json_at(document, "result", "results"), 0)) !=
                                JSON_IS_OBJECT;
}

/* Solr answered, with an error of its own or of the portal: maybe only this row is damaged. */
static bool is_row_failure(const struct ckan_answer *answer)
{
    enum ckan_cause cause = ckan_cause(answer);
    return answer->asked &&
           (cause == CKAN_SEARCH_ERROR || cause == CKAN_SEARCH_FAILED || cause == CKAN_INTERNAL);
}

static void ask_search(struct ckan *ckan, struct ckan_steps *steps)
{
    ask_newest(ckan, steps);
    if (steps->count > 1 && !steps->newest_missing)
        ask_random(ckan, steps);
    if (!is_row_failure(&steps->newest) && !is_row_failure(&steps->random) &&
        !steps->newest_missing && !steps->random_missing)
        return;
    double count = ask_count(ckan, steps, "rows=0", &steps->recount);
    steps->no_count = steps->recount.good && isnan(count);
    if (isnan(count))
        return;
    /* A row that was only counted may have been deleted in between. */
    steps->damaged = count > (steps->random_missing ? steps->start : 0);
    steps->newest_missing = steps->newest_missing && steps->damaged;
    steps->random_missing = steps->random_missing && steps->damaged;
    steps->count = count;
}

static bool harvests(const struct ckan_steps *steps)
{
    for (size_t i = 0; i < steps->nextensions; i++) {
        if (strcmp(steps->extensions[i], "harvest") == 0)
            return true;
    }
    return false;
}

/* ckanext-harvest keeps its sources as datasets of a type of their own, which the list has and the
 * search does not give unless it is asked for them (seen with 1.6.3). They are no datasets to
 * anybody. */
static void leave_out_sources(struct ckan *ckan, struct ckan_steps *steps)
{
    struct ckan_answer answer;
    if (!steps->list.good || !ckan_steps_searched(steps) || steps->datasets <= steps->count ||
        !harvests(steps))
        return;
    double sources = ask_count(ckan, steps, "rows=0&fq=dataset_type:harvest", &answer);
    if (answer.good && sources > 0)
        steps->sources = sources;
    steps->datasets -= steps->sources;
}

/* Between list and search somebody may have added a dataset: a difference must come up twice. */
static void ask_again(struct ckan *ckan, const struct ckan_options *options,
                      struct ckan_steps *steps)
{
    struct ckan_steps again = *steps;
    struct ckan_answer answer;
    if (!steps->list.good || !ckan_steps_searched(steps) ||
        ckan_steps_drift(options, steps->datasets, steps->count) == OK)
        return;
    ask_list(ckan, options, &again);
    double count = again.list.good ? ask_count(ckan, &again, "rows=0", &answer) : NAN;
    steps->list_pause = again.list_pause;
    steps->search_pause = again.search_pause;
    if (isnan(count))
        return;
    steps->datasets = again.datasets - steps->sources;
    steps->count = count;
}

void ckan_steps_probe(struct ckan *ckan, const struct ckan_options *options,
                      const struct memory *last, struct ckan_steps *steps)
{
    ckan_steps_load(last, ckan->run->now, options->retry_hung.seconds, steps);
    ask_status(ckan, steps);
    if (!steps->status.good)
        return;
    ask_list(ckan, options, steps);
    ask_search(ckan, steps);
    leave_out_sources(ckan, steps);
    ask_again(ckan, options, steps);
}
