/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_report.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "read/html.h"

static void report_redirect(struct report *report, const struct http_reply *reply, const char *who)
{
    const char *location = reply->location != NULL ? reply->location : "";
    const struct finding_row *row = &http_findings[HTTP_FINDING_REDIRECT];
    if (reply->trouble == HTTP_REDIRECT_DOWN)
        report_add(
            report, row, CRITICAL,
            N_("%s leads from https to http, which is not followed; let the server stay with "
               "https: %s"),
            who, location);
    else if (reply->trouble == HTTP_REDIRECT_LOOP)
        report_add(report, row, CRITICAL,
                   N_("%s leads on and on (redirects followed: %d); look for a loop in the web "
                      "server's rules: %s"),
                   who, reply->redirects, location);
    else if (reply->trouble == HTTP_REDIRECT_HOST)
        report_add(report, row, CRITICAL,
                   N_("%s leads to another host; if that is right, give its URL: %s"), who,
                   location);
    else
        report_add(
            report, row, CRITICAL,
            N_("%s leads to something that is no http or https URL; look at the web server's "
               "rules: %s"),
            who, location);
}

static void report_proxy(struct report *report, const struct http_options *given,
                         const struct net_options *net, const struct http_reply *reply)
{
    const struct finding_row *row = &http_findings[HTTP_FINDING_PROXY];
    if (reply->status == 407)
        report_add(report, row, UNKNOWN,
                   N_("the proxy wants a login, or another one; set --proxy-user: %s"),
                   url_origin(report->arena, &given->proxy));
    else if (reply->status != 0)
        report_add(report, row, CRITICAL,
                   N_("the proxy refuses the way (status %ld); ask its operator to allow it: %s"),
                   reply->status, url_origin(report->arena, &given->proxy));
    else
        outcome_report(report, net, &reply->outcome, url_origin(report->arena, &given->proxy), row);
}

/* What is wrong on our side. */
static void report_own(struct report *report, const struct http_options *given,
                       const struct http_reply *reply, const char *who)
{
    const char *detail = text_or(reply->outcome.detail, "");
    if (reply->trouble == HTTP_NO_TRUST_STORE)
        report_add(report, &http_findings[HTTP_FINDING_TRUST_STORE], UNKNOWN,
                   N_("no trusted root certificate can be read, so %s cannot be verified; a folder "
                      "needs hash links (openssl rehash); look at --ca or install ca-certificates: "
                      "%s"),
                   who, given->ca != NULL ? given->ca : detail);
    else
        report_add(report, &http_findings[HTTP_FINDING_CLIENT_CERTIFICATE], UNKNOWN,
                   N_("%s: our certificate or its key cannot be used; look at --client-cert and "
                      "--client-key: %s"),
                   who, detail);
}

/* What the peer did. */
static void report_peer(struct report *report, const struct http_options *given,
                        const struct http_reply *reply, const char *who)
{
    const char *detail = text_or(reply->outcome.detail, "");
    switch (reply->trouble) {
    case HTTP_BAD_CERTIFICATE:
        report_add(
            report, &http_findings[HTTP_FINDING_CERTIFICATE], CRITICAL,
            N_("%s: the server's certificate is not accepted; browsers refuse it, too: renew "
               "it or repair its chain: %s"),
            who, detail);
        return;
    case HTTP_BAD_HANDSHAKE:
        report_add(report, &http_findings[HTTP_FINDING_HANDSHAKE], CRITICAL,
                   N_("%s: the TLS handshake failed; check the port and the server's TLS settings: "
                      "%s"),
                   who, detail);
        return;
    case HTTP_TOO_LARGE:
        report_add(
            report, &http_findings[HTTP_FINDING_TOO_LARGE], CRITICAL,
            N_("%s: the answer is larger than %.0f bytes and was cut; check that this is the "
               "right URL, or raise --max-body"),
            who, given->max_body);
        return;
    case HTTP_HEADERS_TOO_LARGE:
        report_add(
            report, &http_findings[HTTP_FINDING_TOO_LARGE], CRITICAL,
            N_("%s: the headers of the answer are larger than 64 KiB; look at what stands in "
               "front of the server"),
            who);
        return;
    default:
        report_add(report, &http_findings[HTTP_FINDING_TRUNCATED], CRITICAL,
                   N_("%s: the answer breaks off (bytes that came: %zu); look at the log of the "
                      "service and of what stands in front of it"),
                   who, reply->length);
        return;
    }
}

/* False when there is no trouble beyond the outcome. */
static bool report_trouble(struct report *report, const struct http_options *given,
                           const struct net_options *net, const struct http_reply *reply,
                           const char *who)
{
    switch (reply->trouble) {
    case HTTP_FINE:
    case HTTP_STOPPED: return false;
    case HTTP_PROXY: report_proxy(report, given, net, reply); return true;
    case HTTP_REDIRECT_HOST:
    case HTTP_REDIRECT_DOWN:
    case HTTP_REDIRECT_LOOP:
    case HTTP_REDIRECT_BROKEN: report_redirect(report, reply, who); return true;
    case HTTP_NO_TRUST_STORE:
    case HTTP_BAD_CLIENT_CERTIFICATE: report_own(report, given, reply, who); return true;
    case HTTP_PRIVATE_ADDRESS:
        report_add(report, &net_findings[NET_UNREACHABLE], UNKNOWN,
                   N_("%s: its address belongs to a private network, and we do not go there"), who);
        return true;
    case HTTP_BAD_CERTIFICATE:
    case HTTP_BAD_HANDSHAKE:
    case HTTP_CUT_SHORT:
    case HTTP_TOO_LARGE:
    case HTTP_HEADERS_TOO_LARGE: break;
    }
    report_peer(report, given, reply, who);
    return true;
}

static void report_status(struct report *report, const struct http_options *given,
                          const struct http_reply *reply, const char *who)
{
    bool login = given->user.value != NULL || given->secret_header.value != NULL;
    const char *said = html_title(report->arena, reply->body, reply->length);
    if (said == NULL)
        said = html_text(report->arena, reply->body, reply->length, 160);
    if (reply->status == 502)
        report_add(report, &http_findings[HTTP_FINDING_BACKEND_DOWN], CRITICAL,
                   N_("%s: the web server does not reach the application behind it (status 502); "
                      "check that the application runs"),
                   who);
    else if (reply->status == 504)
        report_add(
            report, &http_findings[HTTP_FINDING_BACKEND_HUNG], CRITICAL,
            N_("%s: the application behind the web server does not answer (status 504); look "
               "at its log and restart it if it stays so"),
            who);
    else if (reply->status == 407 && given->proxy.host != NULL)
        report_proxy(report, given, NULL, reply);
    else if (reply->status == 401 && login)
        report_add(report, &http_findings[HTTP_FINDING_LOGIN], UNKNOWN,
                   N_("%s does not accept our login (status 401); renew it in the monitoring"),
                   who);
    else if (reply->status == 401)
        report_add(report, &http_findings[HTTP_FINDING_LOGIN], UNKNOWN,
                   N_("%s wants a login (status 401); set --user or --secret-header"), who);
    else
        report_add(report, &http_findings[HTTP_FINDING_STATUS], CRITICAL,
                   N_("%s answers with status %ld; look at the log of the service: %s"), who,
                   reply->status, said);
}

bool http_report(struct report *report, const struct http_options *given,
                 const struct net_options *net, const struct http_reply *reply, const char *who,
                 const struct finding_row *silent)
{
    const struct outcome *outcome = &reply->outcome;
    if (report_trouble(report, given, net, reply, who))
        return true;
    if (outcome->stage != STAGE_DONE) {
        /* Only a peer that has accepted the connection can be said to hang. */
        bool hangs = outcome->why == WHY_SILENT && outcome->stage == STAGE_REPLY;
        outcome_report(report, net, outcome, who, hangs ? silent : NULL);
        return true;
    }
    const char *product = http_reply_is_html(reply) ? html_block_page(reply->body, reply->length)
                                                    : NULL;
    if (product != NULL) {
        report_add(report, &http_findings[HTTP_FINDING_BLOCKED], CRITICAL,
                   N_("%s: a firewall blocks this check with a page of its own (status %ld), and "
                      "maybe others; let its operator look at its log: %s"),
                   who, reply->status, product);
        return true;
    }
    if (http_reply_good(reply) || reply->trouble == HTTP_STOPPED)
        return false;
    report_status(report, given, reply, who);
    return true;
}

void http_report_stale(struct report *report, const struct http_reply *reply, const char *who)
{
    double age = http_reply_age(reply);
    const char *words = http_reply_cache_words(report->arena, reply);
    if (!isnan(age))
        report_add(report, &http_findings[HTTP_FINDING_STALE], CRITICAL,
                   N_("%s: the answer is a copy from a cache, %s old, so it says nothing about the "
                      "service; take this URL out of the cache: %s"),
                   who, when_age(report->arena, age), words);
    else
        report_add(report, &http_findings[HTTP_FINDING_STALE], CRITICAL,
                   N_("%s: the answer is not a reply to this question but a copy from a cache, so "
                      "it says nothing about the service; take this URL out of the cache: %s"),
                   who, words != NULL ? words : "-");
}

void http_report_json(struct report *report, const struct http_reply *reply, enum json_fault fault,
                      const char *who, const struct finding_row *html)
{
    const struct finding_row *broken = &http_findings[HTTP_FINDING_BROKEN];
    const char *said = html_text(report->arena, reply->body, reply->length, 160);
    if (fault != JSON_TOO_DEEP && fault != JSON_TOO_MANY && http_reply_is_html(reply)) {
        const char *title = html_title(report->arena, reply->body, reply->length);
        report_add(report, html != NULL ? html : broken, CRITICAL,
                   N_("%s: a web page came instead of data; check the URL and what stands in front "
                      "of the service: %s"),
                   who, title != NULL ? title : said);
        return;
    }
    switch (fault) {
    case JSON_GOOD:
    case JSON_BROKEN: break;
    case JSON_EMPTY:
        report_add(report, broken, CRITICAL,
                   N_("%s: the answer is empty; look at the log of the service"), who);
        return;
    case JSON_CUT:
        report_add(report, &http_findings[HTTP_FINDING_TRUNCATED], CRITICAL,
                   N_("%s: the data break off (bytes that came: %zu); look at the log of the "
                      "service and of what stands in front of it"),
                   who, reply->length);
        return;
    case JSON_TOO_DEEP:
    case JSON_TOO_MANY:
        report_add(report, &http_findings[HTTP_FINDING_TOO_LARGE], CRITICAL,
                   N_("%s: the answer has more values or levels than any honest one; check that "
                      "this is the right URL"),
                   who);
        return;
    }
    report_add(report, broken, CRITICAL,
               N_("%s: the answer is not the data that were asked for; check the URL, then the log "
                  "of the service: %s"),
               who, said);
}

void http_report_form(struct report *report, const char *who, const char *what)
{
    report_add(report, &http_findings[HTTP_FINDING_FORM], UNKNOWN,
               N_("%s: the answer is whole, but of a form that this check does not know; its "
                  "version may be newer than the check; missing: %s"),
               who, what);
}

/* Whether it was said that somebody was silent. */
static bool somebody_hung(const struct report *report)
{
    for (size_t i = 0; i < report->nfindings; i++) {
        if (report->findings[i].state != OK && report->findings[i].row->waits)
            return true;
    }
    return false;
}

void http_report_times(struct report *report, const struct http_options *given,
                       const struct http_times *first, double total)
{
    struct bound zero = BOUND(0);
    enum state slow = report_metric(report, (struct metric){ .label = "time",
                                                             .value = total,
                                                             .unit = UNIT_SECONDS,
                                                             .limits = { .warn = given->warning,
                                                                         .crit = given->critical },
                                                             .min = zero });
    const struct {
        const char *label;
        double value;
    } phases[] = {
        { "resolve", first->resolve },
        { "connect", first->connect },
        { "tls", first->tls },
        { "first_byte", first->first_byte },
    };
    for (size_t i = 0; i < COUNT(phases); i++) {
        if (!isnan(phases[i].value))
            report_metric(report, (struct metric){ .label = phases[i].label,
                                                   .value = phases[i].value,
                                                   .unit = UNIT_SECONDS,
                                                   .min = zero });
    }
    /* Waiting for a silent peer takes long; that was said already, in the state of --timeout. */
    if (slow != OK && !somebody_hung(report))
        report_add(report, &http_findings[HTTP_FINDING_SLOW], slow,
                   N_("the whole check took %.2f s; look at the load of the server, or adjust "
                      "--warning and --critical"),
                   total);
    if (given->insecure)
        report_add(report, &http_findings[HTTP_FINDING_UNVERIFIED], OK,
                   N_("the server's certificate was not verified (--insecure)"));
}
