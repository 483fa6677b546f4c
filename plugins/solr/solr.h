/* SPDX-License-Identifier: BSD-2-Clause */
/* solr.h - what Solr answers, 3.6 to 9, as plain values; pure.
 *
 * Answers are JSON, or XML where a Solr knows no other form. Named lists are objects in one release
 * and lists of a name and a value by turns in another; statistics carry their place in their names
 * since Solr 7. Errors are the pages of the servlet container up to Solr 3, JSON since 4. Numbers
 * that are not told are NAN, texts NULL. */
#ifndef SOLR_H
#define SOLR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "read/json.h"

/* Reads an answer in either form; as json_read(). */
enum json_fault solr_read(struct arena *arena, const char *bytes, size_t length,
                          const struct json **out);
/* Solr's XML as the JSON that it means; NULL when it is not Solr's. In solr_xml.c. */
const char *solr_xml_as_json(struct arena *arena, const char *bytes, size_t length);

/* Whether the answer repeats the parameter `nonce`, as echoParams=all asks for. */
bool solr_echoes(struct arena *arena, const struct json *answer, const char *nonce);

/* admin/cores?action=STATUS */
struct solr_core {
    const char *name; /* "" is the only one of an old Solr, or the one for URLs without a name */
    double documents, committed, started; /* times: seconds since 1970 */
    bool files_lost;                      /* it has documents, but no bytes on the disk */
};
struct solr_failure {
    const char *core, *text;
};
struct solr_cores {
    struct solr_core *cores;
    size_t count;
    struct solr_failure *failures; /* initFailures: since Solr 4 */
    size_t nfailures;
};
/* False when the answer is no such list. */
bool solr_cores_read(struct arena *arena, const struct json *answer, struct solr_cores *out);
/* NULL when there is no core of that name. */
const struct solr_core *solr_core_named(const struct solr_cores *cores, const char *name);

/* The core as a reader knows it. */
const char *solr_core_label(const char *name);

/* The names of all cores, for sentences; never empty. */
const char *solr_core_names(struct arena *arena, const struct solr_cores *cores);

/* select: how many documents there are, and what the first one of this page has in a field. */
struct solr_rows {
    double found;
    bool row;          /* there is one */
    const char *value; /* of the field */
};
bool solr_rows_read(struct arena *arena, const struct json *answer, const char *field,
                    struct solr_rows *out);

/* admin/luke */
bool solr_commit_read(struct arena *arena, const struct json *answer, double *committed);

/* admin/mbeans. What counts, counts since the start of the core, but open_errors since its last
 * commit. */
struct solr_statistics {
    double pending;       /* documents that wait for a commit */
    double update_errors; /* updates that failed by Solr's own fault */
    double open_errors;
    double timeouts;      /* requests that gave up before their end */
    double lookups, hits; /* of the caches of the index, together */
};
bool solr_statistics_read(struct arena *arena, const struct json *answer,
                          struct solr_statistics *out);

/* admin/system */
struct solr_system {
    const char *version;
    double heap_used, heap_max; /* bytes */
};
bool solr_system_read(struct arena *arena, const struct json *answer, struct solr_system *out);
/* "23.9 MB (%9.3)" in bytes: powers of 1024. */
double solr_size(const char *text);

/* What an answer that is not 2xx means. In solr_error.c, with the next one. */
enum solr_cause {
    SOLR_FINE,          /* 2xx */
    SOLR_CONFIGURATION, /* no request works: Solr's configuration or its only core is broken */
    SOLR_CORE_FAILED,   /* this core could not be loaded */
    SOLR_NO_CORE,       /* Solr runs, and has none */
    SOLR_FILES_LOST,    /* the folder of the index is not there any more */
    SOLR_NOT_FOUND,     /* 404 */
    SOLR_BAD_QUERY,     /* 400 */
    SOLR_FAILED,        /* 500 otherwise */
    SOLR_OTHER          /* another status */
};
enum solr_cause solr_error_cause(long status, const char *page);

/* The line of an error that tells most: Solr's message, or the first line of the exception on the
 * page of the container (jetty, Tomcat). NULL when it says nothing. */
const char *solr_error_text(struct arena *arena, const char *page);

#endif
