/* SPDX-License-Identifier: BSD-2-Clause */
/* virtuoso_error.h - how Virtuoso says that it cannot answer: `Virtuoso SQLSTATE Error CODE: text`
 * on the first line of a plain text, with 400 or 500; pure. Read in the source of 6.1.8 (sqlsrv.c,
 * log.c, http.c, sparql_io.sql), the commoner ones seen with 7.2.5. */
#ifndef VIRTUOSO_ERROR_H
#define VIRTUOSO_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct virtuoso_error {
    const char *sqlstate; /* five letters and digits */
    const char *code;     /* "SR171"; empty: it has none */
    const char *text;     /* without code */
};

/* False, with *out untouched, when the body is no such error. */
bool virtuoso_error_read(struct arena *arena, const char *body, size_t length,
                         struct virtuoso_error *out);

enum virtuoso_cause {
    VIRTUOSO_INVALID, /* it does not understand the query */
    VIRTUOSO_COSTLY,  /* it expects the query to take too long */
    VIRTUOSO_BUSY,    /* deadlocks, too many requests at once, no stack */
    VIRTUOSO_NO_THREADS,
    VIRTUOSO_CHECKPOINT, /* a checkpoint broke the query off */
    VIRTUOSO_DISK_FULL,
    VIRTUOSO_LOG_TOO_LARGE,
    VIRTUOSO_NO_MEMORY,
    VIRTUOSO_CANCELLED, /* by its administrator */
    VIRTUOSO_PARTIAL,   /* a result that is cut */
    VIRTUOSO_TIMEOUT,   /* of its own */
    VIRTUOSO_FORBIDDEN,
    VIRTUOSO_OTHER
};
enum virtuoso_cause virtuoso_error_cause(const struct virtuoso_error *error);

#endif
