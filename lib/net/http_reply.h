/* SPDX-License-Identifier: BSD-2-Clause */
/* http_reply.h - the reply to one HTTP request, and what it says of itself. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "net/outcome.h"
#include "frame/run.h"
#include "read/url.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST_FORM };

/* Why an answer did not come or is of no use, where the outcome alone does not say it. */
enum http_trouble {
    HTTP_FINE,
    HTTP_BAD_CERTIFICATE,        /* the server's is not accepted */
    HTTP_BAD_HANDSHAKE,          /* no TLS, or none that both sides speak */
    HTTP_NO_TRUST_STORE,         /* our own: no root can be read */
    HTTP_BAD_CLIENT_CERTIFICATE, /* our own: --client-cert cannot be used */
    HTTP_CUT_SHORT,              /* the connection ended inside the answer */
    HTTP_TOO_LARGE,              /* the decoded body is larger than --max-body */
    HTTP_HEADERS_TOO_LARGE,      /* more than 64 KiB of them */
    HTTP_REDIRECT_HOST,          /* to another host */
    HTTP_REDIRECT_DOWN,          /* from https to http */
    HTTP_REDIRECT_LOOP,          /* more than --redirects */
    HTTP_REDIRECT_BROKEN,        /* to something that is no http or https URL */
    HTTP_PROXY,                  /* the proxy is at fault: not there, or says no */
    HTTP_PRIVATE_ADDRESS,        /* public_only */
    HTTP_STOPPED                 /* take() has had enough */
};

/* Seconds; NAN for what did not happen: on a connection that was kept there is no look-up, connect
 * or handshake. resolve is measured by us, the others are differences of libcurl's
 * CURLINFO_..._TIME. */
struct http_times {
    double resolve, connect, tls, first_byte, total;
};

struct http_header {
    const char *name, *value;
};

/* Outcome done: an answer came all the way, whatever its status. */
struct http_reply {
    enum http_method method; /* as it was asked */
    struct outcome outcome;
    enum http_trouble trouble;
    long status;      /* 0: none came */
    const char *body; /* NUL-terminated; what came of it, also when it was cut; never NULL */
    size_t length;
    size_t received;                   /* bytes of the decoded body that came, kept or not */
    const struct http_header *headers; /* of the last answer */
    size_t nheaders;
    struct url url;       /* what answered, after redirects */
    const char *location; /* where a refused redirect leads to */
    int redirects;
    /* The addresses that were tried, or the proxy's, when -v is given; NULL: none, or a connection
     * that was there already. */
    const char *tried;
    struct http_times times;
};

/* The value of a header, the last one of that name; NULL. Case does not matter. */
const char *http_reply_header(const struct http_reply *reply, const char *name);

/* Whether a whole answer of 2xx came. */
bool http_reply_good(const struct http_reply *reply);

/* Whether the body is an HTML page, by its type or its beginning. */
bool http_reply_is_html(const struct http_reply *reply);

/* Seconds that a cache says the answer is old (Age, RFC 9111 section 5.1); NAN when none does. */
double http_reply_age(const struct http_reply *reply);
/* "Age 1200, X-Cache HIT": what caches say of themselves; NULL when none does. */
const char *http_reply_cache_words(struct arena *arena, const struct http_reply *reply);

/* A remark (-v): this redirect is followed. */
void http_reply_note_redirect(struct run *run, const struct url *from, long status,
                              const struct url *to);

/* Remarks: how the request ended (-v), the headers of the reply (-vv), the start of its body
 * (-vvv). */
void http_reply_note(struct run *run, const struct http_reply *reply);

#endif
