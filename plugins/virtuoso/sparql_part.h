/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_part.h - what it means when a SPARQL endpoint gives no whole answer. */
#ifndef SPARQL_PART_H
#define SPARQL_PART_H

#include "frame/plugin.h"
#include "virtuoso/sparql_ask.h"

enum sparql_finding {
    SPARQL_HUNG,
    SPARQL_CHECKPOINT,
    SPARQL_PARTIAL,
    SPARQL_TIMEOUT,
    SPARQL_INVALID,
    SPARQL_COSTLY,
    SPARQL_BUSY,
    SPARQL_NO_THREADS,
    SPARQL_DISK_FULL,
    SPARQL_LOG_TOO_LARGE,
    SPARQL_NO_MEMORY,
    SPARQL_CANCELLED,
    SPARQL_FORBIDDEN,
    SPARQL_FAILED,
    SPARQL_HTML,
    SPARQL_FINDINGS
};
extern const struct finding_row sparql_findings[SPARQL_FINDINGS];
extern const struct part sparql_part;

/* Makes a finding of an answer that is of no use. False when it can be relied on. who is the
 * endpoint. */
bool sparql_report(struct report *report, const struct http_options *options,
                   const struct net_options *net, const struct sparql_answer *answer,
                   const char *who);

/* A remark (state OK) when the server needed patience for a good answer. */
void sparql_report_patience(struct report *report, const struct sparql_answer *answer,
                            const char *who);

#endif
