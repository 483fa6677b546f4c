/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_expect.h"

#include <math.h>

#include "base/text.h"

static bool unexpected(struct report *report, const char *sentence, const char *who,
                       const char *found)
{
    report_add(report, &sparql_expect_findings[SPARQL_UNEXPECTED], CRITICAL, sentence, who, found);
    return true;
}

/* Whether the data are other than the user expects. */
static bool judge_expectations(const struct sparql_expect_options *given,
                               const struct sparql_results *results, const char *first,
                               const char *who, struct report *report)
{
    bool bad = false;
    struct metric rows = {
        .label = "rows", .value = (double)results->rows, .limits.crit = given->rows, .min = BOUND(0)
    };
    struct metric value = { .label = "value",
                            .value = results->number,
                            .limits.crit = given->value };
    if (given->yes && !results->yes)
        bad = unexpected(report,
                         N_("%s: the answer to the query must be true; look at the last load of "
                            "the data: %s"),
                         who, first);
    if (report_metric(report, rows) != OK)
        bad = unexpected(report,
                         N_("%s: the number of rows is not what --expect-rows wants; look at the "
                            "last load of the data: %s"),
                         who, arena_printf(report->arena, "%zu", results->rows));
    bool number = given->value.set || !isnan(results->number);
    if (number && report_metric(report, value) != OK)
        bad = unexpected(report,
                         N_("%s: the first value is not what --expect-value wants; look at the "
                            "last load of the data: %s"),
                         who, first);
    return bad;
}

/* Whether the server has cut the result, which looks like all of it. */
static bool judge_cap(const struct sparql_expect_options *given, const struct sparql_answer *answer,
                      const char *query, const char *who, struct report *report)
{
    double cap = answer->row_cap;
    if (isnan(cap) && given->row_cap > 0)
        cap = (double)given->row_cap;
    if (isnan(cap) || (double)answer->results.rows < cap || sparql_limit(query) <= cap)
        return false;
    report_add(report, &sparql_expect_findings[SPARQL_ROW_CAP], WARNING,
               N_("%s cuts results behind row %.0f, and the query finds as many or more; give it a "
                  "LIMIT, or raise ResultSetMaxRows at the server"),
               who, cap);
    return true;
}

void sparql_expect_judge(struct report *report, const struct sparql_expect_options *given,
                         const struct sparql_answer *answer, const char *query, const char *who)
{
    const struct sparql_results *results = &answer->results;
    const char *first = text_or(results->first, "-");
    bool bad = judge_expectations(given, results, first, who, report);
    bool no = results->is_ask && !results->yes;
    if (no && !given->yes)
        report_add(report, &sparql_expect_findings[SPARQL_ASK_FALSE], WARNING,
                   N_("%s: the answer to the query is no; look at what it asks for"), who);
    if (judge_cap(given, answer, query, who, report) || bad || no)
        return;
    if (results->is_ask)
        report_ok(report, N_("%s: the answer to the query is yes"), who);
    else
        report_ok(report, N_("%s answers the query; rows: %zu, first value: %s"), who,
                  results->rows, first);
}
