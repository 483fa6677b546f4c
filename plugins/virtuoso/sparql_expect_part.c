/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_expect.h"

#define EXPECT_OPT(key_, name_, field_, ...) \
    OPT_IN(struct sparql_expect_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    EXPECT_OPT(0, "expect-true", yes, .help = N_("The answer to the query must be true")),
    EXPECT_OPT(0, "expect-value", value,
               .help = N_("What the first column of the first row must be")),
    EXPECT_OPT(0, "expect-rows", rows, .help = N_("How many rows the query must find")),
    EXPECT_OPT(0, "row-cap", row_cap, .arg = "NUMBER", .min = 1, .max = 1000000000,
               .help = N_("Rows behind which the server cuts a result (ResultSetMaxRows); Virtuoso "
                          "before 7.2 does not say that it did")),
};

const struct finding_row sparql_expect_findings[SPARQL_EXPECT_FINDINGS] = {
    [SPARQL_ASK_FALSE] = FINDING("ask-false", N_("The answer to the query is no")),
    [SPARQL_UNEXPECTED] = FINDING("expectation-failed", N_("The data are not as they must be")),
    [SPARQL_ROW_CAP] = FINDING("row-cap", N_("The server has cut the result of the query")),
};

const struct part sparql_expect_part = {
    .title = N_("Expected answers"),
    .options = options,
    .noptions = COUNT(options),
    .findings = sparql_expect_findings,
    .nfindings = COUNT(sparql_expect_findings),
};
