/* SPDX-License-Identifier: BSD-2-Clause */
/* check_virtuoso - a SPARQL endpoint: whether it answers queries, and answers them right. */
#include <math.h>
#include <string.h>

#include "keep/watch.h"
#include "virtuoso/sparql_expect.h"
#include "virtuoso/sparql_judge.h"
#include "virtuoso/sparql_probe.h"
#include "net/http_report.h"

/* What the user may say. */
struct config {
    const char *query, *query_file, *graph;
    struct range triples;
    struct levels triples_drop;
    struct sparql_expect_options expect;
    struct http_options http;
    struct net_options net;
    struct memory_options memory;
};
static const struct config defaults = {
    .triples_drop = { .warn = { .value = 10, .percent = true, .set = true },
                      .crit = { .value = 50, .percent = true, .set = true } },
    .http = HTTP_DEFAULTS,
    .net = NET_DEFAULTS,
};
static const char *take_graph(struct arena *arena, const struct option_row *row, const char *text,
                              void *field)
{
    if (!sparql_is_iri(text))
        return arena_printf(arena, _("--graph wants an absolute IRI, but was given: %s"), text);
    return kind_text.read(arena, row, text, field);
}

static const struct kind graph_kind = { "IRI", .read = take_graph };

static const char *take_query(struct arena *arena, const struct option_row *row, const char *text,
                              void *field)
{
    if (!sparql_is_query(text))
        return arena_printf(
            arena, _("--query wants SELECT, ASK, CONSTRUCT or DESCRIBE, but was given: %s"), text);
    return kind_text.read(arena, row, text, field);
}

static const struct kind query_kind = { "SPARQL", .read = take_query };

static const struct option_row options[] = {
    OPT_AS(struct config, graph_kind, 0, "graph", graph,
           .help = N_("Count the triples of this graph")),
    OPT(0, "triples", triples, .help = N_("How many triples the graph must have")),
    OPT(0, "triples-drop", triples_drop,
        .help = N_("How many triples the graph may lose from run to run; a loss is reported for a "
                   "day")),
    OPT_AS(struct config, query_kind, 0, "query", query,
           .help = N_("Ask this: SELECT, ASK, CONSTRUCT or DESCRIBE")),
    OPT(0, "query-file", query_file, .arg = "FILE", .file = true,
        .help = N_("Ask what is in this file")),
};

enum { GRAPH_EMPTY, DROPPED, FILE_UNUSABLE };
static const struct finding_row findings[] = {
    [GRAPH_EMPTY] = FINDING("graph-empty", N_("The graph is empty or gone")),
    [DROPPED] = FINDING("triples-dropped", N_("The graph has lost many triples")),
    [FILE_UNUSABLE] = FINDING("query-file-unusable", N_("The file has no query that we can use")),
};

/* What the world says. */
struct reading {
    double now, seconds;
    struct url url;
    const char *query, *file_problem; /* the user's; NULL: none */
    struct sparql_answer own, users;  /* to our own question, and to the user's */
    struct memory memory;             /* with a graph only */
};

static bool validate(const void *given, struct report *report)
{
    const struct config *config = given;
    if (config->query != NULL && config->query_file != NULL)
        return report_usage(report, N_("--query and --query-file exclude each other"));
    if (sparql_expect_given(&config->expect) && config->query == NULL && config->query_file == NULL)
        return report_usage(report, N_("--expect-true, --expect-value, --expect-rows and --row-cap "
                                       "are about a query; give --query or --query-file"));
    if (config->triples.set && config->graph == NULL)
        return report_usage(report, N_("--triples is about a graph; give --graph"));
    return true;
}

/* How we find out. Our own question carries a word that must come back. Old releases of
 * Virtuoso 6.1 know its standard form not yet, by their grammar, but one that the standard forbids.
 */
static const char *own_query(const struct config *config, struct arena *arena, const char *nonce,
                             bool old)
{
    const char *word = arena_printf(arena, old ? "(\"%s\") AS ?nonce" : "(\"%s\" AS ?nonce)",
                                    nonce);
    if (config->graph == NULL)
        return arena_printf(arena, "SELECT %s WHERE {}", word);
    return arena_printf(arena, "SELECT %s %s WHERE { GRAPH <%s> { ?s ?p ?o } }",
                        old ? "COUNT(*) AS ?n" : "(COUNT(*) AS ?n)", word, config->graph);
}

static void ask_own(struct run *run, struct http *http, const struct config *config,
                    struct reading *reading, const char *nonce)
{
    struct sparql_answer *own = &reading->own;
    sparql_probe(run, http, &reading->url, own_query(config, run->arena, nonce, false), nonce, own);
    if (own->failed && virtuoso_error_cause(&own->error) == VIRTUOSO_INVALID)
        sparql_probe(run, http, &reading->url, own_query(config, run->arena, nonce, true), nonce,
                     own);
}

static void probe(struct run *run, const void *given, void *result)
{
    const struct config *config = given;
    struct reading *reading = result;
    double start = clock_now();
    struct http *http = http_open(run, &config->http, &config->net);
    const char *nonce = http_nonce(http);
    reading->now = run->now;
    reading->url = config->http.url;
    if (config->graph != NULL)
        memory_file_load(run, &config->memory,
                         arena_printf(run->arena, "check_virtuoso %s graph=%s",
                                      url_text(run->arena, &reading->url), config->graph),
                         &reading->memory);
    reading->query = config->query;
    if (config->query_file != NULL)
        reading->query = sparql_probe_file(run->arena, config->query_file, &reading->file_problem);
    ask_own(run, http, config, reading, nonce);
    if (reading->query != NULL && sparql_answer_good(&reading->own)) {
        /* With this comment no cache can have the question. A cache that looks at the path alone
         * has either failed our own question, or gives back the answer to it. */
        const char *unique = arena_printf(run->arena, "%s\n# %s", reading->query, nonce);
        sparql_probe(run, http, &reading->url, unique, NULL, &reading->users);
        const char *echo = reading->users.results.nonce;
        reading->users.stale = echo != NULL && strcmp(echo, nonce) == 0;
    }
    reading->seconds = clock_now() - start;
}

/* What we conclude. */
static const char triples_key[] = "triples", fewer_key[] = "fewer_since", seen_key[] = "seen";

/* How the number of triples stands. A loss is reported for a day from the run that finds it: the
 * one before may have been days ago. */
static struct watch watch(const struct config *config, const struct reading *reading)
{
    return watch_look(&reading->memory, triples_key, fewer_key, reading->own.results.number,
                      &config->triples_drop, reading->now);
}

/* When the usual number was seen last; NAN when that is not known. */
static double seen_at(const struct reading *reading)
{
    return memory_time(&reading->memory, seen_key, reading->now);
}

static void judge_graph(const struct config *config, const struct reading *reading, const char *who,
                        struct report *report)
{
    double count = reading->own.results.number;
    struct metric metric = {
        .label = "triples", .value = count, .limits.crit = config->triples, .min = BOUND(0)
    };
    bool outside = report_metric(report, metric) != OK;
    struct watch seen = watch(config, reading);
    if (isnan(count))
        http_report_form(report, who, "COUNT");
    else if (!(count > 0))
        report_add(report, &findings[GRAPH_EMPTY], CRITICAL,
                   N_("%s: the graph is empty or gone; look at the last load of the data, and load "
                      "them again: %s"),
                   who, config->graph);
    else if (outside)
        report_add(report, &sparql_expect_findings[SPARQL_UNEXPECTED], CRITICAL,
                   N_("%s: triples in the graph: %.0f, which is not what --triples wants; look at "
                      "the last load of the data: %s"),
                   who, count, config->graph);
    else if (seen.state != OK)
        report_add(report, &findings[DROPPED], seen.state,
                   N_("%s: triples in the graph: %.0f, and %s ago %.0f; unless somebody removed "
                      "them on purpose, load the data again: %s"),
                   who, count, when_age(report->arena, reading->now - seen_at(reading)), seen.usual,
                   config->graph);
    else
        report_ok(report, N_("%s answers; triples: %.0f, in graph %s"), who, count, config->graph);
}

static void judge(const void *given, const void *result, struct report *report)
{
    const struct config *config = given;
    const struct reading *reading = result;
    const char *who = url_brief(report->arena, &reading->url);
    bool useless = sparql_judge(report, &config->http, &config->net, &reading->own, who);
    if (reading->file_problem != NULL)
        report_add(report, &findings[FILE_UNUSABLE], UNKNOWN,
                   N_("%s: no query can be taken from this file; check it: %s"), config->query_file,
                   reading->file_problem);
    if (!useless && config->graph != NULL)
        judge_graph(config, reading, who, report);
    else if (!useless && reading->query == NULL && reading->file_problem == NULL)
        report_ok(report, N_("%s answers; the data were not checked (--graph, --query)"), who);
    if (reading->users.asked &&
        !sparql_judge(report, &config->http, &config->net, &reading->users, who))
        sparql_expect_judge(report, &config->expect, &reading->users, reading->query, who);
    sparql_judge_patience(report, &reading->own, who);
    sparql_judge_patience(report, &reading->users, who);
    if (config->graph != NULL)
        memory_report(report, &reading->memory);
    http_report_times(report, &config->http, &reading->own.reply.times, reading->seconds);
}

static bool commit(struct run *run, const void *given, const void *result)
{
    const struct config *config = given;
    const struct reading *reading = result;
    if (config->graph == NULL || !sparql_answer_good(&reading->own))
        return true;
    struct watch seen = watch(config, reading);
    struct memory memory = memory_next(run->arena, &reading->memory, run->now);
    bool usual = seen.state == OK && !isnan(reading->own.results.number);
    watch_save(&seen, &memory, triples_key, fewer_key);
    memory_put_number(&memory, seen_key, usual ? run->now : seen_at(reading));
    return memory_file_save(run, &memory);
}

static const struct example examples[] = {
    { "-u https://data.city.example/sparql --graph=https://data.city.example/graph/facilities",
      N_("The triples of a graph, whether they are there and stay") },
    { "-u https://data.city.example/sparql --query-file=/etc/icinga2/newest.rq --expect-value=1:",
      N_("A query whose first value must be at least 1") },
    { "-u http://10.0.0.5:8890/sparql --query='ASK { ?s a <https://schema.org/Place> }' "
      "--expect-true",
      N_("A question that must be answered with yes") },
};
static const struct use uses[] = {
    USE(sparql_expect_part, expect),
    { .part = &sparql_part },
    USE(http_part, http),
    USE(net_part, net),
    USE(memory_part, memory),
};

const struct plugin the_plugin = {
    .name = "check_virtuoso",
    .brief = N_("A SPARQL endpoint and its data"),
    .about = N_("Asks a SPARQL endpoint (Virtuoso 6.1 and later, or another one that speaks SPARQL "
                "1.1) and looks at the answers: whether they are fresh, whole and right. It finds "
                "results that were cut by time or by number, web pages and old copies where a "
                "result should be, and says what Virtuoso itself says of an error. Without --graph "
                "or --query it only proves that queries are answered.\n\n"
                "Metrics: time, resolve, connect, tls and first_byte (seconds), triples, rows and "
                "value (the first column of the first row, when it is a number)."),
    PLUGIN_TABLES,
    .uses = uses,
    .nuses = COUNT(uses),
    .examples = examples,
    .nexamples = COUNT(examples),
    .validate = validate,
    .probe = probe,
    .judge = judge,
    .commit = commit,
};
