/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_rows.h - datasets of a portal one after the other, as its search finds them, in pages that
 * shrink when they turn out too large. */
#ifndef CKAN_ROWS_H
#define CKAN_ROWS_H

#include "ckan/ckan_matter.h"
#include "keep/rotation.h"

enum { CKAN_ROWS_PAGE = 50 };
/* A portal has made enough for one run when its answers have reached this size: a walk ends early.
 */
enum { CKAN_ROWS_BYTES = 2 * 1024 * 1024 };

struct ckan_rows {
    const char *query; /* encoded, without start and rows */
    size_t start;      /* moves on with each row */
    size_t most;       /* how many to look at */
    size_t page;       /* rows at once; 0: CKAN_ROWS_PAGE */

    /* The rest is what came of it. */
    size_t total, seen; /* datasets that are found, and looked at */
};

/* Calls row() for each dataset until it says false or there are no more. The matter's answer is
 * good unless the walk ended with it. */
void ckan_rows_probe(struct ckan *ckan, struct ckan_matter *matter, struct ckan_rows *rows,
                     bool (*row)(void *context, const struct json *dataset), void *context);

/* The same from where a walk around all datasets stands, or from the beginning when the list has
 * become shorter than that. */
void ckan_rows_probe_on(struct ckan *ckan, struct ckan_matter *matter, struct ckan_rows *rows,
                        struct rotation *rotation,
                        bool (*row)(void *context, const struct json *dataset), void *context);

/* From here on pure. */

/* A filter for package_search, encoded, as "&fq=..."; "" when nothing is asked for. Of several
 * organisations one is enough, excluded are dataset names, and fq is in Solr's own words. */
const char *ckan_rows_filter(struct arena *arena, const struct list *organizations,
                             const struct list *excluded, const char *fq);

/* field:("a" OR "b"), not encoded. */
const char *ckan_rows_any(struct arena *arena, const char *field, const char *const *values,
                          size_t count);

#endif
