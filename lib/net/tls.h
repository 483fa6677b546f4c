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

struct tls_target {
    const char *host; /* a name or an address */
    long port;
    const char *name; /* the name to ask for (SNI) and to verify; an address is verified only */
    enum starttls starttls;
};

enum tls_version { TLS_ANY, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 };

struct tls_settings {
    const char *ca;       /* file or folder; NULL: the system's */
    int family;           /* AF_UNSPEC, AF_INET, AF_INET6 */
    long parallel;        /* handshakes at once */
    bool all_addresses;   /* every address of a name, not the first one that answers */
    enum tls_version min; /* one more handshake below this version, which must fail; or TLS_ANY */
};

/* What is wrong when a handshake does not come about, as far as it is more than the outcome tells.
 */
enum tls_trouble {
    TLS_FINE,
    TLS_NOT_SPOKEN,       /* the first record is not TLS */
    TLS_INJECTED,         /* plain text where the handshake of STARTTLS begins */
    TLS_STARTTLS_REFUSED, /* STARTTLS was refused or is not offered */
    TLS_REJECTED,         /* the server said no: an alert, or an answer in another version */
    TLS_FAILED,           /* what the server sends is no good handshake */
    TLS_NO_CERTIFICATE    /* a handshake without a certificate */
};

/* Whether a version below tls_settings.min is accepted. */
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

/* A target: the addresses that were tried, the answering one last. Without all_addresses there is
 * one answer once the name is resolved. Before that, outcome says what happened. */
struct tls_result {
    struct outcome outcome;
    struct tls_answer *answers;
    size_t nanswers;
};

/* Fills results[0..n), which the caller has zeroed, and returns when all are done or the deadline
 * of the run falls. No more than settings->parallel targets are under way at once; when others
 * wait, none has more than a quarter of the time (but two seconds, if the run has them). What was
 * not begun, or only just, when the time was over stays as it was: STAGE_NOT_STARTED. Returns NULL,
 * or the place where no trust store could be read: then nothing was begun. Everything lives in the
 * run. */
const char *tls_fleet(struct run *run, const struct tls_settings *settings,
                      const struct tls_target *targets, struct tls_result *results, size_t n);

#endif
