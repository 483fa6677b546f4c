/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_judge.h"

#include <string.h>

#include "net/http_report.h"
#include "read/html.h"

/* The server's own words, by what they mean: who is concerned, then its text. */
static const struct {
    enum sparql_finding finding;
    enum state state;
    const char *sentence;
} causes[] = {
    [VIRTUOSO_INVALID] = { SPARQL_INVALID, UNKNOWN,
                           N_("%s does not understand the query; correct it (--query, "
                              "--query-file): %s") },
    [VIRTUOSO_COSTLY] = { SPARQL_COSTLY, UNKNOWN,
                          N_("%s refuses the query as too costly; make it simpler, or raise "
                             "MaxQueryCostEstimationTime at the server: %s") },
    [VIRTUOSO_BUSY] = { SPARQL_BUSY, WARNING,
                        N_("%s has too much to do for one more query; look at the load of the "
                           "server if this comes again: %s") },
    [VIRTUOSO_NO_THREADS] = { SPARQL_NO_THREADS, CRITICAL,
                              N_("%s has no threads left; look for queries that do not end, then "
                                 "raise ServerThreads or restart the server: %s") },
    [VIRTUOSO_CHECKPOINT] = { SPARQL_CHECKPOINT, WARNING,
                              N_("%s broke the query off for a checkpoint; this passes by itself, "
                                 "look at the log of the server if it lasts for minutes: %s") },
    [VIRTUOSO_DISK_FULL] = { SPARQL_DISK_FULL, CRITICAL,
                             N_("%s: the disk of the database is full; make room there at once: "
                                "%s") },
    [VIRTUOSO_LOG_TOO_LARGE] = { SPARQL_LOG_TOO_LARGE, CRITICAL,
                                 N_("%s: a transaction does not fit into the database's log; look "
                                    "for a large load, and let it commit in smaller pieces: %s") },
    [VIRTUOSO_NO_MEMORY] = { SPARQL_NO_MEMORY, CRITICAL,
                             N_("%s is out of memory; look at NumberOfBuffers and at the memory "
                                "of the server, then restart it: %s") },
    [VIRTUOSO_CANCELLED] = { SPARQL_CANCELLED, WARNING,
                             N_("%s: somebody cancelled the query at the server; ask its "
                                "administrator: %s") },
    [VIRTUOSO_PARTIAL] = { SPARQL_PARTIAL, WARNING,
                           N_("%s gives only a part of the result; make the query smaller: %s") },
    [VIRTUOSO_TIMEOUT] = { SPARQL_TIMEOUT, CRITICAL,
                           N_("%s gave the query up, because it took too long; look at the load "
                              "of the server and at MaxQueryExecutionTime: %s") },
    [VIRTUOSO_FORBIDDEN] = { SPARQL_FORBIDDEN, UNKNOWN,
                             N_("%s does not allow the query; ask for what everybody may read, "
                                "or set --user: %s") },
    [VIRTUOSO_OTHER] = { SPARQL_FAILED, CRITICAL,
                         N_("%s failed in answering the query; look at the log of the server: "
                            "%s") },
};

static void report_words(struct report *report, enum virtuoso_cause cause, const char *who,
                         const char *words)
{
    report_add(report, &sparql_findings[causes[cause].finding], causes[cause].state,
               causes[cause].sentence, who, words);
}

/* An error that says what it means by its status alone. False when it does not. */
static bool report_status(struct report *report, const struct sparql_answer *answer,
                          const char *who)
{
    const struct http_reply *reply = &answer->reply;
    bool blocked = http_reply_is_html(reply) && html_block_page(reply->body, reply->length) != NULL;
    if (reply->outcome.stage != STAGE_DONE || reply->trouble != HTTP_FINE || blocked)
        return false;
    if (sparql_answer_in_checkpoint(answer))
        report_add(report, &sparql_findings[SPARQL_CHECKPOINT], WARNING,
                   N_("%s asks for patience (status 503), probably for a checkpoint; this passes "
                      "by itself, look at the log of the server if it lasts for minutes"),
                   who);
    else if (reply->status == 401 || reply->status == 403)
        report_add(report, &sparql_findings[SPARQL_FORBIDDEN], UNKNOWN,
                   N_("%s does not let us ask (status %ld); let it serve the address of the "
                      "monitoring host, or set --user"),
                   who, reply->status);
    else if (reply->status == 400 && !http_reply_is_html(reply))
        report_words(report, VIRTUOSO_INVALID, who,
                     html_text(report->arena, reply->body, reply->length, 300));
    else
        return false;
    return true;
}

/* Behind its words Virtuoso counts what it did. */
static const char *why_cut(struct arena *arena, const struct http_reply *reply)
{
    const char *words = http_reply_header(reply, "X-SQL-Message");
    const char *end = words != NULL ? strstr(words, "  Activity:") : NULL;
    if (words == NULL)
        return "-";
    return end != NULL ? arena_copy(arena, words, (size_t)(end - words)) : words;
}

static void report_cut(struct report *report, const struct sparql_answer *answer, const char *who)
{
    report_add(report, &sparql_findings[SPARQL_PARTIAL], WARNING,
               N_("%s gives only a part of the result, which looks like all of it; look at the "
                  "load of the server, raise --timeout, or make the query smaller: %s"),
               who, why_cut(report->arena, &answer->reply));
}

bool sparql_judge(struct report *report, const struct http_options *options,
                  const struct net_options *net, const struct sparql_answer *answer,
                  const char *who)
{
    if (answer->failed)
        report_words(report, virtuoso_error_cause(&answer->error), who, answer->error.text);
    else if (report_status(report, answer, who) ||
             http_report(report, options, net, &answer->reply, who, &sparql_findings[SPARQL_HUNG]))
        return true;
    else if (answer->xml || (answer->results.fault == JSON_GOOD && !answer->results.known))
        http_report_form(report, who, answer->xml ? "JSON" : "results.bindings");
    else if (!answer->results.known)
        http_report_json(report, &answer->reply, answer->results.fault, who,
                         &sparql_findings[SPARQL_HTML]);
    else if (answer->stale)
        http_report_stale(report, &answer->reply, who);
    else if (answer->partial)
        report_cut(report, answer, who);
    return !sparql_answer_good(answer);
}

void sparql_judge_patience(struct report *report, const struct sparql_answer *answer,
                           const char *who)
{
    if (answer->waited && sparql_answer_good(answer))
        report_add(report, &sparql_findings[SPARQL_CHECKPOINT], OK,
                   N_("%s asked for patience at first, probably for a checkpoint; asked again, it "
                      "answered"),
                   who);
}
