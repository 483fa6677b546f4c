/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_count.h - the elements of a list that CKAN sends, counted while they pass: package_list of a
 * large portal is megabytes of names of which nobody needs one. */
#ifndef CKAN_COUNT_H
#define CKAN_COUNT_H

#include "ckan/ckan_answer.h"
#include "read/json_scan.h"

enum { CKAN_COUNT_HEAD = 16 * 1024 };

/* Start with ckan_count_start(). */
struct ckan_count {
    struct json_scan scan;
    const char *word; /* the callback that was sent */
    double max;       /* bytes; 0: no limit */
    double bytes;
    bool too_large, foreign; /* foreign: it does not begin with our word */
    char held[2];            /* the last bytes: they should be `);`, which is no JSON */
    size_t nheld;
    char *head; /* the beginning of the answer, in case it is something else */
    size_t nhead;
};
struct ckan_count ckan_count_start(struct arena *arena, const char *word, double max);

/* For struct http_request. */
bool ckan_count_take(void *count, const char *bytes, size_t length);

/* The verdict at the end of the answer, as ckan_answer_read() gives it. */
void ckan_count_end(struct arena *arena, struct ckan_count *count, struct ckan_answer *answer);

#endif
