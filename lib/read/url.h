/* SPDX-License-Identifier: BSD-2-Clause */
/* url.h - http and https URLs (RFC 3986), read strictly and resolved by our own code, so that the
 * host that we judge and the host that the HTTP library connects to cannot differ. */
#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct url {
    bool https;
    const char *host; /* lower case, A-labels (IDNA 2008); an IPv6 address without brackets */
    long port;
    const char *path; /* begins with `/`, includes the query, is percent-encoded */
};

/* Reads an absolute URL. Returns NULL on success, otherwise a translated sentence that says what is
 * wrong. A name and password in the URL are refused: anybody who lists processes could read them.
 * So is the zone of an IPv6 address: it means something on one host only, and RFC 3986
 * section 3.2.2 has no room for it. The fragment is dropped; blanks and bytes beyond ASCII in the
 * path are percent-encoded. */
const char *url_read(struct arena *arena, const char *text, struct url *out);

/* Resolves a reference (from a Location header) against base: RFC 3986 section 5.2. Returns the
 * same as url_read(). */
const char *url_resolve(struct arena *arena, const struct url *base, const char *reference,
                        struct url *out);

/* Scheme, host and port as a text, without a path; without the port when it is the usual one. */
const char *url_origin(struct arena *arena, const struct url *url);
/* The whole URL as a text. */
const char *url_text(struct arena *arena, const struct url *url);
/* The same without the query, for sentences. */
const char *url_brief(struct arena *arena, const struct url *url);

/* Scheme, host and port: what a secret belongs to (RFC 6454). */
bool url_same_origin(const struct url *a, const struct url *b);

/* A text as one value of a query: every byte except A-Z a-z 0-9 - . _ ~ becomes %XX. */
const char *url_encode(struct arena *arena, const char *text);

/* Appends a path, which begins with `/`, to a base URL, whose own path may or may not end in `/`.
 */
struct url url_below(struct arena *arena, const struct url *base, const char *path);

#endif
