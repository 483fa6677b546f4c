/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_expect.h - what the user expects of the answer to a query. */
#ifndef SPARQL_EXPECT_H
#define SPARQL_EXPECT_H

#include "frame/plugin.h"
#include "virtuoso/sparql_answer.h"

struct sparql_expect_options {
    struct range value, rows;
    bool yes;
    long row_cap;
};

enum sparql_expect_finding {
    SPARQL_ASK_FALSE,
    SPARQL_UNEXPECTED,
    SPARQL_ROW_CAP,
    SPARQL_EXPECT_FINDINGS
};
extern const struct finding_row sparql_expect_findings[SPARQL_EXPECT_FINDINGS];
extern const struct part sparql_expect_part;

/* Whether one of the options was used. */
bool sparql_expect_given(const struct sparql_expect_options *options);

/* Judges a good answer to the query, with the metrics rows and value, and says so when all is well.
 * who is the endpoint. */
void sparql_expect_judge(struct report *report, const struct sparql_expect_options *options,
                         const struct sparql_answer *answer, const char *query, const char *who);

#endif
