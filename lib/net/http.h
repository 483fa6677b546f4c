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
#include "net/http_reply.h"
#include "frame/run.h"
#include "read/url.h"

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
    struct arena *brief; /* a body that is kept ends with it; NULL: with the run */
};

/* The connections of one run: opaque, kept from one fleet to the next, closed with the run. */
struct http;
struct http *http_open(struct run *run, const struct http_options *options,
                       const struct net_options *net);

/* Fills replies[0..n) and returns when all is done or the deadline of the run falls; no more than
 * parallel requests are under way at once. What could not be begun is STAGE_NOT_STARTED. Everything
 * lives until the run ends, but for bodies that end with their request's arena. */
void http_fleet(struct http *http, const struct http_request *requests, struct http_reply *replies,
                size_t n, int parallel);

/* A word of 16 letters and digits that nobody can guess: an answer that echoes it was made just
 * now. */
const char *http_nonce(struct http *http);

#endif
