/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_part.h"

#include <string.h>

#include "net/url_kind.h"
#include "read/address.h"

/* ---- kinds ---- */

/* HOST:PORT:ADDRESS; the host is read as that of a URL is. */
static const char *take_pin(struct arena *arena, const struct option_row *row, const char *text,
                            void *field)
{
    struct http_pins *pins = field;
    struct url peer;
    size_t host = strcspn(text, ":"), port = text[host] == ':' ? strcspn(text + host + 1, ":") : 0;
    const char *end = text + host + 1 + port;
    (void)row;
    if (port == 0 || *end != ':' || !address_is_numeric(end + 1) ||
        url_read(arena, arena_printf(arena, "http://%.*s/", (int)(end - text), text), &peer) !=
            NULL)
        return arena_printf(arena, _("--resolve wants HOST:PORT:ADDRESS, but was given: %s"), text);
    size_t at = pins->count;
    struct http_pin *items = kind_append(arena, pins->items, &pins->count, sizeof *items);
    items[at] = (struct http_pin){ peer.host, peer.port, end + 1 };
    pins->items = items;
    return NULL;
}

/* RFC 9110 section 5.6.2, a token; and a value without line ends. */
static bool is_header(const char *text)
{
    size_t name = strspn(text, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return name > 0 && text[name] == ':' && strpbrk(text, "\r\n") == NULL;
}

static const char *take_header(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    if (!is_header(text))
        return _("--header wants NAME:VALUE");
    return kind_list.read(arena, row, text, field);
}

static const char *take_site(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    return strpbrk(text, "\r\n \t") != NULL ? _("--host-header is no name of a site")
                                            : kind_text.read(arena, row, text, field);
}

static const char *take_line(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    return strpbrk(text, "\r\n") != NULL ? _("--user-agent must be one line")
                                         : kind_text.read(arena, row, text, field);
}

static const char *take_body(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    double size = 0;
    if (kind_number.read(arena, row, text, &size) != NULL)
        return kind_refusal(arena, row, text);
    if (!(size >= 1024 && size <= 1073741824))
        return _("--max-body is a size from 1 KiB to 1 GiB");
    *(double *)field = size;
    return NULL;
}

static const char *body_text(struct arena *arena, const struct option_row *row, const void *field)
{
    return kind_number.text(arena, row, field);
}

static const char *body_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("a size such as 500kB, 4MiB");
}

static const struct kind pin_kind = { "HOST:PORT:ADDRESS", .repeats = true, .read = take_pin };
static const struct kind header_kind = { "NAME:VALUE", .repeats = true, .read = take_header };
static const struct kind site_kind = { "NAME", .read = take_site };
static const struct kind line_kind = { "TEXT", .read = take_line };
static const struct kind body_kind = { "SIZE", .read = take_body, .form = body_form,
                                       .text = body_text };

/* ---- rows ---- */

#define HTTP_AS(kind_, key_, name_, field_, ...) \
    OPT_AS(struct http_options, kind_, key_, name_, field_, __VA_ARGS__)
#define HTTP_OPT(key_, name_, field_, ...) \
    OPT_IN(struct http_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    HTTP_AS(url_kind, 'u', "url", url, .required = true, .help = N_("Base URL, http or https")),
    HTTP_OPT('w', "warning", warning, .unit = UNIT_SECONDS,
             .help = N_("Warn when the whole check takes longer")),
    HTTP_OPT('c', "critical", critical, .unit = UNIT_SECONDS,
             .help = N_("Critical when the whole check takes longer")),
    HTTP_OPT(0, "user", user, .caption = "Login",
             .help = N_("NAME:PASSWORD for Basic or Digest authentication")),
    HTTP_AS(header_kind, 0, "header", header, .help = N_("One more header, not secret")),
    HTTP_OPT(0, "secret-header", secret_header, .caption = "Secret header",
             .help = N_("One more header, NAME:VALUE, that goes to the URL's own scheme, host and "
                        "port only")),
    HTTP_AS(site_kind, 0, "host-header", host_header,
            .help = N_("Name of the site, when the URL names the server by address")),
    HTTP_AS(line_kind, 0, "user-agent", user_agent, .help = N_("What the check calls itself")),
    HTTP_AS(pin_kind, 0, "resolve", resolve,
            .help = N_("Connect to this address for that host and port, without a name server")),
    HTTP_AS(url_kind, 0, "proxy", proxy,
            .help = N_("Go through this HTTP proxy; the environment is not asked")),
    HTTP_OPT(0, "proxy-user", proxy_user, .caption = "Login for the proxy",
             .help = N_("NAME:PASSWORD for the proxy")),
    HTTP_OPT(0, "ca", ca, .caption = "Trusted roots", .arg = "FILE|DIR", .file = true,
             .help = N_("Trust the roots in this PEM file, or folder with hash links, instead of "
                        "the system's")),
    HTTP_OPT(0, "insecure", insecure, .caption = "Do not verify certificates",
             .help = N_("Do not verify the server's certificate; the output says so")),
    HTTP_OPT(0, "client-cert", client_cert, .caption = "Client certificate", .arg = "FILE",
             .file = true, .help = N_("Certificate to present, PEM, with or without its key")),
    HTTP_OPT(0, "client-key", client_key, .arg = "FILE", .file = true,
             .help = N_("Key of the certificate, PEM, when it is in another file")),
    HTTP_OPT(0, "redirects", redirects, .caption = "Redirects that are followed", .arg = "NUMBER",
             .min = 0, .max = 20,
             .help = N_("Redirects that are followed, on the same host and never from https to "
                        "http")),
    HTTP_AS(body_kind, 0, "max-body", max_body, .unit = UNIT_BYTES,
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

const char *http_part_pinned(const struct http_options *given, const char *host, long port)
{
    for (size_t i = 0; i < given->resolve.count; i++) {
        const struct http_pin *pin = &given->resolve.items[i];
        if (pin->port == port && strcmp(pin->host, host) == 0)
            return pin->address;
    }
    return NULL;
}

static bool validate(const void *options_given, struct report *report)
{
    const struct http_options *given = options_given;
    if (given->proxy_user.value != NULL && given->proxy.host == NULL)
        return report_usage(report, N_("--proxy-user is of no use without --proxy"));
    if (given->client_key != NULL && given->client_cert == NULL)
        return report_usage(report, N_("--client-key is of no use without --client-cert"));
    if (given->user.value != NULL && strchr(given->user.value, ':') == NULL)
        return report_usage(report, N_("--user wants NAME:PASSWORD"));
    if (given->secret_header.value != NULL && !is_header(given->secret_header.value))
        return report_usage(report, N_("--secret-header wants NAME:VALUE"));
    return true;
}

const struct part http_part = {
    .title = N_("HTTP"),
    .options = options,
    .noptions = COUNT(options),
    .findings = http_findings,
    .nfindings = COUNT(http_findings),
    .validate = validate,
};
