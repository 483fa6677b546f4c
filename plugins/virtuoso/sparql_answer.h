/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_answer.h - the answer of a SPARQL endpoint (W3C, "SPARQL 1.1 Protocol"); pure. */
#ifndef SPARQL_ANSWER_H
#define SPARQL_ANSWER_H

#include "net/http_reply.h"
#include "virtuoso/sparql.h"
#include "virtuoso/virtuoso_error.h"

struct sparql_answer {
    bool asked;
    bool waited;    /* the server was in a checkpoint, so it was asked once more */
    bool xml;       /* a result in XML, which was not asked for */
    bool failed;    /* the server says so itself */
    bool partial;   /* not the whole result: the time of the query was over, or it was too large */
    bool stale;     /* the word that it must echo is not in it */
    double row_cap; /* rows after which the server cut the result; NAN */
    struct http_reply reply;
    struct virtuoso_error error;   /* when it failed */
    struct sparql_results results; /* when a whole answer came */
};

/* Fills in what is in the reply. */
void sparql_answer_read(struct arena *arena, const char *nonce, struct sparql_answer *answer);

/* Whether the server is in a checkpoint and asks for patience. */
bool sparql_answer_in_checkpoint(const struct sparql_answer *answer);

/* Whether the whole result came, and just now. */
bool sparql_answer_good(const struct sparql_answer *answer);

#endif
