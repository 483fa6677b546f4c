/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_work.h - what a CKAN portal does behind its pages: the DataStore, the queue of
 * background jobs, the harvesters, and the loading of files into the DataStore. */
#ifndef CKAN_WORK_H
#define CKAN_WORK_H

#include "ckan/ckan_matter.h"
#include "keep/rotation.h"

struct ckan_work_options {
    bool datastore, harvest;
    struct limits jobs, harvest_time, tasks_time;
    struct levels harvest_errors;
    long tasks; /* 0: none */
};
#define CKAN_WORK_DEFAULTS \
    { \
        .harvest_time = { .warn = { .high = 6 * HOUR, .set = true }, \
                          .crit = { .high = 24 * HOUR, .set = true } }, \
        .harvest_errors = { .warn = { .set = true } }, .tasks_time = { \
            .warn = { .high = HOUR, .set = true } \
        } \
    }

enum ckan_work_finding {
    CKAN_WORK_DATASTORE_DOWN,
    CKAN_WORK_QUEUE_OLD,
    CKAN_WORK_QUEUE_UNREACHABLE,
    CKAN_WORK_QUEUE_HUNG,
    CKAN_WORK_HARVEST_STUCK,
    CKAN_WORK_HARVEST_FAILED,
    CKAN_WORK_TASK_STUCK,
    CKAN_WORK_TASK_FAILED,
    CKAN_WORK_FINDINGS
};
extern const struct finding_row ckan_work_findings[CKAN_WORK_FINDINGS];
extern const struct part ckan_work_part;

/* The queue. */
struct ckan_jobs {
    size_t count;
    double oldest;             /* when it was put there; NAN: none, or it is not said */
    const char *queue, *title; /* of that one */
};

/* A harvest source or a file that is not in order, or not yet, as the rotation keeps it. */
struct ckan_trouble {
    char kind;              /* an enum ckan_trouble_kind */
    double since;           /* seconds since 1970; NAN: not known, and for CKAN_HARVEST_FAILED */
    double errors, objects; /* of the last harvest; NAN unless it is CKAN_HARVEST_FAILED */
    const char *who;        /* the title of a source, the name of a dataset */
    const char *says;       /* the loader, of CKAN_TASK_FAILED; else NULL */
};
enum ckan_trouble_kind {
    CKAN_HARVEST_NEVER = 'n',   /* no job since the source was made */
    CKAN_HARVEST_WAITING = 'w', /* the job has not begun */
    CKAN_HARVEST_RUNNING = 'r',
    CKAN_HARVEST_LATE = 'l', /* the next one should have begun */
    CKAN_HARVEST_FAILED = 'f',
    CKAN_HARVEST_ABORTED = 'a',
    CKAN_TASK_WAITING = 'p',
    CKAN_TASK_FAILED = 'e'
};

struct ckan_sample {
    struct rotation rotation;
    size_t seen, total;
};

struct ckan_work_reading {
    double now;
    bool jobs_forbidden; /* the token is not an administrator's */
    bool no_loader;      /* no extension loads files into the DataStore */
    struct ckan_matter datastore, queue, sources, tasks;
    struct ckan_jobs jobs;
    struct ckan_sample harvest, loading; /* sources; resources */
};

/* extensions are those of status_show. The queue is asked for
 * last: where Redis is frozen, it takes a worker of the portal for a long time. */
void ckan_work_probe(struct ckan *ckan, const struct ckan_work_options *options,
                     const struct memory *last, bool search_good, const char *const *extensions,
                     size_t nextensions, struct ckan_work_reading *reading);
void ckan_work_judge(const struct ckan_work_options *options, const struct ckan_view *view,
                     const struct ckan_work_reading *reading, struct report *report);

/* From here on pure. */

/* What is known of earlier runs, into the empty reading. */
void ckan_work_load(const struct ckan *ckan, const struct memory *last,
                    struct ckan_work_reading *reading);
void ckan_work_remember(const struct ckan_work_options *options,
                        const struct ckan_work_reading *reading, struct memory *next);

/* The result of job_list. False when it is not one. */
bool ckan_work_read_jobs(struct arena *arena, const struct json *result, struct ckan_jobs *out);

/* A source of harvest_source_list and its harvest_source_show_status: what is wrong, as a value of
 * the rotation; NULL when nothing is. */
const char *ckan_work_read_harvest(struct arena *arena, const struct json *source,
                                   const struct json *status, double now);

/* The result of task_status_show in the same way. */
const char *ckan_work_read_task(struct arena *arena, const struct json *task, const char *dataset);

bool ckan_work_read_trouble(struct arena *arena, const char *value, struct ckan_trouble *out);

#endif
