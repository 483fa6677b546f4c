/* SPDX-License-Identifier: BSD-2-Clause */
/* check_nginx - the counters of nginx: connections that it dropped, has, and keeps waiting. */
#include <math.h>

#include "read/html.h"
#include "net/http.h"
#include "net/http_report.h"
#include "frame/limits.h"
#include "keep/memory.h"
#include "base/number.h"
#include "nginx/stub_status.h"

/* What the user may say. */
struct config {
    struct limits dropped, active, waiting;
    struct http_options http;
    struct net_options net;
    struct memory_options memory;
};
static const struct config defaults = {
    .dropped = { .warn = { .high = 0, .set = true } },
    .http = HTTP_DEFAULTS,
    .net = NET_DEFAULTS,
};
static const struct option_row options[] = {
    OPT(0, "dropped", dropped, .help = N_("Connections dropped since the last run")),
    OPT(0, "active", active, .help = N_("Connections at this moment")),
    OPT(0, "waiting", waiting,
        .help = N_("Connections that are kept open and idle at this moment")),
};

enum { DROPPED, ACTIVE, WAITING, MISSING, FORBIDDEN };
static const struct finding_row findings[] = {
    [DROPPED] = FINDING("connections-dropped", N_("nginx dropped connections")),
    [ACTIVE] = FINDING("connections-active", N_("nginx has many connections")),
    [WAITING] = FINDING("connections-waiting", N_("nginx keeps many connections waiting")),
    [MISSING] = FINDING("status-page-missing", N_("nginx does not serve its counters")),
    [FORBIDDEN] = FINDING("status-page-forbidden",
                          N_("nginx does not show its counters to the monitoring host")),
};

/* What the world says. The page is asked for twice: it counts its own requests, so a second page
 * that counts no more than the first was not made for us. */
struct page {
    bool asked;
    struct http_reply reply;
    enum stub_status_fault fault;
    struct stub_status status;
};
struct reading {
    double seconds;
    struct url url;
    struct page first, second;
    struct memory memory;
};

/* How we find out. */
static bool ask(struct http *http, const struct url *url, struct page *page)
{
    struct http_request request = { .url = *url, .accept = "text/plain" };
    page->asked = true;
    http_fleet(http, &request, &page->reply, 1, 1);
    page->fault = stub_status_read(page->reply.body, page->reply.length, &page->status);
    return http_reply_good(&page->reply) && page->fault == STUB_STATUS_GOOD;
}

static void probe(struct run *run, const void *given, void *result)
{
    const struct config *config = given;
    struct reading *reading = result;
    double start = clock_now();
    struct http *http = http_open(run, &config->http, &config->net);
    reading->url = config->http.url;
    memory_file_load(run, &config->memory,
                     arena_printf(run->arena, "check_nginx %s",
                                  url_text(run->arena, &reading->url)),
                     &reading->memory);
    if (ask(http, &reading->url, &reading->first))
        ask(http, &reading->url, &reading->second);
    reading->seconds = clock_now() - start;
}

/* What we conclude. */
static bool is_good(const struct page *page)
{
    return page->asked && http_reply_good(&page->reply) && page->fault == STUB_STATUS_GOOD;
}

static bool is_live(const struct reading *reading)
{
    return is_good(&reading->first) && is_good(&reading->second) &&
           reading->second.status.requests > reading->first.status.requests;
}

/* Where the counters should be is something else. False when it is not that. */
static bool judge_other(const struct http_reply *reply, const char *who, struct report *report)
{
    bool html = http_reply_is_html(reply);
    if (reply->outcome.stage != STAGE_DONE || reply->trouble != HTTP_FINE ||
        (html && html_block_page(reply->body, reply->length) != NULL))
        return false;
    if (reply->status == 403)
        report_add(report, &findings[FORBIDDEN], UNKNOWN,
                   N_("%s: nginx does not show its counters to us (status 403); add `allow` with "
                      "the address of the monitoring host to this location"),
                   who);
    else if (reply->status == 404)
        report_add(report, &findings[MISSING], CRITICAL,
                   N_("%s: there is no such page (status 404); check the URL, or add to nginx: "
                      "location = /nginx_status { stub_status; allow 127.0.0.1; deny all; }"),
                   who);
    else if (http_reply_good(reply) && html)
        report_add(report, &findings[MISSING], CRITICAL,
                   N_("%s: a web page came instead of the counters; check the URL, or add to "
                      "nginx: location = /nginx_status { stub_status; allow 127.0.0.1; deny all; "
                      "}"),
                   who);
    else
        return false;
    return true;
}

static void judge_failure(const struct config *config, const struct page *page, const char *who,
                          struct report *report)
{
    const struct http_reply *reply = &page->reply;
    if (judge_other(reply, who, report) ||
        http_report(report, &config->http, &config->net, reply, who, NULL))
        return;
    if (page->fault == STUB_STATUS_CUT)
        report_add(report, &http_findings[HTTP_FINDING_TRUNCATED], CRITICAL,
                   N_("%s: the page of counters breaks off (bytes that came: %zu); look at what "
                      "stands in front of nginx"),
                   who, reply->length);
    else
        http_report_form(report, who, "stub_status");
}

/* Connections that were accepted and not handled. A connection that is just coming in looks like
 * one, too, but not in both pages. */
static double all_dropped(const struct reading *reading)
{
    const struct stub_status *first = &reading->first.status, *second = &reading->second.status;
    return number_most(0, number_least(first->accepts - first->handled,
                                       second->accepts - second->handled));
}

/* Those since the last run; NAN when nothing is known of it. */
static double newly_dropped(const struct reading *reading)
{
    double dropped = all_dropped(reading), before = memory_number(&reading->memory, "dropped");
    bool restarted = reading->second.status.accepts < memory_number(&reading->memory, "accepts");
    if (isnan(before))
        return NAN;
    return restarted ? dropped : number_most(0, dropped - before);
}

static void judge_counters(const struct config *config, const struct reading *reading,
                           const char *who, struct report *report)
{
    const struct stub_status *now = &reading->second.status;
    const struct memory *memory = &reading->memory;
    double dropped = newly_dropped(reading);
    double requests = memory_rise(memory, "requests", now->requests) / memory->elapsed;
    double accepts = memory_rise(memory, "accepts", now->accepts) / memory->elapsed;
    enum state drops = limits_measure(report, "dropped", dropped, UNIT_NONE, &config->dropped);
    enum state active = limits_measure(report, "active", now->active, UNIT_NONE, &config->active);
    enum state waiting = limits_measure(report, "waiting", now->waiting, UNIT_NONE,
                                        &config->waiting);
    limits_measure(report, "reading", now->reading, UNIT_NONE, NULL);
    limits_measure(report, "writing", now->writing, UNIT_NONE, NULL);
    limits_measure(report, "connections_per_second", accepts, UNIT_NONE, NULL);
    limits_measure(report, "requests_per_second", requests, UNIT_NONE, NULL);
    if (drops != OK && isnan(memory->elapsed))
        report_add(report, &findings[DROPPED], drops,
                   N_("%s dropped connections, %.0f since the last run; raise "
                      "worker_connections, and look who connects so often"),
                   who, dropped);
    else if (drops != OK)
        report_add(report, &findings[DROPPED], drops,
                   N_("%s dropped connections, %.0f in %s; raise worker_connections, and look who "
                      "connects so often"),
                   who, dropped, when_age(report->arena, memory->elapsed));
    if (active != OK)
        report_add(report, &findings[ACTIVE], active,
                   N_("%s: connections open: %.0f; look who connects so often, and whether what is "
                      "behind it has become slow"),
                   who, now->active);
    if (waiting != OK)
        report_add(report, &findings[WAITING], waiting,
                   N_("%s: idle connections that are kept open: %.0f; look who connects so often, "
                      "and at keepalive_timeout"),
                   who, now->waiting);
    if (drops != OK || active != OK || waiting != OK)
        return;
    if (isnan(requests))
        report_ok(report,
                  N_("%s answers; connections: %.0f open, %.0f of them idle, %.0f dropped since "
                     "nginx was started; rates come with the next run"),
                  who, now->active, now->waiting, all_dropped(reading));
    else
        report_ok(report,
                  N_("%s answers; connections: %.0f open, %.0f of them idle, %.0f dropped in %s; "
                     "requests: %.2f a second"),
                  who, now->active, now->waiting, dropped, when_age(report->arena, memory->elapsed),
                  requests);
}

static void judge(const void *given, const void *result, struct report *report)
{
    const struct config *config = given;
    const struct reading *reading = result;
    const char *who = url_brief(report->arena, &reading->url);
    if (is_live(reading))
        judge_counters(config, reading, who, report);
    else if (is_good(&reading->second))
        http_report_stale(report, &reading->second.reply, who);
    else
        judge_failure(config, is_good(&reading->first) ? &reading->second : &reading->first, who,
                      report);
    memory_report(report, &reading->memory);
    http_report_times(report, &config->http, &reading->first.reply.times, reading->seconds);
}

/* What is remembered stays when nothing was learned, so that drops meanwhile are seen later. */
static bool commit(struct run *run, const void *given, const void *result)
{
    (void)given;
    const struct reading *reading = result;
    if (!is_live(reading))
        return true;
    struct memory memory = memory_next(run->arena, &reading->memory, run->now);
    memory_put_number(&memory, "accepts", reading->second.status.accepts);
    memory_put_number(&memory, "requests", reading->second.status.requests);
    memory_put_number(&memory, "dropped", all_dropped(reading));
    return memory_file_save(run, &memory);
}

static const struct example examples[] = {
    { "-u http://127.0.0.1/nginx_status", N_("Dropped connections, and rates for the graphs") },
    { "-u https://www.city.example/nginx_status --active=800,950 --user=file:/etc/icinga2/nginx",
      N_("With limits for the connections that are open, behind a password") },
};
static const struct use uses[] = {
    USE(http_part, http),
    USE(net_part, net),
    USE(memory_part, memory),
};

const struct plugin the_plugin = {
    .name = "check_nginx",
    .brief = N_("Connections of nginx"),
    .about = N_("Reads the page of nginx's stub_status module, twice in a row: it counts its own "
                "requests, so an old copy from a cache is found out. Connections that were "
                "dropped since the last run are reported; after a restart, those since then. -u "
                "is the URL of the page.\n\n"
                "Metrics: time, resolve, connect, tls and first_byte (seconds), dropped, active, "
                "reading, writing, waiting, connections_per_second and requests_per_second, which "
                "count the check's own."),
    PLUGIN_TABLES,
    .uses = uses,
    .nuses = COUNT(uses),
    .examples = examples,
    .nexamples = COUNT(examples),
    .probe = probe,
    .judge = judge,
    .commit = commit,
};
