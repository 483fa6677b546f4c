/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_work.h"

#define WORK_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_work_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    WORK_OPT(0, "datastore", datastore, .help = N_("The DataStore must answer")),
    WORK_OPT(0, "jobs", jobs, .caption = "Age of background jobs", .unit = UNIT_SECONDS,
             .help = N_("How long a background job may wait, usually 15m,1h; needs --token of an "
                        "administrator")),
    WORK_OPT(0, "harvest", harvest, .help = N_("Look at the last job of each harvest source")),
    WORK_OPT(0, "harvest-time", harvest_time, .unit = UNIT_SECONDS,
             .help = N_("How long a harvest may run, wait, or be late")),
    WORK_OPT(0, "harvest-errors", harvest_errors,
             .help = N_("Errors in the last harvest, a number or a share of its objects")),
    WORK_OPT(0, "tasks", tasks, .arg = "NUMBER", .min = 1, .max = 1000,
             .help = N_("Look in each run whether so many of the newest files were loaded into the "
                        "DataStore")),
    WORK_OPT(0, "tasks-time", tasks_time, .unit = UNIT_SECONDS,
             .help = N_("How long a file may wait to be loaded")),
};

const struct finding_row ckan_work_findings[CKAN_WORK_FINDINGS] = {
    [CKAN_WORK_DATASTORE_DOWN] = FINDING("datastore-down", N_("The DataStore does not answer")),
    [CKAN_WORK_QUEUE_OLD] = FINDING("queue-old",
                                    N_("A background job of the portal waits for too long")),
    [CKAN_WORK_QUEUE_UNREACHABLE] = FINDING("queue-unreachable",
                                            N_("The portal does not reach its queue of jobs")),
    [CKAN_WORK_QUEUE_HUNG] = FINDING_WAITS("queue-hung", N_("The portal's queue does not answer")),
    [CKAN_WORK_HARVEST_STUCK] = FINDING("harvest-stuck",
                                        N_("A harvest does not begin or does not end")),
    [CKAN_WORK_HARVEST_FAILED] = FINDING("harvest-failed", N_("A harvest ended with errors")),
    [CKAN_WORK_TASK_STUCK] = FINDING("task-stuck",
                                     N_("A file waits too long to be loaded into the DataStore")),
    [CKAN_WORK_TASK_FAILED] = FINDING("task-failed",
                                      N_("A file could not be loaded into the DataStore")),
};

const struct part ckan_work_part = {
    .title = N_("DataStore, queue and harvests"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_work_findings,
    .nfindings = COUNT(ckan_work_findings),
};
