/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_steps.h"

#include <math.h>

static const char list_action[] = "package_list", search_action[] = "package_search";

void ckan_steps_load(const struct memory *last, double now, double retry_hung,
                     struct ckan_steps *steps)
{
    *steps = (struct ckan_steps){
        .now = now,
        .list_pause = pause_load(last, list_action, now, retry_hung),
        .search_pause = pause_load(last, search_action, now, retry_hung),
        .datasets = NAN,
        .count = NAN,
        .newest_time = NAN,
        .hung_since = NAN,
    };
    steps->hung_before = pause_oldest(last, now, &steps->hung_since);
}

void ckan_steps_remember(const struct ckan_steps *steps, struct memory *next)
{
    pause_save(&steps->list_pause, next, list_action);
    pause_save(&steps->search_pause, next, search_action);
}

bool ckan_steps_searched(const struct ckan_steps *steps)
{
    return steps->newest.good && !steps->no_count && !steps->newest_missing &&
           (!steps->random.asked || (steps->random.good && !steps->random_missing)) &&
           !steps->damaged;
}

enum state ckan_steps_drift(const struct ckan_options *options, double datasets, double count)
{
    double drift = datasets - count;
    if (count == 0 && datasets > 0)
        return CRITICAL;
    enum state state = limits_grade_levels(&options->drift, drift < 0 ? -drift : drift, datasets);
    return drift < 0 && state != OK ? WARNING : state;
}
