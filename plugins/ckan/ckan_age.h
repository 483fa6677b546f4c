/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_age.h - how fresh the datasets of a CKAN portal are: the newest of all, some by name,
 * and each by the update frequency that it declares. */
#ifndef CKAN_AGE_H
#define CKAN_AGE_H

#include "ckan/ckan_matter.h"
#include "keep/rotation.h"

enum ckan_newest_by { CKAN_BY_METADATA, CKAN_BY_RESOURCE };

/* --dataset: its name, and how old it may be. */
struct ckan_wanted {
    const char *name;
    struct limits limits;
};
struct ckan_wanted_list {
    const struct ckan_wanted *items;
    size_t count;
};

struct ckan_age_options {
    struct limits freshness;
    struct choice newest_by; /* enum ckan_newest_by */
    struct ckan_wanted_list dataset;
    const char *frequency_key;
    long scan;
    struct levels overdue;
    struct list organization, exclude;
    const char *fq;
};
#define CKAN_AGE_DEFAULTS \
    { \
        .scan = 200, .overdue = {.warn = { .set = true } } \
    }

enum ckan_age_finding {
    CKAN_AGE_TOO_OLD,
    CKAN_AGE_UNKNOWN,
    CKAN_AGE_FUTURE,
    CKAN_AGE_DATASET_MISSING,
    CKAN_AGE_DATASET_CLOSED,
    CKAN_AGE_DATASET_OLD,
    CKAN_AGE_OVERDUE,
    CKAN_AGE_FINDINGS
};
extern const struct finding_row ckan_age_findings[CKAN_AGE_FINDINGS];
extern const struct part ckan_age_part;

/* A dataset and when it changed. */
struct ckan_dated {
    const char *name; /* NULL: none */
    double when;      /* NAN */
};

/* The newest of what was asked for, and a dataset whose date lies ahead. */
struct ckan_newest {
    struct ckan_dated found, future;
    size_t seen; /* datasets that were looked at */
    struct ckan_matter matter;
};

enum ckan_known {
    CKAN_DATASET_NOT_ASKED,
    CKAN_DATASET_HERE,
    CKAN_DATASET_GONE,
    CKAN_DATASET_CLOSED,
    CKAN_DATASET_FAILED
};
/* One of --dataset. */
struct ckan_dataset {
    const char *name;
    struct limits limits;
    enum ckan_known known;
    struct ckan_dated changed, future;
    struct ckan_answer answer;
};

/* What the datasets say about how often they change, in this run. */
struct ckan_overdue {
    size_t total, seen;                       /* datasets: all, and looked at */
    size_t on_time, free, silent, unreadable; /* silent: without the key */
    struct ckan_dated future;
    const char *words;        /* an example of what was not understood */
    struct rotation rotation; /* what is overdue: name, and "SINCE ORGANISATION" */
    struct ckan_matter matter;
};

struct ckan_age_reading {
    double now;
    bool hung; /* something did in this run, so what is missing here needs no words */
    struct ckan_newest newest;
    struct ckan_dataset *datasets;
    size_t ndatasets;
    struct pause dataset_pause;
    struct ckan_overdue overdue;
};

/* newest is the row that the search has already given for the whole portal; its name is NULL when
 * it has none. Without search_good nothing is searched. */
void ckan_age_probe(struct ckan *ckan, const struct ckan_age_options *options,
                    const struct memory *last, const struct ckan_dated *newest, bool search_good,
                    struct ckan_age_reading *reading);
void ckan_age_judge(const struct ckan_age_options *options, const struct ckan_view *view,
                    const struct ckan_age_reading *reading, struct report *report);

/* From here on pure. */

/* What is known of earlier runs, into the empty reading. */
void ckan_age_load(const struct ckan *ckan, const struct memory *last,
                   struct ckan_age_reading *reading);
void ckan_age_remember(const struct ckan_age_options *options,
                       const struct ckan_age_reading *reading, struct memory *next);

/* Whether the newest of a part of the portal is asked for. */
bool ckan_age_is_restricted(const struct ckan_age_options *options);

/* Reads NAME[:WARN[,CRIT]]. */
bool ckan_age_read_dataset(struct arena *arena, const char *text, struct ckan_wanted *out);

/* Two clocks may differ by so many seconds before a date counts as one that lies ahead. */
enum { CKAN_AGE_SLACK = 10 * MINUTE };
bool ckan_age_is_future(double when, double now);

/* When a dataset changed: by its own date, or by the newest date of its resources that does not lie
 * ahead (NAN when none has one); a date that lies ahead goes to *future. */
double ckan_age_changed(struct arena *arena, const struct json *dataset, enum ckan_newest_by by,
                        double now, struct ckan_dated *future);

/* What a dataset says under the key, as a field of its own or among its extras; NULL. */
const char *ckan_age_says(struct arena *arena, const struct json *dataset, const char *key);

/* Takes one dataset of the walk into account. */
void ckan_age_note_overdue(const struct ckan_age_options *options, double now,
                           const struct json *dataset, struct ckan_overdue *overdue);

#endif
