/* SPDX-License-Identifier: BSD-2-Clause */
/* endpoint.h - `[PROTOCOL://]HOST[:PORT]`, and lists of them. */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <stdbool.h>

#include "base/arena.h"
#include "net/starttls.h"

/* Names of the protocols, indexed by enum starttls and NULL at the end; the first one is "none". */
extern const char *const endpoint_starttls_names[];

/* What a target says about itself; what it does not say is filled in from the options. */
struct endpoint {
    const char *host;
    long port; /* 0: not said */
    enum starttls starttls;
    bool has_protocol;  /* a protocol was said, which may be one without STARTTLS */
    long protocol_port; /* the usual port of that protocol */
};

/* The usual port of a protocol with STARTTLS; 443 for STARTTLS_NONE (IANA service names). */
long endpoint_port(enum starttls protocol);

/* Reads a target. An IPv6 address with a port stands in brackets. Besides the names of
 * endpoint_starttls_names it knows those of services that speak TLS at once: tls, https, smtps,
 * imaps, pop3s, ldaps, ftps, nntps. NULL when it was read, else a translated sentence that says
 * what is wrong; names that are not ASCII are refused with the hint to write A-labels (RFC 5890).
 */
const char *endpoint_read(struct arena *arena, const char *text, struct endpoint *out);

/* A host alone, as -H takes it: a name, an IPv4 or an IPv6 address, with or without brackets. */
const char *endpoint_host(struct arena *arena, const char *text, const char **host);

#endif
