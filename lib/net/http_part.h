/* SPDX-License-Identifier: BSD-2-Clause */
/* http_part.h - the options and findings of every plugin that speaks HTTP. */
#ifndef HTTP_PART_H
#define HTTP_PART_H

#include "net/net_part.h"
#include "frame/plugin.h"
#include "read/url.h"

/* --resolve: for this host and port, that address. */
struct http_pin {
    const char *host;
    long port;
    const char *address;
};
struct http_pins {
    const struct http_pin *items;
    size_t count;
};

struct http_options {
    struct url url, proxy;          /* the proxy's host is NULL without one */
    struct range warning, critical; /* seconds of the whole run */
    struct secret user, secret_header, proxy_user;
    struct list header;
    struct http_pins resolve;
    const char *host_header, *user_agent, *ca, *client_cert, *client_key;
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

/* The address that --resolve gives for a host and port; NULL. */
const char *http_part_pinned(const struct http_options *options, const char *host, long port);

#endif
