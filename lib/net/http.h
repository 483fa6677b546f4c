/* SPDX-License-Identifier: BSD-2-Clause */
/* http.h - many HTTP requests at once, over libcurl.
 *
 * What libcurl leaves to its user is decided here: names are resolved under the deadline of the
 * run, redirects are followed by ourselves and never carry a secret to another scheme, host or
 * port, answers are bounded after decoding, and no setting comes from the environment. HTTP/1.1. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "net/http_part.h"
#include "net/outcome.h"
#include "frame/run.h"
#include "read/url.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST_FORM };

struct http_request {
    struct url url;
    enum http_method method;
    const char *form;   /* body of HTTP_POST_FORM, encoded */
    const char *accept; /* NULL: anything */
    const char *range;  /* as in "0-0"; NULL: all */
    const char *secret; /* "NAME: VALUE", a header of this request that stays with its origin */
    bool foreign;       /* an URL that somebody else wrote: it gets nothing of the options but the
                           trust settings, and its redirects may lead to other hosts */
    bool public_only;   /* addresses of this host, this network and links (RFC 1918, 4193, 6598,
                           3927, 4291, loopback, multicast) are refused */
    double seconds;     /* its share of the time; 0: all that is left */
    int per_host;       /* no more requests than this to its host at once; 0: as many as may be */
    /* Takes the decoded body of a 2xx answer piece by piece, instead of keeping it; false stops the
     * transfer (HTTP_STOPPED). NULL: it is kept, up to --max-body. */
    bool (*take)(void *context, const char *bytes, size_t length);
    void *context;
};

/* What is wrong when an answer does not come about or is of no use, as far as it is more than the
 * outcome tells. */
enum http_trouble {
    HTTP_FINE,
    HTTP_BAD_CERTIFICATE,        /* the server's is not accepted */
    HTTP_BAD_HANDSHAKE,          /* no TLS, or none that both sides speak */
    HTTP_NO_TRUST_STORE,         /* of ours: no root can be read */
    HTTP_BAD_CLIENT_CERTIFICATE, /* of ours: --client-cert cannot be used */
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

/* Seconds; NAN for what did not happen: a kept connection is not resolved, connected or
 * handshaken. resolve is ours, the others are libcurl's CURLINFO_..._TIME as differences. */
struct http_times {
    double resolve, connect, tls, first_byte, total;
};

struct http_header {
    const char *name, *value;
};

/* Outcome done: an answer came all the way, whatever its status. */
struct http_reply {
    struct outcome outcome;
    enum http_trouble trouble;
    long status;      /* 0: none came */
    const char *body; /* NUL-terminated; what came of it, also when it was cut; never NULL */
    size_t length;
    const struct http_header *headers; /* of the last answer */
    size_t nheaders;
    struct url url;       /* what answered, after redirects */
    const char *location; /* where a refused redirect leads to */
    int redirects;
    struct http_times times;
};

/* The connections of one run: opaque, kept from one fleet to the next, closed with the run. */
struct http;
struct http *http_open(struct run *run, const struct http_options *options,
                       const struct net_options *net);

/* Fills replies[0..n) and returns when all is done or the deadline of the run falls; no more than
 * parallel requests are under way at once. What could not be begun is STAGE_NOT_STARTED. Everything
 * lives until the run ends. */
void http_fleet(struct http *http, const struct http_request *requests, struct http_reply *replies,
                size_t n, int parallel);

/* A word of 16 letters and digits that nobody can guess: who echoes it has answered just now. */
const char *http_nonce(struct http *http);

#endif
