/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql.h - questions in SPARQL (W3C, "SPARQL 1.1 Query Language") and answers in JSON
 * ("SPARQL 1.1 Query Results JSON Format"), also in the form that Virtuoso gives them; pure. */
#ifndef SPARQL_H
#define SPARQL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "read/json.h"

/* Whether the text is a question: SELECT, ASK, CONSTRUCT or DESCRIBE, whatever stands in front of
 * it. An update is not a question. What follows the first word is for the server to judge. */
bool sparql_is_query(const char *text);

/* How many rows the query wants at most: its own LIMIT, not that of a query in its braces. INFINITY
 * when it has none. */
double sparql_limit(const char *query);

/* Whether the text can stand between < and > and is absolute, as the name of a graph must be. */
bool sparql_is_iri(const char *text);

struct sparql_results {
    enum json_fault fault;
    bool known;        /* it is JSON, and has the form of an answer */
    bool is_ask;       /* the answer to an ASK */
    bool yes;          /* it is true; of rows: the first value is true or 1 */
    size_t rows;       /* 1 and 0 for an ASK that is true and false */
    const char *first; /* first column of the first row; NULL: there is none, or nothing in it */
    double number;     /* the same as a number; NAN */
    const char *nonce; /* column `nonce` of the first row; NULL */
};

/* An answer with any number of rows; only the first one is held. */
void sparql_results_read(struct arena *arena, const char *bytes, size_t length,
                         struct sparql_results *out);

#endif
