/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_ask.h - one question to a SPARQL endpoint (W3C, "SPARQL 1.1 Protocol") and its answer. */
#ifndef SPARQL_ASK_H
#define SPARQL_ASK_H

#include "net/http.h"
#include "virtuoso/sparql.h"
#include "virtuoso/virtuoso_error.h"

struct sparql_answer {
    bool asked;
    bool waited;    /* the server was in a checkpoint, so it was asked once more */
    bool xml;       /* a result in XML, which was not asked for */
    bool failed;    /* the server says so itself */
    bool partial;   /* not the whole result: the time of the query was over, or it was too large */
    bool stale;     /* the word that it must echo is not in it */
    double row_cap; /* the server cut the result behind so many rows; NAN */
    struct http_reply reply;
    struct virtuoso_error error;   /* when it failed */
    struct sparql_results results; /* when a whole answer came */
};

/* Asks and waits, at most until the time of the run is over. nonce: a word that the query has in
 * the column `nonce` of its answer; NULL for none.
 *
 * The answer is asked for in JSON. `timeout` is understood by Virtuoso alone (it would go on
 * working when we are gone) and does no harm elsewhere. A long query goes by POST as a form does;
 * Virtuoso 7.2.5 never answers a POST of application/sparql-query. */
void sparql_ask(struct run *run, struct http *http, const struct url *endpoint, const char *query,
                const char *nonce, struct sparql_answer *answer);

/* The query in a file of at most 64 KiB. NULL, with *problem, when there is none. */
const char *sparql_query_file(struct arena *arena, const char *path, const char **problem);

/* What is in the reply; pure. */
void sparql_answer_read(struct arena *arena, const char *nonce, struct sparql_answer *answer);

/* Whether the server is in a checkpoint and asks for patience. */
bool sparql_in_checkpoint(const struct sparql_answer *answer);

/* Whether the whole result came, and just now. */
bool sparql_good(const struct sparql_answer *answer);

#endif
