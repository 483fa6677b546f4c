/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_part.h"

#include <math.h>
#include <string.h>

#include "read/html.h"
#include "net/http.h"
#include "read/address.h"
#include "base/text.h"

#define HTTP_OPT(key_, name_, field_, ...) \
    OPT_IN(struct http_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    HTTP_OPT('u', "url", url, .arg = "URL", .required = true,
             .help = N_("Base URL, http or https")),
    HTTP_OPT('w', "warning", warning, .unit = UNIT_SECONDS,
             .help = N_("Warn when the whole check takes longer")),
    HTTP_OPT('c', "critical", critical, .unit = UNIT_SECONDS,
             .help = N_("Critical when the whole check takes longer")),
    HTTP_OPT(0, "user", user, .help = N_("NAME:PASSWORD for Basic or Digest authentication")),
    HTTP_OPT(0, "header", header, .arg = "NAME:VALUE", .help = N_("One more header, not secret")),
    HTTP_OPT(0, "secret-header", secret_header,
             .help = N_("One more header, NAME:VALUE, that goes to the URL's own scheme, host and "
                        "port only")),
    HTTP_OPT(0, "host-header", host_header, .arg = "NAME",
             .help = N_("Name of the site, when the URL names the server by address")),
    HTTP_OPT(0, "user-agent", user_agent, .arg = "TEXT", .help = N_("What the check calls itself")),
    HTTP_OPT(0, "resolve", resolve, .arg = "HOST:PORT:ADDRESS",
             .help = N_("Connect to this address for that host and port, without a name server")),
    HTTP_OPT(0, "proxy", proxy, .arg = "URL",
             .help = N_("Go through this HTTP proxy; the environment is not asked")),
    HTTP_OPT(0, "proxy-user", proxy_user, .help = N_("NAME:PASSWORD for the proxy")),
    HTTP_OPT(0, "ca", ca, .arg = "FILE|DIR",
             .help = N_("Trust the roots in this PEM file, or folder with hash links, instead of "
                        "the system's")),
    HTTP_OPT(0, "insecure", insecure,
             .help = N_("Do not verify the server's certificate; the output says so")),
    HTTP_OPT(0, "client-cert", client_cert, .arg = "FILE",
             .help = N_("Certificate to present, PEM, with or without its key")),
    HTTP_OPT(0, "client-key", client_key, .arg = "FILE",
             .help = N_("Key of the certificate, PEM, when it is in another file")),
    HTTP_OPT(0, "redirects", redirects, .arg = "NUMBER", .min = 0, .max = 20,
             .help = N_("Redirects that are followed, on the same host and never from https to "
                        "http")),
    HTTP_OPT(0, "max-body", max_body, .arg = "SIZE", .unit = UNIT_BYTES,
             .help = N_("Largest answer, unpacked")),
};

const struct finding_row http_findings[HTTP_FINDINGS] = {
    [HTTP_FINDING_CERTIFICATE] = FINDING("tls-certificate-rejected",
                                         N_("The server's certificate is not accepted")),
    [HTTP_FINDING_HANDSHAKE] = FINDING("tls-handshake-failed", N_("The TLS handshake failed")),
    [HTTP_FINDING_TRUST_STORE] = FINDING("trust-store-missing",
                                         N_("No trusted root certificate can be read")),
    [HTTP_FINDING_CLIENT_CERTIFICATE] = FINDING("client-certificate-unusable",
                                                N_("Our own certificate cannot be used")),
    [HTTP_FINDING_UNVERIFIED] = FINDING("certificate-unverified",
                                        N_("The certificate was not verified, as asked for")),
    [HTTP_FINDING_PROXY] = FINDING("proxy-failed", N_("The proxy is not there or says no")),
    [HTTP_FINDING_REDIRECT] = FINDING("redirect-refused",
                                      N_("The server leads elsewhere, and we do not follow")),
    [HTTP_FINDING_TOO_LARGE] = FINDING("answer-too-large",
                                       N_("The answer is larger than is allowed")),
    [HTTP_FINDING_TRUNCATED] = FINDING("truncated-answer", N_("The answer breaks off")),
    [HTTP_FINDING_BLOCKED] = FINDING("blocked", N_("A firewall's page came instead of an answer")),
    [HTTP_FINDING_STALE] = FINDING("stale-answer", N_("The answer is an old copy from a cache")),
    [HTTP_FINDING_BACKEND_DOWN] = FINDING("backend-down",
                                          N_("The web server does not reach what is behind it")),
    [HTTP_FINDING_BACKEND_HUNG] = FINDING("backend-hung",
                                          N_("What is behind the web server does not answer")),
    [HTTP_FINDING_LOGIN] = FINDING("login-refused", N_("The server wants a login, or another one")),
    [HTTP_FINDING_STATUS] = FINDING("http-status", N_("The server answers with an error")),
    [HTTP_FINDING_BROKEN] = FINDING("answer-broken", N_("The answer is not in its format")),
    [HTTP_FINDING_FORM] = FINDING("answer-unknown", N_("The answer has a form that is not known")),
    [HTTP_FINDING_SLOW] = FINDING("slow-answer", N_("The check took too long")),
};

/* ---- options ---- */

struct url http_url(struct arena *arena, const struct http_options *given)
{
    struct url url = { .host = "", .path = "/" };
    url_read(arena, given->url, &url);
    return url;
}

/* HOST:PORT:ADDRESS; the host is read as that of a URL is. NULL unless it is one. */
static const char *read_pin(struct arena *arena, const char *text, struct url *peer)
{
    size_t host = strcspn(text, ":"), port = text[host] == ':' ? strcspn(text + host + 1, ":") : 0;
    const char *end = text + host + 1 + port;
    if (port == 0 || *end != ':' || !address_is_numeric(end + 1))
        return NULL;
    const char *origin = arena_printf(arena, "http://%.*s/", (int)(end - text), text);
    return url_read(arena, origin, peer) == NULL ? end + 1 : NULL;
}

const char *http_pinned(struct arena *arena, const struct http_options *given, const char *host,
                        long port)
{
    for (size_t i = 0; i < given->resolve.count; i++) {
        struct url peer;
        const char *address = read_pin(arena, given->resolve.items[i], &peer);
        if (address != NULL && peer.port == port && strcmp(peer.host, host) == 0)
            return address;
    }
    return NULL;
}

/* RFC 9110 section 5.6.2, a token; and a value without line ends. */
static bool is_header(const char *text)
{
    size_t name = strspn(text, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return name > 0 && text[name] == ':' && strpbrk(text, "\r\n") == NULL;
}

static bool validate_headers(const struct http_options *given, struct report *report)
{
    for (size_t i = 0; i < given->header.count; i++) {
        if (!is_header(given->header.items[i]))
            return report_usage(report, N_("--header wants NAME:VALUE, but was given: %s"),
                                given->header.items[i]);
    }
    if (given->secret_header.value != NULL && !is_header(given->secret_header.value))
        return report_usage(report, N_("--secret-header wants NAME:VALUE"));
    if (given->host_header != NULL && strpbrk(given->host_header, "\r\n \t") != NULL)
        return report_usage(report, N_("--host-header is no name of a site"));
    if (given->user_agent != NULL && strpbrk(given->user_agent, "\r\n") != NULL)
        return report_usage(report, N_("--user-agent must be one line"));
    return true;
}

static bool validate_resolve(const struct http_options *given, struct report *report)
{
    for (size_t i = 0; i < given->resolve.count; i++) {
        const char *text = given->resolve.items[i];
        struct url peer;
        if (read_pin(report->arena, text, &peer) == NULL)
            return report_usage(report, N_("--resolve wants HOST:PORT:ADDRESS, but was given: %s"),
                                text);
    }
    return true;
}

/* A URL for an error line: nobody shall read a password there that does not belong into it. */
static const char *shown(const char *url)
{
    return strchr(url, '@') != NULL ? "..." : url;
}

static bool validate(const void *options_given, struct report *report)
{
    const struct http_options *given = options_given;
    struct url url;
    const char *problem = url_read(report->arena, given->url, &url);
    if (problem != NULL)
        return report_usage(report, N_("--url: %s: %s"), problem, shown(given->url));
    problem = given->proxy != NULL ? url_read(report->arena, given->proxy, &url) : NULL;
    if (problem != NULL)
        return report_usage(report, N_("--proxy: %s: %s"), problem, shown(given->proxy));
    if (given->proxy_user.value != NULL && given->proxy == NULL)
        return report_usage(report, N_("--proxy-user is of no use without --proxy"));
    if (given->client_key != NULL && given->client_cert == NULL)
        return report_usage(report, N_("--client-key is of no use without --client-cert"));
    if (given->user.value != NULL && strchr(given->user.value, ':') == NULL)
        return report_usage(report, N_("--user wants NAME:PASSWORD"));
    if (!(given->max_body >= 1024 && given->max_body <= 1073741824))
        return report_usage(report, N_("--max-body is a size from 1 KiB to 1 GiB"));
    return validate_headers(given, report) && validate_resolve(given, report);
}

const struct part http_part = {
    .options = options,
    .noptions = COUNT(options),
    .findings = http_findings,
    .nfindings = COUNT(http_findings),
    .validate = validate,
};

/* ---- sentences ---- */

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
                   N_("%s leads on and on (%d redirects); look for a loop in the web server's "
                      "rules: %s"),
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
                   given->proxy);
    else if (reply->status != 0)
        report_add(report, row, CRITICAL,
                   N_("the proxy refuses the way (status %ld); ask its operator to allow it: %s"),
                   reply->status, given->proxy);
    else
        outcome_report(report, net, &reply->outcome, given->proxy, row);
}

/* What is wrong on our side. */
static void report_own(struct report *report, const struct http_options *given,
                       const struct http_reply *reply, const char *who)
{
    const char *detail = reply->outcome.detail != NULL ? reply->outcome.detail : "";
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
    const char *detail = reply->outcome.detail != NULL ? reply->outcome.detail : "";
    switch (reply->trouble) {
    case HTTP_BAD_CERTIFICATE:
        report_add(
            report, &http_findings[HTTP_FINDING_CERTIFICATE], CRITICAL,
            N_("%s: the server's certificate is not accepted; browsers refuse it, too: renew "
               "it or mend its chain: %s"),
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
                   N_("%s: the answer breaks off after %zu bytes; look at the log of the service "
                      "and of what stands in front of it"),
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
    else if (reply->status == 407 && given->proxy != NULL)
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
        /* Only who has accepted us can be said to hang. */
        bool hangs = outcome->why == WHY_SILENT && outcome->stage == STAGE_REPLY;
        outcome_report(report, net, outcome, who, hangs ? silent : NULL);
        return true;
    }
    const char *product = http_is_html(reply) ? html_block_page(reply->body, reply->length) : NULL;
    if (product != NULL) {
        report_add(report, &http_findings[HTTP_FINDING_BLOCKED], CRITICAL,
                   N_("%s: a firewall blocks this check with a page of its own (status %ld), and "
                      "maybe others; let its operator look at its log: %s"),
                   who, reply->status, product);
        return true;
    }
    if (http_good(reply) || reply->trouble == HTTP_STOPPED)
        return false;
    report_status(report, given, reply, who);
    return true;
}

void http_report_stale(struct report *report, const struct http_reply *reply, const char *who)
{
    double age = http_age(reply);
    const char *words = http_cache_words(report->arena, reply);
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
    if (fault != JSON_TOO_DEEP && fault != JSON_TOO_MANY && http_is_html(reply)) {
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
                   N_("%s: the data break off after %zu bytes; look at the log of the service and "
                      "of what stands in front of it"),
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

/* Whether a peer was silent: its codes are called -silent or -hung. */
static bool somebody_hung(const struct report *report)
{
    for (size_t i = 0; i < report->nfindings; i++) {
        const char *end = strrchr(report->findings[i].row->code, '-');
        if (report->findings[i].state != OK && end != NULL &&
            (strcmp(end, "-hung") == 0 || strcmp(end, "-silent") == 0))
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
                                                             .warn = given->warning,
                                                             .crit = given->critical,
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
    /* Who waits for a silent peer takes long: that was said, in the state of --timeout. */
    if (slow != OK && !somebody_hung(report))
        report_add(report, &http_findings[HTTP_FINDING_SLOW], slow,
                   N_("the whole check took %.2f s; look at the load of the server, or adjust "
                      "--warning and --critical"),
                   total);
    if (given->insecure)
        report_add(report, &http_findings[HTTP_FINDING_UNVERIFIED], OK,
                   N_("the server's certificate was not verified (--insecure)"));
}
