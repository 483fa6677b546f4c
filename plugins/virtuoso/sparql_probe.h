/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_probe.h - one question to a SPARQL endpoint (W3C, "SPARQL 1.1 Protocol"). */
#ifndef SPARQL_PROBE_H
#define SPARQL_PROBE_H

#include "net/http.h"
#include "virtuoso/sparql_answer.h"

/* Asks and waits, at most until the time of the run is over. nonce: a word that the query has in
 * the column `nonce` of its answer; NULL for none.
 *
 * The answer is asked for in JSON. `timeout` is understood by Virtuoso alone (it would go on
 * working when we are gone) and does no harm elsewhere. A long query goes by POST as a form does;
 * Virtuoso 7.2.5 never answers a POST of application/sparql-query. */
void sparql_probe(struct run *run, struct http *http, const struct url *endpoint, const char *query,
                  const char *nonce, struct sparql_answer *answer);

/* The query in a file of at most 64 KiB. NULL, with *problem, when there is none. */
const char *sparql_probe_file(struct arena *arena, const char *path, const char **problem);

#endif
