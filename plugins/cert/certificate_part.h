/* SPDX-License-Identifier: BSD-2-Clause */
/* certificate_part.h - what is expected of a certificate, and whether it holds. */
#ifndef CERTIFICATE_PART_H
#define CERTIFICATE_PART_H

#include "x509/certificate.h"
#include "frame/plugin.h"

struct certificate_options {
    struct margin warn, crit; /* of the lifetime of every certificate of the chain */
    struct list issuer, not_issuer, fingerprint;
};
/* A 160-hour certificate warns at 40 hours, a 45-day one at 11 days, a 398-day one at 30 days. */
#define CERTIFICATE_DEFAULTS \
    { \
        .warn = { .share = 0.25, .seconds = 30 * DAY }, .crit = { \
            .share = 0.10, \
            .seconds = 14 * DAY \
        } \
    }

enum certificate_finding {
    CERTIFICATE_EXPIRED,
    CERTIFICATE_EXPIRING,
    CERTIFICATE_NOT_YET_VALID,
    CERTIFICATE_UNTRUSTED,
    CERTIFICATE_INCOMPLETE,
    CERTIFICATE_SELF_SIGNED,
    CERTIFICATE_NAME,
    CERTIFICATE_SIGNATURE,
    CERTIFICATE_PURPOSE,
    CERTIFICATE_STRICT,
    CERTIFICATE_ORDER,
    CERTIFICATE_WEAK_KEY,
    CERTIFICATE_WEAK_DIGEST,
    CERTIFICATE_LIFETIME,
    CERTIFICATE_ISSUER,
    CERTIFICATE_FINGERPRINT,
    CERTIFICATE_FINDINGS
};
extern const struct finding_row certificate_findings[CERTIFICATE_FINDINGS];
extern const struct part certificate_part;

/* What is left of a certificate: seconds, and the share of its lifetime (0 to 1). */
double certificate_left(const struct certificate *certificate, double now);
double certificate_share_left(const struct certificate *certificate, double now);
/* not_after - not_before, both ends included. */
double certificate_lifetime(const struct certificate *certificate);

/* Longest lifetime in seconds that the CA/Browser Forum allows for a public TLS server certificate
 * of that issue date (Baseline Requirements 6.3.2); INFINITY before there was a limit in days. */
double certificate_lifetime_limit(double not_before);

/* Every fault of the chain becomes a finding; who is the target as the reader knows it, name the
 * name that was asked for (may be NULL), now the time of the run. */
void certificate_judge(struct report *report, const struct certificate_options *options,
                       const char *who, const char *name, const struct chain *chain, double now);

#endif
