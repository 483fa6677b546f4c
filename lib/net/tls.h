/* SPDX-License-Identifier: BSD-2-Clause */
/* tls.h - handshakes with many TLS servers at once, to look at what they present.
 *
 * The handshake itself trusts everything and speaks every version that OpenSSL can, or nothing
 * could be said about a weak server; the verdict is that of verify_chain(). */
#ifndef TLS_H
#define TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "x509/certificate.h"
#include "net/net_part.h"
#include "net/outcome.h"
#include "frame/run.h"
#include "net/starttls.h"
#include "net/tls_part.h"

struct tls_target {
    const char *host; /* a name or an address */
    long port;
    const char *name; /* the name to ask for (SNI) and to verify; an address is verified only */
    enum starttls starttls;
};

enum tls_version { TLS_ANY, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 };

struct tls_request {
    struct tls_target target;
    bool all_addresses;   /* every address of a name, not the first one that answers */
    enum tls_version min; /* one more handshake below this version, which must fail; or TLS_ANY */
};

/* What is wrong when a handshake does not come about, where that says more than the outcome. */
enum tls_trouble {
    TLS_FINE,
    TLS_NOT_SPOKEN,       /* the first record is not TLS */
    TLS_INJECTED,         /* plain text where the handshake of STARTTLS begins */
    TLS_STARTTLS_REFUSED, /* STARTTLS was refused or is not offered */
    TLS_REJECTED,         /* the server said no: an alert, or an answer in another version */
    TLS_FAILED,           /* what the server sends is no good handshake */
    TLS_NO_CERTIFICATE,   /* a handshake without a certificate */
    TLS_NO_TRUST_STORE    /* of ours: no root can be read, so nothing was begun; the outcome's
                             detail is the place where they should be */
};

/* Whether a version below tls_request.min is accepted. */
enum tls_old {
    TLS_OLD_NOT_ASKED,
    TLS_OLD_REFUSED,
    TLS_OLD_ACCEPTED,
    TLS_OLD_UNTESTABLE /* our own OpenSSL cannot speak it, or the second connection failed */
};

/* One address of a target. */
struct tls_answer {
    struct outcome outcome;
    enum tls_trouble trouble;
    const char *address; /* numeric */
    bool no_route;       /* this host has no way to addresses of that family */
    const char *version; /* "TLSv1.3" */
    const char *cipher;  /* its name in OpenSSL */
    double handshake;    /* seconds of the handshake alone */
    struct chain chain;  /* when the outcome is done */
    enum tls_old old;
    const char *old_version;    /* that was accepted */
    struct outcome old_outcome; /* of the handshake that could not be tested */
};

/* A request that was answered. outcome and trouble are about the request as a whole: done, once the
 * name is resolved; then the addresses that were tried have answers of their own. Without
 * all_addresses there is one, that of the address which answered, or else of the last one. */
struct tls_reply {
    struct outcome outcome;
    enum tls_trouble trouble; /* TLS_FINE or TLS_NO_TRUST_STORE */
    struct tls_answer *answers;
    size_t nanswers;
};

/* The trust store and settings of one run: opaque, closed with the run. */
struct tls;
struct tls *tls_open(struct run *run, const struct tls_options *options,
                     const struct net_options *net);

/* Fills replies[0..n) and returns when all is done or the deadline of the run falls; no more than
 * parallel requests are under way at once (see fleet.h for who gives way to whom). What was not
 * begun, or only just, when the time was over is STAGE_NOT_STARTED. Everything lives until the run
 * ends. */
void tls_fleet(struct tls *tls, const struct tls_request *requests, struct tls_reply *replies,
               size_t n, long parallel);

#endif
