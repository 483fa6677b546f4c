/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_part.h - what can be found wrong with a SPARQL endpoint. */
#ifndef SPARQL_PART_H
#define SPARQL_PART_H

#include "frame/plugin.h"

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

#endif
