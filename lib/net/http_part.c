/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_part.h"

#include <string.h>

#include "read/address.h"

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
    [HTTP_FINDING_BACKEND_HUNG] =
        FINDING_WAITS("backend-hung", N_("What is behind the web server does not answer")),
    [HTTP_FINDING_LOGIN] = FINDING("login-refused", N_("The server wants a login, or another one")),
    [HTTP_FINDING_STATUS] = FINDING("http-status", N_("The server answers with an error")),
    [HTTP_FINDING_BROKEN] = FINDING("answer-broken", N_("The answer is not in its format")),
    [HTTP_FINDING_FORM] = FINDING("answer-unknown", N_("The answer has a form that is not known")),
    [HTTP_FINDING_SLOW] = FINDING("slow-answer", N_("The check took too long")),
};

struct url http_part_url(struct arena *arena, const struct http_options *given)
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

const char *http_part_pinned(struct arena *arena, const struct http_options *given,
                             const char *host, long port)
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
    .title = N_("HTTP"),
    .options = options,
    .noptions = COUNT(options),
    .findings = http_findings,
    .nfindings = COUNT(http_findings),
    .validate = validate,
};
