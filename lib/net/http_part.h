/* SPDX-License-Identifier: BSD-2-Clause */
/* http_part.h - what every plugin brings that speaks HTTP, and what an answer means as far as HTTP
 * alone tells. */
#ifndef HTTP_PART_H
#define HTTP_PART_H

#include "read/json.h"
#include "net/net_part.h"
#include "frame/plugin.h"
#include "read/url.h"

struct http_options {
    const char *url;
    struct range warning, critical; /* seconds of the whole run */
    struct secret user, secret_header, proxy_user;
    struct list header, resolve;
    const char *host_header, *user_agent, *proxy, *ca, *client_cert, *client_key;
    long redirects;
    double max_body;
    bool insecure;
};
#define HTTP_DEFAULTS \
    { \
        .warning = { .high = 5, .set = true }, .critical = { .high = 8, .set = true }, \
        .redirects = 3, .max_body = 4194304 \
    }

enum http_finding {
    HTTP_FINDING_CERTIFICATE,
    HTTP_FINDING_HANDSHAKE,
    HTTP_FINDING_TRUST_STORE,
    HTTP_FINDING_CLIENT_CERTIFICATE,
    HTTP_FINDING_UNVERIFIED,
    HTTP_FINDING_PROXY,
    HTTP_FINDING_REDIRECT,
    HTTP_FINDING_TOO_LARGE,
    HTTP_FINDING_TRUNCATED,
    HTTP_FINDING_BLOCKED,
    HTTP_FINDING_STALE,
    HTTP_FINDING_BACKEND_DOWN,
    HTTP_FINDING_BACKEND_HUNG,
    HTTP_FINDING_LOGIN,
    HTTP_FINDING_STATUS,
    HTTP_FINDING_BROKEN, /* not the format that was asked for, and no closer cause */
    HTTP_FINDING_FORM,   /* well-formed, but of a form that we do not know */
    HTTP_FINDING_SLOW,
    HTTP_FINDINGS
};
extern const struct finding_row http_findings[HTTP_FINDINGS];
extern const struct part http_part;

struct http_reply;
struct http_times;

/* The base URL of the options, which were validated. */
struct url http_url(struct arena *arena, const struct http_options *options);

/* The address that --resolve gives for a host and port; NULL. */
const char *http_pinned(struct arena *arena, const struct http_options *options, const char *host,
                        long port);

/* The value of a header, the last one of that name; NULL. Case does not matter. */
const char *http_header_value(const struct http_reply *reply, const char *name);

/* Whether a whole answer of 2xx came. */
bool http_good(const struct http_reply *reply);

/* Whether the body is an HTML page, by its type or its beginning. */
bool http_is_html(const struct http_reply *reply);

/* Seconds that a cache says the answer is old (Age, RFC 9111 section 5.1); NAN when none does. */
double http_age(const struct http_reply *reply);
/* "Age 1200, X-Cache HIT": what caches say of themselves; NULL when none does. */
const char *http_cache_words(struct arena *arena, const struct http_reply *reply);

/* Makes a finding of a reply that is not good, by its outcome, trouble, block page or status; who
 * is what was asked, as the reader knows it. silent, if given, is the row for a peer that took the
 * request and stayed silent. False, and no finding, when the reply is good and no block page. */
bool http_report(struct report *report, const struct http_options *options,
                 const struct net_options *net, const struct http_reply *reply, const char *who,
                 const struct finding_row *silent);

/* CRITICAL: the answer lacks the nonce that was sent, so it is a copy of an older one. */
void http_report_stale(struct report *report, const struct http_reply *reply, const char *who);

/* A body that json_read() refuses, or that lacks what must be in it: a finding by its fault. html,
 * if given, is the row for an HTML page. */
void http_report_json(struct report *report, const struct http_reply *reply, enum json_fault fault,
                      const char *who, const struct finding_row *html);
/* UNKNOWN: well-formed, but `what` (a field or form, untranslated) is not in it. */
void http_report_form(struct report *report, const char *who, const char *what);

/* The metrics time (of the whole run, with -w and -c, and a finding when it is too long
 * and no peer was silent, so call it last) and, from
 * the run's first answer, resolve, connect, tls and first_byte. Says so when nothing was verified.
 */
void http_report_times(struct report *report, const struct http_options *options,
                       const struct http_times *first, double total);

/* Remarks: each request and how it ended (-v), its headers (-vv), the start of its body (-vvv). */
void http_note(struct run *run, const struct http_reply *reply);

#endif
