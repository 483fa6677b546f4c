/* SPDX-License-Identifier: BSD-2-Clause */
/* check_ckan - an open-data portal: does CKAN answer, with its database, its search and its queue,
 * and are the data fresh? */
#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "ckan/ckan_age.h"
#include "ckan/ckan_links.h"
#include "ckan/ckan_page.h"
#include "ckan/ckan_site.h"
#include "ckan/ckan_steps.h"
#include "ckan/ckan_token.h"
#include "ckan/ckan_work.h"
#include "keep/memory.h"
#include "net/http_report.h"

/* What the user may say. */
struct config {
    struct ckan_options ckan;
    struct ckan_site_options site;
    struct ckan_page_options page;
    struct ckan_age_options age;
    struct ckan_links_options links;
    struct ckan_work_options work;
    struct ckan_token_options token;
    struct http_options http;
    struct net_options net;
    struct memory_options memory;
};
static const struct config defaults = {
    .ckan = CKAN_DEFAULTS,
    .age = CKAN_AGE_DEFAULTS,
    .links = CKAN_LINKS_DEFAULTS,
    .work = CKAN_WORK_DEFAULTS,
    .token = CKAN_TOKEN_DEFAULTS,
    .http = HTTP_DEFAULTS,
    .net = NET_DEFAULTS,
};

/* What the world says. */
struct reading {
    double now, seconds; /* seconds: of the whole run */
    struct memory last;
    struct ckan_steps steps;
    struct ckan_site_reading site;
    struct ckan_page_reading page;
    struct ckan_age_reading age;
    struct ckan_links_reading links;
    struct ckan_token_reading token;
    struct ckan_work_reading work;
};

static bool validate(const void *given, struct report *report)
{
    const struct config *config = given;
    bool jobs = config->work.jobs.warn.set || config->work.jobs.crit.set;
    if (jobs && config->token.token.value == NULL)
        return report_usage(report, N_("--jobs needs the token of a system administrator; set the "
                                       "variable CHECK_TOKEN or give --token=file:PATH"));
    return true;
}

/* Two services that ask the same portal for different things each remember their own. */
static const char *identity(struct arena *arena, const struct config *config)
{
    const struct ckan_age_options *age = &config->age;
    struct buffer text = { .arena = arena };
    buffer_printf(&text, "check_ckan %s", url_text(arena, &config->http.url));
    for (size_t i = 0; i < age->organization.count; i++)
        buffer_printf(&text, " organization=%s", age->organization.items[i]);
    if (age->fq != NULL)
        buffer_printf(&text, " fq=%s", age->fq);
    if (age->frequency_key != NULL)
        buffer_printf(&text, " frequency-key=%s", age->frequency_key);
    buffer_put(&text, config->links.links > 0 ? " links" : "");
    buffer_put(&text, config->work.harvest ? " harvest" : "");
    buffer_put(&text, config->work.tasks > 0 ? " tasks" : "");
    return text.text;
}

/* How we find out. */
static void probe(struct run *run, const void *given, void *result)
{
    const struct config *config = given;
    struct reading *reading = result;
    double start = clock_now();
    struct memory *last = &reading->last;
    struct ckan_steps *steps = &reading->steps;
    struct ckan ckan = {
        .run = run,
        .http = http_open(run, &config->http, &config->net),
        .base = config->http.url,
        .brief = arena_within(run->arena),
        .secret = ckan_token_header(run->arena, &config->token),
        .retry_hung = config->ckan.retry_hung.seconds,
    };
    reading->now = run->now;
    memory_file_load(run, &config->memory, identity(run->arena, config), last);
    ckan_steps_probe(&ckan, &config->ckan, last, steps);
    ckan_site_probe(&ckan, &config->site, steps, &reading->site);
    ckan_page_probe(&ckan, &config->page, last, &reading->page);
    bool searched = ckan_steps_searched(steps);
    struct ckan_dated newest = { .name = steps->newest_name, .when = steps->newest_time };
    ckan_age_probe(&ckan, &config->age, last, &newest, searched, &reading->age);
    ckan_links_probe(&ckan, &config->links, last, searched, &reading->links);
    ckan_token_probe(&ckan, steps->newest_name, &reading->token);
    ckan_work_probe(&ckan, &config->work, last, searched, steps->extensions, steps->nextensions,
                    &reading->work);
    reading->seconds = clock_now() - start;
}

/* What we conclude. */
static const char *site_name(struct arena *arena, const struct config *config)
{
    const char *text = url_brief(arena, &config->http.url);
    size_t length = strlen(text);
    return arena_copy(arena, text, text[length - 1] == '/' ? length - 1 : length);
}

/* The first of the good news: what was looked at in every run. */
static void judge_whole(const struct ckan_view *view, const struct reading *reading,
                        struct report *report)
{
    const struct ckan_steps *steps = &reading->steps;
    const char *version = reading->site.version != NULL ? reading->site.version : _("unknown");
    if (report_worse_than(report, OK) > 0 || !steps->list.good || !ckan_steps_searched(steps))
        return;
    /* A date that lies ahead says nothing about the age of a dataset. */
    if (!(steps->newest_time <= reading->now))
        report_ok(report,
                  N_("%s answers; datasets: %.0f, found by the search: %.0f; version of CKAN: %s"),
                  view->site, steps->datasets, steps->count, version);
    else
        report_ok(
            report,
            N_("%s answers; datasets: %.0f, found by the search: %.0f, the newest changed %s ago; "
               "version of CKAN: %s"),
            view->site, steps->datasets, steps->count,
            when_age(report->arena, reading->now - steps->newest_time), version);
}

static void judge(const void *given, const void *result, struct report *report)
{
    const struct config *config = given;
    const struct reading *reading = result;
    struct ckan_view view = {
        .http = &config->http,
        .net = &config->net,
        .ckan = &config->ckan,
        .site = site_name(report->arena, config),
        .now = reading->now,
    };
    ckan_steps_judge(&view, &reading->steps, report);
    judge_whole(&view, reading, report);
    ckan_site_judge(&config->site, &view, &reading->site, report);
    ckan_page_judge(&config->page, &view, &reading->page, report);
    ckan_age_judge(&config->age, &view, &reading->age, report);
    ckan_links_judge(&config->links, &view, &reading->links, report);
    ckan_token_judge(&view, &reading->token, reading->work.jobs_forbidden, report);
    ckan_work_judge(&config->work, &view, &reading->work, report);
    memory_report(report, &reading->last);
    http_report_times(report, &config->http, &reading->steps.status.reply.times, reading->seconds);
}

static bool commit(struct run *run, const void *given, const void *result)
{
    const struct config *config = given;
    const struct reading *reading = result;
    struct memory next = memory_next(run->arena, &reading->last, reading->now);
    ckan_steps_remember(&reading->steps, &next);
    ckan_page_remember(&reading->page, &next);
    ckan_age_remember(&config->age, &reading->age, &next);
    ckan_links_remember(&config->links, &reading->links, &next);
    ckan_work_remember(&config->work, &reading->work, &next);
    return memory_file_save(run, &next);
}

static const struct example examples[] = {
    { "-u https://data.example.jp", N_("A portal: CKAN, its database and its search") },
    { "-u https://data.example.jp --expect-title=Example --page=/dataset --min-version=2.9.11",
      N_("Also that it is the right one, and what people see") },
    { "-u https://data.example.jp --freshness=7d --links=20 --frequency-key=frequency",
      N_("Also that the data are fresh and their links lead somewhere") },
    { "-u https://data.example.jp --datastore --jobs=15m,1h --token=file:/etc/icinga2/ckan-token",
      N_("Also what works behind the pages; the queue is shown to administrators only") },
};
static const struct use uses[] = {
    USE(ckan_part, ckan),        USE(ckan_site_part, site),   USE(ckan_page_part, page),
    USE(ckan_age_part, age),     USE(ckan_links_part, links), USE(ckan_work_part, work),
    USE(ckan_token_part, token), USE(http_part, http),        USE(net_part, net),
    USE(memory_part, memory),
};

const struct plugin the_plugin = {
    .name = "check_ckan",
    .brief = N_("An open-data portal: CKAN with its database, search and queue"),
    .about = N_(
        "Asks the portal what needs nothing, then what needs its database, then what needs "
        "its search (Solr), so that the first question without a good answer names what is "
        "broken. The list of datasets and the search are compared; the newest row and one at "
        "a place that changes from run to run are fetched. Each answer must echo a word "
        "that was made up just now, so that no cache can answer for a dead portal.\n\n"
        "A question that hung is remembered and not asked again in each run: a portal of "
        "few workers would wait for all of them.\n\n"
        "Metrics: time (of the whole check), resolve, connect, tls and first_byte (of the "
        "first answer), datasets (of the portal), search_count (of its search), drift (how "
        "many the search lacks), newest_age (since the newest dataset changed), age_NAME "
        "(of each --dataset), overdue (with --frequency-key), dead_links (with --links), "
        "jobs and queue_age (of the job that waits longest; with --jobs)."),
    .options = NULL,
    .findings = NULL,
    .defaults = &defaults,
    .config_size = sizeof(struct config),
    .reading_size = sizeof(struct reading),
    .uses = uses,
    .nuses = COUNT(uses),
    .examples = examples,
    .nexamples = COUNT(examples),
    .interval = "5m",
    .validate = validate,
    .probe = probe,
    .judge = judge,
    .commit = commit,
};
