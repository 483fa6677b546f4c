/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_part.h"

const struct finding_row sparql_findings[SPARQL_FINDINGS] = {
    [SPARQL_HUNG] = FINDING_WAITS("sparql-hung",
                                  N_("The SPARQL endpoint took the query and is silent")),
    [SPARQL_CHECKPOINT] = FINDING("checkpoint", N_("The database is writing a checkpoint")),
    [SPARQL_PARTIAL] = FINDING("partial-result", N_("The result of a query is not complete")),
    [SPARQL_TIMEOUT] = FINDING("query-timeout", N_("The server gave up a query")),
    [SPARQL_INVALID] = FINDING("query-invalid", N_("The server does not understand the query")),
    [SPARQL_COSTLY] = FINDING("query-too-costly", N_("The server refuses a query as too costly")),
    [SPARQL_BUSY] = FINDING("server-busy", N_("The server has too much to do for one more query")),
    [SPARQL_NO_THREADS] = FINDING("out-of-threads", N_("The server has no threads left")),
    [SPARQL_DISK_FULL] = FINDING("disk-full", N_("The disk of the database is full")),
    [SPARQL_LOG_TOO_LARGE] = FINDING("log-too-large",
                                     N_("A transaction does not fit into the database's log")),
    [SPARQL_NO_MEMORY] = FINDING("out-of-memory", N_("The database is out of memory")),
    [SPARQL_CANCELLED] = FINDING("query-cancelled", N_("A query was cancelled at the server")),
    [SPARQL_FORBIDDEN] = FINDING("not-permitted", N_("The endpoint does not allow the query")),
    [SPARQL_FAILED] = FINDING("query-failed", N_("The server failed in answering a query")),
    [SPARQL_HTML] = FINDING("html-instead-of-result", N_("A web page came instead of a result")),
};

const struct part sparql_part = {
    .findings = sparql_findings,
    .nfindings = COUNT(sparql_findings),
};
